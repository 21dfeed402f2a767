"""What the page on words can be asked: a sentence travels in the link, and no more."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl_core.experiments.word_world import NOUNS, WORDS, pools_of
from kit.settings import Refused
from pages.words import PAGE, update, update_charts, update_words
from pages.words.labels import LABELS, NOUN_NAMES, PLACES
from pages.words.texts import LONGEST, LONGEST_WORD, MOST, read_sentence
from pages.words.view import SENTENCE, Words
from tests.strangers import many, odd_texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SENTENCE, SENTENCE.split()),
        ("The cat, the HAT!", ["the", "cat", "the", "hat"]),
        ("it's o'clock re-do a–b", ["it's", "o'clock", "re-do", "a", "b"]),
        ("왕이 웃고 여왕이", ["왕이", "웃고", "여왕이"]),
        (unicodedata.normalize("NFD", "왕이 웃다"), ["왕이", "웃다"]),
        ("a_b __ 3 4", ["a", "b", "3", "4"]),
        ("हिन्दी बोलते हैं", ["हिन्दी", "बोलते", "हैं"]),
        ("-- 'quoted' \u0301 \u202eway", ["quoted", "way"]),
    ],
)
def test_a_sentence_is_cut_into_words(text: str, words: list[str]) -> None:
    assert read_sentence(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "?!",
        "a " * (MOST + 1),
        "b" * (LONGEST_WORD + 1) + " c",
        "a" * LONGEST + " b",
        "\u0000",
        "a b " * 9999,
    ],
)
def test_what_is_no_sentence_is_refused_in_one(text: str) -> None:
    with pytest.raises(Refused) as why:
        read_sentence(text)
    assert why.value.message.endswith(".") and len(why.value.message) < 200
    view, complaints = Words.read({"sentence": text})
    assert view["sentence"] == SENTENCE and len(complaints) == (1 if text != SENTENCE else 0)


@many(100)
@given(odd_texts())
def test_any_text_is_a_sentence_or_refused(text: str) -> None:
    try:
        found = read_sentence(text)
    except Refused:
        return
    assert 2 <= len(found) <= MOST and all(0 < len(one) <= LONGEST_WORD for one in found)
    assert read_sentence(" ".join(found)) == found or any(one != one.lower() for one in found)


@many(60)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "place": st.integers(1, MOST).map(str),
            "reach": st.sampled_from(["1", "2"]),
            "model": st.sampled_from(["skipgram", "cbow"]),
            "output": st.sampled_from(["softmax", "negative"]),
            "order": st.sampled_from(["stay", "walk"]),
            "numbers": st.integers(1, 4).map(str),
            "update": st.integers(1, 500).map(str),
            "eta": st.sampled_from(["0.01", "0.5", "5"]),
            "forgets": st.sampled_from(["0", "1"]),
            "sentence": st.sampled_from(["a b", "a a", "x y x y x y", SENTENCE]),
        },
    )
)
def test_every_update_is_drawn_and_told(asked: dict[str, str]) -> None:
    view, complaints = Words.read({"part": "update", **asked})
    assert complaints == []
    part = PAGE.named("update")
    found = update.update(part.seen(view))
    assert len(update_charts.update(found)) == 5 and update_words.update(found)
    step = found.course.step
    if np.isfinite(step.loss):
        np.testing.assert_allclose(step.grad_h, step.error @ found.course.before[1][step.word], atol=1e-9)


def test_declared_sums_make_the_numbers_that_are_shown() -> None:
    """What the browser adds up under a hand is what the server has computed."""
    for asked in (
        {},
        {"output": "negative", "samples": 4.0},
        {"model": "cbow"},
        {"forgets": 1.0, "update": 40.0},
    ):
        found = update.update(PAGE.named("update").seen(Words({"part": "update", "numbers": 3.0, **asked})))
        for spec in update_charts.update(found)[:2]:
            grids = {one["key"]: one for block in spec["cells"]["blocks"] for one in block["grids"]}
            for total in spec["cells"]["totals"]:
                y = grids[total["y"]]
                for place, shown in enumerate(y["z"]):
                    assert summed(grids, total, *divmod(place, y["columns"])) == pytest.approx(
                        shown, rel=1e-5, abs=2e-5
                    )


def summed(grids: dict[str, dict], total: dict, row: int, column: int) -> float:
    terms = []
    for x, by in total["pairs"]:
        grid = grids[x]
        for tap in range(total["size"][0] * total["size"][1]):
            i, j = divmod(tap, total["size"][1])
            value = grid["z"][
                (row * total["stride"][0] + i) * grid["columns"] + column * total["stride"][1] + j
            ]
            terms.append(value * (grids[by]["z"][tap] if by else 1.0))
    return sum(terms) / (len(terms) if total["kind"] == "mean" else 1)


def test_every_word_of_the_world_has_a_label_in_both_languages() -> None:
    for labels in LABELS.values():
        assert len(set(labels)) == len(labels) == WORDS
    assert len(NOUN_NAMES) == len(PLACES) == NOUNS
    assert pools_of(PLACES["man"]) == ("male", "adult", "common") and pools_of(PLACES["queen"])[0] == "female"
    assert pools_of(PLACES["old-king"]) == ("male", "old", "royal") and pools_of(PLACES["car"]) == (
        "vehicle",
    )


def test_links_of_the_page_are_checked() -> None:
    view, complaints = Words.read({"width": "65", "a": "dog", "sentences": "1e9", "k": "1"})
    assert len(complaints) == 4 and view == Words()
