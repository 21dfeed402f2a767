"""One forward and one backward pass of a net, taken apart layer by layer."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.activations import slopes
from dl_core.datasets import Task
from dl_core.losses import LOSSES, accuracy, loss_of
from dl_core.network import Kind, Weights, forward

BINS = 80
RANGE = 8.0  # the histogram covers −RANGE … RANGE; what lies outside is counted apart
FLAT = 0.05  # a unit is saturated on a sample where its slope is below this share of the activation's steepest

Floats = NDArray[np.float32]


class Layers(NamedTuple):
    """Of the hidden layers 1 … depth, rows (depth,) unless said otherwise.

    loss, accuracy: scalars. weight: ‖∂L/∂W‖ (depth+1,), the readout last. post, pre: ‖∂L/∂a‖, ‖∂L/∂z‖ of activations and pre-activations.
    slope: ‖∂L/∂z‖/‖∂L/∂a‖, what the activation let through; passed: ‖∂L/∂a‖ of the layer before over ‖∂L/∂z‖, what weights (and batch norm, residual) made
    of it; row 0 is the input's. mean_slope: mean f′. saturated: share of (sample, unit) with a slope under FLAT of the steepest; dead: share of units
    whose slope is 0 on the whole batch. spread: standard deviation of z. histogram (depth, BINS): shares of z in bins over ±RANGE; outside (depth,).
    """

    loss: Any
    accuracy: Any
    weight: Any
    post: Any
    pre: Any
    slope: Any
    passed: Any
    mean_slope: Any
    saturated: Any
    dead: Any
    spread: Any
    histogram: Any
    outside: Any


def _norms(stack: jax.Array) -> jax.Array:
    return jnp.sqrt((stack * stack).sum(axis=tuple(range(1, stack.ndim))))


def _histogram(z: jax.Array) -> tuple[jax.Array, jax.Array]:
    place = jnp.floor((z + RANGE) * (BINS / (2 * RANGE)))
    outside = ~((place >= 0) & (place < BINS))  # nan is outside too
    counts = jnp.zeros(BINS + 1, jnp.int32).at[jnp.where(outside, BINS, place).astype(jnp.int32).ravel()].add(1)
    shares = (counts / z.size).astype(z.dtype)
    return shares[:BINS], shares[BINS]


@jax.jit
def _layers(weights: Weights, kind: Kind, loss: Any, steepest: Any, x: Any, t: Any) -> Layers:
    still = jnp.zeros((weights.bias.shape[0], x.shape[0], weights.bias.shape[1]), x.dtype)

    def value(weights: Weights, x: Any, to_pre: Any, to_post: Any) -> Any:
        done = forward(weights, kind, x, to_pre, to_post)
        return loss_of(loss, done.logits, t), done

    (lost, done), (by_weights, by_x, by_pre, by_post) = jax.value_and_grad(value, (0, 1, 2, 3), has_aux=True)(weights, x, still, still)
    slope = slopes(kind.activation, done.pre)
    pre, post = _norms(by_pre), _norms(by_post)
    before = jnp.concatenate([_norms(by_x[None]), post[:-1]])
    weight = jnp.concatenate([_norms(by_weights.first[None]), _norms(by_weights.hidden), _norms(by_weights.last[None])])
    empty = jnp.zeros(BINS, done.pre.dtype), jnp.zeros((), done.pre.dtype)
    rows = jnp.arange(len(done.pre)), done.pre
    histogram, outside = jax.lax.map(lambda row: jax.lax.cond(row[0] < kind.depth, _histogram, lambda _: empty, row[1]), rows)
    return Layers(
        lost, accuracy(done.logits, t), weight, post, pre, pre / post, before / pre, slope.mean(axis=(1, 2)),
        (jnp.abs(slope) < FLAT * steepest).mean(axis=(1, 2)),
        (slope == 0).all(axis=1).mean(axis=1), done.pre.std(axis=(1, 2)), histogram, outside,
    )  # fmt: skip


def layers(weights: Weights, kind: Kind, loss: str, steepest: float, task: Task) -> Layers:
    """The passes of a net on the whole task, as NumPy arrays. loss: a name of LOSSES; steepest: of the activation. Compiles once per shape."""
    index = np.int32(list(LOSSES).index(loss))
    found = jax.tree.map(np.asarray, _layers(weights, kind, index, np.float32(steepest), task.x, task.t))
    depth = int(kind.depth)
    cut = Layers(*(rows[:depth] if rows.ndim else rows for rows in found))  # arrays have room for more layers than there are
    return cut._replace(weight=np.append(found.weight[:depth], found.weight[-1]))


def broken_layer(found: Layers) -> tuple[str, int] | None:
    """Where inf or nan began: ("forward", layer from 1) if a pre-activation's spread is not finite, ("backward", layer) if only a gradient is not, or None."""
    for way, rows, order in (("forward", found.spread, 1), ("backward", found.weight, -1)):
        bad = np.flatnonzero(~np.isfinite(rows))
        if bad.size:
            return way, int(bad[0] if order > 0 else bad[-1]) + 1
    return None
