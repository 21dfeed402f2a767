"""The bounds and best constants of theory, seen in runs."""

import numpy as np
import pytest

from dl_core.experiments.descent import MAX_STEPS, descend, to_numpy
from dl_core.optimizers import RACERS, SGD, Momentum, Nesterov, Optimizer
from dl_core.optimizers.base import with_rate
from dl_core.theory import best_gradient_descent, best_heavy_ball, largest_stable_rate
from surfaces import SURFACES, Booth, Bowl, Matyas, Ravine, Surface
from surfaces.switch import switch

CURVATURES: dict[Surface, tuple[float, float]] = {  # smallest and largest eigenvalue, by hand
    Bowl(): (1.0, 1.0),
    Booth(): (2.0, 18.0),
    Matyas(): (0.04, 1.0),
    Ravine(kappa=20.0, angle=0.0, scale=0.1): (0.1, 2.0),
    Ravine(kappa=5.0, angle=30.0, scale=2.0): (2.0, 10.0),
    Ravine(kappa=300.0, angle=-70.0, scale=1.0): (1.0, 300.0),
}
BOUNDED: tuple[Optimizer, ...] = (SGD(), Momentum(momentum=0.5), Momentum(momentum=0.9), Nesterov(momentum=0.5), Nesterov(momentum=0.9))
surfaces = pytest.mark.parametrize("surface", CURVATURES, ids=str)


def gaps(rule: Optimizer, surface: Surface) -> np.ndarray:
    """The loss (all of these minima are 0) along a run."""
    return to_numpy(descend(rule, switch(surface), surface.start), MAX_STEPS).loss


def test_every_quadratic_is_tried() -> None:
    assert {type(surface) for surface in CURVATURES} == {cls for cls in SURFACES if cls.quadratic}


@surfaces
@pytest.mark.parametrize("rule", BOUNDED, ids=str)
def test_a_rate_just_under_the_bound_converges_and_one_just_over_diverges(rule: Optimizer, surface: Surface) -> None:
    bound = largest_stable_rate(rule, CURVATURES[surface][1])
    assert bound is not None
    under, over = (gaps(with_rate(rule, factor * bound), surface) for factor in (0.98, 1.02))
    assert under[-100:].max() < 0.5 * under[300:400].max() or under[-100:].max() < 1e-25
    assert not over[-1] < 1e6 * over[0]


def test_no_bound_is_claimed_where_none_is_known() -> None:
    assert {rule for rule in RACERS if largest_stable_rate(rule(), 1.0) is not None} == {SGD, Momentum, Nesterov}


@surfaces
def test_the_best_rate_of_gradient_descent_beats_its_neighbours(surface: Surface) -> None:
    best = best_gradient_descent(*CURVATURES[surface])
    reached, *others = (gaps(SGD(lr=factor * best), surface)[300 if CURVATURES[surface][1] > 100 else 20] for factor in (1.0, 0.9, 0.97, 1.03, 1.1))
    assert all(reached < other for other in others)


@surfaces
def test_the_best_constants_of_the_heavy_ball_beat_their_neighbours(surface: Surface) -> None:
    lr, mu = best_heavy_ball(*CURVATURES[surface])
    after = 250 if CURVATURES[surface][1] > 100 else 20 if mu < 0.3 else 60
    reached = gaps(Momentum(lr=lr, momentum=mu), surface)[after]
    neighbours = [(lr * factor, mu) for factor in (0.9, 1.1)] + [(lr, mu + 0.1 * (1 - mu)), (lr, 0.8 * mu)] * (mu > 0)
    assert all(reached < gaps(Momentum(lr=rate, momentum=share), surface)[after] for rate, share in neighbours)


def test_the_heavy_ball_is_as_fast_as_the_root_of_the_condition_number_promises() -> None:
    surface = Ravine(kappa=100.0, angle=20.0, scale=1.0)
    lr, mu = best_heavy_ball(1.0, 100.0)
    ball, descent = gaps(Momentum(lr=lr, momentum=mu), surface), gaps(SGD(lr=best_gradient_descent(1.0, 100.0)), surface)
    per_step = [np.log(loss[50] / loss[150]) / 200 for loss in (ball, descent)]  # of the distance, whose square the loss is
    np.testing.assert_allclose(per_step, [np.log(11 / 9), np.log(101 / 99)], rtol=0.1)
