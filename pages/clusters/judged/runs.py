"""What is computed of groupings beside known classes, bit by bit."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.cluster_runs import STARTS, many
from dl_core.experiments.clusters import Runs
from dl_core.experiments.grouping import nmi, purity
from kit.page import Progress
from pages.clusters.judged.grouped import Coded, Samples, coded, samples
from pages.clusters.runs import RUNS, TooFew, distinct
from pages.clusters.view import CODES, Clusters

Floats = NDArray[np.float64]
PIECE = 20  # starts at a time
LARGE = 1_300_000  # values times clusters, of which PIECE starts take about a tenth of a second


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


def truth(view: Clusters) -> Iterator[Truth | TooFew]:
    """A hundred runs beside the classes, some at a time."""
    given, k = samples(view), int(view["groups"])
    if distinct(given.x) < k:
        yield TooFew(distinct(given.x), k, view)
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
    if distinct(given.x) < k:
        yield TooFew(distinct(given.x), k, view)
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
