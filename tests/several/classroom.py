"""What a class brings: the servers behind HAProxy, browsers with and without cookies, and their tabs."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from benchmarks.visitor import UNDER_WAY
from scripts.serving import ROOT, free_port
from ui.ready import COOKIE

WARM = 240.0  # seconds that the servers may take to be ready, on a busy machine
SOON = 60.0  # seconds that anything else may take: a test asks what comes, not when


def until(holds: Callable[[], object], what: str, seconds: float = SOON) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(0.2)


class Lab(str):
    """The address at which visitors come in, that also knows what is behind it."""

    __slots__ = ("admin", "log", "process")
    process: subprocess.Popen[bytes]
    log: Path
    admin: str

    def ask(self, question: str) -> str:
        """What HAProxy answers at its socket."""
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(self.admin)
            s.sendall(question.encode() + b"\n")
            return b"".join(iter(lambda: s.recv(65_536), b"")).decode()

    def figures(self, server: str) -> dict[str, str]:
        """What HAProxy knows of a server: status, hrsp_2xx and more."""
        head, *rows = self.ask("show stat").splitlines()
        names = head.removeprefix("# ").split(",")
        found = (dict(zip(names, row.split(","), strict=False)) for row in rows if row)
        return next(row for row in found if (row["pxname"], row["svname"]) == ("lab", server))

    def status(self, server: str) -> str:
        """UP, DOWN, NOLB while the server drains, DRAIN where HAProxy was told so."""
        return self.figures(server)["status"].split()[0]

    def answered(self) -> dict[str, int]:
        """How many questions each server has answered with 2xx."""
        return {name: int(self.figures(name)["hrsp_2xx"]) for name in ("p1", "p2")}

    def pids(self) -> dict[str, int]:
        """The process of each server, as was said when it began."""
        began = re.findall(r"The server at port (\d+) begins: process (\d+)", self.log.read_text())
        ports = sorted({int(port) for port, _pid in began})
        return {f"p{ports.index(int(port)) + 1}": int(pid) for port, pid in began}

    def renewed(self, server: str, pid: int) -> None:
        """Wait until a server whose process was this has another one, and HAProxy has seen that."""
        until(lambda: self.pids()[server] != pid, "the server begins again")
        until(lambda: self.status(server) == "DOWN", "HAProxy has seen that it was gone")
        self.both_up()

    def both_up(self) -> None:
        """Wait until both servers take visitors."""
        until(lambda: self.status("p1") == self.status("p2") == "UP", "both are UP", WARM)


class Tab:
    """One page in a browser: a session over Streamlit's socket. data: of each component of the page, by its
    key, as it was sent."""

    def __init__(self, lab: Lab, cookies: str) -> None:
        self._lab, self._open = lab, ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(
                lab.replace("http", "ws", 1) + "/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={"Cookie": cookies} if cookies else {},
                compression=None,
                max_size=None,
            )
        )
        self.data: dict[str, bytes] = {}

    @property
    def server(self) -> str:
        """Where it is, as HAProxy knows."""
        port = self.socket.socket.getsockname()[1]
        line = next(row for row in self._lab.ask("show sess").splitlines() if f"src=127.0.0.1:{port} " in row)
        return re.search(r" srv=(\w+) ", line)[1]  # type: ignore[index]

    def show(self, page: str, query: str = "") -> "Tab":
        """Ask for a page and wait until its run has ended."""
        question = BackMsg()
        question.rerun_script.page_name = page
        question.rerun_script.query_string = query
        self.socket.send(question.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self.socket.recv(timeout=WARM))
            kind = answer.WhichOneof("type")
            element = answer.delta.new_element
            if kind == "delta" and element.WhichOneof("type") == "bidi_component":
                key = element.bidi_component.id.rsplit("-", 1)[-1]
                element.bidi_component.id = ""
                self.data[key] = element.bidi_component.SerializeToString(deterministic=True)
            assert not (kind == "delta" and element.WhichOneof("type") == "exception"), element
            if kind == "script_finished" and answer.script_finished not in UNDER_WAY:
                return self

    def close(self) -> None:
        """Leave."""
        self._open.close()

    def is_cut(self) -> bool:
        """Whether the connection has ended."""
        try:
            self.socket.recv(timeout=0.05)
        except TimeoutError:
            return False
        except ConnectionClosed:
            return True
        return False


class Browser:
    """Cookies and tabs. blocked: it keeps no cookies, as in a frame of another site."""

    def __init__(self, lab: Lab, blocked: bool = False) -> None:
        self._lab, self._blocked = lab, blocked
        self.http = requests.Session()
        self.tabs: list[Tab] = []
        self.n = 0

    @property
    def server(self) -> str | None:
        """That its cookie names."""
        return self.http.cookies.get(COOKIE)

    def _forget(self) -> None:
        if self._blocked:
            self.http.cookies.clear()

    def open(self, page: str = "race", query: str = "") -> Tab:
        """The document of a page, and its tab."""
        answer = self.http.get(f"{self._lab}/{page}?{query}", timeout=SOON)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        self._forget()
        return self.connect().show(page, query)

    def connect(self) -> Tab:
        """A tab's socket; the answer to it may bring a cookie."""
        tab = Tab(self._lab, "; ".join(f"{one.name}={one.value}" for one in self.http.cookies))
        for given in tab.socket.response.headers.get_all("Set-Cookie") if tab.socket.response else []:
            name, value = given.split(";")[0].split("=", 1)
            self.http.cookies.set(name, value, domain=urlsplit(self._lab).hostname or "", path="/")
        self._forget()
        self.tabs.append(tab)
        return tab

    def move(self, query: str, **changes: str) -> requests.Response:
        """A hand on its way on the race's page."""
        self.n += 1
        names = {name.replace("_", "."): value for name, value in changes.items()}
        asked = {"query": query, "n": self.n, "changes": names}
        answer = self.http.post(f"{self._lab}/lab/now/race", json=asked, timeout=SOON)
        self._forget()
        return answer

    def leave(self) -> None:
        """Close all tabs."""
        for tab in self.tabs:
            tab.close()
        self.http.close()


@contextmanager
def several(folder: Path, *options: str, **env: str) -> Iterator[Lab]:
    """Two servers behind HAProxy, as `make serve WORKERS=2` starts them; ends them all, and sees to it."""
    port, first = free_port(), free_port()
    log = folder / "several.log"
    command = [sys.executable, "-m", "scripts.several", "--servers", "2", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--first", str(first), *options],
            cwd=ROOT,
            env={**os.environ, "LAB_WORKERS": "0", **env},
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    lab = Lab(f"http://127.0.0.1:{port}")
    lab.process, lab.log = process, log
    try:
        until(lambda: "HAProxy listens at" in log.read_text() or process.poll() is not None, "it has begun")
        found = re.search(r"HAProxy listens at (\S+)\. ", log.read_text())
        assert found, log.read_text()
        lab.admin = found[1]
        until(lambda: Path(lab.admin).exists() or process.poll() is not None, "HAProxy listens")
        yield lab
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(SOON)
