"""Training a net with a rule of the race, a chunk of steps at a time, so that it can be watched, stopped and taken up again."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

from dl_core.datasets import Task
from dl_core.experiments.descent import as_traced, cast
from dl_core.losses import LOSSES
from dl_core.network import Kind, Stack, logits_of
from dl_core.optimizers.base import Optimizer

CHUNK = 50  # steps of one jitted scan
BATCH = 100


class Progress(NamedTuple):
    """A net on its way. theta: all weights as one vector; state: the rule's; start: theta at step 0; step: how many were done."""

    theta: Any
    state: Any
    start: Any
    step: int


class Trace(NamedTuple):
    """What CHUNK steps said: the loss of each step's batch before it, and how far the first layer then was from its start, relative to its length there."""

    loss: NDArray[np.float32]
    moved: NDArray[np.float32]


def begin(optimizer: Optimizer, net: Stack) -> Progress:
    """A net before its first step."""
    theta = np.asarray(ravel_pytree(net)[0])
    return Progress(theta, jax.tree.map(np.asarray, optimizer.init(jnp.asarray(theta))), theta, 0)


def batches(n: int, seed: int, step: int) -> NDArray[np.int32]:
    """The samples of steps step … step+CHUNK−1: (CHUNK, BATCH) indices below n, drawn with replacement; the same for every net of one seed."""
    return np.random.default_rng((seed, step, 11)).integers(0, n, (CHUNK, BATCH), dtype=np.int32)


@partial(jax.jit, static_argnames=("plan", "loss"))
def _chunk(optimizer: Any, theta: Any, state: Any, start: Any, template: Stack, x: Any, t: Any, chosen: Any, plan: Any, loss: str) -> Any:
    unravel = ravel_pytree(template)[1]
    rule = cast(optimizer, theta.dtype)
    size = template.layers[0].weight.size
    length = jnp.linalg.norm(start[:size])

    def value(theta: jax.Array, batch: jax.Array) -> jax.Array:
        return LOSSES[loss](logits_of(unravel(theta), plan, x[batch]), t[batch])

    def step(carry: Any, batch: jax.Array) -> Any:
        theta, state = carry
        lost, grad = jax.value_and_grad(value)(theta, batch)
        displacement, state = rule.step(lambda theta: value(theta, batch), theta, lost, grad, state)
        theta = theta + displacement
        return (theta, state), (lost, jnp.linalg.norm(theta[:size] - start[:size]) / length)

    return jax.lax.scan(step, (theta, state), chosen)


def advance(optimizer: Optimizer, progress: Progress, net: Stack, kind: Kind, loss: str, task: Task, seed: int) -> tuple[Progress, Trace]:
    """CHUNK steps further. net: any of its shape. Compiles once per shape, kind of net, loss and kind of rule."""
    chosen = batches(len(task.t), seed, progress.step)
    plan = tuple(int(part) for part in kind)
    rule = as_traced(optimizer)
    (theta, state), (losses, moved) = _chunk(rule, progress.theta, progress.state, progress.start, net, task.x, task.t, chosen, plan=plan, loss=loss)
    return Progress(theta, state, progress.start, progress.step + CHUNK), Trace(np.asarray(losses), np.asarray(moved))
