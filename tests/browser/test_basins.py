"""The page on basins in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pages.basins.view import BasinsView
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


BOXES = """() => Object.fromEntries([...document.querySelectorAll('figure[data-map]')].map(figure => {
  const { left, top } = figure.getBoundingClientRect()
  const { width, height } = figure.querySelector('canvas').getBoundingClientRect()
  return [figure.dataset.chart, { left, top, wide: width, tall: height }]
}))"""
TALL = "name => document.querySelector(`figure[data-chart=${name}] canvas`).getBoundingClientRect().height"
ASKED = "() => Object.fromEntries(new URLSearchParams(location.search))"
FULL = re.compile(r"^Adam, η = [\d.]+$")


@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 280), (1280, 720, 205)])
def test_four_maps_stand_two_and_two_and_one_of_them_can_have_the_room_of_all(
    visit: Visit, width: int, height: int, least: int
) -> None:
    page = visit("/basins?v=1&steps=60", viewport={"width": width, "height": height})
    expect(chart(page, "adam").locator("li").first).to_contain_text("%")
    before = page.evaluate(BOXES)
    assert len(before) == 4 and min(one["tall"] for one in before.values()) >= least
    assert len({round(one["left"]) for one in before.values()}) == 2
    assert len({round(one["top"]) for one in before.values()}) == 2
    button = chart(page, "adam").locator("button.enlarge")
    button.focus()
    page.keyboard.press("Enter")
    expect(chart(page, "sgd")).to_be_hidden()
    page.wait_for_function(f"least => ({TALL})('adam') >= least", arg=1.5 * before["adam"]["tall"])
    page.wait_for_function(PAINTED, arg="adam")
    page.keyboard.press("Escape")
    expect(chart(page, "sgd")).to_be_visible()
    page.wait_for_function(f"was => Math.abs(({TALL})('sgd') - was) < 1", arg=before["sgd"]["tall"])
    page.wait_for_function(PAINTED, arg="sgd")


def test_on_a_phone_maps_stand_one_below_the_other(visit: Visit) -> None:
    page = visit("/basins?v=1&steps=60", viewport={"width": 390, "height": 844})
    expect(chart(page, "newton").locator("li").first).to_contain_text("%")
    boxes = page.evaluate(BOXES)
    assert len({round(one["left"]) for one in boxes.values()}) == 1
    assert min(one["wide"] for one in boxes.values()) > 300


def test_the_wheel_looks_closer_around_the_pointer_after_a_click_and_the_link_holds_it(visit: Visit) -> None:
    page = visit("/basins?v=1&race=sgd,adam&steps=60")
    expect(chart(page, "adam").locator("figcaption")).to_have_text(FULL)
    page.wait_for_function(PAINTED, arg="adam")
    canvas = chart(page, "adam").locator("canvas")
    box = canvas.bounding_box()
    assert box
    at = {"x": box["width"] * 0.7, "y": box["height"] * 0.3}
    canvas.hover(position=at)
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(600)
    assert "zoom" not in page.url, "the wheel scrolls the page"
    canvas.click(position=at)
    page.wait_for_function("() => new URLSearchParams(location.search).has('x')")
    x, y = (float(page.evaluate(ASKED)[name]) for name in "xy")
    page.mouse.wheel(0, -200)
    page.wait_for_function("() => new URLSearchParams(location.search).has('zoom')")
    asked = page.evaluate(ASKED)
    assert float(asked["zoom"]) == pytest.approx(1.5**2)
    view, refused = BasinsView.read(asked)
    low, high, below, above = view.window((-6.0, 6.0, -6.0, 6.0))
    assert refused == [] and (high - low) == pytest.approx(12 / 1.5**2, rel=1e-4)
    # the place that was under the pointer is as far along the frame as before, to a pixel of 256 and one more
    assert (x - low) / (high - low) == pytest.approx((x + 6) / 12, abs=2 / 256)
    assert (y - below) / (above - below) == pytest.approx((y + 6) / 12, abs=2 / 256)
