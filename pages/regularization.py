"""Regularization: everything that is said to make a net generalise, any two settings side by side."""

import streamlit as st

from ui import regularization_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.learning_page import upload
from ui.parts import show
from ui.regularization_panel import regularization_panel
from ui.warmup import wait_until_warm
from views.regularization import Regularization
from views.regularization_presets import CHANGED, PRESETS
from views.regularization_words import words

wait_until_warm("learning")
shown = complain(Regularization)
headline_of("/regularization", PRESETS, CHANGED, shown)
if shown["data"] == "own":
    upload()


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or nets learn."""
    asked = ask(Regularization)
    show(asked, regularization_page.PARTS[asked.view["part"]](asked.view), regularization_panel)


part()
st.markdown(words(shown))
