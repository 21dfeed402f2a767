"""The page on basins as Streamlit runs it."""

import json
import pickle
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.basins import HOLE, Basins, agreement, basins
from dl_core.optimizers import OPTIMIZERS, RACERS
from kit.race.settings import slug
from pages.basins import PAGE
from pages.basins import facts as module
from pages.basins.facts import COARSE, EASE, LEAST, Facts, Map, Maps, at_hand, first_look, joined, painting
from pages.basins.pictures import AFTER, indices
from pages.basins.presets import PRESETS
from pages.basins.view import BasinsView
from pages.basins.words import of_formula
from surfaces import SURFACES
from tests.pages.basins.test_basins_charts import bytes_of
from tests.pages.visiting import visitor
from ui import ask, study_page
from ui.ask import HOLD
from ui.fast_path import answer
from ui.parts import Part
from ui.study_page import panel_of

EVERYONE = tuple(slug(cls) for cls in RACERS)
PART = PAGE.parts[0]


@pytest.fixture(autouse=True)
def nobody_was_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_page, "_ENDED", {})


def visit(view: BasinsView) -> AppTest:
    return visitor("basins", view.query()).run()


def finished(app: AppTest) -> Maps:
    for _pull in range(200):
        if app.session_state["live"].ended:
            break
        app.run()
    assert not app.exception and app.session_state["live"].ended
    return app.session_state["live"].state


def all_of(view: BasinsView) -> Maps:
    *_others, last = painting(PART.worked_on(view))
    return last


def kept(view: BasinsView) -> Any:
    return study_page._ended(PAGE, PART).get(PART.key(view))


def assert_painted(one: Map, exact: Basins, steps: int) -> None:
    """The map has every pixel of a map of the core."""
    assert one.picture is not None
    drawn = bytes_of(one.picture.data).reshape(one.picture.rows, one.picture.columns)
    np.testing.assert_array_equal(drawn, indices(exact, steps))
    np.testing.assert_array_equal(one.shares, exact.shares)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning


def test_maps_come_to_their_end_and_are_those_of_the_core() -> None:
    view = BasinsView({"race": ("sgd", "newton"), "steps": 40.0, "zoom": 2.0})
    course = view.maps_course()
    for one, rule in zip(finished(visit(view)).maps, view.rules(course), strict=True):
        exact = basins(rule, course.loss, view.window(course.box), 256, 40, course.minima, course.box)
        assert_painted(one, exact, 40)
        assert one.done == 1 and one.agree == agreement(
            rule, course.loss, view.window(course.box), 40, course.minima, course.box
        )


def test_the_first_look_is_coarse() -> None:
    states = painting(BasinsView({"race": ("sgd", "adam"), "steps": 5.0, "side": "1024"}))
    assert all(one.picture is None for one in next(states).maps)
    maps = next(found.maps for found in states if all(one.picture is not None for one in found.maps))
    assert [one.picture and one.picture.columns for one in maps] == [COARSE, COARSE] and all(
        one.done == 0 for one in maps
    )


def test_what_was_found_is_never_changed_afterwards_and_can_be_sent_to_another_process() -> None:
    states, told = [], []
    for found in painting(BasinsView({"race": ("sgd", "newton"), "steps": 5.0})):
        states.append(found)
        told.append(pickle.dumps(found))
    assert (
        len(states) > 6
        and [pickle.dumps(found) for found in states] == told
        and pickle.loads(told[-1]) == states[-1]
    )
    shown = joined(BasinsView({"race": ("sgd", "newton"), "steps": 5.0}), states[-1], True)
    assert isinstance(pickle.loads(pickle.dumps(shown)), Facts)


def test_a_hand_gets_as_many_starts_as_can_be_computed_at_once_and_the_view_alone_decides_how_many() -> None:
    for race, steps, columns in (
        (("sgd", "adam"), 5, 256),
        (("sgd", "adam"), 76, 256),
        (("sgd", "adam"), 77, COARSE),
        (EVERYONE, 1000, 62),
    ):
        view = BasinsView({"race": race, "steps": float(steps)})
        maps = at_hand(view).maps
        assert {one.picture and one.picture.columns for one in maps} == {columns} and all(
            one.agree is None for one in maps
        )
        course = view.maps_course()
        assert_painted(
            maps[-1],
            basins(maps[-1].rule, course.loss, course.box, columns, steps, course.minima, course.box),
            steps,
        )


def test_finished_maps_are_there_for_every_visitor_and_under_the_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = BasinsView({"race": ("sgd",), "steps": 7.0})
    maps = finished(visit(view))
    assert kept(view) is maps and kept(BasinsView({"race": ("sgd",), "steps": 7.0, "x": 1.0})) is maps, (
        "another start is another line on the same maps"
    )
    monkeypatch.setattr(module, "in_blocks", None)
    monkeypatch.setattr(module, "basins", None)
    app = visit(view)
    assert not app.exception and "live" not in app.session_state
    found = study_page.shown_at_once(PAGE, view, BasinsView())
    assert found and "float64: SGD" in found.says[2]["text"]


def test_a_hand_that_changes_nothing_in_the_visitors_own_maps_is_answered_by_the_page() -> None:
    view = BasinsView({"race": ("sgd",), "steps": 8.0})
    moved, other = ({"n": 1, "changes": {name: text}} for name, text in (("x", "1"), ("steps", "9")))
    assert answer("basins", view.query(), moved) is None and answer("basins", view.query(), other) is not None
    finished(visit(view))
    assert answer("basins", view.query(), moved) is not None


def test_a_run_is_known_by_what_matters_to_it() -> None:
    def key(asked: dict[str, Any]) -> Any:
        return PART.key(BasinsView(asked))

    others = {
        "x": 1.0,
        "y": 1.0,
        "sigma": 1.0,
        "seed": 3.0,
        "average": 5.0,
        "about": "adam",
        "schedule": "inversetime",
        "sgd.schedule": "inversetime",
    }
    assert key({}) == key(others) != key({"steps": 7.0})
    assert key({"zoom": 2.0}) != key({"zoom": 2.0, "x": 1.0})
    assert key({"rates": "tuned"}) != key({"rates": "tuned", "x": 1.0})


def test_another_start_goes_on_with_the_same_maps() -> None:
    view = BasinsView({"race": ("adam",), "side": "512", "steps": 1000.0})
    app = visit(view)
    run = app.session_state["live"]
    app.session_state["edit"] = {"n": 1, "changes": {"x": "1.5"}, "commit": True}
    part = shown_by(app)
    assert app.session_state["live"] is run and part.charts[0]["marks"][-1]["x"] == [1.5]


def test_an_example_takes_the_place_of_an_edit_that_came_with_it() -> None:
    app = visit(BasinsView({"race": ("adam",), "steps": 7.0}))
    app.session_state["edit"] = {"n": 5, "changes": {"x": "1.5"}, "commit": True}
    app.session_state["followed"] = True
    app.run()
    assert "x" not in app.query_params and app.session_state["ack"] == 5
    app.session_state["edit"] = {"n": 6, "changes": {"x": "1.5"}, "commit": True}
    app.run()
    assert app.query_params["x"] == "1.5"


def test_the_way_to_the_race_is_gone_with_a_click() -> None:
    app = visit(BasinsView({"race": ("sgd",), "steps": 7.0, "x": 1.5}))
    first = shown_by(app).says[0]
    assert first["href"].startswith("/race?") and "x=1.5" in first["href"]
    app.session_state["command"] = {"do": first["command"]}
    app.run()
    assert not app.exception and "1.5" in app.query_params["x"] and "sgd" in app.query_params["race"]


def test_stop_stops_and_going_on_ends() -> None:
    view = BasinsView({"race": ("adam",), "side": "512", "steps": 1000.0})
    app = visit(view)
    assert not app.session_state["live"].ended
    app.session_state["command"] = {"do": "pause"}
    run = app.run().session_state["live"]
    before = run.state.maps[0].done
    app.run()
    assert not run.running and run.state.maps[0].done == before < 1
    app.session_state["command"] = {"do": "start"}
    (one,) = finished(app.run()).maps
    assert one.picture and one.picture.columns == 512


def test_another_view_goes_on_by_itself_though_one_was_running() -> None:
    app = visit(BasinsView({"race": ("adam",), "side": "512", "steps": 1000.0}))
    app.session_state["edit"] = {"n": 1, "changes": {"steps": "900"}, "commit": True}
    run = app.run().session_state["live"]
    assert run.key == PART.key(BasinsView({"race": ("adam",), "side": "512", "steps": 900.0})) and run.running


@pytest.mark.parametrize("surface", [slug(cls) for cls in SURFACES] + ["own"])
def test_every_surface_is_mapped_for_every_rule_without_compiling(
    surface: str, compilations: Callable[[], int]
) -> None:
    compilations()
    view = BasinsView({"surface": surface, "race": EVERYONE, "steps": 3.0, "rates": "tuned"})
    maps = all_of(view).maps
    assert len(maps) == len(OPTIMIZERS) and all(one.agree is not None for one in maps)
    assert compilations() == 0


def test_a_formula_without_a_minimum_is_mapped_and_said() -> None:
    app = visit(BasinsView({"surface": "own", "formula": "x + y", "race": ("sgd",), "steps": 20.0}))
    (one,) = finished(app).maps
    assert (
        len(one.shares) == 2
        and sum(one.shares) == 1
        and "No minimum" in " ".join(says["text"] for says in shown_by(app).says)
    )


def test_the_panel_has_no_control_that_does_nothing_here() -> None:
    groups = panel_of(PAGE)(BasinsView(), [study_page.STOP])
    items = [one for group in groups for one in group["items"]]
    names = {one["key"] for one in items}
    assert {"side", "zoom", "surface", "x", "steps", "race", "rates"} <= names and not {
        "sigma",
        "schedule",
        "average",
        "seed",
    } & names
    racers = next(one for one in items if one["kind"] == "checklist")
    assert {row["value"] for row in racers["rows"]} == {slug(cls) for cls in OPTIMIZERS}
    assert next(one for one in items if one["key"] == "commands")["values"] == ["pause"]
    json.dumps(groups, allow_nan=False)


def test_nobody_races_is_answered_with_a_sentence() -> None:
    app = visit(BasinsView({"race": ("randomsearch",)}))
    part = shown_by(app)
    assert (
        not app.exception
        and part.charts == []
        and part.says[0]["text"].startswith("Choose")
        and "Random search" in part.says[1]["text"]
    )


LONG = "+".join(f"sin({k}*x)*cos({k}*y)" for k in range(2, 8))


def test_a_moving_hand_gets_a_coarser_look_at_a_long_formula_and_at_a_very_long_one_none() -> None:
    view = BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 50.0})
    effort = int(view.surface.program.count) * 50  # type: ignore[attr-defined]
    side = first_look(view, quick=True)
    assert (
        LEAST <= side < COARSE
        and side**2 * effort <= EASE < (side + 1) ** 2 * effort
        and first_look(view, quick=False) == COARSE
    )
    assert first_look(BasinsView(), quick=True) == COARSE
    (one,) = at_hand(view).maps
    assert one.picture and one.picture.columns == side
    longest = BasinsView({**view.asked, "steps": 1000.0, "race": ("sgd", "newton")})
    assert (
        all(one.picture is None for one in at_hand(longest).maps)
        and at_hand(longest).too_long
        and first_look(longest, quick=True) == 0
    )


def test_a_long_formula_is_painted_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def in_blocks(*told: Any, most: int, **more: Any) -> Any:
        asked.append(most)
        return iter(())

    monkeypatch.setattr(module, "in_blocks", in_blocks)
    monkeypatch.setattr(module, "agreeing", in_blocks)
    view = BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 1000.0})
    list(painting(view))
    assert len(asked) == 3 and all(
        0 < most * int(view.surface.program.count) * 1000 <= EASE / 2 for most in asked
    )  # type: ignore[attr-defined]


def test_a_hand_over_a_very_long_formula_is_asked_to_let_go() -> None:
    app = visit(BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 999.0}))
    app.session_state["edit"] = {"n": 1, "changes": {"steps": "1000"}, "commit": False}
    part = shown_by(app)
    assert part.says[1]["text"].endswith("let go, and the maps are painted.") and part.commands == []
    assert [chart["key"] for chart in part.charts] == ["sgd"] and "to come" in part.charts[0]["title"]


def shown_by(app: AppTest) -> Part:
    """What the page's part showed in the next run."""
    found: list[Part] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_page, "show", lambda asked, part, *rest: found.append(part))
        assert not app.run().exception
    return found[-1]


def test_large_maps_travel_whole_only_when_nothing_runs() -> None:
    app = visit(BasinsView({"race": ("sgd", "adam"), "side": "512", "steps": 5.0}))
    run = app.session_state["live"]
    for _pull in range(200):
        part = shown_by(app)
        if run.ended:
            break
        assert all(chart["marks"][0]["columns"] <= 256 for chart in part.charts)
    assert (
        run.ended
        and [chart["marks"][0]["columns"] for chart in part.charts] == [512, 512]
        and "every" not in part.charts[0]["title"]
    )
    app.session_state["edit"] = {"n": 1, "changes": {"x": "1.5"}, "commit": False}
    part = shown_by(app)
    assert [chart["marks"][0]["columns"] for chart in part.charts] == [
        256,
        256,
    ] and "(every 2nd start)" in part.charts[0]["title"]


@pytest.mark.parametrize(
    ("changes", "still"),
    [
        ({"formula": "x +"}, False),
        ({"formula": "x +", "steps": "900"}, True),
        ({"reset": "1", "formula": "x +"}, True),
    ],
)
def test_after_a_refused_formula_the_hand_is_not_held(changes: dict[str, str], still: bool) -> None:
    app = visit(
        BasinsView(
            {"surface": "own", "formula": "x^2 + y^2", "race": ("adam",), "side": "1024", "steps": 1000.0}
        )
    )
    app.session_state["command"] = {"do": "pause"}
    app.run()
    app.session_state["edit"] = {"n": 1, "changes": changes, "commit": False}
    part = shown_by(app)
    assert (app.session_state["unfinished"] is not None) == still
    assert part.commands == ([] if still else [study_page.GO_ON])


def test_a_hand_that_gives_no_more_sign_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    session = {"unfinished": ({}, "", time.monotonic())}
    monkeypatch.setattr(ask.st, "session_state", session)
    assert ask.is_unfinished()
    session["unfinished"] = ({}, "", time.monotonic() - HOLD - 1)
    assert not ask.is_unfinished()


def test_a_formula_says_what_its_colours_stand_for_and_how_much_is_a_hole() -> None:
    half = BasinsView(
        {"surface": "own", "formula": "x - log(x) + y**2", "race": ("sgd", "newton"), "x": 2.0, "steps": 20.0}
    )
    found = all_of(half)
    said = " ".join(of_formula(joined(half, found, False)))
    assert "1 minimum" in said and "50.0 % of these starts are in a hole" in said
    for one in found.maps:
        assert one.picture is not None and (one.picture.rows, one.picture.columns) == (256, 256)
        striped = np.isin(bytes_of(one.picture.data).reshape(256, 256), [AFTER[HOLE], AFTER[HOLE] + 1])
        assert (
            striped[:, :128].all()
            and not striped[:, 128:].any()
            and sum(one.shares) == pytest.approx(0.5)
            and one.in_holes == 0.5
        )
    flat = BasinsView({"surface": "own", "formula": "x**2", "race": ("sgd",), "steps": 20.0})
    said = " ".join(of_formula(joined(flat, at_hand(flat), True)))
    assert "flat place of minima" in said and "hole" not in said
    assert of_formula(joined(BasinsView(), at_hand(BasinsView()), True)) == []
