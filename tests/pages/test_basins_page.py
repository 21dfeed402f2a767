"""The page on basins as Streamlit runs it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.basins import HOLE, agreement, basins
from dl_core.optimizers import OPTIMIZERS, RACERS
from kit.lru_cache import LRUCache
from surfaces import SURFACES
from ui import ask, basins_page
from ui.ask import HOLD
from ui.basins_page import COARSE, EASE, LEAST, LET_GO, Map, _of_own, at_hand, first_look, key, painted
from ui.now import answer
from views.basins import BasinsView
from views.basins_presets import PRESETS
from views.race import slug

ENTRY = Path(__file__).parents[2] / "navigation.py"
EVERYONE = tuple(slug(cls) for cls in RACERS)


@pytest.fixture(autouse=True)
def nobody_was_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basins_page, "MAPS", LRUCache(8))


def visit(view: BasinsView, **session: Any) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.query_params.update(view.query())
    for name, value in session.items():
        app.session_state[name] = value
    app.switch_page("pages/basins.py")
    return app.run()


def finished(app: AppTest) -> list[Map]:
    for _ in range(200):
        if app.session_state["live"].ended:
            break
        app.run()
    assert not app.exception and app.session_state["live"].ended
    return app.session_state["live"].state


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning


def test_maps_come_to_their_end_and_are_those_of_the_core() -> None:
    view = BasinsView({"race": ("sgd", "newton"), "steps": 40.0, "zoom": 2.0})
    course = view.course()
    for one, rule in zip(finished(visit(view)), view.rules(course), strict=True):
        exact = basins(rule, course.loss, view.window(course.box), 256, 40, course.minima, course.box)
        assert one.found is not None and one.done == 1 and one.mark["columns"] == 256
        np.testing.assert_array_equal(one.found.place, exact.place)
        assert one.agree == agreement(rule, course.loss, view.window(course.box), 40, course.minima, course.box)


def test_the_first_look_is_coarse() -> None:
    view = BasinsView({"race": ("sgd", "adam"), "steps": 5.0, "side": "1024"})
    states = painted(view)
    assert all(one.found is None for one in next(states))
    maps = next(maps for maps in states if all(one.found is not None for one in maps))
    assert [one.mark["columns"] for one in maps] == [COARSE, COARSE] and all(one.done == 0 for one in maps)


def test_a_hand_gets_as_many_starts_as_can_be_computed_at_once_and_the_view_alone_decides_how_many() -> None:
    for race, steps, columns in ((("sgd", "adam"), 5, 256), (("sgd", "adam"), 76, 256), (("sgd", "adam"), 77, COARSE), (EVERYONE, 1000, 62)):
        view = BasinsView({"race": race, "steps": float(steps)})
        maps = at_hand(view)
        assert {one.mark["columns"] for one in maps} == {columns} and all(one.agree is None for one in maps)
        course = view.course()
        exact = basins(maps[-1].rule, course.loss, course.box, columns, steps, course.minima, course.box)
        assert maps[-1].found is not None
        np.testing.assert_array_equal(maps[-1].found.place, exact.place)


def test_finished_maps_are_there_for_every_visitor_and_under_the_hand() -> None:
    view = BasinsView({"race": ("sgd",), "steps": 7.0})
    assert at_hand(view)[0].agree is None
    *_, maps = painted(view)
    assert at_hand(view) is maps and list(painted(view)) == [maps]
    assert visit(view).session_state["live"].state is maps
    assert at_hand(BasinsView({"race": ("sgd",), "steps": 7.0, "x": 1.0})) is maps, "another start is another line on the same maps"


def test_a_hand_that_changes_nothing_in_the_visitors_own_maps_is_answered_by_the_page() -> None:
    view = BasinsView({"race": ("sgd",), "steps": 8.0})
    moved, other = ({"n": 1, "changes": {name: text}} for name, text in (("x", "1"), ("steps", "9")))
    assert answer("basins", view.query(), moved) is None and answer("basins", view.query(), other) is not None
    list(painted(view))
    assert answer("basins", view.query(), moved) is not None


def test_a_run_is_known_by_what_matters_to_it() -> None:
    view = BasinsView()
    others = {"x": 1.0, "y": 1.0, "sigma": 1.0, "seed": 3.0, "average": 5.0, "about": "adam", "schedule": "inversetime", "sgd.schedule": "inversetime"}
    assert key(view) == key(BasinsView(others)) != key(BasinsView({"steps": 7.0}))
    assert key(BasinsView({"zoom": 2.0})) != key(BasinsView({"zoom": 2.0, "x": 1.0}))
    assert key(BasinsView({"rates": "tuned"})) != key(BasinsView({"rates": "tuned", "x": 1.0}))


def test_stop_stops_and_going_on_ends() -> None:
    view = BasinsView({"race": ("adam",), "side": "512", "steps": 1000.0})
    app = visit(view)
    assert not app.session_state["live"].ended
    app.session_state["command"] = {"do": "pause"}
    run = app.run().session_state["live"]
    before = run.state[0].done
    app.run()
    assert not run.running and run.state[0].done == before < 1
    app.session_state["command"] = {"do": "start"}
    assert finished(app.run())[0].mark["columns"] == 512


def test_another_view_goes_on_by_itself_though_one_was_running() -> None:
    app = visit(BasinsView({"race": ("adam",), "side": "512", "steps": 1000.0}))
    app.session_state["edit"] = {"n": 1, "changes": {"steps": "900"}, "commit": True}
    run = app.run().session_state["live"]
    assert run.key == key(BasinsView({"race": ("adam",), "side": "512", "steps": 900.0})) and run.running


@pytest.mark.parametrize("surface", [slug(cls) for cls in SURFACES] + ["own"])
def test_every_surface_is_mapped_for_every_rule_without_compiling(surface: str, compilations: Callable[[], int]) -> None:
    compilations()
    view = BasinsView({"surface": surface, "race": EVERYONE, "steps": 3.0, "rates": "tuned"})
    *_, maps = painted(view)
    assert len(maps) == len(OPTIMIZERS) and all(one.agree is not None for one in maps)
    assert compilations() == 0


def test_a_formula_without_a_minimum_is_mapped_and_said() -> None:
    app = visit(BasinsView({"surface": "own", "formula": "x + y", "race": ("sgd",), "steps": 20.0}))
    (one,) = finished(app)
    assert one.found is not None and one.found.minima.shape == (0, 2) and one.found.shares.sum() == 1


def test_the_panel_has_no_control_that_does_nothing_here() -> None:
    groups = basins_page.basins_panel(BasinsView(), [basins_page.STOP])
    items = [one for group in groups for one in group["items"]]
    names = {one["key"] for one in items}
    assert {"side", "zoom", "surface", "x", "steps", "race", "rates"} <= names and not {"sigma", "schedule", "average", "seed"} & names
    racers = next(one for one in items if one["kind"] == "checklist")
    assert {row["value"] for row in racers["rows"]} == {slug(cls) for cls in OPTIMIZERS}
    assert next(one for one in items if one["key"] == "commands")["values"] == ["pause"]
    json.dumps(groups, allow_nan=False)


def test_nobody_races_is_answered_with_a_sentence() -> None:
    part = basins_page.all_maps(BasinsView({"race": ("randomsearch",)}))
    assert part.charts == [] and part.says[0]["text"].startswith("Choose") and "Random search" in part.says[1]["text"]


LONG = "+".join(f"sin({k}*x)*cos({k}*y)" for k in range(2, 8))


def test_a_moving_hand_gets_a_coarser_look_at_a_long_formula_and_at_a_very_long_one_none() -> None:
    view = BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 50.0})
    effort = int(view.surface.program.count) * 50  # type: ignore[attr-defined]
    side = first_look(view, quick=True)
    assert LEAST <= side < COARSE and side**2 * effort <= EASE < (side + 1) ** 2 * effort and first_look(view, quick=False) == COARSE
    assert first_look(BasinsView(), quick=True) == COARSE
    (one,) = at_hand(view)
    assert one.mark["columns"] == side
    longest = BasinsView({**view.asked, "steps": 1000.0, "race": ("sgd", "newton")})
    assert all(one.found is None for one in at_hand(longest)) and first_look(longest, quick=True) == 0


def test_a_long_formula_is_painted_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def in_blocks(*_: Any, most: int, **more: Any) -> Any:
        asked.append(most)
        return iter(())

    monkeypatch.setattr(basins_page, "in_blocks", in_blocks)
    monkeypatch.setattr(basins_page, "agreeing", in_blocks)
    view = BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 1000.0})
    list(painted(view))
    assert len(asked) == 3 and all(0 < most * int(view.surface.program.count) * 1000 <= EASE / 2 for most in asked)  # type: ignore[attr-defined]


def test_a_hand_over_a_very_long_formula_is_asked_to_let_go() -> None:
    app = visit(BasinsView({"surface": "own", "formula": LONG, "race": ("sgd",), "steps": 999.0}))
    app.session_state["edit"] = {"n": 1, "changes": {"steps": "1000"}, "commit": False}
    part = shown_by(app)
    assert (
        part.says[1]["text"] == LET_GO and part.commands == [] and [chart["key"] for chart in part.charts] == ["sgd"] and "to come" in part.charts[0]["title"]
    )


def shown_by(app: AppTest) -> Any:
    """What the page's part returned in the next run."""
    found: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        original = basins_page.all_maps
        patch.setattr(basins_page, "all_maps", lambda view: found.append(original(view)) or found[-1])
        assert not app.run().exception
    return found[-1]


def test_large_maps_travel_whole_only_when_nothing_runs() -> None:
    app = visit(BasinsView({"race": ("sgd", "adam"), "side": "512", "steps": 5.0}))
    run = app.session_state["live"]
    for _ in range(200):
        part = shown_by(app)
        if run.ended:
            break
        assert all(chart["marks"][0]["columns"] <= 256 for chart in part.charts)
    assert run.ended and [chart["marks"][0]["columns"] for chart in part.charts] == [512, 512] and "every" not in part.charts[0]["title"]
    app.session_state["edit"] = {"n": 1, "changes": {"x": "1.5"}, "commit": False}
    part = shown_by(app)
    assert [chart["marks"][0]["columns"] for chart in part.charts] == [256, 256] and "(every 2nd start)" in part.charts[0]["title"]


@pytest.mark.parametrize(
    ("changes", "still"), [({"formula": "x +"}, False), ({"formula": "x +", "steps": "900"}, True), ({"reset": "1", "formula": "x +"}, True)]
)
def test_after_a_refused_formula_the_hand_is_not_held(changes: dict[str, str], still: bool) -> None:
    app = visit(BasinsView({"surface": "own", "formula": "x^2 + y^2", "race": ("adam",), "side": "1024", "steps": 1000.0}))
    app.session_state["command"] = {"do": "pause"}
    app.run()
    app.session_state["edit"] = {"n": 1, "changes": changes, "commit": False}
    part = shown_by(app)
    assert (app.session_state["held"] is not None) == still
    assert part.commands == ([] if still else [basins_page.GO_ON])


def test_a_hand_that_gives_no_more_sign_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    session = {"held": ({}, "", time.monotonic())}
    monkeypatch.setattr(ask.st, "session_state", session)
    assert ask.is_held()
    session["held"] = ({}, "", time.monotonic() - HOLD - 1)
    assert not ask.is_held()


def test_a_formula_says_what_its_colours_stand_for_and_how_much_is_a_hole() -> None:
    half = BasinsView({"surface": "own", "formula": "x - log(x) + y**2", "race": ("sgd", "newton"), "x": 2.0, "steps": 20.0})
    *_, maps = painted(half)
    said = " ".join(_of_own(half, maps))
    assert "1 minimum" in said and "50.0 % of these starts are in a hole" in said
    for one in maps:
        assert one.found is not None and one.found.place.shape == (256, 256)
        assert (one.found.place[:, :128] == HOLE).all() and not (one.found.place[:, 128:] == HOLE).any()
        assert one.found.shares.sum() == pytest.approx(0.5) and one.mark["legend"][-1]["label"] == "striped, in a hole: 50.0 %"
    flat = BasinsView({"surface": "own", "formula": "x**2", "race": ("sgd",), "steps": 20.0})
    maps = at_hand(flat)
    said = " ".join(_of_own(flat, maps))
    assert "flat place of minima" in said and "hole" not in said
    assert _of_own(BasinsView(), maps) == []
