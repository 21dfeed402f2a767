"""Thinned nets vote: against NumPy, against theory, and on nets that have learned."""

from collections import Counter
from collections.abc import Callable
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special

from dl_core.digits import digits
from dl_core.experiments import learning
from dl_core.experiments.learning import Regularizers, Trained, at_test, begin, epoch, key_of, score
from dl_core.experiments.vote import MASKS, reaches, thinned, votes
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD, Adam

FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
}


def made(
    seed: int,
    depth: int = 3,
    width: int = 20,
    activation: str = "relu",
    regularizers: Regularizers = Regularizers(),
    residual: bool = False,
) -> Trained:
    """A net that nobody has trained, with random biases, so that scaling its activations changes what it
    says."""
    weights, what, rng = (
        initial_weights(Shape(64, width, depth, 10), "he", seed),
        net_config(depth, activation, residual=residual),
        np.random.default_rng(seed),
    )
    weights = weights._replace(
        bias=rng.normal(0, 0.5, weights.bias.shape).astype(np.float32),
        out=rng.normal(0, 0.5, 10).astype(np.float32),
    )
    return Trained(begin(SGD(lr=0.1), weights, what), what, regularizers, digits(50, seed))


def by_hand(net: Trained, activation: str, factors: np.ndarray, residual: bool = False) -> np.ndarray:
    """Outputs on the test set in NumPy and float64, with factors (layers, width)."""
    a = net.data.test.x.astype(float)
    for i, (layer, factor) in enumerate(zip(net.train_state.net.layers, factors, strict=True)):
        fired = FUNCTIONS[activation](a @ layer.weight.astype(float) + layer.bias)
        a = (fired + a if residual and i else fired) * factor
    return a @ net.train_state.net.last.astype(float) + net.train_state.net.out


def drawn(net: Trained, ratio: float, seed: int, most: int) -> np.ndarray:
    layers = net.train_state.net.layers
    return (
        np.asarray(
            jax.random.uniform(key_of(seed, 0, MASKS), (most, len(layers), len(layers[0].bias)), jnp.float32)
        )
        >= ratio
    )


@pytest.mark.parametrize(
    ("activation", "residual", "regularizers", "scale"),
    [
        ("relu", False, Regularizers(), 1.0),
        ("tanh", True, Regularizers(dropout=0.6), 1.0),
        (
            "relu",
            False,
            Regularizers(dropout=0.3, inverted=0.0),
            0.7,
        ),  # at its own p nothing is scaled: mask / .7 · .7
    ],
)
def test_votes_are_counted_as_by_hand(
    activation: str, residual: bool, regularizers: Regularizers, scale: float
) -> None:
    net, ratio, most = made(3, activation=activation, regularizers=regularizers, residual=residual), 0.3, 12
    found, y = votes(net, ratio, 5, most), net.data.test.y
    outputs = np.stack(
        [
            by_hand(net, activation, mask * scale / (1 - ratio), residual)
            for mask in drawn(net, ratio, 5, most)
        ]
    )
    said = outputs.argmax(axis=2)
    chances = np.exp(outputs) / np.exp(outputs).sum(axis=2, keepdims=True)
    for k in range(1, most + 1):
        winners = []
        for column in said[:k].T.tolist():
            counts = Counter(column)
            winners.append(min(digit for digit, n in counts.items() if n == max(counts.values())))
        assert found.vote[k - 1] == pytest.approx((np.array(winners) == y).mean(), abs=1.5 / 600)
        assert found.mean[k - 1] == pytest.approx(
            (chances[:k].mean(axis=0).argmax(axis=1) == y).mean(), abs=1.5 / 600
        )
    np.testing.assert_allclose(found.single, (said == y).mean(axis=1), atol=1.5 / 600)
    whole = by_hand(net, activation, np.full((3, 20), scale), residual).argmax(axis=1) == y
    assert (
        found.whole == pytest.approx(whole.mean(), abs=1.5 / 600) and len(set(np.round(found.single, 6))) > 3
    )


@pytest.mark.parametrize("normed", [False, True])
def test_where_nothing_is_dropped_every_net_is_the_whole_one(normed: bool) -> None:
    what, regularizers, rng = (
        net_config(3, "relu", batch_norm=normed),
        Regularizers(dropout=0.2),
        np.random.default_rng(0),
    )
    train_state = begin(SGD(lr=0.05), initial_weights(Shape(64, 20, 3, 10), "he", 0), what)
    statistics = tuple(
        (rng.normal(0, 1, 20).astype(np.float32), rng.uniform(0.5, 2, 20).astype(np.float32))
        for _ in range(3)
    )
    net = Trained(train_state._replace(running=statistics), what, regularizers, digits(50, 0))
    found = votes(net, 0.0, 1, 6)
    assert found.whole == float(score(net.train_state, net.static, regularizers, net.data).accuracy[2])
    for curve in found[:3]:
        np.testing.assert_array_equal(curve, np.full(6, found.whole, np.float32))


@pytest.mark.parametrize("regularizers", [Regularizers(dropout=0.4), Regularizers(dropout=0.4, inverted=0.0)])
def test_the_mean_of_all_thinned_nets_is_the_whole_net_behind_one_layer_and_no_further(
    regularizers: Regularizers,
) -> None:
    """All 2⁸ masks of the first layer, each with its probability. With one hidden layer the mean of the
    outputs is the whole net's, and so is the normalised geometric mean of the probabilities (Baldi & Sadowski
    2013); with two layers neither is."""
    ratio, masks = 0.3, np.array(list(product([0.0, 1.0], repeat=8)), np.float32)
    chance = ratio ** (1 - masks).sum(axis=1) * (1 - ratio) ** masks.sum(axis=1)
    assert chance.sum() == pytest.approx(1)
    for depth in (1, 2):
        net, behind = (
            made(1, depth, 8, regularizers=regularizers),
            np.full((depth - 1, 8), at_test(regularizers)),
        )
        many = np.stack(
            [
                by_hand(net, "relu", np.vstack([np.asarray(thinned(regularizers, mask, ratio)), behind]))
                for mask in masks
            ]
        )
        whole = np.asarray(
            learning.tested(net.train_state, net.static, regularizers, net.data.test.x).outputs
        )
        log = np.tensordot(chance, scipy.special.log_softmax(many, axis=2), 1)
        apart = (
            np.abs(np.tensordot(chance, many, 1) - whole).max(),
            np.abs(scipy.special.softmax(log, axis=1) - scipy.special.softmax(whole, axis=1)).max(),
        )
        assert max(apart) < 1e-5 if depth == 1 else min(apart) > 0.01


def test_a_net_that_is_no_number_has_no_accuracy() -> None:
    net = made(0)
    net.train_state.net.last[3, 4] = np.inf
    found = votes(net, 0.5, 0, 8)
    kept = drawn(net, 0.5, 0, 8)[:, -1, 3]
    assert np.isnan(found.whole) and np.isnan(found.single).all()  # 0 · ∞ is no number either
    assert np.isnan(found.vote).all() and np.isnan(found.mean).all() and 0 < kept.sum() < 8


def test_another_ratio_seed_or_net_compiles_nothing(compilations: Callable[[], int]) -> None:
    what, nets = net_config(3, "relu"), [made(0), made(2)]
    other = Trained(
        begin(Adam(), initial_weights(Shape(64, 20, 3, 10), "he", 9), what),
        what,
        Regularizers(dropout=0.5, inverted=0.0),
        digits(700, 4, 0.3),
    )
    votes(nets[0], 0.2, 0, 5)
    compilations()
    for net, ratio, seed in ((nets[0], 0.5, 0), (nets[0], 0, 3), (nets[1], 0.2, 7), (other, 0.9, 1)):
        votes(net, ratio, seed, 5)
    assert compilations() == 0
    votes(nets[0], 0.2, 0, 7)
    assert compilations() > 0


def test_how_many_nets_it_takes() -> None:
    assert (
        reaches([0.1, 0.5, 0.4, 0.5], 0.5) == 2
        and reaches([0.1, np.nan], 0.2) is None
        and reaches(np.array([0.9], np.float32), float(np.float32(0.9))) == 1
    )


@pytest.mark.parametrize("seed", range(3))
def test_thinned_nets_are_good_only_where_the_net_was_trained_thinned_and_their_vote_comes_near_the_whole(
    seed: int,
) -> None:
    what, data, found = net_config(3, "relu"), digits(300, seed, 0.3), []
    for ratio in (0.0, 0.2):
        regularizers = Regularizers(dropout=ratio)
        train_state = begin(SGD(lr=0.05), initial_weights(Shape(64, 50, 3, 10), "he", seed), what)
        train_state, _ = epoch(SGD(lr=0.05), regularizers, train_state, what, data, seed, 600)
        found.append(votes(Trained(train_state, what, regularizers, data), 0.2, seed))
        assert found[-1].whole == float(score(train_state, (3, 2, 0, 0), regularizers, data).accuracy[2])
    without, thin = found
    assert (
        without.single.mean() < 0.5
        and thin.single.mean() > 0.6
        and without.single.mean() < without.whole - 0.3
    )
    assert abs(thin.vote[-1] - thin.whole) < 0.05 and abs(thin.mean[-1] - thin.whole) < 0.05
    assert thin.vote[-1] > thin.single.mean() + 0.08
