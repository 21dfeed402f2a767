"""Where examples lead before anybody has pressed Train: curves that are kept, and points that need no net."""

from typing import Any

import numpy as np
import pytest

from dl_core.experiments.compare import compare
from kit.learning.facts import Training, kept, training
from kit.page import Page, Run
from pages import dropout, regularization
from pages.dropout.presets import PRESETS
from pages.dropout.view import Dropout

PAGES: tuple[Page[Any], ...] = (dropout.PAGE, regularization.PAGE)
EXAMPLES = [
    (page, name)
    for page in PAGES
    for name, one in page.presets.items()
    if page.part(one.view) is page.parts[0] and one.view not in page.parts[0].ahead  # the server trains these
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
