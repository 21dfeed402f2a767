"""The training of the page "Vanishing gradients": one run for each visitor, a chunk at a time while it is watched."""

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from dl_core.activations import Activation
from dl_core.experiments.training import Progress, advance, begin
from dl_core.network import Stack, stack
from views.gradients import Gradients

STEPS = 2000
EVERY = 0.25  # seconds between pictures
WORK = 0.15  # seconds of computing before each
UNSEEN = ("part", "layer")  # settings that change nothing in a run


@dataclass
class Run:
    """All nets of one view on their way; kept in the visitor's session."""

    key: dict[str, str]
    running: bool = False
    nets: dict[str, Progress] = field(default_factory=dict)
    loss: dict[str, list[float]] = field(default_factory=dict)
    moved: dict[str, list[float]] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """How far the run is: as far as the nets that have not diverged."""
        return max((progress.step for progress in self.nets.values()), default=0)

    def broke(self, name: str) -> int | None:
        """The step of a net whose loss was no longer finite, from 1, or None."""
        bad = np.flatnonzero(~np.isfinite(self.loss[name]))
        return int(bad[0]) + 1 if bad.size else None


def _key(view: Gradients) -> dict[str, str]:
    return {name: text for name, text in view.query().items() if name not in UNSEEN}


def net_of(view: Gradients, one: Activation) -> Stack:
    """A net at its start."""
    return stack(view.weights(one), view.kind(one))


def current(view: Gradients) -> Run:
    """The visitor's run of this view: the one at hand, or a new one that stands still."""
    run = st.session_state.get("training")
    if not isinstance(run, Run) or run.key != _key(view):
        run = Run(_key(view))
        for one in view.activations:
            run.nets[one.name] = begin(view.rule(), net_of(view, one))
            run.loss[one.name], run.moved[one.name] = [], []
        st.session_state["training"] = run
    return run


def is_running(view: Gradients) -> bool:
    """Whether the page has to come back by itself."""
    run = st.session_state.get("training")
    return view["part"] == "train" and isinstance(run, Run) and run.running and run.key == _key(view)


def obey(view: Gradients, command: str | None) -> Run:
    """The run after a command: "train", "pause", "again" or none."""
    if command == "again":
        st.session_state.pop("training", None)
    run = current(view)
    if command in ("train", "pause"):
        run.running = command == "train" and run.step < STEPS
    return run


def work(view: Gradients, run: Run) -> None:
    """Some chunks of every net, until WORK seconds are over or the run has ended. A net that has diverged stands still."""
    until = time.monotonic() + WORK
    while run.running and time.monotonic() < until:
        for one in view.activations:
            if run.broke(one.name) is None:
                run.nets[one.name], trace = advance(view.rule(), run.nets[one.name], view.kind(one), view["loss"], view.task, int(view["seed"]))
                run.loss[one.name] += trace.loss.tolist()
                run.moved[one.name] += trace.moved.tolist()
        if run.step >= STEPS or all(run.broke(name) for name in run.nets):
            run.running = False


def sentences(view: Gradients, run: Run) -> list[tuple[str, str]]:
    """(text, tone) for every net."""
    said: list[Any] = []
    for one in view.activations:
        losses, broken = run.loss[one.name], run.broke(one.name)
        if broken:
            last = f"; the last loss was {losses[broken - 2]:.3g}" if broken > 1 else ""
            said.append((f"{one.label} diverged at step {broken}{last}.", "alarm"))
        elif losses:
            said.append(
                (
                    f"{one.label}: loss {np.mean(losses[-50:]):.3g} (mean of the last 50 steps); layer 1 moved by {run.moved[one.name][-1]:.2g} of its length.",
                    "",
                )
            )
        else:
            said.append((f"{one.label}: at its start.", ""))
    return said or [("Choose an activation.", "")]
