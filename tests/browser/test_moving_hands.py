"""The address at which a moving hand is answered, from outside; and that the page uses it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route

from tests.browser.controls import slider

GOOD = {"query": "v=1&surface=booth", "n": 5, "changes": {"x": "1"}}


FIRST = """() => { window.first = null; const lab = document.querySelector('.st-key-lab [data-player]')
  new MutationObserver(() => (window.first ??= { written: new URLSearchParams(location.search).has('sgd.lr'),
    asked: performance.getEntriesByType('resource')
    .filter(entry => entry.name.endsWith('/lab/now/race')).length })).observe(lab, { attributes: true,
    attributeFilter: ['data-painted'] }) }"""


def rate(page: Page) -> Locator:
    return slider(page, "sgd.lr")


def held(page: Page, most: int = 99) -> list[Route]:
    """The first questions of a hand, which wait until they are let go on."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if len(waiting) < most:
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/lab/now/**", hold)
    return waiting


def test_a_key_press_is_answered_without_a_run_of_the_page_and_then_written_into_the_address(
    visit: Callable[..., Page],
) -> None:
    page = visit("/race?v=1&rates=own")
    page.evaluate(FIRST)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => window.first")
    assert page.evaluate("() => window.first") == {"written": False, "asked": 1}, (
        "painted before the page has run, by the answer"
    )
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")


def test_an_answer_to_an_earlier_question_is_not_shown_over_a_later_one(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    waiting = held(page, most=1)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(4500)  # longer than the panel waits: it asks again
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")
    page.wait_for_timeout(700)
    before = rate(page).input_value(), page.url
    waiting[0].continue_()
    page.wait_for_timeout(1000)
    assert (rate(page).input_value(), page.url) == before


def test_a_preset_is_not_undone_by_an_answer_to_what_was_asked_before_it(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    waiting = held(page)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    while not waiting:
        page.wait_for_timeout(20)
    old = page.url
    page.locator("[data-headline] .presets a").nth(2).click()
    page.wait_for_function("old => location.href !== old", arg=old)
    page.wait_for_timeout(1000)
    state = (
        "() => [...document.querySelectorAll('[data-panel] input')].map(i => i.type === 'checkbox' ? "
        "i.checked : i.value)"
    )
    before = page.evaluate(state), page.url
    waiting[0].continue_()
    page.wait_for_timeout(1000)
    assert (page.evaluate(state), page.url) == before


def test_a_long_wait_is_shown_and_ends(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own")
    waiting = held(page)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    page.locator(".st-key-lab [data-lab][aria-busy]").wait_for()
    waiting[0].continue_()
    page.locator(".st-key-lab [data-lab]:not([aria-busy])").wait_for()


def test_where_it_is_not_answered_the_page_runs(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own")
    page.route("**/lab/now/**", lambda route: route.fulfill(status=204))
    before = int(page.get_attribute(".st-key-lab [data-player]", "data-painted") or 0)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "n => Number(document.querySelector('.st-key-lab [data-player]').dataset.painted) > n", arg=before
    )
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("race", json.dumps(GOOD), 200),
        ("gradients", json.dumps({**GOOD, "query": "part=train"}), 204),
        ("nowhere", json.dumps(GOOD), 404),
        ("race", "x" * 40_000, 413),
        ("race", "{", 400),
        ("race", "[" * 20_000, 400),
        ("race", "[]", 400),
        ("race", json.dumps({**GOOD, "n": "many"}), 400),
        ("race", json.dumps({**GOOD, "n": float("inf")}), 400),
        ("race", json.dumps({**GOOD, "query": {"a": 1}}), 200),
        ("race", json.dumps({**GOOD, "changes": {"x": "\ud800"}}), 200),
        ("race", json.dumps({**GOOD, "changes": 3}), 400),
        ("race", json.dumps({**GOOD, "query": "a=1&" * 400}), 400),
    ],
)
def test_questions_are_checked(visit: Callable[..., Page], path: str, body: str, status: int) -> None:
    page = visit("/race")
    answer = page.request.post(
        f"/lab/now/{path}".join(page.url.split("/race")),
        data=body.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == status
    assert len(answer.body()) > 1000 if status == 200 else len(answer.body()) < 200


def test_other_sites_are_not_answered(visit: Callable[..., Page]) -> None:
    page = visit("/race")
    answer = page.request.post(
        "/lab/now/race".join(page.url.split("/race")),
        data=json.dumps(GOOD),
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403


def test_a_question_without_a_turn_is_asked_again_with_all_that_the_hand_has_moved(
    visit: Callable[..., Page],
) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    asked: list[str] = []

    def full_at_first(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["changes"]["sgd.lr"])
        if len(asked) <= 2:
            route.fulfill(status=202)
        else:
            route.continue_()

    page.route("**/lab/now/**", full_at_first)
    page.evaluate(FIRST)
    rate(page).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => window.first")
    assert page.evaluate("() => window.first.written") is False, "the page has not run for it"
    assert len(asked) >= 3 and float(asked[-1]) > float(asked[0])
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")
    assert f"sgd.lr={asked[-1]}" in page.url, "the last move is the one that is painted, and written"


def test_a_browser_that_has_lost_the_picture_asks_for_it(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    asked: list[dict[str, str]] = []

    def same_at_first(route: Route) -> None:
        question = json.loads(route.request.post_data or "")
        asked.append(question["has"])
        if len(asked) > 1:
            return route.continue_()
        whole = route.fetch().body()
        panel = json.loads(whole[4 : 4 + int.from_bytes(whole[:4], "little")])["panel"] | {"groups": []}
        told = {"tag": "lost", "same": True, "ack": question["n"], "now": "/lab/now/race", "panel": panel}
        header = json.dumps(told).encode()
        return route.fulfill(status=200, body=len(header).to_bytes(4, "little") + header)

    page.route("**/lab/now/**", same_at_first)
    page.evaluate(FIRST)
    rate(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => window.first")
    assert asked[0]["picture"] and asked[0]["ground"], "it says what it has"
    assert len(asked) >= 2 and asked[1] == {"picture": "", "ground": ""}
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")
