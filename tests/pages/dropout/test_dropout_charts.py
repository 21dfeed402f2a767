"""The charts that take nets with and without dropout apart say what was found."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dl_core.digits import load
from dl_core.experiments.coadaptation import Alike, Removal, alike
from dl_core.experiments.uncertainty import SIGMAS, Curves, Mistakes, unknown
from dl_core.experiments.vote import Votes
from kit import charts
from kit.learning.charts import A, B
from pages.dropout.charts.apart import COLUMNS, SHOWN, coadaptation, doubt, mistakes, votes
from pages.dropout.facts import Coadaptation, Doubt, Nets, Vote, Wrong

RNG = np.random.default_rng(0)
NETS = Nets(({"dropout": 0.0}, {"dropout": 0.2}), 300, False, 0.2, True)
NAMES = ("A: no dropout", "B: dropout 0.2")
SCRIPT = Path(charts.__file__).parent.parent / "ui" / "static" / "drawing.js"


def two(make: Any) -> tuple[Any, Any]:
    return make(), make()


def some_votes() -> Votes:
    return Votes(*RNG.uniform(size=(3, 7)).astype(np.float32), 0.85)


def some_curves() -> Curves:
    by, found = np.linspace(0, 180, 5), RNG.uniform(size=(6, 5))
    found[:, 3:] = np.nan
    return Curves(by, *found)


def some_mistakes(m: int = 30) -> Mistakes:
    return Mistakes(
        RNG.permutation(600)[:m],
        np.full(m, 3, np.int32),
        np.full(m, 8),
        RNG.permutation(m).astype(np.float32) / m,
    )


def some_matrix() -> np.ndarray:
    matrix = np.corrcoef(RNG.normal(size=(4, 30)) + np.array([[3], [-3], [0], [1]]) * RNG.normal(size=30))
    matrix[2] = matrix[:, 2] = np.nan
    return matrix


def some_removal() -> Removal:
    return Removal(RNG.uniform(size=(3, 6)).astype(np.float32))


def some_coadaptation(removals: tuple[Removal, Removal] | None = None) -> Coadaptation:
    matrices = two(some_matrix)
    profiles = two(lambda: [Alike(0.2, 0), Alike(np.nan, 9)])
    return Coadaptation(
        NETS,
        2,
        2,
        matrices,
        (alike(matrices[0]), alike(matrices[1])),
        profiles,
        removals or two(some_removal),
    )


def every() -> list[charts.Spec]:
    return [
        *votes(Vote(NETS, two(some_votes), (3, None), 600)),
        *coadaptation(some_coadaptation()),
        *doubt(Doubt(NETS, two(some_curves), two(some_curves))),
        *mistakes(Wrong(NETS, two(some_mistakes), load()[0][:600], 5)),
    ]


def test_every_chart_can_be_sent_and_drawn() -> None:
    (names,) = re.findall(r"^const MARKS = {([\w,:\s]+)}", SCRIPT.read_text(), re.MULTILINE)
    drawn = {one.partition(":")[0] for one in re.sub(r"\s", "", names).split(",")}
    found = every()
    assert len({spec["key"] for spec in found}) == len(found) == 16
    for spec in found:
        json.dumps(spec, allow_nan=False)
        assert (
            {mark["kind"] for mark in spec["marks"]} <= drawn and len(spec["title"]) <= 42 and spec["about"]
        )
    nothing = some_coadaptation(two(lambda: Removal(np.empty((0, 6)))))
    assert json.loads(json.dumps(coadaptation(nothing)[2], allow_nan=False))["marks"] == []


def test_votes_show_single_nets_the_vote_the_mean_and_the_whole() -> None:
    rows = two(some_votes)
    for spec, name, colour, found in zip(
        votes(Vote(NETS, rows, (3, None), 600)), NAMES, (A, B), rows, strict=True
    ):
        dots, rule, mean, vote = spec["marks"]
        assert (
            dots["x"] == vote["x"] == list(range(1, 8))
            and rule["value"] == 0.85
            and rule["along"] == "x"
            and spec["title"].endswith(name)
        )
        for mark, values in ((dots, found.single), (mean, found.mean), (vote, found.vote)):
            np.testing.assert_allclose(mark["y"], values, rtol=1e-3)
            assert mark["colour"] == colour
        assert mean["dashed"] and not vote["dashed"] and (mean["label"], vote["label"]) == ("mean", "vote")


def test_correlations_are_shown_without_their_sign_and_holes_stay_holes() -> None:
    facts = some_coadaptation()
    matrix, spec = facts.correlations[0], coadaptation(facts)[0]
    (heat,) = spec["marks"]
    shown = np.array([np.nan if value is None else value for value in heat["z"]]).reshape(4, 4)
    np.testing.assert_allclose(shown, np.abs(matrix), rtol=1e-3)
    there = np.delete(np.delete(np.abs(matrix), 2, 0), 2, 1)
    assert (
        (heat["low"], heat["high"]) == (0.0, 1.0)
        and f"mean {there[np.triu_indices(3, 1)].mean():.2f}" in spec["title"]
        and "(1)" in spec["about"]
    )
    assert (matrix[~np.isnan(matrix)] < 0).any() and "sign is not shown" in spec["about"]


def test_removal_shows_the_mean_between_the_worst_and_the_best() -> None:
    rows = two(some_removal)
    marks = coadaptation(some_coadaptation(rows))[2]["marks"]
    for i, (name, colour, found) in enumerate(zip(NAMES, (A, B), rows, strict=True)):
        low, high, mean = marks[3 * i : 3 * i + 3]
        for mark, values in (
            (low, found.accuracy.min(0)),
            (high, found.accuracy.max(0)),
            (mean, found.accuracy.mean(0)),
        ):
            np.testing.assert_allclose(mark["y"], values, rtol=1e-3)
            assert mark["colour"] == colour and mark["x"] == [0, 1, 2, 3, 4, 5]
        assert low["faint"] and high["faint"] and not mean["faint"] and mean["label"] == name


def test_what_is_not_yet_computed_is_not_drawn_and_the_whole_net_is_dashed() -> None:
    rows = two(some_curves)
    accuracy, entropy, information, confidence, *noisy = doubt(
        Doubt(NETS, rows, two(lambda: unknown(SIGMAS)))
    )
    # all charts stand from the beginning, and those of which nothing is known are empty, not full of holes
    assert len(noisy) == 4
    drawn = [mark for spec in noisy for mark in spec["marks"] if mark["kind"] != "rule"]
    assert drawn and all(mark["x"] == mark["y"] == [] for mark in drawn)
    named = list(zip("AB", (A, B), rows, strict=True))
    for spec, pairs in ((accuracy, ("plain_accuracy", "accuracy")), (entropy, ("plain_entropy", "entropy"))):
        lines = [mark for mark in spec["marks"] if mark["kind"] == "line"]
        for i, (letter, colour, found) in enumerate(named):
            for mark, name in zip(lines[2 * i : 2 * i + 2], pairs, strict=True):
                assert (
                    mark["y"] == charts.numbers(getattr(found, name)[:3])
                    and len(mark["x"]) == len(mark["y"])
                    and mark["colour"] == colour
                )
            assert [mark["dashed"] for mark in lines[2 * i : 2 * i + 2]] == [True, False] and lines[
                2 * i + 1
            ]["label"] == letter
    for spec, name, dashed in ((information, "information", False), (confidence, "sure", True)):
        assert [(mark["y"], mark["dashed"], mark["label"]) for mark in spec["marks"]] == [
            (charts.numbers(getattr(found, name)[:3]), dashed, letter) for letter, _colour, found in named
        ]
    (most,) = (mark for mark in entropy["marks"] if mark["kind"] == "rule")
    assert most["value"] == pytest.approx(np.log(10)) and accuracy["x"]["high"] == 180


def test_the_most_confident_mistakes_are_pictured_with_what_was_said() -> None:
    pictures = load()[0][:600]
    found, few = some_mistakes(), some_mistakes(2)
    first, second = mistakes(Wrong(NETS, (found, few), pictures, 0))
    (mark,) = first["marks"]
    confident = sorted(range(30), key=lambda i: -found.sure[i])[:SHOWN]
    assert [one["label"] for one in mark["pictures"]] == [
        f"3 → 8, {100 * found.sure[i]:.0f} %" for i in confident
    ]
    for one, i in zip(mark["pictures"], confident, strict=True):
        np.testing.assert_allclose(one["pixels"], pictures[found.at[i]], rtol=1e-3)
    assert (mark["side"], mark["columns"]) == (8, COLUMNS) and first[
        "title"
    ] == "30 of 600 wrong, A: no dropout"
    assert (
        first["x"]["bare"]
        and first["y"]["bare"]
        and len(second["marks"][0]["pictures"]) == 2
        and "The 2 of which" in second["about"]
    )


def test_pictures_and_labels_are_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        charts.images(np.zeros((3, 64)), ["a", "b"], 2)
    (one,) = charts.images([[0, 0.5, np.nan, 1]], ["a"], 1)["pictures"]
    assert one == {"pixels": [0.0, 0.5, None, 1.0], "label": "a"}
