"""Everything that the pages compile, compiled once in the background when the server starts, so that no hand ever waits for a compiler."""

import gc
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import streamlit as st

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import task
from dl_core.experiments.backward import layers
from dl_core.experiments.depth import DEEPEST, trained
from dl_core.experiments.descent import descend, loss_along
from dl_core.experiments.differences import errors
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.dying import dying_map, fates
from dl_core.experiments.race import curvatures, lowest_loss, values_on_grid
from dl_core.experiments.slices import slice_of
from dl_core.experiments.training import advance, begin
from dl_core.experiments.tuning import tuned_rate
from dl_core.network import ROOMS, initial_weights, kind, stack
from dl_core.optimizers import RACERS, Optimizer
from figures.scene import GRID
from surfaces import Ravine
from surfaces.switch import switch
from views.gradients import MAX_DEPTH, Gradients
from views.gradients_presets import PRESETS

WORKERS = 2


class Warmup:
    """The list of first calls and how far it has come. `start` may be called by anyone, any number of times.

    tasks: what every page waits for; after them `later`, for which only the pages wait that need it.
    """

    def __init__(self) -> None:
        self.tasks: list[Callable[[], object]] = _tasks()
        self.later: list[Callable[[], object]] = _later()
        self.done = 0
        self.failed: list[str] = []
        self.finished, self.all_finished = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin in the background, if nobody has."""
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._run, name="warm-up", daemon=True).start()

    def _run(self) -> None:
        gc.disable()  # tracing allocates millions of small objects that all stay: looking for garbage among them takes a tenth of the time
        for tasks, finished in ((self.tasks, self.finished), (self.later, self.all_finished)):
            with ThreadPoolExecutor(WORKERS, "warm-up") as pool:
                list(pool.map(self._one, tasks))
            finished.set()
        gc.enable()
        gc.collect()
        gc.freeze()  # what start-up left behind is not searched again at every collection

    def _one(self, task: Callable[[], object]) -> None:
        try:
            task()
        except Exception as error:  # a page that needs it will say so again; the server must not stay "warming up" for ever
            logging.getLogger(__name__).exception("warm-up failed")
            self.failed.append(str(error))
        with self._lock:
            self.done += 1


def _tasks() -> list[Callable[[], object]]:
    loss, start, box = switch(Ravine()), Ravine.start, Ravine.window
    shared: list[Callable[[], object]] = [
        lambda: values_on_grid(loss, box, GRID),
        lambda: lowest_loss(loss, [start]),
        lambda: curvatures(loss, start),
        lambda: loss_along(loss, np.zeros((1001, 2))),
        lambda: race_in_dimensions(10, 10, 0.1, 0.1, 0.0),
    ]

    def first_calls(cls: type[Optimizer]) -> list[Callable[[], object]]:
        return [lambda: descend(cls(), loss, start), lambda: tuned_rate(cls(), loss, start, 10, box)]

    return shared + [task for cls in RACERS for task in first_calls(cls)]


def _later() -> list[Callable[[], object]]:
    """What the page on gradients opens with, then all that its presets and its other parts run, every program once."""
    usual, points = Gradients(), task("moons", 1000, 0)
    shape = usual.shape

    def passes(depth: int) -> object:
        weights = initial_weights(shape._replace(depth=depth), "he", 0)
        return layers(weights, kind(depth, "relu"), "cross", 1.0, points)

    rooms = [room for room in ROOMS if room <= MAX_DEPTH]
    return [
        *(partial(passes, room) for room in sorted(rooms, key=lambda room: room != shape.depth)), *_trainings(),
        *(partial(trained, "relu", "moons", room, 0) for room in ROOMS if room <= DEEPEST),
        lambda: slice_of("moons", 3, 0), lambda: dying_map("relu", 0), lambda: fates("relu", [1.0], [0.0], 0), lambda: errors(0),
        lambda: ACTIVATIONS[0].curve(np.linspace(-1.0, 1.0, 161)),
    ]  # fmt: skip


def _trainings() -> list[Callable[[], object]]:
    """A first chunk of every net that the part "Training" and the presets train: every plan is a program."""

    def first(view: Gradients, one: Activation) -> object:
        rule, what = view.rule(), view.kind(one)
        return advance(rule, begin(rule, stack(view.weights(one), what)), what, view["loss"], view.task, 0)

    views = [Gradients({"part": "train"}), *(preset.view for preset in PRESETS.values() if preset.view["part"] == "train")]
    plans = {(view.shape, *view.kind(one), view["loss"], view["rule"]): partial(first, view, one) for view in views for one in view.activations}
    return list(plans.values())


WARMUP = Warmup()


def wait_until_warm(everything: bool = False) -> None:
    """Show how far the warm-up has come until it has ended, or, for a page that needs it, until what comes after it has ended too."""
    WARMUP.start()
    place = st.empty()  # also when there is nothing to say: what follows keeps its place on the page, and is not built anew at the next run
    event, total = (WARMUP.all_finished, len(WARMUP.tasks) + len(WARMUP.later)) if everything else (WARMUP.finished, len(WARMUP.tasks))
    while not event.wait(0.2):
        done = min(WARMUP.done, total)
        place.progress(done / total, f"The server has just started and is warming up: {done} of {total} programs compiled.")
    place.empty()
