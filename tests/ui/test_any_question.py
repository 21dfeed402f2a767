"""Whatever strangers ask our routes: it is answered or refused, nothing raises, and nobody else notices."""

import asyncio
import json
import struct
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Route

import app
from pages import PAGES
from tests.pages.visiting import visitor
from tests.strangers import JSON, ODD_TEXTS, TIMES, addresses, edits, many, spelled
from tests.strangers.asking import ask, ours
from tests.strangers.hostile import HEADERS, HOSTILE
from ui import assets, exports, fast_path
from ui.exports import TABLES
from ui.fast_path import ANSWERS, LARGEST, answer, url
from ui.warmup import WARMUP

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "\x00", "get")
FINE = frozenset({200, fast_path.LATER, 204, 304, 400, 403, 404, 405, 408, 413, 503})
PLACES = [
    route.path.replace("{page}", page).replace("{version}", one).replace("{name}", name)
    for route in app.ROUTES
    if isinstance(route, Route)
    for page, one, name in (
        ("race", assets.version(), "lab.js"),
        ("..%2f..%2fetc%2fpasswd", "0", assets.SHEET),
        ("%00", "%ff", "%F0%9F%98%80.js"),
        ("a" * 3000, "%2e%2e", "..%2f..%2fapp.py"),
    )
]
WHATEVER = {"query": "", "n": 1, "changes": {}}


def spelled_as_json(question: Any) -> bytes:
    return json.dumps(question).encode(errors="surrogatepass")


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server that is warm, but programs come when they are first needed; those of typed formulas,
    half a minute, in `make fuzz` alone."""
    monkeypatch.setattr(WARMUP, "start", lambda: None)
    monkeypatch.setattr(WARMUP, "wait_until_open", lambda *_: True)
    monkeypatch.setattr(WARMUP, "is_open", lambda stage: TIMES > 0 or not stage.startswith("own"))
    monkeypatch.setattr(WARMUP, "is_finished", lambda stage: TIMES > 0 or not stage.startswith("own"))


def header(message: bytes) -> Any:
    size = struct.unpack("<I", message[:4])[0]
    return json.loads(message[4 : 4 + size])


@pytest.fixture
def unmoved() -> Any:
    """Somebody else's session, and what everybody is answered, are what they were."""
    other = visitor("race", {"seed": "3"})
    assert not other.run().exception
    kept = {key: other.session_state[key] for key in ("address", "page")}
    before = {name: answer(name, {}, {"n": 1, "changes": {}}) for name in ANSWERS}
    yield
    assert {name: answer(name, {}, {"n": 1, "changes": {}}) for name in ANSWERS} == before
    assert kept == {key: other.session_state[key] for key in kept}
    assert not other.run().exception and other.query_params["seed"] in ("3", ["3"])


def has_no_traceback(caplog: pytest.LogCaptureFixture) -> bool:
    return not [
        record for record in caplog.records if record.exc_info or record.levelname in ("ERROR", "CRITICAL")
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_any_address_and_any_hand_on_it_is_answered_or_goes_the_pages_way(
    page: Any, caplog: pytest.LogCaptureFixture
) -> None:
    served = ours()

    @many(50)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        address = data.draw(addresses(page.view))
        changes = data.draw(edits(page.view.read(address)[0]))
        language = data.draw(st.sampled_from([b"en", b"en-XA"]))
        question = {"query": spelled(address), "n": 7, "changes": changes}
        headers = [(b"host", b"127.0.0.1"), (b"accept-language", language)]
        found = ask(served, "POST", url(page.name), spelled_as_json(question), headers)
        assert found.status in (200, 204, 413), found
        if found.status == 200:
            said = header(found.body) if page.parts[0].scene else json.loads(found.body)
            assert said["panel"]["ack"] == 7
            assert page.view.read(dict(parse_qsl(said["panel"]["address"], keep_blank_values=True)))[1] == []

    holds()
    assert has_no_traceback(caplog)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_follows_at_once_from_any_address_can_be_drawn_and_said(page: Any) -> None:
    @many(100 if TIMES else 25)
    @given(addresses(page.view, only_taken=True))
    def holds(address: dict[str, str]) -> None:
        view, _complaints = page.view.read(address)
        if not ANSWERS[page.name].alone(view):
            return
        found = answer(page.name, view.query(), {"n": 1, "changes": {}}, "en-XA")
        assert found is None or b"NaN" not in found[:100]

    holds()


@pytest.mark.usefixtures("unmoved")
def test_hostile_questions_are_refused_or_answered(caplog: pytest.LogCaptureFixture) -> None:
    served = ours()
    for body in HOSTILE:
        for page in ("race", "gradients", "nobody", "%00"):
            for pieces in (body, [body[:7], body[7:]]):
                found = ask(served, "POST", f"/lab/now/{page}", pieces)
                assert found.status in (200, 204, 400, 404), (body[:80], found)
    assert ask(served, "POST", url("race"), b" " * (LARGEST + 1)).status == 413
    assert ask(served, "POST", url("race"), (b" " * 1000 for _ in range(10_000))).status == 413
    assert has_no_traceback(caplog)


@pytest.mark.usefixtures("unmoved")
def test_any_question_of_the_right_form_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    served = ours()

    @many(200)
    @given(st.fixed_dictionaries({}, optional={"query": JSON, "n": JSON, "changes": JSON, "has": JSON}))
    def holds(question: dict[str, Any]) -> None:
        body = spelled_as_json({**WHATEVER, **question})
        assert ask(served, "POST", url("init"), body).status in (200, 204, 400, 413)

    holds()
    assert has_no_traceback(caplog)


@pytest.mark.usefixtures("unmoved")
def test_every_route_answers_any_request(caplog: pytest.LogCaptureFixture) -> None:
    served = ours()

    @many(400)
    @given(
        st.sampled_from(METHODS),
        st.sampled_from(PLACES),
        st.one_of(st.just(""), st.sampled_from(ODD_TEXTS), st.text(max_size=30)),
        st.one_of(st.just(b""), st.binary(max_size=300), st.sampled_from(HOSTILE)),
        HEADERS,
        st.booleans(),
    )
    def holds(
        method: str, place: str, query: str, body: bytes, headers: list[tuple[bytes, bytes]], broken: bool
    ) -> None:
        target = f"{place}?{quote(query, errors='replace')}" if query else place
        found = ask(served, method, target, body, headers, broken=broken)
        assert found.status in FINE, found
        assert "\n" not in "".join((*found.headers, *found.headers.values()))
        assert found.headers["x-content-type-options"] == "nosniff"

    holds()
    assert has_no_traceback(caplog)


@pytest.mark.parametrize("name", TABLES)
def test_any_address_of_a_table_has_one_or_is_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    served, page = ours(), TABLES[name]

    @many(50)
    @given(addresses(page.view))
    def holds(address: dict[str, str]) -> None:
        assert ask(served, "GET", f"/export/{name}.csv?{spelled(address)}").status in (200, 404, 503)

    holds()
    assert has_no_traceback(caplog)


def test_a_question_that_is_broken_off_or_does_not_come_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    served = ours()
    assert ask(served, "POST", url("race"), b'{"query": ""', broken=True).status == 400
    monkeypatch.setattr(fast_path, "READING", 0.01)
    assert ask(served, "POST", url("race"), b'{"query": ""', broken=True, stalls=True).status == 408
    assert has_no_traceback(caplog) and not fast_path._TURNS.locked()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_waits_for_its_turn_and_compiles_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    served, address = ours(), f"/export/{name}.csv"
    assert ask(served, "GET", address).status == 200
    monkeypatch.setattr(fast_path, "PATIENCE", 0.01)
    monkeypatch.setattr(fast_path, "_TURNS", asyncio.Semaphore(0))
    assert ask(served, "GET", address).status == 503
    monkeypatch.undo()
    monkeypatch.setattr(exports, "table", None)  # it is not even begun
    monkeypatch.setattr(WARMUP, "is_open", lambda stage: False)
    found = ask(served, "GET", address)
    assert found.status == 503 and b"warming up" in found.body
