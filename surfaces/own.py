"""A surface from a formula that somebody typed: data for one interpreter that is compiled once.

Value, gradient and Hessian come from second-order Taylor arithmetic, forward mode (Griewank & Walther 2008, ch. 13): a register holds value, slopes
(∂x, ∂y) and curvatures (∂xx, ∂xy, ∂yy); an instruction makes one register of two. As many rows are carried as are asked for: 1, 3 or 6.

Minima are searched for, not known: what is marked was found from 24 × 24 starts, and there may be more. On a kink (|u|, min, max, r) the slope is the
mean of both sides, as in `surfaces.valleys`; where a formula has no real value it is nan or inf, as it is.
A lowest point on the very edge of such a hole (√x at 0) is not marked: nothing is known beyond it. In a kinked valley whose walls are a hundred times as
steep as its floor, the place is good to about a thousandth of the box, and where the valley bends none may be found.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple, Self

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_batching import custom_vmap
from numpy.typing import NDArray

from dl_core.params import Source
from surfaces.base import Surface
from surfaces.formula import FREE, OPS, REGISTERS, Program, Refused, X, Y, compiled, degree, fold, latex, parse

Jet = jax.Array  # (rows, …): value, ∂x, ∂y, ∂xx, ∂xy, ∂yy, or the first one or three of them
Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]


def _jet(value: jax.Array, slopes: Callable[[], Any], curvatures: Callable[[], Any], rows: int) -> Jet:
    return jnp.stack([value, *(slopes() if rows > 1 else ()), *(curvatures() if rows > 3 else ())])


def _through(a: Jet, value: jax.Array, slope: jax.Array, curvature: jax.Array) -> Jet:
    """Chain rule: f(a), given f, f′ and f″ at a's value."""
    return _jet(
        value,
        lambda: (slope * a[1], slope * a[2]),
        lambda: (slope * a[3] + curvature * a[1] * a[1], slope * a[4] + curvature * a[1] * a[2], slope * a[5] + curvature * a[2] * a[2]),
        len(a),
    )


def _mul(a: Jet, b: Jet) -> Jet:
    return _jet(
        a[0] * b[0],
        lambda: (a[0] * b[1] + b[0] * a[1], a[0] * b[2] + b[0] * a[2]),
        lambda: (
            a[0] * b[3] + b[0] * a[3] + 2 * a[1] * b[1],
            a[0] * b[4] + b[0] * a[4] + a[1] * b[2] + a[2] * b[1],
            a[0] * b[5] + b[0] * a[5] + 2 * a[2] * b[2],
        ),
        len(a),
    )


def _div(a: Jet, b: Jet) -> Jet:
    q = a[0] / b[0]
    p = [(a[i] - q * b[i]) / b[0] for i in (1, 2)] if len(a) > 1 else []
    return _jet(
        q,
        lambda: p,
        lambda: (
            (a[3] - q * b[3] - 2 * p[0] * b[1]) / b[0],
            (a[4] - q * b[4] - p[0] * b[2] - p[1] * b[1]) / b[0],
            (a[5] - q * b[5] - 2 * p[1] * b[2]) / b[0],
        ),
        len(a),
    )


def _least(a: Jet, b: Jet) -> Jet:
    return jnp.where(a[0] < b[0], a, jnp.where(b[0] < a[0], b, 0.5 * a + 0.5 * b))


def _under(a: Jet, c: jax.Array) -> Jet:
    q = c / a[0]
    return _through(a, q, -q / a[0], 2 * q / (a[0] * a[0]))


def _power(a: Jet, c: jax.Array) -> Jet:
    """aⁿ for whole n ≥ 2, by squaring."""
    rest, square, low = c.astype(jnp.int32) - 2, a[0], jnp.ones_like(a[0])
    for bit in (1, 2, 4, 8):
        low, square = jnp.where(rest & bit, low * square, low), square * square
    return _through(a, low * a[0] * a[0], c * low * a[0], c * (c - 1) * low)


def _root(a: Jet, c: jax.Array) -> Jet:
    return _through(a, a[0] ** c, c * a[0] ** (c - 1), c * (c - 1) * a[0] ** (c - 2))


def _radius(a: Jet, b: Jet) -> Jet:
    """r = √(x² + y²); its slopes and curvatures are taken as 0 at its tip, as Ackley's in `surfaces.many_minima`."""
    square = _mul(a, a) + _mul(b, b)
    tip = square[0] == 0
    return jnp.where(tip, 0.0, _sqrt(jnp.where(tip, 1.0, square)))


def _sqrt(a: Jet) -> Jet:
    s = jnp.sqrt(a[0])
    return _through(a, s, 0.5 / s, -0.25 / (s * a[0]))


def _tan(a: Jet) -> Jet:
    t = jnp.tan(a[0])
    return _through(a, t, 1 + t * t, 2 * t * (1 + t * t))


def _atan(a: Jet) -> Jet:
    slope = 1 / (1 + a[0] * a[0])
    return _through(a, jnp.arctan(a[0]), slope, -2 * a[0] * slope * slope)


def _tanh(a: Jet) -> Jet:
    t = jnp.tanh(a[0])
    return _through(a, t, 1 - t * t, -2 * t * (1 - t * t))


def _exp(a: Jet) -> Jet:
    e = jnp.exp(a[0])
    return _through(a, e, e, e)


_DO: dict[str, Callable[[Jet, Jet, jax.Array], Jet]] = {
    "number": lambda a, b, c: jnp.zeros_like(a).at[0].set(c),
    "add": lambda a, b, c: a + b,
    "sub": lambda a, b, c: a - b,
    "mul": lambda a, b, c: _mul(a, b),
    "div": lambda a, b, c: _div(a, b),
    "shift": lambda a, b, c: a.at[0].add(c),
    "scale": lambda a, b, c: a * c,
    "over": lambda a, b, c: a / c,
    "minus": lambda a, b, c: (-a).at[0].add(c),
    "under": lambda a, b, c: _under(a, c),
    "power": lambda a, b, c: _power(a, c),
    "root": lambda a, b, c: _root(a, c),
    "r": lambda a, b, c: _radius(a, b),
    "r2": lambda a, b, c: _mul(a, a) + _mul(b, b),
    "sin": lambda a, b, c: _through(a, jnp.sin(a[0]), jnp.cos(a[0]), -jnp.sin(a[0])),
    "cos": lambda a, b, c: _through(a, jnp.cos(a[0]), -jnp.sin(a[0]), -jnp.cos(a[0])),
    "tan": lambda a, b, c: _tan(a),
    "atan": lambda a, b, c: _atan(a),
    "sinh": lambda a, b, c: _through(a, jnp.sinh(a[0]), jnp.cosh(a[0]), jnp.sinh(a[0])),
    "cosh": lambda a, b, c: _through(a, jnp.cosh(a[0]), jnp.sinh(a[0]), jnp.cosh(a[0])),
    "tanh": lambda a, b, c: _tanh(a),
    "exp": lambda a, b, c: _exp(a),
    "log": lambda a, b, c: _through(a, jnp.log(a[0]), 1 / a[0], -1 / (a[0] * a[0])),
    "sqrt": lambda a, b, c: _sqrt(a),
    "abs": lambda a, b, c: a * jnp.sign(a[0]),
    "min": lambda a, b, c: _least(a, b),
    "max": lambda a, b, c: -_least(-a, -b),
}
_BRANCHES = [_DO[name] for name in OPS]


def _interpret(rows: int, program: Program, x: jax.Array) -> jax.Array:
    """The jet of the formula at points x (…, 2): (…, rows). Points lie along the registers, so that each operation is one pass over them."""
    lead, dtype = x.shape[:-1], x.dtype
    constants = program.constant.astype(dtype)
    registers = jnp.zeros((REGISTERS, rows, *lead), dtype).at[X, 0].set(x[..., 0]).at[Y, 0].set(x[..., 1])
    if rows > 1:
        registers = registers.at[X, 1].set(1).at[Y, 2].set(1)

    def step(i: jax.Array, registers: jax.Array) -> jax.Array:
        a, b = registers[program.left[i]], registers[program.right[i]]
        return registers.at[program.target[i]].set(jax.lax.switch(program.op[i], _BRANCHES, a, b, constants[i]))

    return jnp.moveaxis(jax.lax.fori_loop(0, program.count, step, registers)[FREE], 0, -1)


def _interpreter(rows: int) -> Callable[[Program, jax.Array], jax.Array]:
    """Jitted for itself, so that it is traced once and not once for each rule. Mapped over points it stays one loop with a real branch."""
    run = custom_vmap(partial(_interpret, rows))

    @run.def_vmap
    def over_points(size: int, batched: Any, program: Program, x: jax.Array) -> tuple[jax.Array, bool]:
        if not any(batched[0]):
            return run(program, x), True
        every = (jnp.broadcast_to(leaf, (size, *leaf.shape)) if not is_batched else leaf for leaf, is_batched in zip(program, batched[0], strict=True))
        points = x if batched[1] else jnp.broadcast_to(x, (size, *x.shape))
        return jax.lax.map(lambda pair: run(*pair), (Program(*every), points)), True

    return jax.jit(run)


_value, _with_slopes, _with_curvatures = _interpreter(1), _interpreter(3), _interpreter(6)


def start_in(box: Box) -> tuple[float, float]:
    """Where a race begins unless told: one fifth into the box, from the left and from above."""
    x0, x1, y0, y1 = box
    return round(0.8 * x0 + 0.2 * x1, 9), round(0.2 * y0 + 0.8 * y1, 9)


@dataclass(frozen=True)
class Own(Surface):
    """The surface of a formula over a box. As a tree it is its program alone: in a jitted function its words are empty, and no formula compiles anything.

    Equal if text, window and start are. minima() and local_minima() are found, once, in well under a second; `found` has more to say.
    """

    program: Program = field(repr=False, compare=False)
    text: str = ""
    formula: str = field(default="", repr=False, compare=False)  # type: ignore[misc]  # here these belong to the value, not to the class
    window: Box = (-5.0, 5.0, -5.0, 5.0)  # type: ignore[misc]
    start: tuple[float, float] = (-4.0, 3.0)  # type: ignore[misc]
    quadratic: bool = field(default=False, repr=False, compare=False)  # type: ignore[misc]

    label = "Your own"
    source = Source("typed on this page", 2026)
    about = "Typed by hand: nothing is known of it beforehand, its minima are searched for."
    forwards = True  # its derivatives come from forward mode as they are: nothing needs to differentiate it

    @classmethod
    def read(cls, text: str, window: Box = (-5.0, 5.0, -5.0, 5.0), start: tuple[float, float] | None = None) -> Self:
        """The surface of a stranger's formula. Raises Refused, with one sentence; start: one fifth into the box unless given."""
        x0, x1, y0, y1 = window
        if not all(math.isfinite(side) for side in window) or x0 >= x1 or y0 >= y1:
            raise Refused(f"The box {window} is none: give finite numbers x0 < x1 and y0 < y1.")
        tree = parse(text)
        program = compiled(tree)
        begin = start_in(window) if start is None else start
        return cls(program, text.strip(" "), latex(tree), window, begin, degree(fold(tree)) <= 2 and _is_bowl(program))

    def __call__(self, x: jax.Array) -> jax.Array:
        return _value(self.program, x)[..., 0]

    def value_and_grad(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Loss () and gradient (2,) at x (2,)."""
        jet = _with_slopes(self.program, x)
        return jet[..., 0], jet[..., 1:]

    def hessian(self, x: jax.Array) -> jax.Array:
        """Hessian (2, 2) at x (2,)."""
        jet = _with_curvatures(self.program, x)
        return jnp.stack([jet[..., 3:5], jet[..., 4:6]], axis=-1)

    @property
    def found(self) -> "Found":
        """What the search for minima found."""
        return _found(self)

    def minima(self) -> Floats:
        return self.found.lowest.copy()

    def local_minima(self) -> Floats:
        return self.found.others.copy()

    @property
    def reference(self) -> float:
        """What gaps are counted from, as `Found` has it."""
        return self.found.reference


jax.tree_util.register_pytree_with_keys(
    Own, lambda own: (((jax.tree_util.GetAttrKey("program"), own.program),), Own), lambda cls, children: cls(*children), lambda own: ((own.program,), Own)
)


def _is_bowl(program: Program) -> bool:
    """Of a polynomial of degree 2 at most: it curves upwards somewhere and downwards nowhere, so that bounds of stability hold."""
    a, b, d = _jets(program, np.zeros((1, 2)))[0, 3:]
    low, high = np.linalg.eigvalsh([[a, b], [b, d]])
    return bool(high > 0 and low >= -1e-12 * high)


# --- the search for minima -----------------------------------------------------------------------------------------------------------------

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


@lru_cache(maxsize=64)
def _found(own: Own) -> Found:
    met = _lowest_on_lattice(own.program, own.window)
    found = _search(own, met)
    values = [met[2]] if met else []
    with np.errstate(all="ignore"):
        return found._replace(reference=float(min([*values, *_losses(own.program, found.lowest[:, None])[:, 0]], default=math.nan)))


def _search(own: Own, met: tuple[float, float, float] | None) -> Found:
    """Lattice, descent, a look around each end, descent again, verdict. All numbers of steps are bounded."""
    with np.errstate(all="ignore"):
        x0, x1, y0, y1 = own.window
        middles = (np.arange(SIDE) + 0.5) / SIDE
        x = np.stack(np.meshgrid(x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles), axis=-1).reshape(-1, 2)
        first = _losses(own.program, x[:, None])[:, 0]
        if not np.isfinite(first).any():
            return Found(NONE, NONE, met, "The formula has no finite value at any of the places that were tried in the box.")
        spread = float(np.subtract(*np.quantile(first[np.isfinite(first)], (0.75, 0.25))))
        plot = _Plot(own.program, own.window, math.hypot(x1 - x0, y1 - y0), spread)
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
    values = _losses(program, rows).ravel()[: len(x)]
    values = np.where(np.isfinite(values), values, np.inf)
    best = int(np.argmin(values))
    return (float(x[best, 0]), float(x[best, 1]), float(values[best])) if np.isfinite(values[best]) else None


def _jets(program: Program, x: Floats) -> Floats:
    """The jets (n, 6) at points x (n, 2), in pieces of one size."""
    if not len(x):
        return np.empty((0, 6))
    return np.concatenate([np.asarray(_with_curvatures(program, jnp.asarray(piece)))[:count] for piece, count in _pieces(x, JETS)])


def _losses(program: Program, x: Floats) -> Floats:
    """The losses (n, m) at points x (n, m, 2), m at most 2·RAYS; nan becomes inf."""
    rays = x.shape[1]
    if not len(x):
        return np.empty((0, rays))
    full = np.concatenate([x, np.repeat(x[:, :1], 2 * RAYS - rays, axis=1)], axis=1)
    found = np.concatenate([np.asarray(_value(program, jnp.asarray(piece)))[:count, :rays, 0] for piece, count in _pieces(full, LOSSES)])
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
    jet, share, idle = _jets(plot.program, x), np.ones(len(x)), 0
    for _ in range(steps):
        trial = x + share[:, None] * _newton_step(jet, plot.diagonal / (2 * SIDE))
        there = _jets(plot.program, trial)
        better = _within(plot.box, trial) & np.isfinite(there[:, 0]) & (there[:, 0] <= jet[:, 0])
        idle = 0 if (better & (np.hypot(*(trial - x).T) > 1e-12 * plot.diagonal)).any() else idle + 1
        if idle > 8:
            break
        x, jet = np.where(better[:, None], trial, x), np.where(better[:, None], there, jet)
        share = np.where(better, np.minimum(1, 2 * share), 0.4 * share)
    return x


def _feel_around(plot: _Plot, x: Floats, steps: int) -> Floats:
    """Without slopes, for kinks and saddles: look at two rings around each point, turned each time; go to the lowest place, or look nearer by."""
    loss, reach = _losses(plot.program, x[:, None])[:, 0], np.full(len(x), 1e-3 * plot.diagonal)
    for i in range(steps):
        rays = _rays(i * 2.399963)
        near = x[:, None] + reach[:, None, None] * np.concatenate([rays, rays / 2])
        values = np.where(_within(plot.box, near), _losses(plot.program, near), np.inf)
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
    g = _jets(plot.program, near.reshape(-1, 2))[:, 1:3].reshape(-1, RAYS, 2)
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
        values = np.where(_within(plot.box, ahead), _losses(plot.program, ahead), np.inf)
        values = np.where(np.isfinite(values), values, np.inf)
        best = np.argmin(values, axis=1)
        lower = values[np.arange(len(here)), best] < _losses(plot.program, here[:, None])[:, 0]
        moving = moving[lower]
        if not len(moving):
            break
        x[moving] = ahead[np.arange(len(here)), best][lower]
    return x


def _settle(plot: _Plot, x: Floats) -> Floats:
    """Four small Newton steps, kept where they shorten the gradient and the loss stays, up to rounding: the last digits, which the loss cannot see.
    A coordinate that is 0 but for rounding becomes 0 where that is no higher."""
    for _ in range(4):
        jet = _jets(plot.program, x)
        trial = x + _newton_step(jet, 1e-5 * plot.diagonal)
        there = _jets(plot.program, trial)
        level = there[:, 0] <= jet[:, 0] + 1e-13 * (np.abs(jet[:, 0]) + plot.spread)
        better = _within(plot.box, trial) & level & (np.hypot(*there.T[1:3]) < np.hypot(*jet.T[1:3]))
        x = np.where(better[:, None], trial, x)
    axis = np.where(np.abs(x) < 1e-12 * plot.diagonal, 0.0, x)
    on_axis, here = (_losses(plot.program, at[:, None]) for at in (axis, x))
    return np.where(np.isfinite(on_axis) & (on_axis <= here), axis, x)


def _apart(plot: _Plot, x: Floats) -> Floats:
    """One of each bunch of points that agree to a millionth of the diagonal: the lowest."""
    order = np.argsort(_losses(plot.program, x[:, None])[:, 0], kind="stable")
    cells = np.round((x[order] - [plot.box[0], plot.box[2]]) / (1e-6 * plot.diagonal))
    return x[order[np.sort(np.unique(cells, axis=0, return_index=True)[1])]]


def _look_like_minima(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    """Nothing is lower on two rings around, inside the box or not, nor where Newton's method would go; and uphill the loss rises by less the nearer
    one is, as it does not beside a pole."""
    jet = _jets(plot.program, x)
    loss, slope = jet[:, 0], np.hypot(*jet.T[1:3])
    uphill = np.where((slope > 0)[:, None], jet[:, 1:3] / slope[:, None], [0.8, 0.6])
    rings = x[:, None] + plot.diagonal * np.concatenate([1e-3 * _rays(), 1e-5 * _rays(0.2)])
    line = x[:, None] + plot.diagonal * np.array([1e-3, 1e-5, 1e-7])[:, None] * uphill[:, None]
    onward = (x + _newton_step(jet, 1e-3 * plot.diagonal))[:, None]
    *rises, beyond = _losses(plot.program, np.concatenate([line, onward], axis=1)).T
    tolerance = _tolerance(plot, loss)
    lowest = np.minimum(_losses(plot.program, rings).min(axis=1), np.where(np.isnan(beyond), np.inf, beyond)) >= loss - tolerance
    return np.isfinite(loss) & lowest & (rises[1] - rises[2] <= 0.5 * (rises[0] - rises[1]) + tolerance)


def _tolerance(plot: _Plot, loss: Floats) -> Floats:
    """How much lower is no lower."""
    return 1e-12 * plot.spread + 1e-15 * np.abs(loss)


def _are_minima(plot: _Plot, x: Floats) -> NDArray[np.bool_]:
    """They look like minima, and some mean of the gradients around is 0: they do not lie on the sloping floor of a kinked valley."""
    floor, steepest = _shortest_gradient(plot, x)
    slope, tolerance = np.hypot(*floor.T), _tolerance(plot, _losses(plot.program, x[:, None])[:, 0])
    return _look_like_minima(plot, x) & ((slope <= 1e-4 * steepest) | (slope * 1e-3 * plot.diagonal <= tolerance))


def _judged(plot: _Plot, x: Floats, met: tuple[float, float, float] | None) -> Found:
    """Which of the ends x (n, 2), lowest first, are minima, and what to say of them. met: the lowest point on the map."""
    loss = _losses(plot.program, x[:, None])[:, 0]
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
    level = np.abs(_losses(plot.program, middle[:, None])[:, 0] - loss) <= 5e-3 * plot.spread + tie
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
    return f"the lowest value met, {value:.4g}, is at ({x:.4g}, {y:.4g}), {why}"
