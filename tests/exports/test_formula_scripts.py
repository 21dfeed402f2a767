"""A formula of a stranger in a script that somebody else may run: only what was read of it, and it computes
the same."""

import ast

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, Adam, Optimizer
from exports.formula import spelled
from exports.in_optax import OPTAX
from exports.scripts import DIALECTS, LIBRARIES, script
from kit.race.settings import EXAMPLES
from surfaces import Ackley, KinkValley, Surface
from surfaces.formula import FUNCTIONS, fold, parse
from surfaces.own import Own
from surfaces.switch import switch
from tests.exports.test_scripts import run
from tests.surfaces.test_formula import POINTS, TAKEN, assert_means, formulas, scale

STEPS = 60
NAMES = {
    "x",
    "r",
    "square",
    "jnp",
    "torch",
    "size",
    "sqrt",
    "log",
    "inverse",
    "power",
    "times",
    "exp",
    "sinh",
    "cosh",
    "smaller",
    "larger",
}
MORE = (
    "abs(x)**3 + r**3 + min(x, 2)*max(y, -1) + 2**y",
    "r**4/9 - cosh(y/3) + atan(x*y) + abs(x*y)**2",
    "tan(x/4)**2 + log(1 + r) + e**(-x**2) + y**2",
    "3",
)


@pytest.mark.parametrize("rule", [SGD(lr=0.02), Adam(lr=0.1)], ids=lambda rule: rule.label)
@pytest.mark.parametrize("text", [*EXAMPLES, *MORE])
def test_an_optax_script_takes_the_same_path(text: str, rule: Optimizer) -> None:
    own = Own.read(text)
    left = run(script("optax", rule, own, own.start, steps=STEPS))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(rule, own, own.start), STEPS).x, rtol=0, atol=1e-9
    )


# Starts on kinks, where slopes are infinite, and from where runs come back to kinks
ON_THE_Y_AXIS = (
    "abs(x)",
    "abs(abs(x))",
    "abs(-x)",
    "abs(2*x)",
    "abs(sin(x))",
    "abs(x*y)",
    "abs(x**3)",
    "max(x, 0)",
    "min(x, 0)",
    "max(x, -x)",
    "min(x, x)",
    "max(0, x)",
    "max(x, abs(x))",
    "min(abs(x), x**2)",
    "max(min(x, 1), 0)",
    "abs(max(x, 0))",
    "min(3, 3 + x)",
    "abs(x + 1) - abs(x)",
    "sqrt(x**2)",
    "(x**2)**0.5",
    "sqrt(x*x)",
    "sqrt(abs(x))",
    "abs(x)**0.5",
    "abs(x)**1.5",
    "(x**2)**0.75",
    "(x**2)**0.1",
    "sqrt(x**4)",
    "sqrt(sqrt(x**4))",
    "exp(-abs(x))",
    "2**abs(x)",
    "sqrt(x**2 + (y - 1)**2)",
    "((y - 1)**2 + x**2)**0.5",
    "sqrt((y - 1)**2*2)",
    "1/(1 + abs(x))",
    "1/(1 + 1/x**2)",
    "exp(-1/x**2)",
    "atan(log(x**2))",
    "abs(x)*abs(y - 1)",
    "sqrt(x)",
    "x**0.5",
    "sqrt(x*(y - 1))",
    "abs(x)/(x + 2)",
    "log(1 + abs(x))",
    "log(cosh(x))",
    "abs(x)**3",
    "1/abs(y)**-2 + abs(x)",
    "min(x, y - 1)",
    "max(y, 1) + abs(x)",
    "min(x + 1, y) + 2*max(x + 1, y)",
    "abs(x - y + 1)",
    "max(max(x, y - 1), 0)",
    "x/y**0.5 + abs(x)",
    "1/(1 + x**-2*abs(y))",
    "2**x/(2 + x**-3*abs(y))",
    "1/(1 + (1/x)**2)",
    "1/(1 + (1/x**2)*(1/x**2))",
    "1/(2 + exp(1/abs(x)))",
    "2**(-1/x**2)",
    "y/(1 + 1/x**2)",
    "1/(1 + abs(x)**-0.5)",
)
AT_THE_ORIGIN = (
    "r",
    "r + x",
    "sqrt(x**2 + y**2) + y",
    "(x**2 + y**2)**0.5 - x",
    "(y*y + x*x)**0.3 + y",
    "r**1.5 + x",
    "r**0.5",
    "2*r*r + y",
    "cos(r)*x",
    "x*r + y",
    "abs(r - 1) + x",
    "max(r, x) + y",
    "min(x, y)",
    "max(x, 3*x) + abs(y)",
    "sqrt(r**4) + x",
    "exp(-r) - y",
    "abs(x) + abs(y) + r + x",
)
SIGNED = (  # where a part is -0
    ("sqrt(-x) + (y - 2)**2", (0.0, 1.0)),
    ("(-x)**0.5 + y", (0.0, 1.0)),
    ("(-x)**0.3 + y", (0.0, 1.0)),
    ("y**2 - sqrt(-2*x)", (0.0, 1.0)),
    ("max(0, x)**2 + max(0, -y)**0.5", (0.0, 0.0)),
    ("max(0, x)**2 + sqrt(max(0, -y))", (0.0, 0.0)),
    ("sqrt(-abs(x) - r) + y", (0.0, 0.0)),
    ("sqrt(x*y) + y", (0.0, -1.0)),
    ("(-x)**1.5 + y**2", (0.0, 1.0)),
    ("1/(1 + 1/sqrt(-x)) + y", (0.0, 1.0)),
    ("1/(1 + (-x)**-0.5) + y", (0.0, 1.0)),
    ("1/(2 + 1/(-x)**2) + y", (0.0, 1.0)),
    ("atan(log(-x)) + y", (0.0, 1.0)),
    ("exp(log(-x)) + y", (0.0, 1.0)),
    ("(-x**2)**0.5 + y", (0.0, 1.0)),
)
BESIDE_STEEP = (  # the smaller or larger of two parts, of which one has an infinite slope or no value
    *(
        (text, (0.0, 1.0))
        for text in (
            "max(sqrt(x), y)",
            "max(1, sqrt(x)) + y",
            "min(1/x, y)",
            "max(x**0.5, y)",
            "max(log(x), y)",
            "min(log(x), y)",
            "max(min(sqrt(x), 3), y)",
            "max(y, sqrt(x))",
            "max(sqrt(x), y/2)**2 + y",
            "max(x**-2, y) + y",
            "min(x**-0.5, y)**2",
            "max(x**0.3, y) + x",
            "abs(max(sqrt(x), y) - 3)",
            "max(x*log(x), y)",
            "min(exp(1/x), y)",
            "min((y + 4)/x, y) + y",
            "max(y, -1/x**2)",
            "max(max(sqrt(x), y), 0.5)",
            "abs(sqrt(x)) + y",
            "abs(x**0.3) + y**2",
            "sqrt(max(sqrt(x), y))",
            "min(2**(1/x), y)",
            "max(sqrt(x), sqrt(x)) + y",
            "min(1/x**2, 2 + y) + y",
            "abs(log(x)) + y",
        )
    ),
    ("min(1 + sqrt(x), y**2)", (0.0, 0.5)),
    ("min(sqrt(x), y)", (0.0, -1.0)),
    ("max(sqrt(x), y)", (0.0, 0.0)),
    ("max(log(x), 0) + y", (-1.0, 1.0)),
    ("min(sqrt(x), y) + y", (-1.0, 1.0)),
    ("max(0, log(x)) + y", (-1.0, 1.0)),
    ("min(exp(2*x**4), y)", (5.0, 1.0)),
    ("max(-cosh(x**6), y)", (4.0, 1.0)),
    ("min(2**x**6, y) + y", (5.0, 1.0)),
    ("abs(min(sinh(x**6), y))", (4.0, 1.0)),
    ("max(x, y)*min(r, 1/r)", (0.0, 0.0)),
)
BACK = ("abs(x) + abs(y - x**2)/4", "abs(x)*3 + y**2", "abs(abs(x) - 1) + abs(y)")
KINKS: tuple[tuple[str, tuple[float, float]], ...] = (
    *((f"{kink} + (y - 2)**2", (0.0, 1.0)) for kink in ON_THE_Y_AXIS),
    *((text, (0.0, 0.0)) for text in AT_THE_ORIGIN),
    *SIGNED,
    *BESIDE_STEEP,
    *((text, start) for text in BACK for start in ((2.0, 4.0), (0.0, 1.0), (0.0, 0.0))),
)


@pytest.mark.parametrize(("text", "start"), KINKS)
def test_on_kinks_and_where_slopes_are_infinite_an_optax_script_takes_the_same_path(
    text: str, start: tuple[float, float]
) -> None:
    own = Own.read(text)
    # of such a length that sums of steps are exact and come back to kinks
    left = run(script("optax", SGD(lr=0.25), own, start, steps=8))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(SGD(lr=0.25), own, start), 8).x, rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("start", [(0.0, 1.0), (2.0, 0.0), (0.0, 0.0), (1.0, -1.0)])
@pytest.mark.parametrize("surface", [KinkValley(), Ackley()], ids=lambda surface: surface.label)
def test_on_the_kinks_of_a_listed_surface_an_optax_script_takes_the_same_path(
    surface: Surface, start: tuple[float, float]
) -> None:
    left = run(script("optax", SGD(lr=0.25), surface, start, steps=20))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(SGD(lr=0.25), switch(surface), start), 20).x, rtol=0, atol=1e-9
    )


PLACES = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [-1.0, 1.0], [2.0, 0.0], [0.0, -2.0]])


def test_random_formulas_have_the_same_slopes_where_coordinates_are_whole() -> None:
    compared = 0
    for text in formulas(80, seed=13):
        said, left = spelled(fold(parse(text)), OPTAX), {"jnp": jnp, "jax": jax}
        exec(f"{said.helpers}\n\ndef loss(x):\n{said.body}", left)
        theirs = np.asarray(
            jax.vmap((jax.jacfwd if said.steep else jax.grad)(left["loss"]))(jnp.asarray(PLACES))
        )
        value, ours = (
            np.asarray(part) for part in jax.vmap(Own.read(text).value_and_grad)(jnp.asarray(PLACES))
        )
        good = np.isfinite(value)
        np.testing.assert_allclose(theirs[good], ours[good], rtol=1e-9, atol=1e-9, err_msg=text)
        compared += int(np.isfinite(ours[good]).sum())
    assert compared > 400


@pytest.mark.parametrize(
    "text",
    [
        "x**2/20 + y**2",
        "log(1 + r)",
        "1/(1 + x**2)",
        "-(1 + cos(12*r))/(0.5*r**2 + 2)",
        "sqrt(1 + x*x)",
        "(2 + y**2)**-0.5",
        "x/3",
    ],
)
@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_never_steep_at_0_is_written_without_help(text: str, library: str) -> None:
    assert spelled(fold(parse(text)), DIALECTS[library]).helpers == ""


def test_at_the_tip_of_r_the_slope_counts_as_0_there_too() -> None:
    left = run(script("optax", SGD(lr=0.1), Own.read("r + x**2"), (0.0, 0.0), steps=3))
    assert left["path"][-1] == [0.0, 0.0]


def test_random_formulas_have_the_same_losses_and_slopes() -> None:
    compared = 0
    for text in formulas(60, seed=11):
        said, left = spelled(fold(parse(text)), OPTAX), {"jnp": jnp, "jax": jax}
        exec(f"{said.helpers}\n\ndef loss(x):\n{said.body}", left)  # what is tested is that this is harmless
        assert_means(text)
        points = jnp.asarray(POINTS)
        theirs = (
            jax.vmap(left["loss"])(points),
            jax.vmap((jax.jacfwd if said.steep else jax.grad)(left["loss"]))(points),
        )
        for one, other in zip(theirs, jax.vmap(Own.read(text).value_and_grad)(points), strict=True):
            their, our = np.asarray(one), np.asarray(other)
            good = np.isfinite(their) & np.isfinite(our)
            room = 1e-7 * np.broadcast_to(scale(np.nan_to_num(our)), our.shape)
            assert (np.abs(their - our)[good] <= room[good]).all(), f"{text}: {their} is not {our}"
            compared += int(good.sum())
    assert compared > 300


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_script_holds_nothing_but_the_tree(library: str) -> None:
    for text in [*(text for family in TAKEN.values() for text in family), *formulas(40, seed=12), *EXAMPLES]:
        said = script(library, SGD(), Own.read(text), (1.0, 1.0))
        loss = next(
            node for node in ast.parse(said).body if isinstance(node, ast.FunctionDef) and node.name == "loss"
        )
        inner = [node for statement in loss.body for node in ast.walk(statement)]
        assert {node.id for node in inner if isinstance(node, ast.Name)} <= NAMES
        spelled = {"arctan", "minimum", "maximum", "where", "sqrt", "tensor"}
        assert {node.attr for node in inner if isinstance(node, ast.Attribute)} <= {*FUNCTIONS, *spelled}
        assert not any(
            isinstance(node, (ast.Lambda, ast.comprehension, ast.Starred, ast.JoinedStr)) for node in inner
        )
        assert all(isinstance(node.value, (int, float)) for node in inner if isinstance(node, ast.Constant))
