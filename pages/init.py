"""Initial weights: what the histograms show, and what they hide."""

import streamlit as st

from ui import init_page
from ui.ask import ask, complain, note_command, note_edit
from ui.components import panel_data, study
from ui.headline import headline_of
from ui.init_panel import init_panel
from ui.live import EVERY, is_running
from ui.warmup import wait_until_warm
from views.init import Init
from views.init_presets import CHANGED, PRESETS
from views.init_words import words

wait_until_warm("init")
shown = complain(Init)
headline_of("/init", PRESETS, CHANGED, shown)


@st.fragment(run_every=EVERY if is_running(init_page.key(shown)) else None)
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or nets are computed."""
    asked = ask(Init)
    found = init_page.PARTS[asked.view["part"]](asked.view)
    controls = panel_data(init_panel(asked.view, found.commands), asked.ack, asked.address)
    data = {"panel": controls, "charts": found.charts, "says": found.says, "progress": found.progress}
    study(data, "study", note_edit("study"), note_command("study"))


part()
st.markdown(words(shown))
