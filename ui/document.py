"""Streamlit's own page, with one script before its others that says where the server is."""

import re
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from ui import assets
from ui.contents import CONTENTS


@cache
def _document() -> str:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page)  # base.js says it: the security policy runs no script inside a page
    return page.replace("<head>", f'<head><script src="{assets.url("base.js")}"></script>', 1)


async def _serve(_: Request) -> HTMLResponse:
    return HTMLResponse(_document(), headers={"Cache-Control": "no-cache"})


ROUTES = [Route(f"/{page.name}", _serve) for page in CONTENTS]
