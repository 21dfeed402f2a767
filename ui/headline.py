"""The line above a page: what to see, one thing to try, and the presets."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from kit.lru_cache import LRUCache
from kit.messages import ENGLISH, _, in_language, listed
from kit.page import Page, Part
from kit.presets import Preset, exactly, goal_of, looks_of, nearest, preset_of, tried_in
from kit.settings import View
from ui.ask import following, link, write
from ui.components import headline
from ui.warmup import WARMUP

REACHED = _("This is it.")
# what came of it, for all visitors: facts of two views, which every run of the page would compute anew
_SAID: LRUCache[Sequence[str]] = LRUCache(64)


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
    """That the view to be tried is reached, and what came of it in the parts in sight, where that follows
    from the views at once."""
    goal, before = goal_of(preset, view), preset.view
    if page.takes_a_file(view) or (
        page.seldom and (page.waits(goal) or page.waits(before)) and not WARMUP.is_open(page.seldom.stage)
    ):
        return [REACHED]  # nothing compiles for a sentence
    part = page.part(goal)
    if page.part(before) is not part:
        return [REACHED, *_seen_there(part, goal)]
    return [
        REACHED,
        *(said for one in (part, *page.beside, *page.below) for said in _came_of(one, before, goal)),
    ]


def _seen_there(part: Part[Any], goal: View) -> Sequence[str]:
    """The first sentence of a part to which the try has led."""
    if part.facts is None or not part.at_once(goal):
        return []
    return [sentence["text"] for sentence in part.words(part.facts(part.seen(goal)))[:1]]


def _came_of(part: Part[Any], before: View, goal: View) -> Sequence[str]:
    """What came of it in a part; nothing where it reads nothing that was changed, or takes its time."""
    views = part.seen(before), part.seen(goal)
    queries = [frozenset(one.query().items()) for one in views]
    if part.came is None or queries[0] == queries[1]:
        return []
    came = part.came

    def say() -> Sequence[str]:
        both = part.briefly(*views) if part.briefly else _at_once(part, *views)
        return came(*both) if both else []

    return _SAID.made((type(goal), part.name, *queries), say)


def _at_once(part: Part[Any], *views: View) -> tuple[Any, Any] | None:
    if part.facts is None or part.measure or not all(part.instant(one) for one in views):
        return None
    before, now = map(part.facts, views)
    return before, now


# by page: all its examples as links, which are the same for all visitors
_LINKS: dict[int, tuple[Page[Any], list[dict[str, Any]]]] = {}


def _links(page: Page[Any]) -> list[dict[str, Any]]:
    if id(page) not in _LINKS:
        links = [
            {
                "name": str(name),
                "label": _(name),
                "href": link(f"/{page.name}", preset.view),
                "about": _(preset.see),
            }
            for name, preset in page.presets.items()
        ]
        _LINKS[id(page)] = page, links  # the page itself, so that no other one has its number
    return _LINKS[id(page)][1]


def headline_of(page: Page[Any], view: View, language: str = ENGLISH) -> None:
    """The words of a view; a preset that is clicked is written into the address."""
    presets = page.presets
    current, shown = preset_of(presets, view), words_of(page, view)
    links = [{**one, "current": one["name"] == current} for one in _links(page)]

    def follow() -> None:
        name = st.session_state["headline"].get("follow")
        if isinstance(name, str) and name in presets:
            write(presets[name].view)
            st.session_state["followed"] = True

    attempts = [said for said in (following(view), shown.attempt) if said]
    looks = looks_of(presets[here]) if (here := exactly(presets, view)) else {}
    reached = {"looks": looks, "said": REACHED} if looks else None
    see, attempt, spoken, told = in_language((shown.see, listed(attempts, " "), links, reached), language)
    headline(see, attempt, spoken, told, "headline", follow)
