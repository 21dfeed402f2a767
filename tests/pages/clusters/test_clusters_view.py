"""What the page on clusters can be asked: points and centres travel in the link, and no more."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.page import Part
from kit.settings import Refused
from pages.clusters import PAGE, charts, facts, runs, words
from pages.clusters.facts import NoPoints, Plane
from pages.clusters.judged import runs as judged
from pages.clusters.places import LONGEST, MOST, read_places
from pages.clusters.presets import PRESETS
from pages.clusters.runs import Elbow, Starts, TooFew
from pages.clusters.view import HALVES, LARGEST, Clusters
from tests.strangers import many, odd_texts

PLACE = st.tuples(*(st.integers(-99_000, 99_000).map(lambda n: n / 1000) for _axis in range(2)))


def spelled(places: list[tuple[float, float]]) -> str:
    return ";".join(f"{x:g},{y:g}" for x, y in places)


@many(50)
@given(st.lists(PLACE, max_size=MOST), st.lists(PLACE, max_size=LARGEST))
def test_what_was_placed_travels_in_the_link(points, centres) -> None:
    asked = {"data": "none", "added": spelled(points), "centres": spelled(centres), "k": str(LARGEST)}
    view, complaints = Clusters.read(asked)
    assert complaints == [] and view.sample.x.tolist() == [list(one) for one in points]
    assert Clusters.read(view.query()) == (view, [])
    if points:
        begun = view.begin(view.sample.x)
        assert begun[: len(centres)].tolist() == [list(one) for one in centres]
        assert len(begun) == min(LARGEST, len(centres) + len(points))


@pytest.mark.parametrize(
    "text",
    [
        *("1", "1,2,3", "1,2;", "100,0", "1e3,0", "nan,0", "1.23456,0", "1;2", "٣,1", "__import__('os')"),
        ";".join(["1,1"] * (MOST + 1)),
        "1,1;" * LONGEST + "1,1",
    ],
)
def test_what_is_no_list_of_places_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as why:
        read_places(text)
    assert str(why.value).endswith(".")
    view, complaints = Clusters.read({"added": text})
    assert len(complaints) == 1 and view["added"] == ""


@many(200)
@given(st.one_of(odd_texts(), st.text("0123456789.,;+- ", max_size=30)))
def test_nothing_that_is_typed_raises_or_gives_anything_but_places(text: str) -> None:
    try:
        found = read_places(text)
    except Refused as why:
        assert str(why).endswith(".")
    else:
        assert len(found) <= MOST and all(abs(x) < 100 and abs(y) < 100 for x, y in found)


def test_points_of_the_set_stand_before_those_that_were_placed_and_in_a_group_of_their_own() -> None:
    view = Clusters({"added": "1,1;2,2", "points": 40.0})
    assert view.sample.x[-2:].tolist() == [[1, 1], [2, 2]] and view.sample.group[-2:].tolist() == [4, 4]
    assert not Clusters({"added": "1,1", "data": "uniform"}).sample.group.any()


def test_without_points_or_with_too_few_the_page_says_so() -> None:
    none = Clusters({"data": "none"})
    assert isinstance(facts.plane(none), NoPoints)
    assert charts.steps(NoPoints(none))[0]["sets"]["points"]["places"] == []
    few = Clusters({"data": "none", "added": "1,1;1,1;1,1", "of": "plane"})
    found, last = runs.starts(few), list(runs.elbow(few))[-1]
    assert isinstance(found, TooFew) and found.points == 1 and isinstance(last, TooFew)
    run = facts.plane(few)
    assert isinstance(run, Plane) and len(run.centres) == 3 and run.inertia[-1] == 0
    for part in PAGE.parts:
        for view in (none, few):
            assert drawn(part, view)


@pytest.mark.parametrize(
    "text", ["0.1,0.1;0.1,0.1;0.1,0.1", "0.1,0.1;0.3,0.7;0.3,0.7;0.3,0.7", "1,2;3,4;5,6"]
)
def test_as_many_clusters_as_different_points_leave_nothing_and_are_told_in_plain_numbers(text: str) -> None:
    k = str(len(set(text.split(";"))))
    for more in ({}, {"target": "point"}, {"empty": "move", "k": "8"}):
        asked = {"data": "none", "added": text, "k": k, "half": "4", "of": "plane", "start": "plus"}
        view, complaints = Clusters.read(asked | more)
        assert complaints == []
        said = [one["text"] for one in words.steps(facts.plane(view))]
        assert re.fullmatch(r"Half step 4, .*: inertia 0( after 0)?\.", said[0]) and not any(
            "rises" in one or "moves to" in one for one in said
        )
        found = runs.starts(view)
        if isinstance(found, TooFew):
            continue
        with np.errstate(all="raise"):
            ends, worth = charts.starts(found)
        assert ends["x"]["low"] < ends["x"]["high"] and not worth["marks"]
        counts = [one["text"] for one in words.starts(found)]
        assert "100 of 100 starts end at inertia 0, the worst at 0." in counts[-2]  # of k-means++
        assert not any("10⁻" in one or "nan" in one or "∞" in one for one in counts + said)


def drawn(part: Part, view: Clusters) -> bool:
    seen = part.seen(view)
    found = part.facts(seen) if part.facts and part.instant(seen) else list(part.steps(seen))[-1]
    return bool(part.charts(found)) and all(one["text"] for one in part.words(found))


def test_every_half_step_is_drawn_as_it_is() -> None:
    for half in range(7):
        found = facts.plane(Clusters({"half": float(half), "added": "3,-3"}))
        assert isinstance(found, Plane)
        run = found.run
        assert np.array_equal(found.centres, run.centres[half // 2])
        if half:
            assert np.array_equal(found.labels, run.labels[(half - 1) // 2])
            place = (half - 1) // 2, (half - 1) % 2
            assert found.inertia[half - 1] == run.inertia[place]
        else:
            assert (found.labels == -1).all()
        plane = charts.steps(found)[0]
        dots = [mark for mark in plane["marks"] if mark["kind"] == "dots"]
        assert sum(len(mark["x"]) for mark in dots) == 201 + 4
        assert [mark["kind"] for mark in plane["marks"]].count("region") == 4
        assert plane["sets"]["centres"]["also"] == ({"half": "1"} if half > 1 else {})
        assert len(found.inertia) == HALVES


def test_steps_end_with_what_all_at_once_would_give() -> None:
    states = list(runs.starts_on_digits(Clusters()))
    assert [len(one.inertias) for one in states] == [0, 1, 2, 3]
    assert all(isinstance(one, Starts) and (runs.ways_done(one).total == 3) for one in states)
    pieces = list(judged.truth(Clusters()))
    assert [len(one.inertia) for one in pieces] == list(range(0, 101, 20))
    last = pieces[-1]
    for seen in (last.lowest, last.closest):
        assert seen.images.shape == (10, 64) and seen.images.min() >= 0 and seen.images.max() <= 1
        assert (
            seen.counts.shape == (10, 10) and seen.counts.sum() == 1797 and seen.named == sorted(seen.named)
        )
    rows = [one for one in runs.elbow(Clusters({"points": 40.0})) if isinstance(one, Elbow)]
    assert [len(one.data) for one in rows] == list(range(LARGEST + 1)) == [len(one.uniform) for one in rows]


def test_every_centre_of_an_example_stands_in_the_frame_with_its_whole_marker() -> None:
    for preset in PRESETS.values():
        if preset.view["part"] != "steps":
            continue
        view = preset.view
        x0, x1, y0, y1 = view.window
        found = PAGE.named("steps").facts(PAGE.named("steps").seen(view))  # type: ignore[misc]
        room = 0.05 * np.array([x1 - x0, y1 - y0])  # a marker's half on a small frame
        assert (found.centres > np.array([x0, y0]) + room).all()
        assert (found.centres < np.array([x1, y1]) - room).all()


def test_the_word_at_rest_stands_above_every_curve_of_inertia() -> None:
    for view in (Clusters(), *(one.view for one in PRESETS.values() if one.view["part"] == "steps")):
        plane = facts.plane(view)
        assert isinstance(plane, Plane)
        inertia = charts.steps(plane)[1]
        assert 1 - max(plane.inertia) / inertia["y"]["high"] > 26 / 200  # px of a line in a low frame


def test_after_it_has_come_to_rest_no_centre_is_said_to_have_moved() -> None:
    for half in range(HALVES + 1):
        found = facts.plane(Clusters({"half": float(half)}))
        assert isinstance(found, Plane) and found.settled
        first = str(words.steps(found)[0]["text"])
        assert ("nothing changes" in first) == (half > found.settled)
