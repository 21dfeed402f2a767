"""The message that the player gets says what was computed, bit by bit."""

import json
import struct
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dl_core.experiments.race import race
from dl_core.optimizers import RACERS
from figures.scene import GRID, LEVELS, line_of, race_scene
from figures.theme import COLOURS, colour, marker
from surfaces import SURFACES, Himmelblau, Surface
from views.race import Race, slug

VIEW = Race({"surface": "himmelblau", "race": ("sgd", "adam", "randomsearch"), "rates": "own", "steps": 60.0})


def unpack(message: bytes) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    size = struct.unpack("<I", message[:4])[0]
    header = json.loads(message[4 : 4 + size])
    count = len(header["runs"]) * 7 * (header["steps"] + 1)
    floats = np.frombuffer(message, "<f8", count, 4 + size).reshape(len(header["runs"]), 7, -1)
    return header, floats, np.frombuffer(message, "<u2", offset=4 + size + 8 * count)


def scene(view: Race) -> tuple[dict[str, Any], np.ndarray, np.ndarray, list[Any]]:
    runs = race(view.entries(), view.course())
    return *unpack(race_scene(view.surface, view.course(), [line_of(run) for run in runs], "")), runs


def test_the_message_holds_every_number_of_every_run() -> None:
    header, floats, _, runs = scene(VIEW)
    assert [run["label"] for run in header["runs"]] == ["SGD", "Adam", "Random search"] and header["steps"] == 60
    for packed, run in zip(floats, runs, strict=True):
        rates = run.descent.rates
        expected = [run.track.x[:, 0], run.track.x[:, 1], run.track.gap, run.track.slope, run.track.distance, rates[:, 0], rates[:, 1]]
        np.testing.assert_array_equal(packed, expected)


def test_a_diverging_run_keeps_what_is_not_finite_and_is_called_lost() -> None:
    view = Race({"surface": "rosenbrock", "race": ("sgd",), "rates": "own", "sgd.lr": 1.0})
    header, floats, _, runs = scene(view)
    assert not np.isfinite(floats).all() and header["runs"][0]["lost"]
    assert header["runs"][0]["note"].startswith(f"diverged at step {runs[0].track.lost}")


@pytest.mark.parametrize("cls", SURFACES)
def test_the_ground_is_the_loss(cls: type[Surface]) -> None:
    view = Race({"surface": slug(cls), "race": ("sgd",)})
    header, _, levels, _ = scene(view)
    ground = header["map"]
    level = ground["low"] + (ground["high"] - ground["low"]) * levels.reshape(GRID, GRID) / 65535
    loss = 10**level - ground["floor"] + ground["lowest"]
    x0, x1, y0, y1 = cls.window
    for i, j in [(0, 0), (20, 70), (50, 50), (100, 3)]:
        x = np.array([x0 + (x1 - x0) * j / (GRID - 1), y0 + (y1 - y0) * i / (GRID - 1)])
        gap = max(float(view.surface(x)) - ground["lowest"], 0.0)  # type: ignore[arg-type]
        assert loss[i, j] - ground["lowest"] == pytest.approx(gap, rel=2e-3, abs=2e-3 * ground["floor"])


def test_the_base_is_a_figure_that_plotly_accepts() -> None:
    plot = scene(VIEW)[0]["map"]["plot"]
    figure = go.Figure(plot["trace"], plot["layout"])
    assert figure.layout.xaxis.range == Himmelblau.window[:2] and plot["config"]["showSendToCloud"] is False
    size = figure.data[0].contours
    assert (size.end - size.start) / size.size == pytest.approx(LEVELS)


def luminance(shade: str) -> float:
    channels = np.array([int(shade[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return float(np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("paper", ["#ffffff", "#10161f"])
@pytest.mark.parametrize("cls", RACERS)
def test_every_rule_stands_out_from_the_paper(cls: type, paper: str) -> None:
    light, dark = sorted((luminance(colour(cls.label)), luminance(paper)), reverse=True)  # type: ignore[attr-defined]
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_no_two_rules_share_colour_and_marker() -> None:
    assert {cls.label for cls in RACERS} == set(COLOURS)
    assert len({(colour(cls.label), marker(cls.label)) for cls in RACERS}) == len(RACERS)
