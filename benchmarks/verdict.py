"""What was found: a mean or a ratio with its interval; a target and what was reached, in a sentence."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

FEWEST = 6  # pairs: of fewer, no two are the ends of a 95 % interval


class Ratio(NamedTuple):
    """A ratio and the ends of its 95 % interval."""

    middle: float
    low: float
    high: float


def verdict(target: str, value: float, limit: float, at_least: bool = False) -> str:
    """`target`: the number, and reached or not reached."""
    reached = value >= limit if at_least else value <= limit
    return (
        f"{target}: {value:.2f}, {'reached' if reached else 'NOT REACHED'} (target "
        f"{'≥' if at_least else '≤'} {limit:g})."
    )


def paired_ratio(these: ArrayLike, those: ArrayLike) -> Ratio:
    """The median of these/those, pair by pair, and its 95 % interval.

    The interval inverts the sign test (Conover, Practical Nonparametric Statistics, 3.2; SciPy's
    quantile_test): its ends are two of the ratios in order, the 14th and the 27th of 40. It holds for every
    distribution, at any number of pairs, and asks only that the pairs are independent. Times on a busy
    machine have long tails and come in bursts: a burst is in both times of a pair and leaves their ratio
    alone, where it moves the median of either series.

    these, those: (pairs,), positive. Raises ValueError for fewer than FEWEST pairs.
    """
    logs = np.log(these) - np.log(those)
    if logs.size < FEWEST:
        raise ValueError(f"{logs.size} pairs: a 95 % interval needs at least {FEWEST}.")
    low, high = stats.quantile_test(logs, q=0.0, p=0.5).confidence_interval(0.95)
    return Ratio(*(float(np.exp(value)) for value in (np.median(logs), low, high)))
