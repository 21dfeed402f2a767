"""Tuned rates against the plain loop that they stand for."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.descent import MAX_STEPS, descend, to_numpy
from dl_core.experiments.tuning import CANDIDATES, Box, candidate_rates, tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adam, Lion, Momentum, Nesterov, Optimizer, RandomSearch, RMSProp
from dl_core.optimizers.base import with_rate
from dl_core.params import params_of
from dl_core.schedules import Constant, Cosine, Schedule
from surfaces import Booth, Himmelblau, McCormick, Rosenbrock, Surface
from surfaces.switch import switch

TUNED = (SGD, Momentum, Adam, RMSProp, RandomSearch)


def by_brute_force(
    rule: Optimizer, surface: Surface, steps: int, box: Box | None = None, schedule: Schedule = Constant(), noise: Noise = Noise()
) -> tuple[float, dict[float, float]]:
    """The best candidate and every candidate's final loss, one `descend` after another; inf for a run that does not count."""
    finals = {}
    for lr in candidate_rates(type(rule)):
        run = to_numpy(descend(with_rate(rule, float(lr)), switch(surface), surface.start, schedule, noise, steps), steps)
        (x, y), loss = run.x[-1], run.loss[-1]
        counts = np.isfinite([x, y, loss]).all() and (box is None or (box[0] <= x <= box[1] and box[2] <= y <= box[3]))
        finals[float(lr)] = float(loss) if counts else np.inf
    return min(finals, key=lambda lr: (finals[lr], lr)), finals


@pytest.mark.parametrize("rule", RACERS)
def test_candidates_span_the_slider_evenly_on_its_log_scale(rule: type[Optimizer]) -> None:
    lr, rates = dict(params_of(rule))["lr"], candidate_rates(rule)
    assert len(rates) == CANDIDATES == 61
    assert rates[0] == lr.low and rates[-1] == lr.high
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(lr.high / lr.low) / 60, atol=1e-3)


@pytest.mark.parametrize("surface", [Himmelblau(), Booth(), Rosenbrock()], ids=lambda surface: surface.label)
@pytest.mark.parametrize("rule", TUNED)
def test_a_tuned_rate_is_the_best_of_all_candidates(rule: type[Optimizer], surface: Surface) -> None:
    for steps in (1, 30):
        best, finals = by_brute_force(rule(), surface, steps, surface.window)
        found = tuned_rate(rule(), switch(surface), surface.start, steps, surface.window)
        assert found == best, f"{finals[found]} instead of {finals[best]}"


@pytest.mark.parametrize("rule", TUNED)
def test_a_rate_is_tuned_for_the_schedule_and_the_noise_of_the_run(rule: type[Optimizer]) -> None:
    surface, terms = Himmelblau(), (Cosine(), Noise(sigma=20.0, seed=3.0))
    assert tuned_rate(rule(), switch(surface), surface.start, 30, None, *terms) == by_brute_force(rule(), surface, 30, None, *terms)[0]


def test_a_rate_is_tuned_with_the_other_numbers_of_the_rule() -> None:
    for momentum in (0.0, 0.5, 0.99):
        rule = Momentum(momentum=momentum)
        assert tuned_rate(rule, switch(Booth()), Booth.start, 30) == by_brute_force(rule, Booth(), 30)[0]


@pytest.mark.parametrize("rule", [SGD, Momentum, Nesterov])
def test_a_run_that_leaves_the_box_does_not_win(rule: type[Optimizer]) -> None:
    surface = McCormick()
    inside, outside = (tuned_rate(rule(), switch(surface), surface.start, 100, box) for box in (surface.window, None))
    ends = {lr: to_numpy(descend(rule(lr=lr), switch(surface), surface.start), 100) for lr in (inside, outside)}
    assert ends[outside].loss[-1] < ends[inside].loss[-1] and not within(surface.window, ends[outside].x[-1])
    assert within(surface.window, ends[inside].x[-1])
    assert inside == by_brute_force(rule(), surface, 100, surface.window)[0]


def within(box: Box, point: np.ndarray) -> bool:
    return bool(box[0] <= point[0] <= box[1] and box[2] <= point[1] <= box[3])


@pytest.mark.parametrize("box", [(100.0, 101.0, -10.0, 10.0), (-10.0, 10.0, 100.0, 101.0), (-101.0, -100.0, -10.0, 10.0), (-10.0, 10.0, -101.0, -100.0)])
def test_where_every_run_leaves_the_box_all_count(box: Box) -> None:
    surface = Booth()
    assert tuned_rate(SGD(), switch(surface), surface.start, 50, box) == by_brute_force(SGD(), surface, 50)[0]


def level(x: jax.Array) -> jax.Array:
    return jnp.sum(x * 0)


def nowhere(x: jax.Array) -> jax.Array:
    return jnp.sum(x) * jnp.nan


def test_the_smaller_rate_wins_a_tie() -> None:
    assert tuned_rate(Lion(), jax.tree_util.Partial(level), (1.0, 2.0), 20) == candidate_rates(Lion)[0]


def test_where_nothing_stays_finite_the_smallest_rate_is_returned() -> None:
    assert tuned_rate(SGD(), jax.tree_util.Partial(nowhere), (1.0, 2.0), 20) == candidate_rates(SGD)[0]


def test_infinitely_low_is_not_lowest() -> None:
    steep = jax.tree_util.Partial(lambda x: -jnp.sum(x * x * x * x))
    found = tuned_rate(SGD(), steep, (1.0, 2.0), 20)
    end = to_numpy(descend(SGD(lr=found), steep, (1.0, 2.0)), 20)
    assert np.isfinite(end.loss).all() and np.isfinite(end.x).all()


@pytest.mark.parametrize("steps", [0, -3, MAX_STEPS + 1])
def test_a_number_of_steps_that_no_run_has_is_refused_in_words(steps: int) -> None:
    with pytest.raises(ValueError, match=f"steps={steps}; a run has 1 to {MAX_STEPS} steps"):
        tuned_rate(SGD(), switch(Booth()), Booth.start, steps)


def test_the_longest_run_can_be_tuned() -> None:
    assert tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, MAX_STEPS) == by_brute_force(SGD(), Himmelblau(), MAX_STEPS)[0]
