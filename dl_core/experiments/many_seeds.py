"""One run is one throw of the dice: the gap of a rule over many seeds of gradient noise."""

from dataclasses import replace
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.descent import MAX_STEPS, as_data, point
from dl_core.experiments.race import Course, Entry, lowest_of
from dl_core.noise import Noise
from dl_core.optimizers.base import Loss, Optimizer, value_and_grad, with_rate
from dl_core.traced import as_traced, cast, kept

Floats = NDArray[np.float64]
SEEDS = 64


class Band(NamedTuple):
    """Over the seeds, of the gap f − f* at each step: the 10 % quantile, the (lower) median and the 90 %
    quantile, all (steps+1,), each a gap that occurred.

    What is not finite counts as larger than everything. lost: share of the seeds whose last gap is not
    finite. last: every seed's last gap (SEEDS,).
    """

    low: Floats
    median: Floats
    high: Floats
    lost: float
    last: Floats


def scan_loss(
    optimizer: Optimizer, loss: Loss, start: jax.Array, factors: jax.Array, noise: jax.Array
) -> jax.Array:
    """The losses (T+1,) alone of what `scan_descent` does with factors (T+1,) and noise (T+1, d). To be
    mapped."""
    optimizer, loss, factors, noise = (cast(part, start.dtype) for part in (optimizer, loss, factors, noise))

    def advance(carry: Any, now: tuple[jax.Array, jax.Array]) -> Any:
        x, state = carry
        factor, disturbance = now
        value, grad = value_and_grad(loss, x)
        displacement, state = with_rate(optimizer, optimizer.lr * factor).step(
            loss, x, value, grad + disturbance, state
        )
        return (x + displacement, state), value

    return jax.lax.scan(advance, (start, optimizer.init(start)), (factors, noise))[1]


@kept
def _losses(optimizer: Any, loss: Any, start: Any, factors: Any, noises: Any, numbers: Any) -> Any:
    def one(noise: jax.Array, number: jax.Array) -> jax.Array:
        own = getattr(optimizer, "seed", None)  # of random search, which hears no noise on gradients
        rule = optimizer if own is None else replace(optimizer, seed=own + number)
        return scan_loss(rule, loss, start, factors, noise)

    return jax.vmap(one)(noises, numbers)


def noises(noise: Noise, dimension: int) -> Floats:
    """The noise of SEEDS runs (SEEDS, MAX_STEPS+1, dimension): seeds s, s+1, …"""
    return np.stack(
        [Noise(noise.sigma, noise.seed + number).sample(MAX_STEPS + 1, dimension) for number in range(SEEDS)]
    )


def gaps(entry: Entry, course: Course, noise: Floats | None = None) -> Floats:
    """The gap of every run (SEEDS, steps+1), float64; run k has noise k (`noises` of the course if not given)
    and, for random search, its own seed plus k."""
    start = point(course.start)
    disturbances = noises(course.noise, start.size) if noise is None else noise
    factors = entry.schedule.factor(np.arange(MAX_STEPS + 1, dtype=np.float64), float(course.steps))
    numbers = np.arange(SEEDS, dtype=np.float64)
    # then a number of the rule differs from run to run, and a program of its own is faster
    has_seed = hasattr(entry.optimizer, "seed")
    rule = as_traced(entry.optimizer) if has_seed else as_data(entry.optimizer, start.size)
    losses = _losses(rule, as_traced(course.loss), start, factors, disturbances, numbers)
    return np.asarray(losses)[:, : course.steps + 1] - lowest_of(course)


def band(entry: Entry, course: Course, noise: Floats | None = None) -> Band:
    """Median and 10–90 % band of an entry on the course."""
    every = gaps(entry, course, noise)
    ranked = np.sort(np.where(np.isfinite(every), every, np.inf), axis=0)
    low, median, high = (ranked[int(np.ceil(share * SEEDS)) - 1] for share in (0.1, 0.5, 0.9))
    return Band(low, median, high, float(np.mean(~np.isfinite(every[:, -1]))), every[:, -1])
