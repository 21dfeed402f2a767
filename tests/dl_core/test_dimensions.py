"""Gradient descent and random search in many dimensions."""

from collections.abc import Callable

import jax
import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.dimensions import MAX_DIMENSIONS, race_in_dimensions
from dl_core.optimizers import RandomSearch


@pytest.mark.parametrize("dimensions", [1, 2, 17, MAX_DIMENSIONS])
def test_gradient_descent_does_not_care_how_many_dimensions_there_are(dimensions: int) -> None:
    race = race_in_dimensions(dimensions, 80, lr=0.1, width=0.1, seed=0.0)
    np.testing.assert_allclose(race.gradient, 0.9 ** (2 * np.arange(81)), rtol=1e-12)


@pytest.mark.parametrize("dimensions", [1, 2, 17, MAX_DIMENSIONS])
def test_random_search_starts_level_and_never_rises(dimensions: int) -> None:
    race = race_in_dimensions(dimensions, 200, lr=0.1, width=0.02, seed=1.0)
    assert race.search.shape == race.gradient.shape == (201,)
    np.testing.assert_allclose(race.search[0], 1.0, rtol=1e-12)
    assert (np.diff(race.search) <= 0).all() and race.search[-1] < 1


def in_numpy(dimensions: int, steps: int, width: float, seed: int) -> float:
    """The final loss of random search, written again with other random numbers."""
    random, x = np.random.default_rng(seed), np.full(dimensions, np.sqrt(2 / dimensions))
    for _ in range(steps):
        proposal = x + width * random.standard_normal(dimensions)
        x = proposal if proposal @ proposal < x @ x else x
    return float(x @ x / 2)


@pytest.mark.parametrize("dimensions", [2, 10, 50])
def test_random_search_is_as_fast_as_one_with_other_random_numbers(dimensions: int) -> None:
    ours = [
        np.log(race_in_dimensions(dimensions, 60, lr=0.1, width=0.05, seed=float(seed)).search[-1])
        for seed in range(40)
    ]
    other = [np.log(in_numpy(dimensions, 60, 0.05, seed)) for seed in range(40)]
    spread = np.sqrt((np.var(ours) + np.var(other)) / 40)
    assert abs(np.mean(ours) - np.mean(other)) < 4 * spread


def test_every_further_dimension_makes_random_search_slower() -> None:
    reached = [
        np.mean(
            [race_in_dimensions(d, 500, lr=0.1, width=0.1, seed=float(seed)).search[-1] for seed in range(5)]
        )
        for d in (2, 5, 20, 100)
    ]
    assert reached == sorted(reached)


def test_a_seed_repeats_the_search() -> None:
    first, again, other = (
        race_in_dimensions(5, 100, lr=0.1, width=0.1, seed=seed).search for seed in (1.0, 1.0, 2.0)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("dimensions", [0, -1, MAX_DIMENSIONS + 1])
def test_a_number_of_dimensions_out_of_range_is_refused_in_words(dimensions: int) -> None:
    with pytest.raises(ValueError, match=f"dimensions={dimensions}; the bowl has 1 to {MAX_DIMENSIONS}"):
        race_in_dimensions(dimensions, 10, lr=0.1, width=0.1, seed=0.0)


def test_the_number_of_dimensions_never_recompiles(compilations: Callable[[], int]) -> None:
    race_in_dimensions(2, 10, lr=0.1, width=0.1, seed=0.0)
    compilations()
    for dimensions in (1, 3, 50, MAX_DIMENSIONS):
        race_in_dimensions(dimensions, 10 * dimensions, lr=0.01 * dimensions, width=0.5, seed=7.0)
    assert compilations() == 0


def test_the_search_is_the_race_s_random_search_of_that_width() -> None:
    found = race_in_dimensions(20, 50, 0.1, 0.3, 4.0).search
    again = race_in_dimensions(20, 50, 0.1, 0.33, 4.0).search
    assert not np.array_equal(found, again)
    first = RandomSearch(lr=0.3, seed=4.0)
    start = np.zeros(100)
    start[:20] = np.sqrt(2 / 20)
    loss = jax.tree_util.Partial(
        lambda mask, x: 0.5 * (mask * x * x).sum(), (np.arange(100) < 20).astype(float)
    )
    path = to_numpy(descend(first, loss, start), 50)
    np.testing.assert_allclose(found, path.loss, rtol=1e-12)
