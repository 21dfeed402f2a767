"""Units that start alike stay alike: what the part "Symmetry" shows is so."""

from collections.abc import Callable

import numpy as np
import pytest

from dl_core.activations import ACTIVATIONS
from dl_core.experiments.symmetry import ONES, RATE, SAMPLES, STEPS, UNITS, Net, apart, points, run, start

NAMES = [one.name for one in ACTIVATIONS]
PASSES_ZERO = [name for name in NAMES if name not in ("sigmoid", "softplus")]  # f(0) = 0
FUNCTIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
}


def spread(values: np.ndarray, axis: int) -> np.ndarray:
    """The largest difference along an axis, over the largest number, at each step."""
    wide = values.max(axis=axis) - values.min(axis=axis)
    steps = values.reshape(len(values), -1)
    return wide.reshape(len(values), -1).max(axis=1) / np.maximum(np.abs(steps).max(axis=1), 1e-30)


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("scheme", ["zeros", "constant"])
def test_units_that_start_alike_get_the_same_gradient_at_every_step(scheme: str, activation: str) -> None:
    found = run(scheme, activation, 0)
    for values, axis in (
        (found.grad.w1, 2),
        (found.grad.b1, 1),
        (found.grad.w2, 1),
        (found.grad.w2, 2),
        (found.grad.b2, 1),
        (found.grad.w3, 1),
    ):
        assert spread(values, axis).max() < 1e-5
    assert found.apart.max() < 1e-5


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("activation", NAMES)
def test_units_that_start_differently_get_different_gradients(activation: str, seed: int) -> None:
    found = run("xavier", activation, seed)
    assert (
        spread(found.grad.w1, 2).min() > 0.1
        and spread(found.grad.w2, 2).min() > 0.1
        and found.apart.min() > 0.1
    )


def test_the_difference_between_units_is_that_of_two_of_them() -> None:
    net = start("xavier", 3)
    units = (
        [[*net.w1[:, i], net.b1[i], *net.w2[i]] for i in range(UNITS)],
        [[*net.w2[:, i], net.b2[i], net.w3[i, 0]] for i in range(UNITS)],
    )
    expected = [
        max(np.linalg.norm(np.subtract(a, b)) for a in layer for b in layer)
        / max(np.linalg.norm(a) for a in layer)
        for layer in units
    ]
    np.testing.assert_allclose(apart(Net(*(part[None] for part in net)))[0], expected, rtol=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("scheme", ["constant", "xavier"])
def test_the_training_is_that_of_backpropagation_by_hand(scheme: str, activation: str) -> None:
    f, slope = FUNCTIONS[activation]
    data, found = points(1), run(scheme, activation, 1)
    w1, b1, w2, b2, w3, b3 = (part.astype(np.float64) for part in start(scheme, 1))
    for step in range(8):
        z1 = data.x @ w1 + b1
        z2 = f(z1) @ w2 + b2
        logit = (f(z2) @ w3 + b3)[:, 0]
        p = 1 / (1 + np.exp(-logit))
        d3 = ((p - data.t) / SAMPLES)[:, None]
        d2 = (d3 @ w3.T) * slope(z2)
        d1 = (d2 @ w2.T) * slope(z1)
        grads = data.x.T @ d1, d1.sum(axis=0), f(z1).T @ d2, d2.sum(axis=0), f(z2).T @ d3, d3.sum(axis=0)
        assert found.loss[step] == pytest.approx(
            -np.mean(np.where(data.t > 0.5, np.log(p), np.log(1 - p))), rel=1e-5
        )
        for grad, value, mine, own in zip(
            found.grad, found.net, grads, (w1, b1, w2, b2, w3, b3), strict=True
        ):
            np.testing.assert_allclose(grad[step], mine, rtol=1e-3, atol=2e-6)
            np.testing.assert_allclose(value[step], own, rtol=1e-3, atol=2e-6)
        w1, b1, w2, b2, w3, b3 = (
            own - RATE * mine for own, mine in zip((w1, b1, w2, b2, w3, b3), grads, strict=True)
        )


@pytest.mark.parametrize("activation", PASSES_ZERO)
def test_from_zeros_only_the_outputs_bias_moves_where_f_of_0_is_0(activation: str) -> None:
    found = run("zeros", activation, 0)
    assert not any(part.any() for part in found.net[:-1]), "every other number is exactly 0 at every step"
    share = ONES / SAMPLES
    assert found.net.b3[-1, 0] == pytest.approx(np.log(share / (1 - share)), abs=1e-4)
    assert found.loss[-1] == pytest.approx(-share * np.log(share) - (1 - share) * np.log(1 - share), abs=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "softplus"])
def test_where_f_of_0_is_not_0_zeros_move_layer_after_layer_from_the_output(activation: str) -> None:
    net = run("zeros", activation, 0).net
    for part, first in ((net.w3, 1), (net.w2, 2), (net.w1, 3)):
        assert not part[:first].any() and part[first].any()


def test_the_classes_are_unequal_or_not_even_the_bias_would_have_a_gradient() -> None:
    t = points(0).t
    assert len(t) == SAMPLES and t.sum() == ONES and ONES != SAMPLES / 2
    bias = run("zeros", "sigmoid", 0).grad.b3[0, 0]
    assert bias == pytest.approx(0.5 - ONES / SAMPLES, rel=1e-6), "p − t on average, which is 0 for halves"


@pytest.mark.parametrize("seed", range(3))
def test_random_units_learn_more_than_equal_ones_unless_the_net_is_linear(seed: int) -> None:
    for activation in ("tanh", "relu", "gelu"):
        assert run("xavier", activation, seed).loss[-1] < 0.2 * run("constant", activation, seed).loss[-1]
    assert run("xavier", "identity", seed).loss[-1] == pytest.approx(
        run("constant", "identity", seed).loss[-1], rel=0.02
    )
    assert all(
        run("xavier", name, seed).loss[-1] < 0.6 * run("zeros", "tanh", seed).loss[-1] for name in NAMES
    ), "the rate suits every activation"


def test_neither_activation_nor_scheme_nor_seed_compiles(compilations: Callable[[], int]) -> None:
    run("constant", "relu", 100)
    compilations()
    for scheme, activation, seed in (
        ("zeros", "sigmoid", 101),
        ("xavier", "gelu", 102),
        ("constant", "identity", 103),
    ):
        assert len(run(scheme, activation, seed).loss) == STEPS + 1
    assert compilations() == 0
