"""Several servers of the app behind HAProxy, until Ctrl-C ends them all.

    python -m scripts.several --servers 2 --port 8501 --host 127.0.0.1

Visitors come in at the port; the servers listen on this machine only, at the port + 100 and the next ones.
One starts at a time, for the next finds in the cache what the one before has compiled. One that has ended is
started again, so `kill PID` renews a server: it drains first (ui/ready.py).
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from scripts.haproxy import REMEDY, find
from scripts.serving import AS_MAKE_RUN, ROOT

TEMPLATE = ROOT / "deploy" / "haproxy.cfg"
SERVER = re.compile(r"(?:^    server .*\n)+", re.MULTILINE)
MOST = 32  # servers on one machine
LOOK = 0.5  # seconds between two looks at the servers
PATIENCE = 600.0  # seconds after which the next one starts, although the one before is not ready
BRIEF = 5.0  # seconds: a server that ends sooner has not started
MOST_BRIEF = 3  # of those in a row, before all is given up
DRAIN = "600"  # seconds that a server may drain
GRACE = 10.0  # seconds that processes have to end


class Failed(RuntimeError):
    """It makes no sense to go on; what it says is for whoever started it."""


def config(template: str, ports: Sequence[int]) -> str:
    """HAProxy's configuration with servers at these ports of this machine in the place of its own."""
    lines = "".join(f"    server p{n} 127.0.0.1:{port} cookie p{n}\n" for n, port in enumerate(ports, 1))
    return SERVER.sub(lines, template)


def environment(servers: int, given: Mapping[str, str], cores: int) -> dict[str, str]:
    """Of each server: it may drain, and has its share of the machine's computing processes (LAB_WORKERS)."""
    return {"LAB_DRAIN": DRAIN, "LAB_WORKERS": str(max(1, cores // 2 // servers)), **given}


@dataclass
class Server:
    """One of them. ready: whether it has been, since it was started."""

    port: int
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    ready: bool = False
    brief: int = 0  # how often in a row it ended too soon

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self.process is not None and self.process.poll() is None

    def start(self, env: Mapping[str, str]) -> None:
        """Begin a process."""
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "app:app",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        options = [*AS_MAKE_RUN, "--no-access-log", "--timeout-graceful-shutdown", "5"]
        self.began, self.ready = time.monotonic(), False
        # in a session of its own: Ctrl-C reaches this process alone, which then ends the others
        self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=env, start_new_session=True)
        print(f"The server at port {self.port} begins: process {self.process.pid}.", flush=True)

    def look(self) -> None:
        """Ask whether it is ready. Raises Failed if it ends whenever it is started."""
        if not self.is_running:
            if self.process is not None:
                print(f"The server at port {self.port} has ended ({self.process.returncode}).", flush=True)
                self.brief = self.brief + 1 if time.monotonic() - self.began < BRIEF else 0
                self.process = None
            if self.brief >= MOST_BRIEF:
                raise Failed(f"The server at port {self.port} does not start: its output says why.")
        elif not self.ready:
            self.ready = _answers(f"http://127.0.0.1:{self.port}/lab/ready")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Several:
    """All of them and HAProxy. folder: for its configuration and its socket."""

    servers: list[Server]
    bind: str
    folder: Path
    env: Mapping[str, str]
    proxy: subprocess.Popen[bytes] | None = field(default=None, init=False)
    stopping: bool = field(default=False, init=False)

    @property
    def admin(self) -> Path:
        """The socket at which HAProxy is asked and told things."""
        return self.folder / "admin.sock"

    def run(self) -> None:
        """Until it is told to stop. Raises Failed."""
        try:
            self._start_proxy()
            while not self.stopping:
                self.look()
                time.sleep(LOOK)
        finally:
            self.end()

    def look(self) -> None:
        """Start what is not there, one at a time. Raises Failed."""
        if self.proxy and self.proxy.poll() is not None:
            raise Failed(f"HAProxy has ended with status {self.proxy.returncode}: its output says why.")
        for server in self.servers:
            server.look()
        now = time.monotonic()
        starting = [one for one in self.servers if one.is_running and not one.ready]
        if not any(now - one.began < PATIENCE for one in starting):
            for server in [one for one in self.servers if not one.is_running][:1]:
                server.start(self.env)

    def stop(self, _sign: int, _frame: FrameType | None) -> None:
        """A handler of signals."""
        self.stopping = True

    def end(self) -> None:
        """End all processes, and those that they have started."""
        if self.proxy:
            self.proxy.terminate()
        for server in self.servers:
            if server.is_running and server.process:
                server.process.send_signal(signal.SIGINT)  # at SIGTERM it would drain
        until = time.monotonic() + GRACE
        for process in [self.proxy, *(one.process for one in self.servers)]:
            if process:
                try:
                    process.wait(max(0.0, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    with suppress(ProcessLookupError):  # it leads no group of its own
                        os.killpg(process.pid, signal.SIGKILL)
                    process.kill()
                    process.wait()

    def _start_proxy(self) -> None:
        program = find()
        if program is None:
            raise Failed(REMEDY)
        self.folder.mkdir(parents=True, exist_ok=True)
        written = self.folder / "haproxy.cfg"
        written.write_text(config(TEMPLATE.read_text(), [one.port for one in self.servers]))
        env = {**os.environ, "LAB_BIND": self.bind, "LAB_ADMIN": str(self.admin)}
        self.proxy = subprocess.Popen([program, "-db", "-f", str(written)], env=env, start_new_session=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 after Ctrl-C, 1 if it cannot go on."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--servers", type=int, default=2, help="processes of uvicorn (not LAB_WORKERS)")
    parser.add_argument("--port", type=int, default=8501, help="where visitors come in")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0: from other machines, too")
    parser.add_argument("--first", type=int, help="port of the first server (default: the port + 100)")
    asked = parser.parse_args(arguments)
    if not 1 <= asked.servers <= MOST:
        parser.error(f"--servers {asked.servers}: from 1 to {MOST} (make serve WORKERS=2)")
    first = asked.first or asked.port + 100
    several = Several(
        [Server(first + n) for n in range(asked.servers)],
        f"{asked.host}:{asked.port}",
        ROOT / ".cache" / "several" / str(asked.port),
        {**os.environ, **environment(asked.servers, os.environ, os.cpu_count() or 1)},
    )
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, several.stop)
    print(
        f"http://{several.bind} leads to {asked.servers} servers, at the ports from {first} on of this "
        f"machine; HAProxy listens at {several.admin}. Ctrl-C ends all.",
        flush=True,
    )
    try:
        several.run()
    except Failed as why:
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
