"""Gradient noise: seeded, normal, the same for all racers."""

import numpy as np
import pytest
import scipy.stats

from dl_core.experiments.descent import MAX_STEPS, descend, to_numpy
from dl_core.noise import Noise
from dl_core.optimizers import SGD, Momentum, Nesterov
from surfaces import Bowl
from surfaces.switch import switch


def test_the_same_seed_gives_the_same_noise() -> None:
    np.testing.assert_array_equal(
        Noise(sigma=0.7, seed=4.0).sample(100, 2), Noise(sigma=0.7, seed=4.0).sample(100, 2)
    )


def test_another_seed_gives_other_noise() -> None:
    ours, other = (Noise(sigma=1.0, seed=seed).sample(1000, 2).ravel() for seed in (4.0, 5.0))
    assert abs(np.corrcoef(ours, other)[0, 1]) < 0.1


def test_noise_is_normal_with_the_stated_deviation() -> None:
    sample = Noise(sigma=3.0, seed=1.0).sample(20_000, 2)
    assert sample.shape == (20_000, 2)
    assert scipy.stats.kstest(sample.ravel() / 3, "norm").pvalue > 0.01
    assert abs(np.corrcoef(sample.T)[0, 1]) < 0.03, "coordinates know nothing of each other"
    assert abs(np.corrcoef(sample[:-1, 0], sample[1:, 0])[0, 1]) < 0.03, "nor do steps"


def test_the_deviation_only_stretches_the_noise() -> None:
    np.testing.assert_allclose(
        Noise(sigma=5.0, seed=2.0).sample(50, 2), 5 * Noise(sigma=1.0, seed=2.0).sample(50, 2), rtol=1e-15
    )


def test_no_deviation_is_no_noise_at_all() -> None:
    np.testing.assert_array_equal(Noise().sample(1001, 2), np.zeros((1001, 2)))


def test_what_one_caller_does_with_noise_nobody_else_sees() -> None:
    mine = Noise(sigma=1.0, seed=9.0).sample(10, 2)
    before = mine.copy()
    mine += 1
    np.testing.assert_array_equal(Noise(sigma=1.0, seed=9.0).sample(10, 2), before)


@pytest.mark.parametrize(
    "rule",
    [SGD(lr=0.1), Momentum(lr=0.1, momentum=0.5), Nesterov(lr=0.1, momentum=0.5)],
    ids=lambda rule: rule.label,
)
def test_every_racer_meets_the_same_noise_at_the_same_step(rule: SGD | Momentum | Nesterov) -> None:
    noise = Noise(sigma=0.5, seed=11.0)
    run = to_numpy(descend(rule, switch(Bowl()), Bowl.start, noise=noise), 50)
    moved = np.diff(run.x, axis=0)
    if isinstance(rule, SGD):
        seen = -moved / 0.1
    else:
        before, after = run.state.v[:-1], run.state.v[1:]
        seen = (0.5 * before - after) / 0.1
    np.testing.assert_allclose(
        seen - run.grad[:-1], noise.sample(MAX_STEPS + 1, 2)[:50], rtol=1e-9, atol=1e-10
    )


def test_a_seed_names_the_noise_for_good_because_links_hold_it() -> None:
    np.testing.assert_array_equal(
        Noise(1.0, 7.0).sample(3, 2), np.random.default_rng(7).standard_normal((3, 2))
    )
