"""The search for the minima of a formula over its box, about which nothing is known beforehand.

What is marked was found from the lowest places of a lattice of 301 × 301 points and from a coarse lattice
beside them, and there may be more: of a surface that wiggles more finely than the lattice that is said. A
lowest point on the very edge of a hole (√x at 0) is not marked: nothing is known beyond it. On the floor of a
valley whose walls meet in a kink a point is no minimum while the floor falls: the search goes on along it,
from circle to circle. How well the place of a minimum is known there is said where it is less than usual.
"""

import math

import numpy as np
from numpy.typing import NDArray

from surfaces.downhill import (
    apart,
    are_beside_poles,
    are_level,
    are_smooth,
    feel_around,
    go_down,
    look_like_minima,
    lowest_on_circles,
    noise,
    settle,
    walk,
)
from surfaces.formula import Program
from surfaces.found import FOUND_NONE, MANY, Counts, Found
from surfaces.lattice import (
    DRAWN,
    FINE,
    Box,
    Floats,
    Lattice,
    Plot,
    are_at_border,
    is_too_fine,
    lattice_over,
    losses,
    starts_from,
)

# at most so many points of flat places, and places where Newton's method ends at no smooth minimum
FLAT, ROUGH = (20, 144)


def search(program: Program, box: Box) -> Found:
    """The minima of a formula in the box (x0, x1, y0, y1), in well under a second; the same every time."""
    lattice = lattice_over(program, box, FINE)
    step = (FINE - 1) // (DRAWN - 1)
    met = Lattice(lattice.points[::step, ::step], lattice.values[::step, ::step]).lowest()
    found = _search(program, box, lattice, met)
    return found._replace(reference=float(np.fmin(met[2], found.reference))) if met else found


def _search(program: Program, box: Box, lattice: Lattice, met: tuple[float, float, float] | None) -> Found:
    """Descent, a look around each end that is no smooth minimum, descent again, along the floors of kinked
    valleys, verdict. All numbers of steps are bounded. met: the lowest point of the map."""
    with np.errstate(all="ignore"):
        finite = lattice.values[np.isfinite(lattice.values)]
        if not len(finite):
            return Found(FOUND_NONE, FOUND_NONE, met)
        if len(finite) == lattice.values.size and np.ptp(finite) == 0:
            return Found(FOUND_NONE, FOUND_NONE, met, float(finite[0]), level=True)
        spread = float(np.subtract(*np.quantile(finite, (0.75, 0.25))))
        plot = Plot(program, box, math.hypot(box[1] - box[0], box[3] - box[2]), spread)
        x = apart(plot, settle(plot, go_down(plot, starts_from(plot, lattice), 80)))
        smooth = are_smooth(plot, x)
        again = apart(plot, settle(plot, go_down(plot, feel_around(plot, x[~smooth][:ROUGH], 50), 30)))
        too = are_smooth(plot, again)
        rough = feel_around(plot, again[~too], 50)
        kinked = walk(plot, apart(plot, rough[look_like_minima(plot, rough)]))
        found = _judged(plot, np.concatenate([x[smooth], again[too]]), kinked, rough, met)
        return found._replace(too_fine=is_too_fine(plot, lattice))


def _judged(
    plot: Plot, smooth: Floats, kinked: Floats, rough: Floats, met: tuple[float, float, float] | None
) -> Found:
    """What the ends are: minima (n, 2), smooth and on kinks, and others that only may be lower. met: the
    lowest point of the map."""
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
    at_border = bool(are_at_border(plot, np.array(seen[:2])))
    if not len(x):
        return Found(FOUND_NONE, FOUND_NONE, seen, reference, at_border=at_border)
    low, flat = loss <= loss[0] + tie, _are_flat(loss, level, tie)
    lowest, others = (_thinned(x[which], flat[which]) for which in (low, ~low))
    deeper = bool(seen[2] < loss[0] - tie)
    near = _room_of(plot, x[0]) if kind[0] == 1 else 0.0
    return Found(
        lowest,
        others,
        seen,
        reference,
        _counted(low, flat),
        at_border=at_border,
        deeper=deeper,
        near=near if near > 1e-6 * plot.diagonal else 0.0,
    )


def _counted(low: NDArray[np.bool_], flat: NDArray[np.bool_]) -> Counts:
    """How many are lowest and higher, single and of flat places."""
    lowest, higher = (int((which & ~flat).sum()) for which in (low, ~low))
    points, above = (min(int((which & flat).sum()), FLAT) for which in (low, ~low))
    return Counts(lowest, higher, points, above)


def _lowest_met(
    plot: Plot, x: Floats, loss: Floats, met: tuple[float, float, float] | None
) -> tuple[float, float, float]:
    """The lowest of the ends x (n, 2), lowest first, and of the map; one inside the box where the loss falls
    there far below the map."""
    first = 0
    if (
        met
        and (inside := np.flatnonzero(~are_at_border(plot, x))).size
        and loss[inside[0]] < met[2] - 100 * plot.spread
    ):
        first = int(inside[0])
    seen = (float(x[first, 0]), float(x[first, 1]), float(loss[first]))
    return met if met and met[2] < seen[2] else seen


def _room_of(plot: Plot, x: Floats) -> float:
    """Up to which distance from a minimum x (2,) on a kink the loss rises, along the floor, by no more than
    one unit in the last place moves it."""
    reach = np.array([plot.diagonal * 10.0**-digits for digits in range(2, 10)])
    _, around = lowest_on_circles(plot, np.repeat(x[None], len(reach), axis=0), reach)
    return float(
        max(reach[around <= losses(plot.program, x[None, None])[0, 0] + noise(plot, x[None])[0]], default=0.0)
    )


def _merged(plot: Plot, x: Floats, level: NDArray[np.bool_]) -> list[int]:
    """Each minimum once, of x (n, 2), lowest first: the same are those within 1e-4 of the diagonal, or within
    1e-2 where the way to others is level."""
    kept: list[int] = []
    for i in range(len(x)):
        if not (
            np.hypot(*(x[kept] - x[i]).T) <= np.where(level[i] & level[kept], 1e-2, 1e-4) * plot.diagonal
        ).any():
            kept.append(i)
    return kept


def _are_flat(loss: Floats, level: NDArray[np.bool_], tie: float) -> NDArray[np.bool_]:
    """Which of the minima that are kept, lowest first, are points of flat places: of at least five equally
    low ones with level ways to others."""
    alike = np.abs(loss[:, None] - loss[None]) <= tie
    return level & ((alike & level).sum(axis=1) >= 5)


def _thinned(x: Floats, flat: NDArray[np.bool_]) -> Floats:
    """All single minima, at most MANY, and at most FLAT of those that lie flat: always the one farthest from
    those chosen before."""
    places, chosen = x[flat], list(x[flat][:1])
    while len(chosen) < min(FLAT, len(places)):
        chosen.append(places[np.argmax(np.min([np.hypot(*(places - one).T) for one in chosen], axis=0))])
    return np.concatenate([x[~flat][:MANY], np.array(chosen).reshape(-1, 2)])
