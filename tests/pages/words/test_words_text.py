"""The parts that look into vectors of a real text: what they are asked, what they open on, and a text of
one's own."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from dl_core import speeches
from dl_core.experiments import skipgram
from dl_core.experiments.word_vectors import neighbours, questions, unit
from kit.messages import Message
from kit.page import Brought
from kit.settings import Refused
from pages.words import PAGE
from pages.words.text import charts, look, own, vectors, words
from pages.words.text.look import Empty, Missing, Neighbours, closest
from pages.words.text.settings import METHODS, read_word
from pages.words.text.vectors import COMMONEST, NoText
from pages.words.view import Words
from tests.strangers import many, odd_texts
from ui import study_page
from ui.live import AHEAD

PARTS = ("near", "arithmetic", "map", "questions")
USUAL = {"near": "near", "arithmetic": "arithmetic", "map": "atlas", "questions": "asked"}


def shown(**asked: str) -> study_page.Shown:
    """What a moving hand is answered."""
    view, complaints = Words.read(asked)
    assert complaints == []
    found = study_page.shown_at_once(PAGE, view, view)
    assert found is not None
    return found


# --- the text -----------------------------------------------------------------------------------------------


def test_the_speeches_are_what_the_page_says_of_them() -> None:
    text = speeches.load()
    assert (len(text.ids), len(text.words)) == (1_744_805, 7_968) and speeches.FILE.stat().st_size < 2_300_000
    assert (np.diff(text.counts) <= 0).all() and text.counts[-1] == speeches.SEEN
    said = " ".join(str(PAGE.named("near").how(Words())))
    for piece in ("233", "1,744,805", "7,968", "Wikisource", "CC0", "PDDL", "Apache", "public domain"):
        assert piece in "\n".join(PAGE.named("near").how(Words())), piece
    assert said and speeches.ADDRESSES == 233


def test_the_set_asks_970_questions_of_five_kinds_all_of_whose_words_are_there() -> None:
    found = questions(speeches.vocabulary())
    assert len(found) == 5 and sum(map(len, found.values())) == 970
    lines = look.questions.__globals__["QUESTIONS"].read_text().splitlines()
    pairs = [line for line in lines if line and line[0] not in "#:"]
    assert len(pairs) == 72 and set(found) | {look.ALL} == set(charts.KINDS)


# --- opening on what is kept --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_opens_on_kept_vectors_says_so_and_offers_to_train(part: str, method: str) -> None:
    word = {"word": "gold", "beside": "money"} if method == "exact" else {}
    found = shown(part=part, method=method, **word)
    assert any("kept" in one["text"] for one in found.says) and found.charts
    assert [button[0] for button in found.commands] == [name for name, *_rest in AHEAD] and found.progress
    view = Words({"part": part, "method": method})
    assert vectors.opening(PAGE.named(part).worked_on(view)).is_kept


@pytest.mark.parametrize("change", [{"window": "6"}, {"seed": "1"}, {"dims": "32"}, {"negatives": "9"}])
def test_with_other_numbers_nothing_is_kept_and_the_page_says_to_press_train(change: dict[str, str]) -> None:
    found = shown(part="near", **change)
    assert not found.charts and "Press Train" in found.says[0]["text"] and found.commands


def test_what_a_method_does_not_read_leaves_its_vectors_alone() -> None:
    part = PAGE.named("near")
    for changed in ({"epochs": 9.0}, {"sample": "0"}, {"negatives": 7.0}):
        view = Words({"part": "near", "method": "counts", **changed})
        assert vectors.opening(part.worked_on(view)).is_kept


def test_the_parts_share_one_run_and_a_word_begins_none() -> None:
    view = Words({"part": "near"})
    keys = {PAGE.named(part).key(view) for part in PARTS}
    assert len(keys) == 1
    for change in ({"word": "gold"}, {"beside": "car"}, {"third": "king"}, {"part": "map"}):
        assert PAGE.named("map").key(Words({**view.asked, **change})) in keys
    assert PAGE.named("near").key(Words({"window": 3.0})) not in keys


def test_a_kept_row_is_the_row_that_was_trained_to_a_hundredth() -> None:
    w = np.random.default_rng(0).standard_normal((50, 64)).astype(np.float32)
    numbers, scale = vectors.packed(w)
    found = numbers * scale.astype(np.float32)[:, None]
    assert numbers.dtype == np.int8 and scale.dtype == np.float16
    assert ((unit(found) * unit(w)).sum(axis=1) > 0.9999).all()
    assert vectors.KEPT.stat().st_size < 1_100_000


# --- words that are typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "close"),
    [
        ("womn", "women"),
        ("goverment", "government"),
        ("quen", "queen"),
        ("oman", "woman"),
        ("ueen", "queen"),
        ("uropean", "european"),
        ("zzxq", ""),
        ("왕", ""),
        ("1790", ""),
    ],
)
def test_an_unknown_word_gets_a_sentence_and_the_nearest_spelling(typed: str, close: str) -> None:
    assert closest(typed, speeches.vocabulary()) == close
    found = shown(part="near", word=typed)
    assert typed in found.says[0]["text"] and found.says[0]["tone"] == "alarm"
    assert ("nearest spelling" in found.says[0]["text"]) == bool(close) and close in found.says[0]["text"]


def test_a_word_is_taken_as_people_write_it() -> None:
    assert read_word("  King ") == "king" and read_word("Nation’s") == "nation's"
    found = look.near(Words({"word": "KING"}), vectors.opening(Words()), False)
    assert isinstance(found, Neighbours) and found.seen.words[found.word] == "king"


@pytest.mark.parametrize("text", ["", " ", "two words", "x" * 41, "a\tb", "\ud800"])
def test_what_is_no_word_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as why:
        read_word(text)
    assert str(why.value).endswith(".")


@many(200)
@given(odd_texts())
def test_nothing_that_is_typed_raises(text: str) -> None:
    view, _complaints = Words.read({"part": "arithmetic", "first": text, "third": text})
    assert study_page.shown_at_once(PAGE, view, view)


def test_only_the_thousand_commonest_are_known_to_the_exact_vectors() -> None:
    seen = look.near(Words({"method": "exact"}), vectors.opening(Words({"method": "exact"})), False)
    assert isinstance(seen, Missing) and {one.word for one in seen.words} == {"woman"}
    assert seen.among == COMMONEST


# --- looking ------------------------------------------------------------------------------------------------


def test_neighbours_are_those_of_all_words_at_once() -> None:
    units, text = unit(vectors.kept("sgns")), speeches.load()
    for word in ("man", "war", "four", "citizens"):
        at = text.words.index(word)
        found = look.near(Words({"word": word}), vectors.opening(Words()), False)
        assert isinstance(found, Neighbours)
        assert found.near.at.tolist() == neighbours(units, np.array([at]))[0].tolist()
        cosines = units @ units[at]
        assert found.cosine == pytest.approx(float(cosines[text.words.index("woman")]), abs=1e-6)
        assert found.rank == (cosines > found.cosine + 1e-7).sum(), "itself is above, and does not count"


def test_where_the_word_beside_it_is_the_word_nothing_is_said_of_both() -> None:
    says = [one["text"] for one in shown(part="near", word="man", beside="man").says]
    assert not any("man and man" in one for one in says)


def test_the_map_knows_the_nearest_of_its_own_words_and_says_where_one_is_not_on_it() -> None:
    found = look.atlas(Words({"word": "gold"}), vectors.opening(Words()), False)
    away = ((found.map.places - found.map.places[found.word]) ** 2).sum(axis=1)
    assert set(np.argsort(away)[1:11]) == set(found.here.tolist())
    off = shown(part="map", word="queen")
    assert any("not among the 1,000 commonest" in one["text"] for one in off.says) and off.charts


def test_no_point_of_the_map_is_cut_by_its_frame() -> None:
    (chart,) = shown(part="map").charts
    for name in ("x", "y"):
        at = np.concatenate([mark[name] for mark in chart["marks"]])
        low, high = chart[name]["low"], chart[name]["high"]
        assert low < at.min() - 0.02 * np.ptp(at) and high > at.max() + 0.02 * np.ptp(at)


@pytest.mark.parametrize("knob", ["window", "negatives", "sample", "power", "dims", "epochs"])
def test_what_a_hand_on_a_knob_is_answered_can_be_sent(knob: str) -> None:
    for one in shown(part="knobs", knob=knob).charts:
        assert json.loads(json.dumps([one["x"], one["y"]])) == [one["x"], one["y"]]


def test_every_label_of_a_word_is_a_message() -> None:
    for part in PARTS:
        for chart in shown(part=part).charts:
            for mark in chart["marks"]:
                labels = [row["label"] for row in mark.get("rows", [])] if mark["kind"] == "spans" else []
                labels += mark.get("texts", [])
                assert all(isinstance(label, Message) for label in labels), (part, chart["key"])


# --- making -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brought() -> Brought:
    """A text of 6,000 words of the speeches."""
    text = speeches.load()
    content = " ".join(text.words[at] for at in text.ids[:6000].tolist()).encode()
    return Brought("digest", "mine.txt", own.read_text("mine.txt", content))


def own_view(brought: Brought, **asked: object) -> Words:
    return Words({"text": "own", "word": "the", "beside": "of", **asked}, brought=brought)


@pytest.mark.parametrize("method", METHODS)
def test_vectors_of_a_text_of_ones_own_are_made_bit_by_bit(method: str, brought: Brought) -> None:
    view = own_view(brought, method=method, dims=16.0)
    part = PAGE.named("near")
    states = list(vectors.make(part.worked_on(view)))
    first, last = states[0], states[-1]
    assert not first.is_kept and first.done == -1 and last.done == last.total > 0
    assert isinstance(part.joined(part.seen(view), first, False), Empty)
    rows = min(len(brought.value.words), COMMONEST) if method == "exact" else len(brought.value.words)
    assert last.w.shape == (rows, 16) and np.isfinite(last.w).all()
    for state in (states[1], last):
        facts = part.joined(part.seen(view), pickle.loads(pickle.dumps(state)), True)
        assert part.words(facts) and isinstance(part.charts(facts), list)
    for other in PARTS:
        one = PAGE.named(other)
        facts = one.joined(one.seen(view), last, False)
        assert one.words(facts) is not None and one.charts(facts) is not None
    if method == "exact":
        assert last.losses[-1] < last.losses[0] and len(last.losses) == len(last.at)


def test_a_training_of_the_speeches_can_be_stopped_after_any_piece() -> None:
    """Each state comes after one call of the one program: a fraction of a second of work."""
    states = vectors.make(PAGE.named("near").worked_on(Words({"part": "near"})))
    first, start, one = (next(states) for _place in range(3))
    assert first.is_kept and start.done == 0
    assert one.done == pytest.approx(skipgram.PIECE * skipgram.CENTRES / 1_200_000, rel=0.5)
    assert one.w.dtype == np.float16 and one.w.nbytes < 1_100_000, "what travels five times a second"


def test_counting_can_be_stopped_between_many_pieces_and_is_said_to_be_counting() -> None:
    part, view = PAGE.named("near"), Words({"part": "near", "method": "counts"})
    states = vectors.make(part.worked_on(view))
    first, *some = (next(states) for _place in range(4))
    assert first.is_kept and some[0].done == 0 and all(one is some[0] for one in some), "nothing new to see"
    for state in (first, some[0]):
        facts = part.joined(part.seen(view), state, True)
        assert words.COUNTING in [one["text"] for one in part.words(facts)]
    states.close()  # type: ignore[attr-defined]


def test_every_width_and_text_takes_the_same_program(brought: Brought) -> None:
    run = skipgram._run
    for width in (8.0, 64.0):
        *_before, _last = vectors.make(own_view(brought, dims=width, window=3.0 + width / 32, epochs=1.0))
    known = run._cache_size()
    *_before, _last = vectors.make(
        own_view(brought, dims=5.0, negatives=3.0, power=0.5, sample="0", epochs=1.0)
    )
    assert run._cache_size() == known


# --- a text of one's own ------------------------------------------------------------------------------------


def test_without_a_text_the_page_asks_for_one_and_its_link_holds_none(brought: Brought) -> None:
    view = Words({"part": "near", "text": "own"})
    part = PAGE.named("near")
    assert part.at_once(view) and isinstance(part.facts(part.seen(view)), NoText)
    assert "session" in words.near(NoText())[0]["text"] and charts.near(NoText()) == []
    assert PAGE.takes_a_file(view) and "mine" not in str(own_view(brought).query())
    assert part.key(own_view(brought)) != part.key(own_view(Brought("other", "mine.txt", brought.value)))


@pytest.mark.parametrize(
    "content",
    [b"", b"word " * 10, b"\xff\xfe\x00" * 3000, b"word " * 3000, b"x " * 1_100_000, b"ab " * 500_000],
    ids=["empty", "short", "no UTF-8", "one word", "too many bytes", "too many words"],
)
def test_a_text_out_of_bounds_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(own.Unreadable) as why:
        own.read_text("x.txt", content)
    assert why.value.message.endswith(".")


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("학교에서", "학교"),
        ("사람은", "사람"),
        ("아이", "아이"),
        ("나라의", "나라"),
        ("고양이", "고양"),
        ("king", "king"),
    ],
)
def test_korean_particles_are_cut_off_where_two_syllables_stay(word: str, stem: str) -> None:
    assert own.stem(word) == stem


def test_a_korean_text_is_read_and_what_is_done_with_particles_is_said() -> None:
    nouns = [f"{a}{b}" for a in "가나다라마바사아자차" for b in "람국문강산물"]
    content = " ".join(
        f"{noun}{end}" for _time in range(12) for noun in nouns for end in ("은", "에서", "을")
    )
    text = own.read_text("한국어.txt", content.encode())
    assert set(text.words) == set(nouns) and len(text.ids) == 12 * 3 * len(nouns)
    assert "particles" in own.about_text("한국어.txt", text)[0]["text"]
    english = " ".join(f"word{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(100)) + " "
    assert "particles" not in own.about_text("x", own.read_text("x", 30 * english.encode()))[0]["text"]


def test_pasting_is_read_as_a_file_is_and_emptying_takes_it_away() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415

        from pages.words.text.own import TEXT  # noqa: PLC0415
        from ui import uploads  # noqa: PLC0415

        uploads.ask_for(TEXT, "words", "en")
        found = uploads.brought(TEXT)
        st.write("none" if found is None else f"{len(found.value.ids)} words")

    at = AppTest.from_function(page).run(timeout=30)
    assert at.markdown[-1].value == "none"
    text = speeches.load()
    pasted = " ".join(text.words[place] for place in text.ids[:6000].tolist())
    at.text_area[0].set_value(pasted).run(timeout=30)
    assert at.markdown[-1].value.endswith(" words") and any("session" in one.value for one in at.caption)
    at.text_area[0].set_value("too short").run(timeout=30)
    assert at.markdown[-1].value == "none" and "give one of" in at.warning[0].value
    at.text_area[0].set_value("").run(timeout=30)
    assert at.markdown[-1].value == "none" and not at.warning
