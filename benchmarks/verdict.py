"""A target and what was reached, in a sentence."""


def verdict(target: str, value: float, limit: float, at_least: bool = False) -> str:
    """`target`: the number, and reached or not reached."""
    reached = value >= limit if at_least else value <= limit
    return f"{target}: {value:.2f}, {'reached' if reached else 'NOT REACHED'} (target {'≥' if at_least else '≤'} {limit:g})."
