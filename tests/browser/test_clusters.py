"""The plane of points and centres under a hand: by pointer, finger and keys."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from pages.clusters import PAGE
from pages.clusters.places import read_places
from pages.clusters.view import Clusters
from tests.browser.controls import chart, field

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
# where a place of the plane stands in its box: the served module says it
PLACED = """async ([spec, places]) => {
  const known = performance.getEntriesByType("resource").map(entry => entry.name)
  const root = known.find(name => /\\/lab\\/\\w+\\/[\\w.]+\\.js$/.test(name)).replace(/[^/]*$/, "")
  const { layout } = await import(`${root}frame.js`)
  const box = document.querySelector('figure[data-chart="plane"] > div')
  const { at } = layout(spec, { name: "light" }, box.clientWidth, box.clientHeight, 0, {})
  return places.map(([x, y]) => [at.x.to(x), at.y.to(y)])
}"""


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


def facts_of(page: Page) -> Any:
    view, complaints = Clusters.read(query(page))
    assert complaints == []
    part = PAGE.part(view)
    assert part.facts
    return part.facts(part.seen(view))


def pixels(page: Page, *places: tuple[float, float]) -> list[tuple[float, float]]:
    """Places of the plane in pixels of the window."""
    spec = PAGE.parts[0].charts(facts_of(page))[0]
    box = chart(page, "plane").locator("> div")
    box.scroll_into_view_if_needed()
    found = page.evaluate(PLACED, [spec, [list(one) for one in places]])
    at = box.bounding_box()
    assert at
    return [(at["x"] + x, at["y"] + y) for x, y in found]


def address_has(page: Page, *names: str) -> None:
    page.wait_for_function(
        "names => names.every(name => new URLSearchParams(location.search).has(name))", arg=list(names)
    )


def placed(page: Page, name: str) -> list[tuple[float, float]]:
    return read_places(query(page).get(name, ""))


def test_a_click_places_a_point_and_another_removes_it(visit: Visit) -> None:
    page = visit("/clusters")
    (place,) = pixels(page, (0.5, 0.25))
    page.mouse.click(*place)
    address_has(page, "added")
    assert placed(page, "added") == [pytest.approx((0.5, 0.25), abs=0.06)]
    assert len(facts_of(page).sample.x) == 201
    page.locator("label[for=p-click-remove]").click()
    address_has(page, "click")
    page.mouse.click(*pixels(page, placed(page, "added")[0])[0])
    page.wait_for_function("() => !new URLSearchParams(location.search).has('added')")


def test_a_centre_is_dragged_and_where_it_began_is_in_the_link(visit: Visit) -> None:
    page = visit("/clusters?v=2&half=4")
    before = facts_of(page)
    start, end = pixels(page, tuple(before.centres[1]), (3.0, -3.0))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()
    address_has(page, "centres")
    found = placed(page, "centres")
    assert found[1] == pytest.approx((3.0, -3.0), abs=0.06)
    assert [one for i, one in enumerate(found) if i != 1] == [
        pytest.approx(tuple(one), abs=1e-3) for i, one in enumerate(before.centres) if i != 1
    ]
    assert facts_of(page).half == 1, "the run begins anew there, with its first assignment"
    page.go_back()
    expect(field(page, "half")).to_have_value("4")


def test_a_centre_is_placed_and_counted(visit: Visit) -> None:
    page = visit("/clusters?v=2&click=centres&data=none&added=1,1;-1,-1&centres=1,1&k=1")
    page.mouse.click(*pixels(page, (-2.0, 0.0))[0])
    page.wait_for_function("() => new URLSearchParams(location.search).get('k') === '2'")
    assert placed(page, "centres") == [(1, 1), pytest.approx((-2.0, 0.0), abs=0.06)]
    assert facts_of(page).labels.tolist() == [0, 1]


def test_all_of_it_is_reached_by_keys(visit: Visit) -> None:
    page = visit("/clusters?v=2&added=1,1")
    box = chart(page, "plane").locator("> div")
    said = chart(page, "plane").locator("output")
    box.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("centre 1:")
    first = facts_of(page).centres[0]
    page.keyboard.press("ArrowRight")
    address_has(page, "centres")
    window = Clusters().window
    assert placed(page, "centres")[0] == pytest.approx(
        (first[0] + (window[1] - window[0]) / 100, first[1]), abs=2e-3
    )
    for _ in range(4):
        page.keyboard.press("Space")
    expect(said).to_contain_text("point 1: 1, 1")
    page.keyboard.press("Delete")
    page.wait_for_function("() => !new URLSearchParams(location.search).has('added')")
    page.keyboard.press("+")
    address_has(page, "added")
    assert placed(page, "added") == [(0, 0)]
    expect(box).to_be_focused()


def test_a_finger_drags_a_centre_and_the_page_stands_still(visit: Visit) -> None:
    page = visit("/clusters", **PHONE)
    start, end = pixels(page, tuple(facts_of(page).centres[0]), (0.0, 2.0))
    scrolled = page.evaluate(SCROLLED)
    hand = page.context.new_cdp_session(page)
    for i in range(7):
        x, y = (a + (b - a) * i / 6 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if i else "touchStart"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(20)
    assert page.evaluate(SCROLLED) == scrolled
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    address_has(page, "centres")
    assert placed(page, "centres")[0] == pytest.approx((0.0, 2.0), abs=0.3)
