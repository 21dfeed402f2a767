"""Does it train? Nets that differ in their initial weights alone, with several seeds each, learning beside
each other to read digits."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import CLASSES, MOST, SIDE, digits
from dl_core.experiments.learning import Regularizers, TrainState, begin, epoch
from dl_core.network import NetConfig, Shape, initial_weights, net_config
from dl_core.optimizers.sgd import SGD

RATE, BATCH, UPDATES, EVERY, SEEDS = 0.01, 128, 2000, 50, 5
SHAPE = Shape(SIDE * SIDE, 100, 4, CLASSES)
TRAIN, VALIDATION = 0, 1  # places in a Score
Floats = NDArray[np.float64]


class Comparison(NamedTuple):
    """The curves so far, by scheme: training loss and validation accuracy after 0, EVERY, 2 EVERY … updates,
    (SEEDS, points). While a point is being computed some schemes have one more than others."""

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


# XLA releases the GIL, and shares the products of one small net badly
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())


def compare(
    schemes: Sequence[str], activation: str, scale: float, batch_norm: bool, seed: int
) -> Iterator[Comparison]:
    """Nets of SHAPE with each scheme's weights times `scale`, on digits, by SGD. First the untrained nets'
    scores, then the curves after each scheme's next EVERY updates, to UPDATES of all.

    Run k of each scheme has seed + k for its weights, its division of the images and its batches, so runs of
    one k are paired. Scores are of the nets as used after training: all 897 training images, and running
    statistics if there is batch norm. A net that diverges goes on, and its loss is nan.
    """
    what, seeds = net_config(SHAPE.depth, activation, batch_norm), range(seed, seed + SEEDS)
    nets = {
        scheme: [begin(SGD(lr=RATE), initial_weights(SHAPE, scheme, own, scale), what) for own in seeds]
        for scheme in schemes
    }
    found: dict[str, list[list[Any]]] = {
        scheme: [_pairs(nets[scheme], seeds, what, 0)[1]] for scheme in schemes
    }
    yield _curves(found)
    for _ in range(UPDATES // EVERY):
        for scheme in schemes:
            nets[scheme], pairs = _pairs(nets[scheme], seeds, what, EVERY)
            found[scheme].append(pairs)
            yield _curves(found)


def _curves(found: dict[str, list[list[Any]]]) -> Comparison:
    loss, accuracy = (
        {
            scheme: np.array([[pair[i] for pair in pairs] for pairs in rows]).T
            for scheme, rows in found.items()
        }
        for i in (0, 1)
    )
    return Comparison(loss, accuracy)


def _pairs(
    nets: Sequence[TrainState], seeds: Sequence[int], what: NetConfig, updates: int
) -> tuple[list[TrainState], list[tuple[float, float]]]:
    """Each net after so many updates more, and its training loss and validation accuracy."""

    def further(train_state: TrainState, seed: int) -> tuple[TrainState, tuple[float, float]]:
        train_state, found = epoch(
            SGD(lr=RATE), Regularizers(), train_state, what, digits(MOST, seed), seed, updates, BATCH
        )
        return train_state, (float(found.loss[TRAIN]), float(found.accuracy[VALIDATION]))

    train_states, pairs = zip(*_SIDE_BY_SIDE.map(further, nets, seeds), strict=True)
    return list(train_states), list(pairs)
