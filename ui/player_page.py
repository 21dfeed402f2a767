"""A part whose picture is the player's, from its declaration: the one message that it is sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kit.controls import Item
from kit.messages import ENGLISH, in_language
from kit.page import Page, Part
from kit.player import Scene, packed
from kit.settings import VERSION, View
from ui import assets
from ui.ask import Asked
from ui.components import panel_data


def message(
    page: Page[Any],
    part: Part[Any],
    asked: Asked[Any],
    panel: list[Item],
    now: str = "",
    language: str = ENGLISH,
) -> bytes:
    """Panel, drawing and words of a view as one message. now: where a moving hand is answered
    (`ui.fast_path`), if anywhere."""
    assert part.facts and part.scene, f"the part {part.name} of /{page.name} has no facts or no scene"
    seen = part.seen(asked.view)
    facts = part.facts(seen)
    controls = panel_data(panel, asked.ack, asked.address, asked.refused)
    more: dict[str, Any] = {"ack": asked.ack, "panel": controls, "now": now, "says": part.words(facts)}
    if part.looks:
        more["shown"] = _shown(asked.view, part.looks)
    if part.table:
        more["csv"] = f"/export/{page.name}.csv?{urlencode(seen.query())}"
    return sent(part.scene(facts), language, **more)


def _shown(view: View, looks: Mapping[str, str]) -> dict[str, Any]:
    """How a view is looked at, and how it usually is, by what the player calls it; the names are those of the
    settings, the version that of links."""
    usual = {key: view.known[name].spell(view.known[name].default) for key, name in looks.items()}
    now = {key: view.known[name].spell(view[name]) for key, name in looks.items()}
    return {"names": looks, "usual": usual, "now": now, "version": VERSION}


def sent(drawn: Scene, language: str = ENGLISH, **more: Any) -> bytes:
    """A drawing as the player takes it, its texts in a language; more: entries of its header."""
    header = {**drawn.header, **more, "plotly": assets.url("plotly.min.js")}
    return packed(drawn._replace(header=in_language(header, language)))
