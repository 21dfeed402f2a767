"""What is saved of the race's map and of its 3-D view is what is seen."""

import base64
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from tests.browser.controls import LAB, player, saved
from tests.browser.map import MAP, ROUND, SPACE, inside, settled, window

SVG = "{http://www.w3.org/2000/svg}"
RING = re.compile(r"M([-\d.]+) ([-\d.]+)A([\d.]+) ")
Visit = Callable[..., Page]


DIFFERS = """async ([map, bytes]) => { // the share of pixels in which a picture is not what is seen
  const image = new Image()
  image.src = `data:image/png;base64,${bytes}`
  await image.decode()
  const [below, above] = document.querySelectorAll(`${map} canvas`)
  const { width, height } = below
  const look = getComputedStyle(document.querySelector(map)).getPropertyValue("--st-background-color")
  const of = paint => {
    const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d")
    paint(pen)
    return pen.getImageData(0, 0, width, height).data
  }
  const saved = of(pen => pen.drawImage(image, -12, -34)) // sheet.js: EDGE, HEAD
  const seen = of(pen => {
    pen.fillStyle = look
    pen.fillRect(0, 0, width, height)
    for (const canvas of [below, above]) pen.drawImage(canvas, 0, 0)
  })
  let count = 0
  const far = at => [0, 1, 2].some(k => Math.abs(seen[at + k] - saved[at + k]) > 48)
  for (let at = 0; at < seen.length; at += 4) count += far(at)
  return count / (width * height)
}"""


def test_the_picture_that_is_saved_is_what_is_seen(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "nearer").click()
    for step in ("End", "Home"):
        page.locator(f"{LAB} .scrub").focus()
        page.keyboard.press(step)
        settled(page)
        picture = base64.b64encode(saved(page, "save_png").read_bytes()).decode()
        assert page.evaluate(DIFFERS, [MAP, picture]) < 0.02
    page.locator(f"{LAB} .scrub").focus()
    page.keyboard.press("End")
    settled(page)
    assert page.evaluate(DIFFERS, [MAP, picture]) > 0.001  # of another step


def on_sheet(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place of a point in a picture that is saved: beside its edge, and under its title (sheet.js)."""
    right, down = inside(page, x, y)
    return right + 12, down + 34


def test_in_an_svg_everything_stands_where_it_is_seen(visit: Visit) -> None:
    page = visit(ROUND + "&sgd.lr=0.1")
    page.locator(f"{LAB} .scrub").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    settled(page)
    drawing = ElementTree.fromstring(saved(page, "save_svg").read_text())
    rings: dict[str, set[tuple[float, float]]] = {}
    for path in drawing.iter(f"{SVG}path"):
        if ring := RING.match(path.get("d", "")):
            right, middle, radius = map(float, ring.groups())
            rings.setdefault(ring[3], set()).add((right - radius, middle))
    for radius, at in (("7", (3, -2)), ("5.5", (2.7, -1.8))):  # the start; the end of SGD, a step of .1 later
        (centre,) = rings[radius]
        assert centre == pytest.approx(on_sheet(page, *at), abs=1), radius
    (under,) = drawing.iter(f"{SVG}image")
    frame = [float(under.get(name, "nan")) for name in ("x", "y", "width", "height")]
    *_matrix, right, down = map(float, re.findall(r"[-\d.]+", under.get("transform", "0 0")))
    frame[0], frame[1] = frame[0] + right, frame[1] + down
    x0, x1, y0, y1 = window(page)
    (left, top), (right, bottom) = on_sheet(page, x0, y1), on_sheet(page, x1, y0)
    assert frame == pytest.approx([left, top, right - left, bottom - top], abs=1)
    said = {node.text for node in drawing.iter(f"{SVG}text")}
    assert {"x", "y", "SGD", "Adam", "Momentum"} <= said


GROUNDED = """async href => { // the share of a picture that is neither its paper nor empty
  const image = new Image()
  image.src = href
  await image.decode()
  const { width, height } = image
  const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d")
  pen.drawImage(image, 0, 0)
  const { data } = pen.getImageData(0, 0, width, height)
  let count = 0
  for (let at = 0; at < data.length; at += 4) count += data[at + 3] > 150 ? 1 : 0
  return count / (width * height)
}"""


def test_the_drawing_in_three_dimensions_has_its_ground(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "space").click()
    page.wait_for_function("space => document.querySelector(space)._fullLayout?.scene?.camera", arg=SPACE)
    drawing = ElementTree.fromstring(saved(page, "save_svg").read_text())
    (image,) = drawing.iter(f"{SVG}image")
    assert page.evaluate(GROUNDED, image.get("href")) > 0.15  # paths and letters alone are a few hundredths
