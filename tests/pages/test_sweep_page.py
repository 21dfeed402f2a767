"""The page on rates as Streamlit runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from surfaces import SURFACES
from ui import sweep_page
from views.race import slug
from views.sweep import MAPPED, PARTS, SweepView
from views.sweep_presets import PRESETS

ENTRY = Path(__file__).parents[2] / "navigation.py"


def visit(view: SweepView) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.query_params.update(view.query())
    app.switch_page("pages/sweep.py")
    return app.run()


def test_every_part_can_be_shown() -> None:
    assert PARTS.keys() == sweep_page.PARTS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning


@pytest.mark.parametrize("surface", [slug(cls) for cls in SURFACES])
def test_every_surface_is_swept_and_mapped_without_compiling(surface: str, compilations: Callable[[], int]) -> None:
    compilations()
    for part in ("rates", "two", "seeds"):
        view = SweepView({"part": part, "surface": surface, "steps": 60.0, "race": ("sgd", "adam", "newton")})
        found = sweep_page.PARTS[part](view)
        assert found.charts and found.says and len(json.dumps(found.charts, allow_nan=False)) < 200_000
        json.dumps(sweep_page.sweep_panel(view, []), allow_nan=False)
    assert compilations() == 0


@pytest.mark.parametrize("rule", MAPPED)
def test_every_rule_is_mapped_over_each_of_its_numbers(rule: type) -> None:
    for by in SweepView({"rule": slug(rule)}).known["by"].options:
        found = sweep_page.two_numbers(SweepView({"part": "two", "rule": slug(rule), "by": by, "steps": 30.0}))
        assert found.charts[0]["pick"] == {"x": f"{slug(rule)}.lr", "y": f"{slug(rule)}.{by}"}


def test_a_fair_race_goes_on_to_its_end() -> None:
    app = visit(SweepView({"part": "fair", "race": ("sgd", "adam"), "steps": 50.0}))
    for _ in range(100):
        if app.session_state["live"].ended:
            break
        app.run()
    assert not app.exception and app.session_state["live"].state.done == 8


def test_the_own_rates_of_a_fair_race_are_those_of_the_panel_and_it_says_whose_they_are() -> None:
    view = SweepView({"part": "fair", "race": ("sgd", "adam"), "steps": 50.0, "x": -6.0})
    app = visit(view)
    for _ in range(3):
        app.run()
    found, shown = app.session_state["live"].state, [float(entry.optimizer.lr) for entry in sweep_page.entries_of(view)]
    assert found.done and found.rates[0, :, 0].tolist() == shown
    said = [sweep_page._own_rates(SweepView({**view.asked, "rates": rates})) for rates in ("own", "same", "tuned")]
    assert len(set(said)) == 3 and "start, (−6, 1.5), not" in said[2]
    elsewhere = SweepView({**view.asked, "x": -7.0})
    assert sweep_page.key(elsewhere) != sweep_page.key(view), "tuned rates are others there"
    assert sweep_page.key(SweepView({**elsewhere.asked, "rates": "own"})) == sweep_page.key(SweepView({**view.asked, "rates": "own"}))


def test_nobody_races_is_answered_with_a_sentence() -> None:
    for part in ("rates", "fair", "seeds"):
        assert sweep_page.PARTS[part](SweepView({"part": part, "race": ()})).says[0]["text"].startswith("Choose")


def test_from_a_hole_a_link_leads_to_the_nearest_place_with_a_loss() -> None:
    view = SweepView({"surface": "own", "formula": "x - log(x) + y**2", "race": ("sgd", "adam"), "x": -2.0, "y": 1.0, "steps": 20.0})
    alarm, way = sweep_page.part_of(view).says
    assert "choose another start" in alarm["text"] and way["command"] == sweep_page.MOVE and "Start at (0.2, 1)" in way["text"]
    app = visit(view)
    app.session_state["command"] = {"do": sweep_page.MOVE}
    app.run()
    app.run()  # the test sees the address one run late
    assert not app.exception
    there, _ = SweepView.read({name: values if isinstance(values, str) else values[0] for name, values in app.query_params.items()})
    assert (there["x"], there["y"]) == (0.2, 1) and "Best rates" in sweep_page.part_of(there).says[0]["text"]
    nowhere = SweepView({"surface": "own", "formula": "log(-1 - x**2)", "race": ("sgd",), "steps": 20.0})
    assert [one.get("command") for one in sweep_page.part_of(nowhere).says] == [None]


def test_who_has_no_dot_on_the_right_is_named() -> None:
    says = sweep_page.over_rates(SweepView({"race": ("sgd", "adam"), "rates": "own", "sgd.lr": 0.09, "adam.lr": 1e-4, "steps": 100.0})).says
    assert [one["text"] for one in says if "No dot" in one["text"]] == [
        "No dot on the right for Adam: at the rate in use, 100 steps are too few to get within 1 % for good."
    ]
