"""The message that the player gets says what was computed, bit by bit."""

import json
import struct
from collections import Counter
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.race import GRID, Run
from kit.player import curve
from kit.race.settings import slug
from pages.race.charts import line_of, line_of_average
from pages.race.charts.ground import drawn
from pages.race.facts import Racer, races
from pages.race.view import RaceView
from surfaces import SURFACES, Beale, Bowl, GoldsteinPrice, Himmelblau, Saddle, Surface, ThreeHumpCamel
from tests.pages.race.drawing import show

VIEW = RaceView(
    {"surface": "himmelblau", "race": ("sgd", "adam", "randomsearch"), "rates": "own", "steps": 60.0}
)


def unpack(message: bytes) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    size = struct.unpack("<I", message[:4])[0]
    header = json.loads(message[4 : 4 + size])
    count = len(header["runs"]) * 7 * (header["steps"] + 1)
    floats = np.frombuffer(message, "<f8", count, 4 + size).reshape(len(header["runs"]), 7, -1)
    return header, floats, np.frombuffer(message, "<u2", offset=4 + size + 8 * count)


def scene(view: RaceView) -> tuple[dict[str, Any], np.ndarray, np.ndarray, list[Any]]:
    return *unpack(show(view)), [racer.run for racer in races(view).racers]


def test_the_message_holds_every_number_of_every_run() -> None:
    header, floats, _, runs = scene(VIEW)
    assert [run["label"] for run in header["runs"]] == ["SGD", "Adam", "Random search"] and header[
        "steps"
    ] == 60
    for packed, run in zip(floats, runs, strict=True):
        rates = run.descent.rates
        expected = [
            run.track.x[:, 0],
            run.track.x[:, 1],
            run.track.gap,
            run.track.slope,
            run.track.distance,
            rates[:, 0],
            rates[:, 1],
        ]
        np.testing.assert_array_equal(packed, expected)


def test_a_diverging_run_keeps_what_is_not_finite_and_is_called_lost() -> None:
    view = RaceView({"surface": "rosenbrock", "race": ("sgd",), "rates": "own", "sgd.lr": 1.0})
    header, floats, _, runs = scene(view)
    assert not np.isfinite(floats).all() and header["runs"][0]["lost"]
    assert header["runs"][0]["note"].startswith(f"diverged at step {runs[0].track.lost}")


@pytest.mark.parametrize("cls", SURFACES)
def test_the_ground_is_the_loss(cls: type[Surface]) -> None:
    view = RaceView({"surface": slug(cls), "race": ("sgd",)})
    header, _, levels, _ = scene(view)
    ground = header["map"]
    level = ground["low"] + (ground["high"] - ground["low"]) * levels.reshape(GRID, GRID) / 65535
    loss = 10**level - ground["floor"] + ground["lowest"]
    x0, x1, y0, y1 = cls.window
    for i, j in [(0, 0), (20, 70), (50, 50), (100, 3)]:
        x = np.array([x0 + (x1 - x0) * j / (GRID - 1), y0 + (y1 - y0) * i / (GRID - 1)])
        gap = max(float(view.surface(x)) - ground["lowest"], 0.0)  # type: ignore[arg-type]
        assert loss[i, j] - ground["lowest"] == pytest.approx(gap, rel=2e-3, abs=2e-3 * ground["floor"])


def header_of(cls: type[Surface]) -> dict[str, Any]:
    return drawn(races(RaceView({"surface": slug(cls)})).ground).header


def test_a_tall_surface_is_drawn_in_logarithms_and_a_plain_one_is_not() -> None:
    assert {cls.__name__: header_of(cls)["height"] for cls in (Bowl, GoldsteinPrice, Beale)} == {
        "Bowl": "linear",
        "GoldsteinPrice": "linear",
        "Beale": "log",
    }


def test_the_ground_ends_where_the_window_ends() -> None:
    for cls in SURFACES:
        assert tuple(header_of(cls)["window"]) == cls.window and header_of(cls)["size"] == GRID


def test_a_run_and_its_average_stand_out_together() -> None:
    header, *_ = scene(RaceView({"surface": "bowl", "race": ("sgd", "adam"), "rates": "own", "average": 5.0}))
    assert [run["key"] for run in header["runs"]] == ["sgd", "sgd", "adam", "adam"]
    assert header["title"] == Bowl.label


def test_points_are_called_what_they_are() -> None:
    def kinds(cls: type[Surface]) -> Counter[str]:
        return Counter(kind for _, _, kind in header_of(cls)["points"])

    assert kinds(Himmelblau)["global"] == 4 and kinds(Himmelblau)["local"] == 0
    assert (kinds(ThreeHumpCamel)["global"], kinds(ThreeHumpCamel)["local"]) == (1, 2)
    assert kinds(Saddle)["saddle"] == 1


def racer(**asked: Any) -> Racer:
    return races(
        RaceView(
            {
                "surface": "bowl",
                "race": ("sgd",),
                "rates": "own",
                "sgd.lr": 0.1,
                "x": 1.0,
                "y": 1.0,
                "steps": 20.0,
                **asked,
            }
        )
    ).racers[0]


def test_an_average_is_dashed_and_has_no_rates_and_a_curve_has_only_a_loss() -> None:
    run: Run = racer(average=5.0).run
    assert run.average is not None
    line = line_of_average(run, run.average)
    assert (
        line.dashed and line.label == "SGD mean" and all(np.isnan(array).all() for array in line.arrays[-2:])
    )
    values = np.array([3.0, 2.0, 1.0])
    alone = curve("loss", "#000000", values)
    np.testing.assert_array_equal(alone.arrays[2], values)
    assert np.isnan(alone.arrays[3]).all()


def test_the_bound_is_noted_as_it_is() -> None:
    one = racer()
    assert one.bound and line_of(one._replace(bound=0.1)).note == "stable below 0.1"
