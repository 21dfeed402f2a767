"""Small sets of points in the plane, with the group that each was drawn from."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HALF = 4.0  # the points lie about between −HALF and HALF, before an axis is stretched
CORNERS = np.array([(-2.0, -2.0), (-2.0, 2.0), (2.0, -2.0), (2.0, 2.0)])


class PointSet(NamedTuple):
    """x (n, 2); group (n,), which of the groups each was drawn from; all 0 where there are none."""

    x: NDArray[np.float64]
    group: NDArray[np.intp]


Drawn = Callable[[np.random.Generator, int], PointSet]


def _blobs(rng: np.random.Generator, n: int) -> PointSet:
    group = np.arange(n) % 4
    return PointSet(CORNERS[group] + 0.6 * rng.standard_normal((n, 2)), group)


def _unequal(rng: np.random.Generator, n: int) -> PointSet:
    group = np.where(np.arange(n) % 10 < 8, 0, 1 + np.arange(n) % 2)
    middle = np.array([(-1.0, 0.0), (2.6, 1.2), (2.6, -1.2)])[group]
    deviation = np.array([1.3, 0.25, 0.25])[group]
    return PointSet(middle + deviation[:, None] * rng.standard_normal((n, 2)), group)


def _moons(rng: np.random.Generator, n: int) -> PointSet:
    group = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    x = np.where(group == 0, np.cos(angle), 1 - np.cos(angle)) - 0.5
    y = np.where(group == 0, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return PointSet(2 * np.column_stack([x, y]) + 0.16 * rng.standard_normal((n, 2)), group)


def _uniform(rng: np.random.Generator, n: int) -> PointSet:
    return PointSet(rng.uniform(-3.5, 3.5, (n, 2)), np.zeros(n, np.intp))


POINT_SETS: dict[str, Drawn] = {"blobs": _blobs, "unequal": _unequal, "moons": _moons, "uniform": _uniform}


def point_set(name: str, n: int, seed: int, stretch: float = 1.0) -> PointSet:
    """`n` points of the set `name`, the first coordinate times `stretch`. Raises KeyError for an unknown
    name."""
    if name not in POINT_SETS:
        raise KeyError(f"No point set is called {name!r}; there are {', '.join(POINT_SETS)}.")
    x, group = POINT_SETS[name](np.random.default_rng((seed, 23)), n)
    return PointSet(x * (stretch, 1.0), group)
