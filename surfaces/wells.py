"""Saddles and pairs of wells: where the path decides which minimum it finds."""

import jax
import jax.numpy as jnp

from dl_core.params import Scalar, Source, param, params
from surfaces.base import Surface

OURS = Source("this project", 2026)


@params
class Saddle(Surface):
    """x² − y² + y⁴/4."""

    label = "Saddle"
    formula = r"x^2 - y^2 + \tfrac14 y^4"
    source = OURS
    about = "The gradient dies at (0, 0), which is no minimum: who gets away from the ridge, and when?"
    window, start = (-3.0, 3.0, -3.0, 3.0), (-2.0, 0.001)
    lowest = ((0.0, 1.4142135623730951), (0.0, -1.4142135623730951))
    saddles = ((0.0, 0.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        y2 = x[1] * x[1]
        return x[0] * x[0] - y2 + 0.25 * y2 * y2


@params
class TwoWells(Surface):
    """x² + y² − 2e^{−((x−1)²+y²)/.2} − 3e^{−((x+1)²+y²)/.2}."""

    label = "Two wells"
    formula = r"x^2 + y^2 - 2 e^{-((x-1)^2 + y^2)/0.2} - 3 e^{-((x+1)^2 + y^2)/0.2}"
    source = OURS
    about = "A bowl with two narrow holes; the left one is deeper."
    window, start = (-2.0, 2.0, -2.0, 2.0), (0.2, 1.5)
    lowest = ((-0.9363006340109187, 0.0),)
    others = ((0.905317899160115, 0.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        y2 = x[1] * x[1]
        right = (x[0] - 1) * (x[0] - 1) + y2
        left = (x[0] + 1) * (x[0] + 1) + y2
        return x[0] * x[0] + y2 - 2 * jnp.exp(-right / 0.2) - 3 * jnp.exp(-left / 0.2)


@params
class SharpFlat(Surface):
    """uv/(u + v) with u = ½k((x+2)² + y²), v = ½((x−2)² + y²): both minima are exactly 0, with curvature k on
    the left and 1 on the right. Our own design."""

    label = "Sharp and flat"
    formula = (
        r"\frac{u v}{u + v},\quad u = \tfrac{k}{2}\left((x+2)^2 + y^2\right),\quad v = "
        r"\tfrac12\left((x-2)^2 + y^2\right)"
    )
    source = OURS
    about = "Two minima of equal depth: the left one k times sharper than the right one."
    window, start = (-5.0, 5.0, -3.0, 3.0), (-0.9, 1.4)
    lowest = ((-2.0, 0.0), (2.0, 0.0))
    k: Scalar = param(
        default=50.0,
        low=2.0,
        high=500.0,
        log=True,
        tex="k",
        about="curvature of the sharp minimum",
        label="Sharpness",
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        y2 = x[1] * x[1]
        u = 0.5 * self.k * ((x[0] + 2) * (x[0] + 2) + y2)
        v = 0.5 * ((x[0] - 2) * (x[0] - 2) + y2)
        return u * v / (u + v)
