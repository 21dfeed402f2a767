"""The nets: trained one rule at a time, and kept for all visitors, since equal settings give equal nets."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dl_core.experiments import landscape as core
from dl_core.experiments.landscape import Course, Run
from kit.lru_cache import LRUCache
from pages.landscape.view import Case, Landscape

MOST_RUNS, MOST_PASSING = 96, 36  # that are kept; a run takes at most half a megabyte
RUNS: LRUCache[Run] = LRUCache(MOST_RUNS)
# those at own rates: a slider asks for many, and each is soon made again
PASSING: LRUCache[Run] = LRUCache(MOST_PASSING)
_READY: set[Any] = set()  # (rule, width) whose program has run


class Nets(NamedTuple):
    """The runs so far, one for each case, None where there is none yet. course: None where there is no
    case."""

    course: Course | None
    runs: tuple[Run | None, ...]

    @property
    def done(self) -> int:
        """Rules that have been trained."""
        return sum(run is not None for run in self.runs)

    @property
    def complete(self) -> bool:
        """Whether all have."""
        return self.done == len(self.runs)


def kept_in(case: Case) -> LRUCache[Run]:
    """Where the run of a case is kept."""
    return RUNS if case.tuned else PASSING


def kept(case: Case) -> Run | None:
    """The run of a case, if somebody has trained it."""
    return kept_in(case).get(case)


def trained(case: Case) -> Run:
    """The run of a case, trained if nobody has yet."""
    run = kept_in(case).made(case, lambda: core.train(case.rule, core.course(*case.course), case.tuned))
    _READY.add((type(case.rule), case.course[2]))
    return run


def is_at_once(view: Landscape) -> bool:
    """Whether nothing has to be compiled and no rate to be searched for: then a run takes a few hundredths of
    a second, and the nets follow a slider."""
    return all(
        kept(case) is not None or (not case.tuned and (type(case.rule), case.course[2]) in _READY)
        for case in view.cases()
    )


def nets(view: Landscape) -> Nets:
    """All runs of a view."""
    cases = view.cases()
    return Nets(core.course(*cases[0].course) if cases else None, tuple(trained(case) for case in cases))


def known(view: Landscape) -> tuple[tuple[Run | None, ...]]:
    """The runs that are kept, for `trainings`."""
    return (tuple(map(kept, view.cases())),)


def learned(view: Landscape, found: Nets) -> None:
    """Keep the runs that were trained elsewhere."""
    for case, run in zip(view.cases(), found.runs, strict=True):
        if run is not None and kept(case) is None:
            kept_in(case).put(case, run)


def trainings(view: Landscape, known: Sequence[Run | None] | None = None) -> Iterator[Nets]:
    """All runs, one rule after the other; the first state holds those that are known, or kept."""
    cases = view.cases()
    course, runs = core.course(*cases[0].course) if cases else None, list(known or map(kept, cases))
    yield Nets(course, tuple(runs))
    for place, case in enumerate(cases):
        if runs[place] is None:
            runs[place] = trained(case)
            yield Nets(course, tuple(runs))


def rates_in_use(cases: Sequence[Case]) -> dict[str, float]:
    """The rate that was found for each rule, by the rule's label; those not trained yet are left out."""
    found = ((case, kept(case)) for case in cases)
    return {case.rule.label: float(run.optimizer.lr) for case, run in found if run is not None}
