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
@pytest.mark.parametrize("rule", [SGD(), Momentum(momentum=0.6), Nesterov(momentum=0.6), Nesterov(momentum=0.9)], ids=repr)
def test_a_rate_under_the_bound_falls_and_one_over_it_climbs(rule: Optimizer, surface: Surface) -> None:
    bound = largest_stable_rate(rule, eigenvalues(surface)[1])
    assert bound is not None
    under, over = (losses(type(rule)(**{**vars(rule), "lr": bound * factor}), surface) for factor in (0.98, 1.02))
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
    assert all(ours < losses(Momentum(lr=rate * a, momentum=momentum * b), surface)[120] for a, b in ((0.8, 1), (1.2, 1), (1, 0.85), (1, 1.15)))
