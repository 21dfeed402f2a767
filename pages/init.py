"""Initial weights: what the histograms show, and what they hide."""

import streamlit as st

from ui import init_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.init_panel import init_panel
from ui.now import url
from ui.parts import show
from ui.warmup import wait_until_warm
from views.init import Init
from views.init_presets import CHANGED, PRESETS
from views.init_words import words

wait_until_warm("init")
shown = complain(Init)
headline_of("/init", PRESETS, CHANGED, shown)


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or nets are computed."""
    asked = ask(Init)
    show(asked, init_page.PARTS[asked.view["part"]](asked.view), init_panel, url("init"))


part()
st.markdown(words(shown))
