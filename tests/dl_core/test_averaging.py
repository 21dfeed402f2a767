"""Averaging nets: exact laws of means of probabilities, and what averages of weights do."""

from itertools import combinations, islice

import numpy as np
import pytest

from dl_core.digits import digits
from dl_core.experiments.averaging import (
    EVERY,
    KIND,
    LATE,
    LOOKS,
    MIXED,
    NETS,
    PIECES,
    RATE,
    SHAPE,
    TOGETHER,
    TRAINING,
    WRONG,
    Averaging,
    accuracy,
    averaging,
    ensembles,
    expected_brier,
    mean_of,
    probabilities,
)
from dl_core.experiments.learning import Regularizers, begin, epoch
from dl_core.intervals import interval
from dl_core.network import initial_weights, stack
from dl_core.optimizers import SGD
from kit.page import Run
from pages.regularization.averaging_charts import averaging as charts
from pages.regularization.facts import averaged


def some(nets: int, n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 10, n)
    return rng.dirichlet(np.ones(10), (nets, n)) * 0.7 + 0.3 * np.eye(10)[y], y


def brier(p: np.ndarray, y: np.ndarray) -> float:
    return float(((p - np.eye(10)[y]) ** 2).sum(axis=-1).mean())


def test_an_ensemble_of_one_net_many_times_is_the_net() -> None:
    p, y = some(1)
    found = ensembles(np.repeat(p, 4, axis=0), y, 0)
    assert (found.accuracy == accuracy(p[0], y)).all()
    np.testing.assert_allclose(found.brier, brier(p[0], y), rtol=1e-13)
    np.testing.assert_allclose(expected_brier(np.repeat(p, 4, axis=0), y), brier(p[0], y), rtol=1e-13)


def test_means_are_those_of_the_first_nets_and_every_net_comes_first_as_often() -> None:
    p, y = some(5)
    found = ensembles(p, y, 3)
    assert found.accuracy.shape == (15, 5)
    np.testing.assert_allclose(
        sorted(found.loss[:, 0]), sorted(3 * [float(-np.log(one[np.arange(60), y]).mean()) for one in p])
    )
    np.testing.assert_allclose(found.loss[:, -1], -np.log(p.mean(axis=0)[np.arange(60), y]).mean())
    pairs = {
        round(float(-np.log(p[[i, j]].mean(axis=0)[np.arange(60), y]).mean()), 10)
        for i, j in combinations(range(5), 2)
    }
    assert {round(float(value), 10) for value in found.loss[:, 1]} <= pairs


def test_a_mean_is_never_worse_than_the_mean_in_cross_entropy_and_brier_score() -> None:
    p, y = some(7, seed=1)
    found = ensembles(p, y, 0)
    single = np.array([-np.log(one[np.arange(60), y]).mean() for one in p])
    assert (found.loss[:, -1] < single.mean()).all() and found.loss.mean(axis=0)[-1] < found.loss.mean(
        axis=0
    )[0]
    spread = ((p - p.mean(axis=0)) ** 2).sum(axis=2).mean()
    # Krogh & Vedelsby
    np.testing.assert_allclose(found.brier[:, -1], np.mean([brier(one, y) for one in p]) - spread, rtol=1e-12)


def test_the_law_of_the_brier_score_is_exact_over_all_choices_of_nets() -> None:
    p, y = some(6, seed=2)
    for m in range(1, 7):
        every = [brier(p[list(which)].mean(axis=0), y) for which in combinations(range(6), m)]
        assert expected_brier(p, y)[m - 1] == pytest.approx(np.mean(every), rel=1e-12)


def test_what_one_net_calls_impossible_costs_infinitely_much() -> None:
    p = np.array([[[1.0, 0.0]], [[0.5, 0.5]]])
    found = ensembles(p, np.array([1]), 0, orders=1)
    assert np.isinf(found.loss[:, 0]).sum() == 1 and np.isfinite(found.loss[:, 1]).all()


def test_probabilities_and_means_of_weights_are_those_by_hand() -> None:
    nets = [stack(initial_weights(SHAPE, "he", seed, bias=0.1 * seed), KIND) for seed in (1, 2, 4)]
    x = digits(TRAINING, 0, WRONG).test.x[:50]
    a = np.asarray(x, float)
    for layer in range(SHAPE.depth):
        weight, bias = (
            np.mean([np.asarray(getattr(net.layers[layer], part), float) for net in nets], axis=0)
            for part in ("weight", "bias")
        )
        a = np.maximum(a @ weight + bias, 0)
    z = a @ np.mean([np.asarray(net.last, float) for net in nets], axis=0)
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities(mean_of(nets), x), expected, atol=1e-5)


@pytest.fixture(scope="module", params=[0, 1])
def whole(request: pytest.FixtureRequest) -> list[Averaging]:
    return list(averaging(request.param))


def test_every_piece_of_work_is_counted_and_every_look_kept(whole: list[Averaging]) -> None:
    assert len(whole) == 1 + LOOKS * NETS // TOGETHER + MIXED // 2
    work = [state.share for state in whole]
    assert (
        work[0] == 0
        and work == sorted(work)
        and work[-1] == pytest.approx(1)
        and np.diff(work).max() < 1.01 * TOGETHER / NETS / PIECES
    )
    last = whole[-1]
    assert last.single.shape == last.late.shape == (NETS, LOOKS + 1) and last.mixed.shape == (MIXED, NETS)
    np.testing.assert_array_equal(last.single[:, -1], accuracy(last.now, last.y))
    np.testing.assert_array_equal(last.late[:, -1], accuracy(last.averaged, last.y))
    assert (
        np.isnan(last.late[:, : LATE + 1]).all()
        and (last.late[:, LATE + 1] == last.single[:, LATE + 1]).all()
    ), "a mean of one is itself"
    assert last.together[-1] == accuracy(last.now.mean(axis=0), last.y)
    assert set(last.mixed[:, 0]) <= set(last.single[:, -1]) and (last.mixed[:, -1] == last.weights[-1]).all()


def test_one_net_by_itself_is_the_same_and_so_is_the_mean_of_its_late_weights(whole: list[Averaging]) -> None:
    last = whole[-1]
    seed = (
        0
        if last.y[0] == digits(TRAINING, 0, WRONG).test.y[0]
        and (last.y == digits(TRAINING, 0, WRONG).test.y).all()
        else 1
    )
    data, own = digits(TRAINING, seed, WRONG), NETS * seed + 3
    train_state, kept, best, at_best = (
        begin(SGD(lr=RATE), initial_weights(SHAPE, "he", own), KIND),
        [],
        -1.0,
        0.0,
    )
    for look in range(1, LOOKS + 1):
        train_state, found = epoch(SGD(lr=RATE), Regularizers(), train_state, KIND, data, own, EVERY)
        assert last.single[3, look] == pytest.approx(float(found.accuracy[2]), abs=1e-6)
        kept += [train_state.net] if look > LATE else []
        if found.accuracy[1] > best:
            best, at_best = float(found.accuracy[1]), float(found.accuracy[2])
    assert accuracy(last.stopped[3], last.y) == pytest.approx(at_best, abs=1e-6)
    np.testing.assert_allclose(last.averaged[3], probabilities(mean_of(kept), data.test.x), atol=1e-5)


def test_probabilities_may_be_averaged_across_seeds_weights_may_not(whole: list[Averaging]) -> None:
    last = whole[-1]
    together = ensembles(last.now, last.y, 0)
    found = together.accuracy.mean(axis=0)
    assert (
        found[0] == pytest.approx(last.single[:, -1].mean())
        and found[-1] > found[0] + 0.06
        and found[1:].min() > found[0] + 0.03
    )
    assert (np.diff(expected_brier(last.now, last.y)) < 0).all() and (
        np.diff(together.brier.mean(axis=0)) < 0
    ).all()
    assert last.mixed.mean(axis=0)[1] < 0.4 and last.mixed.mean(axis=0)[-1] < 0.2, "chance is .1"


def test_the_mean_of_one_runs_late_weights_is_better_than_its_last_and_stopping_in_time_than_both(
    whole: list[Averaging],
) -> None:
    last = whole[-1]
    assert interval(last.late[:, -1] - last.single[:, -1]).low > 0
    stopped = accuracy(last.stopped, last.y)
    assert interval(stopped - last.single[:, -1]).low > 0 and stopped.mean() > last.late[:, -1].mean()


def test_ten_nets_that_memorised_do_not_clearly_beat_one_that_was_stopped_and_ten_stopped_ones_do(
    whole: list[Averaging],
) -> None:
    last = whole[-1]
    one = accuracy(last.stopped, last.y)
    assert (
        interval(accuracy(last.now.mean(axis=0), last.y) - one).low
        < 0
        < interval(accuracy(last.stopped.mean(axis=0), last.y) - one).low
    )


def test_charts_from_the_first_state_on(whole: list[Averaging]) -> None:
    for state in islice(whole, 0, None, 20):
        assert [one["key"] for one in charts(Run(averaged(state, 0)))] == ["epochs", "count", "brier"]
    labels = [{mark.get("label") for mark in chart["marks"]} for chart in charts(Run(averaged(whole[-1], 0)))]
    assert {"single", "10 nets", "late weights", "all weights"} <= labels[0] and {
        "now",
        "stopped",
        "weights",
    } <= labels[1]
