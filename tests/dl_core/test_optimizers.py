"""Every rule against a library that we did not write, or against exact properties; and the laws that all
rules obey."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import scipy.stats

from dl_core.experiments.descent import MAX_STEPS, Descent, descend, diverged_at, scan_descent, to_numpy
from dl_core.optimizers import (
    OPTIMIZERS,
    RACERS,
    SGD,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    GradientMethod,
    Lion,
    Momentum,
    NAdam,
    Nesterov,
    Newton,
    Optimizer,
    RAdam,
    RandomSearch,
    RMSProp,
)
from dl_core.optimizers.base import at_rest
from dl_core.params import params_of
from dl_core.schedules import Constant, Cosine, Schedule, Step
from surfaces import (
    SURFACES,
    Booth,
    Himmelblau,
    McCormick,
    Ravine,
    Rosenbrock,
    Saddle,
    SixHumpCamel,
    StyblinskiTang,
    Surface,
)
from surfaces.switch import switch

STEPS = 200


# --- oracles: rule, loss, start -> path (STEPS+1, 2) --------------------------------------------------------


def by_optax(make: Callable[[Any], optax.GradientTransformation]) -> Callable[..., np.ndarray]:
    """The path of the optax transformation that `make` builds from our rule's numbers."""

    @jax.jit
    def path(rule: Any, loss: Any, start: jax.Array) -> jax.Array:
        transformation = make(rule)

        def advance(carry: Any, _: None) -> Any:
            x, state = carry
            updates, state = transformation.update(loss.value_and_grad(x)[1], state, x)
            return (optax.apply_updates(x, updates), state), x

        return jax.lax.scan(advance, (start, transformation.init(start)), length=STEPS + 1)[1]

    def relaxed(rule: Any, loss: Any, start: Any) -> np.ndarray:
        with jax.numpy_dtype_promotion("standard"):  # which optax relies on
            return np.asarray(path(as_floats(rule), loss, np.asarray(start)))

    return relaxed


def as_floats(rule: Optimizer) -> Optimizer:
    return jax.tree.map(np.float64, rule)


@jax.jit
def grad_of(loss: Any, x: jax.Array) -> jax.Array:
    return loss.value_and_grad(x)[1]


@jax.jit
def hessian_of(loss: Any, x: jax.Array) -> jax.Array:
    return loss.hessian(x)


def adagrad_in_numpy(rule: AdaGrad, loss: Any, start: tuple[float, float]) -> np.ndarray:
    """optax has ε inside the root only, so AdaGrad is written out here, and compared with torch.optim in
    tests/torch."""
    xs, total = [np.array(start)], np.zeros(2)
    for _ in range(STEPS):
        g = np.asarray(grad_of(loss, xs[-1]))
        total = total + g**2
        xs.append(xs[-1] - rule.lr * g / (np.sqrt(total) + rule.eps))
    return np.array(xs)


def newton_in_numpy(rule: Newton, loss: Any, start: tuple[float, float]) -> np.ndarray:
    xs = [np.array(start)]
    for _ in range(STEPS):
        curvature = np.asarray(hessian_of(loss, xs[-1])) + rule.damping * np.eye(2)
        xs.append(xs[-1] - rule.lr * np.linalg.solve(curvature, np.asarray(grad_of(loss, xs[-1]))))
    return np.array(xs)


class Oracle(NamedTuple):
    """Who knows the path, and values with which every term of the rule matters."""

    path: Callable[..., np.ndarray]
    values: dict[str, float]


ORACLES: dict[type[Optimizer], Oracle] = {
    SGD: Oracle(by_optax(lambda r: optax.sgd(r.lr)), dict(lr=0.003)),
    Momentum: Oracle(by_optax(lambda r: optax.sgd(r.lr, momentum=r.momentum)), dict(lr=0.002, momentum=0.7)),
    Nesterov: Oracle(
        by_optax(lambda r: optax.sgd(r.lr, momentum=r.momentum, nesterov=True)), dict(lr=0.002, momentum=0.7)
    ),
    AdaGrad: Oracle(adagrad_in_numpy, dict(lr=0.3, eps=0.5)),
    Adadelta: Oracle(
        by_optax(lambda r: optax.adadelta(learning_rate=r.lr, rho=r.rho, eps=r.eps)),
        dict(lr=0.01, rho=0.8, eps=0.01),
    ),
    RMSProp: Oracle(
        by_optax(lambda r: optax.rmsprop(r.lr, decay=r.rho, eps=r.eps, eps_in_sqrt=False)),
        dict(lr=0.01, rho=0.8, eps=0.5),
    ),
    Adam: Oracle(
        by_optax(lambda r: optax.adam(r.lr, r.b1, r.b2, r.eps)), dict(lr=0.07, b1=0.7, b2=0.9, eps=0.5)
    ),
    AdamW: Oracle(
        by_optax(lambda r: optax.adamw(r.lr, r.b1, r.b2, r.eps, weight_decay=r.weight_decay)),
        dict(lr=0.07, b1=0.7, b2=0.9, eps=0.5, weight_decay=0.3),
    ),
    NAdam: Oracle(
        by_optax(lambda r: optax.nadam(r.lr, r.b1, r.b2, r.eps)), dict(lr=0.07, b1=0.7, b2=0.9, eps=0.5)
    ),
    AMSGrad: Oracle(
        by_optax(lambda r: optax.amsgrad(r.lr, r.b1, r.b2, r.eps)), dict(lr=0.07, b1=0.7, b2=0.9, eps=0.5)
    ),
    RAdam: Oracle(
        by_optax(lambda r: optax.radam(r.lr, r.b1, r.b2, r.eps)), dict(lr=0.004, b1=0.7, b2=0.95, eps=0.5)
    ),
    Lion: Oracle(
        by_optax(lambda r: optax.lion(r.lr, r.b1, r.b2, weight_decay=r.weight_decay)),
        dict(lr=0.06, b1=0.7, b2=0.9, weight_decay=0.3),
    ),
    Newton: Oracle(newton_in_numpy, dict(lr=0.3, damping=20.0)),
}
ARENAS: dict[
    Surface, tuple[float, float]
    # where no rule ends in a chaotic dance, and no minimum is at the origin: relative errors mean something
] = {
    StyblinskiTang(): (1.1, -4.5),
    Booth(): (-5.7, 8.4),
    SixHumpCamel(): (-0.9, 0.1),
    McCormick(): (-2.0, -0.9),
}
arenas = pytest.mark.parametrize(
    ("surface", "start"), ARENAS.items(), ids=[surface.label for surface in ARENAS]
)


def path_of(
    rule: Optimizer,
    surface: Surface,
    start: tuple[float, float],
    schedule: Schedule = Constant(),
    steps: int = STEPS,
) -> np.ndarray:
    return to_numpy(descend(rule, switch(surface), start, schedule), steps).x


def relative_error(path: np.ndarray, expected: np.ndarray) -> float:
    return float(np.max(np.linalg.norm(path - expected, axis=1) / np.linalg.norm(expected, axis=1)))


def test_every_optimizer_has_an_oracle() -> None:
    assert tuple(ORACLES) == OPTIMIZERS


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_an_oracle_row_moves_every_hyper_parameter_off_its_default(rule: type[Optimizer]) -> None:
    untested = {
        name
        for name, known in params_of(rule)
        if ORACLES[rule].values.get(name, known.default) == known.default
    }
    assert untested <= {"bias_correction"}, "has a test of its own below"


@arenas
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_rule_equals_its_oracle_where_every_term_matters(
    rule: type[Optimizer], surface: Surface, start: tuple[float, float]
) -> None:
    oracle = ORACLES[rule]
    chosen = rule(**oracle.values)
    assert relative_error(path_of(chosen, surface, start), oracle.path(chosen, switch(surface), start)) < 1e-9


@arenas
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_rule_equals_its_oracle_at_its_defaults(
    rule: type[Optimizer], surface: Surface, start: tuple[float, float]
) -> None:
    assert (
        relative_error(path_of(rule(), surface, start), ORACLES[rule].path(rule(), switch(surface), start))
        < 1e-9
    )


@arenas
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_agreement_is_no_luck_because_a_nudge_stays_a_nudge(
    rule: type[Optimizer], surface: Surface, start: tuple[float, float]
) -> None:
    for chosen in (rule(), rule(**ORACLES[rule].values)):
        path = path_of(chosen, surface, start)
        for nudge in ((1e-12, 0.0), (0.0, 1e-12)):
            assert (
                relative_error(path_of(chosen, surface, (start[0] + nudge[0], start[1] + nudge[1])), path)
                < 1e-10
            )


def test_the_radam_row_crosses_the_threshold() -> None:
    b2, t = ORACLES[RAdam].values["b2"], np.arange(1, STEPS + 1)
    longest = 2 / (1 - b2) - 1
    length = longest - 2 * t * b2**t / (1 - b2**t)
    assert length[0] < 5 < length[-1]


def test_the_amsgrad_row_sees_its_gradient_shrink() -> None:
    amsgrad, adam = (
        path_of(rule(**ORACLES[AMSGrad].values), *next(iter(ARENAS.items()))) for rule in (AMSGrad, Adam)
    )
    assert relative_error(amsgrad, adam) > 1e-3


# --- what no library has in our form ------------------------------------------------------------------------


def gradient(surface: Surface, x: np.ndarray) -> np.ndarray:
    return np.asarray(grad_of(switch(surface), x))


@arenas
def test_nesterov_is_the_textbook_look_ahead_seen_from_the_look_ahead_point(
    surface: Surface, start: tuple[float, float]
) -> None:
    lr, mu = 0.002, 0.8
    place, v, look_ahead = np.array(start), np.zeros(2), [np.array(start)]
    for _ in range(STEPS):
        v = mu * v - lr * gradient(surface, place + mu * v)
        place = place + v
        look_ahead.append(place + mu * v)
    assert relative_error(path_of(Nesterov(lr=lr, momentum=mu), surface, start), np.array(look_ahead)) < 1e-9


@arenas
def test_the_velocity_of_momentum_keeps_the_rate_at_which_it_was_gathered(
    surface: Surface, start: tuple[float, float]
) -> None:
    lr, mu, schedule = 0.003, 0.8, Step(gamma=0.5, every=20.0)
    x, v, expected = np.array(start), np.zeros(2), [np.array(start)]
    for t in range(STEPS):
        v = mu * v - lr * 0.5 ** (t // 20) * gradient(surface, x)
        x = x + v
        expected.append(x)
    assert (
        relative_error(path_of(Momentum(lr=lr, momentum=mu), surface, start, schedule), np.array(expected))
        < 1e-9
    )


@arenas
def test_adam_without_bias_correction_divides_the_bare_averages(
    surface: Surface, start: tuple[float, float]
) -> None:
    lr, b1, b2, eps = 0.02, 0.7, 0.9, 0.5
    x, m, v, expected = np.array(start), np.zeros(2), np.zeros(2), [np.array(start)]
    for _ in range(STEPS):
        g = gradient(surface, x)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        x = x - lr * m / (np.sqrt(v) + eps)
        expected.append(x)
    assert (
        relative_error(
            path_of(Adam(lr=lr, b1=b1, b2=b2, eps=eps, bias_correction=0.0), surface, start),
            np.array(expected),
        )
        < 1e-9
    )


@pytest.mark.parametrize(("correction", "length"), [(0.0, (1 - 0.9) / np.sqrt(1 - 0.999)), (1.0, 1.0)])
def test_the_first_step_of_adam_is_one_rate_long_only_with_bias_correction(
    correction: float, length: float
) -> None:
    path = path_of(
        Adam(lr=0.01, eps=1e-10, bias_correction=correction), Himmelblau(), Himmelblau.start, steps=1
    )
    np.testing.assert_allclose(np.abs(path[1] - path[0]), 0.01 * length, rtol=1e-9)


@pytest.mark.parametrize("rho", [0.5, 0.9, 0.99])
def test_the_first_step_of_rmsprop_is_longer_than_its_rate(rho: float) -> None:
    path = path_of(RMSProp(lr=0.01, rho=rho, eps=1e-10), Himmelblau(), Himmelblau.start, steps=1)
    np.testing.assert_allclose(np.abs(path[1] - path[0]), 0.01 / np.sqrt(1 - rho), rtol=1e-9)


@pytest.mark.parametrize("surface", [cls for cls in SURFACES if cls.quadratic])
def test_one_full_newton_step_lands_on_the_minimum_of_a_quadratic(surface: type[Surface]) -> None:
    values = {"angle": 30.0} if surface is Ravine else {}
    path = path_of(Newton(lr=1.0, damping=0.0), surface(**values), surface.start, steps=1)
    np.testing.assert_allclose(path[1], surface().minima()[0], atol=1e-13)


def test_newton_walks_to_a_saddle() -> None:
    path = to_numpy(descend(Newton(lr=1.0, damping=0.0), switch(Saddle()), (-2.0, 0.1)), 20).x
    np.testing.assert_allclose(path[-1], Saddle.saddles[0], atol=1e-12)


def test_newton_refuses_all_but_the_plane_in_words() -> None:
    with pytest.raises(ValueError, match="plane only"):
        descend(Newton(), jax.tree_util.Partial(jnp.sum), np.ones(3))


def slope(x: jax.Array) -> jax.Array:
    return x[0]


def proposals(lr: float, seed: float) -> np.ndarray:
    """Displacements in 50 dimensions on a slope along the first: half of all proposals are kept, whatever
    their length."""
    return np.diff(
        to_numpy(
            descend(RandomSearch(lr=lr, seed=seed), jax.tree_util.Partial(slope), np.zeros(50)), MAX_STEPS
        ).x,
        axis=0,
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_the_loss_of_random_search_never_rises(surface: type[Surface]) -> None:
    loss = to_numpy(descend(RandomSearch(), switch(surface()), surface.start), MAX_STEPS).loss
    assert (np.diff(loss) <= 0).all() and loss[-1] < loss[0]


def test_random_search_repeats_itself_with_the_same_seed_only() -> None:
    np.testing.assert_array_equal(proposals(0.3, seed=1.0), proposals(0.3, seed=1.0))
    assert not np.array_equal(proposals(0.3, seed=1.0), proposals(0.3, seed=2.0))


def test_random_search_stays_or_takes_exactly_the_proposal() -> None:
    wide, narrow = proposals(0.5, seed=3.0), proposals(0.25, seed=3.0)
    np.testing.assert_allclose(wide, 2 * narrow, rtol=1e-9, atol=1e-12)
    kept = (wide != 0).any(axis=1)
    assert (wide[kept] != 0).all() and (wide[kept, 0] < 0).all()
    assert 0.4 < kept.mean() < 0.6


def test_the_proposals_of_random_search_are_normal_with_the_rate_as_width() -> None:
    steps = proposals(0.3, seed=4.0)
    kept = steps[(steps != 0).any(axis=1)]
    assert scipy.stats.kstest(kept[:, 1:].ravel() / 0.3, "norm").pvalue > 0.01
    assert scipy.stats.kstest(kept[:, 0] / -0.3, "halfnorm").pvalue > 0.01
    neighbours = np.corrcoef(kept[:-1, 1:].ravel(), kept[1:, 1:].ravel())[0, 1]
    assert abs(neighbours) < 0.03, "a proposal knows nothing of the one before"


# --- laws of all rules --------------------------------------------------------------------------------------


def bowl(weights: jax.Array, x: jax.Array) -> jax.Array:
    return 0.5 * jnp.sum(weights * x * x)


@jax.jit
def sweep(rule: Any, rates: jax.Array, loss: Any, start: jax.Array, rows: jax.Array) -> Descent:
    """`scan_descent` over several rates at once."""
    return jax.vmap(
        lambda lr: scan_descent(
            dataclasses.replace(rule, lr=lr),
            loss,
            start,
            jnp.ones_like(rows),
            jnp.zeros((rows.size, start.size)),
        )
    )(rates)


@pytest.mark.parametrize("rule", RACERS)
def test_one_rule_serves_points_and_float32_vectors_also_under_vmap(rule: type[Optimizer]) -> None:
    dimension, rates, rows = 2 if rule is Newton else 7, np.array([0.01, 0.02, 0.05]), np.zeros(21)
    loss = jax.tree_util.Partial(bowl, np.linspace(0.5, 2.0, dimension))
    start = np.linspace(-2.0, 3.0, dimension)
    double = sweep(as_floats(rule()), rates, loss, start, rows)
    single = sweep(as_floats(rule()), rates, loss, start.astype(np.float32), rows)
    for runs, dtype in ((double, np.float64), (single, np.float32)):
        assert all(leaf.dtype == dtype for leaf in jax.tree.leaves(runs))
        assert runs.x.shape == runs.grad.shape == runs.rates.shape == (3, 21, dimension)
        assert runs.loss.shape == runs.lr.shape == (3, 21)
    for lane, lr in enumerate(rates):
        alone = to_numpy(descend(rule(lr=lr), loss, start), 20)
        np.testing.assert_allclose(double.x[lane], alone.x, rtol=1e-12, atol=1e-14)
        assert jax.tree.structure(alone.state) == jax.tree.structure(double.state)
    if rule is not RandomSearch:  # whose random numbers depend on the precision
        np.testing.assert_allclose(single.x, double.x, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rule", RACERS)
def test_every_hyper_parameter_changes_the_path(rule: type[Optimizer]) -> None:
    chosen = rule(**(ORACLES[rule].values if rule in ORACLES else {}))
    for name, known in params_of(rule):
        other = dataclasses.replace(
            chosen, **{name: known.low if getattr(chosen, name) != known.low else known.high}
        )
        assert (
            max(relative_error(path_of(other, *arena), path_of(chosen, *arena)) for arena in ARENAS.items())
            > 1e-2
        ), name


class Standstill(Schedule):
    def factor(self, t: np.ndarray, horizon: float) -> np.ndarray:
        return np.zeros_like(t)


@pytest.mark.parametrize("rule", RACERS)
def test_no_rule_moves_while_its_rate_is_nothing(rule: type[Optimizer]) -> None:
    path = path_of(rule(), Himmelblau(), Himmelblau.start, Standstill())
    np.testing.assert_array_equal(path, np.broadcast_to(Himmelblau.start, path.shape))


@pytest.mark.parametrize("rule", RACERS)
def test_no_rule_moves_where_the_gradient_is_nothing(rule: type[Optimizer]) -> None:
    values = {"weight_decay": 0.0} if "weight_decay" in dict(params_of(rule)) else {}
    path = to_numpy(descend(rule(**values), switch(Himmelblau()), (3.0, 2.0)), STEPS).x
    np.testing.assert_array_equal(path, np.broadcast_to((3.0, 2.0), path.shape))


@pytest.mark.parametrize("rule", [SGD, AdaGrad, Adadelta, RMSProp])
def test_the_effective_rate_is_displacement_over_gradient(rule: type[Optimizer]) -> None:
    run = to_numpy(
        descend(rule(**ORACLES[rule].values), switch(Himmelblau()), Himmelblau.start, Cosine()), 60
    )
    moved = np.diff(run.x, axis=0)
    exact = np.abs(moved) > 1e-8  # a smaller one is mostly the rounding of the two points
    assert exact[:20].all()
    np.testing.assert_allclose((-moved / run.grad[:-1])[exact], run.rates[:-1][exact], rtol=1e-6)


@pytest.mark.parametrize("rule", [Adam, AMSGrad, RAdam])
def test_the_effective_rate_is_displacement_over_corrected_mean_gradient(rule: type[Optimizer]) -> None:
    chosen = rule(**ORACLES[rule].values)
    run = to_numpy(descend(chosen, switch(Himmelblau()), Himmelblau.start), 60)
    mean = run.state.m[1:] / (1 - chosen.b1 ** run.state.t[1:, None])
    np.testing.assert_allclose(-np.diff(run.x, axis=0) / mean, run.rates[:-1], rtol=1e-6)


@pytest.mark.parametrize("rule", [Momentum, Nesterov, Lion, Newton, RandomSearch])
def test_a_rule_with_one_rate_for_all_coordinates_says_so(rule: type[Optimizer]) -> None:
    run = to_numpy(descend(rule(), switch(Himmelblau()), Himmelblau.start, Cosine()), 60)
    np.testing.assert_array_equal(run.rates, np.stack([run.lr, run.lr], axis=1))


def test_divergence_is_data() -> None:
    run = to_numpy(descend(SGD(lr=10.0), switch(Rosenbrock()), Rosenbrock.start), MAX_STEPS)
    row = diverged_at(run)
    assert row is not None and 0 < row < 20
    finite = np.isfinite(run.x).all(axis=1) & np.isfinite(run.loss)
    assert finite[:row].all() and not finite[row:].any()
    assert diverged_at(to_numpy(descend(SGD(), switch(Himmelblau()), Himmelblau.start), MAX_STEPS)) is None


def test_a_loss_that_overflows_before_the_point_does_counts_as_divergence() -> None:
    run = to_numpy(descend(SGD(), switch(Rosenbrock()), (1e100, 0.0)), 3)
    assert np.isfinite(run.x[0]).all() and diverged_at(run) == 0


@pytest.mark.parametrize("rule", RACERS)
def test_every_rule_says_what_it_is(rule: type[Optimizer]) -> None:
    assert (
        rule.label
        and rule.formula
        and rule.source.who
        and rule.source.year
        and rule.source.url.startswith("https://")
    )
    assert all(rule.words) and rule.__doc__ and rule.evaluations >= 1
    name, known = next(params_of(rule))
    assert (name, known.label) == ("lr", "Learning rate"), "every rule begins with its learning rate"
    assert {name for name, _ in params_of(rule)} == {field.name for field in dataclasses.fields(rule)}


def test_labels_of_rules_are_unique() -> None:
    assert len({rule.label for rule in RACERS}) == len(RACERS)


def test_whatever_looks_at_more_than_the_gradient_counts_what_it_costs() -> None:
    assert {rule for rule in RACERS if rule.evaluations != 1} == {Newton}
    assert Newton.evaluations == 1 + 2, "the gradient, and a Hessian as two"
    assert {rule for rule in RACERS if not issubclass(rule, GradientMethod)} == {Newton, RandomSearch}


def test_random_search_stays_where_nothing_is_lower() -> None:
    flat = jax.tree_util.Partial(lambda x: 0.0 * x[0])
    assert not to_numpy(descend(RandomSearch(lr=1.0), flat, np.zeros(2)), 50).x.any()


def test_the_first_step_of_adadelta_is_as_long_as_its_words_say() -> None:
    slope = jax.tree_util.Partial(lambda x: 1000.0 * x[0])
    for rho in (0.9, 0.99):
        x = to_numpy(descend(Adadelta(rho=rho), slope, np.zeros(2)), 1).x
        np.testing.assert_allclose(-x[1, 0], np.sqrt(1e-6 / (1 - rho)), rtol=1e-6)


@pytest.mark.parametrize("rule", RACERS)
def test_every_state_is_zero_at_first_and_at_rest_says_so_without_a_program(
    rule: type[Optimizer], compilations: Callable[[], int]
) -> None:
    for dtype in (np.float32, np.float64):
        start = np.array([2.0, -3.0], dtype)
        begun = jax.tree.map(np.asarray, rule().init(jnp.asarray(start)))
        compilations()
        resting = at_rest(rule(), start)
        assert compilations() == 0 and jax.tree.structure(begun) == jax.tree.structure(resting)
        for one, other in zip(jax.tree.leaves(begun), jax.tree.leaves(resting), strict=True):
            assert (
                one.dtype == other.dtype
                and one.shape == np.shape(other)
                and not one.any()
                and not other.any()
            )
