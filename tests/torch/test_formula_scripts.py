"""A formula that was typed, as a script for PyTorch: it goes where our own descent went."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, Adam, Optimizer
from exports.scripts import script
from surfaces.own import Own
from tests.torch.test_scripts import run
from views.race import EXAMPLES

STEPS = 60
MORE = ("abs(x)**3 + r**3 + min(x, 2)*max(y, -1) + 2**y", "r**4/9 - cosh(y/3) + atan(x*y) + abs(x*y)**2", "tan(x/4)**2 + log(1 + r) + e**(-x**2) + y**2", "3")


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
    np.testing.assert_allclose(left["path"], to_numpy(descend(rule, own, own.start), STEPS).x, rtol=0, atol=1e-6)


def test_at_the_tip_of_r_the_slope_counts_as_0_there_too() -> None:
    left = run(script("PyTorch", SGD(lr=0.1), Own.read("r + x**2"), (0.0, 0.0), steps=3))
    assert left["path"][-1] == [0.0, 0.0]
