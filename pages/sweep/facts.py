"""What is computed for each part: of a view, pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dl_core.experiments.descent import MAX_STEPS, loss_along
from dl_core.experiments.fair import Contest, contest, starts_in
from dl_core.experiments.many_seeds import Band, band, noises
from dl_core.experiments.race import Course, Entry, Floats, curvatures, lowest_loss, nearest_with_a_loss
from dl_core.experiments.stability import StabilityMap, axis_of, best_point, stability_rows, stable_edge
from dl_core.experiments.sweep import Sweep, plan, sweeps
from dl_core.optimizers import Momentum, Nesterov
from dl_core.optimizers.base import Optimizer
from dl_core.theory import largest_stable_rate
from kit.race.facts import Source, entries, source_of
from kit.race.panel import taken_over
from pages.sweep.view import SweepView
from surfaces.lattice import DRAWN
from surfaces.own import Own

STARTS, DRAWS = 8, 200  # of a fair race; places that are tried for them where a formula has holes
NOISES = 4  # seeds of noise in a fair race, if there is any
COLUMNS, ROWS = 81, 61
LONG = 6000  # instructions of a formula times steps: a map of more takes more than about a second
EDGE = 101  # points of the edge of stability
BELOW = 1e-9  # of the gap at the start: less below f* is rounding


class Hole(NamedTuple):
    """The start has no finite loss. place: one near it that has, if any is found."""

    place: tuple[float, float] | None
    source: Source


class Rates(NamedTuple):
    """Every racer at every rate.

    first: the gap at the start. bounds: of each racer the largest stable rate in theory, None where it is not
    known. best: by label, the rate whose run ends nearest to f*, of those with a finite end. lower, runs: how
    many runs ended below f*, of how many. unsettled: labels of those that do not settle at the rate in use,
    if others do. rates: how rates are chosen; taken: what is set besides when a tuned rate is moved. source:
    of a typed formula.
    """

    sweeps: tuple[Sweep, ...]
    first: float
    steps: int
    bounds: tuple[float | None, ...]
    best: dict[str, float]
    lower: int
    runs: int
    unsettled: tuple[str, ...]
    rates: str
    taken: Mapping[str, str]
    source: Source | None


class Theory(NamedTuple):
    """On a quadratic: the largest stable rate (n,) at each momentum (n,), and the best point (rate, momentum)
    in the long run, None where it is not known."""

    momenta: Floats
    edge: Floats
    best: tuple[float, float] | None


class Two(NamedTuple):
    """A map over the rate and another number of one rule, as far as it is done. diverged, arrived: shares of
    its runs."""

    optimizer: Optimizer
    map: StabilityMap
    steps: int
    theory: Theory | None
    diverged: float
    arrived: float
    source: Source | None


class Fair(NamedTuple):
    """A fair race, as far as it is run. contest: None where there is nothing to run: fewer than two racers,
    or no start with a finite loss. starts, seeds: how many. noisy: whether there is noise. rates: how the
    panel's rates are chosen; lr: the one for all; start: the panel's, which tuned rates are for."""

    racers: int
    starts: int
    seeds: int
    steps: int
    noisy: bool
    rates: str
    lr: float
    start: tuple[float, float]
    contest: Contest | None
    source: Source | None


class Seeds(NamedTuple):
    """Of each racer, by label, the gap over SEEDS seeds of noise."""

    bands: tuple[tuple[str, Band], ...]
    steps: int
    sigma: float
    source: Source | None


def _course(view: SweepView) -> Course:
    return view.course_from((view["x"], view["y"]))


def hole(view: SweepView) -> Hole | None:
    """That there is nothing to sweep, and the way out; None if there is."""
    course, source = _course(view), source_of(view.surface)
    if source is None or np.isfinite(lowest_loss(course.loss, [course.start])):
        return None
    near = nearest_with_a_loss(course.loss, course.box, course.start, DRAWN)
    place = near and (float(f"{near[0]:.8g}"), float(f"{near[1]:.8g}"))
    return Hole(place if place and np.isfinite(lowest_loss(course.loss, [place])) else None, source)


def _curvatures(view: SweepView, course: Course) -> tuple[float, float] | None:
    """The smallest and the largest curvature of a quadratic, where rates are constant."""
    if not view.surface.quadratic or view["schedule"] != "constant":
        return None
    low, high = curvatures(course.loss, course.start)
    return float(low), float(high)


def rates(view: SweepView) -> Rates | Hole:
    """The gap against the rate, for every racer."""
    if found := hole(view):
        return found
    course, racers = _course(view), entries(view)
    every, first, bends = tuple(sweeps(racers, course)), float(plan(course).first), _curvatures(view, course)
    best = {
        one.entry.optimizer.label: float(one.rates[int(np.nanargmin(np.abs(one.ends.gap)))])
        for one in every
        if np.isfinite(one.ends.gap).any()
    }
    never = tuple(one.entry.optimizer.label for one in every if not np.isfinite(one.here.settled).any())
    return Rates(
        every,
        first,
        course.steps,
        tuple(bends and largest_stable_rate(one.entry.optimizer, bends[1]) for one in every),
        best,
        sum(int((one.ends.gap < -BELOW * first).sum()) for one in every),
        sum(one.ends.gap.size for one in every),
        never if len(never) < len(every) else (),
        view["rates"],
        taken_over(view, racers),
        source_of(view.surface),
    )


def is_short(view: SweepView) -> bool:
    """Whether a map of this view takes less than about a second."""
    surface = view.surface
    return (
        not isinstance(surface, Own)
        or int(surface.program.count) * view.steps <= LONG
        or hole(view) is not None
    )


def two(view: SweepView) -> Two | Hole:
    """The whole map."""
    if found := hole(view):
        return found
    *_rows, done = two_row_by_row(view)
    return done


def two_row_by_row(view: SweepView) -> Iterator[Two]:
    """The map after each row."""
    rule, course = view.mapped, _course(view)
    optimizer = view.built(rule)
    axes = axis_of(rule, "lr", COLUMNS), axis_of(rule, view["by"], ROWS)
    theory = theory_of(optimizer, view["by"], axes[1].values, _curvatures(view, course))
    for found in stability_rows(Entry(optimizer, view.schedule_of(rule)), *axes, course):
        arrived = np.isfinite(found.settled) & ~found.diverged
        yield Two(
            optimizer,
            found,
            course.steps,
            theory,
            float(found.diverged.mean()),
            float(arrived.mean()),
            source_of(view.surface),
        )


def theory_of(
    optimizer: Optimizer, by: str, values: Floats, bends: tuple[float, float] | None
) -> Theory | None:
    """What theory knows of a map over rate and momentum. bends: the smallest and the largest curvature."""
    if bends is None or by != "momentum" or not isinstance(optimizer, (Momentum, Nesterov)):
        return None
    momenta = np.linspace(values[0], values[-1], EDGE)
    edge = stable_edge(optimizer, "momentum", momenta, bends[1])
    return None if edge is None else Theory(momenta, edge, best_point(optimizer, *bends))


def _starts(view: SweepView) -> Floats:
    """STARTS starts (n, 2) drawn from the box; of a typed formula the first STARTS of DRAWS at which it has a
    finite value."""
    if not isinstance(view.surface, Own):
        return starts_in(view.surface.window, STARTS, int(view["seed"]))
    # as many as the race's: nothing compiles
    drawn, rows = (
        starts_in(view.surface.window, DRAWS, int(view["seed"])),
        np.full((MAX_STEPS + 1, 2), np.nan),
    )
    rows[: len(drawn)] = drawn
    return drawn[np.isfinite(np.asarray(loss_along(view.surface, rows))[: len(drawn)])][:STARTS]


def fair(view: SweepView) -> Iterator[Fair]:
    """Who wins under which protocol, over several starts, race by race."""
    noisy, chosen = view["sigma"] > 0, len(view["race"])
    start = (view["x"], view["y"]) if view["rates"] == "tuned" else view.surface.start
    starts = _starts(view) if chosen > 1 else np.zeros((0, 2))
    seeds = tuple(float(view["seed"]) + i for i in range(NOISES)) if noisy else (0.0,)
    lr = float(view["lr"]) if view["rates"] == "same" else np.nan
    found = Fair(
        chosen,
        len(starts),
        len(seeds),
        view.steps,
        noisy,
        view["rates"],
        lr,
        start,
        None,
        source_of(view.surface),
    )
    if not len(starts):
        yield found
        return
    for state in contest(entries(view), view.course_from(start), starts, seeds):
        if state is not found.contest:
            found = found._replace(contest=state)
        yield found


def seeds(view: SweepView) -> Seeds | Hole:
    """Medians and bands over seeds of noise."""
    if found := hole(view):
        return found
    course: Course = _course(view)
    racers: Sequence[Entry] = entries(view)
    noise = noises(course.noise, 2)
    return Seeds(
        tuple((one.optimizer.label, band(one, course, noise)) for one in racers),
        course.steps,
        view["sigma"],
        source_of(view.surface),
    )
