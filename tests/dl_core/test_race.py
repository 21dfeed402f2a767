"""What a race measures, on runs whose answer is known."""

import numpy as np
import pytest
from jax.tree_util import Partial

from dl_core.experiments.dimensions import MAX_DIMENSIONS, race_in_dimensions
from dl_core.experiments.race import (
    Course,
    Entry,
    averaged,
    curvatures,
    lowest_loss,
    race,
    tuned,
    values_on_grid,
)
from dl_core.experiments.tuning import tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import SGD, Adam, Momentum
from dl_core.schedules import Constant, Cosine
from surfaces import Bowl, Himmelblau, Ravine, Surface
from surfaces.switch import switch


def course(surface: Surface, steps: int = 50, **more: object) -> Course:
    return Course(switch(surface), surface.start, surface.minima(), surface.window, steps, **more)  # type: ignore[arg-type]


def test_a_track_measures_gap_slope_and_distance() -> None:
    run = race([Entry(SGD(lr=0.5))], course(Bowl()))[0]
    expected = np.array(Bowl.start) * 0.5 ** np.arange(51)[:, None]
    np.testing.assert_allclose(run.track.x, expected, rtol=1e-12)
    np.testing.assert_allclose(run.track.gap, (expected**2).sum(1) / 2, rtol=1e-12)
    np.testing.assert_allclose(run.track.slope, np.linalg.norm(expected, axis=1), rtol=1e-12)
    np.testing.assert_allclose(run.track.distance, np.linalg.norm(expected, axis=1), rtol=1e-12)
    assert run.track.arrived == int(np.argmax(np.linalg.norm(expected, axis=1) <= 0.01 * np.hypot(10, 10)))
    assert run.track.lost is None


def test_a_run_over_the_bound_is_lost_from_the_step_on_which_it_left_for_good() -> None:
    run = race([Entry(SGD(lr=2.5))], course(Bowl(), 1000))[0]
    with np.errstate(over="ignore"):
        away = np.linalg.norm(run.track.x, axis=1)
    assert run.track.lost is not None and run.track.arrived is None
    assert away[run.track.lost - 1] <= np.hypot(10, 10) < away[run.track.lost]
    assert not np.isfinite(run.track.loss[-1])


def test_the_distance_is_to_the_nearest_of_several_minima() -> None:
    run = race([Entry(Adam(lr=0.1))], course(Himmelblau(), 300))[0]
    np.testing.assert_allclose(
        run.track.distance, [min(np.linalg.norm(m - x) for m in Himmelblau().minima()) for x in run.track.x]
    )


def test_the_averaged_iterate_is_the_mean_of_the_tail() -> None:
    run = race([Entry(SGD(lr=0.3))], course(Bowl(), 40, noise=Noise(sigma=1.0), average_from=10))[0]
    assert run.average is not None
    np.testing.assert_allclose(run.average.x[40], run.track.x[10:41].mean(0), rtol=1e-12)
    np.testing.assert_allclose(run.average.x[:10], run.track.x[:10])
    np.testing.assert_allclose(run.average.loss, (run.average.x**2).sum(1) / 2, rtol=1e-12)
    assert race([Entry(SGD())], course(Bowl(), 40, average_from=41))[0].average is None
    np.testing.assert_allclose(averaged(np.arange(8.0).reshape(4, 2), 1)[3], [4.0, 5.0])


def test_tuning_changes_the_rate_and_nothing_else() -> None:
    entry = Entry(Momentum(momentum=0.5))
    (better,) = tuned([entry], course(Ravine()))
    assert better.optimizer.momentum == 0.5 and better.optimizer.lr != entry.optimizer.lr  # type: ignore[attr-defined]


def test_the_same_noise_reaches_every_racer() -> None:
    one, other = race(
        [Entry(SGD(lr=0.1)), Entry(Momentum(lr=0.1, momentum=0.0))],
        course(Bowl(), noise=Noise(sigma=2.0, seed=5.0)),
    )
    np.testing.assert_allclose(one.track.x, other.track.x)


def test_the_grid_holds_the_loss_row_by_row() -> None:
    grid = values_on_grid(switch(Himmelblau()), (-1.0, 1.0, 2.0, 4.0), 3)
    assert grid[2, 0] == pytest.approx(float(Himmelblau()(np.array([-1.0, 4.0]))))
    assert lowest_loss(switch(Himmelblau()), Himmelblau().minima()) == pytest.approx(0, abs=1e-15)
    np.testing.assert_allclose(curvatures(switch(Ravine(kappa=7.0, angle=30.0)), (1.0, 1.0)), [1, 7])


@pytest.mark.parametrize("dimensions", [1, 10, 100])
def test_both_race_from_loss_1_on_a_bowl_of_the_dimensions_asked_for(dimensions: int) -> None:
    runs = race_in_dimensions(dimensions, 50, 0.1, 0.1, 0.0)
    np.testing.assert_allclose(runs.gradient, 0.9 ** (2 * np.arange(51)), rtol=1e-10)
    assert runs.search[0] == pytest.approx(1) and (np.diff(runs.search) <= 0).all()


def test_blind_search_is_the_worse_the_more_dimensions_there_are() -> None:
    ends = [
        np.median(
            [race_in_dimensions(d, 300, 0.1, 0.5 / d**0.5, float(seed)).search[-1] for seed in range(9)]
        )
        for d in (1, 4, 16, 64)
    ]
    assert ends == sorted(ends)


@pytest.mark.parametrize("dimensions", [0, MAX_DIMENSIONS + 1])
def test_a_number_of_dimensions_that_there_is_not_is_refused_in_words(dimensions: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        race_in_dimensions(dimensions, 10, 0.1, 0.1, 0.0)


def test_a_race_is_tuned_for_its_steps_box_schedule_and_noise() -> None:
    noisy = course(Himmelblau(), 40)._replace(noise=Noise(30.0, 3.0))
    entry = Entry(Momentum(), Cosine())
    found = float(tuned([entry], noisy)[0].optimizer.lr)
    every = (entry.optimizer, noisy.loss, noisy.start)
    assert found == tuned_rate(*every, 40, noisy.box, entry.schedule, noisy.noise)
    without = [
        tuned_rate(*every, 1000, noisy.box, entry.schedule, noisy.noise),
        tuned_rate(*every, 40, noisy.box, Constant(), noisy.noise),
        tuned_rate(*every, 40, noisy.box, entry.schedule),
    ]
    assert found not in without, (
        "each of these matters on this course, or this test would not notice that it was left out"
    )
    # the further, the lower: only the box ends it
    hill = Course(Partial(lambda x: x[0] + x[1]), (0.0, 0.0), np.zeros((1, 2)), (-1.0, 1.0, -1.0, 1.0), 10)
    rate = float(tuned([Entry(SGD())], hill)[0].optimizer.lr)
    assert 0.09 < rate <= 0.1 < tuned_rate(SGD(), hill.loss, hill.start, 10)


def test_a_schedule_ends_with_the_race() -> None:
    run = race([Entry(SGD(lr=0.1), Cosine())], course(Bowl(), 40))[0]
    np.testing.assert_allclose(run.descent.lr[[0, 20, 40]], [0.1, 0.05, 0.0], atol=1e-12)


def test_lost_and_arrived_are_measured_in_the_box_at_hand() -> None:
    box = (0.0, 4.0, 0.0, 1.0)  # neither square nor around 0
    flight = Course(switch(Bowl()), (3.0, 0.5), np.array([[2.0, 0.5]]), box, 300)
    run = race([Entry(SGD(lr=-0.05))], flight)[0]
    away = np.linalg.norm(run.track.x - [2.0, 0.5], axis=1)
    assert run.track.lost == int(np.flatnonzero(away <= np.hypot(4, 1))[-1]) + 1
    still = Course(switch(Bowl()), (2.0 + 0.99 * 0.01 * np.hypot(4, 1), 0.5), np.array([[2.0, 0.5]]), box, 5)
    assert race([Entry(SGD(lr=0.0))], still)[0].track.arrived == 0
    assert (
        race([Entry(SGD(lr=0.0))], still._replace(start=(2.0 + 1.01 * 0.01 * np.hypot(4, 1), 0.5)))[
            0
        ].track.arrived
        is None
    )


def test_the_mean_from_the_last_step_on_is_the_last_point_and_has_no_slope() -> None:
    run = race([Entry(SGD(lr=0.1))], course(Bowl(), 20, average_from=20))[0]
    assert run.average is not None and np.isnan(run.average.slope).all()
    np.testing.assert_array_equal(run.average.x[-1], run.track.x[-1])


def test_the_lowest_loss_is_the_lowest_of_all_points() -> None:
    assert lowest_loss(switch(Bowl()), [(1.0, 0.0), (0.0, 0.0), (2.0, 0.0)]) == 0.0
