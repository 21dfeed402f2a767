"""The search for the minima of a formula over its box, about which nothing is known beforehand.

What is marked was found from the lowest places of a lattice of 301 × 301 points and from a coarse lattice beside them, and there may be more: of a surface
that wiggles more finely than the lattice that is said. A lowest point on the very edge of a hole (√x at 0) is not marked: nothing is known beyond it. On
the floor of a valley whose walls meet in a kink a point is no minimum while the floor falls: the search goes on along it, from circle to circle. How well
the place of a minimum is known there is said where it is less than usual.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.numerals import number
from surfaces.downhill import apart, are_beside_poles, are_level, are_smooth, feel_around, go_down, look_like_minima, lowest_on_circles, noise, settle, walk
from surfaces.formula import Program
from surfaces.lattice import DRAWN, FINE, STARTS, Box, Floats, Lattice, Plot, are_at_border, is_too_fine, lattice_over, losses, starts_from

FLAT, MANY, ROUGH = 20, 200, 144  # at most so many points of flat places, single minima, and places where Newton's method ends at no smooth minimum
NONE: Floats = np.empty((0, 2))


class Found(NamedTuple):
    """What a search found. lowest, others (n, 2): minima inside the box, all equally low, and higher ones. seen: x, y and value of the lowest
    finite point met in the box, minimum or not, or None if there is none. words: what to tell the reader. reference: what gaps are counted from, the
    lowest value on the map or met elsewhere in the box, but not beside a pole, where the search meets lower ones without end; nan if there is none."""

    lowest: Floats
    others: Floats
    seen: tuple[float, float, float] | None
    words: str
    reference: float = math.nan


def search(program: Program, box: Box) -> Found:
    """The minima of a formula in the box (x0, x1, y0, y1), in well under a second; the same every time."""
    lattice = lattice_over(program, box, FINE)
    step = (FINE - 1) // (DRAWN - 1)
    met = Lattice(lattice.points[::step, ::step], lattice.values[::step, ::step]).lowest()
    found = _search(program, box, lattice, met)
    return found._replace(reference=float(np.fmin(met[2], found.reference))) if met else found


def _search(program: Program, box: Box, lattice: Lattice, met: tuple[float, float, float] | None) -> Found:
    """Descent, a look around each end that is no smooth minimum, descent again, along the floors of kinked valleys, verdict. All numbers of steps are
    bounded. met: the lowest point of the map."""
    with np.errstate(all="ignore"):
        finite = lattice.values[np.isfinite(lattice.values)]
        if not len(finite):
            return Found(NONE, NONE, met, "The formula has no finite value at any of the places that were tried in the box.")
        if len(finite) == lattice.values.size and np.ptp(finite) == 0:
            return Found(NONE, NONE, met, f"The surface is level: {number(finite[0], 4)} at all places that were tried in the box.")
        spread = float(np.subtract(*np.quantile(finite, (0.75, 0.25))))
        plot = Plot(program, box, math.hypot(box[1] - box[0], box[3] - box[2]), spread)
        x = apart(plot, settle(plot, go_down(plot, starts_from(plot, lattice), 80)))
        smooth = are_smooth(plot, x)
        again = apart(plot, settle(plot, go_down(plot, feel_around(plot, x[~smooth][:ROUGH], 50), 30)))
        too = are_smooth(plot, again)
        rough = feel_around(plot, again[~too], 50)
        kinked = walk(plot, apart(plot, rough[look_like_minima(plot, rough)]))
        found = _judged(plot, np.concatenate([x[smooth], again[too]]), kinked, rough, met)
        fine = " The surface wiggles more finely than the search looks: lower places may lie between." if is_too_fine(plot, lattice) else ""
        return found._replace(words=found.words + fine)


def _judged(plot: Plot, smooth: Floats, kinked: Floats, rough: Floats, met: tuple[float, float, float] | None) -> Found:
    """What to say of the ends: minima (n, 2), smooth and on kinks, and others that only may be lower. met: the lowest point of the map."""
    x = np.concatenate([smooth, kinked, rough])
    loss = losses(plot.program, x[:, None])[:, 0]
    order = np.argsort(loss, kind="stable")
    kind, x, loss = np.repeat([0, 1, 2], [len(smooth), len(kinked), len(rough)])[order], x[order], loss[order]
    seen = _lowest_met(plot, x, loss, met)
    reference = float(min(loss[np.isfinite(loss) & ~are_beside_poles(plot, x)], default=math.nan))
    tie = 1e-9 * plot.spread + 1e-14 * abs(seen[2])
    minimum = (kind == 0) | ((kind == 1) & look_like_minima(plot, x))
    x, loss, kind = x[minimum], loss[minimum], kind[minimum]
    level = are_level(plot, x, loss, kind == 1, tie)
    kept = _merged(plot, x, level)
    x, loss, kind, level = x[kept], loss[kept], kind[kept], level[kept]
    if not len(x):
        return Found(NONE, NONE, seen, f"No minimum was found inside the box: {_place(plot, seen)}.", reference)
    low, flat = loss <= loss[0] + tie, _are_flat(loss, level, tie)
    lowest, others = (_thinned(x[which], flat[which]) for which in (low, ~low))
    deeper = f" But {_place(plot, seen)}." if seen[2] < loss[0] - tie else ""
    near = _room_of(plot, x[0]) if kind[0] == 1 else 0
    rough_place = f" The lowest lies on a kink: its place is known to about {number(near, 1)} only." if near > 1e-6 * plot.diagonal else ""
    return Found(lowest, others, seen, f"Searched from {STARTS} starts, there may be more: {_counted(low, flat)}.{rough_place}{deeper}", reference)


def _counted(low: NDArray[np.bool_], flat: NDArray[np.bool_]) -> str:
    """How many minima were found, lowest and higher, single and of flat places, and how many of them are marked where that is not all."""
    lowest, higher = (int((which & ~flat).sum()) for which in (low, ~low))
    points, above = (min(int((which & flat).sum()), FLAT) for which in (low, ~low))
    many = [f"{MANY} of the {which}" for which, count in (("lowest", lowest), ("higher", higher)) if count > MANY]
    marked = f", {' and '.join(many)} are marked" if many else ""
    beside = f", and higher flat places, of which {above} points are marked" if above else ""
    if not points:
        return f"{_many(lowest)} {'minimum' if lowest == 1 else 'equally low minima'} and {_many(higher)} higher found{marked}{beside}"
    single = f", besides {_many(lowest)} equally low single {'minimum' if lowest == 1 else 'minima'}" if lowest else ""
    return (
        f"a flat place of minima was found, {points} points of it are marked{single}{f', and {_many(higher)} higher found' if higher else ''}{marked}{beside}"
    )


def _many(count: int) -> str:
    return f"more than {MANY}" if count > MANY else str(count)


def _lowest_met(plot: Plot, x: Floats, loss: Floats, met: tuple[float, float, float] | None) -> tuple[float, float, float]:
    """The lowest of the ends x (n, 2), lowest first, and of the map; one inside the box where the loss falls there far below the map."""
    first = 0
    if met and (inside := np.flatnonzero(~are_at_border(plot, x))).size and loss[inside[0]] < met[2] - 100 * plot.spread:
        first = int(inside[0])
    seen = (float(x[first, 0]), float(x[first, 1]), float(loss[first]))
    return met if met and met[2] < seen[2] else seen


def _room_of(plot: Plot, x: Floats) -> float:
    """Up to which distance from a minimum x (2,) on a kink the loss rises, along the floor, by no more than one unit in the last place moves it."""
    reach = np.array([plot.diagonal * 10.0**-digits for digits in range(2, 10)])
    _, around = lowest_on_circles(plot, np.repeat(x[None], len(reach), axis=0), reach)
    return float(max(reach[around <= losses(plot.program, x[None, None])[0, 0] + noise(plot, x[None])[0]], default=0.0))


def _merged(plot: Plot, x: Floats, level: NDArray[np.bool_]) -> list[int]:
    """Each minimum once, of x (n, 2), lowest first: the same are those within 1e-4 of the diagonal, or within 1e-2 where the way to others is level."""
    kept: list[int] = []
    for i in range(len(x)):
        if not (np.hypot(*(x[kept] - x[i]).T) <= np.where(level[i] & level[kept], 1e-2, 1e-4) * plot.diagonal).any():
            kept.append(i)
    return kept


def _are_flat(loss: Floats, level: NDArray[np.bool_], tie: float) -> NDArray[np.bool_]:
    """Which of the minima that are kept, lowest first, are points of flat places: of at least five equally low ones with level ways to others."""
    alike = np.abs(loss[:, None] - loss[None]) <= tie
    return level & ((alike & level).sum(axis=1) >= 5)


def _thinned(x: Floats, flat: NDArray[np.bool_]) -> Floats:
    """All single minima, at most MANY, and at most FLAT of those that lie flat: always the one farthest from those chosen before."""
    places, chosen = x[flat], list(x[flat][:1])
    while len(chosen) < min(FLAT, len(places)):
        chosen.append(places[np.argmax(np.min([np.hypot(*(places - one).T) for one in chosen], axis=0))])
    return np.concatenate([x[~flat][:MANY], np.array(chosen).reshape(-1, 2)])


def _place(plot: Plot, seen: tuple[float, float, float]) -> str:
    """Where the lowest value is, and what it means that this is no minimum."""
    x, y, value = seen
    why = (
        "on the border of the box, beyond which the surface may fall on"
        if are_at_border(plot, np.array([x, y]))
        else "where the surface falls without a bottom, breaks off, bends in a kink or wiggles too finely for the search"
    )
    return f"the lowest value met, {number(value, 4)}, is at ({number(x, 4)}, {number(y, 4)}), {why}"
