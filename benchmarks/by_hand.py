"""The surfaces for the NumPy loop: name → function of (surface, x, y) that gives value, ∂x, ∂y, gradients
written by hand.

With `math`, for NumPy's numbers and for Python's floats alike.
"""

from collections.abc import Callable
from math import cos, exp, log, pi, radians, sin, sqrt, tanh
from typing import Any

Triple = tuple[float, float, float]


def bowl(_: Any, x: float, y: float) -> Triple:
    return 0.5 * (x * x + y * y), x, y


def ravine(s: Any, x: float, y: float) -> Triple:
    c, d = cos(radians(s.angle)), sin(radians(s.angle))
    u, v = c * x + d * y, c * y - d * x
    return (
        0.5 * s.scale * (u * u + s.kappa * v * v),
        s.scale * (u * c - s.kappa * v * d),
        s.scale * (u * d + s.kappa * v * c),
    )


def booth(_: Any, x: float, y: float) -> Triple:
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return a * a + b * b, 2 * a + 4 * b, 4 * a + 2 * b


def matyas(_: Any, x: float, y: float) -> Triple:
    return 0.26 * (x * x + y * y) - 0.48 * x * y, 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x


def rosenbrock(s: Any, x: float, y: float) -> Triple:
    along, across = 1 - x, y - x * x
    return along * along + s.b * across * across, -2 * along - 4 * s.b * x * across, 2 * s.b * across


def beale(_: Any, x: float, y: float) -> Triple:
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    return (
        a * a + b * b + c * c,
        2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1)),
        2 * x * (a + 2 * b * y + 3 * c * y2),
    )


def himmelblau(_: Any, x: float, y: float) -> Triple:
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, 4 * a * x + 2 * b, 2 * a + 4 * b * y


def three_hump_camel(_: Any, x: float, y: float) -> Triple:
    x2 = x * x
    return (
        2 * x2 - 1.05 * x2 * x2 + x2 * x2 * x2 / 6 + x * y + y * y,
        x * (4 - 4.2 * x2 + x2 * x2) + y,
        x + 2 * y,
    )


def six_hump_camel(_: Any, x: float, y: float) -> Triple:
    x2, y2 = x * x, y * y
    value = (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + x * y + (4 * y2 - 4) * y2
    return value, x * (8 - 8.4 * x2 + 2 * x2 * x2) + y, x + y * (16 * y2 - 8)


def styblinski_tang(_: Any, x: float, y: float) -> Triple:
    x2, y2 = x * x, y * y
    value = 0.5 * (x2 * x2 - 16 * x2 + 5 * x + y2 * y2 - 16 * y2 + 5 * y)
    return value, 2 * x2 * x - 16 * x + 2.5, 2 * y2 * y - 16 * y + 2.5


def mc_cormick(_: Any, x: float, y: float) -> Triple:
    across, wave = x - y, cos(x + y)
    return (
        sin(x + y) + across * across - 1.5 * x + 2.5 * y + 1,
        wave + 2 * across - 1.5,
        wave - 2 * across + 2.5,
    )


def rastrigin(_: Any, x: float, y: float) -> Triple:
    a, b = 2 * pi * x, 2 * pi * y
    return 20 + x * x + y * y - 10 * (cos(a) + cos(b)), 2 * x + 20 * pi * sin(a), 2 * y + 20 * pi * sin(b)


def ackley(_: Any, x: float, y: float) -> Triple:
    a, b = 2 * pi * x, 2 * pi * y
    radius = sqrt(0.5 * (x * x + y * y))
    far, waves = exp(-0.2 * radius), exp(0.5 * (cos(a) + cos(b)))
    slope = 2 * far / radius if radius > 0 else 0.0
    return (
        -20 * far - waves + 20 + 2.718281828459045,
        slope * x + pi * sin(a) * waves,
        slope * y + pi * sin(b) * waves,
    )


def goldstein_price(_: Any, a: float, b: float) -> Triple:
    s, d = a + b + 1, 2 * a - 3 * b
    inner = 19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b
    outer = 18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b
    first, second = 1 + s * s * inner, 30 + d * d * outer
    slope = (2 * s * inner + s * s * (6 * (a + b) - 14)) / first
    across = slope + (4 * d * outer + d * d * (24 * a - 36 * b - 32)) / second
    up = slope + (d * d * (54 * b - 36 * a + 48) - 6 * d * outer) / second
    return (log(first * second) - 8.693) / 2.427, across / 2.427, up / 2.427


def saddle(_: Any, x: float, y: float) -> Triple:
    y2 = y * y
    return x * x - y2 + 0.25 * y2 * y2, 2 * x, y * (y2 - 2)


def two_wells(_: Any, x: float, y: float) -> Triple:
    y2 = y * y
    right, left = 2 * exp(-((x - 1) ** 2 + y2) / 0.2), 3 * exp(-((x + 1) ** 2 + y2) / 0.2)
    return (
        x * x + y2 - right - left,
        2 * x + 10 * ((x - 1) * right + (x + 1) * left),
        2 * y + 10 * y * (right + left),
    )


def kink_valley(_: Any, x: float, y: float) -> Triple:
    return abs(x) + 10 * abs(y), float(x > 0) - float(x < 0), 10.0 * (float(y > 0) - float(y < 0))


def plateau_cliff(s: Any, x: float, y: float) -> Triple:
    step, floor = tanh(s.k * x), x + 4
    return 1 + step + 0.005 * floor * floor + 0.1 * y * y, s.k * (1 - step * step) + 0.01 * floor, 0.2 * y


def sharp_flat(s: Any, x: float, y: float) -> Triple:
    y2 = y * y
    u, v = 0.5 * s.k * ((x + 2) ** 2 + y2), 0.5 * ((x - 2) ** 2 + y2)
    left, right = (v / (u + v)) ** 2 * s.k, (u / (u + v)) ** 2
    return u * v / (u + v), left * (x + 2) + right * (x - 2), (left + right) * y


BY_HAND: dict[str, Callable[[Any, float, float], Triple]] = {
    "Bowl": bowl,
    "Ravine": ravine,
    "Booth": booth,
    "Matyas": matyas,
    "Rosenbrock": rosenbrock,
    "Beale": beale,
    "Himmelblau": himmelblau,
    "ThreeHumpCamel": three_hump_camel,
    "SixHumpCamel": six_hump_camel,
    "StyblinskiTang": styblinski_tang,
    "McCormick": mc_cormick,
    "Rastrigin": rastrigin,
    "Ackley": ackley,
    "GoldsteinPrice": goldstein_price,
    "Saddle": saddle,
    "TwoWells": two_wells,
    "KinkValley": kink_valley,
    "PlateauCliff": plateau_cliff,
    "SharpFlat": sharp_flat,
}
