"""What holds for every page: it can be read and used by everyone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.controls import choice
from ui.contents import CONTENTS

PAGES = [f"/{page.name}" for page in CONTENTS]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_violation(visit: Callable[..., Page], path: str, theme: str) -> None:
    page = visit(path, color_scheme=theme)
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [node["html"][:160] for node in v["nodes"]][:4]) for v in found] == []


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (390, 844), (360, 640), (320, 568)])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(visit: Callable[..., Page], path: str, size: tuple[int, int]) -> None:
    page = visit(path, viewport={"width": size[0], "height": size[1]})
    assert (
        page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - "
            "m.clientWidth }"
        )
        <= 1
    )


def test_map_controls_and_curves_stand_without_scrolling(visit: Callable[..., Page]) -> None:
    page = visit("/race")
    for part in ("[data-map]", "[data-panel]", ".curves", ".transport", ".results"):
        box = page.locator(f".st-key-lab {part}").first.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 900, part


MOVED = """before => {
  const row = document.querySelector("[data-headline] .presets")
  const goesOn = row.scrollLeft + row.clientWidth < row.scrollWidth - 1
  return row.scrollLeft > before && row.parentElement.hasAttribute("data-after") === goesOn
}"""


def test_examples_that_do_not_fit_are_a_press_away(visit: Callable[..., Page]) -> None:
    page = visit("/race", viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    last, more = (
        page.locator("[data-headline] .presets a").last,
        page.locator("[data-headline] [data-way='1']"),
    )
    expect(last).not_to_be_in_viewport()
    while more.is_visible():
        before = page.locator("[data-headline] .presets").evaluate("row => row.scrollLeft")
        more.click()
        page.wait_for_function(MOVED, arg=before)
    expect(last).to_be_in_viewport()
    expect(page.locator("[data-headline] [data-way='-1']")).to_be_visible()


def test_the_home_page_leads_to_a_race(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.locator("[data-testid=stMain] a[href*='surface=saddle']:visible").click()
    expect(choice(page, "surface")).to_have_value("saddle")


def test_a_reader_who_wants_no_motion_gets_none(visit: Callable[..., Page]) -> None:
    page = visit("/", reduced_motion="reduce")
    assert page.get_attribute("[data-player]", "data-playing") == "false"


def test_no_script_inside_a_page_or_from_elsewhere_would_run(visit: Callable[..., Page]) -> None:
    page = visit("/race")
    policy = page.request.get(page.url).headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self' blob:"
