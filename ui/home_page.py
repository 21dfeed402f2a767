"""The parts of the home page."""

import streamlit as st

from dl_core.experiments.race import race, tuned
from figures.scene import line_of, race_scene
from ui import assets
from ui.components import player
from views.race import Race

MINIATURE = Race({"surface": "himmelblau", "x": -0.5, "y": -0.5})


def welcome() -> None:
    """What this is, in two sentences."""
    st.title("Deep learning, seen")
    st.markdown(
        "Watch how learning works, and try to break it. Every curve on these pages is computed while you look; every rule is checked against a library "
        "that we did not write."
    )


def miniature() -> None:
    """Seven rules on Himmelblau's four minima, over and over."""
    course = MINIATURE.course()
    runs = race(tuned(MINIATURE.entries(), course), course)
    scene = race_scene(MINIATURE.surface, course, [line_of(run) for run in runs], "", mode="mini", autoplay=True, plotly=assets.url("plotly.min.js"))
    player(scene, "miniature")
    st.caption("Seven optimizers from one start, each with its best rate. Four minima: who ends where?")


def contents() -> None:
    """Links to the pages."""
    st.page_link("pages/race.py", label="**Optimizer race**: click a start, drag a slider, press play", icon=":material/timeline:")
