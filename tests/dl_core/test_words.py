"""SGNS on counts: the exact loss against its definition, its gradient against JAX's own, and its closed
form."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from dl_core.experiments.word_world import expected_counts, pair_counts, sentences
from dl_core.experiments.words import (
    PIECES,
    ROOMS,
    Exact,
    _slopes,
    chance,
    closed_form,
    lowest_loss,
    sgns_loss,
    start,
    train,
    training,
)
from dl_core.programs import compiled

RNG = np.random.default_rng(5)


def some_counts(words: int, seed: int = 0) -> np.ndarray:
    """Counts that are not symmetric, with words that are rare, and one that is never seen."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(3.0 * rng.random((words, 1)) * rng.random(words) * 4).astype(float)
    counts[-1] = counts[:, -1] = 0
    return counts


def one_by_one(counts: np.ndarray, w: np.ndarray, c: np.ndarray, k: float, power: float) -> float:
    """The definition, pair by pair."""
    total = 0.0
    of_words, contexts = counts.sum(axis=1), counts.sum(axis=0)
    law = np.where(contexts > 0, contexts, 1) ** power * (contexts > 0)
    for i in range(len(counts)):
        for j in range(len(counts)):
            x = float(w[i] @ c[j])
            drawn = k * of_words[i] * law[j] / law.sum()
            total -= counts[i, j] * np.log(expit(x)) + drawn * np.log(expit(-x))
    return total / counts.sum()


@pytest.mark.parametrize("power", [1.0, 0.75])
@pytest.mark.parametrize("seed", range(3))
def test_the_loss_is_the_sum_over_all_pairs(seed: int, power: float) -> None:
    counts = some_counts(7, seed)
    w, c = RNG.normal(size=(2, 7, 3))
    want = one_by_one(counts, w, c, 5, power)
    assert sgns_loss(counts, w, c, 5, power) == pytest.approx(want, rel=1e-12)
    assert sgns_loss(counts, w, c, 5) == pytest.approx(one_by_one(counts, w, c, 5, 1.0), rel=1e-12)


def test_the_gradient_is_jax_s_own() -> None:
    counts = some_counts(9)
    seen, drawn = counts / counts.sum(), chance(counts, 4) / counts.sum()
    w, c = (jnp.asarray(one) for one in RNG.normal(size=(2, 9, 4)))

    def loss(w: jax.Array, c: jax.Array) -> jax.Array:
        x = w @ c.T
        return -(seen * jax.nn.log_sigmoid(x) + drawn * jax.nn.log_sigmoid(-x)).sum()

    assert float(loss(w, c)) == pytest.approx(sgns_loss(counts, w, c, 4), rel=1e-12)
    for mine, theirs in zip(_slopes(seen, drawn, w, c), jax.grad(loss, (0, 1))(w, c), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-14)


def test_the_closed_form_is_the_minimum_of_every_cell() -> None:
    """A cell by itself, by SciPy's own minimiser."""
    counts, k = some_counts(6, 3), 3.0
    drawn, closed = chance(counts, k), closed_form(counts, k)
    assert np.isneginf(closed[counts == 0]).all() and np.isfinite(closed[counts > 0]).all()
    for i, j in zip(*np.nonzero(counts), strict=True):
        count, other = counts[i, j], drawn[i, j]
        found = minimize(
            lambda x, a=count, b=other: a * np.logaddexp(0, -x[0]) + b * np.logaddexp(0, x[0]), [0.0]
        )
        assert closed[i, j] == pytest.approx(found.x[0], abs=1e-3)


def test_the_closed_form_is_pmi_less_log_k() -> None:
    counts, k = some_counts(6, 3), 7.0
    total, there = counts.sum(), counts > 0
    pmi = np.log(np.where(there, counts, 1) * total / np.outer(counts.sum(1), counts.sum(0)).clip(1))
    np.testing.assert_allclose(closed_form(counts, k)[there], (pmi - np.log(k))[there], atol=1e-12)


def test_the_lowest_loss_is_that_of_the_closed_form() -> None:
    counts, k = some_counts(6, 2), 5.0
    x = np.where(np.isfinite(closed_form(counts, k)), closed_form(counts, k), -60.0)
    assert lowest_loss(counts, k) == pytest.approx(sgns_loss(counts, x, np.eye(6), k), abs=1e-12)
    for _try in range(20):
        assert sgns_loss(counts, *RNG.normal(size=(2, 6, 6)), k) > lowest_loss(counts, k)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("negatives", [1.0, 5.0, 15.0])
def test_wide_enough_vectors_reach_the_lowest_loss(seed: int, negatives: float) -> None:
    counts = pair_counts(sentences(2000, 0.2 * seed, seed))
    found = train(counts, 60, negatives, seed, steps=2000)
    assert 0 <= sgns_loss(counts, found.w, found.c, negatives) - lowest_loss(counts, negatives) < 1e-4


def test_what_is_reached_is_the_closed_form_where_pairs_are_frequent() -> None:
    counts, k = pair_counts(sentences(5000, 0.0, 1)), 5.0
    found = train(counts, 32, k, 1, steps=4000)
    often = counts > 30
    apart = (found.w @ found.c.T - closed_form(counts, k))[often]
    assert often.sum() > 300 and np.sqrt((apart**2).mean()) < 0.03


def test_the_told_losses_are_those_of_the_vectors() -> None:
    counts = some_counts(20)
    found = train(counts, 6, 5, seed=3, steps=200)
    assert len(found.losses) == len(found.steps) == PIECES + 1 and found.steps[-1] == 200
    assert found.losses[0] == pytest.approx(sgns_loss(counts, *start(20, 6, 3), 5), rel=1e-6)
    assert found.losses[-1] == pytest.approx(sgns_loss(counts, found.w, found.c, 5), rel=1e-5)
    bit_by_bit = list(training(counts, 6, 5, seed=3, steps=200, each=5))
    np.testing.assert_allclose(bit_by_bit[-1].w, found.w, atol=1e-4)
    assert [int(one.steps[-1]) for one in bit_by_bit] == list(range(0, 201, 5))


def test_words_that_nobody_has_seen_and_numbers_beyond_the_width_change_nothing() -> None:
    counts = some_counts(20)
    found = train(counts, 6, 5, steps=80)
    np.testing.assert_array_equal(found.w[-1], start(20, 6, 0)[0].astype(np.float32)[-1])
    more = np.zeros((25, 25))
    more[:20, :20] = counts
    run = Exact(more, 6, 5)
    assert run.w.shape == (25, 6)
    whole = np.asarray(run._state.w)
    run.advance(10, [0.1])
    assert (np.asarray(run._state.w)[25:] == whole[25:]).all() and (
        np.asarray(run._state.w)[:, 6:] == 0
    ).all()


def test_nothing_but_the_room_compiles() -> None:
    train(some_counts(10), 2, 1.0)
    before = compiled()
    for words, width, negatives, steps in ((11, 3, 2.0, 120), (64, 32, 15.0, 40), (5, 1, 0.5, 1000)):
        train(some_counts(words), width, negatives, steps, steps=steps)
    assert compiled() == before


@pytest.mark.parametrize(
    "counts", [np.ones((2, 3)), np.zeros((3, 3)), -np.eye(3), np.full((3, 3), np.nan), np.ones(3)]
)
def test_what_is_no_table_of_counts_is_refused(counts: np.ndarray) -> None:
    for function in (lambda: chance(counts, 5), lambda: closed_form(counts, 5), lambda: train(counts, 3, 5)):
        with pytest.raises(ValueError, match="counts"):
            function()


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        Exact(np.ones((2, 2)), ROOMS[-1][1] + 1, 5)


def test_counts_of_sentences_tend_to_the_expected_ones() -> None:
    for share in (0.0, 0.3, 1.0):
        apart = pair_counts(sentences(20000, share, 4)) / 20000 - expected_counts(share)
        assert np.abs(apart).max() < 0.03 and expected_counts(share).sum() == pytest.approx(42)
