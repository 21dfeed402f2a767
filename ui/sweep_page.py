"""The parts of the page "Over which rates?"."""

from collections.abc import Callable

import numpy as np

from dl_core.experiments.fair import contest, starts_in
from dl_core.experiments.many_seeds import band, noises
from dl_core.experiments.race import Course, Entry, curvatures, tuned
from dl_core.experiments.stability import axis_of, stability_map
from dl_core.experiments.sweep import plan, sweeps
from figures import sweep as charts
from ui.controls import Item, group, item
from ui.live import key_of, live
from ui.parts import Part, commanded, say
from ui.race_panel import race_panel
from views.race import slug
from views.sweep import SweepView

STARTS = 8
COLUMNS, ROWS = 81, 61
UNSEEN = ("rule", "by", "about", "library", "x", "y", "average", "dimensions", "tries", "rate", "width")  # settings that change nothing in a fair race


def key(view: SweepView) -> object:
    """What the part at hand runs, if it goes on by itself."""
    return key_of(view, UNSEEN) if view["part"] == "fair" else None


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


def over_rates(view: SweepView) -> Part:
    """The gap against the rate, for every racer."""
    course, entries = view.course(), entries_of(view)
    if not entries:
        return Part([], [say("Choose a racer.")])
    found = sweeps(entries, course)
    drawn = charts.by_rate(found, float(plan(course).first), course.steps, _quadratic(view, course))
    best = {one.entry.optimizer.label: float(one.rates[int(np.nanargmin(np.abs(one.ends.gap)))]) for one in found if np.isfinite(one.ends.gap).any()}
    low, high = min(best, key=lambda name: best[name]), max(best, key=lambda name: best[name])
    return Part(drawn, [say(f"Best rates after {course.steps} steps lie between {best[low]:.2g} ({low}) and {best[high]:.2g} ({high}).")])


def two_numbers(view: SweepView) -> Part:
    """A map over the rate and another number of one rule."""
    rule, by, course = view.mapped, view["by"], view.course()
    entry = view.entry(rule)
    found = stability_map(entry, axis_of(rule, "lr", COLUMNS), axis_of(rule, by, ROWS), course)
    names = (f"{slug(rule)}.lr", f"{slug(rule)}.{by}")
    drawn = charts.stability(entry.optimizer, found, _quadratic(view, course), names)
    lost, there = found.diverged.mean(), np.isfinite(found.settled).mean()
    says = [say(f"{lost:.0%} of the {found.diverged.size:,} runs diverge, {there:.0%} arrive within {course.steps} steps.")]
    return Part(drawn, says)


def fair_race(view: SweepView) -> Part:
    """Who wins under which protocol, over several starts."""
    entries, course = view.entries(), view.course()
    if len(entries) < 2:
        return Part([], [say("Choose at least two racers.")])
    starts = starts_in(view.surface.window, STARTS, int(view["seed"]))
    seeds = tuple(float(view["seed"]) + i for i in range(4)) if view["sigma"] else (0.0,)
    run = live(key(view), lambda: contest(entries, course, starts, seeds), commanded(), begins=True)
    done = {"done": run.state.done, "total": run.state.cases}
    if not run.state.done:
        return Part([], [say("Racing …")], run.commands, done)
    cases = f"{run.state.done} of {run.state.cases} races ({STARTS} starts" + (f", {len(seeds)} seeds of noise)" if view["sigma"] else ")")
    return Part([*charts.wins(run.state), *charts.final_gaps(run.state)], [say(f"{cases}, {course.steps} steps.")], [] if run.ended else run.commands, done)


def many_seeds(view: SweepView) -> Part:
    """Medians and bands over seeds of noise."""
    course, entries = view.course(), entries_of(view)
    if not entries:
        return Part([], [say("Choose a racer.")])
    noise = noises(course.noise, 2)
    found = [(entry.optimizer.label, band(entry, course, noise)) for entry in entries]
    lost = ", ".join(f"{label} {one.lost:.0%}" for label, one in found if one.lost)
    says = [say("There is no noise: all seeds are one. Raise σ under “Noise and averaging”." if not view["sigma"] else f"Noise of σ = {view['sigma']:.2g}.")]
    return Part([charts.bands(found, course.steps)], [*says, *([say(f"Not finite at the end: {lost}.", "alarm")] if lost else [])])


PARTS: dict[str, Callable[[SweepView], Part]] = {"rates": over_rates, "two": two_numbers, "fair": fair_race, "seeds": many_seeds}
