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
from surfaces.downhill import apart, are_smooth, feel_around, go_down, look_like_minima, lowest_on_circles, settle, walk
from surfaces.formula import Program
from surfaces.lattice import DRAWN, FINE, STARTS, Box, Floats, Lattice, Plot, are_at_border, is_too_fine, lattice_over, losses, starts_from

FLAT, MANY, ROUGH = 20, 200, 144  # at most so many points of flat places, single minima, and places where Newton's method ends at no smooth minimum
NONE: Floats = np.empty((0, 2))


class Found(NamedTuple):
    """What a search found. lowest, others (n, 2): minima inside the box, all equally low, and higher ones. seen: x, y and value of the lowest
    finite point met in the box, minimum or not, or None if there is none. words: what to tell the reader. reference: what gaps are counted from, the
    lowest value on the map or at a minimum (beside a pole the search meets lower ones without end); nan if there is none."""

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
    values = [met[2]] if met else []
    with np.errstate(all="ignore"):
        return found._replace(reference=float(min([*values, *losses(program, found.lowest[:, None])[:, 0]], default=math.nan)))


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
    tie = 1e-9 * plot.spread + 1e-14 * abs(seen[2])
    minimum = (kind == 0) | ((kind == 1) & look_like_minima(plot, x))
    kept = _merged(plot, x[minimum], loss[minimum], kind[minimum] == 1, tie)
    x, loss, kind = x[minimum][kept], loss[minimum][kept], kind[minimum][kept]
    if not len(x):
        return Found(NONE, NONE, seen, f"No minimum was found inside the box: {_place(plot, seen)}.")
    low, flat = loss <= loss[0] + tie, _are_flat(plot, x, loss, tie)
    lowest, others = (_thinned(x[which], flat[which]) for which in (low, ~low))
    single = f"{len(lowest)} {'minimum' if len(lowest) == 1 else 'equally low minima'} and {len(others)} higher found"
    what = f"a flat place of minima was found, {len(lowest)} points of it are marked" if flat[low].any() else single
    deeper = f" But {_place(plot, seen)}." if seen[2] < loss[0] - tie else ""
    near = _room_of(plot, x[0]) if kind[0] == 1 else 0
    rough_place = f" The lowest lies on a kink: its place is known to about {number(near, 1)} only." if near > 1e-6 * plot.diagonal else ""
    return Found(lowest, others, seen, f"Searched from {STARTS} starts, there may be more: {what}.{rough_place}{deeper}")


def _lowest_met(plot: Plot, x: Floats, loss: Floats, met: tuple[float, float, float] | None) -> tuple[float, float, float]:
    """The lowest of the ends x (n, 2), lowest first, and of the map; one inside the box where the loss falls there far below the map."""
    first = 0
    if met and (inside := np.flatnonzero(~are_at_border(plot, x))).size and loss[inside[0]] < met[2] - 100 * plot.spread:
        first = int(inside[0])
    seen = (float(x[first, 0]), float(x[first, 1]), float(loss[first]))
    return met if met and met[2] < seen[2] else seen


def _room_of(plot: Plot, x: Floats) -> float:
    """Up to which distance from a minimum x (2,) on a kink the loss rises, along the floor, by no more than one unit in the last place moves it."""
    sides = np.nextafter(x, x + np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]))
    values = losses(plot.program, sides[:, None])[:, 0]
    noise = np.ptp(values[np.isfinite(values)])
    reach = np.array([plot.diagonal * 10.0**-digits for digits in range(2, 10)])
    _, around = lowest_on_circles(plot, np.repeat(x[None], len(reach), axis=0), reach)
    return float(max(reach[around <= losses(plot.program, x[None, None])[0, 0] + noise], default=0.0))


def _merged(plot: Plot, x: Floats, loss: Floats, rough: NDArray[np.bool_], tie: float) -> list[int]:
    """Each minimum once, of x (n, 2), lowest first: the same are those within 1e-4 of the diagonal, or within 1e-2 if they are equally low or on a kink."""
    kept: list[int] = []
    for i in range(len(x)):
        apart = np.hypot(*(x[kept] - x[i]).T)
        if not (apart <= np.where(rough[i] | (np.abs(loss[kept] - loss[i]) <= tie), 1e-2, 1e-4) * plot.diagonal).any():
            kept.append(i)
    return kept


def _are_flat(plot: Plot, x: Floats, loss: Floats, tie: float) -> NDArray[np.bool_]:
    """Where the loss half-way to the nearest equally low minimum is as low. Fewer than five such are not called flat: barriers can be low."""
    apart = np.hypot(*(x[:, None] - x[None]).transpose(2, 0, 1))
    apart[(np.abs(loss[:, None] - loss[None]) > tie) | np.eye(len(x), dtype=bool)] = np.inf
    middle = (x + x[np.argmin(apart, axis=1)]) / 2
    level = np.abs(losses(plot.program, middle[:, None])[:, 0] - loss) <= 5e-3 * plot.spread + tie
    flat = level & np.isfinite(apart.min(axis=1))
    return flat & (flat.sum() >= 5)


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
