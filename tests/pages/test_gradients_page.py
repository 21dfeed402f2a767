"""The page on gradients as Streamlit runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dl_core.activations import ACTIVATIONS
from ui import gradients_page
from ui.gradients_panel import gradients_panel
from ui.headline import _own
from views import race_presets
from views.gradients import LOSS_NAMES, MAX_DEPTH, PARTS, Gradients
from views.gradients_presets import CHANGED, PRESETS
from views.gradients_words import WORDS, words
from views.presets import preset_of
from views.race import Race

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


def test_no_preset_compiles_after_the_warm_up_and_no_part_when_it_is_chosen(compilations: Callable[[], int]) -> None:
    compilations()
    for view in [preset.view for preset in PRESETS.values()] + [Gradients({"part": name}) for name in PARTS]:
        assert not visit(view, "start" if view["part"] == "train" else None).exception
        assert compilations() == 0, view
    for depth in range(2, MAX_DEPTH + 1, 4):
        gradients_page.non_linearity(Gradients({"depth": float(depth)})), gradients_page.why_a_loss(Gradients({"depth": float(depth), "seed": float(depth)}))
    gradients_page.numerical(Gradients({"seed": 5.0}))
    assert compilations() == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"nets": ("relu",), "init": "unit", "width": "2", "bias": 0.5, "seed": 11.0}, "the weights of layers 1 to 9 get exactly 0 (no unit of layer 8 fires)"),
        ({"nets": ("relu",), "init": "unit", "width": "2", "bias": 0.5, "seed": 112.0}, "0 (no unit of layer 1 that the gradient reaches fires)"),
        ({"nets": ("relu",), "init": "zeros"}, "exactly 0 (no unit of layer 1 fires)"),
        ({"nets": ("sigmoid",), "init": "zeros"}, "exactly 0; loss 0.693"),
        ({"nets": ("sigmoid",), "init": "small", "scale": 0.05, "depth": 30.0}, "0 (float32 has no smaller number)"),
        ({"nets": ("relu",), "bias": -3.0, "residual": 1.0}, "the weights of layers 2 to 10 get exactly 0 (no unit of layer 2 fires)"),
        ({"nets": ("relu",), "init": "unit", "depth": 30.0, "scale": 2.6}, "forward at the readout"),
        ({"nets": ("relu",), "init": "unit", "depth": 30.0, "scale": 2.7}, "forward at the readout"),
    ],
)
def test_a_gradient_of_zero_or_none_comes_with_its_reason(asked: dict[str, object], said: str) -> None:
    (sentence,) = gradients_page.layer_by_layer(Gradients(asked)).says
    assert said in sentence["text"]


def test_a_histogram_of_a_layer_that_is_not_there_is_owned_up_to() -> None:
    found = gradients_page.layer_by_layer(Gradients({"layer": 25.0}))
    assert "no layer 25" in found.says[-1]["text"] and "layer 10" in found.says[-1]["text"] and "of layer 10 lie" in found.charts[-1]["about"]
    assert len(gradients_page.layer_by_layer(Gradients({"layer": 10.0})).says) == 2


def test_the_dying_map_ends_where_its_settings_do() -> None:
    limits = gradients_page.dying_relu(Gradients({"part": "dying"})).charts[0]["limits"]
    known = Gradients().known
    assert limits == {name: (known[name].param.low, known[name].param.high) for name in ("dlr", "dbias")}


def test_what_travels_is_strict_json_also_when_nothing_is_finite() -> None:
    view = Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0, "scale": 20.0})
    found = gradients_page.layer_by_layer(view)
    message = json.dumps({"charts": found.charts, "panel": gradients_panel(view, found.commands)}, allow_nan=False)
    assert len(message) < 60_000
    assert found.says[0]["tone"] == "alarm" and "forward from layer" in found.says[0]["text"]


def test_no_activation_at_all_is_answered_with_a_sentence() -> None:
    view = Gradients({"nets": ()})
    for shown in (gradients_page.layer_by_layer(view), gradients_page.training(view)):
        assert shown.says == [{"text": "Choose an activation.", "tone": ""}] and shown.charts == []
    app = visit(Gradients({"nets": (), "part": "train"}), "train")
    assert not app.exception


def test_few_nets_have_a_sentence_each_and_many_one_for_all_but_those_without_a_number() -> None:
    names = [one.name for one in ACTIVATIONS]
    assert len(gradients_page.layer_by_layer(Gradients({"nets": tuple(names[:3])})).says) == 3
    (one,) = gradients_page.layer_by_layer(Gradients({"nets": tuple(names)})).says
    assert all(activation.label in one["text"] for activation in ACTIVATIONS) and "Sigmoid 2.2·10⁻⁶, tanh" in one["text"]
    first, *others = gradients_page.layer_by_layer(Gradients({"nets": tuple(names), "bias": -3.0})).says
    assert "ReLU: not one hidden layer's weights" in others[0]["text"] and ", ReLU" not in first["text"]


def test_what_is_read_off_layer_by_layer_is_the_gradient_that_reaches_a_layer() -> None:
    first, second = (row["text"] for row in gradients_page.layer_by_layer(Gradients()).says)
    assert first == "Sigmoid: the gradient that reaches layer 1, ‖∂L/∂a‖, is 3.2·10⁻⁸: 2.2·10⁻⁶ times that of hidden layer 10; loss 0.727."
    assert "ReLU" in second and "0.96 times" in second


def test_a_rate_at_which_steps_overshoot_is_owned_up_to() -> None:
    _, sigmoid, mixed, turns, tanh = gradients_page.zero_centred(Gradients({"part": "centred", "step": 2.0})).says
    assert "100 % of the steps on one sample move both weights the same way, 0 % of those on all;" in sigmoid["text"]
    assert not any(one["tone"] or "‖a‖²" in one["text"] for one in (sigmoid, mixed, turns))
    assert tanh["tone"] == "alarm" and "2.2 on average, over 2" in tanh["text"]


def test_a_net_too_deep_for_its_losses_to_move_is_owned_up_to() -> None:
    assert len(gradients_page.why_a_loss(PRESETS["Why a loss"].view).says) == 1
    assert "2 to 5 layers show more" in gradients_page.why_a_loss(Gradients({"part": "loss", "depth": 30.0})).says[1]["text"]


def test_a_second_measurement_stands_beside_the_one_before() -> None:
    app = visit(Gradients({"part": "cost"}), "measure")
    first = app.session_state["costs"]
    assert "costs before" not in app.session_state
    app.session_state["command"] = {"do": "measure"}
    app.run()
    assert app.session_state["costs before"] is first and app.session_state["costs"] is not first


def test_a_slider_says_where_its_default_is() -> None:
    rows = {item["key"]: item for group in gradients_panel(Gradients(), []) for item in group["items"]}
    assert rows["depth"]["about"].endswith("the tick marks the default, 10") and "0 = all" in rows["layer"]["label"]
    assert "usual" in dict(rows["init"]["options"]) and "He" in dict(rows["init"]["options"])["usual"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [({"part": "dying"}, "Dying ReLU"), ({"part": "train"}, "Learning, or not"), ({"depth": 29.0, "nets": ("sigmoid", "tanh", "relu")}, "Thirty layers")],
)
def test_own_numbers_are_told_what_the_nearest_example_of_their_part_shows(asked: dict[str, object], name: str) -> None:
    words = _own(PRESETS, CHANGED, Gradients(asked))
    assert words.see == "Your own numbers." and f"“{name}”" in words.attempt and PRESETS[name].see in words.attempt


def test_own_numbers_of_a_page_without_parts_have_its_own_words() -> None:
    assert _own(race_presets.PRESETS, race_presets.CHANGED, Race()) is race_presets.CHANGED
