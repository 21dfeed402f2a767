"""What the browser's side says is a message of ui/texts.py, and is served in the visitor's language."""

import asyncio
import gzip
import json
import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from kit.messages import ENGLISH, LEFT, MARKED, RIGHT, Message, in_language
from pages import PAGES
from ui import assets, document
from ui.contents import HOME
from ui.texts import TEXTS
from ui.warmup import STARTED

STATIC = Path(assets.__file__).parent / "static"
SOURCES = {path.name: path.read_text() for path in STATIC.iterdir() if path.suffix in (".js", ".html")}
WORDS = re.compile(r"[\"'`](\w+)[\"'`]")
SAID = re.compile(r"\bsay\(\"(\w+)\"|data-say(?:-\w+)?=\"(\w+)\"")
SHOWN = re.compile(
    r"(?<!data-say-)(?:title|aria-label|placeholder|alt)=\"[^\"]*\w\w|>[^<>]*[A-Za-z]{2}[^<>]*<"
)


def asked_for(name: str, language: str, version: str = "") -> tuple[Response, str]:
    """The answer to a browser of this language, and its text."""
    scope = {
        "type": "http",
        "headers": [(b"accept-language", language.encode())],
        "path_params": {"name": name, "version": version or assets.version()},
    }
    answer = asyncio.run(assets._serve(Request(scope)))
    packed = answer.headers.get("content-encoding") == "gzip"
    return answer, (gzip.decompress(answer.body) if packed else bytes(answer.body)).decode()


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = {first or second for text in SOURCES.values() for first, second in SAID.findall(text)}
    assert asked and asked <= TEXTS.keys()


def test_every_text_is_asked_for() -> None:
    named = {word for text in SOURCES.values() for word in WORDS.findall(text)}
    assert [name for name in TEXTS if name not in named and name.removesuffix("_about") not in named] == []


def test_no_template_says_a_text_of_its_own() -> None:
    templates = {
        name: re.sub(r"<i class=\"icon\".*?</i>", "", text)
        for name, text in SOURCES.items()
        if name.endswith(".html")
    }
    assert (
        templates
        and {name: found for name, text in templates.items() if (found := SHOWN.findall(text))} == {}
    )


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-XA", MARKED), ("en-GB,en;q=0.9", ENGLISH), ("xx", ENGLISH), ("", ENGLISH)]
)
def test_the_texts_are_served_in_the_visitor_s_language_and_kept_for_it_alone(
    accepted: str, language: str
) -> None:
    answer, text = asked_for("texts.js", accepted)
    (line,) = re.findall("^const TEXTS = (.*)$", text, re.MULTILINE)
    assert json.loads(line) == in_language(TEXTS, language) and text.count("export const") == 2
    assert answer.headers["vary"] == "Accept-Encoding, Accept-Language" and answer.headers[
        "cache-control"
    ].startswith("private, max-age=")


def test_other_files_are_the_same_in_every_language() -> None:
    (one, _), (other, _) = (asked_for("panel.js", language) for language in ("en", "en-XA"))
    assert (
        one.body == other.body
        and one.headers["cache-control"].startswith("public")
        and one.headers["vary"] == "Accept-Encoding"
    )


def test_a_text_that_changes_changes_where_the_files_are(monkeypatch: pytest.MonkeyPatch) -> None:
    before = assets.version()
    assets.version.cache_clear()
    monkeypatch.setitem(TEXTS, "play", TEXTS["pause"])
    assert assets.version() != before
    assets.version.cache_clear()


def test_a_missing_file_is_refused_in_the_visitor_s_language() -> None:
    assert (
        asked_for("none.js", "en-XA")[1] == "⟦There is no such file.⟧"
        and asked_for("none.js", "en")[1] == "There is no such file."
    )
    assert asked_for("none.js", "en")[0].status_code == 404


def test_the_document_says_its_language() -> None:
    marked, english = (document._document(language, HOME) for language in (MARKED, ENGLISH))
    assert (
        '<html lang="en-xa">' in marked
        and "<title>⟦Deep learning, seen⟧</title>" in marked
        and "<noscript>⟦" in marked
    )
    assert '<html lang="en">' in english and "<title>Deep learning, seen</title>" in english


def test_what_is_said_while_programs_are_compiled_says_how_far_that_is() -> None:
    sentences = [STARTED, *(page.seldom.why for page in PAGES if page.seldom)]
    assert len(sentences) > 2
    for why in sentences:
        one = Message(why, {"done": 3, "total": 7})
        assert one.endswith(": 3 of 7 programs compiled.") and one.say(MARKED) == f"{LEFT}{one}{RIGHT}"


def test_every_head_of_the_races_table_but_the_racer_says_what_it_means_by_pointer_and_key() -> None:
    heads = re.findall(r"<th [^>]*>", SOURCES["player.html"])
    explained = [head for head in heads if 'data-say="racer"' not in head]
    assert len(explained) == len(heads) - 1 >= 5
    for head in explained:
        name = re.search(r'data-say-title="(\w+)"', head)
        assert name and name[1] in TEXTS and 'tabindex="0"' in head, head
