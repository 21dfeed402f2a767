"""A page of parts, from its declaration: what its address asks for, its panel, and its runs; and the parts that stand beside and below."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from kit.messages import _, in_language, negotiated
from kit.page import LEADS, Measured, Page, Part, Sentence
from ui import player_page
from ui.ask import ask, complain, link, note_edit, write
from ui.components import lab, panel
from ui.controls import Item, drawn, group
from ui.headline import headline_of
from ui.live import live
from ui.parts import Part as Shown
from ui.parts import commanded, measured, show
from ui.warmup import wait_until_warm
from views.settings import View

Button = tuple[str, str, str]
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
    assert part.steps is not None, f"the part {part.name} of /{page.name} has neither facts nor steps for this view"
    steps = part.steps
    run = live(part.key(view), lambda: steps(seen), commanded(), begins=part.begins, further=part.further)
    commands = run.commands if not part.begins else [STOP] if run.running else [] if run.ended else [GO_ON]
    return made(run.state, commands, part.progress(run.state), part.status(run.state, run.running))


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

    @st.fragment
    def part() -> None:
        """Panel and charts: all that runs again while a hand moves or something is computed bit by bit."""
        asked = ask(page.view)
        if there := _followed(page):
            write(there)
            st.rerun()
        if page.seldom and page.waits(asked.view):
            wait_until_warm(page.seldom.stage, in_language(page.seldom.why, spoken))
        controls, at_hand = panel_of(page), page.part(asked.view)
        if at_hand.scene:
            lab(player_page.message(page, at_hand, asked, controls(asked.view, []), now, spoken), "lab", note_edit("lab"))
        else:
            show(asked, shown(page, asked.view), controls, now, spoken)

    part()
    _text_of(page, view, spoken)
    for one in page.below:
        section(page, one, spoken)


def _text_of(page: Page[Any], view: View, spoken: str) -> None:
    """How to read the page, and the parts beside that."""
    text = "\n".join(in_language(list(page.part(view).how(view)), spoken))
    if not page.beside:
        st.markdown(text)
        return
    with st.container(key="words"):  # app.css lays it out: Streamlit's own columns each cost time at every move
        with st.container(key="words-beside"):
            for one in page.beside:
                section(page, one, spoken)
        with st.container(key="words-how"):
            st.markdown(text)


@st.fragment
def section(page: Page[Any], part: Part[Any], spoken: str) -> None:
    """A part beside or below, which runs for itself: its text, and its scene; or its panel, its text, and its code."""
    asked = ask(page.view)
    text = "\n".join(in_language(list(part.how(asked.view)), spoken))
    groups = drawn(asked.view, part.groups(asked.view))
    if part.scene:
        st.markdown(text)
        lab(player_page.message(page, part, asked, groups, language=spoken), part.name, note_edit(part.name))
        return
    assert part.facts, f"the part {part.name} of /{page.name} has no facts"
    facts, key = part.facts(part.seen(asked.view)), f"{part.name}-panel"
    panel(in_language(groups, spoken), key, asked.ack, asked.address, note_edit(key))
    st.markdown(text)
    if code := "".join(in_language(list(part.code(facts)), spoken) if part.code else ()):
        st.code(code, language=None)  # the colours of Streamlit's highlighting are too faint to read
    if says := [in_language(sentence["text"], spoken) for sentence in part.words(facts)]:
        st.info(" ".join(says))
