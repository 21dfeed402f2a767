"""Schedules against optax, where it has the form, and against hand-computed factors."""

from collections.abc import Callable
from typing import Any

import numpy as np
import optax
import pytest

from dl_core.params import params_of
from dl_core.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Schedule,
    Step,
    WarmupCosine,
)

HORIZON, T = 120.0, np.arange(121.0)


def by_hand(t: int) -> float:
    """Warm-up over 25 steps, then cosine over the other 95, as FORMULAS §1 puts it in words."""
    return (t + 1) / 25 if t < 25 else 0.5 * (1 + np.cos(np.pi * (t - 25) / 95))


ORACLES: dict[type[Schedule], tuple[Schedule, Callable[[Any], Any]]] = {
    Constant: (Constant(), optax.constant_schedule(1.0)),
    Step: (
        Step(gamma=0.7, every=9.0),
        optax.exponential_decay(1.0, transition_steps=9, decay_rate=0.7, staircase=True),
    ),
    Exponential: (
        Exponential(k=0.05),
        optax.exponential_decay(1.0, transition_steps=1, decay_rate=float(np.exp(-0.05))),
    ),
    InverseTime: (InverseTime(k=0.2), lambda t: 1 / (1 + 0.2 * t)),
    Cosine: (Cosine(), optax.cosine_decay_schedule(1.0, decay_steps=120)),
    WarmupCosine: (
        WarmupCosine(warmup=25.0),
        optax.join_schedules(
            [optax.linear_schedule(1 / 25, 26 / 25, 25), optax.cosine_decay_schedule(1.0, decay_steps=95)],
            [25],
        ),
    ),
}


def test_every_schedule_has_an_oracle() -> None:
    assert tuple(ORACLES) == SCHEDULES


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_equals_its_oracle(schedule: type[Schedule]) -> None:
    ours, oracle = ORACLES[schedule]
    np.testing.assert_allclose(
        ours.factor(T, HORIZON), [float(oracle(int(t))) for t in T], rtol=1e-9, atol=1e-15
    )


def test_warm_up_then_cosine_is_what_it_says() -> None:
    factors = WarmupCosine(warmup=25.0).factor(T, HORIZON)
    np.testing.assert_allclose(factors, [by_hand(t) for t in range(121)], atol=1e-15)
    assert factors[0] == 1 / 25 and factors[24] == factors[25] == 1


@pytest.mark.parametrize("schedule", [Cosine, WarmupCosine])
def test_after_the_horizon_a_cosine_stays_at_nothing(schedule: type[Schedule]) -> None:
    factors = schedule().factor(np.arange(1001.0), HORIZON)
    np.testing.assert_allclose(factors[120:], 0, atol=1e-15)


def test_a_warm_up_longer_than_the_run_is_still_a_warm_up() -> None:
    factors = WarmupCosine(warmup=500.0).factor(T, HORIZON)
    np.testing.assert_allclose(factors, (T + 1) / 500, rtol=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_stays_between_nothing_and_the_whole_rate_over_its_whole_range(
    schedule: type[Schedule],
) -> None:
    for values in (
        {name: known.low for name, known in params_of(schedule)},
        {name: known.high for name, known in params_of(schedule)},
        {},
    ):
        for horizon in (1.0, HORIZON, 1000.0):
            factors = schedule(**values).factor(np.arange(1001.0), horizon)
            assert factors.shape == (1001,) and factors.dtype == np.float64
            assert ((factors >= 0) & (factors <= 1)).all()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_says_what_it_is(schedule: type[Schedule]) -> None:
    assert schedule.label and schedule.formula and schedule.__doc__


def test_labels_of_schedules_are_unique() -> None:
    assert len({schedule.label for schedule in SCHEDULES}) == len(SCHEDULES)


def test_a_warm_up_of_all_but_one_step_ends_at_nothing() -> None:
    np.testing.assert_allclose(
        WarmupCosine(warmup=10.0).factor(np.array([10.0, 11.0]), 11.0), [1.0, 0.0], atol=1e-12
    )
