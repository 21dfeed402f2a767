"""Vanishing gradients: sigmoid against ReLU, measured in a real net."""

import streamlit as st

from ui import gradients_page
from ui.ask import ask, complain, note_edit
from ui.components import panel_data, study
from ui.gradients_panel import gradients_panel
from ui.headline import headline_of
from ui.warmup import wait_until_warm
from views.gradients import Gradients
from views.gradients_presets import CHANGED, PRESETS
from views.gradients_words import words

wait_until_warm()
shown = complain(Gradients)
headline_of("/gradients", PRESETS, CHANGED, shown)


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves."""
    asked = ask(Gradients)
    found = gradients_page.PARTS[asked.view["part"]](asked.view)
    controls = panel_data(gradients_panel(asked.view, found.commands), asked.ack, asked.address)
    study({"panel": controls, "charts": found.charts, "says": found.says}, "study", note_edit("study"))


part()
st.markdown(words(shown))
