"""Training a net with a rule of the race, a chunk of steps at a time, so that it can be watched, stopped and
taken up again."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import Task
from dl_core.losses import LOSSES
from dl_core.network import NetConfig, Stack, logits_of
from dl_core.optimizers.base import Optimizer, at_rest
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

CHUNK = 50  # steps of one jitted scan
SHORT = 10  # of one of a large net, so that it can be stopped at once
LARGE = 2e5  # weights
BATCH = 100


class Progress(NamedTuple):
    """A net on its way. net: its weights; states: the rule's, one for each array of weights; start: the first
    layer's weights at step 0; step: how many were done. Every rule works on each number by itself, so array
    by array is the same as on one long vector, and a fifth faster."""

    net: Stack
    states: tuple[Any, ...]
    start: Any
    step: int


class Trace(NamedTuple):
    """What a chunk of steps said: the loss of each step's batch before it, and how far the first layer then
    was from its start, relative to its length there (absolute, if that is 0)."""

    loss: NDArray[np.float32]
    moved: NDArray[np.float32]


def begin(optimizer: Optimizer, net: Stack) -> Progress:
    """A net before its first step."""
    states = tuple(at_rest(optimizer, leaf) for leaf in jax.tree.leaves(net))
    return Progress(net, states, net.layers[0].weight, 0)


def chunk_of(net: Stack) -> int:
    """How many steps of this net are one piece of work."""
    return CHUNK if sum(np.size(leaf) for leaf in jax.tree.leaves(net)) <= LARGE else SHORT


def batches(n: int, seed: int, step: int, steps: int = CHUNK) -> NDArray[np.int32]:
    """The samples of `steps` steps from `step` on: (steps, BATCH) indices below n, drawn with replacement;
    the same for every net of one seed. Both divide into CHUNK evenly."""
    place = step % CHUNK
    return np.random.default_rng((seed, step - place, 11)).integers(0, n, (CHUNK, BATCH), dtype=np.int32)[
        place : place + steps
    ]


@partial(Bounded.jit, static_argnames=("static", "loss"))
def _chunk(
    optimizer: Any, net: Stack, states: Any, start: Any, x: Any, t: Any, chosen: Any, static: Any, loss: str
) -> Any:
    rule = cast(optimizer, start.dtype)
    length = jnp.linalg.norm(start)
    length = jnp.where(length > 0, length, 1)

    def value(net: Stack, batch: jax.Array) -> jax.Array:
        return LOSSES[loss](logits_of(net, static, x[batch]), t[batch])

    def step(carry: Any, batch: jax.Array) -> Any:
        net, states = carry
        lost, grads = jax.value_and_grad(value)(net, batch)
        leaves, tree = jax.tree.flatten(net)
        moves = [
            rule.step(value, x, lost, grad, state)
            for x, grad, state in zip(leaves, jax.tree.leaves(grads), states, strict=True)
        ]
        net = jax.tree.unflatten(
            tree, [x + displacement for x, (displacement, _) in zip(leaves, moves, strict=True)]
        )
        return (net, tuple(state for _, state in moves)), (
            lost,
            jnp.linalg.norm(net.layers[0].weight - start) / length,
        )

    return jax.lax.scan(step, (net, states), chosen, unroll=2)  # a twelfth faster on small nets


def advance(
    optimizer: Optimizer, progress: Progress, config: NetConfig, loss: str, task: Task, seed: int
) -> tuple[Progress, Trace]:
    """A chunk of steps further with a rule that needs nothing but gradients. Compiles once per shape, kind of
    net, loss and kind of rule."""
    steps = chunk_of(progress.net)
    chosen = batches(len(task.t), seed, progress.step, steps)
    static = tuple(int(part) for part in config)
    rule = as_traced(optimizer)
    (net, states), (losses, moved) = _chunk(
        rule, progress.net, progress.states, progress.start, task.x, task.t, chosen, static=static, loss=loss
    )
    return Progress(net, states, progress.start, progress.step + steps), Trace(
        np.asarray(losses), np.asarray(moved)
    )
