"""What the examples with nets that learn say, computed from their nets, five seeds each."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from dl_core.digits import TOTAL
from dl_core.experiments.against_dense import RATE, SMALL_CONV, SMALL_DENSE
from dl_core.experiments.convnets import Contestant, learn
from dl_core.experiments.places import as_they_are
from dl_core.intervals import Interval, paired
from dl_core.nets.convnet import cost
from dl_core.optimizers import Adam
from pages.convolution import PAGE
from pages.convolution.training.facts import Compared
from pages.convolution.training.words import by_parity


@cache
def trained(name: str) -> Compared:
    """An example at its end."""
    view = PAGE.presets[name].view
    part = PAGE.part(view)
    assert part.steps
    *_before, last = part.steps(part.worked_on(view))
    return last  # type: ignore[no-any-return]


def accuracy(facts: Compared, which: str) -> Any:
    return facts.found[which].accuracy[:, -1, 1]


def between(name: str, a: str, b: str) -> Interval:
    """Paired by seed, a minus b."""
    facts = trained(name)
    return paired(accuracy(facts, a), accuracy(facts, b))


def test_digits_anywhere_the_convolutional_net_is_ahead_and_the_global_max_ahead_of_it() -> None:
    name = "Digits anywhere"
    for a, b in (("conv", "dense"), ("conv", "wide"), ("global", "conv")):
        assert between(name, a, b).low > 0, (a, b)
    weights = {which: one.weights for which, one in trained(name).costs.items()}
    assert min(weights, key=lambda which: weights[which]) == "global"


def test_with_fewer_weights_it_computes_more() -> None:
    costs = trained("Digits anywhere").costs
    assert costs["conv"].weights < costs["dense"].weights / 5
    assert costs["conv"].multiply_adds > 3 * costs["dense"].multiply_adds


def test_learned_in_the_middle_the_last_layer_decides_who_cares_where() -> None:
    name = "Does it care where?"
    facts = trained(name)
    dense, conv = accuracy(facts, "dense").mean(), accuracy(facts, "conv").mean()
    assert conv - dense < 0.1 and conv < 0.25, "hardly more than the dense net"
    assert between(name, "global", "conv").low > 0.3
    for which in ("dense", "wide", "conv", "global"):
        places = facts.found[which].places.reshape(9, 9)
        assert places[4, 4] > 0.9 and places[4, 4] == places.max(), "in the middle all know them"


def test_the_poolings_tell_even_moves_from_odd_ones() -> None:
    even, odd = by_parity(trained("Does it care where?").found["global"].places)
    assert even > odd + 0.15
    even, odd = by_parity(trained("Digits anywhere").found["global"].places)
    assert abs(even - odd) < 0.03, "whoever has seen all places has learned it"


def test_digits_in_their_frames_are_no_advantage_and_shuffled_the_convolutional_net_loses() -> None:
    name = "Pixels shuffled"
    same = between(name, "conv", "dense")
    assert same.low <= 0 <= same.high
    unmoved = between(name, "dense", "dense shuffled")
    assert unmoved.low <= 0 <= unmoved.high
    assert between(name, "conv", "conv shuffled").low > 0
    assert between(name, "dense shuffled", "conv shuffled").low > 0
    assert cost(SMALL_CONV).weights < cost(SMALL_DENSE).weights / 4


def test_twice_as_many_channels_are_about_a_percentage_point_ahead() -> None:
    wide = SMALL_CONV._replace(channels=(16, 32))
    one = Contestant(wide, Adam(lr=RATE), lambda seed: as_they_are(seed, False))
    *_before, (last,) = learn([one], 0, 20)
    gain = paired(last.accuracy[:, -1, 1], accuracy(trained("Pixels shuffled"), "dense"))
    assert gain.low > 0 and 0.003 < gain.mean < 0.02


def test_signals_in_order_the_convolutional_net_is_far_ahead_and_shuffled_behind() -> None:
    name = "Signals, in order and not"
    assert between(name, "conv", "dense").low > 0.2
    assert between(name, "dense shuffled", "conv shuffled").low > 0
    unmoved = between(name, "dense", "dense shuffled")
    assert unmoved.low <= 0 <= unmoved.high


def test_random_filters_are_hardly_worse_before_a_dense_layer_and_much_worse_without_one() -> None:
    book = between("Filters that learn nothing", "trained", "frozen")
    assert book.mean < 0.015
    part = PAGE.named("filters")
    found = {}
    for nets in ("deep", "anywhere"):
        *_before, last = part.steps(part.worked_on(PAGE.view({"part": "filters", "nets": nets})))  # type: ignore[misc]
        found[nets] = paired(accuracy(last, "trained"), accuracy(last, "frozen"))
    assert found["deep"].low > 0.03 and found["deep"].high < found["anywhere"].low


def test_what_the_text_says_of_the_samples_is_so() -> None:
    task = as_they_are(0, False)
    assert (int(task.train.n), int(task.test.n)) == (897, 600) and TOTAL == 1797


@pytest.mark.parametrize("name", ["Digits anywhere", "Does it care where?"])
def test_dense_nets_learn_their_training_images_all_the_same(name: str) -> None:
    found = trained(name).found["dense"].accuracy[:, -1, 0]
    assert found.min() > 0.97 and np.isfinite(found).all()
