"""The maps of a view, pure: as they are computed, coarse first, then in full, then once more in another
precision; and what is shown around them."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.basins import (
    LARGEST,
    MOST_MINIMA,
    Basins,
    agreeing,
    basins,
    distinct,
    holes,
    in_blocks,
)
from dl_core.experiments.descent import descend_all
from dl_core.experiments.race import Course
from dl_core.experiments.tuning import Box
from dl_core.noise import Noise
from dl_core.optimizers import Optimizer
from dl_core.schedules import Constant
from pages.basins.pictures import Picture, picture
from pages.basins.view import BasinsView
from surfaces.found import Found
from surfaces.own import Own

Floats = NDArray[np.float64]
# starts along a side: of the first look, and of the most that is painted while a hand moves
COARSE, QUICK = (90, 256)
# starts along a side of a first look of a formula that was typed, at least: a moving hand gets none below
LEAST = 24
# instructions of a formula × steps × starts: about as many as a rule of gradients does in 0.3 s
EASE = 14_000_000
# times 0.3 s that a first look may take when no hand moves: the two seconds that anything may take, with a
# second to spare
PATIENT = 3
# steps of all starts, of a coarse look and of one of QUICK starts along a side, while a hand moves
AT_HAND, AT_HAND_IN_FULL = (100_000_000, 20_000_000)
CHECK = 0.1  # how much of the work is the comparison of precisions, of a map's
# a first look is one piece a rule: rules beside each other use all cores
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())


class Map(NamedTuple):
    """One rule's map on its way. picture: of the newest map there is, None if there is none; few: of every
    few starts of a large one, for a moving hand and while others are computed, since the whole are megabytes.
    shares (minima + 2,): of starts that are at each minimum, at none, diverged; in_holes: of those where the
    loss has no finite value. done: how much of the full map is; agree: the share of starts that end alike in
    both precisions, None before it is measured."""

    rule: Optimizer
    picture: Picture | None = None
    few: Picture | None = None
    shares: tuple[float, ...] = ()
    in_holes: float = 0.0
    done: float = 0.0
    agree: float | None = None

    def taking(self, found: Basins, steps: int) -> "Map":
        """This map with another picture."""
        side = len(found.place)
        few = picture(found, steps, side // QUICK) if side > QUICK else None
        return self._replace(
            picture=picture(found, steps), few=few, shares=tuple(found.shares.tolist()), in_holes=found.holes
        )


class Maps(NamedTuple):
    """All maps of a view. too_long: whether nothing is painted before the hand lets go, since it would take
    too long."""

    maps: tuple[Map, ...]
    too_long: bool = False

    @property
    def share(self) -> float:
        """How much of the work is done."""
        return sum(one.done + CHECK * (one.agree is not None) for one in self.maps) / (
            len(self.maps) * (1 + CHECK)
        )


class Shown(NamedTuple):
    """A map as it is shown. picture: None if there is nothing to see yet; every: it has one of so many starts
    along each side; path (steps + 1, 2): of the rule from the start, in float64."""

    map: Map
    picture: Picture | None
    every: int
    path: Floats


class Facts(NamedTuple):
    """All that is shown. minima (n, 2): those that maps name, the global ones, `lowest` many, first; window:
    the part of the box that is looked at; side: starts along each side; distinct: how many columns and rows
    of them differ in float32; found: what the search for minima found of a typed formula; race: the
    address of the race from the same start; left_out: as of the view."""

    maps: tuple[Shown, ...]
    minima: Floats
    lowest: int
    box: Box
    window: Box
    start: tuple[float, float]
    side: int
    is_large: bool
    distinct: tuple[int, int]
    found: Found | None
    race: Mapping[str, str]
    left_out: tuple[str, ...]
    too_long: bool


def minima(view: BasinsView, course: Course) -> Floats:
    """The global minima, then the others, as many as a map can name: (n, 2)."""
    return np.concatenate([course.minima, view.surface.local_minima()])[:MOST_MINIMA]


def _effort(view: BasinsView) -> int:
    """Instructions that a start takes, of a formula that was typed: they are interpreted, one by one. 0 for
    any other surface."""
    surface = view.surface
    return max(1, int(surface.program.count) * view.steps) if isinstance(surface, Own) else 0


def _steps(view: BasinsView) -> int:
    """Steps of one start in all maps: each is descended from twice."""
    return max(1, 2 * view.steps * len(view.mapped))


def first_look(view: BasinsView, quick: bool) -> int:
    """Starts along a side of the first look, as many as are likely to fit: while a hand moves (quick) into
    AT_HAND steps; of a formula that was typed into a second, or while a hand moves into 0.3 s, 0 where that
    is too few to see anything."""
    effort = _effort(view)
    if not effort:
        return max(LEAST, min(COARSE, math.isqrt(AT_HAND // _steps(view)))) if quick else COARSE
    side = min(COARSE, math.isqrt((EASE if quick else PATIENT * EASE) // (effort * len(view.mapped))))
    return side if side >= LEAST else 0 if quick else LEAST


def at_hand(view: BasinsView) -> Maps:
    """The maps of a view as a moving hand sees them: of as many starts as can be computed at once. How many
    depends on the view alone, not on a clock."""
    course = view.maps_course()
    known, window = minima(view, course), view.window(course.box)
    maps = tuple(Map(rule) for rule in view.rules(course))
    look = first_look(view, quick=True) if maps else 0
    if not look:
        return Maps(maps, too_long=bool(maps))
    side = look if _effort(view) or QUICK**2 * _steps(view) > AT_HAND_IN_FULL else QUICK
    nowhere = holes(course.loss, window, side) if _effort(view) else None

    def painted(one: Map) -> Map:
        found = basins(one.rule, course.loss, window, side, course.steps, known, course.box)
        return one.taking(found if nowhere is None else found.marked(nowhere), course.steps)._replace(
            done=float(side == QUICK)
        )

    return Maps(tuple(_SIDE_BY_SIDE.map(painted, maps)))


def painting(view: BasinsView) -> Iterator[Maps]:
    """All maps of a view: empty, coarse, full, compared."""
    course = view.maps_course()
    known, window, effort = minima(view, course), view.window(course.box), _effort(view)
    most = EASE // 2 // effort if effort else LARGEST**2  # starts of a piece: Stop waits for one
    maps = [Map(rule) for rule in view.rules(course)]

    def all_of(side: int) -> Iterator[tuple[int, float]]:
        # only a formula that was typed has holes
        nowhere = holes(course.loss, window, side) if effort else None
        for i, one in enumerate(maps):
            for found in in_blocks(
                one.rule, course.loss, window, side, course.steps, known, course.box, most=most
            ):
                if found.done == 1:
                    maps[i] = maps[i].taking(
                        found if nowhere is None else found.marked(nowhere), course.steps
                    )
                yield i, found.done

    yield Maps(tuple(maps))
    if not maps:
        return
    for _place, _done in all_of(first_look(view, quick=False)):
        yield Maps(tuple(maps))
    for i, done in all_of(view.side):
        maps[i] = maps[i]._replace(done=done)
        yield Maps(tuple(maps))
    for i, one in enumerate(maps):
        for share in agreeing(one.rule, course.loss, window, course.steps, known, course.box, most=most):
            maps[i] = maps[i]._replace(agree=share)
            yield Maps(tuple(maps))


def joined(view: BasinsView, found: Maps, under_way: bool) -> Facts:
    """The maps with what is around them. under_way: large ones with every few of their starts, since more is
    to come."""
    course, surface = view.exact_course(view.start), view.surface
    window = view.window(course.box)
    return Facts(
        maps=_shown(found.maps, course, under_way),
        minima=minima(view, course),
        lowest=len(course.minima),
        box=course.box,
        window=window,
        start=view.start,
        side=view.side,
        is_large=view.is_large,
        distinct=distinct(window, view.side),
        found=surface.found if isinstance(surface, Own) else None,
        race=view.as_race().query(),
        left_out=view.left_out,
        too_long=found.too_long,
    )


def _shown(maps: Sequence[Map], course: Course, under_way: bool) -> tuple[Shown, ...]:
    entries = [(one.rule, Constant()) for one in maps]
    paths = descend_all(entries, course.loss, course.start, Noise(), course.steps)
    return tuple(_drawn(one, path.x, under_way) for one, path in zip(maps, paths, strict=True))


def _drawn(one: Map, path: Floats, under_way: bool) -> Shown:
    drawn = one.few if under_way and one.few else one.picture
    every = one.picture.columns // drawn.columns if one.picture and drawn else 1
    return Shown(one, drawn, every, path)
