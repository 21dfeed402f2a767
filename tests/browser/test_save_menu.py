"""The menu of a picture: by keys, by fingers, fetched when it is first used."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PAINTED
from tests.browser.controls import chart as figure_of
from tests.browser.drawings import SCRIPT, Visit


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/gradients", lambda page: page.add_init_script(path=SCRIPT))


def test_the_menu_follows_the_keyboard(page: Page) -> None:
    button = figure_of(page, "weight").locator("[data-do=save]")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("ArrowDown")
    items = page.locator(".save-menu [role=menuitem]")
    expect(items.first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    for key, at in (("ArrowDown", 1), ("End", 7), ("ArrowDown", 0), ("ArrowUp", 7), ("Home", 0), ("i", 6)):
        page.keyboard.press(key)
        expect(items.nth(at)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".save-menu")).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".save-menu")).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_menu_is_fetched_when_it_is_first_used(visit: Visit) -> None:
    asked: list[str] = []
    page = visit("/init", lambda page: page.on("request", lambda request: asked.append(request.url)))
    page.wait_for_selector(PAINTED)
    assert not [url for url in asked if url.endswith(("save_menu.js", "saving.js", "numbers.js", "fonts.js"))]
    page.locator("[data-do=save]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".save-menu")).to_be_visible()
    assert [url for url in asked if url.endswith("save_menu.js")]


def test_with_fingers_the_menu_is_in_sight(visit: Visit) -> None:
    page = visit("/init", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    button = page.locator("[data-do=save]").first
    button.scroll_into_view_if_needed()
    assert float(button.evaluate("node => getComputedStyle(node).opacity")) > 0.5
    button.tap()
    expect(page.locator(".save-menu")).to_be_in_viewport(ratio=1)


def test_a_menu_closes_when_another_one_is_opened(page: Page) -> None:
    first, second = (figure_of(page, key).locator("[data-do=save]") for key in ("weight", "post"))
    for _round in range(2):
        for button, other in ((first, second), (second, first)):
            button.click()
            expect(page.locator(".save-menu")).to_have_count(1)
            expect(button).to_have_attribute("aria-expanded", "true")
            expect(other).not_to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".save-menu")).to_have_count(0)
    expect(second).to_be_focused()
