"""What the page on basins can be asked."""

import random

import numpy as np
import pytest

from dl_core.experiments.basins import agreement, basins
from dl_core.optimizers import OPTIMIZERS, RACERS
from kit.presets import preset_of
from kit.race.settings import Race, slug
from kit.settings import Number, OneOf, SomeOf
from pages.basins import PAGE
from pages.basins.presets import PRESETS
from pages.basins.view import DEFAULTS, MOST_LARGE, SIDES, BasinsView
from surfaces import SURFACES, Himmelblau


@pytest.mark.parametrize("seed", range(15))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    dice, query = random.Random(seed), {}
    surface = dice.choice(SURFACES)
    for name, setting in BasinsView.settings({"surface": slug(surface)}).items():
        if isinstance(setting, OneOf) and name != "surface":
            query[name] = dice.choice(list(setting.options))
        elif isinstance(setting, SomeOf):
            query[name] = ",".join(dice.sample(list(setting.options), 3))
        elif isinstance(setting, Number) and not setting.param.step and not name.startswith("own."):
            query[name] = repr(dice.uniform(setting.param.low, setting.param.high))
    view, complaints = BasinsView.read({**query, "surface": slug(surface)})
    assert complaints == [] and BasinsView.read(view.query()) == (view, [])


def test_its_own_defaults_are_in_no_link_and_the_start_lies_in_their_box() -> None:
    view = BasinsView()
    assert (
        view.query() == {}
        and all(view[name] == value for name, value in DEFAULTS.items())
        and view.steps == 300
    )
    assert (view["x"], view["y"]) == Himmelblau.start and view.maps_course().box == Himmelblau.window
    stranger, complaints = BasinsView.read({"surface": "nowhere", "x": "5.5"})
    assert len(complaints) == 1 and stranger["x"] == 5.5 and isinstance(stranger.surface, Himmelblau)


@pytest.mark.parametrize("name", PRESETS)
def test_the_race_from_a_pixel_is_the_same_race(name: str) -> None:
    view = PRESETS[name].view
    race, complaints = Race.read(view.as_race().query())
    assert complaints == [] and race == view.as_race() and preset_of(PRESETS, view) == name
    assert [entry.optimizer for entry in race.entries()] == view.mapped
    assert (
        race.surface == view.surface
        and race.steps == view.steps
        and race.course().start == view.start
        and race["rates"] == view["rates"]
    )


def test_a_closer_look_stays_in_the_box_around_the_start() -> None:
    box = Himmelblau.window
    assert BasinsView().window(box) == box
    assert BasinsView({"zoom": 12.0, "x": 1.0, "y": -2.0}).window(box) == pytest.approx(
        (0.5, 1.5, -2.5, -1.5)
    )
    assert BasinsView({"zoom": 3.0, "x": 6.0, "y": -6.0}).window(box) == pytest.approx((2.0, 6.0, -6.0, -2.0))
    assert BasinsView({"zoom": 3.0}).edited({"surface": "booth"})[0]["zoom"] == 1.0


def test_the_maps_read_no_start_but_where_they_depend_on_it() -> None:
    part = PAGE.parts[0]
    for asked, needs in (
        ({}, False),
        ({"zoom": 2.0}, True),
        ({"rates": "tuned"}, True),
        ({"rates": "same"}, False),
    ):
        view = BasinsView(asked)
        assert ("x" in part.worked_on(view).known) == needs == view.needs_start and part.reads(
            view
        ) == view.known.keys()
        part.worked_on(view).rules(part.worked_on(view).maps_course())
        part.worked_on(view).window(Himmelblau.window)


def test_what_no_map_has_is_left_out_and_said() -> None:
    everyone = tuple(slug(cls) for cls in RACERS)
    view = BasinsView({"race": everyone, "sigma": 1.0, "schedule": "inversetime", "average": 5.0})
    course = view.maps_course()
    assert (
        course.noise.sigma == 0
        and course.average_from is None
        and [type(rule) for rule in view.rules(course)] == list(OPTIMIZERS)
    )
    assert view.left_out == ("noise", "search") and BasinsView().left_out == ()
    assert (
        BasinsView({"sgd.schedule": "inversetime"}).left_out
        and not BasinsView({"lion.schedule": "inversetime"}).left_out
    )
    large = BasinsView({"race": everyone, "side": SIDES[-1]})
    assert len(large.rules(large.maps_course())) == MOST_LARGE and large.left_out == ("search", "rules")


def test_tuned_rates_are_those_of_the_race_without_its_noise() -> None:
    view = BasinsView({"rates": "tuned", "race": ("sgd", "adam")})
    rates = [rule.lr for rule in view.rules(view.maps_course())]
    assert (
        rates == [rule.lr for rule in BasinsView({**view.asked, "sigma": 2.0}).rules(view.maps_course())]
        and rates[0] != 0.01
    )
    moved = BasinsView({**view.asked, "x": 4.0, "y": 4.0})
    assert rates != [rule.lr for rule in moved.rules(moved.maps_course())]


def shares(name: str, changed: dict[str, float] | None = None) -> dict[str, np.ndarray]:
    view = BasinsView({**PRESETS[name].view.asked, **(changed or {})})
    course = view.maps_course()
    known = np.concatenate([course.minima, view.surface.local_minima()])
    maps = {
        rule.label: basins(rule, course.loss, view.window(course.box), 128, course.steps, known, course.box)
        for rule in view.rules(course)
    }
    return {label: one.shares for label, one in maps.items()}


def precision(view: BasinsView) -> list[float]:
    course = view.maps_course()
    known = np.concatenate([course.minima, view.surface.local_minima()])
    return [
        agreement(rule, course.loss, view.window(course.box), course.steps, known, course.box)
        for rule in view.rules(course)
    ]


def test_presets_show_what_they_say() -> None:
    four = shares("Four minima, four rules")
    assert four["SGD"][:4].sum() > 0.999 and 0.3 < four["Newton"][-2] < 0.4
    fast = shares("Too fast for two of them")["SGD"]
    assert (
        (fast[:4] < 0.001).sum() == 2
        and fast[-2] > 0.4
        and (shares("Too fast for two of them", {"sgd.lr": 0.017})["SGD"][:4] > 0.2).sum() == 3
    )
    wells = shares("Two wells")
    assert 0.5 < wells["SGD"][0] < 0.6 and 0.73 < wells["Momentum"][0] < 0.8
    wilder = shares("Two wells", {"momentum.lr": 0.1})["Momentum"]
    assert wilder[1] > 5 * wilder[0]
    humps, tamed = shares("Six humps"), shares("Six humps", {"adam.lr": 0.1})
    assert 0.88 < humps["Adam"][:2].sum() < 0.92 and np.abs(tamed["Adam"] - humps["SGD"]).max() < 0.03
    flat = shares("Sharp and flat")["SGD"]
    assert flat[1] == 1 and shares("Sharp and flat", {"sgd.lr": 0.03})["SGD"][0] > 0.2


def test_fine_is_not_chaotic_and_chaotic_is() -> None:
    dust, closer = PRESETS["Precision decides"].view, PRESETS["Closer"].view
    calm, wild = precision(dust)
    assert (
        calm > 0.99 and wild < 0.5 and min(precision(BasinsView({**dust.asked, "momentum.lr": 0.002}))) > 0.99
    )
    assert min(precision(closer)) > 0.99 and (shares("Closer")["Newton"] > 0.05)[:5].all()
