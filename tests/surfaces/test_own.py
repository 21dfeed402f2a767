"""A typed formula as a surface: derivatives operation by operation, no compiling, mapping, and the search for
minima."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.core import jaxprs_in_params

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course, Entry, curvatures, race, values_on_grid
from dl_core.experiments.tuning import tuned_rate
from dl_core.optimizers import SGD, Adam, Newton, Optimizer, RandomSearch
from dl_core.optimizers.base import hessian, value_and_grad
from dl_core.params import params_of
from surfaces import (
    Beale,
    GoldsteinPrice,
    Himmelblau,
    KinkValley,
    McCormick,
    Rastrigin,
    Ravine,
    Rosenbrock,
    Saddle,
    SixHumpCamel,
    StyblinskiTang,
    Surface,
)
from surfaces.formula import FUNCTIONS
from surfaces.jets import with_curvatures, with_slopes
from surfaces.own import Own
from surfaces.search import FLAT, MANY
from surfaces.switch import switch

Box = tuple[float, float, float, float]
BOOK = "x**2/20 + y**2"
SQUARE = (-5.0, 5.0, -5.0, 5.0)

# --- derivatives --------------------------------------------------------------------------------------------

INNER = "(0.3*x*y + 0.7*x - 0.2*y*y + 0.1)"  # has all five derivatives, and is positive at the points below
POINTS = np.array([[0.8, 0.3], [1.3, -0.4], [0.5, 1.1]])
inner: Callable[[Any], Any] = lambda x: 0.3 * x[0] * x[1] + 0.7 * x[0] - 0.2 * x[1] * x[1] + 0.1  # noqa: E731
outer: Callable[[Any], Any] = lambda x: x[0] * x[0] - 3 * x[1] + x[0] * x[1] - 5  # noqa: E731
OUTER = "(x*x - 3*y + x*y - 5)"

OPERATIONS: dict[str, Callable[[Any], Any]] = {
    **{
        f"{name}({INNER})": (lambda x, f=getattr(jnp, {"atan": "arctan"}.get(name, name)): f(inner(x)))
        for name in FUNCTIONS[:-2]
    },
    f"abs(-{INNER})": inner,
    f"min({INNER}, {OUTER})": lambda x: jnp.minimum(inner(x), outer(x)),
    f"max({INNER}, {OUTER})": lambda x: jnp.maximum(inner(x), outer(x)),
    f"min({OUTER}, {INNER})": lambda x: jnp.minimum(inner(x), outer(x)),
    f"{INNER} + {OUTER}": lambda x: inner(x) + outer(x),
    f"{INNER} - {OUTER}": lambda x: inner(x) - outer(x),
    f"{INNER} * {OUTER}": lambda x: inner(x) * outer(x),
    f"{INNER} / {OUTER}": lambda x: inner(x) / outer(x),
    f"{OUTER} / {INNER}": lambda x: outer(x) / inner(x),
    f"-{INNER}": lambda x: -inner(x),
    f"{INNER} + 3": lambda x: inner(x) + 3,
    f"{INNER} - 3": lambda x: inner(x) - 3,
    f"3 - {INNER}": lambda x: 3 - inner(x),
    f"{INNER} * 3": lambda x: inner(x) * 3,
    f"{INNER} / 3": lambda x: inner(x) / 3,
    f"3 / {INNER}": lambda x: 3 / inner(x),
    f"2**{INNER}": lambda x: 2.0 ** inner(x),
    f"{INNER}**1.7": lambda x: inner(x) ** 1.7,
    f"{INNER}**-0.3": lambda x: inner(x) ** -0.3,
    **{f"{OUTER}**{n}": (lambda x, n=n: outer(x) ** n) for n in range(1, 13)},
    **{f"{OUTER}**-{n}": (lambda x, n=n: outer(x) ** -n) for n in (1, 2, 5)},
    "r*x": lambda x: jnp.sqrt(x[0] ** 2 + x[1] ** 2) * x[0],
    "r*r + r**4*x": lambda x: x[0] ** 2 + x[1] ** 2 + (x[0] ** 2 + x[1] ** 2) ** 2 * x[0],
    "x": lambda x: x[0],
    "y": lambda x: x[1],
    "7": lambda x: 7 + 0 * x[0],
}


@pytest.fixture(scope="module")
def ours() -> Callable[..., Any]:
    """Value, gradient and Hessian of own at points (n, 2), in one jitted function."""
    return jax.jit(jax.vmap(lambda own, x: (own(x), *own.value_and_grad(x), own.hessian(x)), (None, 0)))


@pytest.fixture(scope="module")
def of_jax() -> dict[str, Any]:
    """Value, gradient and Hessian of every operation at POINTS by automatic differentiation: compiled in one
    piece, which is far quicker than each alone."""
    return jax.jit(
        lambda x: {
            text: tuple(jax.vmap(d(f))(x) for d in (lambda f: f, jax.grad, jax.hessian))
            for text, f in OPERATIONS.items()
        }
    )(POINTS)


@pytest.mark.parametrize("text", OPERATIONS)
def test_every_operation_has_the_derivatives_of_jax(
    text: str, ours: Callable[..., Any], of_jax: dict[str, Any]
) -> None:
    value, same, slopes, bends = ours(Own.read(text), POINTS)
    np.testing.assert_allclose(value, of_jax[text][0], rtol=1e-12)
    np.testing.assert_array_equal(same, value)
    np.testing.assert_allclose(slopes, of_jax[text][1], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(bends, of_jax[text][2], rtol=1e-9, atol=1e-11)


def test_on_a_kink_the_slope_is_the_mean_of_both_sides(ours: Callable[..., Any]) -> None:
    at = np.zeros((1, 2))
    for text, slope in (
        ("abs(x)", (0, 0)),
        ("max(x, 3*x)", (2, 0)),
        ("min(x, y)", (0.5, 0.5)),
        ("r", (0, 0)),
        ("exp(-r)", (0, 0)),
    ):
        np.testing.assert_array_equal(ours(Own.read(text), at)[2][0], slope)


def test_even_powers_of_r_and_of_a_size_have_no_kink(ours: Callable[..., Any]) -> None:
    at = np.zeros((1, 2))
    np.testing.assert_array_equal(ours(Own.read("r**2"), at)[3][0], 2 * np.eye(2))
    np.testing.assert_array_equal(ours(Own.read("r*r"), at)[3][0], 2 * np.eye(2))
    np.testing.assert_array_equal(ours(Own.read("abs(x)**2"), at)[3][0], [[2, 0], [0, 0]])
    np.testing.assert_array_equal(ours(Own.read("abs(y)*abs(y)"), at)[3][0], [[0, 0], [0, 2]])


EVEN = {  # even functions of r, |x| and the like, and their second derivative at 0
    "2*r*r": 4,
    "r*2*r": 4,
    "r*(r*0.5)": 1,
    "0.5*r*r": 1,
    "(r + r)*r/4": 1,
    "r**2": 2,
    "r*r*r*r": 0,
    "r**3": 0,
    "sqrt(r**4)": 2,
    "(r*r*r*r)**0.5": 2,
    "cos(r)": -1,
    "cos(12*r)": -144,
    "cosh(r)": 1,
    "exp(-r*r)": -2,
    "sin(r)*r": 2,
    "r*tanh(r)": 2,
    "atan(r)*r": 2,
    "log(1 + r*r)": 2,
    "1/(1 + r*r)": -2,
    "exp(r) + exp(-r)": 2,
    "(1 + r)**2 - 2*r": 2,
    "1 - 1/cosh(r)": 1,
    ("-(1 + cos(12*r))/(0.5*r**2 + 2)"): 72.5,
    "2**r*2**-r + r*r": 2,
    "log(cosh(r))": 1,
    "sqrt(1 + r*r)": 1,
    "(1 + r*r)**0.25": 0.5,
    "sin(r)**2": 2,
    "tan(r)*sinh(r)": 2,
    "abs(r)*abs(r)": 2,
    "max(r, -r)*min(r, r)": 2,
    "min(r, 2*r)**2": 2,
    "sqrt(x**2 + y**2)*sqrt(x**2 + y**2)": 2,
    "cos(sqrt(y*y + x*x))": -1,
    "(x**2 + y**2)**1": 2,
    "sqrt(x**2/2 + y**2/2)*r": 2**0.5,
    "(r**2)**0.5*r": 2,
    "cos(sqrt(2*x^2 + 2*y^2))": -2,
    "cos(abs(x)) + cos(abs(y))": -1,
    "abs(x)*abs(x) + y*y": 2,
    ("sqrt(x**2)*abs(x) + abs(y*abs(y))"): 2,
    "max(x, -x)**2 + min(y, -y)*min(y, -y)": 2,
    "(x**2)**0.5*sin(abs(x)) + abs(abs(y))**2": 2,
    ("x*r + r*r*x + r*y + 1/(2 + cos(r))"): 1 / 9,
}


@pytest.mark.parametrize(("text", "bend"), EVEN.items())
def test_curvature_does_not_depend_on_how_an_even_function_is_spelled(
    text: str, bend: float, ours: Callable[..., Any]
) -> None:
    _, _, slopes, bends = ours(Own.read(text), np.zeros((1, 2)))
    np.testing.assert_array_equal(slopes[0], [0, 0])
    np.testing.assert_allclose(bends[0], bend * np.eye(2), rtol=1e-14, atol=1e-14)
    x, y = "(x - 1)", "(y + 2)"  # the same beside the origin, where r is not called r
    moved = (
        text.replace("exp", "Q")
        .replace("max", "M")
        .replace("x", x)
        .replace("y", y)
        .replace("Q", "exp")
        .replace("M", "max")
    )
    moved = re.sub(r"\br\b", f"sqrt({x}**2 + {y}**2)", moved)
    if len(moved) < 150 and "**4" not in text and "r*r*r*r" not in text:
        np.testing.assert_allclose(
            ours(Own.read(moved), np.array([[1.0, -2.0]]))[3][0], bend * np.eye(2), rtol=1e-13, atol=1e-13
        )


@pytest.mark.parametrize(
    ("text", "bend"),
    [
        ("sqrt(4*x**4)", 4),
        ("sqrt(x**4/4)", 1),
        ("(x**4*9)**0.5", 6),
        ("sqrt(4*(x*x*x*x))", 4),
        ("(8*x**6)**(1/3)", 4),
        ("sqrt(x**4*(y + 1)**2)", 4),
    ],
)
def test_a_factor_beside_an_even_power_under_a_root_changes_no_curvature_but_by_itself(
    text: str, bend: float, ours: Callable[..., Any]
) -> None:
    bends = ours(Own.read(text), np.array([[0.0, 1.0]]))[3][0]
    np.testing.assert_allclose(bends, [[bend, 0], [0, 0]], rtol=1e-14)
    np.testing.assert_allclose(
        ours(Own.read("sqrt(r**4*4)"), np.zeros((1, 2)))[3][0], 4 * np.eye(2), rtol=1e-14
    )


def test_products_of_kinks_have_the_curvature_of_the_product(ours: Callable[..., Any]) -> None:
    at = np.zeros((1, 2))
    np.testing.assert_array_equal(ours(Own.read("max(x, y)*min(x, y)"), at)[3][0], [[0, 1], [1, 0]])
    np.testing.assert_array_equal(ours(Own.read("abs(x + y)*abs(x + y)"), at)[3][0], [[2, 2], [2, 2]])
    np.testing.assert_array_equal(
        ours(Own.read("abs(x - 2*y)*sqrt((x - 2*y)**2)"), at)[3][0], [[2, -4], [-4, 8]]
    )


@pytest.mark.parametrize(
    "text",
    [
        "2*r*r",
        "r*2*r",
        "0.5*r*r",
        "cosh(r)",
        "r*sinh(r)",
        "2*abs(x)*abs(x) + y*abs(y)*0 + y*y",
        "1 - 1/(1 + 0.01*r*r)",
    ],
)
def test_newton_arrives_at_the_tip_and_stays(text: str) -> None:
    path = to_numpy(descend(Newton(damping=0.0), Own.read(text), (1.0, 1.0)), 100).x
    np.testing.assert_allclose(path[12:], 0, atol=1e-15)


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("sqrt(x**2) + y**2", (0, 1), (0, 2)),
        ("sqrt(abs(x)) + y**2", (0, 1), (0, 2)),
        ("abs(x)**0.5*y", (0, 1), (0, 0)),
        ("abs(x)**1.5 + y", (0, 1), (0, 1)),
        ("(x**2)**0.75 + y", (0, 1), (0, 1)),
        ("(x**2)**0.1 + y", (0, 1), (0, 1)),
        ("sqrt(x**4) + y**3", (0, 1), (0, 3)),
        ("x + y**2*sqrt(y**2)", (1, 0), (1, 0)),
        ("sqrt(x**2 + y**2)", (0, 0), (0, 0)),
        ("(x**2 + y**2)**0.5", (0, 0), (0, 0)),
        ("r", (0, 0), (0, 0)),
        ("(y**2 + x**2)**0.3", (0, 0), (0, 0)),
        ("sqrt((x - 1)**2 + (y - 2)**2) + x", (1, 2), (1, 0)),
        ("sqrt((x - 1)**2)*y + 3*y", (1, 2), (0, 3)),
        ("sqrt(x) + y**2", (0, 1), (np.inf, 2)),
        ("x**0.5 + y**2", (0, 1), (np.inf, 2)),
        ("y**2 - exp(-1/x**2)", (0, 1), (0, 2)),
        ("atan(log(x**2)) + y**2", (0, 1), (0, 2)),
        ("1/log(x**2) + y**2", (0, 1), (0, 2)),
        ("exp(2*log(abs(x))) + y", (0, 1), (0, 1)),
        ("1/(1 + 1/x**2) + y**2", (0, 1), (0, 2)),
        ("1/(1 + abs(x)**-0.5) + y**2", (0, 1), (0, 2)),
        ("abs(x)**0.5/(1 + y)", (0, 1), (0, 0)),
        (("sqrt(abs(x)) + sqrt(abs(y - 1))"), (0, 1), (0, 0)),
        ("sqrt(-x) + y", (0, 1), (-np.inf, 1)),
        ("(-x)**0.5 + y", (0, 1), (-np.inf, 1)),
        ("(-x)**0.3 + y", (0, 1), (-np.inf, 1)),
        ("sqrt(max(0, -y)) + x", (1, 0), (1, -np.inf)),
        ("sqrt(x*y)", (0, -1), (-np.inf, 0)),
        ("sqrt(-2*x) + y", (0, 1), (-np.inf, 1)),
        (("max(0, x)**2 + max(0, -y)**0.5"), (0, 0), (0, -np.inf)),
        ("min(sqrt(abs(x)), y)", (0, 1), (0, 0)),
        ("max(sqrt(abs(x)), y)", (0, 1), (0, 1)),
        ("sin(x)**2 + sqrt(y*y)", (1, 0), (np.sin(2), 0)),
    ],
)
def test_an_infinite_slope_of_what_does_not_change_spoils_nothing(
    text: str, at: Any, slope: Any, ours: Callable[..., Any]
) -> None:
    value, _, slopes, _ = ours(Own.read(text), np.array([at], float))
    assert np.isfinite(value).all()
    np.testing.assert_allclose(slopes[0], slope, rtol=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(abs(x))",
        "abs(x)**1.5",
        "(x**2)**0.75",
        "(x**2)**0.1",
        "sqrt(x)",
        "x**0.5",
        "sqrt(x**2)",
        "min(sqrt(abs(x)), 1)",
    ],
)
def test_an_infinite_curvature_stays_in_its_own_coordinate(text: str, ours: Callable[..., Any]) -> None:
    bends = ours(Own.read(f"{text} + y**2"), np.array([[0.0, 1.0]]))[3][0]
    np.testing.assert_array_equal(bends[:, 1], [0, 2])


@pytest.mark.parametrize("damping", [0.0, 0.001])
@pytest.mark.parametrize(
    "text",
    [
        "abs(x)**1.5",
        "sqrt(abs(x))",
        "(x**2)**0.75",
        "(x**2)**0.25",
        "-abs(x)**1.2",
        "x**2 + abs(x)**1.5",
        "abs(x)**1.5 + (x**2)**0.1",
    ],
)
def test_an_infinite_curvature_holds_newton_in_its_own_coordinate_only(text: str, damping: float) -> None:
    for formula, start, free in (
        (f"{text} + (y - 2)**2", (0.0, 1.0), 1),
        (f"{text.replace('x', 'y')} + (x - 2)**2", (1.0, 0.0), 0),
    ):
        path = to_numpy(descend(Newton(lr=0.5, damping=damping), Own.read(formula), start), 30).x
        np.testing.assert_array_equal(path[:, 1 - free], 0)
        np.testing.assert_allclose(path[:, free], 2 - (1 - 1 / (2 + damping)) ** np.arange(31), rtol=1e-13)


def test_newton_stays_where_both_curvatures_are_infinite() -> None:
    path = to_numpy(descend(Newton(damping=0.0), Own.read("abs(x)**1.5 + sqrt(abs(y))"), (0.0, 0.0)), 5).x
    np.testing.assert_array_equal(path, 0)


@pytest.mark.parametrize(
    "text", ["abs(x)**0.5*y", "y**2*(x**2)**0.25", "sqrt(abs(x))*(1 + y**2)", "abs(x)**1.5*y"]
)
def test_an_infinite_curvature_beside_a_product_leaves_no_mixed_derivative(
    text: str, ours: Callable[..., Any]
) -> None:
    bends = ours(Own.read(text), np.array([[0.0, 2.0]]))[3][0]
    assert bends[0, 1] == bends[1, 0] == 0 and np.isinf(bends[0, 0]) and np.isfinite(bends[1, 1])


@pytest.mark.parametrize(
    ("text", "at"),
    [("(x**2)**0.25 + y**2", (0, 1)), ("sqrt(abs(x)) + y**2", (0, 1)), ("abs(y)**0.3 - x**2", (1, 0))],
)
def test_equal_infinite_slopes_on_both_sides_count_as_0(text: str, at: Any, ours: Callable[..., Any]) -> None:
    own = Own.read(text)
    np.testing.assert_array_equal(
        with_curvatures(own.program, np.array(at, float))[:3], with_slopes(own.program, np.array(at, float))
    )


def test_a_run_from_a_root_of_a_square_goes_on() -> None:
    path = to_numpy(descend(SGD(lr=0.1), Own.read("sqrt(x**2) + y**2"), (0.0, 1.0)), 50).x
    np.testing.assert_allclose(path, np.stack([np.zeros(51), 0.8 ** np.arange(51)], axis=1), rtol=1e-12)


def test_where_there_is_no_real_value_there_is_nan_or_infinity(ours: Callable[..., Any]) -> None:
    at = np.array([[-1.0, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(ours(Own.read("log(x)"), at)[0], [np.nan, -np.inf])
    np.testing.assert_array_equal(ours(Own.read("y/x**2"), at)[0], [0, np.nan])
    np.testing.assert_array_equal(ours(Own.read("1/x"), at)[0], [-1, np.inf])
    np.testing.assert_array_equal(ours(Own.read("x**0.5"), at)[0], [np.nan, 0])
    np.testing.assert_array_equal(ours(Own.read("exp(exp(exp(9 + x)))"), at)[0], [np.inf, np.inf])


def test_it_is_the_loss_that_the_rest_of_the_house_asks() -> None:
    own, x = Own.read("(1-x)**2 + 100*(y-x**2)**2"), jnp.array([0.3, -0.7])
    np.testing.assert_allclose(value_and_grad(own, x)[1], jax.grad(Rosenbrock())(x), rtol=1e-12)
    np.testing.assert_allclose(hessian(own, x), jax.hessian(Rosenbrock())(x), rtol=1e-12)
    np.testing.assert_allclose(curvatures(Own.read(BOOK), (1.0, 2.0)), [0.1, 2.0], rtol=1e-14)


# --- one program for all formulas ---------------------------------------------------------------------------

FORMULAS = ("x", "sin(x)*y + exp(-r)", "min(x, y)**2 + 2**x", "log(x*x + y*y + 1)/tanh(3 + abs(y))", "3")


@pytest.mark.parametrize("rule", [SGD, Adam, Newton])
def test_another_formula_compiles_nothing(rule: type[Optimizer], compilations: Callable[[], int]) -> None:
    first = Own.read(BOOK, start=(-3.0, 2.0))
    descend(rule(), first, first.start)
    tuned_rate(rule(), first, first.start, 20)
    compilations()
    for text in FORMULAS:
        own = Own.read(text, (-4.0, 5.0, -3.0, 3.0))
        descend(rule(), own, own.start)
        tuned_rate(rule(), own, own.start, 20)
    assert compilations() == 0


def test_another_formula_is_searched_for_minima_and_mapped_without_compiling(
    compilations: Callable[[], int],
) -> None:
    # a box of its own: what is known of another formula's minima compiles nothing
    first = Own.read(BOOK, (-4.1, 4.9, -3.1, 3.2))
    assert len(first.minima()) and values_on_grid(first, first.window, 32).shape == (32, 32)
    compilations()
    for text in FORMULAS:
        own = Own.read(text, (-4.0, 5.0, -3.0, 3.0))
        own.minima()
        values_on_grid(own, own.window, 32)
    assert compilations() == 0


def test_as_a_tree_it_is_its_program() -> None:
    own, other = Own.read("x + 1"), Own.read("y*y*y/7 + sin(x)", (0.0, 1.0, 0.0, 1.0))
    leaves, structure = jax.tree.flatten(own)
    assert structure == jax.tree.structure(other) != jax.tree.structure(switch(Ravine()))
    assert all(isinstance(leaf, np.ndarray | np.integer) for leaf in leaves)
    assert [(leaf.dtype, leaf.shape) for leaf in leaves] == [
        (leaf.dtype, leaf.shape) for leaf in jax.tree.leaves(other)
    ]
    assert jax.tree.unflatten(structure, leaves)(jnp.array([2.0, 0.0])) == 3


def test_equal_are_those_of_equal_text_box_and_start() -> None:
    assert Own.read("x + 1") == Own.read(" x + 1 ") and hash(Own.read("x + 1")) == hash(Own.read("x + 1"))
    assert (
        Own.read("x + 1") != Own.read("x + 2")
        and Own.read("x") != Own.read("x", (0.0, 1.0, 0.0, 1.0))
        and Own.read("x") != Own.read("x", start=(0.0, 0.0))
    )
    assert repr(Own.read("x")) == "Own(text='x', window=(-5.0, 5.0, -5.0, 5.0), start=(-3.0, 3.0))"


SAME: list[tuple[str, Surface]] = [
    ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", Himmelblau()),
    ("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", Beale()),
    ("sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1", McCormick()),
    ("(1-x)**2 + 100*(y-x**2)**2", Rosenbrock()),
    ("(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2", SixHumpCamel()),
    ("(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2", StyblinskiTang()),
    ("x**2 - y**2 + y**4/4", Saddle()),
    ("20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)", Rastrigin()),
]
same = pytest.mark.parametrize(("text", "surface"), SAME, ids=[surface.label for _, surface in SAME])


@same
@pytest.mark.parametrize("rule", [Adam(lr=0.02), Newton()], ids=lambda rule: rule.label)
def test_a_typed_formula_is_descended_like_the_surface_in_the_list(
    text: str, surface: Surface, rule: Optimizer
) -> None:
    own = Own.read(text, surface.window)
    typed, listed = (to_numpy(descend(rule, loss, surface.start), 40) for loss in (own, switch(surface)))
    np.testing.assert_allclose(typed.x, listed.x, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(typed.grad, listed.grad, rtol=1e-5, atol=1e-7)


@same
def test_a_map_of_a_typed_formula_is_that_of_the_surface_in_the_list(text: str, surface: Surface) -> None:
    own = Own.read(text, surface.window)
    np.testing.assert_allclose(
        values_on_grid(own, surface.window, 32),
        values_on_grid(switch(surface), surface.window, 32),
        rtol=1e-9,
        atol=1e-9,
    )


def test_float32_stays_float32(ours: Callable[..., Any]) -> None:
    own = Own.read("sin(x)*y + exp(-r)/3 + 2**x + min(x, y) + 0.1")
    for part, exact in zip(ours(own, POINTS.astype(np.float32)), ours(own, POINTS), strict=True):
        assert part.dtype == np.float32 and exact.dtype == np.float64
        np.testing.assert_allclose(part, exact, rtol=3e-6, atol=1e-6)
    run, exact = (descend(Adam(), own, np.array([1.0, 2.0], kind)) for kind in (np.float32, np.float64))
    assert run.x.dtype == np.float32
    np.testing.assert_allclose(run.x[:30], exact.x[:30], rtol=1e-4)


def branches(jaxpr: Any) -> list[Any]:
    """All operations inside, however deep."""
    inside = [sub for eqn in jaxpr.eqns for sub in jaxprs_in_params(eqn.params)]
    return [eqn.primitive.name for eqn in jaxpr.eqns] + [name for sub in inside for name in branches(sub)]


def test_mapped_over_points_it_stays_one_loop_with_a_real_branch() -> None:
    mapped = jax.make_jaxpr(jax.vmap(lambda own, x: own.value_and_grad(x), (None, 0)))(Own.read(BOOK), POINTS)
    names = branches(mapped.jaxpr)
    assert names.count("cond") == 1 and names.count("while") == 1 and "sin" in names


def test_it_can_be_mapped_twice_and_over_formulas_too() -> None:
    own, other = Own.read(BOOK), Own.read("x*y + 1")
    points = np.stack([POINTS, POINTS + 1])
    np.testing.assert_allclose(
        jax.vmap(jax.vmap(own))(points), points[..., 0] ** 2 / 20 + points[..., 1] ** 2, rtol=1e-12
    )
    both = jax.tree.map(lambda *leaves: np.stack(leaves), own, other)
    pairs = jax.vmap(lambda own, x: own(x))(both, POINTS[:2])
    np.testing.assert_allclose(pairs, [own(POINTS[0]), other(POINTS[1])], rtol=1e-12)
    np.testing.assert_allclose(jax.vmap(lambda own: own(jnp.array([2.0, 3.0])))(both), [9.2, 7.0], rtol=1e-12)
    np.testing.assert_allclose(jax.vmap(own, in_axes=1)(POINTS.T), own(POINTS), rtol=1e-12)


def test_it_races_like_any_surface() -> None:
    own = Own.read(BOOK, (-10.0, 10.0, -4.0, 4.0), (-7.0, 2.0))
    course = Course(own, own.start, own.minima(), own.window, 60)
    runs = race([Entry(rule()) for rule in (SGD, Adam, Newton, RandomSearch)], course)
    assert all(np.isfinite(run.track.gap).all() and run.track.gap.min() >= 0 for run in runs)
    assert runs[0].track.distance[0] == pytest.approx(math.hypot(7, 2), abs=1e-9)


# --- what the pages read of it ------------------------------------------------------------------------------


def test_it_says_what_a_surface_says() -> None:
    own = Own.read(" x**2/20 + y**2 ", (-10.0, 10.0, -5.0, 5.0), (-7.0, 2.0))
    assert (
        isinstance(own, Surface)
        and own.label == "Your own"
        and own.source.who
        and own.about
        and not list(params_of(own))
    )
    assert (own.text, own.formula, own.window, own.start) == (
        BOOK,
        r"\frac{x^{2}}{20} + y^{2}",
        (-10.0, 10.0, -5.0, 5.0),
        (-7.0, 2.0),
    )
    assert own.saddles == () and Own.read("x", (0.0, 10.0, 0.0, 1.0)).start == (2.0, 0.8)


@pytest.mark.parametrize(
    ("text", "bowl"),
    [
        (BOOK, True),
        ("(x + y)**2 + 3*x", True),
        ("r**2", True),
        ("x*x + y*y + x*y", True),
        ("x**2 - y**2", False),
        ("-x**2 - y**2", False),
        ("x + y", False),
        ("3", False),
        ("x**2 - x**2", False),
        ("x**4 + y**2", False),
        ("x*y", False),
        ("cosh(x) + y**2", False),
        ("x**2/y", False),
    ],
)
def test_quadratic_are_bowls_only(text: str, bowl: bool) -> None:
    assert Own.read(text).quadratic == bowl


# --- minima -------------------------------------------------------------------------------------------------


def assert_same_points(found: np.ndarray, expected: Any, tolerance: float = 1e-7) -> None:
    expected = np.reshape(expected, (-1, 2))
    assert found.shape == expected.shape
    if len(expected):
        apart = np.linalg.norm(found[:, None] - expected[None], axis=2)
        assert apart.min(axis=0).max() < tolerance and apart.min(axis=1).max() < tolerance


LOG_GOLDSTEIN = (
    "(log((1+(x+y+1)²*(19-14*x+3*x²-14*y+6*x*y+3*y²))*"
    "(30+(2*x-3*y)²*(18-32*x+12*x²+48*y-36*x*y+27*y²)))-8.693)/2.427"
)


@same
def test_the_search_finds_what_the_literature_has(text: str, surface: Surface) -> None:
    own = Own.read(text, surface.window)
    assert_same_points(own.minima(), surface.minima())
    assert_same_points(own.local_minima(), surface.local_minima())


def wide(half: float) -> Box:
    return (-half, half, -half, half)


DROP = "-(1+cos(12*r))/(0.5*r**2+2)"
GRIEWANK = "1+(x**2+y**2)/4000-cos(x)*cos(y/sqrt(2))"
TRAY = [
    (x, y) for x in (-1.349406608602084, 1.349406608602084) for y in (-1.349406608602084, 1.349406608602084)
]
HOLDER = [
    (x, y) for x in (-8.055023472141116, 8.055023472141116) for y in (-9.664590028909654, 9.664590028909654)
]
WELL_KNOWN: tuple[
    tuple[str, Box, list[tuple[float, float]]], ...
] = (  # minima as Jamil & Yang 2013 and Surjanovic & Bingham print them
    (DROP, wide(5.0), [(0, 0)]),
    (DROP, wide(5.12), [(0, 0)]),
    ("-(1+cos(12*sqrt((x-0.7)**2+(y+1.1)**2)))/(0.5*((x-0.7)**2+(y+1.1)**2)+2)", wide(5.0), [(0.7, -1.1)]),
    (GRIEWANK, wide(5.0), [(0, 0)]),
    (GRIEWANK, wide(50.0), [(0, 0)]),
    (GRIEWANK, wide(600.0), [(0, 0)]),
    (GRIEWANK, (-37.0, 61.0, -55.0, 48.0), [(0, 0)]),
    ("1+((x-1.3)**2+(y+7.7)**2)/4000-cos(x-1.3)*cos((y+7.7)/sqrt(2))", wide(50.0), [(1.3, -7.7)]),
    ("1-cos(2*pi*r)+0.1*r", wide(20.0), [(0, 0)]),
    ("-20*exp(-0.2*sqrt(0.5*(x**2+y**2)))-exp(0.5*(cos(2*pi*x)+cos(2*pi*y)))+20+e", wide(30.0), [(0, 0)]),
    ("20 + (x-0.3)**2 - 10*cos(2*pi*(x-0.3)) + y**2 - 10*cos(2*pi*y)", wide(50.0), [(0.3, 0)]),
    ("837.9658-x*sin(sqrt(abs(x)))-y*sin(sqrt(abs(y)))", wide(500.0), [(420.968746359982, 420.968746359982)]),
    ("-abs(sin(x)*cos(y)*exp(abs(1-r/pi)))", wide(10.0), HOLDER),
    ("-0.0001*(abs(sin(x)*sin(y)*exp(abs(100-r/pi)))+1)**0.1", wide(10.0), TRAY),
    ("sin(3*pi*x)**2+(x-1)**2*(1+sin(3*pi*y)**2)+(y-1)**2*(1+sin(2*pi*y)**2)", wide(10.0), [(1, 1)]),
    ("0.5+(sin(x**2-y**2)**2-0.5)/(1+0.001*(x**2+y**2))**2", wide(100.0), [(0, 0)]),
    ("-cos(x)*cos(y)*exp(-(x-pi)**2-(y-pi)**2)", wide(100.0), [(np.pi, np.pi)]),
    ("x**2+y**2+(0.5*x+y)**2+(0.5*x+y)**4", wide(10.0), [(0, 0)]),
)


@pytest.mark.parametrize(("text", "box", "lowest"), WELL_KNOWN)
def test_the_lowest_of_many_minima_are_found_in_wide_boxes_too(
    text: str, box: Box, lowest: list[tuple[float, float]]
) -> None:
    own = Own.read(text, box)
    assert_same_points(own.minima(), lowest, 1e-6 * (box[1] - box[0]))
    assert (
        own.reference == pytest.approx(float(own(np.array(lowest[0], float))), abs=1e-9)
        and "But the lowest value" not in own.found.words
    )


def test_whoever_arrives_at_the_lowest_point_has_arrived() -> None:
    own = Own.read(DROP, wide(5.0), (0.05, 0.02))
    course = Course(own, own.start, own.minima(), own.window, 60)
    (run,) = race([Entry(SGD(lr=0.01))], course)
    assert run.track.gap[-1] == pytest.approx(0, abs=1e-12) and run.track.distance[-1] < 1e-6


@pytest.mark.parametrize(
    ("text", "box", "fine"),
    [
        (GRIEWANK, wide(50.0), True),
        (GRIEWANK, wide(600.0), False),
        ("1+((x-1.3)**2+(y+7.7)**2)/4000-cos(x-1.3)*cos((y+7.7)/sqrt(2))", wide(600.0), False),
        ("20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)", wide(5.12), True),
        (("20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)"), wide(150.0), False),
        ("x**2 + y**2 + sin(1000*x)", wide(5.0), False),
        ("0.5+(sin(x**2-y**2)**2-0.5)/(1+0.001*(x**2+y**2))**2", wide(100.0), False),
        (BOOK, wide(5.0), True),
        ("abs(x) + 10*abs(y)", wide(5.0), True),
        ("x + y", wide(5.0), True),
        ("log(x) + y**2", wide(5.0), True),
        ("1/(x**2 + y**2)", wide(5.0), True),
    ],
)
def test_what_wiggles_more_finely_than_the_search_looks_is_said(text: str, box: Box, fine: bool) -> None:
    assert ("wiggles more finely than the search looks" in Own.read(text, box).found.words) != fine


BUKIN = "100*sqrt(abs(y-0.01*x**2))+0.01*abs(x+10)"


@pytest.mark.parametrize(
    ("text", "box", "lowest", "near"),
    [
        (BUKIN, (-15.0, -5.0, -3.0, 3.0), (-10, 1), 1e-3),
        ("100*sqrt(abs(y-0.01*(x-1)**2))+0.01*abs(x+7.3)", (-15.0, -3.0, -3.0, 3.0), (-7.3, 0.6889), 1e-3),
        ("sqrt(abs(y - x**2/10)) + abs(x)/50", SQUARE, (0, 0), 1e-5),
        ("100*sqrt(abs(y-sin(x)))+abs(x-1)", SQUARE, (1, np.sin(1)), 1e-4),
        ("abs(y-x**2)*50+abs(x-1)", SQUARE, (1, 1), 1e-5),
        ("abs(y-x**3)*10+(x-1)**2", (-3.0, 3.0, -3.0, 3.0), (1, 1), 1e-5),
        ("100*sqrt(abs(r-2))+x/10", SQUARE, (-2, 0), 0.1),
        ("30*max(y - cos(x), 2*(cos(x) - y)) + abs(x + 2)", SQUARE, (-2, np.cos(2)), 1e-5),
        ("20*abs(x*y - 1) + abs(x - 2)", (0.2, 5.0, 0.2, 5.0), (2, 0.5), 1e-5),
    ],
)  # fmt: skip
def test_points_of_a_falling_floor_between_kinked_walls_are_no_minima(
    text: str, box: Box, lowest: Any, near: float
) -> None:
    own = Own.read(text, box)
    assert len(own.local_minima()) == 0
    assert_same_points(own.minima(), [lowest], near)
    if near >= 1e-3:
        assert "The lowest lies on a kink: its place is known to about" in own.found.words


def test_a_formula_that_is_too_long_for_one_reading_is_refused_as_such() -> None:
    assert GoldsteinPrice().label and len(LOG_GOLDSTEIN) < 200
    with pytest.raises(ValueError, match="numbers, names and signs: at most 64"):
        Own.read(LOG_GOLDSTEIN)


@pytest.mark.parametrize(
    ("text", "box", "lowest", "others"),
    [
        ("abs(x) + 10*abs(y)", SQUARE, [(0, 0)], []),
        ("abs(x + 3*y - 1) + 10*abs(y - 2*x)", SQUARE, [(1 / 7, 2 / 7)], []),
        ("max(abs(x - 1), abs(y))", SQUARE, [(1, 0)], []),
        ("r", SQUARE, [(0, 0)], []),
        ("-exp(-r)", SQUARE, [(0, 0)], []),
        ("sqrt(r)", SQUARE, [(0, 0)], []),
        ("x*log(x) + y**2", SQUARE, [(np.exp(-1), 0)], []),
        ("x**-12 + x**12 + y**2", SQUARE, [(-1, 0), (1, 0)], []),
        ("min((x-1)**2 + y**2, (x+1)**2 + y**2 + 0.5)", SQUARE, [(1, 0)], [(-1, 0)]),
        ("tan(x)**2 + y**2", SQUARE, [(0, 0), (np.pi, 0), (-np.pi, 0)], []),
        ("x**2 + y**2", (0.0, 5.0, 0.0, 5.0), [(0, 0)], []),
        ("x**2 + y**2 + 1e6", SQUARE, [(0, 0)], []),
        ("1e6*x**2 + 1e-6*y**2", SQUARE, [(0, 0)], []),
        ("(x**2-1)**2 + y**2 + 1e-6*x", SQUARE, [(-1.000000125, 0)], [(0.999999875, 0)]),
        ("sin(3*x)*sin(3*y)", (-1.0, 1.0, -1.0, 1.0), [(np.pi / 6, -np.pi / 6), (-np.pi / 6, np.pi / 6)], []),
    ],
)
def test_minima_of_kinks_poles_and_pairs(text: str, box: Box, lowest: Any, others: Any) -> None:
    own = Own.read(text, box)
    assert_same_points(own.minima(), lowest)
    assert_same_points(own.local_minima(), others)
    assert (
        f"{len(lowest)} {'minimum' if len(lowest) == 1 else 'equally low minima'} and {len(others)} "
        f"higher found"
    ) in own.found.words
    assert "576 starts, there may be more" in own.found.words


@pytest.mark.parametrize(
    ("text", "lowest"),
    [
        ("abs(x) + 100*abs(y - 0.3*x)", (0, 0)),
        ("abs(x - 1) + 1000*abs(y + 0.7*x)", (1, -0.7)),
        ("(x - 1)**2 + 100*abs(y - 0.3*x)", (1, 0.3)),
    ],
)
def test_in_a_steep_kinked_valley_one_minimum_is_found_and_no_points_of_its_floor(
    text: str, lowest: Any
) -> None:
    own = Own.read(text)
    assert_same_points(own.minima(), [lowest], 1e-3 * math.hypot(10, 10))
    assert len(own.local_minima()) == 0


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("x", (-5, None), "on the border"),
        ("-x**2 - y**2", None, "−50, is at "),
        (
            "max(x, y)",
            (-5, -5),
            "−5, is at (−5, −5), on the border of the box, beyond which the surface may fall on",
        ),
        ("100*sqrt(abs(y - 0.1*x**2)) + 0.01*x", (-5, 2.5), "on the border of the box"),
        ("x**3 + y**2", (-5, 0), "−125, is at (−5, 0), on the border"),
        ("1/(x**2 + y**2)", None, "0.02, is at "),
        ("log(r)", (0, 0), "falls without a bottom, breaks off, bends in a kink or wiggles too finely"),
        ("-1/r", (0, 0), "falls without a bottom"),
        ("1/x", (0, None), "falls without a bottom"),
        ("tan(x) + y**2", None, "falls without a bottom"),
        ("log(x) + y**2", (0, 0), "falls without a bottom"),
    ],
)
def test_where_there_is_no_minimum_none_is_marked_and_a_sentence_says_why(
    text: str, at: Any, words: str
) -> None:
    found = Own.read(text).found
    assert found.lowest.shape == found.others.shape == (0, 2)
    assert (
        found.words.startswith("No minimum was found inside the box: the lowest value met, ")
        and words in found.words
    )
    assert (
        found.seen is not None
        and np.isfinite(found.seen).all()
        and found.seen[2] == Own.read(text)(np.array(found.seen[:2]))
    )
    for seen, expected in zip(found.seen[:2], at or (None, None), strict=True):
        assert expected is None or seen == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("text", ["log(-1 - r)", "sqrt(-1 - r)", "x/(y - y)"])
def test_where_there_is_no_value_at_all_that_is_said(text: str) -> None:
    found = Own.read(text).found
    assert (
        found.lowest.shape == found.others.shape == (0, 2)
        and found.seen is None
        and "no finite value" in found.words
    )


@pytest.mark.parametrize(("text", "level"), [("3", 3), ("0*x", 0), ("max(-1, min(-1, y))", -1)])
def test_a_level_surface_has_no_minima_to_mark(text: str, level: float) -> None:
    found = Own.read(text).found
    assert (
        found.lowest.shape == found.others.shape == (0, 2)
        and found.reference == level
        and "surface is level" in found.words
    )


def test_a_minimum_above_the_border_is_marked_and_the_border_named() -> None:
    found = Own.read("x**3 - 3*x + y**2").found
    assert_same_points(found.lowest, [(1, 0)])
    assert "But the lowest value met, −110, is at (−5, 0), on the border" in found.words


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("(x + y)**2", lambda x, y: x + y),
        ("abs(x - 2*y)", lambda x, y: x - 2 * y),
        ("(r - 2)**2", lambda x, y: np.hypot(x, y) - 2),
        ("abs(r - 2)", lambda x, y: np.hypot(x, y) - 2),
        ("max(r - 3, 0)", lambda x, y: np.maximum(np.hypot(x, y) - 3, 0)),
    ],
)
def test_of_a_flat_place_some_points_are_marked(text: str, distance: Callable[..., Any]) -> None:
    found = Own.read(text).found
    assert 5 <= len(found.lowest) <= FLAT and len(found.others) == 0
    assert np.abs(distance(*found.lowest.T)).max() < 1e-6
    assert max(np.linalg.norm(a - b) for a, b in itertools.combinations(found.lowest, 2)) > 3.5  # spread out
    assert f"a flat place of minima was found, {len(found.lowest)} points of it are marked" in found.words


def test_a_flat_bottom_narrower_than_a_mark_is_one_minimum() -> None:
    found = Own.read("1 + x**12 + y**12").found
    # 0.07¹² is lost beside 1
    assert len(found.lowest) == 1 and np.abs(found.lowest).max() < 0.07 and len(found.others) == 0


def test_minima_are_copies() -> None:
    own = Own.read(BOOK)
    own.minima()[:] = 7
    assert_same_points(own.minima(), [(0, 0)])


# --- what the search counts ---------------------------------------------------------------------------------

TRUE_PAIRS: list[
    tuple[str, list[tuple[float, float]]]
] = [  # nearer to each other than a hundredth of the diagonal, with a wall between
    ("(x**2-0.0025)**2*1000+y**2", [(-0.05, 0), (0.05, 0)]),
    ("(x**2-0.0049)**2*1000+y**2", [(-0.07, 0), (0.07, 0)]),
    ("(y**2-0.0004)**2*1000+x**2", [(0, -0.02), (0, 0.02)]),
    ("abs(abs(x)-0.05)+abs(y)", [(-0.05, 0), (0.05, 0)]),
    ("abs(x*x-0.0025)+y*y", [(-0.05, 0), (0.05, 0)]),
    ("max(abs(abs(x)-0.05),abs(y))", [(-0.05, 0), (0.05, 0)]),
    ("abs(abs(abs(x)-1)-0.05)+abs(y)", [(x, 0) for x in (-1.05, -0.95, 0.95, 1.05)]),
    ("100*abs(y-sin(x))+abs(abs(x)-0.05)", [(-0.05, -np.sin(0.05)), (0.05, np.sin(0.05))]),
]


@pytest.mark.parametrize(("text", "lowest"), TRUE_PAIRS)
def test_two_minima_with_a_wall_between_are_two(text: str, lowest: list[tuple[float, float]]) -> None:
    found = Own.read(text).found
    assert_same_points(found.lowest, lowest, 1e-6)
    assert f"{len(lowest)} equally low minima and {len(found.others)} higher found" in found.words


def test_the_two_lowest_of_many_narrow_holes_are_two() -> None:
    found = Own.read("sin(50*x)*sin(50*y)+0.1*r").found
    assert len(found.lowest) == 2
    np.testing.assert_allclose(found.lowest.sum(axis=0), 0, atol=1e-9)
    # moved towards the tip by the small slope of 0.1·r
    np.testing.assert_allclose(np.abs(found.lowest), np.pi / 100, atol=1e-4)


def minima_between(half: float, period: float, first: float) -> int:
    """How many of first + k·period, k whole, lie inside (−half, half)."""
    k = np.arange(-10_000, 10_001)
    return int((np.abs(first + k * period) < half).sum())


@pytest.mark.parametrize("half", [30.0, 40.0])
def test_single_minima_in_rows_are_counted(half: float) -> None:
    found = Own.read("cos(x)+cos(y)", wide(half)).found
    there = minima_between(half, 2 * np.pi, np.pi) ** 2
    assert len(found.lowest) == there and f"{there} equally low minima and 0 higher found" in found.words


@pytest.mark.parametrize(
    ("text", "half", "there", "height"),
    [
        ("cos(x)+cos(y)", 50.0, minima_between(50, 2 * np.pi, np.pi) ** 2, -2),
        ("cos(20*x)+cos(20*y)", 5.0, minima_between(5, np.pi / 10, np.pi / 20) ** 2, -2),
        ("cos(40*x)+cos(40*y)", 5.0, minima_between(5, np.pi / 20, np.pi / 40) ** 2, -2),
        ("sin(20*x)*sin(20*y)", 5.0, minima_between(5, np.pi / 20, np.pi / 40) ** 2 // 2, -1),
        ("sin(50*x)*sin(50*y)", 5.0, minima_between(5, np.pi / 50, np.pi / 100) ** 2 // 2, -1),
        ("sin(x)**4+sin(y)**4", 50.0, minima_between(50, np.pi, 0) ** 2, 0),
    ],
)
def test_more_minima_than_are_marked_are_not_told_as_a_count_nor_as_a_flat_place(
    text: str, half: float, there: int, height: float
) -> None:
    own = Own.read(text, wide(half))
    assert there > MANY == len(own.found.lowest)
    np.testing.assert_allclose(jax.vmap(own)(own.found.lowest), height, atol=1e-9)
    assert (
        f"more than {MANY} equally low minima and 0 higher found. Of the lowest, {MANY} are marked."
        in own.found.words
        and "flat" not in own.found.words
    )


def test_more_higher_minima_than_are_marked_are_not_told_as_a_count() -> None:
    found = Own.read("20+x**2-10*cos(2*pi*x)+y**2-10*cos(2*pi*y)", wide(50.0)).found
    assert len(found.lowest) == 1 and len(found.others) == MANY
    assert (
        f"1 minimum and more than {MANY} higher found. Of the higher ones, {MANY} are marked." in found.words
    )


@pytest.mark.parametrize("text", ["sin(10*r)/r", "100*sqrt(abs(r-2))", "cos(r)"])
def test_a_ring_of_minima_is_a_flat_place(text: str) -> None:
    found = Own.read(text).found
    radii = np.hypot(*found.lowest.T)
    np.testing.assert_allclose(radii, radii[0], rtol=1e-6)
    assert (
        5 <= len(radii) <= FLAT
        and f"a flat place of minima was found, {len(radii)} points of it are marked" in found.words
    )


def test_rings_above_the_lowest_point_are_flat_places_too() -> None:
    found = Own.read(DROP, wide(5.12)).found
    inside = np.hypot(*found.others.T) < 5.12  # beyond, in the corners, there are pieces of rings
    single = len(found.others) - FLAT
    assert_same_points(found.lowest, [(0, 0)])
    assert (
        0 <= single < 10
        and inside.sum() > 10
        and (
            f"1 minimum and {single} higher found. There are higher flat places, too: {FLAT} points of "
            f"them are marked."
        )
        in found.words
    )


def test_a_single_minimum_as_low_as_a_flat_place_is_told_beside_it() -> None:
    found = Own.read("sin(r)**4").found
    at_the_tip = np.hypot(*found.lowest.T) < 0.1
    assert at_the_tip.sum() == 1 and len(found.lowest) == 1 + FLAT
    assert f"{FLAT} points of it are marked. Besides, 1 equally low single minimum was found." in found.words


EGGHOLDER = "-(y+47)*sin(sqrt(abs(x/2+y+47)))-x*sin(sqrt(abs(x-y-47)))"


@pytest.mark.parametrize(
    ("text", "box", "lowest"),
    [
        ("100*sqrt(abs(y-sin(2*x)))+0.01*x", SQUARE, -0.05),
        (EGGHOLDER, wide(512.0), -959.6406627),
        (("100*sqrt(abs(y - 0.1*x**2)) + 0.01*x"), SQUARE, -0.05),
        ("50*abs(y-cos(3*x))+0.1*x", SQUARE, -0.5),
        ("100*abs(y-0.1*x)+x", SQUARE, -5),
        ("x**3 - 3*x + y**2", SQUARE, -110),
        ("x + y", SQUARE, -10),
        (BUKIN, (-15.0, -5.0, -3.0, 3.0), 0),
        (DROP, wide(5.0), -1),
        (("(x-0.017)**2 + 1000*abs(y-x**2)"), SQUARE, 0),
    ],
)
def test_a_run_that_ends_at_the_lowest_value_met_has_no_gap(text: str, box: Box, lowest: float) -> None:
    own = Own.read(text, box)
    assert own.found.seen is not None
    course = Course(own, own.found.seen[:2], own.minima(), own.window, 1, lowest=own.reference)
    (run,) = race([Entry(SGD(lr=0.0))], course)
    assert run.track.gap[-1] == 0
    assert own.reference == pytest.approx(lowest, abs=1e-4 * max(1, abs(lowest)))


@pytest.mark.parametrize(
    "text",
    [
        "1/x",
        "log(r)",
        "-1/r",
        "tan(x) + y**2",
        "log(x) + y**2",
        "-1/abs(x-0.317) + (y-1)**2",
        "log(abs(y-x)) + x**2",
    ],
)
def test_beside_a_pole_gaps_are_counted_from_the_lowest_value_on_the_map(text: str) -> None:
    own = Own.read(text)
    values = values_on_grid(own, own.window, 101)
    assert own.found.seen is not None and own.found.seen[2] < own.reference
    assert own.reference == pytest.approx(values[np.isfinite(values)].min(), rel=1e-9)


@pytest.mark.parametrize(
    ("rate", "start", "lands"),
    [(0.25, (2.0, 5.0), True), (0.5, (2.0, 5.0), True), (0.3, (2.0, 5.0), False), (0.07, (-4.0, 2.0), False)],
)
def test_on_the_kink_valley_a_constant_rate_bounces_unless_it_lands_on_the_kink(
    rate: float, start: tuple[float, float], lands: bool
) -> None:
    end = to_numpy(descend(SGD(lr=rate), KinkValley(), start), 200).x[-20:]
    if lands:
        np.testing.assert_array_equal(end, np.zeros((20, 2)))
    else:
        np.testing.assert_allclose(
            np.abs(np.diff(end, axis=0)), np.tile([rate, 10 * rate], (19, 1)), rtol=1e-9
        )
        assert (end[:-1] * end[1:] < 0).all()
