"""Backpropagation against numerical differentiation: how wrong the differences are, and how long both take."""

import time
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

from dl_core.datasets import task
from dl_core.initializers import initial
from dl_core.losses import cross_entropy

UNITS, SAMPLES, REPEATS = 8, 64, 9
STEPS = np.geomspace(1e-15, 1.0, 61)
WIDTHS = (2, 4, 8, 16, 32, 64, 128)

Floats = NDArray[np.float64]


class Errors(NamedTuple):
    """‖difference quotient − backpropagation‖ / ‖backpropagation‖ for every h of STEPS: central and forward in float64, central in float32."""

    central: Floats
    forward: Floats
    central32: Floats


class Times(NamedTuple):
    """Of nets with `parameters` weights: median seconds (n,) of the gradient by backpropagation and by central differences, and their 10–90 % spread (n, 2)."""

    parameters: list[int]
    backward: Floats
    numerical: Floats
    backward_spread: Floats
    numerical_spread: Floats


def _net(units: int, seed: int, dtype: Any) -> tuple[Any, Any]:
    """theta of a tanh net 2 → units → 1, as one vector, and its loss as a function of theta."""
    data = task("moons", SAMPLES, seed)
    x, t = jnp.asarray(data.x, dtype), jnp.asarray(data.t, dtype)
    weights = initial("xavier", 2, units, seed, 0).astype(dtype), np.zeros(units, dtype), initial("xavier", units, 1, seed, 1).astype(dtype)
    theta, unravel = ravel_pytree(weights)

    def loss(theta: jax.Array) -> jax.Array:
        first, bias, last = unravel(theta)
        return cross_entropy((jnp.tanh(x @ first + bias) @ last)[:, 0], t)

    return theta, loss


def central(loss: Any, theta: jax.Array, h: Any) -> jax.Array:
    """(L(θ + h eᵢ) − L(θ − h eᵢ)) / 2h for every i: 2 evaluations for each parameter."""
    return jax.lax.map(lambda e: (loss(theta + h * e) - loss(theta - h * e)) / (2 * h), jnp.eye(theta.size, dtype=theta.dtype))


def forward(loss: Any, theta: jax.Array, h: Any) -> jax.Array:
    """(L(θ + h eᵢ) − L(θ)) / h for every i."""
    at = loss(theta)
    return jax.lax.map(lambda e: (loss(theta + h * e) - at) / h, jnp.eye(theta.size, dtype=theta.dtype))


def errors(seed: int) -> Errors:
    """The V-shaped curves, of a net of UNITS hidden units."""

    def curve(rule: Any, dtype: Any) -> Floats:
        theta, loss = _net(UNITS, seed, dtype)
        exact = jax.grad(loss)(theta)

        def off(h: jax.Array) -> jax.Array:
            return jnp.linalg.norm(rule(loss, theta, h) - exact) / jnp.linalg.norm(exact)

        return np.asarray(jax.jit(lambda hs: jax.lax.map(off, hs))(STEPS.astype(dtype)), np.float64)

    return Errors(curve(central, np.float64), curve(forward, np.float64), curve(central, np.float32))


def times(seed: int) -> Times:
    """How long one gradient takes on this machine, both ways, in float32, compiled, medians of REPEATS."""
    sizes, rows = [], []
    for units in WIDTHS:
        theta, loss = _net(units, seed, np.float32)
        sizes.append(int(theta.size))
        for way in (jax.jit(jax.grad(loss)), jax.jit(lambda theta, loss=loss: central(loss, theta, np.float32(1e-2)))):
            way(theta).block_until_ready()
            took = []
            for _ in range(REPEATS):
                before = time.perf_counter()
                way(theta).block_until_ready()
                took.append(time.perf_counter() - before)
            rows.append(np.quantile(took, (0.5, 0.1, 0.9)))
    backward, numerical = np.array(rows[::2]), np.array(rows[1::2])
    return Times(sizes, backward[:, 0], numerical[:, 0], backward[:, 1:], numerical[:, 1:])
