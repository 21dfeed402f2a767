"""Stochastic training on a running text: its gradients, its counts, and what it tends to."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments import skipgram, word_counts
from dl_core.experiments.skipgram import BEYOND, CENTRES, DRAWN, WIDEST, Recipe, kept_share, train, update
from dl_core.experiments.words import closed_form

V, D = 40, 6


def window(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words, reach and negatives of an update: with duplicates among the negatives, centres among them, and
    places beyond the text."""
    rng = np.random.default_rng(seed)
    words = rng.integers(0, V, CENTRES + 2 * WIDEST).astype(np.int32)
    words[: 3 * seed] = BEYOND
    reach = rng.integers(1, WIDEST + 1, CENTRES).astype(np.int32)
    drawn = rng.integers(0, V, DRAWN).astype(np.int32)
    drawn[:3] = words[WIDEST + 20]
    return words, reach, drawn


def pair_by_pair(w, c, words, reach, drawn, negatives):
    """The loss as it is defined, one pair after the other."""
    total, pairs = 0.0, 0
    for at in range(WIDEST, WIDEST + CENTRES):
        for other in range(at - int(reach[at - WIDEST]), at + int(reach[at - WIDEST]) + 1):
            if other == at or words[at] == BEYOND or words[other] == BEYOND:
                continue
            total += jax.nn.softplus(-(w[words[at]] @ c[words[other]]))
            total += negatives * jnp.mean(jax.nn.softplus(c[drawn] @ w[words[at]]))
            pairs += 1
    return total, pairs


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_an_update_follows_the_gradient_of_its_loss_pair_by_pair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w, c = (jnp.asarray(rng.standard_normal((V, D))) for _ in "wc")
    words, reach, drawn = window(seed)
    (of_centres, of_words, of_drawn), (loss, pairs) = update(w, c, words, reach, drawn, 5.0)
    expected, many = pair_by_pair(w, c, words, reach, drawn, 5.0)
    assert int(pairs) == many and float(loss) == pytest.approx(float(expected), rel=1e-6)
    slopes = jax.grad(lambda w, c: pair_by_pair(w, c, words, reach, drawn, 5.0)[0], argnums=(0, 1))(w, c)
    found_w = jnp.zeros_like(w).at[words[WIDEST:-WIDEST]].add(of_centres)
    found_c = jnp.zeros_like(c).at[words].add(of_words).at[drawn].add(of_drawn)
    np.testing.assert_allclose(-found_w, slopes[0], atol=1e-5)
    np.testing.assert_allclose(-found_c, slopes[1], atol=1e-5)


def test_the_update_of_a_program_is_the_sum_of_these_rows() -> None:
    rng = np.random.default_rng(3)
    w, c = (rng.standard_normal((V, D)).astype(np.float32) for _ in "wc")
    one = window(2)
    batch = tuple(np.stack([part] * 1) for part in (*one, np.float32(0.1)))
    (moved_w, moved_c), _told = jax.jit(skipgram._advance)(w, c, batch, np.float32(5))
    (of_centres, of_words, of_drawn), _ = update(jnp.asarray(w), jnp.asarray(c), *one, 5.0)
    expected_w, expected_c = w.copy(), c.copy()
    np.add.at(expected_w, one[0][WIDEST:-WIDEST], 0.1 * np.asarray(of_centres))
    np.add.at(expected_c, one[0], 0.1 * np.asarray(of_words))
    np.add.at(expected_c, one[2], 0.1 * np.asarray(of_drawn))
    np.testing.assert_allclose(moved_w, expected_w, atol=1e-5)
    np.testing.assert_allclose(moved_c, expected_c, atol=1e-5)


def text(words: int = V, length: int = 30_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A chain: after each word come the next three more often than others."""
    rng = np.random.default_rng(seed)
    near = (np.cumsum(rng.integers(0, 4, length)) % words).astype(np.uint16)
    ids = np.where(rng.random(length) < 0.7, near, rng.integers(0, words, length)).astype(np.uint16)
    return ids, np.bincount(ids, minlength=words)


def test_every_place_of_a_text_is_a_centre_once_an_epoch_and_is_thinned_out_as_said() -> None:
    ids, counts = text()
    pieces = list(skipgram._pieces(ids, counts, Recipe(sample=0.0), np.random.default_rng(0)))
    centres = np.concatenate([words[:, WIDEST:-WIDEST].ravel() for words, *_rest in pieces])
    assert centres[: len(ids)].tolist() == ids.tolist() and (centres[len(ids) :] == BEYOND).all()
    assert pieces[-1][-1][-1] == 1.0 and all(reach.max() <= 5 for _w, reach, *_rest in pieces)
    share = np.array([0.5, 0.3, 0.2])
    np.testing.assert_allclose(
        kept_share(1000 * share, 1e-2), np.minimum(1, np.sqrt(1e-2 / share) + 1e-2 / share)
    )


def test_negatives_are_drawn_by_the_power_of_the_counts() -> None:
    counts = np.array([1000, 100, 10, 1])
    ids = np.repeat(np.arange(4), counts).astype(np.uint16)
    pieces = skipgram._pieces(ids, counts, Recipe(sample=0.0, power=0.5), np.random.default_rng(0))
    drawn = np.bincount(next(pieces)[2].ravel(), minlength=4)
    np.testing.assert_allclose(drawn / drawn.sum(), np.sqrt(counts) / np.sqrt(counts).sum(), atol=0.01)


def test_wide_vectors_tend_to_the_closed_form_of_the_windows_counts() -> None:
    """In order and apart: the products of the trained vectors with one another's neighbours come to lie near
    those words that the closed form says."""
    ids, counts = text()
    *_before, last = train(ids, counts, Recipe(window=3, sample=0.0, power=1.0, epochs=40, width=16))
    exact = closed_form(word_counts.window_counts(ids, V, 3).toarray(), 5.0)
    w = last.w.astype(float)
    similar = np.corrcoef(w)[np.triu_indices(V, 1)]
    rows = np.where(np.isfinite(exact), exact, np.nanmin(exact[np.isfinite(exact)]))
    expected = np.corrcoef(rows)[np.triu_indices(V, 1)]
    assert np.corrcoef(similar, expected)[0, 1] > 0.8
    assert last.losses[-1] < last.losses[0] and last.done == 40


def test_a_seed_is_a_training_and_pulling_it_often_changes_nothing() -> None:
    ids, counts = text(length=20_000)
    often = list(train(ids, counts, Recipe(sample=0.0, epochs=2), 3))
    seldom = list(train(ids, counts, Recipe(sample=0.0, epochs=2), 3, left=lambda: 1.0))
    assert len(seldom) == 3 < len(often) and (often[-1].w == seldom[-1].w).all()
    *_before, other = train(ids, counts, Recipe(sample=0.0, epochs=2), 4)
    assert (other.w != seldom[-1].w).any()
    for found in (often, seldom):
        assert found[0].done == 0 and found[-1].done == 2 and len(found[-1].losses) == len(found[-1].at)


@pytest.mark.parametrize("recipe", [Recipe(width=200), Recipe(window=11), Recipe(width=0)])
def test_more_than_there_is_room_for_is_refused(recipe: Recipe) -> None:
    ids, counts = text(length=100)
    with pytest.raises(ValueError, match="at most"):
        next(train(ids, counts, recipe))
