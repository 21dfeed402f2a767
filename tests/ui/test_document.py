"""The first answer to a visitor: something to read before anything else has come, and what to fetch."""

import asyncio
import gzip
import re
from html.parser import HTMLParser

import pytest
from starlette.requests import Request
from starlette.responses import Response

from kit.messages import ENGLISH, MARKED, _, in_language
from ui import assets, document, needed, packed
from ui.contents import CONTENTS

IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)""")


class Read(HTMLParser):
    """Tags in their order, and what can be read before the first of `stops`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append((self.tags[-1][0] if self.tags else "", data))


def served(path: str, **heads: str) -> Response:
    """The document's answer to a browser that sends these heads."""
    (route,) = [route for route in document.ROUTES if route.path == path]
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in heads.items()]
    answer: Response = asyncio.run(route.endpoint(Request({"type": "http", "headers": headers})))
    return answer


@pytest.mark.parametrize("language", [ENGLISH, MARKED])
@pytest.mark.parametrize("entry", CONTENTS, ids=lambda entry: entry.name or "home")
def test_what_is_read_first_is_the_pages_and_in_the_visitors_language(
    entry: document.Entry, language: str
) -> None:
    read = Read(document._document(language, entry))
    said = dict(reversed(read.said))
    title = document.title_of(entry)
    assert said["title"] == in_language(title, language)
    assert said["h1"] == in_language(_(entry.title) if entry.name else title, language)
    paragraphs = [text for tag, text in read.said if tag == "p"]
    assert paragraphs == in_language([_(entry.about), document.LOADING], language)


def test_nothing_that_is_read_first_waits_for_a_style_or_a_script() -> None:
    tags = Read(document._document(ENGLISH, CONTENTS[1])).tags
    names = [tag for tag, _attributes in tags]
    before = tags[: names.index("h1")]
    assert not [tag for tag in before if tag[0] == "link" and tag[1].get("rel") == "stylesheet"]
    scripts = [attributes for tag, attributes in tags if tag == "script"]
    assert scripts and all("defer" in one or one.get("type") == "module" for one in scripts)
    assert "base.js" in (scripts[0]["src"] or ""), "it says where the server is to those that follow"
    assert [one for tag, one in tags if tag == "link" and one.get("rel") == "stylesheet"]


def test_no_script_stands_inside_the_document() -> None:
    for tag, attributes in Read(document._document(ENGLISH, CONTENTS[1])).tags:
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name.startswith("on")]


def test_a_title_is_text() -> None:
    odd = CONTENTS[1]._replace(title="a <b> & </title>", about="<script>1</script>")
    read = Read(document._document(ENGLISH, odd))
    assert "b" not in [tag for tag, _attributes in read.tags]
    assert [text for tag, text in read.said if tag == "h1"] == ["a <b> & </title>"]


def test_it_travels_packed_to_those_who_take_that() -> None:
    plain, small = served("/race"), served("/race", accept_encoding="gzip")
    assert gzip.decompress(small.body) == bytes(plain.body)
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert plain.headers["cache-control"] == small.headers["cache-control"] == "no-cache"
    assert served("/race", accept_encoding="gzip", accept_language="en-XA").body != small.body


@pytest.mark.parametrize("entry", CONTENTS, ids=lambda entry: entry.name or "home")
def test_what_is_told_is_served_once_and_nothing_that_it_imports_is_missing(entry: document.Entry) -> None:
    page = document._document(ENGLISH, entry)
    told = re.findall(r'<link rel="modulepreload" crossorigin href="([^"]+)">', page)
    running = re.findall(r'<script type="module" crossorigin src="([^"]+)">', page)
    assert len(told) == len(set(told))
    names = {where.rpartition("/")[2] for where in (*told, *running)}
    assert names >= {"menu.js", "headline.js", "texts.js"}
    for where in told:
        name = where.rpartition("/")[2]
        path = packed.files().get(where.removeprefix("."))
        if path is None:
            assert where == assets.url(name) and name in assets.SERVED
        text = path.read_text(encoding="utf-8") if path else assets.text(name)
        assert set(IMPORTED.findall(text)) <= names, f"{name} imports what is not told"


def test_streamlits_scripts_for_components_are_found() -> None:
    told = needed.hints("race", "")
    assert [name for name in needed.FRAME if not re.search(rf"/static/js/{name}\.[\w-]+\.js", told)] == []
    assert "lab.js" in told and "study.js" in needed.hints("gradients", "")


def test_imports_are_followed_once_each() -> None:
    texts = {
        "a.js": "import{x}from'./b.js';import './c.js'\nimport(`./late.js`)",
        "b.js": 'import {y} from "./c.js"\nimport {z} from "./a.js"',
        "c.js": "export const from = 1",
    }
    assert needed.with_imports(["a.js"], texts.__getitem__) == ["a.js", "b.js", "c.js"]
