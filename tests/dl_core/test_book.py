""" "Deep Learning from Scratch", chapter 6: the book's optimizers, written again as the book writes them, on its f = x²/20 + y²."""

from collections.abc import Iterator

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, AdaGrad, Adam, Momentum, Optimizer
from surfaces import Ravine
from surfaces.switch import switch

UPDATES = 29  # of the 30 points that the book draws, the first is the start
BOOK = Ravine(kappa=20.0, angle=0.0, scale=0.1)


def slope(x: np.ndarray) -> np.ndarray:
    return np.array([x[0] / 10.0, 2.0 * x[1]])


def sgd(x: np.ndarray, lr: float = 0.95) -> Iterator[np.ndarray]:
    while True:
        x = x - lr * slope(x)
        yield x


def momentum(x: np.ndarray, lr: float = 0.1, momentum: float = 0.9) -> Iterator[np.ndarray]:
    v = np.zeros(2)
    while True:
        v = momentum * v - lr * slope(x)
        x = x + v
        yield x


def adagrad(x: np.ndarray, lr: float = 1.5) -> Iterator[np.ndarray]:
    h = np.zeros(2)
    while True:
        h = h + slope(x) * slope(x)
        x = x - lr * slope(x) / (np.sqrt(h) + 1e-7)
        yield x


def adam(x: np.ndarray, lr: float = 0.3, beta1: float = 0.9, beta2: float = 0.999) -> Iterator[np.ndarray]:
    m, v, t = np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        lr_t = lr * np.sqrt(1.0 - beta2**t) / (1.0 - beta1**t)
        m = m + (1 - beta1) * (slope(x) - m)
        v = v + (1 - beta2) * (slope(x) ** 2 - v)
        x = x - lr_t * m / (np.sqrt(v) + 1e-7)
        yield x


@pytest.mark.parametrize(
    ("rule", "book", "tolerance"),
    [
        (SGD(lr=0.95), sgd, 1e-6),
        (Momentum(lr=0.1, momentum=0.9), momentum, 1e-6),
        (AdaGrad(lr=1.5), adagrad, 1e-6),
        (Adam(lr=0.3), adam, 2e-5),  # the book's ε stands elsewhere
    ],
    ids=["SGD", "Momentum", "AdaGrad", "Adam"],
)
def test_every_drawn_point_is_the_book_s(rule: Optimizer, book: object, tolerance: float) -> None:
    start = np.array([-7.0, 2.0])
    ours = to_numpy(descend(rule, switch(BOOK), start), UPDATES).x
    points = book(start)  # type: ignore[operator]
    theirs = np.array([start, *(next(points) for _ in range(UPDATES))])
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance)


def test_the_book_s_ravine_is_a_setting_of_ours() -> None:
    for x, y in np.random.default_rng(0).uniform(-10, 10, (20, 2)):
        np.testing.assert_allclose(BOOK(np.array([x, y])), x**2 / 20 + y**2, rtol=1e-14)
