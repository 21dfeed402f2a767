"""Backpropagation against numerical differentiation: how wrong the differences are, and how long both
take."""

import time
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import task
from dl_core.initializers import initial
from dl_core.losses import cross_entropy

UNITS, SAMPLES, REPEATS = 8, 64, 9
STEPS = np.geomspace(1e-15, 1.0, 61)
WIDTHS = (2, 4, 8, 16, 32, 64, 128)

Floats = NDArray[np.float64]


class Errors(NamedTuple):
    """‖difference quotient − backpropagation‖ / ‖backpropagation‖ for every h of STEPS: central and forward
    in float64, central in float32."""

    central: Floats
    forward: Floats
    central32: Floats


class Times(NamedTuple):
    """Of nets with `parameters` weights: median seconds (n,) of the gradient by backpropagation and by
    central differences, and their 10–90 % spread (n, 2)."""

    parameters: list[int]
    backward: Floats
    numerical: Floats
    backward_spread: Floats
    numerical_spread: Floats


def _net(units: int, seed: int, dtype: Any) -> tuple[Any, Any, Any]:
    """theta (4 units,) of a tanh net 2 → units → 1, and its points x (SAMPLES, 2) and t (SAMPLES,)."""
    data = task("moons", SAMPLES, seed)
    weights = initial("xavier", 2, units, seed, 0), np.zeros(units), initial("xavier", units, 1, seed, 1)
    return (
        np.concatenate([part.ravel() for part in weights]).astype(dtype),
        data.x.astype(dtype),
        data.t.astype(dtype),
    )


def net_loss(theta: jax.Array, x: jax.Array, t: jax.Array) -> jax.Array:
    """Cross entropy of the net whose first weights (2, units), biases and last weights stand in theta one
    after another."""
    units = theta.size // 4
    first, bias, last = theta[: 2 * units].reshape(2, units), theta[2 * units : 3 * units], theta[3 * units :]
    return cross_entropy(jnp.tanh(x @ first + bias) @ last, t)


def central(loss: Any, theta: jax.Array, h: Any) -> jax.Array:
    """(L(θ + h eᵢ) − L(θ − h eᵢ)) / 2h for every i: 2 evaluations for each parameter."""
    return jax.lax.map(
        lambda e: (loss(theta + h * e) - loss(theta - h * e)) / (2 * h),
        jnp.eye(theta.size, dtype=theta.dtype),
    )


def forward(loss: Any, theta: jax.Array, h: Any) -> jax.Array:
    """(L(θ + h eᵢ) − L(θ)) / h for every i: 1 evaluation for each parameter, and 1 for θ itself."""
    at = loss(theta)
    return jax.lax.map(lambda e: (loss(theta + h * e) - at) / h, jnp.eye(theta.size, dtype=theta.dtype))


@jax.jit
def _off(theta: Any, x: Any, t: Any, steps: Any) -> list[jax.Array]:
    def loss(theta: jax.Array) -> jax.Array:
        return net_loss(theta, x, t)

    exact = jax.grad(loss)(theta)
    return jax.lax.map(
        lambda h: [
            jnp.linalg.norm(rule(loss, theta, h) - exact) / jnp.linalg.norm(exact)
            for rule in (central, forward)
        ],
        steps,
    )


def errors(seed: int) -> Errors:
    """The V-shaped curves, of a net of UNITS hidden units. A program for each precision."""

    def curves(dtype: Any) -> list[Floats]:
        return [
            np.asarray(curve, np.float64) for curve in _off(*_net(UNITS, seed, dtype), STEPS.astype(dtype))
        ]

    (central64, forward64), (central32, _) = curves(np.float64), curves(np.float32)
    return Errors(central64, forward64, central32)


_by_backpropagation = jax.jit(jax.grad(net_loss))
_by_differences = jax.jit(
    lambda theta, x, t: central(lambda theta: net_loss(theta, x, t), theta, jnp.asarray(1e-2, theta.dtype))
)


def times() -> Times:
    """How long one gradient takes on this machine, both ways, in float32, compiled, medians of REPEATS.
    Compiles at the first call only."""
    sizes, rows = [], []
    for units in WIDTHS:
        net = _net(units, 0, np.float32)
        sizes.append(net[0].size)
        for way in (_by_backpropagation, _by_differences):
            way(*net).block_until_ready()
            took = []
            for _ in range(REPEATS):
                before = time.perf_counter()
                way(*net).block_until_ready()
                took.append(time.perf_counter() - before)
            rows.append(np.quantile(took, (0.5, 0.1, 0.9)))
    backward, numerical = np.array(rows[::2]), np.array(rows[1::2])
    return Times(sizes, backward[:, 0], numerical[:, 0], backward[:, 1:], numerical[:, 1:])
