"""Optimizers racing down a surface."""

import streamlit as st

from ui import components, race_page
from ui.ask import ask, complain, note_edit
from ui.headline import headline_of
from ui.now import url
from ui.warmup import wait_for_own, wait_until_warm
from views.race import Race
from views.race_presets import CHANGED, PRESETS

wait_until_warm()
shown = complain(Race)
headline_of("/race", PRESETS, CHANGED, shown)


@st.fragment
def lab() -> None:
    """Panel and player: all that runs again while a hand moves."""
    asked = ask(Race)
    wait_for_own(asked.view)
    components.lab(race_page.scene(asked, url("race")), "lab", note_edit("lab"))


lab()
race_page.words(shown)
race_page.why_the_gradient()
