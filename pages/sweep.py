"""Over which rates? One picture of one run at one learning rate is an anecdote."""

import streamlit as st

from surfaces.own import Own
from ui import sweep_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.now import url
from ui.parts import show
from ui.warmup import wait_for_own, wait_until_warm
from views.race import slug
from views.race_words import about_surface
from views.sweep import SweepView
from views.sweep_presets import CHANGED, PRESETS
from views.sweep_words import words

wait_until_warm("sweep")
shown = complain(SweepView)
headline_of("/sweep", PRESETS, CHANGED, shown)


@st.fragment
def part() -> None:
    """Panel and charts: all that runs again while a hand moves or a race goes on."""
    asked = ask(SweepView)
    wait_for_own(asked.view, "own_sweep")
    show(asked, sweep_page.part_of(asked.view), sweep_page.sweep_panel, url("sweep"))


part()
st.markdown(f"{words(shown)}\n\n{about_surface(shown.surface)}" if shown["surface"] == slug(Own) else words(shown))
