"""A linear autoencoder that learns, by gradients in closed form, beside principal components.

Of centred points with covariance S, encoder A (c, d) and decoder B (d, c), the mean squared error of BA is
tr (I − BA) S (I − BA)ᵀ, so that no sample is needed once S is known. It finds the principal subspace: P.
Baldi & K. Hornik, "Neural networks and principal component analysis", Neural Networks 2, 1989. With
λ(‖A‖² + ‖B‖²) added, the decoder's singular vectors are the principal axes: D. Kunin, J. Bloom, A. Goeva &
C. Seed, "Loss landscapes of regularized linear autoencoders", ICML 2019. Where the first unit alone, the
first two … must reconstruct as well, the units themselves are: O. Rippel, M. Gelbart & R. Adams, "Learning
ordered representations with nested dropout", ICML 2014; X. Bao, J. Lucas, S. Sachdeva & R. Grosse,
"Regularized linear autoencoders recover the principal components, eventually", NeurIPS 2020.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
STEPS, PIECE = 4000, 400  # of a run, and of a piece of it
RATE, B1, B2, EPS = 0.06, 0.9, 0.999, 1e-8  # Adam's; the rate falls to 0 along a cosine
SEEN = np.unique(np.geomspace(1, STEPS, 90).astype(int))  # steps after which is looked


class Task(NamedTuple):
    """What is minimised. covariance: (d, d), divisor n; decay: λ ≥ 0; prefixes: whether the first unit alone,
    the first two … must reconstruct, too: the mean of all these errors."""

    covariance: Floats
    decay: float = 0.0
    prefixes: bool = False


class Pair(NamedTuple):
    """encoder (c, d), decoder (d, c)."""

    encoder: Floats
    decoder: Floats


class Course(NamedTuple):
    """A run so far. steps: (t,), after which was looked; error: (t,), the mean squared error, all units
    together; angle: (t,), the largest principal angle in degrees between the decoder's subspace and that of
    as many principal axes (see `alive`); pair: the last."""

    steps: NDArray[np.intp]
    error: Floats
    angle: Floats
    pair: Pair


def covariance(points: ArrayLike) -> Floats:
    """(d, d), of points (n, d), divisor n."""
    x = np.asarray(points, float)
    x = x - x.mean(axis=0)
    return x.T @ x / len(x)


def initial(width: int, values: int, seed: int) -> Pair:
    """Weights before the first step: N(0, 1/fan_in)."""
    rng = np.random.default_rng((seed, 47))
    encoder, decoder = rng.normal(size=(width, values)), rng.normal(size=(values, width))
    return Pair(encoder / np.sqrt(values), decoder / np.sqrt(width))


def shares(width: int, prefixes: bool) -> tuple[Floats, Floats]:
    """In how many of the errors unit i takes part (c,), and units i and j both (c, c), over how many errors
    there are."""
    own = np.arange(width, 0, -1.0) / width if prefixes else np.ones(width)
    return own, np.minimum(own[:, None], own[None])


def error(pair: Pair, covariance: Floats) -> float:
    """The mean squared error of all units together."""
    missed = np.eye(len(covariance)) - pair.decoder @ pair.encoder
    return float(np.sum((missed @ covariance) * missed))


def loss(pair: Pair, task: Task) -> float:
    """What is minimised."""
    (a, b), s = pair, task.covariance
    own, both = shares(len(a), task.prefixes)
    told = np.trace(s) - 2 * own @ ((a @ s) * b.T).sum(axis=1) + (both * (a @ s @ a.T) * (b.T @ b)).sum()
    return float(told + task.decay * ((a**2).sum() + (b**2).sum()))


def gradients(pair: Pair, task: Task) -> Pair:
    """Of the loss, by encoder and by decoder."""
    (a, b), s = pair, task.covariance
    own, both = shares(len(a), task.prefixes)
    through = a @ s
    of_decoder = b @ (both * (through @ a.T)) - through.T * own + task.decay * b
    of_encoder = (both * (b.T @ b)) @ through - own[:, None] * (b.T @ s) + task.decay * a
    return Pair(2 * of_encoder, 2 * of_decoder)


def learn(task: Task, width: int, seed: int) -> Iterator[Course]:
    """STEPS steps of Adam on all points at once: first the pair before any, then after every PIECE. Raises
    ValueError for a width outside 1 … d, and for a decay below 0."""
    values = len(task.covariance)
    if not 1 <= width <= values or task.decay < 0:
        raise ValueError(
            f"width={width}, decay={task.decay}; give from 1 to {values} units and a decay of at least 0"
        )
    variances, axes = principal(task.covariance)
    goal = axes[:, : alive(variances[:width], task.decay)]
    pair = initial(width, values, seed)
    at = np.concatenate([pair.encoder.ravel(), pair.decoder.ravel()])
    first, second = np.zeros_like(at), np.zeros_like(at)
    rows: list[tuple[float, float]] = []
    for step in range(STEPS):
        if step % PIECE == 0:
            yield _course(rows, pair)
        grad = np.concatenate([one.ravel() for one in gradients(pair, task)])
        first += (1 - B1) * (grad - first)
        second += (1 - B2) * (grad * grad - second)
        rate = RATE * (1 + np.cos(np.pi * step / STEPS)) / 2 / (1 - B1 ** (step + 1))
        at -= rate * first / (np.sqrt(second / (1 - B2 ** (step + 1))) + EPS)
        pair = Pair(at[: width * values].reshape(width, values), at[width * values :].reshape(values, width))
        if step + 1 == SEEN[len(rows)]:
            rows.append((error(pair, task.covariance), largest_angle(pair.decoder, goal)))
    yield _course(rows, pair)


def _course(rows: list[tuple[float, float]], pair: Pair) -> Course:
    found = np.array(rows).reshape(-1, 2)
    own = Pair(pair.encoder.copy(), pair.decoder.copy())
    return Course(SEEN[: len(rows)], found[:, 0], found[:, 1], own)


# --- beside principal components ----------------------------------------------------------------------------


def principal(covariance: Floats) -> tuple[Floats, Floats]:
    """Variances (d,) along the principal axes (d, d), one a column, the largest first."""
    variances, axes = np.linalg.eigh(covariance)
    return np.maximum(variances[::-1], 0), axes[:, ::-1]


def alive(variances: Floats, decay: float) -> int:
    """How many of these axes a decay leaves: those whose variance is larger (Kunin et al. 2019)."""
    return int((variances > decay).sum())


def lengths(variances: Floats, decay: float) -> Floats:
    """The decoder's singular values at the lowest loss with a decay above 0, along axes of these variances:
    √(1 − λ/σ²), 0 for those that are lost (Kunin et al. 2019)."""
    return np.sqrt(np.maximum(0, 1 - decay / np.maximum(variances, 1e-300)))


def least_error(variances: Floats, width: int, decay: float) -> float:
    """The mean squared error at the lowest loss of `width` units, of the variances along all axes (d,): what
    is not coded, and of what is coded λ²/σ². Without a decay PCA's."""
    coded = variances[:width]
    shrunk = np.where(coded > decay, decay**2 / np.maximum(coded, 1e-300), coded)
    return float(shrunk.sum() + variances[width:].sum())


def largest_angle(decoder: Floats, goal: Floats) -> float:
    """The largest principal angle in degrees between orthonormal columns `goal` (d, m) and as many of the
    decoder's longest directions, its first left singular vectors; 0 if m is 0."""
    from scipy.linalg import subspace_angles  # noqa: PLC0415  # a server starts sooner without it

    if not goal.shape[1]:
        return 0.0
    return float(np.degrees(subspace_angles(directions(decoder)[0][:, : goal.shape[1]], goal).max()))


def directions(decoder: Floats) -> tuple[Floats, Floats]:
    """The decoder's left singular vectors (d, c), one a column, and its singular values (c,), the longest
    first."""
    vectors, values, _right = np.linalg.svd(decoder, full_matrices=False)
    return vectors, values


def cosines(columns: Floats, axes: Floats) -> Floats:
    """|cos| of each column (d, c) with each axis (d, m): (c, m); 0 for a column of zeros."""
    sizes = np.linalg.norm(columns, axis=0)
    return np.abs(columns.T @ axes) / np.where(sizes > 0, sizes, 1)[:, None]
