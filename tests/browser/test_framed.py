"""The app in a frame on a page of another site, whose browser takes no cookies of a third party."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from scripts.serving import Served, serve
from tests.browser.conftest import IDLE, PAINTED, WARM
from tests.browser.controls import LAB, preset, slider
from tests.browser.framing import Course, course_at, course_page, holds, keeps_no_cookie, strictly


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with course_at(tmp_path_factory.mktemp("course")) as found:
        yield found


@pytest.fixture(scope="module")
def framed(course: Course) -> Iterator[Served]:
    """A server that lets that site show it."""
    with serve("app.py", server="uvicorn", env={"LAB_FRAME_ANCESTORS": course[0]}) as base:
        yield base
        assert not [line for line in base.lines() if "Traceback" in line]


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    with strictly(browser.browser_type) as found:
        yield found


def test_in_a_frame_of_a_named_site_a_page_works_and_its_address_stays_that_of_a_frame(
    strict: Browser, course: Course, framed: Served
) -> None:
    page, frame = course_page(strict, course, f"{framed}/race?embed=true&seed=3")
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    frame.wait_for_selector(PAINTED, timeout=WARM, state="attached")
    frame.wait_for_selector(IDLE, timeout=WARM)
    assert keeps_no_cookie(frame)
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


def test_no_other_site_may_frame_it(strict: Browser, course: Course, server: Served) -> None:
    course_page(strict, course, f"{server}/race?embed=true", shows="chrome-error://")
