"""Bias and variance over many training sets: polynomials on a sine, where both are known exactly, and nets on
digits, where they are measured.

Of squared errors: E(f̂ − f)² = (E f̂ − f)² + Var f̂ (Geman, Bienenstock & Doursat 1992,
https://doi.org/10.1162/neco.1992.4.1.1). For the share of wrong answers several such sums are in use, and
none is generally accepted; so nets are judged by the squared error of their probabilities (Brier 1950).
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.polynomial import legendre
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import CLASSES, MOST, SIDE, Data, Points, digits, mislabelled
from dl_core.experiments.learning import Regularizers, TrainState, begin, epoch, tested
from dl_core.network import NetConfig, Shape, initial_weights, net_config
from dl_core.optimizers.sgd import SGD
from dl_core.traced import as_traced, cast

Floats = NDArray[np.float64]
SETS, POINTS, SIGMA = 200, 20, 0.3
DEGREES, DEGREE = range(16), 3
RIDGES, RIDGE_DEGREE = np.geomspace(1e-6, 10, 22), 15
NUMBERS = (5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320)
# up to where a polynomial has five times as many coefficients as there are points
WIDE = (*range(20), 20, 21, 22, 24, 27, 30, 35, 40, 50, 60, 80, 100)
GRID = (np.arange(200) + 0.5) / 200  # where errors are measured: the middles of equal cells


class Parts(NamedTuple):
    """bias², variance: means over all places, in squared units of what is predicted."""

    bias2: float
    variance: float


class Row(NamedTuple):
    """One model. at: its degree, λ or number of points; measured: over the sets; exact: what theory says;
    error: mean squared, against new noisy points."""

    at: float
    measured: Parts
    exact: Parts
    error: float


class Polynomials(NamedTuple):
    """The models so far: against the degree (λ = 0), λ (degree RIDGE_DEGREE) and the number of points (degree
    DEGREE, λ = 0); share: of the work."""

    degrees: tuple[Row, ...]
    ridges: tuple[Row, ...]
    numbers: tuple[Row, ...]
    share: float


def decompose(found: ArrayLike, truth: ArrayLike) -> Parts:
    """found (sets, …) against truth (…): unbiased estimates s² = Σ(f̂ − mean)²/(sets − 1) and (mean − truth)²
    − s²/sets, averaged over all places.

    Without the last term bias² would seem to grow with the variance. Their sum is the mean of (f̂ − truth)²
    exactly; a bias² near 0 may come out below 0.
    """
    found = np.asarray(found, np.float64)
    variance = found.var(axis=0, ddof=1)
    bias2 = (found.mean(axis=0) - truth) ** 2 - variance / len(found)
    return Parts(float(bias2.mean()), float(variance.mean()))


def sine(x: ArrayLike) -> Floats:
    """The truth: sin 2πx on [0, 1]."""
    return np.sin(2 * np.pi * np.asarray(x, float))


def middles(n: int) -> Floats:
    """The n places of a training set: the middles of equal cells of [0, 1]."""
    return (np.arange(n) + 0.5) / n


def legendres(x: ArrayLike, degree: int) -> Floats:
    """√(2j+1) P_j(2x − 1), j = 0…degree, (…, degree + 1): of mean square 1 on [0, 1] and orthogonal, so that
    ‖w‖² is the mean square of Σ w_j φ_j."""
    return legendre.legvander(2 * np.asarray(x, float) - 1, degree) * np.sqrt(2 * np.arange(degree + 1) + 1)


def waves(x: ArrayLike, degree: int = 1) -> Floats:
    """1, √2 sin 2πjx, √2 cos 2πjx, j = 1…degree, (…, 2 degree + 1): with degree 1 the model that fits
    `sine`."""
    angle = 2 * np.pi * np.asarray(x, float)[..., None] * np.arange(1, degree + 1)
    return np.concatenate(
        [np.ones_like(angle[..., :1]), np.sqrt(2) * np.sin(angle), np.sqrt(2) * np.cos(angle)], axis=-1
    )


def fitting(basis: Floats, ridge: float) -> Floats:
    """The matrix (p, n) that makes w from y (n,): argmin ‖y − Φw‖²/n + λ‖w‖², w_0 not counted; the shortest
    such w where there are several. basis: Φ (n, p)."""
    n, p = basis.shape
    if ridge:
        root = np.sqrt(n * ridge) * np.eye(p)
        basis = np.concatenate([basis, root[1:]])
    return np.asarray(np.linalg.pinv(basis, rcond=1e-12)[:, :n], np.float64)


def smoother(n: int, degree: int, ridge: float = 0.0, basis: Any = legendres) -> Floats:
    """What a fit does to y at `middles(n)`: its values on GRID are H y, H (200, n)."""
    return np.asarray(basis(GRID, degree) @ fitting(basis(middles(n), degree), ridge), np.float64)


def exact(n: int, degree: int, ridge: float = 0.0, sigma: float = SIGMA, basis: Any = legendres) -> Parts:
    """In closed form, for noise of variance σ² at fixed places: bias = H f − f, variance = σ² Σ H²."""
    h = smoother(n, degree, ridge, basis)
    return Parts(
        float(((h @ sine(middles(n)) - sine(GRID)) ** 2).mean()), float(sigma**2 * (h**2).sum(axis=1).mean())
    )


def sets(n: int, sigma: float, seed: int, count: int = SETS) -> Floats:
    """`count` training sets of one n: y (count, n) = sine + noise σ at `middles(n)`. Only the noise is drawn
    anew.

    With places drawn anew, too, and no ridge, few sets with a gap decide everything: 200 sets of 20 then have
    a variance of 10⁷ at degree 10.
    """
    return sine(middles(n)) + sigma * np.random.default_rng((seed, 51, n)).standard_normal((count, n))


def row(at: float, n: int, degree: int, ridge: float, sigma: float, seed: int) -> Row:
    """One model fitted to all `sets`, measured and exact."""
    found = fits(degree, ridge, seed, n, sigma)
    noise = sigma * np.random.default_rng((seed, 52, n)).standard_normal(found.shape)
    return Row(
        float(at),
        decompose(found, sine(GRID)),
        exact(n, degree, ridge, sigma),
        float(((found - sine(GRID) - noise) ** 2).mean()),
    )


def polynomials(seed: int, n: int = POINTS, sigma: float = SIGMA) -> Iterator[Polynomials]:
    """Nothing yet, and then one model more, SETS fits each."""
    asked: list[tuple[float, int, int, float]] = [(degree, n, degree, 0.0) for degree in DEGREES]
    asked += [(ridge, n, RIDGE_DEGREE, ridge) for ridge in RIDGES.tolist()]
    asked += [(number, number, DEGREE, 0.0) for number in NUMBERS]
    first, second = len(DEGREES), len(DEGREES) + len(RIDGES)
    rows: list[Row] = []
    yield Polynomials((), (), (), 0.0)
    for at, points, degree, ridge in asked:
        rows.append(row(at, points, degree, ridge, sigma, seed))
        yield Polynomials(
            tuple(rows[:first]), tuple(rows[first:second]), tuple(rows[second:]), len(rows) / len(asked)
        )


@cache
def matched(numbers: tuple[int, ...] = NUMBERS, sigma: float = SIGMA) -> list[tuple[int, Parts]]:
    """For each n the polynomial degree below min(n, 16) of the least bias² + variance, and both, exact: with
    more points both fall."""
    found = []
    for n in numbers:
        both = [exact(n, degree, sigma=sigma) for degree in range(min(n, len(DEGREES)))]
        degree = int(np.argmin([sum(parts) for parts in both]))
        found.append((degree, both[degree]))
    return found


@cache
def wide(n: int = POINTS, sigma: float = SIGMA) -> list[Parts]:
    """Exact, λ = 0, for degrees WIDE: from n coefficients on the fit goes through all points, and of many
    such the shortest is taken."""
    return [exact(n, degree, sigma=sigma) for degree in WIDE]


def fits(
    degree: int, ridge: float, seed: int, n: int = POINTS, sigma: float = SIGMA, count: int = SETS
) -> Floats:
    """The fits to each of `sets` on GRID, (count, 200)."""
    y, h = sets(n, sigma, seed, count), smoother(n, degree, ridge)
    # a product so small takes BLAS 15 ms where its threads wait for busy cores, and this 1
    return np.asarray(np.einsum("sn,gn->sg", y, h), np.float64)


class Family(NamedTuple):
    """A kind of net whose bias and variance are measured."""

    name: str
    label: str
    depth: int
    width: int
    dropout: float

    @property
    def net_config(self) -> NetConfig:
        """As the net's."""
        return net_config(self.depth, "relu")

    @property
    def regularizers(self) -> Regularizers:
        """Inverted dropout or nothing."""
        return Regularizers(dropout=self.dropout)


FAMILIES = (
    Family("small", "2×32", 2, 32, 0.0),
    Family("small-dropout", "2×32, dropout", 2, 32, 0.2),
    Family("large", "4×100", 4, 100, 0.0),
    Family("large-dropout", "4×100, dropout", 4, 100, 0.2),
)
RUNS, IMAGES, WRONG, RATE, UPDATES, EVERY = 16, 200, 0.3, 0.1, 300, 50
TOGETHER = 2  # nets of one piece of work
_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # XLA releases the GIL


class Nets(NamedTuple):
    """Probabilities that the finished nets of each family give to the digits of the test images, (runs, 600,
    10) by the family's name; share: of the work."""

    found: dict[str, NDArray[np.float32]]
    truth: NDArray[np.float64]
    share: float

    def brier(self, name: str) -> Floats:
        """Mean over the images of Σ_c (p_c − t_c)², (runs,): 0 to 2, .9 for who always says a tenth."""
        return CLASSES * ((self.found[name].astype(np.float64) - self.truth) ** 2).mean(axis=(1, 2))

    def parts(self, name: str) -> Parts | None:
        """Into which `brier` falls, per image; None below two nets. Test labels are taken for the truth: what
        noise they have counts as bias."""
        found = self.found.get(name, ())
        return _per_image(decompose(found, self.truth)) if len(found) > 1 else None

    def errors(self, name: str) -> Parts | None:
        """Standard errors of `parts` by the jackknife over the runs (Tukey 1958), None below three nets; for
        this pool of images: the training sets overlap."""
        found = self.found.get(name, ())
        if len(found) < 3:
            return None
        without = np.array(
            [decompose(np.delete(found, run, axis=0), self.truth) for run in range(len(found))]
        )
        return _per_image(Parts(*(np.sqrt((len(found) - 1) * without.var(axis=0))).tolist()))


def _per_image(parts: Parts) -> Parts:
    return Parts(*(CLASSES * part for part in parts))


@lru_cache(maxsize=32)
def resampled(run: int, seed: int, wrong: float) -> Data:
    """The division of `digits`, but the training set of run `run`: IMAGES of its 897 training images, drawn
    without replacement, round(wrong·IMAGES) of them with another digit as label. Which images are mislabelled
    is drawn anew for each run, for label noise is part of a training set."""
    data = digits(MOST, seed)
    order = np.random.default_rng((seed, 53, run)).permutation(MOST)
    said, false = mislabelled(
        data.train.y[order], IMAGES, wrong, CLASSES, np.random.default_rng((seed, 54, run))
    )
    return data._replace(train=Points(data.train.x[order], said, np.int32(IMAGES)), wrong=false)


@partial(jax.jit, static_argnames="static")
def _probabilities(train_state: TrainState, regularizers: Any, x: Any, static: Any) -> jax.Array:
    return jax.nn.softmax(tested(train_state, static, cast(regularizers, jnp.float32), x).outputs)


def probabilities(train_state: TrainState, family: Family, seed: int) -> NDArray[np.float32]:
    """What a net gives to each digit of the test images, (600, 10)."""
    return np.asarray(
        _probabilities(
            train_state,
            as_traced(family.regularizers),
            digits(MOST, seed).test.x,
            static=tuple(int(part) for part in family.net_config),
        )
    )


def begun(family: Family, run: int, seed: int) -> TrainState:
    """A net of a family before its first step."""
    shape = Shape(SIDE * SIDE, family.width, family.depth, CLASSES)
    return begin(SGD(lr=RATE), initial_weights(shape, "he", 1000 * seed + run), family.net_config)


def further(
    train_state: TrainState, run: int, family: Family, seed: int, wrong: float, updates: int
) -> TrainState:
    """The net of a run after `updates` more batches of its `resampled` images; waits until they are done."""
    train_state, _ = epoch(
        SGD(lr=RATE),
        family.regularizers,
        train_state,
        family.net_config,
        resampled(run, seed, wrong),
        1000 * seed + run,
        updates,
    )
    return jax.block_until_ready(train_state)


def nets(seed: int, wrong: float = WRONG, runs: int = RUNS, updates: int = UPDATES) -> Iterator[Nets]:
    """Nothing yet, and then after each piece of work: EVERY updates more of TOGETHER nets, family by family.

    SGD, RATE, batches of 100. Each run has its own training set, initial weights and batches, the same in all
    families: the variance is that of all three.
    """
    truth = np.eye(CLASSES)[digits(MOST, seed).test.y]
    found: dict[str, NDArray[np.float32]] = {}
    done, total = 0, len(FAMILIES) * runs * updates
    yield Nets({}, truth, 0.0)
    for family in FAMILIES:
        for first in range(0, runs, TOGETHER):
            which = range(first, min(first + TOGETHER, runs))
            train_states = [begun(family, run, seed) for run in which]
            for begins in range(0, updates, EVERY):
                step = partial(
                    further, family=family, seed=seed, wrong=wrong, updates=min(EVERY, updates - begins)
                )
                train_states = list(_SIDE_BY_SIDE.map(step, train_states, which))
                done += min(EVERY, updates - begins) * len(which)
                if begins + EVERY >= updates:
                    new = np.stack([probabilities(train_state, family, seed) for train_state in train_states])
                    found = {
                        **found,
                        family.name: np.concatenate([found[family.name], new])
                        if family.name in found
                        else new,
                    }
                yield Nets(found, truth, done / total)
