"""Pictures that leave the page: what is drawn as SVG stands where the data are, looks like the canvas, and
brings its numbers along."""

import base64
import csv
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kit import charts
from kit.charts import Spec, area, axis, chart, dots, heat, images, line, net, ridge, rule, spans
from tests.browser.conftest import PAINTED
from tests.browser.controls import chart as figure_of
from ui.texts import TEXTS

SCRIPT = Path(__file__).parent / "pictures.js"
SIZE = (420, 300)
SVG = "{http://www.w3.org/2000/svg}"
Visit = Callable[..., Page]
X, Y = [1.0, 2.0, 3.5, 4.0, 6.0], [3.0, 10.0, 0.5, 40.0, 2.0]
RNG = np.random.default_rng(3)
RED, BLUE = "#d91616", "#1698d9"


def spec(*marks: Spec, **more: Any) -> Spec:
    axes = {"x": axis("depth", 0, 8), "y": axis("loss", 0.1, 100, log=True)} | more
    return chart("key", "A title", "About it", axes.pop("x"), axes.pop("y"), marks, **axes)


def map_of_bytes() -> Spec:
    cells = np.arange(12, dtype=np.uint8).reshape(3, 4) % 4
    palette = ["#5f3dc4", "#946200", "#0ca678", "#e8590c"]
    return {
        "kind": "pixels",
        "rows": 3,
        "columns": 4,
        "data": base64.b64encode(zlib.compress(cells.tobytes())).decode(),
        "places": "",
        "palette": {"light": palette, "dark": palette},
        "hues": 4,
        "levels": 1,
        "steps": [0, 1],
        "counted": False,
        "names": ["a", "b", "c", "d"],
        "others": [],
        "legend": [],
    }


BARE = {"x": axis("", 0, 1, bare=True), "y": axis("", 0, 1, bare=True)}
UNITS = [[1, 0, 1], [1, 1, 0], [1, 1, 1]]
NETS: list[Spec] = [{"label": "A", "colour": RED, "values": [-3.0, -2.0, None, -1.0]}]
SPANS = spans([("a", RED, 1, 2, 4), ("b", BLUE, 3, 5, 6)])
LINEAR = {"x": axis("depth", 0, 8), "y": axis("loss", 0, 50)}
HISTOGRAM = RNG.uniform(1, 40, 8)
Z = np.where(RNG.uniform(size=(6, 9)) < 0.1, np.nan, RNG.uniform(0, 5, (6, 9)))
CASES: dict[str, Spec] = {
    "line": spec(line(X, Y, RED, "one", marker="circle"), line(X, Y[::-1], RED, "two", dashed=True)),
    "area": spec(area(np.arange(9.0), HISTOGRAM, BLUE, own=False), **LINEAR),
    "dots": spec(dots(X, Y, RED, marker="circle", size=4), dots(X, Y[::-1], BLUE, marker="square")),
    "rule": spec(line(X, Y, RED, "one"), rule(5.0, "a bound"), rule(5.0, "a wall", along="y")),
    "spans": spec(SPANS, x=axis("mean", 0, 8), y=axis("", 0, 2, bare=True)),
    "ridge": spec(ridge([(str(i), f"{i} %", 1, 7, RNG.uniform(size=12)) for i in range(5)], BLUE), **LINEAR),
    "heat": spec(heat(Z, "mean loss", 0, 5), line(X, [1, 20, 30, 40, 45], RED, "path"), **LINEAR),
    "images": spec(images(RNG.uniform(size=(4, 64)), ["3", "5", "7", "9"], 2), **BARE),
    "thinned": spec({"kind": "thinned", "columns": UNITS, "colour": RED}, **BARE),
    "pixels": spec(map_of_bytes(), **LINEAR),
    "net": net("key", "A title", "About", "norm", NETS, -4, 0),
}


class Drawn(NamedTuple):
    """A chart drawn by both pens: its SVG, both as pictures, its numbers, and the edges of its frame."""

    root: ElementTree.Element
    shown: np.ndarray
    canvas: np.ndarray
    rows: list[list[str]]
    frame: list[float]

    def all(self, tag: str, **wanted: str) -> list[ElementTree.Element]:
        """Elements by tag and attributes; _ stands for a hyphen."""
        found = self.root.iter(SVG + tag)
        names = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [one for one in found if all(one.get(name) == value for name, value in names.items())]


def pixels(url: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")
    return np.asarray(picture).astype(int)


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/gradients", lambda page: page.add_init_script(path=SCRIPT))


def drawn(page: Page, case: Spec) -> Drawn:
    found = page.evaluate("([spec, width, height]) => both(spec, width, height)", [case, *SIZE])
    rows = list(csv.reader(io.StringIO(found["csv"])))
    root = ElementTree.fromstring(found["svg"])
    return Drawn(root, pixels(found["shown"]), pixels(found["canvas"]), rows, found["frame"])


def points(path: ElementTree.Element) -> np.ndarray:
    """The points that a path of straight lines goes through (n, 2)."""
    return np.array(re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", "")), float)


def centre(circle: ElementTree.Element) -> tuple[float, float]:
    """The middle of a circle, which begins at its right end."""
    d = circle.get("d", "")
    (x, y), radius = points(circle)[0], float(re.findall(r"A([\d.]+) ", d)[0])
    assert d.count("A") == 4
    return x - radius, y


def from_ticks(found: Drawn, log: bool = True) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Where values stand in pixels, along x and y, read off the axes of the drawing."""
    across = [
        (float(text.text or "nan"), float(text.get("x") or "nan"))
        for text in found.all("text", text_anchor="middle")
        if re.fullmatch(r"\d+", text.text or "")
    ]
    rungs = sorted({points(path)[0][1] for path in found.all("path", stroke_opacity="0.13")})
    names = [text.text or "" for text in found.all("text", text_anchor="end")]
    powers = {"10⁻¹": -1.0, "1": 0.0, "10": 1.0, "10²": 2.0}
    values = sorted((powers[name] if log else float(name) for name in names), reverse=True)
    assert len(across) >= 3 and len(values) == len(rungs) >= 3
    numbers, places = np.array(across).T
    x, y = (np.polynomial.Polynomial.fit(*pair, 1) for pair in ((numbers, places), (values, rungs)))
    return x, lambda value: y(np.log10(value) if log else np.asarray(value, float))


def test_both_pens_show_the_same_picture(page: Page) -> None:
    for kind, case in CASES.items():
        found = drawn(page, case)
        apart = np.abs(found.shown - found.canvas).max(axis=2) > 32
        ink = np.abs(found.canvas - found.canvas[0, 0]).max(axis=2) > 32
        assert ink.mean() > 0.004 and apart.mean() < 0.02, (kind, ink.mean(), apart.mean())


def test_markers_stand_where_the_data_are(page: Page) -> None:
    for kind in ("line", "dots"):
        found = drawn(page, CASES[kind])
        x, y = from_ticks(found)
        circles = [path for path in found.all("path", fill=RED) if "A" in path.get("d", "")]
        places = np.array([centre(path) for path in circles])
        np.testing.assert_allclose(places, np.stack([x(np.array(X)), y(np.array(Y))], 1), atol=1)


def test_a_line_goes_through_its_points_and_its_name_stands_at_its_end(page: Page) -> None:
    found = drawn(page, CASES["line"])
    x, y = from_ticks(found)
    lines = [path for path in found.all("path", stroke=RED) if len(points(path)) == len(X)]
    (solid,) = [path for path in lines if path.get("stroke-dasharray") is None]
    np.testing.assert_allclose(points(solid), np.stack([x(np.array(X)), y(np.array(Y))], 1), atol=1)
    (dashed,) = [path for path in found.all("path", stroke_dasharray="5 4") if len(points(path)) == len(X)]
    np.testing.assert_allclose(points(dashed)[-1], [x(X[-1]), y(Y[0])], atol=1)
    assert {"one", "two"} <= {text.text for text in found.all("text")}


def test_bars_of_a_histogram_are_as_high_as_its_numbers(page: Page) -> None:
    found = drawn(page, CASES["area"])
    x, y = from_ticks(found, log=False)
    (bars,) = found.all("path", fill=BLUE, fill_opacity="0.28")
    corners = points(bars)[1:-1].reshape(-1, 2, 2)
    np.testing.assert_allclose(corners[:, 0, 0], x(np.arange(8)), atol=1)
    np.testing.assert_allclose(corners[:, :, 1], np.repeat(y(HISTOGRAM)[:, None], 2, 1), atol=1)


def test_spans_ridges_and_cells_stand_where_they_should(page: Page) -> None:
    left, right, top, base = drawn(page, CASES["spans"]).frame
    bars = drawn(page, CASES["spans"]).all("path", fill=RED, fill_opacity="0.35")
    scale = (right - left) / 8
    np.testing.assert_allclose(points(bars[0])[:2, 0], [left + scale, left + 4 * scale], atol=1)
    found = drawn(page, CASES["ridge"])
    left, right, top, base = found.frame
    rows = found.all("path", fill=BLUE, fill_opacity="0.75")
    assert len(rows) == 5
    for i, path in enumerate(rows):
        foot = top + (i + 1) * (base - top) / 5 - 1
        shares = np.array(CASES["ridge"]["marks"][0]["rows"][i]["y"])
        wanted = foot - shares * ((base - top) / 5 - 2)
        np.testing.assert_allclose(points(path)[1:-1:2, 1], wanted, atol=1)
    found = drawn(page, CASES["heat"])
    left, right, top, base = found.frame
    filled = [path for path in found.all("path") if (path.get("fill") or "").startswith("#")]
    cells = [path for path in filled if path.get("d", "").count("L") == 1]
    inside = [points(path) for path in cells if points(path)[1, 0] <= right + 1]
    assert len(inside) == int(np.isfinite(Z).sum())
    assert float(np.ptp(inside[0][:, 0])) == pytest.approx((right - left) / 9, abs=1)


def test_nets_and_units_are_all_there(page: Page) -> None:
    circles = [path for path in drawn(page, CASES["net"]).all("path") if path.get("d", "").count("A") == 4]
    assert len(circles) == 2 + 3 * 4 + 1
    thinned = drawn(page, CASES["thinned"])
    stays = [path for path in thinned.all("path", fill=RED) if "A" in path.get("d", "")]
    assert len(stays) == 7
    assert len(drawn(page, CASES["pixels"]).all("image")) == 1


def numbers(rows: list[list[str]], column: int) -> list[float]:
    return [float(row[column]) if row[column] else float("nan") for row in rows[1:]]


def test_the_table_has_the_numbers_as_they_came(page: Page) -> None:
    rows = drawn(page, CASES["line"]).rows
    assert rows[0] == ["depth", "one", "two"]
    assert (numbers(rows, 0), numbers(rows, 1), numbers(rows, 2)) == (X, Y, Y[::-1])
    rows = drawn(page, CASES["area"]).rows
    assert rows[0][1:] == ["depth", "depth, to", "loss"]
    assert numbers(rows, 1) == list(range(8)) and numbers(rows, 2) == list(range(1, 9))
    assert numbers(rows, 3) == charts.numbers(HISTOGRAM)
    rows = drawn(page, CASES["heat"]).rows
    cells = rows[: rows.index([])]
    assert cells[0] == ["depth", "loss", "mean loss"]
    np.testing.assert_array_equal(numbers(cells, 2), np.array(charts.numbers(Z), float))
    np.testing.assert_allclose(numbers(cells, 0)[:9], (np.arange(9) + 0.5) * 8 / 9)
    rows = drawn(page, CASES["spans"]).rows
    assert rows[1:] == [["a", "1", "2", "4"], ["b", "3", "5", "6"]]
    rows = drawn(page, CASES["ridge"]).rows
    assert numbers(rows, 4) == [share for row in CASES["ridge"]["marks"][0]["rows"] for share in row["y"]]
    rows = drawn(page, CASES["net"]).rows
    np.testing.assert_array_equal(numbers(rows, 2), [-3, -2, np.nan, -1])
    rows = drawn(page, CASES["pixels"]).rows
    assert [row[2] for row in rows[1:5]] == ["a", "b", "c", "d"]
    rows = drawn(page, CASES["rule"]).rows
    assert ["a wall", "5", ""] in rows and ["a bound", "", "5"] in rows


EVIL = "</text><script>alert(1)</script>&\"'\u0000 \u202e=1+1,\n“ü”"


def test_texts_of_strangers_stay_texts(page: Page) -> None:
    case = spec(line(X, Y, RED, EVIL), rule(5.0, EVIL))
    found = drawn(page, case)
    assert list(found.root.iter(SVG + "script")) == []
    assert any((text.text or "").startswith("</text><script>") for text in found.all("text"))
    formula = drawn(page, spec(line(X, Y, RED, "=cmd()"), line(X, Y, BLUE, "+1"), line(X, Y, BLUE, "a,b")))
    assert formula.rows[0] == ["depth", "'=cmd()", "'+1", "a,b"]


NAMES = ["../../etc/passwd", "a\\b:c*?", "ÄÖ — 漢字", "", ".", "x" * 500, "con", "COM1"]


def test_names_of_files_are_safe(page: Page) -> None:
    script = "async name => (await pictures()).saving.fileName(name, 'svg')"
    for found in (page.evaluate(script, name) for name in NAMES):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.svg", found) and len(found) <= 84
        assert found.removesuffix(".svg") not in ("con", "com1")


def test_the_link_on_a_picture_has_nothing_private(page: Page) -> None:
    address = (
        "https://ada:pw@lab.example/race?v=1&sgd.lr=0.1&token=abc&jupyter_token=d&api-key=e&noise.sigma=1#me"
    )
    found = page.evaluate("async address => (await pictures()).sheet.shared(address)", address)
    assert found == "https://lab.example/race?v=1&sgd.lr=0.1&noise.sigma=1"


TICKS: list[tuple[str, list[Any], list[str]]] = [
    ("linear", [0.985, 1.0, 4, {"percent": True}], ["98.5 %", "99 %", "99.5 %", "100 %"]),
    ("linear", [0, 1, 5], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ("linear", [-2e-7, 2e-7, 4], ["−2·10⁻⁷", "−1·10⁻⁷", "0", "1·10⁻⁷", "2·10⁻⁷"]),
    ("linear", [8, 8.0008, 4], ["8", "8.0002", "8.0004", "8.0006", "8.0008"]),
    ("linear", [0, 3, 9, {"whole": True}], ["0", "1", "2", "3"]),
    ("linear", [2, 2, 5], []),
    ("logarithmic", [1e-9, 10, 4], ["10⁻⁹", "10⁻⁶", "10⁻³", "1"]),
    ("logarithmic", [1, 300, 8, {"whole": True}], ["1", "2", "5", "10", "20", "50", "100", "200"]),
]


def test_ticks_differ_and_say_their_values(page: Page) -> None:
    script = "async ([kind, given]) => (await pictures()).axes[kind](...given)"
    for kind, given, wanted in TICKS:
        assert [text for _value, text in page.evaluate(script, [kind, given])] == wanted


def saved(page: Page, key: str, item: str) -> tuple[str, bytes]:
    """Name and content of what an item of a chart's menu saves."""
    figure = figure_of(page, key)
    figure.hover()
    figure.locator("[data-do=save]").click()
    with page.expect_download() as coming:
        page.locator(f"[data-save={item}]").click()
    expect(page.locator(".save-menu")).to_have_count(0)
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_a_chart_is_saved_as_it_is_seen_and_for_a_slide(page: Page) -> None:
    name, content = saved(page, "weight", "save_png")
    box = figure_of(page, "weight").locator("canvas").bounding_box()
    assert box and name == "gradients-weight.png"
    seen = Image.open(io.BytesIO(content))
    assert seen.width == box["width"] + 24 and seen.height == box["height"] + 58
    shot = page.screenshot(clip=box)  # type: ignore[arg-type]
    here = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    there = np.asarray(seen.convert("RGB")).astype(int)[34:-24, 12:-12]
    there, here = there[26:], here[26:]  # the menu's button stands over the corner
    assert (np.abs(here - there).max(axis=2) > 32).mean() < 0.02
    slide = Image.open(io.BytesIO(saved(page, "weight", "save_png_slide")[1]))
    assert slide.size == (1920, 1080)
    assert np.asarray(slide.convert("L")).std() > 5


def test_a_slide_has_large_texts_title_axes_names_and_the_link(page: Page) -> None:
    name, content = saved(page, "weight", "save_svg_slide")
    root = ElementTree.fromstring(content)
    assert name == "gradients-weight.svg" and (root.get("width"), root.get("height")) == ("1920", "1080")
    scale = 1920 / float((root.get("viewBox") or "").split()[2])
    texts = list(root.iter(SVG + "text"))
    assert min(float((text.get("font-size") or "0px")[:-2]) * scale for text in texts) >= 24
    said = [text.text for text in texts]
    assert {figure_of(page, "weight").locator("figcaption").inner_text(), "layer", "ReLU", page.url} <= set(
        said
    )
    assert any("base64" in (style.text or "") for style in root.iter(SVG + "style"))  # its font


def test_a_chart_s_numbers_are_saved(page: Page) -> None:
    name, content = saved(page, "weight", "save_csv")
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert name == "gradients-weight.csv" and rows[0] == ["layer", "Sigmoid", "ReLU"]
    assert numbers(rows, 0) == [float(i + 1) for i in range(len(rows) - 1)] and len(rows) > 10


def test_a_picture_is_copied(visit: Visit) -> None:
    page = visit("/gradients", permissions=["clipboard-read", "clipboard-write"])
    figure_of(page, "weight").hover()
    figure_of(page, "weight").locator("[data-do=save]").click()
    page.locator("[data-save=copy_picture_slide]").click()
    expect(page.locator("[data-save=copy_picture_slide]")).to_have_text(TEXTS["copied"])
    size = page.evaluate(
        "async () => { const [item] = await navigator.clipboard.read(); const map = await "
        "createImageBitmap(await item.getType('image/png')); return [map.width, map.height] }"
    )
    assert size == [1920, 1080]


def test_the_race_s_curves_are_saved_at_their_step(visit: Visit) -> None:
    page = visit("/race", lambda page: page.add_init_script(path=SCRIPT))
    page.locator(".st-key-lab [data-do=first]").click()
    for _step in range(3):
        page.locator(".st-key-lab [data-do=on]").click()
    curves = page.locator(".st-key-lab .curves")
    curves.hover()
    curves.locator("[data-do=save]").click()
    with page.expect_download() as coming:
        page.locator("[data-save=save_csv]").click()
    assert coming.value.suggested_filename == "race-gap-step-3.csv"
    rows = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text())))
    with page.expect_download() as table:
        page.locator(".st-key-lab [data-do=csv]").click()
    whole = list(csv.DictReader(io.StringIO(Path(table.value.path()).read_text())))
    for column, name in enumerate(rows[0][1:], 1):
        losses = [float(row["loss"]) for row in whole if row["optimizer"] == name]  # the lowest is 0
        np.testing.assert_allclose(numbers(rows, column), losses, rtol=1e-9, atol=1e-300)
    assert page.locator(".st-key-lab .step").inner_text().split()[1] == "3"


def test_the_menu_follows_the_keyboard(page: Page) -> None:
    button = figure_of(page, "weight").locator("[data-do=save]")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("ArrowDown")
    items = page.locator(".save-menu [role=menuitem]")
    expect(items.first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    for key, at in (("ArrowDown", 1), ("End", 7), ("ArrowDown", 0), ("ArrowUp", 7), ("Home", 0), ("i", 6)):
        page.keyboard.press(key)
        expect(items.nth(at)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".save-menu")).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".save-menu")).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_menu_is_fetched_when_it_is_first_used(visit: Visit) -> None:
    asked: list[str] = []
    page = visit("/init", lambda page: page.on("request", lambda request: asked.append(request.url)))
    page.wait_for_selector(PAINTED)
    assert not [url for url in asked if url.endswith(("save_menu.js", "saving.js", "numbers.js", "fonts.js"))]
    page.locator("[data-do=save]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".save-menu")).to_be_visible()
    assert [url for url in asked if url.endswith("save_menu.js")]


def test_with_fingers_the_menu_is_in_sight(visit: Visit) -> None:
    page = visit("/init", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    button = page.locator("[data-do=save]").first
    button.scroll_into_view_if_needed()
    assert float(button.evaluate("node => getComputedStyle(node).opacity")) > 0.5
    button.tap()
    expect(page.locator(".save-menu")).to_be_in_viewport(ratio=1)
