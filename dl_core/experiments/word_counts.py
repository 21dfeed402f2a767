"""Vectors by counting: which words stand near each other, how much oftener than by chance (PPMI), and the
leading singular vectors of that (Levy, Goldberg & Dagan 2015). No gradient is followed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

Floats = NDArray[Any]


def window_counts(ids: Floats, words: int, window: int) -> csr_array:
    """How often each word (v, v) stands near each other one, within `window` places to either side: a pair at
    distance d counts 1 − (d − 1)/window, the share of word2vec's windows, whose reach is random, that hold
    it. Symmetric."""
    total = csr_array((words, words))
    for d in range(1, window + 1):
        here, there = ids[:-d].astype(np.int32), ids[d:].astype(np.int32)
        share = np.full(len(here), 1 - (d - 1) / window)
        total = total + csr_array((share, (here, there)), (words, words))
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
    if not 0 < width < min(table.shape):
        raise ValueError(f"{width} singular vectors of a table {table.shape}: give fewer than it has rows")
    left, values, _right = svds(table.astype(np.float64), k=width, rng=seed)
    order = np.argsort(-values)
    return left[:, order] * np.sqrt(values[order])
