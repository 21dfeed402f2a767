"""Batch norm: one layer's equations, nets of 16 weight scales, and what running statistics are worth."""

from collections.abc import Callable
from itertools import pairwise

import jax
import numpy as np
import pytest

from dl_core.digits import MOST, TEST, digits
from dl_core.experiments import batchnorm, learning
from dl_core.experiments.batchnorm import (
    SCALES,
    SHAPE,
    SIZES,
    Trained,
    drawn,
    further,
    in_batches_of,
    one_digit_at_a_time,
    one_layer,
    sixteen,
    trained,
)
from dl_core.experiments.learning import KEEPS, Regularizers, begin
from dl_core.network import EPS, NetConfig, Stack, initial_weights, net_config
from dl_core.optimizers import SGD, batches

SETTINGS = [
    (2, 3.0, 2.0, 1.0, 0.0, 0),
    (3, -5.0, 0.05, 4.0, -4.0, 1),
    (100, 3.0, 2.0, 0.5, 1.5, 2),
    (1000, 0.0, 10.0, 2.0, 4.0, 3),
]


@pytest.mark.parametrize(("n", "mean", "spread", "gain", "shift", "seed"), SETTINGS)
def test_what_comes_out_has_mean_beta_and_standard_deviation_gamma(
    n: int, mean: float, spread: float, gain: float, shift: float, seed: int
) -> None:
    found = one_layer(n, mean, spread, gain, shift, seed)
    np.testing.assert_allclose(found.x, mean + spread * drawn(n, seed)[0], rtol=1e-14)
    np.testing.assert_allclose([found.mean, found.variance], [found.x.mean(), found.x.var()], rtol=1e-12)
    share = found.variance / (found.variance + EPS)
    np.testing.assert_allclose([found.hat.mean(), found.y.mean()], [0, shift], atol=1e-12)
    np.testing.assert_allclose([found.hat.var(), found.y.var()], [share, gain**2 * share], rtol=1e-10)
    # γ = √(σ² + ε), β = μ
    np.testing.assert_allclose(np.sqrt(found.variance + EPS) * found.hat + found.mean, found.x, rtol=1e-12)


def test_gamma_and_beta_can_undo_it() -> None:
    first = one_layer(50, 3.0, 2.0, 1.0, 0.0, 0)
    again = one_layer(50, 3.0, 2.0, float(np.sqrt(first.variance + EPS)), first.mean, 0)
    np.testing.assert_allclose(again.y, again.x, rtol=1e-13)


def test_the_shape_stays_skewed() -> None:
    def skew(x: np.ndarray) -> float:
        return float(((x - x.mean()) ** 3).mean() / x.std() ** 3)

    low, high, narrow, share = batchnorm.LOW, batchnorm.HIGH, batchnorm.NARROW, batchnorm.SHARE
    assert share * low + (1 - share) * high == pytest.approx(0) and share * low**2 + (
        1 - share
    ) * high**2 + narrow**2 == pytest.approx(1)
    lawful = share * (low**3 + 3 * low * narrow**2) + (1 - share) * (high**3 + 3 * high * narrow**2)
    every = np.concatenate([drawn(batchnorm.LARGEST, seed)[0] for seed in range(50)])
    assert lawful == pytest.approx(0.67, abs=0.005)
    assert [every.mean(), every.std(), skew(every)] == pytest.approx([0, 1, lawful], abs=0.03)
    found = one_layer(batchnorm.LARGEST, -2.0, 5.0, 3.0, 1.0, 7)
    assert skew(found.x) == pytest.approx(skew(found.y), rel=1e-9) and skew(found.x) > 0.5


def test_one_sample_says_nothing_and_two_say_which_is_larger() -> None:
    for mean, spread in ((3.0, 2.0), (-5.0, 0.05)):
        found = one_layer(1, mean, spread, 2.0, -1.5, 4)
        assert (
            found.variance == 0
            and found.y.tolist() == [-1.5]
            and found.grad_x.tolist() == [0.0]
            and found.grad_y[0] != 0
        )
        found = one_layer(2, mean, spread * 100, 2.0, -1.5, 4)
        np.testing.assert_allclose(np.sort(found.y), [-3.5, 0.5], atol=1e-4)


@pytest.mark.parametrize(("n", "mean", "spread", "gain", "shift", "seed"), SETTINGS)
def test_the_gradient_loses_its_mean_and_its_part_along_the_normalised_input(
    n: int, mean: float, spread: float, gain: float, shift: float, seed: int
) -> None:
    found = one_layer(n, mean, spread, gain, shift, seed)
    g, hat, scale = found.grad_y, found.hat, gain / np.sqrt(found.variance + EPS)
    np.testing.assert_allclose(g, 1 + hat + drawn(n, seed)[1], rtol=1e-12)
    # Ioffe & Szegedy, section 3
    np.testing.assert_allclose(
        found.grad_x, scale * (g - g.mean() - hat * (g * hat).mean()), rtol=1e-9, atol=1e-11 * scale
    )
    assert abs(found.grad_x.sum()) < 1e-11 * scale * np.abs(g).sum()
    np.testing.assert_allclose(
        hat @ found.grad_x, EPS / (found.variance + EPS) * scale * (hat @ g), rtol=1e-6
    )


def test_a_batch_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 to 1000"):
        one_layer(0, 0.0, 1.0, 1.0, 0.0, 0)


def test_no_number_compiles(compilations: Callable[[], int]) -> None:
    def all_of(seed: int, n: int, s: float, updates: int) -> None:
        one_layer(n, n / 100, s + 1, s, -s, seed)
        further(
            begin(SGD(lr=0.01), initial_weights(SHAPE, "unit", seed, s), RELU),
            RELU,
            digits(MOST, seed),
            seed,
            updates,
        )
        in_batches_of(n, trained("relu", seed), digits(MOST, seed))

    all_of(0, 100, 0.1, 1)
    compilations()
    all_of(1, 7, 0.01, 0), all_of(2, 599, 1.0, 2)
    assert compilations() == 0


RELU = net_config(5, "relu", batch_norm=True)
PLAIN = net_config(5, "relu")


def in_double(net: Stack) -> Stack:
    return jax.tree.map(lambda part: np.asarray(part, np.float64), net)


def by_hand(net: Stack, x: np.ndarray) -> np.ndarray:
    """A net of ReLUs, normalised by the statistics of x if it has batch norm, in NumPy and float64."""
    net, a = in_double(net), x.astype(np.float64)
    for layer in net.layers:
        z = a @ layer.weight + layer.bias
        if layer.gain is not None:
            z = layer.gain * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + EPS) + layer.shift
        a = np.maximum(z, 0)
    return a @ net.last + net.out


@pytest.fixture(scope="module")
def states() -> list:
    """Every state of all 16 scales."""
    return list(sixteen("relu", 0))


def test_pieces_are_small_and_fill_the_curves(states: list) -> None:
    assert states[0].done == 0 and states[-1].done == batchnorm.TOTAL and states[-1].point == batchnorm.POINTS
    for before, after in pairwise(states):
        new = ~np.isnan(after.accuracy) & np.isnan(before.accuracy)
        assert 0 < after.done - before.done <= 8 >= new.sum()
        np.testing.assert_array_equal(
            before.accuracy[~np.isnan(before.accuracy)], after.accuracy[~np.isnan(before.accuracy)]
        )
    assert np.isfinite(states[0].accuracy[:, :, 0]).all() and np.isnan(states[0].accuracy[:, :, 1:]).all()


def test_batch_norm_learns_at_most_scales_and_nothing_else_does(states: list) -> None:
    last = states[-1].accuracy[:, :, -1]
    assert (last[1] > 0.5).sum() >= 12 and (last[0] > 0.5).sum() <= 4
    assert np.isnan(last[0, :2]).all() and np.isfinite(last[1]).all(), (
        "too large weights explode without batch norm, not with it"
    )
    assert last[1, -1] < 0.2 and states[0].variance[1, -1] < 1e-6 * EPS, (
        "ε stands in for a variance that is far smaller"
    )


@pytest.mark.parametrize("what", [PLAIN, RELU], ids=["plain", "normed"])
def test_a_piece_is_what_the_learner_does(states: list, what: NetConfig) -> None:
    data = digits(MOST, 0)
    for index in (2, 8):
        train_state = begin(SGD(lr=0.01), initial_weights(SHAPE, "unit", 0, SCALES[index]), what)
        mine, right, _ = further(train_state, what, data, 0, batchnorm.UPDATES)
        theirs, _ = learning.epoch(
            SGD(lr=0.01), Regularizers(), train_state, what, data, 0, batchnorm.UPDATES
        )
        for one, other in zip(jax.tree.leaves(mine), jax.tree.leaves(theirs), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=2e-6)
        assert states[-1].accuracy[int(what.batch_norm), index, 1] == right
        outputs = by_hand(theirs.net, data.train.x)
        # ties of nearly equal outputs
        assert abs(float((outputs.argmax(axis=1) == data.train.y).mean()) - right) < 2.5 / MOST


def test_the_first_step_is_as_one_over_the_scale_and_spares_the_biases() -> None:
    def moves(s: float) -> np.ndarray:
        start = begin(SGD(lr=0.01), initial_weights(SHAPE, "unit", 0, s), RELU)
        after, _, _ = further(start, RELU, digits(MOST, 0), 0, 1)
        assert max(np.abs(layer.bias).max() for layer in after.net.layers) < 1e-7, (
            "a bias before batch norm gets no gradient"
        )
        pairs = zip(after.net.layers, start.net.layers, strict=True)
        return np.array(
            [np.linalg.norm(one.weight - other.weight) / np.linalg.norm(other.weight) for one, other in pairs]
        )

    np.testing.assert_allclose(moves(0.01) / moves(0.1), 10, rtol=0.05)
    assert (moves(1e-4) < 1e-2 * moves(1e-3)).all(), "below ε there is hardly a gradient"


def test_running_statistics_become_the_populations() -> None:
    data, steps = digits(MOST, 0), 300
    train_state = begin(SGD(lr=0.0), initial_weights(SHAPE, "he", 0), RELU)
    # nothing is learned: only the batches differ
    after, _ = learning.epoch(SGD(lr=0.0), Regularizers(), train_state, RELU, data, 0, steps)
    z = data.train.x.astype(np.float64) @ train_state.net.layers[0].weight.astype(np.float64)
    mean, variance = (np.asarray(part, np.float64) for part in after.running[0])
    noise = z.std(axis=0) * np.sqrt((1 - KEEPS) / (1 + KEEPS) / 100)
    assert 0.5 < np.sqrt((((mean - z.mean(axis=0)) / noise) ** 2).mean()) < 1.6
    ratio = variance / z.var(axis=0)  # 100 units that share 64 pixels
    assert ratio.mean() == pytest.approx(1, abs=0.05) and 0 < ratio.std() < 0.1


@pytest.fixture(scope="module")
def found() -> Trained:
    return trained("relu", 0)


def test_the_running_average_follows_by_its_recurrence(found: Trained) -> None:
    assert found.running[0].tolist() == [0, 1]
    np.testing.assert_allclose(
        found.running[1:], KEEPS * found.running[:-1] + (1 - KEEPS) * found.batch, rtol=1e-4, atol=1e-6
    )
    assert found.accuracy[0, 0] < found.accuracy[0, 1] - 0.05 and found.accuracy[-1].min() > 0.93, (
        "it is behind at first, and then is not"
    )


def test_the_first_batch_is_that_of_the_untrained_net(found: Trained) -> None:
    data = digits(MOST, 0)
    train_state = begin(SGD(lr=0.1), initial_weights(SHAPE, "he", 0), RELU)
    chosen = np.asarray(batches.order_of(0, 0, MOST, MOST)[:100])
    a = data.train.x[chosen].astype(np.float64)
    for layer in train_state.net.layers:
        z = a @ layer.weight
        a = np.maximum((z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + EPS), 0)
    np.testing.assert_allclose(found.batch[0], [z[:, 0].mean(), z[:, 0].var(ddof=1)], rtol=1e-4)


@pytest.mark.parametrize("size", [1, 2, 7, 600])
def test_batches_are_normalised_each_for_itself(found: Trained, size: int) -> None:
    data = digits(MOST, 0)
    parts = [data.test.x[first : first + size] for first in range(0, TEST, size)]
    apart = np.concatenate([by_hand(found.net, part) for part in parts])
    # in float32 two samples that are nearly the same in a unit come out 1 % differently
    x = data.test.x.astype(np.float64)
    outputs = jax.jit(batchnorm.outputs_in_batches, static_argnames="static")
    together = np.asarray(
        outputs(in_double(found.net), static=found.static, x=x, groups=np.arange(TEST) // size)
    )
    np.testing.assert_allclose(together, apart, rtol=1e-7, atol=1e-9)
    if size == 1:
        np.testing.assert_array_equal(together, np.broadcast_to(together[0], together.shape))
    assert in_batches_of(size, found, data) == pytest.approx(
        (apart.argmax(axis=1) == data.test.y).mean(), abs=2.5 / TEST
    )


def test_small_batches_are_worse_and_batches_of_one_digit_are_chance(found: Trained) -> None:
    data = digits(MOST, 0)
    right = [in_batches_of(size, found, data) for size in SIZES]
    shares = np.bincount(data.test.y) / TEST
    assert right == sorted(right) and right[0] in [pytest.approx(share) for share in shares]
    alone = [
        by_hand(found.net, data.test.x[data.test.y == digit]).argmax(axis=1) == digit for digit in range(10)
    ]
    assert one_digit_at_a_time(found, data) == pytest.approx(np.concatenate(alone).mean(), abs=2.5 / TEST)
    assert one_digit_at_a_time(found, data) < 0.2 and found.accuracy[-1, 0] > 0.9
