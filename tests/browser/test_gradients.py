"""The page on gradients in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.controls import chart, choice, command, slider

Visit = Callable[..., Page]


def says(page: Page) -> str:
    return page.locator(".says").inner_text()


def test_the_depth_slider_answers_while_it_moves_and_is_in_the_address_afterwards(visit: Visit) -> None:
    page = visit("/gradients")
    before = says(page)
    slider(page, "depth").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".says")).to_contain_text("hidden layer 11")
    assert says(page) != before
    page.wait_for_function("() => new URLSearchParams(location.search).get('depth') === '11'")
    page.go_back()
    expect(page.locator(".says")).to_contain_text("hidden layer 10")


def test_a_part_is_chosen_shown_and_linked(visit: Visit) -> None:
    page = visit("/gradients")
    choice(page, "part").select_option("centred")
    expect(chart(page, "tanh")).to_be_visible()
    page.wait_for_function("() => location.search.includes('part=centred')")
    other = visit("/gradients" + page.evaluate("() => location.search"))
    expect(chart(other, "tanh")).to_be_visible()
    assert says(other) == says(page)


def test_training_starts_draws_pauses_and_goes_on(visit: Visit) -> None:
    # large enough not to be done before the hand is at Pause
    page = visit("/gradients?v=1&part=train&depth=12")
    command(page, "start").click()
    expect(page.locator(".says")).to_contain_text("layer 1 moved")
    command(page, "pause").click()
    expect(command(page, "start")).to_be_visible()
    page.wait_for_timeout(400)
    still = says(page)
    page.wait_for_timeout(900)
    assert says(page) == still, "paused is paused"
    command(page, "start").click()
    page.wait_for_function("before => document.querySelector('.says').innerText !== before", arg=still)


def test_a_click_on_the_map_of_dying_units_goes_there(visit: Visit) -> None:
    page = visit("/gradients?v=1&part=dying")
    box = chart(page, "dead").locator("canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.7)
    page.wait_for_function(
        "() => ['dlr', 'dbias'].every(name => new URLSearchParams(location.search).has(name))"
    )


def test_a_click_in_the_outermost_half_cell_of_the_map_goes_to_its_edge(visit: Visit) -> None:
    page = visit("/gradients?v=1&part=dying")
    box = chart(page, "dead").locator("canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + 51, box["y"] + box["height"] - 37)  # just inside the frame's corner
    page.wait_for_function(
        "() => { const q = new URLSearchParams(location.search); return q.get('dlr') === '0.01' && "
        "q.get('dbias') === '-4' }"
    )
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_width_is_chosen_from_few(visit: Visit) -> None:
    page = visit("/gradients")
    before = says(page)
    choice(page, "width").select_option("20")
    page.wait_for_function("() => new URLSearchParams(location.search).get('width') === '20'")
    page.wait_for_function("before => document.querySelector('.says').innerText !== before", arg=before)


def test_a_bad_link_is_answered(visit: Visit) -> None:
    page = visit("/gradients?v=1&depth=999&nets=nothing")
    expect(page.get_by_role("alert")).to_contain_text("Depth")
    expect(page.get_by_role("alert")).to_contain_text("nothing")


def test_a_chart_that_makes_room_for_another_is_drawn_anew(visit: Visit) -> None:
    page = visit("/gradients?v=1&part=numerical")
    command(page, "measure").click()
    expect(chart(page, "times")).to_be_visible(timeout=60_000)
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('figure')].map(f => "
        "[f.querySelector('canvas').offsetWidth, f.querySelector('canvas').parentElement.clientWidth])"
    )
    assert len(sizes) == 2 and all(drawn == box for drawn, box in sizes)


def test_on_a_phone_the_first_settings_stand_above_the_charts_and_the_rest_below(visit: Visit) -> None:
    page = visit("/gradients?v=1&part=train", viewport={"width": 390, "height": 844})
    places = [
        place.bounding_box()
        for place in (
            choice(page, "part"),
            command(page, "start"),
            page.locator(".charts"),
            choice(page, "rule"),
        )
    ]
    heights = [place["y"] for place in places if place]
    assert len(heights) == 4 and heights == sorted(heights)


def test_a_chart_without_a_point_says_so(visit: Visit) -> None:
    page = visit("/gradients?v=1&part=train")
    ink = (
        "() => { const c = document.querySelector('figure[data-chart=loss] canvas'), p = "
        "c.getContext('2d'), w = c.width, h = c.height;"
    )
    # fainter are the lines of the grid
    ink += (
        "const d = p.getImageData(w * .35, h * .4, w * .2, h * .12).data; return d.some((v, i) => i % 4 "
        "=== 3 && v > 80) }"
    )
    assert page.evaluate(ink)
    command(page, "step").click()
    expect(page.locator(".says")).to_contain_text("layer 1 moved")
    page.wait_for_function(ink.replace("return d", "return !d"))
