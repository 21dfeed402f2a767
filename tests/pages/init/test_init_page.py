"""The page on initial weights as Streamlit runs it."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dl_core.initializers import INITIALIZERS
from kit.page import say
from kit.theme import SCHEME_COLOURS
from pages.init import PAGE, facts, words
from pages.init.charts.histograms import histograms
from pages.init.presets import PRESETS
from pages.init.view import FRAMES, KINDS, SAMPLES, WIDTHS, Init
from tests.pages.visiting import visitor
from ui.study_page import panel_of, shown


def visit(view: Init, command: str | None = None) -> AppTest:
    app = visitor("init", view.query())
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


def test_every_scheme_has_a_colour() -> None:
    assert SCHEME_COLOURS.keys() == {one.name for one in INITIALIZERS}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_is_in_its_link_and_says_something(name: str) -> None:
    preset = PRESETS[name]
    app = visit(preset.view)
    assert not app.exception and not app.warning
    assert Init.read(preset.view.query()) == (preset.view, []) and preset.see and preset.attempt
    assert PAGE.part(preset.view).name == preset.view["part"]


@pytest.mark.parametrize("part", ["train", "scales"])
def test_training_begins_when_asked_and_not_before(part: str) -> None:
    view = Init({"part": part, "activation": "relu", "schemes": ("he",)})
    assert not visit(view).session_state["live"].running
    app = visit(view, "start")
    assert not app.exception and app.session_state["live"].running
    app.session_state["command"] = {"do": "pause"}
    assert not app.run().session_state["live"].running


def test_what_would_take_too_long_is_refused_with_what_would_fit() -> None:
    for asked, says in (
        ({"depth": 50.0, "width": "1000", "samples": "10000"}, "5 layers of this width would fit"),
        ({"depth": 50.0, "width": "500", "samples": "10000"}, "10 layers of this width would fit"),
    ):
        view, fits = Init(asked), int(says.split()[0])
        (why,) = words.histograms(facts.nets(view))
        assert says in why["text"] and why["tone"] == "alarm"
        assert facts.too_large(Init({**asked, "depth": float(fits)})) is None and facts.too_large(
            Init({**asked, "depth": fits + 1.0})
        )
    assert facts.too_large(Init({"depth": 50.0, "width": "1000", "samples": "1000"})) is None, (
        "two seconds on two cores"
    )


def test_a_large_net_is_followed_layer_by_layer_and_can_be_stopped() -> None:
    view = Init({"depth": 20.0, "width": "500", "samples": "1000", "schemes": ("he",)})
    app = visit(view)
    assert not app.exception
    run = app.run().session_state["live"]
    assert (run.running and 0 < run.state.share < 1) or run.ended
    for _ in range(200):
        if run.ended:
            break
        app.run()
        run = app.session_state["live"]
    assert run.ended and len(run.state.done) == 1 and run.state.share == 1


def test_nothing_chosen_is_answered_with_a_sentence() -> None:
    assert (
        shown(PAGE, Init({"schemes": ()})).says
        == shown(PAGE, Init({"part": "train", "schemes": ()})).says
        == [say(words.CHOOSE_SCHEMES)]
    )
    assert shown(PAGE, Init({"kinds": ()})).says == [say(words.CHOOSE_KINDS)]
    assert not visit(Init({"part": "train", "schemes": ()}), "start").exception


def test_what_travels_is_small_and_strict_json_also_when_nothing_is_finite() -> None:
    view = Init({"activation": "relu", "depth": 10.0, "kinds": tuple(KINDS), "schemes": ("unit",)})
    message = json.dumps(shown(PAGE, view).charts, allow_nan=False)
    assert len(message.encode()) < 200_000 / 4
    broken = Init(
        {
            "activation": "relu",
            "depth": 50.0,
            "scale": 100.0,
            "kinds": tuple(KINDS),
            "schemes": ("unit",),
            "frame": "own",
        }
    )
    found = shown(PAGE, broken)
    json.dumps({"charts": found.charts, "panel": panel_of(PAGE)(broken, [])}, allow_nan=False)
    assert found.says[0]["tone"] == "alarm" and "not finite" in found.says[0]["text"]


def test_every_width_and_number_of_samples_is_bounded() -> None:
    assert (
        max(map(int, WIDTHS)) == 1000
        and min(map(int, WIDTHS)) == 10
        and max(map(int, SAMPLES)) == 10_000
        and min(map(int, SAMPLES)) == 100
    )


def test_the_opening_histograms_share_the_frame_from_0_to_1_which_holds_every_value() -> None:
    found = facts.nets(Init())
    assert {
        tuple(limit for limit in (spec["x"]["low"], spec["x"]["high"])) for spec in histograms(found)
    } == {(0.0, 1.0)}
    assert all(not one.signal.histograms["post"].outside.any() for one in found.done)


@pytest.mark.parametrize(
    "asked",
    [{"activation": "relu"}, {"kinds": ("post", "grad")}, {"kinds": ("pre",)}, {"activation": "tanh"}],
)
def test_where_values_leave_0_to_1_the_frame_holds_them_unless_a_link_says_otherwise(asked: Any) -> None:
    assert Init(asked)["frame"] == "whole"
    for frame in FRAMES:
        view = Init({**asked, "frame": frame})
        assert Init.read(view.query()) == (view, []) and view["frame"] == frame


@pytest.mark.parametrize("frame", ["whole", "own", "book"])
def test_a_link_that_names_a_frame_keeps_it(frame: str) -> None:
    for activation in ("sigmoid", "relu"):
        view, refused = Init.read({"v": "2", "frame": frame, "activation": activation})
        assert (view["frame"], refused) == (frame, [])
        assert Init.read(view.query())[0]["frame"] == frame
