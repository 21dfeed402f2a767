"""Why a loss and not accuracy, and why cross entropy: one net, one of its weights moved, and its readout
scaled."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.datasets import task
from dl_core.losses import accuracy, cross_entropy, squared_error
from dl_core.network import NetConfig, Shape, Weights, forward, initial_weights, net_config

WIDTH, SAMPLES, POINTS, REACH = 8, 100, 601, 6.0
# hidden layers that all nets up to this depth have room for: one program instead of one for each of
# PADDED_DEPTHS
ROOM = 30
LOGITS = np.linspace(-12.0, 12.0, 241, dtype=np.float32)
SCALES = np.geomspace(1.0, 1000.0, 61).astype(np.float32)


class Slice(NamedTuple):
    """Along the weight w with which the readout hears its liveliest unit (POINTS,): accuracy and both losses.

    Along LOGITS: |∂L/∂logit| of one sample of class 1. Along SCALES, factors on the readout: ‖∂L/∂(first
    layer)‖ of both losses over the points that the net has wrong, divided by the factor.
    """

    w: Any
    accuracy: Any
    cross: Any
    squared: Any
    cross_slope: Any
    squared_slope: Any
    cross_norm: Any
    squared_norm: Any


@jax.jit
def _slice(weights: Weights, config: NetConfig, x: Any, t: Any, moves: Any) -> Any:
    done = forward(weights, config, x)
    unit = done.post[config.depth - 1].std(axis=0).argmax()  # a dead unit's weight would change nothing

    def at(move: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        logits = forward(weights._replace(last=weights.last.at[unit, 0].add(move)), config, x).logits
        return accuracy(logits, t), cross_entropy(logits, t), squared_error(logits, t)

    def slope(loss: Any) -> jax.Array:
        return jnp.abs(jax.vmap(jax.grad(lambda z: loss(z[None], jnp.ones(1, jnp.float32))))(LOGITS))

    wrong = (done.logits > 0) != (t > 0.5)

    def norms(loss: Any) -> jax.Array:
        def value(first: jax.Array, scale: jax.Array) -> jax.Array:
            logits = scale * forward(weights._replace(first=first), config, x).logits
            return jnp.where(
                wrong, jax.vmap(lambda z, t: loss(z[None], t[None]))(logits, t), 0
            ).sum() / wrong.sum(dtype=np.float32)

        return jax.vmap(lambda scale: jnp.linalg.norm(jax.grad(value)(weights.first, scale)) / scale)(SCALES)

    both = (cross_entropy, squared_error)
    return unit, jax.vmap(at)(moves), [slope(loss) for loss in both], [norms(loss) for loss in both]


def _with_room(weights: Weights) -> Weights:
    """The same net in arrays for ROOM layers."""

    def longer(rows: Any, room: int) -> Any:
        return np.concatenate([rows, np.zeros((max(room - len(rows), 0), *rows.shape[1:]), rows.dtype)])

    rows = {name: longer(getattr(weights, name), ROOM) for name in ("bias", "gain", "shift")}
    return weights._replace(hidden=longer(weights.hidden, ROOM - 1), **rows)


def slice_of(task_name: str, depth: int, seed: int) -> Slice:
    """A ReLU net of WIDTH units, freshly initialised, on SAMPLES points of a task."""
    data = task(task_name, SAMPLES, seed)
    weights, moves = (
        _with_room(initial_weights(Shape(2, WIDTH, depth), "he", seed)),
        np.linspace(-REACH, REACH, POINTS, dtype=np.float32),
    )
    what = net_config(depth, "relu")
    unit, along, slopes, norms = jax.tree.map(np.asarray, _slice(weights, what, data.x, data.t, moves))
    return Slice(weights.last[unit, 0] + moves, *along, *slopes, *norms)
