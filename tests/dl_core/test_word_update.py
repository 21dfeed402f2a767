"""One update of word2vec: gradients against finite differences and JAX, and vectors that do not explode."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.word_update import (
    MODELS,
    Asked,
    Window,
    first_vectors,
    negative_step,
    noise,
    run,
    softmax_step,
    window,
)

RNG = np.random.default_rng(11)
# a word in the middle of two others, as in a preset of a well-known tool on which that tool explodes
THREES = (
    ("drink", "apple", "juice"),
    ("eat", "orange", "apple"),
    ("drink", "rice", "juice"),
    ("drink", "juice", "milk"),
    ("drink", "milk", "rice"),
    ("drink", "water", "milk"),
    ("orange", "juice", "apple"),
    ("apple", "juice", "drink"),
    ("rice", "milk", "drink"),
    ("milk", "drink", "water"),
    ("water", "drink", "juice"),
    ("juice", "drink", "water"),
)


def test_the_window_is_what_stands_around() -> None:
    sentence = (5, 6, 7, 6, 8)
    assert window(sentence, 2, 1, "skipgram") == Window((7,), (6, 6))
    assert window(sentence, 0, 2, "skipgram") == Window((5,), (6, 7))
    assert window(sentence, 4, 2, "cbow") == Window((7, 6), (8,))
    for place, reach, model in ((5, 1, "cbow"), (-1, 1, "cbow"), (0, 0, "cbow"), (0, 1, "glove")):
        with pytest.raises(ValueError, match="place"):
            window(sentence, place, reach, model)


def some_window(rng: np.random.Generator, model: str) -> Window:
    around = tuple(rng.integers(8, size=4).tolist())
    return Window((3,), around) if model == "skipgram" else Window(around, (3,))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(4))
def test_gradients_are_jax_s(model: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = some_window(rng, model)
    w_in, w_out = rng.normal(size=(2, 8, 3))
    negatives = rng.integers(8, size=(len(at.targets), 5)).tolist()
    negatives[0][:3] = [at.targets[0], 2, 2]  # the predicted word itself, and one drawn twice

    def softmax_loss(w_in: jax.Array, w_out: jax.Array) -> jax.Array:
        h = w_in[np.array(at.inputs)].mean(axis=0)
        return -jax.nn.log_softmax(w_out @ h)[np.array(at.targets)].sum()

    def negative_loss(w_in: jax.Array, w_out: jax.Array) -> jax.Array:
        h = w_in[np.array(at.inputs)].mean(axis=0)
        score = w_out @ h
        drawn = jax.nn.log_sigmoid(-score[np.array(negatives)]).sum()
        return -jax.nn.log_sigmoid(score[np.array(at.targets)]).sum() - drawn

    for step, loss in (
        (softmax_step(w_in, w_out, at), softmax_loss),
        (negative_step(w_in, w_out, at, negatives), negative_loss),
    ):
        value, (grad_in, grad_out) = jax.value_and_grad(loss, (0, 1))(jnp.asarray(w_in), jnp.asarray(w_out))
        assert step.loss == pytest.approx(float(value), abs=1e-12)
        np.testing.assert_allclose(step.grad_in, grad_in, atol=1e-12)
        np.testing.assert_allclose(step.grad_out, grad_out, atol=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_over_a_softmax_slopes_and_gradients_sum_up_to_0(model: str) -> None:
    for seed in range(5):
        at = some_window(np.random.default_rng(seed), model)
        w_in, w_out = RNG.normal(size=(2, 8, 3)) * 3
        step = softmax_step(w_in, w_out, at)
        assert abs(step.error.sum()) < 1e-12 and np.abs(step.grad_out.sum(axis=0)).max() < 1e-12
        forgot = softmax_step(w_in, w_out, at, forgets=True)
        assert forgot.error.sum() == pytest.approx(1 - len(at.targets))


@pytest.mark.parametrize("seed", range(5))
def test_skip_gram_does_not_explode_where_the_number_of_words_would_be_forgotten(seed: int) -> None:
    words = sorted({word for three in THREES for word in three})
    windows = [window([words.index(word) for word in three], 1, 1, "skipgram") for three in THREES]
    largest = {}
    for forgets in (False, True):
        w_in, w_out = first_vectors(len(words), 5, seed)
        for done in range(500):
            step = softmax_step(w_in, w_out, windows[done % len(windows)], forgets=forgets)
            w_in, w_out = w_in - 0.2 * step.grad_in, w_out - 0.2 * step.grad_out
        largest[forgets] = float(np.abs(w_out).max())
    assert largest[False] < 4 and largest[True] > 1e4


def asked(**changes: object) -> Asked:
    given = {
        "sentence": (0, 1, 2, 3, 4, 0, 5, 6, 3),
        "place": 2,
        "reach": 2,
        "model": "skipgram",
        "walks": True,
        "samples": 0,
        "width": 2,
        "rate": 0.5,
        "seed": 0,
    }
    return Asked(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("samples", [0, 3])
@pytest.mark.parametrize("model", MODELS)
def test_updates_go_on_from_each_other(model: str, samples: int) -> None:
    of = asked(model=model, samples=samples)
    for updates in (1, 7, 12):
        one, more = run(of, updates), run(of, updates + 1)
        np.testing.assert_array_equal(one.after[0], more.before[0])
        np.testing.assert_array_equal(one.after[1], more.before[1])
        np.testing.assert_array_equal(one.losses, more.losses[:-1])
        np.testing.assert_array_equal(one.after[1], one.before[1] - 0.5 * one.step.grad_out)
        assert more.place == (2 + updates) % 9 and len(one.largest) == updates + 1


def test_updates_of_one_window_lower_its_loss() -> None:
    for model in MODELS:
        losses = run(asked(walks=False, model=model, rate=0.1), 200).losses
        assert (np.diff(losses) < 1e-12).all() and losses[-1] < losses[0]
    assert run(asked(walks=False), 200).losses[-1] > 4 * np.log(4) - 1e-9, (
        "four different words share one softmax"
    )


def test_negatives_are_drawn_as_word2vec_draws() -> None:
    np.testing.assert_allclose(noise((0, 1, 1, 1)), np.array([1, 3**0.75]) / (1 + 3**0.75))
    drawn = np.concatenate(
        [run(asked(samples=4, seed=seed), 1).step.word.reshape(-1, 5)[:, 1:] for seed in range(300)]
    )
    shares = np.bincount(drawn.ravel(), minlength=7) / drawn.size
    np.testing.assert_allclose(shares, noise(asked().sentence), atol=0.03)


def test_numbers_beyond_all_bounds_are_data() -> None:
    course = run(asked(forgets=True, rate=5.0), 3000)
    assert not np.isfinite(course.largest[-1])
