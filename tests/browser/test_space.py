"""The 3-D view whose scripts do not come: it says so, the map stays, and one more press asks once more."""

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.serving import Served
from tests.browser.conftest import PAINTED, SOON, WARM
from tests.browser.controls import player
from tests.browser.map import MAP, SPACE
from ui.texts import TEXTS


@pytest.mark.parametrize("script", ["plotly.min.js", "space.js"])
def test_a_view_whose_script_fails_says_so_and_the_map_still_works(
    browser: Browser, server: Served, script: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(SOON)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and script not in message.location["url"]
            else None
        ),
    )
    page.route(f"**/{script}", lambda route: route.abort())
    page.goto(f"{server}/race")
    page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
    player(page, "space").click()
    expect(page.locator(SPACE)).to_have_attribute("data-coming", TEXTS["space_failed"])
    the_map_works(page)
    page.unroute(f"**/{script}")
    player(page, "space").click()
    expect(page.locator(f"{SPACE} canvas").first).to_be_visible()
    expect(page.locator("[data-coming]")).to_have_count(0)
    the_map_works(page)
    assert complaints == []
    context.close()


def the_map_works(page: Page) -> None:
    player(page, "flat").click()
    expect(page.locator(MAP)).to_be_visible()
    expect(page.locator(SPACE)).to_be_hidden()
    whole = page.get_attribute(MAP, "data-window") or ""
    player(page, "nearer").click()
    expect(page.locator(MAP)).not_to_have_attribute("data-window", whole)
    player(page, "whole").click()
    expect(page.locator(MAP)).to_have_attribute("data-window", whole)
