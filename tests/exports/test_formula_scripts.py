"""A formula of a stranger in a script that somebody else may run: only what was read of it, and it computes the same."""

import ast

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, Adam, Optimizer
from exports.formula import loss_lines
from exports.scripts import LIBRARIES, script
from surfaces.formula import FUNCTIONS, fold, parse
from surfaces.own import Own
from tests.exports.test_scripts import run
from tests.surfaces.test_formula import POINTS, TAKEN, assert_means, formulas, scale
from views.race import EXAMPLES

STEPS = 60
NAMES = {"x", "r", "square", "jnp", "torch"}
MORE = ("abs(x)**3 + r**3 + min(x, 2)*max(y, -1) + 2**y", "r**4/9 - cosh(y/3) + atan(x*y) + abs(x*y)**2", "tan(x/4)**2 + log(1 + r) + e**(-x**2) + y**2", "3")


@pytest.mark.parametrize("rule", [SGD(lr=0.02), Adam(lr=0.1)], ids=lambda rule: rule.label)
@pytest.mark.parametrize("text", [*EXAMPLES, *MORE])
def test_an_optax_script_takes_the_same_path(text: str, rule: Optimizer) -> None:
    own = Own.read(text)
    left = run(script("optax", rule, own, own.start, steps=STEPS))
    np.testing.assert_allclose(left["path"], to_numpy(descend(rule, own, own.start), STEPS).x, rtol=0, atol=1e-9)


def test_at_the_tip_of_r_the_slope_counts_as_0_there_too() -> None:
    left = run(script("optax", SGD(lr=0.1), Own.read("r + x**2"), (0.0, 0.0), steps=3))
    assert left["path"][-1] == [0.0, 0.0]


def test_random_formulas_have_the_same_losses_and_slopes() -> None:
    compared = 0
    for text in formulas(60, seed=11):
        left: dict[str, object] = {"jnp": jnp}
        exec("def loss(x):\n" + loss_lines(fold(parse(text)), "jnp", "{value}"), left)  # what is tested is that this is harmless
        assert_means(text)
        points = jnp.asarray(POINTS)
        theirs = jax.vmap(jax.value_and_grad(left["loss"]))(points)  # type: ignore[arg-type]
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
        loss = next(node for node in ast.parse(said).body if isinstance(node, ast.FunctionDef) and node.name == "loss")
        inner = [node for statement in loss.body for node in ast.walk(statement)]
        assert {node.id for node in inner if isinstance(node, ast.Name)} <= NAMES
        spelled = {"arctan", "minimum", "maximum", "where", "sqrt", "tensor"}
        assert {node.attr for node in inner if isinstance(node, ast.Attribute)} <= {*FUNCTIONS, *spelled}
        assert not any(isinstance(node, (ast.Lambda, ast.comprehension, ast.Starred, ast.JoinedStr)) for node in inner)
        assert all(isinstance(node.value, (int, float)) for node in inner if isinstance(node, ast.Constant))
