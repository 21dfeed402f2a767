"""Two ways to estimate the gradient of a mean over drawn codes, by the numbers that they are drawn with.

Of one digit x, its code z = μ + σε, ε ~ N(0, I), and f(z) = Σ(x − x̂(z))²/(2v): the gradient of the mean of
f by μ and by log σ². Reparametrised (D. P. Kingma & M. Welling, "Auto-encoding variational Bayes", 2014,
https://arxiv.org/abs/1312.6114): the noise is held and f is differentiated through z. Score function (R. J.
Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
Machine Learning 8, 1992): f times the gradient of the logarithm of the density of z, so that f need not be
differentiable; a number that does not depend on z may be taken from f, which changes no mean.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl_core.nets.autoencoder import Layers, Plan, decode

Floats = NDArray[np.float64]


class Codes(NamedTuple):
    """How the codes of one sample are drawn: mean (c,) and log-variance (c,)."""

    mean: Floats
    log_variance: Floats

    def drawn(self, noise: ArrayLike) -> Floats:
        """Codes (s, c) of normal random numbers (s, c)."""
        return self.mean + np.exp(self.log_variance / 2) * np.asarray(noise, float)


class Estimates(NamedTuple):
    """One estimate for each draw, (s, 2c) each: by the c means, and by the c log-variances. baseline: score
    function with f(z) − f(μ) instead of f(z)."""

    reparametrised: Floats
    score: Floats
    baseline: Floats


def misfit(
    layers: Layers, plan: Plan, x: ArrayLike, codes: ArrayLike, variance: float
) -> tuple[Floats, Floats]:
    """f of codes (s, c) for a sample x (d,): its values (s,), and its slopes (s, c)."""
    *hidden, last = (type(one)(*(np.asarray(leaf, float) for leaf in one)) for one in layers.out)
    z = np.asarray(codes, float)
    apart = np.asarray(decode(layers._replace(out=(*hidden, last)), plan, z)) - np.asarray(x, float)
    back, a = apart @ last.weight.T / variance, z
    for layer in hidden:
        back = back * _slope(plan.activation, a @ layer.weight + layer.bias) @ layer.weight.T
    return (apart**2).sum(axis=1) / (2 * variance), back


def _slope(activation: str, z: Floats) -> Floats:
    if activation == "tanh":
        return 1 - np.tanh(z) ** 2
    return (z > 0).astype(float) if activation == "relu" else np.ones_like(z)


def estimates(
    layers: Layers, plan: Plan, x: ArrayLike, codes: Codes, variance: float, noise: ArrayLike
) -> Estimates:
    """The gradient of the mean of f, estimated from each row of normal random numbers (s, c). Raises
    ValueError for a variance that is not above 0."""
    if not variance > 0:
        raise ValueError(f"variance={variance}; a decoder's variance is above 0")
    e = np.asarray(noise, float)
    values, slopes = misfit(layers, plan, x, codes.drawn(e), variance)
    deviation = np.exp(codes.log_variance / 2)
    score = np.hstack([e / deviation, (e**2 - 1) / 2])  # of the log-density, by mean and by log-variance
    middle = misfit(layers, plan, x, codes.mean[None], variance)[0]
    return Estimates(
        np.hstack([slopes, slopes * deviation * e / 2]),
        values[:, None] * score,
        (values - middle)[:, None] * score,
    )


def deviation(one: Floats) -> float:
    """The standard deviation of an estimate (s, k) as a vector: the root of the sum of its numbers'
    variances."""
    return float(np.sqrt(one.var(axis=0, ddof=1).sum()))


def standard_error(one: Floats) -> Floats:
    """Of the mean of s estimates (s, k): (k,)."""
    return np.asarray(one.std(axis=0, ddof=1) / np.sqrt(len(one)))
