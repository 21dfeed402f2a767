"""Every example opens on a picture: of what it computes by itself, or of where it led when it was made."""

import json
from typing import Any

import pytest
import streamlit as st

from kit.charts import Spec
from kit.page import Page
from pages import PAGES
from ui import precomputed, study_page

PULLS = 40  # of work that begins by itself, of .15 s each, until there is something to see
EXAMPLES = [pytest.param(page, name, id=f"{page.name}: {name}") for page in PAGES for name in page.presets]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who has pressed nothing, and nobody has been here before."""
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(study_page, "_ENDED", {})
    monkeypatch.setattr(precomputed, "_MADE", {})


FIELDS = {
    "dots": "y",
    "words": "y",
    "area": "y",
    "region": "y",
    "heat": "z",
    "spans": "rows",
    "ridge": "rows",
    "images": "pictures",
    "graph": "edges",
    "numerals": "y",
}


def is_drawn(mark: dict[str, Any]) -> bool:
    """Whether there is something to see of a mark of the chart: a rule alone is none, and a line takes two
    points."""
    kind = mark["kind"]
    if kind == "line":
        return sum(value is not None for value in mark["y"]) > 1
    if kind in FIELDS:
        return any(value is not None for value in mark[FIELDS[kind]])
    return kind != "rule" and bool(mark["data" if kind == "pixels" else "columns"])


def opened(page: Page[Any], name: str) -> list[Spec]:
    """The charts of an example when nothing has been pressed."""
    view = page.presets[name].view
    part = page.part(view)
    for _pull in range(PULLS):
        charts = study_page.shown(page, view).charts
        if not part.begins or (all(map(has_picture, charts)) and charts):
            break
    return charts


def has_picture(chart: Spec) -> bool:
    grids = [one for block in chart.get("cells", {}).get("blocks", []) for one in block["grids"]]
    has_numbers = any(value is not None for one in grids for value in one["z"])
    return bool(chart.get("net", {}).get("nets")) or has_numbers or any(map(is_drawn, chart["marks"]))


@pytest.mark.parametrize(("page", "name"), EXAMPLES)
def test_no_example_opens_without_a_picture(page: Page[Any], name: str) -> None:
    part = page.part(page.presets[name].view)
    if part.scene:
        assert part.facts and part.at_once(page.presets[name].view), "the player draws it at once"
        return
    charts = opened(page, name)
    assert charts and [chart["key"] for chart in charts if not has_picture(chart)] == []
    json.dumps(charts, allow_nan=False)  # of what cannot be sent Streamlit sends Python's own text
