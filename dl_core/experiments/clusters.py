"""k-means by Lloyd's algorithm: one run half step by half step, and many runs at once.

S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28, 1982;
k-means++: D. Arthur & S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.intp]
LONGEST = 300  # steps of one run, at most


class Steps(NamedTuple):
    """One run. centres: (steps+1, k, d), row 0 where it began; labels: (steps, n); inertia: (steps, 2), the
    sum of squared distances to the own centre, after the assignment and after the update; empty: (steps, k),
    which clusters had no point."""

    centres: NDArray[np.float64]
    labels: Labels
    inertia: NDArray[np.float64]
    empty: NDArray[np.bool_]


class Runs(NamedTuple):
    """Many runs. centres: (r, k, d); labels: (r, n), of these centres; inertia: (r,)."""

    centres: Floats
    labels: Labels
    inertia: NDArray[np.float64]


def squared_distances(points: Floats, centres: Floats) -> Floats:
    """(n, k), of points (n, d) and centres (k, d): the sum of squares itself, exact for equal places."""
    return ((points[:, None] - centres[None]) ** 2).sum(axis=-1)


def assign(points: Floats, centres: Floats) -> Labels:
    """The nearest centre of each point (n,); of equally near ones the first."""
    return squared_distances(points, centres).argmin(axis=1)


def inertia(points: Floats, centres: Floats, labels: Labels) -> float:
    """The sum of squared distances of all points to the centres of their labels; 0 where it is no more than
    what rounding leaves of equal points around their own mean."""
    found = float(((points - centres[labels]) ** 2).sum())
    rounding = len(points) * np.finfo(float).eps * float(np.abs(points).max())  # of a mean
    return found if found > len(points) * rounding**2 else 0.0


def relocated(points: Floats, centres: Floats, labels: Labels) -> Labels:
    """Labels in which each empty cluster has the point farthest from its centre, as scikit-learn has it; the
    first empty one the farthest of all. Where every point stands in its centre they stay as they are."""
    counts = np.bincount(labels, minlength=len(centres))
    found = labels.copy()
    if not inertia(points, centres, labels):
        return found
    far = np.argsort(((points - centres[labels]) ** 2).sum(axis=1))[::-1]
    for cluster, point in zip(np.flatnonzero(counts == 0), far, strict=False):
        found[point] = cluster
    return found


def means(points: Floats, labels: Labels, centres: Floats) -> Floats:
    """The mean of each cluster (k, d); that of an empty one stays where its centre is."""
    counts = np.bincount(labels, minlength=len(centres))
    sums = np.zeros(centres.shape)
    np.add.at(sums, labels, points)
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)


def nearest_points(points: Floats, centres: Floats, labels: Labels) -> Floats:
    """For each cluster its point that is nearest to the centre (k, d); an empty one's centre stays."""
    found = centres.copy()
    apart = ((points - centres[labels]) ** 2).sum(axis=1)
    for cluster in np.unique(labels):
        own = np.flatnonzero(labels == cluster)
        found[cluster] = points[own[apart[own].argmin()]]
    return found


def kmeans(
    points: ArrayLike, centres: ArrayLike, steps: int, *, relocate: bool = False, at_points: bool = False
) -> Steps:
    """`steps` steps of Lloyd's algorithm from these centres: assign each point to the nearest centre, then
    move each centre to the mean of its points.

    An empty cluster's centre stays where it is; relocate: it takes the point that is farthest from its
    centre, as scikit-learn's does. at_points: centres move to the data point nearest to the mean, which is
    another algorithm; its inertia may rise where a centre began at no data point. Raises ValueError for
    shapes that do not fit, or for numbers that are not finite.
    """
    x, at = np.asarray(points, float), np.asarray(centres, float)
    if x.ndim != 2 or at.ndim != 2 or x.shape[1] != at.shape[1] or not len(x) or not len(at):
        raise ValueError(f"points {x.shape} and centres {at.shape}; give (n, d) and (k, d), none empty")
    if not (np.isfinite(x).all() and np.isfinite(at).all()):
        raise ValueError("points and centres must be finite numbers: leave out those that are not")
    if steps < 0:
        raise ValueError(f"steps={steps}; give 0 or more")
    path, rows, sums, gaps = [at], [], [], []
    for _step in range(steps):
        labels = assign(x, at)
        gaps.append(np.bincount(labels, minlength=len(at)) == 0)
        own = relocated(x, at, labels) if relocate else labels
        moved = means(x, own, at)
        if at_points:
            moved = nearest_points(x, moved, own)
        sums.append((inertia(x, at, labels), inertia(x, moved, own)))
        rows.append(labels)
        path.append(at := moved)
    return Steps(
        np.array(path),
        np.array(rows, np.intp).reshape(steps, len(x)),
        np.array(sums).reshape(steps, 2),
        np.array(gaps, bool).reshape(steps, len(at)),
    )


def converged(run: Steps) -> int | None:
    """After how many steps nothing changes any more: the first after which the centres are where they
    were; None if that has not come."""
    same = (run.centres[1:] == run.centres[:-1]).all(axis=(1, 2))
    return int(same.argmax()) if same.any() else None
