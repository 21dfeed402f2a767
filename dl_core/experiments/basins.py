"""Where each start of a window ends up: one rule, one loss, side × side starts, no noise, a constant rate.

Everything is float32 (a map shows colours, and float32 is twice as fast); `agreement` says how much of it
float64 would paint alike. Random search is left out: its proposals are drawn by the step's number, so all
starts would share them, and another seed is another map: it is no map of starts.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec
from numpy.typing import ArrayLike, NDArray

from dl_core import has_avx512
from dl_core.experiments.descent import MAX_STEPS, loss_along
from dl_core.experiments.race import ARRIVED
from dl_core.experiments.tuning import Box
from dl_core.optimizers import RandomSearch
from dl_core.optimizers.any_rule import AnyRule, Packed, any_rule
from dl_core.optimizers.base import GradientMethod, Loss, Optimizer
from dl_core.traced import as_traced, cast, kept

UNDECIDED, DIVERGED, PENDING, HOLE = -1, -2, -3, -4
LARGEST = 1024  # starts along one side
MOST_MINIMA = 127  # as many as an int8 can name
PIECE = 8192  # starts of one call, on each device
# Starts that descend together on a CPU: more, and XLA no longer turns the loop over a switch into one
# function (dl_core/__init__.py).
BLOCK, BLOCK_WITH_HESSIAN = 128, 64
BLOCK_OF_ANY = 2048  # a rule that is data is a list of kernels in any case: the fewer calls of it, the better
# XLA releases the GIL, and would run one such loop on one core
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())


class Basins(NamedTuple):
    """A map; row i is y from below, column j is x, all (side, side).

    place (int8): the index of the minimum that the end lies within the tolerance of (the nearest), else
    UNDECIDED: finite and near none, DIVERGED: not finite or further than a diagonal of the box from its
    centre, PENDING: not computed yet, HOLE: begun where there is no loss (only where `marked` so).
    steps_needed (int16): after how many steps it is within the tolerance of that minimum for good, as far as
    the run shows; where DIVERGED: after how many it is out there for good; else -1. A start that circles
    through the tolerance counts by where it is at the last step. end (float32, (side, side, 2)): the last
    point. minima (n, 2): what place counts.
    """

    place: NDArray[np.int8]
    steps_needed: NDArray[np.int16]
    end: NDArray[np.float32]
    minima: NDArray[np.float64]

    @property
    def done(self) -> float:
        """The share of starts that are computed."""
        return float(np.mean(self.place != PENDING))

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of the computed starts that each minimum has, then that of the undecided and that of the
        diverged: (n + 2,), with `holes` summing to 1; nan before."""
        counts = np.bincount(
            self.place[self.place >= DIVERGED].astype(np.int16) - DIVERGED, minlength=len(self.minima) + 2
        )
        with np.errstate(invalid="ignore"):
            return np.concatenate([counts[2:], counts[1::-1]]) / (self.place != PENDING).sum()

    @property
    def holes(self) -> float:
        """The share of all starts that are in a hole."""
        return float(np.mean(self.place == HOLE))

    def marked(self, holes: NDArray[np.bool_]) -> "Basins":
        """The same map with HOLE where `holes` (side, side) says so."""
        return self._replace(
            place=np.where(holes, np.int8(HOLE), self.place),
            steps_needed=np.where(holes, np.int16(-1), self.steps_needed),
        )


class _Plane:
    """A loss over the plane, differentiated forwards: that leaves nothing to pad, transpose or keep, and a
    step stays one loop over the starts.

    A loss with the attribute `forwards` does so by itself, and is asked for its own `value_and_grad` and
    `hessian`.
    """

    def __init__(self, loss: Loss) -> None:
        self.loss = loss

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.loss(x)

    def _along(self, x: jax.Array, direction: Any) -> tuple[jax.Array, jax.Array]:
        return jax.jvp(lambda a, b: self.loss(jnp.stack([a, b])), (x[0], x[1]), direction)

    def value_and_grad(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Loss () and gradient (2,) at x (2,); of a loss that branches (it brings its own) both directions in
        one go, so that it branches once."""
        if hasattr(self.loss, "forwards"):
            return self.loss.value_and_grad(x)  # type: ignore[attr-defined,no-any-return]
        unit = jnp.eye(2, dtype=x.dtype)
        if hasattr(self.loss, "value_and_grad"):
            return jax.vmap(lambda a, b: self._along(x, (a, b)), out_axes=(None, 0))(unit[0], unit[1])
        (value, first), (_, second) = (self._along(x, (along[0], along[1])) for along in unit)
        return value, jnp.stack([first, second])

    def hessian(self, x: jax.Array) -> jax.Array:
        """Hessian (2, 2) at x (2,)."""
        if hasattr(self.loss, "forwards"):
            return self.loss.hessian(x)  # type: ignore[attr-defined,no-any-return]
        one, zero = jnp.ones_like(x[0]), jnp.zeros_like(x[0])

        def second(inner: Any, outer: Any) -> jax.Array:
            return jax.jvp(lambda a, b: self._along((a, b), inner)[1], (x[0], x[1]), outer)[1]  # type: ignore[arg-type]

        both = second((one, zero), (zero, one))
        return jnp.stack(
            [
                jnp.stack([second((one, zero), (one, zero)), both]),
                jnp.stack([both, second((zero, one), (zero, one))]),
            ]
        )


class _Targets(NamedTuple):
    """What ends are compared with. minima (MOST_MINIMA, 2), of which `count` are; centre (2,), tolerance and
    far: of distances."""

    minima: Any
    count: Any
    centre: Any
    tolerance: Any
    far: Any


def _square(x: jax.Array, origin: jax.Array) -> jax.Array:
    """Squared distances of x (2, n) from origin (2, n) or (2, 1): (n,)."""
    d = x - origin
    return d[0] * d[0] + d[1] * d[1]


def _axes(state: Any) -> Any:
    """Where the starts stand in each part of a rule's state: last; nowhere in a scalar, the step count, which
    is common to all."""
    if isinstance(state, Packed):
        axes: Any = None, -1
        return Packed(*axes)
    return jax.tree.map(lambda leaf: -1 if leaf.ndim else None, state)


def _descend(
    rule: Optimizer,
    plane: _Plane,
    starts: jax.Array,
    steps: jax.Array,
    origin: jax.Array,
    radius2: jax.Array,
    inside: jax.Array,
) -> Any:
    """The ends (2, n) of `steps` steps from starts (2, n), and after how many the start is inside (or, by
    `inside`, outside) its own circle for good: (n,)."""
    axes = _axes(jax.eval_shape(rule.init, starts[:, 0]))
    move = jax.vmap(
        lambda x, value, grad, state: rule.step(plane, x, value, grad, state),
        in_axes=(1, 0, 1, axes),
        out_axes=(1, axes),
    )
    slope = jax.vmap(plane.value_and_grad, in_axes=1, out_axes=(0, 1))

    def advance(t: jax.Array, carry: Any) -> Any:
        x, state, since = carry
        since = jnp.where((_square(x, origin) <= radius2) == inside, since, t + 1)
        displacement, state = move(x, *slope(x), state)
        return x + displacement, state, since

    state = jax.vmap(rule.init, in_axes=1, out_axes=axes)(starts)
    end, _, since = jax.lax.fori_loop(
        0, steps, advance, (starts, state, jnp.zeros(starts.shape[1], jnp.int32))
    )
    return end, since


def _nearest(x: jax.Array, targets: _Targets) -> tuple[jax.Array, jax.Array]:
    """Index (n,) of the minimum nearest to x (2, n) and the squared distance; -1 and inf where x is not
    finite or there is none."""

    def look(k: jax.Array, found: Any) -> Any:
        square = _square(x, targets.minima[k][:, None])
        return jnp.where(square < found[1], k, found[0]), jnp.minimum(
            jnp.where(square < found[1], square, found[1]), found[1]
        )

    nothing = jnp.full(x.shape[1], -1, jnp.int32), jnp.full(x.shape[1], jnp.inf, x.dtype)
    return jax.lax.fori_loop(0, targets.count, look, nothing)


def _classified(
    rule: Optimizer, plane: _Plane, starts: jax.Array, steps: jax.Array, targets: _Targets, passes: jax.Array
) -> tuple[Any, Any, Any]:
    """End (2, n), place (n,), steps_needed (n,) of starts (2, n).

    Which circle counts is known at the end only, so there are two passes of the same code: keeping all
    points, or all distances, would cost more.
    """

    def once(_: jax.Array, known: Any) -> Any:
        end, since = _descend(rule, plane, starts, steps, *known[:3])
        index, square = _nearest(end, targets)
        near = square <= targets.tolerance**2
        lost = ~near & ~(_square(end, targets.centre[:, None]) <= targets.far**2)
        place = jnp.where(near, index, jnp.where(lost, DIVERGED, UNDECIDED))
        origin = jnp.where(lost, targets.centre[:, None], targets.minima[index].T)
        return origin, jnp.where(lost, targets.far, targets.tolerance) ** 2, ~lost, end, place, since

    many = starts.shape[1]
    nothing = (
        jnp.zeros_like(starts),
        jnp.zeros(many, starts.dtype),
        jnp.zeros(many, bool),
        starts,
        jnp.zeros(many, jnp.int32),
        jnp.zeros(many, jnp.int32),
    )
    _, _, _, end, place, since = jax.lax.fori_loop(0, passes, once, nothing)
    return (
        end,
        place.astype(jnp.int8),
        jnp.where((place == UNDECIDED) | (passes < 2), -1, since).astype(jnp.int16),
    )


def _blocks(
    starts: jax.Array, rule: Optimizer, loss: Loss, steps: jax.Array, targets: _Targets, passes: jax.Array
) -> tuple[Any, Any, Any]:
    """The same for starts (blocks, 2, n) and passes (blocks,), block after block: what a block needs stays in
    the nearest cache. One of no passes costs nothing."""
    rule, loss, targets = (cast(part, starts.dtype) for part in (rule, loss, targets))
    return jax.lax.map(
        lambda block: _classified(rule, _Plane(loss), block[0], steps, targets, block[1]), (starts, passes)
    )


@cache
def _compiled() -> Any:
    """_blocks, jitted; with several devices each has its share of the blocks."""
    devices = jax.devices()
    # The whole of the registers: maps are 1.1 to 1.4 times as fast. Not for all programs: a single descent
    # takes 1.08 times as long with it.
    options: Any = (
        {"xla_cpu_prefer_vector_width": 512} if has_avx512() and jax.default_backend() == "cpu" else None
    )
    if len(devices) == 1:
        return kept(_blocks, compiler_options=options)
    same, own = PartitionSpec(), PartitionSpec("starts")
    mesh = Mesh(np.array(devices), ("starts",))
    return jax.jit(
        jax.shard_map(
            _blocks, mesh=mesh, in_specs=(own, same, same, same, same, own), out_specs=own, check_vma=False
        ),
        compiler_options=options,
    )


def middles(window: Box, side: int) -> NDArray[np.float32]:
    """The middles of side × side pixels over the window (x0, x1, y0, y1): (side, side, 2), rows are y from
    below."""
    return np.stack(np.meshgrid(*_sides(window, side)), axis=2)


def distinct(window: Box, side: int) -> tuple[int, int]:
    """How many columns and how many rows of `middles` differ: fewer than `side` where a window is so small
    that float32 rounds neighbours to one start."""
    columns, rows = (len(np.unique(along)) for along in _sides(window, side))
    return columns, rows


def _sides(window: Box, side: int) -> list[NDArray[np.float32]]:
    x0, x1, y0, y1 = window
    share = (np.arange(side) + 0.5) / side
    return [(low + (high - low) * share).astype(np.float32) for low, high in ((x0, x1), (y0, y1))]


def holes(loss: Loss, window: Box, side: int) -> NDArray[np.bool_]:
    """Which starts of a map are at no place of a loss: it has no finite value there. (side, side); in pieces
    of PIECE, whose one program serves any size."""
    starts = middles(window, side).reshape(-1, 2)
    padded = np.pad(starts, ((0, -len(starts) % PIECE), (0, 0)), mode="edge").astype(np.float64)
    values = np.concatenate([np.asarray(loss_along(loss, piece)) for piece in padded.reshape(-1, PIECE, 2)])
    return ~np.isfinite(values[: len(starts)]).reshape(side, side)


def _block(rule: Optimizer) -> int:
    if jax.default_backend() != "cpu":
        return PIECE
    if isinstance(rule, AnyRule):
        return BLOCK_OF_ANY
    return BLOCK if isinstance(rule, GradientMethod) else BLOCK_WITH_HESSIAN


def _pieces(
    flat: NDArray[Any], block: int, most: int
) -> Iterator[tuple[slice, NDArray[Any], NDArray[np.bool_]]]:
    """Starts (n, 2) as (blocks, 2, block), a piece of at most `most` (at least a block) after the other,
    filled up with its last start; where the piece stands, and which of its blocks (blocks,) have a start of
    it."""
    whole = PIECE * len(jax.devices())
    most = min(whole, max(1, most // block) * block)
    for first in range(0, len(flat), most):
        where = slice(first, min(first + most, len(flat)))
        piece = np.pad(flat[where], ((0, whole - (where.stop - first)), (0, 0)), mode="edge")
        yield (
            where,
            np.ascontiguousarray(piece.reshape(-1, block, 2).transpose(0, 2, 1)),
            np.arange(0, whole, block) < where.stop - first,
        )


def _targets(minima: NDArray[np.float64], box: Box) -> _Targets:
    if len(minima) > MOST_MINIMA:
        raise ValueError(f"{len(minima)} minima; a map can name {MOST_MINIMA}: give the lowest of them")
    x0, x1, y0, y1 = box
    diagonal = np.hypot(x1 - x0, y1 - y0)
    padded = np.full((MOST_MINIMA, 2), np.nan)
    padded[: len(minima)] = minima
    return _Targets(
        padded,
        np.int32(len(minima)),
        np.array([(x0 + x1) / 2, (y0 + y1) / 2]),
        np.float64(ARRIVED * diagonal),
        np.float64(diagonal),
    )


def _check(rule: Optimizer, side: int, steps: int) -> None:
    if isinstance(rule, RandomSearch):
        raise ValueError(
            "Random search is no map of starts: all starts would share one sequence of proposals. "
            "Choose a rule that asks for the gradient"
        )
    if not 1 <= side <= LARGEST:
        raise ValueError(f"side={side}; a map has 1 to {LARGEST} starts along a side")
    if not 0 <= steps <= MAX_STEPS:
        raise ValueError(f"steps={steps}; a run has 0 to {MAX_STEPS} steps")


def in_blocks(
    rule: Optimizer,
    loss: Loss,
    window: Box,
    side: int,
    steps: int,
    minima: ArrayLike,
    box: Box | None = None,
    *,
    count: bool = True,
    dtype: Any = np.float32,
    most: int = LARGEST**2,
) -> Iterator[Basins]:
    """`basins`, piece by piece: first the map with all PENDING, then the same arrays filled further, from
    below. Close it to cancel what has not begun.

    most: starts of a piece, where a whole one would take too long; it compiles nothing.
    """
    _check(rule, side, steps)
    known = np.asarray(minima, np.float64).reshape(-1, 2)
    if dtype == np.float64:  # of few starts, to compare with: no program of each rule's own
        rule = any_rule(rule)
    told = as_traced(rule), as_traced(loss), np.int32(steps), _targets(known, box or window)
    told = jax.device_put(told)  # once, not with every piece
    place, needed = np.full(side * side, PENDING, np.int8), np.full(side * side, -1, np.int16)
    end = middles(window, side).reshape(-1, 2)
    found = Basins(place.reshape(side, side), needed.reshape(side, side), end.reshape(side, side, 2), known)
    yield found
    run, ahead = _compiled(), os.cpu_count() or 1
    waiting: deque[tuple[slice, Future[Any]]] = deque()

    def keep(where: slice, results: Any) -> None:
        many = where.stop - where.start
        with np.errstate(over="ignore"):  # what float64 still tells from infinity, float32 need not
            end[where] = results[0].transpose(0, 2, 1).reshape(-1, 2)[:many]
        place[where], needed[where] = results[1].ravel()[:many], results[2].ravel()[:many]

    def work(piece: NDArray[Any], passes: NDArray[np.int32]) -> Any:
        return jax.tree.map(np.asarray, run(piece, *told, passes))

    try:
        for where, piece, used in _pieces(end.astype(dtype), _block(rule), most):
            waiting.append(
                (
                    where,
                    _SIDE_BY_SIDE.submit(work, piece, np.where(used, 2 if count else 1, 0).astype(np.int32)),
                )
            )
            if len(waiting) > ahead:
                done, future = waiting.popleft()
                keep(done, future.result())
                yield found
        while waiting:
            done, future = waiting.popleft()
            keep(done, future.result())
            yield found
    finally:
        for _, future in waiting:
            future.cancel()


def basins(
    rule: Optimizer,
    loss: Loss,
    window: Box,
    side: int,
    steps: int,
    minima: ArrayLike,
    box: Box | None = None,
    *,
    count: bool = True,
    dtype: Any = np.float32,
) -> Basins:
    """The map of `steps` steps (0 … MAX_STEPS) from the middle of each of side × side pixels of the window.
    The numbers of the rule are as they stand.

    minima (n, 2), n ≤ MOST_MINIMA: those that can be found. Tolerance and divergence are measured by the
    diagonal of `box` (the window, if none is given), as a race measures them: within ARRIVED of it a minimum
    is found, more than one away from the box's centre a start is lost. So a closer look at a part of the box
    paints the same colours. count: steps_needed too, which takes twice as long. dtype: of the arithmetic; the
    starts are float32's in any case. Compiles once for each kind of loss and, in float32, of rule. The loss
    is differentiated forwards.
    """
    *_, last = in_blocks(rule, loss, window, side, steps, minima, box, count=count, dtype=dtype)
    return last


def agreement(
    rule: Optimizer,
    loss: Loss,
    window: Box,
    steps: int,
    minima: ArrayLike,
    box: Box | None = None,
    side: int = 64,
) -> float:
    """The share of side × side starts that float32 and float64 send to the same place: near 1 for a map, less
    where it is chaotic and its dust is rounding."""
    *_, share = agreeing(rule, loss, window, steps, minima, box, side)
    assert share is not None
    return share


def agreeing(
    rule: Optimizer,
    loss: Loss,
    window: Box,
    steps: int,
    minima: ArrayLike,
    box: Box | None = None,
    side: int = 64,
    most: int = LARGEST**2,
) -> Iterator[float | None]:
    """`agreement`, piece by piece of at most `most` starts: None, and the share at last."""
    places: dict[Any, NDArray[np.int8]] = {}
    for dtype in (np.float32, np.float64):
        for found in in_blocks(
            rule, loss, window, side, steps, minima, box, count=False, dtype=dtype, most=most
        ):
            places[dtype] = found.place
            yield None
    yield float(np.mean(places[np.float32] == places[np.float64]))
