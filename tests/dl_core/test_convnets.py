"""Convolutional and dense nets beside each other."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from dl_core.experiments import convnets
from dl_core.experiments.against_dense import BOOK, CONV, DENSE, LINE_CONV, WIDE, filters, order, where
from dl_core.experiments.convnets import SEEDS, TOGETHER, Learned, is_looked_at, learn
from dl_core.experiments.places import EACH, PLACES, anywhere, as_they_are
from dl_core.nets.convnet import Plan, cost, initial, looked_into, outputs


def ended(*runs: tuple[Learned, ...]) -> tuple[Learned, ...]:
    *_before, last = runs
    return last


def test_weights_are_counted() -> None:
    found = [cost(*one).weights for one in ((DENSE,), (WIDE,), (CONV,), (CONV, True))]
    assert found == [21258, 134154, 3818, 1418]
    for plan in (DENSE, WIDE, CONV, LINE_CONV, BOOK):
        held = sum(leaf.size for layer in initial(plan, 0) for leaf in layer)
        assert cost(plan).weights == held


def test_multiply_adds_are_those_of_loops_over_all_places() -> None:
    def counted(plan: Plan, ends: bool = False) -> int:
        found, space, ins = 0, list(plan.space), 1
        for outs in plan.channels:
            for _place in np.ndindex(*space):
                found += outs * ins * plan.side ** len(space)
            ins, space = outs, [length // 2 for length in space]
        sees = ins * (1 if ends else int(np.prod(space)))
        for outs in (*plan.hidden, plan.classes):
            found, sees = found + outs * sees, outs
        return found

    odd = Plan((7, 9), (3, 2)), Plan((5, 6, 7), (2, 3)), Plan((11,), (4,), hidden=(5,))
    for plan, ends in (
        *((one, ends) for one in (CONV, *odd) for ends in (False, True)),
        *((one, False) for one in (DENSE, LINE_CONV, BOOK)),
    ):
        assert cost(plan, ends).multiply_adds == counted(plan, ends)


def test_a_dense_net_has_no_channels_to_end_in() -> None:
    assert cost(DENSE, True) == cost(DENSE)
    for one, other in zip(initial(DENSE, 3, True), initial(DENSE, 3), strict=True):
        np.testing.assert_array_equal(one.weight, other.weight)


@pytest.mark.parametrize("ends", [False, True])
@pytest.mark.parametrize("plan", [DENSE, WIDE, CONV, LINE_CONV, BOOK])
def test_initial_weights_are_he_s_and_the_last_layer_s_half_of_that(plan: Plan, ends: bool) -> None:
    layers = initial(plan, 0, ends)
    for place, (layer, shape) in enumerate(zip(layers, plan.shapes, strict=True)):
        fan_in, gain = int(np.prod(shape[1:])), 1 if place == len(layers) - 1 else 2
        if ends and plan.channels and place == len(plan.channels):
            fan_in = plan.channels[-1]
        assert layer.weight.shape == shape and layer.weight.dtype == np.float32 and not layer.bias.any()
        n = layer.weight.size  # the error of a mean of squares of n normal numbers is √(2/n)
        assert np.square(layer.weight).mean() * fan_in == pytest.approx(gain, rel=5 * np.sqrt(2 / n))


def test_so_many_samples_are_looked_at_as_are_asked_for() -> None:
    (one, *_others), task = small(), as_they_are(0, False)
    layers = initial(one.plan, 0)
    wanted = np.asarray(outputs(layers, one.plan, task.test.x, 0)).argmax(1) == task.test.y
    for n in (1, 299, 300, 301, 600):
        _state, right = convnets.epoch(one, convnets.begin(one.optimizer, layers), task, 0, 0, n, n)
        np.testing.assert_array_equal(np.asarray(right.test), wanted & (np.arange(600) < n))


def test_a_global_maximum_does_not_see_where_it_is() -> None:
    rng, plan = np.random.default_rng(0), Plan((8, 8), (3,))
    layers = initial(plan, 0, True)
    image = np.zeros((8, 8), np.float32)
    image[2:4, 2:4] = rng.normal(size=(2, 2))
    moved = np.roll(image, 2, axis=(0, 1))
    both = np.stack([image.ravel(), moved.ravel()])
    one, other = np.asarray(outputs(layers, plan, both, 1))
    np.testing.assert_allclose(one, other, atol=1e-6)
    flat, elsewhere = np.asarray(outputs(layers, plan, both, 0))
    assert abs(flat - elsewhere).max() > 1e-3


@pytest.mark.parametrize("ends", [False, True])
def test_one_image_layer_by_layer_is_what_the_net_computes(ends: bool) -> None:
    layers, task = initial(CONV, 1, ends), anywhere(1, False)
    for image in task.test.x[:5].astype(np.float32):
        found = looked_into(layers, CONV, image, ends)
        np.testing.assert_allclose(found.outputs, outputs(layers, CONV, image[None], ends)[0], atol=1e-5)
        assert [one.shape for one in found.after] == [(8, 16, 16), (16, 8, 8)]
        assert found.chances.sum() == pytest.approx(1) and found.features.size == 256
        for sums, after in zip(found.before, found.after, strict=True):
            np.testing.assert_array_equal(after, np.maximum(sums, 0))


def test_places_are_looked_at_at_the_end_and_each_time_that_twice_as_much_is_done() -> None:
    assert [done for done in range(21) if is_looked_at(done, 20)] == [1, 2, 4, 8, 16, 20]


def small() -> list[convnets.Contestant]:
    return list(order("digits").values())[:2]


def test_a_run_begins_with_nothing_and_then_knows_the_untrained_nets() -> None:
    steps = learn(small(), 0, 2)
    first = next(steps)
    assert [one.epochs for one in first] == [-1, -1]
    states = list(steps)
    seen = [one[0].epochs for one in states]
    assert seen == sorted(seen) and seen[-1] == 2
    pieces = len(small()) * SEEDS // TOGETHER
    assert len(states) == 3 * pieces, "it can be stopped between any two nets"
    untrained = states[-1][0].accuracy[:, 0, 1]
    assert untrained.mean() < 0.3 < states[-1][0].accuracy[:, 2, 1].min()


def test_a_run_is_the_same_every_time_and_what_travels_is_small() -> None:
    runs = [ended(*learn(small(), 3, 2, shown=(False, True))) for _ in range(2)]
    for one, other in zip(*runs, strict=True):
        np.testing.assert_array_equal(one.accuracy, other.accuracy)
        for layer, twin in zip(one.now, other.now, strict=True):
            np.testing.assert_array_equal(layer.weight, twin.weight)
    assert not runs[0][0].now and len(runs[0][1].now) == 3
    assert len(pickle.dumps(runs[0])) < 40_000


def test_all_seeds_and_nets_of_a_seed_see_the_same_whoever_learns_beside_them() -> None:
    both, alone = ended(*learn(small(), 0, 1)), ended(*learn(small()[1:], 2, 1))
    np.testing.assert_array_equal(both[1].accuracy[2:], alone[0].accuracy[:3])


def test_frozen_filters_stay_and_all_else_learns() -> None:
    pair = filters("book")
    trained, frozen = ended(*learn(list(pair.values()), 0, 2, shown=(True, True)))
    for learned, moves in ((trained, (True, True, True)), (frozen, (False, True, True))):
        for before, now, moved in zip(learned.before, learned.now, moves, strict=True):
            assert (before.weight != now.weight).any() == moved
    np.testing.assert_array_equal(trained.before[0].weight, frozen.before[0].weight)


def test_the_map_is_what_the_nets_of_all_seeds_say_of_each_place() -> None:
    dense, places = where(False)["dense"], np.zeros(PLACES)
    (found,) = ended(*learn([dense], 0, 1))
    for seed in range(SEEDS):
        (one,), task = ended(*learn([dense], seed, 1, shown=(True,))), anywhere(seed, False)
        said = np.asarray(outputs(one.now, DENSE, task.test.x.astype(np.float32), 0)).argmax(1)
        places += np.bincount(task.place, said == task.test.y, PLACES) / EACH / SEEDS
    np.testing.assert_allclose(found.places, places, atol=1e-3)
    assert found.looked == 1


def test_eight_programs_serve_all_that_can_be_trained(compilations: Callable[[], int]) -> None:
    convnets._epoch.jitted.clear_cache()
    compilations()
    everything = [
        where(False),
        where(True),
        *map(order, ("digits", "signals")),
        *map(filters, ("book", "deep", "anywhere")),
    ]
    for one in everything:
        steps = learn(list(one.values()), 0, 1)
        while next(steps)[0].epochs < 0:
            pass
    assert compilations() <= 8
