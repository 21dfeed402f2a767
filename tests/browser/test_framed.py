"""The app in a frame on a page of another site, whose browser takes no cookies of a third party."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from scripts.serving import LAUNCH_FLAGS, Served, chromium_path, serve
from tests.browser.conftest import IDLE, PAINTED, SOON, WARM
from tests.browser.controls import LAB, preset, slider

NO_THIRD_PARTY = "--test-third-party-cookie-phaseout"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Another site, by its origin, and the folder of its pages. localhost is another site than 127.0.0.1."""
    folder = tmp_path_factory.mktemp("course")
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://localhost:{served.server_port}", folder
    served.shutdown()
    served.server_close()


@pytest.fixture(scope="module")
def framed(course: tuple[str, Path]) -> Iterator[Served]:
    """A server that lets that site show it."""
    with serve("app.py", server="uvicorn", env={"LAB_FRAME_ANCESTORS": course[0]}) as base:
        yield base
        assert not [line for line in base.lines() if "Traceback" in line]


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    """A browser without cookies of third parties."""
    launched = browser.browser_type.launch(
        executable_path=chromium_path(), args=[*LAUNCH_FLAGS, NO_THIRD_PARTY]
    )
    yield launched
    launched.close()


def course_page(
    strict: Browser, course: tuple[str, Path], source: str, shows: str | None = None
) -> tuple[Page, Frame]:
    """A page of the course with the app in a frame, as the guide has it, once the frame shows `shows`.

    The browser may take the frame away and bring it back in another process while its page loads.
    """
    origin, folder = course
    snippet = f'<iframe name="lab" src="{source}" width="1200" height="800" allow="clipboard-write"></iframe>'
    (folder / "week1.html").write_text(f"<!doctype html><title>Week 1</title>{snippet}")
    page = strict.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(SOON)
    page.goto(f"{origin}/week1.html")
    until = time.monotonic() + SOON / 1000
    while time.monotonic() < until:
        for frame in page.main_frame.child_frames:
            if frame.url.startswith(shows or source.partition("?")[0]):
                return page, frame
        page.wait_for_timeout(50)
    raise AssertionError([frame.url for frame in page.frames])


def query(frame: Frame) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(frame.evaluate("() => location.href")).query))


def holds(frame: Frame, **wanted: str | None) -> None:
    """Waits until the frame's address says so, None: says nothing."""
    frame.wait_for_function(
        "wanted => { const query = new URLSearchParams(location.search)\n"
        "  return Object.entries(wanted).every(([name, text]) => query.get(name) === text) }",
        arg=wanted,
    )


def test_in_a_frame_of_a_named_site_a_page_works_and_its_address_stays_that_of_a_frame(
    strict: Browser, course: tuple[str, Path], framed: Served
) -> None:
    page, frame = course_page(strict, course, f"{framed}/race?embed=true&seed=3")
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    frame.wait_for_selector(PAINTED, timeout=WARM, state="attached")
    frame.wait_for_selector(IDLE, timeout=WARM)
    frame.evaluate("() => { document.cookie = 'tried=1; SameSite=None; Secure' }")
    assert frame.evaluate("() => document.cookie") == "", "no cookie is kept"
    expect(frame.locator("[data-menu]")).to_be_hidden()
    expect(frame.locator('[data-testid="stAlert"]')).to_have_count(0)
    top = frame.evaluate("() => document.querySelector('[data-headline]').getBoundingClientRect().top")
    assert top < 30, "no margin is left where the menu was"

    frame.locator(f"{LAB} [data-player] .scrub").fill("7")
    holds(frame, embed="true", step="7", seed="3")
    moved = slider(frame, "steps").first
    moved.focus()
    moved.press("ArrowRight")
    frame.wait_for_function("() => new URLSearchParams(location.search).has('steps')")
    holds(frame, embed="true", step="7", seed="3")
    frame.wait_for_selector(IDLE)
    expect(frame.locator('[data-testid="stAlert"]')).to_have_count(0)

    preset(frame, "Past the bottom").click()
    holds(frame, embed="true", steps="60", step="8", seed=None)
    frame.evaluate("() => { navigator.clipboard.writeText = async text => { window.copied = text } }")
    frame.locator('[data-headline] [data-do="copy"]').click()
    frame.wait_for_function("() => window.copied")
    copied = frame.evaluate("() => window.copied")
    assert "embed" not in copied and copied.startswith(f"{framed}/race?v="), "who opens it sees the whole app"
    assert failed == []


def test_no_other_site_may_frame_it(strict: Browser, course: tuple[str, Path], server: Served) -> None:
    course_page(strict, course, f"{server}/race?embed=true", shows="chrome-error://")
