"""The page on a net's landscape as Streamlit runs it."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.landscape import Run, frame, ground
from kit.settings import slug
from pages.landscape import PAGE, training
from pages.landscape.facts import PLANES as KEPT_PLANES
from pages.landscape.facts import Seen, facts
from pages.landscape.presets import PRESETS
from pages.landscape.training import is_at_once, kept, nets, trainings
from pages.landscape.view import PLANES, TRAINERS, Landscape
from tests.pages.visiting import visitor
from ui.parts import Part
from ui.study_page import panel_of, shown

EVERYONE = tuple(slug(cls) for cls in TRAINERS)
PART = PAGE.parts[0]


def visit(view: Landscape) -> AppTest:
    return visitor("landscape", view.query()).run()


def landscape(view: Landscape) -> Part:
    return shown(PAGE, view)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_trained(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning and "live" not in app.session_state
    assert landscape(PRESETS[name].view).charts


def test_every_plane_follows_every_slider_without_compiling(compilations: Callable[[], int]) -> None:
    compilations()
    for i, plane in enumerate(PLANES):
        moved = {
            "plane": plane,
            "directions": float(i),
            "average_last": 0.1 * (i + 1),
            "through": ("mean", "end")[i % 2],
            "of": EVERYONE[i],
        }
        for rest in (
            {},
            {
                "rates": "own",
                "race": EVERYONE,
                "task": "circles",
                "batch": "32",
                "seed": 5.0,
                "activation": "relu",
                "sgd.lr": 0.123,
            },
        ):
            view = Landscape({**moved, **rest})
            assert PART.at_once(view), "no search of rates, and no program, is missing"
            found = landscape(view)
            assert (
                [chart["key"] for chart in found.charts] == ["landscape", "true", "away", "held"]
                and len(found.says) >= 4
                and found.progress is None
            )
            message = json.dumps(
                {"charts": found.charts, "panel": panel_of(PAGE)(view, found.commands)}, allow_nan=False
            )
            assert len(message.encode()) < 200_000
    assert compilations() == 0


def test_a_width_compiles_once_and_its_sliders_nothing(compilations: Callable[[], int]) -> None:
    view = Landscape({"width": "8", "race": ("sgd",), "rates": "own"})
    list(trainings(view))
    landscape(view)
    compilations()
    for moved in ({"average_last": 0.3}, {"directions": 3.0}, {"plane": "random"}, {"sgd.lr": 0.2}):
        assert landscape(Landscape({**view.asked, **moved})).charts
    assert compilations() == 0


def test_nets_that_nobody_has_trained_yet_are_trained_while_the_page_comes_back() -> None:
    app = visit(Landscape({"seed": 321.0, "race": EVERYONE[:6]}))
    assert not app.exception
    for _pull in range(40):
        if app.session_state["live"].ended:
            break
        app.run()
    run = app.session_state["live"]
    assert run.ended and run.state.complete and len(run.state.runs) == 6
    assert is_at_once(Landscape({"seed": 321.0, "race": EVERYONE[:6], "plane": "random"})), (
        "another plane trains nothing"
    )


def test_training_shows_how_far_it_is_and_can_be_stopped() -> None:
    view = Landscape({"seed": 77.0})
    states = list(trainings(view))
    assert [found.done for found in states] == [0, 1, 2, 3] and [found.complete for found in states] == [
        False,
        False,
        False,
        True,
    ]
    assert [found.done for found in trainings(view)] == [3] and all(
        kept(case) is not None for case in view.cases()
    )
    app = visit(Landscape({"seed": 78.0, "race": EVERYONE}))
    app.session_state["command"] = {"do": "pause"}
    assert not app.run().session_state["live"].running


def test_another_plane_goes_on_with_the_same_training() -> None:
    view, other = (
        Landscape({"seed": 79.0}),
        Landscape({"seed": 79.0, "plane": "random", "directions": 3.0, "average_last": 0.5}),
    )
    assert PART.key(view) == PART.key(other) != PART.key(Landscape({"seed": 80.0}))


def test_what_is_found_is_the_same_in_pieces_and_at_once() -> None:
    view = PART.seen(Landscape({"seed": 81.0}))
    *_others, last = trainings(PART.worked_on(view))
    found = PART.joined(view, last, False)
    assert isinstance(found, Seen) and repr(found) == repr(facts(view))


def test_another_mean_keeps_the_ground_and_one_outside_of_the_frame_gets_a_new_one() -> None:
    views, grounds = [PART.seen(Landscape({"average_last": share})) for share in (0.1, 0.3)], []
    for view in views:
        found, course = facts(view).shown, nets(view).course
        assert found and course
        grounds.append(found.ground)
        plane, _walks = KEPT_PLANES.made((tuple(view.cases()), view.choice), pytest.fail)
        fresh = ground(plane, *frame(plane, [one.projection for one in found.rules]), course)
        np.testing.assert_array_equal(found.ground.loss, fresh.loss)
        np.testing.assert_array_equal(found.ground.x, fresh.x)
    assert grounds[0] is grounds[1]


def test_sliders_stand_at_the_rates_that_were_found_and_who_moves_one_takes_all_over() -> None:
    items = [one for group in panel_of(PAGE)(Landscape(), []) for one in group["items"]]
    rows = {row["value"]: row for row in next(one for one in items if one["kind"] == "checklist")["rows"]}
    used = {
        run.optimizer.label.lower(): float(run.optimizer.lr)
        for run in nets(Landscape()).runs
        if isinstance(run, Run)
    }
    assert {name: rows[name]["lr"]["value"] for name in used} == used
    assert rows["sgd"]["lr"]["with"] == {
        "rates": "own",
        **{f"{name}.lr": repr(rate) for name, rate in used.items()},
    }
    assert all(row["lr"] is None for name, row in rows.items() if name not in used)
    buttons = next(one for one in items if one["key"] == "commands")
    assert [name for name, *_words in buttons["options"]] == ["pause", "start"] and buttons["values"] == []


def test_the_nets_before_stand_while_others_are_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Part] = []
    monkeypatch.setattr("ui.study_page.show", lambda asked, part, *rest: found.append(part))
    app = visit(Landscape())
    before = found[-1]
    app.query_params.update(Landscape({"seed": 83.0, "race": EVERYONE}).query())
    monkeypatch.setattr(training, "_READY", set())
    app.run()
    assert found[-1].charts == before.charts and found[-1].says[1:] == before.says[1:]
    assert found[-1].says[0]["text"].startswith("Training: ") and found[-1].says[0]["text"].endswith(
        "still of the nets before."
    )
    assert found[-1].progress and found[-1].progress["total"] == len(EVERYONE)
