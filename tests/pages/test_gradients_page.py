"""The page on gradients as Streamlit runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dl_core.activations import ACTIVATIONS
from ui import gradients_page
from ui.gradients_panel import gradients_panel
from ui.gradients_training import sentences
from views.gradients import LOSS_NAMES, PARTS, Gradients
from views.gradients_presets import PRESETS
from views.gradients_words import WORDS, words
from views.presets import preset_of

ENTRY = Path(__file__).parents[2] / "navigation.py"


def visit(view: Gradients, command: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    app.query_params.update(view.query())
    app.switch_page("pages/gradients.py")
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


def test_every_part_has_its_words_and_a_way_to_be_shown() -> None:
    assert PARTS.keys() == WORDS.keys() == gradients_page.PARTS.keys()
    for name in PARTS:
        assert WORDS[name].strip() in words(Gradients({"part": name}))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_is_in_its_link_and_says_something(name: str) -> None:
    preset = PRESETS[name]
    app = visit(preset.view)
    assert not app.exception and not app.warning
    assert Gradients.read(preset.view.query()) == (preset.view, []) and preset_of(PRESETS, preset.view) == name
    assert preset.see and preset.attempt


@pytest.mark.parametrize("command", ["train", "pause", "again"])
def test_training_obeys(command: str) -> None:
    view = Gradients({"part": "train", "depth": 4.0})
    app = visit(view, command)
    assert not app.exception
    run = app.session_state["training"]
    assert run.running == (command == "train") and (run.step > 0) == (command == "train")
    assert all(len(losses) == run.nets[name].step for name, losses in run.loss.items())


def test_a_net_that_diverges_says_when_and_what_its_last_loss_was() -> None:
    view = Gradients({"part": "train", "nets": ("relu",), "lr": 10.0, "init": "unit", "depth": 10.0})
    app = visit(view, "train")
    for _ in range(20):
        if not app.session_state["training"].running:
            break
        app.run()
    run = app.session_state["training"]
    assert run.broke("relu") and not run.running
    (text, tone), *_ = sentences(view, run)
    assert "diverged at step" in text and tone == "alarm"


@pytest.mark.parametrize("part", ["numerical", "cost"])
def test_a_measurement_is_made_when_asked_for_and_not_before(part: str) -> None:
    name = {"numerical": "times", "cost": "costs"}[part]
    assert name not in visit(Gradients({"part": part})).session_state
    assert visit(Gradients({"part": part}), "measure").session_state[name]


def test_no_slider_of_the_first_part_compiles(compilations: Callable[[], int]) -> None:
    compilations()
    for i, one in enumerate(ACTIVATIONS):
        asked = {"nets": (one.name,), "depth": 2.0 + 3 * i, "scale": 0.1 * (i + 1), "bias": 0.2 * i, "batchnorm": float(i % 2), "residual": float(i % 3 == 0)}
        view = Gradients({**asked, "seed": float(i), "loss": list(LOSS_NAMES)[i % 2], "task": ("moons", "spirals")[i % 2], "layer": float(i)})
        found = gradients_page.layer_by_layer(view)
        assert len(found.charts) == 7 and len(found.says) == 1
    assert compilations() == 0


def test_what_travels_is_strict_json_also_when_nothing_is_finite() -> None:
    view = Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0, "scale": 20.0})
    found = gradients_page.layer_by_layer(view)
    message = json.dumps({"charts": found.charts, "panel": gradients_panel(view, found.commands)}, allow_nan=False)
    assert len(message) < 60_000
    assert found.says[0]["tone"] == "alarm" and "forward from layer" in found.says[0]["text"]


def test_no_activation_at_all_is_answered_with_a_sentence() -> None:
    view = Gradients({"nets": ()})
    assert gradients_page.layer_by_layer(view).says == [{"text": "Choose an activation.", "tone": ""}]
    app = visit(Gradients({"nets": (), "part": "train"}), "train")
    assert not app.exception
