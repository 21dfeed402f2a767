"""Choosing on the test set: how much too good the number is that the best of many nets shows on the images it
was chosen by.

A small set of SMALL images chooses, another of SMALL reports, and all other images that no net has learned
from say the truth. Which images are small is drawn DRAWS times for the same nets, so that what is seen is not
the luck of one division. See Cawley & Talbot 2010, https://jmlr.org/papers/v11/cawley10a.html.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from math import comb
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import CLASSES, MOST, SIDE, Points, digits, points
from dl_core.experiments.learning import Regularizers, TrainState, begin, epoch, tested
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers.sgd import SGD
from dl_core.traced import as_traced, cast

CANDIDATES, TRAINING, WRONG = 40, 300, 0.3
SHAPE, UPDATES, RATE = Shape(SIDE * SIDE, 32, 2, CLASSES), 300, 0.1
# exponents of ten; the book's (−6…−2, −8…−4) leave these nets untrained after UPDATES
RATES, DECAYS = ((-2.0, 0.0), (-4.0, -1.0))
SMALL, DRAWS = 50, 2000
TOGETHER = 2  # nets of one piece of work
VARIANTS = {"seeds": "only the seed differs", "search": "random rate and L2"}
Floats = NDArray[np.float64]
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL


class Candidate(NamedTuple):
    """What one net is trained with; its seed is that of its weights and batches."""

    lr: float
    l2: float
    seed: int


class Choosing(NamedTuple):
    """The nets so far. candidates: all of them; right (done, images): which images apart each finished net
    has right; share: of the work that is done."""

    candidates: tuple[Candidate, ...]
    right: NDArray[np.bool_]
    share: float


class Chosen(NamedTuple):
    """Of the best of the first k candidates, k = 1…K, in every draw of sets and of the candidates' order,
    (draws, K) each: the accuracy it is said to have, on a small test set, and its truth, on all that is
    left."""

    claim: Floats
    truth: Floats

    @property
    def optimism(self) -> Floats:
        """claim − truth."""
        return self.claim - self.truth

    def band(self, share: float = 0.9) -> tuple[Floats, Floats]:
        """Ends of the middle `share` of the optimism over the draws, (K,) each: what one person with one test
        set may meet."""
        low, high = np.quantile(self.optimism, [(1 - share) / 2, (1 + share) / 2], axis=0)
        return low, high


def candidates(variant: str, seed: int, count: int = CANDIDATES) -> tuple[Candidate, ...]:
    """For "seeds": rate RATE, no L2, and only the seed differs. For "search": rate 10^U(RATES) and L2
    10^U(DECAYS) at random as well.

    Raises ValueError for another variant.
    """
    if variant not in VARIANTS:
        raise ValueError(f"variant={variant!r}; there are {', '.join(VARIANTS)}")
    seeds = range(seed * 1000, seed * 1000 + count)
    if variant == "seeds":
        return tuple(Candidate(RATE, 0.0, own) for own in seeds)
    rng = np.random.default_rng((seed, 41))
    # as many as there may be: fewer candidates are the first of these
    lr, l2 = (10 ** rng.uniform(*RATES, MOST), 10 ** rng.uniform(*DECAYS, MOST))
    return tuple(
        Candidate(*both, own)
        for both, own in zip(zip(lr.tolist(), l2.tolist(), strict=True), seeds, strict=False)
    )


@lru_cache(maxsize=8)
def held(seed: int) -> Points:
    """All 1,497 images that are not among the TRAINING ones of `digits(TRAINING, seed, WRONG)`, with their
    true labels."""
    data = digits(MOST, seed)
    sets = (
        data.validation,
        data.test,
        Points(data.train.x[TRAINING:], data.train.y[TRAINING:], data.train.n),
    )
    return points(np.concatenate([one.x for one in sets]), np.concatenate([one.y for one in sets]))


@partial(jax.jit, static_argnames="static")
def _right(train_state: TrainState, regularizers: Any, images: Any, static: Any) -> jax.Array:
    return (
        tested(train_state, static, cast(regularizers, jnp.float32), images.x).outputs.argmax(axis=1)
        == images.y
    )


def right_of(one: Candidate, seed: int) -> NDArray[np.bool_]:
    """Which of the `held` images a candidate has right after its training, (1497,)."""
    what, rule, regularizers = net_config(SHAPE.depth, "relu"), SGD(lr=one.lr), Regularizers(l2=one.l2)
    train_state = begin(rule, initial_weights(SHAPE, "he", one.seed), what)
    train_state, _ = epoch(
        rule, regularizers, train_state, what, digits(TRAINING, seed, WRONG), one.seed, UPDATES
    )
    return np.asarray(
        _right(train_state, as_traced(regularizers), held(seed), static=tuple(int(part) for part in what))
    )


def choosing(variant: str, seed: int, count: int = CANDIDATES) -> Iterator[Choosing]:
    """Nothing yet, and then after each piece of work: TOGETHER more of `count` nets, SHAPE, SGD, UPDATES
    batches of 100.

    All learn from the same TRAINING images, of which a share WRONG has a wrong label.
    """
    asked = candidates(variant, seed, count)
    found: list[NDArray[np.bool_]] = []
    yield Choosing(asked, np.zeros((0, len(held(seed).y)), bool), 0.0)
    for first in range(0, count, TOGETHER):
        found += _SIDE_BY_SIDE.map(right_of, asked[first : first + TOGETHER], [seed] * TOGETHER)
        yield Choosing(asked, np.array(found), len(found) / count)


@lru_cache(maxsize=2)
def _sets(images: int, seed: int, draws: int, small: int) -> NDArray[np.float32]:
    """Which images are in the small test set, and which in the small validation set, of each draw: (2, draws,
    images) of 0 and 1, never both."""
    rng = np.random.default_rng((seed, 43))
    masks = np.zeros((2, draws, images), np.float32)
    for draw in range(draws):
        masks[:, draw][(np.repeat([0, 1], small), rng.choice(images, 2 * small, replace=False))] = 1
    masks.setflags(write=False)
    return masks


def shares(right: ArrayLike, seed: int, draws: int = DRAWS, small: int = SMALL) -> Floats:
    """Accuracy of each candidate in each draw on the small test set, the small validation set, and all that
    is left (the truth): (3, draws, K).

    right (K, images). Raises ValueError if no image is left.
    """
    right = np.asarray(right, np.float32)
    images = right.shape[1]
    if images <= 2 * small:
        raise ValueError(
            f"{images} images; more than {2 * small} are needed, so that some are left for the truth"
        )
    test, validation = _sets(images, seed, draws, small) @ right.T
    rest = right.sum(axis=1) - test - validation
    return np.stack([test / small, validation / small, rest / (images - 2 * small)]).astype(np.float64)


def best_so_far(scores: ArrayLike) -> NDArray[np.intp]:
    """Place of the largest of the first k scores along the last axis, k = 1, 2, …; the first of several."""
    scores = np.asarray(scores)
    most = np.maximum.accumulate(scores, axis=-1)
    new = np.concatenate([np.ones_like(most[..., :1], bool), most[..., 1:] > most[..., :-1]], axis=-1)
    return np.maximum.accumulate(np.where(new, np.arange(scores.shape[-1]), 0), axis=-1)


def chosen(right: ArrayLike, seed: int, draws: int = DRAWS, small: int = SMALL) -> tuple[Chosen, Chosen]:
    """What is claimed by who chooses the best of the first k on the small *test* set, and by who chooses on
    the validation set and reports the test set.

    Each draw divides the images anew and puts the K candidates into a new order; the nets are the same in
    all. right (K, images). For k = 1 nothing is chosen: both are honest but for chance.
    """
    found = shares(right, seed, draws, small)
    count = found.shape[-1]
    order = np.random.default_rng((seed, 44)).permuted(np.tile(np.arange(count), (draws, 1)), axis=1)
    test, validation, truth = (np.take_along_axis(part, order, axis=1) for part in found)
    by = [best_so_far(part) for part in (test, validation)]
    by_test, by_validation = (
        Chosen(np.take_along_axis(test, at, axis=1), np.take_along_axis(truth, at, axis=1)) for at in by
    )
    return by_test, by_validation


def by_chance(most: int, accuracy: float, small: int = SMALL) -> Floats:
    """Expected claim − truth of the best of k = 1…most candidates that all have this true accuracy and err
    independently of each other, (most,).

    E max = (1/n) Σ_x (1 − P(X ≤ x)^k) over x = 0…n−1, X ~ Binomial(n, accuracy), n = small. Nets err on the
    same images, so they differ less on a small set.
    """
    at = np.arange(small + 1)
    ways = np.array([comb(small, x) for x in at], float)
    below = (ways * accuracy**at * (1 - accuracy) ** (small - at)).cumsum()[:-1]
    return (1 - below ** np.arange(1, most + 1)[:, None]).sum(axis=1) / small - accuracy
