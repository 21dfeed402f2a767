"""The app on a free port, and a Chromium to look at it: used by the browser tests, the benchmarks and the
pictures.

    with serve() as base, sync_playwright() as p:
        page = p.chromium.launch(executable_path=chromium_path(), args=LAUNCH_FLAGS).new_page()
        page.goto(base + "/race")

Every process that is started here is ended here.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAUNCH_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
AS_MAKE_RUN = ("--ws-per-message-deflate", "false")  # of uvicorn's options those that cost or save time
PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
)


class Served(str):
    """The base URL of a running server, such as http://127.0.0.1:40123, that also knows the server's process
    and, inside the block, its log."""

    __slots__ = ("log", "pid")
    pid: int
    log: Path

    def lines(self) -> list[str]:
        """What the server has printed so far."""
        return self.log.read_text(errors="replace").splitlines()


@cache
def chromium_path() -> str:
    """The Chromium on the PATH, else Playwright's own. Raises FileNotFoundError if there is none."""
    if found := next((path for name in BROWSERS if (path := shutil.which(name)) and _starts(path)), None):
        return found
    try:  # in a process of its own: the sync API refuses to start twice in one thread
        own = subprocess.run(
            [sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (subprocess.SubprocessError, OSError):
        own = ""
    if own and Path(own).exists() and _starts(own):
        return own
    raise FileNotFoundError(
        f"No browser found ({', '.join(BROWSERS)}, or Playwright's own): run `python -m "
        f"scripts.browser`, or `make test`, which installs one."
    )


def _starts(path: str) -> bool:
    """Whether it is a browser and not a signpost to one, as some systems install."""
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    except (subprocess.SubprocessError, OSError):
        return False


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serve(
    entry: str | Path = "app.py",
    port: int = 0,
    env: Mapping[str, str] | None = None,
    *,
    options: Sequence[str] = (),
    server: str = "streamlit",
    cwd: str | Path = ROOT,
    log: str | Path | None = None,
    timeout: float = 120.0,
) -> Iterator[Served]:
    """Serves `entry` until the block ends, then ends every process of the server; yields its base URL once
    /_stcore/health answers.

    port: 0 takes a free one. env: added to this process's own. options: more command-line options, such as
    ("--runner.postScriptGC", "true"). server: "streamlit" (streamlit run) or "uvicorn" (entry then defines
    `app`, in a file directly under cwd). cwd: its .streamlit/config.toml counts. log: where the output goes,
    a temporary file if None. Raises RuntimeError with the end of the log if the server does not answer in
    `timeout` seconds.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(log) if log else Path(scratch) / "server.log"
        with path.open("wb") as out:
            process = subprocess.Popen(
                _command(server, str(entry), port, options),
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        base = Served(f"http://127.0.0.1:{port}")
        base.pid, base.log = process.pid, path
        try:
            _wait(base, process, timeout)
            yield base
        finally:
            _end(process)


def _command(server: str, entry: str, port: int, options: Sequence[str]) -> list[str]:
    if server == "uvicorn":
        return [
            sys.executable,
            "-m",
            "uvicorn",
            f"{Path(entry).stem}:app",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            *AS_MAKE_RUN,
            *options,
        ]
    if server == "streamlit":
        fixed = [
            "--server.address",
            "127.0.0.1",
            "--server.port",
            str(port),
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]
        return [sys.executable, "-m", "streamlit", "run", entry, *fixed, *options]
    raise ValueError(f"server={server!r}: allowed are 'streamlit' and 'uvicorn'")


def _wait(base: Served, process: subprocess.Popen[bytes], timeout: float) -> None:
    until = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(base + "/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    why = (
        f"ended with status {process.returncode}"
        if process.poll() is not None
        else f"did not answer in {timeout:g} s"
    )
    raise RuntimeError(f"The server {why}. Its last lines:\n" + "\n".join(base.lines()[-30:]))


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()
