"""What a part of a study shows, and the buttons that belong to it."""

import threading
import time
from collections.abc import Callable
from itertools import zip_longest
from typing import Any, NamedTuple

import streamlit as st

from kit.charts import Spec
from kit.controls import Item
from kit.messages import ENGLISH, in_language
from kit.page import Page
from kit.page import Part as Measuring
from kit.settings import View
from ui.ask import Asked, note_command, note_edit
from ui.components import panel_data, study
from ui.live import goes_on
from ui.workers import WORKERS

Says = list[dict[str, str]]
DRAWN = "drawn"  # in the session: the last picture of work that goes on
# of a view and the buttons that can be pressed
Panel = Callable[[Any, list[tuple[str, str, str]]], list[Item]]


class OnThePage(NamedTuple):
    """A run as the headline speaks of it. facts: what it has found, None as long as it goes on or has found
    nothing; goes_on: whether it does; example: the view of the example that was seen last, and the facts of
    its run."""

    facts: Any = None
    goes_on: bool = False
    example: tuple[View, Any] | None = None

    def before(self, view: View) -> Any:
        """The facts of an example's own run, if it was seen last."""
        return self.example[1] if self.example and self.example[0] == view else None


class Part(NamedTuple):
    """What a part shows: charts, sentences (as of `kit.page.say`), the buttons it adds to the panel, how
    far something has come; for how many lines of sentences there is room from the beginning, so that the
    charts stand still while there come to be more; its run, if what it shows may take one; what the headline
    then says of it (`ui.headline.told_of`); and whether it is a run that has begun, of a part whose hand is
    else answered without it."""

    charts: list[Spec]
    says: Says
    commands: list[tuple[str, str, str]] = []
    progress: dict[str, int] | None = None
    room: int = 0
    run: OnThePage | None = None
    told: dict[str, str] | None = None
    begun: bool = False


def data_of(
    asked: Asked[Any], found: Part, panel: Panel, now: str = "", more: int | None = None, tag: str = ""
) -> dict[str, Any]:
    """What a study is sent: the panel of the view that was asked, and what its part shows. now: where a
    moving hand is answered (`ui.fast_path`), if anywhere; more: where work goes on, a number that no other
    message has, with which the browser asks for the next; tag: what is shown is called, where it follows from
    the view."""
    controls = panel_data(panel(asked.view, found.commands), asked.ack, asked.address, asked.refused)
    return {
        "panel": controls,
        "charts": found.charts,
        "says": found.says,
        "room": found.room,
        "told": found.told,
        "progress": found.progress,
        "now": now,
        "more": more,
        "tag": tag,
    }


class Drawn(NamedTuple):
    """A picture of work that goes on. more: the number with which the browser asks for the next; tag: what
    the picture is called; of: what it was made of."""

    more: int | None
    tag: str
    of: "Sources"


class Sources(NamedTuple):
    """What a picture is made of. numbers: whatever can be compared; things: facts, which are the same if they
    are the same object."""

    numbers: tuple[Any, ...]
    things: tuple[Any, ...]

    def are(self, others: "Sources") -> bool:
        """Whether a picture of the others is the same."""
        return self.numbers == others.numbers and all(
            one is other for one, other in zip_longest(self.things, others.things)
        )


def is_drawn(of: Sources) -> bool:
    """Whether the browser asks for more of work that goes on and there is nothing new: it has drawn a picture
    of the same sources. Else these are those of the next picture."""
    asked, last = (st.session_state.get("study") or {}).get("more"), st.session_state.get(DRAWN)
    if asked and isinstance(last, Drawn) and asked == last.more and of.are(last.of):
        return True
    st.session_state[DRAWN] = Drawn(None, "", of)
    return False


def same_as_drawn(asked: Asked[Any], language: str) -> None:
    """Show what the browser has drawn of work that goes on, and let it ask again as long as that does."""
    more = _number() if goes_on() else None
    drawn = st.session_state[DRAWN] = st.session_state[DRAWN]._replace(more=more)
    same(asked, drawn.tag, "", language, drawn.more)


def same(asked: Asked[Any], tag: str, now: str, language: str, more: int | None = None) -> None:
    """Show a study that the browser has drawn, as that of the address. more: as of `data_of`."""
    panel = {"ack": asked.ack, "address": asked.address, "refused": asked.refused}
    data = {"panel": panel, "now": now, "more": more, "tag": tag, "same": True}
    study(in_language(data, language), "study", note_edit("study"), note_command("study"))


def _number() -> int:
    """One that no other message has."""
    return time.monotonic_ns() // 1_000_000


def show(
    asked: Asked[Any], found: Part, panel: Panel, now: str = "", language: str = ENGLISH, tag: str = ""
) -> None:
    """The study of `data_of`, said in a language. While work goes on a moving hand, too, is answered here:
    elsewhere nobody knows of the work."""
    more = _number() if goes_on() else None
    drawn = st.session_state.pop(DRAWN, None)
    if more:
        now, tag = "", str(more) if drawn else ""
        if drawn:
            st.session_state[DRAWN] = Drawn(more, tag, drawn.of)
    data = in_language(data_of(asked, found, panel, now, more, tag), language)
    study(data, "study", note_edit("study"), note_command("study"))


def commanded() -> str | None:
    """The button that was pressed, once."""
    command = st.session_state.pop("command", None)
    return command.get("do") if isinstance(command, dict) else None


def measured(page: Page[Any], part: Measuring[Any]) -> tuple[Any, Any]:
    """The visitor's last measurement of a part and the one before, None where there is none; a new one is
    made when the button was pressed, one at a time on the whole server."""
    key = f"measured {page.name} {part.name}"
    last, before = st.session_state.get(key, (None, None))
    if commanded() == "measure":
        with _ONE_AT_A_TIME:
            last, before = st.session_state[key] = _measurement(page, part), last
    return last, before


def _measurement(page: Page[Any], part: Measuring[Any]) -> Any:
    assert part.measure
    return WORKERS.measure(page.name, part.name) if WORKERS else part.measure.run()


_ONE_AT_A_TIME = threading.Lock()
