"""The table of contents: from every page to every other without a page load, and back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import IDLE, PAINTED, WARM
from ui.contents import CONTENTS, NAME

PHONE = {"width": 390, "height": 844}


def test_every_page_is_reached_without_loading_and_back_leads_back(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&surface=booth")
    page.evaluate("() => (window.loaded = 'once')")
    menu = page.get_by_role("navigation", name="Pages")
    for entry in (*CONTENTS, CONTENTS[1]):
        menu.get_by_role("link", name=entry.title).click()
        expect(menu.locator("[aria-current]")).to_have_text(entry.icon + entry.title)
        page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
        page.wait_for_selector(IDLE, timeout=WARM)
        assert urlsplit(page.url).path == f"/{entry.name}" and not urlsplit(page.url).query
        expect(page).to_have_title(f"{entry.title} · {NAME}" if entry.name else NAME)
    page.go_back()
    expect(menu.locator("[aria-current]")).to_have_text(CONTENTS[-1].icon + CONTENTS[-1].title)
    assert page.evaluate("() => window.loaded") == "once"


def test_its_links_are_addresses(visit: Callable[..., Page]) -> None:
    links = visit("/race").get_by_role("navigation", name="Pages").get_by_role("link").all()
    assert [link.get_attribute("href") for link in links] == [f"/{entry.name}" for entry in CONTENTS]


def test_on_a_phone_it_unfolds_and_folds(visit: Callable[..., Page]) -> None:
    page = visit("/basins", viewport=PHONE)
    menu = page.get_by_role("navigation", name="Pages")
    button, link = menu.get_by_role("button", name="Basins"), menu.get_by_role("link", name="Dropout")
    expect(link).to_be_hidden()
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(200, 800), button.click):
        button.click()
        expect(link).to_be_visible()
        assert button.get_attribute("aria-expanded") == "true"
        close()
        expect(link).to_be_hidden()
    button.click()
    link.click()
    expect(menu.get_by_role("button", name="Dropout")).to_be_visible()
    expect(link).to_be_hidden()
    assert urlsplit(page.url).path == "/dropout"


def test_a_page_is_left_while_it_works(visit: Callable[..., Page]) -> None:
    page = visit("/dropout")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => document.querySelector('progress').value > 3")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Optimizer race").click()
    page.wait_for_selector(".st-key-lab [data-player]:not([data-painted='0'])", state="attached")
    assert urlsplit(page.url).path == "/race"


def test_back_finds_a_page_as_it_was_left(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&ravine.kappa=35")
    page.get_by_role("link", name="Vanishing gradients").first.click()
    page.wait_for_url("**/gradients*")
    page.locator("[data-study]").wait_for()
    page.go_back()
    page.wait_for_url("**/race?v=1&ravine.kappa=35")
    expect(page.get_by_role("slider", name="Condition number").first).to_have_attribute("aria-valuetext", "35")


def test_the_page_at_hand_chosen_again_begins_anew_and_says_so_in_its_address(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&ravine.kappa=35")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Optimizer race").click()
    page.wait_for_function("() => location.pathname === '/race' && !location.search")
    expect(page.get_by_role("slider", name="Condition number").first).to_have_attribute("aria-valuetext", "20")


def test_a_link_and_a_message_of_the_same_moment_are_two(visit: Callable[..., Page]) -> None:
    """Streamlit would send both as one, to a part of the page that knows nothing of links."""
    page = visit("/dropout?v=1&depth=2&width=16")
    page.evaluate("""() => {
      [...document.querySelectorAll("[data-study] button")].find(button => button.textContent === "One epoch").click()
      document.querySelector('[data-menu] a[href="/race"]').click()
    }""")
    page.wait_for_selector(".st-key-lab [data-player]:not([data-painted='0'])", state="attached")
    assert urlsplit(page.url).path == "/race"
