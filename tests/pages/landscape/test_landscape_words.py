"""What the page on a net's landscape says of its facts, and that what is kept for all visitors goes in
turn."""

import json
import pickle

import numpy as np
import pytest

from dl_core.experiments.landscape import Run
from kit.lru_cache import LRUCache
from kit.messages import LEFT, MARKED, RIGHT, in_language
from kit.number_format import number
from kit.page import Meanwhile
from kit.settings import slug
from pages.landscape import PAGE
from pages.landscape.charts import charts
from pages.landscape.facts import InTraining, Seen, facts, seen
from pages.landscape.presets import PRESETS
from pages.landscape.training import Nets, nets, trainings
from pages.landscape.view import TRAINERS, Landscape
from pages.landscape.words import came, percent, words


def of(view: Landscape) -> Seen:
    return facts(PAGE.parts[0].seen(view))


def said(view: Landscape) -> list[str]:
    return [sentence["text"] for sentence in words(of(view))]


def test_the_sentences_say_the_numbers_of_the_runs() -> None:
    found = of(Landscape()).shown
    assert found
    text = " ".join(said(Landscape()))
    for one in found.rules:
        assert (
            f"{one.label} {number(one.loss[-1])} (rate {number(one.rate)})" in text
            and number(one.mean_loss) in text
        )
    assert percent(found.walk) in text and "337 directions" in text
    worst = max(found.rules, key=lambda one: abs(np.log(one.projection.loss[-1] / one.loss[-1])))
    assert f"{worst.label}'s end, the loss is {number(worst.projection.loss[-1])}" in text


def test_of_many_rules_the_lowest_and_the_highest_are_said_and_those_at_the_largest_rate() -> None:
    view = Landscape({"race": tuple(slug(cls) for cls in TRAINERS), "rates": "own"})
    found = of(view).shown
    assert found and len(found.rules) > 5
    losses = {float(one.loss[-1]): one.label for one in found.rules}
    text = said(view)[len(of(view).lost)]
    assert (
        f"from {losses[min(losses)]} {number(min(losses))}" in text
        and f"to {losses[max(losses)]} {number(max(losses))}" in text
    )
    tuned = of(Landscape()).shown
    assert tuned and {one.label for one in tuned.rules if one.at_edge} == {
        one.label for one in tuned.rules if f"the best for: {one.label}" in " ".join(said(Landscape()))
    }


def test_what_diverged_is_named_and_in_no_chart() -> None:
    view = PRESETS["A rule that diverges"].view
    found = of(view)
    first = words(found)[0]
    assert first["tone"] == "alarm" and first["text"].startswith(
        "Momentum diverged at rate 10: its loss went from 0.682 to 14.6"
    )
    drawn = charts(found)
    assert {mark.get("label") for chart in drawn for mark in chart["marks"]} >= {
        "SGD",
        "Adam",
    } and "Momentum" not in json.dumps(drawn)
    alone = of(Landscape({"rates": "own", "momentum.lr": 10.0, "race": ("momentum",)}))
    assert (
        charts(alone) == []
        and words(alone)[-1]["text"].startswith("Nothing is left")
        and len(words(alone)) == 2
    )


@pytest.mark.parametrize(
    ("until", "text"), [(0, "its loss was never finite"), (5, "its numbers left float32 after a loss of ")]
)
def test_what_left_float32_is_said(until: int, text: str) -> None:
    whole = nets(Landscape())

    def broken(run: Run) -> Run:
        loss, path = run.loss.copy(), run.path.copy()
        loss[until:], path[until:] = np.nan, np.nan
        return run._replace(loss=loss, path=path)

    found = seen(Landscape(), Nets(whole.course, tuple(broken(run) for run in whole.runs if run)))
    assert found.shown is None and all(text in sentence["text"] for sentence in words(found)[:3])


def test_too_few_are_answered_with_a_sentence() -> None:
    assert said(Landscape({"race": ()})) == ["Choose a rule."]
    assert said(Landscape({"plane": "ends", "race": ("sgd", "adam")})) == [
        "Three ends make a plane: choose 3 rules that train."
    ]


def test_while_nets_are_trained_the_sentences_of_those_before_stand() -> None:
    before, now = of(Landscape()), InTraining(1, 3)
    whole = words(before)
    for running, held, first in (
        (True, False, "Training: 1 of 3 rules."),
        (False, False, "Training: 1 of 3 rules, stopped."),
        (True, True, ("Let go, and the nets are trained.")),
    ):
        assert [one["text"] for one in words(Meanwhile(now, None, running, held))] == [first] and charts(
            Meanwhile(now)
        ) == []
        later = words(Meanwhile(now, before, running, held))
        assert all(
            text.startswith(LEFT) and text.endswith(RIGHT)
            for text in in_language([one["text"] for one in later], MARKED)
        )
        assert (
            later[0]["text"] == f"{first} Charts and numbers are still of the nets before."
            and later[1:] == whole[1:]
        )
    assert charts(Meanwhile(now, before)) == charts(before)


def test_what_is_found_can_be_sent_to_another_process_and_is_the_same_there() -> None:
    view = PAGE.parts[0].seen(Landscape({"race": ("sgd",), "rates": "own"}))
    for state in trainings(view):
        there = pickle.loads(pickle.dumps(state))
        assert there.done == state.done and there.complete == state.complete
    assert (
        repr(seen(view, there))
        == repr(seen(view, state))
        == repr(pickle.loads(pickle.dumps(seen(view, state))))
    )


def test_shares_are_short() -> None:
    assert [percent(share) for share in (0.891, 0.0014)] == ["89 %", "0.14 %"]


def test_what_was_not_asked_for_the_longest_is_dropped_first() -> None:
    few: LRUCache[int] = LRUCache(2)
    assert (
        [few.made(key, lambda: 7) for key in "abc"] == [7] * 3 and few.get("a") is None and few.get("b") == 7
    )
    few.made("d", lambda: 9)
    assert few.get("c") is None and few.made("b", lambda: 8) == 7


def test_what_came_of_a_try_is_computed_from_both_views() -> None:
    start = of(PRESETS["A rule that diverges"].view)
    lower = of(PRESETS["A rule that diverges"].view.edited({"momentum.lr": "0.05"})[0])
    assert start.shown and lower.shown
    assert "Momentum does not diverge any more." in came(start, lower)
    assert "Momentum diverges now." in came(lower, start)
    other = of(Landscape({"plane": "random"}))
    usual = of(Landscape())
    assert other.shown and usual.shown
    (plane,) = came(usual, other)
    assert percent(other.shown.share) in plane and percent(usual.shown.share) in plane
    slow = of(Landscape({"rates": "own", "sgd.lr": 0.01}))
    fast = of(Landscape({"rates": "own", "sgd.lr": 0.05}))
    assert slow.shown and fast.shown
    ends = [next(one for one in found.shown.rules if one.label == "SGD").loss[-1] for found in (slow, fast)]
    assert f"SGD ends at a loss of {number(ends[1])} instead of {number(ends[0])}." in came(slow, fast)
    assert came(start, start) == []
