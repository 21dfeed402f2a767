"""The landscape of a real network: paths through weight space on a plane, and how far to trust the picture."""

import streamlit as st

from ui import landscape_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.now import url
from ui.parts import show
from ui.warmup import wait_until_warm
from views.landscape import Landscape
from views.landscape_presets import CHANGED, PRESETS
from views.landscape_words import words

wait_until_warm("landscape")
shown = complain(Landscape)
headline_of("/landscape", PRESETS, CHANGED, shown)


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or nets are trained."""
    asked = ask(Landscape)
    show(asked, landscape_page.landscape(asked.view), landscape_page.panel, url("landscape"))


part()
st.markdown(words(shown))
