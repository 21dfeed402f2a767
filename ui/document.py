"""Streamlit's own page, in the visitor's language, with one script before its others that says where the
server is."""

import re
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from kit.messages import _, in_language
from ui import assets
from ui.contents import CONTENTS, NAME
from ui.texts import language_of

NO_SCRIPT = _("This page is drawn by JavaScript: switch it on, or use a browser that has it.")


@cache
def _document(language: str) -> str:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    # base.js says it: the security policy runs no script inside a page
    page = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page)
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace(
        "<title>Streamlit</title>", f"<title>{escape(in_language(NAME, language))}</title>", 1
    )
    page = re.sub(
        "<noscript>.*?</noscript>",
        f"<noscript>{escape(in_language(NO_SCRIPT, language))}</noscript>",
        page,
        count=1,
        flags=re.DOTALL,
    )
    return page.replace("<head>", f'<head><script src="{assets.url("base.js")}"></script>', 1)


async def _serve(request: Request) -> HTMLResponse:
    return HTMLResponse(
        _document(language_of(request)), headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    )


ROUTES = [Route(f"/{page.name}", _serve) for page in CONTENTS]
