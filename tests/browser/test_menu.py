"""The table of contents: from every page to every other without a page load, and back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import IDLE, PAINTED, WARM
from tests.browser.controls import command, link, slider
from ui.contents import CONTENTS, NAME

PHONE = {"width": 390, "height": 844}


def test_every_page_is_reached_without_loading_and_back_leads_back(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&surface=booth")
    page.evaluate("() => (window.loaded = 'once')")
    menu = page.locator("[data-menu]")
    for entry in (*CONTENTS, CONTENTS[1]):
        link(page, entry.name).click()
        expect(menu.locator("[aria-current]")).to_have_text(entry.icon + entry.title)
        page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
        page.wait_for_selector(IDLE, timeout=WARM)
        assert urlsplit(page.url).path == f"/{entry.name}" and not urlsplit(page.url).query
        expect(page).to_have_title(f"{entry.title} · {NAME}" if entry.name else NAME)
    page.go_back()
    expect(menu.locator("[aria-current]")).to_have_text(CONTENTS[-1].icon + CONTENTS[-1].title)
    assert page.evaluate("() => window.loaded") == "once"


def test_its_links_are_addresses(visit: Callable[..., Page]) -> None:
    links = visit("/race").locator("[data-menu] a").all()
    assert [one.get_attribute("href") for one in links] == [f"/{entry.name}" for entry in CONTENTS]


def test_on_a_phone_it_unfolds_and_folds(visit: Callable[..., Page]) -> None:
    page = visit("/basins", viewport=PHONE)
    button, there = page.locator("[data-menu] button"), link(page, "dropout")
    expect(there).to_be_hidden()
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(200, 800), button.click):
        button.click()
        expect(there).to_be_visible()
        assert button.get_attribute("aria-expanded") == "true"
        close()
        expect(there).to_be_hidden()
    button.click()
    there.click()
    expect(button.locator("span")).to_have_text(
        next(entry.title for entry in CONTENTS if entry.name == "dropout")
    )
    expect(there).to_be_hidden()
    assert urlsplit(page.url).path == "/dropout"


def test_a_page_is_left_while_it_works(visit: Callable[..., Page]) -> None:
    page = visit("/dropout")
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value > 3")
    link(page, "race").click()
    page.wait_for_selector(".st-key-lab [data-player]:not([data-painted='0'])", state="attached")
    assert urlsplit(page.url).path == "/race"


def test_back_finds_a_page_as_it_was_left(visit: Callable[..., Page]) -> None:
    page = visit("/race?v=1&ravine.kappa=35")
    link(page, "gradients").click()
    page.wait_for_url("**/gradients*")
    page.locator("[data-study]").wait_for()
    page.go_back()
    page.wait_for_url("**/race?v=1&ravine.kappa=35")
    expect(slider(page, "ravine.kappa")).to_have_attribute("aria-valuetext", "35")


def test_the_page_at_hand_chosen_again_begins_anew_and_says_so_in_its_address(
    visit: Callable[..., Page],
) -> None:
    page = visit("/race?v=1&ravine.kappa=35")
    link(page, "race").click()
    page.wait_for_function("() => location.pathname === '/race' && !location.search")
    expect(slider(page, "ravine.kappa")).to_have_attribute("aria-valuetext", "20")


def test_a_link_and_a_message_of_the_same_moment_are_two(visit: Callable[..., Page]) -> None:
    """Streamlit would send both as one, to a part of the page that knows nothing of links."""
    page = visit("/dropout?v=1&depth=2&width=16")
    page.evaluate("""() => {
      document.querySelector('button[data-command="step"]').click()
      document.querySelector('[data-menu] a[href="/race"]').click()
    }""")
    page.wait_for_selector(".st-key-lab [data-player]:not([data-painted='0'])", state="attached")
    assert urlsplit(page.url).path == "/race"
