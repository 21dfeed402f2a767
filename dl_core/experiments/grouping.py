"""How good a grouping is: beside the truth, and without one."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.cluster_runs import many, plus_plus
from dl_core.experiments.clusters import Floats


def contingency(truth: ArrayLike, labels: ArrayLike) -> NDArray[np.intp]:
    """How many samples there are of each class in each cluster: (classes, clusters). Raises ValueError for
    two lengths."""
    one, other = np.asarray(truth), np.asarray(labels)
    if one.shape != other.shape or one.ndim != 1 or not len(one):
        raise ValueError(f"truth {one.shape} and labels {other.shape}; give two rows of one length")
    rows, columns = (np.unique(row, return_inverse=True)[1] for row in (one, other))
    table = np.zeros((rows.max() + 1, columns.max() + 1), np.intp)
    np.add.at(table, (rows, columns), 1)
    return table


def purity(truth: ArrayLike, labels: ArrayLike) -> float:
    """The share of samples whose class is the most frequent one of their cluster."""
    table = contingency(truth, labels)
    return float(table.max(axis=0).sum() / table.sum())


def nmi(truth: ArrayLike, labels: ArrayLike) -> float:
    """Mutual information over the mean of the two entropies, from 0 to 1 (scikit-learn's default,
    "arithmetic"); 1 where both are one group."""
    shares = contingency(truth, labels) / np.size(truth)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    entropies = -(rows * np.log(rows)).sum() - (columns * np.log(columns)).sum()
    if entropies == 0:
        return 1.0
    there = shares > 0
    shared = (shares[there] * np.log((shares / np.outer(rows, columns))[there])).sum()
    return float(min(1.0, max(0.0, 2 * shared / entropies)))


class Gap(NamedTuple):
    """For one k: log of the inertia of the data; the mean of that of uniform samples; and the error of the
    gap, their standard deviation · √(1 + 1/samples)."""

    k: int
    own: float
    uniform: float
    error: float

    @property
    def gap(self) -> float:
        """How much lower the data's is."""
        return self.uniform - self.own


def best_inertia(points: Floats, k: int, starts: int, rng: np.random.Generator) -> float:
    """The lowest inertia of so many starts of k-means++."""
    return float(many(points, plus_plus(points, k, starts, rng)).inertia.min())


def gap(points: Floats, k: int, samples: int, starts: int, rng: np.random.Generator) -> Gap:
    """The gap statistic of R. Tibshirani, G. Walther & T. Hastie, "Estimating the number of clusters in a
    data set via the gap statistic", Journal of the Royal Statistical Society B 63, 2001, by samples that are
    uniform in the box around the points. Their W is the inertia."""
    low, high = points.min(axis=0), points.max(axis=0)
    logs = [
        np.log(best_inertia(rng.uniform(low, high, points.shape), k, starts, rng))
        for _sample in range(samples)
    ]
    own = np.log(best_inertia(points, k, starts, rng))
    return Gap(k, float(own), float(np.mean(logs)), float(np.std(logs) * (1 + 1 / samples) ** 0.5))


def chosen(gaps: list[Gap]) -> int | None:
    """The smallest k whose gap is at least that of k+1 less its error; None if there is none among these."""
    for one, following in pairwise(gaps):
        if one.gap >= following.gap - following.error:
            return one.k
    return None
