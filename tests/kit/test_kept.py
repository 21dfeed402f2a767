"""Where examples lead before anybody has pressed Train: curves that are kept, and points that need no net."""

from typing import Any

import numpy as np
import pytest

from dl_core.experiments import averaging as averages
from dl_core.experiments.compare import compare
from kit.learning.facts import Training, kept, training
from kit.page import Page, Part, Run
from pages import dropout, regularization
from pages.dropout.presets import PRESETS
from pages.dropout.view import Dropout
from pages.regularization import facts as parts
from pages.regularization.facts import Averaging
from pages.regularization.view import Regularization

PAGES: tuple[Page[Any], ...] = (dropout.PAGE, regularization.PAGE)
EXAMPLES = [
    (page, name)
    for page in PAGES
    for name, one in page.presets.items()
    if page.part(one.view) is page.parts[0]
]
BOUNDARY = PRESETS["A boundary you can see"].view


def opening(page: Page[Any], name: str) -> Run:
    """What charts and words are made of when an example is opened."""
    part, view = page.parts[0], page.presets[name].view
    assert part.steps and part.kept
    return Run(next(part.steps(part.worked_on(view))), False, part.kept(part.worked_on(view)), True)


@pytest.mark.parametrize(("page", "name"), EXAMPLES)
def test_an_example_opens_on_where_it_leads_and_says_so(page: Page[Any], name: str) -> None:
    part, view = page.parts[0], page.presets[name].view
    run = opening(page, name)
    assert isinstance(run.ahead, Training) and run.facts.done == -1 and run.ahead.done == int(view["epochs"])
    for spec in part.charts(run):
        assert any(mark.get("x") or mark["kind"] == "heat" for mark in spec["marks"]), spec["key"]
        if not spec["key"].startswith("plane"):
            pale = [mark for mark in spec["marks"] if mark.get("pale")]
            assert len(pale) >= 2 and all(mark["x"][-1] == int(view["epochs"]) for mark in pale)
    (press, leads) = (one["text"] for one in part.words(run))
    (without,) = (one["text"] for one in part.words(Run(run.facts)))
    assert press == without and "Train" in press and "Train" in leads


def test_what_is_kept_is_where_the_nets_go() -> None:
    part, view = dropout.PAGE.parts[0], PRESETS["Half, in two layers"].view
    found = kept(part.worked_on(view))
    assert found
    nets = next(now for now in compare(view.pair(), int(view["seed"]), 3) if now[0].epochs == 3)
    for one, other in zip(nets, found.curves, strict=True):
        np.testing.assert_allclose(other.accuracy[0, :4], one.accuracy.mean(axis=0), atol=5e-4)
        np.testing.assert_allclose(other.loss[0, :4], one.loss.mean(axis=0), rtol=1e-3)
        assert (other.noise, other.classes, other.nets) == (one.noise, one.classes, ())


def test_another_training_and_a_visitors_table_have_nothing_kept() -> None:
    part = dropout.PAGE.parts[0]
    for change in ({"seed": 1.0}, {"n": 151.0}, {"data": "own"}):
        assert kept(part.worked_on(Dropout({**BOUNDARY.asked, **change}))) is None
    assert kept(part.worked_on(Dropout({**BOUNDARY.asked, "part": "vote"}))), "the part changes no training"


def test_points_are_there_before_any_net_and_the_same_points_later() -> None:
    begun = next(iter(training(BOUNDARY)))
    data = BOUNDARY.pair()[0].data(0)
    assert begun.done == -1 and len(begun.planes) == 2
    for one in begun.planes:
        assert one.chance is None and one.points.shape == (150, 2) and one.wrong.sum() == 30
        np.testing.assert_array_equal(one.points, data.train.x[:150])
    charts = dropout.PAGE.parts[0].charts(Run(begun))
    for spec in charts[:2]:
        assert {mark["kind"] for mark in spec["marks"]} == {"dots"}
        assert sum(len(mark["x"]) for mark in spec["marks"]) == 150


def test_the_kept_boundary_goes_around_more_wrong_labels_without_dropout_than_with_it() -> None:
    found = kept(dropout.PAGE.parts[0].worked_on(BOUNDARY))
    assert found
    given = []
    for one in found.planes:
        assert one.chance is not None and one.chance.shape == (41, 41)
        column, row = ((one.points.T + one.reach) / (2 * one.reach) * 41).astype(int)
        says = one.chance[row, column] > 0.5
        given.append(float((says == one.labels)[one.wrong].mean()))
        assert (says == one.labels)[~one.wrong].mean() > 0.85
    assert given[0] > given[1]


# --- the parts of Regularization that train other nets ------------------------------------------------------

PARTS = [(name, view) for name, views in parts.RUNS.items() for view in views]


def begun(name: str, view: Regularization) -> tuple[Part[Any], Run]:
    """What charts and words of a part are made of when it is opened."""
    part = regularization.PAGE.named(name)
    work = part.worked_on(view.edited({"part": name})[0])
    assert part.steps and part.kept
    return part, Run(next(part.steps(work)), False, part.kept(work), True)


@pytest.mark.parametrize(("name", "view"), PARTS)
def test_a_part_opens_pale_on_where_it_leads_and_says_so(name: str, view: Regularization) -> None:
    part, run = begun(name, view)
    assert run.facts.share == 0 and run.ahead.share == 1
    charts, empty = part.charts(run), part.charts(run._replace(ahead=None))
    assert [one["key"] for one in charts] == [one["key"] for one in empty]
    for spec in charts:
        pale = [mark for mark in spec["marks"] if mark.get("pale")]
        assert any(mark.get("x") or mark.get("rows") for mark in pale) and "Pale" in spec["about"]
    said, leads = (one["text"] for one in part.words(run))
    assert "Pale" in leads and [said] == [one["text"] for one in part.words(run._replace(ahead=None))]
    assert part.charts(Run(run.ahead, False, run.ahead, True)) == part.charts(Run(run.ahead)), "at its end"


def test_what_is_drawn_over_it_is_not_pale_and_has_the_names() -> None:
    part, run = begun("choose", Regularization())
    steps = part.steps(Regularization({"part": "choose"}))  # type: ignore[misc]
    now = next(one for one in steps if one.done == 4)
    for spec, own in zip(part.charts(run._replace(facts=now)), part.charts(Run(now)), strict=True):
        marks = [mark for mark in own["marks"] if mark["kind"] != "rule"]
        assert spec["marks"][-len(marks) :] == marks
        assert not any(mark.get("label") for mark in spec["marks"][: -len(marks)])


def test_the_kept_nets_of_averaging_begin_as_those_that_are_trained() -> None:
    found = parts.kept("average", Regularization())
    assert isinstance(found, Averaging)
    state = next(one for one in averages.averaging(0) if one.single.shape[1] == 3)
    np.testing.assert_allclose(found.single[:, :3], state.single, atol=1e-6)
    np.testing.assert_allclose(found.together[:3], state.together, atol=1e-6)


def test_another_seed_has_nothing_kept() -> None:
    for name, view in PARTS:
        work = regularization.PAGE.named(name).worked_on(view.edited({"part": name, "seed": "1"})[0])
        assert regularization.PAGE.named(name).kept(work) is None  # type: ignore[misc]
