"""Do hidden units lean on each other? How much they say the same, and how long a net holds when they are
taken away one after the other.

Hinton et al. 2012 (https://arxiv.org/abs/1207.0580) say that dropout prevents the co-adaptation of units.
Neither number here is *the* measure of it: units that say the same can be spared, and so may correlate *more*
where none may rely on another.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.learning import Trained, TrainState, at_test, tested
from dl_core.experiments.vote import bare, right
from dl_core.network import run
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

ORDERS, REMOVED = 10, 29  # random orders; the name of their random numbers


class Alike(NamedTuple):
    """mean: mean absolute correlation of two different units that both vary (nan if there are not two);
    silent: units that never vary."""

    mean: float
    silent: int


class Removal(NamedTuple):
    """accuracy (orders, width + 1): test accuracy after k = 0…width units have been removed."""

    accuracy: NDArray[np.float32]

    @property
    def mean(self) -> NDArray[np.float32]:
        """Over the orders, (width + 1,)."""
        return self.accuracy.mean(axis=0)

    @property
    def low(self) -> NDArray[np.float32]:
        """The worst order at each k."""
        return self.accuracy.min(axis=0)

    @property
    def high(self) -> NDArray[np.float32]:
        """The best order at each k."""
        return self.accuracy.max(axis=0)


@partial(Bounded.jit, static_argnames="static")
def _hidden(train_state: TrainState, regularizers: Any, x: Any, layer: Any, static: Any) -> jax.Array:
    return jnp.stack(tested(train_state, static, cast(regularizers, jnp.float32), x).hidden)[layer]


def correlations(net: Trained, layer: int) -> NDArray[np.float64]:
    """Pearson's correlation of the activations of every two units of hidden layer `layer` (from 0) over the
    test images, (units, units), in float64.

    Rows and columns of a unit that never varies are nan. Compiles once per shape. Raises ValueError for a
    layer that there is not.
    """
    if not 0 <= layer < len(net.train_state.net.layers):
        raise ValueError(
            f"layer={layer}; the net's hidden layers are 0 to {len(net.train_state.net.layers) - 1}"
        )
    test = net.data.test
    hidden = np.asarray(
        _hidden(bare(net), as_traced(net.regularizers), test.x, np.int32(layer), static=net.static)
    )[: int(test.n)].astype(np.float64)
    centred = hidden - hidden.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        # float64's mean of equal float32 numbers is that number: what never varies is 0/0
        units = centred / np.sqrt((centred**2).sum(axis=0))
        return units.T @ units


def alike(matrix: ArrayLike) -> Alike:
    """The summary of a matrix of correlations."""
    found = np.abs(np.asarray(matrix, np.float64))
    there = ~np.isnan(found.diagonal())
    pairs = found[there][:, there][~np.eye(int(there.sum()), dtype=bool)]
    return Alike(float(pairs.mean()) if pairs.size else float("nan"), int((~there).sum()))


def profile(net: Trained) -> list[Alike]:
    """The summary of every hidden layer."""
    return [alike(correlations(net, layer)) for layer in range(len(net.train_state.net.layers))]


def orders_of(net: Trained, seed: int, order: int) -> NDArray[np.int32]:
    """When each hidden unit goes in random order number `order`, (layers, width) with 0…width − 1 in every
    row."""
    layers = net.train_state.net.layers
    ranks = np.tile(np.arange(len(layers[0].bias), dtype=np.int32), (len(layers), 1))
    return np.random.default_rng((seed, REMOVED, order)).permuted(ranks, axis=1)


@partial(Bounded.jit, static_argnames="static")
def _removal(
    train_state: TrainState, regularizers: Any, test: Any, affected: Any, ranks: Any, static: Any
) -> jax.Array:
    scale, width = at_test(cast(regularizers, jnp.float32)), ranks.shape[-1]

    def accuracy(which: tuple[jax.Array, jax.Array]) -> jax.Array:
        rank, k = which
        stays = (~affected[:, None] | (rank >= k)).astype(jnp.float32)
        return right(run(train_state.net, static, test.x, stays * scale, train_state.running).outputs, test)

    ks = jnp.tile(jnp.arange(width + 1, dtype=ranks.dtype), len(ranks))
    return jax.lax.map(accuracy, (jnp.repeat(ranks, width + 1, axis=0), ks)).reshape(len(ranks), width + 1)


def _removed(net: Trained, layer: int | None, seed: int, orders: range) -> NDArray[np.float32]:
    layers = np.arange(len(net.train_state.net.layers))
    if layer is not None and layer not in layers:
        raise ValueError(f"layer={layer}; the net's hidden layers are 0 to {layers[-1]}, or None for all")
    affected = np.ones(len(layers), bool) if layer is None else layers == layer
    ranks = np.stack([orders_of(net, seed, order) for order in orders])
    return np.asarray(
        _removal(bare(net), as_traced(net.regularizers), net.data.test, affected, ranks, static=net.static)
    )


def removal(net: Trained, layer: int | None, seed: int, orders: int = ORDERS) -> Removal:
    """Test accuracy as k = 0…width hidden units are set to 0 in a random order: of one layer (from 0), or,
    with None, of every layer at a time.

    What is left is *not* scaled up: the net is damaged, not thinned. Each layer has its own order. Compiles
    once per shape of net and data, kind of net, and `orders`. Raises ValueError for a layer that there is
    not.
    """
    return Removal(_removed(net, layer, seed, range(orders)))


def removals(net: Trained, layer: int | None, seed: int, orders: int = ORDERS) -> Iterator[Removal]:
    """The same, an order at a time, for who wants to watch: first none (accuracy (0, width + 1)), then after
    each."""
    found = np.empty((0, len(net.train_state.net.layers[0].bias) + 1), np.float32)
    yield Removal(found)
    for order in range(orders):
        found = np.concatenate([found, _removed(net, layer, seed, range(order, order + 1))])
        yield Removal(found)
