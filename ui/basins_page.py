"""The maps of the page "Basins": computed coarse first, then in full, then once more in another precision."""

import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from dl_core.experiments.basins import LARGEST, MOST_MINIMA, Basins, agreeing, basins, distinct, holes, in_blocks
from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.tuning import Box
from dl_core.numerals import number
from dl_core.optimizers import Optimizer, RandomSearch
from figures.basins import Seen, basin_map, crowded, every, nothing_yet, percent, pixels, sentences
from figures.charts import Spec
from kit.lru_cache import LRUCache
from surfaces.own import Own
from ui.ask import Asked, is_held, link
from ui.controls import Item, group, item
from ui.live import Live, key_of, live
from ui.parts import Part, commanded, data_of, leads, say
from ui.race_panel import race_panel
from views.basins import USUAL, BasinsView
from views.race import slug

COARSE, QUICK = 90, 256  # starts along a side: of the first look, and of the most that is painted while a hand moves
LEAST = 24  # starts along a side of a first look of a formula that was typed, at least: a moving hand gets none below
AT_ONCE = 0.3  # seconds
EASE = 14_000_000  # instructions of a formula × steps × starts: about as many as AT_ONCE lets a rule of gradients do
PATIENT = 3  # times AT_ONCE that a first look may take when no hand moves: the two seconds that anything may take, with a second to spare
AT_HAND, AT_HAND_IN_FULL = 100_000_000, 20_000_000  # steps of all starts, of a coarse look and of one of QUICK starts along a side, while a hand moves
LET_GO = "This formula over so many steps takes long: let go, and the maps are painted."
CHECK = 0.1  # how much of the progress is the comparison of precisions, of a map's
UNSEEN = ("about", "library", "microscope", "average", "dimensions", "tries", "rate", "width", "sigma", "seed", "schedule")  # what changes nothing in a map
NO_MAP = ("Schedule", "Noise and averaging")  # groups of the race's panel
STOP = ("pause", "Stop", "Stop here; Go on goes on")
GO_ON = ("start", "Go on", "Go on where it stopped")
ABOUT = (
    "Each pixel is a start. Colour: the minimum at which it ends; strong: after few steps, faint: after many. Undecided: nearly the ground; diverged: grey. "
    "Dots: minima. Diamond and line: the start and its path, in float64. Click: start there."
)


_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # a first look is one piece a rule: rules beside each other use all cores


@dataclass
class Map:
    """One rule's map on its way: what is drawn of it, how much of the full one is done, and what the comparison of precisions measured."""

    rule: Optimizer
    mark: Spec
    glance: Spec = field(default_factory=dict)  # of a large map every few starts, for a moving hand and while others are computed: the whole are megabytes
    found: Basins | None = None
    done: float = 0.0
    agree: float | None = None

    def take(self, found: Basins, steps: int) -> None:
        """Draw this; where each start ends and what it took are in the mark, so the numbers are let go."""
        self.mark, side = pixels(found, steps), len(found.place)
        self.glance = every(found, side // QUICK, self.mark, steps) if side > QUICK else {}
        self.found = found._replace(end=np.empty((0, 0, 2), np.float32), steps_needed=np.empty((0, 0), np.int16))


MAPS: LRUCache[list[Map]] = LRUCache(8)  # that are finished, for all visitors: nothing is changed in them


def key(view: BasinsView) -> object:
    """What a run is a run of: the start matters where rates are tuned at it, or where it is looked at closely."""
    start = () if view["rates"] == "tuned" or view["zoom"] > 1 else ("x", "y")
    return key_of(view, (*UNSEEN, *start, *(name for name in view.known if name.endswith(".schedule"))))


def minima(view: BasinsView, course: Course) -> Any:
    """The global minima, then the others, as many as a map can name: (n, 2)."""
    return np.concatenate([course.minima, view.surface.local_minima()])[:MOST_MINIMA]


def _effort(view: BasinsView) -> int:
    """Instructions that a start takes, of a formula that was typed: they are interpreted, one by one. 0 for any other surface."""
    surface = view.surface
    return max(1, int(surface.program.count) * view.steps) if isinstance(surface, Own) else 0


def first_look(view: BasinsView, quick: bool) -> int:
    """Starts along a side of the first look, as many as are likely to fit: while a hand moves (quick) into AT_HAND steps; of a formula that was typed into a
    second, or while a hand moves into AT_ONCE, 0 where that is too few to see anything."""
    effort = _effort(view)
    if not effort:
        return max(LEAST, min(COARSE, math.isqrt(AT_HAND // _steps(view)))) if quick else COARSE
    side = min(COARSE, math.isqrt((EASE if quick else PATIENT * EASE) // (effort * len(view.mapped))))
    return side if side >= LEAST else 0 if quick else LEAST


def _steps(view: BasinsView) -> int:
    """Steps of one start in all maps: each is descended from twice."""
    return max(1, 2 * view.steps * len(view.mapped))


def at_hand(view: BasinsView) -> list[Map]:
    """The maps of a view as a moving hand sees them: those that are finished, if there are; else with as many starts as can be computed at once. How many
    depends on the view alone, not on a clock."""
    if (finished := MAPS.get(key(view))) is not None:
        return finished
    course, look = view.course(), first_look(view, quick=True)
    known, window = minima(view, course), view.window(course.box)
    maps = [Map(rule, nothing_yet(known, course.steps)) for rule in view.rules(course)]
    if not look:
        return maps
    side = look if _effort(view) or QUICK**2 * _steps(view) > AT_HAND_IN_FULL else QUICK
    nowhere = holes(course.loss, window, side) if _effort(view) else None

    def paint(one: Map) -> None:
        found = basins(one.rule, course.loss, window, side, course.steps, known, course.box)
        one.take(found if nowhere is None else found.marked(nowhere), course.steps)
        one.done = float(side == QUICK)

    list(_SIDE_BY_SIDE.map(paint, maps))
    return maps


def painted(view: BasinsView) -> Iterator[list[Map]]:
    """All maps of a view: empty, coarse, full, compared. Then they are kept for whoever asks for the same."""
    if (finished := MAPS.get(key(view))) is not None:
        yield finished
        return
    course = view.course()
    rules, known, window = view.rules(course), minima(view, course), view.window(course.box)
    effort = _effort(view)
    most = EASE // 2 // effort if effort else LARGEST**2  # starts of a piece: Stop waits for one
    empty = nothing_yet(known, course.steps)
    maps = [Map(rule, empty) for rule in rules]

    def all_of(side: int) -> Iterator[tuple[Map, float]]:
        nowhere = holes(course.loss, window, side) if effort else None  # only a formula that was typed has holes
        for one in maps:
            for found in in_blocks(one.rule, course.loss, window, side, course.steps, known, course.box, most=most):
                if found.done == 1:
                    one.take(found if nowhere is None else found.marked(nowhere), course.steps)
                yield one, found.done

    yield maps
    for _ in all_of(first_look(view, quick=False)):
        yield maps
    for one, done in all_of(view.side):
        one.done = done
        yield maps
    for one in maps:
        for share in agreeing(one.rule, course.loss, window, course.steps, known, course.box, most=most):
            one.agree = share
            yield maps
    MAPS.made(key(view), lambda: maps)


def all_maps(view: BasinsView) -> Part:
    """A map for each rule, side by side, and what they say."""
    command, held = commanded(), is_held()
    if command == "race":
        st.switch_page("pages/race.py", query_params=view.as_race().query())
    if not view.mapped:
        return _nobody(view)
    run = live(key(view), lambda: iter([at_hand(view)]) if held else painted(view), command, begins=True, at_once=AT_ONCE)
    return _shown(view, run.state, _commands(run), whole=not run.running and not held, held=held)


def message(asked: Asked[BasinsView], now: str) -> dict[str, Any] | None:
    """What the page's component is sent, without the visitor's session; None where the hand changes nothing in maps that are not finished: they are the
    visitor's own."""
    view = asked.view
    before, _ = BasinsView.read(dict(parse_qsl(asked.address, keep_blank_values=True)))
    if not view.mapped:
        return data_of(asked, _nobody(view), basins_panel, now)
    if key(before) == key(view) and MAPS.get(key(view)) is None:
        return None
    return data_of(asked, _shown(view, at_hand(view), [], whole=False, held=True), basins_panel, now)


def _nobody(view: BasinsView) -> Part:
    return Part([], [say("Choose a racer."), *(say(text) for text in view.left_out)])


def _shown(view: BasinsView, maps: list[Map], commands: list[tuple[str, str, str]], whole: bool, held: bool) -> Part:
    """The maps and what they say; unless `whole`, large ones with every few of their starts."""
    course = view.course()
    known, window = minima(view, course), view.window(course.box)
    charts = [_chart(view, course, one, window, known, whole) for one in maps]
    said = sentences([(one.rule.label, one.found, one.agree) for one in maps if one.found is not None], len(course.minima))
    start = f"({number(view['x'])}, {number(view['y'])})"
    leading = leads(f"Race from {start}, where the diamond is →", link("/race", view.as_race()), "race")
    if held and not first_look(view, quick=True) and all(one.found is None for one in maps):
        said = [LET_GO]
    said += crowded(*distinct(window, view.side), view.side)
    said += _of_own(view, maps)
    return Part(charts, [leading, *map(say, [*said, *view.left_out])], commands, _progress(maps))


def _of_own(view: BasinsView, maps: list[Map]) -> list[str]:
    """Of a formula that was typed: what minima the colours stand for, and how many starts are in a hole."""
    if not isinstance(view.surface, Own):
        return []
    share = next((one.found.holes for one in maps if one.found is not None), 0.0)
    return [view.surface.found.words, *([f"{percent(share)} of these starts are in a hole, where the loss has no finite value: striped."] if share else [])]


def _commands(run: Live[list[Map]]) -> list[tuple[str, str, str]]:
    if run.ended or is_held():
        return []
    return [STOP if run.running else GO_ON]


def _progress(maps: list[Map]) -> dict[str, int]:
    share = sum(one.done + CHECK * (one.agree is not None) for one in maps) / (len(maps) * (1 + CHECK))
    return {"done": round(1000 * share), "total": 1000}


def _chart(view: BasinsView, course: Course, one: Map, window: Box, known: Any, whole: bool) -> Spec:
    """The chart of a map; unless `whole`, a large one with every few of its starts."""
    x0, x1, y0, y1 = course.box
    path = to_numpy(descend(one.rule, course.loss, course.start), course.steps).x
    mark = one.mark if whole else one.glance or one.mark
    strides = {1: "", 2: " (every 2nd start)", 4: " (every 4th start)"}
    state = strides[one.mark["columns"] // mark["columns"]] if one.done == 1 else " (coarse)" if one.found is not None else " (to come)"
    title = f"{one.rule.label}, η = {number(one.rule.lr)}{state}"
    more = {"pick": {"x": "x", "y": "y"}, "limits": {"x": (x0, x1), "y": (y0, y1)}, "map": "small" if view["side"] == USUAL else "large"}
    return basin_map(slug(one.rule), title, ABOUT, mark, window, Seen(known, path), **more)


def basins_panel(view: BasinsView, commands: list[tuple[str, str, str]]) -> list[Item]:
    """The race's panel without what no map has; with the size of the maps, the closer look, and both commands, of which one can be given at a time."""
    course = view.course()
    tuned = [Entry(rule) for rule in view.rules(course)]
    race = [one for one in race_panel(view, tuned) if one["title"] not in NO_MAP]
    for one in race:
        for racers in one["items"]:
            if racers["kind"] == "checklist":
                racers["rows"] = [row for row in racers["rows"] if row["value"] != slug(RandomSearch)]
    both = {"kind": "buttons", "key": "commands", "options": [STOP, GO_ON], "commands": True, "values": [name for name, *_ in commands]}
    first, *others = race
    return [group("", *first["items"], item(view, "side"), item(view, "zoom"), both), *others]
