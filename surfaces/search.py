"""The search for the minima of a formula over its box, about which nothing is known beforehand.

What is marked was found from 24 × 24 starts, and there may be more. A lowest point on the very edge of a hole (√x at 0) is not marked: nothing is known
beyond it. In a kinked valley whose walls are a hundred times as steep as its floor, the place is good to about a thousandth of the box, and where the
valley bends none may be found.
"""

import math
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.numerals import number
from surfaces.formula import Program
from surfaces.jets import value, with_curvatures

Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]
SIDE = 24  # starts along a side
DRAWN = 101  # points along a side of the map that is drawn
JETS, LOSSES = 576, 144  # so many at a time, always, so that nothing compiles anew
FLAT, MANY = 20, 200  # at most so many points of flat places, and so many single minima
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


def search(program: Program, box: Box) -> Found:
    """The minima of a formula in the box (x0, x1, y0, y1), in well under a second; the same every time."""
    met = _lowest_on_lattice(program, box)
    found = _search(program, box, met)
    values = [met[2]] if met else []
    with np.errstate(all="ignore"):
        return found._replace(reference=float(min([*values, *losses(program, found.lowest[:, None])[:, 0]], default=math.nan)))


def _search(program: Program, box: Box, met: tuple[float, float, float] | None) -> Found:
    """Lattice, descent, a look around each end, descent again, verdict. All numbers of steps are bounded."""
    with np.errstate(all="ignore"):
        x0, x1, y0, y1 = box
        middles = (np.arange(SIDE) + 0.5) / SIDE
        x = np.stack(np.meshgrid(x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles), axis=-1).reshape(-1, 2)
        first = losses(program, x[:, None])[:, 0]
        if not np.isfinite(first).any():
            return Found(NONE, NONE, met, "The formula has no finite value at any of the places that were tried in the box.")
        if met and (first == met[2]).all():
            return Found(NONE, NONE, met, f"The surface is level: {number(met[2], 4)} at all places that were tried in the box.")
        spread = float(np.subtract(*np.quantile(first[np.isfinite(first)], (0.75, 0.25))))
        plot = _Plot(program, box, math.hypot(x1 - x0, y1 - y0), spread)
        x = _apart(plot, _go_down(plot, x[np.isfinite(first)], 80))
        x = _apart(plot, _settle(plot, _go_down(plot, _feel_around(plot, x, 50), 30)))
        likely = _look_like_minima(plot, x)
        again = x[likely]
        for _ in range(2):  # on a kink a walk can end early; few are left, so these can go on
            again = _apart(plot, _slide(plot, _feel_around(plot, again, 30)))
        return _judged(plot, _apart(plot, np.concatenate([_settle(plot, again), x[~likely]])), met)


def _lowest_on_lattice(program: Program, box: Box) -> tuple[float, float, float] | None:
    """x, y and value of the lowest finite point among those that the map draws, or None."""
    x = np.stack(np.meshgrid(np.linspace(box[0], box[1], DRAWN), np.linspace(box[2], box[3], DRAWN)), axis=-1).reshape(-1, 2)
    rows = np.concatenate([x, np.repeat(x[-1:], -len(x) % (2 * RAYS), axis=0)]).reshape(-1, 2 * RAYS, 2)
    values = losses(program, rows).ravel()[: len(x)]
    values = np.where(np.isfinite(values), values, np.inf)
    best = int(np.argmin(values))
    return (float(x[best, 0]), float(x[best, 1]), float(values[best])) if np.isfinite(values[best]) else None


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
        trial = x + share[:, None] * _newton_step(jet, plot.diagonal / (2 * SIDE))
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
        further = np.where(best < RAYS, np.minimum(2 * reach, plot.diagonal / (2 * SIDE)), reach)
        reach = np.where(lower, further, 0.6 * reach)
    return x


def _rays(turn: float = 0.0) -> Floats:
    angle = turn + 2 * np.pi / RAYS * np.arange(RAYS)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _shortest_gradient(plot: _Plot, x: Floats) -> tuple[Floats, Floats]:
    """The shortest mean of the gradients at RAYS points around each of x (n, 2), which is 0 at a minimum, kink or not, and points along the floor of a
    valley whose walls meet in a kink (gradient sampling, Burke, Lewis & Overton 2005); and the length of the longest of them (n,)."""
    near = x[:, None] + 1e-6 * plot.diagonal * _rays()
    g = jets(plot.program, near.reshape(-1, 2))[:, 1:3].reshape(-1, RAYS, 2)
    first, second = np.triu_indices(RAYS, 1)
    a, b = g[:, first], g[:, second] - g[:, first]
    along = np.nan_to_num(-(a * b).sum(axis=2) / (b * b).sum(axis=2))
    nearest = a + np.clip(along, 0, 1)[..., None] * b  # to 0 on the line between each two
    shortest = nearest[np.arange(len(x)), np.argmin(np.hypot(*nearest.transpose(2, 0, 1)), axis=1)] if len(x) else x
    angles = np.sort(np.arctan2(g[..., 1], g[..., 0]), axis=1)
    gaps = np.diff(angles, axis=1, append=angles[:, :1] + 2 * np.pi)
    around = (gaps.max(axis=1, initial=0) < np.pi) | ~np.isfinite(shortest).all(axis=1)  # 0 lies among them; or beside a hole, where nothing is known
    return np.where(around[:, None], 0, shortest), np.hypot(*g.transpose(2, 0, 1)).max(axis=1, initial=0)


def _slide(plot: _Plot, x: Floats, steps: int = 25) -> Floats:
    """Down along the floors of kinked valleys, with any length of step that gets lowest."""
    lengths = plot.diagonal / (2 * SIDE) * 0.5 ** np.arange(2 * RAYS)
    x, moving = x.copy(), np.arange(len(x))
    for _ in range(steps):
        here = x[moving]
        floor, _ = _shortest_gradient(plot, here)
        ahead = here[:, None] - lengths[:, None] * (floor / np.hypot(*floor.T)[:, None])[:, None]
        values = np.where(_within(plot.box, ahead), losses(plot.program, ahead), np.inf)
        values = np.where(np.isfinite(values), values, np.inf)
        best = np.argmin(values, axis=1)
        lower = values[np.arange(len(here)), best] < losses(plot.program, here[:, None])[:, 0]
        moving = moving[lower]
        if not len(moving):
            break
        x[moving] = ahead[np.arange(len(here)), best][lower]
    return x


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


def _are_minima(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    """They look like minima, and some mean of the gradients around is 0: they do not lie on the sloping floor of a kinked valley."""
    floor, steepest = _shortest_gradient(plot, x)
    slope, tolerance = np.hypot(*floor.T), _tolerance(plot, losses(plot.program, x[:, None])[:, 0])
    return _look_like_minima(plot, x) & ((slope <= 1e-4 * steepest) | (slope * 1e-3 * plot.diagonal <= tolerance))


def _judged(plot: _Plot, x: Floats, met: tuple[float, float, float] | None) -> Found:
    """Which of the ends x (n, 2), lowest first, are minima, and what to say of them. met: the lowest point on the map."""
    loss = losses(plot.program, x[:, None])[:, 0]
    seen = (float(x[0, 0]), float(x[0, 1]), float(loss[0]))
    tie = 1e-9 * plot.spread + 1e-14 * abs(seen[2])
    seen = met if met and met[2] < seen[2] else seen
    minimum = _are_minima(plot, x)
    kept = _merged(plot, x[minimum], loss[minimum], tie)
    x, loss = x[minimum][kept], loss[minimum][kept]
    if not len(x):
        return Found(NONE, NONE, seen, f"No minimum was found inside the box: {_place(plot.box, seen)}.")
    low, flat = loss <= loss[0] + tie, _are_flat(plot, x, loss, tie)
    lowest, others = (_thinned(x[kind], flat[kind]) for kind in (low, ~low))
    single = f"{len(lowest)} {'minimum' if len(lowest) == 1 else 'equally low minima'} and {len(others)} higher found"
    what = f"a flat place of minima was found, {len(lowest)} points of it are marked" if flat[low].any() else single
    deeper = f" But {_place(plot.box, seen)}." if seen[2] < loss[0] - tie else ""
    return Found(lowest, others, seen, f"Searched from {SIDE * SIDE} starts, there may be more: {what}.{deeper}")


def _merged(plot: _Plot, x: Floats, loss: Floats, tie: float) -> list[int]:
    """Each minimum once, of x (n, 2), lowest first: the same are those within 1e-4 of the diagonal, or within 1e-2 if they are equally low."""
    kept: list[int] = []
    for i in range(len(x)):
        apart = np.hypot(*(x[kept] - x[i]).T)
        if not (apart <= np.where(np.abs(loss[kept] - loss[i]) <= tie, 1e-2, 1e-4) * plot.diagonal).any():
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


def _place(box: Box, seen: tuple[float, float, float]) -> str:
    """Where the lowest value is, and what it means that this is no minimum."""
    x, y, value = seen
    at_border = min(x - box[0], box[1] - x, y - box[2], box[3] - y) <= 1e-3 * math.hypot(box[1] - box[0], box[3] - box[2])
    why = (
        "on the border of the box, beyond which the surface may fall on"
        if at_border
        else "where the surface falls without a bottom, breaks off, bends in a kink or wiggles too finely for the search"
    )
    return f"the lowest value met, {number(value, 4)}, is at ({number(x, 4)}, {number(y, 4)}), {why}"
