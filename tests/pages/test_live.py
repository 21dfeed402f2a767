"""Runs that go on while they are looked at, as pages use them."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TypeVar

import pytest

from kit.page import never, seconds_left
from pages.dropout import PAGE as DROPOUT
from pages.landscape import PAGE as LANDSCAPE
from pages.landscape.view import Landscape
from ui import live as at_work
from ui import precomputed, workers
from ui.live import AFTER, PLACE, Live
from ui.workers import Here

S = TypeVar("S")


def counting(to: int) -> Iterator[int]:
    yield from range(to + 1)


def here(source: Iterator[S], enough: Callable[[S, S], bool] = never) -> Here[S]:
    return Here(source, next(source), enough)


def run_of(to: int) -> Live[int]:
    return Live("counting", here(counting(to)))


def test_a_run_does_at_least_one_piece_and_stops_at_its_end() -> None:
    run = run_of(3)
    run.pull(0)
    assert run.state == 1 and not run.ended
    run.running = True
    run.pull(10)
    assert run.state == 3 and run.ended and not run.running


def test_work_is_told_how_many_seconds_there_are() -> None:
    told: list[float] = []

    def asking() -> Iterator[int]:
        for state in range(4):
            told.append(seconds_left())
            yield state

    run = Live("asking", here(asking()))
    run.pull(100)
    first, *rest = told
    assert (
        first < 0
        and run.ended
        and all(90 < seconds <= 100 for seconds in rest)
        and rest == sorted(rest, reverse=True)
    )


def test_a_run_stops_for_a_picture_where_there_is_enough_to_see() -> None:
    run = Live("counting", here(counting(9), lambda before, now: now >= before + 3))
    for state in (3, 6, 9):
        run.pull(100)
        assert run.state == state


def test_no_more_visitors_compute_at_a_time_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CORES", threading.BoundedSemaphore(1))
    mine, other = run_of(5), run_of(5)
    with workers._CORES:
        mine.pull(0, 0.01)
    assert mine.state == 0, "who finds no core free waits for the next picture"
    mine.pull(0)
    other.pull(0)
    assert mine.state == other.state == 1


def test_under_a_moving_hand_what_begins_by_itself_can_be_stopped_and_takes_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(at_work, "st", SimpleNamespace(session_state={}))
    before = at_work.live("before", lambda: here(counting(3)), "step")
    monkeypatch.setattr(at_work, "is_unfinished", lambda: True)
    run = at_work.live("on its way", lambda: here(counting(3)), begins=True)
    assert run.running and run.commands[0][0] == "pause"
    assert at_work.st.session_state[at_work.PLACE] is before and not at_work.st.session_state.get(
        at_work.EARLIER
    )


def test_what_the_server_makes_ahead_lets_visitors_have_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CORES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(precomputed, "_MADE", {})
    over = threading.Event()

    def busy() -> Iterator[int]:
        yield 0
        while not over.wait(0.02):
            yield 1

    monkeypatch.setattr(precomputed, "begin", lambda page, part, view, seldom: here(busy()))
    making = threading.Thread(target=precomputed.make, args=(DROPOUT,))
    making.start()
    run = run_of(12)
    for _ in range(12):
        run.pull(0)
    over.set()
    making.join()
    assert run.state > 0, (
        "without a pause the core goes from one piece to the next, and none is done for the visitor"
    )


def test_two_runs_of_a_page_never_pull_one_generator_at_once() -> None:
    """A click on a preset starts a second run of the page while the first is still inside a piece of work."""
    entered, leave = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        yield 0
        entered.set()
        leave.wait(10)
        yield 1

    run = Live("slow", here(slow()))
    first = threading.Thread(target=run.pull, args=(0,))
    first.start()
    assert entered.wait(10)
    run.pull(0)  # says nothing, and does not raise "generator already executing"
    assert run.state == 0
    leave.set()
    first.join()
    assert run.state == 1


@pytest.mark.parametrize("place", [PLACE, AFTER])
def test_a_run_that_fails_is_not_shown_as_one_that_has_ended(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> Iterator[int]:
        yield 0
        raise MemoryError("too large")

    run = Live("failing", here(failing()))
    session = {place: run}
    monkeypatch.setattr(at_work.st, "session_state", session)
    with pytest.raises(MemoryError):
        run.pull(0)
    assert not run.ended and not session, "whoever comes back begins anew"


def test_one_step_goes_on_until_there_is_something_new() -> None:
    states = [object(), object()]
    source = iter([states[0], states[0], states[0], states[1], states[1]])
    run = Live("steps", here(source))
    run.step()
    assert run.state is states[1] and not run.ended


def test_a_run_is_known_by_what_its_steps_read_alone() -> None:
    key = LANDSCAPE.parts[0].key
    view, other = Landscape({"task": "spirals"}), Landscape({"task": "spirals", "average_last": 0.5})
    assert key(view) != key(Landscape()) and key(view) == key(other)


def test_one_step_goes_on_until_it_is_said_to_be_further() -> None:
    run = Live("steps", here(counting(9)), further=lambda before, now: now >= before + 4)
    run.step()
    assert run.state == 4 and not run.ended
