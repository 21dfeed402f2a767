"""The parts of the page "Over which rates?"."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from dl_core.experiments.descent import MAX_STEPS, loss_along
from dl_core.experiments.fair import contest, starts_in
from dl_core.experiments.many_seeds import band, noises
from dl_core.experiments.race import Course, Entry, Floats, curvatures, lowest_loss, nearest_with_a_loss, tuned
from dl_core.experiments.stability import axis_of, stability_rows
from dl_core.experiments.sweep import RATES, Sweep, plan, sweeps
from dl_core.numerals import number, percent
from dl_core.params import params_of
from figures import sweep as charts
from figures.charts import Spec
from figures.scene import GRID
from surfaces.own import Own
from ui.ask import link, write
from ui.controls import Item, group, item
from ui.live import key_of, live
from ui.parts import Part, commanded, leads, say
from ui.race_panel import race_panel, taken_over
from views.race import Common, slug
from views.race_words import of_found
from views.sweep import SweepView

STARTS = 8
COLUMNS, ROWS = 81, 61
MOVE = "move"  # the command of a start in a hole
LONG = 6000  # instructions of a formula times steps
UNSEEN_OF_MAP = ("about", "library", "look", "average", "dimensions", "tries", "rate", "width", "race", "rates", "lr")  # what changes nothing in a map
UNSEEN = ("rule", "by", "about", "library", "look", "average", "dimensions", "tries", "rate", "width")  # settings that change nothing in a fair race


def key(view: SweepView) -> object:
    """What the part at hand runs, if it goes on by itself."""
    if view["part"] == "two" and _is_long(view):
        return key_of(view, (*UNSEEN_OF_MAP, f"{view['rule']}.lr", f"{view['rule']}.{view['by']}"))
    place = () if view["rates"] == "tuned" else ("x", "y")  # own rates that are tuned depend on the panel's start
    return key_of(view, (*UNSEEN, *place)) if view["part"] == "fair" else None


def _is_long(view: SweepView) -> bool:
    """Whether a map of this view takes more than about a second: of a long formula over many steps."""
    surface = view.surface
    return isinstance(surface, Own) and int(surface.program.count) * view.steps > LONG


def sweep_panel(view: SweepView, commands: list[tuple[str, str, str]]) -> list[Item]:
    """The race's panel, with the part, and the two numbers of a map, before it."""
    first = [item(view, "part"), *([item(view, "rule"), item(view, "by"), item(view, f"{view['rule']}.lr"), item(view, f"{view['rule']}.{view['by']}")]
                                   if view["part"] == "two" else [])]  # fmt: skip
    groups = [group("", *first)]
    if commands:
        groups.append(group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    others = race_panel(view, entries_of(view))
    return [*groups, *(one for one in others if view["part"] != "two" or one["title"] != "Racers")]


def entries_of(view: SweepView) -> list[Entry]:
    """The racers, at the rates that are asked for."""
    entries = view.entries()
    return tuned(entries, view.course()) if view["rates"] == "tuned" else entries


def _quadratic(view: SweepView, course: Course) -> charts.Quadratic | None:
    if not view.surface.quadratic or view["schedule"] != "constant":
        return None
    low, high = curvatures(course.loss, course.start)
    return charts.Quadratic(float(low), float(high))


def _moves(view: SweepView, entries: list[Entry]) -> list[Spec]:
    """What each dot sets: its rule's rate, that of all if they are the same; tuned rates turn into own ones."""
    taken = taken_over(view, entries)
    rate = dict(params_of(Common))["lr"]
    if view["rates"] == "same":
        return [charts.moved("lr", rate, taken)] * len(entries)
    return [charts.moved(f"{slug(one.optimizer)}.lr", dict(params_of(type(one.optimizer)))["lr"], taken) for one in entries]


def over_rates(view: SweepView) -> Part:
    """The gap against the rate, for every racer."""
    course, entries = view.course(), entries_of(view)
    if not entries:
        return Part([], [say("Choose a racer.")])
    found = sweeps(entries, course)
    drawn = charts.by_rate(found, float(plan(course).first), course.steps, _quadratic(view, course), _moves(view, entries))
    best = {one.entry.optimizer.label: float(one.rates[int(np.nanargmin(np.abs(one.ends.gap)))]) for one in found if np.isfinite(one.ends.gap).any()}
    if not best:
        return Part(drawn, [say("No run ends at a finite loss: choose another start.", "alarm")])
    low, high = min(best, key=lambda name: best[name]), max(best, key=lambda name: best[name])
    lower = _lower(found, float(plan(course).first))
    best_rates = "Rates that end nearest to f*" if lower else "Best rates"
    tried = f"{best_rates} of {RATES} after {course.steps} steps lie between {number(best[low], 2)} ({low}) and {number(best[high], 2)} ({high})."
    says = [say(f"{tried} Tuned dots are at the best of every fourth rate, so some stand beside a deeper dip." if view["rates"] == "tuned" else tried)]
    never = [one.entry.optimizer.label for one in found if not np.isfinite(one.here.settled).any()]
    if never and len(never) < len(found):
        says.append(say(f"No dot on the right for {', '.join(never)}: at the rate in use, {course.steps} steps are too few to get within 1 % for good."))
    return Part(drawn, [*says, *lower])


def _lower(found: Sequence[Sweep], first: float) -> list[dict[str, str]]:
    """That some runs ended lower than the lowest loss that is known."""
    count = sum(int((one.ends.gap < -1e-9 * first).sum()) for one in found)
    return [say(f"{count} of {sum(one.ends.gap.size for one in found)} runs end below f*, outside the box or at a pole: not drawn.")] if count else []


def two_numbers(view: SweepView) -> Part:
    """A map over the rate and another number of one rule."""
    rule, by, course = view.mapped, view["by"], view.course()
    entry = view.entry(rule)
    rows = stability_rows(entry, axis_of(rule, "lr", COLUMNS), axis_of(rule, by, ROWS), course)
    run = live(key(view), lambda: rows, commanded(), begins=True) if _is_long(view) else None
    *_, found = [run.state] if run else rows
    names = (f"{slug(rule)}.lr", f"{slug(rule)}.{by}")
    drawn = charts.stability(entry.optimizer, found, _quadratic(view, course), names)
    lost, there = found.diverged.mean(), (np.isfinite(found.settled) & ~found.diverged).mean()
    if not found.done.all():
        progress = {"done": int(found.done.sum()), "total": found.done.size}
        return Part(drawn, [say(f"{percent(found.done.mean())} of the {found.diverged.size:,} runs are done.")], run.commands if run else [], progress)
    shares = f"{percent(lost)} of the {found.diverged.size:,} runs diverge (grey), {percent(there)} arrive within {course.steps} steps"
    return Part(drawn, [say(f"{shares}; the rest do not (striped).")])


def _with_a_value(view: SweepView) -> Floats:
    """The first STARTS of 200 starts drawn from the box at which the formula has a finite value."""
    drawn, rows = starts_in(view.surface.window, 200, int(view["seed"])), np.full((MAX_STEPS + 1, 2), np.nan)  # as many as the race's, so that nothing compiles
    rows[: len(drawn)] = drawn
    return drawn[np.isfinite(np.asarray(loss_along(view.course().loss, rows))[: len(drawn)])][:STARTS]


def fair_race(view: SweepView) -> Part:
    """Who wins under which protocol, over several starts."""
    course = view.course()
    if len(view["race"]) < 2:
        return Part([], [say("Choose at least two racers.")])
    starts = starts_in(view.surface.window, STARTS, int(view["seed"]))
    if isinstance(view.surface, Own):
        starts = _with_a_value(view)
        if not len(starts):
            return Part([], [say("The formula has a finite value at none of 200 starts drawn from the box.", "alarm")])
    seeds = tuple(float(view["seed"]) + i for i in range(4)) if view["sigma"] else (0.0,)
    run = live(key(view), lambda: contest(entries_of(view), course, starts, seeds), commanded(), begins=True)
    done = {"done": run.state.done, "total": run.state.cases}
    if not run.state.done:
        return Part([], [say("Racing …")], run.commands, done)
    cases = f"{run.state.done} of {run.state.cases} races ({len(starts)} starts" + (f", {len(seeds)} seeds of noise)" if view["sigma"] else ")")
    return Part(charts.results(run.state), [say(f"{cases}, {course.steps} steps."), say(_own_rates(view))], [] if run.ended else run.commands, done)


def _own_rates(view: SweepView) -> str:
    """Whose the own rates of a fair race are."""
    x, y = view.course().start
    noise = " and the noise of its seed," if view["sigma"] else ""
    how = {
        "own": "as set on each slider",
        "same": f"{number(view['lr'])} for all",
        "tuned": f"tuned for the panel's one start, ({number(x)}, {number(y)}),{noise} not for the starts of this race",
    }[view["rates"]]
    return f"Own rates are those of the panel: {how}."


def many_seeds(view: SweepView) -> Part:
    """Medians and bands over seeds of noise."""
    course, entries = view.course(), entries_of(view)
    if not entries:
        return Part([], [say("Choose a racer.")])
    noise = noises(course.noise, 2)
    found = [(entry.optimizer.label, band(entry, course, noise)) for entry in entries]
    lost = ", ".join(f"{label} {percent(one.lost)}" for label, one in found if one.lost)
    sigma = view["sigma"]
    says = [say(f"Noise of σ = {number(sigma, 2)}." if sigma else "There is no noise: all seeds are one. Raise σ under “Noise and averaging”.")]
    return Part([charts.bands(found, course.steps)], [*says, *([say(f"Not finite at the end: {lost}.", "alarm")] if lost else [])])


def part_of(view: SweepView) -> Part:
    """The part at hand; of a formula that was typed, with what its gaps are measured from."""
    if not isinstance(view.surface, Own):
        return PARTS[view["part"]](view)
    if view["part"] != "fair" and not np.isfinite(lowest_loss(view.surface, [view.course().start])):
        return _in_a_hole(view)
    found = PARTS[view["part"]](view)
    return found._replace(says=[*found.says, say(of_found(view.surface))])


def _in_a_hole(view: SweepView) -> Part:
    """That there is nothing to sweep, and the way out."""
    there = beside_the_hole(view)
    if there and commanded() == MOVE:
        write(there)
        st.rerun()
    says = [say("At the start the formula has no finite value: choose another start.", "alarm")]
    if there:
        place = f"({number(there['x'], 6)}, {number(there['y'], 6)})"
        says.append(leads(f"Start at {place} instead, a place near it that has one →", link("/sweep", there), MOVE))
    return Part([], says)


def beside_the_hole(view: SweepView) -> SweepView | None:
    """The same view from a place near the start where the loss has a finite value; None if none is found."""
    course = view.course()
    place = nearest_with_a_loss(course.loss, course.box, course.start, GRID)
    changed, refused = view.edited({"x": f"{place[0]:.8g}", "y": f"{place[1]:.8g}"}) if place else (view, ["nowhere"])
    return None if refused or not np.isfinite(lowest_loss(changed.surface, [changed.course().start])) else changed


PARTS: dict[str, Callable[[SweepView], Part]] = {"rates": over_rates, "two": two_numbers, "fair": fair_race, "seeds": many_seeds}
