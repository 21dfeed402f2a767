"""What is computed on all pages on races: the racers at the rates in use, and from what gaps are counted."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dl_core.experiments.race import Course, Entry, tuned
from dl_core.optimizers.base import with_rate
from kit.lru_cache import LRUCache
from kit.race.settings import Race
from surfaces import Surface
from surfaces.own import Own

# the panel shows what the facts used, and another racer's rate is still the same
RATES: LRUCache[float] = LRUCache(512)


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
    shared = view.surface, course.start, course.steps, view["sigma"], view["seed"]
    keys = [(*shared, with_rate(one.optimizer, 0.0), one.schedule) for one in racers]
    known: dict[Any, float | None] = {key: RATES.get(key) for key in keys}
    missing = {key: one for key, one in zip(keys, racers, strict=True) if known[key] is None}
    for key, one in zip(missing, tuned(list(missing.values()), course), strict=True):
        RATES.put(key, float(one.optimizer.lr))
        known[key] = float(one.optimizer.lr)
    return [
        one._replace(optimizer=with_rate(one.optimizer, known[key] or 0.0))
        for one, key in zip(racers, keys, strict=True)
    ]
