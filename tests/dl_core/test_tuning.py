"""The batched search of rates against a loop over whole runs."""

import dataclasses

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.tuning import CANDIDATES, candidate_rates, tuned_rate
from dl_core.optimizers import RACERS, SGD, Adam, Momentum, RMSProp
from dl_core.params import params_of
from dl_core.schedules import Cosine
from surfaces import Himmelblau, McCormick, Rosenbrock, Surface
from surfaces.switch import switch

STEPS = 60


def finals(rule: object, surface: Surface, schedule: object) -> tuple[np.ndarray, np.ndarray]:
    runs = [
        to_numpy(descend(dataclasses.replace(rule, lr=lr), switch(surface), surface.start, schedule, horizon=STEPS), STEPS)  # type: ignore[type-var,arg-type]
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


def test_a_run_that_leaves_the_box_does_not_win() -> None:
    losses, ends = finals(SGD(), McCormick(), Cosine())
    free = tuned_rate(SGD(), switch(McCormick()), McCormick.start, STEPS, None, Cosine())
    kept = tuned_rate(SGD(), switch(McCormick()), McCormick.start, STEPS, McCormick.window, Cosine())
    end = dict(zip(candidate_rates(SGD), ends, strict=True))
    assert np.abs(end[free]).max() > 4 or np.nanmin(losses) == losses[list(end).index(kept)]
    assert -3 <= end[kept][0] <= 4 and -3 <= end[kept][1] <= 4


def test_where_nothing_stays_finite_the_smallest_rate_is_returned() -> None:
    assert tuned_rate(SGD(), switch(Rosenbrock(b=1000.0)), (1e150, 1e150), STEPS) == candidate_rates(SGD)[0]


@pytest.mark.parametrize("steps", [0, 1001])
def test_a_number_of_steps_that_no_run_has_is_refused_in_words(steps: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 steps"):
        tuned_rate(SGD(), switch(Himmelblau()), Himmelblau.start, steps)


def test_on_a_tie_the_smaller_rate_wins() -> None:
    assert tuned_rate(SGD(), switch(Himmelblau()), (3.0, 2.0), STEPS) == candidate_rates(SGD)[0]
