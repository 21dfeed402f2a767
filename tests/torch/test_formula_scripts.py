"""A formula that was typed, as a script for PyTorch: it goes where our own descent went."""

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, Adam, Optimizer
from exports.formula import spelled
from exports.in_pytorch import PYTORCH
from exports.scripts import script
from kit.race.settings import EXAMPLES
from surfaces import KinkValley
from surfaces.formula import fold, parse
from surfaces.own import Own
from surfaces.switch import switch
from tests.exports.test_formula_scripts import KINKS, PLACES
from tests.surfaces.test_formula import formulas
from tests.torch.test_scripts import run

STEPS = 60
MORE = (
    "abs(x)**3 + r**3 + min(x, 2)*max(y, -1) + 2**y",
    "r**4/9 - cosh(y/3) + atan(x*y) + abs(x*y)**2",
    "tan(x/4)**2 + log(1 + r) + e**(-x**2) + y**2",
    "3",
)


@pytest.fixture(autouse=True)
def _keep_the_default_dtype() -> Iterator[None]:
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


@pytest.mark.parametrize("rule", [SGD(lr=0.02), Adam(lr=0.1)], ids=lambda rule: rule.label)
@pytest.mark.parametrize("text", [*EXAMPLES, *MORE])
def test_a_script_takes_the_same_path(text: str, rule: Optimizer) -> None:
    own = Own.read(text)
    left = run(script("PyTorch", rule, own, own.start, steps=STEPS))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(rule, own, own.start), STEPS).x, rtol=0, atol=1e-6
    )


@pytest.mark.parametrize(("text", "start"), KINKS)
def test_on_kinks_and_where_slopes_are_infinite_a_script_takes_the_same_path(
    text: str, start: tuple[float, float]
) -> None:
    own = Own.read(text)
    left = run(script("PyTorch", SGD(lr=0.25), own, start, steps=8))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(SGD(lr=0.25), own, start), 8).x, rtol=1e-9, atol=1e-9
    )


def test_random_formulas_have_the_same_slopes_where_coordinates_are_whole() -> None:
    torch.set_default_dtype(torch.float64)
    compared = 0
    for text in formulas(80, seed=13):
        said, left = spelled(fold(parse(text)), PYTORCH), {"torch": torch}
        exec(f"{said.helpers}\n\ndef loss(x):\n{said.body}", left)
        theirs = np.array([_gradient(left["loss"], place, said.steep) for place in PLACES])
        value, ours = (
            np.asarray(part) for part in jax.vmap(Own.read(text).value_and_grad)(jnp.asarray(PLACES))
        )
        good = np.isfinite(value)
        np.testing.assert_allclose(theirs[good], ours[good], rtol=1e-9, atol=1e-9, err_msg=text)
        compared += int(np.isfinite(ours[good]).sum())
    assert compared > 400


def _gradient(loss: Any, place: np.ndarray, steep: bool) -> np.ndarray:
    if steep:
        return torch.func.jacfwd(loss)(torch.tensor(place)).numpy()
    x = torch.tensor(place, requires_grad=True)
    loss(x).backward()
    return x.grad.numpy()


@pytest.mark.parametrize("start", [(0.0, 1.0), (2.0, 0.0), (0.0, 0.0), (1.0, -1.0)])
def test_on_the_kinks_of_a_listed_surface_a_script_takes_the_same_path(start: tuple[float, float]) -> None:
    left = run(script("PyTorch", SGD(lr=0.25), KinkValley(), start, steps=20))
    np.testing.assert_allclose(
        left["path"], to_numpy(descend(SGD(lr=0.25), switch(KinkValley()), start), 20).x, rtol=0, atol=1e-9
    )


def test_at_the_tip_of_r_the_slope_counts_as_0_there_too() -> None:
    left = run(script("PyTorch", SGD(lr=0.1), Own.read("r + x**2"), (0.0, 0.0), steps=3))
    assert left["path"][-1] == [0.0, 0.0]
