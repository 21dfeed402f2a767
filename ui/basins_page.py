"""The maps of the page "Basins": computed coarse first, then in full, then once more in another precision."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from dl_core.experiments.basins import LARGEST, MOST_MINIMA, Basins, agreeing, distinct, holes, in_blocks
from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.tuning import Box
from dl_core.numerals import number
from dl_core.optimizers import Optimizer, RandomSearch
from figures.basins import Seen, basin_map, crowded, every, nothing_yet, percent, pixels, sentences
from figures.charts import Spec
from surfaces.own import Own
from ui.ask import is_held, link
from ui.controls import Item, group, item
from ui.live import Live, key_of, live
from ui.parts import Part, commanded, leads, say
from ui.race_panel import race_panel
from views.basins import USUAL, BasinsView
from views.race import slug

COARSE, QUICK = 90, 256  # starts along a side: of the first look, and of the most that is painted while a hand moves
LEAST = 24  # starts along a side of a first look of a formula that was typed, at least: a moving hand gets none below
AT_ONCE = 0.3  # seconds
EASE = 14_000_000  # instructions of a formula × steps × starts: about as many as AT_ONCE lets a rule of gradients do
PATIENT = 3  # times AT_ONCE that a first look may take when no hand moves: the two seconds that anything may take, with a second to spare
LET_GO = "This formula over so many steps takes long: let go, and the maps are painted."
CHECK = 0.1  # how much of the progress is the comparison of precisions, of a map's
UNSEEN = ("about", "library", "look", "average", "dimensions", "tries", "rate", "width", "sigma", "seed", "schedule")  # what changes nothing in a map
NO_MAP = ("Schedule", "Noise and averaging")  # groups of the race's panel
STOP = ("pause", "Stop", "Stop here; Go on goes on")
GO_ON = ("start", "Go on", "Go on where it stopped")
ABOUT = (
    "Each pixel is a start. Colour: the minimum at which it ends; strong: after few steps, faint: after many. Undecided: nearly the ground; diverged: grey. "
    "Dots: minima. Diamond and line: the start and its path, in float64. Click: start there."
)


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
    """Starts along a side of the first look. Of a formula that was typed as many as are likely to fit into a second; while a hand moves (quick) into
    AT_ONCE, 0 where that is too few to see anything."""
    effort = _effort(view)
    if not effort:
        return COARSE
    side = min(COARSE, math.isqrt((EASE if quick else PATIENT * EASE) // (effort * len(view.mapped))))
    return side if side >= LEAST else 0 if quick else LEAST


def painted(view: BasinsView, quick: bool) -> Iterator[list[Map]]:
    """All maps of a view: empty, coarse, full, compared. quick: at most QUICK starts along a side, and only if they are likely to fit into AT_ONCE."""
    course = view.course()
    rules, known, window = view.rules(course), minima(view, course), view.window(course.box)
    look, effort = first_look(view, quick), _effort(view)
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
    if not look:
        return
    began = time.monotonic()
    for _ in all_of(look):
        yield maps
    if quick and (time.monotonic() - began) * (QUICK / look) ** 2 > AT_ONCE:
        return
    for one, done in all_of(min(view.side, QUICK) if quick else view.side):
        one.done = done
        yield maps
    for one in () if quick else maps:
        for share in agreeing(one.rule, course.loss, window, course.steps, known, course.box, most=most):
            one.agree = share
            yield maps


def all_maps(view: BasinsView) -> Part:
    """A map for each rule, side by side, and what they say."""
    command = commanded()
    if command == "race":
        st.switch_page("pages/race.py", query_params=view.as_race().query())
    course = view.course()
    notes = [say(text) for text in view.left_out]
    if not view.mapped:
        return Part([], [say("Choose a racer."), *notes])
    run = live(key(view), lambda: painted(view, is_held()), command, begins=True, at_once=AT_ONCE)
    known, window = minima(view, course), view.window(course.box)
    whole = not run.running and not is_held()
    charts = [_chart(view, course, one, window, known, whole) for one in run.state]
    said = sentences([(one.rule.label, one.found, one.agree) for one in run.state if one.found is not None], len(course.minima))
    start = f"({number(view['x'])}, {number(view['y'])})"
    leading = leads(f"Race from {start}, where the diamond is →", link("/race", view.as_race()), "race")
    if is_held() and not first_look(view, quick=True) and all(one.found is None for one in run.state):
        said = [LET_GO]
    said += crowded(*distinct(window, view.side), view.side)
    said += _of_own(view, run.state)
    return Part(charts, [leading, *map(say, said), *notes], _commands(run), _progress(run.state))


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
            if racers["kind"] == "racers":
                racers["rows"] = [row for row in racers["rows"] if row["value"] != slug(RandomSearch)]
    both = {"kind": "buttons", "key": "commands", "options": [STOP, GO_ON], "commands": True, "values": [name for name, *_ in commands]}
    first, *others = race
    return [group("", *first["items"], item(view, "side"), item(view, "zoom"), both), *others]
