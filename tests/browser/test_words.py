"""Words on a map under a hand, and an update whose numbers are read there."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from pages.words import PAGE
from pages.words.view import Words
from tests.browser.controls import chart, field

Visit = Callable[..., Page]
# where the noun of this number stands on the map, in pixels of its box: the served modules say it
PLACED = """async spec => {
  const known = performance.getEntriesByType("resource").map(entry => entry.name)
  const root = known.find(name => /\\/lab\\/\\w+\\/[\\w.]+\\.js$/.test(name)).replace(/[^/]*$/, "")
  const { layout } = await import(`${root}frame.js`)
  const box = document.querySelector('figure[data-chart="map"] > div')
  const { at } = layout(spec, { name: "light" }, box.clientWidth, box.clientHeight, 0, {})
  return spec.marks.filter(({ kind }) => kind === "words")
    .flatMap(mark => mark.texts.map((text, i) => [text, at.x.to(mark.x[i]), at.y.to(mark.y[i])]))
}"""


def test_a_word_is_read_under_the_hand(visit: Visit) -> None:
    page = visit("/words")
    part = PAGE.parts[0]
    assert part.facts
    spec = part.charts(part.facts(part.seen(Words())))[0]
    box = chart(page, "map").locator("> div")
    box.scroll_into_view_if_needed()
    placed = {text: (x, y) for text, x, y in page.evaluate(PLACED, spec)}
    at = box.bounding_box()
    assert at and len(placed) == 20
    for word in ("princess", "old king", "melon"):
        x, y = placed[word]
        page.mouse.move(at["x"] + x, at["y"] + y)
        said = chart(page, "map").locator("output").inner_text()
        near = [other for other, (px, py) in placed.items() if abs(px - x) < 2 and abs(py - y) < 2]
        assert said in near, (word, said)
    page.mouse.click(*(at[side] + place for side, place in zip("xy", placed["melon"], strict=True)))
    page.wait_for_function("() => ['melon', 'grape'].includes(new URLSearchParams(location.search).get('c'))")


def test_the_width_is_moved_and_the_analogies_follow(visit: Visit) -> None:
    page = visit("/words")
    expect(page.get_by_text(re.compile(r"Of 192 analogies between people 192 are right"))).to_be_visible()
    field(page, "width").fill("4")
    field(page, "width").press("Enter")
    expect(page.get_by_text(re.compile(r"Of 192 analogies between people \d\d are right"))).to_be_visible()
    expect(field(page, "width")).to_have_value("4")


def test_a_sentence_is_typed_and_a_bad_one_is_refused_beside_its_field(visit: Visit) -> None:
    page = visit("/words?v=2&part=update")
    sentence = field(page, "sentence")
    sentence.fill("왕이 웃고 여왕이 웃고 공주가 노래한다")
    sentence.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('sentence')")
    expect(page.get_by_text("“여왕이”")).to_be_visible()
    sentence.fill("alone")
    sentence.press("Enter")
    expect(page.get_by_text("has 1 words")).to_be_visible()
