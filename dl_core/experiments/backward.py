"""One forward and one backward pass of a net, taken apart layer by layer."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.activations import slopes
from dl_core.datasets import Task
from dl_core.losses import LOSSES, loss_of
from dl_core.network import NetConfig, Weights, batch_norm, forward, moments
from dl_core.traced import kept

BINS = 80
RANGE = 8.0  # the histogram covers −RANGE … RANGE; what lies outside is counted apart
FLAT = (
    0.05  # a unit is saturated on a sample where its slope is below this share of the activation's steepest
)


class Layers(NamedTuple):
    """Of the hidden layers 1 … depth, rows (depth,) unless said otherwise.

    loss: a scalar. weight: ‖∂L/∂W‖ (depth+1,), the readout last. post, pre: ‖∂L/∂a‖, ‖∂L/∂z‖ of activations
    and pre-activations. slope: ‖∂L/∂z‖/‖∂L/∂a‖, what the activation let through; passed: ‖∂L/∂a‖ of the layer
    before over ‖∂L/∂z‖, what weights (and batch norm, residual) made of it; row 0 is the input's. saturated:
    share of (sample, unit) with a slope under FLAT of the steepest; dead: share of units whose slope is 0 on
    the whole batch; both nan for a layer with a z that is not finite. spread: standard deviation of all of a
    layer's z; within: that of one unit's z over the samples (root of the mean variance), which can be far
    smaller. histogram (depth, BINS): shares of z in bins over ±RANGE; outside (depth,).
    """

    loss: Any
    weight: Any
    post: Any
    pre: Any
    slope: Any
    passed: Any
    saturated: Any
    dead: Any
    spread: Any
    within: Any
    histogram: Any
    outside: Any


def _histogram(z: jax.Array) -> tuple[jax.Array, jax.Array]:
    place = jnp.floor((z + RANGE) * (BINS / (2 * RANGE)))
    outside = ~((place >= 0) & (place < BINS))  # nan is outside too
    counts = (
        jnp.zeros(BINS + 1, jnp.int32).at[jnp.where(outside, BINS, place).astype(jnp.int32).ravel()].add(1)
    )
    shares = (counts / z.size).astype(z.dtype)
    return shares[:BINS], shares[BINS]


class _Step(NamedTuple):
    """One layer on the way back: what arrives (∂L/∂a), what the slopes let through (∂L/∂z), the gradient of
    the weights, all as lengths, and the slopes."""

    post: Any
    pre: Any
    weight: Any
    saturated: Any
    dead: Any


def _scaled(f: Any, x: jax.Array) -> jax.Array:
    """f(x) for a length-like f, taken of x over a unit near its largest number: squares leave float32 below
    1e-38 and above 3e38, whose roots are ordinary.

    The unit stays where it and its inverse are normal numbers of float32. nan and inf pass through f, not
    through the unit: XLA's largest number of an array may pass over nan.
    """
    unit = jnp.clip(jnp.abs(x).max(), 2.0**-100, 2.0**100)
    return unit * f(x / unit)


def _length(x: jax.Array) -> jax.Array:
    return _scaled(lambda x: jnp.sqrt((x * x).sum()), x)


def _spreads(z: jax.Array) -> jax.Array:
    """Standard deviation of z (n, width) over everything, and within its units over the samples: (2,)."""

    def both(z: jax.Array) -> jax.Array:
        mean, variance = moments(z - z[0])  # exactly 0 for samples that are all the same
        within = variance.mean()
        return jnp.sqrt(jnp.stack([within + (mean + z[0]).var(), within]))

    return _scaled(both, z)


@kept
def _layers(weights: Weights, config: NetConfig, loss: Any, steepest: Any, x: Any, t: Any) -> Layers:
    done = forward(weights, config, x)
    lost, by_logits = jax.value_and_grad(lambda logits: loss_of(loss, logits, t))(done.logits)
    room = len(done.pre)
    skip = jnp.asarray(config.residual, x.dtype)

    def back(
        by_post: jax.Array, before: jax.Array, matrix: jax.Array, z: jax.Array, rows: Any, skip: Any
    ) -> tuple[jax.Array, _Step]:
        """The chain rule through one layer: slopes, then batch norm, then the weights."""
        bias, gain, shift = rows
        slope = slopes(config.activation, z)
        by_pre = by_post * slope

        def through_norm(by_pre: jax.Array) -> jax.Array:
            return jax.vjp(lambda u: batch_norm(u, gain, shift), before @ matrix + bias)[1](by_pre)[0]

        by_linear = jax.lax.cond(config.batch_norm > 0, through_norm, lambda by_pre: by_pre, by_pre)
        step = _Step(
            _length(by_post),
            _length(by_pre),
            _length(before.T @ by_linear),
            (jnp.abs(slope) < FLAT * steepest).astype(x.dtype).mean(),
            (slope == 0).all(axis=0).astype(x.dtype).mean(),
        )
        by_before = by_linear @ matrix.T
        return (by_before + skip * by_post if matrix.shape[0] == matrix.shape[1] else by_before), step

    def scanned(by_post: jax.Array, now: Any) -> tuple[jax.Array, _Step]:
        index, before, matrix, z, own = now
        nothing = _Step(*(jnp.zeros((), x.dtype) for _ in _Step._fields))
        return jax.lax.cond(
            index < config.depth,
            lambda by_post: back(by_post, before, matrix, z, own, skip),
            lambda by_post: (by_post, nothing),
            by_post,
        )

    last = done.post[config.depth - 1]
    by_last = by_logits[:, None] * weights.last[:, 0]
    rows = (weights.bias, weights.gain, weights.shift)
    others = (
        jnp.arange(1, room, dtype=np.int32),
        done.post[:-1],
        weights.hidden,
        done.pre[1:],
        tuple(row[1:] for row in rows),
    )
    by_first, steps = jax.lax.scan(scanned, by_last, others, reverse=True)
    by_x, first = back(by_first, x, weights.first, done.pre[0], tuple(row[0] for row in rows), 0.0)
    every = jax.tree.map(lambda one, more: jnp.concatenate([one[None], more]), first, steps)
    before = jnp.concatenate([_length(by_x)[None], every.post[:-1]])
    weight = jnp.concatenate([every.weight, _length(by_logits @ last)[None]])
    empty = jnp.zeros(BINS, x.dtype), jnp.zeros((), x.dtype), jnp.zeros(2, x.dtype)

    def described(row: Any) -> tuple[jax.Array, jax.Array, jax.Array]:
        return jax.lax.cond(
            row[0] < config.depth, lambda z: (*_histogram(z), _spreads(z)), lambda _: empty, row[1]
        )

    *found, spreads = jax.lax.map(described, (jnp.arange(room, dtype=np.int32), done.pre))
    spread, within = spreads.T
    saturated, dead = (
        jnp.where(jnp.isfinite(spread), share, jnp.nan) for share in (every.saturated, every.dead)
    )
    return Layers(
        lost,
        weight,
        every.post,
        every.pre,
        every.pre / every.post,
        before / every.pre,
        saturated,
        dead,
        spread,
        within,
        *found,
    )


def layers(weights: Weights, config: NetConfig, loss: str, steepest: float, task: Task) -> Layers:
    """The passes of a net on the whole task, as NumPy arrays. loss: a name of LOSSES; steepest: of the
    activation. Compiles once per shape."""
    index = np.int32(list(LOSSES).index(loss))
    found = jax.tree.map(np.asarray, _layers(weights, config, index, np.float32(steepest), task.x, task.t))
    depth = int(config.depth)
    # arrays have room for more layers than there are
    cut = Layers(*(rows[:depth] if rows.ndim else rows for rows in found))
    return cut._replace(weight=np.append(found.weight[:depth], found.weight[-1]))


def broken_layer(found: Layers) -> tuple[str, int] | None:
    """Where inf or nan began, layers counted from 1 and the readout as depth+1, or None: ("forward", layer)
    if pre-activations or the loss are not finite, ("backward", layer) if only a gradient is not."""
    forward = np.flatnonzero(~np.isfinite(np.append(found.spread, found.loss)))
    if forward.size:
        return "forward", int(forward[0]) + 1
    backward = np.flatnonzero(~np.isfinite(found.weight))
    return ("backward", int(backward[-1]) + 1) if backward.size else None
