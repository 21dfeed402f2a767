"""How a server starts: a visitor over Streamlit's socket, caches that are empty or full, and the table."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.server import ServerConnection, serve

from benchmarks.links import everything
from benchmarks.start import PAGES, Start, Warm, starts, table
from benchmarks.visitor import seconds_until_there
from dl_core.optimizers import OPTIMIZERS, TRAINERS
from kit.settings import slug
from pages import PAGES as ALL_PAGES

HERE, EARLY = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN


def finished(how: int) -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = how
    return message


def failed(words: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.exception.message = words
    return message


def drawn(words: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = words
    return message


def lost() -> ForwardMsg:
    message = ForwardMsg()
    message.page_not_found.page_name = "nosuch"
    return message


@contextmanager
def app(messages: Sequence[ForwardMsg]) -> Iterator[tuple[str, list[str]]]:
    """A server that sends these to whoever asks; its address, and the pages that were asked for."""
    pages: list[str] = []
    over = threading.Event()

    def answer(socket: ServerConnection) -> None:
        pages.append(BackMsg.FromString(socket.recv()).rerun_script.page_name)
        for message in messages:
            socket.send(message.SerializeToString())
        over.wait(60)

    with serve(answer, "127.0.0.1", 0, subprotocols=["streamlit"]) as server:  # type: ignore[list-item]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.socket.getsockname()[1]}", pages
        finally:
            over.set()
            server.shutdown()


def test_a_page_is_there_when_its_own_run_has_ended() -> None:
    with app([drawn("a"), finished(EARLY), drawn("b"), finished(HERE)]) as (base, pages):
        assert seconds_until_there(base, "basins", 30) > 0
    assert pages == ["basins"]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [drawn("a")],
        [drawn("a"), finished(EARLY)],
        [finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)],
    ],
)
def test_a_page_whose_run_goes_on_is_not_there(messages: list[ForwardMsg]) -> None:
    with app(messages) as (base, _), pytest.raises(TimeoutError):
        seconds_until_there(base, "race", 0.3)


def test_a_page_that_fails_or_does_not_exist_is_told() -> None:
    with (
        app([failed("division by zero"), finished(HERE)]) as (base, _),
        pytest.raises(RuntimeError, match="/race fails: division by zero"),
    ):
        seconds_until_there(base, "race", 30)
    with app([lost(), finished(HERE)]) as (base, _), pytest.raises(LookupError, match="no page /nosuch"):
        seconds_until_there(base, "nosuch", 30)


def test_caches_are_empty_at_first_then_hold_all_programs_at_the_same_path(tmp_path: Path) -> None:
    found: list[tuple[Path, set[str]]] = []

    def start(cache: Path, name: str) -> None:
        found.append((cache, {path.name for path in cache.iterdir()}))
        cache.joinpath(f"{name}-cache").write_text("a program")

    def alone(cache: Path) -> tuple[Warm, Warm]:
        start(cache, "alone")
        return Warm(1.0, 2, 3.0, 4), Warm(5.0, 6, 7.0, 8)

    def first(cache: Path, page: str) -> float:
        start(cache, page)
        return float(len(found))

    cold, later = starts(tmp_path, first, alone)
    assert len({path for path, _ in found}) == 1
    assert [names for _, names in found] == [set()] * 3 + [
        {f"{name}-cache" for name in (*PAGES, "alone")}
    ] * 3
    assert cold.there == {page: float(number) for number, page in enumerate(PAGES, 1)}
    assert (cold.warm, cold.opened) == (Warm(1.0, 2, 3.0, 4), Warm(5.0, 6, 7.0, 8))
    assert later.there == {page: float(number) for number, page in enumerate(PAGES, 4)}


def test_the_table_says_both_starts() -> None:
    cold, later = (
        Start({"race": 15.6, "basins": 93.0}, Warm(304.0, 33946, 2.7e9, 268), Warm(400.0, 40001, 3.1e9, 300)),
        Start({"race": 5.2, "basins": 19.4}, Warm(44.0, 33001, 2.9e9, 268), Warm(60.0, 40002, 3.2e9, 301)),
    )
    rows = [line.split() for line in table(cold, later).splitlines()[1:]]
    assert [row[-2:] for row in rows if row[0] != "compiled"] == [
        ["15.6", "5.2"],
        ["93.0", "19.4"],
        ["304", "44"],
        ["33,946", "33,001"],
        ["2.70", "2.90"],
        ["40,001", "40,002"],
        ["3.10", "3.20"],
    ]
    assert [row[-1] for row in rows if row[0] == "compiled"] == ["268", "300"]


def test_everything_is_every_example_and_every_rule_wherever_one_can_be_chosen() -> None:
    found = [(page, view.experiment()) for page, view in everything()]
    for page in ALL_PAGES:
        for preset in page.presets.values():
            assert (page.name, preset.view.experiment()) in found
    for name, setting, rules in [("race", "about", OPTIMIZERS), ("dropout", "rule", TRAINERS)]:
        asked = {view[setting] for page, view in everything() if page == name and setting in view.known}
        assert asked >= {slug(rule) for rule in rules}
