"""What the examples of the page on words claim, computed here over seeds."""

from functools import cache

import numpy as np
import pytest

from dl_core.experiments.words import sgns_loss
from pages.words import came, nearer, nearer_words, update, world
from pages.words.nearer import SEEDS, Band, Nearer
from pages.words.presets import PRESETS
from pages.words.update import Update
from pages.words.view import Words
from pages.words.world import World

RUNS = range(6)


@cache
def the_world(name: str, seed: int, **changes: object) -> World:
    return world.world(Words({**PRESETS[name].view.asked, "seed": float(seed), **changes}))


def right(found: World) -> int:
    return int(found.scores.plain.sum())


@cache
def along() -> Nearer:
    view = Words(PRESETS["Woman or car?"].view.asked)
    *_before, last = nearer.band(view)
    return nearer.nearer(view, last, False)


@pytest.mark.parametrize("seed", RUNS)
def test_queen_is_first_with_nothing_left_out_and_four_numbers_are_too_few(seed: int) -> None:
    found = the_world("A world that is known", seed)
    assert (
        str(world_label(found, 0)) == "queen" and right(found) > 180 > 3 * found.scores.nearest.sum() * 0.85
    )
    assert right(the_world("A world that is known", seed, width=4.0)) < 96


def world_label(found: World, place: int) -> str:
    from pages.words.labels import LABELS  # noqa: PLC0415

    return LABELS["en"][int(found.candidates[place])]


@pytest.mark.parametrize("seed", RUNS)
def test_wide_enough_the_closed_form_is_reached(seed: int) -> None:
    found = the_world("What the vectors tend to", seed)
    loss = sgns_loss(found.counts, found.vectors.w, found.vectors.c, found.view["negatives"])
    assert 0 <= loss - found.lowest < 1e-4
    there = np.isfinite(found.closed)
    apart = {}
    for width in (60.0, 8.0):
        vectors = the_world("What the vectors tend to", seed, width=width).vectors
        apart[width] = float(np.std((vectors.w @ vectors.c.T - found.closed)[there]))
    assert apart[60.0] < 1e-3 and apart[8.0] > 0.1, "on the line, and off it"


@pytest.mark.parametrize("seed", RUNS)
def test_little_text_is_noise_and_leaving_words_out_looks_better(seed: int) -> None:
    found = the_world("Too little text", seed)
    assert right(found) < 96 and found.scores.without.sum() > 1.2 * right(found)
    assert right(the_world("Too little text", seed, sentences=2000.0)) > 180


@pytest.mark.parametrize("seed", RUNS)
def test_a_map_that_shows_nearly_all_may_hide_the_point(seed: int) -> None:
    narrow, wide = (the_world("A map hides the rest", seed, width=width) for width in (4.0, 16.0))
    assert narrow.plane.shares.sum() > 0.8 and right(narrow) < 96
    assert 0.4 < wide.plane.shares.sum() < 0.6 and right(wide) > 180


def test_labels_enter_no_number() -> None:
    korean, english = (the_world("Korean labels", 0, labels=labels) for labels in ("ko", "en"))
    np.testing.assert_array_equal(korean.vectors.w, english.vectors.w)
    assert korean.scores.plain.tolist() == english.scores.plain.tolist()


def the_update(name: str, seed: int = 0, **changes: object) -> Update:
    return update.update(Words({**PRESETS[name].view.asked, "seed": float(seed), **changes}))


@pytest.mark.parametrize("seed", RUNS)
def test_slopes_sum_up_to_0_unless_the_number_of_words_is_forgotten(seed: int) -> None:
    found = the_update("One update of skip-gram", seed)
    assert found.words[found.course.at.inputs[0]] == "king" and len(found.course.at.targets) == 4
    assert abs(found.error_sum) < 1e-12
    assert the_update("One update of skip-gram", seed, forgets=1.0).error_sum == pytest.approx(-3)


@pytest.mark.parametrize("seed", RUNS)
def test_the_mistake_explodes_and_ours_does_not(seed: int) -> None:
    assert the_update("A known mistake", seed).course.largest[-1] > 1e10
    assert the_update("A known mistake", seed, forgets=0.0).course.largest[-1] < 3
    text = the_update("A known mistake", seed)
    assert any("not to 0" in one["text"] for one in update_words(text))


def update_words(found: Update) -> list[dict[str, str]]:
    from pages.words.update_words import update as said  # noqa: PLC0415

    return said(found)


def test_negatives_are_rows_of_their_own() -> None:
    found = the_update("Negative samples")
    assert len(found.course.step.word) == 4 * 3 and abs(found.error_sum) > 1e-3
    assert len(the_update("Negative samples", samples=4.0).course.step.word) == 4 * 5


@pytest.mark.parametrize(("reach", "part"), [(2.0, 4), (1.0, 2)])
def test_in_cbow_each_neighbour_gets_an_equal_part(reach: float, part: int) -> None:
    found = the_update("CBOW: the other way round", reach=reach)
    step, at = found.course.step, found.course.at
    assert found.words[at.targets[0]] == "king" and len(set(at.inputs)) == part
    for one in at.inputs:
        np.testing.assert_allclose(step.grad_in[one], step.grad_h / part)


def test_man_is_nearer_to_woman_or_to_car_by_the_text() -> None:
    found = along()
    assert nearer_words.wins(found) == SEEDS
    most = nearer.nearer(Words({"part": "nearer", "shared": 0.8}), Band(found.band), False)
    assert nearer_words.wins(most) == 0 and most.right.mean() > 0.95, "and the analogies are as good"
    until, since = nearer_words.turning(found)
    assert 0 <= until < since <= 0.6
    np.testing.assert_allclose(found.band[0, :, :], found.now, err_msg="the dial stands at 0")


def test_counting_turns_elsewhere() -> None:
    closer = along().counted[:, 0] > along().counted[:, 1]
    assert closer.tolist() == [True] * 6 + [False] * 2


def test_what_came_of_what_is_tried_is_said_of_both() -> None:
    before, now = (the_world("A world that is known", 0, width=width) for width in (16.0, 4.0))
    (text,) = came.world(before, now)
    assert f"{right(now)} of 192" in text and f"instead of {right(before)};" in text
    (text,) = came.update(the_update("A known mistake"), the_update("A known mistake", forgets=0.0))
    assert "sum up to 0 instead of −" in text
    (text,) = came.nearer(None, along())
    assert f"{SEEDS} of {SEEDS}" in text
