"""The training of the page "Vanishing gradients": all nets of a view, a chunk of steps of one net after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dl_core.activations import Activation
from dl_core.experiments.training import Progress, advance, begin
from dl_core.network import stack
from dl_core.numerals import number
from ui.live import key_of
from views.gradients import Gradients

STEPS = 2000
MOST_WEIGHTS = 4e6  # of all nets together: what one visitor may keep, with the rule's own numbers several times as much
FEW = 3  # nets that have a sentence each
UNSEEN = ("part", "layer", "step", "dlr", "dbias", "w", "b")  # settings that change nothing in a run


@dataclass
class Trained:
    """One net on its way: the loss of every step, and how far its first layer had come."""

    activation: Activation
    progress: Progress
    loss: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)

    @property
    def broke(self) -> int | None:
        """The step whose loss was no longer finite, from 1, or None."""
        bad = np.flatnonzero(~np.isfinite(self.loss))
        return int(bad[0]) + 1 if bad.size else None

    def sentence(self, running: bool = False) -> tuple[str, str]:
        """How far the net is, and its tone. running: whether the run is under way, though perhaps not yet at this net."""
        label, broken = self.activation.label, self.broke
        if broken:
            last = f"; the last loss was {number(self.loss[broken - 2])}" if broken > 1 else ""
            return f"{label} diverged at step {broken}{last}.", "alarm"
        if not self.loss:
            return f"{label}: {'compiling and starting' if running else 'at its start'}.", ""
        moved = f"{number(self.moved[-1], 2)} of its length" if np.any(self.progress.start) else f"{number(self.moved[-1], 2)}, from weights of 0"
        return f"{label}: loss {number(np.mean(self.loss[-50:]))} (mean of the last 50 steps); layer 1 moved by {moved}.", ""


def key(view: Gradients) -> object:
    """What a run is a run of."""
    return key_of(view, UNSEEN)


def sentences(nets: list[Trained], running: bool) -> list[tuple[str, str]]:
    """How far a few nets are, one by one; of many nets in one line, but for those that diverged."""
    begun = [net for net in nets if net.loss and net.broke is None]
    if len(nets) <= FEW:
        said = [net.sentence(running) for net in nets]
    else:
        waiting = ", ".join(net.activation.label for net in nets if not net.loss)
        losses = ", ".join(f"{net.activation.label} {number(np.mean(net.loss[-50:]), 2)}" for net in begun)
        parts = [
            f"Loss, mean of the last 50 steps: {losses}." if losses else "",
            f"{'Compiling' if running else 'At its start'}: {waiting}." if waiting else "",
        ]
        said = [(" ".join(part for part in parts if part), ""), *(net.sentence() for net in nets if net.broke)]
    whole = [net for net in nets if net.broke is None]
    if not running and len({len(net.loss) for net in whole}) > 1:
        said.append((f"Stopped between two nets, at different steps: {', '.join(f'{net.activation.label} {len(net.loss)}' for net in whole)}.", ""))
    if not running and not any(net.loss for net in nets):
        said.append(("Train first compiles each net, which can take seconds for a large one.", ""))
    return [sentence for sentence in said if sentence[0]]


def refusal(view: Gradients) -> str | None:
    """Why these nets are not trained here, or None."""
    depth, width, nets = int(view["depth"]), int(view["width"]), len(view.activations)
    weights = nets * depth * width * width
    if weights <= MOST_WEIGHTS:
        return None
    have, most = number(weights / 1e6, 2), number(MOST_WEIGHTS / 1e6, 2)
    return f"These nets have {have} million weights together; at most {most} million are trained here: fewer nets, layers or units."


def trained(view: Gradients) -> Iterator[list[Trained]]:
    """All nets of a view on their way: first at their start, then after every chunk of every net. One that has diverged stands still."""
    rule, task, seed = view.rule(), view.task, int(view["seed"])
    kinds = [view.kind(one) for one in view.activations]
    nets = [Trained(one, begin(rule, stack(view.weights(one), kind))) for one, kind in zip(view.activations, kinds, strict=True)]
    state = [*nets]
    yield state
    while any(net.broke is None and net.progress.step < STEPS for net in nets):
        for net, kind in zip(nets, kinds, strict=True):
            if net.broke is None:
                net.progress, trace = advance(rule, net.progress, kind, view["loss"], task, seed)
                net.loss += trace.loss.tolist()
                net.moved += trace.moved.tolist()
                yield state
        state = [*nets]  # a new list: all nets are a chunk further
        yield state
