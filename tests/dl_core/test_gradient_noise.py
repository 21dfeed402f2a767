"""The reparametrised and the score-function gradient: one mean, two deviations."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.digits import load
from dl_core.experiments.gradient_noise import Codes, deviation, estimates, misfit, standard_error
from dl_core.nets.autoencoder import Layers, Plan, decode, initial

X = np.asarray(load()[0][3], float)
VARIANCE = 0.4
PLANS = [Plan(room=2), Plan(room=3, activation="tanh"), Plan(room=2, hidden=0, activation="linear")]


def net(plan: Plan, seed: int = 0) -> Layers:
    return jax.tree.map(lambda leaf: np.asarray(leaf, float) + 0.01, initial(plan, plan.room, seed))


def codes(plan: Plan) -> Codes:
    rng = np.random.default_rng(5)
    return Codes(rng.normal(size=plan.room), rng.normal(size=plan.room) - 1)


def noise(plan: Plan, draws: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(draws, plan.room))


def value(numbers: jax.Array, layers: Layers, plan: Plan, e: jax.Array) -> jax.Array:
    """f of one draw, by the numbers that the code is drawn with."""
    mean, log_variance = jnp.split(numbers, 2)
    z = mean + jnp.exp(log_variance / 2) * e
    return jnp.square(decode(layers, plan, z[None])[0] - X).sum() / (2 * VARIANCE)


def log_density(numbers: jax.Array, z: jax.Array) -> jax.Array:
    mean, log_variance = jnp.split(numbers, 2)
    return -(jnp.square(z - mean) / jnp.exp(log_variance) + log_variance).sum() / 2


@pytest.mark.parametrize("plan", PLANS)
def test_each_draw_is_the_gradient_that_automatic_differentiation_gives(plan: Plan) -> None:
    layers, of, e = net(plan), codes(plan), noise(plan, 20)
    found = estimates(layers, plan, X, of, VARIANCE, e)
    there = jax.tree.map(jnp.asarray, layers)
    numbers = jnp.concatenate([of.mean, of.log_variance])
    exact = jax.vmap(jax.grad(value), (None, None, None, 0))(numbers, there, plan, jnp.asarray(e))
    np.testing.assert_allclose(found.reparametrised, exact, rtol=1e-9, atol=1e-9)
    z = of.drawn(e)
    f = jax.vmap(value, (None, None, None, 0))(numbers, there, plan, jnp.asarray(e))
    slopes = jax.vmap(jax.grad(log_density), (None, 0))(numbers, jnp.asarray(z))
    np.testing.assert_allclose(found.score, f[:, None] * slopes, rtol=1e-9, atol=1e-9)
    middle = value(numbers, there, plan, jnp.zeros(plan.room))
    np.testing.assert_allclose(found.baseline, (f - middle)[:, None] * slopes, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(misfit(layers, plan, X, z, VARIANCE)[0], f, rtol=1e-12)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("seed", range(3))
def test_all_have_the_mean_of_one_gradient(plan: Plan, seed: int) -> None:
    """In a linear decoder the gradient is known; elsewhere they agree within their standard errors."""
    layers, of = net(plan), codes(plan)
    found = estimates(layers, plan, X, of, VARIANCE, noise(plan, 60_000, seed))
    a = found.reparametrised
    for b in (found.score, found.baseline):
        error = np.hypot(standard_error(a), standard_error(b))
        assert (np.abs(a.mean(axis=0) - b.mean(axis=0)) < 4 * error).all()
        assert deviation(b) > deviation(a)
    if not plan.hidden:
        weight, bias = (np.asarray(one, float) for one in layers.out[0])
        by_mean = weight @ (of.mean @ weight + bias - X) / VARIANCE
        by_log = np.exp(of.log_variance) * (weight**2).sum(axis=1) / VARIANCE / 2
        exact = np.concatenate([by_mean, by_log])
        for one in found:
            assert (np.abs(one.mean(axis=0) - exact) < 4 * standard_error(one)).all()


def test_a_deviation_is_that_of_a_vector() -> None:
    rows = np.random.default_rng(0).normal(size=(500, 3)) * (1, 2, 3)
    exact = np.sqrt(np.trace(np.cov(rows.T)))
    assert deviation(rows) == pytest.approx(exact)


def test_a_variance_of_zero_is_refused() -> None:
    plan = PLANS[0]
    with pytest.raises(ValueError, match="above 0"):
        estimates(net(plan), plan, X, codes(plan), 0.0, noise(plan, 2))
