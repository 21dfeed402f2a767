"""The page on convolution under a hand: by pointer, finger and keys."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from pages.convolution import PAGE
from pages.convolution.texts import read_pixels, read_rows
from pages.convolution.view import Convolution
from tests.browser.controls import chart, choice, field, slider, tick

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
# where the grids of a picture stand: the served module says it, of the picture that the page declares
PLACED = """async ([spec, key]) => {
  const known = performance.getEntriesByType("resource").map(entry => entry.name)
  const root = known.find(name => /\\/lab\\/\\w+\\/[\\w.]+\\.js$/.test(name)).replace(/[^/]*$/, "")
  const { placed } = await import(`${root}cells_layout.js`)
  const { theme } = await import(`${root}draw.js`)
  const box = document.querySelector(`figure[data-chart="${key}"] > div`)
  const pen = document.createElement("canvas").getContext("2d")
  const { boxes } = placed(pen, theme(box), box.clientWidth, box.clientHeight, spec.cells)
  return Object.fromEntries([...boxes].map(([key, { left, top, size }]) => [key, [left, top, size]]))
}"""


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


def view_of(page: Page) -> Convolution:
    view, complaints = Convolution.read(query(page))
    assert complaints == []
    return view


def facts_of(view: Convolution) -> Any:
    part = PAGE.part(view)
    assert part.facts
    return part.facts(part.seen(view))


def middle(page: Page, grid: str, row: int, column: int) -> tuple[float, float]:
    """The middle of a cell of the picture at hand, in pixels of the window."""
    view = view_of(page)
    picture = PAGE.part(view).charts(facts_of(view))[0]
    box = chart(page, picture["key"]).locator("> div")
    box.scroll_into_view_if_needed()
    left, top, size = page.evaluate(PLACED, [picture, picture["key"]])[grid]
    at = box.bounding_box()
    assert at
    return at["x"] + left + (column + 0.5) * size, at["y"] + top + (row + 0.5) * size


def said(page: Page) -> Any:
    return page.locator("figure[data-cells] output").first


def address_has(page: Page, *names: str) -> None:
    page.wait_for_function(
        "names => names.every(name => new URLSearchParams(location.search).has(name))", arg=list(names)
    )


def drawn_down_to(page: Page, rows: int) -> None:
    """The first pixels of so many rows are black in the address; a stroke may come into it piece by piece."""
    page.wait_for_function(
        "rows => { const drawn = new URLSearchParams(location.search).get('drawn') || '';"
        " return [...Array(rows).keys()].every(row => drawn[8 * row] === 'g') }",
        arg=rows,
    )


def box_of(page: Page) -> Any:
    return page.locator("figure[data-cells] > div").first


def pixels_of(page: Page) -> str:
    return str(page.locator("figure[data-cells] canvas").first.evaluate("canvas => canvas.toDataURL()"))


def test_pointing_at_an_output_says_its_cell_and_asks_the_server_nothing(visit: Visit) -> None:
    page = visit("/convolution")
    asked: list[str] = []
    before = pixels_of(page)
    page.on("request", lambda request: asked.append(request.url) if "/lab/now/" in request.url else None)
    page.mouse.move(*middle(page, "y0", 2, 4))
    found = facts_of(Convolution())
    expect(said(page)).to_contain_text(f"row 3, column 5: {found.y[0, 2, 4]:g}".replace("-", "−"))
    assert pixels_of(page) != before, "its window and its sum are drawn"
    page.mouse.move(5, 5)
    expect(said(page)).to_be_empty()
    assert pixels_of(page) == before and asked == []


def test_a_click_keeps_the_window_in_the_link(visit: Visit) -> None:
    page = visit("/convolution")
    page.mouse.click(*middle(page, "y0", 1, 5))
    address_has(page, "at")
    assert facts_of(view_of(page)).at == (0, 1, 5)


def test_a_digit_is_drawn_and_travels_in_the_link(visit: Visit) -> None:
    page = visit("/convolution")
    page.mouse.move(*middle(page, "x0", 0, 0))
    page.mouse.down()
    page.mouse.move(*middle(page, "x0", 4, 0), steps=12)
    page.mouse.up()
    drawn_down_to(page, 5)
    levels = np.array(read_pixels(query(page)["drawn"])).reshape(8, 8)
    digit = Convolution().image
    assert query(page)["picture"] == "drawn" and levels[:5, 0].tolist() == [16] * 5
    digit[:5, 0] = 16
    np.testing.assert_array_equal(levels, digit)
    expect(choice(page, "picture")).to_have_value("drawn")
    other = visit("/convolution?" + urlsplit(page.url).query)
    page.mouse.move(5, 5)
    assert pixels_of(other) == pixels_of(page)
    page.go_back()
    expect(choice(page, "picture")).to_have_value("digit")


def test_a_drawn_pixel_is_erased_by_a_second_click(visit: Visit) -> None:
    page = visit("/convolution")
    for wanted in (16, 0):
        page.mouse.click(*middle(page, "x0", 0, 7))
        page.wait_for_function(
            "wanted => (new URLSearchParams(location.search).get('drawn') || '')[7] === wanted",
            arg="g" if wanted else "0",
        )


def test_a_finger_draws_and_the_page_stands_still(visit: Visit) -> None:
    page = visit("/convolution", **PHONE)
    start, end = middle(page, "x0", 0, 0), middle(page, "x0", 3, 0)
    scrolled, stood = page.evaluate(SCROLLED), box_of(page).bounding_box()
    hand = page.context.new_cdp_session(page)
    for i in range(9):
        x, y = (a + (b - a) * i / 8 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if i else "touchStart"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(20)
    assert page.evaluate(SCROLLED) == scrolled
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    drawn_down_to(page, 4)
    # a headline of more lines moves what is below it, and the browser scrolls with it
    assert box_of(page).bounding_box()["y"] == pytest.approx(stood["y"], abs=1)


def test_a_weight_is_typed_where_it_stands(visit: Visit) -> None:
    page = visit("/convolution")
    page.mouse.click(*middle(page, "k0", 1, 1))
    cell = page.locator("input.cell")
    expect(cell).to_be_focused()
    expect(cell).to_have_value("0")
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")
    address_has(page, "weights")
    assert read_rows(query(page)["weights"]) == [[-1, 0, 1], [-2, 2.5, 2], [-1, 0, 1]]
    expect(choice(page, "kernel")).to_have_value("own")
    expect(cell).to_have_count(0)


@pytest.mark.parametrize("text", ["abc", "1e3", "123", ""])
def test_what_is_no_weight_is_not_taken(visit: Visit, text: str) -> None:
    page = visit("/convolution")
    page.mouse.click(*middle(page, "k0", 1, 1))
    page.locator("input.cell").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("input.cell")).to_have_count(0)
    page.wait_for_timeout(600)
    assert query(page) == {}


def test_all_of_it_is_reached_by_keys(visit: Visit) -> None:
    page = visit("/convolution")
    box_of(page).focus()
    expect(said(page)).to_contain_text("Input, 8×8, row 1, column 1")
    page.keyboard.press("Enter")  # draws
    address_has(page, "drawn")
    assert query(page)["drawn"][0] == "g"
    for _ in range(3):
        page.keyboard.press("-")  # a lighter grey each
    page.wait_for_function("() => new URLSearchParams(location.search).get('drawn')[0] === 'd'")
    page.keyboard.press("ArrowDown")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("Kernel, 3×3, row 2, column 1: −2")
    page.keyboard.type("-3.5")
    page.keyboard.press("Enter")
    address_has(page, "weights")
    assert read_rows(query(page)["weights"])[1] == [-3.5, 0, 2]
    expect(box_of(page)).to_be_focused()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("Output, 6×6, row 2, column 2")
    page.keyboard.press("Enter")
    address_has(page, "at")
    assert facts_of(view_of(page)).at == (0, 1, 1)


def test_hands_that_are_quicker_than_the_answers_lose_nothing(visit: Visit) -> None:
    page = visit("/convolution")

    def late(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/lab/now/**", late)
    box_of(page).focus()
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('drawn')?.startsWith('bg')")
    choice(page, "picture").select_option("digit")
    page.wait_for_function("() => !new URLSearchParams(location.search).has('picture')")
    box_of(page).focus()
    page.keyboard.press("Enter")  # on a digit again: nothing of the drawing before is left
    page.wait_for_function("() => new URLSearchParams(location.search).get('drawn')?.startsWith('0g9')")


def test_escape_leaves_a_weight_as_it_was(visit: Visit) -> None:
    page = visit("/convolution")
    page.mouse.click(*middle(page, "k0", 0, 0))
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(box_of(page)).to_be_focused()
    page.wait_for_timeout(600)
    assert query(page) == {}


def test_own_weights_are_typed_in_the_panel_and_refused_in_a_sentence(visit: Visit) -> None:
    page = visit("/convolution?v=2&kernel=own")
    field(page, "weights").fill("1,2;3")
    field(page, "weights").press("Enter")
    expect(page.locator("[data-panel]")).to_contain_text("rows of two lengths")
    field(page, "weights").fill("0,0,0;0,1,0;0,0,0")
    field(page, "weights").press("Enter")
    address_has(page, "weights")
    np.testing.assert_array_equal(facts_of(view_of(page)).y[0], Convolution().image[1:7, 1:7])


def test_sliders_change_the_picture_while_they_move(visit: Visit) -> None:
    page = visit("/convolution")
    slider(page, "stride").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".says")).to_contain_text("+ 1 = 3.")
    expect(page.locator(".says")).to_contain_text("rounded down")
    expect(page.locator("figure[data-chart=window] figcaption")).to_have_text("Output: 3×3")


def test_entries_that_share_a_weight_are_lit_together(visit: Visit) -> None:
    page = visit("/convolution?v=2&part=matrix")
    before = pixels_of(page)
    page.mouse.move(*middle(page, "m", 0, 0))
    expect(said(page)).to_contain_text("one weight, in 36 places")
    assert pixels_of(page) != before
    tick(page, "trained").check()
    expect(page.locator("figure[data-chart=matrix]")).to_be_visible()
    address_has(page, "trained")


def test_the_gradient_of_the_output_is_chosen_by_hand(visit: Visit) -> None:
    page = visit("/convolution?v=2&part=backward&of=kernel")
    page.mouse.click(*middle(page, "g", 0, 0))
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    address_has(page, "gradient")
    found = facts_of(view_of(page))
    image = Convolution().image
    np.testing.assert_array_equal(found.slope[0], 2 * image[:3, :3] + image[3:6, 3:6])


def test_the_picture_is_saved_with_its_numbers_as_text(visit: Visit) -> None:
    page = visit("/convolution")
    figure = chart(page, "window")
    figure.hover()
    figure.locator("[data-do=save]").click()
    with page.expect_download() as coming:
        page.locator("[data-save=save_svg]").click()
    text = coming.value.path().read_text()
    for value in facts_of(Convolution()).y.ravel():
        assert f">{value:g}<".replace("-", "−") in text
    figure.locator("[data-do=save]").click()
    with page.expect_download() as coming:
        page.locator("[data-save=save_csv]").click()
    rows = coming.value.path().read_text().splitlines()
    found = facts_of(Convolution())
    assert rows[0] == "name,row,column,value" and len(rows) == 1 + 64 + 9 + 9 + 1 + 36
    assert rows[-1].endswith(f",6,6,{found.y[0, 5, 5]:g}")


# all that is written on canvases, and how far it is pressed together: its width over the room that it has
WRITTEN = """() => {
  window.written = new Map()
  const write = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, room) {
    if (room) window.written.set(text, this.measureText(text).width / room)
    write.apply(this, [text, x, y, ...(room ? [room] : [])])
  }
}"""


@pytest.mark.parametrize("where", ["", "channels=3&filters=4", "part=backward", "part=backward&of=kernel"])
def test_on_a_phone_the_sum_is_in_lines_that_are_not_pressed_together(visit: Visit, where: str) -> None:
    page = visit(f"/convolution?v=2&{where}", lambda page: page.add_init_script(f"({WRITTEN})()"), **PHONE)
    box_of(page).scroll_into_view_if_needed()
    page.wait_for_function("() => [...window.written.keys()].some(text => text.includes(' = '))")
    sums = page.evaluate("() => [...window.written].filter(([text]) => /[·=]/.test(text))")
    assert sums and all(pressed <= 1.05 for _text, pressed in sums), sums


def test_on_a_phone_the_cells_of_a_digit_are_as_large_as_there_is_room(visit: Visit) -> None:
    page = visit("/convolution?v=2&part=inside", **PHONE)
    view = view_of(page)
    part = PAGE.part(view)
    assert part.steps
    facts = part.joined(part.seen(view), next(iter(part.steps(part.worked_on(view)))), False)
    picture = part.charts(facts)[0]
    found = page.evaluate(PLACED, [picture, "unit"])
    assert min(found[grid][2] for grid in ("digit", "map")) >= 20 > found["windows"][2]


def test_what_is_read_under_the_hand_follows_what_it_types(visit: Visit) -> None:
    page = visit("/convolution")
    page.mouse.click(*middle(page, "k0", 1, 0))
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    address_has(page, "weights")
    expect(said(page)).to_contain_text("row 2, column 1: 5")


# options of lists that are longer than there is room for
CUT = """() => [...document.querySelectorAll("[data-panel] select")].flatMap(list => {
  const [style, pen] = [getComputedStyle(list), document.createElement("canvas").getContext("2d")]
  pen.font = style.font
  const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16
  return [...list.options].map(one => one.text).filter(text => pen.measureText(text).width > room)
})"""


@pytest.mark.parametrize(
    "path",
    [
        *(f"/convolution?v=2&part={part}" for part in ("window", "backward", "where", "order", "filters")),
        "/convolution?v=2&part=inside",
        "/clusters",
        "/clusters?v=2&part=truth&codes=pca",
    ],
)
def test_no_option_of_a_list_is_cut(visit: Visit, path: str) -> None:
    page = visit(path, viewport={"width": 1280, "height": 720})
    expect(choice(page, "part")).to_be_visible()
    assert page.evaluate(CUT) == []
