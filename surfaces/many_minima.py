"""Several minima, up to dozens."""

import jax
import jax.numpy as jnp

from dl_core.params import Source, params
from surfaces.base import Surface

# Polished by Newton's method from a lattice; tests/surfaces finds them again.
_STAIRS = (0.994958637652, 1.989912233709, 2.984855701039, 3.979783860301, 4.974691390895)
_RASTRIGIN = (*(-z for z in _STAIRS), 0.0, *_STAIRS)
_ACKLEY = (  # one eighth of the plane, 0 ≤ x ≤ y; the rest by symmetry
    (0.0, 0.95216654595), (0.0, 1.958919718122), (0.0, 2.964619443112),
    (0.0, 3.969466743352), (0.0, 4.973611257997), (0.968477658708, 0.968477658708),
    (0.982416035079, 1.964616662863), (0.989154186482, 2.967259528763), (0.99276720617, 3.970918315064),
    (0.994920373822, 4.974497722177), (1.974451986484, 1.974451986484), (1.982139950381, 2.973139419924),
    (1.987310614627, 3.974540178468), (1.990764875736, 4.97684384933), (2.979223954691, 2.979223954691),
    (2.984213738127, 3.978924750768), (2.987995058853, 4.979957939487), (3.98306769969, 3.98306769969),
    (3.986568097954, 4.983198896761), (4.986180456998, 4.986180456998),
)  # fmt: skip

JAMIL = Source("Jamil & Yang", 2013, "https://arxiv.org/abs/1308.4008")


@params
class Himmelblau(Surface):
    """(x² + y − 11)² + (x + y² − 7)²."""

    label = "Himmelblau"
    formula = r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    source = Source("Himmelblau", 1972)
    about = "Four minima, all equally deep: which one is found depends on start and rule."
    window, start = (-6.0, 6.0, -6.0, 6.0), (-0.5, -0.5)
    lowest = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        a = x[0] * x[0] + x[1] - 11
        b = x[0] + x[1] * x[1] - 7
        return a * a + b * b


@params
class ThreeHumpCamel(Surface):
    """2x² − 1.05x⁴ + x⁶/6 + xy + y²."""

    label = "Three-hump camel"
    formula = r"2x^2 - 1.05 x^4 + \tfrac16 x^6 + xy + y^2"
    source = JAMIL
    about = "One global minimum between two local ones."
    window, start = (-3.0, 3.0, -3.0, 3.0), (-2.0, -1.6)
    lowest = ((0.0, 0.0),)
    others = ((1.7475523458302893, -0.8737761729151446), (-1.7475523458302893, 0.8737761729151446))

    def __call__(self, x: jax.Array) -> jax.Array:
        x2 = x[0] * x[0]
        return 2 * x2 - 1.05 * x2 * x2 + x2 * x2 * x2 / 6 + x[0] * x[1] + x[1] * x[1]


@params
class SixHumpCamel(Surface):
    """(4 − 2.1x² + x⁴/3)x² + xy + (−4 + 4y²)y²."""

    label = "Six-hump camel"
    formula = r"\left(4 - 2.1 x^2 + \tfrac13 x^4\right) x^2 + xy + (-4 + 4y^2)\, y^2"
    source = JAMIL
    about = "Six minima in pairs; two are the deepest."
    window, start = (-2.0, 2.0, -1.2, 1.2), (-1.6, 0.2)
    lowest = ((0.08984201310031807, -0.7126564030207396), (-0.08984201310031807, 0.7126564030207396))
    others = (
        (-1.7036067149699807, 0.7960835686726252),
        (1.7036067149699807, -0.7960835686726252),
        (-1.607104752920198, -0.5686514548841313),
        (1.607104752920198, 0.5686514548841313),
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        x2 = x[0] * x[0]
        y2 = x[1] * x[1]
        return (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + x[0] * x[1] + (4 * y2 - 4) * y2


@params
class StyblinskiTang(Surface):
    """½Σ(z⁴ − 16z² + 5z)."""

    label = "Styblinski–Tang"
    formula = r"\tfrac12 \sum_{z \in \{x, y\}} \left(z^4 - 16 z^2 + 5 z\right)"
    source = Source("Styblinski & Tang", 1990, "https://doi.org/10.1016/0893-6080(90)90029-K")
    about = "Four minima, one per quadrant; only one is the deepest."
    window, start = (-5.0, 5.0, -5.0, 5.0), (0.0, -0.5)
    lowest = ((-2.903534027771177, -2.903534027771177),)
    others = (
        (-2.903534027771177, 2.746802770990837),
        (2.746802770990837, -2.903534027771177),
        (2.746802770990837, 2.746802770990837),
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        x2 = x[0] * x[0]
        y2 = x[1] * x[1]
        return 0.5 * (x2 * x2 - 16 * x2 + 5 * x[0] + y2 * y2 - 16 * y2 + 5 * x[1])


@params
class McCormick(Surface):
    """sin(x + y) + (x − y)² − 1.5x + 2.5y + 1."""

    label = "McCormick"
    formula = r"\sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1"
    source = JAMIL
    about = "A wavy slope: unbounded below outside the box, so a run can leave and not return."
    window, start = (-3.0, 4.0, -3.0, 4.0), (3.0, -2.5)
    lowest = ((-0.5471975511965976, -1.5471975511965976),)
    others = ((2.5943951023931953, 1.5943951023931953),)

    def __call__(self, x: jax.Array) -> jax.Array:
        across = x[0] - x[1]
        return jnp.sin(x[0] + x[1]) + across * across - 1.5 * x[0] + 2.5 * x[1] + 1


@params
class Rastrigin(Surface):
    """20 + Σ(z² − 10 cos 2πz)."""

    label = "Rastrigin"
    formula = r"20 + \sum_{z \in \{x, y\}} \left(z^2 - 10 \cos 2\pi z\right)"
    source = Source("Rastrigin", 1974)
    about = "A bowl covered with egg cups: 121 minima, one of them the best."
    window, start = (-5.12, 5.12, -5.12, 5.12), (-2.0, 3.5)
    lowest = ((0.0, 0.0),)
    others = tuple((a, b) for a in _RASTRIGIN for b in _RASTRIGIN if a or b)

    def __call__(self, x: jax.Array) -> jax.Array:
        waves = jnp.cos(2 * jnp.pi * x[0]) + jnp.cos(2 * jnp.pi * x[1])
        return 20 + x[0] * x[0] + x[1] * x[1] - 10 * waves


@params
class Ackley(Surface):
    """−20 exp(−.2√(½Σz²)) − exp(½Σ cos 2πz) + 20 + e; at 0 the root's slope is taken as 0, so that the
    gradient exists."""

    label = "Ackley"
    formula = r"-20\, e^{-0.2 \sqrt{(x^2 + y^2)/2}} - e^{(\cos 2\pi x + \cos 2\pi y)/2} + 20 + e"
    source = Source("Ackley", 1987)
    about = (
        "Ripples around a pointed minimum: in every ring of width 1 around it the gradient is 3 to 4 long "
        "on average, far out too."
    )
    window, start = (-5.0, 5.0, -5.0, 5.0), (-3.5, 2.7)
    lowest = ((0.0, 0.0),)
    others = tuple(
        sorted({point for a, b in _ACKLEY for s in (-a, a) for t in (-b, b) for point in ((s, t), (t, s))})
    )

    def __call__(self, x: jax.Array) -> jax.Array:
        square = 0.5 * (x[0] * x[0] + x[1] * x[1])
        radius = jnp.where(square > 0, jnp.sqrt(jnp.where(square > 0, square, 1.0)), 0.0)
        waves = 0.5 * (jnp.cos(2 * jnp.pi * x[0]) + jnp.cos(2 * jnp.pi * x[1]))
        return -20 * jnp.exp(-0.2 * radius) - jnp.exp(waves) + 20 + 2.718281828459045


@params
class GoldsteinPrice(Surface):
    """(ln f − 8.693)/2.427, f being Goldstein & Price's polynomial."""

    label = "log Goldstein–Price"
    formula = (
        r"\frac{\ln f - 8.693}{2.427},\quad f = \left(1 + (x+y+1)^2 (19 - 14x + 3x^2 - 14y + 6xy + "
        r"3y^2)\right)\left(30 + (2x-3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)\right)"
    )
    source = Source(
        "Goldstein & Price; log form Picheny et al.", 2013, "https://doi.org/10.1007/s00158-013-0919-4"
    )
    about = "Crossing valleys with four minima; the logarithm makes them visible."
    window, start = (-2.0, 2.0, -2.0, 2.0), (-1.2, 1.0)
    lowest = ((0.0, -1.0),)
    others = ((-0.6, -0.4), (1.8, 0.2), (1.2, 0.8))

    def __call__(self, x: jax.Array) -> jax.Array:
        a, b = x[0], x[1]
        s = a + b + 1
        d = 2 * a - 3 * b
        first = 1 + s * s * (19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b)
        second = 30 + d * d * (18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b)
        return (jnp.log(first * second) - 8.693) / 2.427
