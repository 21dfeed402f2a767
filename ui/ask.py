"""The address is the truth: a view is read from it, edits are applied to it, and it is written when a hand
lets go."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st

from kit.messages import Message
from kit.settings import View
from ui.texts import said

V = TypeVar("V", bound=View)
MOST = 120  # changes in one message
ADDRESS = "address"  # in the session: what the address says, as of the last run of the whole page
PAGE = "page"  # in the session: the view of the page that ran last as a whole
# in the session: the experiment that a hand has left, and what came along with its change (`View.follows`)
FOLLOWS = "follows"
HAS = "has"  # in the session: the picture that a browser has drawn when its hand let go, once
HOLD = 5.0  # seconds that an unfinished edit outlives the last sign of the hand


@dataclass(frozen=True)
class Asked(Generic[V]):
    """A view, the number of the browser's message that it answers, the experiment in the address without what
    a hand is still moving, and what was typed and is not taken (`View.refusals`)."""

    view: V
    ack: int | None
    address: str
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def link(path: str, view: View) -> str:
    """The address of a view on the page `path`."""
    query = view.query()
    return f"{path}?{urlencode(query, safe=',')}" if query else path


def note_edit(key: str) -> Any:
    """A callback that keeps what the component `key` has just sent until `ask` reads it."""

    def keep() -> None:
        edit = st.session_state[key].get("edit")
        if (
            isinstance(edit, dict)
            and isinstance(edit.get("n"), int)
            and isinstance(edit.get("changes"), dict)
        ):
            st.session_state["edit"] = edit

    return keep


def note_command(key: str) -> Any:
    """A callback that keeps the command that the component `key` has just sent, until the page takes it out
    of st.session_state["command"]."""

    def keep() -> None:
        command = st.session_state["command"] = st.session_state[key].get("command")
        if isinstance(command, dict) and isinstance(command.get("n"), int):
            st.session_state["ack"] = command["n"]

    return keep


def ask(cls: type[V]) -> Asked[V]:
    """The view that the page shows now: the address, and on top of it what the hand is moving. A finished
    edit is written into the address and the whole page runs again, so that the words below follow.

    The address is that of `view_from_address`, of the last run of the whole page: a question for more of what
    goes on may have been sent off by the browser just before the address was written, and would bring the old
    one.
    """
    view, _ = cls.read(st.session_state[ADDRESS])
    address = urlencode(view.experiment())
    edit = st.session_state.pop("edit", None)
    if st.session_state.pop("followed", False) and edit:  # sent just before the example, and run with it
        st.session_state["ack"], edit = edit["n"], None
    if edit:
        st.session_state["unfinished"] = None if edit.get("commit") else (edit, address, time.monotonic())
    else:
        edit = _unfinished(address)
    if not edit:
        return Asked(view, st.session_state.get("ack"), address)
    st.session_state["ack"] = edit["n"]
    if not edit.get("commit"):
        asked = on_top(view, edit)
        if asked.refused and asked.refused.keys() == edit["changes"].keys():
            st.session_state["unfinished"] = None  # nothing of it is taken, and the hand will not commit it
        return asked
    said = view.follows(_texts(edit["changes"]))
    view, st.session_state["refused"] = _edited(view, edit["changes"])
    st.session_state[FOLLOWS] = said and (view.experiment(), said)
    shown, has = edit.get("shown"), edit.get("has")
    st.session_state[HAS] = has if isinstance(has, str) else ""
    write(view.shown_as(_texts(shown if isinstance(shown, dict) else {})))
    st.rerun()


def on_top(view: V, edit: Mapping[str, Any]) -> Asked[V]:
    """A view with what a hand is moving on top. edit: the browser's message, with its number "n" and
    "changes" by name; one that is finished also has what is "shown" (`View.shown`)."""
    changed, _ = _edited(view, edit["changes"])
    return Asked(changed, edit["n"], urlencode(view.experiment()), changed.refusals(_texts(edit["changes"])))


def _edited(view: V, changes: Mapping[str, Any]) -> tuple[V, list[Message]]:
    """The experiment of a view after these changes, looked at as usual."""
    texts = _texts(changes)
    view = type(view)() if texts.pop("reset", None) else view.shown_as({})
    return view.edited(texts)


def _texts(changes: Mapping[str, Any]) -> dict[str, str]:
    """What a browser sent, as texts that can be written anywhere: half of a pair of surrogates is none."""
    return {_text(name): _text(value) for name, value in list(changes.items())[:MOST]}


def _text(value: Any) -> str:
    return str(value).encode(errors="replace").decode()


def _unfinished(address: str) -> Any:
    """The edit of a hand that has not let go yet, for a page that runs again by itself meanwhile: otherwise
    it would fall back to the address and return."""
    unfinished = st.session_state.get("unfinished")
    if unfinished and (unfinished[1] != address or time.monotonic() - unfinished[2] > HOLD):
        unfinished = st.session_state["unfinished"] = None
    return unfinished and unfinished[0]


def is_unfinished() -> bool:
    """Whether the view at hand is one that a hand is still moving."""
    unfinished = st.session_state.get("unfinished")
    return unfinished is not None and time.monotonic() - unfinished[2] <= HOLD


def write(view: View) -> None:
    """Put the view into the address: one entry of the browser's history, none if the experiment is there
    already."""
    there = (st.query_params.to_dict(), st.session_state.get(ADDRESS, {}))
    if any(view.experiment_in(query) != view.experiment() for query in there):
        st.query_params.from_dict(view.query())


def following(view: View) -> Message | None:
    """What came along with the change that led to this experiment, if anything."""
    experiment, said = st.session_state.get(FOLLOWS) or (None, None)
    return said if experiment == view.experiment() else None


def plain(sentence: str) -> str:
    """A sentence that quotes a stranger, with everything that Markdown could take for its own made harmless,
    addresses that it would make links of too."""
    sentence = re.sub(r"(?<=www)(?=\.)|(?=://)|(?=@)", "\u2060", sentence, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_{}\[\]<>()#+!|$~:^-])", r"\\\1", sentence)


def view_from_address(cls: type[V]) -> V:
    """The view of the address alone, having said what of a link or an edit could not be honoured.

    What a hand has sent is dropped if the page was left before it was read: another page knows settings of
    the same name.
    """
    if st.session_state.get(PAGE, cls) is not cls:
        for left in ("edit", "command"):
            st.session_state.pop(left, None)
    st.session_state[PAGE] = cls
    st.session_state[ADDRESS] = address = st.query_params.to_dict()
    view, complaints = cls.read(address)
    st.session_state["unfinished"] = None
    place = st.empty()  # also when there is nothing to say, so that what follows keeps its place on the page
    if sentences := [*complaints, *st.session_state.pop("refused", [])]:
        place.warning(
            "  \n".join(plain(sentence) for sentence in said(sentences)), icon=":material/link_off:"
        )
    return view
