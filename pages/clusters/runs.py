"""What is computed from many starts: of a view, pure, and bit by bit where it takes long."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import load
from dl_core.experiments import grouping
from dl_core.experiments.cluster_runs import STARTS, many
from dl_core.experiments.grouping import Gap
from kit.page import Progress
from pages.clusters.view import LARGEST, Clusters

Floats = NDArray[np.float64]
RUNS = 100  # starts
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


class Elbow(NamedTuple):
    """The gap statistic of the data and of a uniform sample of as many points in their box, for k = 1, 2 …
    as far as it has come."""

    data: list[Gap]
    uniform: list[Gap]
    view: Clusters


def is_plane(view: Clusters) -> bool:
    """Whether points in the plane are grouped."""
    return bool(view["of"] == "plane")


def distinct(x: NDArray[np.floating]) -> int:
    """How many different points there are."""
    return len(np.unique(x, axis=0)) if len(x) else 0


def _inertias(x: NDArray[np.floating], k: int, way: str, seed: int) -> Floats:
    rng = np.random.default_rng((seed, 31, list(STARTS).index(way)))
    return many(x, STARTS[way](x, k, RUNS, rng)).inertia


def starts(view: Clusters) -> Starts | TooFew:
    """A hundred starts of each way, of points in the plane."""
    x, k = view.sample.x, int(view["k"])
    if distinct(x) < k:
        return TooFew(distinct(x), k, view)
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


def elbow(view: Clusters) -> Iterator[Elbow | TooFew]:
    """The gap statistic for one k after the other."""
    x, seed = view.sample.x, int(view["seed"])
    if distinct(x) <= LARGEST:
        yield TooFew(distinct(x), LARGEST + 1, view)
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
