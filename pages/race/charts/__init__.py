"""What the player draws of a race: its map, its paths and curves, one of its runs under the microscope; and
curves alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.dimensions import DimensionRace
from dl_core.experiments.race import Run, Track
from dl_core.params import params_of
from kit.messages import _
from kit.number_format import number, symbol
from kit.player import Line, Scene, curve, scene
from kit.race.settings import slug
from kit.theme import colour, marker
from pages.race import words
from pages.race.charts.ground import drawn
from pages.race.charts.microscope import packed, scope_of
from pages.race.facts import Racer, Races

TABS = [
    {
        "key": key,
        "label": label,
        "about": about,
        "lines": [{"array": array, "dashed": dashed} for array, dashed in arrays],
        **legend,
    }
    for (key, label, about, legend), arrays in zip(
        words.TABS,
        ([("gap", False)], [("slope", False)], [("distance", False)], [("rateX", False), ("rateY", True)]),
        strict=True,
    )
]


def race(facts: Races) -> Scene:
    """The race on its map."""
    ground = drawn(facts.ground)
    header = {
        "mode": "full",
        "name": ground.header["name"],
        "title": _(type(facts.ground.surface).label),
        "steps": facts.course.steps,
        "start": facts.course.start,
        "tabs": TABS,
        "map": ground.header,
        "looks": [(slug(cls), _(cls.label)) for cls in facts.choices],
        "look": facts.looked,
    }
    if facts.microscope is None:
        return scene(header, lines(facts.racers), ground=ground.levels)
    rule = type(facts.microscope.run.entry.optimizer)
    taken_apart = scope_of(
        facts.microscope, {name: symbol(known.tex) for name, known in params_of(rule)}, label=_(rule.label)
    )
    return scene(
        {**header, "scope": taken_apart.header}, lines(facts.racers), packed(taken_apart), ground.levels
    )


def bowl(facts: DimensionRace) -> Scene:
    """The losses of both."""
    header = {
        "mode": "curves",
        "name": "bowl",
        "steps": len(facts.gradient) - 1,
        "start": (0, 0),
        "tabs": TABS[:1],
    }
    return scene(
        header,
        [
            curve(_("Gradient"), colour("SGD"), facts.gradient),
            curve(_("Random"), colour("Random search"), facts.search),
        ],
    )


def lines(racers: Sequence[Racer]) -> list[Line]:
    """Every run and, where asked for, its averaged iterate."""
    drawn_runs = []
    for racer in racers:
        drawn_runs.append(line_of(racer))
        if racer.run.average is not None:
            drawn_runs.append(line_of_average(racer.run, racer.run.average))
    return drawn_runs


def line_of(racer: Racer) -> Line:
    """How a run is drawn and what the table says of it."""
    run, label = racer.run, racer.rule.label
    rates, note = run.descent.rates, words.note(racer)
    return Line(
        _(label),
        colour(label),
        marker(label),
        [*_arrays(run.track), rates[:, 0], rates[:, 1]],
        False,
        number(float(run.entry.optimizer.lr)),
        words.arrival(run.track.arrived),
        note,
        words.about_note(racer),
        run.track.lost is not None or racer.in_hole > 0 or racer.below,
        slug(racer.rule),
    )


def line_of_average(run: Run, track: Track) -> Line:
    """The averaged iterate of a run: dashed, in the run's colour."""
    rule = type(run.entry.optimizer)
    label = rule.label
    nothing = np.full(len(track.x), np.nan)
    name, arrives = _("{rule} mean", rule=_(label)), words.arrival(track.arrived)
    return Line(
        name,
        colour(label),
        marker(label),
        [*_arrays(track), nothing, nothing],
        True,
        arrives=arrives,
        key=slug(rule),
    )


def _arrays(track: Track) -> list[NDArray[np.float64]]:
    return [track.x[:, 0], track.x[:, 1], track.gap, track.slope, track.distance]
