"""The line above a page: what to see, one thing to try, and the presets."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kit.messages import ENGLISH, _, in_language
from kit.presets import Preset, preset_of
from kit.settings import View
from ui.ask import link, write
from ui.components import headline

NEAR = 3  # settings in which a view may differ from an example whose words still help


def _own(presets: Mapping[str, Preset[Any]], changed: Preset[Any], view: View) -> Preset[Any]:
    """Words for a view that is no preset: what the example of the same part says that differs from it in the
    fewest settings; `changed`, if none is NEAR."""
    apart = {
        name: sum(view[setting] != preset.view[setting] for setting in view.known)
        for name, preset in presets.items()
        if "part" in view.known and preset.view["part"] == view["part"]
    }
    name = min(apart, key=lambda name: apart[name], default="")
    if not name or apart[name] > NEAR:
        return changed
    near = presets[name]
    shows = _(
        "The example “{name}” shows: {see} {attempt}", name=_(name), see=_(near.see), attempt=_(near.attempt)
    )
    return Preset(view, _("Your own numbers."), shows)


def headline_of(
    path: str, presets: Mapping[str, Preset[Any]], changed: Preset[Any], view: View, language: str = ENGLISH
) -> None:
    """The words of the preset that `view` is, or of the nearest example of its part, or of `changed`; a
    preset that is clicked is written into the address."""
    current = preset_of(presets, view)
    shown = presets[current] if current else _own(presets, changed, view)
    links = [
        {
            "name": str(name),
            "label": _(name),
            "href": link(path, preset.view),
            "about": _(preset.see),
            "current": name == current,
        }
        for name, preset in presets.items()
    ]

    def follow() -> None:
        name = st.session_state["headline"].get("follow")
        if isinstance(name, str) and name in presets:
            write(presets[name].view)
            st.session_state["followed"] = True

    see, attempt, spoken = in_language((shown.see, shown.attempt, links), language)
    headline(see, attempt, spoken, "headline", follow)
