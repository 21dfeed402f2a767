"""Batch norm (Ioffe & Szegedy 2015) taken apart: one layer's four equations, nets of 16 weight scales with
and without it, and what is left of it at test time.

Here, as in `dl_core.network`: before the activation, ε = 1e-5 (PyTorch's; the book's is 1e-6), running
statistics that keep .9 of themselves at each step, the running variance unbiased.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.activations import ACTIVATIONS
from dl_core.digits import CLASSES, MOST, SIDE, Data, digits
from dl_core.experiments.learning import Regularizers, TrainState, begin, update
from dl_core.network import NetConfig, Shape, Stack, initial_weights, net_config, normalised, run
from dl_core.optimizers.batches import batch_of, each_update, order_of, updates_in
from dl_core.optimizers.sgd import SGD
from dl_core.traced import as_traced, cast

LARGEST = 1000  # samples of one layer's batch, at most
# the law of one layer's inputs: mean 0 and variance .7·.6² + .3·1.4² + .4² = 1
SHARE, LOW, HIGH, NARROW = (0.7, -0.6, 1.4, 0.4)
SHAPE, RATE, BATCH = Shape(SIDE * SIDE, 100, 5, CLASSES), 0.01, 100
SCALES = np.logspace(0, -4, 16)
POINTS, UPDATES = 20, 10  # points of each curve, updates between two
TOGETHER = 8  # nets of one piece of work
LATER, LATER_RATE = 30, 0.1  # points of the net that is looked at after training, and its learning rate
SIZES = (1, 2, 5, 10, 30, 100, 600)  # of test batches; all divide the test set
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL


class OneLayer(NamedTuple):
    """One unit over a batch of n. x: what comes in; hat: normalised; y: what comes out; grad_y: ∂L/∂y as
    drawn; grad_x: ∂L/∂x; all (n,). mean, variance: the batch's."""

    x: NDArray[np.float64]
    hat: NDArray[np.float64]
    y: NDArray[np.float64]
    grad_y: NDArray[np.float64]
    grad_x: NDArray[np.float64]
    mean: float
    variance: float


def drawn(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) numbers with two humps and a skew: 70 % N(−.6, .4²), 30 % N(1.4, .4²), together of mean 0,
    variance 1, skewness .67; and (n,) of N(0, 1)."""
    rng = np.random.default_rng((seed, 23))
    humps = np.where(rng.uniform(size=LARGEST) < SHARE, LOW, HIGH) + NARROW * rng.standard_normal(LARGEST)
    return humps[:n], rng.standard_normal(LARGEST)[:n]


@jax.jit
def _one_layer(x: Any, noise: Any, n: Any, gain: Any, shift: Any) -> Any:
    # arrays of LARGEST numbers, of which n count: another batch is not another program
    counts = (jnp.arange(len(x), dtype=x.dtype) < n).astype(x.dtype)

    def layer(x: jax.Array) -> Any:
        mean = counts @ x / n
        variance = counts @ (x - mean) ** 2 / n
        return normalised(x, mean, variance, gain, shift), (
            normalised(x, mean, variance, jnp.ones_like(mean), jnp.zeros_like(mean)),
            mean,
            variance,
        )

    y, back, (hat, mean, variance) = jax.vjp(layer, x, has_aux=True)
    grad_y = counts * (1 + hat + noise)
    return x, hat, y, grad_y, back(grad_y)[0], mean, variance


def one_layer(n: int, mean: float, spread: float, gain: float, shift: float, seed: int) -> OneLayer:
    """The layer on n = 1…1000 drawn numbers × spread + mean, in float64; ∂L/∂y = 1 + x̂ + N(0, 1), so that it
    has a mean and a part along x̂ to lose.

    ∂L/∂x by automatic differentiation. Raises ValueError for another n.
    """
    if not 1 <= n <= LARGEST:
        raise ValueError(f"n={n}; a batch has from 1 to {LARGEST} samples")
    humps, noise = drawn(LARGEST, seed)
    *arrays, mean_, variance = _one_layer(
        mean + spread * humps, noise, np.float64(n), np.float64(gain), np.float64(shift)
    )
    x, hat, y, grad_y, grad_x = (np.asarray(part)[:n] for part in arrays)
    return OneLayer(x, hat, y, grad_y, grad_x, float(mean_), float(variance))


class Sixteen(NamedTuple):
    """Two nets for each of SCALES, [0] without and [1] with batch norm. accuracy (2, 16, POINTS+1): on all
    training images, batch norm using the statistics of all of them; nan where a net is not yet, or where its
    outputs are not finite. variance (2, 16): mean of the last hidden layer's units over the samples, before
    batch norm and training. done: points of nets."""

    accuracy: NDArray[np.float64]
    variance: NDArray[np.float64]
    done: int

    @property
    def point(self) -> int:
        """The last point that every net has reached."""
        return self.done // (2 * len(SCALES))


TOTAL = POINTS * 2 * len(SCALES)


def static_of(what: NetConfig) -> tuple[int, ...]:
    """A NetConfig as plain numbers, for which a training step compiles."""
    return tuple(int(part) for part in what)


def _steps(
    optimizer: Any, train_state: TrainState, data: Any, seed: Any, updates: Any, static: Any
) -> TrainState:
    one = jnp.ones((len(train_state.net.layers), 1, 1), jnp.float32)
    regularizers = cast(Regularizers(), data.train.x.dtype)

    def step(train_state: TrainState, chosen: jax.Array) -> TrainState:
        return update(
            optimizer, regularizers, train_state, static, data.train.x[chosen], data.train.y[chosen], one
        )

    return each_update(step, train_state, seed, updates, BATCH, data.train)


@partial(jax.jit, static_argnames="static")
def _further(optimizer: Any, train_state: TrainState, data: Any, seed: Any, updates: Any, static: Any) -> Any:
    train_state = _steps(optimizer, train_state, data, seed, updates, static)
    ran = run(train_state.net, static, data.train.x)
    right = (jax.lax.argmax(ran.outputs, 1, np.int32) == data.train.y).mean()
    return train_state, jnp.where(jnp.isfinite(ran.outputs).all(), right, jnp.nan), ran.moments[-1][1].mean()


def further(
    train_state: TrainState, what: NetConfig, data: Data, seed: int, updates: int
) -> tuple[TrainState, float, float]:
    """`updates` steps of SGD .01 on batches of 100; then the accuracy on all training images with their own
    statistics (nan if outputs are not finite), and the variance of the last hidden layer before batch norm.
    Compiles once per kind of net."""
    found = _further(
        as_traced(SGD(lr=RATE)), train_state, data, np.int32(seed), np.int32(updates), static=static_of(what)
    )
    return found[0], float(found[1]), float(found[2])


def sixteen(activation: str, seed: int) -> Iterator[Sixteen]:
    """All nets before training, and then after each piece of work: TOGETHER nets, one point further.

    N(0, s²) for every s of SCALES, the same random numbers for all; the same batches for all.
    """
    data = digits(MOST, seed)
    kinds = [net_config(SHAPE.depth, activation, batch_norm=normed) for normed in (False, True)]
    nets = [(what, s) for what in kinds for s in SCALES.tolist()]
    train_states = [begin(SGD(lr=RATE), initial_weights(SHAPE, "unit", seed, s), what) for what, s in nets]

    def go(which: range, updates: int) -> list[Any]:
        found = list(
            _SIDE_BY_SIDE.map(lambda i: further(train_states[i], nets[i][0], data, seed, updates), which)
        )
        for i, (train_state, _, _) in zip(which, found, strict=True):
            train_states[i] = train_state
        return [numbers for _, *numbers in found]

    accuracy = np.full((len(nets), POINTS + 1), np.nan)
    accuracy[:, 0], variance = np.transpose(go(range(len(nets)), 0))
    both, done = (2, len(SCALES)), 0
    yield Sixteen(accuracy.reshape(*both, -1).copy(), variance.reshape(both), done)
    for point in range(1, POINTS + 1):
        for first in range(0, len(nets), TOGETHER):
            which = range(first, first + TOGETHER)
            accuracy[which, point] = [right for right, _ in go(which, UPDATES)]
            done += TOGETHER
            yield Sixteen(accuracy.reshape(*both, -1).copy(), variance.reshape(both), done)


class Trained(NamedTuple):
    """A net with batch norm and how it came there. Of unit 0 of the last hidden layer: running (updates+1,
    2), mean and variance, row 0 the start; batch (updates, 2), those of each step's batch, the variance
    unbiased. On all test images, at each point: accuracy (points, 2) with running statistics and with their
    own."""

    net: Stack
    static: tuple[int, ...]
    running: NDArray[np.float32]
    batch: NDArray[np.float32]
    accuracy: NDArray[np.float32]


@partial(jax.jit, static_argnames="static")
def _watched(optimizer: Any, train_state: TrainState, data: Any, seed: Any, static: Any) -> Any:
    def step(train_state: TrainState, _: None) -> Any:
        order = order_of(
            seed, train_state.step // updates_in(data.train.n, BATCH), data.train.n, len(data.train.y)
        )
        mean, variance = run(
            train_state.net, static, data.train.x[batch_of(order, train_state.step, BATCH, data.train.n)]
        ).moments[-1]
        train_state = _steps(optimizer, train_state, data, seed, 1, static)
        return train_state, (
            jnp.stack([part[0] for part in train_state.running[-1]]),
            jnp.stack([mean[0], variance[0] * BATCH / (BATCH - 1)]),
        )

    def point(train_state: TrainState, _: None) -> Any:
        train_state, units = jax.lax.scan(step, train_state, None, length=UPDATES)
        outputs = [
            run(train_state.net, static, data.test.x, running=statistics).outputs
            for statistics in (train_state.running, None)
        ]
        return train_state, (
            *units,
            jnp.stack([(jax.lax.argmax(own, 1, np.int32) == data.test.y).mean() for own in outputs]),
        )

    return jax.lax.scan(point, train_state, None, length=LATER)


@lru_cache(maxsize=8)
def trained(activation: str, seed: int) -> Trained:
    """5×100 with batch norm, He's weights, SGD .1, LATER × UPDATES batches of 100. Compiles once per
    activation."""
    what = net_config(SHAPE.depth, activation, batch_norm=True)
    train_state = begin(SGD(lr=LATER_RATE), initial_weights(SHAPE, "he", seed), what)
    train_state, found = _watched(
        as_traced(SGD(lr=LATER_RATE)), train_state, digits(MOST, seed), np.int32(seed), static=static_of(what)
    )
    running, batch, accuracy = (np.asarray(part) for part in found)
    start = np.array([[0.0, 1.0]], np.float32)
    return Trained(
        train_state.net,
        static_of(what),
        np.concatenate([start, running.reshape(-1, 2)]),
        batch.reshape(-1, 2),
        accuracy,
    )


def outputs_in_batches(net: Stack, static: tuple[int, ...], x: jax.Array, groups: jax.Array) -> jax.Array:
    """`run` of a net with batch norm, (n, outputs), where x (n, d) falls into batches that are normalised
    each for itself: groups (n,), numbers below n."""
    n = len(x)
    counts = jnp.maximum(jax.ops.segment_sum(jnp.ones(n, x.dtype), groups, n), 1)[:, None]
    a = x
    for layer in net.layers:
        z = a @ layer.weight + layer.bias
        mean = (jax.ops.segment_sum(z, groups, n) / counts)[groups]
        variance = (jax.ops.segment_sum((z - mean) ** 2, groups, n) / counts)[groups]
        a = ACTIVATIONS[static[1]](normalised(z, mean, variance, layer.gain, layer.shift))
    return a @ net.last + net.out


@partial(jax.jit, static_argnames="static")
def _in_batches(net: Stack, x: Any, y: Any, groups: Any, static: Any) -> jax.Array:
    return (jax.lax.argmax(outputs_in_batches(net, static, x, groups), 1, np.int32) == y).mean()


def in_batches_of(size: int, found: Trained, data: Data) -> float:
    """Test accuracy with the statistics of test batches of `size`; the last batch is what is left over. No
    size compiles."""
    groups = (np.arange(len(data.test.y)) // size).astype(np.int32)
    return float(_in_batches(found.net, data.test.x, data.test.y, groups, static=found.static))


def one_digit_at_a_time(found: Trained, data: Data) -> float:
    """Test accuracy with the statistics of ten batches, each of all images of one digit."""
    return float(_in_batches(found.net, data.test.x, data.test.y, data.test.y, static=found.static))
