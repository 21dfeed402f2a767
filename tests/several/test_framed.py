"""The app in a frame of another site, behind two servers, where the browser takes no cookies of strangers:
nothing says to which server a request belongs."""

from playwright.sync_api import sync_playwright

from tests.browser.conftest import IDLE, PAINTED, WARM
from tests.browser.controls import slider
from tests.browser.framing import Course, course_page, holds, keeps_no_cookie, strictly
from tests.several.classroom import Lab

MOVES = 8


def test_in_a_frame_without_cookies_both_servers_answer_one_hand(lab: Lab, course: Course) -> None:
    lab.both_up()
    failed: list[str] = []
    with sync_playwright() as playwright, strictly(playwright.chromium) as strict:
        page, frame = course_page(strict, course, f"{lab}/race?embed=true&v=2&rates=own&seed=3")
        page.on("pageerror", lambda error: failed.append(str(error)))
        frame.wait_for_selector(PAINTED, timeout=WARM, state="attached")
        frame.wait_for_selector(IDLE, timeout=WARM)
        assert keeps_no_cookie(frame)
        before = lab.answered()
        moved = slider(frame, "sgd.lr").first
        for _move in range(MOVES):
            asked = frame.evaluate("() => location.search")
            moved.focus()
            moved.press("ArrowRight")
            frame.wait_for_function("before => location.search !== before", arg=asked)
            frame.wait_for_selector(IDLE)
        holds(frame, embed="true", seed="3")
        assert frame.locator('[data-testid="stAlert"]').count() == 0
        answered = {server: count - before[server] for server, count in lab.answered().items()}
        assert sum(answered.values()) >= MOVES and min(answered.values()) > 0, answered
        assert failed == []
