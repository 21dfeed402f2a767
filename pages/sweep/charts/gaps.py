"""The gap against the rate, and over many seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.many_seeds import SEEDS
from dl_core.experiments.sweep import Sweep
from dl_core.params import Param, params_of
from kit.charts import Spec, axis, chart, dots, line, rule
from kit.messages import _
from kit.number_format import number
from kit.race.settings import Common, slug
from kit.theme import colour, marker
from pages.sweep.facts import Hole, Rates, Seeds

# times the gap at the start: how far down a gap is drawn, and up; lower, a line leaves the frame
DEPTH, HEIGHT = (1e-16, 10.0)
POINTS = 250  # of a curve over steps
FAR, NEAR = 1e300, 1e-300  # no frame goes further: JSON has no infinity, and a logarithm of 0 is none


def _rates(found: Sequence[Sweep]) -> Spec:
    return axis(
        _("learning rate"),
        min(float(one.rates[0]) for one in found),
        max(float(one.rates[-1]) for one in found),
        log=True,
    )


def _bounds(facts: Rates) -> list[Spec]:
    known = zip(facts.sweeps, facts.bounds, strict=True)
    return [
        rule(bound, "", along="y", colour=colour(one.entry.optimizer.label))
        for one, bound in known
        if bound is not None
    ]


def _curves(
    found: Sequence[Sweep], heights: Sequence[Any], here: Sequence[float], moves: Sequence[Spec]
) -> list[Spec]:
    marks = []
    for one, height, move in zip(found, heights, moves, strict=True):
        label = one.entry.optimizer.label
        marks.append(line(one.rates, height, colour(label), _(label)) | {"sets": move["sets"]})
    for one, at, move in zip(found, here, moves, strict=True):
        label = one.entry.optimizer.label
        marks.append(
            dots([float(one.entry.optimizer.lr)], [at], colour(label), marker=marker(label), size=5)
            | {"label": _(label)}
            | move
        )
    return marks


def _moves(facts: Rates) -> list[Spec]:
    """What each dot sets: its rule's rate, that of all if they are the same; tuned rates turn into own
    ones."""
    if facts.rates == "same":
        return [moved("lr", dict(params_of(Common))["lr"], facts.taken)] * len(facts.sweeps)
    rules = [type(one.entry.optimizer) for one in facts.sweeps]
    return [moved(f"{slug(one)}.lr", dict(params_of(one))["lr"], facts.taken) for one in rules]


def moved(setting: str, known: Param, taken: Mapping[str, str]) -> Spec:
    """What a hand that takes a dot along its line sets: the setting, its limits, and what else is set with
    it."""
    return {"sets": setting, "low": known.low, "high": known.high, "with": dict(taken)}


def _gap_axis(first: float, lowest: Sequence[float]) -> Spec:
    """From the lowest of what is drawn, down to DEPTH, up to HEIGHT times the gap at the start; all of them
    numbers, however large the start's."""
    first = min(first, FAR / HEIGHT)
    low = max(DEPTH * first, min([first, *lowest]), NEAR)
    return axis(_("f − f*"), 10.0 ** np.floor(np.log10(low)), HEIGHT * first, log=True)


def _below(count: float) -> float:
    """The next of 1, 2, 5, 10, … that is less than a number of steps, at least 1."""
    unit = 10.0 ** np.floor(np.log10(max(count, 1.0)))
    return max([1.0, *(float(unit * part) for part in (0.5, 1, 2, 5) if unit * part < count)])


def rates(facts: Rates | Hole) -> list[Spec]:
    """Final gap and steps against the rate, a line per rule, a dot at the rate in use."""
    if isinstance(facts, Hole) or not facts.sweeps:
        return []
    found, first, steps = facts.sweeps, facts.first, facts.steps
    bounds, x, moves = _bounds(facts), _rates(found), _moves(facts)
    gaps = [
        np.where((one.ends.gap > 0) & (one.ends.gap <= HEIGHT * first), one.ends.gap, np.nan) for one in found
    ]
    dots_at = [
        float(np.where(0 < one.here.gap[0] <= HEIGHT * first, one.here.gap[0], np.nan)) for one in found
    ]
    y = (
        _gap_axis(first, [float(np.nanmin(gap)) for gap in gaps if np.isfinite(gap).any()])
        if first > 0
        else axis(_("f − f*"), log=True)
    )
    settled = [one.ends.settled for one in found]
    reached = [
        float(count)
        for one in found
        for count in (*one.ends.settled, *one.here.settled)
        if np.isfinite(count)
    ]
    least = _below(min([float(steps), *reached]))
    steps_y = axis(_("steps"), least, max(2 * least, float(steps)), log=True, whole=True)
    gap_about, steps_about = _abouts(steps, least, bool(bounds))
    return [
        chart(
            "gap",
            _("Gap after {steps} steps", steps=steps),
            gap_about,
            x,
            y,
            [*bounds, *_curves(found, gaps, dots_at, moves)],
        ),
        chart(
            "settled",
            _("Steps to 1 % of the start's gap"),
            steps_about,
            x,
            steps_y,
            [*bounds, *_curves(found, settled, [float(one.here.settled[0]) for one in found], moves)],
        ),
    ]


def _abouts(steps: int, least: float, bounded: bool) -> tuple[str, str]:
    """The tooltips of both charts; bounded: whether there is a bound of theory in them."""
    given = {"steps": steps, "height": number(HEIGHT), "least": number(least)}
    if bounded:
        return _(
            "After {steps} steps. A line ends where the gap is over {height} times that of the start, "
            "not finite, or not above 0. Dotted: the largest stable "
            "rate in theory. A dot on the lower edge has a gap below it. Drag a dot along its line, or click "
            "a line, to set its rate.",
            **given,
        ), _(
            "Steps until the gap is within 1 % of the start's and stays there to step {steps}; from "
            "{least} up. No line: never. Dotted: the largest stable "
            "rate in theory. Drag a dot along its line, or click a line, to set its rate.",
            **given,
        )
    return _(
        "After {steps} steps. A line ends where the gap is over {height} times that of the start, not "
        "finite, or not above 0. A dot on the lower edge has a gap below it. Drag a dot along its line, or "
        "click a line, to set its rate.",
        **given,
    ), _(
        "Steps until the gap is within 1 % of the start's and stays there to step {steps}; from "
        "{least} up. No line: never. Drag a dot along its line, or "
        "click a line, to set its rate.",
        **given,
    )


def seeds(facts: Seeds | Hole) -> list[Spec]:
    """Gap against step over many seeds: per rule the median, and faintly the 10 % and the 90 % quantile."""
    if isinstance(facts, Hole) or not facts.bands:
        return []
    found, steps = facts.bands, facts.steps
    every = 1 + steps // POINTS
    at = np.arange(0, steps + 1, every)
    marks = [
        line(at, part[at], colour(label), faint=True, dashed=True)
        for label, band in found
        for part in (band.low, band.high)
    ]
    marks += [line(at, band.median[at], colour(label), _(label)) for label, band in found]
    first = max((float(band.median[0]) for _label, band in found), default=1.0) or 1.0
    drawable = [band.low[(band.low > 0) & np.isfinite(band.low)] for _label, band in found]
    about = _(
        "{seeds} seeds of the gradient noise, the same for all rules. Line: median; dashed: 10 % and 90 %.",
        seeds=SEEDS,
    )
    if every > 1:
        about = _(
            (
                "{seeds} seeds of the gradient noise, the same for all rules. Line: median; dashed: 10 % and "
                "90 %. One step in {every} is drawn."
            ),
            seeds=SEEDS,
            every=every,
        )
    y = _gap_axis(first, [float(part.min()) for part in drawable if part.size])
    return [
        chart(
            "bands",
            _("Gap over {seeds} seeds of noise", seeds=SEEDS),
            about,
            axis(_("step"), 0, steps, whole=True),
            y,
            marks,
        )
    ]
