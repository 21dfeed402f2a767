"""Where each start ends up, rule by rule."""

import streamlit as st

from ui import basins_page
from ui.ask import ask, complain
from ui.headline import headline_of
from ui.now import url
from ui.parts import show
from ui.warmup import wait_for_own, wait_until_warm
from views.basins import BasinsView
from views.basins_presets import CHANGED, PRESETS
from views.basins_words import WORDS
from views.race_words import about_surface

wait_until_warm("basins")
shown = complain(BasinsView)
headline_of("/basins", PRESETS, CHANGED, shown)


@st.fragment
def maps() -> None:
    """Panel and maps: all that runs again while a hand moves or maps are computed."""
    asked = ask(BasinsView)
    wait_for_own(asked.view, "own_basins")
    show(asked, basins_page.all_maps(asked.view), basins_page.basins_panel, url("basins"))


maps()
st.markdown(f"{WORDS}\n\n### The surface\n\n{about_surface(shown.surface)}")
