"""Runs that are made once somebody looks at their page, of the settings with which it opens: there is
something to see before anybody presses Train, and nets to take apart."""

import threading
import time
from typing import Any

from kit.page import Page
from ui.live import WORK
from ui.runs import begin

# seconds after each piece, in which a visitor who waits for a core gets it: a semaphore is not fair, and
# without it none ever did
PAUSE = 0.01
_MADE: dict[Any, Any] = {}
_BEGUN: dict[str, threading.Thread] = {}


def prepare(page: Page[Any]) -> threading.Thread | None:
    """Begin the runs of a page that are made ahead, if it has any and nobody has; who makes them."""
    if page.name not in _BEGUN and any(part.ahead for part in page.parts):
        _BEGUN[page.name] = threading.Thread(target=make, args=(page,), name="ahead", daemon=True)
        _BEGUN[page.name].start()
    return _BEGUN.get(page.name)


def make(page: Page[Any]) -> None:
    """Pull these runs to their ends, piece by piece, as visitors pull theirs, so that none of them waits
    longer for it than for another visitor."""
    for part in page.parts:
        for view in part.ahead:
            work = begin(page, part, view, seldom=True)
            while not work.ended:
                work.pull(WORK)
                time.sleep(PAUSE)
            _MADE[part.key(view)] = work.state


def made(key: Any) -> Any:
    """The last state of the run of this key, or None. It is shared by all visitors: nothing may be changed in
    it."""
    return _MADE.get(key)
