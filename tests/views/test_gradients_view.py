"""What the page on gradients can be asked, and that its presets say what is so."""

import random

import numpy as np
import pytest

from dl_core.experiments.backward import Layers, broken_layer, layers
from dl_core.experiments.training import advance, begin
from dl_core.network import ROOMS, room_for, stack
from views.gradients import MAX_DEPTH, TRAINERS, WIDTHS, Gradients, _task
from views.gradients_presets import PRESETS
from views.gradients_words import REPAIRED, words
from views.settings import Number, OneOf, SomeOf


def measured(view: Gradients) -> dict[str, Layers]:
    return {one.name: layers(view.weights(one), view.kind(one), view["loss"], one.steepest, view.task) for one in view.activations}


def changed(name: str, **more: object) -> Gradients:
    return Gradients({**PRESETS[name].view.asked, **more})


@pytest.mark.parametrize("seed", range(25))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    dice, query = random.Random(seed), {}
    for name, setting in Gradients.settings({}).items():
        if isinstance(setting, OneOf):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), dice.randint(0, 9))) or "none"
        elif isinstance(setting, Number):
            low, high = setting.param.low, setting.param.high
            query[name] = str(dice.randint(int(low), int(high))) if setting.param.step else repr(dice.uniform(low, high))
    view, complaints = Gradients.read(query)
    assert complaints == [] and Gradients.read(view.query()) == (view, [])


def test_a_link_reaches_few_programs_and_tasks() -> None:
    shapes = {(Gradients.read({"width": str(width)})[0].shape.width, room_for(depth)) for width in range(300) for depth in range(2, MAX_DEPTH + 1)}
    assert len(shapes) == len(WIDTHS) * ROOMS.index(room_for(MAX_DEPTH)) + len(WIDTHS) and Gradients().shape.width == 100
    _, complaints = Gradients.read({"width": "64"})
    assert len(complaints) == 1 and "100 is used instead" in complaints[0]
    for seed in range(40):
        assert len(Gradients({"seed": float(seed)}).task.t) == 1000
    assert _task.cache_info().currsize <= 32


def test_the_words_say_what_batch_norm_and_residual_connections_change() -> None:
    for asked, said in (({}, False), ({"batchnorm": 1.0}, True), ({"residual": 1.0}, True), ({"residual": 1.0, "part": "dying"}, False)):
        assert (REPAIRED in words(Gradients(asked))) == said


def test_thirty_layers_of_sigmoid_and_tanh_fade_as_said() -> None:
    found = measured(PRESETS["Thirty layers"].view)
    said = PRESETS["Thirty layers"].see
    assert found["sigmoid"].weight[[0, -2]] == pytest.approx([5e-20, 0.23], rel=0.05) and "5·10⁻²⁰" in said and ".23" in said
    assert found["tanh"].weight[[0, -2]] == pytest.approx([0.03, 0.6], rel=0.15) and ".03 beside .6" in said


def test_newton_and_random_search_train_no_net() -> None:
    assert [cls.label for cls in TRAINERS][:3] == ["SGD", "Momentum", "Nesterov"] and len(TRAINERS) == 12


@pytest.mark.parametrize("seed", range(3))
def test_sigmoid_loses_a_factor_of_about_four_a_layer_and_relu_none(seed: int) -> None:
    found = measured(changed("Sigmoid fades, ReLU does not", seed=float(seed)))
    per_layer = {name: (one.weight[-2] / one.weight[1]) ** (1 / (len(one.post) - 2)) for name, one in found.items()}
    assert 3.2 < per_layer["sigmoid"] < 4.5 and 0.8 < per_layer["relu"] < 1.25


@pytest.mark.parametrize("seed", range(3))
def test_repairs_repair(seed: int) -> None:
    for name in ("Repaired by batch norm", "Repaired by residual connections"):
        for one in measured(changed(name, seed=float(seed))).values():
            assert 0.01 < one.weight[1] / one.weight[-2] < 100, name
    scaled = [measured(changed("Repaired by batch norm", seed=float(seed), scale=scale))["sigmoid"].weight[1] for scale in (0.3, 1.0, 10.0)]
    assert max(scaled) < 2 * min(scaled), "over a factor of 33 in the weights"


def test_relu_with_unit_weights_explodes_and_at_last_leaves_float32() -> None:
    (fine,) = measured(PRESETS["Exploding"].view).values()
    assert fine.weight.min() > 1e20 and broken_layer(fine) is None
    (broken,) = measured(changed("Exploding", scale=10.0)).values()
    assert broken_layer(broken) is not None


def test_a_negative_bias_silences_relu_and_not_leaky_relu() -> None:
    found = measured(PRESETS["Dead units"].view)
    assert found["relu"].dead[-1] == 1.0 and not found["relu"].weight.any()
    assert not found["leaky"].dead.any() and found["leaky"].weight.all()


@pytest.mark.parametrize("seed", range(3))
def test_relu_learns_sigmoid_guesses_and_batch_norm_mends_it(seed: int) -> None:
    def learned(view: Gradients) -> dict[str, float]:
        ends = {}
        for one in view.activations:
            progress = begin(view.rule(), stack(view.weights(one), view.kind(one)))
            for _ in range(40):  # 2,000 steps, as on the page
                progress, trace = advance(view.rule(), progress, view.kind(one), view["loss"], view.task, seed)
            ends[one.name] = float(trace.loss.mean())
        return ends

    plain, normed = (learned(changed("Learning, or not", seed=float(seed), batchnorm=on)) for on in (0.0, 1.0))
    assert plain["relu"] < 0.1 and plain["sigmoid"] == pytest.approx(np.log(2), abs=0.02) and normed["sigmoid"] < 0.15
