"""What is computed on all pages on races: the racers at the rates in use, and from what gaps are counted."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from dl_core.experiments.race import Course, Entry, tuned
from dl_core.optimizers.base import with_rate
from kit.race.settings import Race
from surfaces import Surface
from surfaces.own import Own

REMEMBERED = 256  # tuned races: the panel shows what the facts used


class Source(NamedTuple):
    """From what the gaps of a typed formula are counted: the lowest value that is known, None if there is no
    finite one, and how many minima were found."""

    lowest: float | None
    minima: int


def source_of(surface: Surface) -> Source | None:
    """None for a surface whose minima are known."""
    return (
        Source(None if surface.found.seen is None else surface.reference, len(surface.minima()))
        if isinstance(surface, Own)
        else None
    )


class Same:
    """What is computed with beside what it is computed for: in a cache the other arguments are the key."""

    def __init__(self, it: Course) -> None:
        self.it = it

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same)


def entries(view: Race) -> list[Entry]:
    """The racers, at the rates that are asked for."""
    return at_rates(view, view.entries())


def at_rates(view: Race, racers: Sequence[Entry]) -> list[Entry]:
    """These racers at the rates that are asked for: their own, or the best of 61."""
    if view["rates"] != "tuned":
        return list(racers)
    course = view.course_from((view["x"], view["y"]))
    # the rate that a racer has is none that is tried
    bare = tuple(one._replace(optimizer=with_rate(one.optimizer, 0.0)) for one in racers)
    return list(
        _tuned(bare, view.surface, course.start, course.steps, view["sigma"], view["seed"], Same(course))
    )


@lru_cache(maxsize=REMEMBERED)
def _tuned(
    entries: tuple[Entry, ...],
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    sigma: float,
    seed: float,
    same: Same,
) -> tuple[Entry, ...]:
    return tuple(tuned(entries, same.it))
