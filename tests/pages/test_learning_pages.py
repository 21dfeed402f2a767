"""The pages Dropout and Regularization as Streamlit runs them."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.compare import SEEDS, TEST, Curves
from dl_core.experiments.learning import masks_of
from dl_core.tables import read_table
from figures.dropout import band
from tests.pages.visiting import turned
from ui import ahead, dropout_page, learning_page, regularization_page
from ui.dropout_panel import dropout_panel
from ui.learning_page import sentences
from ui.live import EARLIER, KEPT
from ui.regularization_panel import regularization_panel
from views import dropout, dropout_presets, regularization, regularization_presets
from views.dropout import Dropout
from views.learning import Learning
from views.regularization import Regularization

ENTRY = Path(__file__).parents[2] / "navigation.py"
SMALL = {"depth": 2.0, "width": "16", "epochs": 20.0}


def visit(view: Learning, command: str | None = None, **state: object) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=180)
    app.query_params.update(view.query())
    app.switch_page(f"pages/{type(view).__name__.lower()}.py")
    for name, value in state.items():
        app.session_state[name] = value
    return press(app, command)


def press(app: AppTest, command: str | None) -> AppTest:
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


def to_the_end(app: AppTest, place: str = "live") -> AppTest:
    until = time.monotonic() + 120
    while place not in app.session_state or not app.session_state[place].ended:
        assert time.monotonic() < until
        app.run()
    return app


def test_every_part_can_be_shown_and_asked() -> None:
    assert dropout.PARTS.keys() == {"curves", "mask", *dropout_page.APART}
    assert regularization.PARTS.keys() == regularization_page.PARTS.keys()


@pytest.mark.parametrize("view", [one.view for page in (dropout_presets, regularization_presets) for one in page.PRESETS.values()])
def test_every_preset_runs(view: Learning) -> None:
    app = visit(view)
    assert not app.exception and not app.warning
    panel = dropout_panel if isinstance(view, Dropout) else regularization_panel
    json.dumps(panel(view, []), allow_nan=False)


def test_training_obeys_and_goes_on_while_it_is_looked_at() -> None:
    app = visit(Dropout(SMALL | {"epochs": 1000.0}), "start")  # more than end within one look
    run = app.session_state["live"]
    assert run.running
    while run.state[0].epochs < 1:
        press(app, None)
    press(app, "pause")
    epochs = run.state[0].epochs
    assert not run.running
    assert press(app, None).session_state["live"].state[0].epochs == epochs, "paused is paused"
    press(app, "step")
    assert run.state[0].epochs == epochs + 1
    press(app, "again")
    assert app.session_state["live"].state[0].epochs == -1
    press(app, "step")
    assert app.session_state["live"].state[0].epochs == 1, "the scores before the first epoch come with it"


def test_the_nets_of_one_training_are_taken_apart_by_every_part() -> None:
    app = to_the_end(visit(Dropout(SMALL), "start"))
    run = app.session_state["live"]
    for part in dropout_page.APART:
        app.session_state["edit"] = {"n": 1, "changes": {"part": part}, "commit": True}
        app = to_the_end(app.run(), "apart")
        assert not app.exception and app.session_state["live"] is run
        charts, says = app.session_state["apart"].state
        assert charts and json.dumps(charts, allow_nan=False) and (says or part == "doubt")


def test_nothing_is_taken_apart_before_it_has_learned() -> None:
    app = visit(Dropout({**SMALL, "part": "vote"}))
    assert not app.exception and "apart" not in app.session_state


@pytest.mark.parametrize(("page", "view"), [(dropout_page, Dropout()), (regularization_page, Regularization())])
def test_a_page_opens_on_a_run_that_the_server_has_made(page: ModuleType, view: Learning) -> None:
    app = visit(view)
    run, known = app.session_state["live"], ahead.made(page.key(view))
    assert run.key == page.key(view) and run.state[0].epochs == -1, "the visitor's own has not begun"
    assert [one.epochs for one in known] == [300, 300] and all(len(one.nets) == SEEDS for one in known)


def test_what_is_pale_is_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_MADE", {})
    view = Dropout(SMALL)
    learning_page.make_ahead(view, view.pair(), dropout_page.UNSEEN)
    known = ahead.made(dropout_page.key(view))
    app = to_the_end(visit(view, "start"))
    for one, mine in zip(known, app.session_state["live"].state, strict=True):
        np.testing.assert_array_equal(one.accuracy, mine.accuracy)
        np.testing.assert_array_equal(one.loss, mine.loss)


def test_nets_that_the_server_trained_are_taken_apart_until_ones_own_learn() -> None:
    app = to_the_end(visit(Dropout({"part": "vote"})), "apart")
    charts, _ = app.session_state["apart"].state
    assert charts and app.session_state["live"].state[0].epochs == -1
    app = to_the_end(press(app, "step"), "apart")
    assert app.session_state["live"].state[0].epochs == 1
    assert app.session_state["apart"].state[0] != charts
    assert "apart" not in visit(Dropout({"part": "vote", "pb": 0.3})).session_state, "nobody has trained these"


def test_a_curve_is_pale_where_it_has_not_come_yet() -> None:
    whole = np.tile(np.linspace(0, 1, 11), (SEEDS, 1))
    (pale, now) = band(whole[:, :0], 10, "#000", "A", ahead=whole)
    assert pale["pale"] and pale["label"] == "A" and pale["y"] == np.linspace(0, 1, 11).round(4).tolist() and now["x"] == []
    pale, *_, now = band(whole[:, :4], 10, "#000", "A", ahead=whole)
    assert pale["pale"] and not now["pale"] and (pale["label"], now["label"], now["read"]) == ("A", "", "A"), "its name stands where the curve will end"
    assert now["x"] == [0, 1, 2, 3] and pale["x"] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert band(whole, 10, "#000", "A", ahead=whole)[-1]["label"] == "A"
    assert not any(one["pale"] for one in band(whole, 10, "#000", "A", ahead=whole))


def test_another_setting_or_page_throws_no_run_away() -> None:
    app = visit(Dropout(SMALL), "step")
    mine = app.session_state["live"]
    mine.running = True
    for n, ratio in ((1, "0.4"), (2, "0.2")):
        app.session_state["edit"] = {"n": n, "changes": {"pb": ratio}, "commit": True}
        other = press(app, "step" if n == 1 else None).session_state["live"]
        assert (other is mine) == (n == 2) and not mine.running, "it stands still until somebody comes back and presses Train"
    app.query_params.clear()
    app.switch_page("pages/regularization.py").run()
    assert press(app, "step").session_state["live"] is not mine
    app.query_params.update(Dropout(SMALL).query())
    app.switch_page("pages/dropout.py").run()
    assert app.session_state["live"] is mine and mine.state[0].epochs >= 1
    assert press(app, "again").session_state["live"] is not mine and app.session_state["live"].state[0].epochs == -1


def test_what_begins_by_itself_takes_no_place_of_what_was_pressed_for() -> None:
    app = visit(Dropout(SMALL), "step")
    mine = app.session_state["live"]
    for name in ("init", "basins", "init"):
        app.query_params.clear()
        turned(app, name).run()
    app.query_params.update(Dropout(SMALL).query())
    turned(app, "dropout").run()
    assert app.session_state["live"] is mine


def test_only_the_last_runs_are_kept() -> None:
    app = visit(Dropout(SMALL), "step")
    for n in range(1, 6):
        app.session_state["edit"] = {"n": n, "changes": {"pb": f"0.{n + 2}"}, "commit": True}
        press(app, "step")
    assert len(app.session_state[EARLIER]) == KEPT


@pytest.mark.parametrize(("part", "data"), [("doubt", "moons"), ("wrong", "spirals")])
def test_what_only_digits_can_show_is_said_before_anybody_trains(part: str, data: str) -> None:
    found = dropout_page.part(Dropout({"part": part, "data": data}))
    assert not found.charts and not found.commands and "choose them as the data" in found.says[0]["text"]


def test_a_mask_at_no_dropout_drops_nothing() -> None:
    found = dropout_page.mask(Dropout({"part": "mask", "pb": 0.0}))
    assert "p = 0:" in found.says[1]["text"] and "apart by 0.000" in found.says[1]["text"]
    assert "p = 0.5:" in dropout_page.mask(Dropout({"part": "mask", "pa": 0.5, "pb": 0.0})).says[1]["text"]


def test_a_table_with_fewer_rows_than_asked_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    table = read_table("mine.csv", "\n".join(f"{i},{i % 7},{'yes' if i % 2 else 'no'}" for i in range(80)).encode())
    monkeypatch.setattr(learning_page, "own_table", lambda: table)
    (said,) = learning_page._all_rows(Dropout({"data": "own", "n": 42.0}))
    assert "has 41 rows" in said["text"]
    assert learning_page._all_rows(Dropout({"data": "own", "n": 30.0})) == learning_page._all_rows(Dropout({"n": 800.0})) == []
    (said,) = learning_page._all_rows(Regularization({"data": "own", "n": 30.0, "b.n": 800.0}))
    assert said["text"].endswith("41 rows to learn from; there are no more for B.")


def test_two_visitors_never_see_each_others_runs() -> None:
    mine, other = visit(Dropout(SMALL), "step"), visit(Dropout(SMALL))
    assert mine.session_state["live"].state[0].epochs == 1 and other.session_state["live"].state[0].epochs == -1


def test_your_own_table_is_asked_for_and_learned() -> None:
    view = Dropout({**SMALL, "data": "own"})
    app = visit(view, "step")
    assert not app.exception and "live" not in app.session_state
    rng = np.random.default_rng(0)
    rows = [f"{a:.3f},{b:.3f},{'yes' if a + b > 0 else 'no'}" for a, b in rng.normal(size=(200, 2))]
    table = read_table("mine.csv", "\n".join(rows).encode())
    setting = view.pair(table)[0]
    assert setting.shape.inputs == 2 and setting.shape.outputs == 2 and len(setting.data(0).test.y) > 50


def uploaded(content: str) -> AppTest:
    """The page Dropout after this CSV was uploaded."""
    app = visit(Dropout({**SMALL, "data": "own"}))
    app.file_uploader("upload").upload("mine.csv", content.encode(), "text/csv").run()
    assert not app.exception
    return app


def test_row_numbers_in_a_table_are_said_and_a_table_without_them_is_not_doubted() -> None:
    rows = [(i, i % 7 / 2, "می\u200cخواهم" if i >= 40 else "no") for i in range(80)]
    numbered = "sample_id,width,kind\n" + "\n".join(f"{3 * i + 1},{b},{kind}" for i, b, kind in rows)
    (said,) = [one.value.replace("\\", "") for one in uploaded(numbered).warning]
    assert "80 rows, 2 inputs, 2 classes" in said and "Column 1 (“sample_id”)" in said and "from 1 to 238" in said
    (said,) = [one.value.replace("\\", "") for one in uploaded("\n".join(f"{b},{i},{kind}" for i, b, kind in rows)).warning]
    assert "Column 2 looks like row numbers" in said and "from 0 to 79" in said
    plain = uploaded("\n".join(f"{b},{kind}" for _, b, kind in rows))
    assert not plain.warning and any("80 rows, 1 input, 2 classes" in one.value for one in plain.caption)
    assert plain.session_state[learning_page.OWN].table.classes == ("no", "می\u200cخواهم")


def test_nets_that_diverge_say_so_and_claim_no_accuracy() -> None:
    app = to_the_end(visit(Dropout({**SMALL, "lr": 1.0, "depth": 8.0, "width": "200", "rule": "momentum"}), "start"))
    a = app.session_state["live"].state[0]
    assert a.diverged and np.isnan(a.accuracy[:, -1]).any()
    said = sentences(["A", "B"], app.session_state["live"].state)
    assert said[0]["tone"] == "alarm" and "diverged" in said[0]["text"] and not any("not distinguishable" in one["text"] for one in said)
    json.dumps(dropout_page.curves(dropout_page.rows_of(["A", "B"], app.session_state["live"].state), 20), allow_nan=False)


def test_where_some_nets_diverge_the_others_are_still_drawn_and_said() -> None:
    accuracy = np.full((SEEDS, 4, 3), 0.5, np.float32)
    accuracy[4, -1] = 0.75
    accuracy[1:3, 2:] = np.nan
    found = Curves(accuracy, np.where(np.isnan(accuracy), np.inf, 1).astype(np.float32), ())
    assert sentences(["A", "B"], [found, found])[0]["text"] == "A: 2 of 5 nets diverged: no loss that is finite any more; the others: test 0.500 to 0.750."
    *thin, mean = band(accuracy[..., TEST], 4, "#000", "A")
    assert [one["y"] for one in thin] == [[0.5] * 4, [0.5, 0.5, None, None], [0.5, 0.5, None, None], [0.5] * 4, [0.5, 0.5, 0.5, 0.75]]
    assert all(one["faint"] for one in thin) and mean["y"] == [0.5, 0.5, None, None] and not mean["faint"]


def test_before_the_first_epoch_nothing_is_compared() -> None:
    start = Curves(np.full((SEEDS, 1, 3), 0.1, np.float32), np.ones((SEEDS, 1, 3), np.float32), ())
    said = [one["text"] for one in sentences(["A", "B"], [start, start])]
    assert len(said) == 3 and said[-1] == "Epoch 0: nothing is learned yet."


def test_opening_a_link_computes_nothing(compilations: Callable[[], int]) -> None:
    visit(Dropout(SMALL))
    compilations()
    app = visit(Dropout({"depth": 7.0, "width": "50", "activation": "gelu", "rule": "nadam"}))
    assert compilations() == 0 and app.session_state["live"].state[0].epochs == -1


def test_every_control_beside_the_mask_changes_what_is_shown() -> None:
    view = Dropout({"part": "mask", "pa": 0.4, "pb": 0.5})
    controls = [item for group in dropout_panel(view, []) for item in group["items"] if item["kind"] != "buttons" and item["key"] != "part"]
    assert len(controls) == 7
    for control in controls:
        if control["kind"] == "select":
            other = control["options"][0][0]
        elif control["kind"] == "check":
            other = 1.0 - control["value"]
        else:
            other = control["low"] + (control["high"] - control["low"]) / 3
            other = float(round(other)) if control["step"] else other
        assert dropout_page.mask(Dropout({**view.asked, control["key"]: other})) != dropout_page.mask(view), control["key"]


def test_the_mask_that_is_shown_is_the_one_of_the_training() -> None:
    view = Dropout({"part": "mask", "pb": 0.5, "size": "30"})
    shown = dropout_page.mask(view).charts[1]["marks"][0]["columns"]
    trained = np.asarray(masks_of(0, 0, 0.5, (6, 30, 100)))[:, 0, :12]
    assert shown == trained.astype(int).tolist()


@pytest.mark.parametrize("part", ["choose", "biasvar", "average"])
def test_the_other_parts_begin_and_go_on(part: str) -> None:
    app = visit(Regularization({"part": part}), "start")
    assert not app.exception
    run = app.session_state["live"]
    share = run.state.share
    app.run()
    assert run.ended or run.state.share > share


def test_what_travels_stays_small_while_it_learns() -> None:
    app = to_the_end(visit(Dropout({**SMALL, "epochs": 300.0}), "start"))
    found = app.session_state["live"].state
    charts = dropout_page.curves(dropout_page.rows_of(["A", "B"], [one._replace(accuracy=one.accuracy[:, :150]) for one in found]), 300, found)
    assert len(json.dumps(charts, allow_nan=False).encode()) < 60_000
