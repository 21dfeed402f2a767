"""Two settings beside each other: the same five seeds, and for one seed the same data, initial weights,
batches and random numbers."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import CLASSES, Data
from dl_core.experiments.learning import MOST_EPOCHS, Regularizers, Trained, TrainState, begin
from dl_core.experiments.learning import epochs as further
from dl_core.network import NetConfig, Shape, initial_weights
from dl_core.optimizers.base import Optimizer
from dl_core.optimizers.batches import updates_in

SEEDS = 5
TOGETHER = 4  # nets of one piece of work
TRAIN, VALIDATION, TEST = 0, 1, 2  # places in a Score
Floats = NDArray[np.float32]


class Setup(NamedTuple):
    """How nets are made and taught. data: from a seed; size: of a batch."""

    optimizer: Optimizer
    regularizers: Regularizers
    shape: Shape
    config: NetConfig
    scheme: str
    size: int
    data: Callable[[int], Data]


class Curves(NamedTuple):
    """Of one setting: accuracy and loss (SEEDS, epochs + 1, 3) on training, validation and test set, from
    before the first update on; and its nets now. Nothing yet: (SEEDS, 0, 3) and no nets. A net whose loss is
    not finite has no accuracy, nan. noise: share of the training labels that are wrong, of so many classes;
    validation and test labels are true."""

    accuracy: Floats
    loss: Floats
    nets: tuple[Trained, ...]
    noise: float = 0.0
    classes: int = CLASSES

    @property
    def epochs(self) -> int:
        """How many are done; −1: nothing yet."""
        return self.accuracy.shape[1] - 1

    @property
    def diverged(self) -> int:
        """How many of the nets have no finite loss any more."""
        return int((~np.isfinite(self.loss[:, -1, TRAIN])).sum()) if self.epochs >= 0 else 0

    @property
    def gap(self) -> Floats:
        """The generalisation gap (SEEDS, epochs + 1), on like labels: training accuracy minus the accuracy
        that is to be expected on the test samples if their labels are wrong as often."""
        return self.accuracy[..., TRAIN] - on_noisy_labels(self.accuracy[..., TEST], self.noise, self.classes)

    @property
    def best(self) -> NDArray[np.int64]:
        """The epoch of each seed at which early stopping would have kept the net: highest validation
        accuracy, the earliest on a tie."""
        return np.nan_to_num(self.accuracy[..., VALIDATION], nan=-1.0).argmax(axis=1)

    @property
    def stopped(self) -> Floats:
        """Test accuracy of each seed at that epoch."""
        return np.take_along_axis(self.accuracy[..., TEST], self.best[:, None], axis=1)[:, 0]

    @property
    def claimed(self) -> Floats:
        """What choosing the epoch on the test set would have claimed: the highest test accuracy of each
        seed."""
        return np.nan_to_num(self.accuracy[..., TEST], nan=-1.0).max(axis=1)


def on_noisy_labels(accuracy: Floats, noise: float, classes: int) -> Floats:
    """The expected accuracy on labels of which a share `noise` is replaced, each by another of the classes
    with the same probability, of a net that has `accuracy` on the true labels: a(1 − s) + (1 − a)s/(K − 1). A
    net cannot foresee which labels are wrong, so 1 − s is about the most it can have."""
    return accuracy * (1 - noise) + (1 - accuracy) * (noise / (classes - 1))


def updates_of(setup: Setup, data: Data) -> int:
    """Updates that make an epoch: as many as it takes to see every training sample."""
    return updates_in(int(data.train.n), setup.size)


def _start(setup: Setup, seed: int) -> tuple[TrainState, Data]:
    data = setup.data(seed)
    return begin(setup.optimizer, initial_weights(setup.shape, setup.scheme, seed), setup.config), data


def compare(
    setups: Sequence[Setup], seed: int, epochs: int, left: Callable[[], float] = lambda: 0.0
) -> Iterator[list[Curves]]:
    """The curves of every setting: first empty, for which nothing is trained; then before any update; then
    after every epoch of all their nets. Seeds: seed … seed + SEEDS − 1. Yields after a few nets, the state
    before once more until all have come as far.

    left() says how many seconds there still are before someone looks: as many epochs as are thought to fit
    are done in one go, at least one and at most as many as are done already, for small nets spend half of
    their time between calls. No number in the curves depends on it.
    """
    runs = [(setup, own) for setup in setups for own in range(seed, seed + SEEDS)]
    accuracy, loss = (np.full((len(setups), SEEDS, epochs + 1, 3), np.nan, np.float32) for _ in range(2))
    nets: list[tuple[TrainState, Data] | None] = [None] * len(runs)
    noise = [setup.data(seed).noise for setup in setups]

    def step(place: int, done: int, count: int) -> None:
        setup, own = runs[place]
        net = nets[place]
        train_state, data = net or _start(setup, own)
        # the score before any update is that of an epoch without one: the same program
        updates = updates_of(setup, data) if net else 0
        train_state, found = further(
            setup.optimizer,
            setup.regularizers,
            train_state,
            setup.config,
            data,
            own,
            updates,
            count,
            setup.size,
        )
        nets[place] = train_state, data
        at = (place // SEEDS, place % SEEDS, slice(done + 1, done + 1 + count))
        accuracy[at], loss[at] = np.where(np.isfinite(found.loss), found.accuracy, np.nan), found.loss

    def now(done: int) -> list[Curves]:
        found = []
        for i, setup in enumerate(setups):
            own = tuple(
                Trained(net[0], setup.config, setup.regularizers, net[1])
                for net in nets[i * SEEDS : (i + 1) * SEEDS]
                if net
            )
            found.append(
                Curves(accuracy[i, :, : done + 1], loss[i, :, : done + 1], own, noise[i], setup.shape.outputs)
            )
        return found

    done, lasts = -1, math.inf  # lasts: seconds of an epoch of all nets
    state = now(done)
    yield state
    while done < epochs:
        count, took = min(max(1, int(left() / lasts)), max(1, done), MOST_EPOCHS, epochs - done), 0.0
        # several epochs are meant to fit; and none is to be left half done, for "One step" is one
        together = TOGETHER if count == 1 else len(runs)
        for first in range(0, len(runs), together):
            if first:
                yield state
            before = time.perf_counter()
            list(
                _POOL.map(
                    partial(step, done=done, count=count), range(first, min(first + together, len(runs)))
                )
            )
            took += time.perf_counter() - before
        if done >= 0:  # the scores before any update tell nothing
            lasts = took / count
        done += count
        state = now(done)
        yield state


_POOL = ThreadPoolExecutor(os.cpu_count())
