"""`python -m benchmarks class`: a class on one server, without browsers: real sessions over Streamlit's
socket and the address of a moving hand, spoken as the browser speaks (tests/browser/test_classroom.py).

Every visitor makes a gesture every PACE seconds: MOVES moves GAP apart, as `ui/static/fast_path.js` sends
them, and a commit, as `PendingEdits` does. A move that finds no turn counts until the answer that takes it
in. Those who train press Train on /dropout and ask for the next picture five times a second. The client runs
on the same machine. Last, a school: twice as many on two servers behind HAProxy, each with the cookie that it
was given.
"""

import asyncio
import io
import json
import random
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.process import cpu_seconds, memory_maps, resident, wait_until_rested
from benchmarks.stage import ours
from kit.tables import FILE
from scripts.haproxy import REMEDY, find
from scripts.serving import ROOT, free_port
from ui.fast_path import LATER
from ui.ready import COOKIE

PACE, MOVES, GAP = 8.0, 6, 0.07  # seconds between gestures; moves of one; seconds between these
AGAIN = 0.1  # seconds until a question without a turn is asked again, as in fast_path.js
ASKS = 0.2  # seconds between questions for more, as in study.js
SECONDS, RUNS = 40.0, 3  # of a measurement
VISITORS, TRAINERS = 100, 4
UPLOADS, STRANGERS = 200, 4  # hostile tables, and the tabs from which they come
SERVERS, SCHOOL = 2, 200  # behind HAProxy, and visitors there
# what a hand moves, from where to where
LOW, HIGH = 0.01, 0.2
UNDER_WAY = (ForwardMsg.FINISHED_EARLY_FOR_RERUN,)


def moved(rng: random.Random) -> dict[str, str]:
    """The changes of a move: SGD's own rate."""
    return {"rates": "own", "sgd.lr": f"{rng.uniform(LOW, HIGH):.4g}"}


def question(query: str, n: int, changes: dict[str, str], has: dict[str, str]) -> dict[str, Any]:
    """What the browser asks at /lab/now/<page>."""
    return {"query": query, "n": n, "changes": changes, "has": has}


def committed(n: int, changes: dict[str, str], picture: str) -> dict[str, Any]:
    """What it sends as the trigger `edit` when the hand has let go."""
    return {"n": n, "changes": changes, "commit": True, "shown": {}, "has": picture}


@dataclass
class Seen:
    """What a class has seen, in seconds each; status: answers by their HTTP status."""

    moves: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    bytes_of_moves: list[int] = field(default_factory=list)
    bytes_of_commits: list[int] = field(default_factory=list)
    status: dict[int, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    epochs: int = 0


class Hand:
    """One connection for the questions of a moving hand. cookie: that the browser sends with each."""

    def __init__(self, base: str, page: str, cookie: str = "") -> None:
        self.place, self.page = urlsplit(base), page
        self.cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        """The status and the body of an answer; a connection that the server has ended meanwhile is opened
        anew, as browsers do."""
        try:
            return await self._ask(asked)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.streams = None
            return await self._ask(asked)

    async def _ask(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.place.hostname, self.place.port)
        reader, writer = self.streams
        body = json.dumps(asked).encode()
        head = (
            f"POST /lab/now/{self.page} HTTP/1.1\r\nHost: {self.place.netloc}\r\nContent-Type: "
            f"application/json\r\nAccept-Encoding: gzip\r\n{self.cookie}Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        named = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        size = int(named.get("content-length", 0))
        return int(lines[0].split()[1]), await reader.readexactly(size) if size else b""

    def close(self) -> None:
        """End the connection."""
        if self.streams:
            self.streams[1].close()


class Session:
    """One tab: a page over Streamlit's socket. shown: the data of the study that was sent last; cookie: that
    names its server, where there are several."""

    def __init__(self, base: str, page: str, cookie: str = "", query: str = "") -> None:
        self.base, self.cookie = base, cookie
        self.address = base.replace("http", "ws", 1) + "/_stcore/stream"
        self.page, self.query, self.script, self.n = page, query, "", random.randrange(10**6)
        self.file_field = ""  # the id of a field for a file
        self.refusals: list[str] = []
        self.components: dict[str, tuple[str, str]] = {}  # by key: its id, and its fragment's
        self.shown: dict[str, Any] = {}
        self.received = 0
        self.socket: ClientConnection

    async def open(self) -> None:
        """Ask for the page."""
        self.socket = await connect(
            self.address,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            compression=None,
            max_size=None,
        )
        first = BackMsg()
        first.rerun_script.page_name, first.rerun_script.query_string = self.page, self.query
        await self._run(first)

    async def trigger(self, key: str, event: str, value: Any) -> float:
        """Let a component say something, and wait until the page has run for it: seconds. Raises RuntimeError
        if it fails."""
        said = BackMsg()
        rerun = said.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.script
        identity, rerun.fragment_id = self.components[key]
        for other, _fragment in self.components.values():
            state = rerun.widget_states.widgets.add()
            state.id, state.json_value = other, "{}"
        trigger = rerun.widget_states.widgets.add()
        trigger.id = f"$$STREAMLIT_INTERNAL_KEY_{identity}__events"
        trigger.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return await self._run(said)

    async def upload(self, name: str, content: bytes) -> None:
        """Put a file into the page's field, and wait until the page has run for it. Raises RuntimeError if it
        fails, HTTPError if the file is not taken."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        await self.socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), 60))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "file_urls_response":
                break
        (urls,) = answer.file_urls_response.file_urls
        await asyncio.to_thread(_put, self.base, urls.upload_url, name, content)
        said = BackMsg()
        said.rerun_script.query_string, said.rerun_script.page_script_hash = self.query, self.script
        state = said.rerun_script.widget_states.widgets.add()
        state.id = self.file_field
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        await self._run(said)

    async def _run(self, said: BackMsg) -> float:
        began, self.received = time.perf_counter(), 0
        await self.socket.send(said.SerializeToString())
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), 60)
            assert isinstance(raw, bytes)
            self.received += len(raw)
            answer = ForwardMsg.FromString(raw)
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.script = answer.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "delta":
                self._draw(answer)
            elif kind == "script_finished" and answer.script_finished not in UNDER_WAY:
                return time.perf_counter() - began

    def _draw(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
        if element.WhichOneof("type") == "file_uploader":
            self.file_field = element.file_uploader.id
        if element.WhichOneof("type") == "alert":
            self.refusals.append(element.alert.body)
        if element.WhichOneof("type") == "bidi_component":
            component = element.bidi_component
            key = component.id.rsplit("-", 1)[-1]
            self.components[key] = component.id, answer.delta.fragment_id
            if key == "study":
                told = json.loads(component.json or component.mixed.json or "{}")
                self.shown = {**self.shown, **told} if told.get("same") else told


def _put(base: str, place: str, name: str, content: bytes) -> None:
    """Send a file as a browser's form does, with the token against requests of other sites."""
    with urlopen(f"{base}/_stcore/health", timeout=60) as answer:
        given = answer.headers["Set-Cookie"].partition(";")[0]
    edge = "lab-edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    kind = f"multipart/form-data; boundary={edge}"
    said = {"Content-Type": kind, "Cookie": given, "X-Xsrftoken": given.partition("=")[2]}
    with urlopen(Request(base + place, body, said, method="PUT"), timeout=60):
        pass


def hostile_tables() -> list[tuple[str, bytes]]:
    """Names and contents of tables made to hurt, each as large as may be sent."""
    rng, whole = random.Random(0), FILE
    wide, noisy = io.BytesIO(), io.BytesIO()
    y = np.arange(5000) % 2
    np.savez_compressed(wide, x=np.zeros((5000, 100)), y=y)
    np.savez_compressed(noisy, x=np.random.default_rng(0).random((4000, 100), np.float32), y=y[:4000])
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.npy", b"\0" * (1 << 30))
    texts = {
        "wide.csv": ",".join(["1.25"] * 100) + "\n",
        "commas.csv": ",",
        "quotes.csv": '"',
        "lines.csv": "\n",
        "short.csv": "1,2\n",
        "decimal.csv": "1,5;2,5;x\n",
        "words.csv": "a b c,d\n",
        "digits.csv": "٣,٤\n",
        "zeros.csv": "\0",
        "formula.csv": "=cmd|' /C calc'!A0,1\n",
    }
    return [
        *((name, (text.encode() * (whole // len(text.encode())))[:whole]) for name, text in texts.items()),
        ("noise.csv", rng.randbytes(whole)),
        ("noise.npz", b"PK\3\4" + rng.randbytes(100_000)),
        ("wide.npz", wide.getvalue()),
        ("noisy.npz", noisy.getvalue()),
        ("bomb.npz", bomb.getvalue()),
    ]


async def stranger(session: Session, tables: list[tuple[str, bytes]], seen: Seen) -> None:
    """Upload one table after the other. A page that fails is a failure; a refusal is what it should say."""
    for name, content in tables:
        try:
            await session.upload(name, content)
        except Exception as error:
            seen.failed.append(f"{name}: {error!r}"[:200])


def header(message: bytes) -> dict[str, Any]:
    """The header of a message for the player."""
    (size,) = struct.unpack_from("<I", message)
    return dict(json.loads(message[4 : 4 + size]))


async def gesture(session: Session, hand: Hand, seen: Seen, rng: random.Random) -> None:
    """Moves, and a commit."""
    has = {"picture": "", "ground": ""}
    changes: dict[str, str] = {}
    for _ in range(MOVES):
        began, changes = time.perf_counter(), moved(rng)
        while True:
            session.n += 1
            status, body = await hand.ask(question(session.query, session.n, changes, has))
            seen.status[status] = seen.status.get(status, 0) + 1
            if status != LATER:
                break
            await asyncio.sleep(AGAIN)
        if status == 200:
            told = header(body)
            has = {"picture": told["tag"], "ground": has["ground"] if "same" in told else told["map"]["id"]}
            seen.moves.append(time.perf_counter() - began)
            seen.bytes_of_moves.append(len(body))
        await asyncio.sleep(max(0.0, GAP - (time.perf_counter() - began)))
    session.n += 1
    value = committed(session.n, changes, has["picture"])
    seen.commits.append(await session.trigger("lab", "edit", value))
    seen.bytes_of_commits.append(session.received)


async def visitor(base: str, session: Session, seen: Seen, until: float) -> None:
    """Gestures until the clock shows `until`."""
    rng, hand = random.Random(session.n), Hand(base, session.page, session.cookie)
    await asyncio.sleep(rng.uniform(0, PACE))
    while (began := time.monotonic()) < until:
        try:
            await gesture(session, hand, seen, rng)
        except Exception as error:
            seen.failed.append(repr(error)[:200])
            break
        await asyncio.sleep(max(0.0, rng.uniform(0, 2 * PACE) - (time.monotonic() - began)))
    hand.close()


async def trainer(session: Session, seen: Seen, until: float) -> None:
    """Train, again and again."""
    while time.monotonic() < until:
        session.n += 1
        command = "again" if session.shown.get("more") is None and seen.epochs else "start"
        await session.trigger("study", "command", {"n": session.n, "do": command})
        if command == "again":
            session.n += 1
            await session.trigger("study", "command", {"n": session.n, "do": "start"})
        before = 0
        while (more := session.shown.get("more")) is not None and time.monotonic() < until:
            began = time.monotonic()
            await session.trigger("study", "more", more)
            done = (session.shown.get("progress") or {}).get("done", before)
            seen.epochs, before = seen.epochs + max(0, done - before), done
            await asyncio.sleep(max(0.0, ASKS - (time.monotonic() - began)))
        await asyncio.sleep(0.05)


async def lesson(base: str, visitors: int, trainers: int, seconds: float, strangers: int = 0) -> Seen:
    """A class for so many seconds, after all have opened their pages; strangers upload UPLOADS tables
    meanwhile, among them."""
    seen = Seen()
    sessions = [Session(base, "race", cookie_of(base, "race")) for _ in range(visitors)]
    training = [Session(base, "dropout") for _ in range(trainers)]
    strange = [Session(base, "dropout", query="data=own") for _ in range(strangers)]
    tables = hostile_tables() if strangers else []
    every = [[tables[n % len(tables)] for n in range(at, UPLOADS, strangers)] for at in range(strangers)]
    for session in (*sessions, *training, *strange):
        await session.open()
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(visitor(base, session, seen, until) for session in sessions),
        *(trainer(session, seen, until) for session in training),
        *(stranger(session, given, seen) for session, given in zip(strange, every, strict=True)),
    )
    for session in strange:
        print(f"  a stranger's tab was told {len(session.refusals)} times, last: {session.refusals[-1:]}")
    for session in (*sessions, *training, *strange):
        with suppress(Exception):
            await session.socket.close()
    return seen


def cookie_of(base: str, page: str) -> str:
    """What the answer to a first visit sets to name a server; "" where there is one alone."""
    with urlopen(Request(f"{base}/{page}", headers={"Accept": "text/html"}), timeout=60) as answer:
        given = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or []]
    return next((one for one in given if one.startswith(f"{COOKIE}=")), "")


@contextmanager
def behind_haproxy() -> Iterator[str]:
    """SERVERS servers as `make serve` starts them, when all are ready."""
    port, first = free_port(), free_port()
    ready = [f"http://127.0.0.1:{first + n}/lab/ready" for n in range(SERVERS)]
    options = ["--servers", str(SERVERS), "--port", str(port), "--first", str(first)]
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.several", *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while not all(map(_is_ready, ready)):
                if process.poll() is not None:
                    raise RuntimeError(f"python -m scripts.several ended with status {process.returncode}.")
                time.sleep(0.5)
            time.sleep(PACE)  # HAProxy has seen it, and what is made unasked is made
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)


def _is_ready(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (HTTPError, URLError, OSError):
        return False


async def a_session(base: str, group: int, sessions: int) -> float:
    """Bytes of memory that one more open race takes, beyond as many others."""
    opened: list[Session] = []
    held = []
    for _ in range(2):
        for _ in range(sessions):
            opened.append(Session(base, "race"))
            await opened[-1].open()
        held.append(resident(group))
    for session in opened:
        await session.socket.close()
    return (held[1] - held[0]) / sessions


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def alone(base: str, group: int, gestures: int = 40) -> tuple[float, float, float, float]:
    """One visitor: processor time of the server, in ms, and bytes, of a move and of a commit."""
    session, hand, rng, seen = Session(base, "race"), Hand(base, "race"), random.Random(0), Seen()
    await session.open()
    for _ in range(3):
        await gesture(session, hand, seen, rng)
    moves, commits, has = 0.0, 0.0, {"picture": "", "ground": ""}
    of_moves, of_commits = [], []
    for _ in range(gestures):
        changes, began = moved(rng), cpu_seconds(group)
        session.n += 1
        _status, body = await hand.ask(question(session.query, session.n, changes, has))
        between = cpu_seconds(group)
        told = header(body)
        has = {"picture": told["tag"], "ground": told["map"]["id"]}
        session.n += 1
        await session.trigger("lab", "edit", committed(session.n, changes, told["tag"]))
        moves, commits = moves + between - began, commits + cpu_seconds(group) - between
        of_moves.append(len(body))
        of_commits.append(session.received)
    hand.close()
    await session.socket.close()
    return 1e3 * moves / gestures, 1e3 * commits / gestures, median(of_moves), median(of_commits)


def report(name: str, runs: list[Seen]) -> None:
    """Print the medians of several runs."""

    def told(values: str) -> str:
        found = [[1e3 * value for value in getattr(one, values)] for one in runs]
        return " ".join(f"{median(quantile(one, share) for one in found):>7.0f}" for share in (0.5, 0.95))

    fell = sum(one.status.get(204, 0) for one in runs)
    again = sum(one.status.get(LATER, 0) for one in runs)
    failed = [why for one in runs for why in one.failed]
    print(f"{name:<34}{told('moves'):>18}{told('commits'):>18}{fell:>10}{again:>10}{len(failed):>8}")
    for why in failed[:3]:
        print(f"  {why}")


def main() -> None:
    """Print what one visitor costs, the class alone, the class while some train, and a school."""
    with ours() as served:
        wait_until_rested(served.pid)
        print("One visitor: server's processor time of a move and of a commit, ms; bytes of each")
        print("  {:.1f} {:.1f} {:,.0f} {:,.0f}".format(*asyncio.run(alone(served, served.pid))))
        size = asyncio.run(a_session(served, served.pid, VISITORS))
        print(f"Memory of one more open race: {size / 1e6:.2f} MB")
        one = asyncio.run(lesson(served, 0, 1, SECONDS)).epochs / SECONDS
        print(f"One training alone: {one:.1f} epochs a second")
        head = (
            f"{'ms, p50 and p95':<34}{'moves':>18}{'commits':>18}{'fallbacks':>10}{'again':>10}{'failed':>8}"
        )
        print(head, flush=True)
        for trainers in (0, TRAINERS):
            before = resident(served.pid)
            runs = [asyncio.run(lesson(served, VISITORS, trainers, SECONDS)) for _ in range(RUNS)]
            report(f"{VISITORS} visitors" + (f" while {trainers} train" if trainers else ""), runs)
            if trainers:
                epochs = median(run.epochs for run in runs) / SECONDS
                print(f"  together: {epochs:.1f} epochs a second, {epochs / one:.2f} of one alone")
            print(f"  memory {before / 1e6:,.0f} → {resident(served.pid) / 1e6:,.0f} MB", flush=True)
        runs = [asyncio.run(lesson(served, VISITORS, 0, SECONDS, STRANGERS)) for _ in range(RUNS)]
        report(f"{VISITORS} visitors beside {UPLOADS} hostile uploads", runs)
        print(f"memory maps {memory_maps(served.pid):,}")
    if not find():
        print(f"{SCHOOL} visitors on {SERVERS} servers: not measured. {REMEDY}")
        return
    with behind_haproxy() as base:
        runs = [asyncio.run(lesson(base, SCHOOL, 0, SECONDS)) for _ in range(RUNS)]
        report(f"{SCHOOL} visitors, {SERVERS} servers", runs)
