"""Streamlit's own files, gzipped: what is answered, what is left to Streamlit, how browsers may keep it."""

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from ui import packed
from ui.packed import PackedFiles, takes_gzip

INDEX = packed.PLACE.joinpath("index.html").read_text(encoding="utf-8")
NAMED = sorted(path for path in packed.files() if f'".{path}"' in INDEX)
ONE = NAMED[0]
MARK = b"Streamlit's own answer"


class Answer:
    """What a browser is answered: status, heads by name, body."""

    def __init__(self, messages: list[Message]) -> None:
        start, *others = messages
        self.status: int = start["status"]
        self.heads = {name.decode(): value.decode() for name, value in start["headers"]}
        self.body = b"".join(one.get("body", b"") for one in others)


def ask(path: str, method: str = "GET", **heads: str) -> Answer:
    """A request to the files in front of an app that answers everything with MARK."""
    sent: list[Message] = []

    async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(MARK, headers={"Vary": "Origin"})(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in heads.items()]
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(PackedFiles(streamlit)(scope, receive, send))
    return Answer(sent)


def on_disk(path: str) -> bytes:
    return packed.PLACE.joinpath(path.removeprefix("/")).read_bytes()


def test_every_script_and_style_of_the_document_comes_gzipped_and_is_the_file() -> None:
    named = re.findall(r'"\.(/static/[^"]+\.(?:js|css))"', INDEX)
    assert len(named) > 50 and set(named) == set(NAMED)
    length = 0
    for path in named:
        answer = ask(path, accept_encoding="gzip, deflate, br, zstd")
        assert answer.heads["content-encoding"] == "gzip" and gzip.decompress(answer.body) == on_disk(path)
        assert answer.heads["content-length"] == str(len(answer.body))
        length += len(answer.body)
    assert length < 0.3 * sum(len(on_disk(path)) for path in named)


def test_it_may_be_kept_for_good_and_is_told_from_the_plain_file() -> None:
    answer, other = ask(ONE, accept_encoding="gzip"), ask(NAMED[1], accept_encoding="gzip")
    assert answer.heads["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.heads["vary"] == "Accept-Encoding"
    assert answer.heads["content-type"].startswith("text/")
    assert re.fullmatch(r'"\w+"', answer.heads["etag"]) and answer.heads["etag"] != other.heads["etag"]


def test_a_name_without_a_digest_is_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain.js").write_text("1")
    monkeypatch.setattr(packed, "files", lambda: {"/static/js/plain.js": tmp_path / "plain.js"})
    answer = ask("/static/js/plain.js", accept_encoding="gzip")
    assert answer.status == 200 and answer.heads["cache-control"] == "no-cache"


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_who_has_it_is_not_sent_it_again(form: str) -> None:
    tag = ask(ONE, accept_encoding="gzip").heads["etag"]
    answer = ask(ONE, accept_encoding="gzip", if_none_match=form.format(tag=tag))
    assert (answer.status, answer.body, answer.heads["etag"]) == (304, b"", tag)
    assert answer.heads["vary"] == "Accept-Encoding" and "content-encoding" not in answer.heads


def test_another_version_is_sent() -> None:
    assert ask(ONE, accept_encoding="gzip", if_none_match='"other"').status == 200


def test_heads_alone_say_what_would_come() -> None:
    head, whole = ask(ONE, "HEAD", accept_encoding="gzip"), ask(ONE, accept_encoding="gzip")
    assert head.body == b"" and head.heads == whole.heads


@pytest.mark.parametrize("accepted", [None, "", "identity", "br", "gzip;q=0", "gzip; q=0.0, *;q=1"])
def test_a_browser_without_gzip_gets_streamlits_answer_and_caches_are_told(accepted: str | None) -> None:
    answer = ask(ONE, **({} if accepted is None else {"accept_encoding": accepted}))
    assert answer.body == MARK and "content-encoding" not in answer.heads
    assert {name.strip() for name in answer.heads["vary"].split(",")} == {"Origin", "Accept-Encoding"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/race",
        "/static/js/none.js",
        "/static/../static/js/" + ONE.rpartition("/")[2],
        "/static/js/../../../../app.py",
        "//static/js/" + ONE.rpartition("/")[2],
        "/static/index.html",
        *(path for path in (f"/static/media/{one.name}" for one in packed.PLACE.rglob("*.woff2"))),
    ],
)
def test_what_is_no_script_or_style_of_streamlits_is_left_alone(path: str) -> None:
    answer = ask(path, accept_encoding="gzip")
    assert answer.body == MARK and answer.heads["vary"] == "Origin"


def test_parts_and_other_methods_are_left_to_streamlit() -> None:
    assert ask(ONE, accept_encoding="gzip", range="bytes=0-9").body == MARK
    assert ask(ONE, "POST", accept_encoding="gzip").body == MARK


def test_a_file_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    packed.packed.cache_clear()
    ask(ONE, accept_encoding="gzip")
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("packed again"))
    assert gzip.decompress(ask(ONE, accept_encoding="gzip").body) == on_disk(ONE)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5", True),
        ("deflate,gzip ; q=1.0", True),
        ("*", True),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
        ("gzip;q=0.000", False),
        ("gzip;q=high", False),
        ("gzip;q=nan", False),
        ("xgzip", False),
        (",,;;=", False),
    ],
)
def test_what_a_browser_takes(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
