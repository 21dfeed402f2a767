"""The address at which a moving hand is answered, from outside; and that the page uses it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

GOOD = {"query": "v=1&surface=booth", "n": 5, "changes": {"x": "1"}}


def test_a_key_press_is_answered_without_a_run_of_the_page_and_then_written_into_the_address(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own")
    watch = "new PerformanceObserver(list => list.getEntries().forEach(entry => answers.push(entry.name))).observe({ type: 'resource' })"
    page.evaluate(f"() => {{ window.answers = []; {watch} }}")
    before = int(page.get_attribute(".st-key-lab [data-player]", "data-painted") or 0)
    page.get_by_role("slider", name="Learning rate of SGD", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("n => Number(document.querySelector('.st-key-lab [data-player]').dataset.painted) > n", arg=before)
    page.wait_for_function("() => answers.some(name => name.endsWith('/lab/now/race'))")
    page.wait_for_function("() => new URLSearchParams(location.search).has('sgd.lr')")


def test_where_it_is_not_answered_the_page_runs(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&rates=own")
    page.route("**/lab/now/**", lambda route: route.fulfill(status=204))
    before = int(page.get_attribute(".st-key-lab [data-player]", "data-painted") or 0)
    page.get_by_role("slider", name="Learning rate of SGD", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("n => Number(document.querySelector('.st-key-lab [data-player]').dataset.painted) > n", arg=before)
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
        ("race", json.dumps({**GOOD, "changes": 3}), 400),
        ("race", json.dumps({**GOOD, "query": "a=1&" * 400}), 400),
    ],
)
def test_questions_are_checked(visit: Callable[..., Page], path: str, body: str, status: int) -> None:
    page = visit("/race")
    answer = page.request.post(f"/lab/now/{path}".join(page.url.split("/race")), data=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status == status
    assert len(answer.body()) > 1000 if status == 200 else len(answer.body()) < 200


def test_other_sites_are_not_answered(visit: Callable[..., Page]) -> None:
    page = visit("/race")
    answer = page.request.post("/lab/now/race".join(page.url.split("/race")), data=json.dumps(GOOD), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
