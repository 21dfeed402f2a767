"""The client of `python -m benchmarks class` speaks as the browser does."""

import json
import random
from typing import Any

from playwright.sync_api import Page, Request, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.classroom import committed, moved, question
from tests.browser.controls import slider
from tests.browser.drawings import Visit


def test_the_class_moves_and_lets_go_as_a_hand_does(visit: Visit) -> None:
    asked: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if "/lab/now/" in request.url:
            asked.append(json.loads(request.post_data or ""))

    def sent(frame: str | bytes) -> None:
        if not isinstance(frame, bytes):
            return
        for state in BackMsg.FromString(frame).rerun_script.widget_states.widgets:
            if state.id.endswith("__events"):
                said.extend(json.loads(state.json_trigger_value))

    def listen_to(socket: WebSocket) -> None:
        socket.on("framesent", sent)

    def listen(page: Page) -> None:
        page.on("request", note)
        page.on("websocket", listen_to)

    page = visit("/race?v=2&rates=own", before=listen)
    slider(page, "sgd.lr").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**sgd.lr=**")
    ours = question("v=2", 1, moved(random.Random(0)), {"picture": "", "ground": ""})
    theirs = asked[0]
    assert theirs.keys() == ours.keys() and theirs["has"].keys() == ours["has"].keys()
    assert {type(theirs[name]) for name in ("n",)} == {int} and isinstance(theirs["changes"], dict)
    (commit,) = [one for one in said if one["event"] == "edit" and one["value"]["commit"]]
    own = committed(1, moved(random.Random(0)), "tag")
    assert commit["value"].keys() == own.keys()
    assert commit["value"]["has"] and isinstance(commit["value"]["has"], str)
