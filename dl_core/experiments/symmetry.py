"""Why initial weights must differ: a small net whose units start alike, trained step by step with everything
kept."""

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dl_core.activations import activate, index_of
from dl_core.datasets import Task, task
from dl_core.initializers import initial
from dl_core.losses import cross_entropy

INPUTS, UNITS, SAMPLES, ONES, STEPS = 2, 6, 200, 80, 200
RATE = 1.0  # with it every activation has learned from random weights after STEPS full-batch steps
Floats = NDArray[np.float32]


class Net(NamedTuple):
    """INPUTS → UNITS → UNITS → one logit. w1 (INPUTS, UNITS), b1 (UNITS,), w2 (UNITS, UNITS), b2 (UNITS,), w3
    (UNITS, 1), b3 (1,); a column is what goes into one unit."""

    w1: Any
    b1: Any
    w2: Any
    b2: Any
    w3: Any
    b3: Any


class Run(NamedTuple):
    """Row t of each array is what held after t steps, row 0 the start; T = STEPS. loss (T+1,); net and grad:
    every array of the net with T+1 before its shape; apart (T+1, 2): see `apart`."""

    loss: Floats
    net: Net
    grad: Net
    apart: Floats


def start(scheme: str, seed: int) -> Net:
    """The net at step 0: weights of a scheme, biases 0."""
    w1, w2, w3 = (
        initial(scheme, fan_in, fan_out, seed, layer)
        for layer, (fan_in, fan_out) in enumerate([(INPUTS, UNITS), (UNITS, UNITS), (UNITS, 1)])
    )
    rows = np.zeros(UNITS, np.float32)
    return Net(w1, rows, w2, rows, w3, np.zeros(1, np.float32))


def points(seed: int) -> Task:
    """SAMPLES points of moons, ONES of them of class 1: with as many of both, the output's bias would have no
    gradient at zero weights either."""
    more = task("moons", 2 * (SAMPLES - ONES), seed)
    kept = (more.t == 0) | (np.cumsum(more.t) <= ONES)
    return Task(more.x[kept], more.t[kept])


def logits(net: Net, index: Any, x: Any) -> jax.Array:
    """The net on x (n, INPUTS) with the activation at this traced place of ACTIVATIONS: (n,)."""
    first = activate(index, x @ net.w1 + net.b1)
    return (activate(index, first @ net.w2 + net.b2) @ net.w3 + net.b3)[:, 0]


@jax.jit
def _trained(index: Any, net: Net, x: Any, t: Any, rate: Any) -> Any:
    def step(net: Net, _: None) -> Any:
        loss, grad = jax.value_and_grad(lambda net: cross_entropy(logits(net, index, x), t))(net)
        return jax.tree.map(lambda w, g: w - rate * g, net, grad), (loss, net, grad)

    return jax.lax.scan(step, net, None, length=STEPS + 1)[1]


def apart(net: Net) -> Floats:
    """How much the units of each hidden layer differ: the largest distance between what two of them have
    (weights in, bias, weights out), over the largest length of any: (T+1, 2), from 0 (all alike) to 2. 0
    where all are 0."""

    def furthest(units: Floats) -> Floats:  # (T+1, numbers, UNITS)
        distance = np.linalg.norm(units[:, :, :, None] - units[:, :, None, :], axis=1).max(axis=(1, 2))
        length = np.linalg.norm(units, axis=1).max(axis=1)
        return distance / np.where(length == 0, 1, length)

    first = np.concatenate([net.w1, net.b1[:, None], net.w2.swapaxes(1, 2)], axis=1)
    second = np.concatenate([net.w2, net.b2[:, None], net.w3.swapaxes(1, 2)], axis=1)
    return np.stack([furthest(first), furthest(second)], axis=1)


@lru_cache(maxsize=64)
def run(scheme: str, activation: str, seed: int) -> Run:
    """STEPS steps of gradient descent on all `points` at once with RATE; the same points for every scheme.
    One program serves every argument."""
    data = points(seed)
    loss, net, grad = jax.tree.map(
        np.asarray,
        _trained(np.int32(index_of(activation)), start(scheme, seed), data.x, data.t, np.float32(RATE)),
    )
    return Run(loss, net, grad, apart(net))
