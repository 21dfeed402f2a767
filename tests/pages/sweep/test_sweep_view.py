"""What the page on rates can be asked."""

import random

import pytest

from dl_core.params import params_of
from kit.presets import preset_of
from kit.settings import Number, OneOf, SomeOf
from pages.sweep import PAGE
from pages.sweep.presets import PRESETS
from pages.sweep.view import MAPPED, PARTS, SweepView, slug


@pytest.mark.parametrize("seed", range(15))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    dice, query = random.Random(seed), {}
    rule = dice.choice(MAPPED)
    for name, setting in SweepView.settings({"rule": slug(rule)}).items():
        if isinstance(setting, OneOf) and name not in ("surface", "rule"):
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), 3))
        elif (
            isinstance(setting, Number)
            and not setting.param.step
            and not (name.startswith("own.") and name.endswith("1"))
        ):  # depends on where the box begins
            query[name] = repr(dice.uniform(setting.param.low, setting.param.high))
    view, complaints = SweepView.read({**query, "rule": slug(rule)})
    assert complaints == [] and SweepView.read(view.query()) == (view, [])


def test_every_part_has_a_preset_and_words() -> None:
    assert [*PARTS] == [part.name for part in PAGE.parts] and PARTS.keys() == {
        preset.view["part"] for preset in PRESETS.values()
    }
    how = {name: PAGE.part(preset.view).how(preset.view) for name, preset in PRESETS.items()}
    assert len({text for texts in how.values() for text in texts}) == len(PARTS)
    for name, preset in PRESETS.items():
        assert preset_of(PRESETS, preset.view) == name and len(how[name]) == 1


@pytest.mark.parametrize("rule", MAPPED)
def test_the_second_number_of_a_map_is_one_of_the_rules_own(rule: type) -> None:
    view = SweepView({"rule": slug(rule)})
    others = {name for name, _ in params_of(rule)} - {"lr"}
    assert view.mapped is rule and set(view.known["by"].options) == others and view["by"] in others
    _, complaints = SweepView.read({"rule": slug(rule), "by": "lr"})
    assert len(complaints) == 1
