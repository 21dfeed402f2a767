"""Everything that a hand can reach on the pages, compiled in the background when the server starts; what
somebody waits for comes first."""

import ctypes
import gc
import logging
import sys
import threading
from collections.abc import Iterator, Mapping

import streamlit as st

from kit.messages import Message, _
from kit.race.programs import Call
from ui.stages import STAGES, Stage
from ui.texts import said

WORKERS = 2
STARTED = _("The server has just started and is warming up: {done} of {total} programs compiled.")


class Warmup:
    """First calls, each made once, by WORKERS threads. `start` and `ask` may be called by anyone, any number
    of times.

    The next call is always one of: the openings of the stages that somebody has asked for, the first asked
    first; their others; the openings of all stages in order; their others. A stage of formulas that are typed
    is not made unasked.
    """

    def __init__(self, stages: Mapping[str, Stage]) -> None:
        self.stages = dict(stages)
        self.failed: list[str] = []
        self._asked: list[str] = []
        self._begun: set[Call] = set()
        self._done: set[Call] = set()
        self._changed = threading.Condition()
        self._started = self._settled = self._stopped = False
        self._working = 0

    def start(self) -> None:
        """Begin in the background, if nobody has."""
        with self._changed:
            if self._started:
                return
            self._started = True
            # tracing allocates millions of small objects that all stay: looking for garbage among them takes
            # a tenth of the time
            gc.disable()
            self._hire()

    def stop(self, seconds: float) -> None:
        """Begin no other call, and wait at most so many seconds for those under way: Python's end breaks off
        what a thread does in XLA with a crash."""
        with self._changed:
            self._stopped = True
            self._changed.wait_for(lambda: self._working == 0, seconds)
        gc.enable()

    def ask(self, stage: str) -> None:
        """Somebody waits for this stage. Raises KeyError for an unknown one."""
        with self._changed:
            if self.stages[stage] and stage not in self._asked:
                self._asked.append(stage)
                if self._started:
                    self._hire()

    def is_open(self, stage: str) -> bool:
        """Whether the default view of a stage's page compiles nothing."""
        return self._done.issuperset(self.stages[stage].opening)

    def is_finished(self, stage: str) -> bool:
        """Whether no hand on the page of a stage makes anything compile, but for buttons."""
        return self.is_open(stage) and self._done.issuperset(self.stages[stage].others)

    def is_ready(self) -> bool:
        """Whether the default view of no page compiles anything."""
        return all(self.is_open(name) for name, stage in self.stages.items() if stage.unasked)

    def progress(self, stage: str) -> tuple[int, int]:
        """How many of the calls that the opening of a stage waits for have ended, and how many there are."""
        opening = set(self.stages[stage].opening)
        return len(opening & self._done), len(opening)

    def wait_until_open(self, stage: str, seconds: float) -> bool:
        """Whether a stage is open within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.is_open(stage), seconds)

    def wait(self, seconds: float) -> bool:
        """Whether within so many seconds nothing is left to do: all that is made unasked, and all of the
        stages that were asked for."""
        with self._changed:
            return self._changed.wait_for(lambda: self._done.issuperset(self._in_turn()), seconds)

    def _in_turn(self) -> Iterator[Call]:
        """All calls, the most urgent first."""
        asked = [self.stages[name] for name in self._asked]
        unasked = [stage for stage in self.stages.values() if stage.unasked]
        for calls in (
            *(stage.opening for stage in asked),
            *(stage.others for stage in asked),
            *(stage.opening for stage in unasked),
            *(stage.others for stage in unasked),
        ):
            yield from calls

    def _take(self) -> Call | None:
        """The next call that nobody has begun, which has then begun."""
        if self._stopped:
            return None
        call = next((call for call in self._in_turn() if call not in self._begun), None)
        if call is not None:
            self._begun.add(call)
        return call

    def _hire(self) -> None:
        for _missing in range(WORKERS - self._working):
            threading.Thread(target=self._work, name="warm-up", daemon=True).start()
            self._working += 1

    def _work(self) -> None:
        while True:
            with self._changed:
                if (call := self._take()) is None:
                    self._working -= 1
                    self._changed.notify_all()
                    return
            self._make(call)

    def _make(self, call: Call) -> None:
        try:
            _twice_at_most(call)
        except (
            Exception
        ) as error:  # a page that needs it will say so again; the server must not stay "warming up" for ever
            logging.getLogger(__name__).exception("warm-up failed")
            self.failed.append(str(error))
        with self._changed:
            self._done.add(call)
            settles = not self._settled and self._done.issuperset(self._in_turn())
            self._settled |= settles
            self._changed.notify_all()
        if settles:
            gc.enable()
            gc.collect()
            gc.freeze()  # what start-up left behind is not searched again at every collection
            _give_back()


def _twice_at_most(call: Call) -> None:
    """Make a call, once more if it fails: JAX 0.10.2, tracing in several threads, has lost a variable of its
    own now and then (KeyError: Var)."""
    try:
        call()
    except KeyError:
        call()


def _give_back() -> None:
    """Let the system have the memory that compilers have used and freed: a third of what the process holds
    then. Only glibc keeps it, and can be asked."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)


WARMUP = Warmup(STAGES)


def wait_until_warm(stage: str = "race", why: str = STARTED) -> None:
    """Show how far the warm-up has come until a page can open: "done" of "total", which are places in
    `why`."""
    WARMUP.start()
    WARMUP.ask(stage)
    # also when there is nothing to say: what follows keeps its place on the page, and is not built anew at
    # the next run
    place = st.empty()
    while not WARMUP.wait_until_open(stage, 0.2):
        done, total = WARMUP.progress(stage)
        place.progress(done / total, said(Message(why, {"done": done, "total": total})))
    place.empty()
