"""What a visitor brings along in a file: it is read once, stays in the visitor's session, and is in no
link. Files are read in a process of their own, one at a time on the whole server and no sooner than PAUSE
after the one before: so whoever sends many takes nothing from those who send none."""

import hashlib
import threading
import time
from typing import Any, NamedTuple

import streamlit as st

from kit.messages import _, in_language
from kit.page import Brought, Upload
from kit.settings import shorten
from ui.ask import plain
from ui.workers import WORKERS, CouldNotCompute

FIELD, AREA = "upload", "pasted"  # of the page
PAUSE = 0.25  # seconds
_TURN = threading.Lock()


class Uploaded(NamedTuple):
    """What is kept of a file: what was read, or why it is refused."""

    brought: Brought | None
    refused: str = ""


def _read(page: str, name: str, content: bytes) -> Uploaded:
    with _TURN:
        try:
            value, refused = WORKERS.read(page, name, content)
        except CouldNotCompute:
            refused = _("it could not be read just now: try again.")
        time.sleep(PAUSE)
    if refused:
        return Uploaded(None, _("{file}: {why}", file=shorten(name), why=refused))
    return Uploaded(Brought(hashlib.sha256(content).hexdigest(), name, value))


def _place(upload: Upload) -> str:
    return f"brought {upload.name}"


def _kept(upload: Upload) -> Uploaded | None:
    found: Uploaded | None = st.session_state.get(_place(upload))
    return found


def brought(upload: Upload | None) -> Brought | None:
    """What the visitor has brought along, if it was understood."""
    kept = _kept(upload) if upload else None
    return kept.brought if kept else None


def ask_for(upload: Upload, page: str, language: str) -> None:
    """Ask for a file on a page, and say what is in it or why it is refused.

    A field that comes back to the page, because its visitor does, is empty: so only a hand that puts a file
    into it or takes one out changes what is kept.
    """

    def changed() -> None:
        file: Any = st.session_state[FIELD]
        st.session_state[_place(upload)] = None if file is None else _read(page, file.name, file.getvalue())

    st.file_uploader(
        in_language(upload.label, language), type=list(upload.endings), key=FIELD, on_change=changed
    )
    if upload.pasted:
        _ask_to_paste(upload, page, language)
    place, kept = st.empty(), _kept(upload)
    if kept and kept.refused:
        place.warning(plain(in_language(kept.refused, language)), icon=":material/block:")
    elif kept and kept.brought:
        sentences = upload.about(shorten(kept.brought.name), kept.brought.value)
        said = plain(" ".join(in_language([sentence["text"] for sentence in sentences], language)))
        doubts = any(sentence["tone"] == "alarm" for sentence in sentences)
        place.warning(said, icon=":material/tag:") if doubts else place.caption(said)


def _ask_to_paste(upload: Upload, page: str, language: str) -> None:
    """A field for text: what was put in last counts, a file or this."""

    def changed() -> None:
        text: str = st.session_state[AREA]
        found = _read(page, _("pasted text"), text.encode()) if text.strip() else None
        st.session_state[_place(upload)] = found

    st.text_area(in_language(upload.pasted, language), key=AREA, on_change=changed, height=120)
