"""The numbers of "Deep Learning from Scratch", chapter 6: its own update rules, written again from the book's
description."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, AdaGrad, Adam, Momentum, Optimizer
from surfaces import Ravine

START, UPDATES = np.array([-7.0, 2.0]), 29
Steps = Callable[[float], Iterator[np.ndarray]]


def slope(p: np.ndarray) -> np.ndarray:
    return np.array([p[0] / 10, 2 * p[1]])


def sgd(lr: float) -> np.ndarray:
    p = START.copy()
    for _ in range(UPDATES):
        p = p - lr * slope(p)
    return p


def momentum(lr: float) -> np.ndarray:
    p, v = START.copy(), np.zeros(2)
    for _ in range(UPDATES):
        v = 0.9 * v - lr * slope(p)
        p = p + v
    return p


def adagrad(lr: float) -> np.ndarray:
    p, h = START.copy(), np.zeros(2)
    for _ in range(UPDATES):
        g = slope(p)
        h = h + g * g
        p = p - lr * g / (np.sqrt(h) + 1e-7)
    return p


def adam(lr: float) -> np.ndarray:
    p, m, v = START.copy(), np.zeros(2), np.zeros(2)
    for t in range(1, UPDATES + 1):
        g = slope(p)
        rate = lr * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        m = m + 0.1 * (g - m)
        v = v + 0.001 * (g * g - v)
        p = p - rate * m / (np.sqrt(v) + 1e-7)
    return p


@pytest.mark.parametrize(
    ("rule", "book", "apart"),
    [
        (SGD(lr=0.95), sgd(0.95), 1e-6),
        (Momentum(lr=0.1), momentum(0.1), 1e-6),
        (AdaGrad(lr=1.5), adagrad(1.5), 1e-6),
        (Adam(lr=0.3), adam(0.3), 2e-5),
    ],
    ids=lambda value: getattr(value, "label", ""),
)
def test_the_last_drawn_point_is_the_books(rule: Optimizer, book: np.ndarray, apart: float) -> None:
    ours = to_numpy(descend(rule, Ravine(kappa=20.0, scale=0.1), START), UPDATES).x[-1]
    np.testing.assert_allclose(ours, book, rtol=0, atol=apart)
