"""The order in which the server compiles what its pages need: what somebody waits for comes first. Calls are
fakes; nothing here looks at a clock."""

import gc
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from kit.race.programs import Call
from tests.pages.visiting import visitor
from ui import study_page, warmup
from ui.fast_path import ANSWERS
from ui.stages import STAGES, Stage
from ui.warmup import WARMUP, Warmup, wait_until_warm


class Fakes:
    """Calls that write down their names; one whose name was given to `hold` lets nobody pass before
    `release`."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.begun: dict[str, threading.Event] = {}
        self.gates: dict[str, threading.Event] = {}

    def hold(self, name: str) -> None:
        self.begun[name], self.gates[name] = threading.Event(), threading.Event()

    def call(self, name: str) -> Call:
        def make() -> None:
            if name in self.gates:
                self.begun[name].set()
                assert self.gates[name].wait(60)
            self.made.append(name)
            if "fails" in name:
                raise MemoryError(name)

        return make

    def stage(self, name: str, unasked: bool = True, opening: int = 1) -> Stage:
        first = tuple(
            self.call(f"{name} opens {i}" if opening > 1 else f"{name} opens") for i in range(opening)
        )
        return Stage(first, (self.call(f"{name} others"),), (self.call(f"{name} pressed"),), unasked)


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fakes]:
    monkeypatch.setattr(warmup, "WORKERS", 1)
    fakes = Fakes()
    yield fakes
    for gate in fakes.gates.values():
        gate.set()


def ready(one: Warmup) -> None:
    assert one.wait(60)


def test_openings_come_before_others(fakes: Fakes) -> None:
    one = Warmup({name: fakes.stage(name) for name in ("a", "b")})
    one.start()
    ready(one)
    assert fakes.made == ["a opens", "b opens", "a others", "b others"]
    assert one.is_finished("a") and one.failed == [] and gc.isenabled()


def test_what_somebody_waits_for_comes_first_whole_before_all_others(fakes: Fakes) -> None:
    one = Warmup({name: fakes.stage(name) for name in "abc"})
    one.ask("c")
    one.start()
    ready(one)
    assert fakes.made == ["c opens", "c others", "a opens", "b opens", "a others", "b others"]


def test_a_stage_that_is_asked_for_while_others_are_made_is_next(fakes: Fakes) -> None:
    fakes.hold("a opens")
    one = Warmup({name: fakes.stage(name) for name in "abcd"})
    one.start()
    assert fakes.begun["a opens"].wait(60)
    for name in ("d", "c", "d"):
        one.ask(name)
    assert not one.is_open("d") and one.progress("d") == (0, 1)
    fakes.gates["a opens"].set()
    ready(one)
    order = ["a opens", "d opens", "c opens", "d others", "c others", "b opens", "a others", "b others"]
    assert fakes.made == order, "who asked first is served first"


def test_a_page_opens_before_the_rest_of_its_stage_is_made(fakes: Fakes) -> None:
    fakes.hold("a others")
    one = Warmup({"a": fakes.stage("a", opening=3)})
    one.ask("a")
    one.start()
    assert one.wait_until_open("a", 60) and one.progress("a") == (3, 3)
    assert fakes.begun["a others"].wait(60) and not one.is_finished("a") and not one.wait(0)
    fakes.gates["a others"].set()
    ready(one)
    assert one.is_finished("a")


def test_a_server_that_ends_begins_no_other_call_and_waits_for_the_one_under_way(fakes: Fakes) -> None:
    fakes.hold("a opens")
    one = Warmup({name: fakes.stage(name) for name in "ab"})
    one.start()
    assert fakes.begun["a opens"].wait(60)
    one.stop(0.0)
    assert fakes.made == [], "no longer than it may"
    threading.Timer(0.2, fakes.gates["a opens"].set).start()
    one.stop(60)
    assert fakes.made == ["a opens"] and not one.wait(0.2)
    one.ask("b")
    assert not one.wait(0.2) and fakes.made == ["a opens"]


def test_what_nobody_asks_for_is_not_made_until_somebody_does(fakes: Fakes) -> None:
    one = Warmup({"a": fakes.stage("a"), "own": fakes.stage("own", unasked=False)})
    one.start()
    ready(one)
    assert fakes.made == ["a opens", "a others"] and not one.is_open("own")
    one.ask("own")
    ready(one)
    assert fakes.made[2:] == ["own opens", "own others"] and one.is_finished("own")
    one.ask("own")
    one.start()
    ready(one)
    assert len(fakes.made) == 4, "nothing is made twice"


def test_a_call_that_two_pages_share_is_made_once(fakes: Fakes) -> None:
    shared = fakes.call("shared")
    one = Warmup(
        {"a": Stage((shared,)), "b": Stage((fakes.call("b"), shared)), "c": Stage((shared,), (shared,))}
    )
    one.start()
    ready(one)
    assert fakes.made == ["shared", "b"] and all(one.is_finished(name) for name in "abc")


def test_a_call_that_fails_keeps_no_page_waiting(fakes: Fakes) -> None:
    one = Warmup({"a": Stage((fakes.call("fails"), fakes.call("a"))), "b": fakes.stage("b")})
    one.start()
    ready(one)
    assert (
        one.failed == ["fails"] and one.is_open("a") and fakes.made == ["fails", "a", "b opens", "b others"]
    )


def test_an_unknown_stage_is_an_error() -> None:
    with pytest.raises(KeyError):
        Warmup({}).ask("a")


class Place:
    """Streamlit's placeholder: what a visitor is shown while a page waits."""

    def __init__(self, react: Callable[[], None]) -> None:
        self.shown: list[tuple[float, str]] = []
        self.react = react

    def progress(self, share: float, text: str) -> None:
        self.shown.append((share, text))
        self.react()

    def empty(self) -> None:
        """What is left when the page has opened."""


def test_a_visitor_sees_how_many_of_the_calls_that_the_page_waits_for_are_made(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b opens 0", "b opens 1", "b others"):
        fakes.hold(name)
    one = Warmup({"a": fakes.stage("a"), "b": fakes.stage("b", opening=2)})

    def react() -> None:
        fakes.gates["b opens 1" if place.shown[-1][0] else "b opens 0"].set()

    place = Place(react)
    monkeypatch.setattr(warmup, "WARMUP", one)
    monkeypatch.setattr(warmup, "st", SimpleNamespace(empty=lambda: place))
    wait_until_warm("b")
    assert [share for share, _ in dict.fromkeys(place.shown)] == [0.0, 0.5]
    assert place.shown[-1][1].endswith("1 of 2 programs compiled.") and not one.is_finished("b"), (
        "the page opens on its opening"
    )


def test_a_formula_asks_for_its_programs_and_another_surface_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(study_page, "wait_until_warm", lambda stage, *why: asked.append(stage))
    for page in ("race", "sweep", "basins"):
        assert not visitor(page, {"race": "none"}).run().exception and asked == [page]
        assert (
            not visitor(page, {"race": "none", "surface": "own"}).run().exception
            and asked[1] == page
            and asked[2].startswith("own")
        )
        asked.clear()


def test_everything_that_is_answered_at_once_is_a_stage_and_only_formulas_wait_to_be_asked_for() -> None:
    views = [(how, how.view.read(query)[0]) for how in ANSWERS.values() for query in ({}, {"surface": "own"})]
    assert {how.stage(view) for how, view in views} <= STAGES.keys()
    assert {name for name, stage in STAGES.items() if not stage.unasked} == {"own", "own_sweep", "own_basins"}
    assert WARMUP.stages == STAGES and not WARMUP.failed


def test_a_call_in_which_jax_lost_a_variable_is_made_once_more() -> None:
    times: list[int] = []

    def lost() -> None:
        times.append(len(times))
        if len(times) == 1:
            raise KeyError("Var(id=1):float64[13]")

    alone = Warmup({"page": Stage((lost,))})
    alone.start()
    assert alone.wait(60) and alone.failed == [] and times == [0, 1]
