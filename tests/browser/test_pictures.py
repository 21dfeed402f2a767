"""Pictures that leave the page: what is drawn as SVG stands where the data are, and looks like the canvas."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from kit.charts import heat, words
from tests.browser.drawings import (
    BLUE,
    CASES,
    CORNERS,
    HISTOGRAM,
    LINEAR,
    RED,
    SCRIPT,
    Drawn,
    Visit,
    X,
    Y,
    Z,
    centre,
    drawn,
    points,
    spec,
)


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/gradients", lambda page: page.add_init_script(path=SCRIPT))


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


def test_words_stand_beside_their_points_and_on_nothing(page: Page) -> None:
    """Twenty points on one place: as many words as have room, each beside it."""
    found = drawn(page, CASES["words"])
    x, y = from_ticks(found)
    said = {text.text: text for text in found.all("text")}
    for word, px, py in zip(["one", "둘", "three", "four", "five"], X, Y, strict=True):
        away = (float(said[word].get("x") or "nan") - x(px), float(said[word].get("y") or "nan") - y(py))
        assert np.hypot(*away) < 60, (word, away)
    crowd = drawn(page, spec(words([4.0] * 20, [3.0] * 20, [f"word{n}" for n in range(20)], RED)))
    said_there = [text.text for text in crowd.all("text") if (text.text or "").startswith("word")]
    assert len(set(said_there)) == 4 and "word0" in said_there, "right, left, above, below"


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


def test_a_region_has_its_corners_and_ends_where_it_began(page: Page) -> None:
    found = drawn(page, CASES["region"])
    x, y = from_ticks(found, log=False)
    for colour, (across, up) in zip((RED, BLUE), CORNERS, strict=True):
        (filled,) = found.all("path", fill=colour, fill_opacity="0.13")
        (outline,) = found.all("path", stroke=colour, stroke_opacity="0.55")
        for path in (filled, outline):
            np.testing.assert_allclose(
                points(path), np.stack([x(np.array(across)), y(np.array(up))], 1), atol=1
            )
            assert path.get("d", "").endswith("Z")


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


def test_names_of_rows_stand_left_of_their_rows_and_in_the_picture(page: Page) -> None:
    found = drawn(page, CASES["named images"])
    left, _right, top, base = found.frame
    for i, name in enumerate(CASES["named images"]["marks"][0]["rows"]):
        (said,) = [one for one in found.all("text") if one.text == name]
        wide = page.evaluate(
            "([text, font]) => { const pen = document.createElement('canvas').getContext('2d');"
            " pen.font = font; return pen.measureText(text).width }",
            [name, f"12px {said.get('font-family')}"],
        )
        x, y = float(said.get("x", "nan")), float(said.get("y", "nan"))
        assert said.get("text-anchor") == "end" and wide < x < left
        assert y == pytest.approx(top + (base - top) * (i + 0.5) / 2, abs=6)


INK = "#0a7d32"


@pytest.mark.parametrize("level", [0.25, 0.4, 0.6])
def test_a_level_s_line_on_a_map_of_numbers_lies_where_it_should_at_a_saddle_too(
    page: Page, level: float
) -> None:
    """Of four cells two opposite ones are high: both are on one side of the line if their mean is, too."""
    mark = heat(np.array([[1.0, 0.0], [0.0, 1.0]]), "mean loss", 0, 1)
    mark |= {"levels": [level], "ink": {"light": INK, "dark": INK}}
    found = drawn(page, spec(mark, **LINEAR))
    left, right, top, base = found.frame
    (path,) = found.all("path", stroke=INK)
    lines = np.array(re.findall(r"M([-\d.]+) ([-\d.]+)L([-\d.]+) ([-\d.]+)", path.get("d", "")), float)
    places = (lines.reshape(-1, 2, 2) - (left, base)) / (right - left, top - base) * 2 - 0.5
    low, high = (1 - level), level  # how far along a side from a high corner, from a low one
    joined = [[(low, 0), (1, high)], [(0, low), (high, 1)]]  # the low corners are cut off
    parted = [[(low, 0), (0, low)], [(high, 1), (1, high)]]
    wanted = joined if level <= 0.5 else parted
    key = lambda pair: sorted((round(float(x), 2), round(float(y), 2)) for x, y in pair)  # noqa: E731
    np.testing.assert_allclose(sorted(map(key, places)), sorted(map(key, wanted)), atol=0.02)


def test_nets_and_units_are_all_there(page: Page) -> None:
    circles = [path for path in drawn(page, CASES["net"]).all("path") if path.get("d", "").count("A") == 4]
    assert len(circles) == 2 + 3 * 4 + 1
    thinned = drawn(page, CASES["thinned"])
    stays = [path for path in thinned.all("path", fill=RED) if "A" in path.get("d", "")]
    assert len(stays) == 7
    assert len(drawn(page, CASES["pixels"]).all("image")) == 1


TICKS: list[tuple[str, list[Any], list[str]]] = [
    ("linear", [0.985, 1.0, 4, {"percent": True}], ["98.5 %", "99 %", "99.5 %", "100 %"]),
    ("linear", [0, 1, 5], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ("linear", [-2e-7, 2e-7, 4], ["−2·10⁻⁷", "−1·10⁻⁷", "0", "1·10⁻⁷", "2·10⁻⁷"]),
    ("linear", [8, 8.0008, 4], ["8", "8.0002", "8.0004", "8.0006", "8.0008"]),
    ("linear", [0, 3, 9, {"whole": True}], ["0", "1", "2", "3"]),
    ("linear", [2, 2, 5], []),
    ("linear", [-8, 8, 2], ["−5", "0", "5"]),
    ("linear", [1.1, 8.9, 2], ["2", "6"]),
    ("linear", [-0.9, 0.9, 1], ["−0.5", "0.5"]),
    ("linear", [0.2, 1.4, 2, {"whole": True}], ["1"]),
    ("logarithmic", [1e-9, 10, 4], ["10⁻⁹", "10⁻⁶", "10⁻³", "1"]),
    ("logarithmic", [1, 300, 8, {"whole": True}], ["1", "2", "5", "10", "20", "50", "100", "200"]),
]


def test_ticks_differ_and_say_their_values(page: Page) -> None:
    script = "async ([kind, given]) => (await pictures()).axes[kind](...given)"
    for kind, given, wanted in TICKS:
        assert [text for _value, text in page.evaluate(script, [kind, given])] == wanted
