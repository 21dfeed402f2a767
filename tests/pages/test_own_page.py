"""A formula that was typed, on the pages that have a surface: nothing compiles for it, and none of them
breaks on it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dl_core.experiments.race import GRID
from dl_core.optimizers import RACERS
from kit.race.settings import EXAMPLES, slug
from kit.race.words import about_surface
from pages import race
from pages.race.charts import lines
from pages.race.facts import races
from pages.race.view import RaceView
from pages.sweep import PAGE
from pages.sweep.view import PARTS, SweepView
from surfaces.own import Own
from surfaces.search import DRAWN
from tests.pages.race.drawing import show
from tests.pages.visiting import visitor
from tests.surfaces.test_formula import HOSTILE
from ui import study_page
from ui.study_page import panel_of, shown

EVERYONE = tuple(slug(cls) for cls in RACERS)
HUGE = "1e6**12*1e6**12*1e6**12*1e6**12*1e6**3*1e2"  # 1e308: twice that is no number any more
ODD = (
    "x",
    "3",
    "1/x",
    "sqrt(-1-r)",
    "log(x)",
    "exp(exp(r))",
    "-exp(r)",
    "1e-300*x",
    "x**12*1e6*y**12",
    "sin(40*x)*sin(40*y)",
    "max(x, 0)",
    "tan(x*y)",
    f"{HUGE}*tanh(x)",
    f"{HUGE}*tanh(r*9)",
)
LONG = "+".join(f"sin({k}*x)*cos(y*{k})/{k + 1}" for k in range(1, 6))


def test_nothing_compiles_for_a_formula(compilations: Callable[[], int]) -> None:
    compilations()
    for k, formula in enumerate((*EXAMPLES, LONG, *ODD)):
        view = RaceView(
            {
                "surface": "own",
                "formula": formula,
                "race": EVERYONE,
                "rates": ("own", "same", "tuned")[k % 3],
                "steps": 10.0 + k,
                "average": float(k % 5),
                "sigma": k / 9,
                "own.x1": 5.0 + k,
            }
        )
        assert show(view) and about_surface(view.surface)
    assert compilations() == 0


@pytest.mark.parametrize("part", ["rates", "two", "seeds"])
def test_every_part_of_the_page_on_rates_takes_any_formula_without_compiling(
    part: str, compilations: Callable[[], int]
) -> None:
    compilations()
    for formula in (*EXAMPLES, *ODD):
        view = SweepView(
            {
                "surface": "own",
                "formula": formula,
                "part": part,
                "steps": 20.0,
                "race": ("sgd", "adam", "newton"),
            }
        )
        found = shown(PAGE, view)
        assert found.says and len(json.dumps(found.charts, allow_nan=False)) < 200_000
        json.dumps(panel_of(PAGE)(view, []), allow_nan=False)
    assert compilations() == 0
    assert PARTS.keys() == {"rates", "two", "seeds", "fair"}


def test_where_the_start_has_no_value_the_page_on_rates_says_so() -> None:
    for part in ("rates", "two", "seeds"):
        found = shown(PAGE, SweepView({"surface": "own", "formula": "log(x)", "part": part}))
        assert (
            found.charts == []
            and found.says[0]["text"] == "At the start the formula has no finite value: choose another start."
        )


@pytest.mark.parametrize(
    ("formula", "words"), [("log(x) + y**2", "8 starts"), ("sqrt(-1-r)", "at none of 200 starts")]
)
def test_a_fair_race_begins_where_the_formula_has_a_value(formula: str, words: str) -> None:
    app = visitor(
        "sweep",
        SweepView(
            {"surface": "own", "formula": formula, "part": "fair", "race": ("sgd", "adam"), "steps": 9.0}
        ).query(),
    ).run()
    for _ in range(40):
        if words == "at none of 200 starts" or app.session_state["live"].ended:
            break
        app.run()
    assert not app.exception and not app.warning


def test_a_map_of_a_long_formula_over_many_steps_goes_on_by_itself() -> None:
    view = SweepView({"surface": "own", "formula": LONG, "part": "two", "steps": 300.0})
    part = PAGE.part(view)
    assert not part.at_once(view) and part.at_once(SweepView({"surface": "own", "part": "two"}))
    app = visitor("sweep", view.query()).run()
    assert not app.exception and not app.session_state["live"].state.map.done.all()
    for _ in range(60):
        if app.session_state["live"].ended:
            break
        app.run()
    assert app.session_state["live"].state.map.done.all() and not app.exception


def test_the_panel_has_a_field_for_the_formula_and_its_box_and_only_then() -> None:
    def keys(view: RaceView) -> dict[str, str]:
        return {
            item["key"]: item["kind"] for group in panel_of(race.PAGE)(view, []) for item in group["items"]
        }

    own = keys(RaceView({"surface": "own"}))
    assert (
        own["formula"] == "text"
        and own["own.x0"] == own["own.y0"] == "span"
        and "formula" not in keys(RaceView())
    )
    sides = next(
        item
        for group in panel_of(race.PAGE)(RaceView({"surface": "own", "own.x1": 3.0}), [])
        for item in group["items"]
        if item["key"] == "own.x0"
    )["sides"]
    assert [(side["low"], side["high"], side["value"]) for side in sides] == [
        (-1000, 2.9, -5),
        (-4.9, 1000, 3),
    ]


@pytest.mark.parametrize("family", HOSTILE)
def test_a_hostile_link_is_answered_with_one_sentence_and_a_race(family: str) -> None:
    asked = {"surface": "own", "formula": HOSTILE[family][0]}
    for app in (visitor("race", asked).run(), visitor("sweep", asked).run()):
        assert not app.exception and len(app.warning) == 1 and "is used instead" in app.warning[0].value
        assert app.get("bidi_component")


def test_a_formula_is_shown_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts: list[str] = []
    monkeypatch.setattr(study_page, "code", lambda text, key: scripts.append(text))
    app = visitor("race", {"surface": "own", "formula": "(x**2 - 4)**2/8 + y**2"}).run()
    said = " ".join(markdown.value for markdown in app.markdown)
    surface = RaceView({"surface": "own", "formula": "(x**2 - 4)**2/8 + y**2"}).surface
    assert (
        isinstance(surface, Own)
        and surface.formula in said
        and "2 equally low minima and 0 higher found" in said
        and "there may be more" in said
    )
    assert "(x[0] ** 2)" in " ".join(scripts)


def test_the_table_says_who_was_in_a_hole_and_who_ends_below_what_is_known() -> None:
    def notes(**asked: Any) -> list[str]:
        view = RaceView({"surface": "own", "rates": "own", "race": ("sgd", "adam"), "steps": 100.0, **asked})
        return [line.note for line in lines(races(view).racers)]

    stays, crosses = notes(**{"formula": "log(x)", "x": -3.0, "y": 3.0, "sgd.lr": 0.01, "adam.lr": 0.05})
    assert stays == "in a hole from step 0" and crosses.startswith("in a hole for ")
    small = {"x": 1.0, "y": 1.0, "own.x0": -2.0, "own.x1": 2.0}
    assert (
        notes(**{"formula": "-x**2-y**2", "sgd.lr": 0.01, "adam.lr": 0.05, **small})
        == ["ends below the lowest value known"] * 2
    )


def test_the_lowest_value_on_the_map_is_that_of_the_map_that_is_drawn() -> None:
    assert DRAWN == GRID
