"""What a part of a study shows, and the buttons that belong to it."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from kit.charts import Spec
from kit.controls import Item
from kit.messages import ENGLISH, in_language
from kit.page import Page
from kit.page import Part as Measuring
from ui.ask import Asked, note_command, note_edit
from ui.components import panel_data, study
from ui.live import goes_on
from ui.workers import WORKERS

Says = list[dict[str, str]]
# of a view and the buttons that can be pressed
Panel = Callable[[Any, list[tuple[str, str, str]]], list[Item]]


class Part(NamedTuple):
    """What a part shows: charts, sentences (as of `kit.page.say`), the buttons it adds to the panel, how
    far something has come; and for how many lines of sentences there is room from the beginning, so that the
    charts stand still while there come to be more."""

    charts: list[Spec]
    says: Says
    commands: list[tuple[str, str, str]] = []
    progress: dict[str, int] | None = None
    room: int = 0


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
        "progress": found.progress,
        "now": now,
        "more": more,
        "tag": tag,
    }


def same(asked: Asked[Any], tag: str, now: str, language: str) -> None:
    """Show a study that the browser has drawn, as that of the address."""
    panel = {"ack": asked.ack, "address": asked.address, "refused": asked.refused}
    data = {"panel": panel, "now": now, "more": None, "tag": tag, "same": True}
    study(in_language(data, language), "study", note_edit("study"), note_command("study"))


def show(
    asked: Asked[Any], found: Part, panel: Panel, now: str = "", language: str = ENGLISH, tag: str = ""
) -> None:
    """The study of `data_of`, said in a language. While work goes on a moving hand, too, is answered here:
    elsewhere nobody knows of the work."""
    more = time.monotonic_ns() // 1_000_000 if goes_on() else None
    study(
        in_language(data_of(asked, found, panel, "" if more else now, more, "" if more else tag), language),
        "study",
        note_edit("study"),
        note_command("study"),
    )


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
