"""What the page on rates says of its runs, computed another way."""

import re

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course
from dl_core.experiments.sweep import sweep_rates
from dl_core.optimizers import SGD, Adam, Momentum
from dl_core.optimizers.base import Optimizer
from kit.number_format import number, percent
from pages.sweep import PAGE, facts, words
from pages.sweep.facts import Two
from pages.sweep.presets import PRESETS
from pages.sweep.view import SweepView
from surfaces import Ravine

STEPS = 25


def last_gap(rule: Optimizer, course: Course) -> float:
    """f − f* after the last step, of a run by itself."""
    losses = to_numpy(descend(rule, course.loss, course.start), course.steps).loss
    return float(losses[-1] - min(float(course.loss(minimum)) for minimum in course.minima))


@pytest.fixture(scope="module")
def ends() -> dict[str, np.ndarray]:
    """The last gaps of every rate on a surface that has no bottom outside its box."""
    course = SweepView({"surface": "mccormick", "steps": float(STEPS)}).course()
    return {
        cls.label: np.array([last_gap(cls(lr=float(rate)), course) for rate in sweep_rates(cls)])
        for cls in (SGD, Momentum, Adam)
    }


def test_the_best_rates_and_the_runs_below_the_minimum_are_those_of_single_runs(
    ends: dict[str, np.ndarray],
) -> None:
    view = SweepView(
        {"surface": "mccormick", "steps": float(STEPS), "race": ("sgd", "momentum", "adam"), "rates": "own"}
    )
    said = [one["text"] for one in words.rates(facts.rates(view))]
    course = view.course()
    first = float(course.loss(np.array(course.start))) - min(
        float(course.loss(minimum)) for minimum in course.minima
    )
    best = {
        cls.label: float(sweep_rates(cls)[np.nanargmin(np.abs(ends[cls.label]))])
        for cls in (SGD, Momentum, Adam)
    }
    low, high = min(best, key=lambda name: best[name]), max(best, key=lambda name: best[name])
    assert f"lie between {number(best[low], 2)} ({low}) and {number(best[high], 2)} ({high})" in said[0]
    below = sum(int((one < -1e-9 * abs(first)).sum()) for one in ends.values())
    assert (
        below
        and f"{below} of {3 * 241} runs end below f*" in said[-1]
        and said[0].startswith("Rates that end nearest to f*")
    )


@pytest.mark.parametrize("rule", ["momentum", "adam"])
def test_the_shares_of_a_map_are_those_of_the_cells_that_are_drawn(rule: str) -> None:
    view = SweepView({"part": "two", "rule": rule, "steps": 60.0})
    found = facts.two(view)
    assert isinstance(found, Two)
    numbers, others = (
        np.array([np.nan if z is None else z for z in mark["z"]])
        for mark in PAGE.parts[1].charts(found)[0]["marks"][:2]
    )
    said = words.two(found)[0]["text"]
    shares = [percent(np.mean(others == 1.0)), percent(np.isfinite(numbers).mean())]
    assert re.findall(r"\d+ %", said) == shares and f"{numbers.size:,} runs" in said


def test_the_shares_that_the_example_of_adams_second_number_tells_are_those_of_its_map() -> None:
    preset = PRESETS["Adam's second number"]
    found = facts.two(preset.view)
    assert isinstance(found, Two) and isinstance(preset.view.surface, Ravine) and found.steps == 100
    arrived = np.isfinite(found.map.settled) & ~found.map.diverged
    upper = found.map.y.values >= 0.75
    assert not found.map.diverged[upper].any()
    shares = [percent(share.mean()) for share in (arrived, found.map.diverged, arrived[upper])]
    assert re.findall(r"\d+ %", str(preset.see)) == shares


def test_a_map_arrives_and_diverges_where_single_runs_of_adam_do() -> None:
    preset = PRESETS["Adam's second number"]
    found = facts.two(preset.view)
    assert isinstance(found, Two)
    course = preset.view.course()
    for i, j in np.random.default_rng(5).integers((0, 0), found.map.settled.shape, (25, 2)):
        losses = to_numpy(
            descend(
                Adam(lr=float(found.map.x.values[j]), b2=float(found.map.y.values[i])),
                course.loss,
                course.start,
            ),
            course.steps,
        ).loss
        arrives = abs(losses[-1]) <= 0.01 * abs(losses[0])  # the ravine's lowest value is 0
        assert found.map.diverged[i, j] or np.isfinite(found.map.settled[i, j]) == arrives
