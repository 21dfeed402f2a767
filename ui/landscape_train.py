"""The nets of the page "A net's landscape": trained one rule at a time, kept for all visitors, since equal settings give equal nets."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from dl_core.experiments import landscape as core
from dl_core.experiments.landscape import Course, Run
from views.landscape import Case

MOST_RUNS, MOST_PASSING, MOST_PLANES = 96, 36, 48  # that are kept; a run takes at most half a megabyte
V = TypeVar("V")


class Kept(Generic[V]):
    """Values by key, for all visitors; beyond `most` the one that was not asked for the longest is dropped."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[Any, V] = {}
        self._lock = threading.Lock()

    def get(self, key: Any) -> V | None:
        """The value, if it is there."""
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def made(self, key: Any, make: Callable[[], V]) -> V:
        """The value, made if it is not there."""
        value = self.get(key)
        if value is None:
            value = make()
            with self._lock:
                self._values[key] = value
                while len(self._values) > self.most:
                    del self._values[next(iter(self._values))]
        return value


RUNS: Kept[Run] = Kept(MOST_RUNS)
PASSING: Kept[Run] = Kept(MOST_PASSING)  # those at own rates: a slider asks for many, and each is soon made again
_READY: set[Any] = set()  # (rule, width) whose program has run


class Nets(NamedTuple):
    """The runs so far, one for each case, None where there is none yet."""

    course: Course
    runs: tuple[Run | None, ...]

    @property
    def done(self) -> int:
        """Rules that have been trained."""
        return sum(run is not None for run in self.runs)

    @property
    def complete(self) -> bool:
        """Whether all have."""
        return self.done == len(self.runs)


def kept_in(case: Case) -> Kept[Run]:
    """Where the run of a case is kept."""
    return RUNS if case.tuned else PASSING


def trained(case: Case) -> Run:
    """The run of a case, trained if nobody has yet."""
    run = kept_in(case).made(case, lambda: core.train(case.rule, core.course(*case.course), case.tuned))
    _READY.add((type(case.rule), case.course[2]))
    return run


def at_once(cases: Sequence[Case]) -> Nets | None:
    """All runs, if none has to be compiled or to search its rate: a few hundredths of a second each, so they follow a slider."""
    if any(kept_in(case).get(case) is None and (case.tuned or (type(case.rule), case.course[2]) not in _READY) for case in cases):
        return None
    return Nets(core.course(*cases[0].course), tuple(trained(case) for case in cases))


def trainings(cases: Sequence[Case]) -> Iterator[Nets]:
    """All runs, one rule after the other; the first state holds those that are kept."""
    course, runs = core.course(*cases[0].course), [kept_in(case).get(case) for case in cases]
    yield Nets(course, tuple(runs))
    for place, case in enumerate(cases):
        if runs[place] is None:
            runs[place] = trained(case)
            yield Nets(course, tuple(runs))
