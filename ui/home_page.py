"""The parts of the home page."""

import streamlit as st

from dl_core.experiments.race import race, tuned
from figures.scene import line_of, race_scene
from ui import assets
from ui.components import player
from ui.contents import CONTENTS, NAME
from views.race_presets import PRESETS

MINIATURE = PRESETS["Four minima"].view
PROMISE = (
    "Watch how learning works, and try to break it. Every curve is computed, nearly all while you look; *Dropout* and *Regularization* open on curves that "
    "the server computed when it started. Twelve of the fourteen rules are checked against libraries that we did not write (optax, PyTorch), Newton's method "
    "and random search against mathematics."
)
FIRST = ("The book's race", "Why SGD zig-zags", "Just over the bound", "Noise floor", "A saddle", "Nobody leaves")


def welcome() -> None:
    """What this is, and where to begin."""
    st.title(NAME)
    st.markdown(PROMISE)
    for page in CONTENTS:
        if page.invites:
            st.page_link(page.streamlit, label=f"**{page.title}**: {page.invites}", icon=f":material/{page.icon}:")
    st.markdown("Or begin with one of these:")
    for name in FIRST:
        preset = PRESETS[name]
        st.page_link("pages/race.py", label=f"**{name}**", query_params=preset.view.query(), icon=":material/arrow_forward:", help=preset.see)


def miniature() -> None:
    """Seven rules on Himmelblau's four minima, over and over."""
    course = MINIATURE.course()
    runs = race(tuned(MINIATURE.entries(), course), course)
    scene = race_scene(MINIATURE.surface, course, [line_of(run) for run in runs], "", mode="mini", autoplay=True, plotly=assets.url("plotly.min.js"))
    player(scene, "miniature")
    st.caption("Live: seven optimizers from one start on Himmelblau's four minima, each with the best of 61 rates. Who ends where?")
