"""What pictures and their numbers are called and hold as files: nothing of a stranger's, nothing private."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page

from kit import charts
from kit.charts import line, rule
from tests.browser.drawings import (
    BLUE,
    CASES,
    HISTOGRAM,
    RED,
    SCRIPT,
    SVG,
    Visit,
    X,
    Y,
    Z,
    drawn,
    numbers,
    spec,
)


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/gradients", lambda page: page.add_init_script(path=SCRIPT))


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
    rows = drawn(page, CASES["cells"]).rows
    assert rows[0] == ["name", "row", "column", "value"] and len(rows) == 1 + 12 + 4 + 4 + 1 + 6
    assert rows[17:22] == [
        ["products", "1", "1", "6"],
        ["products", "1", "2", "-14"],
        ["products", "2", "1", "5"],
        ["products", "2", "2", "35.75"],
        ["sum", "1", "1", "32.75"],
    ], "the window that is looked at, times the kernel"
    rows = drawn(page, CASES["named cells"]).rows
    assert [row[1] for row in rows[1:]] == ["one", "one", "둘", "둘", "1"], "rows by their names"
    assert rows[-1][3] == "2", "a sum of numbers, times nothing"
    rows = drawn(page, CASES["net"]).rows
    np.testing.assert_array_equal(numbers(rows, 2), [-3, -2, np.nan, -1])
    rows = drawn(page, CASES["pixels"]).rows
    assert [row[2] for row in rows[1:5]] == ["a", "b", "c", "d"]
    rows = drawn(page, CASES["words"]).rows
    assert [row[0] for row in rows[1:]] == ["one", "둘", "three", "four", "five", "six"]
    assert numbers(rows, 1) == [*X, 3.4] and numbers(rows, 2) == [*Y, 0.6]
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
