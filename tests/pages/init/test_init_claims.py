"""What the examples of the page on initial weights say is so."""

import random

import numpy as np
import pytest

from dl_core.experiments.signal import Signal
from kit.presets import preset_of
from kit.settings import Number, OneOf, SomeOf
from pages.init import PAGE
from pages.init.facts import Nets
from pages.init.presets import PRESETS
from pages.init.view import PARTS, Init


def measured(name: str, **more: object) -> dict[str, Signal]:
    view = Init({**PRESETS[name].view.asked, **more})
    part = PAGE.part(view)
    assert part.facts
    found: Nets = part.facts(part.seen(view))
    return {one.name: one.signal for one in found.done}


@pytest.mark.parametrize("seed", range(25))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    dice, query = random.Random(seed), {}
    for name, setting in Init.settings({}).items():
        if isinstance(setting, OneOf):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = (
                ",".join(dice.sample(list(setting.options), dice.randint(0, len(setting.options)))) or "none"
            )
        elif isinstance(setting, Number):
            low, high = setting.param.low, setting.param.high
            query[name] = (
                str(dice.randint(int(low), int(high)))
                if setting.param.step
                else repr(dice.uniform(low, high))
            )
    view, complaints = Init.read(query)
    assert complaints == [] and Init.read(view.query()) == (view, [])


def test_every_part_has_an_example_and_every_example_its_name() -> None:
    assert list(PARTS) == [part.name for part in PAGE.parts] and PARTS.keys() == {
        preset.view["part"] for preset in PRESETS.values()
    }
    for name, preset in PRESETS.items():
        assert preset_of(PRESETS, preset.view) == name and PAGE.part(preset.view).how(preset.view)


def test_the_books_histograms_pile_up_stand_and_spread_as_said() -> None:
    found = measured("The book's histograms")
    ends = {name: one.histograms["post"].shares[-1] for name, one in found.items()}
    assert ends["unit"][:3].sum() + ends["unit"][-3:].sum() > 0.6
    assert abs(found["small"].post.mean[-1] - 0.5) < 0.01 > abs(found["small"].post.pooled[-1] - 0.012)
    assert 0.1 < found["xavier"].post.pooled[-1] < 0.15


def test_xavier_hides_what_is_said() -> None:
    post = measured("What Xavier hides")["xavier"].post
    assert np.all((post.pooled[1:] > 0.11) & (post.pooled[1:] < 0.14)) and post.within[-1] == pytest.approx(
        6e-4, rel=0.1
    )


def test_relu_halves_the_square_with_xavier_and_keeps_it_with_he() -> None:
    found = measured("ReLU and He", depth=30.0)
    squares = {name: one.post.pooled**2 + one.post.mean**2 for name, one in found.items()}
    rate = {name: (row[-1] / row[0]) ** (1 / 29) for name, row in squares.items()}
    assert rate["xavier"] == pytest.approx(0.5, rel=0.08) and rate["he"] == pytest.approx(1, rel=0.08)


def test_tanh_survives_with_xavier_saturates_with_one_and_dies_with_a_hundredth() -> None:
    found = measured("tanh and Xavier")
    assert found["xavier"].saturated.max() < 0.05 and np.all(np.diff(found["xavier"].post.pooled) < 0)
    assert (np.abs(found["unit"].histograms["post"].shares[-1][[0, 1, -2, -1]]).sum()) > 0.6 and found[
        "small"
    ].post.pooled[-1] < 1e-4


def test_about_half_of_relu_with_unit_weights_is_outside_the_books_frame() -> None:
    outside = measured("The book's frame")["unit"].histograms["post"].outside
    assert 0.45 < outside.mean() < 0.55


def test_the_gradient_of_xaviers_sigmoid_loses_a_factor_of_about_four_a_layer() -> None:
    gradient = measured("Gradients on the way back")["xavier"].gradient
    np.testing.assert_allclose(gradient[1:] / gradient[:-1], 4.2, rtol=0.12)


def test_batch_norm_makes_three_schemes_one() -> None:
    found = list(measured("Batch norm makes it stop mattering").values())
    for other in found[1:]:
        np.testing.assert_allclose(other.post.within, found[0].post.within, rtol=0.01)
        np.testing.assert_allclose(other.gradient, found[0].gradient, rtol=0.05)
    without = list(measured("Batch norm makes it stop mattering", batchnorm=0.0).values())
    assert np.log10(without[0].post.within[-1]) - np.log10(without[1].post.within[-1]) > 6
