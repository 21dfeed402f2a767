"""Vanishing gradients: sigmoid against ReLU, measured in a real net."""

import streamlit as st

from ui import gradients_page
from ui.ask import ask, complain
from ui.gradients_panel import gradients_panel
from ui.headline import headline_of
from ui.now import url
from ui.parts import show
from ui.warmup import wait_until_warm
from views.gradients import Gradients
from views.gradients_presets import CHANGED, PRESETS
from views.gradients_words import words

wait_until_warm("gradients")
shown = complain(Gradients)
headline_of("/gradients", PRESETS, CHANGED, shown)


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or a net learns."""
    asked = ask(Gradients)
    show(asked, gradients_page.PARTS[asked.view["part"]](asked.view), gradients_panel, url("gradients"))


part()
st.markdown(words(shown))
