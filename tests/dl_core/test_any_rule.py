"""A rule as data: the same run as the rule itself, to rounding, and one program for all of them."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from jax.extend.core import jaxprs_in_params

from dl_core.experiments.descent import (
    MAX_STEPS,
    as_data,
    descend,
    final_point,
    point,
    scan_descent,
    to_numpy,
)
from dl_core.experiments.many_seeds import band
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.sweep import sweep
from dl_core.experiments.tuning import tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import OPTIMIZERS, RACERS, SGD, Adam, Newton, Optimizer
from dl_core.optimizers.any_rule import WIDTH, AnyRule, any_rule
from dl_core.params import params_of
from dl_core.traced import as_traced
from surfaces import Himmelblau, Rosenbrock
from surfaces.own import Own
from surfaces.switch import switch

ROWS = MAX_STEPS + 1
SURFACE = Himmelblau()


def off_default(rule: type[Optimizer]) -> Optimizer:
    """Every number a tenth of the way from its default to its upper end, so that none can take the place of
    another; the rate stays."""
    moved = {
        name: known.default + 0.1 * (known.high - known.default)
        for name, known in params_of(rule)
        if name != "lr"
    }
    return rule(
        **{name: round(value) if dict(params_of(rule))[name].step else value for name, value in moved.items()}
    )


@pytest.mark.parametrize("noise", [Noise(), Noise(sigma=0.3, seed=4.0)], ids=["exact", "noisy"])
@pytest.mark.parametrize("rule", RACERS)
def test_as_data_it_runs_as_the_rule_itself_and_has_its_state(rule: type[Optimizer], noise: Noise) -> None:
    factors, disturbances = np.linspace(1.0, 0.5, ROWS), noise.sample(ROWS, 2)
    arguments = as_traced(switch(SURFACE)), point(SURFACE.start), factors, disturbances
    itself = to_numpy(jax.jit(scan_descent)(as_traced(off_default(rule)), *arguments), 40)
    data: Any = as_data(off_default(rule), 2)
    run = to_numpy(jax.jit(scan_descent)(data, *arguments), 40)
    run = run._replace(state=data.own(run.state))
    assert isinstance(data, AnyRule) and jax.tree.structure(run) == jax.tree.structure(itself)
    for mine, own in zip(jax.tree.leaves(run), jax.tree.leaves(itself), strict=True):
        np.testing.assert_allclose(mine, own, rtol=1e-9, atol=1e-12)


def test_no_two_rules_or_numbers_are_the_same_data() -> None:
    kinds = [any_rule(rule()) for rule in RACERS]
    assert sorted(int(one.index) for one in kinds) == list(range(len(RACERS)))
    assert len({jax.tree.structure(one) for one in kinds}) == 1 and {
        leaf.shape for leaf in jax.tree.leaves(kinds[0])
    } == {(), (WIDTH,)}
    for rule in RACERS:
        values = {
            name: known.low if known.low != known.default else known.high for name, known in params_of(rule)
        }
        for name, value in values.items():
            before, after = any_rule(rule()), any_rule(rule(**{name: value}))
            changed = int(before.lr != after.lr) + int((before.numbers != after.numbers).sum())
            assert changed == 1 and (before.lr != after.lr) == (name == "lr")


def test_a_rule_that_is_no_racer_is_refused_and_runs_as_itself() -> None:
    class Mine(SGD):
        pass

    with pytest.raises(ValueError, match="Mine is not in RACERS"):
        any_rule(Mine())
    assert isinstance(as_data(Mine(), 2), Mine) and isinstance(as_data(Adam(), 100), Adam)


def test_one_program_serves_every_rule(compilations: Callable[[], int]) -> None:
    course = Course(switch(SURFACE), SURFACE.start, SURFACE.minima(), SURFACE.window, 20)

    def every(rule: type[Optimizer]) -> None:
        descend(rule(), switch(SURFACE), SURFACE.start)
        tuned_rate(rule(), switch(SURFACE), SURFACE.start, 20)
        sweep(Entry(rule()), course)
        if rule in OPTIMIZERS:  # random search maps over its seed, which has a program of its own
            band(Entry(rule()), course)

    every(SGD)
    compilations()
    for rule in RACERS:
        every(rule)
    assert compilations() == 0


def test_one_program_serves_every_rule_on_a_typed_formula(compilations: Callable[[], int]) -> None:
    own = Own.read("x**2/20 + y**2")
    descend(SGD(), own, own.start)
    compilations()
    for rule in RACERS:
        descend(rule(), own, own.start)
    assert compilations() == 0


def carries(jaxpr: Any) -> list[list[tuple[int, ...]]]:
    """The shapes that every loop inside carries."""
    found = [
        [variable.aval.shape for variable in equation.outvars]
        for equation in jaxpr.eqns
        if equation.primitive.name == "while"
    ]
    inside = [sub for equation in jaxpr.eqns for sub in jaxprs_in_params(equation.params)]
    return found + [shapes for sub in inside for shapes in carries(sub)]


def test_mapped_over_rates_the_step_count_stays_one_number() -> None:
    data: Any = any_rule(Adam())

    def finals(rates: Any, steps: Any) -> Any:
        def one(lr: Any) -> Any:
            return final_point(
                AnyRule(data.index, lr, data.numbers),
                switch(SURFACE),
                np.array(SURFACE.start),
                np.ones(ROWS),
                np.zeros((ROWS, 2)),
                steps,
            )

        return jax.vmap(one)(rates)

    (shapes,) = [
        shapes
        for shapes in carries(jax.make_jaxpr(finals)(np.ones(61), np.int32(9)).jaxpr)
        if (61, 2) in shapes
    ]
    assert (1,) in shapes and (61, 3, 2) in shapes  # scalars once, vectors for each rate


def test_newton_solves_the_quadratic_in_one_step_as_data_too() -> None:
    path = to_numpy(descend(Newton(lr=1.0, damping=0.0), Own.read("x**2 + 3*y**2 + x*y"), (2.0, -1.0)), 2).x
    np.testing.assert_allclose(path[1:], 0, atol=1e-12)


def test_a_float32_point_stays_float32() -> None:
    run = descend(Adam(), switch(Rosenbrock()), np.array(Rosenbrock.start, np.float32))
    assert {leaf.dtype for leaf in jax.tree.leaves(run)} == {np.dtype(np.float32)}
