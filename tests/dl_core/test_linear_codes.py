"""The linear autoencoder: its gradients, where it ends, and what of PCA it finds."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from sklearn.decomposition import PCA

from dl_core.digits import load
from dl_core.experiments.linear_codes import (
    RATE,
    SEEN,
    STEPS,
    Course,
    Pair,
    Task,
    alive,
    cosines,
    covariance,
    directions,
    error,
    gradients,
    initial,
    largest_angle,
    learn,
    least_error,
    lengths,
    loss,
    principal,
)

POINTS = np.asarray(load()[0][:1437], float)
S = covariance(POINTS)
VARIANCES, AXES = principal(S)


@cache
def run(width: int = 8, decay: float = 0.0, prefixes: bool = False, seed: int = 0) -> Course:
    *_before, last = learn(Task(S, decay, prefixes), width, seed)
    return last


def of_samples(pair: Pair, points: jax.Array, decay: float, prefixes: bool) -> jax.Array:
    """The loss by its definition: sample by sample, prefix by prefix."""
    width = len(pair.encoder)
    heads = range(1, width + 1) if prefixes else [width]
    errors = [
        jnp.square(points - points @ pair.encoder[:k].T @ pair.decoder[:, :k].T).sum(axis=1).mean()
        for k in heads
    ]
    weights = jnp.square(pair.encoder).sum() + jnp.square(pair.decoder).sum()
    return jnp.stack(errors).mean() + decay * weights


@pytest.mark.parametrize("prefixes", [False, True])
@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_loss_and_gradients_are_those_of_the_samples(decay: float, prefixes: bool) -> None:
    points = jnp.asarray(POINTS[:50] - POINTS[:50].mean(axis=0), jnp.float64)
    pair, task = initial(5, 64, 3), Task(covariance(points), decay, prefixes)
    exact, slopes = jax.value_and_grad(of_samples)(jax.tree.map(jnp.asarray, pair), points, decay, prefixes)
    assert loss(pair, task) == pytest.approx(float(exact), rel=1e-12)
    for own, slope in zip(gradients(pair, task), slopes, strict=True):
        np.testing.assert_allclose(own, slope, rtol=1e-9, atol=1e-12)
    if not decay and not prefixes:
        assert error(pair, task.covariance) == pytest.approx(float(exact), rel=1e-12)


def test_its_steps_are_optax_s_adam() -> None:
    task = Task(S, 0.05, True)
    rule = optax.scale_by_adam()
    pair = jax.tree.map(jnp.asarray, initial(3, 64, 0))
    state = rule.init(pair)
    for step in range(SEEN[4]):
        slopes = jax.tree.map(jnp.asarray, gradients(Pair(*map(np.asarray, pair)), task))
        with jax.numpy_dtype_promotion("standard"):
            moved, state = rule.update(slopes, state, pair)
        rate = RATE * (1 + np.cos(np.pi * step / STEPS)) / 2
        pair = jax.tree.map(lambda one, way, rate=rate: one - rate * way, pair, moved)
    states = learn(task, 3, 0)
    next(states)
    assert next(states).error[4] == pytest.approx(error(Pair(*map(np.asarray, pair)), S), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("width", [1, 2, 4, 8, 12])
def test_it_ends_at_pca_s_error_and_in_pca_s_subspace(width: int, seed: int) -> None:
    known = PCA(width).fit(POINTS)
    exact = np.square(POINTS - known.inverse_transform(known.transform(POINTS))).sum(axis=1).mean()
    assert least_error(VARIANCES, width, 0.0) == pytest.approx(exact, rel=1e-9)
    found = run(width, seed=seed)
    assert abs(found.error[-1] - exact) < 1e-4 and found.error.min() > exact - 1e-9
    assert largest_angle(found.pair.decoder, known.components_.T) < 0.1
    assert found.angle[-1] < 0.1 < found.angle[0]


@pytest.mark.parametrize("seed", range(4))
def test_without_more_it_finds_neither_axes_nor_singular_vectors(seed: int) -> None:
    found = run(seed=seed).pair.decoder
    for columns in (found, directions(found)[0]):
        assert np.diag(cosines(columns, AXES[:, :8])).mean() < 0.7
        assert cosines(columns, AXES[:, :8]).max(axis=1).min() < 0.8


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("decay", [0.01, 0.05, 0.12])
def test_with_a_decay_the_singular_vectors_are_the_axes_and_as_long_as_kunin_says(
    decay: float, seed: int
) -> None:
    found = run(decay=decay, seed=seed)
    vectors, sizes = directions(found.pair.decoder)
    assert np.diag(cosines(vectors, AXES[:, :8])).min() > 0.9995
    np.testing.assert_allclose(sizes, lengths(VARIANCES[:8], decay), atol=1e-4)
    np.testing.assert_allclose(found.pair.encoder, found.pair.decoder.T, atol=1e-3)
    assert found.error[-1] == pytest.approx(least_error(VARIANCES, 8, decay), abs=1e-4)
    least = 2 * decay * 8 - (decay**2 / VARIANCES[:8]).sum() + VARIANCES[8:].sum()
    assert loss(found.pair, Task(S, decay)) == pytest.approx(least, abs=1e-6)
    assert np.diag(cosines(found.pair.decoder, AXES[:, :8])).mean() < 0.9, "the units are turned all the same"


@pytest.mark.parametrize("decay", [0.22, 0.3, 0.5])
def test_an_axis_whose_variance_is_below_the_decay_is_lost(decay: float) -> None:
    found = run(decay=decay)
    left = alive(VARIANCES[:8], decay)
    assert left == (VARIANCES[:8] > decay).sum() < 8
    vectors, sizes = directions(found.pair.decoder)
    np.testing.assert_allclose(sizes, lengths(VARIANCES[:8], decay), atol=0.03)
    assert (sizes[left:] < 0.03).all() and (sizes[:left] > 0.2).all()
    assert np.diag(cosines(vectors, AXES[:, :8]))[:left].min() > 0.9995
    assert found.angle[-1] < 0.1, "between those that are left"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("width", [4, 8])
def test_where_every_prefix_must_reconstruct_each_unit_is_an_axis(width: int, seed: int) -> None:
    found = run(width, prefixes=True, seed=seed)
    assert np.diag(cosines(found.pair.decoder, AXES[:, :width])).min() > 0.9995
    assert abs(found.error[-1] - least_error(VARIANCES, width, 0.0)) < 1e-4
    for k in range(1, width + 1):
        head = Pair(found.pair.encoder[:k], found.pair.decoder[:, :k])
        assert error(head, S) == pytest.approx(least_error(VARIANCES, k, 0.0), abs=1e-4)


def test_a_run_comes_in_pieces_that_do_not_change() -> None:
    states = list(learn(Task(S), 2, 0))
    last = states[-1]
    assert [len(one.steps) for one in states] == sorted(len(one.steps) for one in states)
    assert len(states[0].steps) == 0 and last.steps[-1] == STEPS
    for one in states:
        np.testing.assert_array_equal(one.error, last.error[: len(one.error)])
    np.testing.assert_array_equal(states[0].pair.decoder, initial(2, 64, 0).decoder)


@pytest.mark.parametrize(("width", "decay"), [(0, 0.0), (65, 0.0), (2, -0.1)])
def test_what_cannot_be_is_refused(width: int, decay: float) -> None:
    with pytest.raises(ValueError, match="give from 1 to 64"):
        next(learn(Task(S, decay), width, 0))


def test_an_angle_is_that_of_two_planes() -> None:
    turn = np.radians(0.02)
    plane = np.eye(4)[:, :2]
    turned = np.array([[1, 0], [0, np.cos(turn)], [0, np.sin(turn)], [0, 0]])
    assert largest_angle(turned @ np.array([[2.0, 1.0], [0.0, 3.0]]), plane) == pytest.approx(0.02, rel=1e-9)
    assert largest_angle(plane, plane[:, :0]) == 0.0
    assert cosines(np.zeros((4, 1)), plane).tolist() == [[0.0, 0.0]]
