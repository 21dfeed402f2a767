"""Optimizers racing down a surface."""

import streamlit as st

from dl_core.experiments.race import race, tuned
from figures.scene import race_scene
from ui import components, race_page
from ui.ask import ask, complain, note_edit
from ui.components import panel_data
from ui.headline import headline_of
from ui.race_panel import race_panel
from ui.warmup import wait_for_own, wait_until_warm
from views.presets import preset_of
from views.race import Race
from views.race_presets import CHANGED, PRESETS
from views.race_words import caption

wait_until_warm()
shown = complain(Race)
headline_of("/race", PRESETS, CHANGED, shown)


@st.fragment
def lab() -> None:
    """Panel and player: all that runs again while a hand moves."""
    asked = ask(Race)
    wait_for_own(asked.view)
    view, course, entries = asked.view, asked.view.course(), asked.view.entries()
    entries = tuned(entries, course) if view["rates"] == "tuned" else entries
    runs = race(entries, course)
    lines, scope = race_page.lines(view, runs), race_page.scope(view, runs)
    controls = panel_data(race_panel(view, entries, microscope=True), asked.ack, asked.address, asked.refused)
    preset = preset_of(PRESETS, view)
    scene = race_scene(view.surface, course, lines, caption(view), scope, ack=asked.ack, panel=controls, preset=preset, **race_page.links(view))
    components.lab(scene, "lab", note_edit("lab"))


lab()
race_page.words(shown)
race_page.why_the_gradient()
