"""The line above a page: what to see, one thing to try, and the presets."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.ask import link, write
from ui.components import headline
from views.presets import Preset, preset_of
from views.settings import View


def headline_of(path: str, presets: Mapping[str, Preset[Any]], changed: Preset[Any], view: View) -> None:
    """The words of the preset that `view` is, or of `changed`; a preset that is clicked is written into the address."""
    current = preset_of(presets, view)
    shown = presets[current] if current else changed
    links = [{"label": name, "href": link(path, preset.view), "about": preset.see, "current": name == current} for name, preset in presets.items()]

    def follow() -> None:
        name = st.session_state["headline"].get("follow")
        if isinstance(name, str) and name in presets:
            write(presets[name].view)

    headline(shown.see, shown.attempt, links, "headline", follow)
