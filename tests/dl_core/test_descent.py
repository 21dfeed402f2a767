"""What the rows of a run mean, and that nothing a person can move compiles anything."""

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dl_core.experiments.descent import (
    MAX_STEPS,
    Descent,
    as_data,
    descend,
    diverged_at,
    final_point,
    loss_along,
    to_numpy,
)
from dl_core.experiments.tuning import tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adam, Momentum, Newton, Optimizer
from dl_core.params import params_of
from dl_core.schedules import SCHEDULES, Constant, Cosine, Exponential, InverseTime, WarmupCosine
from dl_core.traced import as_traced
from surfaces import SURFACES, Beale, Himmelblau, Ravine
from surfaces.switch import switch


@jax.jit
def redo(rule: Any, rates: jax.Array, loss: Any, run: Descent, noise: jax.Array) -> Any:
    """Each step of a run done again, from what its row says: displacements, states after, effective rates."""

    def step(lr: jax.Array, x: jax.Array, disturbance: jax.Array, state: Any) -> Any:
        now = dataclasses.replace(rule, lr=lr)
        value, grad = loss.value_and_grad(x)
        displacement, after = now.step(loss, x, value, grad + disturbance, state)
        return displacement, after, jnp.broadcast_to(now.rates(after), x.shape)

    return jax.vmap(step)(rates, run.x, noise, run.state)


def noisy(rule: Optimizer) -> Descent:
    """A run in which schedule and noise play their parts."""
    return descend(
        rule,
        switch(Himmelblau()),
        Himmelblau.start,
        WarmupCosine(warmup=7.0),
        Noise(sigma=0.5, seed=3.0),
        horizon=60.0,
    )


@pytest.mark.parametrize("rule", RACERS)
def test_every_row_follows_from_the_row_before_it(rule: type[Optimizer]) -> None:
    run = to_numpy(noisy(rule()), 60)
    rates = rule().lr * WarmupCosine(warmup=7.0).factor(np.arange(61.0), 60.0)
    noise = Noise(sigma=0.5, seed=3.0).sample(MAX_STEPS + 1, 2)[:61]
    displacement, after, effective = redo(as_traced(rule()), rates, switch(Himmelblau()), run, noise)
    np.testing.assert_allclose(run.lr, rates, rtol=1e-14)
    np.testing.assert_allclose(run.x[1:], (run.x + displacement)[:-1], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(run.rates, effective, rtol=1e-10)
    for kept, redone in zip(jax.tree.leaves(run.state), jax.tree.leaves(after), strict=True):
        np.testing.assert_allclose(kept[1:], redone[:-1], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rule", RACERS)
def test_row_0_is_the_start_and_every_row_is_exact_there(rule: type[Optimizer]) -> None:
    run = to_numpy(noisy(rule()), MAX_STEPS)
    np.testing.assert_array_equal(run.x[0], Himmelblau.start)
    for kept, begin in zip(
        jax.tree.leaves(run.state), jax.tree.leaves(rule().init(np.array(Himmelblau.start))), strict=True
    ):
        np.testing.assert_array_equal(kept[0], begin)
    x, y = run.x.T
    a, b = x**2 + y - 11, x + y**2 - 7
    np.testing.assert_allclose(run.loss, a**2 + b**2, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(
        run.grad, np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], axis=1), rtol=1e-10, atol=1e-10
    )


def test_a_run_keeps_a_row_for_the_start_and_each_step() -> None:
    run = descend(Adam(), switch(Himmelblau()), Himmelblau.start)
    assert (
        run.x.shape
        == run.grad.shape
        == run.rates.shape
        == run.state.m.shape
        == run.state.v.shape
        == (MAX_STEPS + 1, 2)
    )
    assert run.loss.shape == run.lr.shape == run.state.t.shape == (MAX_STEPS + 1,)
    np.testing.assert_array_equal(run.state.t, np.arange(MAX_STEPS + 1))


def test_to_numpy_keeps_the_start_and_as_many_steps_as_asked() -> None:
    run = descend(Adam(), switch(Himmelblau()), Himmelblau.start)
    short = to_numpy(run, 30)
    assert all(isinstance(leaf, np.ndarray) and len(leaf) == 31 for leaf in jax.tree.leaves(short))
    np.testing.assert_array_equal(short.x, np.asarray(run.x)[:31])


def paraboloid(x: jax.Array) -> jax.Array:
    return jnp.sum((x - 1) * (x - 1))


def test_any_callable_pytree_is_a_loss() -> None:
    partial = to_numpy(descend(SGD(lr=0.1), jax.tree_util.Partial(paraboloid), (0.0, 3.0, -2.0)), 50)
    np.testing.assert_allclose(
        partial.x, 1 + 0.8 ** np.arange(51)[:, None] * np.array([-1.0, 2.0, -3.0]), rtol=1e-12
    )
    surface = to_numpy(descend(SGD(), Himmelblau(), Himmelblau.start), 50)
    np.testing.assert_allclose(
        surface.x, to_numpy(descend(SGD(), switch(Himmelblau()), Himmelblau.start), 50).x, rtol=1e-12
    )


def test_the_start_sets_the_precision() -> None:
    loss = jax.tree_util.Partial(paraboloid)
    assert descend(SGD(), loss, np.zeros(3, np.float32)).x.dtype == np.float32
    for start in ((0, 3, 1), [0.0, 3.0, 1.0], np.zeros(3, int), np.zeros(3, np.float16)):
        assert descend(SGD(), loss, start).x.dtype == np.float64


@pytest.mark.parametrize("start", [1.0, [[1.0, 2.0]], np.zeros((5, 2))])
def test_a_start_that_is_no_point_is_refused_in_words(start: Any) -> None:
    with pytest.raises(ValueError, match=r"start has shape .*it is one point: give shape \(d,\)"):
        descend(SGD(), switch(Himmelblau()), start)


def test_a_schedule_knows_of_the_horizon() -> None:
    lr = to_numpy(
        descend(SGD(lr=0.01), switch(Himmelblau()), Himmelblau.start, Cosine(), horizon=40.0), 40
    ).lr
    np.testing.assert_allclose(lr[[0, 20, 40]], [0.01, 0.005, 0.0], atol=1e-15)
    whole = to_numpy(descend(SGD(lr=0.01), switch(Himmelblau()), Himmelblau.start, Cosine()), MAX_STEPS).lr
    np.testing.assert_allclose(whole[[0, MAX_STEPS // 2, MAX_STEPS]], [0.01, 0.005, 0.0], atol=1e-15)


@pytest.mark.parametrize("rule", RACERS)
def test_the_end_computed_alone_is_the_row_of_the_whole_run(rule: type[Optimizer]) -> None:
    rows = MAX_STEPS + 1
    factors, noise = (
        InverseTime(k=0.1).factor(np.arange(rows, dtype=np.float64), 1.0),
        Noise(sigma=0.2, seed=5.0).sample(rows, 2),
    )
    run = to_numpy(
        descend(
            rule(), switch(Himmelblau()), Himmelblau.start, InverseTime(k=0.1), Noise(sigma=0.2, seed=5.0)
        ),
        MAX_STEPS,
    )
    alone = jax.jit(final_point)
    for steps in (0, 1, 37, MAX_STEPS):
        x, loss = alone(
            as_data(rule(), 2),
            switch(Himmelblau()),
            np.array(Himmelblau.start),
            factors,
            noise,
            np.int32(steps),
        )
        np.testing.assert_allclose(x, run.x[steps], rtol=1e-10)
        np.testing.assert_allclose(loss, run.loss[steps], rtol=1e-9, atol=1e-14)


def test_diverged_at_names_the_first_row_that_is_not_finite() -> None:
    rows = Descent(x=np.zeros((5, 2)), loss=np.zeros(5), grad=None, lr=None, rates=None, state=None)
    assert diverged_at(rows) is None
    for worse in (np.nan, np.inf, -np.inf):
        assert diverged_at(rows._replace(loss=np.array([0, 0, 0, worse, 0]))) == 3
        assert diverged_at(rows._replace(x=np.array([[0, 0], [0, worse], [0, 0], [0, 0], [0, 0]]))) == 1


def test_the_loss_along_a_path_is_the_loss_at_each_point() -> None:
    points = np.array([[1.0, 2.0], [0.0, 0.0], [4.0, -3.0]])
    np.testing.assert_allclose(loss_along(jax.tree_util.Partial(paraboloid), points), [1.0, 2.0, 25.0])


def spellings(rule: type[Optimizer]) -> list[Optimizer]:
    """The same kind of rule with its numbers at other places and of other types: floats, ints, NumPy's
    float32 and float64."""
    low = rule(**{name: known.low for name, known in params_of(rule)})
    high = rule(**{name: known.high for name, known in params_of(rule)})
    return [
        low,
        high,
        rule(lr=1),
        rule(lr=np.float32(0.1)),
        rule(lr=np.float64(0.1)),
        rule(lr=jnp.asarray(0.1, jnp.float64)),
    ]  # type: ignore[call-arg]


@pytest.mark.parametrize("rule", RACERS)
def test_moving_a_slider_never_recompiles(rule: type[Optimizer], compilations: Callable[[], int]) -> None:
    first = SURFACES[0]()
    descend(rule(), switch(first), first.start)
    rules = spellings(rule)
    compilations()
    for surface, schedule in itertools.product(SURFACES, SCHEDULES):
        descend(
            rule(), switch(surface()), surface.start, schedule(), Noise(sigma=0.1, seed=2.0), horizon=150.0
        )
    for surface in SURFACES:
        moved = surface(**{name: known.high for name, known in params_of(surface)})
        to_numpy(descend(rule(), switch(moved), (1, 2)), 77)
        to_numpy(descend(rule(), switch(moved), np.array([0.5, 1.5])), 1000)
    for chosen in rules:
        descend(chosen, switch(first), list(first.start), Constant(), Noise(sigma=1, seed=7))
    assert compilations() == 0


@pytest.mark.parametrize("rule", [SGD, Adam, Newton])
def test_tuning_never_recompiles(rule: type[Optimizer], compilations: Callable[[], int]) -> None:
    first = SURFACES[0]()
    tuned_rate(rule(), switch(first), first.start, 50)
    compilations()
    for surface, steps in itertools.product(SURFACES, (1, 60)):
        tuned_rate(
            rule(), switch(surface()), surface.start, steps, surface.window, Exponential(), Noise(sigma=0.1)
        )
    for chosen in spellings(rule)[:5]:
        tuned_rate(chosen, switch(first), first.start, 20)
    assert compilations() == 0


def test_a_parameter_of_a_surface_never_recompiles_even_without_the_switch(
    compilations: Callable[[], int],
) -> None:
    descend(SGD(), Ravine(), Ravine.start)
    compilations()
    for kappa in (5, 5.0, np.float32(5)):
        descend(SGD(), Ravine(kappa=kappa, angle=10), Ravine.start)
    assert compilations() == 0


def test_compilations_are_seen_when_they_happen(compilations: Callable[[], int]) -> None:
    jax.jit(lambda x: x * 1.25 + 3)(np.float64(2))
    assert compilations() == 1
    assert compilations() == 0


def test_a_run_with_the_switch_is_the_run_on_the_surface_itself() -> None:
    for surface in (Ravine(kappa=7.0, angle=20.0, scale=0.3), Beale()):
        ours, direct = (
            to_numpy(descend(Momentum(lr=0.005), loss, surface.start), 100)
            for loss in (switch(surface), surface)
        )
        for mine, other in zip(jax.tree.leaves(ours), jax.tree.leaves(direct), strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
