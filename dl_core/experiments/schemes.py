"""Does it train? Nets that differ in their initial weights alone, with several seeds each, learning beside each other to read digits."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import CLASSES, MOST, SIDE, digits
from dl_core.experiments.learning import Care, Learner, begin, epoch, score
from dl_core.network import Kind, Shape, initial_weights, kind
from dl_core.optimizers.sgd import SGD

RATE, BATCH, UPDATES, EVERY, SEEDS = 0.01, 128, 2000, 50, 5
SHAPE = Shape(SIDE * SIDE, 100, 4, CLASSES)
T95 = 2.7764451052  # of Student's t with SEEDS − 1 = 4 degrees of freedom: 95 % lie within ±T95
TRAIN, VALIDATION = 0, 1  # places in a Score
Floats = NDArray[np.float64]


class Comparison(NamedTuple):
    """The curves so far, by scheme: training loss and validation accuracy after 0, EVERY, 2 EVERY … updates, (SEEDS, points). While a point is being
    computed some schemes have one more than others."""

    loss: dict[str, Floats]
    accuracy: dict[str, Floats]

    @property
    def points(self) -> int:
        """Points that every scheme has."""
        return min((curve.shape[1] for curve in self.loss.values()), default=0)

    @property
    def step(self) -> int:
        """Updates that every net has done."""
        return EVERY * max(self.points - 1, 0)


class Paired(NamedTuple):
    """A difference of two settings over the same seeds: its mean and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


def paired(a: ArrayLike, b: ArrayLike) -> Paired:
    """Mean of a − b, both (SEEDS,), seed by seed, ± T95 s/√SEEDS with s the standard deviation (n − 1) of the differences (Student 1908).

    nan travels. Raises ValueError for another number of seeds.
    """
    difference = np.asarray(a, float) - np.asarray(b, float)
    if difference.shape != (SEEDS,):
        raise ValueError(f"shape {difference.shape}; the interval is for ({SEEDS},)")
    mean, half = float(difference.mean()), T95 * float(difference.std(ddof=1)) / SEEDS**0.5
    return Paired(mean, mean - half, mean + half)


_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL, and shares the products of one small net badly


def compare(schemes: Sequence[str], activation: str, scale: float, batch_norm: bool, seed: int) -> Iterator[Comparison]:
    """Nets of SHAPE with each scheme's weights times `scale`, on digits, by SGD. First the untrained nets' scores, then the curves after each scheme's next
    EVERY updates, to UPDATES of all.

    Run k of each scheme has seed + k for its weights, its division of the images and its batches, so runs of one k are paired. Scores are of the nets as used
    after training: all 897 training images, and running statistics if there is batch norm. A net that diverges goes on, and its loss is nan.
    """
    what, seeds = kind(SHAPE.depth, activation, batch_norm), range(seed, seed + SEEDS)
    nets = {scheme: [begin(SGD(lr=RATE), initial_weights(SHAPE, scheme, own, scale), what) for own in seeds] for scheme in schemes}
    found: dict[str, list[list[Any]]] = {scheme: [list(_SIDE_BY_SIDE.map(_scored, nets[scheme], seeds, [what] * SEEDS))] for scheme in schemes}
    yield _curves(found)
    for _ in range(UPDATES // EVERY):
        for scheme in schemes:
            trained = list(_SIDE_BY_SIDE.map(_trained, nets[scheme], seeds, [what] * SEEDS))
            nets[scheme] = [learner for learner, _ in trained]
            found[scheme].append([pair for _, pair in trained])
            yield _curves(found)


def _curves(found: dict[str, list[list[Any]]]) -> Comparison:
    loss, accuracy = ({scheme: np.array([[pair[i] for pair in pairs] for pairs in rows]).T for scheme, rows in found.items()} for i in (0, 1))
    return Comparison(loss, accuracy)


def _pair(found: Any) -> tuple[float, float]:
    """Training loss and validation accuracy of a Score."""
    return float(found.loss[TRAIN]), float(found.accuracy[VALIDATION])


def _scored(learner: Learner, seed: int, what: Kind) -> tuple[float, float]:
    return _pair(score(learner, tuple(int(part) for part in what), Care(), digits(MOST, seed)))


def _trained(learner: Learner, seed: int, what: Kind) -> tuple[Learner, tuple[float, float]]:
    learner, found = epoch(SGD(lr=RATE), Care(), learner, what, digits(MOST, seed), seed, EVERY, BATCH)
    return learner, _pair(found)
