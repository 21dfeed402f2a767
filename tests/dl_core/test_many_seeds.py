"""Bands over seeds of noise: each run is the run alone, and on a bowl they are where theory has them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.many_seeds import SEEDS, band, gaps, noises
from dl_core.experiments.race import Course, Entry
from dl_core.noise import Noise
from dl_core.optimizers import SGD, Adam, Momentum, Optimizer, RandomSearch
from dl_core.schedules import Cosine, InverseTime
from surfaces import SURFACES, Bowl, Himmelblau, StyblinskiTang, Surface
from surfaces.switch import switch


def course(surface: Surface, steps: int = 80, **more: Any) -> Course:
    return Course(switch(surface), surface.start, surface.minima(), surface.window, steps, **more)


@pytest.mark.parametrize("rule", [SGD(lr=0.002), Momentum(lr=0.001), Adam()], ids=lambda rule: rule.label)
def test_every_row_is_the_run_with_its_own_seed(rule: Optimizer) -> None:
    surface, schedule = StyblinskiTang(), Cosine()
    every = gaps(Entry(rule, schedule), course(surface, noise=Noise(2.0, 10.0)))
    assert every.shape == (SEEDS, 81) and every.dtype == np.float64
    for k in (0, 17, SEEDS - 1):
        alone = to_numpy(
            descend(rule, switch(surface), surface.start, schedule, Noise(2.0, 10.0 + k), 80), 80
        )
        np.testing.assert_allclose(
            every[k], alone.loss - float(surface(surface.minima()[0])), rtol=1e-8, atol=1e-12
        )


def test_blind_search_hears_no_noise_but_draws_its_own() -> None:
    every = gaps(Entry(RandomSearch(seed=4.0)), course(Bowl()))
    for k in (0, 5):
        np.testing.assert_allclose(
            every[k],
            to_numpy(descend(RandomSearch(seed=4.0 + k), switch(Bowl()), Bowl.start), 80).loss,
            rtol=1e-12,
        )
    np.testing.assert_array_equal(
        every, gaps(Entry(RandomSearch(seed=4.0)), course(Bowl(), noise=Noise(3.0, 1.0)))
    )
    assert len(set(every[:, -1])) > SEEDS / 2


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.2])
def test_noise_keeps_descent_on_a_bowl_where_theory_says(rate: float) -> None:
    sigma = 0.7
    late = gaps(Entry(SGD(lr=rate)), course(Bowl(), 1000, noise=Noise(sigma)))[:, 150:]
    variance = rate * sigma**2 / (2 - rate)  # of each coordinate, so the gap is exponential with this mean
    assert late.mean() == pytest.approx(variance, rel=0.06)
    np.testing.assert_allclose(
        np.quantile(late, [0.1, 0.5, 0.9]), -variance * np.log([0.9, 0.5, 0.1]), rtol=0.08
    )


def test_the_mean_gap_on_a_bowl_falls_as_theory_says() -> None:
    steps, rate, sigma = 60, 0.1, 0.5
    every = gaps(Entry(SGD(lr=rate)), course(Bowl(), steps, noise=Noise(sigma, 50.0)))
    shrink = (1 - rate) ** (2 * np.arange(steps + 1))
    expected = 12.5 * shrink + rate * sigma**2 / (2 - rate) * (1 - shrink)
    spread = every.std(axis=0, ddof=1) / SEEDS**0.5
    assert (np.abs(every.mean(axis=0) - expected) <= 4 * spread + 1e-12).all()


def test_a_falling_rate_comes_nearer_than_a_constant_one() -> None:
    there = course(Bowl(), 800, noise=Noise(1.0))
    assert (
        band(Entry(SGD(lr=0.5), InverseTime(k=0.1)), there).high[-1]
        < band(Entry(SGD(lr=0.5)), there).median[-1]
    )


def test_a_band_is_made_of_gaps_that_occurred() -> None:
    entry, there = Entry(Adam(lr=0.3)), course(Himmelblau(), 60, noise=Noise(5.0, 2.0))
    found, every = band(entry, there), gaps(entry, there)
    for part, share in ((found.low, 0.1), (found.median, 0.5), (found.high, 0.9)):
        np.testing.assert_array_equal(part, np.quantile(every, share, axis=0, method="inverted_cdf"))
    np.testing.assert_array_equal(found.last, every[:, -1])
    assert found.lost == 0.0 and (found.low[1:] < found.high[1:]).all()


def test_without_noise_the_band_is_one_line() -> None:
    found = band(Entry(Momentum()), course(Bowl()))
    alone = to_numpy(descend(Momentum(), switch(Bowl()), Bowl.start), 80).loss
    for part in (found.low, found.median, found.high):
        np.testing.assert_allclose(part, alone, rtol=1e-12)


def test_runs_that_fly_apart_count_as_the_largest() -> None:
    found = band(Entry(SGD(lr=0.025)), course(Himmelblau(), 300, noise=Noise(20.0, 0.0)))
    assert 0.1 < found.lost < 0.9 and found.lost == np.mean(~np.isfinite(found.last))
    assert np.isfinite(found.low[-1]) and found.high[-1] == np.inf and not np.isnan(found.median).any()


def test_noise_can_be_drawn_once_for_all_rules() -> None:
    there = course(Himmelblau(), noise=Noise(0.5, 3.0))
    once = noises(there.noise, 2)
    np.testing.assert_array_equal(gaps(Entry(SGD()), there, once), gaps(Entry(SGD()), there))
    np.testing.assert_array_equal(once[4], Noise(0.5, 7.0).sample(1001, 2))


def test_nothing_that_moves_compiles(compilations: Callable[[], int]) -> None:
    band(Entry(SGD()), course(Bowl()))
    compilations()
    for surface in SURFACES:
        band(
            Entry(SGD(lr=np.float32(0.001)), Cosine()),
            course(surface(), 333, noise=Noise(0.1, 5.0))._replace(start=(0, 1)),
        )
    assert compilations() == 0
