"""One run of one rule down one loss, as a single jitted scan that keeps everything."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from numpy.typing import ArrayLike, NDArray

from dl_core.noise import Noise
from dl_core.optimizers import RACERS
from dl_core.optimizers.any_rule import AnyRule, any_rule
from dl_core.optimizers.base import Loss, Optimizer, hessian, value_and_grad, with_rate
from dl_core.schedules import Constant, Schedule
from dl_core.traced import as_traced, cast, kept

MAX_STEPS = 1000
T = TypeVar("T")


class Descent(NamedTuple):
    """Every number of a run; row t is what held at x_t, row 0 the start. T = MAX_STEPS. inf and nan stay in:
    divergence is data.

    x, grad, rates: (T+1, d); loss, lr: (T+1,); state: the rule's own, stacked (T+1, …). `grad` is exact,
    without the noise that the rule saw. lr and rates of row t belong to the step from x_t to x_{t+1}.
    """

    x: Any
    loss: Any
    grad: Any
    lr: Any
    rates: Any
    state: Any


def final_point(
    optimizer: Optimizer, loss: Loss, start: jax.Array, factors: jax.Array, noise: jax.Array, steps: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Where `steps` steps end, (d,), and the loss there: what `scan_descent` would say at row `steps`,
    keeping nothing on the way. To be mapped."""
    optimizer, loss, factors, noise = (cast(part, start.dtype) for part in (optimizer, loss, factors, noise))

    def advance(t: jax.Array, carry: Any) -> Any:
        x, state = carry[:2]
        rule = with_rate(optimizer, optimizer.lr * factors[t])
        value, grad = value_and_grad(loss, x)
        displacement, state = rule.step(loss, x, value, grad + noise[t], state)
        return x + displacement, state, x, value

    first = start, optimizer.init(start), start, jnp.zeros((), start.dtype)
    # the step too many brings the last loss, and saves a second copy of it
    *_, x, value = jax.lax.fori_loop(0, steps + 1, advance, first)
    return x, value


def scan_descent(
    optimizer: Optimizer, loss: Loss, start: jax.Array, factors: jax.Array, noise: jax.Array
) -> Descent:
    """The scan itself, to be jitted or mapped: as many rows as `factors` (T+1,) has; noise (T+1, d) is added
    to the gradients."""
    dtype = start.dtype
    optimizer, loss, factors, noise = (cast(part, dtype) for part in (optimizer, loss, factors, noise))
    state = optimizer.init(start)
    packed_state, unravel = ravel_pytree(state)
    cuts = np.cumsum([start.size, packed_state.size, 1, start.size, 1]).tolist()

    def advance(packed: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        factor, disturbance = now
        x, packed_state = jnp.split(packed, cuts[:2])[:2]
        rule = with_rate(optimizer, optimizer.lr * factor)
        value, grad = value_and_grad(loss, x)
        displacement, after = rule.step(loss, x, value, grad + disturbance, unravel(packed_state))
        rates = jnp.broadcast_to(rule.rates(after), x.shape)
        packed = jnp.concatenate(
            [
                x + displacement,
                ravel_pytree(after)[0].astype(dtype),
                value[None],
                grad,
                jnp.asarray(rule.lr)[None],
                rates,
            ]
        )
        return packed, packed  # carry and output in one row: the loop body stays one fused kernel

    first = jnp.concatenate([start, packed_state.astype(dtype), jnp.zeros(2 + 2 * start.size, dtype)])
    _, rows = jax.lax.scan(advance, first, (factors, noise))
    before = jnp.concatenate([first[None], rows[:-1]])  # what held when the step began
    x, kept = jnp.split(before, cuts[:2], axis=1)[:2]
    value, grad, lr, rates = jnp.split(rows, cuts[1:], axis=1)[1:]
    return Descent(
        x, value[:, 0], grad, lr[:, 0], rates, jax.vmap(unravel)(kept) if packed_state.size else state
    )


_run = kept(scan_descent)


def as_data(optimizer: Optimizer, dimensions: int) -> Any:
    """The rule as an argument of a jitted function: in the plane one kind of value for all rules, so that
    they share a program; else the rule itself."""
    return any_rule(optimizer) if dimensions == 2 and type(optimizer) in RACERS else as_traced(optimizer)


def point(start: ArrayLike) -> Any:
    """The start as an array: float32 stays float32, all else becomes float64. Raises ValueError unless it is
    one point (d,)."""
    array = start if isinstance(start, jax.Array) else np.asarray(start)
    if array.ndim != 1:
        raise ValueError(
            f"start has shape {array.shape}; it is one point: give shape (d,), for several points map "
            f"over descend"
        )
    return array if array.dtype == np.float32 else array.astype(np.float64)


def descend(
    optimizer: Optimizer,
    loss: Loss,
    start: ArrayLike,
    schedule: Schedule = Constant(),
    noise: Noise = Noise(),
    horizon: float = MAX_STEPS,
) -> Descent:
    """MAX_STEPS steps of `optimizer` on `loss` (a callable pytree) from `start` (d,), in start's precision.

    The schedule is a factor on lr that knows of `horizon` steps; slice the result to show fewer. Compiles
    once per kind of loss in the plane, else once per kind of rule and kind of loss.
    """
    origin = point(start)
    rows = MAX_STEPS + 1
    factors = schedule.factor(np.arange(rows, dtype=np.float64), float(horizon))
    rule = as_data(optimizer, origin.size)
    run = _run(rule, as_traced(loss), origin, factors, noise.sample(rows, origin.size))
    if not isinstance(rule, AnyRule):
        return run
    # NumPy takes the state apart; each slice of a JAX array would be a program
    run = jax.tree.map(np.asarray, run)
    return run._replace(state=rule.own(run.state))


def rule_at(rules: AnyRule, i: Any) -> AnyRule:
    """One of several rules that are stacked leaf by leaf."""
    return jax.tree.map(lambda leaf: leaf[i], rules)


@kept
def _run_all(
    rules: AnyRule, loss: Any, start: jax.Array, factors: jax.Array, noise: jax.Array, count: Any, steps: Any
) -> jax.Array:
    """Rows (N, T, width) of the first `count` of N rules, each as far as its row `steps`; the rest is 0. A
    row: x, the state, loss, gradient, lr, rates."""
    first = jnp.int32(0)
    width = ravel_pytree(rule_at(rules, 0).init(start))[0].size + 3 * start.size + 2

    def descend_one(i: jax.Array, rows: jax.Array) -> jax.Array:
        rule = rule_at(rules, i)
        state, unravel = ravel_pytree(rule.init(start))

        def advance(t: jax.Array, carry: Any) -> Any:
            x, packed, rows = carry
            now = with_rate(rule, rule.lr * factors[i, t])
            value, grad = value_and_grad(loss, x)
            displacement, after = now.step(loss, x, value, grad + noise[t], unravel(packed))
            rates = jnp.broadcast_to(now.rates(after), x.shape)
            row = jnp.concatenate([x, packed, value[None], grad, jnp.asarray(now.lr)[None], rates])
            rows = jax.lax.dynamic_update_slice(rows, row[None, None], (i, t, first))
            return x + displacement, ravel_pytree(after)[0], rows

        return jax.lax.fori_loop(first, steps + 1, advance, (start, state, rows))[2]

    return jax.lax.fori_loop(first, count, descend_one, jnp.zeros((*factors.shape, width), start.dtype))


def few_enough(entries: Sequence[T]) -> list[Sequence[T]]:
    """Entries in groups that fit into the programs for several rules: in more than one if some come twice."""
    return [entries[i : i + len(RACERS)] for i in range(0, len(entries), len(RACERS))]


def in_plane(start: ArrayLike) -> NDArray[np.float64]:
    """The start as float64. Raises ValueError unless it is one point (2,)."""
    origin = np.asarray(start, np.float64)
    if origin.shape != (2,):
        raise ValueError(f"start has shape {origin.shape}; give one point (2,)")
    return origin


def stacked(
    entries: Sequence[tuple[Optimizer, Schedule]], horizon: float
) -> tuple[AnyRule, NDArray[np.float64]]:
    """At most len(RACERS) rules of RACERS as one AnyRule, leaf by leaf, as many as there may be, and the
    factors of their schedules (len(RACERS), MAX_STEPS + 1); what stands behind the last is of no use."""
    rules = [any_rule(optimizer) for optimizer, _ in entries]
    rules += rules[:1] * (len(RACERS) - len(rules))
    factors, t = np.ones((len(rules), MAX_STEPS + 1)), np.arange(MAX_STEPS + 1, dtype=np.float64)
    for i, (_, schedule) in enumerate(entries):
        if not isinstance(schedule, Constant):
            factors[i] = schedule.factor(t, float(horizon))
    return jax.tree.map(lambda *leaves: np.stack(leaves), *rules), factors


def descend_all(
    entries: Sequence[tuple[Optimizer, Schedule]], loss: Loss, start: ArrayLike, noise: Noise, steps: int
) -> list[Descent]:
    """The first `steps` rows of what `descend` says of each of these rules with its schedule, all of RACERS,
    as NumPy arrays, from a start in the plane: one call, and one program for any number of rules and steps.
    Raises ValueError for other rules, another start, or more steps than MAX_STEPS."""
    if not 0 <= steps <= MAX_STEPS:
        raise ValueError(f"steps={steps}; a run has 0 to {MAX_STEPS} steps")
    origin, drawn, found = in_plane(start), noise.sample(MAX_STEPS + 1, 2), []
    for few in few_enough(entries):
        rules, factors = stacked(few, steps)
        count = np.int32(len(few))
        rows = np.asarray(_run_all(rules, as_traced(loss), origin, factors, drawn, count, np.int32(steps)))
        found += [_descent(rule_at(rules, i), rows[i, : steps + 1]) for i in range(len(few))]
    return found


def _descent(rule: AnyRule, rows: NDArray[np.float64]) -> Descent:
    """The rows of `_run_all` of one rule by their names."""
    x, packed, value, grad, lr, rates = np.split(rows, np.cumsum([2, rows.shape[1] - 8, 1, 2, 1]), axis=1)
    return Descent(x, value[:, 0], grad, lr[:, 0], rates, rule.unpacked(packed))


def to_numpy(descent: Descent, steps: int) -> Descent:
    """The first steps+1 rows as NumPy arrays: slicing a JAX array would compile once per length."""
    return jax.tree.map(lambda leaf: np.asarray(leaf)[: steps + 1], descent)


def diverged_at(descent: Descent) -> int | None:
    """The first row whose position or loss is not finite, or None."""
    finite = np.isfinite(np.asarray(descent.loss)) & np.isfinite(np.asarray(descent.x)).all(axis=1)
    return None if finite.all() else int(np.argmin(finite))


hessian_at = kept(hessian)  # of a loss at a point (2,)


@kept
def _hessians(loss: Any, x: jax.Array) -> jax.Array:
    return jax.vmap(lambda point: hessian(loss, point))(x)


def hessians_along(loss: Loss, xs: ArrayLike) -> Any:
    """The Hessian at each of xs (n, d), n ≤ MAX_STEPS + 1: (n, d, d). One program for every n."""
    points = np.asarray(xs, np.float64)
    return np.asarray(_hessians(as_traced(loss), np.pad(points, ((0, MAX_STEPS + 1 - len(points)), (0, 0)))))[
        : len(points)
    ]


@jax.jit
def loss_along(loss: Loss, xs: jax.Array) -> jax.Array:
    """The loss at each of xs (n, d): (n,)."""
    return jax.vmap(loss)(xs)
