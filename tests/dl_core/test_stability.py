"""The map of two numbers against the theory of quadratics, and the theory against the rules themselves."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.optimize import minimize

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.stability import (
    Axis,
    StabilityMap,
    axis_of,
    best_point,
    factors_per_step,
    stability_map,
    stability_rows,
    stable_edge,
)
from dl_core.experiments.sweep import ends, plan
from dl_core.optimizers import SGD, Adam, Momentum, Nesterov, Optimizer
from dl_core.params import params_of
from dl_core.schedules import Exponential
from dl_core.theory import largest_stable_rate
from pages.sweep.how import TWO
from surfaces import Booth, Himmelblau, Rastrigin, Ravine, SixHumpCamel, Surface
from surfaces.switch import switch

QUADRATICS = [
    (Ravine(kappa=20.0, angle=-20.0), (1.0, 20.0)),
    (Ravine(kappa=6.0, angle=35.0, scale=0.3), (0.3, 1.8)),
    (Booth(), (2.0, 18.0)),
]
SWUNG = [Momentum, Nesterov]


def course(surface: Surface, steps: int = 60, **more: Any) -> Course:
    return Course(switch(surface), surface.start, surface.minima(), surface.window, steps, **more)


def grid(rule: type[Optimizer]) -> tuple[Axis, Axis]:
    return axis_of(rule, "lr", 41, 1e-3, 10.0), axis_of(rule, "momentum", 21, 0.0, 0.95)


@pytest.mark.parametrize(
    "rule", [Momentum(momentum=0.7), Nesterov(momentum=0.7)], ids=lambda rule: rule.label
)
@pytest.mark.parametrize("rate", [0.01, 0.3, 0.9, 1.1])
def test_the_factor_per_step_is_that_of_the_rule_itself(rule: Any, rate: float) -> None:
    def step(both: jax.Array, curvature: float) -> jax.Array:
        x, state = both[:1], type(rule)(lr=rate, momentum=rule.momentum).init(both[:1])._replace(v=both[1:])
        displacement, after = type(rule)(lr=rate, momentum=rule.momentum).update(curvature * x, state, x)
        return jnp.concatenate([x + displacement, after.v])

    largest = max(
        np.abs(np.linalg.eigvals(jax.jacobian(step)(jnp.ones(2), curvature))).max()
        for curvature in (0.5, 3.0)
    )
    assert float(factors_per_step(rule, rate, (0.5, 3.0))) == pytest.approx(largest, rel=1e-7)
    assert factors_per_step(SGD(), [0.1, 0.5], (0.5, 3.0)) == pytest.approx([0.95, 0.75])
    assert factors_per_step(Adam(), 0.1, (1.0,)) is None


@pytest.mark.parametrize("rule", SWUNG)
@pytest.mark.parametrize("mu", [0.0, 0.4, 0.9, 0.99])
def test_at_the_edge_of_stability_a_run_neither_grows_nor_shrinks(rule: Any, mu: float) -> None:
    edge = stable_edge(rule(), "momentum", [mu], 3.0)
    assert edge is not None and edge[0] == largest_stable_rate(rule(momentum=mu), 3.0)
    below, at, above = factors_per_step(rule(momentum=mu), edge[0] * np.array([0.99, 1.0, 1.01]), (0.5, 3.0))
    assert below < 1 < above and at == pytest.approx(1.0, abs=1e-7)
    assert stable_edge(Adam(), "b1", [0.5], 3.0) is None


@pytest.mark.parametrize(
    ("surface", "eigenvalues"), QUADRATICS, ids=lambda value: getattr(value, "label", "")
)
@pytest.mark.parametrize("rule", SWUNG)
def test_what_theory_calls_unstable_diverges_and_nothing_else(
    rule: Any, surface: Surface, eigenvalues: tuple[float, float]
) -> None:
    x, y = grid(rule)
    found = stability_map(Entry(rule()), x, y, course(surface, 1000))
    edge = stable_edge(rule(), "momentum", y.values, eigenvalues[1])
    assert edge is not None
    cell = np.log(x.values[1] / x.values[0])
    apart = np.log(x.values)[None] - np.log(edge)[:, None]
    clear = np.abs(apart) > cell
    assert clear.mean() > 0.9 and found.done.all()
    np.testing.assert_array_equal(found.diverged[clear], (apart > 0)[clear])
    assert np.isnan(found.settled[found.diverged]).all()


@pytest.mark.parametrize(
    ("surface", "eigenvalues"), QUADRATICS, ids=lambda value: getattr(value, "label", "")
)
def test_gradient_descent_diverges_over_its_bound(surface: Surface, eigenvalues: tuple[float, float]) -> None:
    bound = largest_stable_rate(SGD(), eigenvalues[1])
    assert bound is not None
    prepared = plan(course(surface, 1000))
    under, over = (
        ends(SGD(), bound * share, prepared)
        for share in (np.array([0.5, 0.9, 0.99]), np.array([1.01, 1.1, 2.0]))
    )
    assert (under.peak <= prepared.first).all() and not (over.peak <= prepared.first).any()


@pytest.mark.parametrize("rule", SWUNG)
@pytest.mark.parametrize(
    ("surface", "eigenvalues"), QUADRATICS, ids=lambda value: getattr(value, "label", "")
)
def test_the_pace_is_the_one_of_theory(rule: Any, surface: Surface, eigenvalues: tuple[float, float]) -> None:
    x, y = grid(rule)
    found = stability_map(Entry(rule()), x, y, course(surface, 300))
    theory = np.array(
        [-2 * np.log10(factors_per_step(rule(momentum=mu), x.values, eigenvalues)) for mu in y.values]
    )
    falling = (theory > 0.02) & (theory < 0.3)
    off = np.abs(found.pace - theory)[falling]
    assert falling.sum() > 150 and np.median(off) < 0.001 and np.quantile(off, 0.9) < 0.03, (
        "the rest swings too slowly for its envelope to be seen"
    )
    growing = (theory < -0.1) & np.isfinite(found.pace)
    assert growing.sum() > 20
    np.testing.assert_allclose(found.pace[growing], theory[growing], rtol=0.02, atol=0.005)


@pytest.mark.parametrize(
    ("surface", "eigenvalues"), QUADRATICS[:2], ids=lambda value: getattr(value, "label", "")
)
@pytest.mark.parametrize("rule", SWUNG)
def test_in_the_long_run_the_best_point_of_theory_is_the_best_cell_up_to_a_cell(
    rule: Any, surface: Surface, eigenvalues: tuple[float, float]
) -> None:
    best = best_point(rule(), *eigenvalues)
    assert best is not None
    rate, mu = best  # it lies on no cell of these axes, but between two
    x, y = Axis("lr", rate * np.geomspace(0.4, 2.5, 20)), Axis("momentum", mu + np.linspace(-0.15, 0.15, 12))
    # with its minimum in 0 a ravine has no rounding: the gap falls to 1e-150
    found = stability_map(Entry(rule()), x, y, course(surface, 300))
    i, j = np.unravel_index(np.argmin(np.where(found.diverged, np.inf, found.peak)), found.peak.shape)
    assert abs(np.log(x.values[j] / rate)) < 1.5 * np.log(x.values[1] / x.values[0]) and abs(
        y.values[i] - mu
    ) < 1.5 * (y.values[1] - y.values[0])


@pytest.mark.parametrize("rule", [SGD, Momentum, Nesterov])
def test_no_point_near_by_beats_the_best_point(rule: Any) -> None:
    flattest, steepest = 0.7, 9.0
    rate, mu = best_point(rule(), flattest, steepest)  # type: ignore[misc]
    numbers = {"momentum": mu} if rule is not SGD else {}
    best = float(factors_per_step(rule(**numbers), rate, (flattest, steepest)))
    kappa = steepest / flattest
    known = {
        SGD: (kappa - 1) / (kappa + 1),
        Momentum: (kappa**0.5 - 1) / (kappa**0.5 + 1),
        Nesterov: 1 - 2 / (3 * kappa + 1) ** 0.5,
    }
    assert best == pytest.approx(known[rule], abs=1e-6)
    dice = np.random.default_rng(0)
    for _ in range(200):
        other = {name: mu + dice.normal() * 0.05 for name in numbers}
        assert (
            float(factors_per_step(rule(**other), rate * np.exp(dice.normal() * 0.1), (flattest, steepest)))
            >= best - 1e-7
        )
    assert best_point(Adam(), flattest, steepest) is None


def test_the_words_give_the_best_point_of_each_rule_in_its_own_formula() -> None:
    text = " ".join(TWO.split())
    momentum, nesterov = text.split("For Momentum")[1].split("for Nesterov that of")
    for flattest, steepest in ((1.0, 20.0), (0.7, 9.0)):
        kappa = steepest / flattest
        rate, mu = best_point(Nesterov(), flattest, steepest)  # type: ignore[misc]
        assert rate == pytest.approx(4 / (3 * steepest + flattest)) and mu == pytest.approx(
            (np.sqrt(3 * kappa + 1) - 2) / (np.sqrt(3 * kappa + 1) + 2)
        )
        assert rate != pytest.approx(best_point(Momentum(), flattest, steepest)[0], rel=0.1), (
            "not the heavy ball's"
        )  # type: ignore[index]

        def slowness(point: Any, eigenvalues: tuple[float, float] = (flattest, steepest)) -> float:
            return float(factors_per_step(Nesterov(momentum=point[1]), np.exp(point[0]), eigenvalues))

        found = minimize(
            slowness,
            [np.log(0.1), 0.5],
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
        )
        assert (np.exp(found.x[0]), found.x[1]) == pytest.approx((rate, mu), rel=2e-3), (
            "nothing is faster in the long run"
        )
    assert r"\lambda_\text{min}} + \sqrt{\lambda_\text{max}}" in momentum and "Lessard" in nesterov
    assert (
        r"3\lambda_\text{max} + \lambda_\text{min}" in nesterov
        and r"(\sqrt{3\kappa+1} - 2)/(\sqrt{3\kappa+1} + 2)" in nesterov
    )


def test_a_cell_is_the_run_with_its_two_numbers_whichever_axis_is_which() -> None:
    entry, there = Entry(Adam(b2=0.9), Exponential(k=0.01)), course(Himmelblau(), 50)
    x, y = Axis("lr", np.array([0.01, 0.1, 1.0])), Axis("b1", np.array([0.0, 0.9]))
    found, turned = stability_map(entry, x, y, there), stability_map(entry, y, x, there)
    for i, j in np.ndindex(2, 3):
        alone = ends(Adam(b1=y.values[i], b2=0.9), [x.values[j]], plan(there, entry.schedule))
        assert found.pace[i, j] == pytest.approx(alone.pace[0], rel=1e-9)
        np.testing.assert_equal(found.settled[i, j], alone.settled[0])
    for one, other in zip(found[2:], turned[2:], strict=True):
        np.testing.assert_array_equal(one, other.T)
    assert turned.x.name == "b1" and turned.y.name == "lr"


@pytest.mark.parametrize("steps", [9, 50])
def test_diverged_is_above_the_start_or_not_finite_at_some_step_of_the_last_half(steps: int) -> None:
    surface = Rastrigin()  # where a run that is lost stays finite
    x, y = Axis("lr", np.geomspace(0.001, 5.0, 12)), Axis("momentum", np.array([0.0, 0.5, 0.9]))
    found = stability_map(Entry(Momentum()), x, y, course(surface, steps))
    for i, j in np.ndindex(3, 12):
        loss = to_numpy(
            descend(Momentum(lr=x.values[j], momentum=y.values[i]), switch(surface), surface.start), steps
        ).loss
        assert found.diverged[i, j] == (not loss[steps // 2 + 1 :].max() <= loss[0])
    assert 0.1 < found.diverged.mean() < 0.9


def test_two_numbers_without_the_rate_make_a_map_as_well() -> None:
    there = course(Himmelblau(), 40)
    found = stability_map(
        Entry(Adam(lr=0.3)), Axis("b1", np.array([0.0, 0.5])), Axis("b2", np.array([0.5, 0.99])), there
    )
    alone = ends(Adam(b1=0.5, b2=0.99), [0.3], plan(there))
    assert found.pace[1, 1] == pytest.approx(alone.pace[0], rel=1e-9)


def test_rows_come_one_by_one_and_nothing_is_changed_that_has_been_shown() -> None:
    x, y = Axis("lr", np.array([0.001, 0.01])), Axis("momentum", np.array([0.0, 0.5, 0.9]))
    seen: list[StabilityMap] = list(stability_rows(Entry(Momentum()), x, y, course(Himmelblau(), 30)))
    assert [one.done.all(axis=1).sum() for one in seen] == [0, 1, 2, 3]
    assert all(np.isnan(one.peak[~one.done]).all() and not np.isnan(one.peak[one.done]).any() for one in seen)
    columns = list(stability_rows(Entry(Momentum()), y, x, course(Himmelblau(), 30)))
    assert [one.done.sum() for one in columns] == [0, 2, 4, 6]


@pytest.mark.parametrize("rule", [Momentum, Adam])
def test_an_axis_spans_the_slider(rule: Any) -> None:
    for name, known in params_of(rule):
        values = axis_of(rule, name, 9).values
        assert (values[0], values[-1]) == pytest.approx((known.low, known.high))
        np.testing.assert_allclose(
            np.diff(np.log(values), 2) if known.log else np.diff(values, 2), 0, atol=1e-12
        )
    assert axis_of(rule, "lr", 5, 0.1, 1.0).values[[0, -1]] == pytest.approx([0.1, 1.0])


def test_axes_that_make_no_map_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="has no number 'rho'; it has lr, momentum"):
        axis_of(Momentum, "rho", 5)
    same = Axis("lr", np.array([0.1]))
    with pytest.raises(ValueError, match="both axes are lr"):
        stability_map(Entry(SGD()), same, same, course(Himmelblau()))


def test_no_map_with_the_rate_on_an_axis_compiles_more_than_a_sweep(compilations: Callable[[], int]) -> None:
    ends(Adam(), [0.1], plan(course(Himmelblau())))
    compilations()
    for surface, steps in ((Booth(), 10), (Ravine(), 33)):
        for name in ("b1", "b2", "eps", "bias_correction"):
            stability_map(
                Entry(Adam()),
                axis_of(Adam, "lr", 7, 1e-3, 1.0),
                axis_of(Adam, name, 3),
                course(surface, steps)._replace(start=(0.5, 1.0)),
            )
            stability_map(
                Entry(Adam(), Exponential()),
                axis_of(Adam, name, 3),
                axis_of(Adam, "lr", 5),
                course(surface, steps),
            )
    assert compilations() == 0


def gaps_in_optax(
    transformation: Callable[[Any, Any], optax.GradientTransformation],
    surface: Surface,
    rates: Any,
    others: Any,
    steps: int,
) -> Any:
    """|f − f*| after 0 … steps steps of every pair of numbers, (pairs, steps + 1)."""

    @jax.jit
    @jax.vmap
    def losses(rate: Any, other: Any) -> Any:
        rule = transformation(rate, other)

        def advance(carry: Any, _: None) -> Any:
            x, state = carry
            updates, state = rule.update(jax.grad(surface)(x), state, x)
            return (x + updates, state), surface(x)

        start = jnp.asarray(surface.start, jnp.float64)
        return jax.lax.scan(advance, (start, rule.init(start)), None, steps + 1)[1]

    lowest = min(float(surface(jnp.asarray(minimum))) for minimum in surface.minima())
    with jax.numpy_dtype_promotion("standard"):  # which optax relies on
        return np.abs(np.asarray(losses(rates, others)) - lowest)


@pytest.mark.parametrize(
    "surface", [Himmelblau(), Booth(), SixHumpCamel()], ids=lambda surface: surface.label
)
@pytest.mark.parametrize(
    ("rule", "name", "transformation"),
    [
        (Momentum(), "momentum", lambda rate, mu: optax.sgd(rate, momentum=mu)),
        (Adam(), "b2", lambda rate, b2: optax.adam(rate, Adam().b1, b2, Adam().eps)),
    ],
    ids=["Momentum", "Adam"],
)
def test_every_cell_is_what_optax_says(rule: Any, name: str, transformation: Any, surface: Surface) -> None:
    steps, x, y = 100, axis_of(type(rule), "lr", 81), axis_of(type(rule), name, 61)
    found = stability_map(Entry(rule), x, y, course(surface, steps))
    rates, others = np.meshgrid(x.values, y.values)
    gap = gaps_in_optax(transformation, surface, rates.ravel(), others.ravel(), steps)
    inside = gap <= 0.01 * gap[:, :1]
    for_good = np.logical_and.accumulate(inside[:, ::-1], axis=1)[:, ::-1]
    settled = np.where(for_good[:, -1], for_good.argmax(axis=1), np.nan).reshape(found.settled.shape)
    peak = gap[:, steps // 2 + 1 :].max(axis=1)
    diverged = ~(peak <= gap[:, 0]).reshape(found.diverged.shape)
    alike = (found.settled == settled) | (np.isnan(found.settled) & np.isnan(settled))
    assert np.mean(alike & (found.diverged == diverged)) >= 0.995
    assert np.mean(np.isclose(found.peak.ravel(), peak, rtol=1e-3, atol=1e-9, equal_nan=True)) >= 0.995
    assert 0.02 < diverged.mean() < 0.98 and np.isfinite(settled).any(), "there is something to agree on"
