"""`python -m benchmarks line`: a first visit to the race over a slow line, in a real browser without a cache:
seconds until there is something to read, the curves and the map, and the bytes until then."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser

from benchmarks.process import wait_until_rested
from benchmarks.stage import PATIENCE, WINDOW, browser, ours
from benchmarks.verdict import verdict

VISITS = 3
RATE = 1.5e6 / 8  # bytes a second
DELAY = 100  # ms, of every answer
AIMS = {"something to read": 3.0, "curves": 10.0, "map": 12.0}  # seconds
MOST = 2.0  # megabytes (10⁶ bytes) until all three are there
SEEN = Path(__file__).with_name("seen.js")


class Visit(NamedTuple):
    """What a visitor saw. seconds: since the address was entered, by name of AIMS; bytes: that had come when
    the last of these was there, over HTTP as they travelled, heads included, and over the socket; files: that
    had come by then."""

    seconds: dict[str, float]
    bytes: int
    files: int


def visit(chromium: Browser, address: str, rate: float = RATE, delay: float = DELAY) -> Visit:
    """Open an address once, in a window of its own. rate: bytes a second; delay: ms.

    Chromium slows HTTP alone: what comes by the socket is counted and costs no time, some 150 kB of the race.
    """
    context = chromium.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    page = context.new_page()
    line, came = context.new_cdp_session(page), _Came()
    for event, count in came.listeners().items():
        line.on(event, count)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    slow = {"offline": False, "latency": delay, "downloadThroughput": rate, "uploadThroughput": rate}
    line.send("Network.emulateNetworkConditions", slow)
    page.add_init_script(path=SEEN)
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    page.wait_for_function(
        "names => names.every(name => name in window.seen)", arg=list(AIMS), timeout=PATIENCE, polling=50
    )
    found = Visit(
        {name: ms / 1000 for name, ms in page.evaluate("window.seen").items()}, came.bytes, came.files
    )
    context.close()
    return found


class _Came:
    """Counts what Chromium says that it received."""

    def __init__(self) -> None:
        self.bytes = self.files = 0

    def listeners(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """By event of Chromium's protocol."""
        return {
            "Network.responseReceived": lambda said: self._add(said["response"]["encodedDataLength"]),
            "Network.dataReceived": lambda said: self._add(said["encodedDataLength"]),
            "Network.loadingFinished": lambda said: self._add(0, 1),
            "Network.webSocketFrameReceived": lambda said: self._add(
                len(said["response"]["payloadData"]) * 3 // 4  # base64
            ),
        }

    def _add(self, length: float, files: int = 0) -> None:
        self.bytes += int(length)
        self.files += files


def main() -> None:
    """Print every visit and the verdicts."""
    with ExitStack() as stack:
        served = stack.enter_context(ours())
        wait_until_rested(served.pid)
        chromium = stack.enter_context(browser())
        visit(chromium, f"{served}/race", rate=-1, delay=0)  # not counted: the server reads its files
        visits = [visit(chromium, f"{served}/race") for _ in range(VISITS)]
    print(f"First visits to /race at {RATE * 8 / 1e6:g} Mbit/s and {DELAY} ms, seconds until there is")
    print("".join(f"{name:>20}" for name in AIMS) + f"{'MB until then':>20}{'files':>10}")
    for one in visits:
        seconds = "".join(f"{one.seconds[name]:>20.1f}" for name in AIMS)
        print(f"{seconds}{one.bytes / 1e6:>20.2f}{one.files:>10}")
    print()
    for name, aim in AIMS.items():
        print(verdict(f"First visit, seconds to {name}", median(one.seconds[name] for one in visits), aim))
    print(verdict("First visit, megabytes until then", median(one.bytes / 1e6 for one in visits), MOST))
