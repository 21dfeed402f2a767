"""Codes: samples as a few numbers each. Principal components, and what a variational autoencoder weighs.

K. Pearson, "On lines and planes of closest fit to systems of points in space", Philosophical Magazine 2,
1901; D. P. Kingma & M. Welling, "Auto-encoding variational Bayes", 2014,
https://arxiv.org/abs/1312.6114.
"""

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Axes(NamedTuple):
    """mean (d,) of the points; axes (width, d): orthonormal, the one with the largest variance first, each
    with its largest entry positive; variances (width,) along them, divisor n − 1."""

    mean: Floats
    axes: Floats
    variances: Floats

    def encode(self, points: ArrayLike) -> Floats:
        """The codes (n, width) of points (n, d)."""
        return (np.asarray(points, float) - self.mean) @ self.axes.T

    def decode(self, codes: ArrayLike) -> Floats:
        """The points (n, d) of the plane, of the axes, at codes (n, width)."""
        return np.asarray(codes, float) @ self.axes + self.mean


def pca(points: ArrayLike, width: int) -> Axes:
    """The first `width` principal axes of points (n, d), by the singular values of the centred points.

    Raises ValueError for a width outside 1 … min(n, d), for fewer than two points, and for numbers that are
    not finite.
    """
    x = np.asarray(points, float)
    if x.ndim != 2 or len(x) < 2 or not 1 <= width <= min(x.shape):
        raise ValueError(
            f"points {x.shape}, width={width}; give points (n, d), n ≥ 2, and from 1 to min(n, d) axes"
        )
    if not np.isfinite(x).all():
        raise ValueError("points must be finite numbers: leave out those that are not")
    mean = x.mean(axis=0)
    _left, values, axes = np.linalg.svd(x - mean, full_matrices=False)
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    axes = axes * np.where(largest < 0, -1.0, 1.0)
    return Axes(mean, axes[:width], values[:width] ** 2 / (len(x) - 1))


class Terms(NamedTuple):
    """What a variational autoencoder's loss adds up, means over the samples, without constants.
    reconstruction: Σ(x − x̂)²/(2·variance); kl: of the codes' distributions from N(0, I)."""

    reconstruction: Any
    kl: Any


def vae_terms(x: Any, decoded: Any, mean: Any, log_variance: Any, variance: Any) -> Terms:
    """The two terms of samples x (n, d), of what their codes are decoded to (n, d), and of mean and
    log-variance (n, c) of these codes. variance: of the decoder's normal distribution, one for all values."""
    return Terms(
        jnp.square(jnp.asarray(x) - decoded).sum(axis=1).mean() / (2 * variance),
        kl_of_units(mean, log_variance).sum(axis=1).mean(),
    )


def kl_of_units(mean: Any, log_variance: Any) -> Any:
    """KL divergence (n, c) of N(mean, exp(log_variance)) from N(0, 1): ½(μ² + σ² − 1 − log σ²)."""
    return (jnp.square(mean) + jnp.exp(log_variance) - 1 - log_variance) / 2
