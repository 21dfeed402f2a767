"""Ways down a formula's surface, for many points at once: Newton's method, a look around without slopes,
walks along kinked floors."""

import math

import numpy as np
from numpy.typing import NDArray

from surfaces.lattice import LINE, LOSSES, Floats, Plot, are_at_border, is_within, jets, losses

RAYS = 16
ACROSS: Floats = np.linspace(-1, 1, LINE)
PACE = 1 / 48  # the longest step, as a share of the diagonal


def _newton_step(jet: Floats, longest: float) -> Floats:
    """−|H|⁻¹g, at most `longest` long; |H| has the absolute eigenvalues of H, so that it goes down from
    saddles, too."""
    gx, gy, a, b, d = jet.T[1:]
    middle, half = (a + d) / 2, np.hypot((a - d) / 2, b)
    high, low = np.abs(middle + half), np.abs(middle - half)
    q = np.where(half > 0, (high - low) / (2 * half), 0)
    p = high - q * (middle + half) + 1e-12 * np.maximum(high, low) + 1e-9 * np.hypot(gx, gy) / longest
    a, b, d = p + q * a, q * b, p + q * d
    step = np.stack([b * gy - d * gx, b * gx - a * gy], axis=1) / (a * d - b * b)[:, None]
    return step * np.minimum(1, longest / np.hypot(*step.T))[:, None]


def go_down(plot: Plot, x: Floats, steps: int) -> Floats:
    """Newton's method with |H|; a step that would rise or leave the box is halved for the next time."""
    jet, share, idle = jets(plot.program, x), np.ones(len(x)), 0
    for _ in range(steps):
        trial = x + share[:, None] * _newton_step(jet, PACE * plot.diagonal)
        there = jets(plot.program, trial)
        better = is_within(plot.box, trial) & np.isfinite(there[:, 0]) & (there[:, 0] <= jet[:, 0])
        idle = 0 if (better & (np.hypot(*(trial - x).T) > 1e-12 * plot.diagonal)).any() else idle + 1
        if idle > 8:
            break
        x, jet = np.where(better[:, None], trial, x), np.where(better[:, None], there, jet)
        share = np.where(better, np.minimum(1, 2 * share), 0.4 * share)
    return x


def feel_around(plot: Plot, x: Floats, steps: int) -> Floats:
    """Without slopes, for kinks and saddles: look at two rings around each point, turned each time; go to the
    lowest place, or look nearer by."""
    loss, reach = losses(plot.program, x[:, None])[:, 0], np.full(len(x), 1e-3 * plot.diagonal)
    for i in range(steps):
        rays = _rays(i * 2.399963)
        near = x[:, None] + reach[:, None, None] * np.concatenate([rays, rays / 2])
        values = np.where(is_within(plot.box, near), losses(plot.program, near), np.inf)
        values = np.where(np.isfinite(values), values, np.inf)
        best = np.argmin(values, axis=1)
        lower = values[np.arange(len(x)), best] < loss
        x, loss = (
            np.where(lower[:, None], near[np.arange(len(x)), best], x),
            np.where(lower, values[np.arange(len(x)), best], loss),
        )
        further = np.where(best < RAYS, np.minimum(2 * reach, PACE * plot.diagonal), reach)
        reach = np.where(lower, further, 0.6 * reach)
    return x


def _rays(turn: float = 0.0) -> Floats:
    angle = turn + 2 * np.pi / RAYS * np.arange(RAYS)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def lowest_on_circles(plot: Plot, x: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Where the loss is lowest on circles around x (n, 2), and the loss there (n,). Looked for from the two
    lowest of 64 directions, down to the last digits of an angle: the floor of a kinked valley may be as
    narrow as that."""

    def around(angle: Floats) -> tuple[Floats, Floats]:
        lines = len(angle) // len(x)
        near = np.repeat(x, lines, axis=0)[:, None] + np.repeat(reach, lines)[:, None, None] * np.stack(
            [np.cos(angle), np.sin(angle)], axis=-1
        )
        values = np.where(is_within(plot.box, near), losses(plot.program, near), np.inf)
        return near, np.where(np.isfinite(values), values, np.inf)

    angle = 2 * np.pi / 64 * np.arange(64)
    near, values = around(np.tile(angle.reshape(2, 32), (len(x), 1)))
    values = values.reshape(-1, 64)
    low = (values <= np.roll(values, 1, axis=1)) & (values <= np.roll(values, -1, axis=1))
    middle = angle[np.argsort(np.where(low, values, np.inf), axis=1)[:, :2]].reshape(-1)
    width = angle[1]
    while width * reach.max() > 1e-17 * plot.diagonal:
        near, values = around(middle[:, None] + width * ACROSS)
        best = np.argmin(values, axis=1)
        middle, width = middle + width * ACROSS[best], width / 15
    lines = np.arange(len(best))
    points, values = near[lines, best].reshape(-1, 2, 2), values[lines, best].reshape(-1, 2)
    which, each = np.argmin(values, axis=1), np.arange(len(x))
    return points[each, which], values[each, which]


def walk(plot: Plot, x: Floats) -> Floats:
    """Down along the floors of kinked valleys, straight or bent, from circle to circle: twice as far after
    each step down, less far where no step leads down. Of those on one way the lowest goes on."""
    loss, reach, moved = (
        losses(plot.program, x[:, None])[:, 0],
        np.full(len(x), 1e-3 * plot.diagonal),
        np.zeros(len(x), bool),
    )
    for turn in range(40):
        active = np.flatnonzero(reach > 1e-10 * plot.diagonal)[: LOSSES // 2 if turn else None]
        if not len(active):
            break
        there, values = lowest_on_circles(plot, x[active], reach[active])
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
    # the others are still on their way
    x, loss = (x[arrived := ~moved | (reach < 1e-4 * plot.diagonal)], loss[arrived])
    everywhere = plot._replace(box=(-math.inf, math.inf, -math.inf, math.inf))
    beyond = lowest_on_circles(everywhere, x, np.full(len(x), 1e-3 * plot.diagonal))[1] if len(x) else loss
    return x[~are_at_border(plot, x) | (beyond >= loss)]  # on the border it may fall on outside


def settle(plot: Plot, x: Floats) -> Floats:
    """Four small Newton steps, kept where they shorten the gradient and the loss stays, up to rounding: the
    last digits, which the loss cannot see. A coordinate that is 0 but for rounding becomes 0 where that is no
    higher."""
    for _ in range(4):
        jet = jets(plot.program, x)
        trial = x + _newton_step(jet, 1e-5 * plot.diagonal)
        there = jets(plot.program, trial)
        level = there[:, 0] <= jet[:, 0] + 1e-13 * (np.abs(jet[:, 0]) + plot.spread)
        better = is_within(plot.box, trial) & level & (np.hypot(*there.T[1:3]) < np.hypot(*jet.T[1:3]))
        x = np.where(better[:, None], trial, x)
    axis = np.where(np.abs(x) < 1e-12 * plot.diagonal, 0.0, x)
    on_axis, here = (losses(plot.program, at[:, None]) for at in (axis, x))
    return np.where(np.isfinite(on_axis) & (on_axis <= here), axis, x)


def apart(plot: Plot, x: Floats) -> Floats:
    """One of each bunch of points that agree to a millionth of the diagonal: the lowest."""
    order = np.argsort(losses(plot.program, x[:, None])[:, 0], kind="stable")
    cells = np.round((x[order] - [plot.box[0], plot.box[2]]) / (1e-6 * plot.diagonal))
    return x[order[np.sort(np.unique(cells, axis=0, return_index=True)[1])]]


def look_like_minima(plot: Plot, x: Floats) -> NDArray[np.bool_]:
    """Nothing is lower on two rings around, inside the box or not, nor where Newton's method would go; and
    they are not beside a pole."""
    jet = jets(plot.program, x)
    loss = jet[:, 0]
    rings = x[:, None] + plot.diagonal * np.concatenate([1e-3 * _rays(), 1e-5 * _rays(0.2)])
    beyond = losses(plot.program, (x + _newton_step(jet, 1e-3 * plot.diagonal))[:, None])[:, 0]
    lowest = np.minimum(
        losses(plot.program, rings).min(axis=1), np.where(np.isnan(beyond), np.inf, beyond)
    ) >= loss - tolerance(plot, loss)
    return np.isfinite(loss) & lowest & ~are_beside_poles(plot, x)


def are_beside_poles(plot: Plot, x: Floats) -> NDArray[np.bool_]:
    """Uphill the loss does not rise by less the nearer one is: it falls without a bottom there, as it does
    beside −1/r and log(r)."""
    jet = jets(plot.program, x)
    slope = np.hypot(*jet.T[1:3])
    uphill = np.where((slope > 0)[:, None], jet[:, 1:3] / slope[:, None], [0.8, 0.6])
    rises = losses(
        plot.program, x[:, None] + plot.diagonal * np.array([1e-3, 1e-5, 1e-7])[:, None] * uphill[:, None]
    ).T
    return ~(rises[1] - rises[2] <= 0.5 * (rises[0] - rises[1]) + tolerance(plot, rises[0]))


def tolerance(plot: Plot, loss: Floats) -> Floats:
    """How much lower is no lower."""
    return 1e-12 * plot.spread + 1e-15 * np.abs(loss)


def are_smooth(plot: Plot, x: Floats) -> NDArray[np.bool_]:
    """They look like minima, do not bend downwards, and Newton's method stays there."""
    jet = jets(plot.program, x)
    middle, half = (jet[:, 3] + jet[:, 5]) / 2, np.hypot((jet[:, 3] - jet[:, 5]) / 2, jet[:, 4])
    stays = ~(np.hypot(*_newton_step(jet, plot.diagonal).T) > 1e-6 * plot.diagonal) & (
        middle - half >= -1e-6 * (np.abs(middle) + half)
    )
    return look_like_minima(plot, x) & stays & np.isfinite(jet).all(axis=1)


def noise(plot: Plot, x: Floats) -> Floats:
    """By how much one unit in the last place of x (n, 2) moves the loss: (n,)."""
    sides = np.nextafter(x[:, None], x[:, None] + np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]))
    values = losses(plot.program, sides)
    return np.asarray(
        np.where(np.isfinite(values), values, -np.inf).max(axis=1)
        - np.where(np.isfinite(values), values, np.inf).min(axis=1)
    )


def are_level(plot: Plot, x: Floats, loss: Floats, rough: NDArray[np.bool_], tie: float) -> NDArray[np.bool_]:
    """From which minima x (n, 2) a level way leads on towards another, straight or bent: on the circle at a
    quarter of the way to the nearest one that is as low (from one on a kink, as low or lower) some place is
    no higher, up to rounding. All ways cross that circle, so that elsewhere there is a wall around. A minimum
    that bends upwards in all directions has one without being looked at: a point of a level way does not."""
    jet = jets(plot.program, x)
    middle, half = (jet[:, 3] + jet[:, 5]) / 2, np.hypot((jet[:, 3] - jet[:, 5]) / 2, jet[:, 4])
    rise = loss[None] - loss[:, None]
    away = np.hypot(*(x[:, None] - x[None]).transpose(2, 0, 1))
    away[(away <= 1e-4 * plot.diagonal) | ~((rise <= tie) & (rough[:, None] | (rise >= -tie)))] = np.inf
    nearest = away.min(axis=1, initial=np.inf)
    asked = np.flatnonzero(np.isfinite(nearest) & (rough | ~(middle - half > 1e-6 * np.abs(middle + half))))
    level = np.zeros(len(x), bool)
    if len(asked):
        _, around = lowest_on_circles(plot, x[asked], nearest[asked] / 4)
        level[asked] = around <= loss[asked] + tie + noise(plot, x[asked])
    return level
