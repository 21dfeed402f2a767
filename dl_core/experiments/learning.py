"""Learning to classify, with everything that is said to make a net generalise, an epoch at a time, so that it can be watched, stopped and taken up again."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.digits import SIDE, Data, Points
from dl_core.network import Kind, Ran, Stack, Weights, run, stack
from dl_core.optimizers.base import Optimizer, at_rest
from dl_core.params import Scalar, param, params
from dl_core.programs import Bounded
from dl_core.trees import as_traced, cast

KEEPS = 0.9  # of a running mean or variance at each step (the book's momentum; PyTorch calls the rest, .1, momentum)
SCORED = 300  # samples at once
MOST_EPOCHS = 100  # of one call


@params
class Care:
    """What is done so that a net does not just learn by heart. All 0: nothing."""

    dropout: Scalar = param(default=0.0, low=0.0, high=0.9, tex="p", about="share of the hidden activations that each step sets to 0", label="Dropout")
    inverted: Scalar = param(
        default=1.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about="scale by 1/(1−p) while training; else by (1−p) at test time, as the book does",
        label="Inverted dropout",
    )
    l2: Scalar = param(default=0.0, low=0.0, high=1.0, tex=r"\lambda", about="λ/2 ‖W‖² in the loss: its gradient λW goes through the rule", label="L2")
    decay: Scalar = param(
        default=0.0, low=0.0, high=1.0, tex=r"\lambda'", about="weights shrink by ηλ′W at each step, past the rule", label="Decoupled weight decay"
    )
    smoothing: Scalar = param(
        default=0.0, low=0.0, high=0.5, tex=r"\varepsilon", about="this much of the target is spread over all classes", label="Label smoothing"
    )
    noise: Scalar = param(
        default=0.0, low=0.0, high=1.0, tex=r"\sigma", about="standard deviation of noise on the inputs, new at every step", label="Input noise"
    )
    shift: Scalar = param(
        default=0.0, low=0.0, high=1.0, step=1.0, about="move each image by up to one pixel in each direction, anew at every step", label="Shifted digits"
    )


class Learner(NamedTuple):
    """A net on its way. states: the rule's, one for each array of weights; running: (mean, variance) of each layer, for batch norm; step: updates done."""

    net: Stack
    states: tuple[Any, ...]
    running: tuple[Any, ...]
    step: Any


class Trained(NamedTuple):
    """A net as it is at some step, with all that is needed to use it and to take it apart."""

    learner: Learner
    kind: Kind
    care: Care
    data: Data

    @property
    def plan(self) -> tuple[int, ...]:
        """Its kind as plain numbers, for `run`."""
        return tuple(int(part) for part in self.kind)


class Score(NamedTuple):
    """Accuracy and mean cross entropy on training, validation and test set, (3,) each."""

    accuracy: Any
    loss: Any


def begin(optimizer: Optimizer, weights: Weights, kind: Kind) -> Learner:
    """A net before its first step."""
    net = stack(weights, kind)
    states = tuple(at_rest(optimizer, leaf) for leaf in jax.tree.leaves(net))
    running = tuple((np.zeros_like(layer.bias), np.ones_like(layer.bias)) for layer in net.layers)
    return Learner(net, states, running, np.int32(0))


def key_of(seed: Any, step: Any, what: int) -> jax.Array:
    """jax.random's key of one step: what is 2 for noise, 3 for shifts; 0, the order of an epoch, and 1, dropout, have words_of."""
    return jax.random.fold_in(jax.random.fold_in(jax.random.key(seed), step), what)


def words_of(seed: Any, step: Any, what: int, count: int) -> jax.Array:
    """`count` random words of 32 bits for `what` of one step (or epoch): Squares (Widynski 2020, https://arxiv.org/abs/2004.06278), numbers from step·2³² on;
    its key is SplitMix64 (Steele, Lea & Flood 2014) of 256·seed + what, with the last bit set.

    Threefry, which jax.random draws from, takes ten times as long: as long as half of a training step. Integers only, so the same on every machine.
    """
    key = jnp.asarray(seed).astype(jnp.uint32).astype(jnp.uint64) * np.uint64(256) + np.uint64(what) + np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ key >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ key >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    key = key ^ key >> np.uint64(31) | np.uint64(1)
    half = np.uint64(32)
    x = y = (jnp.asarray(step).astype(jnp.uint64) << half | jnp.arange(count, dtype=jnp.uint64)) * key
    z = y + key
    for add in (y, z, y):
        x = x * x + add
        x = x >> half | x << half
    return (x * x + z >> half).astype(jnp.uint32)


def updates_in(n: Any, size: int) -> Any:
    """Updates that make an epoch of n samples in batches of `size`: ⌈n/size⌉, as with PyTorch's DataLoader."""
    return -(-n // size)


def order_of(seed: Any, epoch: Any, n: Any, room: int) -> jax.Array:
    """The order in which an epoch goes through its samples, (room,): first a permutation of 0 … n−1, each as likely; the same for every net of one seed.

    Random words are sorted, each with its place behind it, so that no two are equal. What lies beyond n goes to the end.
    """
    place = jnp.arange(room, dtype=jnp.uint64)
    words = words_of(seed, epoch, 0, room).astype(jnp.uint64) << np.uint64(32) | place
    return jnp.sort(jnp.where(place < jnp.asarray(n).astype(jnp.uint64), words, np.uint64(2**64 - 1))).astype(jnp.uint32).astype(jnp.int32)


def batch_of(order: jax.Array, step: Any, size: int, n: Any) -> jax.Array:
    """The samples of one step, (size,) below n: the next of its epoch's order. The last batch of an epoch is filled up from the beginning of the order, so that
    every batch has one size: no sample is left out, and in each epoch some are taken twice where `size` does not divide n."""
    return order[(step % updates_in(n, size) * size + jnp.arange(size, dtype=jnp.int32)) % n]


def each_update(update: Callable[[Learner, jax.Array], Learner], learner: Learner, seed: Any, updates: Any, size: int, data: Points) -> Learner:
    """`updates` times the learner that `update` makes of it and of its batch, with a new order of the data at every epoch. To be compiled."""

    def one(i: jax.Array, held: tuple[Learner, jax.Array]) -> tuple[Learner, jax.Array]:
        learner, order = held
        epoch, place = learner.step // updates_in(data.n, size), learner.step % updates_in(data.n, size)
        order = jax.lax.cond((i == 0) | (place == 0), lambda: order_of(seed, epoch, data.n, len(data.y)), lambda: order)
        return update(learner, batch_of(order, learner.step, size, data.n)), order

    return jax.lax.fori_loop(0, updates, one, (learner, jnp.zeros(len(data.y), jnp.int32)))[0]


def masks_of(seed: Any, step: Any, ratio: Any, shape: tuple[int, int, int]) -> jax.Array:
    """Which activations stay, (layers, samples, units) of 0 and 1; the same numbers for every ratio, so that a larger one drops more of the same.

    A number is half of a word, and drops its activation if it is below 65,536 times the ratio, rounded: a chance within 1/131,072 of the ratio.
    """
    count = math.prod(shape)
    halves = jax.lax.bitcast_convert_type(words_of(seed, step, 1, -(-count // 2)), jnp.uint16).ravel()[:count].reshape(shape)
    return (halves.astype(jnp.int32) >= jnp.round(65536 * ratio).astype(jnp.int32)).astype(jnp.float32)


def factors_of(care: Care, masks: jax.Array) -> jax.Array:
    """What training multiplies onto activations: masks, over 1−p if inverted."""
    return masks / jnp.where(care.inverted > 0, 1 - care.dropout, 1)


def at_test(care: Care) -> jax.Array:
    """What the whole net multiplies onto activations after training: 1, or 1−p if dropout was not inverted."""
    return jnp.where(care.inverted > 0, 1.0, 1 - care.dropout).astype(jnp.float32)


def cross_entropy(outputs: jax.Array, y: jax.Array, smoothing: Any = None) -> jax.Array:
    """Of each sample (n,): −Σ t ln softmax(outputs), t = 1 for its class, of which `smoothing` is spread evenly over all; None: nothing, and no time is spent
    on it. outputs (n, classes), y (n,)."""
    log = jax.nn.log_softmax(outputs)
    lost = -jnp.take_along_axis(log, y[:, None], axis=1)[:, 0]
    return lost if smoothing is None else (1 - smoothing) * lost - smoothing * log.mean(axis=1)


def _shifted(x: jax.Array, by: jax.Array) -> jax.Array:
    """Images (n, 64) moved by (n, 2) whole pixels, empty pixels 0."""
    images = jnp.pad(x.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    return jax.vmap(lambda image, by: jax.lax.dynamic_slice(image, (1 + by[0], 1 + by[1]), (SIDE, SIDE)))(images, by).reshape(x.shape)


def _disturbed(care: Care, x: jax.Array, seed: Any, step: Any) -> jax.Array:
    if x.shape[1] == SIDE * SIDE:
        x = jax.lax.cond(care.shift > 0, lambda x: _shifted(x, jax.random.randint(key_of(seed, step, 3), (len(x), 2), -1, 2)), lambda x: x, x)
    return jax.lax.cond(care.noise > 0, lambda x: x + care.noise * jax.random.normal(key_of(seed, step, 2), x.shape, x.dtype), lambda x: x, x)


def update(optimizer: Any, care: Care, learner: Learner, plan: Any, x: jax.Array, y: jax.Array, factors: jax.Array) -> Learner:
    """One step on a batch x (n, d), y (n,), with factors (layers, n, units) on the hidden activations."""
    net, states, running, step = learner

    def loss(net: Stack) -> tuple[jax.Array, Any]:
        ran = run(net, plan, x, factors)
        return cross_entropy(ran.outputs, y, care.smoothing).mean(), ran.moments

    (value, moments), grads = jax.value_and_grad(loss, has_aux=True)(net)
    leaves, tree = jax.tree.flatten(net)
    rule, rate, moved, after = cast(optimizer, leaves[0].dtype), optimizer.lr, [], []
    for leaf, grad, state in zip(leaves, jax.tree.leaves(grads), states, strict=True):
        matrix = leaf.ndim == 2  # biases, γ and β are left alone by both
        displacement, then = rule.step(None, leaf, value, grad + care.l2 * leaf if matrix else grad, state)
        moved.append(leaf + displacement - jnp.asarray(rate * jnp.asarray(care.decay, jnp.float64), leaf.dtype) * leaf if matrix else leaf + displacement)
        after.append(then)
    if plan[2]:
        unbiased = len(y) / max(len(y) - 1, 1)  # as PyTorch keeps it
        running = tuple((KEEPS * m + (1 - KEEPS) * now, KEEPS * v + (1 - KEEPS) * unbiased * var) for (m, v), (now, var) in zip(running, moments, strict=True))
    return Learner(jax.tree.unflatten(tree, moved), tuple(after), running, step + 1)


def tested(learner: Learner, plan: Any, care: Care, x: jax.Array) -> Ran:
    """The whole net on x as it is used after training: running statistics, no mask."""
    return run(learner.net, plan, x, [at_test(care)] * len(learner.net.layers), learner.running)


def _score(learner: Learner, plan: Any, care: Care, data: Data) -> Score:
    found = [_score_on(learner, plan, care, points) for points in (data.train, data.validation, data.test)]
    return Score(*(jnp.stack(column) for column in zip(*found, strict=True)))


def _score_on(learner: Learner, plan: Any, care: Care, points: Any) -> tuple[jax.Array, jax.Array]:
    """Accuracy and mean cross entropy on the first n of points, SCORED at a time: what lies wholly beyond n is not computed, and two cores share the rest."""

    def counted(start: int) -> jax.Array:
        x, y = (part[start : start + SCORED] for part in (points.x, points.y))
        counts = start + np.arange(len(y), dtype=np.int32) < points.n
        outputs = tested(learner, plan, care, x).outputs
        right = counts & (jax.lax.argmax(outputs, 1, np.int32) == y)  # jnp's has 64 bits, and takes a third longer
        return jnp.stack([right.sum(dtype=outputs.dtype), jnp.where(counts, cross_entropy(outputs, y), 0).sum()])

    first = counted(0)
    none = jnp.zeros_like(first)
    found = first + sum(jax.lax.cond(points.n > start, partial(counted, start), lambda: none) for start in range(SCORED, len(points.y), SCORED))
    right, lost = found
    n = points.n.astype(found.dtype)
    return right / n, lost / n  # each for itself: together, XLA would multiply both by 1/n, and 500 of 600 would not be float32's 5/6


score = Bounded.jit(_score, static_argnames="plan")


def _one_epoch(optimizer: Any, care: Any, learner: Learner, data: Data, seed: Any, updates: Any, plan: Any, size: int) -> tuple[Learner, Score]:
    care = cast(care, data.train.x.dtype)
    train = data.train
    shape = (len(learner.net.layers), size, len(learner.net.layers[0].bias))

    def step(learner: Learner, chosen: jax.Array) -> Learner:
        drop, keep = lambda: factors_of(care, masks_of(seed, learner.step, care.dropout, shape)), lambda: jnp.ones(shape, jnp.float32)
        x = _disturbed(care, train.x[chosen], seed, learner.step)
        return update(optimizer, care, learner, plan, x, train.y[chosen], jax.lax.cond(care.dropout > 0, drop, keep))

    learner = each_update(step, learner, seed, updates, size, train)
    return learner, _score(learner, plan, care, data)


@partial(Bounded.jit, static_argnames=("plan", "size"))
def _epochs(optimizer: Any, care: Any, learner: Learner, data: Data, seed: Any, updates: Any, count: Any, plan: Any, size: int) -> tuple[Learner, Score]:
    def one(i: jax.Array, held: tuple[Learner, Score]) -> tuple[Learner, Score]:
        learner, found = _one_epoch(optimizer, care, held[0], data, seed, updates, plan, size)
        return learner, jax.tree.map(lambda rows, row: rows.at[i].set(row), held[1], found)

    rows = jnp.zeros((MOST_EPOCHS, 3), learner.net.out.dtype)
    return jax.lax.fori_loop(0, count, one, (learner, Score(rows, rows)))


def epoch(optimizer: Optimizer, care: Care, learner: Learner, kind: Kind, data: Data, seed: int, updates: int, size: int = 100) -> tuple[Learner, Score]:
    """`updates` steps on batches of `size`, and how good the net is after them. Compiles once per shape of net and data, kind of net and rule, and size."""
    learner, found = epochs(optimizer, care, learner, kind, data, seed, updates, 1, size)
    return learner, Score(*(rows[0] for rows in found))


def epochs(
    optimizer: Optimizer, care: Care, learner: Learner, kind: Kind, data: Data, seed: int, updates: int, count: int, size: int = 100
) -> tuple[Learner, Score]:
    """`count` times `epoch` in one call, which saves a small net half of its time and more; the score of each, (count, 3). The same program.

    Raises ValueError for more than MOST_EPOCHS.
    """
    if not 0 <= count <= MOST_EPOCHS:
        raise ValueError(f"count={count}; from 0 to {MOST_EPOCHS} epochs are allowed in one call")
    plan, numbers = tuple(int(part) for part in kind), (np.int32(seed), np.int32(updates), np.int32(count))
    learner, found = _epochs(as_traced(optimizer), as_traced(care), learner, data, *numbers, plan=plan, size=size)
    return learner, Score(*(np.asarray(rows)[:count] for rows in found))
