"""Every surface against its formula written a second time, and its minima against a search that knows nothing
of them."""

from collections.abc import Callable

import jax
import numpy as np
import pytest
from numpy import cos, exp, log, pi, sin, sqrt, tanh

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


def size(z: np.ndarray) -> np.ndarray:
    """|z| that a complex step can pass through."""
    return np.where(np.real(z) < 0, -z, z)


def harmonic(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return 1 / (1 / u + 1 / v)


# The formulas again, with powers and in NumPy; the parameters at the values of UNUSUAL.
FORMULAS: dict[type[Surface], Formula] = {
    Bowl: lambda x, y: (x**2 + y**2) / 2,
    Ravine: lambda x, y: (
        0.3 / 2 * ((x * cos(pi / 6) + y * sin(pi / 6)) ** 2 + 7 * (y * cos(pi / 6) - x * sin(pi / 6)) ** 2)
    ),
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
    Ackley: lambda x, y: (
        -20 * exp(-0.2 * sqrt((x**2 + y**2) / 2)) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + 20 + np.e
    ),
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
    TwoWells: lambda x, y: (
        x**2 + y**2 - 2 * exp(-((x - 1) ** 2 + y**2) / 0.2) - 3 * exp(-((x + 1) ** 2 + y**2) / 0.2)
    ),
    KinkValley: lambda x, y: size(x) + 10 * size(y),
    PlateauCliff: lambda x, y: 1 + tanh(6 * x) + 0.005 * (x + 4) ** 2 + 0.1 * y**2,
    SharpFlat: lambda x, y: harmonic(9 / 2 * ((x + 2) ** 2 + y**2), ((x - 2) ** 2 + y**2) / 2),
}
UNUSUAL = {
    Ravine: dict(kappa=7.0, angle=30.0, scale=0.3),
    Rosenbrock: dict(b=30.0),
    PlateauCliff: dict(k=6.0),
    SharpFlat: dict(k=9.0),
}
LOWEST = {
    SixHumpCamel: -1.031628453,
    StyblinskiTang: -78.332331408,
    McCormick: -1.913222955,
    Saddle: -1.0,
    TwoWells: -2.06309025,
}
LOWEST[GoldsteinPrice] = (np.log(3) - 8.693) / 2.427


PRINTED: dict[
    type[Surface], list[tuple[float, float]]
] = {  # where the literature prints them, and FORMULAS §2 after it
    Himmelblau: [
        (3.0, 2.0),
        (-2.805118087, 3.131312518),
        (-3.779310253, -3.283185991),
        (3.584428340, -1.848126527),
    ],
    SixHumpCamel: [(0.089842013, -0.712656403), (-0.089842013, 0.712656403)],
    StyblinskiTang: [(-2.903534028, -2.903534028)],
    McCormick: [(0.5 - np.pi / 3, -0.5 - np.pi / 3)],
    GoldsteinPrice: [(0.0, -1.0)],
    Saddle: [(0.0, np.sqrt(2)), (0.0, -np.sqrt(2))],
    TwoWells: [(-0.93630063, 0.0)],
    Rosenbrock: [(1.0, 1.0)],
    Beale: [(3.0, 0.5)],
    Booth: [(1.0, 3.0)],
}
SETTINGS = [cls() for cls in SURFACES] + [  # every parameter at both its ends
    cls(**{name: end})
    for cls in SURFACES
    for name, known in params_of(cls)
    for end in (known.low, known.high)
]
everywhere = pytest.mark.parametrize("surface", SETTINGS, ids=str)

_value = jax.jit(jax.vmap(lambda surface, x: surface(x), (None, 0)))
_slope = jax.jit(jax.vmap(lambda surface, x: jax.grad(surface)(x), (None, 0)))
_curvature = jax.jit(jax.vmap(lambda surface, x: jax.hessian(surface)(x), (None, 0)))


def derivatives(surface: Surface) -> tuple[Callable[..., np.ndarray], ...]:
    """Value (n,), slope (n, 2) and curvature (n, 2, 2) at points (n, 2)."""
    return tuple(
        lambda x, f=f: np.asarray(f(surface, np.asarray(x, float).reshape(-1, 2)))
        for f in (_value, _slope, _curvature)
    )  # type: ignore[misc]


def stated(surface: Surface) -> np.ndarray:
    return np.concatenate([surface.minima(), surface.local_minima()])


def scattered(cls: type[Surface], count: int = 200) -> np.ndarray:
    x0, x1, y0, y1 = cls.window
    return np.random.default_rng(0).uniform((x0, y0), (x1, y1), (count, 2))


def lattice(cls: type[Surface] | Surface, size: int) -> np.ndarray:
    x0, x1, y0, y1 = cls.window
    return np.stack(np.meshgrid(np.linspace(x0, x1, size), np.linspace(y0, y1, size)), -1).reshape(-1, 2)


def minima_found(surface: Surface) -> np.ndarray:
    """All minima in the window that Newton's method reaches from a lattice, short steps first."""
    _, slope, curvature = derivatives(surface)
    x, reach = lattice(surface, 161), 0.005 * (surface.window[1] - surface.window[0])
    for turn in range(60):
        h = curvature(x) + 1e-12 * np.eye(2)
        determinant = h[:, 0, 0] * h[:, 1, 1] - h[:, 0, 1] * h[:, 1, 0]
        g = slope(x)
        with np.errstate(all="ignore"):
            step = (
                np.stack(
                    [
                        h[:, 1, 1] * g[:, 0] - h[:, 0, 1] * g[:, 1],
                        h[:, 0, 0] * g[:, 1] - h[:, 1, 0] * g[:, 0],
                    ],
                    1,
                )
                / determinant[:, None]
            )
            length = np.linalg.norm(step, axis=1, keepdims=True)
            step = np.where(length > reach, step * reach / length, step) if turn < 40 else step
        x = np.where(np.isfinite(x - step), x - step, x)
    x0, x1, y0, y1 = surface.window
    inside = (x[:, 0] >= x0) & (x[:, 0] <= x1) & (x[:, 1] >= y0) & (x[:, 1] <= y1)
    x = x[inside]
    bottom = (np.linalg.norm(slope(x), axis=1) < 1e-9) & (
        np.linalg.eigvalsh(np.nan_to_num(curvature(x)))[:, 0] > 1e-6
    )
    return np.unique(np.round(x[bottom], 6) + 0.0, axis=0)


def test_every_surface_stands_here_a_second_time() -> None:
    assert set(FORMULAS) == set(SURFACES)


@pytest.mark.parametrize("cls", SURFACES)
def test_a_surface_is_its_formula(cls: type[Surface]) -> None:
    points = scattered(cls)
    value = derivatives(cls(**UNUSUAL.get(cls, {})))[0](points)
    np.testing.assert_allclose(value, FORMULAS[cls](points[:, 0], points[:, 1]), rtol=1e-10, atol=1e-10)


def measured_slope(cls: type[Surface], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """By a complex step through the second formula: as exact as the formula itself."""
    return (
        np.stack([np.imag(FORMULAS[cls](x + 1e-30j, y)), np.imag(FORMULAS[cls](x, y + 1e-30j))], axis=-1)
        / 1e-30
    )


@pytest.mark.parametrize("cls", SURFACES)
def test_slope_and_curvature_are_what_small_steps_measure(cls: type[Surface]) -> None:
    _, slope, curvature = derivatives(cls(**UNUSUAL.get(cls, {})))
    points, h = scattered(cls), 1e-5
    x, y = points.T
    g = measured_slope(cls, x, y)
    np.testing.assert_allclose(slope(points), g, rtol=1e-10, atol=1e-10)
    rows = [
        measured_slope(cls, x + h, y) - measured_slope(cls, x - h, y),
        measured_slope(cls, x, y + h) - measured_slope(cls, x, y - h),
    ]
    bends = np.stack(rows, axis=1) / (2 * h)
    np.testing.assert_allclose(curvature(points), bends, rtol=1e-5, atol=1e-6 * np.abs(bends).max())


_switched = jax.jit(jax.vmap(lambda loss, x: (loss(x), *loss.value_and_grad(x), loss.hessian(x)), (None, 0)))


@pytest.mark.parametrize("cls", SURFACES)
def test_the_switch_says_what_the_surface_says(cls: type[Surface]) -> None:
    surface, points = cls(**UNUSUAL.get(cls, {})), scattered(cls, 20)
    called, value, slope, curvature = _switched(switch(surface), points)
    for ours, expected in zip((value, slope, curvature), derivatives(surface), strict=True):
        np.testing.assert_allclose(ours, expected(points), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(called, value, rtol=1e-12, atol=1e-12)


def test_the_switch_refuses_a_stranger_in_words() -> None:
    class Stranger(Surface):
        def __call__(self, x: jax.Array) -> jax.Array:
            return x[0]

    with pytest.raises(ValueError, match="Stranger is not in SURFACES"):
        switch(Stranger())


@everywhere
def test_the_slope_vanishes_and_the_ground_curves_up_at_every_minimum(surface: Surface) -> None:
    _, slope, curvature = derivatives(surface)
    points = stated(surface)
    if isinstance(surface, (KinkValley, Ackley)):
        points = points[1:]  # the tip is no place for derivatives: see below
    bends = curvature(points)
    sizes = np.linalg.norm(bends, axis=(1, 2))
    assert np.all(np.linalg.norm(slope(points), axis=1) <= 2e-11 * np.maximum(1, sizes))
    assert np.all(np.linalg.eigvalsh(bends)[:, :1] > 0)


@pytest.mark.parametrize("cls", [KinkValley, Ackley])
def test_a_tip_is_a_minimum_whose_slope_is_taken_as_nothing(cls: type[Surface]) -> None:
    value, slope, _ = derivatives(cls())
    tip = cls().minima()
    np.testing.assert_array_equal(slope(tip), [[0.0, 0.0]])
    around = np.array([(np.cos(angle), np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 73)])
    for radius in (1e-9, 1e-6, 1e-3, 1e-1):
        assert value(tip + radius * around).min() > value(tip)[0] + 0.5 * radius
        assert np.linalg.norm(slope(tip + radius * around[:-1]), axis=1).min() > 0.5


def test_on_a_kink_the_slope_across_it_is_nothing_as_torch_has_it() -> None:
    np.testing.assert_array_equal(
        derivatives(KinkValley())[1]([(0.0, 1.0), (2.0, 0.0), (-2.0, 0.0)]),
        [[0.0, 10.0], [1.0, 0.0], [-1.0, 0.0]],
    )


@pytest.mark.parametrize("cls", [cls for cls in SURFACES if cls.saddles])
def test_the_slope_vanishes_and_the_ground_bends_both_ways_at_a_saddle(cls: type[Surface]) -> None:
    _, slope, curvature = derivatives(cls())
    assert np.all(np.linalg.norm(slope(cls.saddles), axis=1) < 1e-12)
    low, high = np.linalg.eigvalsh(curvature(cls.saddles)).T
    assert (low < 0).all() and (high > 0).all()


@everywhere
def test_global_minima_are_equally_deep_and_nothing_lower_is_found(surface: Surface) -> None:
    value = derivatives(surface)[0]
    depths = value(surface.minima())
    assert np.ptp(depths) < 1e-12
    if not isinstance(surface, PlateauCliff):
        assert depths[0] == pytest.approx(LOWEST.get(type(surface), 0.0), abs=1e-8)
    assert value(lattice(surface, 401)).min() >= depths.min() - 1e-12
    if len(surface.local_minima()):
        assert value(surface.local_minima()).min() > depths.max() + 1e-3


@pytest.mark.parametrize("cls", PRINTED)
def test_global_minima_are_where_the_literature_has_them(cls: type[Surface]) -> None:
    distances = np.linalg.norm(np.array(PRINTED[cls])[:, None] - cls().minima()[None], axis=2)
    assert distances.shape[0] == distances.shape[1]
    assert distances.min(0).max() < 1e-8 and distances.min(1).max() < 1e-8


@everywhere
def test_a_search_finds_exactly_the_minima_that_are_stated(surface: Surface) -> None:
    expected, found = stated(surface), minima_found(surface)
    if isinstance(surface, (KinkValley, Ackley)):  # whose tip Newton's method cannot see
        expected, found = expected[1:], found[np.linalg.norm(found, axis=1) > 1e-3]
    assert len(found) == len(expected)
    if len(expected):
        distances = np.linalg.norm(found[:, None] - expected[None], axis=2)
        assert distances.min(0).max() < 2e-6 and distances.min(1).max() < 2e-6


def test_the_counts_of_minima_are_those_of_the_literature() -> None:
    counts = {cls: (len(cls().minima()), len(cls().local_minima())) for cls in SURFACES}
    assert (
        counts[Himmelblau] == (4, 0) and counts[SixHumpCamel] == (2, 4) and counts[StyblinskiTang] == (1, 3)
    )
    assert (
        counts[GoldsteinPrice] == (1, 3)
        and counts[Rastrigin] == (1, 120)
        and counts[SharpFlat] == (2, 0)
        and counts[Ackley] == (1, 120)
    )


@pytest.mark.parametrize("cls", SURFACES)
def test_start_and_minima_lie_in_the_window(cls: type[Surface]) -> None:
    x0, x1, y0, y1 = cls.window
    for x, y in [cls.start, *cls().minima(), *cls().local_minima()]:
        assert x0 <= x <= x1 and y0 <= y <= y1


@pytest.mark.parametrize("cls", SURFACES)
def test_a_surface_is_called_quadratic_if_its_curvature_is_the_same_everywhere(cls: type[Surface]) -> None:
    bends = derivatives(cls())[2](lattice(cls, 7) + 0.0123)
    assert cls.quadratic == (np.ptp(bends, axis=0).max() < 1e-9 and np.abs(bends).max() > 0)


@pytest.mark.parametrize("cls", SURFACES)
def test_every_surface_says_what_it_is(cls: type[Surface]) -> None:
    assert cls.label and cls.about and cls.source.who
    for _, param in params_of(cls):
        assert param.tex in cls.formula and param.about and param.label


def test_labels_are_unique() -> None:
    assert len({cls.label for cls in SURFACES}) == len(SURFACES)


def test_the_curvatures_of_the_two_minima_are_what_sharp_and_flat_says() -> None:
    sharp, flat = derivatives(SharpFlat())[2](SharpFlat().minima())
    np.testing.assert_allclose(sharp, 50 * np.eye(2), atol=1e-9)
    np.testing.assert_allclose(flat, np.eye(2), atol=1e-9)


def test_ackleys_gradient_is_as_long_far_out_as_near_by() -> None:
    dice, slope, means = np.random.default_rng(0), jax.jit(jax.vmap(jax.grad(Ackley()))), []
    for inner in range(7):  # rings of width 1, out to the corners of the box
        r, angle = (
            np.sqrt(dice.uniform(inner**2, (inner + 1) ** 2, 20_000)),
            dice.uniform(0, 2 * np.pi, 20_000),
        )
        means.append(
            float(
                np.linalg.norm(
                    slope(r[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])), axis=1
                ).mean()
            )
        )
    assert (
        min(means) > 3
        and max(means) < 4
        and "in every ring of width 1 around it the gradient is 3 to 4 long on average" in Ackley.about
    )
