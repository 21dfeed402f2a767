"""The processes that compute what takes long (`ui.worker`): a bounded number, each with a queue in which
every run has its turn.

Nothing of what is computed there waits for Python's lock in the server, or takes it from a moving hand. A
process is started when somebody opens a page that may need one, and ended when it has had nothing to do for a
while and no run is left in it: so its memory and its programs are given back.
"""

import logging
import multiprocessing
import os
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

import ui.worker
from kit.number_format import number
from kit.work import Job, Work
from ui.worker import FAILED, LOST, STATE, WARM

S = TypeVar("S")
ROOT = Path(__file__).parent.parent
GRACE = 0.1  # seconds that whoever pulls waits longer than the work was to take
LONG = 1.0  # seconds of waiting that are told
MOST_DEATHS = 3  # of a process without an answer in between, before a run is given up
HUNG = 120.0  # seconds after which a process that does not answer is ended
# BLAS's threads wait for each other where cores are busy: singular vectors took seven times as long
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
IDLE = 300.0  # seconds after which a process without a run is ended
_NUMBERS = count(1)
_CORES = threading.BoundedSemaphore(os.cpu_count() or 1)


class CouldNotCompute(RuntimeError):
    """The steps of a run have failed; their process has logged how."""


@dataclass(eq=False)
class Turn:
    """One piece of work that is asked for. question: as `ui.worker.serve` reads it; answer: what came; over:
    whether it has, or the process has ended without one."""

    question: tuple[Any, ...]
    answer: tuple[Any, ...] | None = None
    over: threading.Event = field(default_factory=threading.Event, repr=False)


class Worker:
    """One process, started when it is first asked, and the queue before it."""

    def __init__(self) -> None:
        self._queue: deque[Turn] = deque()
        self._seldom: deque[Turn] = deque()  # what nobody waits for
        self._dropped: list[int] = []  # by finalizers, which must take no lock
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0  # since the last answer
        self._pipe: Connection | None = None
        self._at_work: Turn | None = None
        self._stages: dict[str, str] = {}  # of which first calls are made; which part was named last
        self._thread: threading.Thread | None = None
        self._runs: set[int] = set()

    @property
    def load(self) -> tuple[int, int]:
        """How many turns wait or are under way, and how many runs there are."""
        return len(self._queue) + (self._at_work is not None), len(self._runs)

    @property
    def pid(self) -> int | None:
        """Of the process, if there is one."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, turn: Turn, seldom: bool = False) -> Turn:
        """Put a turn at the end of the queue; seldom: after all that somebody waits for."""
        with self._changed:
            (self._seldom if seldom else self._queue).append(turn)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return turn

    def warm(self, stage: str, part: str = "") -> None:
        """Make what the buttons of a page begin, those of the part that was named last first, when there is
        nothing else to do."""
        is_new = stage not in self._stages
        self._stages[stage] = part
        if is_new:
            self.ask(Turn((WARM, stage, part)), seldom=True)

    def before(self, turn: Turn) -> int:
        """How many turns of others there are before one that has not begun; 0 if it has. First calls are
        nobody's."""
        with self._changed:
            others = self._at_work is not None and self._at_work.question[0] != WARM
            try:
                return self._queue.index(turn) + others
            except ValueError:
                return 0

    def give_up(self, turn: Turn) -> bool:
        """Take a turn out of the queue; whether it had not begun."""
        with self._changed:
            try:
                self._queue.remove(turn)
            except ValueError:
                return False
            return True

    def hold(self, number: int) -> None:
        """There is a run of this number until it is dropped."""
        self._runs.add(number)

    def drop(self, number: int) -> None:
        """Forget a run, soon. A finalizer calls this, in whatever thread: it takes no lock."""
        self._runs.discard(number)
        self._dropped.append(number)

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        self._stages.clear()
        if self._pipe:
            self._pipe.close()
            self._pipe = None
        if process:
            process.kill()
            process.wait()

    def _run(self) -> None:
        """Turn after turn; ends when there has been nothing to do for a while, and the process with it."""
        while True:
            with self._changed:
                while not (self._queue or self._seldom):
                    if not self._changed.wait(IDLE) and not self._runs and not (self._queue or self._seldom):
                        self._thread = None
                        self.end()
                        return
                turn = self._at_work = (self._queue or self._seldom).popleft()
            try:
                turn.answer, self._deaths = self._answer(turn.question), 0
            except (EOFError, OSError) as why:  # it was killed, or it hangs
                logging.getLogger(__name__).warning("a worker process has ended (%s)", why)
                self._deaths += 1
                if self._deaths >= MOST_DEATHS:
                    turn.answer = (FAILED, "The process ended again and again", str(why))
                self.end()
            except Exception as why:  # what cannot be sent: the process and the queue go on
                logging.getLogger(__name__).exception("a question or an answer could not be sent")
                turn.answer = (FAILED, type(why).__name__, str(why))
            with self._changed:
                self._at_work = None
            turn.over.set()
            self._go_on(turn)

    def _go_on(self, turn: Turn) -> None:
        """The next first call of a stage, after the others."""
        kind, *given = turn.question
        if kind == WARM and turn.answer and turn.answer[0] != FAILED and not turn.answer[2]:
            stage, part = given
            self.ask(Turn((WARM, stage, self._stages.get(stage, part))), seldom=True)

    def _answer(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        """What the process answers. Raises EOFError or OSError if it is gone or hangs."""
        pipe = self._started()
        while self._dropped:
            pipe.send(("drop", self._dropped.pop()))
        pipe.send(question)
        if not pipe.poll(HUNG):
            raise OSError(f"no answer for {number(HUNG)} s")
        return pipe.recv()

    def _started(self) -> Connection:
        if self._pipe is None:
            self._pipe, theirs = multiprocessing.Pipe()
            # not multiprocessing.Process: it would run the script again that Streamlit calls __main__
            self._process = subprocess.Popen(
                [sys.executable, "-m", ui.worker.__name__, str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=ONE_THREAD | os.environ,
            )
            theirs.close()
        return self._pipe


class Here(Work[S]):
    """Steps that are pulled where they are asked for. No more visitors compute at a time than there are
    cores; who finds none free waits for the next picture."""

    begun_anew = before = 0

    def pull(self, seconds: float, patience: float = GRACE) -> None:
        """As Work does."""
        if _CORES.acquire(timeout=max(seconds, patience)):
            try:
                super().pull(seconds)
            finally:
                _CORES.release()

    def rest(self) -> None:
        """There is nothing that waits."""


class Remote(Generic[S]):
    """Steps that are pulled in a worker. state: the last one that came; begun_anew: how often they began
    again, because their process had ended."""

    def __init__(self, worker: Worker, job: Job, state: S, seldom: bool = False) -> None:
        self._worker, self._job, self._seldom = worker, job, seldom
        self._number = next(_NUMBERS)
        self._turn: Turn | None = None
        self._known = False
        self.state, self.ended = state, False
        self._asked = 0.0
        self.begun_anew = 0
        worker.hold(self._number)
        weakref.finalize(self, worker.drop, self._number)

    @property
    def before(self) -> int:
        """How many turns of others come before the next of these steps, if that takes long."""
        is_long = self._turn is not None and time.monotonic() - self._asked > LONG
        return self._worker.before(self._turn) if is_long and self._turn else 0

    def pull(self, seconds: float, patience: float = GRACE) -> None:
        """Ask for so many seconds of work, if nothing is asked yet, and wait for its end a moment longer than
        that; without an answer the state stays, and the next pull waits for the same work. Raises
        CouldNotCompute."""
        turn = self._turn or self._ask(seconds)
        if not turn.over.wait(seconds + patience):
            return
        self._turn = None
        if turn.answer in (None, (LOST,)):
            self.begun_anew, self._known = self.begun_anew + self._known, False
            self._ask(seconds)
            return
        assert turn.answer
        if turn.answer[0] == FAILED:
            raise CouldNotCompute(": ".join(turn.answer[1:]))
        self._known = True
        kind, *state, self.ended = turn.answer
        if kind == STATE:
            (self.state,) = state

    def rest(self) -> None:
        """Nobody waits for more: work that has not begun is not done."""
        if self._turn and self._worker.give_up(self._turn):
            self._turn = None

    def _ask(self, seconds: float) -> Turn:
        job = None if self._known else self._job
        self._asked = time.monotonic()
        self._turn = self._worker.ask(Turn(("pull", self._number, seconds, job)), self._seldom)
        return self._turn


class Workers:
    """All of them. most: processes; 0: none, so that what takes long is computed where it is asked for."""

    def __init__(self, most: int) -> None:
        self._all = tuple(Worker() for _ in range(most))

    def __bool__(self) -> bool:
        return bool(self._all)

    def __iter__(self) -> Any:
        return iter(self._all)

    @property
    def _freest(self) -> Worker:
        return min(self._all, key=lambda one: one.load)

    def begin(self, job: Job, state: S, seldom: bool = False) -> Remote[S]:
        """A run, of which `state` is known; seldom: for which nobody waits."""
        return Remote(self._freest, job, state, seldom)

    def prepare(self, stage: str, part: str = "") -> None:
        """Somebody looks at a page, or a part of it, that may need them soon."""
        for one in self._all:
            one.warm(stage, part)

    def measure(self, page: str, part: str) -> Any:
        """What the button of a part measures, when its turn has come. Raises CouldNotCompute."""
        return self._once(("measure", page, part), f"the measurement of /{page}, part {part}")

    def read(self, page: str, name: str, content: bytes) -> Any:
        """What is in a visitor's file and "", or None and why it is refused, when its turn has come; where
        there are no processes, at once. Raises CouldNotCompute."""
        if not self:
            return ui.worker.read(page, name, content)[1]
        return self._once(("read", page, name, content), f"a file for /{page}")

    def _once(self, question: tuple[Any, ...], what: str) -> Any:
        turn = self._freest.ask(Turn(question))
        if not turn.over.wait(HUNG) or turn.answer is None or turn.answer[0] == FAILED:
            raise CouldNotCompute(what)
        return turn.answer[1]

    def end(self) -> None:
        """End all processes."""
        for one in self._all:
            one.end()


def _most() -> int:
    """As LAB_WORKERS says, else one for every two cores; none where a process cannot be handed a pipe."""
    return int(os.environ.get("LAB_WORKERS", max(1, (os.cpu_count() or 1) // 2))) if os.name == "posix" else 0


WORKERS = Workers(_most())
