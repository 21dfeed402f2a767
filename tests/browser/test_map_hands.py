"""Hands on the race's map zoom it, move it and set the start."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB, player
from tests.browser.map import MAP, ROUND, drag, inside, place, settled, window, windowed
from tests.browser.test_race import address_has, query

Visit = Callable[..., Page]


def test_a_box_that_is_drawn_fills_the_map_and_a_double_click_leads_back(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    drag(page, place(page, -3, 3), place(page, 1, -2))
    shown = windowed(page, narrower=whole)
    assert shown == pytest.approx((-3, 1, -2, 3), abs=0.02)
    assert query(page)["x"] == "3"  # a zoom is no click
    x, y = place(page, -1, 1)
    page.mouse.dblclick(x, y)
    expect(player(page, "whole")).to_have_attribute("aria-disabled", "true")
    settled(page)
    assert window(page) == whole
    page.wait_for_timeout(1000)
    assert (query(page)["x"], query(page)["y"]) == ("3", "-2")  # and the start is where it was


def test_a_thin_box_zooms_along_one_axis(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    x, y = place(page, -2, 1)
    end, _y = place(page, 2, 1)
    drag(page, (x, y), (end, y + 6))
    shown = windowed(page, narrower=whole)
    assert shown == pytest.approx((-2, 2, *whole[2:]), abs=0.02)


def test_the_wheel_zooms_about_the_pointer_with_control_or_when_the_map_has_the_focus(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    spot = inside(page, 2, 1)
    page.mouse.move(*place(page, 2, 1))
    page.mouse.wheel(0, -300)
    settled(page)
    assert window(page) == whole  # it scrolls the page
    page.mouse.wheel(0, 300)
    settled(page)
    page.evaluate("() => { document.querySelector('[data-testid=stMain]').scrollTop = 0 }")
    page.keyboard.down("Control")
    page.mouse.move(*place(page, 2, 1))
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    once = windowed(page, narrower=whole)
    assert inside(page, 2, 1) == pytest.approx(spot, abs=1)
    page.locator(MAP).focus()
    page.mouse.wheel(0, -300)
    windowed(page, narrower=once)
    assert inside(page, 2, 1) == pytest.approx(spot, abs=1)


@pytest.mark.parametrize(("button", "key"), [("left", "Shift"), ("middle", "")])
def test_shift_or_the_middle_button_moves_the_window(visit: Visit, button: str, key: str) -> None:
    page = visit(ROUND)
    whole = window(page)
    player(page, "nearer").click()
    before = windowed(page, narrower=whole)
    x, y = place(page, 0, 0)
    if key:
        page.keyboard.down(key)
    drag(page, (x + 60, y + 60), (x + 100, y + 30), button)
    if key:
        page.keyboard.up(key)
    page.wait_for_function(
        "([map, before]) => Number(document.querySelector(map).dataset.window.split(' ')[0]) !== before",
        arg=[MAP, before[0]],
    )
    settled(page)
    assert place(page, 0, 0) == pytest.approx((x + 40, y - 30), abs=0.5)
    x0, x1, y0, y1 = window(page)
    assert (x1 - x0, y1 - y0) == pytest.approx((before[1] - before[0], before[3] - before[2]))
    assert query(page)["x"] == "3"


def test_the_window_has_bounds(visit: Visit) -> None:
    page = visit(ROUND)
    x0, x1, *_ = window(page)
    for name, share in (("nearer", 1e-9), ("farther", 10)):
        player(page, name).evaluate("button => { for (let i = 0; i < 80; i++) button.click() }")
        settled(page)
        low, high, bottom, top = window(page)
        assert high - low == pytest.approx(share * (x1 - x0)) and top > bottom
        scrub = page.locator(f"{LAB} .scrub")
        scrub.focus()
        page.keyboard.press("Home")  # and all can be drawn there
        page.keyboard.press("End")


def test_one_to_one_draws_a_round_bowl_round(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    one = player(page, "even")
    expect(one).to_have_attribute("aria-pressed", "false")
    one.click()
    windowed(page, wider=whole)
    (x, y), (right, _), (_, up) = (place(page, *at) for at in ((0, 0), (1, 0), (0, 1)))
    assert right - x == pytest.approx(y - up, rel=1e-3)
    expect(one).to_have_attribute("aria-pressed", "true")
    one.click()
    expect(one).to_have_attribute("aria-pressed", "false")
    settled(page)
    assert window(page) == whole


def test_a_click_deep_in_the_map_sets_the_start_where_it_was(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "nearer").evaluate("button => { for (let i = 0; i < 14; i++) button.click() }")
    settled(page)
    x0, x1, y0, y1 = window(page)
    at = x0 + 0.7 * (x1 - x0), y0 + 0.3 * (y1 - y0)
    page.mouse.click(*place(page, *at))
    page.wait_for_function("() => new URLSearchParams(location.search).get('x') !== '3'")
    asked = address_has(page, "x", "y")
    assert (float(asked["x"]), float(asked["y"])) == pytest.approx(at, abs=(x1 - x0) / 400)
