"""Many k-means at once, by batched matrix products, from three kinds of starts."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from dl_core.experiments.clusters import LONGEST, Floats, Labels, Runs, inertia

AT_ONCE = 10  # runs whose distances are compared together
Starts = Callable[[Floats, int, int, np.random.Generator], Floats]


def random_points(points: Floats, k: int, runs: int, rng: np.random.Generator) -> Floats:
    """Starts (runs, k, d) at k different points each (E. Forgy, 1965). Raises ValueError if k > n."""
    _enough(points, k)
    chosen = rng.random((runs, len(points))).argpartition(k - 1, axis=1)[:, :k]
    return points[chosen]


def random_assignment(points: Floats, k: int, runs: int, rng: np.random.Generator) -> Floats:
    """Starts (runs, k, d) at the means of k random parts of the points; the first k of a shuffle get one
    label each, so that none is empty. Raises ValueError if k > n."""
    _enough(points, k)
    labels = rng.integers(0, k, (runs, len(points)))
    first = rng.random((runs, len(points))).argpartition(k - 1, axis=1)[:, :k]
    np.put_along_axis(labels, first, np.arange(k)[None], axis=1)
    return _means(points, labels, k)


def plus_plus(points: Floats, k: int, runs: int, rng: np.random.Generator) -> Floats:
    """Starts (runs, k, d) of k-means++: the first any point; each other with a probability proportional to
    its squared distance from the nearest chosen before, one try each; the first where all distances are 0.
    Raises ValueError if k > n."""
    _enough(points, k)
    squares = (points**2).sum(axis=1)
    rows = rng.integers(0, len(points), (runs, 1))
    least = np.full((runs, len(points)), np.inf, points.dtype)
    chosen = [rows]
    for _centre in range(k - 1):
        last = points[chosen[-1][:, 0]]
        apart = squares[None] - 2 * last @ points.T + (last**2).sum(axis=1)[:, None]
        least = np.minimum(least, np.maximum(apart, 0))
        np.put_along_axis(least, chosen[-1], 0, axis=1)
        heights = least.cumsum(axis=1, dtype=np.float64)
        found = (heights < (rng.random(runs) * heights[:, -1])[:, None]).sum(axis=1)
        chosen.append(np.minimum(found, len(points) - 1)[:, None])
    return points[np.concatenate(chosen, axis=1)]


STARTS: dict[str, Starts] = {"points": random_points, "assignment": random_assignment, "plus": plus_plus}


def _enough(points: Floats, k: int) -> None:
    if not 1 <= k <= len(points):
        raise ValueError(f"k={k}; from 1 to {len(points)} clusters can begin at {len(points)} points")


def _means(points: Floats, labels: Labels, k: int) -> Floats:
    """The means (r, k, d) of labels (r, n), each of which has a point in every run."""
    runs, many_points = labels.shape
    rows = (np.arange(runs)[:, None] * k + labels).ravel()
    columns = np.broadcast_to(np.arange(many_points), labels.shape).ravel()
    own = csr_array((np.ones(rows.size), (rows, columns)), shape=(runs * k, many_points))
    return ((own @ points) / own.sum(axis=1)[:, None]).reshape(runs, k, -1)


def _augmented(points: Floats) -> Floats:
    """The points as columns, and a row of ones below (d+1, n): a matrix product with them adds |c|², too."""
    return np.ascontiguousarray(np.vstack([points.T, np.ones(len(points), points.dtype)]))


def _nearest(columns: Floats, centres: Floats) -> NDArray[np.int8]:
    """The nearest centre of each point (r, n), of centres (r, k, d) and `_augmented` points: by |c|² − 2c·x,
    a few runs at a time, so that what is compared stays in the processor's cache."""
    runs, k, width = centres.shape
    norms = (centres**2).sum(axis=2, keepdims=True)
    rows = np.concatenate([-2 * centres, norms], axis=2).transpose(1, 0, 2)
    labels = np.zeros((runs, columns.shape[1]), np.int8)
    for first in range(0, runs, AT_ONCE):
        part = np.ascontiguousarray(rows[:, first : first + AT_ONCE])
        apart = (part.reshape(-1, width + 1) @ columns).reshape(k, part.shape[1], -1)
        least, own = apart[0], labels[first : first + AT_ONCE]
        for one in range(1, k):
            nearer = apart[one] < least
            np.minimum(least, apart[one], out=least)
            np.maximum(own, nearer.view(np.int8) * np.int8(one), out=own)
    return labels


def many(points: Floats, centres: Floats, longest: int = LONGEST, *, at_points: bool = False) -> Runs:
    """Lloyd's algorithm from each of the starts (r, k, d), k ≤ 127, until no label changes or for so many
    steps. An empty cluster's centre stays where it is. at_points: centres move to the data point nearest to
    the mean."""
    runs, k, _width = centres.shape
    columns, exact = _augmented(points), points.astype(np.float64)
    at, labels = centres.astype(np.float64), np.zeros((runs, len(points)), np.int8)
    sums, counts = np.zeros(at.shape), np.zeros((runs, k))
    going = np.arange(runs)
    for step in range(longest):
        now = _nearest(columns, at[going].astype(points.dtype))
        moved = now != labels[going] if step else np.ones(now.shape, bool)
        changed = moved.any(axis=1)
        going, now, moved = going[changed], now[changed], moved[changed]
        if not len(going):
            break
        _shift(exact, (sums, counts), going, now, labels[going] if step else None, moved)
        labels[going] = now
        is_there = counts[going] > 0
        mean = sums[going] / np.maximum(counts[going], 1)[:, :, None]
        if at_points:
            mean = exact[_closest(columns, mean.astype(points.dtype), now)]
        at[going] = np.where(is_there[:, :, None], mean, at[going])
    own = labels.astype(np.intp)
    return Runs(at, own, np.array([inertia(exact, *one) for one in zip(at, own, strict=True)]))


def _closest(columns: Floats, means: Floats, labels: NDArray[np.int8]) -> Labels:
    """Which point of each cluster is nearest to its mean: (r, k)."""
    found, points = np.empty(means.shape[:2], np.intp), columns[:-1]
    norms = (points**2).sum(axis=0)
    for run, (at, own) in enumerate(zip(means, labels, strict=True)):
        rows = norms - 2 * at @ points
        rows[own != np.arange(len(at), dtype=own.dtype)[:, None]] = np.inf
        found[run] = rows.argmin(axis=1)
    return found


def _shift(
    points: Floats,
    totals: tuple[Floats, Floats],
    going: Labels,
    now: NDArray[np.int8],
    before: NDArray[np.int8] | None,
    moved: NDArray[np.bool_],
) -> None:
    """Adds to the sums (r, k, d) and counts (r, k) of the clusters the points that have come, and takes away
    those that have left: after the first steps these are few."""
    sums, counts = totals
    k = sums.shape[1]
    run, point = np.nonzero(moved)
    rows, signs, at = [run * k + now[run, point]], [np.ones(len(run))], [point]
    if before is not None:
        rows.append(run * k + before[run, point])
        signs.append(-np.ones(len(run)))
        at.append(point)
    cells = (np.concatenate(rows), np.concatenate(at))
    change = csr_array((np.concatenate(signs), cells), shape=(len(now) * k, len(points)))
    sums[going] += (change @ points).reshape(len(now), k, -1)
    counts[going] += change.sum(axis=1).reshape(len(now), k)


def expected_lowest(values: ArrayLike) -> NDArray[np.float64]:
    """The mean of the lowest of m of the n values, over all choices of m, for m = 1…n (n,). The lowest of all
    is among them with probability m/n; each next one is the lowest (n−i−m)/(n−i−1) times as often."""
    ranked = np.sort(np.asarray(values, float))
    n = len(ranked)
    m, i = np.arange(1, n + 1)[:, None], np.arange(n - 1)[None]
    ratios = np.maximum(n - i - m, 0) / (n - i - 1)
    chances = np.cumprod(np.hstack([m / n, ratios]), axis=1)
    return np.asarray(chances @ ranked)
