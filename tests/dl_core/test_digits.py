"""The digits: a true copy, divided without overlap, mislabelled only where that is asked for."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from dl_core.digits import (
    CLASSES,
    MOST,
    SIDE,
    TEST,
    TOTAL,
    VALIDATION,
    Data,
    digits,
    load,
    mislabelled,
    points,
)


def test_the_copy_is_scikit_learns() -> None:
    theirs, (images, labels) = load_digits(), load()
    assert images.shape == (TOTAL, SIDE * SIDE) and images.dtype == np.float32 and labels.dtype == np.int32
    np.testing.assert_array_equal(images * 16, theirs.data)
    np.testing.assert_array_equal(labels, theirs.target)
    assert len(theirs.target_names) == CLASSES and images.min() == 0 and images.max() == 1
    assert not images.flags.writeable and not labels.flags.writeable


def rows(data: Data) -> np.ndarray:
    """Every image of the three sets beside its label."""
    return np.concatenate([np.column_stack([part.x, part.y]) for part in data[:3]])


def ordered(table: np.ndarray) -> np.ndarray:
    return table[np.lexsort(table.T)]


@pytest.mark.parametrize("seed", range(3))
def test_the_three_sets_hold_every_image_once(seed: int) -> None:
    clean = digits(MOST, seed)
    assert (
        [len(part.y) for part in clean[:3]]
        == [len(part.x) for part in clean[:3]]
        == [MOST, VALIDATION, TEST]
        == [part.n for part in clean[:3]]
    )
    images, labels = load()
    everything = np.column_stack([images, labels])
    assert len(np.unique(images, axis=0)) == TOTAL, (
        "no image is there twice, so equal rows mean disjoint sets"
    )
    np.testing.assert_array_equal(ordered(rows(clean)), ordered(everything))


def test_the_seed_shuffles_and_nothing_else_does() -> None:
    assert (
        np.mean(
            [
                np.array_equal(a, b)
                for a, b in zip(digits(MOST, 0).test.x, digits(MOST, 1).test.x, strict=True)
            ]
        )
        < 0.02
    )
    few, noisy, clean = digits(40, 5), digits(300, 5, 0.3), digits(MOST, 5)
    for other in (few, noisy):
        for mine, full in zip(other[:3], clean[:3], strict=True):
            np.testing.assert_array_equal(mine.x, full.x)
    assert (few.train.n, noisy.train.n, clean.train.n) == (40, 300, MOST)
    np.testing.assert_array_equal(few.train.y, clean.train.y)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_only_training_labels_are_false_and_every_false_one_is_another_digit(seed: int, share: float) -> None:
    data, clean = digits(300, seed, share), digits(300, seed)
    for name in ("validation", "test"):
        np.testing.assert_array_equal(getattr(data, name).y, getattr(clean, name).y)
    np.testing.assert_array_equal(data.wrong, data.train.y != clean.train.y)
    assert data.train.y.min() >= 0 and data.train.y.max() < CLASSES and data.train.y.dtype == np.int32
    assert data.wrong[:300].sum() == data.wrong.sum() == round(share * 300), (
        "what is not trained on keeps its label"
    )
    assert data.noise == pytest.approx(share) and clean.noise == 0 and not clean.wrong.any()


SHARES = (0.0, 0.01, 0.07, 0.15, 0.29, 0.3, 0.35, 0.5, 0.58, 0.6, 1.0)


@pytest.mark.parametrize("seed", range(6))
def test_exactly_the_rounded_share_of_those_trained_on_is_false_for_every_n(seed: int) -> None:
    true = digits(MOST, seed).train.y
    for n in (1, 2, 3, 5, 7, 10, 30, 50, 60, 99, 100, 101, 300, 333, 500, 896, MOST):
        for share in SHARES:
            said, wrong = mislabelled(true, n, share, CLASSES, np.random.default_rng((seed, 18)))
            assert wrong[:n].sum() == wrong.sum() == round(share * n), (n, share)
            np.testing.assert_array_equal(said != true, wrong)
    for n in (1, 60, 101, 300, MOST):
        assert digits(n, seed, 0.3).wrong[:n].sum() == round(0.3 * n)
    assert [digits(300, seed, 0.3).noise, digits(60, seed, 0.3).noise] == [0.3, 0.3]


def test_a_half_goes_to_the_even_number_and_rounding_of_floats_loses_no_label() -> None:
    y = np.zeros(400, np.int32)
    for share, n, expected in (
        (0.5, 5, 2),
        (0.5, 7, 4),
        (0.5, 1, 0),
        (0.29, 100, 29),
        (0.57, 100, 57),
        (0.07, 300, 21),
        (0.35, 20, 7),
        (np.float32(0.3), 300, 90),
    ):
        assert mislabelled(y, n, share, CLASSES, np.random.default_rng(0))[1].sum() == expected, (share, n)


@pytest.mark.parametrize("share", [-0.1, 1.01, float("nan")])
def test_an_impossible_share_is_refused_in_words(share: float) -> None:
    with pytest.raises(ValueError, match=f"share={share}; from 0 to 1"):
        digits(300, 0, share)


def test_a_false_label_is_each_other_class_as_often() -> None:
    n, share, classes = 200_000, 0.3, 4
    true = np.random.default_rng(0).integers(0, classes, n).astype(np.int32)
    said, wrong = mislabelled(true, n, share, classes, np.random.default_rng(1))
    assert wrong.sum() == 60_000
    np.testing.assert_array_equal(said[~wrong], true[~wrong])
    steps = np.bincount((said - true)[wrong] % classes, minlength=classes)
    assert steps[0] == 0
    expected = wrong.sum() / (classes - 1)
    assert ((steps[1:] - expected) ** 2 / expected).sum() < 14, (
        "χ² of two degrees of freedom: above 14 once in a thousand"
    )


def test_every_label_is_false_as_often_as_every_other() -> None:
    """Over many seeds each of n labels is replaced as often: hypergeometric counts, each within 5 standard
    deviations."""
    y, n, share, times = np.zeros(40, np.int32), 30, 0.3, 4000
    found = np.sum(
        [mislabelled(y, n, share, CLASSES, np.random.default_rng((seed, 18)))[1] for seed in range(times)],
        axis=0,
    )
    assert (
        np.abs(found[:n] - times * share).max() < 5 * (times * share * (1 - share)) ** 0.5
        and not found[n:].any()
    )


def test_more_wrong_labels_contain_the_fewer() -> None:
    few, many = digits(300, 2, 0.1), digits(300, 2, 0.4)
    assert (few.wrong <= many.wrong).all() and few.wrong.sum() < many.wrong.sum()
    np.testing.assert_array_equal(few.train.y[few.wrong], many.train.y[few.wrong])


@pytest.mark.parametrize("n", [0, -1, MOST + 1])
def test_an_impossible_number_of_images_is_refused_in_words(n: int) -> None:
    with pytest.raises(ValueError, match=rf"n={n}; from 1 to {MOST}"):
        digits(n, 0)


def test_points_say_how_many_count() -> None:
    x, y = np.zeros((5, 2)), np.arange(5)
    whole, some = points(x, y), points(x, y, 3)
    assert (
        whole.n == 5
        and some.n == 3
        and some.x.shape == (5, 2)
        and some.x.dtype == np.float32
        and some.y.dtype == np.int32
    )
