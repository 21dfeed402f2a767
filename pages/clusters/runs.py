"""What is computed from many starts: of a view, pure, and bit by bit where it takes long."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import load
from dl_core.experiments import grouping
from dl_core.experiments.cluster_runs import STARTS, many
from dl_core.experiments.grouping import Gap, nmi, purity
from kit.page import Progress
from pages.clusters.view import LARGEST, Clusters

Floats = NDArray[np.float64]
RUNS, PIECE = 100, 20  # starts, and how many at a time
NEAR = 1.01  # times the lowest inertia
SAMPLES, TRIES = 20, 10  # of the gap statistic: uniform samples, and starts on each


class Starts(NamedTuple):
    """inertias: by the way of starting, (RUNS,) each; of "digits" or the "plane"; k clusters."""

    inertias: dict[str, Floats]
    k: int
    view: Clusters

    @property
    def best(self) -> float:
        """The lowest inertia of all."""
        return float(min(found.min() for found in self.inertias.values()))

    def share(self, way: str) -> float:
        """Which share of the starts ends within 1 % of the best."""
        return float((self.inertias[way] <= NEAR * self.best).mean())


class TooFew(NamedTuple):
    """There are fewer different points than clusters."""

    points: int
    k: int
    view: Clusters


class Truth(NamedTuple):
    """Runs on the digits so far (r,): inertia, in what is grouped; NMI and purity beside the digits. lowest,
    closest: the centres as images (k, 64) of the run of the lowest inertia and of the highest NMI; named:
    the most frequent digit of each of their clusters."""

    inertia: Floats
    nmi: Floats
    purity: Floats
    lowest: Floats
    closest: Floats
    named: tuple[list[int], list[int]]
    view: Clusters

    @property
    def correlation(self) -> float:
        """Of inertia and NMI; nan where either is the same for all."""
        if len(self.nmi) < 2 or not self.inertia.std() or not self.nmi.std():
            return float("nan")
        return float(np.corrcoef(self.inertia, self.nmi)[0, 1])


class Elbow(NamedTuple):
    """The gap statistic of the data and of a uniform sample of as many points in their box, for k = 1, 2 …
    as far as it has come."""

    data: list[Gap]
    uniform: list[Gap]
    view: Clusters


def is_plane(view: Clusters) -> bool:
    """Whether points in the plane are grouped."""
    return bool(view["of"] == "plane")


def _distinct(x: Floats) -> int:
    return len(np.unique(x, axis=0)) if len(x) else 0


def _inertias(x: NDArray[np.floating], k: int, way: str, seed: int) -> Floats:
    rng = np.random.default_rng((seed, 31, list(STARTS).index(way)))
    return many(x, STARTS[way](x, k, RUNS, rng)).inertia


def starts(view: Clusters) -> Starts | TooFew:
    """A hundred starts of each way, of points in the plane."""
    x, k = view.sample.x, int(view["k"])
    if _distinct(x) < k:
        return TooFew(_distinct(x), k, view)
    return Starts({way: _inertias(x, k, way, int(view["seed"])) for way in STARTS}, k, view)


def starts_on_digits(view: Clusters) -> Iterator[Starts]:
    """A hundred starts of each way, one way after the other."""
    k, found = int(view["groups"]), dict[str, Floats]()
    yield Starts({}, k, view)
    for way in STARTS:
        found = found | {way: _inertias(load()[0], k, way, int(view["seed"]))}
        yield Starts(found, k, view)


def ways_done(found: Starts | TooFew) -> Progress | None:
    """How many ways of starting are done."""
    return None if isinstance(found, TooFew) else Progress(len(found.inertias), len(STARTS))


@cache
def _axes() -> tuple[Floats, Floats]:
    """The digits' mean (64,) and principal axes (64, 64), the longest first."""
    x = load()[0].astype(np.float64)
    return x.mean(axis=0), np.linalg.svd(x - x.mean(axis=0), full_matrices=False)[2]


def truth(view: Clusters) -> Iterator[Truth]:
    """A hundred runs on the digits, some at a time."""
    pixels, digits = load()
    x, k, axes = pixels, int(view["groups"]), int(view["axes"])
    if view["codes"] == "pca":
        middle, directions = _axes()
        x = ((pixels - middle) @ directions[:axes].T).astype(np.float32)
    dice = np.random.default_rng((int(view["seed"]), 37))
    at_points = view["target"] == "point"
    begin = STARTS[view["start"]](x, k, RUNS, dice)
    rows, none = np.empty((0, 3)), (np.empty((0, 64)), list[int]())
    lowest, closest = none, none
    yield _truth(rows, lowest, closest, view)
    for first in range(0, RUNS, PIECE):
        found = many(x, begin[first : first + PIECE], at_points=at_points)
        scores = [(nmi(digits, own), purity(digits, own)) for own in found.labels]
        rows = np.vstack([rows, np.column_stack([found.inertia, scores])])
        if (best := int(rows[:, 0].argmin()) - first) >= 0:
            lowest = _seen(found.centres[best], found.labels[best], view)
        if (best := int(rows[:, 1].argmax()) - first) >= 0:
            closest = _seen(found.centres[best], found.labels[best], view)
        yield _truth(rows, lowest, closest, view)


def _truth(
    rows: Floats, lowest: tuple[Floats, list[int]], closest: tuple[Floats, list[int]], view: Clusters
) -> Truth:
    named = lowest[1], closest[1]
    return Truth(rows[:, 0], rows[:, 1], rows[:, 2], lowest[0], closest[0], named, view)


def _seen(centres: Floats, labels: NDArray[np.intp], view: Clusters) -> tuple[Floats, list[int]]:
    """Centres as images (k, 64), from 0 to 1, and the most frequent digit of each cluster, −1 for an empty
    one, sorted by it."""
    if view["codes"] == "pca":
        middle, directions = _axes()
        centres = middle + centres @ directions[: centres.shape[1]]
    digits = load()[1]
    counts = [np.bincount(digits[labels == one], minlength=10) for one in range(len(centres))]
    named = [int(row.argmax()) if row.any() else -1 for row in counts]
    order = np.argsort(named, kind="stable")
    return np.clip(centres, 0, 1)[order], [named[one] for one in order]


def runs_done(found: Truth) -> Progress:
    """How many runs are done."""
    return Progress(len(found.inertia), RUNS)


def elbow(view: Clusters) -> Iterator[Elbow | TooFew]:
    """The gap statistic for one k after the other."""
    x, seed = view.sample.x, int(view["seed"])
    if _distinct(x) <= LARGEST:
        yield TooFew(_distinct(x), LARGEST + 1, view)
        return
    box = x.min(axis=0), x.max(axis=0)
    noise = np.random.default_rng((seed, 41)).uniform(*box, x.shape)
    data, uniform = list[Gap](), list[Gap]()
    yield Elbow([], [], view)
    for k in range(1, LARGEST + 1):
        for points, rows in ((x, data), (noise, uniform)):
            rows.append(grouping.gap(points, k, SAMPLES, TRIES, np.random.default_rng((seed, 43, k))))
        yield Elbow([*data], [*uniform], view)


def numbers_done(found: Elbow | TooFew) -> Progress | None:
    """How many k are done."""
    return None if isinstance(found, TooFew) else Progress(len(found.data), LARGEST)
