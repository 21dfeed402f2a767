"""Averaging nets: their probabilities, at the price of as many nets; their weights, across seeds and along
one run; and, beside them, stopping in time.

Averages of probabilities: Hansen & Salamon 1990, https://doi.org/10.1109/34.58871. Of the weights of one run:
Polyak & Juditsky 1992, https://doi.org/10.1137/0330046; of its late epochs: Izmailov et al. 2018 (SWA),
https://arxiv.org/abs/1803.05407, here with a constant rate.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import CLASSES, SIDE, Data, digits
from dl_core.experiments.learning import Regularizers, Score, TrainState, begin, epoch, score
from dl_core.network import Shape, Stack, initial_weights, net_config, run
from dl_core.optimizers.sgd import SGD

NETS, TRAINING, WRONG = 10, 300, 0.3
SHAPE, RATE = Shape(SIDE * SIDE, 100, 4, CLASSES), 0.1
KIND = net_config(SHAPE.depth, "relu")
PLAN = tuple(int(part) for part in KIND)
EVERY, LOOKS, LATE = (
    15,
    20,
    10,
    # updates between two looks, 5 epochs of 300 images; looks; the average of late weights is of the looks
    # after LATE
)
ORDERS, MIXED = 3, 8  # random orders of the nets, for their probabilities and for their weights
# nets of one piece of work; parts that all work is counted in, of which mixing weights at the end is one
TOGETHER, PIECES = (5, LOOKS + 1)
Floats = NDArray[np.float64]
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL


class Averaging(NamedTuple):
    """NETS nets so far, after 0, EVERY, 2 EVERY … updates: `points` columns. All accuracies are on the 600
    test images.

    single (NETS, points): each net; late (NETS, points): the mean of its own weights after the looks beyond
    LATE, nan before; together (points,): the mean of all nets' probabilities; weights (points,): the mean of
    all nets' weights. mixed (orders, NETS): at the end, the mean of the weights of the first M nets. now,
    stopped, averaged (NETS, 600, 10): probabilities of each net, of the net at its best look by validation
    accuracy so far (the first of several), and of the mean of its late weights (its own before). y (600,):
    the digits; share: of the work.
    """

    single: Floats
    late: Floats
    together: Floats
    weights: Floats
    mixed: Floats
    now: Floats
    stopped: Floats
    averaged: Floats
    y: NDArray[np.int32]
    share: float


class Ensemble(NamedTuple):
    """The mean of the probabilities of the first M nets, M = 1…nets, (orders × nets, nets) each: its
    accuracy, mean cross entropy, and mean Brier score."""

    accuracy: Floats
    loss: Floats
    brier: Floats


def accuracy(probabilities: ArrayLike, y: ArrayLike) -> Any:
    """Share of the samples whose largest probability (…, n, classes) is that of their class, the lowest of
    several; y (n,)."""
    return (np.asarray(probabilities).argmax(axis=-1) == y).mean(axis=-1)


def ensembles(probabilities: ArrayLike, y: ArrayLike, seed: int, orders: int = ORDERS) -> Ensemble:
    """The nets (nets, n, classes) put together one after the other, in `orders` random orders and all
    rotations of each, so that each net comes first as often. y (n,).

    By Jensen's inequality the cross entropy of a mean is never above the mean of the cross entropies; how
    much below the Brier score is, say Krogh & Vedelsby 1995,
    https://papers.nips.cc/paper/1994/hash/b8c37e33defde51cf91e1e03e51657da-Abstract.html.
    """
    p, labels = np.asarray(probabilities, np.float64), np.asarray(y)
    truth, sizes = np.eye(p.shape[2])[labels], np.arange(1, len(p) + 1)[:, None, None]
    rng, found = np.random.default_rng((seed, 61)), []
    for order in [rng.permutation(len(p)) for _ in range(orders)]:
        for turn in range(len(p)):
            mean = p[np.roll(order, turn)].cumsum(axis=0) / sizes
            with np.errstate(divide="ignore"):
                loss = -np.log(mean[:, np.arange(len(labels)), labels]).mean(axis=1)
            found.append((accuracy(mean, labels), loss, ((mean - truth) ** 2).sum(axis=2).mean(axis=1)))
    return Ensemble(*(np.array(column) for column in zip(*found, strict=True)))


def expected_brier(probabilities: ArrayLike, y: ArrayLike) -> Floats:
    """The mean Brier score of the mean of M = 1…nets of these nets over all choices of M, (nets,): mean of
    the single ones − (1 − 1/M) s², with s² the variance between the nets (divided by nets − 1), summed over
    classes: exactly."""
    p = np.asarray(probabilities, np.float64)
    single = ((p - np.eye(p.shape[2])[np.asarray(y)]) ** 2).sum(axis=2).mean()
    return single - (1 - 1 / np.arange(1, len(p) + 1)) * p.var(axis=0, ddof=1).sum(axis=1).mean()


def mean_of(nets: Sequence[Stack]) -> Stack:
    """The net whose every weight and bias is the mean of the nets'; float32."""
    return jax.tree.map(lambda *leaves: np.mean(leaves, axis=0, dtype=np.float64).astype(np.float32), *nets)


@jax.jit
def _outputs(net: Stack, x: Any) -> jax.Array:
    return run(net, PLAN, x).outputs


def probabilities(net: Stack, x: Any) -> Floats:
    """What a net of KIND gives to each class, (n, classes) float64."""
    z = np.asarray(_outputs(net, x), np.float64)
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _further(train_state: TrainState, own: int, data: Data) -> tuple[TrainState, Score, Floats]:
    """EVERY updates of the net with seed `own`, its scores and its probabilities."""
    train_state, found = epoch(SGD(lr=RATE), Regularizers(), train_state, KIND, data, own, EVERY)
    train_state = train_state._replace(net=jax.tree.map(np.asarray, train_state.net))
    return train_state, found, probabilities(train_state.net, data.test.x)


def _first(own: int, data: Data) -> tuple[TrainState, Score, Floats]:
    """The untrained net with seed `own`."""
    train_state = begin(SGD(lr=RATE), initial_weights(SHAPE, "he", own), KIND)
    return (
        train_state,
        score(train_state, PLAN, Regularizers(), data),
        probabilities(train_state.net, data.test.x),
    )


def _averaged(weights: Sequence[Stack], data: Data) -> Floats:
    """Test probabilities of the net whose weights are the mean."""
    return probabilities(mean_of(weights), data.test.x)


def _mixed(nets: Sequence[Stack], data: Data, order: ArrayLike) -> list[float]:
    """Accuracy of the mean of the weights of the first M nets in this order, (NETS,)."""
    ordered = [nets[i] for i in np.asarray(order).tolist()]
    return [float(accuracy(_averaged(ordered[:m], data), data.test.y)) for m in range(1, len(nets) + 1)]


def _looked(
    before: Averaging,
    nets: Sequence[Stack],
    late: Sequence[Sequence[Stack]],
    now: Floats,
    better: NDArray[np.bool_],
    data: Data,
) -> Averaging:
    """The state one look further. late: of each net the weights that are averaged, or nothing yet; better:
    which nets are at their best so far."""
    averaged = np.array(list(_SIDE_BY_SIDE.map(partial(_averaged, data=data), late))) if late[0] else now
    means = accuracy(averaged, before.y) if late[0] else np.full(NETS, np.nan)
    single, together, weights = (
        accuracy(now, before.y),
        accuracy(now.mean(axis=0), before.y),
        accuracy(_averaged(nets, data), before.y),
    )
    return before._replace(
        single=np.column_stack([before.single, single]),
        late=np.column_stack([before.late, means]),
        together=np.append(before.together, together),
        weights=np.append(before.weights, weights),
        now=now,
        stopped=np.where(better[:, None, None], now, before.stopped),
        averaged=averaged,
    )


def averaging(seed: int) -> Iterator[Averaging]:
    """The untrained nets, then after each piece of work: TOGETHER nets EVERY updates further, a look when all
    are, LOOKS looks; then the averages of weights in MIXED orders.

    NETS nets of SHAPE, SGD, batches of 100 of the same TRAINING images, of which a share WRONG has a wrong
    label; other initial weights and batches for each.
    """
    data, seeds = digits(TRAINING, seed, WRONG), range(NETS * seed, NETS * (seed + 1))
    found = list(_SIDE_BY_SIDE.map(partial(_first, data=data), seeds))
    none, nothing = np.zeros((NETS, 0)), np.zeros((NETS, len(data.test.y), CLASSES))
    state = Averaging(
        none, none, np.zeros(0), np.zeros(0), none.T, nothing, nothing, nothing, data.test.y, 0.0
    )
    best, late = np.full(NETS, -np.inf), [list[Stack]() for _ in seeds]
    for look in range(LOOKS + 1):
        for first in range(0, NETS if look else 0, TOGETHER):
            which = slice(first, first + TOGETHER)
            found[which] = _SIDE_BY_SIDE.map(
                partial(_further, data=data),
                [train_state for train_state, _, _ in found[which]],
                seeds[which],
            )
            if first + TOGETHER < NETS:
                yield (state := state._replace(share=state.share + TOGETHER / NETS / PIECES))
        nets, now = (
            [train_state.net for train_state, _, _ in found],
            np.array([given for _, _, given in found]),
        )
        if look > LATE:
            late = [[*kept, net] for kept, net in zip(late, nets, strict=True)]
        validation = np.array([float(scores.accuracy[1]) for _, scores, _ in found])
        state = _looked(state, nets, late, now, validation > best, data)._replace(share=look / PIECES)
        best = np.maximum(best, validation)
        yield state
    orders = [np.random.default_rng((seed, 62, i)).permutation(NETS) for i in range(MIXED)]
    for first in range(0, MIXED, 2):
        rows = list(_SIDE_BY_SIDE.map(partial(_mixed, nets, data), orders[first : first + 2]))
        state = state._replace(
            mixed=np.concatenate([state.mixed, rows]), share=(LOOKS + (first + 2) / MIXED) / PIECES
        )
        yield state
