"""Digits with noise on them, through a narrow code: nets that learned from noisy digits to give clean ones,
nets that never saw noise, and the best that a linear map can do.

P. Vincent, H. Larochelle, Y. Bengio & P.-A. Manzagol, "Extracting and composing robust features with
denoising autoencoders", ICML 2008. The best linear map of noisy samples to clean ones is N. Wiener's filter
(1949): along each principal axis the code is shrunk by σ²/(σ² + noise²).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.digits import Points
from dl_core.experiments.autoencoders import (
    PIECE,
    ROOMY,
    STEPS,
    Goal,
    Learned,
    Recipe,
    digits_apart,
    train_all,
)
from dl_core.experiments.code_widths import SEEDS, squared_error
from dl_core.experiments.codes import Axes, pca
from dl_core.nets.autoencoder import Layers, decode, encode

SHOWN = 6  # digits that are shown
Floats = NDArray[np.floating]


class Denoised(NamedTuple):
    """What comes of test digits. steps (t,), after which was looked; denoising, plain (seeds, t): mean of
    Σ(x − x̂)² of noisy inputs and clean targets, of nets that learned from noisy and from clean digits;
    clean (seeds, t): of the first nets where the input is clean, too; images: (5, SHOWN, 64): clean, noisy,
    and what the first denoising net, the first plain net and the linear map make of the noisy ones."""

    steps: NDArray[np.intp]
    denoising: Floats
    plain: Floats
    clean: Floats
    images: Floats


class Linear(NamedTuple):
    """The same errors without a net: nothing, of the noisy input as it is; pca: of its projection on the
    plane of the first axes; wiener: of the best linear map through as many numbers."""

    nothing: float
    pca: float
    wiener: float


def noisy(x: ArrayLike, noise: float, seed: int) -> NDArray[np.float64]:
    """Samples with normal noise of this standard deviation added; the same numbers for each noise."""
    clean = np.asarray(x, float)
    return clean + noise * np.random.default_rng((seed, 53)).normal(size=clean.shape)


def wiener(axes: Axes, noise: float, x: ArrayLike) -> NDArray[np.float64]:
    """What the best linear map through len(axes) numbers makes of noisy samples (n, d)."""
    kept = axes.variances / np.maximum(axes.variances + noise**2, 1e-300)
    return axes.decode(axes.encode(x) * kept)


def linear(width: int, noise: float, seed: int) -> Linear:
    """The errors of test digits without a net."""
    train, test = digits_apart()
    given, axes = noisy(test.x, noise, seed), pca(train.x, width)
    return Linear(
        squared_error(test.x, given),
        squared_error(test.x, axes.decode(axes.encode(given))),
        squared_error(test.x, wiener(axes, noise, given)),
    )


def through(layers: Layers, x: ArrayLike) -> NDArray[np.float32]:
    """What a net makes of samples (n, d)."""
    mean, _log_variance = encode(layers, ROOMY, np.asarray(x, np.float32))
    return np.asarray(decode(layers, ROOMY, mean))


def denoise(width: int, noise: float, seed: int, steps: int = STEPS) -> Iterator[Denoised]:
    """Nets of both kinds and of SEEDS seeds from `seed` on, beside each other: after every piece of work what
    they make of test digits, the same once more until all have come as far."""
    seeds = range(seed, seed + SEEDS)
    recipes = [Recipe(ROOMY, width, Goal(noise=one), own) for one in (noise, 0.0) for own in seeds]
    train, test = digits_apart()
    given = noisy(test.x, noise, seed)
    linearly = wiener(pca(train.x, width), noise, given[:SHOWN])
    rows: list[NDArray[np.float64]] = []
    seen: tuple[Learned, ...] = ()
    for learned in train_all(recipes, train, test, steps, PIECE):
        if learned is not seen:
            seen = learned
            if len(seen[0].steps):
                rows.append(_errors(seen, test, given))
            found = np.array(rows).reshape(-1, 3, SEEDS).transpose(1, 2, 0)
            shown = (through(one.layers, given[:SHOWN]) for one in (seen[0], seen[SEEDS]))
            images = np.array([test.x[:SHOWN], given[:SHOWN], *shown, linearly], np.float32)
            denoising, plain, clean = found
            state = Denoised(seen[0].steps.astype(np.intp), denoising, plain, clean, images)
        yield state


def _errors(nets: tuple[Learned, ...], test: Points, given: Any) -> NDArray[np.float64]:
    """Of noisy digits, of denoising and of plain nets, and of clean ones, of the first: (3, SEEDS)."""
    denoising, plain = nets[:SEEDS], nets[SEEDS:]
    pairs = ((denoising, given), (plain, given), (denoising, test.x))
    return np.array([[squared_error(test.x, through(one.layers, x)) for one in some] for some, x in pairs])
