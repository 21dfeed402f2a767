"""Streamlit's own page, in the visitor's language: one script of ours comes before its others, those that it
will need are told at once, and something to read stands there until the app has painted."""

import gzip
import re
from functools import cache, partial
from html import escape
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kit.messages import _, in_language
from ui import assets
from ui.contents import CONTENTS, NAME, Entry, title_of
from ui.needed import hints
from ui.packed import takes_gzip
from ui.texts import language_of

NO_SCRIPT = _("This page is drawn by JavaScript: switch it on, or use a browser that has it.")
LOADING = _("Loading: on a first visit the browser fetches the scripts that draw this page, and keeps them.")
STYLES = re.compile(r'<link rel="stylesheet"[^>]*>')


def _first(entry: Entry, language: str) -> str:
    """What is read first (ui/static/base.js takes it away), with its looks: the app's own come later."""
    heading, about, loading, no_script = in_language(
        [_(entry.title) if entry.name else NAME, _(entry.about), LOADING, NO_SCRIPT], language
    )
    colours = " ".join(
        f"@media (prefers-color-scheme: {theme}) {{ #first {{ "
        f"background: {st.get_option(f'theme.{theme}.backgroundColor')}; "
        f"color: {st.get_option(f'theme.{theme}.textColor')} }} }}"
        for theme in ("light", "dark")
    )
    return (
        f"<style>{assets.text('first.css')}{colours}</style>"
        f'<div id="first"><h1>{escape(heading)}</h1><p>{escape(about)}</p>'
        f'<p class="loading">{escape(loading)}</p>'
        f"<noscript>{escape(no_script)}<style>#first .loading {{ display: none }}</style></noscript></div>"
    )


@cache
def _document(language: str, entry: Entry) -> str:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    # base.js says it: the security policy runs no script inside a page
    page = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page)
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace(
        "<title>Streamlit</title>", f"<title>{escape(in_language(title_of(entry), language))}</title>", 1
    )
    page = re.sub("<noscript>.*?</noscript>", "", page, count=1, flags=re.DOTALL)
    ours = f'<link rel="stylesheet" href="{assets.url(assets.SHEET)}">'
    styles = "".join([*STYLES.findall(page), ours])  # nothing that stands before them waits for them
    page = STYLES.sub("", page).replace("</head>", f"{hints(entry.name, page)}</head>", 1)
    page = page.replace("<body>", f"<body>{_first(entry, language)}{styles}", 1)
    return page.replace("<head>", f'<head><script defer src="{assets.url("base.js")}"></script>', 1)


@cache
def _packed(language: str, entry: Entry) -> bytes:
    return gzip.compress(_document(language, entry).encode(), 9, mtime=0)


async def _serve(entry: Entry, request: Request) -> Response:
    language = language_of(request)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    if takes_gzip(request.headers.get("accept-encoding", "")):
        packed = _packed(language, entry)
        return HTMLResponse(packed, headers={**headers, "Content-Encoding": "gzip"})
    return HTMLResponse(_document(language, entry), headers=headers)


ROUTES = [Route(f"/{page.name}", partial(_serve, page)) for page in CONTENTS]
