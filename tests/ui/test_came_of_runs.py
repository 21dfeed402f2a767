"""What came of a try where that takes a run: the headline says how to get there, and then the numbers of the
run that stands on the page, beside those of the example's own where they are known."""

from typing import Any

import numpy as np
import pytest
import streamlit as st

from dl_core.experiments.bias_variance import FAMILIES, RUNS
from dl_core.experiments.compare import TEST
from kit.learning import facts as learning
from kit.learning import words as learning_words
from kit.lru_cache import LRUCache
from kit.messages import MARKED, in_language
from kit.number_format import number, percent
from kit.page import Group, Page, Part
from kit.presets import Preset, exactly
from kit.settings import View
from pages import PAGES, dropout, gradients, landscape, regularization
from pages.dropout.presets import PRESETS as OF_DROPOUT
from pages.gradients.presets import PRESETS as OF_GRADIENTS
from pages.gradients.training import InTraining, Training
from pages.landscape import training as nets_of_landscape
from pages.landscape.presets import PRESETS as OF_LANDSCAPE
from pages.regularization import facts as regularized
from pages.regularization.presets import PRESETS as OF_REGULARIZATION
from tests.pages.test_languages import unmarked
from tests.ui.test_claims_stay import CASES, changed
from ui import ask, headline, precomputed, study_page
from ui.headline import REACHED, told_of
from ui.parts import OnThePage

PRESS = "Press Train: what comes of it will stand here."
GOES_ON = "will stand here when the training stands still."
MOST = 400  # pulls of .15 s


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A visitor's, where nobody has trained anything yet."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(precomputed, "_MADE", {})
    return session


def pulled(page: Page[Any], view: View, command: str = "") -> str:
    """What the headline is told of the next picture, after a button was pressed or none."""
    st.session_state["command"] = {"do": command}
    found = study_page.shown(page, view)
    assert found
    told = study_page._told(page, view, found)
    assert told and told["address"].startswith(f"{page.name}?")
    return told["came"]


def stopped(page: Page[Any], view: View, at: int) -> str:
    """The same when the run is stopped after so many steps of its progress."""
    assert pulled(page, view, "start").endswith(GOES_ON)
    for _pull in range(MOST):
        found = study_page.shown(page, view)
        if found and found.progress and found.progress["done"] >= at:
            break
    st.session_state["command"] = {"do": "pause"}
    for _pull in range(MOST):  # what is made of nets that stand still takes a moment
        found = study_page.shown(page, view)
        assert found and found.run
        if found.run.facts is not None:
            break
    told = study_page._told(page, view, found)
    assert told
    return told["came"]


def small(preset: Preset[Any], **texts: str) -> Preset[Any]:
    """The same example with other, smaller nets."""
    view, complaints = preset.view.edited(texts)
    assert complaints == []
    return preset._replace(view=view)


def takes_a_run(page: Page[Any], name: str) -> bool:
    view = changed(page.presets[name])
    part = page.part(view)
    return bool((part.steps or part.after) and not part.briefly and not part.scene and not part.at_once(view))


def begins(page: Page[Any], name: str) -> bool:
    """Whether the run of what there is to try begins by itself."""
    return page.part(changed(page.presets[name])).begins


def is_another(page: Page[Any], name: str) -> bool:
    """Whether what there is to try is another example, which has words of its own."""
    return exactly(page.presets, changed(page.presets[name])) is not None


TRAINED = [
    case
    for case in CASES
    if takes_a_run(*case.values) and not begins(*case.values) and not is_another(*case.values)  # type: ignore[arg-type]
]


def test_there_are_such_examples_on_five_pages() -> None:
    pages = {case.values[0].name for case in TRAINED}  # type: ignore[attr-defined]
    assert pages == {"gradients", "dropout", "regularization", "convolution", "codes"}


@pytest.mark.parametrize(("page", "name"), TRAINED)
def test_before_anybody_has_pressed_it_says_to_press(page: Page[Any], name: str) -> None:
    view = changed(page.presets[name])
    assert told_of(page, view)["came"] == f"{REACHED} {PRESS}", "when the page runs"
    assert pulled(page, view) == f"{REACHED} {PRESS}", "and when its part does"
    assert pulled(page, page.presets[name].view) == "", "the example itself is no try"


@pytest.mark.parametrize(
    ("page", "name", "texts"),
    [
        (dropout.PAGE, "Wrong labels, honestly", {}),
        (dropout.PAGE, "The vote", {}),
        (dropout.PAGE, "Co-adaptation", {"layer": "1"}),
        (dropout.PAGE, "Does it doubt?", {}),
        (dropout.PAGE, "What it gets wrong", {}),
        (regularization.PAGE, "L2 against label noise", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_that_stands_still_is_told_with_its_numbers_in_every_language(
    page: Page[Any], name: str, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    preset = small(page.presets[name], depth="1", width="16", n="60", **texts)
    monkeypatch.setitem(page.presets, name, preset)  # type: ignore[arg-type]
    said = stopped(page, changed(preset), 3)
    assert said.startswith(f"{REACHED} ") and said.endswith(".")
    assert any(sign.isdigit() for sign in said) and "nan" not in said
    assert not unmarked(in_language(said, MARKED)).strip()


def spread(values: Any) -> str:
    mean, low, high = (percent(of(values), 1) for of in (np.mean, np.min, np.max))
    return f"{mean} ({low} to {high})"


def test_the_test_accuracy_of_all_seeds_stands_beside_that_of_the_kept_run_after_as_many_epochs() -> None:
    preset = OF_DROPOUT["A boundary you can see"]
    view = preset.view.edited({"data": "spirals"})[0]
    said = stopped(dropout.PAGE, view, 5)
    state: learning.Training = st.session_state["live"].state
    assert 5 <= state.done < 600
    a, b = (one.accuracy[:, state.done, TEST] for one in state.curves)
    expected = f"Test accuracy after epoch {state.done}, mean of 5 seeds (lowest to highest): "
    assert f"{expected}A {spread(a)}, B {spread(b)}." in said
    part = dropout.PAGE.parts[0]
    kept = learning.kept(part.worked_on(preset.view))
    assert kept
    means = [percent(one.accuracy[0, state.done, TEST], 1) for one in kept.curves]
    assert said.endswith(
        f"In the example, after epoch {state.done}, the mean is: A {means[0]}, B {means[1]}."
    )


def test_nets_that_have_diverged_are_counted_and_have_no_mean() -> None:
    view = OF_REGULARIZATION["Small batches"].view
    facts = regularization.PAGE.parts[0].kept(regularization.PAGE.parts[0].worked_on(view))  # type: ignore[misc]
    a, b = facts.curves
    five = np.repeat(b.accuracy, 5, axis=0), np.repeat(b.loss, 5, axis=0)
    five[0][1:3, -1], five[1][1:3, -1] = np.nan, np.nan
    broken = facts._replace(curves=(a, b._replace(accuracy=five[0], loss=five[1])))
    (said,) = learning_words.came(None, broken)
    assert "2 of 5 nets of B diverged" in said and "nan" not in said
    _now, then = learning_words.came(broken, facts)
    assert "B not finite" in then and "nan" not in then


def test_the_example_s_own_run_takes_the_place_of_the_kept_one(session: dict[str, Any]) -> None:
    """What a visitor has trained to its end is what a try is compared with; what was stopped is not."""
    preset = OF_DROPOUT["A boundary you can see"]
    page, part = dropout.PAGE, dropout.PAGE.parts[0]
    facts = learning.kept(part.worked_on(preset.view))
    assert facts
    own = facts._replace(
        curves=tuple(one._replace(accuracy=one.accuracy * 0 + 0.125) for one in facts.curves)
    )
    view = preset.view.edited({"data": "spirals"})[0]
    drawn = study_page.Shown([], [], [], {"done": 600, "total": 600}, 0, OnThePage(own))
    study_page._told(page, preset.view, drawn._replace(progress={"done": 20, "total": 600}))
    told = study_page._told(page, view, drawn._replace(run=OnThePage(facts)))
    assert told and "12.5 %" not in told["came"]
    study_page._told(page, preset.view, drawn)
    told = study_page._told(page, view, drawn._replace(run=OnThePage(facts)))
    assert told and told["came"].endswith("the mean is: A 12.5 %, B 12.5 %.")
    session["unfinished"] = ({}, "", float("inf"))
    assert ask.is_unfinished() and study_page._told(page, view, drawn) is None, "a hand is on its way"


def test_losses_of_single_nets_are_told_as_such_beside_the_kept_ones_at_the_same_step() -> None:
    preset = OF_GRADIENTS["Learning, or not"]
    view = preset.view.edited({"batchnorm": "1"})[0]
    said = stopped(gradients.PAGE, view, 100)
    state: Training = st.session_state["live"].state
    part = gradients.PAGE.named("train")
    assert part.kept and state.step >= 100
    now, then = (
        ", ".join(
            f"{label} {number(float(np.mean(net.loss[state.step - 50 : state.step])))}"
            for label, net in zip(("Sigmoid", "ReLU"), run.nets, strict=True)
        )
        for run in (state, part.kept(part.worked_on(preset.view)))
    )
    assert said == (
        f"{REACHED} Loss after step {state.step}, mean of the last 50: {now}. In the example, after step "
        f"{state.step}: {then}. These are single nets, of one seed: another seed gives other numbers."
    )


def test_a_net_that_has_diverged_is_told_with_its_step() -> None:
    part = gradients.PAGE.named("train")
    assert part.came
    loss = np.array([1.0, 2.0, np.nan, np.nan], np.float32)
    fine = InTraining("relu", np.full(4, 0.5, np.float32), np.zeros(4, np.float32), False)
    now = Training((InTraining("sigmoid", loss, loss, False), fine))
    said, single = part.came(None, now)
    assert said == "Loss after step 4, mean of the last 50: Sigmoid diverged at step 3, ReLU 0.5."
    assert "another seed" in single and part.came(now, Training(())) == []


def test_kinds_of_nets_are_told_with_their_intervals() -> None:
    part, preset = regularization.PAGE.named("biasvar"), OF_REGULARIZATION["Bias and variance"]
    view = preset.view.edited({"model": "nets"})[0]
    facts = regularized.SHELF.facts("biasvar", part.worked_on(view))
    came = told_of(regularization.PAGE, view, OnThePage(facts))["came"]
    assert f"Of {RUNS} nets each, ± half of the 95 % interval: " in came
    for place, one in enumerate(FAMILIES):
        (bias2, half), (variance, other) = facts.families[place].bias2, facts.families[place].variance
        assert (
            f"{one.label}: bias² {number(bias2, 2)} ± {number(half, 1)}, "
            f"variance {number(variance, 2)} ± {number(other, 1)}" in came
        )
    assert told_of(regularization.PAGE, view, OnThePage(facts._replace(families={})))["came"] == REACHED


def test_nets_of_a_landscape_are_told_when_they_are_there_and_compared_when_the_example_s_are_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("RUNS", "PASSING"):
        monkeypatch.setattr(nets_of_landscape, name, LRUCache(8))
    monkeypatch.setattr(nets_of_landscape, "_READY", set())
    monkeypatch.setattr(headline, "_SAID", LRUCache(8))
    page, preset = landscape.PAGE, small(OF_LANDSCAPE["Is there a wall between them?"], width="8")
    monkeypatch.setitem(page.presets, "Is there a wall between them?", preset)  # type: ignore[arg-type]
    view = preset.view.edited({"task": "spirals"})[0]
    waits = f"{REACHED} What comes of it will stand here when all is computed."
    assert told_of(page, view)["came"] == told_of(page, view, OnThePage(None, True))["came"] == waits
    said = waits
    for _pull in range(MOST):
        if (said := pulled(page, view)) != waits:
            break
    ends = {run.optimizer.label: run.loss[-1] for run in nets_of_landscape.nets(view).runs if run}
    assert "Loss after 400 steps" in said and all(
        f"{rule} {number(end)} (rate" in said for rule, end in ends.items()
    )
    before = {run.optimizer.label: run.loss[-1] for run in nets_of_landscape.nets(preset.view).runs if run}
    said = pulled(page, view)
    for rule, end in ends.items():
        assert f"{rule} ends at a loss of {number(end)} instead of {number(before[rule])}." in said


def test_a_table_of_the_visitor_s_own_is_compared_with_nothing() -> None:
    page = dropout.PAGE
    preset = OF_DROPOUT["A boundary you can see"]
    own = preset._replace(tries={"data": "own"})
    view = preset.view.edited({"data": "own"})[0]
    assert page.takes_a_file(view)
    assert headline._came(page, own, view, OnThePage(object())) == [REACHED]


def test_that_nothing_is_there_yet_is_not_kept_for_all_visitors() -> None:
    """What takes a run now may be there at once a moment later, when somebody has trained it."""
    ready: list[bool] = []
    part: Part[Any] = Part(
        name="not there yet",
        panel=(Group(("seed",)),),
        words=lambda found: [],
        how=lambda view: [],
        facts=lambda view: float(view["seed"]),
        instant=lambda view: bool(ready),
        came=lambda before, now: [f"{now:g} instead of {before:g}."],
    )
    before = OF_DROPOUT["The vote"].view
    goal = before.edited({"seed": "7"})[0]
    assert headline._came_of(part, before, goal) == []
    ready.append(True)
    assert headline._came_of(part, before, goal) == ["7 instead of 0."]


def test_every_page_whose_examples_take_a_run_says_what_came_of_them() -> None:
    for page in PAGES:
        for name in page.presets:
            if page.presets[name].tries and takes_a_run(page, name):
                assert page.part(changed(page.presets[name])).came, (page.name, name)
