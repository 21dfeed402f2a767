"""Paper: printing a page gives a handout. The pictures are drawn for the sheet, light, and end inside it."""

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB
from ui.contents import CONTENTS

Visit = Callable[..., Page]
SHEETS = {"portrait": (703, 1031), "landscape": (1031, 703)}  # px between the edges of A4, as print.css says
READY = "() => document.querySelector('.paper.link')"
# of all pictures that the paper shows: where they are, and how much is drawn in them
PICTURES = """() => [...document.querySelectorAll("svg.paper")].filter(one => one.checkVisibility()).map(
  one => {
  const { left, right, width, height } = one.getBoundingClientRect()
  const inks = new Set([...one.querySelectorAll("text")].map(text => text.getAttribute("fill")))
  const shapes = one.querySelectorAll("path, image").length
  const key = one.closest("[data-chart]")?.dataset.chart ?? "curves"
  const own = one.viewBox.baseVal
  return { key, left, right, width, height, shapes, texts: one.querySelectorAll("text").length,
    inks: [...inks], share: width / own.width,
    canvas: one.parentElement.querySelector("canvas")?.checkVisibility() }
})"""
# what else is there: controls, and what ends beyond the sheet
REST = """width => {
  const seen = [...document.querySelectorAll("[data-testid=stApp] *")].filter(one => one.checkVisibility())
  const isWide = one => one.getBoundingClientRect().right > width + 1
  const wide = seen.filter(one => isWide(one) && !one.closest("svg, [data-map], .katex"))
  const hands = "button:not(th button), input, select, textarea, [data-panel], [data-menu], [role=menu]," +
    ".transport"
  return { hands: seen.filter(one => one.matches(hands)).map(one => one.outerHTML.slice(0, 99)),
    wide: wide.map(one => one.outerHTML.slice(0, 99)),
    dark: seen.filter(one => one.matches("p, td, th, figcaption, h2, h3, strong") && one.innerText.trim())
      .map(one => getComputedStyle(one).color).filter(colour => colour !== "rgb(26, 26, 26)") }
}"""


def as_paper(page: Page, sheet: str) -> list[dict[str, Any]]:
    """The page as on a sheet, and its pictures there."""
    page.emulate_media(media="screen")
    width, height = SHEETS[sheet]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(300)
    page.emulate_media(media="print")
    page.wait_for_function(READY)
    found: list[dict[str, Any]] = page.evaluate(PICTURES)
    return found


def body(pdf: bytes, at: int) -> tuple[bytes, bytes]:
    """An object of a PDF that begins at an offset: its dictionary, and where its stream begins, if it has
    one, up to the end of the file."""
    head = pdf[at : pdf.index(b"endobj", at)]
    if b"stream" not in head:
        return head, b""
    begin = re.compile(rb"stream\r?\n").search(pdf, at)
    assert begin
    return pdf[at : begin.start()], pdf[begin.end() :]


def frames(pdf: bytes) -> list[tuple[float, float, float]]:
    """Of every page of a PDF as Chromium writes it: its width, and from where to where the frames of charts
    reach: stroked rectangles that stand upright, in points."""
    table = pdf[int(re.findall(rb"startxref\s+(\d+)", pdf)[-1]) :]
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) \d{5} n", table)]
    found, bodies = [], {int(pdf[at:].split(None, 1)[0]): body(pdf, at) for at in offsets}
    for head, _stream in bodies.values():
        if not re.search(rb"/Type\s*/Page\b", head):
            continue
        width = float(re.findall(rb"/MediaBox\s*\[\s*[\d.]+\s+[\d.]+\s+([\d.]+)", head)[0])
        how, stream = bodies[int(re.findall(rb"/Contents\s+(\d+)", head)[0])]
        if b"FlateDecode" in how:  # short ones are plain
            stream = zlib.decompressobj().decompress(stream)
        edges = reach(stream.split(b"endstream")[0].decode("latin1"))
        found.append((width, min(edges, default=0.0), max(edges, default=0.0)))
    return found


def reach(text: str) -> list[float]:
    """The left and right edges of the upright rectangles that a page's drawing strokes."""
    scale, shift, stack, path, edges = 1.0, 0.0, [], [], []
    given: list[float] = []
    for token in re.findall(r"\[[^\]]*\]|\((?:\\.|[^)])*\)|<[^>]*>|/?[^\s\[\]()<>]+", text):
        if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", token):
            given.append(float(token))
            continue
        if token == "q":
            stack.append((scale, shift))
        elif token == "Q":
            scale, shift = stack.pop()
        elif token == "cm":
            scale, shift = scale * given[0], shift + scale * given[4]
        elif token in ("m", "l"):
            path = [*(path if token == "l" else []), (given[0], given[1])]
        elif token == "re":
            x, y, w, h = given[-4:]
            path = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        elif token in ("S", "s"):
            if len({x for x, _y in path}) == 2 == len({y for _x, y in path}) and len(path) >= 4:
                edges += [shift + scale * x for x, _y in path]
            path = []
        given = []
    return edges


@pytest.mark.parametrize("path", [f"/{page.name}" for page in CONTENTS])
def test_a_page_prints_as_a_handout(visit: Visit, path: str) -> None:
    page = visit(path, color_scheme="dark")
    page.wait_for_timeout(1000)  # what works on has come somewhere
    charts = [
        figure.get_attribute("data-chart") for figure in page.locator("figure[data-chart]:visible").all()
    ]
    for sheet, (width, _height) in SHEETS.items():
        pictures = as_paper(page, sheet)
        assert [one["key"] for one in pictures if one["key"] != "curves"] == charts
        assert pictures or path == "/"
        for one in pictures:
            assert one["left"] >= -0.5 and one["right"] <= width + 0.5 and one["width"] > 0.3 * width, one
            assert one["height"] > 100 and one["shapes"] > 3 and not one["canvas"], one
            assert 0.9 < one["share"] < 1.1, one  # drawn for this sheet: not blown up, not shrunk
            assert "#e6edf3" not in one["inks"] and "#1a1a1a" in one["inks"], one
        rest = page.evaluate(REST, width)
        assert rest["hands"] == [] and rest["wide"] == [] and rest["dark"] == [], rest
        expect(page.locator(".paper.link")).to_have_text(page.url)
        if path != "/":
            expect(page.locator("[data-headline] .see")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".paper")).to_have_count(0)
    if charts:
        expect(page.locator("figure[data-chart] canvas").first).to_be_visible()


@pytest.mark.parametrize("landscape", [False, True])
def test_the_pictures_of_the_pdf_end_inside_its_pages(visit: Visit, landscape: bool) -> None:
    for path, least in (("/race", 1), ("/gradients", 2), ("/init", 1)):
        page = visit(path)
        page.wait_for_timeout(3000)  # the script for paper comes when all else has come
        pages = frames(page.pdf(format="A4", landscape=landscape, prefer_css_page_size=True))
        drawn = [one for one in pages if one[2] > 0]
        assert len(drawn) >= least and len(pages) <= 8
        for width, left, right in drawn:
            assert 0 < left < right < width
        assert max(right - left for _width, left, right in drawn) > 0.5 * pages[0][0], (path, pages)


def test_the_race_s_paper_has_curves_numbers_and_the_step(visit: Visit) -> None:
    page = visit("/race")
    page.locator(f"{LAB} [data-do=first]").click()
    as_paper(page, "portrait")
    expect(page.locator(f"{LAB} .paper.title").last).to_contain_text("step 0 of 100")
    expect(page.locator(f"{LAB} .results tbody tr")).to_have_count(7)
    expect(page.locator(f"{LAB} .results tbody tr").last).to_be_visible()
    expect(page.locator(f"{LAB} .results tbody th").last).to_have_text("Lion")
    expect(page.locator(f"{LAB} .results tbody th button").last).to_be_visible()


def test_instead_of_the_view_in_three_dimensions_paper_has_the_map(visit: Visit) -> None:
    page = visit("/race?v=2&view=space")
    page.locator(f"{LAB} .space canvas").first.wait_for()
    as_paper(page, "portrait")
    expect(page.locator(f"{LAB} [data-map] svg.paper.portrait")).to_be_visible()
    expect(page.locator(f"{LAB} .space")).to_be_hidden()
