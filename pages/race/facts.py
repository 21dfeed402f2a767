"""What is computed for each part: of a view, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from dl_core.experiments.dimensions import DimensionRace, race_in_dimensions
from dl_core.experiments.microscope import Microscope, microscope
from dl_core.experiments.race import GRID, Course, Floats, Run, curvatures, lowest_loss, race, values_on_grid
from dl_core.optimizers import RACERS, Optimizer
from dl_core.schedules import Constant
from dl_core.theory import largest_stable_rate
from exports.scripts import CannotSay, pieces
from kit.race.facts import Same, Source, at_rates, entries, source_of
from kit.race.settings import NOBODY, Race, slug
from surfaces import Surface

BELOW = 1e-9  # of the gap at the start: less below the lowest value known is rounding


@dataclass(frozen=True, eq=False)
class Ground:
    """The loss over the box. values (GRID, GRID): row i is y, column j is x. lowest: what gaps are counted
    from. points: (x, y, "global", "local" or "saddle"). found: whether minima are only found, not known."""

    surface: Surface
    values: Floats
    lowest: float
    points: tuple[tuple[float, float, str], ...]
    found: bool

    @property
    def holes(self) -> float:
        """The share of the grid at which the loss has no finite value."""
        return 1 - float(np.isfinite(self.values).mean())


class Racer(NamedTuple):
    """A run. bound: the largest stable rate in theory, None where it is not known or the rate changes. hole:
    the step from which on it stays where the loss has no finite value inside the box, None if it does not;
    in_hole: at how many steps it is there. below: whether it ends below the lowest value known."""

    run: Run
    bound: float | None
    hole: int | None
    in_hole: int
    below: bool

    @property
    def rule(self) -> type[Optimizer]:
        """Its rule."""
        return type(self.run.entry.optimizer)


class Races(NamedTuple):
    """A race. ground: of its map. rates: how rates are chosen; lr: the one for all. choices: the rules that
    can be looked at, and the one that is asked for, even if it does not race; looked: its name, "" for none.
    microscope: its run, taken apart. source: of a typed formula."""

    course: Course
    racers: tuple[Racer, ...]
    ground: Ground
    rates: str
    lr: float
    choices: tuple[type[Optimizer], ...]
    looked: str
    microscope: Microscope | None
    source: Source | None


class Scripted(NamedTuple):
    """The run of one rule as a script for a library, in pieces; refused: why there is none."""

    script: tuple[str, ...]
    refused: CannotSay | None = None


def races(view: Race) -> Races:
    """Every racer down the surface, and the map under them."""
    course, surface = view.course(), view.surface
    runs = race(entries(view), course)
    steepest = float(curvatures(course.loss, course.start)[-1]) if surface.quadratic else None
    looked = "" if view["microscope"] == NOBODY else view["microscope"]
    return Races(
        course,
        tuple(_racer(run, course, steepest) for run in runs),
        ground(surface, Same(course)),
        view["rates"],
        view["lr"] if view["rates"] == "same" else np.nan,
        tuple(cls for cls in RACERS if cls.lines and slug(cls) in (*view["race"], looked)),
        looked,
        _taken_apart(view, runs, course),
        source_of(surface),
    )


def _racer(run: Run, course: Course, steepest: float | None) -> Racer:
    """steepest: the largest curvature of a quadratic."""
    track, (x0, x1, y0, y1) = run.track, course.box
    x, y = track.x.T
    inside = ~np.isfinite(track.loss) & (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
    below = track.lost is None and bool(track.gap[-1] < -BELOW * abs(track.gap[0]))
    constant = isinstance(run.entry.schedule, Constant)
    bound = largest_stable_rate(run.entry.optimizer, steepest) if steepest and constant else None
    return Racer(
        run,
        bound,
        track.lost if track.lost is not None and inside[track.lost] else None,
        int(inside.sum()),
        below,
    )


def _taken_apart(view: Race, runs: Sequence[Run], course: Course) -> Microscope | None:
    """The run under the microscope; None if there is none, or if its rule does not race."""
    run = next((run for run in runs if type(run.entry.optimizer) is view.looked_at), None)
    return run and microscope(run, course)


@lru_cache(maxsize=64)
def ground(surface: Surface, same: Same) -> Ground:
    """The loss over the box of a surface; of a typed formula gaps are counted from the lowest value met.
    same: holds the course, whose loss computes it without compiling."""
    loss = same.it.loss
    values, found = values_on_grid(loss, surface.window, GRID), getattr(surface, "found", None)
    lowest = lowest_loss(loss, surface.minima()) if found is None else _lowest_met(values, surface.reference)  # type: ignore[attr-defined]
    every: tuple[tuple[str, Any], ...] = (
        ("local", surface.local_minima()),
        ("saddle", surface.saddles),
        ("global", surface.minima()),
    )
    return Ground(
        surface,
        values,
        lowest,
        tuple((float(x), float(y), kind) for kind, many in every for x, y in many),
        found is not None,
    )


def _lowest_met(values: Floats, seen: float) -> float:
    """The lowest finite value of a grid and of a search; 0 if there is none."""
    met = np.append(values, seen)
    return float(np.min(met[np.isfinite(met)])) if np.isfinite(met).any() else 0.0


def rule_of(view: Race) -> type[Optimizer]:
    """The rule that the words and the script are about."""
    return next(cls for cls in RACERS if slug(cls) == view["about"])


def scripted(view: Race) -> Scripted:
    """The same run as a script, at the rate that the race uses."""
    course = view.course_from((view["x"], view["y"]))
    (entry,) = at_rates(view, [view.entry(rule_of(view))])
    try:
        return Scripted(
            tuple(
                pieces(
                    view["library"],
                    entry.optimizer,
                    view.surface,
                    course.start,
                    entry.schedule,
                    course.noise,
                    course.steps,
                )
            )
        )
    except CannotSay as why:
        return Scripted((), why)


def bowl(view: Race) -> DimensionRace:
    """Losses (steps+1,) of gradient descent and of random search on the bowl in many dimensions."""
    return race_in_dimensions(
        int(view["dimensions"]), int(view["tries"]), view["rate"], view["width"], view["seed"]
    )
