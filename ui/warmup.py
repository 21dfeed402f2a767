"""Everything that the pages compile, compiled once in the background when the server starts, so that no hand ever waits for a compiler."""

import gc
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import streamlit as st

from dl_core.experiments.descent import descend, loss_along
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.race import curvatures, lowest_loss, values_on_grid
from dl_core.experiments.tuning import tuned_rate
from dl_core.optimizers import RACERS, Optimizer
from figures.scene import GRID
from surfaces import Ravine
from surfaces.switch import switch

WORKERS = 2


class Warmup:
    """The list of first calls and how far it has come. `start` may be called by anyone, any number of times."""

    def __init__(self) -> None:
        self.tasks: list[Callable[[], object]] = _tasks()
        self.done = 0
        self.failed: list[str] = []
        self.finished = threading.Event()
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
        with ThreadPoolExecutor(WORKERS, "warm-up") as pool:
            list(pool.map(self._one, self.tasks))
        gc.enable()
        gc.collect()
        gc.freeze()  # what start-up left behind is not searched again at every collection
        self.finished.set()

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


WARMUP = Warmup()


def wait_until_warm() -> None:
    """Show how far the warm-up has come until it has ended."""
    WARMUP.start()
    place = st.empty()  # also when there is nothing to say: what follows keeps its place on the page, and is not built anew at the next run
    while not WARMUP.finished.wait(0.2):
        place.progress(
            WARMUP.done / len(WARMUP.tasks), f"The server has just started and is warming up: {WARMUP.done} of {len(WARMUP.tasks)} programs compiled."
        )
    place.empty()
