"""The digits: a true copy, divided without overlap, mislabelled only where that is asked for."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from dl_core.digits import CLASSES, MOST, SIDE, TEST, TOTAL, VALIDATION, Data, digits, load, mislabelled, points


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
    assert [len(part.y) for part in clean[:3]] == [len(part.x) for part in clean[:3]] == [MOST, VALIDATION, TEST] == [part.n for part in clean[:3]]
    images, labels = load()
    everything = np.column_stack([images, labels])
    assert len(np.unique(images, axis=0)) == TOTAL, "no image is there twice, so equal rows mean disjoint sets"
    np.testing.assert_array_equal(ordered(rows(clean)), ordered(everything))


def test_the_seed_shuffles_and_nothing_else_does() -> None:
    assert np.mean([np.array_equal(a, b) for a, b in zip(digits(MOST, 0).test.x, digits(MOST, 1).test.x, strict=True)]) < 0.02
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
    assert abs(data.wrong.sum() - share * MOST) <= 4 * (MOST * share * (1 - share)) ** 0.5
    assert abs(data.wrong[:300].sum() - share * 300) <= 4 * (300 * share * (1 - share)) ** 0.5
    assert not clean.wrong.any()


def test_a_false_label_is_each_other_class_as_often() -> None:
    n, share, classes = 200_000, 0.3, 4
    true = np.random.default_rng(0).integers(0, classes, n).astype(np.int32)
    said, wrong = mislabelled(true, share, classes, np.random.default_rng(1))
    assert abs(wrong.mean() - share) < 4 * (share * (1 - share) / n) ** 0.5
    np.testing.assert_array_equal(said[~wrong], true[~wrong])
    steps = np.bincount((said - true)[wrong] % classes, minlength=classes)
    assert steps[0] == 0
    expected = wrong.sum() / (classes - 1)
    assert ((steps[1:] - expected) ** 2 / expected).sum() < 14, "χ² of two degrees of freedom: above 14 once in a thousand"


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
    assert whole.n == 5 and some.n == 3 and some.x.shape == (5, 2) and some.x.dtype == np.float32 and some.y.dtype == np.int32
