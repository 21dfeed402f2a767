"""Images and signals on which it can be seen what a convolutional net takes for granted: that what belongs
together lies together, and that it may lie anywhere."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import CLASSES, MOST, SIDE, Points, digits, points

CANVAS = 16  # pixels along each side of the ground on which digits are pasted
STEPS = CANVAS - SIDE + 1  # places along each side
PLACES = STEPS * STEPS
COPIES = 3  # places of each training digit
EACH = 100  # test digits at each place
SCORED = 900  # of these images, drawn once, are what a curve is made of
SIGNALS, SIGNAL_TESTS, LENGTH = 4000, 1000, 40  # as many as there

# The ten shapes of MNIST-1D (Greydanus & Kobak 2020, https://arxiv.org/abs/2011.14439), 12 heights each.
SHAPES = (
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)


class Task(NamedTuple):
    """What is learned, and what is tested: in an order drawn once, so that the first `scored` of the test
    samples are as good as all. place (tests,): where each test digit is pasted, row · STEPS + column from
    above; empty where that is no question."""

    train: Points
    test: Points
    scored: int
    place: NDArray[np.int32]


NOWHERE = np.zeros(0, np.int32)


def pasted(images: NDArray[np.float32], place: NDArray[np.int32]) -> NDArray[Any]:
    """Digits (n, 64) on a ground of CANVAS², each at its place (n,): (n, 256). In half precision, which
    holds sixteenths exactly: half of the memory."""
    ground = np.zeros((len(images), CANVAS, CANVAS), np.float16)
    rows, columns = place // STEPS, place % STEPS
    at = np.arange(SIDE)
    ground[
        np.arange(len(images))[:, None, None],
        (rows[:, None] + at)[:, :, None],
        (columns[:, None] + at)[:, None, :],
    ] = images.reshape(-1, SIDE, SIDE)
    return ground.reshape(len(images), -1)


@lru_cache(maxsize=16)
def anywhere(seed: int, middle: bool) -> Task:
    """Digits on a larger ground, to be found at all 81 places, EACH at every one: all 600 test digits in
    turn. Learned from all training digits, COPIES times: each at places of its own, or, middle, always in
    the middle, so that both see as many images."""
    data, rng = digits(MOST, seed), np.random.default_rng((seed, 42))
    n, tests = int(data.train.n), int(data.test.n)
    places = rng.integers(0, PLACES, (COPIES, n)).astype(np.int32)  # drawn in any case: the rest stays
    here = np.full_like(places, PLACES // 2) if middle else places
    train = pasted(np.tile(data.train.x[:n], (COPIES, 1)), here.ravel())
    order = rng.permutation(PLACES * EACH)
    place, digit = (order // EACH).astype(np.int32), order % tests
    return Task(
        Points(train, np.tile(data.train.y[:n], COPIES), np.int32(COPIES * n)),
        Points(pasted(data.test.x[digit], place), data.test.y[digit], np.int32(len(order))),
        SCORED,
        place,
    )


def in_another_order(task: Task, seed: int) -> Task:
    """The same with the numbers of every sample in one other order, drawn once from the seed."""
    values = task.train.x.shape[1]
    order = np.random.default_rng((seed, 43)).permutation(values)
    train, test = (part._replace(x=np.ascontiguousarray(part.x[:, order])) for part in task[:2])
    return task._replace(train=train, test=test)


@lru_cache(maxsize=16)
def as_they_are(seed: int, shuffled: bool) -> Task:
    """The 8×8 digits in the middle of their frames: 897 to learn from, 600 for the test. shuffled: with
    their pixels in another order, one for all."""
    data = digits(MOST, seed)
    task = Task(data.train, data.test, int(data.test.n), NOWHERE)
    return in_another_order(task, seed) if shuffled else task


@lru_cache(maxsize=16)
def signals(seed: int, shuffled: bool) -> Task:
    """Signals of LENGTH numbers of ten shapes: SIGNALS to learn from, SIGNAL_TESTS for the test, with the
    mean and standard deviation of all taken away. shuffled: with their numbers in another order, one for
    all."""
    rng, total = np.random.default_rng((seed, 44)), SIGNALS + SIGNAL_TESTS
    y = (rng.permutation(total) % CLASSES).astype(np.int32)
    x = transformed(shapes()[y], rng)
    x = ((x - x.mean()) / x.std()).astype(np.float32)
    train, test = points(x[:SIGNALS], y[:SIGNALS]), points(x[SIGNALS:], y[SIGNALS:])
    task = Task(train, test, SIGNAL_TESTS, NOWHERE)
    return in_another_order(task, seed) if shuffled else task


def shapes() -> NDArray[np.float64]:
    """SHAPES (10, 12), each with standard deviation 1/6 and beginning at 0."""
    x = np.array(SHAPES, float)
    x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    found: NDArray[np.float64] = (x - x[:, :1]) / 6
    return found


def transformed(x: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Signals (n, LENGTH) of shapes x (n, 12), by the recipe of MNIST-1D (Greydanus 2020,
    https://arxiv.org/abs/2011.14439): filled up with 36 to 60 zeros and stretched to 72 numbers, scaled by
    0.8 to 1.2, moved by up to 47 places in a circle; where it is 0, smooth noise; white noise everywhere; a
    slope; and of that LENGTH numbers. Ours are other random numbers than the published ones."""
    from scipy.ndimage import gaussian_filter1d  # noqa: PLC0415  # a server starts sooner without it

    n, long = len(x), 72
    one = (n, 1)
    x = np.pad(x + 1e-8, ((0, 0), (0, long - x.shape[1])))
    x = stretched(x, long, 12 + rng.integers(36, 61, one)) * (1 + 0.4 * rng.uniform(-0.5, 0.5, one))
    x = np.take_along_axis(x, (np.arange(long) - rng.integers(0, 48, one)) % long, axis=1)
    x = np.where(x != 0, x, gaussian_filter1d(0.25 * rng.normal(size=(n, long)), 2, axis=1))
    x = x + 0.02 * rng.normal(size=(n, long))
    x = x - 0.75 * rng.uniform(-0.5, 0.5, one) * np.linspace(-0.5, 0.5, long)
    return stretched(x, LENGTH, np.full(one, long))


def stretched(x: NDArray[np.float64], length: int, of: NDArray[np.int64]) -> NDArray[np.float64]:
    """The first `of` (n, 1) numbers of each row of x, on straight lines between them at `length` places from
    the first to the last: (n, length)."""
    at = np.linspace(0, 1, length) * (of - 1)
    before = np.minimum(np.floor(at).astype(np.int64), of - 2)
    low, high = (np.take_along_axis(x, before + more, axis=1) for more in (0, 1))
    found: NDArray[np.float64] = low + (at - before) * (high - low)
    return found
