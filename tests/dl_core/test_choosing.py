"""Choosing on the test set: who is the best so far, how much too good it looks, and what chance alone would
do."""

from itertools import islice, permutations
from math import comb

import numpy as np
import pytest
from scipy import stats

from dl_core.digits import MOST, digits, load
from dl_core.experiments.choosing import (
    CANDIDATES,
    DECAYS,
    DRAWS,
    RATES,
    TRAINING,
    WRONG,
    Choosing,
    best_so_far,
    by_chance,
    candidates,
    choosing,
    chosen,
    held,
    shares,
)
from kit.page import Run
from pages.regularization.choosing_charts import choosing as charts
from pages.regularization.facts import choice


def made_up(count: int, images: int, seed: int, accuracy: float = 0.8) -> np.ndarray:
    """Candidates that err independently of each other, (count, images)."""
    return np.random.default_rng(seed).uniform(size=(count, images)) < accuracy


def test_the_best_so_far_is_the_first_of_the_largest() -> None:
    assert best_so_far([3, 1, 3, 4, 4, 2]).tolist() == [0, 0, 0, 3, 3, 3]
    scores = np.random.default_rng(0).integers(0, 6, (50, 12))
    np.testing.assert_array_equal(
        best_so_far(scores), [[int(row[: k + 1].argmax()) for k in range(12)] for row in scores]
    )


def test_no_image_serves_two_purposes_and_none_is_lost() -> None:
    right = made_up(4, 160, 0)
    test, validation, truth = shares(right, 1, draws=30, small=40)
    np.testing.assert_allclose(
        40 * (test + validation) + 80 * truth, np.tile(right.sum(axis=1), (30, 1)), atol=1e-9
    )
    # candidate i is right on image i alone: whose share is not 0, there the image is
    only = np.eye(160, dtype=bool)
    where = shares(only, 1, draws=30, small=40) > 0
    assert (where.sum(axis=0) == 1).all() and (where.sum(axis=2) == [[40], [40], [80]]).all()
    with pytest.raises(ValueError, match="100 images"):
        shares(made_up(2, 100, 0), 0)


def test_one_candidate_is_not_too_good_and_equal_candidates_never_are() -> None:
    right = made_up(1, 1500, 2)
    by_test, by_validation = chosen(right, 0)
    np.testing.assert_array_equal(by_test.claim, by_validation.claim)
    assert abs(by_test.optimism.mean()) < 4 * by_test.optimism.std() / DRAWS**0.5
    alike, _ = chosen(np.repeat(right, 5, axis=0), 0)
    np.testing.assert_array_equal(alike.optimism, np.repeat(alike.optimism[:, :1], 5, axis=1))


def test_the_mean_claim_is_that_over_all_orders() -> None:
    """Over all orders, the best of the first k is the j-th smallest with probability C(j − 1, k − 1) / C(K,
    k)."""
    right, draws = made_up(6, 300, 3), 4000
    test, _, truth = shares(right, 5, draws)
    by_test, by_validation = chosen(right, 5, draws)
    for k in range(1, 7):
        weights = np.array([comb(j - 1, k - 1) for j in range(1, 7)]) / comb(6, k)
        expected = (np.sort(test, axis=1) @ weights).mean()
        assert by_test.claim[:, k - 1].mean() == pytest.approx(expected, abs=4 * test.std() / draws**0.5)
    orders = [[truth[0, list(order)][best_so_far(test[0, list(order)])]] for order in permutations(range(6))]
    np.testing.assert_allclose(np.mean(orders, axis=0)[0, -1], truth[0][test[0] == test[0].max()].mean())
    assert np.isin(by_test.truth[0], truth[0]).all() and np.isin(by_validation.claim[0], test[0]).all()


def test_only_the_choice_on_the_test_set_is_too_good() -> None:
    by_test, by_validation = chosen(made_up(40, 1497, 4), 0)
    assert (np.diff(by_test.optimism.mean(axis=0)) > 0).all() and by_test.optimism[:, -1].mean() > 0.08
    assert np.abs(by_validation.optimism.mean(axis=0)).max() < 4 * by_validation.optimism.std() / DRAWS**0.5
    np.testing.assert_allclose(by_test.truth.mean(axis=0), by_validation.truth.mean(axis=0), atol=0.002)
    low, high = by_test.band(0.5)
    assert ((by_test.optimism >= low) & (by_test.optimism <= high)).mean() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("accuracy", [0.1, 0.5, 0.82])
def test_chance_alone_in_closed_form(accuracy: float) -> None:
    found = by_chance(40, accuracy)
    assert found[0] == pytest.approx(0, abs=1e-12)
    for k in (2, 7, 40):
        cdf = stats.binom.cdf(np.arange(51), 50, accuracy) ** k
        assert found[k - 1] == pytest.approx(np.arange(51) @ np.diff(cdf, prepend=0) / 50 - accuracy)
    drawn = np.random.default_rng(0).binomial(50, accuracy, (20000, 40)).max(axis=1) / 50 - accuracy
    assert found[-1] == pytest.approx(drawn.mean(), abs=5 * drawn.std() / 20000**0.5)


def test_candidates_differ_in_what_they_are_said_to_differ_in() -> None:
    null, search = candidates("seeds", 3), candidates("search", 3)
    assert (
        len({(one.lr, one.l2) for one in null}) == 1
        and null[0].l2 == 0
        and len({one.seed for one in null}) == CANDIDATES
    )
    assert [one.seed for one in search] == [one.seed for one in null] and search[:7] == candidates(
        "search", 3, 7
    )
    for values, (low, high) in (([one.lr for one in search], RATES), ([one.l2 for one in search], DECAYS)):
        assert stats.kstest(np.log10(values), "uniform", (low, high - low)).pvalue > 1e-3
    with pytest.raises(ValueError, match="luck"):
        candidates("luck", 0)


def test_what_is_held_apart_is_all_that_no_net_learns_from_with_true_labels() -> None:
    images, labels = load()
    apart, learned = held(2), digits(TRAINING, 2, WRONG).train
    assert len(apart.y) == len(labels) - TRAINING == 1497
    truth = {image.tobytes(): int(digit) for image, digit in zip(images, labels, strict=True)}
    assert all(truth[image.tobytes()] == digit for image, digit in zip(apart.x, apart.y, strict=True))
    assert not {image.tobytes() for image in learned.x[:TRAINING]} & {image.tobytes() for image in apart.x}
    np.testing.assert_array_equal(learned.x, digits(MOST, 2).train.x)


@pytest.mark.parametrize("seed", [0, 1])
def test_of_forty_nets_that_differ_in_the_seed_the_best_looks_better_than_it_is(seed: int) -> None:
    *_, found = choosing("seeds", seed)
    assert (
        found.right.shape == (40, 1497)
        and found.share == 1
        and len({row.tobytes() for row in found.right}) == 40
    )
    by_test, by_validation = chosen(found.right, seed)
    optimism = by_test.optimism.mean(axis=0)
    assert 0.045 < optimism[-1] < 0.085 and abs(by_validation.optimism.mean()) < 0.005
    assert (optimism[1:] < by_chance(40, found.right.mean())[1:]).all(), "nets err on the same images"
    assert abs(by_test.truth[:, -1].mean() - by_validation.truth[:, -1].mean()) < 0.005, (
        "the choice is as good; its number is not"
    )


def test_charts_from_the_first_state_on() -> None:
    for found in islice(choosing("search", 0), 3):
        assert isinstance(found, Choosing) and [one["key"] for one in charts(Run(choice(found, 0)))] == [
            "division",
            "claims",
            "optimism",
        ]
    assert found.share == 0.1
    assert "chance" not in {mark.get("label") for mark in charts(Run(choice(found, 0)))[2]["marks"]}, (
        "candidates of a search are not equally good"
    )
