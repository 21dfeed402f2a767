"""A rule over two of its numbers: where it settles, how fast, and where it flies apart; and what theory says
of quadratics."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.race import Course, Entry
from dl_core.experiments.sweep import Floats, ends, plan
from dl_core.optimizers import SGD, Momentum, Nesterov, Optimizer
from dl_core.params import params_of
from dl_core.theory import best_gradient_descent, best_heavy_ball, largest_stable_rate

COLUMNS, ROWS = 81, 61


class Axis(NamedTuple):
    """One number of a rule and the values (n,) that it takes."""

    name: str
    values: Floats


class StabilityMap(NamedTuple):
    """Row i has y.values[i], column j x.values[j]. settled, pace and peak as in `sweep.Ends`; nan, and
    diverged False, in rows that are not `done`.

    diverged: in the last half of the run the gap was not finite, or larger than at the start, at some step.
    """

    x: Axis
    y: Axis
    settled: Floats
    pace: Floats
    peak: Floats
    diverged: NDArray[np.bool_]
    done: NDArray[np.bool_]


def axis_of(
    rule: type[Optimizer], name: str, size: int, low: float | None = None, high: float | None = None
) -> Axis:
    """`size` values of a number of a rule over its slider or the given part of it, log-spaced where the
    slider is. Raises ValueError if there is no such number."""
    known = dict(params_of(rule))
    if name not in known:
        raise ValueError(f"{rule.__name__} has no number {name!r}; it has {', '.join(known)}")
    span = known[name].low if low is None else low, known[name].high if high is None else high
    return Axis(name, np.geomspace(*span, size) if known[name].log else np.linspace(*span, size))


def stability_rows(entry: Entry, x: Axis, y: Axis, course: Course) -> Iterator[StabilityMap]:
    """The map after each row (or, with the rate along y, each column), the empty one first. Float64.

    The runs of one call differ in one number, the learning rate if it is on an axis: then no choice of axes
    compiles anything that the sweep has not. Raises ValueError if both axes are the same number.
    """
    if x.name == y.name:
        raise ValueError(f"both axes are {x.name}; a map needs two numbers")
    if y.name == "lr":
        yield from (_turned(found) for found in stability_rows(entry, y, x, course))
        return
    shape = len(y.values), len(x.values)
    blank, none = np.full(shape, np.nan), np.zeros(shape, bool)
    found = StabilityMap(x, y, blank, blank, blank, none, none)
    yield found
    prepared = plan(course, entry.schedule)
    for i, value in enumerate(y.values):
        row = ends(replace(entry.optimizer, **{y.name: float(value)}), x.values, prepared, x.name)  # type: ignore[type-var]
        found = StabilityMap(
            x,
            y,
            found.settled.copy(),
            found.pace.copy(),
            found.peak.copy(),
            found.diverged.copy(),
            found.done.copy(),
        )
        found.settled[i], found.pace[i], found.peak[i], found.done[i] = row.settled, row.pace, row.peak, True
        found.diverged[i] = ~(row.peak <= prepared.first)
        yield found


def _turned(found: StabilityMap) -> StabilityMap:
    return StabilityMap(
        found.y, found.x, found.settled.T, found.pace.T, found.peak.T, found.diverged.T, found.done.T
    )


def stability_map(entry: Entry, x: Axis, y: Axis, course: Course) -> StabilityMap:
    """The whole map at once."""
    *_, found = stability_rows(entry, x, y, course)
    return found


def factors_per_step(optimizer: Optimizer, rates: ArrayLike, eigenvalues: Sequence[float]) -> Any:
    """The factor ρ by which the distance shrinks per step in the long run, at each rate, on a quadratic with
    these eigenvalues; None for other rules.

    The largest |z| over the eigenvalues λ, with a = ηλ: GD z = 1 − a; heavy ball z² − (1+μ−a)z + μ = 0;
    Nesterov z² − (1+μ)(1−a)z + μ(1−a) = 0. The gap shrinks by ρ², so `Ends.pace` tends to −2 log₁₀ ρ.
    """
    a = np.multiply.outer(np.asarray(rates, float), np.asarray(eigenvalues, float))
    match optimizer:
        case SGD():
            return np.abs(1 - a).max(axis=-1)
        case Momentum(momentum=mu):
            trace, determinant = 1 + mu - a, mu + 0 * a
        case Nesterov(momentum=mu):
            trace, determinant = (1 + mu) * (1 - a), mu * (1 - a)
        case _:
            return None
    root = np.sqrt(trace * trace - 4 * determinant + 0j)
    return np.maximum(np.abs(trace + root), np.abs(trace - root)).max(axis=-1) / 2


def stable_edge(optimizer: Optimizer, name: str, values: ArrayLike, steepest: float) -> Floats | None:
    """The largest stable rate at each value of another number of the rule, on a quadratic whose largest
    eigenvalue is `steepest`; None if unknown."""
    changed = (replace(optimizer, **{name: float(value)}) for value in np.asarray(values))  # type: ignore[type-var]
    edge = [largest_stable_rate(one, steepest) for one in changed]
    return None if None in edge else np.array(edge, float)


def best_point(optimizer: Optimizer, flattest: float, steepest: float) -> tuple[float, float] | None:
    """Rate and momentum (0 for GD) that are the fastest in the long run on a quadratic; None where that is
    not known.

    Heavy ball: Polyak 1964. Nesterov: 4/(3λmax+λmin) and (√(3κ+1)−2)/(√(3κ+1)+2), κ = λmax/λmin (Lessard,
    Recht & Packard 2016, table 1).
    """
    match optimizer:
        case SGD():
            return best_gradient_descent(flattest, steepest), 0.0
        case Momentum():
            return best_heavy_ball(flattest, steepest)
        case Nesterov():
            root = float(np.sqrt(3 * steepest / flattest + 1))
            return 4 / (3 * steepest + flattest), (root - 2) / (root + 2)
    return None
