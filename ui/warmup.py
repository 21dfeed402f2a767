"""Everything that the pages compile, compiled once in the background when the server starts, so that no hand ever waits for a compiler."""

import gc
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from surfaces.own import Own
from ui.first_calls import COMPILED, STAGES
from views.race import slug
from views.settings import View

WORKERS = 2


class Warmup:
    """The lists of first calls, stage by stage, and how far it has come. `start` may be called by anyone, any number of times.

    A page waits for its own stage and those before it.
    """

    def __init__(self) -> None:
        self.stages = {name: calls() for name, calls in STAGES.items()}
        self.finished = {name: threading.Event() for name in STAGES}
        self.done = 0
        self.failed: list[str] = []
        self._lock = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin in the background, if nobody has."""
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._run, name="warm-up", daemon=True).start()

    def total(self, stage: str) -> int:
        """First calls up to the end of a stage."""
        names = list(self.stages)
        return sum(len(self.stages[name]) for name in names[: names.index(stage) + 1])

    def wait(self, seconds: float) -> bool:
        """Whether everything has ended within so many seconds."""
        return all(finished.wait(seconds) for finished in self.finished.values())

    def _run(self) -> None:
        gc.disable()  # tracing allocates millions of small objects that all stay: looking for garbage among them takes a tenth of the time
        for name, calls in self.stages.items():
            with ThreadPoolExecutor(WORKERS, "warm-up") as pool:
                list(pool.map(self._one, calls))
            if name == COMPILED:
                gc.enable()
                gc.collect()
                gc.freeze()  # what start-up left behind is not searched again at every collection
            self.finished[name].set()

    def _one(self, call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as error:  # a page that needs it will say so again; the server must not stay "warming up" for ever
            logging.getLogger(__name__).exception("warm-up failed")
            self.failed.append(str(error))
        with self._lock:
            self.done += 1


WARMUP = Warmup()


def wait_until_warm(stage: str = "race", why: str = "The server has just started and is warming up") -> None:
    """Show how far the warm-up has come until a page's stage has ended."""
    WARMUP.start()
    place = st.empty()  # also when there is nothing to say: what follows keeps its place on the page, and is not built anew at the next run
    total = WARMUP.total(stage)
    while not WARMUP.finished[stage].wait(0.2):
        done = min(WARMUP.done, total)
        place.progress(done / total, f"{why}: {done} of {total} programs compiled.")
    place.empty()


def wait_for_own(view: View, stage: str = "own") -> None:
    """The same for a view of a formula that was typed, whose programs are compiled after those of all pages."""
    if view["surface"] == slug(Own) and not WARMUP.finished[stage].is_set():
        wait_until_warm(stage, "The server has just started; formulas of your own come last")
