"""The page "Over which rates?" in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from kit.theme import colour

Visit = Callable[..., Page]
CHART = "figure[data-chart=gap]"
# the middle of the square of 7 × 7 pixels that is most of that colour: a line is thinner
DOT = """([chart, red, green, blue]) => {
  const canvas = document.querySelector(chart + ' canvas'), box = canvas.getBoundingClientRect(), [w,
    h] = [canvas.width, canvas.height]
  const { data } = canvas.getContext('2d').getImageData(0, 0, w, h)
  const own = (x, y) => { const i = 4 * (y * w + x); return data[i] === red && data[i + 1] === green &&
    data[i + 2] === blue && data[i + 3] === 255 }
  let best = [0, 0, 0]
  for (let y = 3; y < h - 40; y++) for (let x = 3; x < w - 3; x++) {
    let count = 0
    if (own(x, y)) for (let a = -3; a <= 3; a++) for (let b = -3; b <= 3; b++) count += own(x + a, y + b)
    if (count > best[0]) best = [count, x, y]
  }
  return [box.x + best[1], box.y + best[2]]
}"""
RATE = "() => new URLSearchParams(location.search).get('sgd.lr')"


def dot(page: Page) -> tuple[float, float]:
    """Where SGD's dot is, in the window."""
    shade = colour("SGD")
    x, y = page.evaluate(DOT, [CHART, *(int(shade[i : i + 2], 16) for i in (1, 3, 5))])
    return float(x), float(y)


def test_a_dot_is_taken_along_its_line_and_sets_the_rate_of_its_rule(visit: Visit) -> None:
    page = visit("/sweep?v=1&race=sgd&rates=own&sgd.lr=0.01")
    x, y = dot(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=6)
    expect(page.locator(f"{CHART} output")).to_contain_text("SGD")
    page.mouse.up()
    page.wait_for_function(f"() => ({RATE})() !== '0.01'")
    assert 0.01 < float(page.evaluate(RATE)) < 1
    page.wait_for_timeout(900)
    assert abs(dot(page)[0] - (x + 40)) < 4, "it is where it was let go"


def test_a_click_on_a_line_brings_its_dot_there_and_tuned_rates_become_own_ones(visit: Visit) -> None:
    page = visit("/sweep?v=1&race=sgd,adam")
    x, y = dot(page)
    box = page.locator(f"{CHART} canvas").bounding_box()
    assert box
    page.mouse.click(x - 60, y - 40)  # beside every line: nothing
    for up in range(0, 200, 4):  # the line left of the dot: somewhere above it
        page.mouse.move(x - 30, y - up)
        if page.locator(f"{CHART} > div").evaluate("e => e.style.cursor") == "pointer":
            break
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function(f"() => ({RATE})()")
    query = page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
    assert query["rates"] == "own" and {"sgd.lr", "adam.lr"} <= query.keys()
