"""Two settings beside each other: what is paired, and that no number depends on how much of the work is done
at once."""

import jax
import numpy as np
import pytest

from dl_core.digits import digits
from dl_core.experiments import compare as comparing
from dl_core.experiments.compare import SEEDS, TOGETHER, Curves, Setup, compare
from dl_core.experiments.learning import MOST_EPOCHS, Regularizers, begin, epoch, epochs, score
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD

SHAPE, WHAT, RULE = Shape(64, 12, 2, 10), net_config(2, "relu"), SGD(lr=0.1)
PLAIN, DROPPED = (
    Setup(RULE, Regularizers(dropout=ratio), SHAPE, WHAT, "he", 50, lambda seed: digits(100, seed, 0.3))
    for ratio in (0.0, 0.3)
)
BETWEEN = -(-2 * SEEDS // TOGETHER)  # pieces of work of ten nets
AGES = 1e9  # seconds


def states(total: int, seconds: float = 0.0) -> list[list[Curves]]:
    """All that is yielded, each state once, if there are always so many seconds left."""
    found: list[list[Curves]] = []
    for state in compare([PLAIN, DROPPED], 3, total, lambda: seconds):
        if not found or state is not found[-1]:
            found.append(state)
    return found


def test_a_state_is_one_epoch_further_unless_there_is_time_for_more() -> None:
    assert (
        [one[0].epochs for one in states(4)]
        == [one[0].epochs for one in states(4, -1.0)]
        == [-1, 0, 1, 2, 3, 4]
    )
    assert [one[0].epochs for one in states(5, AGES)] == [-1, 0, 1, 2, 4, 5], (
        "never more than there are already"
    )
    assert [one[1].epochs for one in states(260, AGES)] == [
        -1,
        0,
        1,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        128 + MOST_EPOCHS,
        260,
    ]


def test_there_is_time_for_as_many_as_the_last_ones_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(10_000))  # a piece of work takes a second: an epoch of all nets BETWEEN
    monkeypatch.setattr(comparing.time, "perf_counter", lambda: float(next(clock)))
    assert [one[0].epochs for one in states(5, 1.9 * BETWEEN)] == [-1, 0, 1, 2, 3, 4, 5]
    assert [one[0].epochs for one in states(30, 2.1 * BETWEEN)] == [-1, 0, 1, 2, 4, 8, 16, 30], (
        "two at once take a second, so there is room for more"
    )


def test_no_number_depends_on_how_many_epochs_are_done_at_once() -> None:
    slow, quick = states(7)[-1], states(7, AGES)[-1]
    for one, other in zip(slow, quick, strict=True):
        np.testing.assert_array_equal(one.accuracy, other.accuracy)
        np.testing.assert_array_equal(one.loss, other.loss)
        for mine, theirs in zip(jax.tree.leaves(one.nets), jax.tree.leaves(other.nets), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_curves_are_those_of_each_net_taught_by_itself() -> None:
    for setting, found in zip((PLAIN, DROPPED), states(3, AGES)[-1], strict=True):
        for place in (0, SEEDS - 1):
            seed, data = 3 + place, setting.data(3 + place)
            train_state = begin(RULE, initial_weights(SHAPE, "he", seed), WHAT)
            np.testing.assert_array_equal(
                found.accuracy[place, 0],
                score(train_state, (2, int(WHAT.activation), 0, 0), setting.regularizers, data).accuracy,
            )
            for done in range(1, 4):
                train_state, now = epoch(RULE, setting.regularizers, train_state, WHAT, data, seed, 2, 50)
                np.testing.assert_array_equal(found.accuracy[place, done], now.accuracy)
                np.testing.assert_array_equal(found.loss[place, done], now.loss)


def test_a_net_whose_loss_is_not_finite_has_no_accuracy_from_then_on() -> None:
    (found,) = list(compare([PLAIN._replace(optimizer=SGD(lr=1e6))], 0, 5))[-1]
    np.testing.assert_array_equal(np.isnan(found.accuracy), ~np.isfinite(found.loss))
    assert (
        np.isfinite(found.loss[:, 0]).all() and 0 < found.diverged == np.isnan(found.accuracy[:, -1, 0]).sum()
    )


def test_epochs_are_epochs_one_after_the_other() -> None:
    data, regularizers = digits(100, 0, 0.3), Regularizers(dropout=0.3)
    train_state = begin(RULE, initial_weights(SHAPE, "he", 0), WHAT)
    at_once, found = epochs(RULE, regularizers, train_state, WHAT, data, 0, 2, 5, 50)
    assert found.accuracy.shape == found.loss.shape == (5, 3)
    for row in range(5):
        train_state, now = epoch(RULE, regularizers, train_state, WHAT, data, 0, 2, 50)
        np.testing.assert_array_equal(now, [found.accuracy[row], found.loss[row]])
    for mine, theirs in zip(jax.tree.leaves(train_state), jax.tree.leaves(at_once), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("count", [-1, MOST_EPOCHS + 1])
def test_more_epochs_than_there_are_rows_are_refused(count: int) -> None:
    train_state = begin(RULE, initial_weights(SHAPE, "he", 0), WHAT)
    with pytest.raises(ValueError, match=f"count={count}; from 0 to {MOST_EPOCHS}"):
        epochs(RULE, Regularizers(), train_state, WHAT, digits(100, 0, 0.3), 0, 2, count)
