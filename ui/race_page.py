"""The parts of the race page around its lab."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.microscope import microscope
from dl_core.experiments.race import Run, curvatures, race, tuned
from dl_core.optimizers import RACERS
from dl_core.params import params_of
from dl_core.schedules import Constant
from dl_core.theory import largest_stable_rate
from exports.scripts import CannotSay, script
from figures.microscope import Scope, scope_of
from figures.scene import Line, curve, curves_scene, line_of, line_of_average, race_scene
from figures.theme import colour
from ui import assets
from ui.ask import Asked, ask, note_edit
from ui.components import lab, panel, panel_data
from ui.controls import group, item, symbol
from ui.race_panel import race_panel
from views.presets import preset_of
from views.race import NOBODY, Dimensions, Race, slug
from views.race_presets import PRESETS
from views.race_words import PROTOCOL, about_rule, about_surface, caption

BELOW = 1e-9  # of the gap at the start: less is rounding


def lines(view: Race, runs: Sequence[Run]) -> list[Line]:
    """Every run and, where asked for, its averaged iterate; with the bound of its rate where theory has one and the rate is constant."""
    course = view.course()
    steepest = float(curvatures(course.loss, course.start)[-1]) if view.surface.quadratic else None
    drawn = []
    for run in runs:
        constant = isinstance(run.entry.schedule, Constant)
        line = line_of(run, largest_stable_rate(run.entry.optimizer, steepest) if steepest and constant else None)
        said = about_holes(run, course.box)
        drawn.append(line._replace(note=said, lost=True) if said else line)
        if run.average is not None:
            drawn.append(line_of_average(run, run.average))
    return drawn


def about_holes(run: Run, box: tuple[float, float, float, float]) -> str:
    """What a run has to do with places in the box where the loss has no finite value; nothing, if nothing. A run that ends below what gaps are counted
    from, as it may where minima are only found, says that here too: its gap is below 0."""
    track = run.track
    x, y = track.x.T
    inside = ~np.isfinite(track.loss) & (box[0] <= x) & (x <= box[1]) & (box[2] <= y) & (y <= box[3])
    if track.lost is not None and inside[track.lost]:
        return f"in a hole from step {track.lost}"
    if inside.any():
        return f"in a hole for {inside.sum()} of its steps"
    return "ends below the lowest value known" if track.lost is None and track.gap[-1] < -BELOW * abs(track.gap[0]) else ""


def links(view: Race) -> dict[str, Any]:
    """The addresses that the player needs."""
    looks = [(slug(cls), cls.label) for cls in RACERS if slug(cls) in (*view["race"], view["microscope"])]  # one that does not race, too: the page says so
    said = "" if view["microscope"] == NOBODY else view["microscope"]
    return {"plotly": assets.url("plotly.min.js"), "csv": f"/export/race.csv?{urlencode(view.query())}", "looks": looks, "look": said}


def scope(view: Race, runs: Sequence[Run]) -> Scope | None:
    """The run under the microscope, taken apart; None if there is none, or if its rule does not race."""
    run = next((run for run in runs if type(run.entry.optimizer) is view.looked_at), None)
    if run is None:
        return None
    rule = type(run.entry.optimizer)
    return scope_of(microscope(run, view.course()), {name: symbol(known) for name, known in params_of(rule)}, label=rule.label)


def scene(asked: Asked[Race], now: str = "") -> bytes:
    """The whole race and its panel as one message. now: where a moving hand is answered (`ui.now`)."""
    view, course, entries = asked.view, asked.view.course(), asked.view.entries()
    entries = tuned(entries, course) if view["rates"] == "tuned" else entries
    runs = race(entries, course)
    controls = panel_data(race_panel(view, entries, microscope=True), asked.ack, asked.address, asked.refused)
    more = {"ack": asked.ack, "panel": controls, "preset": preset_of(PRESETS, view), "now": now, **links(view)}
    return race_scene(view.surface, course, lines(view, runs), caption(view), scope(view, runs), **more)


def words(view: Race) -> None:
    """Below the fold: a rule in words and the same run as a script; the surface, and how to read it all."""
    with st.container(key="words"):  # app.css lays it out: Streamlit's own columns, headings and Markdown blocks each cost time at every move
        with st.container(key="words-rule"):
            _rule()
        with st.container(key="words-surface"):
            st.markdown(f"### The surface\n\n{about_surface(view.surface)}\n\n{PROTOCOL}")


@st.fragment
def _rule() -> None:
    asked = ask(Race)
    view, course = asked.view, asked.view.course()
    choices = [item(view, "about"), item(view, "library") | {"kind": "segment"}]
    panel([group("A rule, and the same run as a script", *choices)], "words-panel", asked.ack, asked.address, note_edit("words-panel"))
    cls = next(cls for cls in RACERS if slug(cls) == view["about"])
    st.markdown(about_rule(cls))
    entry = view.entry(cls)
    entry = tuned([entry], course)[0] if view["rates"] == "tuned" else entry
    try:
        st.code(
            script(view["library"], entry.optimizer, view.surface, course.start, entry.schedule, course.noise, course.steps), language=None
        )  # the colours of Streamlit's highlighting are too faint to read
    except CannotSay as why:
        st.info(str(why))


@st.fragment
def why_the_gradient() -> None:
    """Random search against gradient descent on a bowl in many dimensions."""
    st.html(assets.text("why_the_gradient.html"))
    asked = ask(Race)
    view = asked.view
    numbers = {name: view[name] for name, _ in params_of(Dimensions)}
    runs = race_in_dimensions(int(numbers["dimensions"]), int(numbers["tries"]), numbers["rate"], numbers["width"], view["seed"])
    drawn = [curve("Gradient", colour("SGD"), runs.gradient), curve("Random", colour("Random search"), runs.search)]
    controls = panel_data([group("", *(item(view, name) for name in numbers))], asked.ack, asked.address)
    scene = curves_scene("bowl", drawn, "", ack=asked.ack, panel=controls, plotly=assets.url("plotly.min.js"))
    lab(scene, "dimensions", note_edit("dimensions"))
