"""Streamlit's own scripts and styles, gzipped: of a first visit to a race 2.3 MB become .7.

Streamlit leaves them out of its compression, for it would compress them anew at every request; here each is
compressed once, when it is first asked for, and kept: at most what is installed, 7 MB.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.assets import YEAR

PLACE = Path(st.__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}  # fonts are packed already
HASHED = re.compile(r"\.[\w-]{8}\.\w+$")  # a name that changes with the content


class Packed(NamedTuple):
    """A file as it travels, and the name of this form of it (RFC 9110, 8.8.3)."""

    body: bytes
    etag: str


@cache
def files() -> dict[str, Path]:
    """What can be packed, by the path of its address: nothing else is ever opened."""
    found = (path for path in PLACE.joinpath("static").rglob("*") if path.suffix in KINDS)
    return {f"/{path.relative_to(PLACE).as_posix()}": path for path in found}


@cache
def packed(path: Path) -> Packed:
    """The file, gzipped."""
    body = gzip.compress(path.read_bytes(), 9, mtime=0)
    return Packed(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def takes_gzip(accepted: str) -> bool:
    """Whether a browser that says `accepted` in Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = (piece.strip() for piece in part.partition(";"))
        try:
            weights[name] = float(weight.removeprefix("q=") or 1)
        except ValueError:
            weights[name] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


class PackedFiles:
    """Answers for `files`. All else is Streamlit's: other paths, parts of a file, browsers without gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = files().get(scope["path"]) if scope["type"] == "http" else None
        if path is None:
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if scope["method"] in ("GET", "HEAD") and "range" not in asked and _takes_gzip(asked):
            found = await run_in_threadpool(packed, path)
            await _answer(path, found, asked, scope["method"])(scope, receive, send)
            return

        async def send_with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, send_with_vary)


def _takes_gzip(asked: Headers) -> bool:
    return takes_gzip(",".join(asked.getlist("accept-encoding")))


def _answer(path: Path, found: Packed, asked: Headers, method: str) -> Response:
    keep = f"public, {YEAR}" if HASHED.search(path.name) else "no-cache"
    headers = {"ETag": found.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    known = {tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")}
    if known & {found.etag, "*"}:
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(found.body))}
    return Response(found.body if method == "GET" else b"", headers=headers, media_type=KINDS[path.suffix])
