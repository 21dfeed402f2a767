"""The answer to a moving hand without a run of the page: what the page would show for its address with the
changes on top.

A run of a page, of a fragment too, lets Streamlit draw its frame four times in the browser and wait for its
own clocks: half of the time of a slider's move (docs/architecture.md). So what follows from the address
alone, and at once, is answered here. The rest goes the page's way: buttons, work that goes on, and what the
hand leaves behind when it lets go, which is written into the address.
"""

import asyncio
import json
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kit.messages import ENGLISH, _, in_language
from kit.page import Page
from kit.settings import View
from pages import PAGES
from ui import player_page, study_page
from ui.ask import Asked, on_top
from ui.parts import data_of
from ui.player_page import Has
from ui.texts import language_of, refused
from ui.warmup import WARMUP

T = TypeVar("T")
AT_HAND = "/lab/now/"  # and the name of a page
# Streamlit's own gzip leaves alone what is said to be encoded: numbers that are packed for a second save a
# quarter of their bytes and take as long as it took to compute them
AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
LARGEST = 32_768  # bytes of a question
FIELDS = 300  # of an address
PATIENCE = 1.0  # seconds that a question waits for its turn
MEASURED = 1000  # answers whose times are kept
SECONDS: deque[float] = deque(maxlen=MEASURED)  # of the last answers, from the whole question on
READING = 10.0  # seconds that a question may take to arrive
LATER = 202  # it is to be asked again; a status of failure would stand in the browser's console
# as many are answered at a time as there are cores; who waits holds no thread
_TURNS = asyncio.Semaphore(os.cpu_count() or 1)


class Answer(NamedTuple):
    """How a page answers at once. stage: of the warm-up, which may depend on the view; alone: whether a view
    follows from its address alone; message: what the component is sent for it, None if that shows only now
    that it does not."""

    view: type[View]
    stage: Callable[[Any], str]
    alone: Callable[[Any], bool]
    message: Callable[[Asked[Any], str, Has], bytes | None]


def _packed(data: Any, language: str = ENGLISH) -> bytes | None:
    return (
        data
        and json.dumps(
            in_language(data, language), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    )


def _declared(page: Page[Any]) -> Answer:
    """How a page that is a declaration answers: wherever there is something to show at once, of the address
    alone, and the programs that few views need, if they may be needed."""

    def alone(view: View) -> bool:
        return not page.takes_a_file(view) and (
            not page.waits(view) or bool(page.seldom and page.seldom.at_hand)
        )

    panel = study_page.panel_of(page)

    def message(asked: Asked[Any], language: str, has: Has) -> bytes | None:
        part = page.part(asked.view)
        if part.scene:
            controls = partial(panel, asked.view, [])
            return player_page.message(page, part, asked, controls, url(page.name), language, has)
        before, _complaints = page.view.read(dict(parse_qsl(asked.address, keep_blank_values=True)))
        found = study_page.shown_at_once(page, asked.view, before)
        if not found:
            return None
        tag = study_page.tag_of_study(page, asked.view, language)
        return _packed(data_of(asked, found, panel, url(page.name), tag=tag), language)

    return Answer(
        page.view,
        lambda view: page.seldom.stage if page.seldom and page.waits(view) else page.name,
        alone,
        message,
    )


ANSWERS = {page.name: _declared(page) for page in PAGES}


def url(page: str) -> str:
    """Where a page's moving hand is answered, below the server's root."""
    return AT_HAND + page


def answer(
    page: str, query: Mapping[str, str], edit: Mapping[str, Any], language: str = ENGLISH, has: Has = Has()
) -> bytes | None:
    """The message for the page's address `query` with an edit ("n", "changes") on top, in the visitor's
    language, without what the browser has; None if the page has to run for it, or is not warm yet."""
    how = ANSWERS[page]
    view, _complaints = how.view.read(query)
    asked = on_top(view, edit)
    if not WARMUP.is_finished(how.stage(asked.view)) or not how.alone(asked.view):
        return None
    return how.message(asked, language, has)


class NoTurn(Exception):
    """As many are answered as there are cores, and none of them has ended in time."""


async def in_turn(function: Callable[..., T], *given: Any) -> T:
    """What a function gives, in a thread, when it is this question's turn. Raises NoTurn."""
    try:
        async with asyncio.timeout(PATIENCE):
            await _TURNS.acquire()
    except TimeoutError:
        raise NoTurn from None
    try:
        return await run_in_threadpool(function, *given)
    finally:
        _TURNS.release()


class Question(NamedTuple):
    """What a browser asks: an address, an edit on top of it, and what it has."""

    query: dict[str, str]
    edit: dict[str, Any]
    has: Has


async def _text(request: Request) -> bytes:
    """What is sent, read no further than just beyond LARGEST. Raises ClientDisconnect if it is broken off,
    TimeoutError if it does not come."""
    text = b""
    async with asyncio.timeout(READING):
        async for chunk in request.stream():
            text += chunk
            if len(text) > LARGEST:
                break
    return text


async def _question(request: Request) -> Question | Response:
    """What is asked, or why it is not taken."""
    try:
        text = await _text(request)
    except ClientDisconnect:  # nobody is left to be told
        return Response(status_code=400)
    except TimeoutError:
        return refused(request, 408, _("A question arrives within {seconds} seconds.", seconds=READING))
    if len(text) > LARGEST:
        return refused(request, 413, _("A question has at most {bytes} bytes.", bytes=LARGEST))
    try:
        asked = json.loads(text)
        query = dict(parse_qsl(str(asked["query"]), keep_blank_values=True, max_num_fields=FIELDS))
        edit = {"n": int(asked["n"]), "changes": dict(asked["changes"])}
        has = Has(**{name: str(dict(asked.get("has") or {}).get(name, "")) for name in Has._fields})
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return refused(
            request,
            400,
            _('Give JSON with "query", an address, "n", a whole number, and "changes", texts by name.'),
        )
    return Question(query, edit, has)


async def _serve(request: Request) -> Response:
    if request.path_params["page"] not in ANSWERS:
        return refused(request, 404, _("There is no such page."))
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return refused(request, 403, _("Only the pages of this server are answered."))
    question = await _question(request)
    if isinstance(question, Response):
        return question
    began = time.perf_counter()
    page = request.path_params["page"]
    try:
        found = await in_turn(answer, page, question.query, question.edit, language_of(request), question.has)
    except NoTurn:
        return Response(status_code=LATER)
    SECONDS.append(time.perf_counter() - began)
    return (
        Response(status_code=204)
        if found is None
        else Response(found, media_type="application/octet-stream", headers=AS_IT_IS)
    )


ROUTES = [Route(AT_HAND + "{page}", _serve, methods=["POST"])]
