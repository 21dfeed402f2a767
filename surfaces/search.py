"""The search for the minima of a formula over its box, about which nothing is known beforehand.

What is marked was found from the lowest places of a lattice of 301 × 301 points and from a coarse lattice beside them, and there may be more: of a surface
that wiggles more finely than the lattice that is said. A lowest point on the very edge of a hole (√x at 0) is not marked: nothing is known beyond it. On
the floor of a valley whose walls meet in a kink a point is no minimum while the floor falls: the search goes on along it, from circle to circle. How well
the place of a minimum is known there is said where it is less than usual.
"""

import math
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, minimum_filter

from dl_core.numerals import number
from surfaces.formula import Program
from surfaces.jets import value, with_curvatures

Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]
STARTS, COARSE, NEAR = 576, 12, 60  # how many starts, at least how many along a side of a coarse lattice, at most how many of the closest lattice
DRAWN, FINE = 101, 301  # points along a side of the map that is drawn, and of the lattice that is looked at: every third one is drawn
JETS, LOSSES = 576, 144  # so many at a time, always, so that nothing compiles anew
FLAT, MANY, ROUGH = 20, 200, 144  # at most so many points of flat places, single minima, and places where Newton's method ends at no smooth minimum
NONE: Floats = np.empty((0, 2))
RAYS = 16


class Found(NamedTuple):
    """What a search found. lowest, others (n, 2): minima inside the box, all equally low, and higher ones. seen: x, y and value of the lowest
    finite point met in the box, minimum or not, or None if there is none. words: what to tell the reader. reference: what gaps are counted from, the
    lowest value on the map or at a minimum (beside a pole the search meets lower ones without end); nan if there is none."""

    lowest: Floats
    others: Floats
    seen: tuple[float, float, float] | None
    words: str
    reference: float = math.nan


class _Plot(NamedTuple):
    """Where is searched: the program, the box, its diagonal, and how far apart the losses lie there (interquartile range at the starts)."""

    program: Program
    box: Box
    diagonal: float
    spread: float


class _Lattice(NamedTuple):
    """Points (n, n, 2) and values (n, n) over a box, inf where there is none."""

    points: Floats
    values: Floats

    def lows(self, most: int) -> Floats:
        """The places (m, 2) that no neighbour is lower than: the lowest ones, and of equal ones as many from everywhere."""
        found = np.flatnonzero((self.values <= minimum_filter(self.values, 3, mode="nearest")) & np.isfinite(self.values))
        values, points = self.values.ravel()[found], self.points.reshape(-1, 2)[found]
        last = np.sort(values)[:most][-1:]
        sure, equal = points[values < last], points[values == last]
        return np.concatenate([sure, equal[np.linspace(0, len(equal) - 1, min(len(equal), most - len(sure))).astype(int)]])

    def lowest(self) -> tuple[float, float, float] | None:
        """x, y and value of the lowest finite point."""
        row, column = np.unravel_index(np.argmin(self.values), self.values.shape)
        (x, y), value = self.points[row, column], self.values[row, column]
        return (float(x), float(y), float(value)) if np.isfinite(value) else None


def search(program: Program, box: Box) -> Found:
    """The minima of a formula in the box (x0, x1, y0, y1), in well under a second; the same every time."""
    lattice = _lattice(program, box, FINE)
    step = (FINE - 1) // (DRAWN - 1)
    met = _Lattice(lattice.points[::step, ::step], lattice.values[::step, ::step]).lowest()
    found = _search(program, box, lattice, met)
    values = [met[2]] if met else []
    with np.errstate(all="ignore"):
        return found._replace(reference=float(min([*values, *losses(program, found.lowest[:, None])[:, 0]], default=math.nan)))


def _search(program: Program, box: Box, lattice: _Lattice, met: tuple[float, float, float] | None) -> Found:
    """Descent, a look around each end that is no smooth minimum, descent again, along the floors of kinked valleys, verdict. All numbers of steps are
    bounded. met: the lowest point of the map."""
    with np.errstate(all="ignore"):
        finite = lattice.values[np.isfinite(lattice.values)]
        if not len(finite):
            return Found(NONE, NONE, met, "The formula has no finite value at any of the places that were tried in the box.")
        if len(finite) == lattice.values.size and np.ptp(finite) == 0:
            return Found(NONE, NONE, met, f"The surface is level: {number(finite[0], 4)} at all places that were tried in the box.")
        spread = float(np.subtract(*np.quantile(finite, (0.75, 0.25))))
        plot = _Plot(program, box, math.hypot(box[1] - box[0], box[3] - box[2]), spread)
        x = _apart(plot, _settle(plot, _go_down(plot, _starts(plot, lattice), 80)))
        smooth = _are_smooth(plot, x)
        again = _apart(plot, _settle(plot, _go_down(plot, _feel_around(plot, x[~smooth][:ROUGH], 50), 30)))
        too = _are_smooth(plot, again)
        rough = _feel_around(plot, again[~too], 50)
        kinked = _walk(plot, _apart(plot, rough[_look_like_minima(plot, rough)]))
        found = _judged(plot, np.concatenate([x[smooth], again[too]]), kinked, rough, met)
        fine = " The surface wiggles more finely than the search looks: lower places may lie between." if _is_too_fine(plot, lattice) else ""
        return found._replace(words=found.words + fine)


def _lattice(program: Program, box: Box, side: int) -> _Lattice:
    """Looked at in rows of one length, so that nothing compiles anew."""
    points = np.stack(np.meshgrid(np.linspace(box[0], box[1], side), np.linspace(box[2], box[3], side)), axis=-1)
    flat = points.reshape(-1, 2)
    rows = np.concatenate([flat, np.repeat(flat[-1:], -len(flat) % (2 * RAYS), axis=0)]).reshape(-1, 2 * RAYS, 2)
    values = losses(program, rows).ravel()[: len(flat)].reshape(side, side)
    return _Lattice(points, np.where(np.isfinite(values), values, np.inf))


def _starts(plot: _Plot, lattice: _Lattice) -> Floats:
    """What is low on the lattice and on a closer one around its lowest point, and a coarse lattice."""
    lowest = lattice.lowest()
    assert lowest
    (x, y, _), (x0, x1, y0, y1) = lowest, plot.box
    width, height = 8 * (x1 - x0) / (FINE - 1), 8 * (y1 - y0) / (FINE - 1)
    closer = _lattice(plot.program, (max(x - width, x0), min(x + width, x1), max(y - height, y0), min(y + height, y1)), DRAWN)
    low = np.concatenate([np.array([[x, y]]), closer.lows(NEAR), lattice.lows(STARTS - 1 - NEAR - COARSE * COARSE)])
    side = math.isqrt(STARTS - len(low))
    middles = (np.arange(side) + 0.5) / side
    coarse = np.stack(np.meshgrid(x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles), axis=-1).reshape(-1, 2)
    return np.concatenate([low, coarse[np.isfinite(losses(plot.program, coarse[:, None])[:, 0])]])


def _is_too_fine(plot: _Plot, lattice: _Lattice) -> bool:
    """Between its points the lattice says no more of the surface than every second of its points do."""
    at = np.arange(1, LOSSES * 4 + 1)[:, None] * [0.7548776662466927, 0.5698402909980532] % 1  # everywhere, and in step with no lattice (Roberts 2018)
    (x0, x1, y0, y1), place = plot.box, at.T[::-1] * (FINE - 1)
    values = losses(plot.program, (at * [x1 - x0, y1 - y0] + [x0, y0])[:, None])[:, 0]
    fine, coarse = (np.abs(map_coordinates(lattice.values[::k, ::k], place / k, order=1) - values) for k in (1, 2))
    good = np.isfinite(fine) & np.isfinite(coarse)
    if not good.any():
        return False
    one, two = np.quantile(fine[good], 0.75), np.quantile(coarse[good], 0.75)
    return bool(one > 0.6 * two and one > 1e-9 * plot.spread)


def jets(program: Program, x: Floats) -> Floats:
    """The jets (n, 6) at points x (n, 2), in pieces of one size."""
    if not len(x):
        return np.empty((0, 6))
    return np.concatenate([np.asarray(with_curvatures(program, jnp.asarray(piece)))[:count] for piece, count in _pieces(x, JETS)])


def losses(program: Program, x: Floats) -> Floats:
    """The losses (n, m) at points x (n, m, 2), m at most 2·RAYS; nan becomes inf."""
    rays = x.shape[1]
    if not len(x):
        return np.empty((0, rays))
    full = np.concatenate([x, np.repeat(x[:, :1], 2 * RAYS - rays, axis=1)], axis=1)
    found = np.concatenate([np.asarray(value(program, jnp.asarray(piece)))[:count, :rays, 0] for piece, count in _pieces(full, LOSSES)])
    return np.where(np.isnan(found), np.inf, found)


def _pieces(x: Floats, size: int) -> list[tuple[Floats, int]]:
    """`size` points at a time, the last ones padded; with each piece how many of its points count."""
    pieces = [x[i : i + size] for i in range(0, len(x), size)]
    return [(np.concatenate([piece, np.repeat(piece[:1], size - len(piece), axis=0)]), len(piece)) for piece in pieces]


def _within(box: Box, x: Floats) -> NDArray[np.bool_]:
    return (x[..., 0] >= box[0]) & (x[..., 0] <= box[1]) & (x[..., 1] >= box[2]) & (x[..., 1] <= box[3])


def _newton_step(jet: Floats, longest: float) -> Floats:
    """−|H|⁻¹g, at most `longest` long; |H| has the absolute eigenvalues of H, so that it goes down from saddles, too."""
    gx, gy, a, b, d = jet.T[1:]
    middle, half = (a + d) / 2, np.hypot((a - d) / 2, b)
    high, low = np.abs(middle + half), np.abs(middle - half)
    q = np.where(half > 0, (high - low) / (2 * half), 0)
    p = high - q * (middle + half) + 1e-12 * np.maximum(high, low) + 1e-9 * np.hypot(gx, gy) / longest
    a, b, d = p + q * a, q * b, p + q * d
    step = np.stack([b * gy - d * gx, b * gx - a * gy], axis=1) / (a * d - b * b)[:, None]
    return step * np.minimum(1, longest / np.hypot(*step.T))[:, None]


def _go_down(plot: _Plot, x: Floats, steps: int) -> Floats:
    """Newton's method with |H|; a step that would rise or leave the box is halved for the next time."""
    jet, share, idle = jets(plot.program, x), np.ones(len(x)), 0
    for _ in range(steps):
        trial = x + share[:, None] * _newton_step(jet, plot.diagonal / (48))
        there = jets(plot.program, trial)
        better = _within(plot.box, trial) & np.isfinite(there[:, 0]) & (there[:, 0] <= jet[:, 0])
        idle = 0 if (better & (np.hypot(*(trial - x).T) > 1e-12 * plot.diagonal)).any() else idle + 1
        if idle > 8:
            break
        x, jet = np.where(better[:, None], trial, x), np.where(better[:, None], there, jet)
        share = np.where(better, np.minimum(1, 2 * share), 0.4 * share)
    return x


def _feel_around(plot: _Plot, x: Floats, steps: int) -> Floats:
    """Without slopes, for kinks and saddles: look at two rings around each point, turned each time; go to the lowest place, or look nearer by."""
    loss, reach = losses(plot.program, x[:, None])[:, 0], np.full(len(x), 1e-3 * plot.diagonal)
    for i in range(steps):
        rays = _rays(i * 2.399963)
        near = x[:, None] + reach[:, None, None] * np.concatenate([rays, rays / 2])
        values = np.where(_within(plot.box, near), losses(plot.program, near), np.inf)
        values = np.where(np.isfinite(values), values, np.inf)
        best = np.argmin(values, axis=1)
        lower = values[np.arange(len(x)), best] < loss
        x, loss = np.where(lower[:, None], near[np.arange(len(x)), best], x), np.where(lower, values[np.arange(len(x)), best], loss)
        further = np.where(best < RAYS, np.minimum(2 * reach, plot.diagonal / (48)), reach)
        reach = np.where(lower, further, 0.6 * reach)
    return x


def _rays(turn: float = 0.0) -> Floats:
    angle = turn + 2 * np.pi / RAYS * np.arange(RAYS)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _lowest_on_circles(plot: _Plot, x: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Where the loss is lowest on circles around x (n, 2), and the loss there (n,). Looked for from the two lowest of 64 directions, down to the last
    digits of an angle: the floor of a kinked valley may be as narrow as that."""

    def around(angle: Floats) -> tuple[Floats, Floats]:
        lines = len(angle) // len(x)
        near = np.repeat(x, lines, axis=0)[:, None] + np.repeat(reach, lines)[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        values = np.where(_within(plot.box, near), losses(plot.program, near), np.inf)
        return near, np.where(np.isfinite(values), values, np.inf)

    angle = 2 * np.pi / 64 * np.arange(64)
    near, values = around(np.tile(angle.reshape(2, 32), (len(x), 1)))
    values = values.reshape(-1, 64)
    low = (values <= np.roll(values, 1, axis=1)) & (values <= np.roll(values, -1, axis=1))
    middle = angle[np.argsort(np.where(low, values, np.inf), axis=1)[:, :2]].reshape(-1)
    width = angle[1]
    while width * reach.max() > 1e-17 * plot.diagonal:
        near, values = around(middle[:, None] + np.linspace(-width, width, 2 * RAYS))
        best = np.argmin(values, axis=1)
        middle, width = middle + np.linspace(-width, width, 2 * RAYS)[best], width / 15
    lines = np.arange(len(best))
    points, values = near[lines, best].reshape(-1, 2, 2), values[lines, best].reshape(-1, 2)
    which, each = np.argmin(values, axis=1), np.arange(len(x))
    return points[each, which], values[each, which]


def _walk(plot: _Plot, x: Floats) -> Floats:
    """Down along the floors of kinked valleys, straight or bent, from circle to circle: twice as far after each step down, less far where no step leads
    down. Of those on one way the lowest goes on."""
    loss, reach, moved = losses(plot.program, x[:, None])[:, 0], np.full(len(x), 1e-3 * plot.diagonal), np.zeros(len(x), bool)
    for turn in range(40):
        active = np.flatnonzero(reach > 1e-10 * plot.diagonal)[: LOSSES // 2 if turn else None]
        if not len(active):
            break
        there, values = _lowest_on_circles(plot, x[active], reach[active])
        lower = values < loss[active] - 1e-15 * (plot.spread + np.abs(loss[active]))
        down = active[lower]
        x[down], loss[down], moved[down] = there[lower], values[lower], True
        reach[active] = np.where(lower, np.minimum(2 * reach[active], plot.diagonal / 32), reach[active] / 8)
        order = np.argsort(loss, kind="stable")
        x, loss, reach, moved = x[order], loss[order], reach[order], moved[order]
        apart = np.hypot(*(x[:, None] - x[None]).transpose(2, 0, 1)) <= 4 * reach[:, None]
        reach[np.flatnonzero(~moved)[LOSSES // 4 :]] = 0  # minima already: so many are looked at more closely
        alone = ~(moved & np.tril(apart, -1).any(axis=1))
        x, loss, reach, moved = x[alone], loss[alone], reach[alone], moved[alone]
    x, loss = x[arrived := ~moved | (reach < 1e-4 * plot.diagonal)], loss[arrived]  # the others are still on their way
    everywhere = plot._replace(box=(-math.inf, math.inf, -math.inf, math.inf))
    beyond = _lowest_on_circles(everywhere, x, np.full(len(x), 1e-3 * plot.diagonal))[1] if len(x) else loss
    return x[~_at_border(plot, x) | (beyond >= loss)]  # on the border it may fall on outside


def _settle(plot: _Plot, x: Floats) -> Floats:
    """Four small Newton steps, kept where they shorten the gradient and the loss stays, up to rounding: the last digits, which the loss cannot see.
    A coordinate that is 0 but for rounding becomes 0 where that is no higher."""
    for _ in range(4):
        jet = jets(plot.program, x)
        trial = x + _newton_step(jet, 1e-5 * plot.diagonal)
        there = jets(plot.program, trial)
        level = there[:, 0] <= jet[:, 0] + 1e-13 * (np.abs(jet[:, 0]) + plot.spread)
        better = _within(plot.box, trial) & level & (np.hypot(*there.T[1:3]) < np.hypot(*jet.T[1:3]))
        x = np.where(better[:, None], trial, x)
    axis = np.where(np.abs(x) < 1e-12 * plot.diagonal, 0.0, x)
    on_axis, here = (losses(plot.program, at[:, None]) for at in (axis, x))
    return np.where(np.isfinite(on_axis) & (on_axis <= here), axis, x)


def _apart(plot: _Plot, x: Floats) -> Floats:
    """One of each bunch of points that agree to a millionth of the diagonal: the lowest."""
    order = np.argsort(losses(plot.program, x[:, None])[:, 0], kind="stable")
    cells = np.round((x[order] - [plot.box[0], plot.box[2]]) / (1e-6 * plot.diagonal))
    return x[order[np.sort(np.unique(cells, axis=0, return_index=True)[1])]]


def _look_like_minima(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    """Nothing is lower on two rings around, inside the box or not, nor where Newton's method would go; and uphill the loss rises by less the nearer
    one is, as it does not beside a pole."""
    jet = jets(plot.program, x)
    loss, slope = jet[:, 0], np.hypot(*jet.T[1:3])
    uphill = np.where((slope > 0)[:, None], jet[:, 1:3] / slope[:, None], [0.8, 0.6])
    rings = x[:, None] + plot.diagonal * np.concatenate([1e-3 * _rays(), 1e-5 * _rays(0.2)])
    line = x[:, None] + plot.diagonal * np.array([1e-3, 1e-5, 1e-7])[:, None] * uphill[:, None]
    onward = (x + _newton_step(jet, 1e-3 * plot.diagonal))[:, None]
    *rises, beyond = losses(plot.program, np.concatenate([line, onward], axis=1)).T
    tolerance = _tolerance(plot, loss)
    lowest = np.minimum(losses(plot.program, rings).min(axis=1), np.where(np.isnan(beyond), np.inf, beyond)) >= loss - tolerance
    return np.isfinite(loss) & lowest & (rises[1] - rises[2] <= 0.5 * (rises[0] - rises[1]) + tolerance)


def _tolerance(plot: _Plot, loss: Floats) -> Floats:
    """How much lower is no lower."""
    return 1e-12 * plot.spread + 1e-15 * np.abs(loss)


def _are_smooth(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    """They look like minima, do not bend downwards, and Newton's method stays there."""
    jet = jets(plot.program, x)
    middle, half = (jet[:, 3] + jet[:, 5]) / 2, np.hypot((jet[:, 3] - jet[:, 5]) / 2, jet[:, 4])
    stays = ~(np.hypot(*_newton_step(jet, plot.diagonal).T) > 1e-6 * plot.diagonal) & (middle - half >= -1e-6 * (np.abs(middle) + half))
    return _look_like_minima(plot, x) & stays & np.isfinite(jet).all(axis=1)


def _judged(plot: _Plot, smooth: Floats, kinked: Floats, rough: Floats, met: tuple[float, float, float] | None) -> Found:
    """What to say of the ends: minima (n, 2), smooth and on kinks, and others that only may be lower. met: the lowest point of the map."""
    x = np.concatenate([smooth, kinked, rough])
    loss = losses(plot.program, x[:, None])[:, 0]
    order = np.argsort(loss, kind="stable")
    kind, x, loss = np.repeat([0, 1, 2], [len(smooth), len(kinked), len(rough)])[order], x[order], loss[order]
    seen = _lowest_met(plot, x, loss, met)
    tie = 1e-9 * plot.spread + 1e-14 * abs(seen[2])
    minimum = (kind == 0) | ((kind == 1) & _look_like_minima(plot, x))
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


def _lowest_met(plot: _Plot, x: Floats, loss: Floats, met: tuple[float, float, float] | None) -> tuple[float, float, float]:
    """The lowest of the ends x (n, 2), lowest first, and of the map; one inside the box where the loss falls there far below the map."""
    first = 0
    if met and (inside := np.flatnonzero(~_at_border(plot, x))).size and loss[inside[0]] < met[2] - 100 * plot.spread:
        first = int(inside[0])
    seen = (float(x[first, 0]), float(x[first, 1]), float(loss[first]))
    return met if met and met[2] < seen[2] else seen


def _room_of(plot: _Plot, x: Floats) -> float:
    """Up to which distance from a minimum x (2,) on a kink the loss rises, along the floor, by no more than one unit in the last place moves it."""
    sides = np.nextafter(x, x + np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]))
    values = losses(plot.program, sides[:, None])[:, 0]
    noise = np.ptp(values[np.isfinite(values)])
    reach = plot.diagonal * 10.0 ** -np.arange(2, 10)
    _, around = _lowest_on_circles(plot, np.repeat(x[None], len(reach), axis=0), reach)
    return float(max(reach[around <= losses(plot.program, x[None, None])[0, 0] + noise], default=0.0))


def _merged(plot: _Plot, x: Floats, loss: Floats, rough: NDArray[np.bool_], tie: float) -> list[int]:
    """Each minimum once, of x (n, 2), lowest first: the same are those within 1e-4 of the diagonal, or within 1e-2 if they are equally low or on a kink."""
    kept: list[int] = []
    for i in range(len(x)):
        apart = np.hypot(*(x[kept] - x[i]).T)
        if not (apart <= np.where(rough[i] | (np.abs(loss[kept] - loss[i]) <= tie), 1e-2, 1e-4) * plot.diagonal).any():
            kept.append(i)
    return kept


def _are_flat(plot: _Plot, x: Floats, loss: Floats, tie: float) -> NDArray[np.bool_]:
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


def _at_border(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    (x0, x1, y0, y1), edge = plot.box, 1e-3 * plot.diagonal
    return ~_within((x0 + edge, x1 - edge, y0 + edge, y1 - edge), x)


def _place(plot: _Plot, seen: tuple[float, float, float]) -> str:
    """Where the lowest value is, and what it means that this is no minimum."""
    x, y, value = seen
    why = (
        "on the border of the box, beyond which the surface may fall on"
        if _at_border(plot, np.array([x, y]))
        else "where the surface falls without a bottom, breaks off, bends in a kink or wiggles too finely for the search"
    )
    return f"the lowest value met, {number(value, 4)}, is at ({number(x, 4)}, {number(y, 4)}), {why}"
