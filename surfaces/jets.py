"""Value, gradient and Hessian of a formula at once, by second-order Taylor arithmetic, forward mode (Griewank & Walther 2008, ch. 13).

A register holds value, slopes (∂x, ∂y) and curvatures (∂xx, ∂xy, ∂yy); an instruction makes one register of two. As many rows are carried as are asked
for: 1, 3 or 6. A formula is data for this one interpreter, which is compiled once.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.custom_batching import custom_vmap

from surfaces.formula import FREE, OPS, REGISTERS, Program, X, Y

Jet = jax.Array  # (rows, …): value, ∂x, ∂y, ∂xx, ∂xy, ∂yy, or the first one or three of them


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


value, with_slopes, with_curvatures = _interpreter(1), _interpreter(3), _interpreter(6)
