"""Several rules from one start down one loss: what each did, measured the same way."""

from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.descent import MAX_STEPS, Descent, descend_all, hessian_at, in_plane, loss_along
from dl_core.experiments.tuning import Box, tuned_rates
from dl_core.noise import Noise
from dl_core.optimizers.base import Loss, Optimizer, with_rate
from dl_core.schedules import Constant, Schedule
from dl_core.traced import as_traced

Floats = NDArray[np.float64]
GRID = 101  # points along a side of the ground that is drawn
ARRIVED = 0.01  # of the box's diagonal


_loss_at = jax.jit(lambda loss, x: loss(x))  # one point: as many minima as a surface has, one program


class Entry(NamedTuple):
    """A rule and the schedule that it races with."""

    optimizer: Optimizer
    schedule: Schedule = Constant()


class Track(NamedTuple):
    """What is drawn of a path of n points. x (n, 2); gap: loss minus the lowest (n,); slope: ‖gradient‖ (n,);
    distance to the nearest global minimum (n,).

    arrived: first step within 1 % of the box's diagonal of a global minimum, or None. lost: the step from
    which on it is not finite or more than a diagonal away from the box's centre, to the end; None if it ends
    nearer.
    """

    x: Floats
    loss: Floats
    gap: Floats
    slope: Floats
    distance: Floats
    arrived: int | None
    lost: int | None


class Run(NamedTuple):
    """One racer: the entry with the rate it used, everything `descend` said (steps+1 rows), its track, and
    that of its averaged iterate if asked."""

    entry: Entry
    descent: Descent
    track: Track
    average: Track | None


class Course(NamedTuple):
    """What all racers share: loss, start, global minima (n, 2), the box, the number of steps, the noise, and
    the step from which iterates are averaged.

    lowest: what gaps are measured from, if not the loss at the minima; where nobody knows a minimum, minima
    is (0, 2) and distances are nan.
    """

    loss: Loss
    start: tuple[float, float]
    minima: Floats
    box: Box
    steps: int
    noise: Noise = Noise()
    average_from: int | None = None
    lowest: float | None = None


def tuned(entries: Sequence[Entry], course: Course) -> list[Entry]:
    """Each entry with the best of its candidate rates for this course."""

    rates = tuned_rates(entries, course.loss, course.start, course.steps, course.box, course.noise)
    return [
        entry._replace(optimizer=with_rate(entry.optimizer, rate))
        for entry, rate in zip(entries, rates, strict=True)
    ]


def race(entries: Sequence[Entry], course: Course) -> list[Run]:
    """Run every entry on the course."""
    lowest = lowest_of(course)
    descents = descend_all(entries, course.loss, course.start, course.noise, course.steps)
    return [_run(entry, descent, course, lowest) for entry, descent in zip(entries, descents, strict=True)]


def lowest_loss(loss: Loss, minima: ArrayLike) -> float:
    """The lowest loss at the given points (n, 2)."""
    return min(float(_loss_at(loss, np.asarray(minimum, np.float64))) for minimum in np.asarray(minima))


def lowest_of(course: Course) -> float:
    """What the gaps of a course are measured from."""
    return lowest_loss(course.loss, course.minima) if course.lowest is None else course.lowest


def curvatures(loss: Loss, x: ArrayLike) -> Floats:
    """The eigenvalues of the Hessian at x (2,), rising."""
    return np.linalg.eigvalsh(np.asarray(hessian_at(as_traced(loss), in_plane(x))))


def averaged(x: Floats, first: int) -> Floats:
    """Polyak–Ruppert: row t is the mean of rows first … t of x (n, d); rows before `first` are x itself."""
    mean = x.copy()
    tail = x[first:]
    mean[first:] = np.cumsum(tail, axis=0) / np.arange(1, len(tail) + 1)[:, None]
    return mean


def _run(entry: Entry, descent: Descent, course: Course, lowest: float) -> Run:
    with np.errstate(over="ignore", invalid="ignore"):
        track = _track(descent.x, descent.loss, np.linalg.norm(descent.grad, axis=1), course, lowest)
        if course.average_from is None or course.average_from > course.steps:
            return Run(entry, descent, track, None)
        # always as many rows, so that the losses along it never compile anew
        mean = np.full((MAX_STEPS + 1, 2), np.nan)
        mean[: course.steps + 1] = averaged(descent.x, course.average_from)
        losses = np.asarray(loss_along(course.loss, mean))[: course.steps + 1]
        return Run(
            entry,
            descent,
            track,
            _track(mean[: course.steps + 1], losses, np.full(course.steps + 1, np.nan), course, lowest),
        )


def _track(x: Floats, loss: Floats, slope: Floats, course: Course, lowest: float) -> Track:
    nowhere = np.full(len(x), np.nan)
    distance = (
        np.min(np.linalg.norm(x[:, None] - course.minima[None], axis=2), axis=1)
        if len(course.minima)
        else nowhere
    )
    x0, x1, y0, y1 = course.box
    diagonal = float(np.hypot(x1 - x0, y1 - y0))
    away = np.linalg.norm(x - [(x0 + x1) / 2, (y0 + y1) / 2], axis=1)
    here = np.isfinite(loss) & (away <= diagonal)
    near = distance <= ARRIVED * diagonal
    lost = None if here[-1] else (int(np.flatnonzero(here)[-1]) + 1 if here.any() else 0)
    return Track(x, loss, loss - lowest, slope, distance, int(np.argmax(near)) if near.any() else None, lost)


def values_on_grid(loss: Loss, box: Box, size: int) -> Floats:
    """The loss on a size × size grid over the box; row i is y, column j is x."""
    x, y = np.meshgrid(np.linspace(box[0], box[1], size), np.linspace(box[2], box[3], size))
    return np.asarray(loss_along(loss, np.stack([x.ravel(), y.ravel()], axis=1))).reshape(size, size)


def nearest_with_a_loss(
    loss: Loss, box: Box, start: tuple[float, float], size: int
) -> tuple[float, float] | None:
    """The point of a size × size grid over the box that is nearest to `start` and has a finite loss, as its
    four neighbours have; None if none has."""
    there = np.pad(np.isfinite(values_on_grid(loss, box, size)), 1)
    rows, columns = np.nonzero(
        there[1:-1, 1:-1] & there[:-2, 1:-1] & there[2:, 1:-1] & there[1:-1, :-2] & there[1:-1, 2:]
    )
    if not len(rows):
        return None
    x, y = np.linspace(box[0], box[1], size)[columns], np.linspace(box[2], box[3], size)[rows]
    nearest = int(np.argmin((x - start[0]) ** 2 + (y - start[1]) ** 2))
    return float(x[nearest]), float(y[nearest])
