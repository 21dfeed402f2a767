"""The best constant rate of a rule, found by trying them all at once."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.descent import MAX_STEPS, few_enough, final_point, in_plane, rule_at, stacked
from dl_core.noise import Noise
from dl_core.optimizers import RACERS
from dl_core.optimizers.any_rule import AnyRule
from dl_core.optimizers.base import Loss, Optimizer, with_rate
from dl_core.params import params_of
from dl_core.schedules import Constant, Schedule
from dl_core.traced import as_traced, kept

CANDIDATES = 61
Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]


@cache
def candidate_rates(rule: type[Optimizer]) -> Floats:
    """CANDIDATES learning rates, log-spaced over the range of the rule's own slider, to four digits: what is
    used is what is shown."""
    lr = dict(params_of(rule))["lr"]
    rates = np.array([float(f"{rate:.4g}") for rate in np.geomspace(lr.low, lr.high, CANDIDATES)])
    rates.flags.writeable = False
    return rates


@kept
def _finals(
    rules: AnyRule,
    rates: jax.Array,
    loss: Any,
    start: jax.Array,
    factors: jax.Array,
    noise: jax.Array,
    count: Any,
    steps: Any,
) -> tuple[jax.Array, jax.Array]:
    """Where each of the first `count` of N rules ends at each of its rates (N, C): (N, C, 2), and the loss
    there (N, C)."""

    def ends(i: jax.Array, found: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        rule = rule_at(rules, i)
        x, value = jax.vmap(
            lambda lr: final_point(with_rate(rule, lr), loss, start, factors[i], noise, steps)
        )(rates[i])
        return found[0].at[i].set(x), found[1].at[i].set(value)

    nothing = jnp.zeros((*rates.shape, 2), start.dtype), jnp.zeros(rates.shape, start.dtype)
    return jax.lax.fori_loop(jnp.int32(0), count, ends, nothing)


def tuned_rates(
    entries: Sequence[tuple[Optimizer, Schedule]],
    loss: Loss,
    start: ArrayLike,
    steps: int,
    box: Box | None = None,
    noise: Noise = Noise(),
) -> list[float]:
    """Of each rule with its schedule, all of RACERS, the candidate rate with the lowest loss after `steps`
    steps (1 … MAX_STEPS) from `start` in the plane, the smaller on a tie: one call for all.

    With a box (x0, x1, y0, y1), runs that end outside it count only if all do: some surfaces have no bottom
    out there. If no candidate stays finite the smallest is returned.
    """
    if not 1 <= steps <= MAX_STEPS:
        raise ValueError(f"steps={steps}; a run has 1 to {MAX_STEPS} steps")
    return [
        one
        for few in few_enough(entries)
        for one in _tuned_rates(few, loss, in_plane(start), steps, box, noise)
    ]


def _tuned_rates(
    entries: Sequence[tuple[Optimizer, Schedule]],
    loss: Loss,
    start: Floats,
    steps: int,
    box: Box | None,
    noise: Noise,
) -> list[float]:
    rules, factors = stacked(entries, steps)
    rates = np.ones((len(RACERS), CANDIDATES))
    for i, (optimizer, _schedule) in enumerate(entries):
        rates[i] = candidate_rates(type(optimizer))
    count, drawn = np.int32(len(entries)), noise.sample(MAX_STEPS + 1, 2)
    found = _finals(rules, rates, as_traced(loss), start, factors, drawn, count, np.int32(steps))
    ends, losses = (np.asarray(part) for part in found)
    return [
        float(rates[i, _best(x, value, box)])
        for i, (x, value) in enumerate(zip(ends[: len(entries)], losses, strict=False))
    ]


def _best(x: Floats, value: Floats, box: Box | None) -> int:
    """Which of the ends x (C, 2) with these losses (C,) is the best."""
    value = np.where(np.isfinite(value) & np.isfinite(x).all(axis=1), value, np.inf)
    if box is not None:
        low, high = np.array(box[::2]), np.array(box[1::2])
        inside = ((x >= low) & (x <= high)).all(axis=1)
        value = np.where(inside, value, np.inf) if np.isfinite(value[inside]).any() else value
    return int(np.argmin(value))


def tuned_rate(
    optimizer: Optimizer,
    loss: Loss,
    start: ArrayLike,
    steps: int,
    box: Box | None = None,
    schedule: Schedule = Constant(),
    noise: Noise = Noise(),
) -> float:
    """The same of one rule."""
    return tuned_rates([(optimizer, schedule)], loss, start, steps, box, noise)[0]
