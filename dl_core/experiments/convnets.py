"""Convolutional and dense nets that learn beside each other over five seeds, an epoch at a time: what each
seed's nets see is the same."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.digits import Points
from dl_core.experiments.learning import cross_entropy
from dl_core.experiments.places import PLACES, Task
from dl_core.nets.convnet import Layers, Plan, initial, outputs
from dl_core.optimizers.base import Optimizer, at_rest
from dl_core.optimizers.batches import each_update, updates_in
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

SEEDS = 5
TOGETHER = 2  # nets of one piece of work
BATCH = 100
BLOCK = 300  # samples that are scored at once
Floats = NDArray[np.float32]


class Contestant(NamedTuple):
    """How nets are made and taught. ends: in a global max pooling; frozen: the convolutions stay as they were
    drawn, and only what comes after them learns; task: from a seed to what is learned."""

    plan: Plan
    optimizer: Optimizer
    task: Callable[[int], Task]
    ends: bool = False
    frozen: bool = False


class State(NamedTuple):
    """A net on its way. states: the rule's, one for each array; step: updates done."""

    layers: Layers
    states: tuple[Any, ...]
    step: Any


class Right(NamedTuple):
    """Which of the training and of the test samples that were looked at a net classifies rightly; those that
    were not looked at are False."""

    train: Any
    test: Any


def begin(optimizer: Optimizer, layers: Layers) -> State:
    """A net before its first step."""
    return State(layers, tuple(at_rest(optimizer, leaf) for leaf in jax.tree.leaves(layers)), np.int32(0))


def loss_of(layers: Layers, plan: Plan, x: jax.Array, y: jax.Array, ends: Any) -> jax.Array:
    """Mean cross entropy on a batch x (n, values), y (n,)."""
    return cross_entropy(outputs(layers, plan, x, ends), y).mean()


def update(
    optimizer: Any, state: State, plan: Plan, x: jax.Array, y: jax.Array, ends: Any, frozen: Any
) -> State:
    """One step on a batch. frozen: 1, the convolutions do not move."""
    value, grads = jax.value_and_grad(loss_of)(state.layers, plan, x, y, ends)
    rule, leaves = cast(optimizer, x.dtype), jax.tree.leaves(state.layers)
    still = 2 * len(plan.channels)  # arrays of the convolutions: weights and biases
    moved, after = [], []
    for place, (leaf, grad, held) in enumerate(
        zip(leaves, jax.tree.leaves(grads), state.states, strict=True)
    ):
        displacement, then = rule.step(None, leaf, value, grad, held)
        moved.append(leaf + (jnp.where(frozen > 0, 0, displacement) if place < still else displacement))
        after.append(then)
    return State(jax.tree.unflatten(jax.tree.structure(state.layers), moved), tuple(after), state.step + 1)


def _right(layers: Layers, plan: Plan, points: Points, n: Any, ends: Any) -> jax.Array:
    """Which of the first n of points are classified rightly (room,), BLOCK of them at a time."""
    room = len(points.y)
    block = min(BLOCK, room)

    def one(i: Any, right: jax.Array) -> jax.Array:
        start = jnp.minimum(i * block, room - block)  # the last block begins earlier, and is in time
        x, y = (jax.lax.dynamic_slice_in_dim(part, start, block) for part in points[:2])
        said = outputs(layers, plan, x.astype(jnp.float32), ends)
        good = (start + jnp.arange(block, dtype=np.int32) < n) & (jax.lax.argmax(said, 1, np.int32) == y)
        return jax.lax.dynamic_update_slice_in_dim(right, good, start, 0)

    return jax.lax.fori_loop(0, (n + block - 1) // block, one, jnp.zeros(room, bool))


@partial(Bounded.jit, static_argnames=("plan", "size"))
def _epoch(
    optimizer: Any, state: State, train: Points, test: Points, numbers: tuple[Any, ...], plan: Plan, size: int
) -> tuple[State, Right]:
    seed, updates, learned, tested, ends, frozen = numbers

    def step(state: State, chosen: jax.Array) -> State:
        x = train.x[chosen].astype(jnp.float32)
        return update(optimizer, state, plan, x, train.y[chosen], ends, frozen)

    state = each_update(step, state, seed, updates, size, train)
    of = partial(_right, state.layers, plan)
    return state, Right(of(train, learned, ends), of(test, tested, ends))


def epoch(
    one: Contestant, state: State, task: Task, seed: int, updates: int, learned: int, tested: int
) -> tuple[State, Right]:
    """`updates` steps, and what the net then says of the first so many training and test samples. One
    program for each plan, rule and shape of the task: where the last layer looks and whether filters stay are
    data."""
    numbers = tuple(map(np.int32, (seed, updates, learned, tested, one.ends, one.frozen)))
    return _epoch(as_traced(one.optimizer), state, task.train, task.test, numbers, plan=one.plan, size=BATCH)


# --- side by side over seeds --------------------------------------------------------------------------------


class Learned(NamedTuple):
    """What there is to see of one contestant. accuracy (seeds, epochs + 1, 2): on training and test samples,
    from before the first update on, on the same `Task.scored` of each seed; none yet: (seeds, 0, 2). places
    (PLACES,): the share of all seeds' test digits at each place that are classified rightly, after `looked`
    epochs; empty where that is no question, or not known yet. before, now: the first seed's layers;
    none where they are not asked for. took: seconds of an epoch of one net with its scores, the quickest, two
    nets at a time; nan before."""

    accuracy: Floats
    places: Floats
    looked: int
    before: Layers
    now: Layers
    took: float

    @property
    def epochs(self) -> int:
        """How many are done; −1: nothing yet."""
        return self.accuracy.shape[1] - 1


class _Net:
    """One contestant with one seed, on its way."""

    def __init__(self, of: Contestant, seed: int, task: Task) -> None:
        self.of, self.seed, self.task = of, seed, task
        self.before = initial(of.plan, seed, of.ends)
        self.state = begin(of.optimizer, self.before)
        self.right: NDArray[np.bool_] = np.zeros(0, bool)
        self.took = np.nan

    def further(self, learns: bool, everywhere: bool) -> tuple[float, float]:
        """Accuracies, after an epoch if it learns. everywhere: all test samples are looked at."""
        scored, begun = self.task.scored, time.perf_counter()
        updates = updates_in(int(self.task.train.n), BATCH) if learns else 0
        learned, tested = (min(int(points.n), scored) for points in self.task[:2])
        every = int(self.task.test.n) if everywhere else tested
        self.state, right = epoch(self.of, self.state, self.task, self.seed, updates, learned, every)
        train, self.right = np.asarray(right.train), np.asarray(right.test)
        if learns:
            self.took = float(np.fmin(self.took, time.perf_counter() - begun))
        return float(train[:learned].mean()), float(self.right[:tested].mean())


def is_looked_at(done: int, epochs: int) -> bool:
    """Whether all places are looked at after so many epochs: at the end, and before as often as twice as much
    is done."""
    return done == epochs or (done > 0 and done & (done - 1) == 0)


def learn(
    contestants: Sequence[Contestant], seed: int, epochs: int, shown: Sequence[bool] = (), seeds: int = SEEDS
) -> Iterator[tuple[Learned, ...]]:
    """All contestants over seeds seed … seed + seeds − 1: first empty, for which nothing is made; then before
    any update; then after every epoch of all nets. Yields after TOGETHER nets, the state before once more
    until all have come as far. shown: of which contestants the first seed's layers are shown.

    Two nets learn at a time; no number but `took` depends on that.
    """
    shown = tuple(shown) or (False,) * len(contestants)
    nets: list[_Net] = []
    tasks: dict[tuple[Any, int], Task] = {}  # one copy for all nets that learn from it

    def begun(one: Contestant, own: int) -> _Net:
        if (one.task, own) not in tasks:
            task = one.task(own)
            tasks[one.task, own] = task._replace(
                train=jax.device_put(task.train), test=jax.device_put(task.test)
            )
        return _Net(one, own, tasks[one.task, own])

    runs = [(one, own) for one in contestants for own in range(seed, seed + seeds)]
    accuracy = np.full((len(contestants), seeds, epochs + 1, 2), np.nan, np.float32)
    state = tuple(
        Learned(accuracy[i, :, :0], np.zeros(0, np.float32), 0, (), (), np.nan)
        for i in range(len(contestants))
    )
    yield state
    for done in range(epochs + 1):
        everywhere = is_looked_at(done, epochs)
        for first in range(0, len(runs), TOGETHER):
            if first:
                yield state
            here = range(first, min(first + TOGETHER, len(runs)))
            nets += [begun(*runs[place]) for place in here if place >= len(nets)]
            found = _POOL.map(
                partial(_Net.further, learns=done > 0, everywhere=everywhere), nets[first : here.stop]
            )
            accuracy[[place // seeds for place in here], [place % seeds for place in here], done] = list(
                found
            )
        state = tuple(
            _seen(
                nets[i * seeds : (i + 1) * seeds],
                accuracy[i, :, : done + 1].copy(),
                state[i],
                done if everywhere else None,
                shown[i],
            )
            for i in range(len(contestants))
        )
        yield state


def _seen(
    nets: Sequence[_Net], accuracy: Floats, before: Learned, looked: int | None, shown: bool
) -> Learned:
    first, places = nets[0], before.places
    if looked is not None and len(first.task.place):
        hits = np.zeros(PLACES)
        for net in nets:
            hits += np.bincount(net.task.place, net.right, PLACES)
        places = (hits / np.bincount(first.task.place, minlength=PLACES) / len(nets)).astype(np.float32)
    layers = jax.tree.map(np.asarray, first.state.layers) if shown else ()
    took = min(net.took for net in nets)
    at = before.looked if looked is None else looked
    return Learned(accuracy, places, at, first.before if shown else (), layers, took)


_POOL = ThreadPoolExecutor(min(TOGETHER, os.cpu_count() or 1))
