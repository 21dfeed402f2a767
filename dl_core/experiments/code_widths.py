"""Error against the width of the code: autoencoders over several seeds beside principal components."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.experiments.autoencoders import PIECE, ROOMY, STEPS, Learned, Recipe, digits_apart, train_all
from dl_core.experiments.codes import pca

WIDTHS = (1, 2, 3, 4, 8, 16, 32, 64)
SEEDS = 3
Floats = NDArray[np.floating]


class Widths(NamedTuple):
    """steps (t,), after which was looked; train, test (widths, seeds, t): mean of Σ(x − x̂)² over the
    digits."""

    steps: NDArray[np.intp]
    train: Floats
    test: Floats


def squared_error(x: ArrayLike, decoded: ArrayLike) -> float:
    """Mean over the samples (n, d) of Σ(x − x̂)²."""
    return float(np.square(np.asarray(x, float) - np.asarray(decoded, float)).sum(axis=1).mean())


@cache
def of_pca() -> NDArray[np.float64]:
    """The same errors of PCA, exactly: (2, 64), on the digits whose axes they are and on the others, for each
    width from 1 on."""
    train, test = (np.asarray(one.x, float) for one in digits_apart())
    axes = pca(train, train.shape[1])
    left = []
    for points in (train, test):
        codes = axes.encode(points)
        total = np.square(points - axes.mean).sum(axis=1).mean()
        left.append(np.maximum(0, total - np.square(codes).mean(axis=0).cumsum()))
    found = np.array(left)
    found.setflags(write=False)
    return found


def by_width(seed: int, steps: int = STEPS) -> Iterator[Widths]:
    """Nets of all WIDTHS and of SEEDS seeds from `seed` on, beside each other: after every piece of work the
    errors so far, the same once more until all have come as far."""
    recipes = [Recipe(ROOMY, width, seed=one) for width in WIDTHS for one in range(seed, seed + SEEDS)]
    seen: tuple[Learned, ...] = ()
    for learned in train_all(recipes, *digits_apart(), steps, PIECE):
        if learned is not seen:
            seen = learned
            train, test = (
                np.array([getattr(one, which) for one in seen]).reshape(len(WIDTHS), SEEDS, -1)
                for which in ("train", "test")
            )
            state = Widths(seen[0].steps.astype(np.intp), train, test)
        yield state
