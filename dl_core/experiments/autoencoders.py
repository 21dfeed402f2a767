"""Autoencoders that learn: plain, linear, denoising or variational, by one function to which all numbers are
data."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.digits import TOTAL, Points, load, points
from dl_core.experiments.codes import kl_of_units, vae_terms
from dl_core.nets.autoencoder import Layers, Plan, decode, encode, initial
from dl_core.optimizers import Adam
from dl_core.optimizers.base import at_rest
from dl_core.optimizers.batches import each_update, words_of
from dl_core.params import Scalar
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

INPUT, CODE = 4, 5  # what random numbers are for, see `batches.words_of`
BATCH, PIECE, TOGETHER = 128, 100, 2  # samples of a step; steps of a piece of work, and nets in it
TEST = 360  # digits
STEPS, ROOMY = 4000, Plan(room=64)  # usual; one program for codes of all widths
Floats = NDArray[np.float32]


class Goal(NamedTuple):
    """What a net is to learn, and how: numbers, none of which compiles. The loss of a batch is the mean over
    its samples of Σ(x − x̂)²/(2·variance) + beta·KL, plus l2 times the sum of all squared weights (biases
    not counted).

    lr: Adam's, all through the first half of the steps, from there in a line to 0; variance: of the decoder;
    beta: counts where variational is 1, and codes are drawn from their distributions; noise: standard
    deviation of what is added to the input, while the target stays clean.
    """

    lr: Scalar = 0.006
    variance: Scalar = 0.5
    beta: Scalar = 0.0
    variational: Scalar = 0.0
    noise: Scalar = 0.0
    l2: Scalar = 0.0


class Recipe(NamedTuple):
    """A net that is to learn. width: numbers of its code; prefixes: the loss is the mean over codes of 1, 2 …
    width numbers, the others 0; size: samples of a step, at most as many as there are."""

    plan: Plan
    width: int
    goal: Goal = Goal()
    seed: int = 0
    prefixes: bool = False
    size: int = BATCH

    @property
    def masks(self) -> Floats:
        """Which numbers of the code count (k, room): all of its width, or each prefix."""
        kept = range(1, self.width + 1) if self.prefixes else (self.width,)
        return (np.arange(self.plan.room) < np.array(kept)[:, None]).astype(np.float32)


class State(NamedTuple):
    """A net on its way. states: Adam's, one for each array; step: updates done."""

    layers: Layers
    states: tuple[Any, ...]
    step: Any


class Score(NamedTuple):
    """Mean of Σ(x − x̂)² over the training and over the test samples, of the codes' means; kl (room,): of each
    number of the code, the mean over the training samples."""

    train: Any
    test: Any
    kl: Any


def begin(layers: Layers) -> State:
    """A net before its first step."""
    return State(layers, tuple(at_rest(Adam(), leaf) for leaf in jax.tree.leaves(layers)), np.int32(0))


def normals(seed: Any, step: Any, what: int, shape: tuple[int, ...]) -> jax.Array:
    """Normal random numbers for `what` of one step, by Box & Muller's transformation (1958)."""
    count = int(np.prod(shape))
    words = words_of(seed, step, what, 2 * count).astype(jnp.float32)
    uniform = (words + np.float32(0.5)) * np.float32(2**-32)
    radius = jnp.sqrt(-2 * jnp.log(uniform[:count]))
    return (radius * jnp.cos(np.float32(2 * np.pi) * uniform[count:])).reshape(shape)


def loss_of(layers: Layers, plan: Plan, goal: Goal, masks: Any, given: Any, x: Any, noise: Any) -> jax.Array:
    """The loss of a batch. masks (k, room); given: the input (n, values); x: the target; noise (n, room):
    normal random numbers, of a variational autoencoder."""
    mean, log_variance = encode(layers, plan, given)
    codes = mean + goal.variational * noise * jnp.exp(log_variance / 2)
    decoded = [decode(layers, plan, codes * mask) for mask in masks]
    terms = [vae_terms(x, one, mean, log_variance, goal.variance) for one in decoded]
    squares = sum(jnp.square(leaf).sum() for leaf in jax.tree.leaves(layers) if leaf.ndim == 2)
    reconstruction = sum(one.reconstruction for one in terms) / len(terms)
    return reconstruction + goal.variational * goal.beta * terms[0].kl + goal.l2 * squares


def update(state: State, plan: Plan, goal: Goal, masks: Any, x: Any, seed: Any, steps: Any) -> State:
    """One of so many steps of Adam on a batch x (n, values)."""

    def drawn(what: int, shape: tuple[int, ...], is_used: Any) -> jax.Array:
        none = partial(jnp.zeros, shape, jnp.float32)
        return jax.lax.cond(is_used > 0, lambda: normals(seed, state.step, what, shape), none)

    noise = drawn(CODE, (len(x), plan.room), goal.variational)
    given = x + goal.noise * drawn(INPUT, x.shape, goal.noise)
    value, grads = jax.value_and_grad(loss_of)(state.layers, plan, goal, masks, given, x, noise)
    rate = goal.lr * jnp.minimum(1, 2 - 2 * state.step / steps).astype(jnp.float32)
    rule = cast(as_traced(Adam()), jnp.float32)
    leaves, moved, after = jax.tree.leaves(state.layers), [], []
    for leaf, grad, held in zip(leaves, jax.tree.leaves(grads), state.states, strict=True):
        displacement, then = rule.step(None, leaf, value, grad, held)
        moved.append(leaf + rate / rule.lr * displacement)
        after.append(then)
    return State(jax.tree.unflatten(jax.tree.structure(state.layers), moved), tuple(after), state.step + 1)


@partial(Bounded.jit, static_argnames=("plan", "size"))
def _learn(
    state: State,
    goal: Goal,
    masks: Any,
    train: Points,
    test: Points,
    numbers: tuple[Any, ...],
    plan: Plan,
    size: int,
) -> tuple[State, Score]:
    seed, updates, steps = numbers

    def step(state: State, chosen: jax.Array) -> State:
        return update(state, plan, goal, masks, train.x[chosen], seed, steps)

    state = each_update(step, state, seed, updates, size, train)

    def error(x: Any) -> tuple[Any, Any]:
        mean, log_variance = encode(state.layers, plan, x)
        off = decode(state.layers, plan, mean * masks[-1]) - x
        return jnp.square(off).sum(axis=1).mean(), kl_of_units(mean, log_variance).mean(axis=0) * masks[-1]

    (learned, kl), (tested, _kl) = error(train.x), error(test.x)
    return state, Score(learned, tested, kl)


def learn(
    recipe: Recipe, state: State, train: Points, test: Points, updates: int, steps: int
) -> tuple[State, Score]:
    """`updates` steps of the `steps` of a recipe, and what came of them. One program for each plan, batch
    size and number of masks: all else is data."""
    numbers = (np.int32(recipe.seed), np.int32(updates), np.float32(steps))
    goal = Goal(*map(np.float32, recipe.goal))  # type: ignore[arg-type]  # numbers that are data
    size = min(recipe.size, len(train.y))
    return _learn(state, goal, recipe.masks, train, test, numbers, plan=recipe.plan, size=size)


# --- many nets side by side ---------------------------------------------------------------------------------


class Learned(NamedTuple):
    """How far a net has come. layers: as they are, with room for the widest code; steps, train, test
    (points,): the curve, see `Score`; kl (points, room)."""

    layers: Layers
    steps: NDArray[np.intp]
    train: Floats
    test: Floats
    kl: Floats


@cache
def digits_apart(seed: int = 0) -> tuple[Points, Points]:
    """1,437 digits to learn from and 360 for the test, shuffled by the seed, with their labels."""
    images, labels = load()
    order = np.random.default_rng((seed, 43)).permutation(TOTAL)
    return tuple(points(images[part], labels[part]) for part in (order[TEST:], order[:TEST]))  # type: ignore[return-value]


def train_all(
    recipes: Sequence[Recipe], train: Points, test: Points, steps: int, piece: int = PIECE
) -> Iterator[tuple[Learned, ...]]:
    """All nets beside each other, `piece` steps at a time: first as they begin, then after every piece of all
    nets. Yields after TOGETHER nets, the state before once more until all have come as far, so that it can be
    stopped there; no number depends on how many learn at a time."""
    train, test = jax.device_put(train), jax.device_put(test)
    states = [begin(initial(one.plan, one.width, one.seed)) for one in recipes]
    curves: list[list[Score]] = [[] for _one in recipes]
    none = np.zeros(0, np.float32)
    state: tuple[Learned, ...] = tuple(
        Learned(one.layers, np.zeros(0, int), none, none, np.zeros((0, 0), np.float32)) for one in states
    )
    yield state
    for done in (0, *range(piece, steps, piece), steps):
        for first in range(0, len(recipes), TOGETHER):
            if first:
                yield state
            here = range(first, min(first + TOGETHER, len(recipes)))

            def further(i: int, done: int = done) -> tuple[State, Score]:
                updates = done - int(states[i].step)
                moved, score = learn(recipes[i], states[i], train, test, updates, steps)
                return jax.tree.map(np.asarray, moved), Score(*map(np.asarray, score))

            for i, (moved, score) in zip(here, _POOL.map(further, here), strict=True):
                states[i] = moved
                curves[i].append(score)
        at = np.array([0, *range(piece, done, piece), done] if done else [0])
        state = tuple(
            Learned(one.layers, at, *(np.array(values) for values in zip(*curve, strict=True)))
            for one, curve in zip(states, curves, strict=True)
        )
        yield state


_POOL = ThreadPoolExecutor(min(TOGETHER, os.cpu_count() or 1))
