"""The parts of Convolution in which nets learn: what they open with, how they go on, and the inside of a
net."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dl_core.digits import TOTAL, load
from dl_core.experiments.convnets import Learned
from dl_core.intervals import paired
from kit.page import Part, Run
from pages.convolution import PAGE
from pages.convolution.training.facts import SHELF, Compared, doubled
from pages.convolution.training.inside import Inside, kept_net
from pages.convolution.training.inside_charts import beside, spaced
from pages.convolution.training.words import by_parity
from pages.convolution.view import Convolution

NAMES = ("where", "order", "filters")
PAIRS = [(name, view) for name in NAMES for view in SHELF.views[name]]
SMALL = 40_000  # bytes that may travel five times a second


def part_of(name: str, **asked: Any) -> tuple[Part[Any], Convolution]:
    return PAGE.named(name), Convolution({"part": name, **asked})


def states(name: str, **asked: Any) -> list[Any]:
    part, view = part_of(name, **asked)
    assert part.steps
    return list(part.steps(part.worked_on(view)))


def texts(sentences: Any) -> str:
    return "\n".join(one["text"] for one in sentences)


@pytest.mark.parametrize(("name", "view"), PAIRS)
def test_a_part_opens_pale_on_what_was_kept_until_its_own_nets_begin(name: str, view: Convolution) -> None:
    part = PAGE.named(name)
    work = part.worked_on(view.edited({"part": name})[0])
    assert part.steps and part.kept
    begun, known = next(iter(part.steps(work))), part.kept(work)
    assert isinstance(known, Compared) and known.done == begun.epochs == 20 and begun.done == -1
    opening, running = Run(begun, False, known, True), Run(begun, True, known, True)
    drawn = part.charts(opening)
    curves = [
        one
        for one in drawn
        if one["marks"] and one["marks"][0]["kind"] == "line" and one["x"]["label"] == "epoch"
    ]
    assert curves and all(any(mark.get("pale") for mark in one["marks"]) for one in curves)
    assert "Pale" in texts(part.words(opening)) and "Press Train" in texts(part.words(opening))
    for one in part.charts(running):
        assert not any(mark.get("pale") for mark in one["marks"]), "nothing kept once somebody has pressed"
    assert "Beginning" in texts(part.words(running))
    assert [one["key"] for one in drawn] == [one["key"] for one in part.charts(running)]


def test_what_is_kept_is_where_the_nets_go() -> None:
    for name, changes in (("order", {}), ("filters", {})):
        part, view = part_of(name, **changes)
        last, known = states(name, **changes)[-1], part.kept(part.worked_on(view))  # type: ignore[misc]
        for which, one in last.found.items():
            spread = one.accuracy[:, -1, 1].max() - one.accuracy[:, -1, 1].min()
            apart = abs(known.found[which].accuracy[0, -1, 1] - one.accuracy[:, -1, 1].mean())
            assert apart <= max(spread, 0.01), which
            assert known.found[which].accuracy.shape == (1, 21, 2)


def test_another_seed_or_number_of_epochs_has_nothing_kept() -> None:
    for name in NAMES:
        for change in ({"seed": 1.0}, {"epochs": 19.0}):
            part, view = part_of(name, **change)
            assert part.kept and part.kept(part.worked_on(view)) is None
    assert kept_net(Convolution({"seed": 1.0})) == ()


def test_the_file_of_what_is_kept_is_small() -> None:
    assert SHELF.path.stat().st_size < 100_000


@pytest.mark.parametrize("name", [*NAMES, "inside"])
def test_what_travels_is_small_and_new_only_where_something_has_come(name: str) -> None:
    found = states(name, epochs=2.0)
    assert max(len(pickle.dumps(one)) for one in found) < SMALL
    different = {id(one) for one in found}
    assert len(different) == 4, "nothing, the untrained nets, and two epochs"
    assert [one.done for one in found] == sorted(one.done for one in found)
    assert doubled(found[0], found[-1]) and not doubled(found[-1], found[-1])


@pytest.mark.parametrize(("name", "view"), PAIRS)
def test_charts_and_words_can_be_sent_from_beginning_to_end(name: str, view: Convolution) -> None:
    part = PAGE.named(name)
    found = states(name, **{**view.asked, "epochs": 1.0})
    for one in (found[0], found[len(found) // 2], found[-1]):
        for running in (True, False):
            run = Run(one, running)
            json.dumps([part.charts(run), part.words(run)], allow_nan=False)


def test_bands_are_those_of_five_seeds() -> None:
    last = states("order", epochs=2.0)[-1]
    dense = PAGE.named("order").charts(Run(last))[0]
    lines = [mark for mark in dense["marks"] if mark["kind"] == "line"]
    values = last.found["dense"].accuracy[..., 1]
    low, high, mean = lines[:3]
    np.testing.assert_allclose(mean["y"], values.mean(axis=0), rtol=1e-3)
    np.testing.assert_allclose(low["y"], values.min(axis=0), rtol=1e-3)
    np.testing.assert_allclose(high["y"], values.max(axis=0), rtol=1e-3)


def learned(values: list[float]) -> Learned:
    accuracy = np.array(values, np.float32)[:, None, None].repeat(2, axis=1).repeat(2, axis=2)
    return Learned(accuracy, np.zeros(0, np.float32), 0, (), (), float("nan"))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ([0.9, 0.91, 0.92, 0.9, 0.91], [0.8, 0.81, 0.82, 0.8, 0.81], "10.0 percentage points more"),
        ([0.8, 0.81, 0.82, 0.8, 0.81], [0.9, 0.91, 0.92, 0.9, 0.91], "10.0 percentage points fewer"),
        ([0.9, 0.92, 0.9, 0.92, 0.9], [0.91, 0.9, 0.92, 0.9, 0.91], "not more than the spread of 5 seeds"),
    ],
)
def test_a_difference_inside_the_spread_of_seeds_is_said_to_be_one(
    a: list[float], b: list[float], said: str
) -> None:
    part = PAGE.named("filters")
    found = {"trained": learned(a), "frozen": learned(b)}
    last = states("filters", epochs=1.0)[-1]
    layers = {"before": last.found["trained"].before, "now": last.found["trained"].now}
    facts = last._replace(found={name: one._replace(**layers) for name, one in found.items()})
    text = texts(part.words(Run(facts)))
    assert said in text
    interval = paired(a, b)
    assert ("spread" in said) == (interval.low <= 0 <= interval.high)


def test_the_costs_are_multiples_of_the_dense_net_s_and_times_are_of_this_run() -> None:
    part = PAGE.named("where")
    found = states("where", epochs=3.0)
    last = found[-1]
    for facts, many in ((found[0], 2), (last, 3)):
        (drawn,) = (one for one in part.charts(Run(facts)) if one["key"] == "costs")
        lines = [mark for mark in drawn["marks"] if mark["kind"] == "line"]
        for mark, (name, cost) in zip(lines, facts.costs.items(), strict=True):
            weights, products, time = mark["y"]
            assert weights == pytest.approx(cost.weights / facts.costs["dense"].weights, rel=1e-3)
            assert products == pytest.approx(
                cost.multiply_adds / facts.costs["dense"].multiply_adds, rel=1e-3
            )
            ratio = facts.found[name].took / facts.found["dense"].took
            assert time is None if many == 2 else time == pytest.approx(ratio, rel=1e-3)
    said = texts(part.words(Run(last)))
    assert "21,258" in said and "3,818" in said and " ms" in said


def test_even_and_odd_moves_are_told_apart() -> None:
    grid = np.zeros((9, 9))
    grid[::2, ::2] = 1.0
    assert by_parity(grid.ravel()) == (1.0, 0.0)


# --- inside the net -----------------------------------------------------------------------------------------


def opened(**asked: Any) -> Inside:
    part, view = part_of("inside", **asked)
    assert part.steps
    return part.joined(part.seen(view), next(iter(part.steps(part.worked_on(view)))), False)  # type: ignore[no-any-return]


def test_the_page_opens_on_a_net_that_knows_digits_and_says_that_it_was_kept() -> None:
    found = opened()
    assert found.is_kept and "kept" in texts(PAGE.named("inside").words(found))
    images, labels = load()
    right = [opened(digit=float(place)).now.chances.argmax() == labels[place] for place in range(0, 60)]
    untrained = [opened(digit=float(p)).before.chances.argmax() == labels[p] for p in range(0, 60)]
    assert np.mean(right) > 0.8 and np.mean(untrained) < 0.4 and len(images) == TOTAL


def test_another_seed_opens_on_its_untrained_net() -> None:
    found = opened(seed=3.0)
    assert not found.is_kept and "initial weights" in texts(PAGE.named("inside").words(found))
    np.testing.assert_array_equal(found.before.outputs, found.now.outputs)


@pytest.mark.parametrize("layer", ["1", "2"])
def test_a_unit_is_the_sum_over_channels_that_the_map_shows(layer: str) -> None:
    for unit in (-1.0, 0.0, 17.0, 63.0, 255.0):
        found = opened(layer=layer, channel=5.0, unit=unit)
        one, maps = found.unit, found.now
        exact = maps.before[one.layer][one.channel][one.at]
        assert one.value == pytest.approx(float(exact), abs=1e-5)
        assert one.sums.sum() + one.bias == pytest.approx(one.value)
        assert one.map[one.at] == pytest.approx(max(0.0, one.value), abs=1e-5)
        assert one.windows.shape == one.kernels.shape == ((1, 3, 3) if layer == "1" else (8, 3, 3))
        if unit < 0:
            assert one.map[one.at] == one.map.max()


def test_a_digit_can_be_drawn_and_moved() -> None:
    drawn = "g" * 8 + "0" * 56
    found = opened(picture="drawn", drawn=drawn, down=0.0, right=8.0)
    image = np.zeros((16, 16))
    image[0, 8:] = 1.0
    np.testing.assert_array_equal(found.image, image)
    (picture, *_others) = PAGE.named("inside").charts(found)
    digit, place = picture["cells"]["blocks"][0]["grids"]
    assert digit["sets"]["setting"] == "drawn" and place["sets"]["setting"] == "unit"
    assert place["lit"] == [found.unit.at[0] * 8 + found.unit.at[1]]


def test_the_net_that_learns_here_is_the_one_of_when_is_it_better() -> None:
    part, view = part_of("inside", epochs=2.0)
    net, four = states("inside", epochs=2.0)[-1], states("where", epochs=2.0)[-1]
    np.testing.assert_array_equal(net.learned.accuracy[0], four.found["global"].accuracy[0])
    found = part.joined(part.seen(view), net, False)
    assert not found.is_kept and found.done == 2
    assert not np.array_equal(found.before.outputs, found.now.outputs)
    assert found.accuracy == pytest.approx(four.found["global"].accuracy[0, -1, 1])


def test_the_image_and_the_unit_begin_no_other_training() -> None:
    part, view = part_of("inside")
    for change in (
        {"digit": 5.0},
        {"unit": 3.0},
        {"layer": "1"},
        {"channel": 2.0},
        {"down": 0.0},
        {"right": 8.0},
    ):
        assert part.key(Convolution({**view.asked, **change})) == part.key(view)
    for change in ({"ending": "flat"}, {"seed": 1.0}, {"epochs": 5.0}, {"learned_from": "middle"}):
        assert part.key(Convolution({**view.asked, **change})) != part.key(view)


def test_looking_inside_compiles_nothing(compilations: Callable[[], int]) -> None:
    compilations()
    for layer in ("1", "2"):
        for channel in (1.0, 8.0, 16.0):
            json.dumps(PAGE.named("inside").charts(opened(layer=layer, channel=channel)), allow_nan=False)
    assert compilations() == 0


def test_windows_stand_beside_each_other_with_a_gap() -> None:
    found = beside(np.arange(18.0).reshape(2, 3, 3))
    assert found.shape == (3, 7) and np.isnan(found[:, 3]).all()
    np.testing.assert_array_equal(found[:, 4:], np.arange(9.0, 18.0).reshape(3, 3))
    single = spaced(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(single, [[1.0, np.nan, 2.0, np.nan, 3.0]])


def test_each_sum_stands_below_its_channel_in_cells_that_have_room_for_its_number() -> None:
    picture = PAGE.named("inside").charts(opened())[0]
    windows, kernels, products, sums = picture["cells"]["blocks"][1]["grids"]
    many = len(opened().unit.sums)
    assert kernels["like"] == products["like"] == windows["key"]  # pointing at one shows all three
    assert sums["scale"] * sums["columns"] <= windows["columns"] + 1
    for channel in range(many):
        first = 4 * channel  # of the windows' columns
        assert first <= sums["scale"] * 2 * channel < first + 3
        assert sums["z"][2 * channel] == pytest.approx(opened().unit.sums[channel], rel=1e-5)


def test_no_name_of_a_digit_lies_on_a_bar_or_beyond_the_frame() -> None:
    for drawn in ("", "g" * 64):
        found = opened(picture="drawn", drawn=drawn) if drawn else opened()
        (softmax,) = (one for one in PAGE.named("inside").charts(found) if one["key"] == "softmax")
        untrained, trained = softmax["marks"]
        for below, above in zip(untrained["rows"], trained["rows"], strict=True):
            assert max(above["high"], above["beyond"]) >= below["high"]
        assert softmax["x"]["until"] == 1 and softmax["x"]["high"] >= 1.5  # a third of the frame for names


def test_the_kept_net_stays_in_the_picture_while_a_hand_moves_the_digit() -> None:
    part, view = part_of("inside")
    net = next(iter(part.steps(part.worked_on(view))))
    at_rest, moved = (part.joined(part.seen(view), net, under_way) for under_way in (False, True))
    assert at_rest.is_kept and moved.is_kept
    np.testing.assert_array_equal(at_rest.now.outputs, moved.now.outputs)


def test_the_softmax_adds_up_to_one() -> None:
    (softmax,) = (one for one in PAGE.named("inside").charts(opened()) if one["key"] == "softmax")
    for mark in softmax["marks"]:
        assert sum(row["mid"] for row in mark["rows"]) == pytest.approx(1, abs=1e-3)
