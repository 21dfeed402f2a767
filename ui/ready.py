"""Whether this server takes new visitors: GET /lab/ready, for load balancers.

    200  ready: the default view of every page is compiled
    503  starting: visitors would wait, and are told so on the page
    404  draining: who is here stays, nobody new comes (HAProxy's `http-check disable-on-404`)

With LAB_DRAIN=600 in the environment the first SIGTERM lets the server drain: it ends when its last visitor
has left, or after so many seconds, or at a second SIGTERM. SIGINT ends it at once, as without LAB_DRAIN.
"""

import asyncio
import logging
import os
import signal
import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.warmup import WARMUP, Warmup

PATH = "/lab/ready"
COOKIE = "lab_server"  # by which the load balancer knows a browser's server (deploy/haproxy.cfg)
LEAVE = f"{COOKIE}=; Path=/; Max-Age=0".encode()  # whoever opens a page here goes to another server with it
OFTEN = 0.5  # seconds between two looks at whether somebody is still here


class Door:
    """Who is in, and whether it is open. visitors: open websockets, one for each tab."""

    def __init__(self, warmup: Warmup, seconds: float) -> None:
        self._warmup, self._seconds = warmup, seconds
        self.visitors = 0
        self.draining = False

    @property
    def state(self) -> tuple[int, str]:
        """The status and the word that a load balancer is answered."""
        if self.draining:
            return 404, "draining"
        return (200, "ready") if self._warmup.is_ready() else (503, "starting")

    def close_on_sigterm(self) -> None:
        """Drain at the first SIGTERM, if there are seconds for it. Call it in the running event loop."""
        if self._seconds <= 0 or threading.current_thread() is not threading.main_thread():
            return
        loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

        def drain(*_: Any) -> None:
            signal.signal(signal.SIGTERM, before)
            self.draining = True
            loop.call_soon_threadsafe(lambda: loop.create_task(self._drain()))

        signal.signal(signal.SIGTERM, drain)

    async def _drain(self) -> None:
        logging.getLogger(__name__).warning("draining: %d open tabs", self.visitors)
        until = asyncio.get_running_loop().time() + self._seconds
        await asyncio.sleep(2 * OFTEN)  # the load balancer has to notice it first
        while self.visitors and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(OFTEN)
        signal.raise_signal(signal.SIGTERM)


DOOR = Door(WARMUP, float(os.environ.get("LAB_DRAIN") or 0))


class Visitors:
    """Counts open websockets; while the server drains, the document of a page ends the browser's stay."""

    def __init__(self, app: ASGIApp, door: Door = DOOR) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            self.door.visitors += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.door.visitors -= 1
            return

        async def send_away(message: Message) -> None:
            if message["type"] == "http.response.start" and self.door.draining:
                headers = list(message.get("headers", []))
                if any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers):
                    message["headers"] = [*headers, (b"set-cookie", LEAVE)]
            await send(message)

        await self.app(scope, receive, send_away)


async def _serve(_: Request) -> Response:
    status, word = DOOR.state
    return PlainTextResponse(word + "\n", status, headers={"Cache-Control": "no-store"})


ROUTES = [Route(PATH, _serve)]
