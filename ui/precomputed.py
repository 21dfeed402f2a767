"""Runs that the server makes by itself when it starts, of the settings with which a page opens: there is
something to see before anybody presses Train."""

import time
from collections.abc import Iterator
from typing import Any

from ui.live import WORK, Live

# seconds after each piece, in which a visitor who waits for a core gets it: a semaphore is not fair, and
# without it none ever did
PAUSE = 0.01
_MADE: dict[Any, Any] = {}


def make(key: Any, source: Iterator[Any]) -> None:
    """Pull a run to its end, piece by piece, as visitors pull theirs, so that none of them waits longer for
    it than for another visitor."""
    run = Live(key, source, next(source), running=True)
    while not run.ended:
        run.pull(time.monotonic() + WORK)
        time.sleep(PAUSE)
    _MADE[key] = run.state


def made(key: Any) -> Any:
    """The last state of the run of this key, or None. It is shared by all visitors: nothing may be changed in
    it."""
    return _MADE.get(key)
