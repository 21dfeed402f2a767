"""Where examples lead before anybody has pressed Train: curves that are kept, and points that need no net."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from dl_core.activations import ACTIVATIONS
from dl_core.experiments import averaging as averages
from dl_core.experiments import batchnorm, schemes
from dl_core.experiments.compare import compare
from kit.kept import Shelf
from kit.learning.facts import Training, kept, training
from kit.page import Measured, Page, Part, Run
from kit.settings import View
from pages import PAGES as ALL
from pages import dropout, gradients, regularization
from pages.dropout.presets import PRESETS
from pages.dropout.view import Dropout
from pages.gradients import facts as vanishing
from pages.gradients.training import training as steps_of_gradients
from pages.init import PAGE as initial_page
from pages.init import facts as initial
from pages.regularization import facts as regularized
from pages.regularization.facts import Averaging
from pages.regularization.view import Regularization
from scripts.keep import SHELVES

Floats = NDArray[np.float64]
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


# --- parts with a shelf -------------------------------------------------------------------------------------

BY_NAME = {page.name: page for page in ALL}
SHELVED = [
    pytest.param(BY_NAME[name], part, view, id=f"{name}: {part} {dict(view.asked)}")
    for name, shelf in SHELVES.items()
    for part, views in shelf.views.items()
    if BY_NAME[name].named(part).steps and name != "convolution"  # which has laws of its own
    for view in views
]


def begun(page: Page[Any], name: str, view: View) -> tuple[Part[Any], Run]:
    """What charts and words of a part are made of when it is opened."""
    part = page.named(name)
    work = part.worked_on(view.edited({"part": name})[0])
    assert part.steps and part.kept
    return part, Run(next(part.steps(work)), False, part.kept(work), True)


def texts(part: Part[Any], run: Run) -> list[str]:
    return [one["text"] for one in part.words(run)]


@pytest.mark.parametrize(("page", "name", "view"), SHELVED)
def test_a_part_opens_pale_on_where_it_leads_and_says_so(page: Page[Any], name: str, view: View) -> None:
    part, run = begun(page, name, view)
    first, last = part.progress(run.facts), part.progress(run.ahead)
    assert first and last and (first.done, last.done) == (0, last.total)
    charts, empty = part.charts(run), part.charts(run._replace(ahead=None))
    assert [one["key"] for one in charts] == [one["key"] for one in empty]
    for spec in charts:
        pale = [mark for mark in spec["marks"] if mark.get("pale")]
        assert (
            any(mark.get("x") or mark.get("rows") or mark.get("pictures") for mark in pale)
            and "Pale" in spec["about"]
        )
        assert pale == spec["marks"], "nothing is drawn before it has begun"
    said, without = texts(part, run), texts(part, run._replace(ahead=None))
    assert [one for one in said if one not in without] == [
        "Pale: where it led when this example was made. Train makes it again."
    ]
    assert part.charts(Run(run.ahead, False, run.ahead, True)) == part.charts(Run(run.ahead)), "at its end"
    assert not any("Pale" in one for one in texts(part, Run(run.ahead, False, run.ahead, True)))


@pytest.mark.parametrize(
    ("name", "part"), [("regularization", "choose"), ("init", "scales"), ("gradients", "train")]
)
def test_what_is_drawn_over_it_is_not_pale_and_has_the_names(name: str, part: str) -> None:
    page = BY_NAME[name]
    one, run = begun(page, part, SHELVES[name].views[part][0])
    pulled = one.steps(one.worked_on(page.view(SHELVES[name].views[part][0].asked)))  # type: ignore[misc]
    now = next(facts for facts in pulled if (done := one.progress(facts)) and done.done >= done.total / 20)
    for spec, own in zip(one.charts(run._replace(facts=now)), one.charts(Run(now)), strict=True):
        marks = [mark for mark in own["marks"] if mark["kind"] != "rule"]
        assert spec["marks"][-len(marks) :] == marks
        assert not any(mark.get("label") for mark in spec["marks"][: -len(marks)])


def test_the_kept_nets_of_averaging_begin_as_those_that_are_trained() -> None:
    found = regularized.SHELF.facts("average", Regularization())
    assert isinstance(found, Averaging)
    state = next(one for one in averages.averaging(0) if one.single.shape[1] == 3)
    np.testing.assert_allclose(found.single[:, :3], state.single, atol=1e-6)
    np.testing.assert_allclose(found.together[:3], state.together, atol=1e-6)


def test_the_kept_comparison_of_schemes_is_where_the_nets_go() -> None:
    """Seed by seed at first; at the end the mean is inside the spread of the seeds."""
    (view,) = initial.SHELF.views["train"]
    found = initial.SHELF.facts("train", initial_page.named("train").worked_on(view))
    assert found.schemes == ("small", "xavier", "he") == tuple(found.found.loss)
    *_before, own = schemes.compare(["he"], "relu", 1.0, False, 0)
    for kept_of, own_of in ((found.found.loss, own.loss), (found.found.accuracy, own.accuracy)):
        kept_curves, curves = kept_of["he"], own_of["he"]
        assert kept_curves.shape == curves.shape == (5, 41)
        np.testing.assert_allclose(kept_curves[:, :4], curves[:, :4], atol=4e-3)
        assert curves[:, -1].min() <= kept_curves[:, -1].mean() <= curves[:, -1].max()


def test_the_kept_sixteen_scales_are_where_the_nets_go() -> None:
    (view,) = initial.SHELF.views["scales"]
    found = initial.SHELF.facts("scales", initial_page.named("scales").worked_on(view))
    own = next(one for one in batchnorm.sixteen("relu", 0) if one.point == 4)
    assert (found.done, found.point) == (batchnorm.TOTAL, batchnorm.POINTS)
    np.testing.assert_allclose(found.accuracy[..., :5], own.accuracy[..., :5], atol=4e-3)
    np.testing.assert_allclose(found.variance, own.variance, rtol=1e-3)


def test_the_kept_nets_of_vanishing_gradients_are_where_the_nets_go() -> None:
    (view,) = vanishing.SHELF.views["train"]
    found = vanishing.SHELF.facts("train", gradients.PAGE.named("train").worked_on(view))
    own = next(one for one in steps_of_gradients(view) if one.step == 100)
    for kept_net, net in zip(found.nets, own.nets, strict=True):
        assert (kept_net.name, kept_net.step, kept_net.from_zero) == (net.name, 2000, net.from_zero)
        np.testing.assert_allclose(kept_net.loss[:100], net.loss[:100], rtol=2e-3)
        np.testing.assert_allclose(kept_net.moved[:100], net.moved[:100], rtol=2e-3, atol=1e-5)


def test_kept_times_are_drawn_pale_until_some_are_measured_and_are_said_to_be_another_machine_s() -> None:
    part = gradients.PAGE.named("cost")
    (view,) = vanishing.SHELF.views["cost"]
    assert part.facts and part.measure
    kept_ones = part.facts(part.seen(view))
    pale, own = part.charts(Measured(kept_ones)), part.charts(Measured(None, kept_ones))
    for one, other in zip(pale, own, strict=True):
        (rows,), (same,) = one["marks"], other["marks"]
        assert rows["pale"] and rows["rows"] == same["rows"] and len(rows["rows"]) == len(ACTIVATIONS)
        assert "pale" not in same and "another machine" in one["about"]
    said = " ".join(one["text"] for one in part.words(Measured(kept_ones)))
    assert "another machine" in said
    assert "Pale" not in " ".join(one["text"] for one in part.words(Measured(kept_ones, kept_ones)))


@pytest.mark.parametrize(("page", "name", "view"), SHELVED)
def test_another_seed_has_nothing_kept(page: Page[Any], name: str, view: View) -> None:
    part = page.named(name)
    assert part.kept and part.kept(part.worked_on(view.edited({"part": name, "seed": "1"})[0])) is None


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    class Inner(NamedTuple):
        label: str
        span: tuple[float, float]

    class Facts(NamedTuple):
        count: int
        share: float
        right: bool
        curve: Floats
        none: Floats | None
        names: tuple[str, ...]
        rows: dict[int, Inner]
        curves: dict[str, Floats]
        all: tuple[Inner, ...]

    inner = Inner("a/b. c", (0.5, -2.0))
    found = Facts(
        3, 0.25, True, np.arange(3.0), None, ("x", "y"), {2: inner, 10: inner}, {"he": np.ones(2)}, (inner,)
    )
    view = Regularization({"lr": 0.5})
    shelf = Shelf(tmp_path / "kept.npz", {"part": Facts, "other": Facts}, {})
    shelf.keep([("part", view, found)])
    again = shelf.facts("part", view)
    for one, other in zip(found, again, strict=True):
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
        elif not (isinstance(one, dict) and "he" in one):
            assert one == other and type(one) is type(other)
    np.testing.assert_array_equal(again.curves["he"], 1)
    assert shelf.facts("part", Regularization()) is None and shelf.facts("other", view) is None


def test_files_of_kept_runs_are_small() -> None:
    assert all(shelf.path.stat().st_size < 100_000 for shelf in SHELVES.values())


def test_pictures_that_have_come_take_the_place_of_pale_ones() -> None:
    part, run = begun(*next(one.values for one in SHELVED if one.values[1] == "denoise"))
    drawn = {one["key"]: one["marks"] for one in part.charts(run)}
    (pale,) = drawn["made"]
    assert pale["pale"] and len(pale["pictures"]) == 30
    half = run.ahead._replace(found=run.ahead.found._replace(steps=run.ahead.found.steps[:-1]))
    trimmed = {name: getattr(half.found, name)[:, :-1] for name in ("denoising", "plain", "clean")}
    going = run._replace(facts=half._replace(found=half.found._replace(**trimmed)), running=True)
    (now,) = {one["key"]: one["marks"] for one in part.charts(going)}["made"]
    assert not now.get("pale")
