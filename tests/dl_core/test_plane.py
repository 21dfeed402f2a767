"""Tasks in the plane as training, validation and test sets: their laws, their independence, and what
standardising may know."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from dl_core.datasets import TASKS
from dl_core.digits import MOST, TEST, VALIDATION
from dl_core.plane import plane, standardised


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("n", [2, 50, MOST])
def test_inputs_are_standardised_by_the_training_points_that_count(name: str, n: int) -> None:
    data = plane(name, n, 3)
    assert [part.x.shape for part in data[:3]] == [(MOST, 2), (VALIDATION, 2), (TEST, 2)]
    assert [int(part.n) for part in data[:3]] == [n, VALIDATION, TEST]
    assert {part.x.dtype.name for part in data[:3]} == {"float32"} and {
        part.y.dtype.name for part in data[:3]
    } == {"int32"}
    np.testing.assert_allclose(data.train.x[:n].mean(axis=0, dtype=np.float64), 0, atol=1e-6)
    np.testing.assert_allclose(data.train.x[:n].std(axis=0, dtype=np.float64), 1, atol=1e-6)
    assert np.abs(data.test.x.mean(axis=0)).min() > 1e-4, "what is not learned from was not used"
    if n < MOST:
        assert np.abs(data.train.x[n:].mean(axis=0)).min() > 1e-4


@pytest.mark.parametrize("n", [1, 7, 40])
def test_standardising_is_scikit_learns_and_sees_only_the_first_rows(n: int) -> None:
    rng = np.random.default_rng(0)
    train, test = rng.normal(5, 3, (40, 4)), rng.normal(5, 3, (9, 4))
    found = standardised(n, train, test)
    scaler = StandardScaler().fit(train[:n])
    for rows, own in zip((train, test), found, strict=True):
        np.testing.assert_allclose(
            own, scaler.transform(rows) if n > 1 else np.zeros_like(rows), rtol=1e-12, atol=1e-12
        )
    train[n:], test[:] = 1e6, -1e6
    np.testing.assert_array_equal(standardised(n, train, test)[0][:n], found[0][:n])


def test_a_constant_column_is_zero_and_not_its_rounding_blown_up() -> None:
    constant = np.full((1000, 1), 0.1)
    assert constant.std() > 0, "as rounding has it"
    train, test = standardised(1000, constant, np.array([[0.1], [7.0]]))
    assert not train.any() and not test.any()


@pytest.mark.parametrize("name", TASKS)
def test_the_three_sets_are_draws_of_their_own_and_a_seed_repeats_them(name: str) -> None:
    data = plane(name, MOST, 1)
    again = plane.__wrapped__(name, MOST, 1)
    for part, same in zip(data[:3], again[:3], strict=True):
        np.testing.assert_array_equal(part.x, same.x)
        np.testing.assert_array_equal(part.y, same.y)
    everything = np.concatenate([part.x for part in (*data[:3], *plane(name, MOST, 2)[:3])])
    assert len(np.unique(everything, axis=0)) == len(everything)
    # the same classes in turn; beyond them nothing in common
    a, b = (data.train.x[:VALIDATION], data.validation.x)
    for label in (0, 1):
        own = data.validation.y == label
        assert abs(np.corrcoef(a[own, 0], b[own, 0])[0, 1]) < 0.3
    np.testing.assert_allclose(b.mean(axis=0), a.mean(axis=0), atol=0.25)


def test_another_n_noise_or_share_is_the_same_draw() -> None:
    few, many = plane("moons", 20, 5), plane("moons", 400, 5)
    for part, other in zip(
        few[:3], many[:3], strict=True
    ):  # equal but for a shift and a factor in each column
        for column in range(2):
            assert np.corrcoef(part.x[:, column], other.x[:, column])[0, 1] > 1 - 1e-6
    clean, false = plane("circles", 400, 5), plane("circles", 400, 5, 0.3)
    for part, other in zip(clean[:3], false[:3], strict=True):
        np.testing.assert_array_equal(part.x, other.x)
    assert not np.array_equal(plane("moons", 400, 5, noise=0.5).test.x, many.test.x)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_wrong_labels_are_the_other_class_and_only_in_training(share: float) -> None:
    clean, false = plane("spirals", 500, 4), plane("spirals", 500, 4, share)
    np.testing.assert_array_equal(false.train.y != clean.train.y, false.wrong)
    np.testing.assert_array_equal(false.train.y[false.wrong], 1 - clean.train.y[false.wrong])
    assert not clean.wrong.any()
    for n, seed in ((500, 4), (1, 4), (30, 0), (45, 1), (150, 2), (MOST, 3)):
        other = plane("spirals", n, seed, share)
        assert other.wrong[:n].sum() == other.wrong.sum() == round(share * n)
    np.testing.assert_array_equal(false.validation.y, clean.validation.y)
    np.testing.assert_array_equal(false.test.y, clean.test.y)


def test_without_noise_the_circles_are_circles_and_every_n_is_balanced() -> None:
    data = plane("circles", MOST, 0, noise=0.0)
    x = data.test.x.astype(np.float64)
    # a conic for each class: a x² + b y² + c x + d y + e = 0
    ones = np.column_stack([x**2, x, np.ones(TEST)])
    for label in (0, 1):
        assert np.linalg.svd(ones[data.test.y == label], compute_uv=False)[-1] < 1e-4
    assert all(abs(2 * data.train.y[:n].sum() - n) <= 1 for n in (1, 2, 9, 10, MOST))


@pytest.mark.parametrize("n", [0, -1, MOST + 1])
def test_an_impossible_n_or_name_is_an_error_that_says_so(n: int) -> None:
    with pytest.raises(ValueError, match=f"n={n}; from 1 to {MOST}"):
        plane("moons", n, 0)
    with pytest.raises(KeyError, match="there are moons, circles, spirals, blobs"):
        plane("stars", 10, 0)
