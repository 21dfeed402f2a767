"""Skip-gram with negative sampling (SGNS) on counts: the exact loss over all pairs at once, the closed form
that it tends to, and vectors trained on it without any sampling.

A pair (word, context) that was seen `count` times adds count·log σ(w·c) + k·#w·P(c)·log σ(−w·c) to the
objective, #w being how often the word was seen and P(c) the share of the context (Levy & Goldberg 2014).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.optimizers import Adam
from dl_core.optimizers.adam import Moments
from dl_core.optimizers.base import at_rest, with_rate
from dl_core.programs import Bounded
from dl_core.traced import as_traced, cast

Floats = NDArray[Any]
ROOMS = ((64, 64), (1024, 64))  # (words, width) that arrays are filled up to: a program each
RATE = 0.1
PIECES = 40  # of a short training: as many losses, all in one call


def chance(counts: ArrayLike, negatives: float, power: float = 1.0) -> Floats:
    """How often each pair (v, v) is drawn as a negative one: k·#w·P(c), P(c) ∝ #c^power. power: 1 in the
    theory, 0.75 in word2vec's own program. Raises ValueError for counts that are no square of numbers from 0
    on, or all 0."""
    table = np.asarray(counts, float)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"counts have the shape {table.shape}; give a square, words by contexts")
    if not (np.isfinite(table).all() and (table >= 0).all() and table.any()):
        raise ValueError("counts must be finite numbers from 0 on, and not all 0")
    contexts = table.sum(axis=0)
    raised = np.where(contexts > 0, contexts, 1.0) ** power * (contexts > 0)
    return negatives * np.outer(table.sum(axis=1), raised / raised.sum())


def sgns_loss(counts: ArrayLike, w: ArrayLike, c: ArrayLike, negatives: float, power: float = 1.0) -> float:
    """The exact loss a pair, over all pairs: −Σ (count·log σ(w·c) + k·#w·P(c)·log σ(−w·c)) / Σ count. counts:
    (v, v) of (word, context); w, c: (v, d), a row for each word, and for each as a context."""
    seen, drawn = np.asarray(counts, float), chance(counts, negatives, power)
    x = np.asarray(w, float) @ np.asarray(c, float).T
    return float((seen * np.logaddexp(0, -x) + drawn * np.logaddexp(0, x)).sum() / seen.sum())


def closed_form(counts: ArrayLike, negatives: float, power: float = 1.0) -> Floats:
    """The w·c (v, v) of lowest loss, log(count / (k·#w·P(c))): PMI − log k for power 1; −inf where count is
    0."""
    seen, drawn = np.asarray(counts, float), chance(counts, negatives, power)
    there = seen > 0  # and so drawn > 0
    return np.where(there, np.log(np.where(there, seen, 1.0) / np.where(there, drawn, 1.0)), -np.inf)


def lowest_loss(counts: ArrayLike, negatives: float, power: float = 1.0) -> float:
    """The loss a pair of the closed form, which no vectors go below; they come near it where they are as wide
    as there are words."""
    seen, drawn = np.asarray(counts, float), chance(counts, negatives, power)
    there = seen > 0  # elsewhere the loss is 0
    positive = seen[there] * np.log1p(drawn[there] / seen[there])
    negative = drawn[there] * np.log1p(seen[there] / drawn[there])
    return float((positive + negative).sum() / seen.sum())


# --- training -----------------------------------------------------------------------------------------------


class Vectors(NamedTuple):
    """w, c: (v, d), of words, and of words as contexts. losses: a pair, after `steps` each, the first before
    any step."""

    w: Floats
    c: Floats
    losses: Floats
    steps: NDArray[np.intp]


class _State(NamedTuple):
    w: Any
    c: Any
    held: tuple[Any, Any]  # Adam's state for each


def _slopes(seen: Any, drawn: Any, w: Any, c: Any) -> tuple[Any, Any]:
    """∂loss/∂w and ∂loss/∂c; seen, drawn: shares of all pairs, (seen + drawn)·σ(w·c) − seen is
    ∂loss/∂(w·c)."""
    error = (seen + drawn) * jax.nn.sigmoid(w @ c.T) - seen
    return error @ c, error.T @ w


@Bounded.jit
def _advance(
    rule: Adam, state: _State, seen: Any, drawn: Any, each: Any, rates: Any
) -> tuple[_State, jax.Array]:
    """A piece of `each` steps for each of the rates (pieces,), and the loss after each piece."""

    def step(rule: Adam, state: _State) -> _State:
        moved = []
        for x, grad, held in zip(state[:2], _slopes(seen, drawn, state.w, state.c), state.held, strict=True):
            displacement, after = rule.update(grad, held, x)
            moved.append((x + displacement, after))
        (w, held_w), (c, held_c) = moved
        return _State(w, c, (held_w, held_c))

    def piece(state: _State, rate: jax.Array) -> tuple[_State, jax.Array]:
        now = cast(with_rate(rule, rate), seen.dtype)
        state = jax.lax.fori_loop(0, each, lambda _, state: step(now, state), state)
        x = state.w @ state.c.T
        return state, (seen * jax.nn.softplus(-x) + drawn * jax.nn.softplus(x)).sum()

    return jax.lax.scan(piece, state, rates)


def start(words: int, width: int, seed: int) -> tuple[Floats, Floats]:
    """Vectors to begin with (words, width) each: normal, of variance 1/width, so that w·c is as large for
    every width."""
    rng = np.random.default_rng((seed, 41))
    return tuple(rng.standard_normal((words, width)) / np.sqrt(width) for _ in "wc")  # type: ignore[return-value]


def _filled(values: Floats, shape: tuple[int, int]) -> Floats:
    """Zeros around: words that nobody has seen, and directions that no gradient ever moves."""
    found = np.zeros(shape, np.float32)
    found[: values.shape[0], : values.shape[1]] = values
    return found


def rate_after(share: ArrayLike) -> Floats:
    """Adam's rate when this share of the steps is done: it falls in a line, for at a constant one the vectors
    would not come to rest."""
    return RATE * (1 - np.asarray(share, float))


class Exact:
    """Vectors that are being trained on all pairs at once, by Adam on the exact gradient, in float32. The
    numbers of words and of steps and the width are data: there is one program for each of `ROOMS` and number
    of pieces."""

    def __init__(
        self, counts: ArrayLike, width: int, negatives: float, seed: int = 0, power: float = 1.0
    ) -> None:
        """Raises ValueError where there are more words or numbers than room."""
        table = np.asarray(counts, float)
        self.words, self.width = len(table), width
        fits = [room for room in ROOMS if room[0] >= self.words and room[1] >= width]
        if not fits:
            raise ValueError(f"{self.words} words of width {width} are too many: at most {ROOMS[-1]}")
        rows, columns = fits[0]
        self._data = [
            _filled(one / table.sum(), (rows, rows)) for one in (table, chance(table, negatives, power))
        ]
        w, c = (_filled(one, (rows, columns)) for one in start(self.words, width, seed))
        self._rule = as_traced(Adam())
        self._state = _State(w, c, (_at_rest(w), _at_rest(c)))

    def advance(self, each: int, rates: ArrayLike) -> Floats:
        """`each` steps at each of the rates (pieces,); the loss after each piece."""
        self._state, losses = _advance(
            self._rule, self._state, *self._data, np.int32(each), np.asarray(rates, float)
        )
        return np.asarray(losses, float)

    @property
    def w(self) -> Floats:
        """(v, d), of words."""
        return np.asarray(self._state.w, float)[: self.words, : self.width]

    @property
    def c(self) -> Floats:
        """(v, d), of words as contexts."""
        return np.asarray(self._state.c, float)[: self.words, : self.width]


def _at_rest(x: Floats) -> Moments:
    found: Moments = at_rest(Adam(), x)
    return found


def train(
    counts: ArrayLike, width: int, negatives: float, seed: int = 0, power: float = 1.0, steps: int = 1000
) -> Vectors:
    """Vectors after so many steps, rounded up to a multiple of PIECES, in one call."""
    each = -(-steps // PIECES)
    run = Exact(counts, width, negatives, seed, power)
    first = sgns_loss(counts, run.w, run.c, negatives, power)
    losses = run.advance(each, rate_after(np.arange(PIECES) / PIECES))
    return Vectors(run.w, run.c, np.append(first, losses), each * np.arange(PIECES + 1))


def training(
    counts: ArrayLike,
    width: int,
    negatives: float,
    seed: int = 0,
    power: float = 1.0,
    steps: int = 300,
    each: int = 15,
) -> Iterator[Vectors]:
    """The same bit by bit: before the first step, and after every `each` of them."""
    run = Exact(counts, width, negatives, seed, power)
    losses, done = [sgns_loss(counts, run.w, run.c, negatives, power)], [0]
    yield Vectors(run.w, run.c, np.array(losses), np.array(done))
    while done[-1] < steps:
        now = min(each, steps - done[-1])
        losses.append(float(run.advance(now, [rate_after(done[-1] / steps)])[0]))
        done.append(done[-1] + now)
        yield Vectors(run.w, run.c, np.array(losses), np.array(done))
