"""Two numbers of a rule at once: two maps, of steps and of pace."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments.stability import StabilityMap
from dl_core.params import Param, params_of
from kit.charts import Spec, axis, chart, dots, heat, line
from kit.messages import _
from kit.race.settings import slug
from kit.theme import DIVERGED, STRIPES
from pages.sweep.facts import Hole, Two

# no number, and where runs diverge: no colour of the scale
OTHERS = {theme: [*stripes, DIVERGED[theme]] for theme, stripes in STRIPES.items()}
STRIPE = 2  # cells


def _picked(names: dict[str, str], known: dict[str, Param]) -> dict[str, Any]:
    """The chart's `pick`, `limits` and `whole`: names says which setting an axis sets, known what may be set
    along it."""
    limits = {name: (known[along].low, known[along].high) for along, name in names.items()}
    return {
        "pick": names,
        "limits": limits,
        "whole": [name for along, name in names.items() if known[along].step],
    }


def _cells(values: Any, known: Param) -> Spec:
    """An axis that reaches half a cell beyond its values."""
    log = known.log
    at = np.log(values) if log else np.asarray(values, float)
    half = (at[-1] - at[0]) / (len(at) - 1) / 2
    low, high = at[0] - half, at[-1] + half
    return axis(
        _(known.label),
        *((float(np.exp(low)), float(np.exp(high))) if log else (float(low), float(high))),
        log=log,
    )


def _mark(x: ArrayLike, y: ArrayLike, shape: str) -> list[Spec]:
    """A white sign with an edge in the text's colour, to be seen on every ground."""
    return [dots(x, y, marker=shape, size=9, colour=""), dots(x, y, "#ffffff", marker=shape, size=6)]


def _theory(facts: Two) -> list[Spec]:
    """The edge of stability and the best point."""
    if facts.theory is None:
        return []
    best = facts.theory.best
    return [
        line(facts.theory.edge, facts.theory.momenta, dashed=True),
        *([] if best is None else _mark([best[0]], [best[1]], "up")),
    ]


def charts(facts: Two | Hole) -> list[Spec]:
    """Two maps over two numbers of a rule, steps and pace, the rule at hand a diamond; a click sets both
    numbers."""
    if isinstance(facts, Hole):
        return []
    optimizer, found = facts.optimizer, facts.map
    known = dict(params_of(optimizer))
    across, up = known[found.x.name], known[found.y.name]
    x, y = _cells(found.x.values, across), _cells(found.y.values, up)
    more = _picked(
        {"x": f"{slug(optimizer)}.{found.x.name}", "y": f"{slug(optimizer)}.{found.y.name}"},
        {"x": across, "y": up},
    )
    signs = [
        *_theory(facts),
        *_mark([getattr(optimizer, found.x.name)], [getattr(optimizer, found.y.name)], "diamond"),
    ]
    with np.errstate(divide="ignore"):
        steps = np.where(found.diverged, np.nan, np.log10(found.settled))
    pace = np.where(found.diverged, np.nan, found.pace)
    steps_about, pace_about = ABOUT_THEORY if facts.theory else ABOUT
    return [
        chart(
            "steps",
            _("Steps to 1 % of the start's gap"),
            steps_about,
            x,
            y,
            [_steps_map(steps), _others(found, steps), *signs],
            **more,
        ),
        chart(
            "pace",
            _("How fast, near the end"),
            pace_about,
            x,
            y,
            [_pace_map(pace), _others(found, pace), *signs],
            **more,
        ),
    ]


ABOUT = (
    _(
        "Click to go there. Striped: it did not get there within the run. Grey: in the last half of "
        "the run it was not finite, or above that of the start."
    ),
    _(
        "Click to go there. Orders of magnitude of the gap per step, in the last half, or before it "
        "was within 10⁻¹² of the start's. Striped: it was there at "
        "once. Grey: in the last half of the run it was not finite, or above that of the start."
    ),
)
ABOUT_THEORY = (
    _(
        "Click to go there. Striped: it did not get there within the run. Grey: in the last half of "
        "the run it was not finite, or above that of the start. "
        "Dashed: the edge of theory; triangle: its best."
    ),
    _(
        "Click to go there. Orders of magnitude of the gap per step, in the last half, or before it "
        "was within 10⁻¹² of the start's. Striped: it was there at "
        "once. Grey: in the last half of the run it was not finite, or above that of the start. "
        "Dashed: the edge of theory; triangle: its best."
    ),
)


def _ends(z: Any) -> tuple[float, float]:
    finite = z[np.isfinite(z)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def _steps_map(z: Any) -> Spec:
    """Of log₁₀ steps: the fewest are the loudest. At the bar: the ends, then 1, 2, 5, 10, … between them."""
    low, high = _ends(z)
    between = [np.log10(digit) + power for power in range(int(high) + 1) for digit in (1, 2, 5)]
    return heat(
        z,
        _("steps"),
        high,
        low,
        power=True,
        ticks=[low, high, *(float(tick) for tick in between if low < tick < high)],
    )


def _pace_map(z: Any) -> Spec:
    """Of orders of magnitude per step: the fastest are the loudest. At the bar: round numbers."""
    low, high = _ends(z)
    raw = (high - low) / 8 or 1.0
    unit = 10.0 ** np.floor(np.log10(raw))
    step = next(unit * digit for digit in (1, 2, 5, 10) if unit * digit >= raw)
    ticks = step * np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    return heat(z, _("powers of ten per step"), low, high, ticks=ticks.tolist() or [low])


def _others(found: StabilityMap, z: Any) -> Spec:
    """Where there is no number: diverged, else striped, and nothing in rows that are not done."""
    row, column = np.indices(z.shape)
    stripes = np.where(found.done & np.isnan(z), (row + column) // STRIPE % 2 / 2, np.nan)
    return {**heat(np.where(found.diverged, 1.0, stripes), "", 0.0, 1.0), "stops": OTHERS}
