"""The pages Dropout and Regularization as Streamlit runs them."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.compare import SEEDS, TEST, Curves
from dl_core.experiments.learning import masks_of
from kit.charts import band
from kit.learning import charts as shared_charts
from kit.learning.facts import Training
from kit.learning.view import Learning
from kit.learning.words import training as sentences
from kit.page import Brought, Page, Run, Sentence
from kit.tables import read_table
from pages import dropout, regularization
from pages.dropout.view import Dropout
from pages.regularization.view import Regularization
from tests.pages.visiting import turned, visitor
from ui import fast_path, precomputed
from ui.live import EARLIER, KEPT
from ui.study_page import AFTER, panel_of, shown

PAGES: dict[type[Learning], Page[Any]] = {Dropout: dropout.PAGE, Regularization: regularization.PAGE}
APART = [part.name for part in dropout.PAGE.parts if part.after]
SMALL = {"depth": 2.0, "width": "16", "epochs": 20.0}


def visit(view: Learning, command: str | None = None, **state: object) -> AppTest:
    app = visitor(type(view).__name__.lower(), view.query())
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


def training_of(view: Learning) -> tuple[Any, Any]:
    """The key of the run of a view's curves, and the part."""
    part = PAGES[type(view)].parts[0]
    return part.key(view), part


def said(*found: Curves, label: Callable[[str, Any], str] = lambda setting, _done: setting) -> list[Sentence]:
    """What is said of two settings called A and B."""
    a, b = found
    return sentences(label, Run(Training(({}, {}), (a, b), 300)))


@pytest.mark.parametrize("view", [one.view for page in PAGES.values() for one in page.presets.values()])
def test_every_preset_runs(view: Learning) -> None:
    app = visit(view)
    assert not app.exception and not app.warning
    json.dumps(panel_of(PAGES[type(view)])(view, []), allow_nan=False)


def test_training_obeys_and_goes_on_while_it_is_looked_at() -> None:
    app = visit(Dropout(SMALL | {"epochs": 1000.0}), "start")  # more than end within one look
    run = app.session_state["live"]
    assert run.running
    while run.state.done < 1:
        press(app, None)
    press(app, "pause")
    epochs = run.state.done
    assert not run.running
    assert press(app, None).session_state["live"].state.done == epochs, "paused is paused"
    press(app, "step")
    assert run.state.done == epochs + 1
    press(app, "again")
    assert app.session_state["live"].state.done == -1
    press(app, "step")
    assert app.session_state["live"].state.done == 1, "the scores before the first epoch come with it"


def test_the_nets_of_one_training_are_taken_apart_by_every_part() -> None:
    app = to_the_end(visit(Dropout(SMALL), "start"))
    run = app.session_state["live"]
    for name in APART:
        app.session_state["edit"] = {"n": 1, "changes": {"part": name}, "commit": True}
        app = to_the_end(app.run(), AFTER)
        assert not app.exception and app.session_state["live"] is run
        part, facts = dropout.PAGE.named(name), app.session_state[AFTER].state
        charts = part.charts(facts)
        assert (
            charts
            and json.dumps(charts, allow_nan=False)
            and part.words(facts)[0]["text"] == "Nets of the first seed after epoch 20."
        )


def test_nothing_is_taken_apart_before_it_has_learned() -> None:
    app = visit(Dropout({**SMALL, "part": "vote"}))
    assert not app.exception and AFTER not in app.session_state


def test_a_page_opens_on_a_run_that_the_server_has_made() -> None:
    view = Dropout()
    app, (key, _part) = visit(view), training_of(view)
    run, known = app.session_state["live"], precomputed.made(key)
    assert run.key == key and run.state.done == -1, "the visitor's own has not begun"
    assert [one.epochs for one in known.curves] == [300, 300] and all(
        (len(one.accuracy), len(one.nets)) == (SEEDS, 1) for one in known.curves
    )


def test_what_is_pale_is_what_comes() -> None:
    view = Dropout(SMALL)
    _key, part = training_of(view)
    *_before, known = part.steps(part.seen(view))
    app = to_the_end(visit(view, "start"))
    for one, mine in zip(known.curves, app.session_state["live"].state.curves, strict=True):
        np.testing.assert_array_equal(one.accuracy, mine.accuracy)
        np.testing.assert_array_equal(one.loss, mine.loss)


def test_nets_that_the_server_trained_are_taken_apart_until_ones_own_learn() -> None:
    app = to_the_end(visit(Dropout({"part": "vote"})), AFTER)
    part, facts = dropout.PAGE.named("vote"), app.session_state[AFTER].state
    assert (
        app.session_state["live"].state.done == -1
        and "which the server trained once" in part.words(facts)[0]["text"]
    )
    app = to_the_end(press(app, "step"), AFTER)
    assert app.session_state["live"].state.done == 1
    assert part.charts(app.session_state[AFTER].state) != part.charts(facts)
    assert AFTER not in visit(Dropout({"part": "vote", "b.dropout": 0.3})).session_state, (
        "nobody has trained these"
    )


def test_a_curve_is_pale_where_it_has_not_come_yet() -> None:
    whole = np.tile(np.linspace(0, 1, 11), (SEEDS, 1))
    (pale, now) = band(whole[:, :0], 10, "#000", "A", ahead=whole)
    assert (
        pale["pale"]
        and pale["label"] == "A"
        and pale["y"] == np.linspace(0, 1, 11).round(4).tolist()
        and now["x"] == []
    )
    pale, *_, now = band(whole[:, :4], 10, "#000", "A", ahead=whole)
    assert (
        pale["pale"] and not now["pale"] and (pale["label"], now["label"], now["read"]) == ("A", "", "A")
    ), "its name stands where the curve will end"
    assert now["x"] == [0, 1, 2, 3] and pale["x"] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert band(whole, 10, "#000", "A", ahead=whole)[-1]["label"] == "A"
    assert not any(one["pale"] for one in band(whole, 10, "#000", "A", ahead=whole))


def test_another_setting_or_page_throws_no_run_away() -> None:
    app = visit(Dropout(SMALL), "step")
    mine = app.session_state["live"]
    mine.running = True
    for n, ratio in ((1, "0.4"), (2, "0.2")):
        app.session_state["edit"] = {"n": n, "changes": {"b.dropout": ratio}, "commit": True}
        other = press(app, "step" if n == 1 else None).session_state["live"]
        assert (other is mine) == (n == 2) and not mine.running, (
            "it stands still until somebody comes back and presses Train"
        )
    app.query_params.clear()
    turned(app, "regularization").run()
    assert press(app, "step").session_state["live"] is not mine
    app.query_params.update(Dropout(SMALL).query())
    turned(app, "dropout").run()
    assert app.session_state["live"] is mine and mine.state.done >= 1
    assert (
        press(app, "again").session_state["live"] is not mine and app.session_state["live"].state.done == -1
    )


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
        app.session_state["edit"] = {"n": n, "changes": {"b.dropout": f"0.{n + 2}"}, "commit": True}
        press(app, "step")
    assert len(app.session_state[EARLIER]) == KEPT


@pytest.mark.parametrize(("part", "data"), [("doubt", "moons"), ("wrong", "spirals")])
def test_what_only_digits_can_show_is_said_before_anybody_trains(part: str, data: str) -> None:
    found = shown(dropout.PAGE, Dropout({"part": part, "data": data}))
    assert not found.charts and not found.commands and "choose them as the data" in found.says[0]["text"]


def test_a_mask_at_no_dropout_drops_nothing() -> None:
    says = shown(dropout.PAGE, Dropout({"part": "mask", "b.dropout": 0.0})).says
    assert "p = 0:" in says[1]["text"] and "apart by 0.000" in says[1]["text"]
    assert (
        "p = 0.5:"
        in shown(dropout.PAGE, Dropout({"part": "mask", "a.dropout": 0.5, "b.dropout": 0.0})).says[1]["text"]
    )


def own(view: Learning, rows: Any) -> Learning:
    """The view, with a table that the visitor has brought along."""
    content = "\n".join(",".join(map(str, row)) for row in rows).encode()
    return replace(view, brought=Brought(str(hash(content)), "mine.csv", read_table("mine.csv", content)))


def test_a_table_with_fewer_rows_than_asked_says_so() -> None:
    def short(view: Learning) -> list[str]:
        _key, part = training_of(view)
        return [
            one["text"] for one in part.words(Run(next(part.steps(part.seen(view))))) if "rows" in one["text"]
        ]

    rows = [(i, i % 7, "yes" if i % 2 else "no") for i in range(80)]
    (text,) = short(own(Dropout({"data": "own", "n": 42.0}), rows))
    assert text == "Your table has 41 rows to learn from; there are no more for A and B."
    assert short(own(Dropout({"data": "own", "n": 30.0}), rows)) == short(Dropout({"n": 800.0})) == []
    (text,) = short(own(Regularization({"data": "own", "n": 30.0, "b.n": 800.0}), rows))
    assert text == "Your table has 41 rows to learn from; there are no more for B."


def test_a_run_is_known_by_the_table_that_it_learns() -> None:
    view, (first, second) = (
        Dropout({"data": "own"}),
        ([(i % 5, "no" if i < 40 else "yes") for i in range(80 + more)] for more in (0, 1)),
    )
    keys = [training_of(own(view, rows))[0] for rows in (first, second, first)]
    assert keys[0] == keys[2] != keys[1]
    part = dropout.PAGE.named("mask")
    assert dropout.PAGE.takes_a_file(view) and not dropout.PAGE.takes_a_file(
        Dropout({"data": "own", "part": "mask"})
    )
    assert dropout.PAGE.with_file(
        Dropout({"data": "own", "part": "mask"}), Brought("x", "x", None)
    ).brought is None and part.reads(view).isdisjoint({"data"})
    assert fast_path.answer("dropout", view.query(), {"n": 1, "changes": {}}) is None, (
        "an address says nothing of a visitor's table"
    )


def test_two_visitors_never_see_each_others_runs() -> None:
    mine, other = visit(Dropout(SMALL), "step"), visit(Dropout(SMALL))
    assert mine.session_state["live"].state.done == 1 and other.session_state["live"].state.done == -1


def test_your_own_table_is_asked_for_and_learned() -> None:
    view = Dropout({**SMALL, "data": "own"})
    app = visit(view, "step")
    assert not app.exception and "live" not in app.session_state
    rng = np.random.default_rng(0)
    rows = [f"{a:.3f},{b:.3f},{'yes' if a + b > 0 else 'no'}" for a, b in rng.normal(size=(200, 2))]
    table = read_table("mine.csv", "\n".join(rows).encode())
    setting = replace(view, brought=Brought("", "mine.csv", table)).pair()[0]
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
    assert (
        "80 rows, 2 inputs, 2 classes" in said
        and "Column 1 (“sample_id”)" in said
        and "from 1 to 238" in said
    )
    (said,) = [
        one.value.replace("\\", "")
        for one in uploaded("\n".join(f"{b},{i},{kind}" for i, b, kind in rows)).warning
    ]
    assert "Column 2 looks like row numbers" in said and "from 0 to 79" in said
    plain = uploaded("\n".join(f"{b},{kind}" for _, b, kind in rows))
    assert not plain.warning and any("80 rows, 1 input, 2 classes" in one.value for one in plain.caption)
    assert plain.session_state["brought table"].brought.value.classes == ("no", "می\u200cخواهم")


def test_a_table_stays_when_its_visitor_comes_back_or_looks_at_other_data() -> None:
    app = uploaded("\n".join(f"{i % 7 / 2},{'a' if i % 2 else 'b'}" for i in range(80)))
    own, run = app.session_state["brought table"], press(app, "step").session_state["live"]
    assert own.brought and run.state.done == 1
    app.query_params.clear()
    turned(app, "regularization").run()
    assert not app.exception and app.session_state["live"] is not run
    for query in ({}, Dropout({**SMALL, "data": "own"}).query()):
        app.query_params.clear()
        app.query_params.update(query)
        turned(app, "dropout").run()
        assert not app.exception and app.session_state["brought table"] is own
    assert app.session_state["live"] is run and any(
        "mine.csv: 80 rows" in one.value.replace("\\", "") for one in app.caption
    )
    app.file_uploader("upload").upload("other.csv", b"no table", "text/csv").run()
    (text,) = [one.value.replace("\\", "") for one in app.warning]
    assert text.startswith("other.csv: ") and app.session_state["brought table"].brought is None


def test_nets_that_diverge_say_so_and_claim_no_accuracy() -> None:
    app = to_the_end(
        visit(Dropout({**SMALL, "lr": 1.0, "depth": 8.0, "width": "200", "rule": "momentum"}), "start")
    )
    a = app.session_state["live"].state.curves[0]
    assert a.diverged and np.isnan(a.accuracy[:, -1]).any()
    says = said(*app.session_state["live"].state.curves)
    assert (
        says[0]["tone"] == "alarm"
        and "diverged" in says[0]["text"]
        and not any("may be chance" in one["text"] for one in says)
    )
    json.dumps(shared_charts.curves(["A", "B"], app.session_state["live"].state.curves, 20), allow_nan=False)


def test_where_some_nets_diverge_the_others_are_still_drawn_and_said() -> None:
    accuracy = np.full((SEEDS, 4, 3), 0.5, np.float32)
    accuracy[4, -1] = 0.75
    accuracy[1:3, 2:] = np.nan
    found = Curves(accuracy, np.where(np.isnan(accuracy), np.inf, 1).astype(np.float32), ())
    assert (
        said(found, found)[0]["text"]
        == "A: 2 of 5 nets diverged: no loss that is finite any more; the others: test 50.0 % to 75.0 %."
    )
    *thin, mean = band(accuracy[..., TEST], 4, "#000", "A")
    assert [one["y"] for one in thin] == [
        [0.5] * 4,
        [0.5, 0.5, None, None],
        [0.5, 0.5, None, None],
        [0.5] * 4,
        [0.5, 0.5, 0.5, 0.75],
    ]
    assert all(one["faint"] for one in thin) and mean["y"] == [0.5, 0.5, None, None] and not mean["faint"]


def test_before_the_first_epoch_nothing_is_compared() -> None:
    start = Curves(np.full((SEEDS, 1, 3), 0.1, np.float32), np.ones((SEEDS, 1, 3), np.float32), ())
    texts = [one["text"] for one in said(start, start)]
    assert len(texts) == 3 and texts[-1] == "Epoch 0: nothing is learned yet."


def test_opening_a_link_computes_nothing(compilations: Callable[[], int]) -> None:
    visit(Dropout(SMALL))
    compilations()
    app = visit(Dropout({"depth": 7.0, "width": "50", "activation": "gelu", "rule": "nadam"}))
    assert compilations() == 0 and app.session_state["live"].state.done == -1


def test_every_control_beside_the_mask_changes_what_is_shown() -> None:
    view = Dropout({"part": "mask", "a.dropout": 0.4, "b.dropout": 0.5})
    controls = [
        item
        for group in panel_of(dropout.PAGE)(view, [])
        for item in group["items"]
        if item["kind"] != "buttons" and item["key"] != "part"
    ]
    assert len(controls) == 7
    for control in controls:
        if control["kind"] == "select":
            other = control["options"][0][0]
        elif control["kind"] == "check":
            other = 1.0 - control["value"]
        else:
            other = control["low"] + (control["high"] - control["low"]) / 3
            other = float(round(other)) if control["step"] else other
        assert shown(dropout.PAGE, Dropout({**view.asked, control["key"]: other})) != shown(
            dropout.PAGE, view
        ), control["key"]


def test_the_mask_that_is_shown_is_the_one_of_the_training() -> None:
    for depth, size, width in ((6, 30, 100), (1, 10, 16), (8, 300, 200), (3, 100, 50)):
        view = Dropout(
            {
                "part": "mask",
                "b.dropout": 0.5,
                "batch_size": str(size),
                "depth": float(depth),
                "width": str(width),
            }
        )
        trained = np.asarray(masks_of(0, 0, 0.5, (depth, size, width)))[:, 0, :12]
        assert shown(dropout.PAGE, view).charts[1]["marks"][0]["columns"] == trained.astype(int).tolist()


def test_no_control_beside_the_mask_compiles(compilations: Callable[[], int]) -> None:
    shown(dropout.PAGE, Dropout({"part": "mask"}))
    compilations()
    for depth, size, width in ((5, "30", "32"), (8, "300", "200"), (1, "10", "16")):
        moved = {
            "depth": float(depth),
            "batch_size": size,
            "width": width,
            "step": float(depth),
            "seed": float(depth),
            "a.dropout": 0.1 * depth,
        }
        assert shown(dropout.PAGE, Dropout({"part": "mask", **moved})).charts
    assert compilations() == 0


@pytest.mark.parametrize(
    "asked", [{"part": "choose"}, {"part": "biasvar", "model": "nets"}, {"part": "average"}]
)
def test_the_other_parts_begin_and_go_on(asked: dict[str, str]) -> None:
    app = visit(Regularization(asked), "start")
    assert not app.exception
    run = app.session_state["live"]
    share = run.state.share
    app.run()
    assert run.ended or run.state.share > share


def test_what_travels_stays_small_while_it_learns() -> None:
    app = to_the_end(visit(Dropout({**SMALL, "epochs": 300.0}), "start"))
    found = app.session_state["live"].state.curves
    charts = shared_charts.curves(
        ["A", "B"], [one._replace(accuracy=one.accuracy[:, :150]) for one in found], 300, found
    )
    assert len(json.dumps(charts, allow_nan=False).encode()) < 60_000
