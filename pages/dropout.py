"""Dropout: the gap, the vote and the co-adaptation, on real digits."""

import streamlit as st

from ui import dropout_page
from ui.ask import ask, complain
from ui.dropout_panel import dropout_panel
from ui.headline import headline_of
from ui.learning_page import upload
from ui.parts import show
from ui.warmup import wait_until_warm
from views.dropout import Dropout
from views.dropout_presets import CHANGED, PRESETS
from views.dropout_words import words

wait_until_warm("learning")
shown = complain(Dropout)
headline_of("/dropout", PRESETS, CHANGED, shown)
if shown["data"] == "own":
    upload()


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or nets learn."""
    asked = ask(Dropout)
    show(asked, dropout_page.part(asked.view), dropout_panel)


part()
st.markdown(words(shown))
