"""The menu of a chart saves it as it is seen and for a slide, copies it, and saves its numbers."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.controls import chart as figure_of
from tests.browser.drawings import SCRIPT, SVG, Visit, numbers
from ui.texts import TEXTS


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/gradients", lambda page: page.add_init_script(path=SCRIPT))


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
