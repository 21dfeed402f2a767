"""A page of parts, from its declaration: what its address asks for, its panel, and its runs."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from kit.messages import _, in_language, negotiated
from kit.page import Measured, Page
from ui.ask import ask, complain
from ui.controls import Item, group, item
from ui.headline import headline_of
from ui.live import live
from ui.parts import Part as Shown
from ui.parts import commanded, measured, show
from ui.warmup import wait_until_warm
from views.settings import View

Button = tuple[str, str, str]
RESET: Button = ("reset", _("Reset the page"), _("Back to the defaults of everything"))
STOP: Button = ("pause", _("Stop"), _("Stop computing"))
GO_ON: Button = ("start", _("Go on"), _("Compute the rest"))


def language() -> str:
    """The visitor's."""
    return negotiated(st.context.headers.get("Accept-Language") or "")


def shown(page: Page[Any], view: View) -> Shown:
    """What the part at hand shows of a view: at once, with what the visitor had measured, or as far as the visitor's run of it has come."""
    part = page.part(view)
    seen = part.seen(view)

    def made(facts: Any, commands: list[Button], progress: Any = None, more: Any = ()) -> Shown:
        room = part.room(facts) if callable(part.room) else part.room
        return Shown(part.charts(facts), [*part.words(facts), *more], commands, progress and progress._asdict(), room)

    if part.facts is not None and part.at_once(view):
        return made(part.facts(seen), [])
    if part.facts is not None and part.measure:
        button = ("measure", part.measure.label, part.measure.about)
        return made(Measured(part.facts(seen), *measured(f"{page.name} {part.name}", part.measure.run)), [button])
    assert part.steps is not None, f"the part {part.name} of /{page.name} has neither facts nor steps for this view"
    steps = part.steps
    run = live(part.key(view), lambda: steps(seen), commanded(), begins=part.begins, further=part.further)
    commands = run.commands if not part.begins else [STOP] if run.running else [] if run.ended else [GO_ON]
    return made(run.state, commands, part.progress(run.state), part.status(run.state, run.running))


def panel_of(page: Page[Any]) -> Callable[[View, list[Button]], list[Item]]:
    """The control panel: the choice of the part and what it reads, the commands that can be given now, and the way back."""

    def panel(view: View, commands: list[Button]) -> list[Item]:
        first, *others = page.part(view).panel
        groups = [group(first.title, *(item(view, name) for name in (*(["part"] if "part" in view.known else []), *first.settings)))]
        if commands:
            groups.append(group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
        groups += [group(one.title, *(item(view, name) for name in one.settings), folds=one.folds, opened=one.opened) for one in others]
        return [*groups, group("", {"kind": "buttons", "key": "buttons", "options": [RESET]})]

    return panel


def run(page: Page[Any], now: str) -> None:
    """Show the page. now: where its moving hand is answered."""
    wait_until_warm(page.name)
    view, spoken = complain(page.view), language()
    headline_of(f"/{page.name}", page.presets, page.changed, view, spoken)

    @st.fragment
    def part() -> None:
        """Panel and charts: all that runs again while a hand moves or something is computed bit by bit."""
        asked = ask(page.view)
        show(asked, shown(page, asked.view), panel_of(page), now, spoken)

    part()
    st.markdown("\n".join(in_language(list(page.part(view).how(view)), spoken)))
