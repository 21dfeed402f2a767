"""Where things are on the race's map: its window, and the pixels of points of the plane."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.controls import LAB

MAP = f"{LAB} [data-map]"
SPACE = f"{LAB} .space"
ROUND = "/race?v=1&surface=bowl&race=sgd,adam,momentum&rates=own&steps=20&x=3&y=-2"
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 8, 36  # px around the frame
Window = tuple[float, float, float, float]


def window(page: Page) -> Window:
    """What is in sight: x0, x1, y0, y1."""
    x0, x1, y0, y1 = map(float, (page.get_attribute(MAP, "data-window") or "").split())
    return x0, x1, y0, y1


def inside(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the plane is drawn, in px from the corner of the map."""
    box = page.locator(MAP).bounding_box()
    assert box
    x0, x1, y0, y1 = window(page)
    across, down = (x - x0) / (x1 - x0), (y1 - y) / (y1 - y0)
    return LEFT + across * (box["width"] - LEFT - RIGHT), TOP + down * (box["height"] - TOP - BOTTOM)


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the plane is drawn, in px of the browser's window."""
    page.locator(MAP).scroll_into_view_if_needed()
    box = page.locator(MAP).bounding_box()
    assert box
    px, py = inside(page, x, y)
    return box["x"] + px, box["y"] + py


def colour(page: Page, px: float, py: float, canvas: str = "below") -> tuple[int, int, int, int]:
    """The colour (red, green, blue, alpha) of one of the map's canvases at a pixel: of the ground "below" or
    of what is drawn "above" it."""
    found = page.evaluate(
        """([map, canvas, px, py]) => {
          const drawn = document.querySelector(`${map} canvas.${canvas}`)
          const scale = drawn.width / drawn.clientWidth
          const at = [px, py].map(one => Math.floor(one * scale))
          return [...drawn.getContext("2d").getImageData(...at, 1, 1).data]
        }""",
        [MAP, canvas, px, py],
    )
    red, green, blue, alpha = found
    return red, green, blue, alpha


def settled(page: Page) -> None:
    """Waits until what was asked for is drawn: it is drawn in the next frame."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def windowed(page: Page, *, narrower: Window | None = None, wider: Window | None = None) -> Window:
    """Waits until less, or more, is in sight than a window, and then no more changes."""
    before = narrower or wider
    assert before
    page.wait_for_function(
        """([map, size, narrower]) => {
          const [x0, x1, y0, y1] = document.querySelector(map).dataset.window.split(" ").map(Number)
          const share = (x1 - x0) * (y1 - y0) / size
          return narrower ? share < 0.999 : share > 1.001
        }""",
        arg=[MAP, (before[1] - before[0]) * (before[3] - before[2]), bool(narrower)],
    )
    settled(page)
    return window(page)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], button: Any = "left") -> None:
    page.mouse.move(*start)
    page.mouse.down(button=button)
    page.mouse.move(*((a + b) / 2 for a, b in zip(start, end, strict=True)))
    page.mouse.move(*end)
    page.mouse.up(button=button)
