"""The parts of a net: activations, initial weights, batch norm, losses, tasks; and what depth does to a
gradient. PyTorch's passes are in tests/torch."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special
import scipy.stats
from jax.flatten_util import ravel_pytree

from dl_core.activations import ACTIVATIONS, Activation, activate, index_of, slopes
from dl_core.datasets import TASKS, task
from dl_core.experiments.backward import BINS, RANGE, Layers, _length, _spreads, broken_layer, layers
from dl_core.experiments.training import advance, batches, begin
from dl_core.initializers import INITIALIZERS, Initializer, initial
from dl_core.losses import LOSSES, accuracy
from dl_core.network import (
    PADDED_DEPTHS,
    Shape,
    batch_norm,
    forward,
    initial_weights,
    logits_of,
    net_config,
    room_for,
    stack,
)
from dl_core.optimizers import OPTIMIZERS
from dl_core.optimizers.base import GradientMethod
from dl_core.traced import cast

Z = np.linspace(-6.0, 6.0, 97) + 1e-3
BY_HAND: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": scipy.special.expit,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
    "gelu": lambda z: z * scipy.stats.norm.cdf(z),
    "silu": lambda z: z * scipy.special.expit(z),
    "softplus": lambda z: np.logaddexp(0, z),
    "identity": lambda z: z,
}


@pytest.mark.parametrize("one", ACTIVATIONS, ids=lambda one: one.name)
def test_an_activation_is_its_formula_and_its_slope_is_the_difference_quotient(one: Activation) -> None:
    f = BY_HAND[one.name]
    value, slope = one.curve(Z)
    np.testing.assert_allclose(value, f(Z), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(slope, (f(Z + 1e-6) - f(Z - 1e-6)) / 2e-6, rtol=1e-5, atol=1e-8)
    fine = one.curve(np.linspace(-10, 10, 20_001))[1]
    assert 0.98 * one.steepest <= fine.max() <= one.steepest * 1.0001
    np.testing.assert_allclose(activate(np.int32(index_of(one.name)), jnp.asarray(Z)), value, rtol=1e-12)
    np.testing.assert_allclose(slopes(np.int32(index_of(one.name)), jnp.asarray(Z)), slope, rtol=1e-12)


def test_unknown_names_are_refused_in_words() -> None:
    for call in (
        lambda: index_of("step"),
        lambda: initial("nothing", 2, 2, 0, 0),
        lambda: task("nothing", 10, 0),
    ):
        with pytest.raises(KeyError, match="there are"):
            call()
    with pytest.raises(ValueError, match="at most 50"):
        room_for(51)


@pytest.mark.parametrize("scheme", INITIALIZERS, ids=lambda one: one.name)
@pytest.mark.parametrize(("fan_in", "fan_out"), [(300, 200), (100, 400)])
def test_initial_weights_follow_their_law(scheme: Initializer, fan_in: int, fan_out: int) -> None:
    drawn = np.concatenate([initial(scheme.name, fan_in, fan_out, seed, 1).ravel() for seed in range(3)])
    xavier, he, both = fan_in**-0.5, (2 / fan_in) ** 0.5, (2 / (fan_in + fan_out)) ** 0.5
    expected = {
        "zeros": 0.0,
        "constant": 0.0,
        "unit": 1.0,
        "small": 0.01,
        "xavier": xavier,
        "lecun-uniform": xavier,
        "glorot": both,
        "glorot-uniform": both,
        "he": he,
        "he-uniform": he,
        "orthogonal": max(fan_in, fan_out) ** -0.5,
    }[scheme.name]
    assert drawn.std() == pytest.approx(expected, rel=0.01, abs=1e-7)
    if scheme.shape == "constant":
        assert np.unique(drawn).size == 1 and drawn[0] == np.float32(scheme.spread(fan_in, fan_out))
        return
    assert abs(drawn.mean()) < 5 * expected / drawn.size**0.5
    excess = scipy.stats.kurtosis(drawn)
    assert excess == pytest.approx(-1.2 if scheme.shape == "uniform" else 0.0, abs=0.05)
    if scheme.shape == "uniform":
        assert np.abs(drawn).max() <= expected * 3**0.5 * 1.0001
    if scheme.shape == "orthogonal":
        one = initial(scheme.name, fan_in, fan_out, 0, 1).astype(np.float64)
        small = one.T @ one if fan_in >= fan_out else one @ one.T
        np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-5)


def test_schemes_of_one_shape_share_their_random_numbers_and_layers_do_not() -> None:
    np.testing.assert_allclose(
        initial("he", 50, 40, 1, 2) / initial("unit", 50, 40, 1, 2), (2 / 50) ** 0.5, rtol=1e-5
    )
    assert not np.array_equal(initial("unit", 50, 50, 1, 2), initial("unit", 50, 50, 1, 3))
    np.testing.assert_allclose(initial("unit", 5, 4, 0, 0, 3.0), 3 * initial("unit", 5, 4, 0, 0), rtol=1e-6)


def test_batch_norm_makes_every_unit_standard_and_then_gains_and_shifts() -> None:
    z = np.random.default_rng(0).normal(5, 3, (400, 6))
    gain, shift = np.arange(1.0, 7.0), np.arange(6.0)
    out = np.asarray(batch_norm(jnp.asarray(z), gain, shift))
    np.testing.assert_allclose(out.mean(axis=0), shift, atol=1e-9)
    np.testing.assert_allclose(out.std(axis=0), gain, rtol=1e-5)


def test_losses_are_what_they_say_and_cross_entropy_survives_large_logits() -> None:
    z, t = np.array([-3.0, 0.5, 2.0]), np.array([0.0, 1.0, 0.0])
    p = scipy.special.expit(z)
    assert float(LOSSES["cross"](z, t)) == pytest.approx(
        -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(), rel=1e-9
    )
    assert float(LOSSES["squared"](z, t)) == pytest.approx(((p - t) ** 2).mean(), rel=1e-9)
    assert float(LOSSES["cross"](np.array([-1e4]), np.array([1.0]))) == 1e4
    assert float(accuracy(jnp.asarray(z), jnp.asarray(t))) == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_balanced_standard_and_repeats_itself(name: str) -> None:
    found, again, other = task(name, 500, 3), task(name, 500, 3), task(name, 500, 4)
    assert (
        found.x.shape == (500, 2) and found.x.dtype == found.t.dtype == np.float32 and found.t.mean() == 0.5
    )
    np.testing.assert_allclose([found.x.mean(axis=0), found.x.std(axis=0)], [[0, 0], [1, 1]], atol=1e-5)
    np.testing.assert_array_equal(found.x, again.x)
    assert not np.array_equal(found.x, other.x)


@pytest.mark.parametrize("depth", [2, 5, 6, 10])
def test_room_for_more_layers_changes_nothing(depth: int) -> None:
    shape, data = Shape(2, 12, depth), task("moons", 50, 0)
    weights = initial_weights(shape, "he", 0, bias=0.1)
    assert len(weights.bias) == room_for(depth)
    for normed in (False, True):
        what = net_config(depth, "tanh", normed, True)
        unrolled = logits_of(stack(weights, what), tuple(int(part) for part in what), data.x)
        np.testing.assert_allclose(forward(weights, what, data.x).logits, unrolled, rtol=1e-4, atol=1e-5)
        grads = jax.grad(lambda w, what=what: forward(w, what, data.x).logits.sum())(weights)
        assert not np.asarray(grads.hidden[depth - 1 :]).any() and not np.asarray(grads.bias[depth:]).any()


def passes(
    depth: int, name: str, scheme: str, seed: int = 0, width: int = 100, scale: float = 1.0, **more: bool
) -> Layers:
    activation = ACTIVATIONS[index_of(name)]
    return layers(
        initial_weights(Shape(2, width, depth), scheme, seed, scale),
        net_config(depth, name, **more),
        "cross",
        activation.steepest,
        task("moons", 1000, seed),
    )


@pytest.mark.parametrize("seed", range(3))
def test_sigmoid_fades_and_relu_does_not(seed: int) -> None:
    sigmoid, relu = passes(10, "sigmoid", "xavier", seed), passes(10, "relu", "he", seed)
    assert sigmoid.weight[1] / sigmoid.weight[-2] < 4.0**-7 and 0.05 < relu.weight[1] / relu.weight[-2] < 20
    assert (sigmoid.slope <= 0.25).all() and (relu.slope <= 1.0).all()


@pytest.mark.parametrize("seed", range(3))
def test_with_unit_weights_sigmoid_does_not_vanish(seed: int) -> None:
    found = passes(10, "sigmoid", "unit", seed)
    assert (
        found.weight[1] / found.weight[-2] > 0.05 and found.slope.max() < 0.25 and found.passed[1:].min() > 4
    )


def test_the_factors_multiply_to_the_gradient() -> None:
    for more in ({}, {"batch_norm": True}, {"residual": True}):
        found = passes(7, "tanh", "glorot", **more)
        np.testing.assert_allclose(
            found.slope[1:] * found.passed[1:], found.post[:-1] / found.post[1:], rtol=1e-4
        )


def test_shares_and_histograms_count_every_number() -> None:
    found = passes(4, "relu", "unit", scale=3.0)
    np.testing.assert_allclose(found.histogram.sum(axis=1) + found.outside, 1.0, rtol=1e-5)
    weights, data = initial_weights(Shape(2, 100, 4), "unit", 0, 3.0), task("moons", 1000, 0)
    pre = np.asarray(forward(weights, net_config(4, "relu"), data.x).pre[0])
    counts, _ = np.histogram(pre, BINS, (-RANGE, RANGE))
    np.testing.assert_allclose(found.histogram[0], counts / pre.size, atol=2e-5)
    np.testing.assert_allclose(found.saturated[0], (pre <= 0).mean(), rtol=1e-5)
    np.testing.assert_allclose(found.dead[0], (pre <= 0).all(axis=0).mean(), atol=1e-6)


def test_what_is_not_finite_is_said_with_the_layer_where_it_began() -> None:
    fine, broken = passes(10, "relu", "he"), passes(30, "relu", "unit", scale=20.0)
    assert broken_layer(fine) is None
    way, layer = broken_layer(broken)
    assert (
        way == "forward"
        and np.isfinite(broken.spread[: layer - 1]).all()
        and not np.isfinite(broken.spread[layer - 1])
    )


def test_lengths_are_right_far_below_and_above_what_float32_can_square() -> None:
    fading, growing = passes(30, "sigmoid", "xavier"), passes(30, "relu", "unit")
    assert (
        1e-30 < fading.weight[1] < 1e-15 and np.isfinite(fading.slope).all() and (fading.slope <= 0.25).all()
    )
    assert growing.spread[-1] > 1e20 and broken_layer(growing) is None
    steps = growing.spread[1:] / growing.spread[:-1]
    assert np.median(steps) == pytest.approx(50**0.5, rel=0.1)


@pytest.mark.parametrize("shape", [(7,), (100, 100), (1000, 100)])
def test_a_length_hides_neither_nan_nor_inf(shape: tuple[int, ...]) -> None:
    x = np.zeros(shape, np.float32)
    for fill in (0.0, 1.0, np.inf):
        x[...] = fill
        x.flat[5] = np.nan
        assert np.isnan(jax.jit(_length)(x)), "XLA's maximum of these shapes passes over nan"
    assert np.isnan(jax.jit(_length)(np.full(shape, np.nan, np.float32)))
    x[...] = 0
    x.flat[5] = -np.inf
    assert jax.jit(_length)(x) == np.inf and jax.jit(_length)(np.zeros(shape, np.float32)) == 0


@pytest.mark.parametrize("size", [1e-35, 1e-20, 1.0, 8.4e37, 8.6e37, 9e37, 1e38, 1.6e38])
def test_lengths_and_deviations_are_right_wherever_float32_reaches(size: float) -> None:
    assert float(jax.jit(_length)(np.full(4, size, np.float32))) == pytest.approx(2 * size, rel=1e-5)
    z = np.float32(size) * np.random.default_rng(0).uniform(-1, 1, (50, 8)).astype(np.float32)
    exact = z.astype(np.float64)
    np.testing.assert_allclose(
        jax.jit(_spreads)(z), [exact.std(), np.sqrt(exact.var(axis=0).mean())], rtol=1e-5
    )


def test_samples_that_are_all_the_same_have_no_deviation_within_a_unit() -> None:
    spread, within = jax.jit(_spreads)(
        np.tile(np.random.default_rng(0).standard_normal(100, np.float32), (1000, 1))
    )
    assert within == 0 and 0.8 < spread < 1.2


def test_a_pooled_deviation_hides_that_sigmoids_no_longer_tell_samples_apart() -> None:
    found = passes(5, "sigmoid", "xavier")
    pre = np.asarray(
        forward(
            initial_weights(Shape(2, 100, 5), "xavier", 0), net_config(5, "sigmoid"), task("moons", 1000, 0).x
        ).pre[:5],
        np.float64,
    )
    np.testing.assert_allclose(found.spread, pre.std(axis=(1, 2)), rtol=1e-4)
    np.testing.assert_allclose(found.within, np.sqrt(pre.var(axis=1).mean(axis=1)), rtol=1e-4)
    assert found.within[4] < 0.01 * found.spread[4]


@pytest.mark.parametrize("scale", [2.6, 2.64, 2.7, 2.75])
def test_a_net_that_leaves_float32_at_its_readout_says_so(scale: float) -> None:
    found = passes(30, "relu", "unit", scale=scale)
    assert (
        np.isfinite(found.spread).all()
        and not np.isfinite(found.loss)
        and broken_layer(found) == ("forward", 31)
    )


def test_a_gradient_alone_that_is_not_finite_broke_on_the_way_back() -> None:
    found = passes(4, "tanh", "glorot")
    weight = np.array([np.nan, np.inf, 1, 1, 1], np.float32)
    assert broken_layer(found) is None and broken_layer(found._replace(weight=weight)) == ("backward", 2)


def test_layers_that_are_not_finite_are_neither_saturated_nor_dead() -> None:
    found = passes(30, "relu", "unit", scale=20.0)
    fine = np.isfinite(found.spread)
    assert 5 < fine.sum() < 30
    for share in (found.saturated, found.dead):
        np.testing.assert_array_equal(np.isfinite(share), fine)


def test_no_slider_but_width_compiles_and_depth_only_where_the_next_room_begins(
    compilations: Callable[[], int],
) -> None:
    for depth in PADDED_DEPTHS[:2]:
        passes(depth, "relu", "he")
    before = compilations()
    for depth in range(2, PADDED_DEPTHS[1] + 1):
        passes(
            depth,
            "sigmoid",
            "unit",
            seed=depth,
            scale=0.5 * depth,
            batch_norm=bool(depth % 2),
            residual=bool(depth % 3),
        )
    for one in ACTIVATIONS:
        passes(4, one.name, "glorot")
    assert compilations() == before


@pytest.mark.parametrize(
    "rule", [cls for cls in OPTIMIZERS if issubclass(cls, GradientMethod)], ids=lambda cls: cls.label
)
def test_a_rule_trains_array_by_array_as_on_one_vector(rule: type[GradientMethod]) -> None:
    data, what, optimizer = task("moons", 200, 0), net_config(3, "tanh"), rule(lr=0.01)
    net = stack(initial_weights(Shape(2, 6, 3), "xavier", 0), what)
    progress, _ = advance(optimizer, begin(optimizer, net), what, "cross", data, 0)
    theta, unravel = ravel_pytree(net)
    static, x, t = tuple(int(part) for part in what), jnp.asarray(data.x), jnp.asarray(data.t)
    state, scaled = optimizer.init(theta), cast(optimizer, theta.dtype)

    @jax.jit
    def step(theta: jax.Array, state: object, batch: jax.Array) -> tuple[jax.Array, object]:
        grad = jax.grad(lambda theta: LOSSES["cross"](logits_of(unravel(theta), static, x[batch]), t[batch]))(
            theta
        )
        displacement, state = scaled.update(grad, state, theta)
        return theta + displacement, state

    for batch in batches(200, 0, 0):
        theta, state = step(theta, state, batch)
    np.testing.assert_allclose(ravel_pytree(progress.net)[0], theta, rtol=1e-3, atol=1e-4)
