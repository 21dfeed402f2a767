"""How ReLU units die: one hidden layer, trained from many initial biases with many learning rates."""

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.activations import activate, index_of, slopes
from dl_core.datasets import task
from dl_core.initializers import initial
from dl_core.losses import accuracy, cross_entropy

UNITS, SAMPLES, STEPS, BATCH = 32, 300, 200, 50
RATES = np.geomspace(1e-2, 10.0, 13)
BIASES = np.linspace(-4.0, 2.0, 13)
MOST = len(RATES) * len(BIASES)  # nets of one call


class Fate(NamedTuple):
    """dead: share of units whose slope is 0 on every sample, after each step (STEPS,); accuracy at the end;
    both of every run."""

    dead: NDArray[np.float32]
    accuracy: NDArray[np.float32]


class _Net(NamedTuple):
    first: Any
    bias: Any
    last: Any
    out: Any


@jax.jit
def _fates(
    index: Any, first: Any, last: Any, x: Any, t: Any, chosen: Any, rates: Any, biases: Any, count: Any
) -> Any:
    def pre(net: _Net, x: jax.Array) -> jax.Array:
        return x @ net.first + net.bias

    def logits(net: _Net, x: jax.Array) -> jax.Array:
        return (activate(index, pre(net, x)) @ net.last)[:, 0] + net.out

    def one(rate: jax.Array, bias: jax.Array) -> tuple[jax.Array, jax.Array]:

        def step(net: _Net, batch: jax.Array) -> tuple[_Net, jax.Array]:
            grad = jax.grad(lambda net: cross_entropy(logits(net, x[batch]), t[batch]))(net)
            net = jax.tree.map(lambda w, g: w - rate * g, net, grad)
            return net, (slopes(index, pre(net, x)) == 0).all(axis=0).mean()

        start = _Net(first, jnp.full(UNITS, bias, x.dtype), last, jnp.zeros((), x.dtype))
        net, dead = jax.lax.scan(step, start, chosen)
        return dead, accuracy(logits(net, x), t)

    def put(i: jax.Array, found: Any) -> Any:
        return jax.tree.map(lambda rows, row: rows.at[i].set(row), found, one(rates[i], biases[i]))

    return jax.lax.fori_loop(0, count, put, (jnp.zeros((MOST, STEPS), x.dtype), jnp.zeros(MOST, x.dtype)))


def fates(activation: str, rates: Any, biases: Any, seed: int) -> Fate:
    """Train one net for each pair of the equally long `rates` and `biases` with SGD on moons: (n, STEPS) and
    (n,), n ≤ MOST. Same weights and batches for all.

    One program for every n. Raises ValueError for more than MOST.
    """
    count = len(rates)
    if count > MOST:
        raise ValueError(f"{count} nets; at most {MOST} are trained in one call")
    data = task("moons", SAMPLES, seed)
    chosen = np.random.default_rng((seed, 5)).integers(0, SAMPLES, (STEPS, BATCH), dtype=np.int32)
    first, last = initial("he", 2, UNITS, seed, 0), initial("he", UNITS, 1, seed, 1)
    settings = (np.resize(np.asarray(part, np.float32), MOST) for part in (rates, biases))
    dead, right = _fates(
        np.int32(index_of(activation)), first, last, data.x, data.t, chosen, *settings, np.int32(count)
    )
    return Fate(np.asarray(dead)[:count], np.asarray(right)[:count])


@lru_cache(maxsize=32)
def dying_map(activation: str, seed: int) -> Fate:
    """The fates over BIASES (rows) × RATES (columns), reshaped: dead at the end and accuracy, both
    (len(BIASES), len(RATES))."""
    rates, biases = np.meshgrid(RATES, BIASES)
    found = fates(activation, rates.ravel(), biases.ravel(), seed)
    return Fate(found.dead[:, -1].reshape(rates.shape), found.accuracy.reshape(rates.shape))
