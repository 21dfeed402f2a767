"""Learning to classify, with everything that is said to make a net generalise, an epoch at a time, so that it
can be watched, stopped and taken up again."""

import math
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.digits import SIDE, Data
from dl_core.network import Applied, NetConfig, Stack, Weights, run, stack
from dl_core.optimizers.base import Optimizer, at_rest
from dl_core.optimizers.batches import each_update, words_of
from dl_core.params import Scalar, param, params
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

# of a running mean or variance at each step (the book's momentum; PyTorch calls the rest, .1, momentum)
KEEPS = 0.9
SCORED = 300  # samples at once
MOST_EPOCHS = 100  # of one call


@params
class Regularizers:
    """What is done so that a net does not just learn by heart. All 0: nothing."""

    dropout: Scalar = param(
        default=0.0,
        low=0.0,
        high=0.9,
        tex="p",
        about="share of the hidden activations that each step sets to 0",
        label="Dropout",
    )
    inverted: Scalar = param(
        default=1.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about="scale by 1/(1−p) while training; else by (1−p) at test time, as the book does",
        label="Inverted dropout",
    )
    l2: Scalar = param(
        default=0.0,
        low=0.0,
        high=1.0,
        tex=r"\lambda",
        about="λ/2 ‖W‖² in the loss: its gradient λW goes through the rule",
        label="L2",
    )
    decay: Scalar = param(
        default=0.0,
        low=0.0,
        high=1.0,
        tex=r"\lambda'",
        about="weights shrink by ηλ′W at each step, past the rule",
        label="Decoupled weight decay",
    )
    smoothing: Scalar = param(
        default=0.0,
        low=0.0,
        high=0.5,
        tex=r"\varepsilon",
        about="this much of the target is spread over all classes",
        label="Label smoothing",
    )
    noise: Scalar = param(
        default=0.0,
        low=0.0,
        high=1.0,
        tex=r"\sigma",
        about="standard deviation of noise on the inputs, new at every step",
        label="Input noise",
    )
    shift: Scalar = param(
        default=0.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about="move each image by up to one pixel in each direction, anew at every step",
        label="Shifted digits",
    )


class TrainState(NamedTuple):
    """A net on its way. states: the rule's, one for each array of weights; running: (mean, variance) of each
    layer, for batch norm; step: updates done."""

    net: Stack
    states: tuple[Any, ...]
    running: tuple[Any, ...]
    step: Any


class Trained(NamedTuple):
    """A net as it is at some step, with all that is needed to use it and to take it apart."""

    train_state: TrainState
    config: NetConfig
    regularizers: Regularizers
    data: Data

    @property
    def static(self) -> tuple[int, ...]:
        """Its config as plain numbers, for `run`."""
        return tuple(int(part) for part in self.config)


class Score(NamedTuple):
    """Accuracy and mean cross entropy on training, validation and test set, (3,) each."""

    accuracy: Any
    loss: Any


def begin(optimizer: Optimizer, weights: Weights, config: NetConfig) -> TrainState:
    """A net before its first step."""
    net = stack(weights, config)
    states = tuple(at_rest(optimizer, leaf) for leaf in jax.tree.leaves(net))
    running = tuple((np.zeros_like(layer.bias), np.ones_like(layer.bias)) for layer in net.layers)
    return TrainState(net, states, running, np.int32(0))


def key_of(seed: Any, step: Any, what: int) -> jax.Array:
    """jax.random's key of one step: what is 2 for noise, 3 for shifts; 0, the order of an epoch, and 1,
    dropout, have words_of."""
    return jax.random.fold_in(jax.random.fold_in(jax.random.key(seed), step), what)


def masks_of(seed: Any, step: Any, ratio: Any, shape: tuple[int, int, int]) -> jax.Array:
    """Which activations stay, (layers, samples, units) of 0 and 1; the same numbers for every ratio, so that
    a larger one drops more of the same.

    A number is half of a word, and drops its activation if it is below 65,536 times the ratio, rounded: a
    chance within 1/131,072 of the ratio.
    """
    count = math.prod(shape)
    halves = (
        jax.lax.bitcast_convert_type(words_of(seed, step, 1, -(-count // 2)), jnp.uint16)
        .ravel()[:count]
        .reshape(shape)
    )
    return (halves.astype(jnp.int32) >= jnp.round(65536 * ratio).astype(jnp.int32)).astype(jnp.float32)


def factors_of(regularizers: Regularizers, masks: jax.Array) -> jax.Array:
    """What training multiplies onto activations: masks, over 1−p if inverted."""
    return masks / jnp.where(regularizers.inverted > 0, 1 - regularizers.dropout, 1)


def at_test(regularizers: Regularizers) -> jax.Array:
    """What the whole net multiplies onto activations after training: 1, or 1−p if dropout was not
    inverted."""
    return jnp.where(regularizers.inverted > 0, 1.0, 1 - regularizers.dropout).astype(jnp.float32)


def cross_entropy(outputs: jax.Array, y: jax.Array, smoothing: Any = None) -> jax.Array:
    """Of each sample (n,): −Σ t ln softmax(outputs), t = 1 for its class, of which `smoothing` is spread
    evenly over all; None: nothing, and no time is spent on it. outputs (n, classes), y (n,)."""
    log = jax.nn.log_softmax(outputs)
    lost = -jnp.take_along_axis(log, y[:, None], axis=1)[:, 0]
    return lost if smoothing is None else (1 - smoothing) * lost - smoothing * log.mean(axis=1)


def _shifted(x: jax.Array, by: jax.Array) -> jax.Array:
    """Images (n, 64) moved by (n, 2) whole pixels, empty pixels 0."""
    images = jnp.pad(x.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    return jax.vmap(lambda image, by: jax.lax.dynamic_slice(image, (1 + by[0], 1 + by[1]), (SIDE, SIDE)))(
        images, by
    ).reshape(x.shape)


def _disturbed(regularizers: Regularizers, x: jax.Array, seed: Any, step: Any) -> jax.Array:
    if x.shape[1] == SIDE * SIDE:
        x = jax.lax.cond(
            regularizers.shift > 0,
            lambda x: _shifted(x, jax.random.randint(key_of(seed, step, 3), (len(x), 2), -1, 2)),
            lambda x: x,
            x,
        )
    return jax.lax.cond(
        regularizers.noise > 0,
        lambda x: x + regularizers.noise * jax.random.normal(key_of(seed, step, 2), x.shape, x.dtype),
        lambda x: x,
        x,
    )


def update(
    optimizer: Any,
    regularizers: Regularizers,
    train_state: TrainState,
    static: Any,
    x: jax.Array,
    y: jax.Array,
    factors: jax.Array,
) -> TrainState:
    """One step on a batch x (n, d), y (n,), with factors (layers, n, units) on the hidden activations."""
    net, states, running, step = train_state

    def loss(net: Stack) -> tuple[jax.Array, Any]:
        ran = run(net, static, x, factors)
        return cross_entropy(ran.outputs, y, regularizers.smoothing).mean(), ran.moments

    (value, moments), grads = jax.value_and_grad(loss, has_aux=True)(net)
    leaves, tree = jax.tree.flatten(net)
    rule, rate, moved, after = cast(optimizer, leaves[0].dtype), optimizer.lr, [], []
    for leaf, grad, state in zip(leaves, jax.tree.leaves(grads), states, strict=True):
        matrix = leaf.ndim == 2  # biases, γ and β are left alone by both
        displacement, then = rule.step(
            None, leaf, value, grad + regularizers.l2 * leaf if matrix else grad, state
        )
        moved.append(
            leaf
            + displacement
            - jnp.asarray(rate * jnp.asarray(regularizers.decay, jnp.float64), leaf.dtype) * leaf
            if matrix
            else leaf + displacement
        )
        after.append(then)
    if static[2]:
        unbiased = len(y) / max(len(y) - 1, 1)  # as PyTorch keeps it
        running = tuple(
            (KEEPS * m + (1 - KEEPS) * now, KEEPS * v + (1 - KEEPS) * unbiased * var)
            for (m, v), (now, var) in zip(running, moments, strict=True)
        )
    return TrainState(jax.tree.unflatten(tree, moved), tuple(after), running, step + 1)


def tested(train_state: TrainState, static: Any, regularizers: Regularizers, x: jax.Array) -> Applied:
    """The whole net on x as it is used after training: running statistics, no mask."""
    return run(
        train_state.net, static, x, [at_test(regularizers)] * len(train_state.net.layers), train_state.running
    )


def _score(train_state: TrainState, static: Any, regularizers: Regularizers, data: Data) -> Score:
    found = [
        _score_on(train_state, static, regularizers, points)
        for points in (data.train, data.validation, data.test)
    ]
    return Score(*(jnp.stack(column) for column in zip(*found, strict=True)))


def _score_on(
    train_state: TrainState, static: Any, regularizers: Regularizers, points: Any
) -> tuple[jax.Array, jax.Array]:
    """Accuracy and mean cross entropy on the first n of points, SCORED at a time: what lies wholly beyond n
    is not computed, and two cores share the rest."""

    def counted(start: int) -> jax.Array:
        x, y = (part[start : start + SCORED] for part in (points.x, points.y))
        counts = start + np.arange(len(y), dtype=np.int32) < points.n
        outputs = tested(train_state, static, regularizers, x).outputs
        # jnp's has 64 bits, and takes a third longer
        right = counts & (jax.lax.argmax(outputs, 1, np.int32) == y)
        return jnp.stack(
            [right.sum(dtype=outputs.dtype), jnp.where(counts, cross_entropy(outputs, y), 0).sum()]
        )

    first = counted(0)
    none = jnp.zeros_like(first)
    found = first + sum(
        jax.lax.cond(points.n > start, partial(counted, start), lambda: none)
        for start in range(SCORED, len(points.y), SCORED)
    )
    right, lost = found
    n = points.n.astype(found.dtype)
    # each for itself: together, XLA would multiply both by 1/n, and 500 of 600 would not be float32's 5/6
    return (right / n, lost / n)


score = Bounded.jit(_score, static_argnames="static")


def _one_epoch(
    optimizer: Any,
    regularizers: Any,
    train_state: TrainState,
    data: Data,
    seed: Any,
    updates: Any,
    static: Any,
    size: int,
) -> tuple[TrainState, Score]:
    regularizers = cast(regularizers, data.train.x.dtype)
    train = data.train
    shape = (len(train_state.net.layers), size, len(train_state.net.layers[0].bias))

    def step(train_state: TrainState, chosen: jax.Array) -> TrainState:
        drop, keep = (
            lambda: factors_of(regularizers, masks_of(seed, train_state.step, regularizers.dropout, shape)),
            lambda: jnp.ones(shape, jnp.float32),
        )
        x = _disturbed(regularizers, train.x[chosen], seed, train_state.step)
        return update(
            optimizer,
            regularizers,
            train_state,
            static,
            x,
            train.y[chosen],
            jax.lax.cond(regularizers.dropout > 0, drop, keep),
        )

    train_state = each_update(step, train_state, seed, updates, size, train)
    return train_state, _score(train_state, static, regularizers, data)


@partial(Bounded.jit, static_argnames=("static", "size"))
def _epochs(
    optimizer: Any,
    regularizers: Any,
    train_state: TrainState,
    data: Data,
    seed: Any,
    updates: Any,
    count: Any,
    static: Any,
    size: int,
) -> tuple[TrainState, Score]:
    def one(i: jax.Array, held: tuple[TrainState, Score]) -> tuple[TrainState, Score]:
        train_state, found = _one_epoch(optimizer, regularizers, held[0], data, seed, updates, static, size)
        return train_state, jax.tree.map(lambda rows, row: rows.at[i].set(row), held[1], found)

    rows = jnp.zeros((MOST_EPOCHS, 3), train_state.net.out.dtype)
    return jax.lax.fori_loop(0, count, one, (train_state, Score(rows, rows)))


def epoch(
    optimizer: Optimizer,
    regularizers: Regularizers,
    train_state: TrainState,
    config: NetConfig,
    data: Data,
    seed: int,
    updates: int,
    size: int = 100,
) -> tuple[TrainState, Score]:
    """`updates` steps on batches of `size`, and how good the net is after them. Compiles once per shape of
    net and data, kind of net and rule, and size."""
    train_state, found = epochs(optimizer, regularizers, train_state, config, data, seed, updates, 1, size)
    return train_state, Score(*(rows[0] for rows in found))


def epochs(
    optimizer: Optimizer,
    regularizers: Regularizers,
    train_state: TrainState,
    config: NetConfig,
    data: Data,
    seed: int,
    updates: int,
    count: int,
    size: int = 100,
) -> tuple[TrainState, Score]:
    """`count` times `epoch` in one call, which saves a small net half of its time and more; the score of
    each, (count, 3). The same program.

    Raises ValueError for more than MOST_EPOCHS.
    """
    if not 0 <= count <= MOST_EPOCHS:
        raise ValueError(f"count={count}; from 0 to {MOST_EPOCHS} epochs are allowed in one call")
    static, numbers = (
        tuple(int(part) for part in config),
        (np.int32(seed), np.int32(updates), np.int32(count)),
    )
    train_state, found = _epochs(
        as_traced(optimizer), as_traced(regularizers), train_state, data, *numbers, static=static, size=size
    )
    return train_state, Score(*(np.asarray(rows)[:count] for rows in found))
