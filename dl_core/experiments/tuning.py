"""The best constant rate of a rule, found by trying them all at once."""

from typing import Any

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.descent import MAX_STEPS, as_data, final_point, point
from dl_core.noise import Noise
from dl_core.optimizers.base import Loss, Optimizer, with_rate
from dl_core.params import params_of
from dl_core.schedules import Constant, Schedule
from dl_core.traced import as_traced, kept

CANDIDATES = 61
Box = tuple[float, float, float, float]


def candidate_rates(rule: type[Optimizer]) -> NDArray[np.float64]:
    """CANDIDATES learning rates, log-spaced over the range of the rule's own slider, to four digits: what is
    used is what is shown."""
    lr = dict(params_of(rule))["lr"]
    return np.array([float(f"{rate:.4g}") for rate in np.geomspace(lr.low, lr.high, CANDIDATES)])


@kept
def _finals(optimizer: Any, rates: Any, loss: Any, start: Any, factors: Any, noise: Any, steps: Any) -> Any:
    return jax.vmap(lambda lr: final_point(with_rate(optimizer, lr), loss, start, factors, noise, steps))(
        rates
    )


def tuned_rate(
    optimizer: Optimizer,
    loss: Loss,
    start: ArrayLike,
    steps: int,
    box: Box | None = None,
    schedule: Schedule = Constant(),
    noise: Noise = Noise(),
) -> float:
    """The candidate rate with the lowest loss after `steps` steps (1 … MAX_STEPS) from `start`, the smaller
    on a tie.

    With a box (x0, x1, y0, y1), runs that end outside it count only if all do: some surfaces have no bottom
    out there. If no candidate stays finite the smallest is returned.
    """
    if not 1 <= steps <= MAX_STEPS:
        raise ValueError(f"steps={steps}; a run has 1 to {MAX_STEPS} steps")
    origin, rows = point(start), MAX_STEPS + 1
    factors = schedule.factor(np.arange(rows, dtype=np.float64), float(steps))
    rates = candidate_rates(type(optimizer))
    finals = _finals(
        as_data(optimizer, origin.size),
        rates,
        as_traced(loss),
        origin,
        factors,
        noise.sample(rows, origin.size),
        np.int32(steps),
    )
    x, value = (np.asarray(part) for part in finals)
    value = np.where(np.isfinite(value) & np.isfinite(x).all(axis=1), value, np.inf)
    if box is not None:
        low, high = np.array(box[::2]), np.array(box[1::2])
        inside = ((x >= low) & (x <= high)).all(axis=1)
        value = np.where(inside, value, np.inf) if np.isfinite(value[inside]).any() else value
    return float(rates[int(np.argmin(value))])
