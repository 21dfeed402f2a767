"""The learner: what each kind of care does, against theory and NumPy. PyTorch's steps are in tests/torch."""

import re
from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from dl_core.activations import index_of
from dl_core.digits import Data, digits, points
from dl_core.experiments import learning
from dl_core.experiments.learning import (
    Regularizers,
    TrainState,
    at_test,
    begin,
    cross_entropy,
    epoch,
    factors_of,
    masks_of,
    score,
    update,
)
from dl_core.network import EPS, NetConfig, Shape, initial_weights, net_config, run, stack
from dl_core.optimizers import SGD, Adam, Optimizer, batches
from dl_core.optimizers.batches import batch_of, order_of, updates_in
from dl_core.params import params_of
from pages.regularization.how import COMPARE

SHAPE, WHAT = Shape(64, 12, 3, 10), net_config(3, "relu")
WEIGHTS = initial_weights(SHAPE, "he", 0)
DATA = digits(120, 0, 0.3)
NORMED = net_config(3, "relu", batch_norm=True)
EVERYTHING = {"dropout": 0.3, "l2": 1e-3, "decay": 1e-3, "smoothing": 0.1, "noise": 0.2, "shift": 1.0}


updated = jax.jit(update, static_argnames="static")


def static_of(what: NetConfig) -> tuple[int, ...]:
    return tuple(int(part) for part in what)


def trained(
    regularizers: Regularizers,
    updates: int = 10,
    rule: Optimizer = SGD(lr=0.1),
    what: NetConfig = WHAT,
    data: Data = DATA,
    seed: int = 0,
    size: int = 100,
) -> TrainState:
    return epoch(rule, regularizers, begin(rule, WEIGHTS, what), what, data, seed, updates, size)[0]


def arrays(train_state: TrainState) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(train_state)]


def batch(seed: int, step: int, size: int, n: int, room: int = 120) -> np.ndarray:
    """The samples of one step of a training."""
    order = order_of(np.int32(seed), np.int32(step // -(-n // size)), np.int32(n), room)
    return np.asarray(batch_of(order, np.int32(step), size, np.int32(n)))


def assert_same(one: TrainState, other: TrainState) -> None:
    for mine, theirs in zip(arrays(one), arrays(other), strict=True):
        np.testing.assert_array_equal(mine, theirs)


# ── masks


MOST = 2**64 - 1


def squares32(counter: int, key: int) -> int:
    """As Widynski (2020) writes it in C."""
    x = y = counter * key & MOST
    z = y + key & MOST
    for add in (y, z, y):
        x = x * x + add & MOST
        x = x >> 32 | x << 32 & MOST
    return (x * x + z & MOST) >> 32


def splitmix64(state: int) -> int:
    """The next number after `state`, as Vigna writes it in C (https://prng.di.unimi.it/splitmix64.c)."""
    z = state + 0x9E3779B97F4A7C15 & MOST
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MOST
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MOST
    return z ^ z >> 31


def words(seed: int, step: int, what: int, count: int) -> np.ndarray:
    return np.asarray(batches.words_of(np.int32(seed), np.int32(step), what, count))


@pytest.mark.parametrize(
    ("seed", "step", "what"),
    [(3, 0, 0), (3, 0, 1), (4, 1, 0), (0, 70_000, 1), (-1, 2, 1), (2**31 - 1, 2**31 - 1, 1)],
)
def test_random_words_are_the_generators_of_their_papers_in_pythons_integers(
    seed: int, step: int, what: int
) -> None:
    assert splitmix64(0) == 0xE220A8397B1DCDAF, "the known first number from 0"
    key = splitmix64(256 * (seed % 2**32) + what) | 1
    np.testing.assert_array_equal(
        words(seed, step, what, 50), [squares32(step << 32 | place, key) for place in range(50)]
    )


def test_orders_and_masks_are_made_of_these_words() -> None:
    for n, room in ((1, 1), (1, 40), (40, 40), (40, 897), (300, 897)):
        order = np.asarray(order_of(np.int32(5), np.int32(9), np.int32(n), room))
        assert order.shape == (room,)
        np.testing.assert_array_equal(order[:n], np.argsort(words(5, 9, 0, n), kind="stable"))
    found = words(5, 9, 1, 53)
    halves = np.column_stack([found & 0xFFFF, found >> 16]).ravel()[:105]
    for ratio in (0.0, 0.2, 0.5, 0.9, 1.0):
        masks = masks_of(np.int32(5), np.int32(9), ratio, (3, 5, 7))
        assert masks.dtype == jnp.float32
        np.testing.assert_array_equal(np.asarray(masks).ravel(), halves >= round(65536 * ratio))


STEPS, RATIO = 400, 0.2


@pytest.fixture(scope="module")
def many() -> np.ndarray:
    """Masks of many steps, (steps, layers, samples, units)."""
    draw = jax.jit(lambda seed, step: masks_of(seed, step, np.float32(RATIO), (3, 20, 50)))
    return np.stack([draw(np.int32(1), np.int32(step)) for step in range(STEPS)]).astype(bool)


def test_masks_drop_their_share_independently_of_layer_sample_unit_and_step(many: np.ndarray) -> None:
    """Each count and each covariance is normal under independence; 5 standard deviations are passed once in
    two million, 6 once in 500 million."""
    dropped = ~many
    spread = (RATIO * (1 - RATIO)) ** 0.5
    assert abs(dropped.mean() - RATIO) < 5 * spread / dropped.size**0.5
    cells = (dropped.sum(axis=0) - STEPS * RATIO) / (spread * STEPS**0.5)
    assert np.abs(cells).max() < 6 and abs((cells**2).mean() - 1) < 5 * (2 / cells.size) ** 0.5, (
        "counts are as spread as binomial ones"
    )
    standard = (dropped - RATIO) / spread
    for axis in range(4):
        for lag in (1, 2):
            one, other = (
                np.moveaxis(standard, axis, 0)[part] for part in (slice(lag, None), slice(None, -lag))
            )
            assert abs((one * other).mean()) < 5 / one.size**0.5, (axis, lag)


def test_a_larger_ratio_drops_more_of_the_same_and_seeds_and_steps_differ() -> None:
    shape, ratios = (2, 40, 30), (0.0, 0.1, 0.2, 0.5, 0.9)
    kept = [np.asarray(masks_of(4, 7, ratio, shape)) for ratio in ratios]
    for more, fewer in pairwise(kept):
        assert (fewer <= more).all() and fewer.sum() < more.sum()
    for seed, step in ((4, 8), (5, 7)):
        agree = (np.asarray(masks_of(seed, step, 0.5, shape)) == kept[3]).mean()
        assert abs(agree - 0.5) < 5 * 0.5 / kept[3].size ** 0.5


@pytest.mark.parametrize("inverted", [1.0, 0.0])
def test_an_activation_keeps_its_mean_and_gains_the_variance_of_theory(
    many: np.ndarray, inverted: float
) -> None:
    """Inverted: mean a, variance a²p/(1−p). Classic: mean (1−p)a, variance a²p(1−p). Every number of the
    first layer, over the masks of many steps."""
    net, regularizers = stack(WEIGHTS, WHAT), Regularizers(dropout=RATIO, inverted=inverted)
    layer = jax.jit(
        lambda masks: run(net, static_of(WHAT), DATA.train.x[:20], factors_of(regularizers, masks)).hidden[0]
    )
    a = np.asarray(run(net, static_of(WHAT), DATA.train.x[:20]).hidden[0], float)
    seen = np.stack([layer(masks[..., :12].astype(np.float32)) for masks in many]).astype(float)
    mean = a if inverted else (1 - RATIO) * a
    variance = a**2 * RATIO * ((1 - RATIO) if not inverted else 1 / (1 - RATIO))
    fires = a > 0
    assert not seen[:, ~fires].any() and 50 < fires.sum() < fires.size
    z = (seen.mean(axis=0) - mean)[fires] / np.sqrt(variance[fires] / STEPS)
    assert abs(z.mean()) < 5 / z.size**0.5 and np.abs(z).max() < 5
    ratio = seen.var(axis=0, ddof=1)[fires] / variance[fires]
    kurtosis = (1 - 6 * RATIO * (1 - RATIO)) / (RATIO * (1 - RATIO))  # excess of a Bernoulli number
    assert abs(ratio.mean() - 1) < 5 * ((kurtosis + 2) / STEPS / ratio.size) ** 0.5


def over_all_masks(
    what: NetConfig, regularizers: Regularizers, x: np.ndarray, shape: Shape
) -> tuple[np.ndarray, np.ndarray]:
    """The exact expectation of training's outputs over every mask of one sample at a time, and the outputs at
    test time."""
    train_state = begin(SGD(), initial_weights(shape, "he", 1, bias=0.3), what)
    masks = np.array(list(product((0.0, 1.0), repeat=shape.depth * shape.width)), np.float32).reshape(
        -1, shape.depth, 1, shape.width
    )
    kept = masks.sum(axis=(1, 2, 3))
    chance = regularizers.dropout ** (shape.depth * shape.width - kept) * (1 - regularizers.dropout) ** kept
    outputs = jax.jit(
        jax.vmap(
            lambda masks: run(train_state.net, static_of(what), x, factors_of(regularizers, masks)).outputs
        )
    )(masks)
    assert chance.sum() == pytest.approx(1)
    return np.tensordot(chance, outputs, 1), np.asarray(
        learning.tested(train_state, static_of(what), regularizers, x).outputs
    )


@pytest.mark.parametrize("inverted", [1.0, 0.0])
def test_the_whole_net_is_the_mean_over_all_masks_where_it_is_linear_and_close_to_it_elsewhere(
    inverted: float,
) -> None:
    x, regularizers = (
        np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32),
        Regularizers(dropout=0.3, inverted=inverted),
    )
    for name, depth in (
        ("identity", 2),
        ("relu", 1),
    ):  # one hidden layer of any kind: the outputs are linear in its masks
        mean, whole = over_all_masks(net_config(depth, name), regularizers, x, Shape(4, 5, depth, 3))
        np.testing.assert_allclose(whole, mean, atol=2e-6)
    mean, whole = over_all_masks(net_config(2, "relu"), regularizers, x, Shape(4, 5, 2, 3))
    assert np.abs(whole - mean).max() > 0.01 and np.abs(whole - mean).mean() < 0.3 * mean.std()


def test_what_is_multiplied_in_training_and_at_test_time() -> None:
    masks = jnp.asarray([[0.0, 1.0]])
    for dropout in (0.0, 0.5, 0.75):
        np.testing.assert_allclose(factors_of(Regularizers(dropout=dropout), masks), [[0, 1 / (1 - dropout)]])
        np.testing.assert_allclose(factors_of(Regularizers(dropout=dropout, inverted=0.0), masks), masks)
        assert (
            float(at_test(Regularizers(dropout=dropout))),
            float(at_test(Regularizers(dropout=dropout, inverted=0.0))),
        ) == (1.0, 1 - dropout)


# ── batches, noise, shifts


@pytest.mark.parametrize(
    ("n", "size"),
    [(300, 100), (120, 30), (897, 100), (897, 128), (150, 100), (30, 100), (7, 3), (1, 10), (100, 100)],
)
def test_an_epoch_takes_every_sample_and_none_twice_but_to_fill_its_last_batch(n: int, size: int) -> None:
    updates = updates_in(n, size)
    assert updates == int(np.ceil(n / size))
    orders = []
    for first in (0, updates, 5 * updates):
        taken = np.concatenate([batch(3, step, size, n, 897) for step in range(first, first + updates)])
        assert sorted(taken[:n]) == list(range(n)), "a permutation"
        assert len(taken) == updates * size
        np.testing.assert_array_equal(taken[n:], np.resize(taken[:n], len(taken) - n))
        orders.append(taken[:n])
    assert n < 7 or not any(np.array_equal(one, other) for one, other in pairwise(orders)), (
        "a new order at each epoch"
    )
    assert n < 7 or not np.array_equal(batch(3, 0, size, n, 897), batch(4, 0, size, n, 897)), (
        "and another for another seed"
    )


def test_every_order_is_as_likely() -> None:
    draw = jax.jit(lambda epoch: order_of(np.int32(2), epoch, np.int32(4), 9)[:4])
    found = np.stack([draw(np.int32(epoch)) for epoch in range(2400)])
    _, counts = np.unique(found @ [64, 16, 4, 1], return_counts=True)
    assert len(counts) == 24 and stats.chisquare(counts).pvalue > 1e-4
    many = np.stack(
        [
            order_of(np.int32(seed), np.int32(epoch), np.int32(30), 30)
            for seed in range(20)
            for epoch in range(20)
        ]
    )
    for place in (0, 13, 29):
        assert stats.chisquare(np.bincount(many[:, place], minlength=30)).pvalue > 1e-4
    follows = (np.diff(many, axis=1) == 1).mean()
    assert abs(follows - 1 / 30) < 5 * (1 / 30 / many[:, 1:].size) ** 0.5


@pytest.mark.parametrize(
    "regularizers",
    [
        Regularizers(),
        Regularizers(dropout=0.4),
        Regularizers(dropout=0.4, inverted=0.0, l2=0.01, decay=0.01, smoothing=0.2),
    ],
    ids=repr,
)
def test_every_net_of_a_seed_sees_the_same_batches(regularizers: Regularizers) -> None:
    """Training is `update` on batch_of's samples and masks_of's masks, whatever the care; four steps here are
    two epochs."""
    rule, train_state = SGD(lr=0.1), begin(SGD(), WEIGHTS, WHAT)
    found, _ = epoch(rule, regularizers, train_state, WHAT, DATA, 5, 4)
    for step in range(4):
        chosen = batch(5, step, 100, 120)
        factors = factors_of(
            regularizers, masks_of(np.int32(5), np.int32(step), regularizers.dropout, (3, 100, 12))
        )
        train_state = updated(
            rule,
            regularizers,
            train_state,
            static_of(WHAT),
            DATA.train.x[chosen],
            DATA.train.y[chosen],
            factors,
        )
    for mine, theirs in zip(arrays(found), arrays(train_state), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def test_shifts_move_whole_pixels_evenly_and_never_wrap() -> None:
    dice = np.random.default_rng(0)
    x = dice.uniform(0.1, 1, (900, 64)).astype(np.float32)
    moved = np.asarray(learning._disturbed(Regularizers(shift=1.0), jnp.asarray(x), 3, 11)).reshape(-1, 8, 8)
    padded = np.pad(x.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    windows = {(i, j): padded[:, i : i + 8, j : j + 8] for i in range(3) for j in range(3)}
    fits = np.stack([(moved == window).all(axis=(1, 2)) for window in windows.values()])
    assert (fits.sum(axis=0) == 1).all(), "each image is one of nine, and only of one"
    assert stats.chisquare(fits.sum(axis=1)).pvalue > 1e-4
    again = learning._disturbed(Regularizers(shift=1.0), jnp.asarray(x), 3, 12)
    assert not np.array_equal(np.asarray(again).reshape(-1, 8, 8), moved)
    plane = jnp.ones((5, 2))
    # what is no image is left alone
    np.testing.assert_array_equal(learning._disturbed(Regularizers(shift=1.0), plane, 3, 11), plane)


def test_noise_is_normal_with_its_spread_and_new_at_every_step() -> None:
    x = jnp.asarray(DATA.train.x)
    added = [
        np.asarray(learning._disturbed(Regularizers(noise=0.3), x, 1, step) - x, float).ravel() / 0.3
        for step in (0, 1)
    ]
    size = added[0].size
    for noise in added:
        assert abs(noise.mean()) < 5 / size**0.5 and abs(noise.std() - 1) < 5 / (2 * size) ** 0.5
        assert abs(stats.kurtosis(noise)) < 5 * (24 / size) ** 0.5
    assert abs((added[0] * added[1]).mean()) < 5 / size**0.5
    np.testing.assert_array_equal(learning._disturbed(Regularizers(), x, 1, 0), x)


# ── loss and scores


def log_softmax(z: np.ndarray) -> np.ndarray:
    return (
        z
        - np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
        - z.max(axis=1, keepdims=True)
    )


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_label_smoothing_spreads_the_target_over_all_classes(smoothing: float) -> None:
    dice = np.random.default_rng(1)
    z, y = dice.normal(0, 3, (40, 10)), dice.integers(0, 10, 40)
    target = (1 - smoothing) * np.eye(10)[y] + smoothing / 10
    np.testing.assert_allclose(
        cross_entropy(jnp.asarray(z), jnp.asarray(y), smoothing),
        -(target * log_softmax(z)).sum(axis=1),
        rtol=1e-12,
    )
    grad = jax.grad(lambda z: cross_entropy(z, jnp.asarray(y), smoothing).mean())(jnp.asarray(z))
    np.testing.assert_allclose(grad, (np.exp(log_softmax(z)) - target) / 40, atol=1e-12)


@pytest.mark.parametrize(("smoothing", "classes"), [(0.1, 10), (0.4, 3)])
def test_the_words_say_what_target_label_smoothing_gives_to_each_class(
    smoothing: float, classes: int
) -> None:
    z, y = np.random.default_rng(2).normal(0, 2, (5, classes)), np.arange(5) % classes
    grad = jax.grad(lambda z: cross_entropy(z, jnp.asarray(y), smoothing).sum())(jnp.asarray(z))
    target = np.exp(log_softmax(z)) - np.asarray(grad)  # of cross entropy the slope is p − target
    own, other = re.findall(
        r"\$([^$]+)\$", COMPARE.split("**Label smoothing**")[1].split("**Input noise**")[0]
    )[1:]
    worth = {
        name: eval(text.replace(r"\varepsilon", "e"), {"e": smoothing, "K": classes})
        for name, text in (("own", own), ("other", other))
    }
    np.testing.assert_allclose(
        target, np.where(np.eye(classes)[y] == 1, worth["own"], worth["other"]), atol=1e-6
    )


def in_numpy(train_state: TrainState, x: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """A ReLU net with every hidden activation times `scale`, and with the running statistics of batch norm if
    there are any."""
    a = x.astype(float)
    for layer, (mean, variance) in zip(train_state.net.layers, train_state.running, strict=True):
        z = a @ np.asarray(layer.weight, float) + np.asarray(layer.bias)
        if layer.gain is not None:
            z = np.asarray(layer.gain) * (z - np.asarray(mean)) / np.sqrt(
                np.asarray(variance, float) + EPS
            ) + np.asarray(layer.shift)
        a = scale * np.maximum(z, 0)
    return a @ np.asarray(train_state.net.last, float) + np.asarray(train_state.net.out)


@pytest.mark.parametrize("n", [1, 120, 300, 301, 597, 599, 600, 896, 897])
@pytest.mark.parametrize("normed", [False, True])
def test_a_score_counts_each_of_the_first_n_once(n: int, normed: bool) -> None:
    # of these only classic dropout tells later
    what, regularizers = (
        net_config(3, "relu", normed),
        Regularizers(dropout=0.25, inverted=0.0, smoothing=0.3, noise=0.5, shift=1.0),
    )
    data = digits(n, 1, 0.3)
    train_state = trained(Regularizers(), 15, what=what, data=data)
    found = score(train_state, static_of(what), regularizers, data)
    for i, part in enumerate(data[:3]):
        outputs, y = in_numpy(train_state, part.x[: part.n], 0.75), part.y[: part.n]
        assert found.accuracy[i] == np.float32((outputs.argmax(axis=1) == y).mean())
        assert float(found.loss[i]) == pytest.approx(
            -log_softmax(outputs)[np.arange(len(y)), y].mean(), rel=1e-5
        )
    assert found.accuracy.dtype == found.loss.dtype == jnp.float32


def test_what_lies_beyond_n_matters_to_nothing() -> None:
    x, y = DATA.train.x.copy(), DATA.train.y.copy()
    x[120:], y[120:] = np.nan, 3
    broken, short = (
        DATA._replace(train=points(x, y, 120)),
        DATA._replace(train=points(DATA.train.x[:120], DATA.train.y[:120])),
    )
    rule, regularizers = SGD(lr=0.1), Regularizers(**EVERYTHING)
    train_state, found = epoch(rule, regularizers, begin(rule, WEIGHTS, WHAT), WHAT, DATA, 0, 6)
    for other in (broken, short):
        again, same = epoch(rule, regularizers, begin(rule, WEIGHTS, WHAT), WHAT, other, 0, 6)
        for mine, theirs in zip(arrays(train_state), arrays(again), strict=True):
            np.testing.assert_allclose(theirs, mine, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(jnp.stack(same), jnp.stack(found), rtol=1e-5)


def test_a_diverged_net_has_no_loss_and_is_not_hidden() -> None:
    _, found = epoch(SGD(lr=1e6), Regularizers(), begin(SGD(), WEIGHTS, WHAT), WHAT, DATA, 0, 30)
    assert np.isnan(found.loss).all() and np.isfinite(found.accuracy).all()


# ── updates


def matrices(train_state: TrainState) -> list[np.ndarray]:
    return [np.asarray(leaf, float) for leaf in jax.tree.leaves(train_state.net) if np.ndim(leaf) == 2]


def vectors(train_state: TrainState) -> list[np.ndarray]:
    return [np.asarray(leaf, float) for leaf in jax.tree.leaves(train_state.net) if np.ndim(leaf) == 1]


@pytest.mark.parametrize("normed", [False, True])
@pytest.mark.parametrize("name", ["l2", "decay"])
def test_one_step_shrinks_matrices_by_rate_times_lambda_and_leaves_the_rest_alone(
    name: str, normed: bool
) -> None:
    what = net_config(3, "relu", normed)
    with_it, without = (
        trained(Regularizers(**{name: 0.5}), 1, what=what),
        trained(Regularizers(), 1, what=what),
    )
    for a, b, w in zip(
        matrices(with_it), matrices(without), [WEIGHTS.first, *WEIGHTS.hidden[:2], WEIGHTS.last], strict=True
    ):
        np.testing.assert_allclose(b - a, 0.1 * 0.5 * w, rtol=1e-3, atol=1e-6)
    for a, b in zip(vectors(with_it), vectors(without), strict=True):
        np.testing.assert_array_equal(a, b)


def apart(rule: Optimizer, updates: int) -> float:
    """How far decay leads from L2, over how far it has gone."""
    one, other = (
        trained(regularizers, updates, rule, NORMED)
        for regularizers in (Regularizers(l2=0.05), Regularizers(decay=0.05))
    )

    def length(a: TrainState, b: TrainState) -> float:
        return float(
            np.sqrt(sum(((x - y) ** 2).sum() for x, y in zip(matrices(a), matrices(b), strict=True)))
        )

    return length(one, other) / length(other, begin(rule, WEIGHTS, NORMED))


def test_decay_and_l2_are_the_same_for_sgd_and_not_for_adam() -> None:
    assert apart(SGD(lr=0.1), 20) < 1e-5 and apart(Adam(lr=0.01), 20) > 0.05


@pytest.mark.parametrize("rule", [SGD(lr=0.1), Adam(lr=0.01)], ids=lambda rule: rule.label)
def test_updating_in_pieces_is_updating_at_once(rule: Optimizer) -> None:
    regularizers = Regularizers(**EVERYTHING)
    whole = trained(regularizers, 12, rule, NORMED)
    train_state = begin(rule, WEIGHTS, NORMED)
    for piece in (5, 0, 1, 6):
        train_state, _ = epoch(rule, regularizers, train_state, NORMED, DATA, 0, piece)
    assert_same(train_state, whole)
    assert int(whole.step) == 12


def test_running_statistics_are_moving_averages_of_the_batches_own() -> None:
    rule = SGD(lr=0.1)
    train_state = begin(rule, WEIGHTS, NORMED)
    for mean, variance in train_state.running:
        assert not mean.any() and (variance == 1).all()
    means, variances = ([part[i].astype(float) for part in train_state.running] for i in (0, 1))
    for step in range(3):
        x = DATA.train.x[batch(0, step, 100, 120)]
        a = x.astype(float)
        for i, layer in enumerate(train_state.net.layers):
            z = a @ np.asarray(layer.weight, float) + np.asarray(layer.bias)
            means[i], variances[i] = (
                0.9 * means[i] + 0.1 * z.mean(axis=0),
                0.9 * variances[i] + 0.1 * z.var(axis=0, ddof=1),
            )
            a = np.maximum(
                np.asarray(layer.gain) * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + EPS)
                + np.asarray(layer.shift),
                0,
            )
        train_state, _ = epoch(rule, Regularizers(), train_state, NORMED, DATA, 0, 1)
    for (mean, variance), m, v in zip(train_state.running, means, variances, strict=True):
        np.testing.assert_allclose(mean, m, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(variance, v, rtol=1e-3)


@pytest.mark.parametrize("name", [name for name, _ in params_of(Regularizers) if name != "inverted"])
def test_each_kind_of_care_changes_what_is_learned(name: str) -> None:
    plain, careful = trained(Regularizers()), trained(Regularizers(**{name: EVERYTHING[name]}))
    assert not np.allclose(plain.net.last, careful.net.last, atol=1e-5)


def test_no_number_compiles(compilations: Callable[[], int]) -> None:
    rule = SGD(lr=0.1)
    train_state = begin(rule, WEIGHTS, WHAT)
    for _ in range(2):
        train_state, _ = epoch(rule, Regularizers(), train_state, WHAT, DATA, 0, 3)
    size = learning._epochs._cache_size()
    compilations()
    changes: list[dict[str, Any]] = [
        {name: value}
        for name, param in params_of(Regularizers)
        for value in (param.high, int(param.low), np.float32(param.high / 2))
    ]
    for change in changes:
        epoch(rule, Regularizers(**change), train_state, WHAT, DATA, 0, 3)
    for lr in (1, 0.25, np.float32(0.5)):
        epoch(SGD(lr=lr), Regularizers(), train_state, WHAT, DATA, 0, 3)
    for updates in (0, 1, 7, np.int64(5)):
        epoch(rule, Regularizers(), train_state, WHAT, DATA, 0, updates)
    for n in (1, 50, 300, 897):
        epoch(rule, Regularizers(), train_state, WHAT, digits(n, 1), n, 2)
    assert learning._epochs._cache_size() == size and compilations() == 0


def test_a_kind_is_plain_numbers() -> None:
    one = learning.Trained(begin(SGD(), WEIGHTS, WHAT), WHAT, Regularizers(), DATA)
    assert one.static == (3, index_of("relu"), 0, 0) and all(type(part) is int for part in one.static)
