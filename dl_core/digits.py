"""Handwritten digits, as they come with scikit-learn: 1,797 images of 8×8 pixels from 0 to 16.

Source: E. Alpaydin & C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository
1998, https://doi.org/10.24432/C50P49, licence CC BY 4.0; this is the test set of that collection. The file is
a copy, so that nothing has to be installed or fetched; a test compares it with scikit-learn's.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "digits.npz"
SIDE, CLASSES, TOTAL = 8, 10, 1797
VALIDATION, TEST = 300, 600
MOST = TOTAL - VALIDATION - TEST  # training images, at most


class Points(NamedTuple):
    """Samples with their classes: x (room, d) float32, y (room,) int32; only the first n count, so that
    another n is not another shape."""

    x: NDArray[np.float32]
    y: NDArray[np.int32]
    n: np.int32


class Data(NamedTuple):
    """What is learned, what chooses, and what is never looked at before the end. wrong: which training labels
    are not the true ones (room,), all of them among the first n."""

    train: Points
    validation: Points
    test: Points
    wrong: NDArray[np.bool_]

    @property
    def noise(self) -> float:
        """Share of the labels that are learned from and not true."""
        return float(self.wrong.sum() / self.train.n)


@cache
def load() -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """All images (1797, 64), pixels from 0 to 1, and their digits (1797,)."""
    with np.load(FILE, allow_pickle=False) as file:
        images, labels = file["images"].astype(np.float32) / 16, file["labels"].astype(np.int32)
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels


def points(x: NDArray[np.float32], y: NDArray[np.int32], n: int | None = None) -> Points:
    """Samples, of which the first n count (all, unless said)."""
    return Points(x.astype(np.float32), y.astype(np.int32), np.int32(len(y) if n is None else n))


def mislabelled(
    y: NDArray[np.int32], n: int, share: float, classes: int, rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """y (room,) with exactly round(share·n) of its first n labels replaced, and which those are (room,); what
    lies beyond n stays as it is.

    A replaced label is each *other* class with the same probability. A half is rounded to the even number, as
    Python's `round` does: 2 of 5 at share .5. Every label has two random numbers of its own, for whether and
    by what it is replaced: of the same n a larger share replaces the same labels by the same classes, and
    more; another n need not. Raises ValueError for a share outside 0…1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share={share}; from 0 to 1 of the labels can be wrong")
    rank, steps = rng.uniform(size=len(y)), rng.integers(1, classes, len(y))
    wrong = np.zeros(len(y), bool)
    wrong[np.argsort(rank[:n])[: round(float(share) * n)]] = True
    return np.where(wrong, (y + steps) % classes, y).astype(np.int32), wrong


@lru_cache(maxsize=16)
def _split(seed: int) -> tuple[NDArray[np.intp], Points, Points]:
    images, labels = load()
    order = np.random.default_rng((seed, 17)).permutation(TOTAL)
    test, validation, train = order[:TEST], order[TEST : TEST + VALIDATION], order[TEST + VALIDATION :]
    return train, points(images[validation], labels[validation]), points(images[test], labels[test])


@lru_cache(maxsize=16)
def digits(n: int, seed: int, wrong: float = 0.0) -> Data:
    """`n` training images (1 to 897), 300 for validation and 600 for the test, shuffled by the seed;
    round(wrong·n) of the n training labels are another digit.

    Validation and test labels stay true. Raises ValueError for an impossible n or share.
    """
    if not 1 <= n <= MOST:
        raise ValueError(f"n={n}; from 1 to {MOST} training images are allowed")
    images, labels = load()
    train, validation, test = _split(seed)
    said, false = mislabelled(labels[train], n, wrong, CLASSES, np.random.default_rng((seed, 18)))
    return Data(points(images[train], said, n), validation, test, false)


def in_the_plane(pair: tuple[int, int], n: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """`n` images of two digits as points in the plane, shuffled by the seed: x (n, 2), their first two
    principal components, each minus its mean and over its standard deviation among all images of the two; t
    (n,): 1 for the second digit. Raises ValueError if there are not so many."""
    images, labels = load()
    chosen = np.isin(labels, pair)
    if not 1 <= n <= chosen.sum():
        raise ValueError(f"n={n}; from 1 to {chosen.sum()} images of {pair[0]} and {pair[1]} are there")
    apart = images[chosen].astype(np.float64) - images[chosen].mean(axis=0, dtype=np.float64)
    x = apart @ np.linalg.svd(apart, full_matrices=False)[2][:2].T
    drawn = np.random.default_rng((seed, 19)).permutation(len(x))[:n]
    return (x / x.std(axis=0))[drawn].astype(np.float32), (labels[chosen] == pair[1])[drawn].astype(
        np.float32
    )
