"""Charts drawn by both pens, for tests of pictures that leave the page."""

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
from PIL import Image
from playwright.sync_api import Page

from kit import cells, codes
from kit.charts import (
    Spec,
    area,
    axis,
    chart,
    dots,
    graph,
    heat,
    images,
    line,
    net,
    region,
    ridge,
    rule,
    spans,
    words,
)

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
DEEP: list[Spec] = [
    {
        "label": name,
        "colour": RED,
        "values": [
            None if n < lost else float(x)
            for n, x in enumerate(np.random.default_rng(5).uniform(-12, 2, many))
        ],
    }
    for name, many, lost in (("Sigmoid", 11, 0), ("ReLU", 31, 4), ("GELU", 51, 51), ("tanh", 21, 0))
]
SPANS = spans([("a", RED, 1, 2, 4), ("b", BLUE, 3, 5, 6)])
LINEAR = {"x": axis("depth", 0, 8), "y": axis("loss", 0, 50)}
HISTOGRAM = RNG.uniform(1, 40, 8)
# of two cells that share a side
CORNERS = (([1, 4, 4, 2], [5, 10, 30, 40]), ([4, 7, 6, 4], [10, 5, 45, 30]))
Z = np.where(RNG.uniform(size=(6, 9)) < 0.1, np.nan, RNG.uniform(0, 5, (6, 9)))
NODES = [(0.1, 0.7, "x", False), (0.5, 0.7, "z", True), (0.9, 0.7, "y", False), (0.5, 0.2, "e", True)]
DECODER = codes.decoder(
    [(0.1 * RNG.normal(size=(2, 5)), np.zeros(5)), (RNG.normal(size=(5, 64)), np.full(64, 0.3))], "tanh"
)
PIXELS = RNG.uniform(size=64)
CASES: dict[str, Spec] = {
    "region": spec(
        region(*CORNERS[0], RED), region(*CORNERS[1], BLUE), dots(X, Y, RED, marker="circle"), **LINEAR
    ),
    "line": spec(line(X, Y, RED, "one", marker="circle"), line(X, Y[::-1], RED, "two", dashed=True)),
    "area": spec(area(np.arange(9.0), HISTOGRAM, BLUE, own=False), **LINEAR),
    "dots": spec(dots(X, Y, RED, marker="circle", size=4), dots(X, Y[::-1], BLUE, marker="square")),
    "words": spec(
        words(X, Y, ["one", "둘", "three", "four", "five"], RED), words([3.4], [0.6], ["six"], BLUE)
    ),
    "rule": spec(line(X, Y, RED, "one"), rule(5.0, "a bound"), rule(5.0, "a wall", along="y")),
    "spans": spec(SPANS, x=axis("mean", 0, 8), y=axis("", 0, 2, bare=True)),
    "ridge": spec(ridge([(str(i), f"{i} %", 1, 7, RNG.uniform(size=12)) for i in range(5)], BLUE), **LINEAR),
    "heat": spec(heat(Z, "mean loss", 0, 5), line(X, [1, 20, 30, 40, 45], RED, "path"), **LINEAR),
    "images": spec(images(RNG.uniform(size=(4, 64)), ["3", "5", "7", "9"], 2), **BARE),
    "named images": spec(images(RNG.uniform(size=(4, 64)), [""] * 4, 2, ["an autoencoder", "둘"]), **BARE),
    "thinned": spec({"kind": "thinned", "columns": UNITS, "colour": RED}, **BARE),
    "pixels": spec(map_of_bytes(), **LINEAR),
    "net": net("key", "A title", "About", "norm", NETS, -4, 0),
    "nets": net("key", "A title", "About", "norm", DEEP, -12, 2),
    "graph": spec(graph(NODES, [(0, 1, -1), (1, 2, 1), (3, 1, 0)]), **BARE),
    "codes": spec(
        codes.numerals([1.0, 3.0], [10.0, 20.0], "3", RED),
        codes.numerals([6.0], [40.0], "7", BLUE),
        codes=codes.plane(
            "plain", DECODER, (4.0, 25.0), [(1, 10), (3, 20), (6, 40)], PIXELS, "digit 3", ("digit", "spot")
        ),
        **LINEAR,
    ),
    "cells": cells.picture(
        "key",
        "A title",
        "About",
        [
            ("", [cells.grid("x", "in", np.arange(12.0).reshape(3, 4), ink=11.0, around=[[0, 0], [0, 1]])]),
            ("*", [cells.grid("k", "by", [[1.0, -2.0], [0.5, 3.25]])]),
            ("", [cells.made("p", "products", 2, 2, 0), cells.made("s", "sum", 1, 1)]),
            ("=", [cells.grid("y", "out", [[16.25, 19.0, 21.75], [27.25, 30.0, 32.75]])]),
        ],
        [cells.total("y", [("x", "k")], (2, 2), at=(1, 2))],
    ),
    "named cells": cells.picture(
        "key",
        "A title",
        "About",
        [
            ("", [cells.grid("x", "in", [[1.0, 2.0], [3.0, -4.0]], names=["one", "둘"])]),
            ("=", [cells.made("s", "sum", 1, 1)]),
        ],
        [cells.total("s", [("x", "")], (2, 2), at=(0, 0))],
    ),
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


def numbers(rows: list[list[str]], column: int) -> list[float]:
    return [float(row[column]) if row[column] else float("nan") for row in rows[1:]]
