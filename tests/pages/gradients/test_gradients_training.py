"""The training on the page on gradients: what it says, and that its buttons are obeyed."""

from collections.abc import Hashable

import pytest
from streamlit.testing.v1 import AppTest

from pages.gradients import PAGE, words
from pages.gradients.training import STEPS, Training, is_untrained, training, untrained
from pages.gradients.view import Gradients
from tests.pages.visiting import visitor


def visit(view: Gradients, command: str | None = None) -> AppTest:
    app = visitor("gradients", view.query())
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


def key(view: Gradients) -> Hashable:
    return PAGE.part(view).key(view)


def test_starting_over_stands_still() -> None:
    app = visit(Gradients({"part": "train", "depth": 2.0}), "start")
    app.session_state["command"] = {"do": "again"}
    run = app.run().session_state["live"]
    assert not run.running and all(net.step == 0 for net in run.state.nets)


def test_a_run_is_known_by_what_matters_to_it() -> None:
    view = Gradients({"part": "train", "lr": 0.2})
    assert key(view) != key(Gradients({"part": "train", "lr": 0.3}))
    others = {"layer": 3.0, "step": 1.0, "dlr": 1.0, "dbias": -1.0, "w": 2.0, "b": 1.0}
    assert (
        key(view) == key(Gradients({"part": "train", "lr": 0.2, **others}))
        and {*others, "part"} == Gradients().known.keys() - PAGE.part(view).seen(view).known.keys()
    )
    assert key(view) != key(Gradients({"lr": 0.2}))


@pytest.mark.parametrize("command", ["start", "pause", "again", "step"])
def test_training_obeys(command: str) -> None:
    app = visit(Gradients({"part": "train", "depth": 4.0}), command)
    assert not app.exception
    run = app.session_state["live"]
    if command == "start":
        assert not any(net.step for net in run.state.nets), (
            "the page shows that it runs before anything works"
        )
        app.run()
    steps = sum(net.step for net in run.state.nets)
    assert run.running == (command == "start") and (steps > 0) == (command in ("start", "step"))
    assert all(len(net.loss) == len(net.moved) == net.step for net in run.state.nets)


def test_a_hand_on_its_way_throws_no_run_away() -> None:
    app = visit(Gradients({"part": "train", "depth": 2.0}), "step")
    run = app.session_state["live"]
    app.session_state["edit"] = {"n": 1, "changes": {"lr": "0.2"}, "commit": False}
    app.run()
    assert app.session_state["live"] is run and sum(net.step for net in run.state.nets) > 0
    app.session_state["edit"] = {"n": 2, "changes": {"lr": "0.1"}, "commit": True}
    app.run()
    assert app.session_state["live"] is run, "and finds it again when it comes back"


def test_looking_at_something_else_and_coming_back_finds_the_run() -> None:
    app = visit(Gradients({"part": "train", "depth": 2.0}), "step")
    run = app.session_state["live"]
    for part in ("dying", "train"):
        app.session_state["edit"] = {"n": 1, "changes": {"part": part}, "commit": True}
        app.run()
    assert app.session_state["live"] is run


def test_a_net_that_diverges_says_when_and_what_its_last_loss_was() -> None:
    last = list(training(Gradients({"part": "train", "nets": ("relu",), "lr": 10.0, "init": "unit"})))[-1]
    (sentence,) = words.training(last)
    assert (
        last.nets[0].broke
        and "diverged at step" in sentence["text"]
        and sentence["tone"] == "alarm"
        and last.nets[0].step < STEPS
    )


def test_a_start_from_zeros_says_how_far_it_moved_in_numbers() -> None:
    for found in training(Gradients({"part": "train", "nets": ("sigmoid",), "init": "zeros", "depth": 2.0})):
        if found.nets[0].step:
            break
    (sentence,) = words.training(found)
    assert (
        "from weights of 0" in sentence["text"]
        and "nan" not in sentence["text"]
        and "inf" not in sentence["text"]
    )


@pytest.mark.parametrize(
    ("nets", "each"), [(("sigmoid", "relu"), True), (("sigmoid", "tanh", "relu", "leaky"), False)]
)
def test_a_net_that_has_no_numbers_yet_is_said_to_be_compiled(nets: tuple[str, ...], each: bool) -> None:
    def said(found: Training, running: bool) -> list[str]:
        return [sentence["text"] for sentence in [*words.training(found), *words.status(found, running)]]

    run = training(Gradients({"part": "train", "nets": nets, "depth": 2.0}))
    begun = next(run)
    assert "Train first compiles" in said(begun, False)[-1] and "t its start" in said(begun, False)[0]
    assert "ompiling" in said(begun, True)[0] and len(said(begun, True)) == (len(nets) if each else 1)
    on_the_way = next(run)
    going, stopped = said(on_the_way, True), said(on_the_way, False)
    assert f"at different steps: Sigmoid {on_the_way.nets[0].step}, " in stopped[-1] and not any(
        "different" in text for text in going
    )
    assert (
        ("loss" in going[0] and "compiling" in going[1])
        if each
        else ("Loss" in going[0] and "Compiling: tanh" in going[1])
    )
    assert len(going) == 2 <= words.room(on_the_way), "there is room for all of it"


def test_one_step_takes_every_net_a_step_further() -> None:
    for nets in (("sigmoid", "relu"), ("sigmoid", "tanh", "relu")):
        run = visit(Gradients({"part": "train", "depth": 2.0, "nets": nets}), "step").session_state["live"]
        (steps,) = {net.step for net in run.state.nets}
        assert steps > 0


def test_too_many_weights_are_refused_with_what_would_fit() -> None:
    view = Gradients(
        {"part": "train", "depth": 30.0, "width": "200", "nets": ("sigmoid", "tanh", "relu", "leaky", "elu")}
    )
    (why,) = words.training(untrained(view))
    assert "6 million" in why["text"] and "4 million" in why["text"] and why["tone"] == "alarm"
    assert is_untrained(view) and not is_untrained(Gradients({"part": "train"}))
    app = visit(view, "start")
    assert not app.exception and "live" not in app.session_state
