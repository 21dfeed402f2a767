"""What was found: a mean with its interval; a target and what was reached, in a sentence."""

from typing import Any

from numpy.typing import NDArray
from scipy import stats


def verdict(target: str, value: float, limit: float, at_least: bool = False) -> str:
    """`target`: the number, and reached or not reached."""
    reached = value >= limit if at_least else value <= limit
    return f"{target}: {value:.2f}, {'reached' if reached else 'NOT REACHED'} (target {'≥' if at_least else '≤'} {limit:g})."


def interval(differences: NDArray[Any]) -> tuple[float, float, float]:
    """Mean of paired differences and the ends of its 95 % interval by Student's t."""
    mean, half = differences.mean(), stats.t.ppf(0.975, differences.size - 1) * stats.sem(differences)
    return float(mean), float(mean - half), float(mean + half)
