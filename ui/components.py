"""The components of the browser: menu, headline, control panel, player, the lab, which is panel and player in
one, the study, panel and charts, and a script to copy.

Each is a file in ui/static; what is sent with every message is only a loader.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import assets


def _loader(name: str, root: str = "") -> str:
    """Its stylesheet stands in the document (`ui.document`), unless the server is newer than that."""
    return f"""const at = path => new URL("{root}" + path, window.location.origin).href
const ready = import(at("{assets.url(name)}"))
const sheet = document.createElement("link")
Object.assign(sheet, {{ rel: "stylesheet", href: at("{assets.url(assets.SHEET)}") }})
const links = [...document.querySelectorAll("link")]
if (!links.some(({{ href }}) => href === sheet.href)) document.head.append(sheet)
export default function mount(args) {{
  let [cleanup, gone] = [null, false]
  ready.then(module => {{ if (!gone) cleanup = module.default(args) }})
  return () => {{ gone = true; cleanup?.() }}
}}
"""


def _component(name: str, html: str) -> Any:
    return st.components.v2.component(
        f"lab.{name}", html=html, js=_loader(f"{name}.js"), isolate_styles=False
    )


_panel = _component("panel", "<div data-panel></div>\n")
_player = _component("player", assets.text("player.html"))
_lab = _component("lab", f"<div data-lab>{assets.text('player.html')}<div data-panel></div></div>")
_study = _component(
    "study",
    '<div data-study><div data-panel></div><div><div class="says"></div><progress hidden '
    'data-say-label="progress"></progress><div class="charts"></div></div></div>',
)
_menu = _component("menu", assets.text("menu.html"))
_headline = _component("headline", assets.text("headline.html"))
_code = _component("code", assets.text("code.html"))


def panel(groups: list[dict[str, Any]], key: str, ack: int | None, address: str, on_edit: Any) -> None:
    """The control panel: every setting that `groups` lists; `address` is the view's link: when others change
    it, what a hand had begun is dropped. Edits arrive as the trigger `edit` of st.session_state[key]."""
    _panel(data=panel_data(groups, ack, address), key=key, on_edit_change=on_edit)


def player(scene: bytes, key: str, on_edit: Any = None) -> bool:
    """The player, showing a scene of kit.player. A new start arrives as the trigger `edit`. Whether its link,
    if it is one, was just clicked."""
    asked = _player(
        data=scene, key=key, on_edit_change=on_edit or (lambda: None), on_open_change=lambda: None
    )
    return asked.open is True


def lab(scene: bytes, key: str, on_edit: Any) -> None:
    """Panel and player side by side, from one scene whose header holds the panel's data: half the messages,
    half the wait. Edits as above."""
    _lab(data=scene, key=key, on_edit_change=on_edit)


def study(data: dict[str, Any], key: str, on_edit: Any, on_command: Any) -> None:
    """A panel beside charts. data: "panel" as of panel_data, "charts" as of kit.charts, "says": sentences as
    of ui.parts, "progress": None, or how much is "done" of "total", "more": see `ui.parts.data_of`.

    Edits as above; a command of the panel arrives as the trigger `command`, a dict with its name under "do".
    """
    _study(
        data=data, key=key, on_edit_change=on_edit, on_command_change=on_command, on_more_change=lambda: None
    )


def panel_data(
    groups: list[dict[str, Any]],
    ack: int | None,
    address: str,
    refused: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """What a panel is sent. refused: what was typed and is not taken, by setting, with "text" and "why"."""
    return {"groups": groups, "ack": ack, "address": address, "refused": refused or {}}


def headline(
    see: str,
    attempt: str,
    links: list[dict[str, Any]],
    reached: dict[str, Any] | None,
    came: dict[str, str],
    key: str,
    on_follow: Any,
) -> None:
    """What to see, one thing to try, presets as links. reached: where that is only how the page is looked at,
    which the browser alone knows, the texts of these settings ("looks") and what is "said" then. came: what
    came of a try and for which "address", until a study says more of it ("told"). A preset that was clicked
    arrives as the trigger `follow`."""
    data = {"see": see, "try": attempt, "links": links, "reached": reached, "came": came}
    _headline(data=data, key=key, on_follow_change=on_follow)


def code(text: str, key: str) -> None:
    """A script, plain: the colours of Streamlit's highlighting are too faint to read, and cost 1.6 MB."""
    _code(data=text, key=key)


def menu(pages: list[dict[str, str]], here: str, key: str) -> tuple[str | None, bool]:
    """The table of contents, in sight on every page: real links that need no page load. pages: "name",
    "title", "icon" (one of Material Symbols), "about", "part". here: the name of the page that is shown. The
    name of the page whose link was just clicked, or None; and whether the browser is just connected again
    (ui/static/reconnect.js)."""
    data = {"pages": pages, "here": here}
    asked = _menu(data=data, key=key, on_go_change=lambda: None, on_again_change=lambda: None)
    return asked.go if isinstance(asked.go, str) else None, asked.again is not None
