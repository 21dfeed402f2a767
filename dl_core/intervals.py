"""How far a mean of a few numbers can be trusted: one interval for all pages and benchmarks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


def t_of(n: int) -> float:
    """How many standard errors the 95 % interval of the mean of n numbers goes to each side: Student's t with
    n − 1 degrees of freedom (Student 1908)."""
    from scipy.special import stdtrit  # noqa: PLC0415  # a server starts sooner without it

    return float(stdtrit(n - 1, (1 + LEVEL) / 2))


def interval(numbers: ArrayLike) -> Interval:
    """Mean of numbers (n,) ± t s/√n with s their standard deviation (n − 1): over what was drawn anew for
    each of them. nan travels.

    Raises ValueError for fewer than two numbers, of which nobody knows how far they scatter.
    """
    found = np.asarray(numbers, float)
    if found.ndim != 1 or found.size < 2:
        raise ValueError(f"shape {found.shape}; an interval takes at least two numbers (n,)")
    mean, half = float(found.mean()), t_of(found.size) * float(found.std(ddof=1)) / found.size**0.5
    return Interval(mean, mean - half, mean + half)


def paired(a: ArrayLike, b: ArrayLike) -> Interval:
    """`interval` of a − b, both (n,), of which two in one place belong together: they share a seed. Raises
    ValueError for different shapes."""
    one, other = np.asarray(a, float), np.asarray(b, float)
    if one.shape != other.shape:
        raise ValueError(f"shapes {one.shape} and {other.shape}; pairs take as many numbers on both sides")
    return interval(one - other)
