"""Every learning rate at once: where a rule ends and when it has settled, as its rate, or any other of its
numbers, moves."""

import dataclasses
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.descent import MAX_STEPS, as_data, point
from dl_core.experiments.race import Course, Entry, lowest_loss, lowest_of
from dl_core.experiments.tuning import CANDIDATES, Box
from dl_core.optimizers.base import Optimizer, value_and_grad, with_rate
from dl_core.params import params_of
from dl_core.schedules import Constant, Schedule
from dl_core.traced import as_traced, cast, kept

Floats = NDArray[np.float64]
RATES = 4 * (CANDIDATES - 1) + 1  # every fourth is a candidate of the search of rates
LANES = 256  # runs in one call, always as many: another number would compile anew
WITHIN = 0.01  # of the gap at the start
ARRIVED = 1e-12  # of the gap at the start: nearer than that it is rounding, on some surfaces, that decides
WINDOWS = 12  # more than halvings of MAX_STEPS
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL


class Plan(NamedTuple):
    """A course as the batched runs want it, all of it traced.

    first: |f − f*| at the start; factors (MAX_STEPS+1,) on the rate; noise (MAX_STEPS+1, d) on the gradient;
    windows (MAX_STEPS+1,): which of the WINDOWS step t is in, k for T/2ᵏ⁺¹ < t ≤ T/2ᵏ, the last for t = 0;
    steps: how many are done, T.
    """

    loss: Any
    start: Any
    lowest: Any
    first: Any
    factors: Any
    noise: Any
    windows: Any
    steps: Any


class Ends(NamedTuple):
    """What became of n runs. x (n, d) and gap f − f* (n,) after the last step; inf and nan stay in.

    settled: steps until |f − f*| is within 1 % of the start's, and stays there to the end; nan if never.
    peak: the largest |f − f*| of the last half. pace: orders of magnitude per step in the last half, or where
    |f − f*| was within ARRIVED of the start's by then, in an earlier one: of the windows (T/2ᵏ⁺¹, T/2ᵏ] the
    last whose peak is above that, against the one before it: log₁₀(peak before / peak) / steps between their
    first steps, or their last where it grows. Peaks are the envelope of a run that swings; one that falls has
    the mean over these steps. nan where there is no window before: it arrived at once.
    """

    x: Floats
    gap: Floats
    settled: Floats
    peak: Floats
    pace: Floats


class Sweep(NamedTuple):
    """One rule at all its rates (RATES,), and at the rate of its entry: `here`, of one run."""

    entry: Entry
    rates: Floats
    ends: Ends
    here: Ends


def sweep_rates(rule: type[Optimizer]) -> Floats:
    """RATES learning rates, log-spaced over the range of the rule's own slider, to four digits, the
    candidates of the search among them."""
    lr = dict(params_of(rule))["lr"]
    return np.array([float(f"{rate:.4g}") for rate in np.geomspace(lr.low, lr.high, RATES)])


def windows_of(steps: int) -> NDArray[np.int32]:
    """Which window each step of a run of `steps` is in (MAX_STEPS+1,); steps that are not done are in 0."""
    t = np.arange(MAX_STEPS + 1)
    halvings = (t[1:, None] << np.arange(WINDOWS) <= steps).sum(axis=1) - 1
    return np.append(WINDOWS - 1, np.maximum(halvings, 0)).astype(np.int32)


def plan(course: Course, schedule: Schedule = Constant(), lowest: float | None = None) -> Plan:
    """The course with a schedule that ends with it; `lowest` is f* where it is already known. Raises
    ValueError unless it has 1 to MAX_STEPS steps."""
    if not 1 <= course.steps <= MAX_STEPS:
        raise ValueError(f"steps={course.steps}; a run has 1 to {MAX_STEPS} steps")
    start, rows = point(course.start), MAX_STEPS + 1
    lowest = lowest_of(course) if lowest is None else lowest
    first = abs(lowest_loss(course.loss, [start]) - lowest)
    factors = schedule.factor(np.arange(rows, dtype=np.float64), float(course.steps))
    noise, steps = course.noise.sample(rows, start.size), int(course.steps)
    return Plan(
        as_traced(course.loss),
        start,
        np.float64(lowest),
        np.float64(first),
        factors,
        noise,
        windows_of(steps),
        np.int32(steps),
    )


def outcome(optimizer: Optimizer, plan: Plan) -> Any:
    """One run, keeping nothing on the way: x and gap at its end, the last step that was not within 1 % (−1:
    none), the peak of each window. To be mapped."""
    optimizer, plan = cast(optimizer, plan.start.dtype), cast(plan, plan.start.dtype)

    def advance(t: jax.Array, carry: Any) -> Any:
        x, state, _, _, out, peaks = carry
        rule = with_rate(optimizer, optimizer.lr * plan.factors[t])
        value, grad = value_and_grad(plan.loss, x)
        size = jnp.abs(value - plan.lowest)
        out = jnp.where(size <= WITHIN * plan.first, out, t)  # nan is never within
        peaks = peaks.at[plan.windows[t]].max(size)
        displacement, state = rule.step(plan.loss, x, value, grad + plan.noise[t], state)
        return x + displacement, state, x, value - plan.lowest, out, peaks

    nothing = jnp.zeros((), plan.start.dtype)
    first = (
        plan.start,
        optimizer.init(plan.start),
        plan.start,
        nothing,
        jnp.int32(-1),
        jnp.zeros(WINDOWS, plan.start.dtype),
    )
    # the step too many brings the last loss
    return jax.lax.fori_loop(jnp.int32(0), plan.steps + 1, advance, first)[2:]


@partial(kept, static_argnames="name")
def _outcomes(name: str, optimizer: Any, values: Any, plan: Plan) -> Any:
    return jax.vmap(lambda value: outcome(dataclasses.replace(optimizer, **{name: value}), plan))(values)


def ends(optimizer: Optimizer, values: ArrayLike, plan: Plan, name: str = "lr") -> Ends:
    """The runs of `optimizer` with its number `name` at each of `values` (n,), in the start's precision. One
    program for the rates of all rules, one per kind of rule for another number: there such a program would be
    slower (a power of β for each run)."""
    values = np.asarray(values, np.float64)
    padded = np.append(values, np.full(-len(values) % LANES, values[-1]))
    rule = as_data(optimizer, plan.start.size) if name == "lr" else as_traced(optimizer)
    chunks = [_outcomes(name, rule, chunk, plan) for chunk in padded.reshape(-1, LANES)]
    x, gap, out, peaks = (
        np.concatenate([np.asarray(part) for part in parts])[: len(values)]
        for parts in zip(*chunks, strict=True)
    )
    steps = int(plan.steps)
    return Ends(
        x, gap, np.where(out < steps, out + 1.0, np.nan), peaks[:, 0], _pace(peaks, float(plan.first), steps)
    )


def _pace(peaks: Floats, first: float, steps: int) -> Floats:
    used, begins = np.unique(windows_of(steps)[: steps + 1], return_index=True)  # the last window first
    peaks = peaks[:, used]
    at = (~(peaks <= ARRIVED * first)).argmax(axis=1)
    before, rows = np.minimum(at + 1, len(used) - 1), np.arange(len(peaks))
    closes = np.append(steps, begins[:-1] - 1)
    with np.errstate(all="ignore"):
        fall = np.log10(peaks[rows, before]) - np.log10(peaks[rows, at])
        return fall / np.where(fall < 0, closes[at] - closes[before], begins[at] - begins[before])


def sweep(entry: Entry, course: Course, lowest: float | None = None) -> Sweep:
    """The rule of an entry at every rate, with the entry's schedule and the course's noise: every rate meets
    the same noise."""
    rates = sweep_rates(type(entry.optimizer))
    every = ends(
        entry.optimizer, np.append(rates, float(entry.optimizer.lr)), plan(course, entry.schedule, lowest)
    )
    return Sweep(entry, rates, Ends(*(part[:-1] for part in every)), Ends(*(part[-1:] for part in every)))


def sweeps(entries: Sequence[Entry], course: Course) -> list[Sweep]:
    """Every entry at every rate."""
    lowest = lowest_of(course)
    # the dearest rules stand last: they begin
    backwards = _SIDE_BY_SIDE.map(lambda entry: sweep(entry, course, lowest), reversed(entries))
    return list(backwards)[::-1]


def lowest_end(gap: Floats, x: Floats, box: Box | None) -> int:
    """Which run ended lowest, the first on a tie. Runs that end outside the box count only if all do, as in
    the search of rates; 0 if none is finite."""
    value = np.where(np.isfinite(gap) & np.isfinite(x).all(axis=1), gap, np.inf)
    if box is not None:
        inside = ((x >= np.array(box[::2])) & (x <= np.array(box[1::2]))).all(axis=1)
        value = np.where(inside, value, np.inf) if np.isfinite(value[inside]).any() else value
    return int(np.argmin(value))
