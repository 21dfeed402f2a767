"""What a chart writes and where it draws, read off its pen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

Visit = Callable[..., Page]
HEIGHT, BELOW = 220, 36  # px of a chart, and what of it is below the frame

# Draws one chart beside the page; answers with what it wrote and with the places and sizes of its circles.
DRAW = """async ([spec, height]) => {
  const files = performance.getEntriesByType('resource').map(one => one.name)
  const url = files.find(one => one.includes('/charts.js'))
  const { Charts } = await import(url)
  const root = document.createElement('div')
  document.querySelector('[data-study]').append(root)
  const [texts, circles, pen] = [[], [], CanvasRenderingContext2D.prototype]
  const [fillText, arc] = [pen.fillText, pen.arc]
  const mine = one => root.contains(one.canvas)
  pen.fillText = function (...args) {
    if (mine(this)) texts.push(args[0])
    return fillText.call(this, ...args)
  }
  pen.arc = function (...args) {
    if (mine(this)) circles.push(args.slice(0, 3))
    return arc.call(this, ...args)
  }
  const charts = new Charts(root)
  charts.show([spec], () => {}, '')
  const [box] = root.querySelectorAll('figure > div')
  box.style.height = `${height}px`
  texts.length = circles.length = 0
  charts.measure()
  charts.show([spec], () => {}, '')
  Object.assign(pen, { fillText, arc })
  charts.destroy()
  root.remove()
  return { texts, circles }
}"""


def drawn(page: Page, y: dict[str, Any], marks: list[dict[str, Any]]) -> dict[str, Any]:
    x = {"label": "x", "low": 0, "high": 1}
    spec = {"key": "k", "title": "t", "about": "", "x": x, "y": {"label": "y", **y}, "marks": marks}
    found: dict[str, Any] = page.evaluate(DRAW, [spec, HEIGHT])
    return found


def test_ticks_closer_than_a_percent_are_told_apart(visit: Visit) -> None:
    page = visit("/sweep")
    line = {"kind": "line", "x": [0, 1], "y": [0.99, 1.0], "colour": "#000000"}
    for low, high in ((0.985, 1.0), (0.9971, 0.9993), (0.0, 0.004)):
        texts = drawn(page, {"low": low, "high": high, "percent": True}, [line])["texts"]
        said = [text for text in texts if text.endswith(" %")]
        assert len(said) == len(set(said)) >= 3, said
        assert all(100 * low - 1e-9 <= float(text[:-2]) <= 100 * high + 1e-9 for text in said)


@pytest.mark.parametrize("value", [1e-30, 1e-6, 1e9])
def test_a_dot_to_be_dragged_stays_in_the_frame(visit: Visit, value: float) -> None:
    page = visit("/sweep")
    dot = {"kind": "dots", "x": [0.5], "y": [value], "colour": "#000000", "marker": "circle", "size": 5}
    y = {"low": 1e-3, "high": 10, "log": True}
    ((_x, at, size),) = drawn(page, y, [{**dot, "sets": "lr", "label": "SGD"}])["circles"]
    assert at - size >= 8 and at + size <= HEIGHT - BELOW


def test_what_is_read_under_the_pointer_covers_nothing_of_the_chart(visit: Visit) -> None:
    page = visit("/basins")
    for words in ("short", "words that do not fit in one line " * 6):
        below = page.locator("figure[data-chart]").first.evaluate(
            """(figure, words) => {
              const said = figure.querySelector("output")
              said.textContent = words
              const [text, box] = [said, figure.querySelector("div")].map(one => one.getBoundingClientRect())
              said.textContent = ""
              return text.height > 0 && text.bottom - box.top
            }""",
            words,
        )
        assert below is not False and below <= 1
