"""One server and one browser for all; a fresh context for each test, which at its end must have seen no
complaint of the browser's."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from scripts.serving import LAUNCH_FLAGS, Served, chromium_path, serve

PAINTED = (
    '[data-player]:is([data-mode="full"], [data-mode="mini"]):not([data-painted="0"]), [data-study] '
    ".charts[data-painted]"
)
WARM = 240_000  # ms that a server may need until a page is warm, on a busy machine
SOON = 60_000  # ms that anything else may take there: a test asks what comes, not when
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


expect.set_options(timeout=SOON)


def is_failed(request: Request) -> bool:
    """Whether a request failed that was not broken off because its page was left."""
    return "_stcore/stream" not in request.url and request.failure != "net::ERR_ABORTED"


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    # at no lower priority: two of these run side by side, and a test waits for its training
    with serve("app.py", server="uvicorn", env={"LAB_NICE": "0"}) as base:
        yield base
        lines = base.lines()
        bad = [number for number, line in enumerate(lines) if "Traceback" in line or "ERROR" in line]
        assert not bad, "\n".join(lines[bad[0] : bad[0] + 60])


@pytest.fixture(scope="session")
def browser(server: Served) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=LAUNCH_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, server: Served) -> Iterator[Callable[..., Page]]:
    """visit("/race?…", viewport=…) opens a page in a context of its own and waits until it has painted.
    before: done to the page while it is empty."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def go(
        path: str = "/race", before: Callable[[Page], None] = lambda page: None, **options: object
    ) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SOON)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "requestfailed",
            lambda request: (
                complaints.append(f"failed: {request.url} {request.failure}") if is_failed(request) else None
            ),
        )
        host = urlsplit(server).netloc
        page.on(
            "request",
            lambda request: (
                complaints.append("foreign: " + request.url)
                if urlsplit(request.url).netloc not in ("", host)
                else None
            ),
        )
        before(page)
        page.goto(server + path)
        page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
        page.wait_for_selector(IDLE, timeout=WARM)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
