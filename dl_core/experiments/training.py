"""Training a net with a rule of the race, a chunk of steps at a time, so that it can be watched, stopped and taken up again."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import Task
from dl_core.experiments.descent import as_traced, cast
from dl_core.losses import LOSSES
from dl_core.network import Kind, Stack, logits_of
from dl_core.optimizers.base import Optimizer

CHUNK = 50  # steps of one jitted scan
BATCH = 100


class Progress(NamedTuple):
    """A net on its way. net: its weights; states: the rule's, one for each array of weights; start: the first layer's weights at step 0; step: how many
    were done. Every rule works on each number by itself, so array by array is the same as on one long vector, and a fifth faster."""

    net: Stack
    states: tuple[Any, ...]
    start: Any
    step: int


class Trace(NamedTuple):
    """What CHUNK steps said: the loss of each step's batch before it, and how far the first layer then was from its start, relative to its length there."""

    loss: NDArray[np.float32]
    moved: NDArray[np.float32]


def begin(optimizer: Optimizer, net: Stack) -> Progress:
    """A net before its first step."""
    states = tuple(jax.tree.map(np.asarray, optimizer.init(jnp.asarray(leaf))) for leaf in jax.tree.leaves(net))
    return Progress(net, states, net.layers[0].weight, 0)


def batches(n: int, seed: int, step: int) -> NDArray[np.int32]:
    """The samples of steps step … step+CHUNK−1: (CHUNK, BATCH) indices below n, drawn with replacement; the same for every net of one seed."""
    return np.random.default_rng((seed, step, 11)).integers(0, n, (CHUNK, BATCH), dtype=np.int32)


@partial(jax.jit, static_argnames=("plan", "loss"))
def _chunk(optimizer: Any, net: Stack, states: Any, start: Any, x: Any, t: Any, chosen: Any, plan: Any, loss: str) -> Any:
    rule = cast(optimizer, start.dtype)
    length = jnp.linalg.norm(start)

    def value(net: Stack, batch: jax.Array) -> jax.Array:
        return LOSSES[loss](logits_of(net, plan, x[batch]), t[batch])

    def step(carry: Any, batch: jax.Array) -> Any:
        net, states = carry
        lost, grads = jax.value_and_grad(value)(net, batch)
        leaves, tree = jax.tree.flatten(net)
        moves = [rule.step(value, x, lost, grad, state) for x, grad, state in zip(leaves, jax.tree.leaves(grads), states, strict=True)]
        net = jax.tree.unflatten(tree, [x + displacement for x, (displacement, _) in zip(leaves, moves, strict=True)])
        return (net, tuple(state for _, state in moves)), (lost, jnp.linalg.norm(net.layers[0].weight - start) / length)

    return jax.lax.scan(step, (net, states), chosen, unroll=2)  # a twelfth faster on small nets


def advance(optimizer: Optimizer, progress: Progress, kind: Kind, loss: str, task: Task, seed: int) -> tuple[Progress, Trace]:
    """CHUNK steps further with a rule that needs nothing but gradients. Compiles once per shape, kind of net, loss and kind of rule."""
    chosen = batches(len(task.t), seed, progress.step)
    plan = tuple(int(part) for part in kind)
    rule = as_traced(optimizer)
    (net, states), (losses, moved) = _chunk(rule, progress.net, progress.states, progress.start, task.x, task.t, chosen, plan=plan, loss=loss)
    return Progress(net, states, progress.start, progress.step + CHUNK), Trace(np.asarray(losses), np.asarray(moved))
