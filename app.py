"""The server: warm-up, our files, Streamlit's files packed, security headers, around navigation.py.
`streamlit run app.py` and `uvicorn app:app` both serve it."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from ui.assets import ROUTES as ASSETS
from ui.document import ROUTES as DOCUMENT
from ui.exports import ROUTES as EXPORTS
from ui.fast_path import AT_HAND
from ui.fast_path import ROUTES as NOW
from ui.framing import NAME as FRAMED_BY
from ui.framing import framing
from ui.packed import PackedFiles
from ui.ready import DOOR, Visitors
from ui.ready import ROUTES as READY
from ui.status import ROUTES as STATUS
from ui.warmup import WARMUP

try:
    FRAMING, FRAMING_HEADERS = framing(os.environ.get(FRAMED_BY, ""))
except ValueError as why:
    sys.exit(str(why))  # a sentence, and no traceback around it

# Scripts are ours, Streamlit's and the loaders of components (blob:); nothing is evaluated. Styles are
# written into the page by Streamlit and Plotly.
POLICY = (
    "default-src 'self'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src "
    "'none'; base-uri 'self'; form-action 'self'; " + FRAMING
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    **FRAMING_HEADERS,
}

# seconds after which a thread that holds Python's lock gives it to one that waits, as a moving hand's does
# after every call of XLA; with Python's usual .005 the slowest moves of a full class took three times as long
sys.setswitchinterval(0.0005)

logging.getLogger(
    "uvicorn.access"
).disabled = True  # Streamlit gives uvicorn's loggers its own handlers, which --no-access-log does not reach

LAST_CALLS = 5.0  # seconds that the server's end waits for what is being compiled

# pages/ is only files: navigation.py names them; else the first visitor of /race would see Streamlit's own
# menu
PagesManager.uses_pages_directory = False


class SecurityHeaders:
    """Adds HEADERS to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class Hands:
    """Answers moving hands (`ui.fast_path`) before what Streamlit does with every request: cookies, packing,
    looking for the file."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.answers = app, ExceptionMiddleware(Router(NOW))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_hand = scope["type"] == "http" and scope["path"].startswith(AT_HAND)
        await (self.answers if is_hand else self.app)(scope, receive, send)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Compile in the background from the first second on; drain when the server is asked to end."""
    WARMUP.start()
    DOOR.close_on_sigterm()
    yield
    WARMUP.stop(LAST_CALLS)


ROUTES = [*DOCUMENT, *STATUS, *READY, *ASSETS, *EXPORTS]
MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Hands), Middleware(Visitors), Middleware(PackedFiles)]
app = st.App(
    str(Path(__file__).parent / "navigation.py"), lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE
)
