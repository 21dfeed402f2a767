"""What the page on races says of its facts, what its parts read, and what is sent in which language."""

from typing import Any

import numpy as np
import pytest

from dl_core.experiments.race import race, tuned
from dl_core.optimizers import RACERS
from dl_core.theory import largest_stable_rate
from kit.messages import LEFT, MARKED
from kit.race.facts import entries
from pages.race import PAGE, facts, words
from pages.race.facts import Racer, races
from pages.race.view import RaceView
from tests.pages.race.drawing import body_of, caption, header_of, show
from ui.exports import table
from ui.home_page import MINIATURE
from ui.player_page import sent

BOWL = {"surface": "bowl", "race": ("sgd",), "rates": "own", "x": 1.0, "y": 1.0, "steps": 20.0}


def racer(**asked: Any) -> Racer:
    return races(RaceView({**BOWL, **asked})).racers[0]


def test_a_note_is_one_whole_message_for_each_case() -> None:
    still, lost = racer(**{"sgd.lr": 0.1}), racer(**{"sgd.lr": 3.0, "steps": 100.0})
    step = lost.run.track.lost
    assert step and still.run.track.lost is None and still.bound
    said = {
        words.note(still): "stable below {bound}",
        words.note(lost): "diverged at step {step}, stable below {bound}",
        words.note(lost._replace(bound=None)): "diverged at step {step}",
        words.note(still._replace(below=True)): "ends below the lowest value known",
        words.note(still._replace(in_hole=3)): "in a hole for {steps} of its steps",
        words.note(still._replace(in_hole=3, hole=2)): "in a hole from step {step}",
    }
    assert all(note.text == text for note, text in said.items()) and len(said) == 6  # type: ignore[attr-defined]
    assert words.note(still._replace(bound=None)) == words.about_note(still._replace(bound=None)) == ""
    assert all(
        words.about_note(one) for one in (still, lost, still._replace(below=True), still._replace(in_hole=1))
    )


@pytest.mark.parametrize("rule", ["sgd", "momentum", "nesterov"])
def test_below_the_noted_bound_a_rule_is_stable_and_above_it_it_is_not(rule: str) -> None:
    first = racer(race=(rule,), surface="ravine")
    assert first.bound == pytest.approx(largest_stable_rate(first.run.entry.optimizer, 20.0), rel=1e-12)
    for share, stable in ((0.98, True), (1.02, False)):
        track = racer(
            **{"race": (rule,), "surface": "ravine", f"{rule}.lr": share * first.bound, "steps": 1000.0}
        ).run.track
        assert (track.gap[-1] < track.gap[0]) == stable and (track.lost is None) == stable


def test_what_is_said_under_the_table_names_rates_noise_and_steps() -> None:
    assert caption(RaceView({"race": ()})) == "Nobody races: choose a racer in the panel."
    assert "within 77 steps. Each rule has the rate of its own slider." in caption(
        RaceView({"steps": 77.0, "rates": "own"})
    )
    assert "All have the same rate, 0.25." in caption(RaceView({"rates": "same", "lr": 0.25}))
    assert "The gradient has noise: σ = 0.5, seed 3." in caption(
        RaceView({"sigma": 0.5, "seed": 3.0})
    ) and "noise" not in caption(RaceView())
    assert words.race(races(RaceView())._replace(racers=()))[0]["text"].startswith("Nobody")


def test_a_share_of_holes_too_small_for_a_digit_is_said_so() -> None:
    one = races(RaceView(BOWL))
    values = np.zeros((101, 101))
    values[0, 0] = np.nan
    hole = facts.Ground(one.ground.surface, values, 0.0, (), True)
    assert (
        0 < hole.holes < words.SMALLEST
        and "(under 0.1 %)" in words.race(one._replace(ground=hole))[-1]["text"]
    )
    values[0, :6] = np.nan
    assert (
        "Holes in the map (0.1 %)"
        in words.race(one._replace(ground=facts.Ground(one.ground.surface, values, 0.0, (), True)))[-1][
            "text"
        ]
    )


def test_the_rates_in_the_panel_are_those_of_the_race_and_are_looked_up_the_second_time() -> None:
    for asked in (
        {},
        {"sigma": 1.0, "seed": 4.0},
        {"surface": "himmelblau", "steps": 33.0},
        {"surface": "own", "formula": "x**2 + y**4"},
    ):
        view = RaceView({"race": ("sgd", "adam", "newton"), **asked})
        assert entries(view) == tuned(view.entries(), view.course()) == entries(view)


def test_whatever_a_rate_is_tuned_for_is_looked_up_by() -> None:
    noisy: dict[str, Any] = {"race": ("sgd", "momentum"), "sigma": 3.0, "seed": 1.0, "steps": 60.0}
    found = [entries(RaceView(noisy))]
    for moved in (
        {"seed": 5.0},
        {"sigma": 0.5},
        {"steps": 20.0},
        {"x": 9.0},
        {"y": -3.0},
        {"ravine.kappa": 80.0},
        {"schedule": "cosine"},
        {"momentum.momentum": 0.5},
        {"surface": "beale"},
    ):
        view = RaceView({**noisy, **moved})
        found.append(entries(view))
        assert found[-1] == tuned(view.entries(), view.course()), moved
    assert len({str(one) for one in found}) > 7, "most of these choose other rates"


def test_a_part_reads_its_own_settings_only_and_a_hand_beside_it_moves_nothing_in_it() -> None:
    view = RaceView({"about": "adam", "dimensions": 7.0})
    main, rule, bowl = (part.seen(view) for part in (*PAGE.parts, *PAGE.beside, *PAGE.below))
    for seen, name in (
        (main, "about"),
        (main, "dimensions"),
        (rule, "microscope"),
        (rule, "average"),
        (bowl, "surface"),
    ):
        with pytest.raises(KeyError):
            seen[name]
    assert (
        rule["about"] == "adam"
        and bowl["dimensions"] == 7
        and [part.name for part in PAGE.below] == ["dimensions"]
    )


@pytest.mark.parametrize("cls", RACERS)
def test_every_rule_has_a_script_or_a_reason_beside_the_race(cls: type) -> None:
    (part,) = PAGE.beside
    for library in ("optax", "PyTorch"):
        found = facts.scripted(
            part.seen(RaceView({"about": cls.__name__.lower(), "library": library, "rates": "own"}))
        )
        assert bool(found.script) != bool(found.refused) and len(words.refused(found)) in (0, 2)


def test_the_table_that_is_saved_holds_the_runs_that_are_shown() -> None:
    view = RaceView({"race": ("sgd", "adam"), "steps": 9.0})
    text = table("race", view.query())
    assert text and text.count("\n") == 1 + 2 * 10
    runs = race(tuned(view.entries(), view.course()), view.course())
    rows = [row.split(",") for row in text.splitlines()[1:]]
    np.testing.assert_array_equal(
        [[float(row[2]), float(row[3])] for row in rows], np.concatenate([run.descent.x for run in runs])
    )
    address = header_of(show(view))["csv"]
    assert address.startswith("/export/race.csv?v=") and "race=sgd%2Cadam" in address and "steps=9" in address


def test_the_header_is_said_in_the_language_and_the_numbers_behind_it_stay() -> None:
    view = RaceView({"microscope": "adam", "average": 5.0})
    english, marked = show(view), show(view, MARKED)
    assert body_of(english) == body_of(marked)
    header = header_of(marked)
    assert all(run["label"].startswith(LEFT) for run in header["runs"]) and all(
        one["text"].startswith(LEFT) for one in header["says"]
    )
    assert header["scope"]["label"] in [run["label"] for run in header["runs"] if not run["dashed"]], (
        "the player finds the run by it"
    )
    assert header["tabs"][0]["label"].startswith(LEFT) and header["map"] == header_of(english)["map"]


def test_the_miniature_is_the_race_s_own_drawing() -> None:
    part = PAGE.parts[0]
    assert part.facts and part.scene
    header = header_of(sent(part.scene(part.facts(part.seen(MINIATURE))), mode="mini"))
    assert (
        header["mode"] == "mini"
        and len(header["runs"]) == 7
        and header["name"] == "himmelblau"
        and header["plotly"].endswith("plotly.min.js")
    )
