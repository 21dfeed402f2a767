"""What is computed from many starts: of a view, pure, and bit by bit where it takes long."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import load
from dl_core.experiments import grouping
from dl_core.experiments.cluster_runs import STARTS, many
from dl_core.experiments.clusters import Runs
from dl_core.experiments.grouping import Gap, nmi, purity
from kit.page import Progress
from pages.clusters.grouped import Coded, Samples, coded, samples
from pages.clusters.view import CODES, LARGEST, Clusters

Floats = NDArray[np.float64]
RUNS, PIECE = 100, 20  # starts, and how many at a time
LARGE = 1_300_000  # values times clusters, of which PIECE starts take about a tenth of a second
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


class Seen(NamedTuple):
    """The clusters of one run, in the order of their most frequent class. images (k, 64): their centres,
    where those are digits; named: that class of each, −1 for an empty cluster; counts (classes, k): of
    samples."""

    images: NDArray[np.floating]
    named: list[int]
    counts: NDArray[np.intp]


NOTHING = Seen(np.empty((0, 0)), [], np.empty((0, 0), np.intp))


class Truth(NamedTuple):
    """Runs so far (r,): inertia, in what is grouped; NMI and purity beside the classes. lowest, closest: the
    clusters of the run of the lowest inertia and of that of the highest NMI; classes: their names."""

    inertia: Floats
    nmi: Floats
    purity: Floats
    lowest: Seen
    closest: Seen
    classes: tuple[str, ...]
    view: Clusters

    @property
    def correlation(self) -> float:
        """Of inertia and NMI; nan where either is the same for all."""
        if len(self.nmi) < 2 or not self.inertia.std() or not self.nmi.std():
            return float("nan")
        return float(np.corrcoef(self.inertia, self.nmi)[0, 1])


class Compared(NamedTuple):
    """Runs on each kind of code. rows: by kind, so far (r, 3): inertia, NMI, purity; widths: by kind, numbers
    of a sample; learns: whether a net is learning its codes."""

    rows: dict[str, Floats]
    widths: dict[str, int]
    learns: bool
    are_digits: bool
    view: Clusters

    def best(self, kind: str) -> Floats:
        """Inertia, NMI and purity (3,) of the run of the lowest inertia."""
        found = self.rows[kind]
        return np.asarray(found[found[:, 0].argmin()])


class Elbow(NamedTuple):
    """The gap statistic of the data and of a uniform sample of as many points in their box, for k = 1, 2 …
    as far as it has come."""

    data: list[Gap]
    uniform: list[Gap]
    view: Clusters


def is_plane(view: Clusters) -> bool:
    """Whether points in the plane are grouped."""
    return bool(view["of"] == "plane")


def _distinct(x: NDArray[np.floating]) -> int:
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


def truth(view: Clusters) -> Iterator[Truth | TooFew]:
    """A hundred runs beside the classes, some at a time."""
    given, k = samples(view), int(view["groups"])
    if _distinct(given.x) < k:
        yield TooFew(_distinct(given.x), k, view)
        return
    now = Truth(np.empty(0), np.empty(0), np.empty(0), NOTHING, NOTHING, given.classes, view)
    yield now
    for grouped in coded(view, given, view["codes"]):
        if grouped is None:
            yield now
    assert grouped
    for found, rows in _runs(view, grouped, given, 37, at_points=view["target"] == "point"):
        lowest, closest = now.lowest, now.closest
        first = len(now.inertia)
        if (best := int(rows[:, 0].argmin()) - first) >= 0:
            lowest = _seen(found.centres[best], found.labels[best], grouped, given)
        if (best := int(rows[:, 1].argmax()) - first) >= 0:
            closest = _seen(found.centres[best], found.labels[best], grouped, given)
        now = Truth(rows[:, 0], rows[:, 1], rows[:, 2], lowest, closest, given.classes, view)
        yield now


def _runs(
    view: Clusters, grouped: Coded, given: Samples, purpose: int, *, at_points: bool = False
) -> Iterator[tuple[Runs, Floats]]:
    """RUNS runs on coded samples, PIECE at a time or as few as take about as long: what is found, and of all
    runs so far (r, 3) inertia, NMI and purity."""
    x, k = grouped.points, int(view["groups"])
    dice = np.random.default_rng((int(view["seed"]), purpose))
    begin, rows = STARTS[view["start"]](x, k, RUNS, dice), np.empty((0, 3))
    piece = max(1, min(PIECE, PIECE * LARGE // (x.size * k)))
    for first in range(0, RUNS, piece):
        found = many(x, begin[first : first + piece], at_points=at_points)
        scores = [(nmi(given.truth, own), purity(given.truth, own)) for own in found.labels]
        rows = np.vstack([rows, np.column_stack([found.inertia, scores])])
        yield found, rows


def _seen(centres: Floats, labels: NDArray[np.intp], grouped: Coded, given: Samples) -> Seen:
    counts = np.zeros((len(given.classes), len(centres)), np.intp)
    np.add.at(counts, (given.truth, labels), 1)
    named = np.where(counts.any(axis=0), counts.argmax(axis=0), -1)
    order = np.argsort(named, kind="stable")
    images = np.clip(grouped.decode(centres)[order], 0, 1) if given.are_digits else np.empty((0, 0))
    return Seen(images, named[order].tolist(), counts[:, order])


def runs_done(found: Truth | TooFew) -> Progress | None:
    """How many runs are done."""
    return None if isinstance(found, TooFew) else Progress(len(found.inertia), RUNS)


def by_codes(view: Clusters) -> Iterator[Compared | TooFew]:
    """A hundred runs on all values, on PCA's codes and on an autoencoder's, one after the other."""
    given, k = samples(view), int(view["groups"])
    if _distinct(given.x) < k:
        yield TooFew(_distinct(given.x), k, view)
        return
    now = Compared({}, {}, False, given.are_digits, view)
    yield now
    for kind in CODES:
        for grouped in coded(view, given, kind):
            if grouped is None:
                yield now._replace(learns=True)
        assert grouped
        for _found, rows in _runs(view, grouped, given, 37):
            widths = {**now.widths, kind: grouped.points.shape[1]}
            now = now._replace(rows={**now.rows, kind: rows}, widths=widths)
            yield now


def codes_done(found: Compared | TooFew) -> Progress | None:
    """How many runs are done."""
    if isinstance(found, TooFew):
        return None
    return Progress(sum(map(len, found.rows.values())), RUNS * len(CODES))


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
