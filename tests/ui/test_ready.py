"""Whether a server takes new visitors, and how it stops taking them."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from ui.ready import COOKIE, LEAVE, Door, Visitors
from ui.stages import Stage
from ui.warmup import Warmup

PATHS = ("/one", "/fails", "/two")


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


async def _nothing() -> Message:
    return {"type": "http.request"}


async def _send(_: Message) -> None:
    pass


def heads(door: Door, path: str) -> list[tuple[bytes, bytes]]:
    """The heads of the answer to a path: a page, or a text."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        answer = HTMLResponse("<!doctype html>") if scope["path"] == "/race" else PlainTextResponse("text")
        await answer(scope, receive, send)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    asyncio.run(Visitors(app, door)(scope, _nothing, send))
    return list(sent[0]["headers"])


def test_only_a_page_that_is_opened_while_the_server_drains_ends_the_browser_s_stay() -> None:
    door = Door(warmup(), 0)
    assert not [name for name, _value in heads(door, "/race") if name == b"set-cookie"]
    door.draining = True
    assert not [name for name, _value in heads(door, "/lab/now/race") if name == b"set-cookie"]
    (left,) = [value for name, value in heads(door, "/race") if name == b"set-cookie"]
    found = SimpleCookie(left.decode())[COOKIE]
    assert left == LEAVE and found.value == "" and found["max-age"] == "0" and found["path"] == "/"


def test_open_sockets_are_counted_also_those_that_fail() -> None:
    door = Door(warmup(), 0)
    counted: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        counted.append(door.visitors)
        await asyncio.sleep(0.01)
        if scope["path"] == "/fails":
            raise ValueError("as asked")

    async def run() -> None:
        visits = (Visitors(app, door)({"type": "websocket", "path": path}, _nothing, _send) for path in PATHS)
        await asyncio.gather(*visits, return_exceptions=True)

    asyncio.run(run())
    assert counted == [1, 2, 3] and door.visitors == 0


@pytest.fixture
def ended() -> Iterator[list[str]]:
    """What the server's own handler of SIGTERM has been told; it is put back."""
    told: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append("end"))
    yield told
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
