"""The page on basins in a real browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.controls import chart, choice, command

Visit = Callable[..., Page]
PAINTED = """name => {
  const canvas = document.querySelector(`figure[data-chart=${name}] canvas`), pen = canvas.getContext('2d')
  const [w, h] = [canvas.width, canvas.height]
  const seen = new Set(Array.from({ length: 60 }, (_, i) =>
    String(pen.getImageData(Math.floor(w * (0.25 + 0.01 * i)), Math.floor(h * 0.3), 1, 1).data)))
  return seen.size > 8
}"""


def test_maps_are_painted_and_say_who_ends_where(visit: Visit) -> None:
    page = visit("/basins?v=1&race=sgd,adam&steps=60")
    for name in ("sgd", "adam"):
        page.wait_for_function(PAINTED, arg=name)
        expect(chart(page, name).locator("li").first).to_contain_text("%")
    expect(page.locator(".says")).to_contain_text("float64: SGD")
    chart(page, "sgd").locator("canvas").hover()
    expect(chart(page, "sgd").locator("output")).to_contain_text("→")


def test_a_click_on_a_pixel_sets_the_start_and_leads_to_a_race_from_there(visit: Visit) -> None:
    page = visit("/basins?v=1&race=sgd,adam&steps=60")
    # no more "(coarse)"
    expect(chart(page, "adam").locator("figcaption")).to_have_text(re.compile(r"^Adam, η = [\d.]+$"))
    page.wait_for_function(PAINTED, arg="adam")
    canvas = chart(page, "adam").locator("canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.2})
    page.wait_for_function("() => ['x', 'y'].every(name => new URLSearchParams(location.search).has(name))")
    x = page.evaluate("() => new URLSearchParams(location.search).get('x')")
    assert (float(x) + 6) / 12 * 256 % 1 == 0.5, "the middle of a pixel"
    page.locator(".says a[href^='/race']").click()
    page.wait_for_selector('[data-player][data-mode="full"]:not([data-painted="0"])')
    assert f"x={x}" in page.url and "/race" in page.url
    expect(choice(page, "surface")).to_have_value("himmelblau")


def test_a_large_map_shows_how_far_it_is_and_can_be_stopped(visit: Visit) -> None:
    page = visit("/basins?v=1&race=newton&steps=1000&surface=rastrigin")
    choice(page, "side").select_option("1024")
    page.wait_for_function("() => location.search.includes('side=1024')")
    command(page, "pause").click()
    expect(command(page, "start")).to_be_enabled()
    page.wait_for_timeout(500)
    done = page.locator("progress").evaluate("bar => bar.value")
    page.wait_for_timeout(800)
    assert page.locator("progress").evaluate("bar => bar.value") == done < 1000
    expect(chart(page, "newton")).to_contain_text("coarse")
