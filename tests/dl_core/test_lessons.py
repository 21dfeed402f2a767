"""The short experiments of the page on gradients: what each shows is so."""

from collections.abc import Callable

import jax
import numpy as np
import pytest

from dl_core.datasets import task
from dl_core.experiments.centred import GOAL, KINDS, START, STEPS, inputs, unit
from dl_core.experiments.cost import costs
from dl_core.experiments.depth import LR, SAMPLES, WIDTH, trained
from dl_core.experiments.depth import STEPS as UPDATES
from dl_core.experiments.differences import STEPS as H
from dl_core.experiments.differences import WIDTHS, errors, net_loss, times
from dl_core.experiments.dying import BIASES, RATES, dying_map, fates
from dl_core.experiments.slices import LOGITS, slice_of
from dl_core.experiments.training import CHUNK, advance, begin
from dl_core.network import Shape, initial_weights, logits_of, net_config, stack
from dl_core.optimizers import Adam


@pytest.mark.parametrize("seed", range(5))
def test_a_step_on_one_positive_sample_moves_both_weights_the_same_way_and_a_step_on_all_does_not(
    seed: int,
) -> None:
    units = {which: unit(which, 0.1, seed) for which in KINDS}
    for which in ("sigmoid", "taking turns"):
        assert (
            units[which].a.min() > 0
            and units[which].one.together == 1.0
            and units[which].whole.together == 0.0
        )
    for which in ("mixed", "tanh"):
        assert (
            units[which].a.min() < 0
            and 0.2 < units[which].one.together < 0.85
            and units[which].whole.together == 0.0
        )
    for one in units.values():
        np.testing.assert_array_equal([one.one.path[0], one.whole.path[0]], [START, START])


@pytest.mark.parametrize("seed", range(5))
def test_what_makes_sigmoids_outputs_slow_is_the_conditioning_and_not_the_signs(seed: int) -> None:
    sigmoid, mixed, turns, tanh = (unit(which, 0.1, seed) for which in KINDS)
    np.testing.assert_allclose(mixed.curvatures, sigmoid.curvatures, rtol=1e-9)
    # of the mean loss only E[aaᵀ] is seen
    np.testing.assert_allclose(mixed.whole.path, sigmoid.whole.path, atol=1e-9)
    slow, fast = [sigmoid, mixed], [turns, tanh]
    assert all(
        one.curvatures[1] > 5 * one.curvatures[0] and one.ahead < 1.1 * one.curvatures[0] for one in slow
    )
    assert all(one.curvatures[1] < 1.5 * one.curvatures[0] for one in fast)
    for way in ("one", "whole"):
        ends = [[getattr(one, way).ends for one in group] for group in (slow, fast)]
        assert min(ends[0]) > 50 * max(ends[1]), "signs differ within each group, conditioning between them"


def test_a_walk_over_all_samples_is_the_closed_form_of_gradient_descent_on_a_quadratic() -> None:
    for which in KINDS:
        found = unit(which, 0.3, 2)
        moment = np.mean([np.outer(a, a) for a in found.a], axis=0)
        values, vectors = np.linalg.eigh(moment)
        np.testing.assert_allclose(found.curvatures, values, rtol=1e-12)
        error = vectors @ ((1 - 0.3 * values) ** STEPS * (vectors.T @ np.subtract(START, GOAL)))
        np.testing.assert_allclose(found.whole.path[-1], error + GOAL, atol=1e-12)
        assert found.whole.ends == pytest.approx(
            0.5 * error @ moment @ error
        ) and found.square == pytest.approx(values.sum())
        first = found.one.path[1] - found.one.path[0]
        gradients = [(np.subtract(START, GOAL) @ a) * a for a in found.a]
        assert min(np.abs(first + 0.3 * gradient).max() for gradient in gradients) < 1e-12
    with pytest.raises(ValueError, match="kind='relu'; there are sigmoid"):
        inputs("relu", np.zeros((1, 2)))


@pytest.mark.parametrize("seed", range(3))
def test_relu_units_die_of_low_biases_and_large_rates_leaky_ones_never(seed: int) -> None:
    found = dying_map("relu", seed)
    assert (
        found.dead.shape == (len(BIASES), len(RATES))
        and found.dead[0].min() > 0.5
        and found.dead[-1, 0] == 0.0
    )
    assert found.dead[8, -1] > found.dead[8, 0] + 0.1, "at bias 0 a rate of 10 kills"
    assert not fates("leaky", [1.0, 10.0], [-3.0, 0.0], seed).dead.any()
    for name in ("elu", "gelu"):  # whose slopes are hardly ever 0, but underflow in float32 far enough down
        assert not fates(name, [1.0, 1.0], [-3.0, 0.0], seed).dead.any()


def test_one_run_of_the_map_is_the_run_alone() -> None:
    alone = fates("relu", [RATES[8]], [BIASES[5]], 0)
    assert dying_map("relu", 0).dead[5, 8] == alone.dead[0, -1]


@pytest.mark.parametrize("depth", [2, 6])
def test_a_deep_linear_net_is_one_matrix_and_cannot_bend(depth: int) -> None:
    linear, relu = trained("identity", "moons", depth, 0), trained("relu", "moons", depth, 0)
    assert linear.apart < 1e-4 and linear.accuracy < 0.93 and relu.accuracy >= 0.99
    x = task("moons", 400, 0).x
    assert np.isfinite(linear.collapsed).all() and np.isnan(relu.collapsed).all() and x.shape == (400, 2)
    logit = np.log(linear.chance / (1 - linear.chance))
    inside = np.isfinite(logit).all(axis=1)
    # a straight slope along every row
    assert np.abs(np.diff(logit[inside][len(logit[inside]) // 2], 2)).max() < 0.05


def test_a_net_with_room_to_spare_learns_what_one_without_learns() -> None:
    what, data, rule = net_config(3, "relu"), task("moons", SAMPLES, 1), Adam(lr=LR)
    progress = begin(rule, stack(initial_weights(Shape(2, WIDTH, 3), "he", 1), what))
    for _ in range(UPDATES // CHUNK):
        progress, _trace = advance(rule, progress, what, "cross", data, 1)
    logits = np.asarray(logits_of(progress.net, tuple(int(part) for part in what), data.x))
    assert trained("relu", "moons", 3, 1).accuracy == pytest.approx(
        ((logits > 0) == (data.t > 0.5)).mean(), abs=0.01
    )


def test_neither_depth_nor_seed_compiles(compilations: Callable[[], int]) -> None:
    def everything(depths: range, seed: int) -> None:
        for depth in depths:
            trained("relu", "spirals", min(depth, 10), seed), slice_of("moons", depth, seed)
        errors(seed)

    everything(range(5, 11, 5), 0), times()
    compilations()
    everything(range(2, 31, 7), 1), times()
    assert compilations() == 0


def test_the_loss_that_is_differentiated_numerically_is_that_of_its_net() -> None:
    dice = np.random.default_rng(0)
    first, bias, last = dice.normal(size=(2, 3)), dice.normal(size=3), dice.normal(size=3)
    x, t = dice.normal(size=(20, 2)), dice.integers(0, 2, 20).astype(float)
    p = 1 / (1 + np.exp(-np.tanh(x @ first + bias) @ last))
    by_hand = -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()
    assert float(net_loss(jax.numpy.concatenate([first.ravel(), bias, last]), x, t)) == pytest.approx(
        by_hand, rel=1e-9
    )


@pytest.mark.parametrize("seed", range(4))
def test_accuracy_is_a_staircase_and_squared_error_loses_its_slope(seed: int) -> None:
    found = slice_of("moons", 3, seed)
    stairs = np.diff(found.accuracy) != 0
    assert 3 <= stairs.sum() < 0.2 * stairs.size and (np.diff(found.cross) != 0).mean() > 0.98
    p = 1 / (1 + np.exp(-LOGITS.astype(np.float64)))
    # float32: a difference of numbers near 1
    np.testing.assert_allclose(found.cross_slope, 1 - p, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(found.squared_slope, 2 * (1 - p) ** 2 * p, rtol=1e-3, atol=1e-6)
    assert (
        found.squared_norm[-1] < 1e-2 * found.squared_norm[0]
        and found.cross_norm[-1] > 0.5 * found.cross_norm[0]
    )


def test_difference_quotients_are_best_between_too_large_and_too_small() -> None:
    found = errors(0)
    assert 1e-6 < H[found.central.argmin()] < 1e-4 and found.central.min() < 1e-9
    assert 1e-9 < H[found.forward.argmin()] < 1e-6 and found.central.min() < found.forward.min() < 1e-6
    order = np.log(found.central[-8] / found.central[-16]) / np.log(H[-8] / H[-16])
    assert order == pytest.approx(2.0, abs=0.1), "central differences are of second order"


def test_measurements_say_their_spread() -> None:
    for cost in costs():
        for mid, low, high in (cost.forward, cost.both):
            assert 0 < low <= mid <= high
    took = times()
    assert (
        took.parameters == [4 * width for width in WIDTHS]
        and (took.backward_spread[:, 0] <= took.backward).all()
    )
    assert (took.numerical > 0).all() and took.numerical_spread.shape == (len(WIDTHS), 2)
