"""Curved, kinked and stepped valleys."""

import jax
import jax.numpy as jnp

from dl_core.params import Scalar, Source, param, params
from surfaces.base import Surface


@params
class Rosenbrock(Surface):
    """(1 − x)² + b(y − x²)²."""

    label = "Rosenbrock"
    formula = r"(1 - x)^2 + b\,(y - x^2)^2"
    source = Source("Rosenbrock", 1960, "https://doi.org/10.1093/comjnl/3.3.175")
    about = "A curved valley: falling in is easy, following its bend to (1, 1) is not."
    window, start = (-2.0, 2.0, -1.0, 3.0), (-1.5, 2.0)
    lowest = ((1.0, 1.0),)
    b: Scalar = param(
        default=100.0,
        low=1.0,
        high=1000.0,
        log=True,
        tex="b",
        about="steepness of the walls",
        label="Wall steepness",
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        along = 1 - x[0]
        across = x[1] - x[0] * x[0]
        return along * along + self.b * across * across


@params
class Beale(Surface):
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²."""

    label = "Beale"
    formula = r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    source = Source("Beale", 1958)
    about = "Flat in the middle, cliffs in the corners."
    window, start = (-4.5, 4.5, -4.5, 4.5), (1.0, 1.0)
    lowest = ((3.0, 0.5),)

    def __call__(self, x: jax.Array) -> jax.Array:
        y2 = x[1] * x[1]
        a = 1.5 - x[0] + x[0] * x[1]
        b = 2.25 - x[0] + x[0] * y2
        c = 2.625 - x[0] + x[0] * y2 * x[1]
        return a * a + b * b + c * c


@params
class KinkValley(Surface):
    """|x| + 10|y|: not smooth; the gradient does not shrink near the minimum. On a kink its slope is
    0, as torch's (jnp.abs would take 1 there)."""

    label = "Kink valley"
    formula = r"|x| + 10\,|y|"
    source = Source("textbook", 1970)
    about = (
        "Not smooth: the gradient keeps its size up to the minimum, so a constant rate keeps jumping "
        "across it, unless a step lands on the kink exactly."
    )
    window, start = (-5.0, 5.0, -3.0, 3.0), (-4.0, 2.0)
    lowest = ((0.0, 0.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.maximum(x[0], -x[0]) + 10 * jnp.maximum(x[1], -x[1])


@params
class PlateauCliff(Surface):
    """1 + tanh(kx) + .005(x + 4)² + .1y²: an almost flat shelf (x > 0), a drop of 2 at x = 0, a wide floor
    below. Our own design."""

    label = "Plateau and cliff"
    formula = r"1 + \tanh(k x) + 0.005\,(x + 4)^2 + 0.1\, y^2"
    source = Source("this project", 2026)
    about = "On the shelf there is almost no gradient; at the edge there is far too much."
    window, start = (-6.0, 6.0, -3.0, 3.0), (5.0, 1.5)
    lowest = ((-4.0, 0.0),)
    k: Scalar = param(
        default=4.0, low=4.0, high=20.0, tex="k", about="steepness of the cliff", label="Cliff steepness"
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        floor = x[0] + 4
        return 1 + jnp.tanh(self.k * x[0]) + 0.005 * floor * floor + 0.1 * x[1] * x[1]
