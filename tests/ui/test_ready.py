"""Whether a server takes new visitors, and how it stops taking them."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from ui.ready import COOKIE, Door, Visitors
from ui.stages import Stage
from ui.warmup import Warmup

App = Callable[[Scope, Receive, Send], Awaitable[None]]


def warmup(*made: str, **stages: Stage) -> Warmup:
    """One in which the openings of these stages are made."""
    found = Warmup(stages)
    for name in made:
        found._done.update(stages[name].opening)
    return found


def call() -> None:
    """A first call."""


def other() -> None:
    """Another one."""


STAGES = {
    "race": Stage((call,), (other,)),
    "init": Stage((other,)),
    "own": Stage((lambda: None,), unasked=False),  # made only for who asks
}


def test_ready_when_the_openings_of_all_pages_are_there() -> None:
    assert Door(warmup(**STAGES), 0).state == (503, "starting")
    assert Door(warmup("race", **STAGES), 0).state == (503, "starting")
    assert Door(warmup("race", "init", **STAGES), 0).state == (200, "ready")


def test_a_server_that_drains_says_so_whether_it_is_warm_or_not() -> None:
    for made in ((), ("race", "init")):
        door = Door(warmup(*made, **STAGES), 0)
        door.draining = True
        assert door.state == (404, "draining")


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """A page, its picture, and a socket that says hello."""
    if scope["type"] == "websocket":
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        await socket.send_text("hello")
        await socket.receive()
    elif scope["path"] == "/race":
        await HTMLResponse("<!doctype html>")(scope, receive, send)
    else:
        await PlainTextResponse("text")(scope, receive, send)


def test_only_a_page_that_is_opened_while_the_server_drains_ends_the_browser_s_stay() -> None:
    door = Door(warmup(), 0)
    client = TestClient(Visitors(page, door))
    assert "set-cookie" not in client.get("/race").headers
    door.draining = True
    assert "set-cookie" not in client.get("/lab/now/race").headers
    assert "set-cookie" not in client.get("/_stcore/health").headers
    client.cookies.set(COOKIE, "p1", domain="testserver.local", path="/")
    client.get("/race")
    assert COOKIE not in client.cookies


def test_open_sockets_are_counted_also_those_that_fail() -> None:
    door = Door(warmup(), 0)
    client = TestClient(Visitors(page, door))
    with client.websocket_connect("/_stcore/stream") as one:
        one.receive_text()
        with client.websocket_connect("/_stcore/stream") as two:
            two.receive_text()
            assert door.visitors == 2
        assert door.visitors == 1
    assert door.visitors == 0

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("as asked")

    with pytest.raises(ValueError), TestClient(Visitors(failing, door)).websocket_connect("/"):
        pass
    assert door.visitors == 0


@pytest.fixture
def ended() -> list[str]:
    """What the server's own handler of SIGTERM has been told; it is put back."""
    told: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append("end"))
    yield told  # type: ignore[misc]
    signal.signal(signal.SIGTERM, before)


def drained(door: Door, while_draining: Callable[[], None]) -> None:
    """Ask this process to end, as an operator does, and let the loop run until the door has had its time."""

    async def run() -> None:
        door.close_on_sigterm()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
        while_draining()
        pending = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await asyncio.gather(*pending)

    asyncio.run(run())


def test_the_server_ends_when_the_last_has_left(ended: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ready.OFTEN", 0.05)
    door = Door(warmup(), 3600)
    door.visitors = 1

    def leave() -> None:
        assert door.draining and ended == []
        door.visitors = 0

    drained(door, leave)
    assert ended == ["end"]


def test_nobody_is_waited_for_longer_than_said(ended: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ready.OFTEN", 0.05)
    door = Door(warmup(), 0.2)
    door.visitors = 1
    drained(door, lambda: None)
    assert ended == ["end"] and door.visitors == 1


def test_a_second_sigterm_ends_it_at_once(ended: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ready.OFTEN", 0.05)
    door = Door(warmup(), 0.5)
    door.visitors = 1

    def again() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        assert ended == ["end"]

    drained(door, again)


def test_without_seconds_sigterm_is_the_server_s_own(ended: list[str]) -> None:
    door = Door(warmup(), 0)
    drained(door, lambda: None)
    assert ended == ["end"] and not door.draining
