"""The bounds of theory against what the rules do."""

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import curvatures
from dl_core.optimizers import SGD, Adam, Momentum, Nesterov, Optimizer
from dl_core.theory import best_gradient_descent, best_heavy_ball, largest_stable_rate
from surfaces import Booth, Bowl, Matyas, Ravine, Surface
from surfaces.switch import switch

QUADRATICS = [Bowl(), Booth(), Matyas(), Ravine(), Ravine(kappa=200.0, angle=35.0, scale=0.3)]


def eigenvalues(surface: Surface) -> tuple[float, float]:
    low, high = curvatures(switch(surface), surface.start)
    return float(low), float(high)


def losses(rule: Optimizer, surface: Surface) -> np.ndarray:
    return to_numpy(descend(rule, switch(surface), surface.start), 1000).loss


@pytest.mark.parametrize("surface", QUADRATICS, ids=repr)
@pytest.mark.parametrize(
    "rule", [SGD(), Momentum(momentum=0.6), Nesterov(momentum=0.6), Nesterov(momentum=0.9)], ids=repr
)
def test_a_rate_under_the_bound_falls_and_one_over_it_climbs(rule: Optimizer, surface: Surface) -> None:
    bound = largest_stable_rate(rule, eigenvalues(surface)[1])
    assert bound is not None
    under, over = (
        losses(type(rule)(**{**vars(rule), "lr": bound * factor}), surface) for factor in (0.98, 1.02)
    )
    assert under[-1] < 0.5 * under[0]
    assert not over[-1] < 100 * over[0]


def test_there_is_no_bound_for_an_adaptive_rule() -> None:
    assert largest_stable_rate(Adam(), 1.0) is None


def test_the_best_constants_beat_their_neighbours() -> None:
    surface = Ravine(kappa=50.0)
    low, high = eigenvalues(surface)
    assert (low, high) == pytest.approx((1.0, 50.0))
    rate = best_gradient_descent(low, high)
    ours = losses(SGD(lr=rate), surface)[300]
    assert all(ours < losses(SGD(lr=rate * factor), surface)[300] for factor in (0.9, 1.01))
    rate, momentum = best_heavy_ball(low, high)
    ours = losses(Momentum(lr=rate, momentum=momentum), surface)[120]
    assert all(
        ours < losses(Momentum(lr=rate * a, momentum=momentum * b), surface)[120]
        for a, b in ((0.8, 1), (1.2, 1), (1, 0.85), (1, 1.15))
    )


def contraction(rule: Optimizer, surface: Surface) -> float:
    """By how much a step shrinks the distance in the long run: from the loss, its square, while that is
    neither rounding nor gone."""
    loss = losses(rule, surface)
    last = int(np.flatnonzero((loss > 1e-26) & (loss < 1e26))[-1])
    if last < 5:
        return 0.0
    rows = np.arange(last // 2, last + 1)
    return float(np.exp(np.polyfit(rows, np.log(loss[rows]), 1)[0] / 2))


@pytest.mark.parametrize("surface", QUADRATICS, ids=repr)
def test_the_best_rate_of_gradient_descent_is_as_fast_as_promised_and_beats_its_neighbours(
    surface: Surface,
) -> None:
    low, high = eigenvalues(surface)
    best = best_gradient_descent(low, high)
    reached = contraction(SGD(lr=best), surface)
    np.testing.assert_allclose(reached, (high - low) / (high + low), rtol=1e-3, atol=1e-9)
    assert all(reached < contraction(SGD(lr=factor * best), surface) for factor in (0.9, 0.97, 1.03, 1.1))


@pytest.mark.parametrize("surface", QUADRATICS, ids=repr)
def test_the_best_constants_of_the_heavy_ball_are_as_fast_as_promised_and_beat_their_neighbours(
    surface: Surface,
) -> None:
    (low, high), (lr, mu) = np.sqrt(eigenvalues(surface)), best_heavy_ball(*eigenvalues(surface))
    reached = contraction(Momentum(lr=lr, momentum=mu), surface)
    np.testing.assert_allclose(reached, (high - low) / (high + low), rtol=0.05, atol=1e-9)
    neighbours = [(lr * 0.9, mu), (lr * 1.1, mu), (lr, mu + 0.1 * (1 - mu))] + [(lr, 0.8 * mu)] * (mu > 0.01)
    assert all(
        reached < contraction(Momentum(lr=rate, momentum=share), surface) for rate, share in neighbours
    )


def test_bounds_and_best_constants_are_exact() -> None:
    assert largest_stable_rate(SGD(), 4.0) == 0.5
    assert largest_stable_rate(Momentum(momentum=0.5), 4.0) == 0.75
    assert largest_stable_rate(Nesterov(momentum=0.5), 4.0) == 0.375
    np.testing.assert_allclose(best_heavy_ball(1.0, 9.0), (0.25, 0.25), rtol=1e-12)
