"""The line above a page: what to see, one thing to try, and the presets."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from kit.lru_cache import LRUCache
from kit.messages import ENGLISH, _, in_language, listed
from kit.page import Page, Part
from kit.presets import Preset, exactly, goal_of, looks_of, nearest, preset_of, tried_in
from kit.settings import View
from ui import precomputed
from ui.ask import following, link, write
from ui.components import headline
from ui.parts import OnThePage
from ui.warmup import WARMUP

REACHED = _("This is it.")
# what came of it, for all visitors: facts of two views, which every run of the page would compute anew
_SAID: LRUCache[Sequence[str]] = LRUCache(64)
# what is said instead as long as that takes a run: whether it begins by itself, and whether it goes on
NOT_YET = {
    (False, False): _("Press Train: what comes of it will stand here."),
    (False, True): _("What comes of it will stand here when the training stands still."),
    (True, False): _("Press Go on: what comes of it will stand here."),
    (True, True): _("What comes of it will stand here when all is computed."),
}


def words_of(page: Page[Any], view: View, run: OnThePage | None = None) -> Preset[Any]:
    """What is said of a view: as a preset says it; while one tries what a preset asks for, the same, and what
    came of it; of another view what the nearest preset shows, if there is one near. run: of the part in
    sight, if it takes one and is known."""
    shown, came = _words(page, view), came_of(page, view, run)
    return shown._replace(attempt=listed([shown.attempt, *came], " ")) if came else shown


def _words(page: Page[Any], view: View) -> Preset[Any]:
    """The same without what came of it."""
    presets = page.presets
    if current := exactly(presets, view):
        return presets[current]
    if tried := tried_in(presets, view):
        preset = presets[tried.name]
        see = _("The example “{name}”: {see}", name=_(tried.name), see=_(preset.see))
        return Preset(view, see, _(preset.attempt))
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


def tried(page: Page[Any], view: View) -> Preset[Any] | None:
    """The preset whose value to be tried a view has."""
    if exactly(page.presets, view):
        return None
    found = tried_in(page.presets, view)
    return page.presets[found.name] if found and found.reached else None


def came_of(page: Page[Any], view: View, run: OnThePage | None = None) -> Sequence[str]:
    """That a view is one that was to be tried, and what came of it, or that the button was pressed that was
    to be pressed; nothing of any other view."""
    if preset := tried(page, view):
        return _came(page, preset, view, run)
    name = exactly(page.presets, view)
    is_pressed = run is not None and run.facts is not None and not run.goes_on
    return [REACHED] if name and page.presets[name].asks == "press" and is_pressed else []


def _came(page: Page[Any], preset: Preset[Any], view: View, run: OnThePage | None = None) -> Sequence[str]:
    """That the view to be tried is reached, and what came of it in the parts in sight: where that follows
    from the views at once, and of a run that stands still."""
    goal, before = goal_of(preset, view), preset.view
    if page.takes_a_file(view) or (
        page.seldom and (page.waits(goal) or page.waits(before)) and not WARMUP.is_open(page.seldom.stage)
    ):
        return [REACHED]  # nothing compiles for a sentence
    part = page.part(goal)
    if page.part(before) is not part:
        return [REACHED, *_seen_there(part, goal)]
    others = (said for one in (*page.beside, *page.below) for said in _came_of(one, before, goal))
    return [REACHED, *(_came_of(part, before, goal) or _came_of_run(page, part, preset, goal, run)), *others]


def _came_of_run(
    page: Page[Any], part: Part[Any], preset: Preset[Any], goal: View, run: OnThePage | None
) -> Sequence[str]:
    """What came of it where it takes a run: of where that stands, and of the example's own, if it is known;
    as long as there is nothing, how to get there."""
    of = page.named(part.after.part) if part.after else part
    if part.came is None or part.briefly or of.steps is None:
        return []
    if run is None or run.facts is None:
        return [NOT_YET[of.begins, run.goes_on if run else of.begins]]
    before = run.before(preset.view)
    return part.came(_known(part, preset.view) if before is None else before, run.facts)


def _known(part: Part[Any], view: View) -> Any:
    """The last facts of a view that are there without a run of the visitor's own, or None."""
    if part.at_once(view):
        assert part.facts
        return part.facts(part.seen(view))
    if part.after or part.steps is None:
        return None
    made = precomputed.made(part.key(view))
    return part.kept(part.worked_on(view)) if made is None and part.kept else made


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
    key = type(goal), part.name, *queries
    said = _SAID.get(key)
    if said is None and (both := part.briefly(*views) if part.briefly else _at_once(part, *views)):
        _SAID.put(key, said := part.came(*both))
    return said or []


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
    current, shown = preset_of(presets, view), _words(page, view)
    links = [{**one, "current": one["name"] == current} for one in _links(page)]

    def follow() -> None:
        name = st.session_state["headline"].get("follow")
        if isinstance(name, str) and name in presets:
            write(presets[name].view)
            st.session_state["followed"] = True

    attempts = [said for said in (following(view), shown.attempt) if said]
    looks = looks_of(presets[here]) if (here := exactly(presets, view)) else {}
    reached = {"looks": looks, "said": REACHED} if looks else None
    came = told_of(page, view)
    see, attempt, spoken, told, came = in_language(
        (shown.see, listed(attempts, " "), links, reached, came), language
    )
    headline(see, attempt, spoken, told, came, "headline", follow)


def told_of(page: Page[Any], view: View, run: OnThePage | None = None) -> dict[str, str]:
    """What came of a try, and for which address it is said: what the headline shows, first without a run and
    then as each message of the part has it."""
    came = listed(list(came_of(page, view, run)), " ")
    return {"address": f"{page.name}?{urlencode(view.experiment())}", "came": came}
