"""What a moving hand is answered without a run of the page: the very message that the page would send."""

import asyncio
import json
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from starlette.requests import Request

from kit.lru_cache import LRUCache
from kit.settings import VERSION, Number
from pages import PAGES, race
from pages.gradients.view import Gradients
from pages.init.view import Init
from pages.landscape import training
from pages.landscape.view import Landscape
from pages.race.view import RaceView
from pages.sweep.view import SweepView
from tests.pages.visiting import visitor
from ui import fast_path, parts, player_page, study_page
from ui.ask import Asked
from ui.fast_path import ANSWERS, answer, url
from ui.warmup import WARMUP

MOVED = {
    "race": ("sgd.lr", "0.05"),
    "sweep": ("x", "-3"),
    "gradients": ("scale", "2"),
    "init": ("scale", "2"),
    "landscape": ("directions", "2"),
    "basins": ("steps", "20"),
    "dropout": ("a.dropout", "0.2"),
    "regularization": ("degree", "7"),
    "convolution": ("stride", "2"),
    "codes": ("digit", "3"),
    "clusters": ("k", "3"),
    "words": ("width", "8"),
}
FROM = {  # addresses, else a seed
    "sweep": {"y": "2"},
    "basins": {"y": "2"},
    "landscape": {"plane": "random"},
    "codes": {"ground": "distance"},
    "dropout": {"part": "mask"},
    "regularization": {"part": "biasvar"},
}


def header(message: bytes) -> Any:
    size = struct.unpack("<I", message[:4])[0]
    return json.loads(message[4 : 4 + size])


def test_every_page_that_answers_has_a_case_here() -> None:
    assert MOVED.keys() == ANSWERS.keys()


@pytest.mark.parametrize("page", [page for page in ANSWERS if page != "race"])
def test_the_answer_is_what_the_page_shows_for_that_hand(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, text = MOVED[page]
    edit = {"n": 7, "changes": {name: text}}
    address = FROM.get(page, {"seed": "3"})
    if page == "landscape":
        training.nets(Landscape.read(address)[0])
    sent: list[Any] = []
    monkeypatch.setattr(parts, "study", lambda data, *rest: sent.append(data))
    app = visitor(page, address)
    app.session_state["edit"] = {**edit, "commit": False}
    assert not app.run().exception
    found = answer(page, address, edit)
    assert found is not None and json.loads(found) == json.loads(json.dumps(sent[-1], allow_nan=False))
    controls = json.loads(found)["panel"]
    assert (
        controls["ack"] == 7
        and name not in controls["address"]
        and json.loads(found)["now"] == url(page)
        and controls["groups"]
    )
    assert found != answer(page, address, {"n": 7, "changes": {}})


def test_while_work_goes_on_the_page_is_asked_itself_and_asked_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(parts, "study", lambda data, *rest: sent.append(data))
    app = visitor("init", {"depth": "50", "width": "500", "samples": "1000", "schemes": "he"})
    assert not app.run().exception and app.session_state["live"].running
    first, again = sent[-1], app.run() and sent[-1]
    assert first["now"] == again["now"] == "" and 0 < first["more"] < again["more"]
    app.session_state["edit"] = {"n": 1, "changes": {"depth": "2"}, "commit": False}
    app.run()
    assert app.session_state["live"].running and sent[-1]["progress"] is None, (
        "the hand is at what is answered at once: the work waits"
    )
    assert sent[-1]["more"] is None and sent[-1]["now"] == url("init")


def test_nets_that_have_to_be_trained_first_are_not_asked_for_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "RUNS", LRUCache(4))  # nobody has trained any
    edit = {"n": 1, "changes": {"average_last": "0.1"}}
    assert answer("landscape", {}, edit) is None and answer("landscape", {"race": "none"}, edit) is not None


def test_the_race_is_the_page_s_own_message() -> None:
    view, _ = RaceView.read({"sgd.lr": "0.05", "rates": "own"})
    asked, part = Asked(view, 1, f"v={VERSION}&rates=own"), race.PAGE.parts[0]
    panel = partial(study_page.panel_of(race.PAGE), view, [])
    sent = player_page.message(race.PAGE, part, asked, panel, url("race"))
    assert answer("race", {"rates": "own"}, {"n": 1, "changes": {"sgd.lr": "0.05"}}) == sent


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("gradients", {"part": "train"}),
        ("gradients", {"part": "cost"}),
        ("gradients", {"part": "numerical"}),
        ("init", {"part": "train"}),
        ("init", {"depth": "50", "width": "1000", "samples": "1000"}),
        ("sweep", {"part": "fair"}),
        ("sweep", {"surface": "own", "x": "-2", "formula": "log(x) + y**2"}),
    ],
)
def test_what_has_to_work_on_goes_the_page_s_way(page: str, address: dict[str, str]) -> None:
    view, complaints = ANSWERS[page].view.read(address)
    assert complaints == [] and view.query()
    assert answer(page, address, {"n": 1, "changes": {}}) is None


def test_nobody_is_answered_before_the_page_is_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in ("race", "own"):
        # a call that nobody has made
        monkeypatch.setitem(WARMUP.stages, stage, WARMUP.stages[stage]._replace(others=(lambda: None,)))
    assert WARMUP.is_open("race") and WARMUP.is_open("own")
    assert answer("race", {}, {"n": 1, "changes": {}}) is None
    assert answer("race", {}, {"n": 1, "changes": {"surface": "own"}}) is None
    assert answer("gradients", {}, {"n": 1, "changes": {}}) is not None


def test_a_refused_text_is_answered_with_its_sentence() -> None:
    found = answer("race", {"surface": "own"}, {"n": 1, "changes": {"formula": "x.__class__"}})
    assert found is not None
    refused = header(found)["panel"]["refused"]
    assert refused["formula"]["text"] == "x.__class__" and refused["formula"]["why"]


def test_a_reset_is_answered_with_the_defaults() -> None:
    found = answer("race", {"surface": "booth"}, {"n": 1, "changes": {"reset": "1"}})
    assert found is not None and header(found)["name"] == "ravine"


@pytest.mark.parametrize(
    ("page", "cls"), [("race", RaceView), ("sweep", SweepView), ("gradients", Gradients), ("init", Init)]
)
def test_no_slider_compiles_anything_and_nothing_from_a_stranger_raises(
    page: str, cls: Any, compilations: Callable[[], int]
) -> None:
    dice = np.random.default_rng(0)
    sliders = [
        (name, one.param)
        for name, one in cls.settings({}).items()
        if isinstance(one, Number) and name not in ("width", "samples", "depth")
    ]
    compilations()
    for _ in range(12):
        name, param = sliders[int(dice.integers(len(sliders)))]
        value = dice.uniform(param.low, param.high)
        assert (
            answer(page, {}, {"n": 1, "changes": {name: repr(round(value) if param.step else value)}})
            is not None
        )
    assert compilations() == 0
    for changes in (
        {"x": "nan"},
        {"part": "\x00"},
        {"\u202e": "1"},
        {"race": "a" * 5000},
        {"scale": "9" * 999},
        dict.fromkeys(map(str, range(500)), "1"),
        {"seed": None},
        {"x": "\ud800"},
        {"\ud800": "1"},
        {"surface": "own", "formula": "\ud800"},
    ):
        answer(page, {"v": "99", "nonsense": "1"}, {"n": 10**40, "changes": changes})


def asked(path: str, body: bytes) -> int:
    """The status of a question that is posted."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [],
        "query_string": b"",
        "path_params": {"page": path.rsplit("/", 1)[1]},
    }
    return asyncio.run(fast_path._serve(Request(scope, receive))).status_code


def test_when_all_are_busy_a_question_is_to_be_asked_again_and_no_thread_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = json.dumps({"query": "", "n": 1, "changes": {}}).encode()
    monkeypatch.setattr(fast_path, "PATIENCE", 0.01)
    monkeypatch.setattr(fast_path, "_TURNS", asyncio.Semaphore(0))
    monkeypatch.setattr(fast_path, "run_in_threadpool", None)
    assert asked(url("race"), question) == fast_path.LATER
    monkeypatch.undo()
    monkeypatch.setattr(fast_path, "_TURNS", turns := asyncio.Semaphore(1))
    assert asked(url("race"), question) == asked(url("race"), question) == 200 and not turns.locked()
    monkeypatch.setattr(fast_path, "answer", None)
    with pytest.raises(TypeError):
        asked(url("race"), question)
    assert not turns.locked(), "who fails gives the turn back"


def test_every_page_that_is_declared_answers() -> None:
    assert {page.name for page in PAGES} <= ANSWERS.keys()
