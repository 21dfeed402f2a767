"""What the page says of its facts: whole sentences, in one place."""

import numpy as np

from dl_core.experiments.sweep import RATES
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, leads, say
from kit.race.facts import Source
from kit.race.words import counted_from
from pages.sweep.facts import DRAWS, Fair, Hole, Rates, Seeds, Two

CHOOSE, CHOOSE_TWO = _("Choose a racer."), _("Choose at least two racers.")


def _counted(source: Source | None) -> list[Sentence]:
    """Of a typed formula: from what its gaps are counted."""
    return [say(counted_from(*source))] if source else []


def hole(facts: Hole) -> list[Sentence]:
    """That there is nothing to sweep, and the way out."""
    says = [say(_("At the start the formula has no finite value: choose another start."), "alarm")]
    if facts.place is None:
        return says
    x, y = facts.place
    text = _("Start at ({x}, {y}) instead, a place near it that has one →", x=number(x, 6), y=number(y, 6))
    return [*says, leads(text, {"x": f"{x:.8g}", "y": f"{y:.8g}"})]


def rates(facts: Rates | Hole) -> list[Sentence]:
    """Between which rates the best ones lie, who does not arrive, and which runs are not drawn."""
    if isinstance(facts, Hole):
        return hole(facts)
    if not facts.sweeps:
        return [say(CHOOSE), *_counted(facts.source)]
    if not facts.best:
        return [
            say(_("No run ends at a finite loss: choose another start."), "alarm"),
            *_counted(facts.source),
        ]
    says = [say(_best(facts))]
    if facts.rates == "tuned":
        says.append(
            say(_("Tuned dots are at the best of every fourth rate, so some stand beside a deeper dip."))
        )
    if facts.unsettled:
        says.append(
            say(
                _(
                    (
                        "No dot on the right for {racers}: at the rate in use, {steps} steps are too few "
                        "to get within 1 % and to stay there."
                    ),
                    racers=listed([_(label) for label in facts.unsettled], ", "),
                    steps=facts.steps,
                )
            )
        )
    if facts.lower:
        says.append(
            say(
                _(
                    "{lower} of {runs} runs end below f*, outside the box or at a pole: not drawn.",
                    lower=facts.lower,
                    runs=facts.runs,
                )
            )
        )
    return [*says, *_counted(facts.source)]


def _best(facts: Rates) -> Message:
    low, high = (
        min(facts.best, key=lambda name: facts.best[name]),
        max(facts.best, key=lambda name: facts.best[name]),
    )
    given = {
        "rates": RATES,
        "steps": facts.steps,
        "low": number(facts.best[low], 2),
        "first": _(low),
        "high": number(facts.best[high], 2),
        "last": _(high),
    }
    if facts.lower:
        return _(
            (
                "Rates that end nearest to f* of {rates} after {steps} steps lie between {low} ({first}) "
                "and {high} ({last})."
            ),
            **given,
        )
    return _(
        "Best rates of {rates} after {steps} steps lie between {low} ({first}) and {high} ({last}).", **given
    )


def two(facts: Two | Hole) -> list[Sentence]:
    """How much of the map diverges, and how much arrives."""
    if isinstance(facts, Hole):
        return hole(facts)
    done, runs = facts.map.done, f"{facts.map.done.size:,}"
    if not done.all():
        return [
            say(_("{share} of the {runs} runs are done.", share=percent(done.mean()), runs=runs)),
            *_counted(facts.source),
        ]
    text = _(
        (
            "{lost} of the {runs} runs diverge (grey), {arrived} arrive within {steps} steps; the rest do "
            "not (striped)."
        ),
        lost=percent(facts.diverged),
        runs=runs,
        arrived=percent(facts.arrived),
        steps=facts.steps,
    )
    return [say(text), *_counted(facts.source)]


def came_of_rates(before: Rates | Hole, now: Rates | Hole) -> list[Message]:
    """Whose best rate has moved, and how; where none has, how near each ends at the rate in use."""
    if isinstance(before, Hole) or isinstance(now, Hole):
        return []
    says = [
        _(
            "The best rate of {rule} is now {now} instead of {before}.",
            rule=_(label),
            now=number(rate, 2),
            before=number(before.best[label], 2),
        )
        for label, rate in now.best.items()
        if before.best.get(label, rate) != rate
    ]
    return says or _came_of_rates_in_use(before, now)


def _came_of_rates_in_use(before: Rates, now: Rates) -> list[Message]:
    then = {one.entry.optimizer.label: number(one.here.gap[0], 2) for one in before.sweeps}
    rows = [
        _("{rule} {now} instead of {before}", rule=_(label), now=gap, before=then[label])
        for one in now.sweeps
        if (label := one.entry.optimizer.label) in then and (gap := number(one.here.gap[0], 2)) != then[label]
    ]
    return (
        [_("At the rates in use the gap at the end is now: {gaps}.", gaps=listed(rows, ", "))] if rows else []
    )


def came_of_two(before: Two | Hole, now: Two | Hole) -> list[Message]:
    """How many of the runs diverge and arrive, before and now."""
    if isinstance(before, Hole) or isinstance(now, Hole):
        return []
    if _is_same(before, now):
        here, then = _run_at(now), _run_at(before)
        return [_("The run nearest to the diamond {here}; before it {then}.", here=here, then=then)]
    return [
        _(
            "Now {arrived} of the runs arrive instead of {arrived_before}, and {lost} diverge instead of "
            "{lost_before}.",
            arrived=percent(now.arrived),
            arrived_before=percent(before.arrived),
            lost=percent(now.diverged),
            lost_before=percent(before.diverged),
        )
    ]


def _is_same(before: Two, now: Two) -> bool:
    """Whether two maps are of the same runs: the point that is looked at does not change them."""
    return before.steps == now.steps and np.array_equal(before.map.settled, now.map.settled, equal_nan=True)


def _run_at(facts: Two) -> Message:
    """What becomes of the run of the map that is nearest to the rule at hand."""
    found = facts.map
    column, row = (
        int(np.abs(axis.values - getattr(facts.optimizer, axis.name)).argmin()) for axis in (found.x, found.y)
    )
    if found.diverged[row, column]:
        return _("diverges")
    steps = found.settled[row, column]
    return (
        _("arrives after {steps} steps", steps=f"{steps:.0f}") if np.isfinite(steps) else _("does not arrive")
    )


def came_of_seeds(before: Seeds | Hole, now: Seeds | Hole) -> list[Message]:
    """Where the medians end, before and now."""
    if isinstance(before, Hole) or isinstance(now, Hole):
        return []
    then = dict(before.bands)
    ends = [
        _(
            "{rule} {now} instead of {before}",
            rule=_(label),
            now=number(one.median[-1], 2),
            before=number(then[label].median[-1], 2),
        )
        for label, one in now.bands
        if label in then
    ]
    return [_("The median gap at the end is now: {ends}.", ends=listed(ends, ", "))] if ends else []


def fair(facts: Fair) -> list[Sentence]:
    """How many races are run, and whose the own rates are."""
    if facts.racers < 2:
        return [say(CHOOSE_TWO), *_counted(facts.source)]
    if facts.contest is None:
        none = _("The formula has a finite value at none of {draws} starts drawn from the box.", draws=DRAWS)
        return [say(none, "alarm"), *_counted(facts.source)]
    if not facts.contest.done:
        return [say(_("Racing …")), *_counted(facts.source)]
    given = {
        "done": facts.contest.done,
        "cases": facts.contest.cases,
        "starts": facts.starts,
        "seeds": facts.seeds,
        "steps": facts.steps,
    }
    cases = _("{done} of {cases} races ({starts} starts), {steps} steps.", **given)
    if facts.noisy:
        cases = _(
            "{done} of {cases} races ({starts} starts, {seeds} seeds of noise), {steps} steps.", **given
        )
    return [say(cases), say(own_rates(facts)), *_counted(facts.source)]


def own_rates(facts: Fair) -> Message:
    """Whose the own rates of a fair race are."""
    if facts.rates == "own":
        return _("Own rates are those of the panel: as set on each slider.")
    if facts.rates == "same":
        return _("Own rates are those of the panel: {rate} for all.", rate=number(facts.lr))
    given = dict(zip(("x", "y"), map(number, facts.start), strict=True))
    if facts.noisy:
        return _(
            (
                "Own rates are those of the panel: tuned for the panel's one start, ({x}, {y}), and the "
                "noise of its seed, not for the starts of this race."
            ),
            **given,
        )
    return _(
        (
            "Own rates are those of the panel: tuned for the panel's one start, ({x}, {y}), not for the "
            "starts of this race."
        ),
        **given,
    )


def seeds(facts: Seeds | Hole) -> list[Sentence]:
    """How much noise there is, and who is lost in it."""
    if isinstance(facts, Hole):
        return hole(facts)
    if not facts.bands:
        return [say(CHOOSE), *_counted(facts.source)]
    says = [say(_("There is no noise: all seeds are one. Raise σ under “Noise”."))]
    if facts.sigma:
        says = [say(_("Noise of σ = {sigma}.", sigma=number(facts.sigma, 2)))]
    lost = [
        _("{racer} {share}", racer=_(label), share=percent(one.lost))
        for label, one in facts.bands
        if one.lost
    ]
    if lost:
        says.append(say(_("Not finite at the end: {racers}.", racers=listed(lost, ", ")), "alarm"))
    return [*says, *_counted(facts.source)]
