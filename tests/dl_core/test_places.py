"""Digits on a larger ground, permuted pixels, and signals by a published recipe."""

import numpy as np
import pytest
from scipy import ndimage

from dl_core.digits import MOST, SIDE, digits
from dl_core.experiments.against_dense import DENSE
from dl_core.experiments.places import (
    CANVAS,
    COPIES,
    EACH,
    LENGTH,
    PLACES,
    SHAPES,
    SIGNALS,
    STEPS,
    anywhere,
    as_they_are,
    in_another_order,
    shapes,
    signals,
    stretched,
    transformed,
)
from dl_core.nets.convnet import initial, outputs


def at(ground: np.ndarray, place: int) -> np.ndarray:
    """The 8×8 pixels at a place, and nothing else may be on the ground."""
    row, column = divmod(int(place), STEPS)
    image = ground.reshape(CANVAS, CANVAS)
    seen = image[row : row + SIDE, column : column + SIDE]
    assert image.sum(dtype=float) == seen.sum(dtype=float)
    return seen.astype(np.float32).ravel()


@pytest.mark.parametrize("middle", [False, True])
def test_every_digit_stands_whole_at_its_place(middle: bool) -> None:
    data, task = digits(MOST, 3), anywhere(3, middle)
    assert (np.bincount(task.place, minlength=PLACES) == EACH).all()
    known = {image.tobytes(): label for image, label in zip(data.test.x, data.test.y, strict=True)}
    for i in range(0, len(task.place), 37):
        assert known[at(task.test.x[i], task.place[i]).tobytes()] == task.test.y[i]
    assert int(task.train.n) == COPIES * MOST == len(task.train.x)
    if middle:
        for i in range(0, COPIES * MOST, 29):
            np.testing.assert_array_equal(at(task.train.x[i], PLACES // 2), data.train.x[i % MOST])


def test_both_are_tested_on_the_same_and_see_as_many_images() -> None:
    everywhere, middle = anywhere(5, False), anywhere(5, True)
    np.testing.assert_array_equal(everywhere.test.x, middle.test.x)
    np.testing.assert_array_equal(everywhere.train.y, middle.train.y)
    assert everywhere.train.n == middle.train.n


def test_the_first_tests_that_a_curve_is_made_of_are_as_good_as_all() -> None:
    task = anywhere(0, False)
    some = np.bincount(task.place[: task.scored], minlength=PLACES)
    # a hypergeometric count of 900 of 8,100 images, 100 at each place: 11.1 ± 3.1
    assert some.min() >= 2 and some.max() <= 25 and some.sum() == task.scored


def test_another_order_is_one_order_for_all_and_loses_nothing() -> None:
    for make in (as_they_are, signals):
        plain, mixed = make(1, False), make(1, True)
        for one, other in ((plain.train, mixed.train), (plain.test, mixed.test)):
            np.testing.assert_array_equal(one.y, other.y)
            np.testing.assert_array_equal(np.sort(one.x, axis=1), np.sort(other.x, axis=1))
        assert not np.array_equal(plain.train.x, mixed.train.x)
        # whole columns have moved: what one sample's number does, all others' do
        both = np.concatenate([plain.train.x, plain.test.x]), np.concatenate([mixed.train.x, mixed.test.x])
        columns = {column.tobytes() for column in both[0].T}
        assert columns == {column.tobytes() for column in both[1].T}


def test_a_dense_net_does_not_know_the_order_of_its_inputs() -> None:
    task = anywhere(2, False)
    mixed = in_another_order(task, 2)
    order = np.random.default_rng((2, 43)).permutation(CANVAS**2)
    layers = initial(DENSE, 2)
    first = layers[0]._replace(weight=layers[0].weight[:, order])
    x, other = (one.test.x[:50].astype(np.float32) for one in (task, mixed))
    np.testing.assert_allclose(
        outputs((first, *layers[1:]), DENSE, other, 0), outputs(layers, DENSE, x, 0), atol=1e-5
    )


def test_straight_lines_are_numpys() -> None:
    rng = np.random.default_rng(0)
    x, of = rng.normal(size=(20, 60)), rng.integers(2, 61, (20, 1))
    for row, many, found in zip(x, of[:, 0], stretched(x, 33, of), strict=True):
        exact = np.interp(np.linspace(0, 1, 33), np.linspace(0, 1, many), row[:many])
        np.testing.assert_allclose(found, exact, atol=1e-12)


def test_shapes_begin_at_0_and_have_one_spread() -> None:
    found = shapes()
    assert found.shape == (10, 12) and not found[:, 0].any()
    np.testing.assert_allclose(found.std(axis=1), 1 / 6)
    for row, exact in zip(found, np.array(SHAPES, float), strict=True):
        assert np.corrcoef(row, exact)[0, 1] == pytest.approx(1)


class Still:
    """Random numbers that change nothing: no noise, no slope, no scaling; least padding, no move."""

    def integers(self, low: int, high: int, size: tuple[int, ...]) -> np.ndarray:
        return np.full(size, low)

    def uniform(self, low: float, high: float, size: tuple[int, ...]) -> np.ndarray:
        return np.zeros(size)

    def normal(self, size: tuple[int, ...]) -> np.ndarray:
        return np.zeros(size)


def test_without_its_random_numbers_a_signal_is_its_shape_stretched_twice() -> None:
    for shape, found in zip(shapes(), transformed(shapes(), Still()), strict=True):  # type: ignore[arg-type]
        padded = np.concatenate([shape, np.zeros(36)])
        middle = np.interp(np.linspace(0, 1, 72), np.linspace(0, 1, 48), padded)
        exact = np.interp(np.linspace(0, 1, LENGTH), np.linspace(0, 1, 72), middle)
        np.testing.assert_allclose(found, exact, atol=1e-7)


class Drawn:
    """Random numbers that are known: those of each call in turn, as numpy's generator would be asked."""

    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(5)
        self.padding, self.moved = rng.integers(36, 61, (n, 1)), rng.integers(0, 48, (n, 1))
        self.scale, self.slope = rng.uniform(-0.5, 0.5, (2, n, 1))
        self.smooth, self.white = rng.normal(size=(2, n, 72))
        self.whole, self.even = iter((self.padding, self.moved)), iter((self.scale, self.slope))
        self.noise = iter((self.smooth, self.white))

    def integers(self, low: int, high: int, _size: object) -> np.ndarray:
        found = next(self.whole)
        assert low <= found.min() and found.max() < high
        return found

    def uniform(self, low: float, high: float, _size: object) -> np.ndarray:
        assert (low, high) == (-0.5, 0.5)
        return next(self.even)

    def normal(self, size: object) -> np.ndarray:
        return next(self.noise)


def test_signals_follow_the_recipe_step_by_step() -> None:
    """One signal after the other, with the published numbers: 0.4, 0.25 and a width of 2, 0.02, 0.75."""
    x, rng = shapes(), Drawn(10)
    found = transformed(x, rng)  # type: ignore[arg-type]
    for i, shape in enumerate(x):
        padded = np.concatenate([shape + 1e-8, np.zeros(rng.padding[i, 0])])
        long = np.interp(np.linspace(0, 1, 72), np.linspace(0, 1, len(padded)), padded)
        moved = np.roll(long * (1 + 0.4 * rng.scale[i, 0]), rng.moved[i, 0])
        noise = ndimage.gaussian_filter(0.25 * rng.smooth[i], 2)
        noisy = np.where(moved == 0, noise, moved) + 0.02 * rng.white[i]
        sheared = noisy - 0.75 * rng.slope[i, 0] * np.linspace(-0.5, 0.5, 72)
        exact = np.interp(np.linspace(0, 1, LENGTH), np.linspace(0, 1, 72), sheared)
        np.testing.assert_allclose(found[i], exact, atol=1e-7)


def test_signals_are_standardised_and_all_ten_are_as_frequent() -> None:
    task = signals(0, False)
    x = np.concatenate([task.train.x, task.test.x])
    assert x.mean() == pytest.approx(0, abs=1e-5) and x.std() == pytest.approx(1, abs=1e-5)
    counts = np.bincount(np.concatenate([task.train.y, task.test.y]))
    assert (counts == counts[0]).all() and len(task.train.y) == SIGNALS
