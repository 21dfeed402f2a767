"""Every surface against its formula written a second time, and its minima against a search that knows nothing of them."""

from collections.abc import Callable
from functools import cache

import jax
import numpy as np
import pytest
from numpy import abs, cos, exp, log, pi, sin, sqrt, tanh

from dl_core.params import params_of
from surfaces import (
    SURFACES,
    Ackley,
    Beale,
    Booth,
    Bowl,
    GoldsteinPrice,
    Himmelblau,
    KinkValley,
    Matyas,
    McCormick,
    PlateauCliff,
    Rastrigin,
    Ravine,
    Rosenbrock,
    Saddle,
    SharpFlat,
    SixHumpCamel,
    StyblinskiTang,
    Surface,
    ThreeHumpCamel,
    TwoWells,
)
from surfaces.switch import switch

Formula = Callable[..., np.ndarray]


def harmonic(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 1 / (1 / u + 1 / v)


# The formulas again, with powers and in NumPy; the parameters at the values of UNUSUAL.
FORMULAS: dict[type[Surface], Formula] = {
    Bowl: lambda x, y: (x**2 + y**2) / 2,
    Ravine: lambda x, y: 0.3 / 2 * ((x * cos(pi / 6) + y * sin(pi / 6)) ** 2 + 7 * (y * cos(pi / 6) - x * sin(pi / 6)) ** 2),
    Rosenbrock: lambda x, y: (1 - x) ** 2 + 30 * (y - x**2) ** 2,
    Beale: lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    Himmelblau: lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    Booth: lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    Matyas: lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    ThreeHumpCamel: lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    SixHumpCamel: lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2,
    StyblinskiTang: lambda x, y: sum(z**4 - 16 * z**2 + 5 * z for z in (x, y)) / 2,
    McCormick: lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    Rastrigin: lambda x, y: 20 + sum(z**2 - 10 * cos(2 * pi * z) for z in (x, y)),
    Ackley: lambda x, y: -20 * exp(-0.2 * sqrt((x**2 + y**2) / 2)) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + 20 + np.e,
    GoldsteinPrice: lambda x, y: (
        (
            log(
                (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
                * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))
            )
            - 8.693
        )
        / 2.427
    ),
    Saddle: lambda x, y: x**2 - y**2 + y**4 / 4,
    TwoWells: lambda x, y: x**2 + y**2 - 2 * exp(-((x - 1) ** 2 + y**2) / 0.2) - 3 * exp(-((x + 1) ** 2 + y**2) / 0.2),
    KinkValley: lambda x, y: abs(x) + 10 * abs(y),
    PlateauCliff: lambda x, y: 1 + tanh(6 * x) + 0.005 * (x + 4) ** 2 + 0.1 * y**2,
    SharpFlat: lambda x, y: harmonic(9 / 2 * ((x + 2) ** 2 + y**2), ((x - 2) ** 2 + y**2) / 2),
}
UNUSUAL = {Ravine: dict(kappa=7.0, angle=30.0, scale=0.3), Rosenbrock: dict(b=30.0), PlateauCliff: dict(k=6.0), SharpFlat: dict(k=9.0)}
LOWEST = {SixHumpCamel: -1.031628453, StyblinskiTang: -78.332331408, McCormick: -1.913222955, Saddle: -1.0, TwoWells: -2.06309025}
LOWEST[GoldsteinPrice] = (np.log(3) - 8.693) / 2.427
SMOOTH = [cls for cls in SURFACES if cls is not KinkValley]


@cache
def derivatives(cls: type[Surface]) -> tuple[Callable[..., np.ndarray], ...]:
    surface = cls()
    value, slope, curvature = (jax.jit(jax.vmap(f)) for f in (surface, jax.grad(surface), jax.hessian(surface)))
    return tuple(lambda x, f=f: np.asarray(f(np.asarray(x, float).reshape(-1, 2))) for f in (value, slope, curvature))  # type: ignore[misc]


def lattice(cls: type[Surface], size: int) -> np.ndarray:
    x0, x1, y0, y1 = cls.window
    return np.stack(np.meshgrid(np.linspace(x0, x1, size), np.linspace(y0, y1, size)), -1).reshape(-1, 2)


def minima_found(cls: type[Surface]) -> np.ndarray:
    """All minima in the window that Newton's method reaches from a lattice, short steps first."""
    _, slope, curvature = derivatives(cls)
    x, reach = lattice(cls, 161), 0.005 * (cls.window[1] - cls.window[0])
    for turn in range(60):
        h = curvature(x) + 1e-12 * np.eye(2)
        determinant = h[:, 0, 0] * h[:, 1, 1] - h[:, 0, 1] * h[:, 1, 0]
        g = slope(x)
        with np.errstate(all="ignore"):
            step = np.stack([h[:, 1, 1] * g[:, 0] - h[:, 0, 1] * g[:, 1], h[:, 0, 0] * g[:, 1] - h[:, 1, 0] * g[:, 0]], 1) / determinant[:, None]
            length = np.linalg.norm(step, axis=1, keepdims=True)
            step = np.where(length > reach, step * reach / length, step) if turn < 40 else step
        x = np.where(np.isfinite(x - step), x - step, x)
    x0, x1, y0, y1 = cls.window
    inside = (x[:, 0] >= x0) & (x[:, 0] <= x1) & (x[:, 1] >= y0) & (x[:, 1] <= y1)
    x = x[inside]
    bottom = (np.linalg.norm(slope(x), axis=1) < 1e-9) & (np.linalg.eigvalsh(np.nan_to_num(curvature(x)))[:, 0] > 1e-6)
    return np.unique(np.round(x[bottom], 6) + 0.0, axis=0)


def test_every_surface_stands_here_a_second_time() -> None:
    assert set(FORMULAS) == set(SURFACES)


@pytest.mark.parametrize("cls", SURFACES)
def test_a_surface_is_its_formula(cls: type[Surface]) -> None:
    x0, x1, y0, y1 = cls.window
    points = np.random.default_rng(0).uniform((x0, y0), (x1, y1), (200, 2))
    ours = np.asarray(jax.jit(jax.vmap(cls(**UNUSUAL.get(cls, {}))))(points))
    np.testing.assert_allclose(ours, FORMULAS[cls](points[:, 0], points[:, 1]), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("cls", SURFACES)
def test_the_switch_says_what_the_surface_says(cls: type[Surface]) -> None:
    surface, x = cls(**UNUSUAL.get(cls, {})), np.array(cls.start) + 0.01
    one = switch(surface)
    value, slope = jax.jit(lambda loss, x: loss.value_and_grad(x))(one, x)
    np.testing.assert_allclose([value, *slope], [surface(x), *jax.grad(surface)(x)], rtol=1e-12)
    np.testing.assert_allclose(jax.jit(lambda loss, x: loss.hessian(x))(one, x), jax.hessian(surface)(x), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(jax.jit(lambda loss, x: loss(x))(one, x), value, rtol=1e-12)


def test_the_switch_refuses_a_stranger_in_words() -> None:
    class Stranger(Surface):
        def __call__(self, x: jax.Array) -> jax.Array:
            return x[0]

    with pytest.raises(ValueError, match="Stranger is not in SURFACES"):
        switch(Stranger())


@pytest.mark.parametrize("cls", SMOOTH)
def test_the_slope_vanishes_and_the_ground_curves_up_at_every_minimum(cls: type[Surface]) -> None:
    _, slope, curvature = derivatives(cls)
    points = np.concatenate([cls().minima(), cls().local_minima()])
    bends = curvature(points)
    sizes = np.linalg.norm(bends, axis=(1, 2))
    assert np.all(np.linalg.norm(slope(points), axis=1) <= 2e-11 * np.maximum(1, sizes))
    if cls is not Ackley:  # its tip is a cone: there is no curvature to speak of
        assert np.all(np.linalg.eigvalsh(bends)[:, 0] > 0)


@pytest.mark.parametrize("cls", [cls for cls in SURFACES if cls.saddles])
def test_the_slope_vanishes_and_the_ground_bends_both_ways_at_a_saddle(cls: type[Surface]) -> None:
    _, slope, curvature = derivatives(cls)
    assert np.all(np.linalg.norm(slope(cls.saddles), axis=1) < 1e-12)
    low, high = np.linalg.eigvalsh(curvature(cls.saddles)).T
    assert (low < 0).all() and (high > 0).all()


@pytest.mark.parametrize("cls", SURFACES)
def test_global_minima_are_equally_deep_and_nothing_lower_is_found(cls: type[Surface]) -> None:
    value = derivatives(cls)[0]
    depths = value(cls().minima())
    assert np.ptp(depths) < 1e-12
    assert depths[0] == pytest.approx(LOWEST.get(cls, 0.0), abs=1e-8)
    assert value(lattice(cls, 401)).min() >= depths.min() - 1e-12
    if len(cls().local_minima()):
        assert value(cls().local_minima()).min() > depths.max() + 1e-3


@pytest.mark.parametrize("cls", [cls for cls in SMOOTH if cls is not Ackley])
def test_a_search_finds_exactly_the_minima_that_are_stated(cls: type[Surface]) -> None:
    stated = np.concatenate([cls().minima(), cls().local_minima()])
    found = minima_found(cls)
    assert len(found) == len(stated)
    distances = np.linalg.norm(found[:, None] - stated[None], axis=2)
    assert distances.min(0).max() < 2e-6 and distances.min(1).max() < 2e-6


def test_the_search_finds_the_minima_of_ackley_around_its_tip() -> None:
    found = minima_found(Ackley)
    found = found[np.linalg.norm(found, axis=1) > 1e-3]
    distances = np.linalg.norm(found[:, None] - Ackley().local_minima()[None], axis=2)
    assert len(found) == len(Ackley().local_minima()) == 120
    assert distances.min(0).max() < 2e-6


def test_the_counts_of_minima_are_those_of_the_literature() -> None:
    counts = {cls: (len(cls().minima()), len(cls().local_minima())) for cls in SURFACES}
    assert counts[Himmelblau] == (4, 0) and counts[SixHumpCamel] == (2, 4) and counts[StyblinskiTang] == (1, 3)
    assert counts[GoldsteinPrice] == (1, 3) and counts[Rastrigin] == (1, 120) and counts[SharpFlat] == (2, 0)


@pytest.mark.parametrize("cls", SURFACES)
def test_start_and_minima_lie_in_the_window(cls: type[Surface]) -> None:
    x0, x1, y0, y1 = cls.window
    for x, y in [cls.start, *cls().minima(), *cls().local_minima()]:
        assert x0 <= x <= x1 and y0 <= y <= y1


@pytest.mark.parametrize("cls", SURFACES)
def test_a_surface_is_called_quadratic_if_its_curvature_is_the_same_everywhere(cls: type[Surface]) -> None:
    bends = derivatives(cls)[2](lattice(cls, 7) + 0.0123)
    assert cls.quadratic == (np.ptp(bends, axis=0).max() < 1e-9 and np.abs(bends).max() > 0)


@pytest.mark.parametrize("cls", SURFACES)
def test_every_surface_says_what_it_is(cls: type[Surface]) -> None:
    assert cls.label and cls.about and cls.source.who
    for _, param in params_of(cls):
        assert param.tex in cls.formula and param.about and param.label


def test_labels_are_unique() -> None:
    assert len({cls.label for cls in SURFACES}) == len(SURFACES)


def test_the_curvatures_of_the_two_minima_are_what_sharp_and_flat_says() -> None:
    sharp, flat = derivatives(SharpFlat)[2](SharpFlat().minima())
    np.testing.assert_allclose(sharp, 50 * np.eye(2), atol=1e-9)
    np.testing.assert_allclose(flat, np.eye(2), atol=1e-9)
