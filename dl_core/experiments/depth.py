"""What depth gives without a non-linearity: a deep linear net beside a ReLU net, trained alike."""

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import task
from dl_core.experiments.training import CHUNK, batches
from dl_core.losses import cross_entropy
from dl_core.network import NetConfig, Shape, Stack, Weights, forward, initial_weights, net_config, stack
from dl_core.optimizers.adam import Adam
from dl_core.traced import as_traced, cast, kept

WIDTH, STEPS, LR, SAMPLES = 16, 500, 0.01, 400
DEEPEST = 10  # hidden layers of a net that is trained while a hand waits, in .1 s
REACH, GRID = 2.6, 61
# the middles of GRID cells that fill ±REACH
LINE = REACH * (2 * np.arange(GRID, dtype=np.float32) + 1 - GRID) / GRID


class Trained(NamedTuple):
    """chance: p(class 1) in the middles of the cells, LINE × LINE (GRID, GRID), row = second input; accuracy
    on the points; collapsed: the one matrix and bias (3,) that a linear net amounts to (nan for another);
    apart: the largest difference between its logit and that matrix's, over the points."""

    chance: NDArray[np.float32]
    accuracy: float
    collapsed: NDArray[np.float64]
    apart: float


def collapse(net: Stack) -> NDArray[np.float64]:
    """The product of a linear net's layers: weights of the two inputs and the bias, (3,)."""
    matrix, bias = np.eye(2), np.zeros(2)
    for layer in net.layers:
        linear = np.asarray(layer.weight, np.float64)
        matrix, bias = matrix @ linear, bias @ linear + np.asarray(layer.bias, np.float64)
    last = np.asarray(net.last, np.float64)
    return np.append((matrix @ last)[:, 0], (bias @ last)[0] + float(net.out[0]))


@kept
def _fitted(
    optimizer: Any, weights: Weights, config: NetConfig, x: Any, t: Any, chosen: Any, plane: Any
) -> tuple[Weights, jax.Array, jax.Array]:
    """Weights after a step for each row of `chosen`; the logits on the points and on the plane. Compiles once
    for each room that the arrays have."""
    rule = cast(optimizer, x.dtype)

    def step(carry: Any, batch: jax.Array) -> tuple[Any, None]:
        weights, states = carry
        grads = jax.grad(lambda weights: cross_entropy(forward(weights, config, x[batch]).logits, t[batch]))(
            weights
        )
        moves = [
            rule.step(None, part, None, grad, state)
            for part, grad, state in zip(weights, grads, states, strict=True)
        ]
        return (
            Weights(*(part + move for part, (move, _) in zip(weights, moves, strict=True))),
            tuple(state for _, state in moves),
        ), None

    (weights, _), _ = jax.lax.scan(step, (weights, tuple(rule.init(part) for part in weights)), chosen)
    return weights, forward(weights, config, x).logits, forward(weights, config, plane).logits


@lru_cache(maxsize=64)
def trained(activation: str, task_name: str, depth: int, seed: int) -> Trained:
    """A net of `depth` hidden layers of WIDTH units after STEPS steps of Adam on cross entropy."""
    data = task(task_name, SAMPLES, seed)
    weights = initial_weights(Shape(2, WIDTH, depth), "he" if activation == "relu" else "xavier", seed)
    what = net_config(depth, activation)
    chosen = np.concatenate([batches(SAMPLES, seed, step) for step in range(0, STEPS, CHUNK)])
    plane = np.stack(np.meshgrid(LINE, LINE), axis=-1).reshape(-1, 2)
    net, here, there = jax.tree.map(
        np.asarray, _fitted(as_traced(Adam(lr=LR)), weights, what, data.x, data.t, chosen, plane)
    )
    chance = 1 / (1 + np.exp(-there.astype(np.float64)))
    collapsed = collapse(stack(net, what)) if activation == "identity" else np.full(3, np.nan)
    apart = float(np.abs(data.x @ collapsed[:2] + collapsed[2] - here).max())
    return Trained(
        chance.reshape(GRID, GRID).astype(np.float32),
        float(((here > 0) == (data.t > 0.5)).mean()),
        collapsed,
        apart,
    )
