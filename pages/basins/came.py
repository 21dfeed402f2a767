"""What came of what an example asks to try: where starts end, before and now. Nothing is painted for it: the
two descents of a start are at once, and of the maps only those whose rule has changed are counted."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dl_core.experiments.basins import MOST_MINIMA, basins
from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import ARRIVED, Course
from dl_core.optimizers import Optimizer
from kit.messages import Message, _, listed
from kit.number_format import number
from pages.basins.facts import AT_HAND_IN_FULL, QUICK, Floats, minima
from pages.basins.view import BasinsView
from pages.basins.words import named, percent
from surfaces import Surface
from surfaces.own import Own
from surfaces.switch import switch

MOST = 2 * AT_HAND_IN_FULL  # steps of all starts of the maps that are counted for a sentence
FEW = 6  # minima that a sentence names one by one
Place = tuple[float, float]
Run = tuple[Optimizer, Surface, int]


class Ends(NamedTuple):
    """start; ends: of each rule, by label, the minimum where it ends from there, None: at none; shares: of
    all starts of the maps that are counted, by label and by minimum, "lowest" for all of the lowest where
    there are more than FEW, None for what ends at none."""

    start: Place
    ends: dict[str, Place | None]
    shares: dict[str, dict[Place | str | None, float]]


def briefly(before: BasinsView, now: BasinsView) -> tuple[Ends, Ends] | None:
    """Where the starts of both views end, and the shares of those maps that differ; None where that takes
    long: a formula that was typed, more starts than usual, a closer look, tuned rates."""
    if any(isinstance(one.surface, Own) or one["rates"] == "tuned" for one in (before, now)):
        return None
    runs, others = _runs(before), _runs(now)
    counted = set(runs) ^ set(others)
    usual = all(one["zoom"] == 1 and one.side == QUICK for one in (before, now))
    if counted and not (usual and sum(QUICK**2 * steps for _rule, _surface, steps in counted) <= MOST):
        return None
    both = {type(rule) for rule, *_where in runs} & {type(rule) for rule, *_where in others}
    first, then = ([run for run in of if run in counted and type(run[0]) in both] for of in (runs, others))
    return _ends(before, first), _ends(now, then)


def _runs(view: BasinsView) -> list[Run]:
    return [(rule, view.surface, view.steps) for rule in view.mapped]


def _ends(view: BasinsView, counted: Sequence[Run]) -> Ends:
    course = view.exact_course(view.start)
    known = minima(view, course)
    ends = {rule.label: _end(rule, course, known) for rule in view.mapped}
    return Ends(view.start, ends, {run[0].label: _by_minimum(*run) for run in counted})


def _end(rule: Optimizer, course: Course, known: Floats) -> Place | None:
    """The minimum within reach of the end of a descent, in float64."""
    last = np.asarray(to_numpy(descend(rule, course.loss, course.start), course.steps).x)[-1]
    x0, x1, y0, y1 = course.box
    apart = np.linalg.norm(known - last, axis=1)
    if not len(known) or not apart.min() <= ARRIVED * np.hypot(x1 - x0, y1 - y0):
        return None
    x, y = known[int(apart.argmin())].tolist()
    return x, y


@lru_cache(maxsize=64)
def _by_minimum(rule: Optimizer, surface: Surface, steps: int) -> dict[Place | str | None, float]:
    """Of all starts of the box, as the map of the page has them."""
    known = np.concatenate([surface.minima(), surface.local_minima()])[:MOST_MINIMA]
    found = basins(rule, switch(surface), surface.window, QUICK, steps, known, count=False)
    shares = found.shares.tolist()
    none = sum(shares[len(known) :])
    if len(known) > FEW:
        return {"lowest": sum(shares[: len(surface.minima())]), None: none}
    return {(x, y): share for (x, y), share in zip(known.tolist(), shares, strict=False)} | {None: none}


def came(before: Ends, now: Ends) -> list[Message]:
    """Where each rule ends from the other start, and which share of the starts of a map each minimum has."""
    says = []
    if before.start != now.start:
        rows = [
            _("{rule} at {now} instead of {before}", rule=_(label), now=_place(end), before=_place(then))
            if end != (then := before.ends.get(label))
            else _("{rule} at {now}, as before", rule=_(label), now=_place(end))
            for label, end in now.ends.items()
        ]
        x, y = map(number, now.start)
        says.append(_("From ({x}, {y}) the ends are: {ends}.", x=x, y=y, ends=listed(rows, ", ")))
    for label, shares in now.shares.items():
        told = {
            place: (percent(share), percent(before.shares[label][place])) for place, share in shares.items()
        }
        rows = [
            _("{place} {now} instead of {before}", place=_at(place), now=share, before=then)
            for place, (share, then) in told.items()
            if share != then
        ]
        if rows:
            says.append(_("Of {rule}'s starts end now {ends}.", rule=_(label), ends=listed(rows, ", ")))
        else:
            says.append(_("Of {rule}'s starts as many end at each minimum as before.", rule=_(label)))
    return says


def _place(end: Place | None) -> str:
    return _("no minimum") if end is None else named(end)


def _at(place: Place | str | None) -> str:
    if isinstance(place, str):
        return _("at a lowest minimum")
    return _("at no minimum") if place is None else _("at {minimum}", minimum=named(place))
