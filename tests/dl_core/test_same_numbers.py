"""The numbers of the first edition: descents in float64 and single passes of nets, kept in a file and
computed anew.

`python -m tests.dl_core.test_same_numbers` writes the file; it says what these numbers were on the day when
it was written, whoever changes one says why.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dl_core.datasets import task
from dl_core.experiments.backward import layers
from dl_core.experiments.descent import descend, to_numpy
from dl_core.network import Shape, initial_weights, net_config
from dl_core.noise import Noise
from dl_core.optimizers import RACERS
from dl_core.params import params_of
from dl_core.schedules import Cosine
from surfaces import Beale, Himmelblau, Ravine
from surfaces.own import Own
from surfaces.switch import switch

KEPT = Path(__file__).with_name("same_numbers.json")
GENTLE = {"SGD": 0.003, "Momentum": 0.002, "Nesterov": 0.002}
SURFACES = {
    "Ravine": lambda: switch(Ravine(kappa=12.0, angle=33.0, scale=0.7)),
    "Beale": lambda: switch(Beale()),
    "Himmelblau": lambda: switch(Himmelblau()),
    "typed": lambda: Own.read("sin(x)*y + exp(-r)/3 + (x**2 + y**2)/4"),
}
ROWS = (1, 10, 40)
NETS = [
    (depth, name, normed, residual)
    for depth in (3, 10)
    for name in ("sigmoid", "relu", "gelu")
    for normed, residual in ((0, 0), (1, 0), (0, 1))
]


def descents(surface: str) -> dict[str, list[list[float]]]:
    """x and loss of every rule at ROWS, with a schedule and noise."""
    found = {}
    for cls in RACERS:
        rule = cls(
            lr=GENTLE.get(cls.label, 0.05),
            **{
                name: known.default * 0.9 for name, known in params_of(cls) if name != "lr" and not known.step
            },
        )
        run = to_numpy(
            descend(rule, SURFACES[surface](), (1.0, 1.5), Cosine(), Noise(sigma=0.1, seed=3.0), 60.0), 60
        )
        found[cls.label] = [[*map(float, run.x[row]), float(run.loss[row])] for row in ROWS]
    return found


def passes() -> dict[str, list[float]]:
    """Loss and lengths of gradients of a single pass through each of NETS."""
    points, found = task("moons", 200, 0), {}
    for depth, name, normed, residual in NETS:
        shape = Shape(2, 20, depth, 1)
        one = layers(
            initial_weights(shape, "he", 0),
            net_config(depth, name, bool(normed), bool(residual)),
            "cross",
            1.0,
            points,
        )
        values: list[Any] = [
            np.atleast_1d(part) for part in (one.loss, one.weight, one.post, one.pre, one.slope, one.spread)
        ]
        found[f"{depth} {name} {normed} {residual}"] = [float(value) for value in np.concatenate(values)]
    return found


@pytest.mark.parametrize("surface", SURFACES)
def test_descents_are_those_of_the_first_edition(surface: str) -> None:
    kept, now = json.loads(KEPT.read_text())["descents"][surface], descents(surface)
    for label, rows in kept.items():
        np.testing.assert_allclose(now[label], rows, rtol=1e-12, atol=1e-12, err_msg=label)


def test_single_passes_are_those_of_the_first_edition() -> None:
    kept, now = json.loads(KEPT.read_text())["passes"], passes()
    assert kept.keys() == now.keys()
    for name, values in kept.items():
        np.testing.assert_allclose(now[name], values, rtol=1e-5, atol=1e-12, err_msg=name)


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps({"descents": {name: descents(name) for name in SURFACES}, "passes": passes()}, indent=1)
        + "\n"
    )
