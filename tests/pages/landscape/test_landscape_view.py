"""What the page on a net's landscape can be asked, and that its presets say what is so."""

import random
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.landscape import averaged, diverged
from kit.lru_cache import LRUCache
from kit.presets import preset_of
from kit.settings import Number, OneOf, SomeOf, slug
from pages.landscape import PAGE, training
from pages.landscape.facts import Shown, Trained, facts
from pages.landscape.how import PLANES as SAID
from pages.landscape.how import how
from pages.landscape.presets import PRESETS
from pages.landscape.training import Nets, nets
from pages.landscape.view import PLANES, TRAINERS, Landscape, plane_of


def nets_of(view: Landscape) -> Nets:
    return nets(view)


def seen(name: str, **more: Any) -> tuple[Shown, dict[str, Trained]]:
    found = facts(PAGE.parts[0].seen(Landscape({**PRESETS[name].view.asked, **more}))).shown
    assert found is not None
    return found, {one.label.lower(): one for one in found.rules}


def factors(found: Shown) -> dict[str, float]:
    return {one.label.lower(): float(one.projection.loss[-1] / one.loss[-1]) for one in found.rules}


@pytest.mark.parametrize("seed", range(25))
def test_a_link_reads_back_as_the_view_that_wrote_it(seed: int) -> None:
    dice, query = random.Random(seed), {}
    for name, setting in Landscape.settings({}).items():
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
    view, complaints = Landscape.read(query)
    assert complaints == [] and Landscape.read(view.query()) == (view, [])


def test_every_plane_has_its_words_and_every_preset_its_name() -> None:
    assert PLANES.keys() == SAID.keys() == {preset.view["plane"] for preset in PRESETS.values()}
    for name, preset in PRESETS.items():
        assert preset_of(PRESETS, preset.view) == name and SAID[preset.view["plane"]] in how(preset.view)


def test_a_slider_of_a_rate_names_no_other_run_where_rates_are_searched() -> None:
    tuned, own = Landscape({"sgd.lr": 0.5}), Landscape({"sgd.lr": 0.5, "rates": "own"})
    assert tuned.cases() == Landscape().cases() and own.cases() != Landscape({"rates": "own"}).cases()
    assert (
        own.cases()[0].rule.lr == 0.5 and Landscape({"momentum.momentum": 0.5}).cases() != Landscape().cases()
    )
    everyone = Landscape({"race": tuple(slug(cls) for cls in TRAINERS)})
    assert [type(case.rule) for case in everyone.cases()] == list(TRAINERS) and len(TRAINERS) == 12, (
        "Newton needs more than gradients"
    )


def test_three_rules_on_one_plane_are_less_flat_than_random_walks_and_momentum_is_drawn_wrong() -> None:
    found, _rules = seen("Three rules, one plane")
    assert found.weights == 337 and found.share < found.walk
    assert (
        max(factors(found), key=lambda name: factors(found)[name]) == "momentum"
        and 10 < factors(found)["momentum"] < 20
    )


def test_a_rules_own_plane_is_right_about_it_and_not_about_the_others() -> None:
    found, _rules = seen("One rule's own plane")
    wrong = factors(found)
    assert wrong["adam"] < 2 and min(wrong["sgd"], wrong["momentum"]) > 3


@pytest.mark.parametrize("direction", [0.0, 1.0, 2.0])
def test_random_directions_show_hardly_anything_of_the_paths(direction: float) -> None:
    found, runs = seen("Two random directions", directions=direction)
    assert found.share < 0.02
    assert all(one.projection.loss[0] < 0.2 and one.loss[0] > 0.6 for one in found.rules), (
        "they seem to begin at the bottom"
    )
    assert found.ground.loss[30, 30] == pytest.approx(runs["adam"].loss[-1], rel=1e-5)


@pytest.mark.parametrize("task", ["moons", "spirals"])
def test_between_three_ends_there_is_a_ridge_on_the_straight_way(task: str) -> None:
    found, _rules = seen("Is there a wall between them?", task=task)
    for one in found.rules:
        assert one.projection.loss[-1] == pytest.approx(one.loss[-1], rel=1e-3)
    ends = np.array([one.projection.place[-1] for one in found.rules])
    for a, b in ((0, 1), (0, 2), (1, 2)):
        way = ends[a] + np.linspace(0, 1, 41)[:, None] * (ends[b] - ends[a])
        i, j = (
            np.abs(axis[:, None] - way[:, k]).argmin(axis=0)
            for k, axis in ((1, found.ground.y), (0, found.ground.x))
        )
        assert found.ground.loss[i, j].max() > 2 * max(float(found.rules[k].loss[-1]) for k in (a, b))


def test_the_tail_average_is_mostly_lower_with_small_batches_and_mostly_lags_behind_without() -> None:
    preset, lower = PRESETS["Small batches and tail averaging"], {}
    for batch in ("8", "all"):
        views = [Landscape({**preset.view.asked, "batch": batch, "seed": float(seed)}) for seed in range(8)]
        cases = [
            [
                averaged(run, found.course, preset.view["average_last"])
                for run in found.runs
                if run and found.course
            ]
            for found in map(nets_of, views)
        ]
        lower[batch] = sum(bool(run.mean_loss < run.loss[-1]) for runs in cases for run in runs)
        assert [len(runs) for runs in cases] == [3] * 8 and all(
            (run.mean_loss < run.loss[-1]) == (batch == "8") for run in cases[0]
        )
    assert f"all three rules here, and in {lower['8']} of 24 cases over eight seeds" in preset.see
    assert f"is lower in {lower['all']} of these 24 cases" in preset.attempt


def test_momentum_diverges_is_left_out_and_comes_back() -> None:
    view = PRESETS["A rule that diverges"].view
    assert [diverged(run) for run in nets_of(view).runs if run] == [False, True, False]
    assert seen("A rule that diverges")[1].keys() == {"sgd", "adam"}
    assert seen("A rule that diverges", **{"momentum.lr": 1.0})[1].keys() == {"sgd", "momentum", "adam"}


def test_adams_true_loss_on_digits_is_130_times_lower_than_the_map_says() -> None:
    assert factors(seen("Digits 3 and 8")[0])["adam"] == pytest.approx(130, rel=0.1)


def test_three_ends_need_three_rules_that_train() -> None:
    view = Landscape({"plane": "ends", "race": ("sgd", "adam")})
    assert facts(view).shown is None
    with pytest.raises(ValueError, match="2 ends; 3 make a plane"):
        plane_of(view.choice, [np.zeros((2, 3))] * 2, 0)


def test_runs_that_were_trained_elsewhere_are_kept_and_those_that_are_known_are_not_trained_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "RUNS", LRUCache(8))
    monkeypatch.setattr(training, "PASSING", LRUCache(8))
    view = Landscape({"race": ("sgd", "adam"), "rates": "own"})
    *_before, found = training.trainings(view)
    assert found.complete
    for cache in (training.RUNS, training.PASSING):  # as in another process
        cache._values.clear()
    assert training.known(view) == ((None, None),)
    training.learned(view, found._replace(runs=(found.runs[0], None)))
    known = training.known(view)
    assert known == ((found.runs[0], None),)
    made: list[object] = []
    train = training.trained
    monkeypatch.setattr(training, "trained", lambda case: made.append(case) or train(case))
    *_before, again = training.trainings(view, *known)
    assert len(made) == 1 and again.runs[0] is found.runs[0]
    np.testing.assert_array_equal(again.runs[1].path, found.runs[1].path)
