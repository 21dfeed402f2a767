"""What the page on gradients can be asked, and that its presets say what is so."""

import random

import numpy as np
import pytest

from dl_core.experiments.backward import Layers, broken_layer, layers
from dl_core.experiments.centred import KINDS, unit
from dl_core.experiments.dying import fates
from dl_core.experiments.training import advance, begin
from dl_core.network import PADDED_DEPTHS, room_for, stack
from kit.settings import Number, OneOf, SomeOf
from pages.gradients import PAGE
from pages.gradients.how import CENTRED, REPAIRED, TRAIN
from pages.gradients.presets import PRESETS
from pages.gradients.view import MAX_DEPTH, TRAINERS, WIDTHS, Gradients, _task


def measured(view: Gradients) -> dict[str, Layers]:
    return {
        one.name: layers(view.weights(one), view.net_config(one), view["loss"], one.steepest, view.task)
        for one in view.activations
    }


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
            query[name] = (
                str(dice.randint(int(low), int(high)))
                if setting.param.step
                else repr(dice.uniform(low, high))
            )
    view, complaints = Gradients.read(query)
    assert complaints == [] and Gradients.read(view.query()) == (view, [])


def test_a_link_reaches_few_programs_and_tasks() -> None:
    shapes = {
        (Gradients.read({"width": str(width)})[0].shape.width, room_for(depth))
        for width in range(300)
        for depth in range(2, MAX_DEPTH + 1)
    }
    assert (
        len(shapes) == len(WIDTHS) * PADDED_DEPTHS.index(room_for(MAX_DEPTH)) + len(WIDTHS)
        and Gradients().shape.width == 100
    )
    _, complaints = Gradients.read({"width": "64"})
    assert len(complaints) == 1 and "100 is used instead" in complaints[0]
    for seed in range(40):
        assert len(Gradients({"seed": float(seed)}).task.t) == 1000
    assert _task.cache_info().currsize <= 32


def test_the_words_say_what_batch_norm_and_residual_connections_change() -> None:
    for asked, said in (
        ({}, False),
        ({"batchnorm": 1.0}, True),
        ({"residual": 1.0}, True),
        ({"residual": 1.0, "part": "dying"}, False),
    ):
        view = Gradients(asked)
        assert (REPAIRED in PAGE.part(view).how(view)) == said


def test_thirty_layers_of_sigmoid_and_tanh_fade_as_said() -> None:
    found = measured(PRESETS["Thirty layers"].view)
    said = PRESETS["Thirty layers"].see
    assert (
        found["sigmoid"].post[[-1, 0]] == pytest.approx([0.018, 9e-21], rel=0.05)
        and "from 0.018 at layer 30 to 9·10⁻²¹ at layer 1" in said
    )
    assert (
        found["tanh"].post[[-1, 0]] == pytest.approx([0.018, 0.0025], rel=0.05)
        and "from 0.018 to 0.0025" in said
    )


def test_newton_and_random_search_train_no_net() -> None:
    assert [cls.label for cls in TRAINERS][:3] == ["SGD", "Momentum", "Nesterov"] and len(TRAINERS) == 12


@pytest.mark.parametrize("seed", range(3))
def test_sigmoid_loses_a_factor_of_about_four_a_layer_and_relu_none(seed: int) -> None:
    found = measured(changed("Sigmoid fades, ReLU does not", seed=float(seed)))
    per_layer = {
        name: (one.post[-1] / one.post[0]) ** (1 / (len(one.post) - 1)) for name, one in found.items()
    }
    assert 3.7 < per_layer["sigmoid"] < 4.6 and 0.9 < per_layer["relu"] < 1.1


@pytest.mark.parametrize("seed", range(3))
def test_repairs_repair(seed: int) -> None:
    for name in ("Repaired by batch norm", "Repaired by residual connections"):
        for one in measured(changed(name, seed=float(seed))).values():
            assert 0.01 < one.weight[1] / one.weight[-2] < 100, name
    for one in measured(changed("Repaired by batch norm", seed=float(seed))).values():
        assert 1.15 < (one.post[0] / one.post[-1]) ** (1 / (len(one.post) - 1)) < 1.35, (
            "grows on the way back, by about a quarter a layer"
        )
    scaled = [
        measured(changed("Repaired by batch norm", seed=float(seed), scale=scale))["sigmoid"].weight[1]
        for scale in (0.3, 1.0, 10.0)
    ]
    assert max(scaled) < 2 * min(scaled), "over a factor of 33 in the weights"


def test_relu_with_unit_weights_explodes_and_at_last_leaves_float32() -> None:
    (fine,) = measured(PRESETS["Exploding"].view).values()
    assert fine.weight.min() > 1e20 and broken_layer(fine) is None
    (broken,) = measured(changed("Exploding", scale=10.0)).values()
    assert broken_layer(broken) is not None


def test_residual_connections_repair_the_gradient_and_not_the_activations() -> None:
    preset = PRESETS["Repaired by residual connections"]
    sigmoid = measured(preset.view)["sigmoid"]
    assert sigmoid.saturated[-1] == pytest.approx(0.78, abs=0.005) and "78 %" in preset.see
    assert float(sigmoid.loss) == pytest.approx(10.7, abs=0.05) and "10.7" in preset.see
    seeds = [
        measured(changed("Repaired by residual connections", nets=("sigmoid",), seed=float(seed)))["sigmoid"]
        for seed in range(20)
    ]
    losses, shares = (
        [float(value) for value in values]
        for values in zip(*((one.loss, one.saturated[-1]) for one in seeds), strict=True)
    )
    said = (
        f"(over twenty seeds {100 * min(shares):.0f} to {100 * max(shares):.0f} %, and {min(losses):.1f} "
        f"to {max(losses):.1f})"
    )
    assert said in preset.see, said
    for seed in range(3):
        (relu,) = measured(
            changed("Repaired by residual connections", nets=("relu",), seed=float(seed))
        ).values()
        assert (relu.spread[-1] / relu.spread[0]) ** (1 / 29) == pytest.approx(
            1.7, abs=0.07
        ) and "about 1.7 a layer" in REPAIRED
        (normed,) = measured(
            changed("Repaired by residual connections", nets=("relu",), batchnorm=1.0, seed=float(seed))
        ).values()
        assert normed.loss < 20, "batch norm tames them"


def test_what_unit_weights_make_of_relu_is_the_same_for_the_weights_of_every_layer() -> None:
    (found,) = measured(PRESETS["Exploding"].view).values()
    assert found.post[0] / found.post[-1] > 1e24 and found.weight.max() / found.weight.min() < 10


@pytest.mark.parametrize("seed", range(5))
def test_the_example_of_dying_units_hurts_relu_alone(seed: int) -> None:
    view = PRESETS["Dying ReLU"].view
    ends = {
        name: fates(name, [view["dlr"]], [view["dbias"]], seed) for name in ("relu", "leaky", "elu", "gelu")
    }
    right = {name: float(found.accuracy[0]) for name, found in ends.items()}
    assert ends["relu"].dead[0, -1] > 0.85 and right["relu"] < min(right["leaky"], right["elu"])
    if seed == view["seed"]:
        assert (
            ends["relu"].dead[0, 0] > 0.9
            and ends["relu"].dead[0, -1] == 1
            and right["relu"] == 0.5
            and min(right["leaky"], right["elu"], right["gelu"]) > 0.9
        )


@pytest.mark.parametrize("seed", range(3))
def test_steps_on_single_samples_diverge_where_their_rate_times_the_mean_square_passes_two(seed: int) -> None:
    rng = np.random.default_rng((seed, 3))
    u = 1.5 * rng.standard_normal((200, 2))
    for kind, a in (("sigmoid", 1 / (1 + np.exp(-u))), ("tanh", np.tanh(u))):
        square = unit(kind, 0.5, seed).square
        assert square == pytest.approx(float(np.mean(np.linalg.norm(a, axis=1) ** 2)))
        for rate, grows in ((0.9 * 2 / square, False), (1.1 * 2 / square, True)):
            error, grown = np.array([3.0, -3.0]), 0.0
            for i in rng.integers(0, 200, 20_000):
                error = error - rate * (error @ a[i]) * a[i]
                grown, error = grown + np.log(np.linalg.norm(error)), error / np.linalg.norm(error)
            assert (grown > 0) == grows, (kind, rate)


def test_the_numbers_of_why_zero_centred_are_means_over_seeds() -> None:
    preset = PRESETS["Why zero-centred"]
    units = [{kind: unit(kind, preset.view["step"], seed) for kind in KINDS} for seed in range(20)]
    low, high = np.mean([one["sigmoid"].curvatures for one in units], axis=0)
    assert (round(high, 2), round(low, 2)) == (
        0.57,
        0.07,
    ) and "about 0.57 for sigmoid's outputs, against 0.07 across" in CENTRED
    low, high = np.mean([one["tanh"].curvatures for one in units], axis=0)
    assert (round(low, 2), round(high, 2)) == (
        0.51,
        0.57,
    ) and "tanh's outputs have 0.51 and 0.57" in " ".join(CENTRED.split())
    assert (
        np.mean([np.divide(*one["sigmoid"].curvatures[::-1]) for one in units]) == pytest.approx(8, abs=0.5)
        and "eight times flatter" in preset.see
    )
    without = [np.linalg.eigvalsh(np.cov(one["sigmoid"].a.T, bias=True)) for one in units]
    assert np.mean(without) == pytest.approx(
        0.07, abs=0.005
    ) and "leaves about 0.07 in every direction" in " ".join(CENTRED.split())
    rates = [
        (2 / one["sigmoid"].curvatures[1], 2 / both[1]) for one, both in zip(units, without, strict=True)
    ]
    np.testing.assert_allclose(np.mean(rates, axis=0), [3.5, 26], atol=0.5)
    squares = [np.mean([one[kind].square for one in units]) for kind in ("tanh", "sigmoid")]
    np.testing.assert_allclose(squares, [1.1, 0.64], atol=0.05)
    assert 2 / squares[0] == pytest.approx(1.8, abs=0.1) and 2 / squares[1] == pytest.approx(3, abs=0.2)
    for one in units:
        slow, fast = (
            [one[kind].one.ends for kind in kinds]
            for kinds in (("sigmoid", "mixed"), ("taking turns", "tanh"))
        )
        assert min(slow) > 0.05 and max(fast) < 0.002, "so signs cost next to nothing"
        assert abs(one["sigmoid"].one.ends - one["sigmoid"].whole.ends) < 0.06


def test_at_a_rate_of_two_only_tanh_on_single_samples_diverges() -> None:
    found = [{kind: unit(kind, 2.0, seed) for kind in KINDS} for seed in range(20)]
    begins = unit("tanh", 2.0, 0).loss.max()
    assert found[0]["tanh"].one.ends > 100 * begins, "the seed of the example"
    assert np.mean([one["tanh"].one.ends > begins for one in found]) >= 0.85
    assert all(one[kind].one.ends < 1e-4 for one in found for kind in KINDS if kind != "tanh") and all(
        one[kind].whole.ends < 1e-10 for one in found for kind in KINDS
    )


def test_a_negative_bias_silences_relu_and_not_leaky_relu() -> None:
    found = measured(PRESETS["Dead units"].view)
    assert found["relu"].dead[-1] == 1.0 and not found["relu"].weight.any()
    assert not found["leaky"].dead.any() and found["leaky"].weight.all()


@pytest.mark.parametrize(("depth", "diverged"), [(2, 0), (3, 0), (5, 0), (6, 2), (7, 10), (10, 10)])
def test_with_residual_connections_alone_relu_diverges_from_seven_layers_on(
    depth: int, diverged: int
) -> None:
    """Of ten seeds, at the usual rate; the others learn."""
    found = []
    for seed in range(10):
        view = changed("Learning, or not", nets=("relu",), residual=1.0, depth=float(depth), seed=float(seed))
        (one,) = view.activations
        progress = begin(view.rule(), stack(view.weights(one), view.net_config(one)))
        for _ in range(4):
            progress, trace = advance(
                view.rule(), progress, view.net_config(one), view["loss"], view.task, seed
            )
            found.append((seed, progress.step, trace.loss))
            if not np.isfinite(trace.loss).all():
                break
    ends = [loss for _, _, loss in found if not np.isfinite(loss).all()]
    assert len(ends) == diverged and all(np.isfinite(loss).argmin() < 7 for loss in ends), (
        "within seven steps"
    )
    assert all(loss.mean() < 0.5 for _, step, loss in found if step == 200), "guessing is 0.69"
    assert (
        "of seven layers and more diverged for all of ten seeds, within seven steps, those of six "
        "layers for 2 of the ten"
    ) in " ".join(TRAIN.split())


@pytest.mark.parametrize("seed", range(3))
def test_relu_learns_sigmoid_guesses_and_batch_norm_mends_it(seed: int) -> None:
    def learned(view: Gradients) -> dict[str, float]:
        ends = {}
        for one in view.activations:
            progress = begin(view.rule(), stack(view.weights(one), view.net_config(one)))
            for _ in range(40):  # 2,000 steps, as on the page
                progress, trace = advance(
                    view.rule(), progress, view.net_config(one), view["loss"], view.task, seed
                )
            ends[one.name] = float(trace.loss.mean())
        return ends

    plain, normed = (
        learned(changed("Learning, or not", seed=float(seed), batchnorm=on)) for on in (0.0, 1.0)
    )
    assert (
        plain["relu"] < 0.1
        and plain["sigmoid"] == pytest.approx(np.log(2), abs=0.02)
        and normed["sigmoid"] < 0.15
    )
