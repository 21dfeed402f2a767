"""What is asked of word vectors: which are near, which complete an analogy, and how they lie on a map."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def unit(w: ArrayLike) -> Floats:
    """Rows (v, d) of length 1; a row of zeros stays."""
    rows = np.asarray(w, float)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


def cosines(w: ArrayLike, targets: ArrayLike) -> Floats:
    """Of each target (q, d) with each word (q, v)."""
    return unit(targets) @ unit(w).T


def completed(w: ArrayLike, questions: ArrayLike) -> Floats:
    """b − a + c (q, d) of questions (a, b, c, …) (q, 3 or more), of the unit vectors."""
    rows, (a, b, c) = unit(w), np.asarray(questions, np.intp).T[:3]
    return rows[b] - rows[a] + rows[c]


def answers(w: ArrayLike, questions: ArrayLike, *, leaves_out: bool) -> Ints:
    """The word (q,) that is nearest to b − a + c. leaves_out: other than a, b and c, as is usual."""
    asked = np.asarray(questions, np.intp)
    near = cosines(w, completed(w, asked))
    if leaves_out:
        np.put_along_axis(near, asked[:, :3], -np.inf, axis=1)
    return near.argmax(axis=1)


def nearest_to_c(w: ArrayLike, questions: ArrayLike) -> Ints:
    """The word (q,) that is nearest to c, other than a, b and c: an answer that ignores the question."""
    asked = np.asarray(questions, np.intp)
    near = cosines(w, np.asarray(w, float)[asked[:, 2]])
    np.put_along_axis(near, asked[:, :3], -np.inf, axis=1)
    return near.argmax(axis=1)


class Plane(NamedTuple):
    """Vectors on their two first principal axes (n, 2), centred, and the share of the variance on each
    (2,)."""

    places: Floats
    shares: Floats


def plane(w: ArrayLike) -> Plane:
    """PCA of the rows (n, d). Each axis points where its largest entry is positive, so that a picture does
    not flip by chance."""
    rows = np.asarray(w, float)
    centred = rows - rows.mean(axis=0)
    _left, lengths, axes = np.linalg.svd(centred, full_matrices=False)
    two = np.zeros((2, rows.shape[1]))
    two[: len(axes[:2])] = axes[:2]
    two *= np.where(np.take_along_axis(two, np.abs(two).argmax(axis=1)[:, None], 1) < 0, -1.0, 1.0)
    variances = np.zeros(max(2, len(lengths)))
    variances[: len(lengths)] = lengths**2
    return Plane(centred @ two.T, variances[:2] / (variances.sum() or 1.0))
