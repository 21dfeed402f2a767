"""Over which rates? One picture of one run at one learning rate is an anecdote."""

import streamlit as st

from ui import sweep_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.live import EVERY, is_running
from ui.parts import show
from ui.warmup import wait_until_warm
from views.sweep import SweepView
from views.sweep_presets import CHANGED, PRESETS
from views.sweep_words import words

wait_until_warm("sweep")
shown = complain(SweepView)
headline_of("/sweep", PRESETS, CHANGED, shown)


@st.fragment(run_every=EVERY if is_running(sweep_page.key(shown)) else None)
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or a race goes on."""
    asked = ask(SweepView)
    show(asked, sweep_page.PARTS[asked.view["part"]](asked.view), sweep_page.sweep_panel)


part()
st.markdown(words(shown))
