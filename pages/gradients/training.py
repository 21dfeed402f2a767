"""The training of the nets of a view, a chunk of steps of one net after the other."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.training import advance, begin
from dl_core.network import stack
from kit.page import Progress
from pages.gradients.view import Gradients

STEPS = 2000
RECENT = 50  # steps whose mean loss is said
MOST_WEIGHTS = (
    4e6  # of all nets together: what one visitor may keep, with the rule's own numbers several times as much
)


class InTraining(NamedTuple):
    """One net on its way. name: of its activation; loss: of each step's batch, before the step (steps,);
    moved: how far the first layer then was from its start, relative to its length there, or absolute if
    from_zero (steps,)."""

    name: str
    loss: NDArray[np.float32]
    moved: NDArray[np.float32]
    from_zero: bool

    @property
    def step(self) -> int:
        """How many steps were done."""
        return len(self.loss)

    @property
    def broke(self) -> int | None:
        """The step whose loss was no longer finite, from 1, or None."""
        bad = np.flatnonzero(~np.isfinite(self.loss))
        return int(bad[0]) + 1 if bad.size else None

    @property
    def recent(self) -> float:
        """Mean loss of the last RECENT steps."""
        return float(np.mean(self.loss[-RECENT:]))


class Training(NamedTuple):
    """All nets."""

    nets: tuple[InTraining, ...]

    @property
    def step(self) -> int:
        """How many steps every net has done that has not diverged."""
        whole = [net.step for net in self.nets if net.broke is None]
        return min(whole) if whole else max((net.step for net in self.nets), default=0)


class TooMany(NamedTuple):
    """More weights than are trained here."""

    weights: int


def untrained(view: Gradients) -> TooMany | Training:
    """What there is without training: nothing; or that it is refused."""
    depth, width, nets = int(view["depth"]), int(view["width"]), len(view.activations)
    weights = nets * depth * width * width
    return TooMany(weights) if weights > MOST_WEIGHTS else Training(())


def progress(found: Training | TooMany) -> Progress | None:
    """Steps that all nets have done."""
    return Progress(found.step, STEPS) if isinstance(found, Training) and found.nets else None


def is_untrained(view: Gradients) -> bool:
    """Whether there is no net to train."""
    return not view.activations or isinstance(untrained(view), TooMany)


def training(view: Gradients) -> Iterator[Training]:
    """All nets of a view: first at their start, then after every chunk of every net. One that has diverged
    stands still."""
    rule, task, seed = view.rule(), view.task, int(view["seed"])
    kinds = [view.net_config(one) for one in view.activations]
    progress = [
        begin(rule, stack(view.weights(one), kind)) for one, kind in zip(view.activations, kinds, strict=True)
    ]
    none = np.zeros(0, np.float32)
    nets = [
        InTraining(one.name, none, none, not np.any(start.start))
        for one, start in zip(view.activations, progress, strict=True)
    ]
    yield Training(tuple(nets))
    while any(net.broke is None and net.step < STEPS for net in nets):
        for i, kind in enumerate(kinds):
            if nets[i].broke is None:
                progress[i], trace = advance(rule, progress[i], kind, view["loss"], task, seed)
                nets[i] = nets[i]._replace(
                    loss=np.append(nets[i].loss, trace.loss), moved=np.append(nets[i].moved, trace.moved)
                )
                yield Training(tuple(nets))
