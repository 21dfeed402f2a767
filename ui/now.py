"""The answer to a moving hand without a run of the page: what the page would show for its address with the changes on top.

A run of a page, of a fragment too, lets Streamlit draw its frame four times in the browser and wait for its own clocks: half of the time of a slider's move
(docs/architecture.md). So what follows from the address alone, and at once, is answered here. The rest goes the page's way: buttons, work that goes on,
and what the hand leaves behind when it lets go, which is written into the address.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kit.messages import ENGLISH, _, in_language
from kit.page import Page
from pages import PAGES
from surfaces.own import Own
from ui import basins_page, landscape_page, race_page, study_page
from ui.ask import Asked, on_top
from ui.parts import Panel, Part, data_of
from ui.texts import language_of, refused
from ui.warmup import WARMUP
from views.basins import BasinsView
from views.landscape import Landscape
from views.race import Race, slug
from views.settings import View

LARGEST = 32_768  # bytes of a question
FIELDS = 300  # of an address
PATIENCE = 1.0  # seconds that a question waits for its turn
_TURNS = asyncio.Semaphore(os.cpu_count() or 1)  # as many are answered at a time as there are cores; who waits holds no thread


class Answer(NamedTuple):
    """How a page answers at once. stage: of the warm-up, and of its own formulas; alone: whether a view follows from its address alone; message: what the
    component is sent for it, None if that shows only now that it does not."""

    view: type[View]
    stage: tuple[str, str]
    alone: Callable[[Any], bool]
    message: Callable[[Asked[Any], str], bytes | None]


def _packed(data: Any, language: str = ENGLISH) -> bytes | None:
    return data and json.dumps(in_language(data, language), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _study(page: str, part: Callable[[Any], Part], panel: Panel) -> Callable[[Asked[Any], str], bytes | None]:
    return lambda asked, language: _packed(data_of(asked, part(asked.view), panel, url(page)), language)


def _is_own(view: View) -> bool:
    return "surface" in view.known and view["surface"] == slug(Own)


def _declared(page: Page[Any]) -> Answer:
    """How a page that is a declaration answers: wherever the facts are there at once and no programs are needed that few views need."""
    return Answer(
        page.view, (page.name, page.name), lambda view: not page.waits(view) and page.part(view).at_once(view),
        _study(page.name, partial(study_page.shown, page), study_page.panel_of(page)),
    )  # fmt: skip


ANSWERS = {
    "race": Answer(Race, ("race", "own"), lambda view: True, lambda asked, language: race_page.scene(asked, url("race"))),
    "basins": Answer(
        BasinsView, ("basins", "own_basins"), lambda view: True, lambda asked, language: _packed(basins_page.message(asked, url("basins")), language),
    ),
    "landscape": Answer(
        Landscape, ("landscape", "landscape"), lambda view: True, lambda asked, language: _packed(landscape_page.message(asked, url("landscape")), language),
    ),
} | {page.name: _declared(page) for page in PAGES}  # fmt: skip


def url(page: str) -> str:
    """Where a page's moving hand is answered, below the server's root."""
    return f"/lab/now/{page}"


def answer(page: str, query: Mapping[str, str], edit: Mapping[str, Any], language: str = ENGLISH) -> bytes | None:
    """The message for the page's address `query` with an edit ("n", "changes") on top, in the visitor's language; None if the page has to run for it, or
    is not warm yet."""
    how = ANSWERS[page]
    view, _complaints = how.view.read(query)
    asked = on_top(view, edit)
    if not WARMUP.is_finished(how.stage[_is_own(asked.view)]) or not how.alone(asked.view):
        return None
    return how.message(asked, language)


async def _serve(request: Request) -> Response:
    if request.path_params["page"] not in ANSWERS:
        return refused(request, 404, _("There is no such page."))
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return refused(request, 403, _("Only the pages of this server are answered."))
    text = b""
    async for chunk in request.stream():
        text += chunk
        if len(text) > LARGEST:
            return refused(request, 413, _("A question has at most {bytes} bytes.", bytes=LARGEST))
    try:
        asked = json.loads(text)
        query = dict(parse_qsl(str(asked["query"]), keep_blank_values=True, max_num_fields=FIELDS))
        edit = {"n": int(asked["n"]), "changes": dict(asked["changes"])}
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return refused(request, 400, _('Give JSON with "query", an address, "n", a whole number, and "changes", texts by name.'))
    try:
        async with asyncio.timeout(PATIENCE):
            await _TURNS.acquire()
    except TimeoutError:
        return Response(status_code=204)
    try:
        found = await run_in_threadpool(answer, request.path_params["page"], query, edit, language_of(request))
    finally:
        _TURNS.release()
    return Response(status_code=204) if found is None else Response(found, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


ROUTES = [Route("/lab/now/{page}", _serve, methods=["POST"])]
