"""Everything is reached by the keyboard, in few stops: rows of links and tabs are one stop each."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import LAB, player, tab
from tests.browser.map import settled, window, windowed
from ui.contents import CONTENTS

Visit = Callable[..., Page]
MOST = 15  # stops of Tab


def is_focused(locator: Locator) -> bool:
    return bool(locator.evaluate("node => node === document.activeElement"))


def stops(page: Page, until: Locator) -> int:
    """How many presses of Tab lead to a control, from the beginning of the page; MOST + 1 if more."""
    for count in range(1, MOST + 1):
        page.keyboard.press("Tab")
        if is_focused(until):
            return count
    return MOST + 1


def test_play_is_a_few_stops_from_the_beginning(visit: Visit) -> None:
    page = visit("/race")
    assert stops(page, player(page, "play")) <= MOST


@pytest.mark.parametrize("path", [f"/{page.name}" for page in CONTENTS])
def test_the_first_stop_leads_to_the_picture(visit: Visit, path: str) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    skip = page.locator("[data-do=skip]")
    assert is_focused(skip)
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    assert page.evaluate(
        "() => document.activeElement.matches('[data-map], [data-study] .charts') "
        "&& document.activeElement.checkVisibility()"
    )
    expect(page.locator(":focus")).to_be_in_viewport()


@pytest.mark.parametrize("row", ["[data-menu] .pages", "[data-headline] .presets"])
def test_a_row_of_links_is_one_stop_with_arrows_inside(visit: Visit, row: str) -> None:
    page = visit("/race")
    links = page.locator(f"{row} a")
    many = links.count()
    assert many > 5 and [one.get_attribute("tabindex") for one in links.all()].count("0") == 1
    current = page.locator(f"{row} a[aria-current]")
    assert current.get_attribute("tabindex") == "0" and (current.get_attribute("href") or "").startswith("/")
    current.focus()
    for key, at in (("Home", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", many - 1)):
        page.keyboard.press(key)
        assert is_focused(links.nth(at)), key
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert is_focused(links.nth(many - 1))
    page.keyboard.press("Tab")
    assert not page.evaluate("row => Boolean(document.activeElement.closest(row))", row)


def test_an_example_that_is_followed_keeps_the_focus(visit: Visit) -> None:
    page = visit("/race")
    page.locator("[data-headline] .presets a[aria-current]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    second = page.locator("[data-headline] .presets a").nth(1)
    expect(second).to_have_attribute("aria-current", "true")
    expect(second).to_be_focused()


TABS = """() => [...document.querySelectorAll("[role=tab]")].map(tab => {
  const panel = document.getElementById(tab.getAttribute("aria-controls"))
  const named = panel?.getAttribute("aria-labelledby")
  return {
    html: tab.outerHTML, list: Boolean(tab.closest("[role=tablist]")), panel: panel?.getAttribute("role"),
    chosen: tab.getAttribute("aria-selected"), stop: tab.tabIndex, named: named === tab.id,
    nameable: Boolean(document.getElementById(named)), seen: panel?.checkVisibility(),
    shown: tab.checkVisibility(), ids: document.querySelectorAll(`[id="${tab.id}"]`).length,
  }
})"""


def tabs_are_tabs(page: Page) -> None:
    found: list[dict[str, Any]] = page.evaluate(TABS)
    assert found
    for one in found:
        assert one["list"] and one["panel"] == "tabpanel" and one["nameable"] and one["ids"] == 1, one
        assert one["stop"] == (0 if one["chosen"] == "true" else -1), one
        assert one["chosen"] == "false" or (one["named"] and one["seen"] == one["shown"]), one


def test_tabs_follow_the_pattern_and_the_arrow_keys(visit: Visit) -> None:
    page = visit("/race")
    tabs_are_tabs(page)
    tab(page, "gap").focus()
    for key, name in (
        ("ArrowRight", "slope"),
        ("ArrowLeft", "gap"),
        ("ArrowLeft", "look"),
        ("Home", "gap"),
        ("End", "look"),
        ("ArrowRight", "gap"),
    ):
        page.keyboard.press(key)
        expect(tab(page, name)).to_be_focused()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        tabs_are_tabs(page)
    player(page, "flat").focus()
    page.keyboard.press("ArrowRight")
    expect(player(page, "space")).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"{LAB} .space")).to_be_visible()
    tabs_are_tabs(page)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"{LAB} [data-map]")).to_be_visible()


def test_where_there_are_no_tabs_nothing_is_called_one(visit: Visit) -> None:
    assert visit("/").locator("[role=tab], [role=tablist], [role=tabpanel]").count() == 0


def test_zooming_by_hand_is_one_stop_and_has_a_named_way_back(visit: Visit) -> None:
    page = visit("/race")
    whole = window(page)
    back = player(page, "whole")
    expect(back).to_have_attribute("aria-disabled", "true")
    expect(back).to_have_text("Whole map")
    player(page, "nearer").focus()
    page.keyboard.press("Enter")
    expect(back).to_have_attribute("aria-disabled", "false")
    low, high, *_ = windowed(page, narrower=whole)
    assert high - low == pytest.approx((whole[1] - whole[0]) / 2)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(back).to_have_attribute("aria-disabled", "true")
    settled(page)
    assert window(page) == whole
    expect(back).to_be_focused()
