"""Fingers and systems' own colours: what hands without a mouse, and eyes with a theme of their own, get."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB, player
from tests.browser.map import place, settled, window, windowed
from tests.browser.test_race import address_has, query, spot

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
Point = tuple[float, float]


def fingers(page: Page, *places: Sequence[Point]) -> None:
    """Puts fingers down at the first places, takes them to each of the next, and lifts them."""
    hand = page.context.new_cdp_session(page)
    for i, points in enumerate(places):
        at = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove" if i else "touchStart", "touchPoints": at})
        page.wait_for_timeout(30)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_swipe_on_the_map_scrolls_the_page_and_changes_nothing_else(visit: Visit) -> None:
    page = visit("/race", **PHONE)
    x, y = spot(page, 0.7, 0.8)
    before, shown = page.evaluate(SCROLLED), window(page)
    fingers(page, *[[(x, y - 20 * i)] for i in range(10)])
    page.wait_for_function(f"before => ({SCROLLED})() > before + 80", arg=before)
    assert window(page) == shown and "x" not in query(page)


def test_two_fingers_zoom_and_a_named_button_leads_back(visit: Visit) -> None:
    page = visit("/race", **PHONE)
    x, y = spot(page, 0.5, 0.5)
    whole, scrolled = window(page), page.evaluate(SCROLLED)
    fingers(page, *[[(x - 30 - 6 * i, y), (x + 30 + 6 * i, y)] for i in range(6)])
    x0, x1, y0, y1 = windowed(page, narrower=whole)
    # 60 px between them became 120: half of the map, and what was between them stays there
    assert x1 - x0 == pytest.approx((whole[1] - whole[0]) / 2)
    assert y1 - y0 == pytest.approx((whole[3] - whole[2]) / 2)
    assert place(page, (x0 + x1) / 2, 0)[0] == pytest.approx(place(page, 0, 0)[0], abs=30)
    assert "x" not in query(page) and page.evaluate(SCROLLED) == scrolled
    back = player(page, "whole")
    expect(back).to_have_attribute("aria-disabled", "false")
    back.tap()
    expect(back).to_have_attribute("aria-disabled", "true")
    settled(page)
    assert window(page) == whole


def test_a_finger_on_the_start_takes_it_along_and_the_page_stands_still(visit: Visit) -> None:
    page = visit("/race", **PHONE)
    page.locator(f"{LAB} [data-map]").scroll_into_view_if_needed()
    scrolled = page.evaluate(SCROLLED)
    x, y = place(page, -8, 1.5)
    fingers(page, *[[(x, y + 8 * i)] for i in range(8)])
    assert float(address_has(page, "y")["y"]) < 1.2
    assert page.evaluate(SCROLLED) == scrolled


def test_swatches_and_what_is_chosen_survive_forced_colours(visit: Visit) -> None:
    page = visit("/race")
    read = """() => [...document.querySelectorAll(".st-key-lab .swatch")]
      .map(one => getComputedStyle(one).backgroundColor)"""
    as_they_are = page.evaluate(read)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(read) == as_they_are and len(set(as_they_are)) > 7
    for row, chosen in (
        ("[data-headline] .presets a", "[aria-current]"),
        ("[data-menu] .pages a", "[aria-current]"),
        (".st-key-lab .which button", "[aria-selected=true]"),
        (".st-key-lab .segments label", "input:checked + *"),
    ):
        looks = page.evaluate(
            """([row, chosen]) => [...document.querySelectorAll(row)].map(one => {
              const { backgroundColor, borderBottomColor } = getComputedStyle(one)
              return [one.matches(chosen), backgroundColor + borderBottomColor]
            })""",
            [row, chosen],
        )
        mine = {look for is_chosen, look in looks if is_chosen}
        others = {look for is_chosen, look in looks if not is_chosen}
        assert len(mine) == 1 and others and not mine & others, row


CUT = """link => { // the texts of a link that do not lie inside it, or of which a box shows only a part
  const within = link.getBoundingClientRect().right
  const texts = [...link.querySelectorAll("p")]
  const boxes = node => (node === link ? [] : [node, ...boxes(node.parentElement)])
  const right = node => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range.getBoundingClientRect().right
  }
  const hides = box => getComputedStyle(box).overflowX !== "visible" && box.scrollWidth > box.clientWidth
  return texts.filter(text => right(text) > within || boxes(text).some(hides)).map(text => text.textContent)
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_links_of_the_home_page_are_read_whole(visit: Visit, width: int) -> None:
    page = visit("/", **{**PHONE, "viewport": {"width": width, "height": 844}})
    links = page.get_by_test_id("stPageLink-NavLink")
    assert links.count() >= 14
    for link in links.all():
        assert link.evaluate(CUT) == []
