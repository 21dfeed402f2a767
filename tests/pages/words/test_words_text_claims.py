"""What the examples of the real text claim, computed here in the vectors that are kept: trained, and
counted."""

import numpy as np
import pytest

from kit.presets import goal_of
from pages.words import PAGE
from pages.words.text import charts, knobs, look, vectors, words
from pages.words.text.look import ALL
from pages.words.text.presets import PRESETS
from pages.words.view import Words

LOOKS = {"near": look.near, "arithmetic": look.arithmetic, "map": look.atlas, "questions": look.asked}


def facts(view: Words, **changes: object):
    """Of a view in the vectors that are kept."""
    view = Words({**view.asked, **changes})
    part = PAGE.part(view)
    opened = vectors.opening(part.worked_on(view))
    assert opened.is_kept
    return LOOKS[part.name](part.seen(view), opened, False)


def of(name: str, **changes: object):
    return facts(PRESETS[name].view, **changes)


def tried(name: str, **changes: object):
    return facts(goal_of(PRESETS[name], PRESETS[name].view), **changes)


def named(found, near) -> list[str]:
    return [found.seen.words[at] for at in near.at.tolist()]


@pytest.mark.parametrize("method", ["sgns", "counts"])
def test_man_is_much_nearer_to_woman_than_to_car(method: str) -> None:
    woman, car = of("Man, woman, car", method=method), tried("Man, woman, car", method=method)
    assert woman.cosine > car.cosine + 0.3 and woman.rank < car.rank / 20


def test_gold_s_neighbours_are_found_by_gradients_and_by_counting_and_war_s_less() -> None:
    gold, war = of("Counting does it, too"), tried("Counting does it, too")
    for near in (gold.near, gold.other):
        assert {"coin", "silver"} <= set(named(gold, near)[:4])
    assert set(named(gold, gold.near)[:2]) == {"coin", "silver"}
    assert gold.shared > 0.5 > war.shared


def test_french_is_found_with_the_words_left_out_and_mexican_without() -> None:
    france, russia = of("What is left out"), tried("What is left out")
    assert named(france, france.left_out)[0] == "french" and named(france, france.all_in)[0] == "mexican"
    assert named(france, france.alone)[0] != "french"
    assert "russian" not in (named(russia, russia.left_out)[0], named(russia, russia.all_in)[0])


@pytest.mark.parametrize("method", ["sgns", "counts"])
def test_king_stays_king_and_queen_is_not_found(method: str) -> None:
    king = of("King, man, woman", method=method)
    assert named(king, king.all_in)[0] == "king" and named(king, king.left_out)[0] != "queen"
    assert king.seen.counts[king.seen.words.index("queen")] == 13


def test_her_is_nearest_with_nothing_left_out() -> None:
    her = tried("King, man, woman")
    assert named(her, her.all_in)[0] == "her"


@pytest.mark.parametrize("method", ["sgns", "counts"])
def test_the_best_plane_holds_an_eighth_and_keeps_less_than_one_of_ten(method: str) -> None:
    one = of("What a map hides", method=method).map
    assert 0.09 < one.shares.sum() < 0.13 and one.by_chance < one.kept < 0.1


def test_one_question_in_five_is_answered_and_one_in_twenty_and_counting_answers_as_many() -> None:
    trained, counted = of("The score"), tried("The score")
    assert trained.numbers[ALL] == 970
    for found in (trained, counted):
        assert 0.17 < found.scores[ALL].left_out < 0.23 and 0.02 < found.scores[ALL].all_in < 0.07
        assert found.scores[ALL].echoed > 0.8
    assert abs(counted.scores[ALL].left_out - trained.scores[ALL].left_out) < 0.03
    for one in knobs.usual_scores():
        assert 0.16 < one.left_out < 0.23 and one.all_in < 0.07, "and so with three seeds"


# --- knobs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", knobs.VALUES)
def test_every_knob_was_turned_with_three_seeds_and_says_what_shows(name: str) -> None:
    found = knobs.knob(Words({"part": "knobs", "knob": name}))
    assert found.values[found.usual] == getattr(knobs.USUAL, knobs.FIELDS.get(name, name))
    for one in found.measured:
        assert len(one.endings) == len(one.usual) == len(one.itself) == knobs.SEEDS
        assert set(one.scores) == set(charts.KINDS)
        assert all(len(rows) == knobs.SEEDS for rows in one.scores.values())
    says = [one["text"] for one in words.knob(found)]
    assert sum("shows here" in text or "does not show here" in text for text in says) >= 1
    assert len(charts.knob(found)) == 3


def test_what_is_said_to_show_is_more_than_the_seeds_differ() -> None:
    up, down, mixed = np.array([[1, 2], [3, 4]]), np.array([[3, 4], [1, 2]]), np.array([[1, 3], [2, 4]])
    assert [words._ordered(rows / 10) for rows in (up, down, mixed)] == [1, -1, 0]
    assert "overlap" in words._shows(words._("x"), mixed / 10)


def test_what_is_kept_of_the_usual_numbers_is_what_the_kept_vectors_answer() -> None:
    """The page's vectors are the first seed of the page's own training, but for what packing takes."""
    first = knobs.measures(knobs.FULL).scores[ALL][0]
    found = of("The score").scores[ALL]
    assert first.left_out == pytest.approx(found.left_out, abs=0.01)
    assert first.all_in == pytest.approx(found.all_in, abs=0.01)


def test_small_windows_show_in_the_ends_of_neighbours_and_not_in_the_questions() -> None:
    found = knobs.knob(Words({"part": "knobs", "knob": "window"}))
    narrow, wide = found.measured[0], found.measured[-1]
    assert narrow.endings.min() > 1.5 * wide.endings.max()
    grammar = charts.of_kinds(found, charts.GRAMMAR)
    assert grammar[0].min() <= grammar[-1].max(), "so it is not said to show"
    says = " ".join(one["text"] for one in words.knob(found))
    assert says.count("it shows here") == 1 and says.count("it does not show here") == 2
