"""The pages as Streamlit runs them, and the promise that nothing compiles under the hand."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.optimizers import RACERS
from dl_core.schedules import SCHEDULES
from kit.race.settings import slug
from kit.race.words import about_surface
from pages.race.how import about_rule
from pages.race.presets import PRESETS
from pages.race.view import RaceView
from surfaces import SURFACES
from tests.pages.race.drawing import header_of, show
from tests.pages.visiting import visitor


def visit(page: str, query: dict[str, str] | None = None) -> AppTest:
    return visitor(page, query or {}).run()


@pytest.mark.parametrize("page", ["", "race", "gradients"])
def test_a_page_runs_without_a_complaint(page: str) -> None:
    app = visit(page)
    assert not app.exception and not app.warning and not app.error
    assert app.get("bidi_component")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs(name: str) -> None:
    app = visit("race", PRESETS[name].view.query())
    assert not app.exception and not app.warning


def test_a_bad_link_is_answered_with_a_sentence() -> None:
    app = visit("race", {"steps": "-3", "v": "1"})
    assert not app.exception and len(app.warning) == 1 and "-3" in app.warning[0].value


def test_nothing_compiles_after_the_warm_up(compilations: Callable[[], int]) -> None:
    everyone = tuple(slug(cls) for cls in RACERS)
    dice = np.random.default_rng(0)
    compilations()
    for k, surface in enumerate(SURFACES):
        for rates in ("own", "same", "tuned"):
            asked = {
                "surface": slug(surface),
                "race": everyone,
                "rates": rates,
                "steps": float(dice.integers(1, 1000)),
                "average": float(k),
            }
            asked |= {
                "schedule": slug(SCHEDULES[k % len(SCHEDULES)]),
                "sigma": k / 7,
                "seed": float(k),
                "adam.b1": float(dice.uniform(0, 0.99)),
                "microscope": everyone[k % len(everyone)],
            }
            assert show(RaceView(asked))
    for name in PRESETS:
        assert show(PRESETS[name].view)
    for dimensions in (1, 2, 7, 50, 100):
        race_in_dimensions(dimensions, 20 * dimensions % 999, 0.2, 0.3, float(dimensions))
    assert compilations() == 0


def test_a_race_of_seven_over_a_hundred_steps_is_a_small_message() -> None:
    assert len(show(RaceView())) < 100_000


def test_the_microscope_is_sent_only_when_it_is_asked_for_and_stays_bounded() -> None:
    long = {"race": ("adam",), "rates": "own", "steps": 1000.0, "sigma": 1.0, "schedule": "cosine"}
    off, on = show(RaceView(long)), show(RaceView({**long, "microscope": "adam"}))
    assert (
        "scope" not in header_of(off)
        and header_of(off)["look"] == ""
        and header_of(off)["looks"] == [["adam", "Adam"]]
    )
    scope = header_of(on)["scope"]
    assert scope["label"] == "Adam" and [line["name"] for line in scope["lines"]] == [
        "g",
        "lr",
        "t",
        "m",
        "v",
        "m_hat",
        "v_hat",
        "rate",
        "step",
        "x",
    ]
    assert sum(scope["widths"]) * 8 * 1001 < len(on) - len(off) < 400_000


def test_a_rule_that_does_not_race_is_not_taken_apart() -> None:
    header = header_of(show(RaceView({"race": ("sgd",), "microscope": "adam"})))
    assert header["look"] == "adam" and "scope" not in header


@pytest.mark.parametrize("cls", RACERS)
def test_the_words_about_a_rule_show_its_formula_symbols_and_source(cls: type) -> None:
    words = about_rule(cls)
    assert cls.formula in words and cls.source.who in words and all(part in words for part in cls.words)  # type: ignore[attr-defined]


@pytest.mark.parametrize("cls", SURFACES)
def test_the_words_about_a_surface_show_its_formula(cls: type) -> None:
    assert cls.formula in about_surface(cls())  # type: ignore[attr-defined]
