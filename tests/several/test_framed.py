"""The app in a frame of another site, behind two servers, where the browser takes no cookies of strangers:
nothing says to which server a request belongs."""

from playwright.sync_api import Frame, sync_playwright

from tests.browser.conftest import IDLE, PAINTED, WARM
from tests.browser.controls import slider
from tests.browser.framing import Course, course_page, holds, keeps_no_cookie, strictly
from tests.several.classroom import Lab

MOVES = 4


def since(lab: Lab, before: dict[str, int]) -> dict[str, int]:
    """How many questions each server has answered since then."""
    return {server: count - before[server] for server, count in lab.answered().items()}


def move(frame: Frame) -> None:
    """MOVES presses of a key on a rate, each until it is in the address."""
    moved = slider(frame, "sgd.lr").first
    for _move in range(MOVES):
        asked = frame.evaluate("() => location.search")
        moved.focus()
        moved.press("ArrowRight")
        frame.wait_for_function("before => location.search !== before", arg=asked)
        frame.wait_for_selector(IDLE)


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
        move(frame)
        first = since(lab, before)
        assert sum(first.values()) >= MOVES
        busier = max(first, key=first.__getitem__)
        lab.ask(f"set server lab/{busier} state drain")  # its sockets stay, and nothing else comes to it
        try:
            move(frame)
        finally:
            lab.ask(f"set server lab/{busier} state ready")
        holds(frame, embed="true", seed="3")
        assert frame.locator('[data-testid="stAlert"]').count() == 0
        answered = since(lab, before)
        assert sum(answered.values()) >= 2 * MOVES and min(answered.values()) >= MOVES, answered
        assert failed == []
