"""Dropout left on at test time: against NumPy and SciPy, and against what entropies must be."""

from collections.abc import Callable
from itertools import islice

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.ndimage
import scipy.special
import scipy.stats

from dl_core.digits import digits
from dl_core.experiments.learning import Regularizers, Trained, begin, key_of, score
from dl_core.experiments.uncertainty import (
    ANGLES,
    PASS,
    SIGMAS,
    against_angle,
    against_noise,
    entropy,
    noisy,
    plain,
    rotated,
    spread,
    uncertainty,
    wrong,
)
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD, Adam

X = digits(50, 1).test.x


def made(
    seed: int,
    depth: int = 2,
    regularizers: Regularizers = Regularizers(),
    width: int = 20,
    scale: float = 1.0,
) -> Trained:
    """A ReLU net that nobody has trained, with random biases."""
    weights, what, rng = (
        initial_weights(Shape(64, width, depth, 10), "he", seed, scale),
        net_config(depth, "relu"),
        np.random.default_rng(seed),
    )
    weights = weights._replace(
        bias=rng.normal(0, 0.5, weights.bias.shape).astype(np.float32),
        out=rng.normal(0, 0.5, 10).astype(np.float32),
    )
    return Trained(begin(SGD(lr=0.1), weights, what), what, regularizers, digits(50, 1))


@pytest.mark.parametrize(
    ("regularizers", "scale"), [(Regularizers(), 1.0), (Regularizers(dropout=0.3, inverted=0.0), 0.7)]
)
def test_every_pass_and_every_image_has_a_mask_of_its_own(regularizers: Regularizers, scale: float) -> None:
    net, images = made(0, regularizers=regularizers), np.repeat(X[:1], 6, axis=0)
    found = spread(net, 0.3, 4, images, 5)
    assert found.shape == (5, 6, 10) and len(np.unique(found[:, :, 0])) == 30
    for number in range(5):
        masks = np.asarray(jax.random.uniform(key_of(4, number, PASS), (2, 6, 20), jnp.float32)) >= 0.3
        a = images.astype(float)
        for layer, mask in zip(net.train_state.net.layers, masks, strict=True):
            a = np.maximum(a @ layer.weight.astype(float) + layer.bias, 0) * mask * scale / 0.7
        expected = scipy.special.softmax(
            a @ net.train_state.net.last.astype(float) + net.train_state.net.out, axis=1
        )
        np.testing.assert_allclose(found[number], expected, atol=1e-5)


def test_where_nothing_is_dropped_there_is_nothing_to_disagree_about() -> None:
    net = made(3, scale=3)
    found = spread(net, 0.0, 0, X, 4)
    np.testing.assert_allclose(found, np.broadcast_to(plain(net, X), found.shape), atol=1e-6)
    own = uncertainty(found)
    np.testing.assert_allclose(own.information, 0, atol=1e-7)
    np.testing.assert_allclose(own.entropy, scipy.stats.entropy(plain(net, X), axis=1), atol=1e-5)


def test_information_is_how_far_the_passes_are_from_their_mean_and_entropies_have_their_bounds() -> None:
    predictions = spread(made(3, scale=4), 0.5, 1, X, 20).astype(float)
    found = uncertainty(predictions)
    np.testing.assert_allclose(found.mean, predictions.mean(axis=0), rtol=1e-12)
    # Kullback-Leibler from each pass to the mean
    far = scipy.special.rel_entr(predictions, predictions.mean(axis=0)).sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(found.information, far, atol=1e-5)
    assert (
        (found.information > -1e-7).all()
        and (found.information <= found.entropy + 1e-7).all()
        and found.information.mean() > 0.1
    )
    assert (found.entropy >= 0).all() and (found.entropy <= np.log(10) + 1e-6).all()


def test_entropy_is_scipys_from_none_to_ln_10() -> None:
    p = np.random.default_rng(0).dirichlet(np.full(10, 0.2), 200)
    np.testing.assert_allclose(entropy(p), scipy.stats.entropy(p, axis=1), atol=1e-12)
    assert entropy(np.eye(10)).tolist() == [0.0] * 10 and entropy(np.full(10, 0.1)) == pytest.approx(
        np.log(10)
    )
    # two passes, each sure of another class: all entropy is disagreement
    sure = uncertainty(np.eye(2)[:, None])
    assert sure.entropy[0] == pytest.approx(np.log(2)) and sure.information[0] == pytest.approx(np.log(2))


@pytest.mark.parametrize("regularizers", [Regularizers(), Regularizers(dropout=0.4, inverted=0.0)])
def test_with_one_hidden_layer_the_geometric_mean_of_the_passes_is_the_whole_net(
    regularizers: Regularizers,
) -> None:
    """Exact in expectation (Baldi & Sadowski 2013): compared within five standard errors of the differences
    of logarithms."""
    net = made(5, depth=1, regularizers=regularizers)
    log = np.log(spread(net, 0.4, 0, X[:40], 1500).astype(float))
    apart = log - log[:, :, :1]  # the normalisation falls out
    whole = np.log(plain(net, X[:40]).astype(float))
    error = apart.std(axis=0, ddof=1) / 1500**0.5
    z = (apart.mean(axis=0) - (whole - whole[:, :1]))[:, 1:] / error[:, 1:]
    assert np.abs(z).max() < 5 and error[:, 1:].max() < 0.06


@pytest.mark.parametrize("angle", [*ANGLES.tolist(), -20.0, 33.3, 359.0, 360.0, 450.0])
def test_digits_are_turned_as_scipy_turns_them(angle: float) -> None:
    images = X[:50].reshape(-1, 8, 8)
    expected = scipy.ndimage.rotate(images.astype(float), angle, axes=(2, 1), order=1, reshape=False)
    found = rotated(X[:50], angle)
    np.testing.assert_allclose(found.reshape(-1, 8, 8), expected, atol=1e-6)
    if angle % 90 == 0:
        np.testing.assert_array_equal(
            found.reshape(-1, 8, 8), np.rot90(images, round(angle / 90), axes=(1, 2))
        )
    assert found.dtype == np.float32


def test_noise_grows_with_sigma_and_stays_the_same_noise() -> None:
    one, two = noisy(X, 0.5, 3) - X, noisy(X, 1.0, 3) - X
    np.testing.assert_allclose(two, 2 * one, atol=1e-6)
    np.testing.assert_array_equal(noisy(X, 0.0, 3), X)
    assert (
        scipy.stats.kstest(two.ravel(), "norm").pvalue > 0.01
        and noisy(X, 1.0, 3).min() < 0
        and not np.array_equal(noisy(X, 1.0, 4) - X, two)
    )


def test_curves_begin_empty_and_end_with_what_each_point_is() -> None:
    net = made(2)
    for source, by, disturbed in (
        (against_angle(net, 0.3, 7, passes=3), ANGLES, lambda value: rotated(net.data.test.x, value)),
        (against_noise(net, 0.3, 7, passes=3), SIGMAS, lambda value: noisy(net.data.test.x, value, 7)),
    ):
        states = list(source)
        assert len(states) == len(by) + 1 and all(np.isnan(curve).all() for curve in states[0][1:])
        assert all(np.isfinite(curve[:3]).all() and np.isnan(curve[3:]).all() for curve in states[3][1:])
        for i in (0, 5, len(by) - 1):
            images = disturbed(float(by[i]))
            own, whole, y = uncertainty(spread(net, 0.3, 7, images, 3)), plain(net, images), net.data.test.y
            expected = [
                by[i],
                (own.mean.argmax(axis=1) == y).mean(),
                own.entropy.mean(),
                own.information.mean(),
                (whole.argmax(axis=1) == y).mean(),
                scipy.stats.entropy(whole, axis=1).mean(),
                whole.max(axis=1).mean(),
            ]
            np.testing.assert_allclose([curve[i] for curve in states[-1]], expected, rtol=1e-5)


def test_the_mistakes_are_the_rest_of_the_accuracy() -> None:
    net = made(6, regularizers=Regularizers(dropout=0.4, inverted=0.0))
    found, chances, y = wrong(net), plain(net, net.data.test.x), net.data.test.y
    assert 1 - len(found.at) / 600 == pytest.approx(
        float(score(net.train_state, net.static, net.regularizers, net.data).accuracy[2])
    )
    assert (found.said != found.true).all() and (np.diff(found.at) > 0).all()
    np.testing.assert_array_equal(found.true, y[found.at])
    np.testing.assert_array_equal(found.sure, chances.max(axis=1)[found.at])
    np.testing.assert_array_equal(
        found.said, [row.tolist().index(max(row.tolist())) for row in chances[found.at]]
    )


def test_another_ratio_seed_net_or_angle_compiles_nothing(compilations: Callable[[], int]) -> None:
    what, nets = net_config(2, "relu"), [made(0), made(1)]
    nets.append(
        Trained(
            begin(Adam(), initial_weights(Shape(64, 20, 2, 10), "he", 9), what),
            what,
            Regularizers(dropout=0.5, inverted=0.0),
            digits(700, 4, 0.3),
        )
    )
    list(islice(against_angle(nets[0], 0.2, 0, passes=2), 2))
    compilations()
    for net, ratio, seed in ((nets[0], 0.5, 0), (nets[1], 0, 3), (nets[2], 0.9, 1)):
        list(islice(against_angle(net, ratio, seed, passes=2), 3))
        list(islice(against_noise(net, ratio, seed, passes=2), 3))
        wrong(net)
    assert compilations() == 0
