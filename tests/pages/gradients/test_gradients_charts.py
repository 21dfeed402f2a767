"""The charts of the page on gradients say what was measured, also when nothing is finite or everything is
0."""

from typing import Any

import numpy as np
import pytest

from dl_core.activations import ACTIVATIONS, index_of
from dl_core.datasets import task
from dl_core.experiments import centred, depth
from dl_core.experiments.backward import BINS, Layers, layers
from dl_core.experiments.dying import BIASES, RATES, Fate
from dl_core.network import Shape, initial_weights, net_config
from pages.gradients.charts.layers import curve_above_histogram, factors, picture, shares
from pages.gradients.charts.parts import centred as paths
from pages.gradients.charts.parts import dying, training
from pages.gradients.facts import Centred, Dying, Followed, followed
from pages.gradients.training import Training

RELU = ACTIVATIONS[index_of("relu")]


def found(**more: Any) -> Layers:
    """The passes of a net of three layers of which everything is 1, but for what is said."""
    ones = dict.fromkeys(Layers._fields, np.ones(3, np.float32))
    return Layers(
        **{
            **ones,
            "loss": np.float32(1),
            "weight": np.ones(4, np.float32),
            "histogram": np.ones((3, BINS), np.float32),
            **more,
        }
    )


def measured(layer: int = 0, **more: Any) -> Followed:
    """Such a net, seen at a layer or at all."""
    return followed(RELU, found(**more), layer)


def fate(dead: np.ndarray, right: np.ndarray) -> Dying:
    """A map, and one net beside it."""
    return Dying(
        Fate(dead, right), {"relu": Fate(np.zeros((1, 5), np.float32), np.ones(1, np.float32))}, 1.0, 0.0
    )


def test_the_picture_colours_gradients_by_their_exponents_to_the_next_power_above() -> None:
    drawn = picture(
        [
            measured(weight=np.array([1e-4, 1e-2, 30.0, 1.0])),
            measured(weight=np.array([1e-9, 1e-38, 1.0, 1.0])),
        ]
    )["net"]
    assert (drawn["low"], drawn["high"]) == (-6, 2)
    assert drawn["nets"][0]["values"] == [-4.0, -2.0, 1.477, 0.0] and drawn["nets"][1]["values"][:2] == [
        -9.0,
        -38.0,
    ]


def test_nets_without_any_gradient_are_faint() -> None:
    drawn = picture([measured(weight=np.zeros(4))])["net"]
    assert (drawn["low"], drawn["high"]) == (-6, 0) and drawn["nets"][0]["values"] == [-6.0] * 4
    beside = picture([measured(weight=np.zeros(4)), measured(weight=np.full(4, 1e-20))])["net"]
    assert (beside["low"], beside["high"]) == (-26, -20) and beside["nets"][0]["values"] == [-26.0] * 4


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_no_colour(bad: float) -> None:
    drawn = picture([measured(weight=np.full(4, bad)), measured(weight=np.array([bad, 1.0, 0.0, 1e3]))])[
        "net"
    ]
    assert (drawn["low"], drawn["high"]) == (-6, 3)
    assert [one["values"] for one in drawn["nets"]] == [[None] * 4, [None, 0.0, -6.0, 3.0]]


def test_shares_of_a_layer_that_is_not_finite_are_not_drawn() -> None:
    weights = initial_weights(Shape(2, 100, 30), "unit", 0, 20.0)
    passes = layers(weights, net_config(30, "relu"), "cross", 1.0, task("moons", 1000, 0))
    fine = np.isfinite(passes.spread)
    assert 5 < fine.sum() < 30
    for mark in shares([followed(RELU, passes, 0)])["marks"]:
        assert [value is not None for value in mark["y"]] == fine.tolist()


def test_a_histogram_says_both_deviations_of_its_layer_or_their_root_mean_square() -> None:
    sizes = {"spread": np.array([1.0, 2.0, 2.0]), "within": np.array([0.5, 0.01, 0.1])}
    assert curve_above_histogram(measured(2, **sizes), 2)["title"] == "ReLU: z ±2, in one unit ±0.01"
    both = curve_above_histogram(measured(0, **sizes), 0)
    assert (
        both["title"] == "ReLU: z ±1.7, in one unit ±0.29"
        and "1.73" in both["about"]
        and "0.294" in both["about"]
    )
    assert (
        len(
            curve_above_histogram(measured(1, spread=np.full(3, 1.2e30), within=np.full(3, 1.2e30)), 1)[
                "title"
            ]
        )
        <= 42
    )


@pytest.mark.parametrize(
    ("line", "reach", "cells"),
    [(centred.LINE, centred.REACH, centred.GRID), (depth.LINE, depth.REACH, depth.GRID)],
)
def test_a_map_is_sampled_in_the_middles_of_the_cells_that_fill_its_frame(
    line: np.ndarray, reach: float, cells: int
) -> None:
    edges = np.linspace(-reach, reach, cells + 1)
    np.testing.assert_allclose(line, (edges[1:] + edges[:-1]) / 2, atol=1e-6)


def test_a_map_has_the_loss_of_the_middle_of_each_cell() -> None:
    one = centred.unit("tanh", 0.5, 0)
    row, column = np.unravel_index(one.loss.argmin(), one.loss.shape)
    nearest = [int(np.abs(centred.LINE - goal).argmin()) for goal in centred.GOAL]
    assert [column, row] == nearest, "the loss is 0 at the goal"
    w = np.array([centred.LINE[7], centred.LINE[30]])
    assert one.loss[30, 7] == pytest.approx((0.5 * (one.a @ w - one.a @ np.array(centred.GOAL)) ** 2).mean())


def test_two_maps_of_the_loss_have_one_range() -> None:
    charts = paths(Centred({kind: centred.unit(kind, 0.5, 0) for kind in ("sigmoid", "tanh")}, 0.5))
    (one, other) = (chart["marks"][0] for chart in charts)
    assert (one["low"], one["high"]) == (other["low"], other["high"])
    shown = [value for ground in (one, other) for value in ground["z"]]
    assert min(shown) == pytest.approx(one["low"], abs=1e-3) and max(shown) == pytest.approx(
        one["high"], abs=1e-3
    )


def test_both_maps_of_dying_units_are_loud_where_it_is_bad() -> None:
    dead, right = (
        np.zeros((len(BIASES), len(RATES)), np.float32),
        np.ones((len(BIASES), len(RATES)), np.float32),
    )
    dead[0, 0], right[0, 0] = 1.0, 0.25
    for chart, worst in zip(dying(fate(dead, right))[:2], (1.0, 0.75), strict=True):
        ground = chart["marks"][0]
        assert (
            ground["z"][0] == ground["high"] == worst and set(ground["z"][1:]) == {0.0} and ground["percent"]
        )


def test_the_ceiling_of_the_slopes_is_named() -> None:
    slopes = np.full(3, 0.2, np.float32)
    one, sigmoid = measured(slope=slopes), followed(ACTIVATIONS[index_of("sigmoid")], found(slope=slopes), 0)
    lines = {mark["label"]: mark["y"] for mark in factors([sigmoid])[1]["marks"]}
    assert lines["ceiling ¼ᵏ"] == pytest.approx([1 / 64, 1 / 16, 1 / 4], rel=1e-3) and lines[
        "Sigmoid"
    ] == pytest.approx([0.008, 0.04, 0.2])
    assert len(factors([one])[1]["marks"]) == 1, "ReLU has none"


def test_no_net_has_no_chart() -> None:
    assert training(Training(())) == []


def test_a_click_on_the_dying_map_ends_where_the_settings_do() -> None:
    for chart in dying(
        fate(np.zeros((len(BIASES), len(RATES)), np.float32), np.ones((len(BIASES), len(RATES)), np.float32))
    )[:2]:
        assert chart["limits"] == {"dlr": (0.01, 10.0), "dbias": (-4.0, 2.0)} and set(
            chart["pick"].values()
        ) == set(chart["limits"])
        assert (
            chart["x"]["low"] < 0.01
            and chart["x"]["high"] > 10
            and chart["y"]["low"] < -4
            and chart["y"]["high"] > 2
        )
