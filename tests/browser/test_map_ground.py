"""The ground of the race's map is the surface: its bands, its lines, and the paths above it."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page

from kit.race.facts import Same
from kit.race.settings import Race
from kit.theme import GROUND
from pages.race.charts.ground import drawn
from pages.race.facts import ground
from tests.browser.controls import player
from tests.browser.map import (
    BOTTOM,
    LEFT,
    MAP,
    RIGHT,
    TOP,
    Window,
    drag,
    inside,
    place,
    settled,
    window,
    windowed,
)

Visit = Callable[..., Page]
BANDS = 22
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
