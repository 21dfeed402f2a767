"""What becomes of a signal in a deep net at its initial weights, layer by layer: forward N(0, 1) inputs,
backward N(0, 1) gradients.

One layer at a time and each a program of its own, so that the depth never compiles, a large net shows how far
it is, and only what the way back needs is kept.
"""

from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.activations import activate, index_of, slopes
from dl_core.initializers import initial
from dl_core.network import batch_norm

BINS = 60
KINDS = ("post", "pre", "weights", "grad")
FLAT = (
    0.05  # a unit is saturated on a sample where its slope is below this share of the activation's steepest
)
FRAMES = ("whole", "own", "book")
UNRESOLVED = 4e-7  # of the numbers' own size: a smaller spread within a unit is float32's rounding
KEPT_INPUTS = 1_000_000  # numbers; inputs of more are drawn anew for every net
TINY, HUGE = 2.0**-100, 2.0**100


class Net(NamedTuple):
    """A net of `depth` layers of `width` units on `samples` inputs; weights by a scheme of
    dl_core.initializers times `scale`, no bias."""

    scheme: str
    activation: str
    depth: int
    width: int
    samples: int
    scale: float = 1.0
    batch_norm: bool = False
    seed: int = 0


class Stats(NamedTuple):
    """Of numbers (samples, units): lowest, highest, mean, pooled standard deviation, the one across samples
    within a unit (root of the mean variance; nan where it is no more than float32's rounding), and the mean
    cosine of neighbouring samples."""

    low: Any
    high: Any
    mean: Any
    pooled: Any
    within: Any
    cosine: Any


class Histogram(NamedTuple):
    """Of every layer: frame (depth, 2); shares (depth, BINS) of all its numbers; outside (depth,), what is
    not in the frame or not finite."""

    frame: NDArray[np.float64]
    shares: NDArray[np.float32]
    outside: NDArray[np.float32]


class Signal(NamedTuple):
    """Of every layer, rows (depth,): Stats of activations and pre-activations; gradient: standard deviation
    of ∂L/∂a, or None if not asked for; saturated: share of (sample, unit) on a flat part. histograms: by the
    kinds that were asked for."""

    post: Stats
    pre: Stats
    gradient: Any
    saturated: Any
    histograms: dict[str, Histogram]


def _unit(x: jax.Array) -> jax.Array:
    """The size of the largest number, to take out before anything is squared: float32 squares end at 1e-45
    and 3e38."""
    return jnp.clip(jnp.abs(x).max(), TINY, HUGE)


def _stats(x: jax.Array) -> Stats:
    low, high, unit = x.min(), x.max(), _unit(x)
    y = x / unit
    mean, unit_means = y.mean(), y.mean(axis=0)
    lengths = jnp.sqrt((y * y).sum(axis=1))
    cosine = ((y * jnp.roll(y, 1, axis=0)).sum(axis=1) / (lengths * jnp.roll(lengths, 1))).mean()
    finite = jnp.isfinite(x).all()
    within = jnp.sqrt(((y - unit_means) ** 2).mean())
    within = jnp.where(within > UNRESOLVED * jnp.sqrt((y * y).mean()), within, jnp.nan)
    numbers = (unit * mean, unit * jnp.sqrt(((y - mean) ** 2).mean()), unit * within, cosine)
    return Stats(*(jnp.where(finite, number, jnp.nan) for number in (low, high, *numbers)))


def _normed(normed: Any, u: jax.Array) -> jax.Array:
    ones = jnp.ones(u.shape[1], u.dtype)
    return jax.lax.cond(normed > 0, lambda u: batch_norm(u, ones, 0 * ones), lambda u: u, u)


@jax.jit
def _forward(x: jax.Array, matrix: jax.Array, activation: Any, normed: Any, steepest: Any) -> Any:
    z = _normed(normed, x @ matrix)
    a = activate(activation, z)
    saturated = (jnp.abs(slopes(activation, z)) < FLAT * steepest).astype(x.dtype).mean()
    return z, a, _stats(z), _stats(a), jnp.where(jnp.isfinite(z).all(), saturated, jnp.nan)


@jax.jit
def _back(by_a: jax.Array, x: jax.Array, matrix: jax.Array, activation: Any, normed: Any) -> jax.Array:
    """∂L/∂x of a layer a = f(norm(x W)), given ∂L/∂a."""
    z, through = jax.vjp(lambda u: _normed(normed, u), x @ matrix)
    return through(by_a * slopes(activation, z))[0] @ matrix.T


@jax.jit
def _bins(x: jax.Array, low: Any, per: Any) -> tuple[jax.Array, jax.Array]:
    place = jnp.floor((x - low) * per)
    place = jnp.where(place == BINS, BINS - 1, place)  # the highest number belongs to the last bin
    outside = ~((place >= 0) & (place < BINS))  # nan is outside too
    counts = (
        jnp.zeros(BINS + 1, jnp.int32).at[jnp.where(outside, BINS, place).astype(jnp.int32).ravel()].add(1)
    )
    return counts[:BINS] / x.size, counts[BINS] / x.size


_activate, _std, _range = (
    jax.jit(activate),
    jax.jit(lambda x: _stats(x).pooled),
    jax.jit(lambda x: (x.min(), x.max())),
)


def frames(ranges: NDArray[np.float64], frame: str) -> NDArray[np.float64]:
    """From the lowest and highest number of each layer (depth, 2) to the frame of its histogram, by the name
    of the rule: see FRAMES."""
    if frame == "book":
        return np.tile([0.0, 1.0], (len(ranges), 1))
    wide = ranges.copy()
    if frame == "whole":
        finite = ranges[np.isfinite(ranges).all(axis=1)]
        wide[:] = (finite[:, 0].min(), finite[:, 1].max()) if len(finite) else (0.0, 1.0)
    wide[~np.isfinite(wide).all(axis=1)] = 0.0, 1.0
    flat = wide[:, 0] == wide[:, 1]
    room = np.maximum(np.abs(wide[flat, 0]), 1.0) / 2
    wide[flat, 0], wide[flat, 1] = wide[flat, 0] - room, wide[flat, 1] + room
    return wide


def _histogram(layers: Iterator[Any], ranges: Any, frame: str) -> Generator[None, None, Histogram]:
    """Of one layer after the other, whose lowest and highest numbers are known; yields after each."""
    limits, shares, outside = frames(np.asarray(ranges, float), frame), [], []
    for x, (low, high) in zip(layers, limits, strict=True):
        found = _bins(x, np.float32(low), np.float32(BINS / (high - low)))
        shares.append(np.asarray(found[0]))
        outside.append(np.asarray(found[1]))
        yield
    return Histogram(limits, np.stack(shares), np.stack(outside))


def inputs(net: Net) -> NDArray[np.float32]:
    """The inputs (samples, width), N(0, 1): the same for every scheme."""
    of_size = _drawn if net.samples * net.width <= KEPT_INPUTS else _drawn.__wrapped__
    return of_size(net.seed, net.samples, net.width)


@lru_cache(maxsize=8)
def _drawn(seed: int, samples: int, width: int) -> NDArray[np.float32]:
    found = np.random.default_rng((seed, 1, 23)).standard_normal((samples, width), np.float32)
    found.flags.writeable = False
    return found


def sent_back(net: Net) -> NDArray[np.float32]:
    """What is sent back from the last activations (samples, width), N(0, 1)."""
    return np.random.default_rng((net.seed, 2, 23)).standard_normal((net.samples, net.width), np.float32)


def follow(net: Net, steepest: float, kinds: Sequence[str], frame: str) -> Generator[float, None, Signal]:
    """Yields the share of the work that is done after every layer and returns the Signal. steepest: of the
    activation; kinds: of KINDS. Compiles once per (samples, width). Kept meanwhile: one number for each
    sample, unit and layer, and as many again for the way back."""
    activation, normed, back = np.int32(index_of(net.activation)), np.int32(net.batch_norm), "grad" in kinds
    parts = net.depth * (1 + len(kinds)) + (2 * (net.depth - 1) if back else 0)
    done = iter(range(1, parts + 1))
    z: list[Any] = []
    rows: list[Any] = []
    x: Any = inputs(net)
    for layer in range(net.depth):
        matrix = initial(net.scheme, net.width, net.width, net.seed, layer, net.scale)
        one, x, *row = _forward(x, matrix, activation, normed, np.float32(steepest))
        z.append(one if back or "pre" in kinds or "post" in kinds else None)
        rows.append(row)
        yield next(done) / parts
    pre, post = (
        Stats(*(np.array(column) for column in zip(*(row[place] for row in rows), strict=True)))
        for place in (0, 1)
    )
    by_a: list[Any] = [sent_back(net)] if back else []
    for layer in range(net.depth - 1, 0, -1) if back else ():
        # drawn once more, not kept
        matrix = initial(net.scheme, net.width, net.width, net.seed, layer, net.scale)
        by_a.insert(0, _back(by_a[0], _activate(activation, z[layer - 1]), matrix, activation, normed))
        next(done)
        yield next(done) / parts
    histograms = {}
    for kind in KINDS:
        if kind in kinds:
            layers, ranges = _numbers(kind, net, z, by_a, activation, (pre, post))
            following = _histogram(layers, ranges, frame)
            while kind not in histograms:
                try:
                    next(following)
                    yield next(done) / parts
                except StopIteration as end:
                    histograms[kind] = end.value
    return Signal(
        post,
        pre,
        np.array([_std(x) for x in by_a]) if back else None,
        np.array([row[2] for row in rows]),
        histograms,
    )


def _numbers(
    kind: str, net: Net, z: list[Any], by_a: list[Any], activation: Any, stats: tuple[Stats, Stats]
) -> tuple[Iterator[Any], Any]:
    """The numbers of one kind layer by layer, made as they are asked for, and the lowest and highest of each
    layer (depth, 2)."""
    pre, post = stats
    if kind == "pre":
        return iter(z), np.stack([pre.low, pre.high], axis=1)
    if kind == "post":
        return (_activate(activation, one) for one in z), np.stack([post.low, post.high], axis=1)
    if kind == "grad":
        return iter(by_a), np.array([_range(x) for x in by_a])

    def matrices() -> Iterator[Any]:
        return (
            initial(net.scheme, net.width, net.width, net.seed, layer, net.scale)
            for layer in range(net.depth)
        )

    return matrices(), np.array([(matrix.min(), matrix.max()) for matrix in matrices()])


def whole(following: Generator[float, None, Any]) -> Any:
    """What a generator returns, having pulled it to its end."""
    while True:
        try:
            next(following)
        except StopIteration as end:
            return end.value
