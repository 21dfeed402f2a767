"""Vectors of a real text under a hand: words that are typed, a training that is begun and stopped, and a text
that is pasted."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from dl_core import speeches
from tests.browser.controls import chart, choice, command, field

Visit = Callable[..., Page]


def typed(page: Page, name: str, text: str) -> None:
    field(page, name).fill(text)
    field(page, name).press("Enter")


def test_a_typed_word_s_neighbours_come_by_the_fast_path_from_vectors_that_are_kept(visit: Visit) -> None:
    page = visit("/words?v=2&part=near")
    expect(page.get_by_text("These vectors are kept")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    typed(page, "word", "gold")
    expect(page.get_by_text("gold (seen")).to_be_visible()
    expect(chart(page, "near")).to_be_visible()
    assert all("/lab/" in url for url in asked), asked


def test_an_unknown_word_gets_a_sentence_and_what_is_no_word_one_beside_its_field(visit: Visit) -> None:
    page = visit("/words?v=2&part=near")
    typed(page, "word", "oman")
    expect(page.get_by_text("“oman” is not among the 7,968 words")).to_contain_text("spelling: woman.")
    typed(page, "word", "<b>man</b>")
    expect(page.get_by_text("“<b>man</b>” is not among")).to_be_visible()
    typed(page, "word", "two words")
    expect(page.get_by_role("alert").filter(has_text="“two words” is not one word")).to_be_visible()
    typed(page, "word", "man")
    expect(page.get_by_text("man (seen 540 times)")).to_be_visible()


def test_a_training_begins_draws_its_loss_and_stands_still_when_it_is_paused(visit: Visit) -> None:
    page = visit("/words?v=2&part=near")
    command(page, "start").click()
    expect(chart(page, "loss")).to_be_visible()
    command(page, "pause").click()
    expect(command(page, "start")).to_be_visible()
    stands = page.get_by_text("Trained here, epoch")
    page.wait_for_timeout(500)  # what was under way arrives
    before = stands.inner_text()
    page.wait_for_timeout(1500)
    assert stands.inner_text() == before
    choice(page, "part").select_option("map")
    expect(page.get_by_text("Trained here, epoch")).to_have_text(before)


def test_another_knob_is_answered_while_the_hand_moves(visit: Visit) -> None:
    page = visit("/words?v=2&part=knobs")
    for knob in ("negatives", "epochs"):
        with page.expect_response(lambda answer: "/lab/" in answer.url) as answer:
            choice(page, "knob").select_option(knob)
        assert answer.value.ok
        expect(page.get_by_text(knob.title()).last).to_be_visible()


def test_a_map_alone_in_its_row_is_as_high_as_half_of_the_window(visit: Visit) -> None:
    for size in ({"width": 1440, "height": 900}, {"width": 1280, "height": 720}):
        page = visit("/words?v=2&part=map", viewport=size)
        box = chart(page, "map").locator("> div").bounding_box()
        assert box and box["height"] >= size["height"] / 2


def test_a_text_that_is_pasted_stays_in_the_session_and_is_in_no_link(visit: Visit) -> None:
    page = visit("/words?v=2&part=near&text=own")
    area = page.get_by_label("Or paste it here")
    area.fill("far too short")
    area.press("Control+Enter")
    expect(page.get_by_text("give one of 2,000 to 400,000")).to_be_visible()
    text = speeches.load()
    area.fill("<i>" + " ".join(text.words[at] for at in text.ids[:6000].tolist()))
    area.press("Control+Enter")
    expect(page.get_by_text("It stays in your session, and is in no link.")).to_be_visible()
    typed(page, "word", "the")
    typed(page, "beside", "of")
    command(page, "start").click()
    expect(page.get_by_text("the (seen")).to_be_visible()
    assert len(page.url) < 200 and "text=own" in page.url
    page.reload()
    expect(page.get_by_text("Bring a text above")).to_be_visible()
