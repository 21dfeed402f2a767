"""The batched search of rates against a loop over whole runs."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.tuning import CANDIDATES, Box, candidate_rates, tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adam, Momentum, Newton, Optimizer, RandomSearch, RMSProp
from dl_core.params import params_of
from dl_core.schedules import Constant, Cosine
from surfaces import Himmelblau, McCormick, Ravine, Rosenbrock, Surface
from surfaces.switch import switch

STEPS = 60


def finals(rule: object, surface: Surface, schedule: object) -> tuple[np.ndarray, np.ndarray]:
    runs = [
        to_numpy(
            descend(
                dataclasses.replace(rule, lr=lr), switch(surface), surface.start, schedule, horizon=STEPS
            ),
            STEPS,
        )  # type: ignore[type-var,arg-type]
        for lr in candidate_rates(type(rule))  # type: ignore[arg-type]
    ]
    return np.array([run.loss[-1] for run in runs]), np.array([run.x[-1] for run in runs])


@pytest.mark.parametrize("surface", [Himmelblau(), Rosenbrock()], ids=lambda surface: surface.label)
@pytest.mark.parametrize("rule", [SGD(), Momentum(), RMSProp(), Adam()], ids=lambda rule: rule.label)
def test_the_tuned_rate_is_the_best_of_all_candidates(rule: object, surface: Surface) -> None:
    losses, _ = finals(rule, surface, Cosine())
    best = candidate_rates(type(rule))[int(np.nanargmin(losses))]  # type: ignore[arg-type]
    assert tuned_rate(rule, switch(surface), surface.start, STEPS, None, Cosine()) == best  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RACERS)
def test_candidates_span_the_slider_in_even_ratios(rule: type) -> None:
    rates, slider = candidate_rates(rule), dict(params_of(rule))["lr"]
    assert len(rates) == CANDIDATES and (rates[0], rates[-1]) == (slider.low, slider.high)
    ratios = rates[1:] / rates[:-1]
    np.testing.assert_allclose(ratios, ratios.mean(), rtol=2e-3)


def test_the_full_step_is_among_newtons_candidates_and_the_best_on_a_quadratic() -> None:
    surface = Ravine()
    assert 1.0 in candidate_rates(Newton)
    assert tuned_rate(Newton(), switch(surface), surface.start, 100, surface.window) == 1.0


def inside(box: Box, ends: np.ndarray) -> np.ndarray:
    return np.array([box[0] <= x <= box[1] and box[2] <= y <= box[3] for x, y in ends])


@pytest.mark.parametrize("rule", [Momentum(), Adam(), RandomSearch()], ids=lambda rule: rule.label)
def test_a_run_that_leaves_the_box_does_not_win(rule: Optimizer) -> None:
    surface, rates = McCormick(), list(candidate_rates(type(rule)))
    losses, ends = finals(rule, surface, Constant())
    free, kept = (
        tuned_rate(rule, switch(surface), surface.start, STEPS, box) for box in (None, surface.window)
    )
    stayed = inside(surface.window, ends)
    assert free == rates[int(np.nanargmin(losses))] and not stayed[rates.index(free)]
    assert kept == rates[int(np.nanargmin(np.where(stayed, losses, np.inf)))]


@pytest.mark.parametrize(
    "box",
    [
        (90.0, 99.0, -10.0, 10.0),
        (-99.0, -90.0, -10.0, 10.0),
        (-10.0, 10.0, 90.0, 99.0),
        (-10.0, 10.0, -99.0, -90.0),
    ],
)
def test_where_every_run_leaves_the_box_all_count(box: Box) -> None:
    assert not inside(box, finals(SGD(), Himmelblau(), Constant())[1]).any()
    assert tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, STEPS, box) == tuned_rate(
        SGD(), switch(Himmelblau()), Himmelblau.start, STEPS
    )


def test_a_rate_is_tuned_for_the_noise_of_the_run() -> None:
    noise, rates = Noise(sigma=30.0, seed=3.0), candidate_rates(SGD)
    losses = [
        to_numpy(descend(SGD(lr=lr), switch(Himmelblau()), Himmelblau.start, noise=noise), STEPS).loss[-1]
        for lr in rates
    ]
    best = rates[int(np.nanargmin(losses))]
    assert tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, STEPS, noise=noise) == best
    assert best != tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, STEPS)


def bottomless(x: jax.Array) -> jax.Array:
    return -jnp.sum(x * x * x * x)


def test_infinitely_low_is_not_lowest() -> None:
    loss = jax.tree_util.Partial(bottomless)
    found = tuned_rate(SGD(), loss, (1.0, 2.0), STEPS)
    assert np.isfinite(to_numpy(descend(SGD(lr=found), loss, (1.0, 2.0)), STEPS).loss).all()


def test_where_nothing_stays_finite_the_smallest_rate_is_returned() -> None:
    assert tuned_rate(SGD(), switch(Rosenbrock(b=1000.0)), (1e150, 1e150), STEPS) == candidate_rates(SGD)[0]


@pytest.mark.parametrize("steps", [0, 1001])
def test_a_number_of_steps_that_no_run_has_is_refused_in_words(steps: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 steps"):
        tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, steps)


def test_on_a_tie_the_smaller_rate_wins() -> None:
    assert tuned_rate(SGD(), switch(Himmelblau()), (3.0, 2.0), STEPS) == candidate_rates(SGD)[0]
