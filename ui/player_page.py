"""A part whose picture is the player's, from its declaration: the one message that it is sent."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from kit.controls import Item
from kit.lru_cache import LRUCache
from kit.messages import ENGLISH, in_language
from kit.page import Page, Part
from kit.player import Scene, packed, spelled
from kit.settings import VERSION, View
from ui import assets
from ui.ask import Asked
from ui.components import panel_data


class Has(NamedTuple):
    """What a browser has already, as it says. picture: the tag of the picture that it shows; ground: the name
    of its map's ground."""

    picture: str = ""
    ground: str = ""


class Picture(NamedTuple):
    """What all visitors are sent of a view: the entries of the header that depend on nothing else, spelled;
    what stands behind it; the ground of its map, and what that is called."""

    header: str
    body: bytes
    ground: bytes
    of: str


# by tag: what a whole class opens, some 100 kB each; not what hands pass on their way
PICTURES: LRUCache[Picture] = LRUCache(64)


def tag_of(page: Page[Any], part: Part[Any], seen: View, language: str) -> str:
    """A name for all that is drawn and said of what a part sees."""
    of = [page.name, part.name, language, *sorted(seen.query().items())]
    return hashlib.blake2s(repr(of).encode(), digest_size=12).hexdigest()


def message(
    page: Page[Any],
    part: Part[Any],
    asked: Asked[Any],
    panel: Callable[[], list[Item]],
    now: str = "",
    language: str = ENGLISH,
    has: Has = Has(),
    kept: bool = False,
) -> bytes:
    """Panel, drawing and words of a view as one message. now: where a moving hand is answered
    (`ui.fast_path`), if anywhere; kept: whether others may ask for the same.

    To a browser that has the picture only what depends on the address is sent, with "same".
    """
    seen = part.seen(asked.view)
    tag = tag_of(page, part, seen, language)
    more: dict[str, Any] = {"tag": tag, "ack": asked.ack, "now": now}
    if part.looks:
        more["shown"] = _shown(asked.view, part.looks)
    if has.picture == tag:
        panel_of_it = {"ack": asked.ack, "address": asked.address, "refused": asked.refused}
        return packed(spelled(in_language({**more, "same": True, "panel": panel_of_it}, language)))
    found = PICTURES.get(tag) or _picture(page, part, seen, language)
    if kept:
        PICTURES.put(tag, found)
    more["panel"] = panel_data(panel(), asked.ack, asked.address, asked.refused)
    more["bare"] = bare = bool(found.ground) and found.of == has.ground
    return packed(
        f"{found.header},{spelled(in_language(more, language))}", found.body, b"" if bare else found.ground
    )


def _picture(page: Page[Any], part: Part[Any], seen: View, language: str) -> Picture:
    """What part.facts finds, drawn and said."""
    assert part.facts and part.scene, f"the part {part.name} of /{page.name} has no facts or no scene"
    facts = part.facts(seen)
    drawn = part.scene(facts)
    header = {**drawn.header, "says": part.words(facts), "plotly": assets.url("plotly.min.js")}
    if part.table:
        header["csv"] = f"/export/{page.name}.csv?{urlencode(seen.query())}"
    of = str(header["map"]["id"]) if drawn.ground else ""
    return Picture(spelled(in_language(header, language)), drawn.body, drawn.ground, of)


def _shown(view: View, looks: Mapping[str, str]) -> dict[str, Any]:
    """How a view is looked at, and how it usually is, by what the player calls it; the names are those of the
    settings, the version that of links."""
    usual = {key: view.known[name].spell(view.known[name].default) for key, name in looks.items()}
    now = {key: view.known[name].spell(view[name]) for key, name in looks.items()}
    return {"names": looks, "usual": usual, "now": now, "version": VERSION}


def sent(drawn: Scene, language: str = ENGLISH, **more: Any) -> bytes:
    """A drawing as the player takes it, its texts in a language; more: entries of its header."""
    header = {**drawn.header, **more, "plotly": assets.url("plotly.min.js")}
    return packed(spelled(in_language(header, language)), drawn.body, drawn.ground)
