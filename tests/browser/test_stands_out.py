"""One racer stands out where it is pointed at: on the map, in the table, among the curves, in 3-D."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import LAB, player, tick
from tests.browser.map import MAP, ROUND, SPACE, place, settled
from tests.browser.test_race import query

Visit = Callable[..., Page]


WRITTEN = """() => { // how strong and where names are written, on the map and beside the curves
  const out = { map: {}, curves: {} }, pen = CanvasRenderingContext2D.prototype, write = pen.fillText
  pen.fillText = function (text, x, y) {
    const where = this.canvas.closest(".curves") ? "curves" : this.canvas.closest("[data-map]") && "map"
    if (where && this.font.startsWith("600")) out[where][text] = [this.globalAlpha, x, y]
    return write.call(this, text, x, y)
  }
  document.querySelector(".st-key-lab [data-do=loop]").click()
  document.querySelector(".st-key-lab .scrub").dispatchEvent(new Event("input"))
  pen.fillText = write
  document.querySelector(".st-key-lab [data-do=loop]").click()
  return out
}"""


def lit(page: Page) -> str:
    """The one racer that is drawn strongly, "" if all are."""
    settled(page)
    written = page.evaluate(WRITTEN)
    strong = [
        {name for name, (alpha, _x, _y) in written[where].items() if alpha == 1}
        for where in ("map", "curves")
    ]
    assert strong[0] == strong[1] and len(written["map"]) == 3 and len(strong[0]) in (1, 3), written
    return strong[0].pop() if len(strong[0]) == 1 else ""


def row(page: Page, key: str) -> Locator:
    return page.locator(f"{LAB} tr[data-racer={key}]")


def test_a_racer_that_is_pointed_at_stands_out(visit: Visit) -> None:
    page = visit(ROUND)
    assert lit(page) == ""
    row(page, "adam").hover()
    assert lit(page) == "Adam"
    tick(page, "race", "momentum").hover()
    assert lit(page) == "Momentum"
    tick(page, "race", "lion").hover()  # it does not race
    assert lit(page) == ""
    page.mouse.move(*place(page, 3.4, 3))
    assert lit(page) == ""
    row(page, "sgd").locator("button").focus()
    page.keyboard.press("ArrowDown")
    focused = page.locator(f"{LAB} tr[data-racer]:has(button:focus)")
    expect(focused).to_have_count(1)
    key = focused.get_attribute("data-racer")
    assert lit(page).lower() == key


def test_a_racer_stands_out_where_its_path_or_its_name_is_pointed_at(visit: Visit) -> None:
    page = visit("/race?v=1&surface=bowl&race=sgd,adam,momentum&rates=own&sgd.lr=0.05&steps=10&x=3&y=-2")
    page.mouse.move(*place(page, 2.7, -1.8))  # on the straight way of gradient descent
    assert lit(page) == "SGD"
    box = page.locator(MAP).bounding_box()
    assert box
    for name, (_alpha, across, down) in page.evaluate(WRITTEN)["map"].items():
        page.mouse.move(box["x"] + across + 8, box["y"] + down)
        assert lit(page) == name
    page.mouse.move(5, 5)
    assert lit(page) == ""


def test_a_finger_lights_a_row_and_lets_go(visit: Visit) -> None:
    page = visit(ROUND, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    row(page, "adam").locator("th").tap()
    assert lit(page) == "Adam"
    row(page, "adam").locator("th").tap()
    assert lit(page) == ""


def test_home_s_race_has_names_and_opens(visit: Visit) -> None:
    written = """window.names = new Set()
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      window.names.add(text)
      return fillText.call(this, text, ...rest)
    }"""
    page = visit("/", lambda page: page.add_init_script(written))
    page.wait_for_function("() => window.names.has('Adam') && window.names.has('Lion')")
    link = page.locator("[data-player] a.opens")
    assert (link.get_attribute("href") or "").startswith("/race?")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/race?**")
    assert query(page)["surface"] == "himmelblau"
    expect(page.locator(f"{LAB} [data-map]")).to_be_visible()


def test_in_three_dimensions_too_one_racer_stands_out(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "space").click()
    strengths = "space => document.querySelector(space)._fullData?.map(one => [one.name, one.opacity])"
    page.wait_for_function(f"space => ({strengths})(space)?.length > 2", arg=SPACE)
    page.locator(f"{LAB} tr[data-racer=adam] button").click()
    page.wait_for_function(f"space => ({strengths})(space)[1][1] < 0.5", arg=SPACE)
    found = dict(page.evaluate(strengths, SPACE))
    assert found["Adam"] == 1 and found["SGD"] == found["Momentum"] == 0.25
