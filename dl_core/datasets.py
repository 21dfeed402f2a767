"""Small tasks with two inputs and two classes, made from a seed in NumPy."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Task(NamedTuple):
    """x (n, 2) float32 with mean 0 and standard deviation 1 per input; t (n,) float32, 0 or 1."""

    x: NDArray[np.float32]
    t: NDArray[np.float32]


Points = tuple[NDArray[np.float64], NDArray[np.integer]]


def _moons(rng: np.random.Generator, n: int, noise: float) -> Points:
    t = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    x = np.where(t == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(t == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x, y]) + noise * rng.standard_normal((n, 2)), t


def _circles(rng: np.random.Generator, n: int, noise: float) -> Points:
    t = np.arange(n) % 2
    angle, radius = rng.uniform(0, 2 * np.pi, n), np.where(t == 0, 1.0, 0.5)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + noise * rng.standard_normal(
        (n, 2)
    ), t


def _spirals(rng: np.random.Generator, n: int, noise: float) -> Points:
    t = np.arange(n) % 2
    turn = np.sqrt(rng.uniform(0.02, 1, n))
    angle = 3 * np.pi * turn + np.pi * t
    return np.column_stack([turn * np.cos(angle), turn * np.sin(angle)]) + 0.5 * noise * rng.standard_normal(
        (n, 2)
    ), t


def _blobs(rng: np.random.Generator, n: int, noise: float) -> Points:
    t = np.arange(n) % 2
    return np.column_stack([2.0 * t - 1, 2.0 * t - 1]) + (0.4 + noise) * rng.standard_normal((n, 2)), t


TASKS: dict[str, Callable[[np.random.Generator, int, float], Points]] = {
    "moons": _moons,
    "circles": _circles,
    "spirals": _spirals,
    "blobs": _blobs,
}


def task(name: str, n: int, seed: int, noise: float = 0.1) -> Task:
    """`n` points of the task `name` in random order. Raises KeyError for an unknown name."""
    if name not in TASKS:
        raise KeyError(f"No task is called {name!r}; there are {', '.join(TASKS)}.")
    x, t = TASKS[name](np.random.default_rng((seed, 7)), n, noise)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return Task(x.astype(np.float32), t.astype(np.float32))
