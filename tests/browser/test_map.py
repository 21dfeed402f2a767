"""The race's map: its ground is the surface, hands zoom and move it, and one racer stands out where it is
pointed at."""

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from kit.race.facts import Same
from kit.race.settings import Race
from kit.theme import GROUND
from pages.race.charts.ground import drawn
from pages.race.facts import ground
from tests.browser.controls import LAB, player, saved, tick
from tests.browser.map import BOTTOM, LEFT, MAP, RIGHT, TOP, Window, inside, place, settled, window, windowed
from tests.browser.test_race import address_has, query

SVG = "{http://www.w3.org/2000/svg}"
SPACE = f"{LAB} .space"
RING = re.compile(r"M([-\d.]+) ([-\d.]+)A([\d.]+) ")
Visit = Callable[..., Page]
BANDS = 22
ROUND = "/race?v=1&surface=bowl&race=sgd,adam,momentum&rates=own&steps=20&x=3&y=-2"
OWN = {"surface": "own", "formula": "log(x + 3)**2 + y**2/4"}
Loss = Callable[[np.ndarray, np.ndarray], np.ndarray]
PIXELS = """map => {
  const canvas = document.querySelector(`${map} .below`)
  const { width, height, data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  let text = ""
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
  return { width, height, bytes: btoa(text) }
}"""


def pixels(page: Page) -> np.ndarray:
    """The ground as it is drawn, (height, width, 4)."""
    found: dict[str, Any] = page.evaluate(PIXELS, MAP)
    flat = np.frombuffer(base64.b64decode(found["bytes"]), np.uint8)
    return flat.reshape(found["height"], found["width"], 4)


def band_colours(theme: str) -> np.ndarray:
    """(BANDS, 3): each band has the scale's colour at its middle."""
    stops, names = zip(*GROUND[theme], strict=True)
    shades = np.array([[int(name[k : k + 2], 16) for k in (1, 3, 5)] for name in names])
    shares = (np.arange(BANDS) + 0.5) / BANDS
    return np.stack([np.interp(shares, stops, shades[:, c]) for c in range(3)], axis=1)


def bands_at(view: Race, loss: Loss, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """In which band the loss lies at points (n,), as a number with a fraction; NaN where it has no value."""
    under = drawn(ground(view.surface, Same(view.course()))).header
    with np.errstate(invalid="ignore"):
        level = np.log10(np.maximum(loss(x, y) - under["lowest"], 0) + under["floor"])
    return np.asarray((level - under["low"]) / (under["high"] - under["low"]) * BANDS)


def points(window: Window, columns: np.ndarray, rows: np.ndarray, size: tuple[int, int]) -> Any:
    """The points of the plane in the middle of pixels. size: width and height of the canvas."""
    x0, x1, y0, y1 = window
    width, height = size[0] - LEFT - RIGHT, size[1] - TOP - BOTTOM
    across, down = (columns + 0.5 - LEFT) / width, (rows + 0.5 - TOP) / height
    return x0 + across * (x1 - x0), y1 - down * (y1 - y0)


@pytest.mark.parametrize(
    ("asked", "loss", "theme"),
    [
        ({"surface": "himmelblau"}, lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, "light"),
        ({"surface": "rosenbrock"}, lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, "dark"),
        (OWN, lambda x, y: np.log(x + 3) ** 2 + y**2 / 4, "light"),
    ],
    ids=["Himmelblau", "Rosenbrock, dark", "a formula with holes"],
)
def test_every_pixel_has_the_colour_of_the_band_of_the_loss_there(
    visit: Visit, asked: dict[str, str], loss: Loss, theme: str
) -> None:
    view = Race({**asked, "race": ("sgd",), "rates": "own"})
    page = visit(f"/race?{urlencode(view.query())}", color_scheme=theme)
    settled(page)
    image = pixels(page)
    size = image.shape[1], image.shape[0]
    columns, rows = (grid.ravel() for grid in np.meshgrid(np.arange(60, 600, 19), np.arange(20, 600, 19)))
    corners = [(-4, -4), (4, -4), (-4, 4), (4, 4), (0, 0)]
    around = [
        bands_at(view, loss, *points(window(page), columns + dx, rows + dy, size)) for dx, dy in corners
    ]
    bands = np.floor(np.array(around)).clip(0, BANDS - 1)
    sure = np.isfinite(bands).all(axis=0) & (bands == bands[0]).all(axis=0)  # far from lines and holes
    assert sure.sum() > 60
    expected = band_colours(theme)[bands[0][sure].astype(int)]
    shown = image[rows[sure], columns[sure]]
    assert (shown[:, 3] == 255).all()
    assert np.abs(shown[:, :3] - expected).max() < 0.51  # rounded to whole shades
    holes = np.isnan(bands).all(axis=0)
    assert holes.any() == ("formula" in asked)
    grey = np.abs(image[rows[holes], columns[holes]].astype(int) - (125, 133, 143, 102))
    assert (grey[:, :3] <= 2).all() and (grey[:, 3] == 0).all()  # a canvas keeps colours times alpha


@pytest.mark.parametrize("zoomed", [0, 1])
def test_a_line_lies_where_the_loss_has_its_level(visit: Visit, zoomed: int) -> None:
    view = Race({"surface": "bowl", "race": ("sgd",), "rates": "own"})
    page = visit(f"/race?{urlencode(view.query())}")
    for _ in range(zoomed):
        player(page, "nearer").click()
    settled(page)
    image = pixels(page).astype(float)[..., :3].sum(axis=2)
    height, width = image.shape
    _x, middle = inside(page, 0, 0)
    row = int(middle)
    columns = np.arange(LEFT + 12, width - RIGHT - 12)
    along = points(window(page), columns, np.full(len(columns), row), (width, height))
    bands = bands_at(view, lambda x, y: (x**2 + y**2) / 2, *along)
    (crossed,) = np.nonzero(np.diff(np.floor(bands)))
    alone = [k for k in crossed if np.abs(crossed - k)[crossed != k].min(initial=99) > 12]
    assert len(alone) >= 4
    for k in alone:
        share = (max(np.floor(bands[k : k + 2])) - bands[k]) / (bands[k + 1] - bands[k])
        near = image[row, columns[k] - 5 : columns[k] + 7]
        darkest = columns[k] - 5 + int(near.argmin())
        assert abs(darkest - (columns[k] + share)) <= 1.2, (darkest, columns[k] + share)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], button: Any = "left") -> None:
    page.mouse.move(*start)
    page.mouse.down(button=button)
    page.mouse.move(*((a + b) / 2 for a, b in zip(start, end, strict=True)))
    page.mouse.move(*end)
    page.mouse.up(button=button)


def test_a_box_that_is_drawn_fills_the_map_and_a_double_click_leads_back(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    drag(page, place(page, -3, 3), place(page, 1, -2))
    shown = windowed(page, narrower=whole)
    assert shown == pytest.approx((-3, 1, -2, 3), abs=0.02)
    assert query(page)["x"] == "3"  # a zoom is no click
    x, y = place(page, -1, 1)
    page.mouse.dblclick(x, y)
    expect(player(page, "whole")).to_have_attribute("aria-disabled", "true")
    settled(page)
    assert window(page) == whole
    page.wait_for_timeout(1000)
    assert (query(page)["x"], query(page)["y"]) == ("3", "-2")  # and the start is where it was


def test_a_thin_box_zooms_along_one_axis(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    x, y = place(page, -2, 1)
    end, _y = place(page, 2, 1)
    drag(page, (x, y), (end, y + 6))
    shown = windowed(page, narrower=whole)
    assert shown == pytest.approx((-2, 2, *whole[2:]), abs=0.02)


def test_the_wheel_zooms_about_the_pointer_with_control_or_when_the_map_has_the_focus(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    spot = inside(page, 2, 1)
    page.mouse.move(*place(page, 2, 1))
    page.mouse.wheel(0, -300)
    settled(page)
    assert window(page) == whole  # it scrolls the page
    page.mouse.wheel(0, 300)
    settled(page)
    page.evaluate("() => { document.querySelector('[data-testid=stMain]').scrollTop = 0 }")
    page.keyboard.down("Control")
    page.mouse.move(*place(page, 2, 1))
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    once = windowed(page, narrower=whole)
    assert inside(page, 2, 1) == pytest.approx(spot, abs=1)
    page.locator(MAP).focus()
    page.mouse.wheel(0, -300)
    windowed(page, narrower=once)
    assert inside(page, 2, 1) == pytest.approx(spot, abs=1)


@pytest.mark.parametrize(("button", "key"), [("left", "Shift"), ("middle", "")])
def test_shift_or_the_middle_button_moves_the_window(visit: Visit, button: str, key: str) -> None:
    page = visit(ROUND)
    whole = window(page)
    player(page, "nearer").click()
    before = windowed(page, narrower=whole)
    x, y = place(page, 0, 0)
    if key:
        page.keyboard.down(key)
    drag(page, (x + 60, y + 60), (x + 100, y + 30), button)
    if key:
        page.keyboard.up(key)
    page.wait_for_function(
        "([map, before]) => Number(document.querySelector(map).dataset.window.split(' ')[0]) !== before",
        arg=[MAP, before[0]],
    )
    settled(page)
    assert place(page, 0, 0) == pytest.approx((x + 40, y - 30), abs=0.5)
    x0, x1, y0, y1 = window(page)
    assert (x1 - x0, y1 - y0) == pytest.approx((before[1] - before[0], before[3] - before[2]))
    assert query(page)["x"] == "3"


def test_the_window_has_bounds(visit: Visit) -> None:
    page = visit(ROUND)
    x0, x1, *_ = window(page)
    for name, share in (("nearer", 1e-9), ("farther", 10)):
        player(page, name).evaluate("button => { for (let i = 0; i < 80; i++) button.click() }")
        settled(page)
        low, high, bottom, top = window(page)
        assert high - low == pytest.approx(share * (x1 - x0)) and top > bottom
        scrub = page.locator(f"{LAB} .scrub")
        scrub.focus()
        page.keyboard.press("Home")  # and all can be drawn there
        page.keyboard.press("End")


def test_one_to_one_draws_a_round_bowl_round(visit: Visit) -> None:
    page = visit(ROUND)
    whole = window(page)
    one = player(page, "even")
    expect(one).to_have_attribute("aria-pressed", "false")
    one.click()
    windowed(page, wider=whole)
    (x, y), (right, _), (_, up) = (place(page, *at) for at in ((0, 0), (1, 0), (0, 1)))
    assert right - x == pytest.approx(y - up, rel=1e-3)
    expect(one).to_have_attribute("aria-pressed", "true")
    one.click()
    expect(one).to_have_attribute("aria-pressed", "false")
    settled(page)
    assert window(page) == whole


def test_a_click_deep_in_the_map_sets_the_start_where_it_was(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "nearer").evaluate("button => { for (let i = 0; i < 14; i++) button.click() }")
    settled(page)
    x0, x1, y0, y1 = window(page)
    at = x0 + 0.7 * (x1 - x0), y0 + 0.3 * (y1 - y0)
    page.mouse.click(*place(page, *at))
    page.wait_for_function("() => new URLSearchParams(location.search).get('x') !== '3'")
    asked = address_has(page, "x", "y")
    assert (float(asked["x"]), float(asked["y"])) == pytest.approx(at, abs=(x1 - x0) / 400)


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


ALPHAS = """map => { // where something is drawn above the ground, away from the edges, in px of the canvas
  const canvas = document.querySelector(`${map} .above`)
  const [left, top, width, height] = [150, 100, canvas.width - 300, canvas.height - 200]
  const { data } = canvas.getContext("2d").getImageData(left, top, width, height)
  const found = []
  for (let at = 0; at < data.length / 4; at++) {
    if (data[4 * at + 3] > 200) found.push([left + (at % width), top + Math.floor(at / width)])
  }
  return found
}"""


@pytest.mark.parametrize(("x", "y"), [(2, 1), (1.5, -1)])
def test_deep_in_the_map_paths_run_where_they_run(visit: Visit, x: float, y: float) -> None:
    """Gradient descent on a round bowl goes straight from (3, −2) to the middle."""
    page = visit("/race?v=1&surface=bowl&race=sgd&rates=own&sgd.lr=0.9&steps=1&x=3&y=-2")
    before = window(page)
    px, py = place(page, x, y)
    drag(page, (px - 50, py - 50), (px + 50, py + 50))
    windowed(page, narrower=before)
    for _ in range(8):
        before = window(page)
        page.keyboard.down("Control")
        page.mouse.move(*place(page, x, y))
        page.mouse.wheel(0, -1000)
        page.keyboard.up("Control")
        windowed(page, narrower=before)
    drawn_at = np.array(page.evaluate(ALPHAS, MAP), float).reshape(-1, 2)
    if (x, y) == (2, 1):
        assert len(drawn_at) == 0
        return
    assert len(drawn_at) > 100
    x0, x1, y0, y1 = window(page)
    columns, rows = inside(page, x, y)
    right, down = (drawn_at - (columns, rows)).T
    width, height = (a - b for a, b in zip(inside(page, x1, y0), inside(page, x0, y1), strict=True))
    slope = -2 / 3 * (x1 - x0) / width / (y1 - y0) * height  # px down a px to the right, upwards negative
    assert np.abs(down + slope * right).max() < 4


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


def test_in_three_dimensions_too_one_racer_stands_out(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "space").click()
    strengths = "space => document.querySelector(space)._fullData?.map(one => [one.name, one.opacity])"
    page.wait_for_function(f"space => ({strengths})(space)?.length > 2", arg=SPACE)
    page.locator(f"{LAB} tr[data-racer=adam] button").click()
    page.wait_for_function(f"space => ({strengths})(space)[1][1] < 0.5", arg=SPACE)
    found = dict(page.evaluate(strengths, SPACE))
    assert found["Adam"] == 1 and found["SGD"] == found["Momentum"] == 0.25


def test_the_drawing_in_three_dimensions_has_its_ground(visit: Visit) -> None:
    page = visit(ROUND)
    player(page, "space").click()
    page.wait_for_function("space => document.querySelector(space)._fullLayout?.scene?.camera", arg=SPACE)
    drawing = ElementTree.fromstring(saved(page, "save_svg").read_text())
    (image,) = drawing.iter(f"{SVG}image")
    assert page.evaluate(GROUNDED, image.get("href")) > 0.15  # paths and letters alone are a few hundredths
