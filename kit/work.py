"""Steps that somebody pulls on: a generator, how far it has come, and when there is enough to see."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from kit.page import DUE, Brought, never

S = TypeVar("S")


class Job(NamedTuple):
    """What is to be computed bit by bit, as it travels between processes: the steps of a part of a page, of
    the view that a query says. brought: what the visitor has brought along; given: what the steps take
    besides the view, picklable."""

    page: str
    part: str
    query: Mapping[str, str]
    brought: Brought | None = None
    given: tuple[Any, ...] = ()


class Work(Generic[S]):
    """Steps that are pulled in the process of whoever pulls. source: yields a state after every piece of
    work, the same one again if there is nothing new to see; state: the last one; enough: whether a state has
    come so far since another that the next picture is due before its time."""

    def __init__(self, source: Iterator[S], state: S, enough: Callable[[S, S], bool] = never) -> None:
        self._source, self._enough = source, enough
        self.state, self.ended = state, False

    def pull(self, seconds: float) -> None:
        """Pieces for so long, at least one, or until there is enough to see, or to the end. Raises what the
        steps raise."""
        until, before = time.monotonic() + seconds, self.state
        due = DUE.set(until)
        try:
            while True:
                self.state = next(self._source)
                if time.monotonic() >= until or self._enough(before, self.state):
                    return
        except StopIteration:
            self.ended = True
        finally:
            DUE.reset(due)
