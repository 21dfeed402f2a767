"""The page on initial weights in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.controls import chart, slider, tick

Visit = Callable[..., Page]


def says(page: Page) -> str:
    return page.locator(".says").inner_text()


def test_the_scale_slider_answers_while_it_moves_and_is_in_the_address_afterwards(visit: Visit) -> None:
    page = visit("/init")
    before = says(page)
    slider(page, "scale").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.querySelector('.says').innerText !== before", arg=before)
    page.wait_for_function("() => new URLSearchParams(location.search).has('scale')")
    page.go_back()
    page.wait_for_function("before => document.querySelector('.says').innerText === before", arg=before)


def test_a_histogram_is_chosen_and_drawn(visit: Visit) -> None:
    page = visit("/init")
    tick(page, "kinds", "grad").check()
    expect(chart(page, "grad-xavier")).to_be_visible()
    page.wait_for_function("() => location.search.includes('grad')")


def test_a_click_on_the_map_goes_there_also_at_its_edge(visit: Visit) -> None:
    page = visit("/init?v=1&part=map&activation=tanh")
    box = page.locator("figure[data-chart] canvas").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 12)
    page.wait_for_function(
        "() => ['scale', 'depth'].every(name => new URLSearchParams(location.search).has(name))"
    )
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_large_net_shows_how_far_it_is_and_is_drawn(visit: Visit) -> None:
    page = visit("/init?v=1&depth=30&width=500&schemes=he&activation=relu")
    expect(chart(page, "post-he")).to_be_visible(timeout=60_000)
    expect(page.locator(".says")).to_contain_text("layer 30")


def test_a_refusal_says_what_would_fit(visit: Visit) -> None:
    page = visit("/init?v=1&depth=50&width=1000&samples=10000")
    expect(page.locator(".says")).to_contain_text("5 layers of this width would fit")
