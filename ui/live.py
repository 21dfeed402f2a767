"""Work that goes on while its page is looked at: a generator that is pulled on for a moment each time the
browser, which has drawn what there is, asks for more; it belongs to one visitor.

Nobody asks when the page is left or the tab is closed, so it stops by itself.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from kit.messages import _
from ui.ask import is_unfinished
from ui.workers import GRACE, Here, Remote

S = TypeVar("S")
WORK = 0.15  # seconds of computing before each picture; ui/static/study.js asks for five a second
PATIENCE = 5.0  # seconds that one step may take
PLACE = "live"  # of the run that the buttons command, in the visitor's session
AFTER = "after"  # of what is made of another part's run, there
# in the session, and how many: a run holds two nets, .24 MB each at 6 × 100, 4 MB at 8 × 200 in Adam's hands
EARLIER, KEPT = ("runs before", 2)
GOES_ON = "goes on"  # in the session: that a run was shown which is not over
COMMANDS: dict[str, tuple[str, str, str]] = {
    "start": ("start", _("Train"), _("Begin, or go on")),
    "pause": ("pause", _("Pause"), _("Stop here; Train goes on")),
    "step": ("step", _("One step"), _("One point of the curves further")),
    "again": ("again", _("Start over"), _("Back to the initial weights")),
}
AHEAD = [COMMANDS[name] for name in ("start", "step", "again")]  # of a run that has not begun


def _another(before: object, now: object) -> bool:
    return now is not before


@dataclass
class Live(Generic[S]):
    """One run. key: what it is a run of; work: what is pulled; begins: by itself, unasked; begun: whether it
    was ever pulled; further: whether a state has come a step further than another."""

    key: Any
    work: Here[S] | Remote[S]
    running: bool = False
    begins: bool = False
    begun: bool = False
    further: Callable[[S, S], bool] = _another
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def state(self) -> S:
        """How far it has come."""
        return self.work.state

    @property
    def ended(self) -> bool:
        """Whether there is no more to come."""
        return self.work.ended

    def pull(self, seconds: float, patience: float = GRACE) -> None:
        """Work for so long, or until there is enough to see, or to the end; a second run of the same page
        waits for the next picture."""
        if not self.busy.acquire(blocking=False):
            return
        try:
            self.begun = True
            self.work.pull(seconds, patience)
            self.running = self.running and not self.ended
        except BaseException:
            for place in (PLACE, AFTER):  # half a run is none
                if st.session_state.get(place) is self:
                    del st.session_state[place]
            raise
        finally:
            self.busy.release()

    def step(self) -> None:
        """Work until there is something new to see, or PATIENCE is over."""
        before, until = self.state, time.monotonic() + PATIENCE
        while not self.further(before, self.state) and not self.ended and time.monotonic() < until:
            self.pull(0)

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
        run.work.rest()
        st.session_state[EARLIER] = [*_earlier(), run][-KEPT:]


def run_of(key: Any) -> Live[Any] | None:
    """The visitor's run, if it is one of this key."""
    run = st.session_state.get(PLACE)
    return run if isinstance(run, Live) and run.key == key else None


def live(
    key: Any,
    begin: Callable[[], Here[S] | Remote[S]],
    command: str | None = None,
    begins: bool = False,
    place: str = PLACE,
    at_once: float = 0.0,
    patience: float = GRACE,
    further: Callable[[S, S], bool] = _another,
) -> Live[S]:
    """The visitor's run of this key after a command ("start", "pause", "step", "again" or none) and some
    work, if it runs.

    A new run stands still where `begin()` does, unless it `begins` by itself; it works for `at_once` seconds
    before it is shown, waited for with some patience, else first when the browser asks for more: that it has
    begun is seen at once. Of the runs that were pressed for, the last KEPT are found again where they were,
    standing still: another page or another setting throws them not away, "again" does.
    """
    run = st.session_state.get(place)
    before = isinstance(run, Live) and run.running and run.key == key
    if not isinstance(run, Live) or run.key != key or command == "again":
        fresh: Live[S] | None = next(
            (one for one in _earlier() if one.key == key and command != "again"), None
        )
        if fresh is None:
            fresh = Live(key, begin(), running=begins, begins=begins, further=further)
            if at_once or patience > GRACE:
                fresh.pull(at_once, patience)
        if is_unfinished():
            return fresh  # a hand on its way to another run: the one at hand waits until it lets go
        st.session_state[EARLIER] = [one for one in _earlier() if one.key != key]
        if getattr(run, "key", key) != key:
            _put_away(run)
        run = st.session_state[place] = fresh
    if command in ("start", "pause"):
        run.running = command == "start" and not run.ended
    if run.running and before:
        run.pull(WORK)
    elif command == "step":
        run.step()
    if run.running:
        st.session_state[GOES_ON] = True
    else:
        run.work.rest()
    return run
