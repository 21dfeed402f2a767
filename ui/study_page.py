"""A page of parts, from its declaration: what its address asks for, its panel, and its runs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from kit.messages import _, in_language, negotiated
from kit.page import LEADS, Measured, Page, Part, Progress, Run, Sentence
from ui import ahead, uploads
from ui.ask import ask, complain, link, write
from ui.controls import Item, drawn, group
from ui.headline import headline_of
from ui.live import Live, live
from ui.parts import Part as Shown
from ui.parts import commanded, measured, show
from ui.warmup import wait_until_warm
from views.settings import View

Button = tuple[str, str, str]
AFTER = "after"  # of what is made of another part's run, in the visitor's session
LEAD = "lead?"  # before the query of the view that a clicked sentence leads to
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
        return Shown(part.charts(facts), _linked(page, view, [*part.words(facts), *more]), commands, progress and progress._asdict(), room)

    if part.facts is not None and part.at_once(view):
        return made(part.facts(seen), [])
    if part.facts is not None and part.measure:
        button = ("measure", part.measure.label, part.measure.about)
        return made(Measured(part.facts(seen), *measured(f"{page.name} {part.name}", part.measure.run)), [button])
    of = page.named(part.after.part) if part.after else part
    run = _run(of, view, page.name)
    commands, progress = _buttons(of, run), of.progress(run.state)
    facts = Run(run.state, run.running, ahead.made(run.key)) if of.ahead else run.state
    if part.after and (looked := _standing(of, run)):
        return made(_made_of_it(part, view, of.progress(looked[0]), *looked).state, commands, progress)
    return made(facts, commands, progress, of.status(run.state, run.running))


def _run(part: Part[Any], view: View, page: str) -> Live[Any]:
    """The visitor's run of a part."""
    assert part.steps is not None, f"the part {part.name} of /{page} has neither facts nor steps for this view"
    steps, seen = part.steps, part.seen(view)
    return live(part.key(view), lambda: steps(seen), commanded(), begins=part.begins, enough=part.enough, further=part.further)


def _buttons(part: Part[Any], run: Live[Any]) -> list[Button]:
    """Those that make sense now."""
    if part.begins:
        return [STOP] if run.running else [] if run.ended else [GO_ON]
    named = {part.step.name: part.step} if part.step else {}
    return [named.get(command[0], command) for command in run.commands]


def _standing(part: Part[Any], run: Live[Any]) -> tuple[Any, bool] | None:
    """The facts of a run that stands still and has come further than its beginning, else of the one that the server made ahead; and whether it is that one."""
    if run.running:
        return None
    done = part.progress(run.state)
    if done is None or done.done > 0:
        return run.state, False
    known = ahead.made(run.key)
    return None if known is None else (known, True)


def _made_of_it(part: Part[Any], view: View, come: Progress | None, facts: Any, made_ahead: bool) -> Live[Any]:
    """What is made of the facts of another part's run that has come so far, piece by piece, kept until that or the question changes."""
    assert part.after is not None
    steps, seen = part.after.steps, part.seen(view)
    return live((part.key(view), come, made_ahead), lambda: steps(seen, facts, made_ahead), begins=True, place=AFTER)


def _linked(page: Page[Any], view: View, sentences: list[Sentence]) -> list[Sentence]:
    """Sentences that lead to another view with its address, and with the command that a plain click sends, which needs no page load."""

    def linked(sentence: Sentence) -> Sentence:
        if LEADS not in sentence:
            return sentence
        there, _refused = view.edited(dict(parse_qsl(sentence[LEADS])))
        said = {name: text for name, text in sentence.items() if name != LEADS}
        return said | {"href": link(f"/{page.name}", there), "command": LEAD + urlencode(there.query())}

    return [linked(sentence) for sentence in sentences]


def _followed(page: Page[Any]) -> View | None:
    """The view that a sentence leads to whose link was clicked; any other command stays where it is."""
    command = st.session_state.get("command")
    asked = command.get("do") if isinstance(command, dict) else None
    if not isinstance(asked, str) or not asked.startswith(LEAD):
        return None
    del st.session_state["command"]
    return page.view.read(dict(parse_qsl(asked.removeprefix(LEAD))))[0]


def panel_of(page: Page[Any]) -> Callable[[View, list[Button]], list[Item]]:
    """The control panel: the choice of the part and what it reads, the commands that can be given now, and the way back."""

    def panel(view: View, commands: list[Button]) -> list[Item]:
        first, *others = page.part(view).groups(view)
        groups = drawn(view, [first._replace(settings=("part", *first.settings)) if "part" in view.known else first])
        if commands:
            groups.append(group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
        return [*groups, *drawn(view, others), group("", {"kind": "buttons", "key": "buttons", "options": [RESET]})]

    return panel


def run(page: Page[Any], now: str) -> None:
    """Show the page. now: where its moving hand is answered."""
    wait_until_warm(page.name)
    view, spoken = complain(page.view), language()
    headline_of(f"/{page.name}", page.presets, page.changed, view, spoken)
    if page.upload and page.asks_for_a_file(view):
        uploads.ask_for(page.upload, spoken)

    @st.fragment
    def part() -> None:
        """Panel and charts: all that runs again while a hand moves or something is computed bit by bit."""
        asked = ask(page.view)
        if there := _followed(page):
            write(there)
            st.rerun()
        asked = replace(asked, view=page.with_file(asked.view, uploads.brought(page.upload)))
        if page.seldom and page.waits(asked.view):
            wait_until_warm(page.seldom.stage, in_language(page.seldom.why, spoken))
        show(asked, shown(page, asked.view), panel_of(page), now, spoken)

    part()
    st.markdown("\n".join(in_language(list(page.part(view).how(view)), spoken)))
