"""The page on a net's landscape as Streamlit runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.landscape import frame, ground
from dl_core.numerals import number
from ui import landscape_page
from ui.landscape_page import landscape, look, panel, percent, sentences
from ui.landscape_train import Nets, at_once, kept_in, trainings
from views.landscape import PLANES, TRAINERS, Landscape
from views.landscape_presets import PRESETS
from views.race import slug

ENTRY = Path(__file__).parents[2] / "navigation.py"
EVERYONE = tuple(slug(cls) for cls in TRAINERS)


def visit(view: Landscape) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.query_params.update(view.query())
    app.switch_page("pages/landscape.py")
    return app.run()


def said(view: Landscape) -> list[str]:
    return [sentence["text"] for sentence in landscape(view).says]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_trained(name: str) -> None:
    app = visit(PRESETS[name].view)
    assert not app.exception and not app.warning and "live" not in app.session_state
    assert landscape(PRESETS[name].view).charts


def test_every_plane_follows_every_slider_without_compiling(compilations: Callable[[], int]) -> None:
    compilations()
    for i, plane in enumerate(PLANES):
        moved = {"plane": plane, "look": float(i), "late": 0.1 * (i + 1), "through": ("mean", "end")[i % 2], "of": EVERYONE[i]}
        for rest in ({}, {"rates": "own", "race": EVERYONE, "task": "circles", "batch": "32", "seed": 5.0, "activation": "relu", "sgd.lr": 0.123}):
            view = Landscape({**moved, **rest})
            assert at_once(view.cases()), "no search of rates, and no program, is missing"
            found = landscape(view)
            assert [chart["key"] for chart in found.charts] == ["landscape", "true", "away", "held"] and len(found.says) >= 4 and found.progress is None
            message = json.dumps({"charts": found.charts, "panel": panel(view, found.commands)}, allow_nan=False)
            assert len(message.encode()) < 200_000
    assert compilations() == 0


def test_a_width_compiles_once_and_its_sliders_nothing(compilations: Callable[[], int]) -> None:
    view = Landscape({"width": "8", "race": ("sgd",), "rates": "own"})
    list(trainings(view.cases()))
    landscape(view)
    compilations()
    for moved in ({"late": 0.3}, {"look": 3.0}, {"plane": "random"}, {"sgd.lr": 0.2}):
        assert landscape(Landscape({**view.asked, **moved})).charts
    assert compilations() == 0


def test_nets_that_nobody_has_trained_yet_are_trained_while_the_page_comes_back() -> None:
    app = visit(Landscape({"seed": 321.0, "race": EVERYONE[:6]}))
    assert not app.exception
    for _ in range(40):
        if app.session_state["live"].ended:
            break
        app.run()
    run = app.session_state["live"]
    assert run.ended and run.state.complete and len(run.state.runs) == 6
    assert at_once(Landscape({"seed": 321.0, "race": EVERYONE[:6], "plane": "random"}).cases()), "another plane trains nothing"


def test_training_shows_how_far_it_is_and_can_be_stopped() -> None:
    cases = Landscape({"seed": 77.0}).cases()
    states = list(trainings(cases))
    assert [nets.done for nets in states] == [0, 1, 2, 3] and [nets.complete for nets in states] == [False, False, False, True]
    assert [nets.done for nets in trainings(cases)] == [3] and all(kept_in(case).get(case) is not None for case in cases)
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.query_params.update(Landscape({"seed": 78.0, "race": EVERYONE}).query())
    app.switch_page("pages/landscape.py")
    app.run()
    app.session_state["command"] = {"do": "pause"}
    assert not app.run().session_state["live"].running


def test_what_was_not_asked_for_the_longest_is_dropped_first() -> None:
    few: landscape_page.Kept[int] = landscape_page.Kept(2)
    assert [few.made(key, lambda: 7) for key in "abc"] == [7] * 3 and few.get("a") is None and few.get("b") == 7
    few.made("d", lambda: 9)
    assert few.get("c") is None and few.made("b", lambda: 8) == 7


def test_the_sentences_say_the_numbers_of_the_runs() -> None:
    view = Landscape()
    nets = list(trainings(view.cases()))[-1]
    seen = look(view, nets)
    assert seen
    text = " ".join(sentence["text"] for sentence in sentences(view, nets, seen))
    for run in seen.runs:
        assert f"{run.optimizer.label} {number(run.loss[-1])} (rate {number(run.optimizer.lr)})" in text and number(run.mean_loss) in text
    assert percent(seen.walks[0]) in text and "337 directions" in text
    place = max(range(3), key=lambda i: abs(np.log(seen.shadows[i].loss[-1] / seen.runs[i].loss[-1])))
    assert f"{seen.runs[place].optimizer.label}'s end, the loss is {number(seen.shadows[place].loss[-1])}" in text


def test_what_went_astray_is_named_and_in_no_chart() -> None:
    view = PRESETS["A rule that goes astray"].view
    found = landscape(view)
    assert found.says[0]["tone"] == "alarm" and found.says[0]["text"].startswith("Momentum went astray at rate 10: its loss went from 0.682 to 14.6")
    assert {mark.get("label") for chart in found.charts for mark in chart["marks"]} >= {"SGD", "Adam"} and "Momentum" not in json.dumps(found.charts)
    alone = Landscape({"rates": "own", "momentum.lr": 10.0, "race": ("momentum",)})
    lost = landscape(alone)
    assert lost.charts == [] and lost.says[-1]["text"].startswith("Nothing is left") and len(lost.says) == 2
    gone = Nets(Landscape().course(), tuple(run._replace(loss=np.full_like(run.loss, np.nan), path=run.path * np.float32(np.nan)) for run in _runs()))
    assert "never finite" in sentences(Landscape(), gone, look(Landscape(), gone))[0]["text"]


def _runs() -> list:
    return [run for run in list(trainings(Landscape().cases()))[-1].runs if run]


def test_too_few_are_answered_with_a_sentence() -> None:
    assert said(Landscape({"race": ()})) == ["Choose a rule."]
    assert said(Landscape({"plane": "ends", "race": ("sgd", "adam")})) == ["Three ends make a plane: choose 3 rules that train."]


def test_shares_are_short() -> None:
    assert [percent(share) for share in (0.891, 0.0014)] == ["89 %", "0.14 %"]


def test_another_mean_keeps_the_ground_and_one_outside_of_the_frame_gets_a_new_one() -> None:
    views = [Landscape({"late": share}) for share in (0.1, 0.3)]
    grounds = []
    for view in views:
        *_, nets = trainings(view.cases())
        seen = look(view, nets)
        assert seen is not None
        grounds.append(seen.ground)
        fresh = ground(seen.plane, *frame(seen.plane, seen.shadows), nets.course)
        np.testing.assert_array_equal(seen.ground.loss, fresh.loss)
        np.testing.assert_array_equal(seen.ground.x, fresh.x)
    assert grounds[0] is grounds[1]
