"""Batches for stochastic gradient descent: random words and the order of an epoch as functions of a seed."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.digits import Points


def words_of(seed: Any, step: Any, what: int, count: int) -> jax.Array:
    """`count` random words of 32 bits for `what` of one step (or epoch): Squares (Widynski 2020,
    https://arxiv.org/abs/2004.06278), numbers from step·2³² on; its key is SplitMix64 (Steele, Lea & Flood
    2014) of 256·seed + what, with the last bit set.

    Threefry, which jax.random draws from, takes ten times as long: as long as half of a training step.
    Integers only, so the same on every machine.
    """
    key = (
        jnp.asarray(seed).astype(jnp.uint32).astype(jnp.uint64) * np.uint64(256)
        + np.uint64(what)
        + np.uint64(0x9E3779B97F4A7C15)
    )
    key = (key ^ key >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ key >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    key = key ^ key >> np.uint64(31) | np.uint64(1)
    half = np.uint64(32)
    x = y = (jnp.asarray(step).astype(jnp.uint64) << half | jnp.arange(count, dtype=jnp.uint64)) * key
    z = y + key
    for add in (y, z, y):
        x = x * x + add
        x = x >> half | x << half
    return (x * x + z >> half).astype(jnp.uint32)


def updates_in(n: Any, size: int) -> Any:
    """Updates that make an epoch of n samples in batches of `size`: ⌈n/size⌉, as with PyTorch's
    DataLoader."""
    return -(-n // size)


def order_of(seed: Any, epoch: Any, n: Any, room: int) -> jax.Array:
    """The order in which an epoch goes through its samples, (room,): first a permutation of 0 … n−1, each as
    likely; the same for every net of one seed.

    Random words are sorted, each with its place behind it, so that no two are equal. What lies beyond n goes
    to the end.
    """
    place = jnp.arange(room, dtype=jnp.uint64)
    words = words_of(seed, epoch, 0, room).astype(jnp.uint64) << np.uint64(32) | place
    return (
        jnp.sort(jnp.where(place < jnp.asarray(n).astype(jnp.uint64), words, np.uint64(2**64 - 1)))
        .astype(jnp.uint32)
        .astype(jnp.int32)
    )


def batch_of(order: jax.Array, step: Any, size: int, n: Any) -> jax.Array:
    """The samples of one step, (size,) below n: the next of its epoch's order. The last batch of an epoch is
    filled up from the beginning of the order, so that every batch has one size: no sample is left out, and in
    each epoch some are taken twice where `size` does not divide n."""
    return order[(step % updates_in(n, size) * size + jnp.arange(size, dtype=jnp.int32)) % n]


class Stepping(Protocol):
    """A learner that counts its updates."""

    @property
    def step(self) -> Any: ...


L = TypeVar("L", bound=Stepping)


def each_update(
    update: Callable[[L, jax.Array], L], train_state: L, seed: Any, updates: Any, size: int, data: Points
) -> L:
    """`updates` times the learner that `update` makes of it and of its batch, with a new order of the data at
    every epoch. To be compiled."""

    def one(i: jax.Array, held: tuple[L, jax.Array]) -> tuple[L, jax.Array]:
        train_state, order = held
        epoch, place = (
            train_state.step // updates_in(data.n, size),
            train_state.step % updates_in(data.n, size),
        )
        order = jax.lax.cond(
            (i == 0) | (place == 0), lambda: order_of(seed, epoch, data.n, len(data.y)), lambda: order
        )
        return update(train_state, batch_of(order, train_state.step, size, data.n)), order

    return jax.lax.fori_loop(0, updates, one, (train_state, jnp.zeros(len(data.y), jnp.int32)))[0]
