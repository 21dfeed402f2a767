"""Value, gradient and Hessian of a formula at once, by Taylor arithmetic in several directions, forward mode
(Griewank & Walther 2008, ch. 13).

A register holds the value, then the first derivative along each direction, then the second. Slopes need two
directions, along x and y. Curvatures take eight, each leaving the point on its own side, so that a kink has
two sides there and |u|·|u|, cos(r) and 2·r·r are as smooth as they are: only at the very end the mean of both
sides is taken. A formula is data for this one interpreter, which is compiled once.

On a kink the slope along x or y is the mean of both sides, operation by operation: 0 for |u| and r, one half
of each for min and max. An infinite slope (√u at 0) of a part that does not change in some direction counts
as 0 in that direction.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_batching import custom_vmap

from surfaces.formula import FREE, OPS, REGISTERS, Program, X, Y

Jet = jax.Array  # (rows, …): the value, or with both slopes, or with slopes and curvatures along SIDES
SIDES = np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]])
DIRECTIONS = {1: SIDES[:0], 3: SIDES[::2][:2], 17: SIDES}  # by the number of rows


def _slopes(a: Jet) -> jax.Array:
    return a[1 : 1 + len(DIRECTIONS[len(a)])]


def _curvatures(a: Jet) -> jax.Array:
    return a[1 + len(DIRECTIONS[len(a)]) :]


def _jet(value: jax.Array, slopes: jax.Array, curvatures: Callable[[], jax.Array], like: Jet) -> Jet:
    return jnp.concatenate([value[None], slopes, *([curvatures()] if len(like) > 3 else [])])


def _times(slope: jax.Array, change: jax.Array) -> jax.Array:
    """slope · change, where an infinite slope of what does not change counts as 0."""
    return jnp.where(jnp.isinf(slope) & (change == 0), 0.0, slope * change)


def _through(a: Jet, value: jax.Array, slope: jax.Array, curvature: jax.Array) -> Jet:
    """Chain rule: f(a), given f, f′ and f″ at a's value."""
    first = _slopes(a)
    return _jet(
        value,
        _times(slope, first),
        lambda: _times(slope, _curvatures(a)) + _times(curvature, first * first),
        a,
    )


def _mul(a: Jet, b: Jet) -> Jet:
    p, q = _slopes(a), _slopes(b)
    return _jet(
        a[0] * b[0],
        _times(a[0], q) + _times(b[0], p),
        lambda: _times(a[0], _curvatures(b)) + _times(b[0], _curvatures(a)) + 2 * _times(p, q),
        a,
    )


def _div(a: Jet, b: Jet) -> Jet:
    q = a[0] / b[0]
    first = _times(1 / b[0], _slopes(a) - _times(q, _slopes(b)))
    return _jet(
        q,
        first,
        lambda: _times(1 / b[0], _curvatures(a) - _times(q, _curvatures(b)) - 2 * _times(first, _slopes(b))),
        a,
    )


def _lower(a: Jet, b: Jet) -> jax.Array:
    """Along which of SIDES a, which has b's value, goes lower than b."""
    p, q = _slopes(a), _slopes(b)
    return (p < q) | ((p == q) & (_curvatures(a) < _curvatures(b)))


def _least(a: Jet, b: Jet) -> Jet:
    tie = 0.5 * a + 0.5 * b
    if len(a) > 3:
        tie = jnp.where(jnp.concatenate([a[:1] < a[:1], *[_lower(a, b)] * 2]), a, b)
    return jnp.where(a[0] < b[0], a, jnp.where(b[0] < a[0], b, tie))


def _abs(a: Jet) -> Jet:
    return jnp.where(a[0] == 0, 0.0, a * jnp.sign(a[0])) if len(a) <= 3 else -_least(a, -a)


def _unsigned(a: jax.Array) -> jax.Array:
    """0 for −0, which is what −x is at 0: by its sign 1/u would be −∞, for a root and a logarithm on the side
    where they have no value."""
    return jnp.where(a == 0, 0.0, a)


def _log(a: Jet) -> Jet:
    u = _unsigned(a[0])
    return _through(a, jnp.log(u), 1 / u, -1 / (u * u))


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
    u = _unsigned(a[0])
    return _through(a, u**c, c * u ** (c - 1), c * (c - 1) * u ** (c - 2))


def _along(a: Jet) -> Any:
    """The directions (n, 2, …) of a's rows."""
    return DIRECTIONS[len(a)].reshape(-1, 2, *[1] * (a.ndim - 1)).astype(a.dtype)


def _radius(a: Jet, b: Jet) -> Jet:
    """r = √(x² + y²); at its tip r grows along every side alike, so that its slopes, their means, are 0
    there, as Ackley's in `surfaces.many_minima`."""
    r, along = jnp.hypot(a[0], b[0]), _along(a)
    length = jnp.hypot(along[:, 0], along[:, 1])
    first = jnp.where(
        r == 0, length if len(a) > 3 else 0.0, _slopes(a) * (a[0] / r) + _slopes(b) * (b[0] / r)
    )
    return _jet(r, first, lambda: jnp.where(r == 0, 0.0, (length - first) * (length + first) / r), a)


def _sqrt(a: Jet) -> Jet:
    """√u. Where u is 0 and does not change, but curves up, √u rises along every side as √(u″/2)."""
    s = jnp.sqrt(_unsigned(a[0]))
    first = _times(0.5 / s, _slopes(a))
    if len(a) <= 3:
        return _jet(s, first, lambda: first, a)
    tip = (a[0] == 0) & (_slopes(a) == 0)
    second = _times(1 / s, 0.5 * _curvatures(a) - first * first)
    return _jet(
        s, jnp.where(tip, jnp.sqrt(0.5 * _curvatures(a)), first), lambda: jnp.where(tip, 0.0, second), a
    )


def _tan(a: Jet) -> Jet:
    t = jnp.tan(a[0])
    return _through(a, t, 1 + t * t, 2 * t * (1 + t * t))


def _atan(a: Jet) -> Jet:
    slope = 1 / (1 + a[0] * a[0])
    return _through(a, jnp.arctan(a[0]), slope, jnp.where(slope == 0, 0.0, -2 * a[0] * slope * slope))


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
    "log": lambda a, b, c: _log(a),
    "sqrt": lambda a, b, c: _sqrt(a),
    "abs": lambda a, b, c: _abs(a),
    "min": lambda a, b, c: _least(a, b),
    "max": lambda a, b, c: -_least(-a, -b),
}
_BRANCHES = [_DO[name] for name in OPS]


def _interpret(rows: int, program: Program, x: jax.Array) -> jax.Array:
    """The jet of the formula at points x (…, 2): (…, rows). Points lie along the registers, so that each
    operation is one pass over them."""
    lead, dtype, directions = x.shape[:-1], x.dtype, DIRECTIONS[rows]
    constants, flat = program.constant.astype(dtype), np.zeros(rows - 1 - len(directions))
    registers = jnp.zeros((REGISTERS, rows, *lead), dtype)
    for place in (X, Y):
        changes = np.concatenate([directions[:, place], flat]).astype(dtype).reshape(-1, *[1] * len(lead))
        registers = registers.at[place, 0].set(x[..., place]).at[place, 1:].set(changes)

    def step(i: jax.Array, registers: jax.Array) -> jax.Array:
        a, b = registers[program.left[i]], registers[program.right[i]]
        return registers.at[program.target[i]].set(
            jax.lax.switch(program.op[i], _BRANCHES, a, b, constants[i])
        )

    jet = jax.lax.fori_loop(0, program.count, step, registers)[FREE]
    return jnp.moveaxis(_mean_of_sides(jet) if rows > 3 else jet, 0, -1)


def _mean_of_sides(jet: Jet) -> jax.Array:
    """Value, ∂x, ∂y, ∂xx, ∂xy, ∂yy of a jet along SIDES."""
    slopes, bends = _slopes(jet), _curvatures(jet)
    # what begins infinitely steep flattens
    bends = jnp.where(jnp.isinf(slopes) & jnp.isnan(bends), -slopes, bends)
    (right, left, up, down, *_), (xx, yy, rising, falling) = slopes, (bends[::2] + bends[1::2]) / 2
    return jnp.stack(
        [jet[0], _between(right, left) / 2, _between(up, down) / 2, xx, _between(rising, falling) / 4, yy]
    )


def _between(a: jax.Array, b: jax.Array) -> jax.Array:
    """a − b, 0 also where both are the same infinity."""
    return jnp.where(a == b, 0.0, a - b)


def _interpreter(rows: int) -> Callable[[Program, jax.Array], jax.Array]:
    """Jitted for itself, so that it is traced once and not once for each rule. Mapped over points it stays
    one loop with a real branch."""
    run = custom_vmap(partial(_interpret, rows))

    @run.def_vmap
    def over_points(size: int, batched: Any, program: Program, x: jax.Array) -> tuple[jax.Array, bool]:
        if not any(batched[0]):
            return run(program, x), True
        every = (
            jnp.broadcast_to(leaf, (size, *leaf.shape)) if not is_batched else leaf
            for leaf, is_batched in zip(program, batched[0], strict=True)
        )
        points = x if batched[1] else jnp.broadcast_to(x, (size, *x.shape))
        return jax.lax.map(lambda pair: run(*pair), (Program(*every), points)), True

    return jax.jit(run)


value, with_slopes, with_curvatures = _interpreter(1), _interpreter(3), _interpreter(17)
