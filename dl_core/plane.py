"""The small tasks in the plane as sets to learn from, to choose by and to test on: three draws of their own
from one law."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.datasets import TASKS
from dl_core.digits import MOST, TEST, VALIDATION, Data, mislabelled, points

CLASSES = 2


def standardised(n: int, train: NDArray[Any], *others: NDArray[Any]) -> list[NDArray[np.float64]]:
    """`train` and the others (rows, d), each minus the mean and over the standard deviation (divided by n) of
    the first n rows of `train` alone.

    A column that is constant in these n rows is 0 everywhere: nothing can be learned from it, and rounding
    must not be blown up to a spread of 1.
    """
    known = train[:n].astype(np.float64)
    varies = known.max(axis=0) > known.min(axis=0)
    mean, spread = known.mean(axis=0), known.std(axis=0)
    return [
        np.divide(rows - mean, spread, out=np.zeros(rows.shape), where=varies) for rows in (train, *others)
    ]


@lru_cache(maxsize=32)
def plane(name: str, n: int, seed: int, wrong: float = 0.0, noise: float = 0.2) -> Data:
    """`n` training points (1 to 897) of the task `name`, 300 for validation and 600 for the test;
    round(wrong·n) of the n training labels are the other class.

    Inputs (rows, 2) are standardised by the n training points. Classes take turns, so every n has as many of
    each, up to one. A seed keeps its random numbers for every n, noise and share. Validation and test labels
    stay true. Raises KeyError for an unknown name, ValueError for an impossible n or share.
    """
    if name not in TASKS:
        raise KeyError(f"No task is called {name!r}; there are {', '.join(TASKS)}.")
    if not 1 <= n <= MOST:
        raise ValueError(f"n={n}; from 1 to {MOST} training points are allowed")
    draws = [
        TASKS[name](np.random.default_rng((seed, 27, part)), size, noise)
        for part, size in enumerate((MOST, VALIDATION, TEST))
    ]
    (train, validation, test), labels = (
        standardised(n, *(x for x, _ in draws)),
        [y.astype(np.int32) for _, y in draws],
    )
    said, false = mislabelled(labels[0], n, wrong, CLASSES, np.random.default_rng((seed, 28)))
    return Data(
        points(train.astype(np.float32), said, n),
        points(validation.astype(np.float32), labels[1]),
        points(test.astype(np.float32), labels[2]),
        false,
    )
