"""What the pages on which nets learn to generalise can be asked."""

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from dl_core.digits import MOST
from dl_core.experiments.compare import SEEDS, updates_of
from dl_core.experiments.learning import Regularizers
from dl_core.params import params_of
from kit.learning.view import Learning
from kit.page import Page
from kit.presets import preset_of
from kit.settings import Number, OneOf, SomeOf
from pages import dropout, regularization
from pages.dropout.view import Dropout
from pages.regularization.view import OFTEN, TERMS, Regularization
from pages.regularization.words import label

PAGES = [(dropout.PAGE, dropout.view.PARTS), (regularization.PAGE, regularization.view.PARTS)]


def drawn(settings: Mapping[str, object], dice: random.Random) -> dict[str, str]:
    query = {}
    for name, setting in settings.items():
        if isinstance(setting, OneOf):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), 1))
        elif isinstance(setting, Number):
            low, high = setting.param.low, setting.param.high
            query[name] = (
                str(dice.randint(int(low), int(high)))
                if setting.param.step
                else repr(dice.uniform(low, high))
            )
    return query


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("cls", [Dropout, Regularization])
def test_a_link_reads_back_as_the_view_that_wrote_it(cls: type[Learning], seed: int) -> None:
    view, complaints = cls.read(drawn(cls.settings({}), random.Random(seed)))
    assert complaints == [] and cls.read(view.query()) == (view, [])


@pytest.mark.parametrize(("page", "parts"), PAGES)
def test_every_part_has_a_preset_and_words(page: Page[Any], parts: Mapping[str, str]) -> None:
    assert list(parts) == [part.name for part in page.parts] and parts.keys() == {
        preset.view["part"] for preset in page.presets.values()
    }
    for name, preset in page.presets.items():
        assert preset_of(page.presets, preset.view) == name and preset.see and preset.attempt
        assert all(text.strip().startswith("### ") for text in page.part(preset.view).how(preset.view))


def test_a_and_b_differ_in_what_is_asked_and_share_the_rest() -> None:
    a, b = Dropout().pair()
    assert (
        float(a.regularizers.dropout) == 0
        and float(b.regularizers.dropout) == 0.2
        and a._replace(regularizers=b.regularizers, data=b.data) == b
    )
    for seed in (0, 1):
        np.testing.assert_array_equal(a.data(seed).train.y, b.data(seed).train.y)


def test_everything_that_care_can_do_is_asked_of_a_and_of_b() -> None:
    for which in ("a", "b"):
        assert {*TERMS, "inverted"} == {name for name, _number in params_of(Regularizers)}
        for name, number in params_of(Regularizers):
            if name == "inverted":
                continue
            value = (
                (number.low + min(number.high, OFTEN.get(name, number.high))) / 2 if not number.step else 1.0
            )
            view = Regularization({f"{which}.{name}": value})
            assert getattr(view.regularizers(which), name) == value and number.label in called(view, which)
    assert called(Regularization(), "a") == "A: nothing" and called(Regularization(), "b") == "B: L2 0.02"


def called(view: Regularization, which: str) -> str:
    return label(which.upper(), view.differences(which))


def test_a_setting_may_have_its_own_batch_samples_and_batch_norm() -> None:
    view = Regularization({"b.n": 897.0, "b.batch_size": "10", "b.norm": 1.0})
    a, b = view.pair()
    assert a.size == 100 and b.size == 10 and not a.config.batch_norm and b.config.batch_norm
    assert int(a.data(0).train.n) == 300 and int(b.data(0).train.n) == MOST
    assert updates_of(a, a.data(0)) == 3 and updates_of(b, b.data(0)) == 90
    assert called(view, "b") == "B: L2 0.02, Batch norm, batch 10, 897 samples"


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "blobs"])
def test_points_in_the_plane_have_two_inputs_and_two_classes(name: str) -> None:
    setting = Dropout({"data": name, "n": 100.0, "label_noise": 0.2}).pair()[0]
    data = setting.data(3)
    assert (
        setting.shape.inputs == 2 == setting.shape.outputs
        and data.train.x.shape[1] == 2
        and int(data.train.n) == 100
        and SEEDS == 5
    )
