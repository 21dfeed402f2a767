"""Two settings beside each other: the same five seeds, and for one seed the same data, initial weights, batches and random numbers."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import Data
from dl_core.experiments.learning import Care, Learner, Score, Trained, begin, epoch, score
from dl_core.network import Kind, Shape, initial_weights
from dl_core.optimizers.base import Optimizer

SEEDS = 5
TRAIN, VALIDATION, TEST = 0, 1, 2  # places in a Score
Floats = NDArray[np.float32]


class Setting(NamedTuple):
    """How nets are made and taught. data: from a seed; size: of a batch."""

    optimizer: Optimizer
    care: Care
    shape: Shape
    kind: Kind
    scheme: str
    size: int
    data: Callable[[int], Data]


class Curves(NamedTuple):
    """Of one setting: accuracy and loss (SEEDS, epochs + 1, 3) on training, validation and test set, from before the first update on; and its nets now."""

    accuracy: Floats
    loss: Floats
    nets: tuple[Trained, ...]

    @property
    def epochs(self) -> int:
        """How many are done."""
        return self.accuracy.shape[1] - 1

    @property
    def best(self) -> NDArray[np.int64]:
        """The epoch of each seed at which early stopping would have kept the net: highest validation accuracy, the earliest on a tie."""
        return self.accuracy[..., VALIDATION].argmax(axis=1)

    @property
    def stopped(self) -> Floats:
        """Test accuracy of each seed at that epoch."""
        return np.take_along_axis(self.accuracy[..., TEST], self.best[:, None], axis=1)[:, 0]

    @property
    def claimed(self) -> Floats:
        """What choosing the epoch on the test set would have claimed: the highest test accuracy of each seed."""
        return self.accuracy[..., TEST].max(axis=1)


def updates_of(setting: Setting, data: Data) -> int:
    """Updates that make an epoch: as many whole batches as there are, at least one."""
    return max(1, int(data.train.n) // setting.size)


def _start(setting: Setting, seed: int) -> tuple[Learner, Data]:
    data = setting.data(seed)
    return begin(setting.optimizer, initial_weights(setting.shape, setting.scheme, seed), setting.kind), data


def compare(settings: Sequence[Setting], seed: int, epochs: int) -> Iterator[list[Curves]]:
    """The curves of every setting, first before any update, then after every epoch of all their nets. Seeds: seed … seed + SEEDS − 1."""
    runs = [(setting, own) for setting in settings for own in range(seed, seed + SEEDS)]
    nets = [_start(*run) for run in runs]
    accuracy, loss = (np.full((len(settings), SEEDS, epochs + 1, 3), np.nan, np.float32) for _ in range(2))

    def note(place: int, done: int, point: Score) -> None:
        at = (place // SEEDS, place % SEEDS, done)
        accuracy[at], loss[at] = point

    def step(place: int, done: int) -> None:
        (setting, own), (learner, data) = runs[place], nets[place]
        learner, point = epoch(setting.optimizer, setting.care, learner, setting.kind, data, own, updates_of(setting, data), setting.size)
        nets[place] = learner, data
        note(place, done, point)

    def now(done: int) -> list[Curves]:
        found = []
        for i, setting in enumerate(settings):
            own = tuple(Trained(learner, setting.kind, setting.care, data) for learner, data in nets[i * SEEDS : (i + 1) * SEEDS])
            found.append(Curves(accuracy[i, :, : done + 1], loss[i, :, : done + 1], own))
        return found

    for place, ((setting, _), (learner, data)) in enumerate(zip(runs, nets, strict=True)):
        note(place, 0, score(learner, tuple(int(part) for part in setting.kind), setting.care, data))
    yield now(0)
    for done in range(1, epochs + 1):
        list(_POOL.map(partial(step, done=done), range(len(runs))))
        yield now(done)


_POOL = ThreadPoolExecutor(os.cpu_count())
