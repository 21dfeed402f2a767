"""A request to the app without a network: what the app raises is raised here."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.types import ASGIApp

import app

HERE = ("127.0.0.1", 50000)


class Answered(NamedTuple):
    """A response: names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ours() -> Starlette:
    """Our routes and middleware, without Streamlit's."""
    return Starlette(routes=app.ROUTES, middleware=app.MIDDLEWARE)


def ask(
    served: ASGIApp,
    method: str,
    target: str,
    body: bytes | Iterable[bytes] = b"",
    headers: Iterable[tuple[bytes, bytes]] = ((b"host", b"127.0.0.1"),),
    client: tuple[str, int] | None = HERE,
    broken: bool = False,
    stalls: bool = False,
) -> Answered:
    """The answer to a request. target: path and query as they travel; body: at once or in pieces; broken: it
    is broken off after them; stalls: nothing comes after them."""
    path, _mark, query = target.partition("?")
    pieces = [body] if isinstance(body, bytes) else list(body)
    arriving: list[dict[str, Any]] = [
        {"type": "http.request", "body": piece, "more_body": broken or i + 1 < len(pieces)}
        for i, piece in enumerate(pieces or [b""])
    ]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if stalls and not arriving:
            await asyncio.Event().wait()
        return arriving.pop(0) if arriving else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": list(headers),
        "client": client,
        "server": ("127.0.0.1", 8501),
        "state": {},
    }
    asyncio.run(_run(served, scope, receive, send))
    found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answered(sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]))


async def _run(served: ASGIApp, scope: Any, receive: Any, send: Any) -> None:
    await served(scope, receive, send)
