"""A page of another site with the app in a frame, in a browser that takes no cookies of a third party."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Frame, Page

from scripts.serving import LAUNCH_FLAGS, chromium_path
from tests.browser.conftest import SOON

NO_THIRD_PARTY = "--test-third-party-cookie-phaseout"
Course = tuple[str, Path]  # another site, by its origin, and the folder of its pages


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def course_at(folder: Path) -> Iterator[Course]:
    """A site that serves a folder. localhost is another site than 127.0.0.1."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://localhost:{served.server_port}", folder
    served.shutdown()
    served.server_close()


@contextmanager
def strictly(kind: BrowserType) -> Iterator[Browser]:
    """A browser without cookies of third parties."""
    launched = kind.launch(executable_path=chromium_path(), args=[*LAUNCH_FLAGS, NO_THIRD_PARTY])
    yield launched
    launched.close()


def keeps_no_cookie(frame: Frame) -> bool:
    """Whether a frame cannot keep one."""
    frame.evaluate("() => { document.cookie = 'tried=1; SameSite=None; Secure' }")
    return bool(frame.evaluate("() => document.cookie") == "")


def course_page(strict: Browser, course: Course, source: str, shows: str | None = None) -> tuple[Page, Frame]:
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


def holds(frame: Frame, **wanted: str | None) -> None:
    """Waits until the frame's address says so, None: says nothing."""
    frame.wait_for_function(
        "wanted => { const query = new URLSearchParams(location.search)\n"
        "  return Object.entries(wanted).every(([name, text]) => query.get(name) === text) }",
        arg=wanted,
    )
