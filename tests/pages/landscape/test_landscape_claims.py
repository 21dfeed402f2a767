"""Numbers in what the page on a net's landscape says, computed anew."""

import inspect
import re

import numpy as np
import pytest

from dl_core.digits import SIDE, load
from dl_core.experiments import landscape as core
from dl_core.params import params_of
from pages.landscape.how import DIGITS, PLANES, PROTOCOL, READ
from pages.landscape.presets import PRESETS
from pages.landscape.view import TRAINERS, Landscape


def test_a_net_has_as_many_weights_as_is_said() -> None:
    for width in core.WIDTHS:
        assert core.course("moons", 0, width).start.size == width**2 + 5 * width + 1
    assert "d = n^2 + 5n + 1" in READ and "337 weights and biases" in PRESETS["Three rules, one plane"].see
    assert Landscape().course().start.size == 337


def test_the_protocol_is_the_one_that_is_said() -> None:
    said = (
        f"the same {core.SAMPLES} points",
        f"make {core.STEPS} steps",
        f"tries {core.RATES} rates",
        f"after step {core.STEPS}",
    )
    assert all(text in PROTOCOL for text in said) and core.EVERY == 4 and "every fourth point" in PROTOCOL
    for rule in TRAINERS:
        rates, high = core.candidate_rates(rule), dict(params_of(rule))["lr"].high
        assert rates[-1] == high and rates[-1] / rates[0] == pytest.approx(1e4, rel=1e-3), (
            "the upper four powers of ten"
        )
        assert np.ptp(np.diff(np.log(rates))) < 1e-3, "evenly spaced on a log scale"


def test_two_components_of_a_long_random_walk_hold_76_percent() -> None:
    assert round(100 * 6 / np.pi**2 * 1.25) == 76 and r"76\,\%" in PLANES["all"]
    walk = np.random.default_rng(0).standard_normal((2000, 2000)).cumsum(axis=0)
    apart = walk - walk.mean(axis=0)
    held = np.linalg.eigvalsh(apart @ apart.T)[::-1]
    assert held[:2].sum() / held.sum() == pytest.approx(0.76, abs=0.01)


def test_the_digits_are_as_many_and_their_components_hold_as_much_as_is_said() -> None:
    x, y = load()
    chosen = np.asarray(x, np.float64)[np.isin(y, core.DIGITS)].reshape(-1, SIDE * SIDE)
    apart = chosen - chosen.mean(axis=0)
    variances = np.linalg.eigvalsh(apart.T @ apart)[::-1]
    told = re.search(r"(\d+) of the (\d+) images of 3 and 8.*hold (\d+) %", DIGITS, re.DOTALL)
    assert told and list(map(int, told.groups())) == [
        core.SAMPLES,
        len(chosen),
        round(100 * variances[:2].sum() / variances.sum()),
    ]


def test_random_walks_are_of_the_start_and_the_step_lengths_that_are_said() -> None:
    path = np.random.default_rng(1).standard_normal((5, 40)).cumsum(axis=0)
    (walk,) = core.random_walks([path], 0)
    np.testing.assert_array_equal(walk[0], path[0])
    np.testing.assert_allclose(*(np.linalg.norm(np.diff(points, axis=0), axis=1) for points in (walk, path)))
    assert (
        "the same start and step lengths" in " ".join(PROTOCOL.split())
        and "seed" in inspect.signature(core.random_walks).parameters
    )
