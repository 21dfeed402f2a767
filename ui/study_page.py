"""A page of parts, from its declaration: what its address asks for, its panel, and its runs; and the parts
that stand beside and below."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from kit.controls import Item, drawn, group
from kit.lru_cache import LRUCache
from kit.messages import _, in_language
from kit.page import ELSEWHERE, LEADS, Meanwhile, Measured, Page, Part, Progress, Run, Sentence, say
from kit.presets import exactly
from kit.settings import View
from ui import player_page, precomputed, runs, uploads
from ui.ask import HAS, ask, is_unfinished, link, note_edit, plain, view_from_address, write
from ui.components import code, lab, panel
from ui.headline import headline_of, told_of
from ui.live import AFTER, AHEAD, Live, goes_on, live, run_of
from ui.parts import OnThePage, Sources, commanded, is_drawn, measured, same, same_as_drawn, show
from ui.parts import Part as Shown
from ui.player_page import Has
from ui.texts import language
from ui.warmup import wait_until_warm
from ui.workers import WORKERS

Button = tuple[str, str, str]
PATIENCE = 1.0  # seconds that a page waits for what is made of another part's run
LEAD = "lead?"  # before the query of the view that a clicked sentence leads to
AWAY = "away?"  # the same of another page, before its name
# in the session: the page that such a sentence leads to, and its query; `ui.contents` turns to it
GO_TO = "go to"
EXAMPLE = "example"  # in the session: the view of the example that was seen last, and its run's facts
RESET: Button = ("reset", _("Reset the page"), _("Back to the defaults of everything"))
STOP: Button = ("pause", _("Stop"), _("Stop computing"))
GO_ON: Button = ("start", _("Go on"), _("Compute the rest"))


def shown(page: Page[Any], view: View) -> Shown | None:
    """What the part at hand shows of a view: at once, with what the visitor had measured, or as far as the
    visitor's run of it has come. None if the browser asks for more of such a run, and there is nothing
    new."""
    part = page.part(view)
    if part.facts is not None and part.measure:
        button = ("measure", part.measure.label, part.measure.about)
        seen = Measured(part.facts(part.seen(view)), *measured(page, part))
        return _drawn(page, part, view, seen, [button])
    command = commanded()
    if part.after and not part.at_once(view):
        return _shown_after(page, part, view, command)
    key, before, held = part.key(view), f"before {page.name} {part.name}", is_unfinished()
    mine = run_of(key)
    found = _at_once(
        page, part, view, instant=not (mine and mine.running), glancing=held and mine is None, under_way=held
    )
    if found:
        if part.is_empty:
            st.session_state[before] = found.facts
        return _drawn(page, part, view, found.facts, [], found.state)._replace(run=OnThePage(found.facts))
    run = _run(page, part, view, command)
    if run.ended and part.keeps:
        _ended(page, part).put(key, run.state)
    if is_drawn(_sources(part, view, run)):
        return None
    facts = part.joined(part.seen(view), run.state, run.running or held)
    on_the_page = OnThePage(facts if _has_come_somewhere(part, run, facts) else None, run.running)
    commands = [] if held and part.steady else _buttons(part, run)
    more = [*part.status(facts, run.running), *_waiting(run)]
    if part.is_empty and part.is_empty(facts):
        facts = Meanwhile(facts, st.session_state.get(before), run.running, held)
    elif part.is_empty:
        st.session_state[before] = facts
    drawn = _drawn(page, part, view, _with_its_end(part, view, run, facts), commands, run.state, more)
    return drawn._replace(run=on_the_page, begun=part.opens is not None and run.begun)


def _has_come_somewhere(part: Part[Any], run: Live[Any], facts: Any) -> bool:
    """Whether a run stands still and has found something. facts: of it, `joined`."""
    if run.running or (part.is_empty and part.is_empty(facts)):
        return False
    done = part.progress(run.state)
    return done is None or done.done > 0


def _sources(part: Part[Any], view: View, run: Live[Any]) -> Sources:
    """What a part's picture of a run is made of."""
    told = (run.running, run.ended, run.work.before, run.work.begun_anew, is_unfinished())
    of = (type(view).__name__, part.name, frozenset(part.seen(view).query().items()), run.key)
    return Sources((*of, *told), (run.state, precomputed.made(run.key)))


def _waiting(run: Live[Any]) -> list[Sentence]:
    """How many turns of others come before the next of a run, if that takes long; and that it began anew."""
    said = []
    if run.running and (turns := run.work.before):
        said.append(
            say(
                _("Many are computing: {turns} turns of others come before yours.", turns=turns)
                if turns > 1
                else _("Somebody else is computing: one turn comes before yours.")
            )
        )
    if run.work.begun_anew:
        said.append(say(_("The process that computed this has ended; another one has begun it again.")))
    return said


def _with_its_end(part: Part[Any], view: View, run: Live[Any], facts: Any) -> Any:
    """What charts and words are made of: facts of a run, beside those to which it leads, of parts that may
    know them."""
    if not (part.ahead or part.kept):
        return facts
    made = precomputed.made(run.key)
    kept = part.kept(part.worked_on(view)) if part.kept and made is None else None
    return Run(facts, run.running, kept if made is None else made, kept is not None)


def _run(page: Page[Any], part: Part[Any], view: View, command: str | None) -> Live[Any]:
    """The visitor's run of a part."""
    run = live(
        part.key(view),
        lambda: runs.begin(page, part, view),
        command,
        begins=part.begins,
        at_once=0.0 if is_unfinished() else part.head_start,
        further=part.further,
    )
    part.learned(part.worked_on(view), run.state)
    return run


def _buttons(part: Part[Any], run: Live[Any]) -> list[Button]:
    """Those that make sense now."""
    if part.begins:
        return [STOP] if run.running else [] if run.ended else [GO_ON]
    return _named(part, run.commands)


def _named(part: Part[Any], commands: Sequence[Button]) -> list[Button]:
    """Buttons of a run as the part calls them."""
    named = {part.step.name: part.step} if part.step else {}
    return [named.get(command[0], command) for command in commands]


def _shown_after(page: Page[Any], part: Part[Any], view: View, command: str | None) -> Shown | None:
    """What a part shows that is made of another part's run: of that run, until it stands still and has come
    somewhere, then what is made of it. None as of `shown`."""
    assert part.after is not None
    of = page.named(part.after.part)
    run = _run(page, of, view, command)
    commands = _buttons(of, run)
    if looked := _standing(of, run):
        made = live(
            (part.key(view), of.progress(looked[0]), looked[1]),
            lambda: runs.begin(page, part, view, looked),
            begins=True,
            place=AFTER,
            patience=PATIENCE,
        )
        if is_drawn(_sources(part, view, made)):
            return None
        if made.state is not None:
            more = _waiting(made)
            drawn = _drawn(page, part, view, made.state, commands, more=more, come=of.progress(run.state))
            return drawn._replace(run=OnThePage(None if made.running else made.state, made.running))
    elif is_drawn(_sources(part, view, run)):
        return None
    more = [*of.status(run.state, run.running), *_waiting(run)]
    facts = _with_its_end(of, view, run, run.state)
    drawn = _drawn(page, part, view, facts, commands, more=more, come=of.progress(run.state))
    return drawn._replace(run=OnThePage(None, run.running))


def _standing(part: Part[Any], run: Live[Any]) -> tuple[Any, bool] | None:
    """The facts of a run that stands still and has come further than its beginning, else of the one that the
    server made ahead; and whether it is that one."""
    if run.running:
        return None
    done = part.progress(run.state)
    if done is None or done.done > 0:
        return run.state, False
    known = precomputed.made(run.key)
    return None if known is None else (known, True)


def shown_at_once(page: Page[Any], view: View, before: View) -> Shown | None:
    """What a moving hand is shown that comes from the view `before`, without the visitor's session. None
    where only that can say it: where there are steps and no quick look, or where the hand changes nothing
    that the steps read, so that the visitor's own run goes on; who has begun one is not answered here."""
    part = page.part(view)
    if part.opens and not part.at_once(view):
        first = part.opens(part.worked_on(view))
        return _drawn(
            page, part, view, part.joined(part.seen(view), first, False), _named(part, AHEAD), first
        )
    if part.measure or (part.after and not part.at_once(view)):
        return None
    found = _at_once(
        page, part, view, instant=True, glancing=part.key(view) != part.key(before), under_way=True
    )
    return found and _drawn(page, part, view, found.facts, [], found.state)


def tag_of_study(page: Page[Any], view: View, language: str) -> str:
    """What a study is called that follows from its view alone; "" for any other, and where the visitor's
    session keeps what was shown."""
    part = page.part(view)
    if not part.at_once(view) or page.takes_a_file(view) or part.is_empty:
        return ""
    return player_page.tag_of(page, part, part.seen(view), language)


class _Found(NamedTuple):
    """Facts that are there without a run of the visitor's own, and the state of steps that they are made of,
    if there are any."""

    facts: Any
    state: Any = None


_ENDED: dict[
    tuple[str, str], LRUCache[Any]
] = {}  # by page and part: what runs have found that came to their end, for all visitors


def _ended(page: Page[Any], part: Part[Any]) -> LRUCache[Any]:
    return _ENDED.setdefault((page.name, part.name), LRUCache(part.keeps))


def _at_once(
    page: Page[Any], part: Part[Any], view: View, instant: bool, glancing: bool, under_way: bool
) -> _Found | None:
    """What follows from the view (instant: where that is wanted), what somebody's run has found, or
    (glancing) the quick look of a moving hand."""
    seen = part.seen(view)
    if instant and part.facts is not None and part.at_once(view):
        return _Found(part.facts(seen))
    state = _ended(page, part).get(part.key(view)) if part.keeps else None
    if state is None and glancing and part.glance:
        state = part.glance(part.worked_on(view))
    return None if state is None else _Found(part.joined(seen, state, under_way), state)


def _drawn(
    page: Page[Any],
    part: Part[Any],
    view: View,
    facts: Any,
    commands: list[Button],
    state: Any = None,
    more: Sequence[Sentence] = (),
    come: Progress | None = None,
) -> Shown:
    """Facts as charts and sentences. state: of the steps, if they are made of such; more: sentences besides;
    come: how far another part's run is."""
    progress, room = (
        come if state is None else part.progress(state),
        part.room(facts) if callable(part.room) else part.room,
    )
    says = _linked(page, view, [*part.words(facts), *more])
    return Shown(part.charts(facts), says, commands, progress._asdict() if progress else None, room)


def _linked(page: Page[Any], view: View, sentences: list[Sentence]) -> list[Sentence]:
    """Sentences that lead to another view with its address, and with the command that a plain click sends,
    which needs no page load."""

    def linked(sentence: Sentence) -> Sentence:
        if LEADS not in sentence:
            return sentence
        query, other = sentence[LEADS], sentence.get(ELSEWHERE)
        said = {name: text for name, text in sentence.items() if name not in (LEADS, ELSEWHERE)}
        if other is not None:
            return said | {
                "href": f"/{other}?{query}" if query else f"/{other}",
                "command": f"{AWAY}{other}?{query}",
            }
        there, _refused = view.edited(dict(parse_qsl(query)))
        return said | {"href": link(f"/{page.name}", there), "command": LEAD + urlencode(there.query())}

    return [linked(sentence) for sentence in sentences]


def _follow(page: Page[Any]) -> None:
    """Go where a sentence leads to whose link was clicked; any other command stays where it is."""
    command = st.session_state.get("command")
    asked = command.get("do") if isinstance(command, dict) else None
    if not isinstance(asked, str) or not asked.startswith((LEAD, AWAY)):
        return
    del st.session_state["command"]
    if asked.startswith(AWAY):
        other, _mark, query = asked.removeprefix(AWAY).partition("?")
        st.session_state[GO_TO] = other, dict(parse_qsl(query))
    else:
        write(page.view.read(dict(parse_qsl(asked.removeprefix(LEAD))))[0])
    st.rerun()


def _told(page: Page[Any], view: View, found: Shown) -> dict[str, str] | None:
    """What the headline says of what is shown, and for which address; None while a hand moves, and of what
    takes no run. What the run of an example has found in the end is kept until another one's is seen."""
    run, done = found.run, found.progress
    if run is None or is_unfinished():
        return None
    ended = done is None or done["done"] == done["total"] or page.part(view).after is not None
    name = exactly(page.presets, view)
    if name and ended and run.facts is not None and not page.takes_a_file(view):
        st.session_state[EXAMPLE] = page.presets[name].view, run.facts
    return told_of(page, view, run._replace(example=st.session_state.get(EXAMPLE)))


def panel_of(page: Page[Any]) -> Callable[[View, list[Button]], list[Item]]:
    """The control panel: the choice of the part and what it reads, the commands that can be given now, and
    the way back."""

    def panel(view: View, commands: list[Button]) -> list[Item]:
        first, *others = page.part(view).groups(view)
        groups = drawn(
            view, [first._replace(settings=("part", *first.settings)) if "part" in view.known else first]
        )
        if page.part(view).steady:
            here = {"options": [STOP, GO_ON], "values": [name for name, *_words in commands]}
            groups.append(group("", {"kind": "buttons", "key": "commands", "commands": True, **here}))
        elif commands:
            groups.append(
                group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True})
            )
        return [
            *groups,
            *drawn(view, others),
            group("", {"kind": "buttons", "key": "buttons", "options": [RESET]}),
        ]

    return panel


def _prepare(page: Page[Any], part: Part[Any]) -> None:
    """What its buttons may need is made ready by workers, those of the part in sight first."""
    if any(one.steps or one.measure for one in page.parts):
        WORKERS.prepare(page.name, part.name)


def run(page: Page[Any], now: str) -> None:
    """Show the page. now: where its moving hand is answered."""
    wait_until_warm(page.name)
    precomputed.prepare(page)
    view, spoken = view_from_address(page.view), language()
    headline_of(page, view, spoken)
    if page.upload and page.asks_for_a_file(view):
        uploads.ask_for(page.upload, page.name, spoken)

    @st.fragment
    def part() -> None:
        """Panel and charts: all that runs again while a hand moves or something is computed bit by bit."""
        goes_on()  # what an earlier run has left of it, if it was broken off
        asked = ask(page.view)
        _follow(page)
        asked = replace(asked, view=page.with_file(asked.view, uploads.brought(page.upload)))
        if page.seldom and page.waits(asked.view):
            wait_until_warm(page.seldom.stage, page.seldom.why)
            WORKERS.prepare(page.seldom.stage)
        controls, at_hand = panel_of(page), page.part(asked.view)
        _prepare(page, at_hand)
        if at_hand.scene:
            lab(
                player_page.message(
                    page,
                    at_hand,
                    asked,
                    partial(controls, asked.view, []),
                    now,
                    spoken,
                    Has(st.session_state.pop(HAS, "")),
                    kept=not is_unfinished(),
                ),
                "lab",
                note_edit("lab"),
            )
        else:
            tag, has = tag_of_study(page, asked.view, spoken), st.session_state.pop(HAS, "")
            if tag and has == tag:
                same(asked, tag, now, spoken)
            elif (found := shown(page, asked.view)) is None:
                same_as_drawn(asked, spoken)
            else:
                found = found._replace(told=_told(page, asked.view, found))
                show(asked, found, controls, "" if found.begun else now, spoken, tag)

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
    with st.container(
        key="words"
    ):  # app.css lays it out: Streamlit's own columns each cost time at every move
        with st.container(key="words-beside"):
            for one in page.beside:
                section(page, one, spoken)
        with st.container(key="words-how"):
            st.markdown(text)


@st.fragment
def section(page: Page[Any], part: Part[Any], spoken: str) -> None:
    """A part beside or below, which runs for itself: its text, and its scene; or its panel, its text, and its
    code."""
    asked = ask(page.view)
    text = "\n".join(in_language(list(part.how(asked.view)), spoken))
    groups = drawn(asked.view, part.groups(asked.view))
    if part.scene:
        st.markdown(text)
        # what this session was sent last; whoever has lost it asks for it with an edit
        place, moving = f"sent {part.name}", is_unfinished()
        has = Has("" if moving else st.session_state.get(place, ""))
        sent = player_page.message(page, part, asked, lambda: groups, "", spoken, has, kept=not moving)
        st.session_state[place] = player_page.tag_of(page, part, part.seen(asked.view), spoken)
        lab(sent, part.name, note_edit(part.name))
        return
    assert part.facts, f"the part {part.name} of /{page.name} has no facts"
    facts, key = part.facts(part.seen(asked.view)), f"{part.name}-panel"
    panel(in_language(groups, spoken), key, asked.ack, asked.address, note_edit(key))
    st.markdown(text)
    if script := "".join(in_language(list(part.code(facts)), spoken) if part.code else ()):
        code(script, f"{part.name}-code")
    if says := [in_language(sentence["text"], spoken) for sentence in part.words(facts)]:
        st.info("  \n".join(map(plain, says)))
