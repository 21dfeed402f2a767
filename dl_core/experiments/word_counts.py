"""Vectors by counting: which words stand near each other, how much oftener than by chance (PPMI), and the
leading singular vectors of that (Levy, Goldberg & Dagan 2015). No gradient is followed."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, svds

Floats = NDArray[Any]
PIECE = 0.05  # s that singular vectors are looked for before somebody may stop


def window_counts(ids: Floats, words: int, window: int) -> csr_array:
    """How often each word (v, v) stands near each other one, within `window` places to either side: a pair at
    distance d counts 1 − (d − 1)/window, the share of word2vec's windows, whose reach is random, that hold
    it. Symmetric."""
    return summed(counting(ids, words, window))


def counting(ids: Floats, words: int, window: int) -> Iterator[csr_array]:
    """What each distance adds (v, v), of the words that stand behind each."""
    for d in range(1, window + 1):
        here, there = ids[:-d].astype(np.int32), ids[d:].astype(np.int32)
        share = np.full(len(here), 1 - (d - 1) / window)
        yield csr_array((share, (here, there)), (words, words))


def summed(distances: Iterable[csr_array]) -> csr_array:
    """The table (v, v) of what some distances add, of the words on both sides."""
    first, *others = distances
    total = sum(others, first)
    return csr_array(total + total.T)


def ppmi(counts: csr_array, power: float = 0.75) -> csr_array:
    """log(count · Σ#c^power / (#w · #c^power)) where that is above 0, else 0: pointwise mutual information
    with the contexts' counts smoothed."""
    found = counts.tocoo()
    contexts = np.asarray(counts.sum(axis=0)).ravel() ** power
    own = np.asarray(counts.sum(axis=1)).ravel()
    row, column = found.coords
    information = np.log(found.data * contexts.sum() / (own[row] * contexts[column]))
    there = information > 0
    return csr_array((information[there], (row[there], column[there])), counts.shape)


def svd_vectors(table: csr_array, width: int, seed: int = 0) -> Floats:
    """The rows of U·√Σ (v, width) of its leading singular vectors, the largest first. Raises ValueError where
    the table is not wider than that."""
    *_pieces, found = svd_in_pieces(table, width, seed)
    assert found is not None
    return found


class _LeftAlone(Exception):
    """Nobody waits for the singular vectors any more."""


def svd_in_pieces(table: csr_array, width: int, seed: int = 0) -> Iterator[Floats | None]:
    """The same; None after every PIECE of work until they are found. Between two pieces nothing is computed,
    and whoever closes the iterator ends the search after one more product with the table."""
    if not 0 < width < min(table.shape):
        raise ValueError(f"{width} singular vectors of a table {table.shape}: give fewer than it has rows")
    # ARPACK cannot be left and entered again: it has a thread of its own, which waits before each product
    goes_on, is_left = Event(), Event()
    sides = table.astype(np.float64), csr_array(table.T.astype(np.float64))

    def product(side: csr_array, x: Floats) -> Floats:
        goes_on.wait()
        if is_left.is_set():
            raise _LeftAlone
        found: Floats = side @ x
        return found

    products = [partial(product, side) for side in sides]
    operator = LinearOperator(table.shape, *products, dtype=np.float64)
    with ThreadPoolExecutor(1) as thread:
        try:
            search = thread.submit(svds, operator, k=width, rng=seed)
            while not search.done():
                goes_on.set()
                wait([search], PIECE)
                goes_on.clear()
                yield None
            left, values, _right = search.result()
        finally:
            is_left.set()
            goes_on.set()
    order = np.argsort(-values)
    yield left[:, order] * np.sqrt(values[order])
