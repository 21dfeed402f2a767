"""The line above a page: what to see, one thing to try, and the presets."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from kit.messages import ENGLISH, _, in_language, listed
from kit.page import Page
from kit.presets import Preset, exactly, goal_of, nearest, preset_of, tried_in
from kit.settings import View
from ui.ask import following, link, write
from ui.components import headline
from ui.warmup import WARMUP


def words_of(page: Page[Any], view: View) -> Preset[Any]:
    """What is said of a view: as a preset says it; while one tries what a preset asks for, the same, and what
    came of it; of another view what the nearest preset shows, if there is one near."""
    presets = page.presets
    if current := exactly(presets, view):
        return presets[current]
    if tried := tried_in(presets, view):
        preset = presets[tried.name]
        see = _("The example “{name}”: {see}", name=_(tried.name), see=_(preset.see))
        came = _came(page, preset, view) if tried.reached else []
        return Preset(view, see, listed([_(preset.attempt), *came], " "))
    if current := preset_of(presets, view):
        return presets[current]
    name = nearest(presets, view)
    if not name:
        return page.changed
    near = presets[name]
    shows = _(
        "The example “{name}” shows: {see} {attempt}", name=_(name), see=_(near.see), attempt=_(near.attempt)
    )
    return Preset(view, _("Your own numbers."), shows)


def _came(page: Page[Any], preset: Preset[Any], view: View) -> Sequence[str]:
    """That the view to be tried is reached, and what came of it, where that follows from the views at
    once."""
    part, goal = page.part(view), goal_of(preset, view)
    reached = [_("This is it.")]
    if (
        part.came is None
        or part.facts is None
        or page.takes_a_file(view)
        or page.part(preset.view) is not part
    ):
        return reached
    if not (part.at_once(goal) and part.at_once(preset.view)):
        return reached
    if (
        page.seldom
        and (page.waits(goal) or page.waits(preset.view))
        and not WARMUP.is_open(page.seldom.stage)
    ):
        return reached  # nothing compiles for a sentence
    before, now = (part.facts(part.seen(one)) for one in (preset.view, goal))
    return [*reached, *part.came(before, now)]


def headline_of(page: Page[Any], view: View, language: str = ENGLISH) -> None:
    """The words of a view; a preset that is clicked is written into the address."""
    presets = page.presets
    current, shown = preset_of(presets, view), words_of(page, view)
    links = [
        {
            "name": str(name),
            "label": _(name),
            "href": link(f"/{page.name}", preset.view),
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

    attempts = [said for said in (following(view), shown.attempt) if said]
    see, attempt, spoken = in_language((shown.see, listed(attempts, " "), links), language)
    headline(see, attempt, spoken, "headline", follow)
