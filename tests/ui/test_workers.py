"""What takes long is computed in processes of its own, in turns, and nothing is lost if one of them ends."""

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kit.work import Job, Work
from pages import PAGES
from ui import uploads, worker, workers
from ui.stages import STAGES, Stage
from ui.worker import FAILED, LOST, SAME, STATE, WARM, Jobs
from ui.workers import CouldNotCompute, Remote, Turn, Worker, Workers

SOON = 120.0  # seconds, on a busy machine
JOB = Job("sweep", "two", {"v": "2", "part": "two", "steps": "20"})


@pytest.fixture
def pool() -> Iterator[Workers]:
    found = Workers(1)
    yield found
    found.end()


def to_the_end(run: Remote[Any]) -> list[Any]:
    """Every state that came."""
    states: list[Any] = []
    until = time.monotonic() + SOON
    while not run.ended:
        assert time.monotonic() < until
        run.pull(0.05)
        if not states or states[-1] is not run.state:
            states.append(run.state)
    return states


def here(job: Job) -> Any:
    """The last state, computed in this process."""
    work = worker.begun(job)
    while not work.ended:
        work.pull(10)
    return work.state


def test_what_comes_from_a_process_is_what_is_computed_here(pool: Workers) -> None:
    states = to_the_end(pool.begin(JOB, None))
    assert len(states) > 1
    last, mine = states[-1], here(JOB)
    np.testing.assert_array_equal(last.map.settled, mine.map.settled)
    np.testing.assert_array_equal(last.map.diverged, mine.map.diverged)


def test_it_works_at_a_lower_priority(pool: Workers) -> None:
    pool.begin(JOB, None).pull(0, SOON)
    (one,) = pool
    assert one.pid and os.getpriority(os.PRIO_PROCESS, one.pid) == min(
        19, os.getpriority(os.PRIO_PROCESS, 0) + worker.NICE
    )


def test_blas_has_one_thread_where_long_work_is_done_unless_the_host_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[dict[str, str]] = []

    def refused(*_command: Any, env: dict[str, str], **_more: Any) -> None:
        given.append(env)
        raise OSError("no process")

    monkeypatch.setattr(workers.subprocess, "Popen", refused)
    for said, threads in ((None, "1"), ("4", "4")):
        if said:
            monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)
        else:
            monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        with pytest.raises(OSError, match="no process"):
            Worker()._started()
        assert given[-1]["OPENBLAS_NUM_THREADS"] == threads and given[-1]["PATH"] == os.environ["PATH"]


def test_a_process_that_is_killed_is_replaced_and_its_runs_begin_anew(pool: Workers) -> None:
    run = pool.begin(JOB, "first")
    run.pull(0, SOON)
    (one,) = pool
    before = one.pid
    assert run.state != "first" and run.begun_anew == 0 and before
    os.kill(before, signal.SIGKILL)
    last = to_the_end(run)[-1]
    assert run.begun_anew == 1 and one.pid not in (None, before)
    np.testing.assert_array_equal(last.map.settled, here(JOB).map.settled)


def test_a_process_that_ends_again_and_again_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    run = Workers(1).begin(JOB, None)
    with pytest.raises(CouldNotCompute, match="again and again"):
        to_the_end(run)


def test_steps_that_fail_say_so_and_the_process_goes_on(pool: Workers) -> None:
    with pytest.raises(CouldNotCompute, match="StopIteration"):
        to_the_end(pool.begin(Job("nosuch", "two", {}), None))
    assert to_the_end(pool.begin(JOB, None))


def test_measurements_are_taken_there(pool: Workers) -> None:
    found = pool.measure("gradients", "cost")
    assert found and all(one.forward[0] > 0 for one in found)
    with pytest.raises(CouldNotCompute):
        pool.measure("gradients", "layers")


TABLE = b"a,b,class\n" + b"".join(b"%d,%d,%d\n" % (n * n % 7, n, n % 2) for n in range(40))


def test_a_visitors_file_is_read_there(pool: Workers) -> None:
    for name, content in (
        ("mine.csv", TABLE),
        ("mine.csv", TABLE[:40]),
        ("mine.exe", TABLE),
        ("m.npz", b"PK"),
    ):
        value, refused = pool.read("dropout", name, content)
        mine, why = Workers(0).read("dropout", name, content)
        assert refused == why and (value is None) == (mine is None) == bool(refused)
        if value is not None:
            np.testing.assert_array_equal(value.x, mine.x)
            assert (value.y.tolist(), value.classes) == (mine.y.tolist(), mine.classes)


def test_files_are_read_one_at_a_time_and_a_lost_process_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, slept = [0], [0], []

    class Counting:
        def read(self, page: str, name: str, content: bytes) -> Any:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            time.sleep(0.01)
            at_once[0] -= 1
            if name == "deadly.csv":
                raise CouldNotCompute("a file")
            return Workers(0).read(page, name, content)

    monkeypatch.setattr(uploads, "WORKERS", Counting())
    monkeypatch.setattr(uploads.time, "sleep", slept.append)
    names = ["mine.csv", "deadly.csv", "mine.csv", "mine.csv"]
    with ThreadPoolExecutor(4) as all_at_once:
        found = list(all_at_once.map(lambda name: uploads._read("dropout", name, TABLE), names))
    assert most == [1] and slept.count(uploads.PAUSE) == 4
    assert [one.brought is None for one in found] == [False, True, False, False]
    assert "try again" in found[1].refused and "deadly.csv" in found[1].refused


def test_everything_that_may_be_sent_can_be() -> None:
    """States of all parts with steps, what they take besides, and what is measured."""
    for page in PAGES:
        for part in page.parts:
            if part.steps:
                view = page.view({"part": part.name}) if len(page.parts) > 1 else page.view()
                work = part.worked_on(view)
                given = pickle.loads(pickle.dumps(part.known(work)))
                pickle.loads(pickle.dumps(next(part.steps(work, *given))))


class Slow(Worker):
    """A worker whose answers a test gives: `held` until it lets them go. asked: what was asked, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []
        self.held = threading.Semaphore(0)

    def _answer(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        self.asked.append(question[:2])
        assert self.held.acquire(timeout=SOON)
        return STATE, question[1], False


def until(condition: Any) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_every_run_has_its_turn_and_what_nobody_waits_for_comes_last() -> None:
    slow = Slow()
    first, *_ = turns = [
        slow.ask(Turn(("pull", name)), seldom)
        for name, seldom in [("a", False), ("ahead", True), ("b", False), ("c", False)]
    ]
    until(lambda: slow.asked)
    assert [slow.before(turn) for turn in turns] == [0, 0, 1, 2] and slow.load == (3, 0)
    slow.held.release(4)
    assert all(turn.over.wait(SOON) for turn in turns)
    assert [name for _kind, name in slow.asked] == ["a", "b", "c", "ahead"] and first.answer


def test_who_does_not_wait_any_more_leaves_the_queue() -> None:
    slow = Slow()
    busy, mine = (Remote[Any](slow, JOB, "first") for _ in range(2))
    busy.pull(0)
    until(lambda: slow.asked)
    mine.pull(0)
    assert mine.state == "first" and slow.load[0] == 2
    mine.rest()
    busy.rest()  # under way: nothing can be taken back
    assert slow.load[0] == 1
    slow.held.release()
    until(lambda: slow.load[0] == 0)
    busy.pull(0)
    assert busy.state == busy._number and len(slow.asked) == 1, "what was computed meanwhile is not lost"


def test_a_place_in_the_queue_is_told_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    runs = [Remote(slow, JOB, None) for _ in range(4)]
    for run in runs:
        run.pull(0, 0.001)
    assert runs[3].before == 0
    monkeypatch.setattr(workers, "LONG", 0.0)
    assert [run.before for run in runs[1:]] == [1, 2, 3]
    slow.held.release(4)


def test_a_run_whose_visitor_is_gone_is_forgotten() -> None:
    slow = Slow()
    run = Remote(slow, JOB, None)
    number = run._number
    assert slow.load == (0, 1)
    del run
    gc.collect()
    assert slow.load == (0, 0) and slow._dropped == [number]


def test_a_process_with_nothing_to_do_is_ended_and_comes_back(
    pool: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "IDLE", 0.05)
    run = pool.begin(JOB, None)
    run.pull(0, SOON)
    (one,) = pool
    time.sleep(0.3)
    assert one.pid, "a run that stands still is kept"
    del run
    gc.collect()
    until(lambda: one.pid is None)
    assert to_the_end(pool.begin(JOB, None)) and one.pid


def test_a_process_keeps_so_many_runs_and_says_of_others_that_they_are_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "MOST", 2)
    monkeypatch.setattr(worker, "begun", lambda job: Work(iter(range(9)), None))
    jobs = Jobs()
    for number in (1, 2):
        assert jobs.pull(number, 0, JOB) == (STATE, 0, False)
    assert jobs.pull(1, 0, None) == (STATE, 1, False)
    jobs.pull(3, 0, JOB)
    assert jobs.pull(2, 0, None) == (LOST,) and jobs.pull(1, 0, None) == (STATE, 2, False)
    jobs.drop(1)
    assert jobs.pull(1, 0, None) == (LOST,)


def test_a_state_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = object(), object()
    monkeypatch.setattr(worker, "begun", lambda job: Work(iter([one, one, other]), one))
    jobs = Jobs()
    assert jobs.pull(1, 0, JOB) == (STATE, one, False), "the first answer, whatever the server knows"
    assert jobs.pull(1, 0, None) == (SAME, False)
    assert jobs.pull(1, 0, None) == (STATE, other, False)
    assert jobs.pull(1, 0, None) == (SAME, True)


def test_what_the_buttons_of_a_page_begin_is_made_call_by_call_of_the_part_in_sight_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    begun, first = threading.Event(), threading.Event()

    class Warming(Worker):
        def _answer(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
            begun.set()
            assert first.wait(SOON)
            return worker.warmed(*question[1:]) if question[0] == WARM else (STATE, None, True)

    calls = {name: lambda name=name: made.append(name) for name in "abcde"}
    parts = {"one": "ab", "two": "e", "three": "cd", "four": ""}
    page = {name: SimpleNamespace(pressed=tuple(calls[call] for call in own)) for name, own in parts.items()}
    monkeypatch.setattr(worker, "page_of", lambda stage: SimpleNamespace(named=page.__getitem__))
    monkeypatch.setattr(worker, "_MADE", set())
    monkeypatch.setitem(STAGES, "some", Stage(pressed=tuple(calls.values())))
    one = Warming()
    one.warm("some", "two")
    assert begun.wait(SOON)
    for part in ("one", "four", "three"):
        one.warm("some", part)
    turn = one.ask(Turn(("pull", 1, 0.0, None)))
    assert one.before(turn) == 0, "a first call is nobody's turn"
    first.set()
    until(lambda: len(made) == 5)
    one.warm("some", "one")
    until(lambda: one.load == (0, 0))
    assert made == list("ecdab")
    assert worker.warmed("race", "") == (STATE, None, True), "a page without buttons has none"


def test_failures_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Worker):
        def _answer(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
            return FAILED, "MemoryError", "too large"

    run = Remote(Failing(), JOB, "first")
    with pytest.raises(CouldNotCompute, match="MemoryError: too large"):
        run.pull(0, SOON)
    assert run.state == "first" and not run.ended


def test_what_cannot_be_sent_fails_alone_and_the_queue_goes_on(pool: Workers) -> None:
    with pytest.raises(CouldNotCompute, match="pickle"):
        to_the_end(pool.begin(JOB._replace(given=(lambda: None,)), None))
    assert to_the_end(pool.begin(JOB, None))
