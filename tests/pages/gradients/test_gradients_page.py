"""The page on gradients as Streamlit runs it."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dl_core.activations import ACTIVATIONS
from kit.charts import Spec
from kit.number_format import number, percent
from kit.page import Measured, Sentence, say
from kit.presets import preset_of
from pages import race
from pages.gradients import PAGE, facts, words
from pages.gradients.presets import PRESETS
from pages.gradients.training import training
from pages.gradients.view import LOSS_NAMES, MAX_DEPTH, PARTS, Gradients
from tests.pages.visiting import visitor
from ui.headline import words_of
from ui.study_page import panel_of, shown


def visit(view: Gradients, command: str | None = None) -> AppTest:
    app = visitor("gradients", view.query())
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


def says(view: Gradients) -> list[Sentence]:
    """What is said of a view of which all facts are there at once."""
    return shown(PAGE, view).says


def charts(view: Gradients) -> list[Spec]:
    return shown(PAGE, view).charts


def test_every_part_has_its_words_and_a_way_to_be_shown() -> None:
    assert list(PARTS) == [part.name for part in PAGE.parts] and PARTS.keys() == {
        preset.view["part"] for preset in PRESETS.values()
    }
    for name in PARTS:
        view = Gradients({"part": name})
        first, *_others = PAGE.part(view).how(view)
        assert first.strip().startswith("### ")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_is_in_its_link_and_says_something(name: str) -> None:
    preset = PRESETS[name]
    app = visit(preset.view)
    assert not app.exception and not app.warning
    assert (
        Gradients.read(preset.view.query()) == (preset.view, []) and preset_of(PRESETS, preset.view) == name
    )
    assert preset.see and preset.attempt


@pytest.mark.parametrize("part", ["numerical", "cost"])
def test_a_measurement_is_made_when_asked_for_and_not_before(part: str) -> None:
    name = f"measured gradients {part}"
    assert name not in visit(Gradients({"part": part})).session_state
    last, before = visit(Gradients({"part": part}), "measure").session_state[name]
    assert last and before is None


def test_no_slider_of_the_first_part_compiles(compilations: Callable[[], int]) -> None:
    compilations()
    for i, one in enumerate(ACTIVATIONS):
        asked = {
            "nets": (one.name,),
            "depth": 2.0 + 3 * i,
            "scale": 0.1 * (i + 1),
            "bias": 0.2 * i,
            "batchnorm": float(i % 2),
            "residual": float(i % 3 == 0),
        }
        view = Gradients(
            {
                **asked,
                "seed": float(i),
                "loss": list(LOSS_NAMES)[i % 2],
                "task": ("moons", "spirals")[i % 2],
                "layer": float(i),
            }
        )
        found = shown(PAGE, view)
        assert len(found.charts) == 7 and len(found.says) == 1
    assert compilations() == 0


def test_no_preset_compiles_after_the_warm_up_and_no_part_when_it_is_chosen(
    compilations: Callable[[], int],
) -> None:
    compilations()
    for view in [preset.view for preset in PRESETS.values()] + [Gradients({"part": name}) for name in PARTS]:
        assert not visit(view, "start" if view["part"] == "train" else None).exception
        assert compilations() == 0, view
    for depth in range(2, MAX_DEPTH + 1, 4):
        (
            facts.non_linearity(Gradients({"depth": float(depth)})),
            facts.why_a_loss(Gradients({"depth": float(depth), "seed": float(depth)})),
        )
    facts.numerical(Gradients({"seed": 5.0}))
    assert compilations() == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"nets": ("relu",), "init": "unit", "width": "2", "bias": 0.5, "seed": 11.0},
            "The weights of layers 1 to 9 have a gradient of exactly 0. No unit of layer 8 fires.",
        ),
        (
            {"nets": ("relu",), "init": "unit", "width": "2", "bias": 0.5, "seed": 112.0},
            " have a gradient of exactly 0. No unit of layer 1 that the gradient reaches fires.",
        ),
        (
            {"nets": ("relu",), "init": "zeros"},
            "Logarithmic charts cannot show a 0. No unit of layer 1 fires.",
        ),
        (
            {"nets": ("sigmoid",), "init": "zeros"},
            "exactly 0; loss 0.693. Logarithmic charts cannot show a 0.",
        ),
        (
            {"nets": ("sigmoid",), "init": "small", "scale": 0.05, "depth": 30.0},
            " have a gradient of exactly 0. These gradients are smaller than any number that float32 has.",
        ),
        (
            {"nets": ("relu",), "bias": -3.0, "residual": 1.0},
            "The weights of layers 2 to 10 have a gradient of exactly 0. No unit of layer 2 fires.",
        ),
        (
            {"nets": ("relu",), "init": "unit", "depth": 30.0, "scale": 2.6},
            "forward the numbers of the output layer are not finite",
        ),
        (
            {"nets": ("relu",), "init": "unit", "depth": 30.0, "scale": 2.7},
            "forward the numbers of the output layer are not finite",
        ),
    ],
)
def test_a_gradient_of_zero_or_none_comes_with_its_reason(asked: dict[str, object], said: str) -> None:
    (sentence,) = says(Gradients(asked))
    assert said in sentence["text"]


def test_a_histogram_of_a_layer_that_is_not_there_is_owned_up_to() -> None:
    found = shown(PAGE, Gradients({"layer": 25.0}))
    assert (
        "no layer 25" in found.says[-1]["text"]
        and "layer 10" in found.says[-1]["text"]
        and "of layer 10 lie" in found.charts[-1]["about"]
    )
    assert len(says(Gradients({"layer": 10.0}))) == 2


def test_the_dying_map_ends_where_its_settings_do() -> None:
    limits = charts(Gradients({"part": "dying"}))[0]["limits"]
    known = Gradients().known
    assert limits == {name: (known[name].param.low, known[name].param.high) for name in ("dlr", "dbias")}


def test_what_travels_is_strict_json_also_when_nothing_is_finite() -> None:
    view = Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0, "scale": 20.0})
    found = shown(PAGE, view)
    message = json.dumps(
        {"charts": found.charts, "panel": panel_of(PAGE)(view, found.commands)}, allow_nan=False
    )
    assert len(message) < 60_000
    assert (
        found.says[0]["tone"] == "alarm"
        and "on the way forward the numbers are not finite from layer" in found.says[0]["text"]
    )


def test_no_activation_at_all_is_answered_with_a_sentence() -> None:
    for part in ("layers", "train"):
        found = shown(PAGE, Gradients({"nets": (), "part": part}))
        assert (
            found.says == [say(words.CHOOSE)]
            and found.charts == []
            and found.progress is None
            and found.room == 0
        )
    app = visit(Gradients({"nets": (), "part": "train"}), "train")
    assert not app.exception


def test_few_nets_have_a_sentence_each_and_many_one_for_all_but_those_without_a_number() -> None:
    names = [one.name for one in ACTIVATIONS]
    assert len(says(Gradients({"nets": tuple(names[:3])}))) == 3
    (one,) = says(Gradients({"nets": tuple(names)}))
    assert (
        all(activation.label in one["text"] for activation in ACTIVATIONS)
        and "Sigmoid 2.2·10⁻⁶, tanh" in one["text"]
    )
    first, *others = says(Gradients({"nets": tuple(names), "bias": -3.0}))
    assert "ReLU: the weights of every hidden layer" in others[0]["text"] and ", ReLU" not in first["text"]


def test_what_is_read_off_layer_by_layer_is_the_gradient_that_reaches_a_layer() -> None:
    first, second = (row["text"] for row in says(Gradients()))
    assert first == (
        "Sigmoid: the gradient that reaches layer 1, ‖∂L/∂a‖, is 3.2·10⁻⁸: 2.2·10⁻⁶ times that of "
        "hidden layer 10; loss 0.727."
    )
    assert "ReLU" in second and "0.96 times" in second


def test_a_rate_at_which_steps_overshoot_is_owned_up_to() -> None:
    first, sigmoid, mixed, turns, tanh = says(Gradients({"part": "centred", "step": 2.0}))
    assert "Dashed: all samples" in first["text"]
    assert (
        "100 % of the steps on one sample move both weights the same way, 0 % of those on all;"
        in sigmoid["text"]
    )
    assert not any(one["tone"] or "‖a‖²" in one["text"] for one in (sigmoid, mixed, turns))
    assert tanh["tone"] == "alarm" and "2.2 on average, over 2" in tanh["text"]


def test_a_net_too_deep_for_its_losses_to_move_is_owned_up_to() -> None:
    assert len(says(PRESETS["Why a loss"].view)) == 2
    assert "2 to 5 layers show more" in says(Gradients({"part": "loss", "depth": 30.0}))[2]["text"]


@pytest.mark.parametrize("asked", [{}, {"seed": 7.0}, {"task": "spirals", "depth": 5.0}])
def test_between_which_shares_the_untrained_nets_staircase_lies_is_said(asked: dict[str, Any]) -> None:
    found = facts.why_a_loss(Gradients({"part": "loss", "depth": 3.0, **asked}))
    low, high = (percent(of(found.found.accuracy)) for of in (np.min, np.max))
    assert f"not trained: wherever this weight is, its accuracy is from {low} to {high}." in str(
        words.why_a_loss(found)[0]["text"]
    )


def test_a_second_measurement_stands_beside_the_one_before() -> None:
    app = visit(Gradients({"part": "cost"}), "measure")
    first, none = app.session_state["measured gradients cost"]
    assert none is None
    app.session_state["command"] = {"do": "measure"}
    app.run()
    second, before = app.session_state["measured gradients cost"]
    assert before is first and second is not first
    (alone, ratio), (_one, _ratio, beside) = (
        words.cost_of_exp(Measured(None, *pair)) for pair in ((first, None), (second, first))
    )
    times = {cost.activation.label: cost.forward[0] for cost in first}
    slowest = max(times, key=lambda label: times[label])
    assert (
        f"{slowest} {number(times[slowest], 2)} ns, {number(times[slowest] / times['ReLU'], 2)} times"
        in (ratio["text"])
    )
    order = ", ".join(cost.activation.label for cost in sorted(first, key=lambda cost: cost.forward[0]))
    assert (
        alone["text"] == f"Forward, from fast to slow: {order}."
        and beside["text"] == f"The measurement before: {order}."
    )


def test_a_slider_says_where_its_default_is() -> None:
    rows = {item["key"]: item for group in panel_of(PAGE)(Gradients(), []) for item in group["items"]}
    assert (
        rows["depth"]["about"].endswith("the tick marks the default, 10")
        and "0 = all" in rows["layer"]["label"]
    )
    assert "usual" in dict(rows["init"]["options"]) and "He" in dict(rows["init"]["options"])["usual"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"part": "dying", "seed": 3.0}, "Dying ReLU"),
        ({"part": "train"}, "Learning, or not"),
        ({"depth": 29.0, "nets": ("sigmoid", "tanh", "relu")}, "Thirty layers"),
    ],
)
def test_own_numbers_are_told_what_the_nearest_example_of_their_part_shows(
    asked: dict[str, object], name: str
) -> None:
    own = words_of(PAGE, Gradients(asked))
    assert own.see == "Your own numbers." and f"“{name}”" in own.attempt and PRESETS[name].see in own.attempt


def test_numbers_far_from_every_example_have_the_page_s_own_words() -> None:
    view = race.PAGE.view({"steps": 7.0, "ravine.kappa": 3.0, "sigma": 1.0, "lr": 1.0, "rates": "same"})
    assert words_of(race.PAGE, view) is race.PAGE.changed


def test_what_comes_bit_by_bit_can_go_to_another_process() -> None:
    run = training(Gradients({"part": "train", "depth": 2.0}))
    for nets in (next(run), next(run)):
        again = pickle.loads(pickle.dumps(nets))
        assert [net.name for net in again.nets] == ["sigmoid", "relu"] and again.step == nets.step == 0
        assert words.training(again) == words.training(nets) and words.status(again, True) == words.status(
            nets, True
        )


def test_data_fold_only_where_the_net_does_not_learn() -> None:
    folded = {
        part: [group["title"] for group in panel_of(PAGE)(Gradients({"part": part}), []) if group["folds"]]
        for part in PARTS
    }
    assert {part: titles for part, titles in folded.items() if titles} == {"layers": ["Data"]}
