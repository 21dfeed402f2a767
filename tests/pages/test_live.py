"""Runs that go on while they are looked at, as pages use them."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from ui import ahead
from ui import live as at_work
from ui.gradients_training import STEPS, UNSEEN, key, refusal, sentences, trained
from ui.live import Live, key_of, seconds_left
from views.gradients import Gradients

ENTRY = Path(__file__).parents[2] / "navigation.py"


def counting(to: int) -> Iterator[int]:
    yield from range(to + 1)


def run_of(to: int) -> Live[int]:
    source = counting(to)
    return Live("counting", source, next(source))


def test_a_run_does_at_least_one_piece_and_stops_at_its_end() -> None:
    run = run_of(3)
    run.pull(0)
    assert run.state == 1 and not run.ended
    run.running = True
    run.pull(time.monotonic() + 10)
    assert run.state == 3 and run.ended and not run.running


def test_work_is_told_how_many_seconds_there_are() -> None:
    told: list[float] = []

    def asking() -> Iterator[int]:
        for state in range(4):
            told.append(seconds_left())
            yield state

    source = asking()
    run = Live("asking", source, next(source))
    run.pull(time.monotonic() + 100)
    first, *rest = told
    assert first < 0 and run.ended and all(90 < seconds <= 100 for seconds in rest) and rest == sorted(rest, reverse=True)


def test_a_run_stops_for_a_picture_where_there_is_enough_to_see() -> None:
    source = counting(9)
    run = Live("counting", source, next(source), enough=lambda before, now: now >= before + 3)
    for state in (3, 6, 9):
        run.pull(time.monotonic() + 100)
        assert run.state == state


def test_no_more_visitors_compute_at_a_time_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_CORES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(at_work, "WORK", 0.01)
    mine, other = run_of(5), run_of(5)
    with at_work._CORES:
        mine.pull(0)
    assert mine.state == 0, "who finds no core free waits for the next picture"
    mine.pull(0)
    other.pull(0)
    assert mine.state == other.state == 1


def test_under_a_moving_hand_what_begins_by_itself_can_be_stopped_and_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "st", SimpleNamespace(session_state={}))
    before = at_work.live("before", lambda: counting(3), "step")
    monkeypatch.setattr(at_work, "is_held", lambda: True)
    run = at_work.live("on its way", lambda: counting(3), begins=True)
    assert run.running and run.commands[0][0] == "pause"
    assert at_work.st.session_state[at_work.PLACE] is before and not at_work.st.session_state.get(at_work.EARLIER)


def test_what_the_server_makes_ahead_lets_visitors_have_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_CORES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(ahead, "_MADE", {})
    over = threading.Event()

    def busy() -> Iterator[int]:
        yield 0
        while not over.wait(0.02):
            yield 1

    making = threading.Thread(target=ahead.make, args=("ahead", busy()))
    making.start()
    run = run_of(12)
    for _ in range(12):
        run.pull(0)
    over.set()
    making.join()
    assert run.state > 0, "without a pause the core goes from one piece to the next, and none is done for the visitor"


def test_two_runs_of_a_page_never_pull_one_generator_at_once() -> None:
    """A click on a preset starts a second run of the page while the first is still inside a piece of work."""
    entered, leave = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        yield 0
        entered.set()
        leave.wait(10)
        yield 1

    source = slow()
    run = Live("slow", source, next(source))
    first = threading.Thread(target=run.pull, args=(0,))
    first.start()
    assert entered.wait(10)
    run.pull(0)  # says nothing, and does not raise "generator already executing"
    assert run.state == 0
    leave.set()
    first.join()
    assert run.state == 1


def test_a_run_that_fails_is_not_shown_as_one_that_has_ended() -> None:
    def failing() -> Iterator[int]:
        yield 0
        raise MemoryError("too large")

    source = failing()
    run = Live("failing", source, next(source))
    with pytest.raises(MemoryError):
        run.pull(0)
    assert not run.ended


def test_one_step_goes_on_until_there_is_something_new() -> None:
    states = [object(), object()]
    source = iter([states[0], states[0], states[0], states[1], states[1]])
    run = Live("steps", source, next(source))
    run.step()
    assert run.state is states[1] and not run.ended


def test_starting_over_stands_still() -> None:
    app = visit(Gradients({"part": "train", "depth": 2.0}), "start")
    app.session_state["command"] = {"do": "again"}
    run = app.run().session_state["live"]
    assert not run.running and all(net.progress.step == 0 for net in run.state)


def test_a_run_is_known_by_what_matters_to_it() -> None:
    view = Gradients({"part": "train", "lr": 0.2})
    assert key(view) != key(Gradients({"part": "train", "lr": 0.3}))
    others = {"layer": 3.0, "step": 1.0, "dlr": 1.0, "dbias": -1.0, "w": 2.0, "b": 1.0}
    assert key(view) == key(Gradients({"lr": 0.2, **others})) and {*others, "part"} == set(UNSEEN)
    assert key_of(view, ()) != key_of(Gradients({"lr": 0.2}), ())


def visit(view: Gradients, command: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    app.query_params.update(view.query())
    app.switch_page("pages/gradients.py")
    if command:
        app.session_state["command"] = {"do": command}
    return app.run()


@pytest.mark.parametrize("command", ["start", "pause", "again", "step"])
def test_training_obeys(command: str) -> None:
    app = visit(Gradients({"part": "train", "depth": 4.0}), command)
    assert not app.exception
    run = app.session_state["live"]
    if command == "start":
        assert not any(net.loss for net in run.state), "the page shows that it runs before anything works"
        app.run()
    steps = sum(net.progress.step for net in run.state)
    assert run.running == (command == "start") and (steps > 0) == (command in ("start", "step"))
    assert all(len(net.loss) == net.progress.step for net in run.state)


def test_a_hand_on_its_way_throws_no_run_away() -> None:
    app = visit(Gradients({"part": "train", "depth": 2.0}), "step")
    run = app.session_state["live"]
    app.session_state["edit"] = {"n": 1, "changes": {"lr": "0.2"}, "commit": False}
    app.run()
    assert app.session_state["live"] is run and sum(net.progress.step for net in run.state) > 0
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
    nets = list(trained(Gradients({"part": "train", "nets": ("relu",), "lr": 10.0, "init": "unit"})))[-1]
    text, tone = nets[0].sentence()
    assert nets[0].broke and "diverged at step" in text and tone == "alarm" and nets[0].progress.step < STEPS


def test_a_start_from_zeros_says_how_far_it_moved_in_numbers() -> None:
    net = next(iter(trained(Gradients({"part": "train", "nets": ("sigmoid",), "init": "zeros", "depth": 2.0}))))[0]
    for nets in trained(Gradients({"part": "train", "nets": ("sigmoid",), "init": "zeros", "depth": 2.0})):
        net = nets[0]
        if net.loss:
            break
    text, _ = net.sentence()
    assert "from weights of 0" in text and "nan" not in text and "inf" not in text


@pytest.mark.parametrize(("nets", "each"), [(("sigmoid", "relu"), True), (("sigmoid", "tanh", "relu", "leaky"), False)])
def test_a_net_that_has_no_numbers_yet_is_said_to_be_compiled(nets: tuple[str, ...], each: bool) -> None:
    run = trained(Gradients({"part": "train", "nets": nets, "depth": 2.0}))
    begun = next(run)
    assert "Train first compiles" in sentences(begun, False)[-1][0] and "t its start" in sentences(begun, False)[0][0]
    assert "ompiling" in sentences(begun, True)[0][0] and len(sentences(begun, True)) == (len(nets) if each else 1)
    on_the_way = next(run)
    going, stopped = sentences(on_the_way, True), sentences(on_the_way, False)
    assert f"at different steps: Sigmoid {len(on_the_way[0].loss)}, " in stopped[-1][0] and "different" not in going[-1][0]
    assert ("loss" in going[0][0] and "compiling" in going[1][0]) if each else ("Loss" in going[0][0] and "Compiling: tanh" in going[0][0])


def test_too_many_weights_are_refused_with_what_would_fit() -> None:
    view = Gradients({"part": "train", "depth": 30.0, "width": "200", "nets": ("sigmoid", "tanh", "relu", "leaky", "elu")})
    why = refusal(view)
    assert why and "million" in why and refusal(Gradients({"part": "train"})) is None
    app = visit(view, "start")
    assert not app.exception and "live" not in app.session_state
