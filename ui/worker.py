"""A process that computes what takes long, so that the server of hands is never short of Python's lock or of
a core: it works at a lower priority, and pulls on what the server asks for, one piece at a time.

It knows no session and no Streamlit. What it is sent comes from its own server alone, over a pipe.
"""

import logging
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from kit.page import Page
from kit.race.programs import Call
from kit.work import Job, Work
from pages import PAGES
from ui.stages import STAGES

NICE = int(os.environ.get("LAB_NICE", "10"))  # of 19; what hands ask for goes first
MOST = 64  # runs that are kept; a run is 3 MB, 40 at the largest nets
LOST, FAILED, STATE, SAME = ("lost", "failed", "state", "same")
WARM = "warm"
_MADE: set[Call] = set()  # first calls


def page_of(name: str) -> Page[Any]:
    """The page of this name."""
    return next(page for page in PAGES if page.name == name)


def begun(job: Job) -> Work[Any]:
    """The steps of a job, before the first."""
    page = page_of(job.page)
    view, _complaints = page.view.read(job.query)
    view, part = replace(view, brought=job.brought), page.named(job.part)
    if part.after:
        return Work(part.after.steps(part.seen(view), *job.given), None)
    assert part.steps, f"the part {job.part} of /{job.page} has no steps"
    source = part.steps(part.worked_on(view), *job.given)
    return Work(source, next(source), part.enough)


class Jobs:
    """What has been begun, by number; of more than MOST the one is forgotten that was pulled longest ago."""

    def __init__(self) -> None:
        self._begun: dict[int, Work[Any]] = {}

    def pull(self, number: int, seconds: float, job: Job | None) -> tuple[Any, ...]:
        """The answer: that the run is not known, and no job says how it begins; or its state, if that is
        another than the one before, and whether it has ended."""
        work = self._begun.pop(number, None)
        if work is None:
            if job is None:
                return (LOST,)
            work = begun(job)
        before = work.state
        work.pull(seconds)
        if not work.ended:
            self._begun[number] = work
        while len(self._begun) > MOST:
            del self._begun[next(iter(self._begun))]
        if job is None and work.state is before:
            return SAME, work.ended
        return STATE, work.state, work.ended

    def drop(self, number: int) -> None:
        """Forget a run."""
        self._begun.pop(number, None)


def measured(page: str, part: str) -> tuple[Any, ...]:
    """What the button of a part that measures is pressed for."""
    measure = page_of(page).named(part).measure
    assert measure, f"the part {part} of /{page} measures nothing"
    return STATE, measure.run(), True


def read(page: str, name: str, content: bytes) -> tuple[Any, ...]:
    """What is in a visitor's file, or None and why it is refused."""
    upload = page_of(page).upload
    assert upload, f"nobody brings a file to /{page}"
    try:
        return STATE, (upload.read(name, content), ""), True
    except ValueError as why:
        return STATE, (None, getattr(why, "message", str(why))), True


def warmed(stage: str, part: str) -> tuple[Any, ...]:
    """The next first call of what the buttons of a stage begin, those of a part of its page before all
    others; and whether none is left."""
    calls = (*(page_of(stage).named(part).pressed if part else ()), *STAGES[stage].pressed)
    left = [call for call in dict.fromkeys(calls) if call not in _MADE]
    for call in left[:1]:
        _MADE.add(call)
        call()
    return STATE, None, len(left) <= 1


def serve(pipe: Connection) -> None:
    """Answer one question after the other, until the server is gone."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    jobs = Jobs()
    answers: dict[str, Callable[..., tuple[Any, ...]]] = {
        "pull": jobs.pull,
        "measure": measured,
        "read": read,
        WARM: warmed,
    }
    while True:
        try:
            kind, *given = pipe.recv()
        except (EOFError, OSError):
            return
        if kind == "drop":
            jobs.drop(*given)
            continue
        try:
            answer = pickle.dumps(answers[kind](*given), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            logging.getLogger(__name__).exception("a worker could not compute")
            answer = pickle.dumps((FAILED, type(error).__name__, str(error)))
        try:
            pipe.send_bytes(answer)
        except (BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
