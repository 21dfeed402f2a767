"""Work that goes on while its page is looked at: a generator that is pulled on for a moment each time the
browser, which has drawn what there is, asks for more; it belongs to one visitor.

Nobody asks when the page is left or the tab is closed, so it stops by itself.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from kit.messages import _
from kit.page import DUE
from ui.ask import is_unfinished

S = TypeVar("S")
WORK = 0.15  # seconds of computing before each picture; ui/static/study.js asks for five a second
PATIENCE = 5.0  # seconds that one step may take
PLACE = "live"  # of the run that the buttons command, in the visitor's session
AFTER = "after"  # of what is made of another part's run, there
# in the session, and how many: a run is ten nets, .24 MB each at 6 × 100, 4 MB at 8 × 200 in Adam's hands
EARLIER, KEPT = ("runs before", 2)
GOES_ON = "goes on"  # in the session: that a run was shown which is not over
_CORES = threading.BoundedSemaphore(os.cpu_count() or 1)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "start": ("start", _("Train"), _("Begin, or go on")),
    "pause": ("pause", _("Pause"), _("Stop here; Train goes on")),
    "step": ("step", _("One step"), _("One point of the curves further")),
    "again": ("again", _("Start over"), _("Back to the initial weights")),
}


def _never(before: object, now: object) -> bool:
    return False


def _another(before: object, now: object) -> bool:
    return now is not before


@dataclass
class Live(Generic[S]):
    """One run. key: what it is a run of; source: yields its state after every piece of work, the same one
    again if there is nothing new to see; begins: by itself, unasked; begun: whether it was ever pulled;
    enough: whether the state has come so far since the last picture that the next is due before its time;
    further: whether it has come a step further."""

    key: Any
    source: Iterator[S]
    state: S
    running: bool = False
    begins: bool = False
    begun: bool = False
    ended: bool = False
    enough: Callable[[S, S], bool] = _never
    further: Callable[[S, S], bool] = _another
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def pull(self, until: float) -> None:
        """Pieces of work until the clock shows `until` (at least one), or to the end. No more visitors
        compute at a time than there are cores; who finds none free waits for the next picture, and so does a
        second run of the same page."""
        if not self.busy.acquire(blocking=False):
            return
        try:
            if _CORES.acquire(timeout=WORK):
                try:
                    self._pull(until)
                finally:
                    _CORES.release()
        finally:
            self.busy.release()

    def step(self) -> None:
        """Pieces of work until there is something new to see, or PATIENCE is over."""
        before, until = self.state, time.monotonic() + PATIENCE
        while not self.further(before, self.state) and not self.ended and time.monotonic() < until:
            self.pull(0)

    def _pull(self, until: float) -> None:
        due, before = DUE.set(until), self.state
        self.begun = True
        try:
            while not self.ended:
                self.state = next(self.source)
                if time.monotonic() >= until or self.enough(before, self.state):
                    return
        except StopIteration:
            self.ended, self.running = True, False
        except BaseException:
            for place in (PLACE, AFTER):  # half a run is none
                if st.session_state.get(place) is self:
                    del st.session_state[place]
            raise
        finally:
            DUE.reset(due)

    @property
    def commands(self) -> list[tuple[str, str, str]]:
        """The buttons that make sense now."""
        if self.ended:
            return [COMMANDS["again"]]
        first = COMMANDS["pause"] if self.running else COMMANDS["start"]
        return [first, COMMANDS["step"], COMMANDS["again"]]


def goes_on() -> bool:
    """Whether there is more to see of what this run of the page shows; asked once."""
    return bool(st.session_state.pop(GOES_ON, False))


def _earlier() -> list[Live[Any]]:
    """The visitor's runs that others have taken the place of, the last one last."""
    return list(st.session_state.get(EARLIER, []))


def _put_away(run: Any) -> None:
    """Keep a run that somebody pressed for, and that has begun, for whoever comes back to it; it stands
    still."""
    if isinstance(run, Live) and run.begun and not run.begins:
        run.running = False
        st.session_state[EARLIER] = [*_earlier(), run][-KEPT:]


def run_of(key: Any) -> Live[Any] | None:
    """The visitor's run, if it is one of this key."""
    run = st.session_state.get(PLACE)
    return run if isinstance(run, Live) and run.key == key else None


def live(
    key: Any,
    begin: Callable[[], Iterator[S]],
    command: str | None = None,
    begins: bool = False,
    place: str = PLACE,
    at_once: float = 0.0,
    enough: Callable[[S, S], bool] = _never,
    further: Callable[[S, S], bool] = _another,
) -> Live[S]:
    """The visitor's run of this key after a command ("start", "pause", "step", "again" or none) and some
    work, if it runs.

    A new run stands still, at the first state that `begin()` yields, unless it `begins` by itself; it works
    for `at_once` seconds before it is shown, else first when the browser asks for more: that it has begun is
    seen at once. Of the runs that were pressed for, the last KEPT are found again where they were, standing
    still: another page or another setting throws them not away, "again" does.
    """
    run = st.session_state.get(place)
    before = isinstance(run, Live) and run.running and run.key == key
    if not isinstance(run, Live) or run.key != key or command == "again":
        fresh: Live[S] | None = next(
            (one for one in _earlier() if one.key == key and command != "again"), None
        )
        if fresh is None:
            source = begin()
            fresh = Live(
                key, source, next(source), running=begins, begins=begins, enough=enough, further=further
            )
            if at_once:
                fresh.pull(time.monotonic() + at_once)
        if is_unfinished():
            return fresh  # a hand on its way to another run: the one at hand waits until it lets go
        st.session_state[EARLIER] = [one for one in _earlier() if one.key != key]
        if getattr(run, "key", key) != key:
            _put_away(run)
        run = st.session_state[place] = fresh
    if command in ("start", "pause"):
        run.running = command == "start" and not run.ended
    if run.running and before:
        run.pull(time.monotonic() + WORK)
    elif command == "step":
        run.step()
    if run.running:
        st.session_state[GOES_ON] = True
    return run
