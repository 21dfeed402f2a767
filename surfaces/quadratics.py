"""Quadratic bowls: where theory is exact."""

import jax
import jax.numpy as jnp

from dl_core.params import Scalar, Source, param, params
from surfaces.base import Surface

JAMIL = Source("Jamil & Yang", 2013, "https://arxiv.org/abs/1308.4008")


@params
class Bowl(Surface):
    """½(x² + y²)."""

    label = "Bowl"
    formula = r"\tfrac12 (x^2 + y^2)"
    source = Source("textbook", 1847)
    about = "The same curvature in every direction: every rule should be good here."
    window, start, quadratic = (-5.0, 5.0, -5.0, 5.0), (-3.0, 4.0), True
    lowest = ((0.0, 0.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        return 0.5 * (x[0] * x[0] + x[1] * x[1])


@params
class Ravine(Surface):
    """½c(u² + κv²), (u, v) being (x, y) turned by θ. With c = .1, κ = 20 it is the book's x²/20 + y²."""

    label = "Ravine"
    formula = r"\tfrac{c}{2} (u^2 + \kappa v^2),\quad (u, v) = R_\theta (x, y)"
    source = Source("textbook", 1847)
    about = "A flat floor between steep walls: κ says how much steeper the walls are."
    window, start, quadratic = (-10.0, 10.0, -4.0, 4.0), (-8.0, 1.5), True
    lowest = ((0.0, 0.0),)
    kappa: Scalar = param(
        default=20.0,
        low=1.0,
        high=1000.0,
        log=True,
        tex=r"\kappa",
        about="condition number: steepest over flattest curvature",
        label="Condition number",
    )
    angle: Scalar = param(
        default=0.0,
        low=-90.0,
        high=90.0,
        tex=r"\theta",
        about="turn of the ravine, in degrees",
        label="Angle",
    )
    scale: Scalar = param(
        default=1.0, low=0.01, high=10.0, log=True, tex="c", about="curvature along the floor", label="Scale"
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        turn = self.angle * (jnp.pi / 180)
        u = jnp.cos(turn) * x[0] + jnp.sin(turn) * x[1]
        v = jnp.cos(turn) * x[1] - jnp.sin(turn) * x[0]
        return 0.5 * self.scale * (u * u + self.kappa * v * v)


@params
class Booth(Surface):
    """(x + 2y − 7)² + (2x + y − 5)²."""

    label = "Booth"
    formula = r"(x + 2y - 7)^2 + (2x + y - 5)^2"
    source = JAMIL
    about = "A tilted bowl, nine times steeper across than along."
    window, start, quadratic = (-10.0, 10.0, -10.0, 10.0), (-8.0, 7.0), True
    lowest = ((1.0, 3.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        a = x[0] + 2 * x[1] - 7
        b = 2 * x[0] + x[1] - 5
        return a * a + b * b


@params
class Matyas(Surface):
    """.26(x² + y²) − .48xy."""

    label = "Matyas"
    formula = r"0.26 (x^2 + y^2) - 0.48\, x y"
    source = JAMIL
    about = "A gentle diagonal valley, 25 times steeper across than along."
    window, start, quadratic = (-10.0, 10.0, -10.0, 10.0), (-9.0, 7.0), True
    lowest = ((0.0, 0.0),)

    def __call__(self, x: jax.Array) -> jax.Array:
        return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * x[0] * x[1]
