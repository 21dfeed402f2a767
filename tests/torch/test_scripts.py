"""Every PyTorch script is run, and goes where our own descent went."""

import contextlib
import dataclasses
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import (
    RACERS,
    SGD,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    NAdam,
    Nesterov,
    Optimizer,
    RMSProp,
)
from dl_core.params import params_of
from dl_core.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Schedule,
    Step,
    WarmupCosine,
)
from exports.scripts import CannotSay, script
from surfaces import (
    SURFACES,
    Ackley,
    Himmelblau,
    KinkValley,
    PlateauCliff,
    Ravine,
    Rosenbrock,
    SharpFlat,
    Surface,
)
from surfaces.switch import switch

STEPS = 60
# rates with which no surface throws these three out
GENTLE = {SGD: 0.0004, Momentum: 0.0002, Nesterov: 0.0002}

RULES: tuple[Optimizer, ...] = (  # values with which every term matters
    SGD(lr=0.003),
    Momentum(lr=0.002, momentum=0.7),
    Nesterov(lr=0.002, momentum=0.7),
    AdaGrad(lr=0.3, eps=0.5),
    Adadelta(lr=0.3, rho=0.8, eps=0.01),
    RMSProp(lr=0.02, rho=0.8, eps=0.5),
    Adam(lr=0.07, b1=0.7, b2=0.9, eps=0.5),
    AdamW(lr=0.07, b1=0.7, b2=0.9, eps=0.5, weight_decay=0.3),
    NAdam(lr=0.07, b1=0.7, b2=0.9, eps=0.5),
)
NON_DEFAULT: tuple[Surface, ...] = (
    Ravine(kappa=12.0, angle=33.0, scale=0.7),
    Rosenbrock(b=70.0),
    PlateauCliff(k=6.0),
    SharpFlat(k=30.0),
)
LANDSCAPES: tuple[Surface, ...] = (*(cls() for cls in SURFACES), *NON_DEFAULT)
TIMETABLES: tuple[Schedule, ...] = (
    Step(gamma=0.6, every=13.0),
    Exponential(k=0.05),
    InverseTime(k=0.1),
    Cosine(),
    WarmupCosine(warmup=7.0),
    WarmupCosine(warmup=200.0),
)


@pytest.fixture(autouse=True)
def _keep_the_default_dtype() -> Iterator[None]:
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def run(text: str) -> dict[str, Any]:
    """What the script leaves behind, and under "printed" what it says."""
    left: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(text, "script.py", "exec"), left)
    return left | {"printed": said.getvalue()}


def compare(
    rule: Optimizer, surface: Surface, schedule: Schedule = Constant(), steps: int = STEPS, **tolerance: float
) -> None:
    left = run(script("PyTorch", rule, surface, surface.start, schedule, steps=steps))
    ours = to_numpy(descend(rule, switch(surface), surface.start, schedule, horizon=steps), steps).x
    assert len(left["path"]) == steps + 1 and left["path"][0] == list(surface.start)
    # some of these paths swing, and rounding swings with them
    tolerance = tolerance or {"rtol": 0, "atol": 1e-6}
    np.testing.assert_allclose(left["path"], ours, **tolerance)
    assert re.search(r"last point (\[.*\])", left["printed"])[1] == str(left["path"][-1])


@pytest.mark.parametrize("surface", LANDSCAPES, ids=lambda surface: surface.label)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.label)
def test_a_script_takes_the_same_path(rule: Optimizer, surface: Surface) -> None:
    compare(dataclasses.replace(rule, lr=GENTLE.get(type(rule), rule.lr)), surface)


@pytest.mark.parametrize("schedule", TIMETABLES, ids=lambda schedule: schedule.label)
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if type(rule) not in (Momentum, Nesterov)], ids=lambda rule: rule.label
)
def test_a_script_follows_the_schedule(rule: Optimizer, schedule: Schedule) -> None:
    compare(rule, Himmelblau(), schedule)


def test_every_rule_is_run_here_or_refused() -> None:
    assert {type(schedule) for schedule in TIMETABLES} == set(SCHEDULES) - {Constant}
    for rule in set(RACERS) - {type(rule) for rule in RULES}:
        with pytest.raises(CannotSay):
            script("PyTorch", rule(), Himmelblau(), Himmelblau.start)


@pytest.mark.parametrize("rule", [Momentum(momentum=0.0), Nesterov(momentum=0.0)])
def test_a_script_without_momentum_runs(rule: Optimizer) -> None:
    compare(rule, Himmelblau(), Cosine())


@pytest.mark.parametrize("surface", [Ackley(), KinkValley()], ids=lambda surface: surface.label)
def test_a_script_takes_the_same_slope_at_a_kink(surface: Surface) -> None:
    left = run(script("PyTorch", SGD(lr=0.5), surface, (0.0, 0.0), steps=3))
    assert left["path"] == [[0.0, 0.0]] * 4


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.label)
def test_a_script_runs_with_every_slider_at_its_end(rule: Optimizer, end: str) -> None:
    ends = {field: getattr(known, end) for field, known in params_of(rule) if field != "bias_correction"}
    compare(dataclasses.replace(rule, **ends), Himmelblau(), steps=20, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("schedule", [Constant(), *TIMETABLES], ids=lambda schedule: schedule.label)
@pytest.mark.parametrize("rule", [Adam(), NAdam()], ids=lambda rule: rule.label)
def test_nothing_in_a_script_is_in_float32(rule: Optimizer, schedule: Schedule) -> None:
    compare(rule, Himmelblau(), schedule, rtol=1e-11)


def test_a_script_diverges_where_the_run_does() -> None:
    compare(SGD(lr=1.0), Rosenbrock(), steps=20, rtol=1e-6)
