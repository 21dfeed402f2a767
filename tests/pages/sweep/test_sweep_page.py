"""The page on rates as Streamlit runs it."""

import json
import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from kit.race.settings import slug
from pages.sweep import PAGE, facts, words
from pages.sweep.presets import PRESETS
from pages.sweep.view import MAPPED, SweepView
from surfaces import SURFACES
from tests.pages.visiting import visitor
from ui.study_page import LEAD, panel_of, shown

EVERY_NUMBER = ("sgd", "momentum", "adam", "newton")


def visit(view: SweepView) -> AppTest:
    return visitor("sweep", view.query()).run()


def keys(view: SweepView) -> list[str]:
    """The settings that the panel shows, those of rows and spans too."""

    def of(item: dict[str, Any]) -> list[str]:
        inner = [
            one for row in item.get("rows", []) for one in ([row["lr"]] if row["lr"] else []) + row["more"]
        ]
        return [item["key"], *(side["key"] for side in item.get("sides", [])), *(one["key"] for one in inner)]

    return [key for group in panel_of(PAGE)(view, []) for item in group["items"] for key in of(item)]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning


@pytest.mark.parametrize("surface", [slug(cls) for cls in SURFACES])
def test_every_surface_is_swept_and_mapped_without_compiling(
    surface: str, compilations: Callable[[], int]
) -> None:
    compilations()
    for part in ("rates", "two", "seeds"):
        view = SweepView({"part": part, "surface": surface, "steps": 60.0, "race": ("sgd", "adam", "newton")})
        found = shown(PAGE, view)
        assert found.charts and found.says and len(json.dumps(found.charts, allow_nan=False)) < 200_000
        json.dumps(panel_of(PAGE)(view, []), allow_nan=False)
    assert compilations() == 0


@pytest.mark.parametrize("rule", MAPPED)
def test_every_rule_is_mapped_over_each_of_its_numbers(rule: type) -> None:
    for by in SweepView({"rule": slug(rule)}).known["by"].options:
        found = shown(PAGE, SweepView({"part": "two", "rule": slug(rule), "by": by, "steps": 30.0}))
        assert found.charts[0]["pick"] == {"x": f"{slug(rule)}.lr", "y": f"{slug(rule)}.{by}"}


@pytest.mark.parametrize("part", ["rates", "two", "fair", "seeds"])
@pytest.mark.parametrize("rates", ["own", "same", "tuned"])
@pytest.mark.parametrize(
    "more",
    [{}, {"surface": "own"}, {"schedule": "step", "momentum.schedule": "exponential"}],
    ids=["", "own", "schedules"],
)
def test_the_panel_shows_what_a_part_reads_each_setting_once_and_the_facts_need_no_other(
    part: str, rates: str, more: dict[str, Any]
) -> None:
    view = SweepView({"part": part, "rates": rates, "race": EVERY_NUMBER, "steps": 10.0, **more})
    one = PAGE.part(view)
    shown_there = keys(view)
    assert (
        {name for name in shown_there if name not in ("part", "buttons")}
        == one.reads(view)
        <= view.known.keys()
    )
    # a span's key is its first side's
    assert len({*shown_there}) == len(shown_there) - sum(
        name.startswith("own.") and name.endswith("0") for name in set(shown_there)
    )
    # a KeyError if something else were read
    found = one.facts(one.seen(view)) if one.facts else next(one.steps(one.seen(view)))
    assert one.charts(found) is not None and one.words(found)


def test_what_a_part_does_not_read_changes_nothing_in_a_run_and_what_it_reads_does() -> None:
    view = SweepView({"part": "fair", "race": ("sgd", "adam"), "rates": "own"})
    key = PAGE.part(view).key(view)
    for name, value in (
        ("momentum.lr", 0.3),
        ("x", -7.0),
        ("average", 5.0),
        ("lr", 0.3),
        ("rule", "adam"),
        ("dimensions", 3.0),
    ):
        assert PAGE.part(view).key(SweepView({**view.asked, name: value})) == key, name
    for name, value in (
        ("sgd.lr", 0.3),
        ("adam.b1", 0.3),
        ("seed", 3.0),
        ("rates", "same"),
        ("ravine.kappa", 5.0),
        ("sgd.schedule", "step"),
    ):
        assert PAGE.part(view).key(SweepView({**view.asked, name: value})) != key, name


def test_a_fair_race_goes_on_to_its_end() -> None:
    app = visit(SweepView({"part": "fair", "race": ("sgd", "adam"), "steps": 50.0}))
    for _pull in range(100):
        if app.session_state["live"].ended:
            break
        app.run()
    assert not app.exception and app.session_state["live"].state.contest.done == 8


def test_what_comes_bit_by_bit_can_be_pickled() -> None:
    for view in (
        SweepView({"part": "fair", "race": ("sgd", "adam"), "steps": 9.0}),
        SweepView({"part": "two", "surface": "own", "steps": 9.0}),
    ):
        one = PAGE.part(view)
        assert one.steps
        states = [state for state, _number in zip(one.steps(one.seen(view)), range(4), strict=False)]
        again = pickle.loads(pickle.dumps(states[-1]))
        assert json.dumps(one.charts(again)) == json.dumps(one.charts(states[-1])) and one.words(
            again
        ) == one.words(states[-1])


def test_the_own_rates_of_a_fair_race_are_those_of_the_panel_and_it_says_whose_they_are() -> None:
    view = SweepView({"part": "fair", "race": ("sgd", "adam"), "steps": 50.0, "x": -6.0})
    app = visit(view)
    for _pull in range(3):
        app.run()
    found, own = (
        app.session_state["live"].state.contest,
        [float(entry.optimizer.lr) for entry in facts.entries(view)],
    )
    assert found.done and found.rates[0, :, 0].tolist() == own
    said = [
        words.own_rates(next(facts.fair(SweepView({**view.asked, "rates": rates}))))
        for rates in ("own", "same", "tuned")
    ]
    assert len(set(said)) == 3 and "start, (−6, 1.5), not" in said[2]
    elsewhere, key = SweepView({**view.asked, "x": -7.0}), PAGE.part(view).key
    assert key(elsewhere) != key(view), "tuned rates are others there"
    assert key(SweepView({**elsewhere.asked, "rates": "own"})) == key(
        SweepView({**view.asked, "rates": "own"})
    )


def test_nobody_races_is_answered_with_a_sentence() -> None:
    for part in ("rates", "seeds"):
        assert shown(PAGE, SweepView({"part": part, "race": ()})).says[0]["text"].startswith("Choose")
    for race in ((), ("sgd",)):
        (only,) = facts.fair(SweepView({"part": "fair", "race": race}))
        assert words.fair(only)[0]["text"].startswith("Choose at least two")


def test_from_a_hole_a_link_leads_to_the_nearest_place_with_a_loss() -> None:
    view = SweepView(
        {
            "surface": "own",
            "formula": "x - log(x) + y**2",
            "race": ("sgd", "adam"),
            "x": -2.0,
            "y": 1.0,
            "steps": 20.0,
            "rule": "adam",
        }
    )
    alarm, way = shown(PAGE, view).says
    assert (
        "choose another start" in alarm["text"]
        and way["command"].startswith(LEAD)
        and "Start at (0.2, 1)" in way["text"]
    )
    assert (
        dict(parse_qsl(way["href"].split("?")[1])) == dict(parse_qsl(way["command"].removeprefix(LEAD)))
        and "rule=adam" in way["href"]
    )
    app = visit(view)
    app.session_state["command"] = {"do": way["command"]}
    app.run()
    app.run()  # the test sees the address one run late
    assert not app.exception
    there, _complaints = SweepView.read(
        {name: values if isinstance(values, str) else values[0] for name, values in app.query_params.items()}
    )
    assert (there["x"], there["y"], there["rule"]) == (0.2, 1, "adam") and "Best rates" in shown(
        PAGE, there
    ).says[0]["text"]
    nowhere = SweepView({"surface": "own", "formula": "log(-1 - x**2)", "race": ("sgd",), "steps": 20.0})
    assert not [one for one in shown(PAGE, nowhere).says if "command" in one]


@pytest.mark.parametrize(
    "do",
    [
        f"{LEAD}x=nan&\x00=1&part=%00",
        f"{LEAD}{'a=1&' * 500}",
        f"{LEAD}formula=__import__",
        "LEAD",
        7,
        None,
        ["lead?"],
    ],
)
def test_a_command_from_a_stranger_leads_nowhere_worse_than_to_a_view_of_the_page(do: Any) -> None:
    app = visitor("sweep", {"race": "sgd", "steps": "9"})
    app.session_state["command"] = {"do": do}
    assert not app.run().exception


def test_who_has_no_dot_on_the_right_is_named() -> None:
    says = shown(
        PAGE,
        SweepView({"race": ("sgd", "adam"), "rates": "own", "sgd.lr": 0.09, "adam.lr": 1e-4, "steps": 100.0}),
    ).says
    assert [one["text"] for one in says if "No dot" in one["text"]] == [
        "No dot on the right for Adam: at the rate in use, 100 steps are too few to get within 1 % and "
        "to stay there."
    ]


def test_a_map_is_of_the_numbers_in_its_panel_however_racers_choose_their_rates() -> None:
    asked = {"part": "two", "steps": 20.0, "momentum.lr": 0.02, "lr": 3.0}
    signs = [
        shown(PAGE, SweepView({**asked, "rates": rates})).charts[0]["marks"][-1]["x"]
        for rates in ("own", "same", "tuned")
    ]
    assert signs == [[0.02]] * 3


def test_moving_a_tuned_rate_takes_all_of_them_over() -> None:
    view = SweepView({"race": ("sgd", "adam"), "steps": 30.0})
    rates = {f"{slug(entry.optimizer)}.lr": float(entry.optimizer.lr) for entry in facts.entries(view)}
    rows = next(
        item["rows"] for group in panel_of(PAGE)(view, []) for item in group["items"] if item["key"] == "race"
    )
    sliders = [row["lr"] for row in rows if row["lr"]]
    taken = {"rates": "own", **{name: repr(rate) for name, rate in rates.items()}}
    assert {one["key"]: one["value"] for one in sliders} == rates and all(
        one["with"] == taken for one in sliders
    )
    dots = [mark for mark in shown(PAGE, view).charts[0]["marks"] if mark["kind"] == "dots"]
    assert [mark["with"] for mark in dots] == [taken, taken] and [mark["sets"] for mark in dots] == [*rates]
    own = SweepView({**view.asked, "rates": "own", **rates})
    np.testing.assert_allclose(
        [one.entry.optimizer.lr for one in PAGE.parts[0].facts(own).sweeps], [*rates.values()]
    )  # type: ignore[misc]
