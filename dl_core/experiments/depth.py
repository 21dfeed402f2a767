"""What depth gives without a non-linearity: a deep linear net beside a ReLU net, trained alike."""

from functools import lru_cache
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import task
from dl_core.experiments.training import CHUNK, advance, begin
from dl_core.network import Kind, Shape, Stack, initial_weights, kind, logits_of, stack
from dl_core.optimizers import Adam

WIDTH, STEPS, LR, SAMPLES = 16, 500, 0.01, 400
REACH, GRID = 2.6, 61


class Trained(NamedTuple):
    """chance: p(class 1) on the grid over ±REACH (GRID, GRID), row = second input; accuracy on the points; collapsed: the one matrix and bias (3,) that a
    linear net amounts to (nan for another); apart: the largest difference between its logit and that matrix's, over the points."""

    chance: NDArray[np.float32]
    accuracy: float
    collapsed: NDArray[np.float64]
    apart: float


_logits = jax.jit(logits_of, static_argnums=1)


def collapse(net: Stack) -> NDArray[np.float64]:
    """The product of a linear net's layers: weights of the two inputs and the bias, (3,)."""
    matrix, bias = np.eye(2), np.zeros(2)
    for layer in net.layers:
        linear = np.asarray(layer.weight, np.float64)
        matrix, bias = matrix @ linear, bias @ linear + np.asarray(layer.bias, np.float64)
    last = np.asarray(net.last, np.float64)
    return np.append((matrix @ last)[:, 0], (bias @ last)[0] + float(net.out[0]))


@lru_cache(maxsize=64)
def trained(activation: str, task_name: str, depth: int, seed: int) -> Trained:
    """A net of `depth` hidden layers of WIDTH units after STEPS steps of Adam on cross entropy."""
    data = task(task_name, SAMPLES, seed)
    weights = initial_weights(Shape(2, WIDTH, depth), "he" if activation == "relu" else "xavier", seed)
    what: Kind = kind(depth, activation)
    rule = Adam(lr=LR)
    net = stack(weights, what)
    progress = begin(rule, net)
    for _ in range(STEPS // CHUNK):
        progress, _trace = advance(rule, progress, what, "cross", data, seed)
    net = progress.net
    plan = tuple(int(part) for part in what)
    line = np.linspace(-REACH, REACH, GRID, dtype=np.float32)
    plane = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    chance = 1 / (1 + np.exp(-np.asarray(_logits(net, plan, plane), np.float64)))
    here = np.asarray(_logits(net, plan, data.x))
    collapsed = collapse(net) if activation == "identity" else np.full(3, np.nan)
    apart = float(np.abs(data.x @ collapsed[:2] + collapsed[2] - here).max())
    return Trained(chance.reshape(GRID, GRID).astype(np.float32), float(((here > 0) == (data.t > 0.5)).mean()), collapsed, apart)
