"""The fair race against races run one by one, and its way of counting on results made up for the purpose."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.fair import (
    BUDGETS,
    PROTOCOLS,
    TOGETHER,
    WAYS,
    Contest,
    contest,
    starts_in,
    steps_for,
)
from dl_core.experiments.race import Course, Entry, lowest_loss, tuned
from dl_core.experiments.tuning import candidate_rates, tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adam, Momentum, Newton, Optimizer, RandomSearch
from dl_core.schedules import Constant, Cosine
from pages.sweep.how import FAIR
from pages.sweep.presets import PRESETS
from surfaces import Bowl, Himmelblau, Ravine, Surface
from surfaces.switch import switch

STEPS, SURFACE = 30, Himmelblau()
STARTS = starts_in(SURFACE.window, 2, 0)
SEEDS = (3.0, 8.0)


def course(surface: Surface, steps: int = STEPS, **more: Any) -> Course:
    return Course(switch(surface), surface.start, surface.minima(), surface.window, steps, **more)


def held(entries: Sequence[Entry], course: Course, starts: Any, *more: Any, **named: Any) -> Contest:
    *_, found = contest(entries, course, starts, *more, **named)
    return found


ENTRIES = [
    Entry(SGD()),
    Entry(Momentum(lr=0.003, momentum=0.8), Cosine()),
    Entry(Adam(lr=0.3)),
    Entry(Newton(), Cosine()),
]
NOISY = course(SURFACE, noise=Noise(0.5, 99.0))


@pytest.fixture(scope="module")
def found() -> Contest:
    return held(ENTRIES, NOISY, STARTS, SEEDS)


def final(entry: Entry, rate: float, case: int, budget: str) -> float:
    """The gap of one run, by `descend`."""
    seed, start = SEEDS[case // 2], STARTS[case % 2]
    steps = STEPS if budget == "steps" or not isinstance(entry.optimizer, Newton) else STEPS // 3
    rule = dataclasses.replace(entry.optimizer, lr=rate)  # type: ignore[type-var]
    run = to_numpy(descend(rule, NOISY.loss, start, entry.schedule, Noise(0.5, seed), steps), steps)
    return float(run.loss[-1]) - lowest_loss(NOISY.loss, NOISY.minima)


def column(found: Contest, way: str, budget: str) -> tuple[np.ndarray, np.ndarray]:
    row = PROTOCOLS.index((way, budget))
    return found.gaps[row], found.rates[row]


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("way", WAYS)
def test_every_gap_is_that_of_the_run_with_the_rate_beside_it(found: Contest, way: str, budget: str) -> None:
    gaps, rates = column(found, way, budget)
    assert found.gaps.shape == (6, 4, 4) and found.done == found.cases == 4
    for (i, case), rate in np.ndenumerate(rates):
        np.testing.assert_allclose(
            gaps[i, case], final(ENTRIES[i], rate, case, budget), rtol=1e-7, atol=1e-13
        )


@pytest.mark.parametrize("budget", BUDGETS)
def test_own_rates_are_the_entries_and_tuned_ones_those_of_the_search(found: Contest, budget: str) -> None:
    np.testing.assert_array_equal(
        column(found, "own", budget)[1], np.repeat([[0.01], [0.003], [0.3], [1.0]], 4, axis=1)
    )
    tuned = column(found, "tuned", budget)[1]
    for (i, case), rate in np.ndenumerate(tuned):
        entry, steps = ENTRIES[i], steps_for(type(ENTRIES[i].optimizer), budget, STEPS)
        noise = Noise(0.5, SEEDS[case // 2])
        assert rate == tuned_rate(
            entry.optimizer, NOISY.loss, STARTS[case % 2], steps, NOISY.box, entry.schedule, noise
        )


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("way", ["same", "tuned"])
def test_one_rate_for_all_and_the_best_rates_are_chosen_anew_for_every_start_and_its_noise(
    found: Contest, way: str, budget: str
) -> None:
    rates = column(found, way, budget)[1]
    assert len(set(rates[0])) > 1 and "Both are chosen anew for every start and its noise" in FAIR


def test_the_winner_of_the_example_changes_with_the_protocol_as_said() -> None:
    preset = PRESETS["Who wins depends on the rules"]
    view = preset.view
    told = held(
        view.entries() if view["rates"] == "own" else tuned(view.entries(), view.course()),
        view.course(),
        starts_in(view.surface.window, 8, 0),
    )
    wins = told.wins()
    assert (wins.max(axis=1) == 1).all(), "one rule wins all eight starts of a protocol"
    count = Counter(told.labels[i] for i in wins.argmax(axis=1))
    assert count == {"Newton": 4, "Nesterov": 2} and "Newton wins four of them and Nesterov two" in preset.see


@pytest.mark.parametrize("budget", BUDGETS)
def test_one_rate_for_all_is_the_best_in_the_middle_of_the_group(found: Contest, budget: str) -> None:
    rates = column(found, "same", budget)[1]
    assert (rates == rates[:1]).all() and set(rates.ravel()) <= set(TOGETHER)
    for case in (0, 3):
        scores = np.array([[final(entry, rate, case, budget) for rate in TOGETHER] for entry in ENTRIES])
        scores = np.where(np.isfinite(scores), np.abs(scores), np.inf)
        assert rates[0, case] == TOGETHER[np.argmin(np.median(scores, axis=0))]


def test_one_rate_for_all_is_that_of_the_majority_however_the_others_fare() -> None:
    result = held(
        [Entry(SGD()), Entry(Adam()), Entry(Adam(b1=0.5))], course(Ravine(kappa=1000.0), 60), [(-8.0, 1.5)]
    )
    gaps, rates = column(result, "same", "steps")
    assert (
        rates[0, 0] > 10 * 2 / 1000
        and gaps[0, 0] > 1e9 * result.first[0]
        and (gaps[1:, 0] < 0.1 * result.first[0]).all()
    )


def test_one_rate_for_all_goes_for_the_lowest_known_not_for_what_lies_below() -> None:
    result = held([Entry(SGD())], course(Bowl())._replace(minima=np.array([[1.0, 1.0]])), [(-3.0, 4.0)])
    assert (
        column(result, "tuned", "steps")[0][0, 0] == pytest.approx(-1.0, abs=1e-6)
        and abs(column(result, "same", "steps")[0][0, 0]) < 0.5
    )


def test_a_given_rate_for_all_is_taken() -> None:
    given = held(ENTRIES, NOISY, STARTS, SEEDS, common=0.0123)
    assert (column(given, "same", "steps")[1] == 0.0123).all()
    assert column(given, "same", "gradients")[0][3, 1] == pytest.approx(
        final(ENTRIES[3], 0.0123, 1, "gradients"), rel=1e-7
    )


@pytest.mark.parametrize("rule", RACERS)
def test_a_hessian_counts_as_two_gradients_and_everything_else_as_one(rule: type[Optimizer]) -> None:
    paid = 3 if rule is Newton else 1
    assert [steps_for(rule, "gradients", steps) for steps in (90, 100, 1)] == [90 // paid, 100 // paid, 1]
    assert steps_for(rule, "steps", 90) == 90


def test_only_newton_notices_which_budget_it_is(found: Contest) -> None:
    for way in ("own", "tuned"):
        steps, gradients = (column(found, way, budget)[0] for budget in BUDGETS)
        np.testing.assert_array_equal(steps[:3], gradients[:3])
        assert (steps[3] != gradients[3]).all()


def made_up(*gaps: Sequence[float]) -> Contest:
    """One case after another, three rules, the same under all protocols; the start's gap is 1."""
    table = np.repeat(np.array(gaps, float).T[None], len(PROTOCOLS), axis=0)
    return Contest(("A", "B", "C"), len(gaps), table, np.ones_like(table), np.ones(len(gaps)))


def test_the_smallest_gap_wins_and_who_has_arrived_shares() -> None:
    clear = made_up((0.1, 0.2, 0.3), (0.3, 0.1, 0.2), (0.1, 0.2, 0.3), (0.1, np.nan, np.inf))
    np.testing.assert_allclose(clear.wins(), np.tile([0.75, 0.25, 0.0], (6, 1)))
    shared = made_up((1e-13, 1e-30, 0.5), (2e-12, 1e-13, 0.5), (0.0, 0.0, 0.0), (np.nan, np.inf, np.nan))
    np.testing.assert_allclose(shared.wins()[0], [(0.5 + 1 / 3) / 4, (0.5 + 1 + 1 / 3) / 4, 1 / 12])
    below = made_up((-5.0, 0.1, -0.05))
    np.testing.assert_array_equal(below.wins()[0], [0, 0, 1])


def test_middles_and_arrivals_count_what_is_not_finite_as_the_worst() -> None:
    some = made_up((0.001, np.nan, -3.0), (0.02, 0.5, 0.01), (0.3, np.inf, 0.2))
    np.testing.assert_array_equal(some.quantiles(0.5)[0], [0.02, np.inf, 0.2])
    np.testing.assert_array_equal(some.quantiles(1.0)[0], [0.3, np.inf, 3.0])
    np.testing.assert_allclose(some.arrived()[0], [1 / 3, 0, 1 / 3])


def test_before_the_first_case_nothing_is_known() -> None:
    empty = next(contest(ENTRIES, NOISY, STARTS, SEEDS))
    assert empty.done == 0 and empty.cases == 4 and empty.labels == ("SGD", "Momentum", "Adam", "Newton")
    assert (
        np.isnan(empty.wins()).all()
        and np.isnan(empty.quantiles(0.5)).all()
        and np.isnan(empty.arrived()).all()
    )


def test_it_comes_rule_by_rule_and_case_by_case() -> None:
    assert [state.done for state in contest(ENTRIES[:3], NOISY, STARTS)] == [0, 0, 0, 1, 1, 1, 2]


def test_tuning_never_loses_to_one_of_its_own_candidates() -> None:
    result = held(
        [Entry(SGD(lr=float(rate))) for rate in candidate_rates(SGD)[20::8]],
        course(Ravine()),
        starts_in(Ravine.window, 3, 1),
    )
    for budget in BUDGETS:
        tuned, own, same = (
            np.nan_to_num(column(result, way, budget)[0], nan=np.inf) for way in ("tuned", "own", "same")
        )
        assert (tuned <= own).all() and (tuned <= same).all()
        # a group of one rule: the best rate for all is the best of each
        np.testing.assert_array_equal(tuned, same)


def test_blind_search_draws_anew_in_every_case() -> None:
    alike = np.tile([[2.0, 1.0]], (3, 1))
    result = held([Entry(RandomSearch(seed=5.0)), Entry(SGD())], course(Bowl()), alike)
    search, descent = column(result, "own", "steps")[0]
    assert len(set(search)) == 3 and len(set(descent)) == 1
    lucky = to_numpy(descend(RandomSearch(seed=7.0), switch(Bowl()), (2.0, 1.0)), STEPS).loss[-1]
    assert search[2] == pytest.approx(lucky, rel=1e-12)


def test_starts_are_drawn_from_the_whole_box_and_by_the_seed() -> None:
    box = (-10.0, 10.0, -4.0, 1.0)
    many = starts_in(box, 2000, 4)
    np.testing.assert_array_equal(many, starts_in(box, 2000, 4))
    assert (many != starts_in(box, 2000, 5)).all()
    np.testing.assert_allclose(
        np.quantile(many, [0, 0.5, 1], axis=0), [[-10, -4], [0, -1.5], [10, 1]], atol=0.7
    )


def test_nothing_that_moves_compiles(compilations: Callable[[], int]) -> None:
    held(ENTRIES[:3], course(Bowl(), 10), STARTS)
    compilations()
    entries = [Entry(SGD(lr=1), Cosine()), Entry(Momentum(momentum=0.1), Constant()), Entry(Adam(b1=0.2))]  # type: ignore[arg-type]
    held(entries, course(Ravine(), 25, noise=Noise(0.3)), starts_in(Ravine.window, 3, 3), (1.0, 2.0), 0.5)
    assert compilations() == 0
