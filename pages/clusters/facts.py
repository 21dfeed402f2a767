"""What is computed for the part "Step by step": of a view, pure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.clusters import Steps, converged, kmeans
from dl_core.experiments.grouping import nmi
from dl_core.experiments.point_sets import PointSet
from dl_core.experiments.voronoi import Polygon, cells
from pages.clusters.view import HALVES, Clusters

BEYOND = 4.0  # windows that the cells reach beyond what is drawn


class Plane(NamedTuple):
    """A run in the plane, looked at after some half steps. labels (n,): of the last assignment, −1 before the
    first; centres (k, 2): as they are now; path (t, k, 2): where they have been; cells: of each centre;
    inertia (HALVES,): after each half step; settled: the half steps after which nothing changes, None if that
    is not known; empty: the clusters without a point at the last assignment; truth: NMI with the groups that
    the points were drawn from, None without groups or before the first assignment."""

    sample: PointSet
    run: Steps
    labels: NDArray[np.intp]
    centres: NDArray[np.float64]
    path: NDArray[np.float64]
    cells: list[Polygon]
    inertia: NDArray[np.float64]
    half: int
    settled: int | None
    empty: tuple[int, ...]
    truth: float | None
    view: Clusters


class NoPoints(NamedTuple):
    """There is nothing to group: no point was placed."""

    view: Clusters


def plane(view: Clusters) -> Plane | NoPoints:
    """Lloyd's algorithm from the view's centres, after its half steps."""
    sample = view.sample
    if not len(sample.x):
        return NoPoints(view)
    run = kmeans(
        sample.x,
        view.begin(sample.x),
        HALVES // 2,
        relocate=view["empty"] == "move",
        at_points=view["target"] == "point",
    )
    half = int(view["half"])
    assigned, moved = (half + 1) // 2, half // 2
    labels = run.labels[assigned - 1] if assigned else np.full(len(sample.x), -1)
    x0, x1, y0, y1 = view.window
    wide, high = BEYOND * (x1 - x0), BEYOND * (y1 - y0)
    still = converged(run)
    empty = tuple(np.flatnonzero(run.empty[assigned - 1]).tolist()) if assigned else ()
    grouped = assigned and sample.group.any()
    return Plane(
        sample,
        run,
        labels,
        run.centres[moved],
        run.centres[: moved + 1],
        cells(run.centres[moved], (x0 - wide, x1 + wide, y0 - high, y1 + high)),
        run.inertia.ravel(),
        half,
        None if still is None else 2 * still,
        empty,
        nmi(sample.group, labels) if grouped else None,
        view,
    )
