"""Skip-gram with negative sampling on a running text, stochastic, as word2vec trains it (Mikolov et al.
2013): windows of random reach, common words thinned out, negatives drawn by #w^power, a rate that falls in a
line.

What differs from the original program, for speed: an update takes CENTRES words of the text at once, and all
their pairs share DRAWN negatives, each of which counts negatives / DRAWN. The text is gone through in order.
A drawn word may be the context itself, as in the exact loss (`dl_core.experiments.words`).
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.programs import Bounded

Floats = NDArray[Any]
CENTRES, WIDEST, DRAWN = 32, 10, 128  # words of an update, the longest reach of a window, shared negatives
PIECE = 256  # updates in one call
MOST_WORDS = 8192
WIDTHS = (64, 128)  # that vectors are filled up to: a program each
RATES = (0.025, 1e-4)  # at the beginning and at the end
BEYOND = -1  # in a window: a place before the text or after it


class Recipe(NamedTuple):
    """How vectors are trained. window: words on each side of a word, at most, each reach up to it as often;
    negatives: for each pair; sample: the share of a text above which a word is thinned out, 0: none is;
    power: of the counts by which negatives are drawn."""

    window: int = 5
    negatives: float = 5.0
    sample: float = 1e-3
    power: float = 0.75
    width: int = 64
    epochs: int = 5


class Learned(NamedTuple):
    """w (v, width): of words, in float16, for they travel; losses (n,): a pair, each a mean since the one
    before; at (n,): after how many epochs; done: epochs."""

    w: NDArray[np.float16]
    losses: Floats
    at: Floats
    done: float


def kept_share(counts: Floats, sample: float) -> Floats:
    """With which probability each place of a word stays (v,): √(sample/f) + sample/f of its share f of the
    text, at most 1."""
    if not sample:
        return np.ones(len(counts))
    relative = sample * counts.sum() / np.maximum(counts, 1)
    return np.minimum(1.0, np.sqrt(relative) + relative)


def update(
    w: jax.Array, c: jax.Array, words: jax.Array, reach: jax.Array, drawn: jax.Array, negatives: Any
) -> tuple[tuple[jax.Array, jax.Array, jax.Array], tuple[jax.Array, jax.Array]]:
    """Minus the gradients of one update, and its loss. w, c: all vectors; words (CENTRES + 2·WIDEST,): of the
    text, the centres in the middle; reach (CENTRES,): of their windows; drawn (DRAWN,): negatives.

    Answers with (rows of the centres' w, of the words' c, of the negatives' c), and (loss, pairs), both sums.
    A pair: w of a centre, c of a word in its window.
    """
    centres = words[WIDEST:-WIDEST]
    apart = np.abs(np.arange(WIDEST, WIDEST + CENTRES)[:, None] - np.arange(len(words))).astype(np.int32)
    near = (apart > 0) & (apart <= reach[:, None]) & (words != BEYOND) & (centres != BEYOND)[:, None]
    pairs = near.astype(w.dtype)
    own, seen, unseen = w[centres], c[words], c[drawn]
    x, y = own @ seen.T, own @ unseen.T
    weight = (negatives / DRAWN) * pairs.sum(axis=1)[:, None]
    pull, push = pairs * jax.nn.sigmoid(-x), -weight * jax.nn.sigmoid(y)
    loss = (pairs * jax.nn.softplus(-x)).sum() + (weight * jax.nn.softplus(y)).sum()
    return (pull @ seen + push @ unseen, pull.T @ own, push.T @ own), (loss, pairs.sum())


def _advance(w: jax.Array, c: jax.Array, batch: tuple[Any, ...], negatives: Any) -> Any:
    """PIECE updates. batch: words, reach, drawn, rate of each."""

    def step(state: Any, one: Any) -> Any:
        (w, c), (words, reach, drawn, rate) = state, one
        (of_centres, of_words, of_drawn), told = update(w, c, words, reach, drawn, negatives)
        rows = jnp.concatenate([words, drawn])
        w = w.at[words[WIDEST:-WIDEST]].add(rate * of_centres)
        return (w, c.at[rows].add(rate * jnp.concatenate([of_words, of_drawn]))), told

    return jax.lax.scan(step, (w, c), batch)


_run = Bounded.jit(_advance, donate_argnums=(0, 1))


def _start(words: int, width: int, seed: int) -> tuple[Floats, Floats]:
    """Vectors to begin with, zeros around: w uniform within ±1/width, c 0."""
    room = next(one for one in WIDTHS if one >= width)
    w, c = (np.zeros((MOST_WORDS, room), np.float32) for _ in "wc")
    w[:words, :width] = np.random.default_rng((seed, 47)).uniform(-1 / width, 1 / width, (words, width))
    return w, c


def _pieces(
    ids: Floats, counts: Floats, recipe: Recipe, rng: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    """One epoch, PIECE updates at a time: words, reach and negatives of each, and after which share of the
    epoch it comes; beyond the end of the text updates without a pair."""
    kept = ids[rng.random(len(ids)) < kept_share(counts, recipe.sample)[ids]]
    updates = -(-len(kept) // CENTRES)
    room = -(-updates // PIECE) * PIECE
    filled = np.full(room * CENTRES + 2 * WIDEST, BEYOND, np.int32)
    filled[WIDEST : WIDEST + len(kept)] = kept
    windows = np.lib.stride_tricks.sliding_window_view(filled, CENTRES + 2 * WIDEST)[::CENTRES]
    drawing = np.cumsum(counts.astype(float) ** recipe.power)
    for first in range(0, room, PIECE):
        reach = rng.integers(1, recipe.window + 1, (PIECE, CENTRES), np.int32)
        drawn = np.searchsorted(drawing, drawing[-1] * rng.random((PIECE, DRAWN)), side="right").astype(
            np.int32
        )
        share = np.minimum(1.0, np.arange(first, first + PIECE) / max(1, updates))
        yield windows[first : first + PIECE], reach, drawn, share


def train(
    ids: Floats, counts: Floats, recipe: Recipe, seed: int = 0, left: Callable[[], float] = lambda: -1.0
) -> Iterator[Learned]:
    """Vectors of the words of a text ids (n,), which are seen `counts` (v,) times: before the first update,
    and whenever no seconds are `left`, at least after every epoch. No number depends on that but how often a
    loss is written down. Raises ValueError where there are more words or numbers than room."""
    if len(counts) > MOST_WORDS or not 0 < recipe.width <= WIDTHS[-1] or not 0 < recipe.window <= WIDEST:
        raise ValueError(
            f"{len(counts)} words, width {recipe.width}, window {recipe.window}: at most {MOST_WORDS}, "
            f"{WIDTHS[-1]} and {WIDEST}"
        )
    rng = np.random.default_rng((seed, 53))
    w, c = _start(len(counts), recipe.width, seed)
    shape = np.s_[: len(counts), : recipe.width]
    losses, at, sums = list[float](), list[float](), np.zeros(2)
    yield Learned(w[shape].astype(np.float16), np.array([]), np.array([]), 0.0)
    for epoch in range(recipe.epochs):
        pieces = _pieces(ids, counts, recipe, rng)
        piece = next(pieces, None)
        while piece:
            words, reach, drawn, share = piece
            done = (epoch + share) / recipe.epochs
            rate = (RATES[0] + (RATES[1] - RATES[0]) * done).astype(np.float32)
            (w, c), told = _run(w, c, (words, reach, drawn, rate), np.float32(recipe.negatives))
            piece = next(pieces, None)  # drawn while XLA is at work
            sums += [float(np.asarray(one).sum(dtype=float)) for one in told]
            now = epoch + float(share[-1])
            if left() <= 0 or share[-1] >= 1:
                now = epoch + 1.0 if share[-1] >= 1 else now
                losses.append(sums[0] / max(1.0, sums[1]))
                at.append(now)
                sums = np.zeros(2)
                yield Learned(np.asarray(w)[shape].astype(np.float16), np.array(losses), np.array(at), now)
