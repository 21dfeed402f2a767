"""A formula in a link comes from a stranger: it is read, refused in a sentence, or drawn; the box and the
start stay legal."""

import random
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jax
import numpy as np
import pytest

from dl_core.experiments.race import GRID, race
from kit.race.settings import BOX, EXAMPLES, FARTHEST, NARROWEST
from kit.race.words import about_surface, counted_from
from pages.race.charts.ground import HOLE
from pages.race.view import RaceView
from pages.sweep.view import SweepView
from surfaces.own import Own
from tests.pages.race.drawing import caption, header_of, show
from tests.surfaces.test_formula import HOSTILE, TAKEN, formulas

OWN = {"surface": "own"}
FAMILIES = [(family, text) for family, texts in HOSTILE.items() for text in texts]


def shown(view: RaceView) -> tuple[dict[str, Any], np.ndarray]:
    """Header and levels of the ground of the message that the page would get."""
    message = show(view)
    return header_of(message), np.frombuffer(message[-2 * GRID * GRID :], "<u2").reshape(GRID, GRID)


def said(header: dict[str, Any]) -> str:
    """What stands under the table."""
    return " ".join(sentence["text"] for sentence in header["says"])


# --- links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*EXAMPLES, *(text for family in TAKEN.values() for text in family)])
def test_a_formula_comes_back_from_its_link_as_it_was_typed(text: str) -> None:
    view, complaints = RaceView.read(OWN | {"formula": text})
    assert complaints == [] and view["formula"] == text.strip(" ")
    link = dict(parse_qsl(urlencode(view.query()), keep_blank_values=True))
    assert RaceView.read(link) == (view, []) and RaceView.read(link)[0].surface == view.surface


@pytest.mark.parametrize(("family", "text"), FAMILIES, ids=lambda text: ascii(text)[:30])
def test_a_hostile_formula_in_a_link_falls_back_with_its_sentence(family: str, text: str) -> None:
    before = time.process_time()
    view, complaints = RaceView.read(OWN | {"formula": text, "steps": "7"})
    assert time.process_time() - before < 2
    assert view == RaceView(OWN | {"steps": 7.0}) and len(complaints) == 1
    assert (
        complaints[0].endswith("Formula: x**2/20 + y**2 is used instead.")
        and len(complaints[0]) < 450
        and complaints[0].isprintable()
    )


def test_a_long_formula_is_refused_by_its_own_length_in_a_link_and_in_an_edit() -> None:
    for length in (201, 401, 100_000):
        _, complaints = RaceView.read({"formula": "x" * length})
        _, refused = RaceView().edited({"formula": "x" * length})
        assert (
            f"has {length} characters: at most 200 are read" in complaints[0]
            and f"has {length} characters" in refused[0]
        )


def test_a_refused_edit_keeps_the_formula_and_says_what_was_typed() -> None:
    view = RaceView({"surface": "own", "formula": "x*y"})
    changed, complaints = view.edited({"formula": "x[0]"})
    assert changed == view and len(complaints) == 1 and complaints[0].endswith("Formula stays as it was.")
    assert view.refusals({"formula": "x[0]", "steps": "5000"}) == {
        "formula": {"text": "x[0]", "why": complaints[0].removesuffix(" Formula stays as it was.")}
    }
    assert view.refusals({"formula": "x+y", "stranger": "1"}) == {}


def test_no_text_from_a_stranger_raises_in_a_formula_or_a_box() -> None:
    dice = random.Random(3)
    letters = "xyr()*+-/.,0123456789e sincoexplogabqrtm_[]'\\\x00é−²^"
    for _ in range(800):
        query = OWN | {"formula": "".join(dice.choices(letters, k=dice.randint(0, 40)))}
        query |= {
            side: dice.choice(["-5", "5", "1e3", "nan", "x", "-1e9", "0.05", repr(dice.uniform(-1100, 1100))])
            for side in BOX
            if dice.random() < 0.5
        }
        query |= {along: repr(dice.uniform(-9, 9)) for along in "xy" if dice.random() < 0.3}
        view, _ = RaceView.read(query)
        assert RaceView.read(view.query()) == (view, [])
        x0, x1, y0, y1 = (view[side] for side in BOX)
        assert (
            x1 - x0 >= 0.999 * NARROWEST
            and y1 - y0 >= 0.999 * NARROWEST
            and max(map(abs, (x0, x1, y0, y1))) <= FARTHEST
        )
        assert x0 <= view["x"] <= x1 and y0 <= view["y"] <= y1
        assert view.surface.window == (x0, x1, y0, y1)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"own.x0": "3", "own.x1": "3"},
            "Box: x to “3” is not a number from 3.1 to 1000. Box: x to: 5 is used instead.",
        ),
        (
            {"own.y0": "8", "own.y1": "-8"},
            "Box: y to “-8” is not a number from 8.1 to 1000. Box: y to: 18 is used instead.",
        ),
        ({"own.x0": "nan"}, "Box: x from “nan” is not a finite number. Box: x from: -5 is used instead."),
        (
            {"own.x0": "-1001"},
            "Box: x from “-1001” is not a number from -1000 to 999.9. Box: x from: -5 is used instead.",
        ),
        ({"own.x0": "0", "x": "-1"}, "Start x “-1” is not a number from 0 to 5. Start x: 1 is used instead."),
    ],
)
def test_a_box_that_is_none_falls_back_with_a_sentence(query: dict[str, str], words: str) -> None:
    _, complaints = RaceView.read(OWN | query)
    assert complaints == [words]


def test_another_box_keeps_a_start_that_lies_in_it_and_drops_one_that_does_not() -> None:
    view, _ = RaceView.read(OWN | {"x": "3", "y": "-2"})
    for changes, start in (
        ({"own.x1": "4"}, (3.0, -2.0)),
        ({"own.x1": "2"}, (-3.6, -2.0)),
        ({"own.y0": "-1"}, (3.0, 3.8)),
    ):
        changed, complaints = view.edited(changes)
        assert complaints == [] and (changed["x"], changed["y"]) == start


def test_another_formula_keeps_the_start_and_another_surface_does_not() -> None:
    view, _ = RaceView.read(OWN | {"x": "3", "y": "-2", "formula": "x*y"})
    assert view.edited({"formula": "x+y"})[0]["x"] == 3
    away, complaints = view.edited({"surface": "bowl"})
    assert complaints == [] and (away["x"], away["y"]) == (-3, 4) and away["formula"] == "x*y"


def test_a_race_of_an_own_surface_is_its_link() -> None:
    surface = Own.read("x - log(x) + y**2", (-1.0, 7.0, -4.0, 4.0))
    view = RaceView.of(surface, (), (5.0, 1.0))
    assert (
        view.surface == surface
        and view.course().start == (5.0, 1.0)
        and RaceView.read(view.query()) == (view, [])
    )
    # the formula is data of the loss: no switch, nothing to compile
    assert view.course().loss is view.surface
    assert SweepView(dict(view.asked)).surface == surface


# --- drawings -----------------------------------------------------------------------------------------------


def test_every_taken_family_is_drawn_within_two_seconds() -> None:
    shown(RaceView({"surface": "own"}))
    for family, texts in TAKEN.items():
        for text in [*texts[:3], *formulas(2, seed=sum(map(ord, family)))]:
            view = RaceView({"surface": "own", "formula": text.strip(" ")})
            before = time.process_time()
            header, levels = shown(view)
            about_surface(view.surface)
            assert time.process_time() - before < 2, text
            assert isinstance(view.surface, Own)
            own = _grid(view.surface)
            np.testing.assert_array_equal(levels == HOLE, ~np.isfinite(own), err_msg=text)
            assert header["map"]["found"] and header["map"]["holes"] == pytest.approx((levels == HOLE).mean())


def _grid(surface: Own) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(*surface.window[:2], GRID), np.linspace(*surface.window[2:], GRID))
    return np.asarray(jax.vmap(surface)(np.stack([x.ravel(), y.ravel()], axis=1))).reshape(GRID, GRID)


def test_the_levels_are_the_loss_and_the_holes_are_where_it_is_no_number() -> None:
    header, levels = shown(RaceView({"surface": "own", "formula": "log(x) + y**2", "race": ("sgd",)}))
    ground = header["map"]
    x, y = np.meshgrid(np.linspace(-5, 5, GRID), np.linspace(-5, 5, GRID))
    np.testing.assert_array_equal(levels == HOLE, x <= 0)
    assert ground["holes"] == pytest.approx(51 / 101) and "Holes in the map (50.5 %), grey" in said(header)
    level = ground["low"] + (ground["high"] - ground["low"]) * levels / (HOLE - 1)
    loss = 10**level - ground["floor"] + ground["lowest"]
    with np.errstate(invalid="ignore", divide="ignore"):
        true = np.log(x) + y**2
    np.testing.assert_allclose((loss - true)[x > 0], 0, atol=2e-3 * (true[x > 0].max() - ground["lowest"]))


def test_without_a_minimum_the_gap_is_above_the_lowest_value_met_and_the_page_says_so() -> None:
    view = RaceView(
        {"surface": "own", "formula": "x", "race": ("sgd",), "steps": 20.0, "rates": "own", "sgd.lr": 0.1}
    )
    course = view.course()
    assert course.lowest == -5 and len(course.minima) == 0
    track = race(view.entries(), course)[0].track
    np.testing.assert_allclose(track.gap, track.x[:, 0] + 5)
    assert np.isnan(track.distance).all() and track.arrived is None
    assert (
        "No minimum was found: the gap is counted from −5, the lowest value met in the box, poles "
        "left out, and there is no distance."
    ) in caption(view)


def test_a_formula_without_any_value_is_drawn_as_one_hole() -> None:
    header, levels = shown(
        RaceView({"surface": "own", "formula": "sqrt(-1-r)", "average": 3.0, "steps": 9.0})
    )
    assert (
        (levels == HOLE).all() and header["map"]["points"] == [] and "The whole map is a hole" in said(header)
    )
    assert all(run["note"] == "in a hole from step 0" for run in header["runs"] if not run["dashed"])


def test_a_wide_range_of_values_is_drawn_without_a_clamp() -> None:
    header, levels = shown(RaceView({"surface": "own", "formula": "exp(exp(r))", "race": ("adam",)}))
    assert (
        header["map"]["height"] == "log" and header["map"]["high"] > 290 and 0 < header["map"]["holes"] < 0.05
    )
    assert levels[levels != HOLE].max() == HOLE - 1 and levels.min() == 0


def test_the_words_show_what_was_read_and_never_the_text() -> None:
    surface = RaceView({"surface": "own", "formula": "  x²·y − π*2".strip()}).surface
    words = about_surface(surface)
    assert r"x^{2} \, y - \pi \cdot 2" in words and "x²" not in words and surface.found.words in words
    found = RaceView({"surface": "own", "formula": "(x**2 - 4)**2 + y**2"}).surface
    assert isinstance(found, Own) and len(found.minima()) == 2
    assert "there may be more" in counted_from(
        found.reference, 2
    ) and "Minima found numerically" in about_surface(found)
