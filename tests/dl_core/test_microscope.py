"""Every line of every rule gives what the rule did; the ground's curvature is what linear algebra and closed
forms say."""

import ast
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from dl_core.experiments.descent import MAX_STEPS
from dl_core.experiments.microscope import KINDS, Geometry, Microscope, geometry, microscope
from dl_core.experiments.race import Course, Entry, curvatures, race
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adadelta, Momentum, Newton, Optimizer, RandomSearch
from dl_core.optimizers.arithmetic import Line, evaluate_lines, parsed
from dl_core.optimizers.base import hessian
from dl_core.params import params_of
from dl_core.schedules import Constant, Cosine, Schedule
from pages.race.words import GROUND
from surfaces import (
    SURFACES,
    Booth,
    Bowl,
    Himmelblau,
    KinkValley,
    Ravine,
    Rosenbrock,
    Saddle,
    StyblinskiTang,
    Surface,
)
from surfaces.own import Own
from surfaces.switch import switch
from tests.dl_core.test_optimizers import ORACLES

ARENAS = (Himmelblau(), StyblinskiTang(), Booth())
TAKEN_APART = [cls for cls in RACERS if cls.lines]


def course(
    surface: Surface, steps: int = 60, noise: Noise = Noise(), start: tuple[float, float] | None = None
) -> Course:
    return Course(switch(surface), start or surface.start, surface.minima(), surface.window, steps, noise)


def seen(rule: Optimizer, on: Course, schedule: Schedule = Constant()) -> Microscope:
    return microscope(race([Entry(rule, schedule)], on)[0], on)


@cache
def with_all(cls: type[Optimizer], surface: Surface) -> Microscope:
    """Noise, schedule, and every number but ticks off its default: nothing may be left out."""
    values = ORACLES[cls].values if cls in ORACLES else {"lr": 0.5, "seed": 4.0}
    return seen(cls(**values), course(surface, 60, Noise(0.7, 3.0)), Cosine())


@pytest.mark.parametrize("cls", [cls for cls in TAKEN_APART if "bias_correction" in dict(params_of(cls))])
def test_the_lines_give_the_step_without_the_correction_of_the_bias(cls: type[Optimizer]) -> None:
    found = seen(cls(bias_correction=0.0), course(Himmelblau()))
    np.testing.assert_allclose(found.value("x")[:-1], found.run.descent.x[1:], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("surface", ARENAS, ids=lambda surface: surface.label)
@pytest.mark.parametrize("cls", TAKEN_APART)
def test_the_lines_of_a_rule_give_its_step_and_its_new_state(cls: type[Optimizer], surface: Surface) -> None:
    found = with_all(cls, surface)
    descent = found.run.descent
    assert np.isfinite(descent.x).all() and np.abs(np.diff(descent.x, axis=0)).max() > 1e-3
    np.testing.assert_allclose(found.value("x")[:-1], descent.x[1:], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        found.value("step")[:-1], np.diff(descent.x, axis=0), rtol=1e-11, atol=1e-14 * np.abs(descent.x).max()
    )
    state = descent.state._asdict() if hasattr(descent.state, "_asdict") else {}
    for name, kept in state.items():
        np.testing.assert_allclose(
            found.value(name)[:-1],
            np.reshape(kept, (len(kept), -1))[1:],
            rtol=1e-11,
            atol=1e-13,
            err_msg=name,
        )


@pytest.mark.parametrize("cls", TAKEN_APART)
def test_the_lines_give_the_step_at_the_defaults_too(cls: type[Optimizer]) -> None:
    found = seen(cls(), course(Himmelblau(), 150))
    np.testing.assert_allclose(found.value("x")[:-1], found.run.descent.x[1:], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("cls", TAKEN_APART)
def test_the_line_of_the_effective_rate_is_what_the_rule_says_of_it(cls: type[Optimizer]) -> None:
    if any(line.name == "rate" for line in cls.lines):
        found = with_all(cls, Himmelblau())
        factor = found.run.descent.lr[:, None] if cls is Adadelta else 1.0
        np.testing.assert_allclose(factor * found.value("rate"), found.run.descent.rates, rtol=1e-11)
    else:
        assert cls in {SGD, Newton, RandomSearch} or cls.__name__ in {"Momentum", "Nesterov", "Lion"}, (
            "these have one rate, η"
        )


@pytest.mark.parametrize("cls", TAKEN_APART)
def test_every_number_of_a_rule_stands_in_its_lines(cls: type[Optimizer]) -> None:
    used = {
        node.id
        for line in cls.lines
        for text in line.texts
        for node in ast.walk(parsed(text))
        if isinstance(node, ast.Name)
    }
    assert {name for name, _ in params_of(cls)} - {"seed"} <= used
    assert [line.name for line in cls.lines].count("step") == 1 and all(
        line.symbol and line.about for line in cls.lines
    )
    assert sum(bool(line.arrow) for line in cls.lines) <= 1


@pytest.mark.parametrize("start", [(0.0, 1.0), (1.0, 1.0)])
def test_where_one_curvature_is_infinite_the_lines_give_the_step_too(start: tuple[float, float]) -> None:
    own = Own.read("abs(x)**1.5 + (y - 2)**2")
    found = seen(Newton(lr=0.5), Course(own, start, own.minima(), own.window, 10, Noise()))
    assert np.isfinite(found.run.descent.x).all() and np.isinf(found.value("H_xx")[0]) == (start[0] == 0)
    np.testing.assert_allclose(found.value("x")[:-1], found.run.descent.x[1:], rtol=1e-12, atol=1e-13)


def test_the_schedule_and_the_noise_are_shown_as_they_were_used() -> None:
    on = course(Himmelblau(), 40, Noise(0.5, 7.0))
    found = seen(Momentum(lr=0.01), on, Cosine())
    np.testing.assert_allclose(found.value("lr")[:, 0], found.run.descent.lr, rtol=1e-14)
    np.testing.assert_allclose(found.value("lr")[20, 0], 0.005, rtol=1e-12)
    np.testing.assert_array_equal(
        found.value("g"), found.run.descent.grad + Noise(0.5, 7.0).sample(MAX_STEPS + 1, 2)[:41]
    )
    np.testing.assert_array_equal(found.gradient, found.run.descent.grad)
    assert [line.name for line in found.lines[:2]] == ["g", "lr"]
    quiet = seen(Momentum(lr=0.01), course(Himmelblau(), 40))
    assert [line.name for line in quiet.lines] == ["g", "kept", "v", "step", "x"]


def test_random_search_shows_no_gradient_and_its_proposals_kept_or_not() -> None:
    found = seen(RandomSearch(lr=0.5), course(Himmelblau(), 100))
    assert "g" not in [line.name for line in found.lines]
    kept = (found.value("there") < found.value("f"))[:, 0]
    np.testing.assert_array_equal(found.value("step"), np.where(kept[:, None], found.value("tried"), 0.0))
    assert 3 < kept.sum() < 97


def test_a_run_that_leaves_the_numbers_is_shown_as_it_is() -> None:
    found = seen(SGD(lr=10.0), course(Rosenbrock(), 30))
    assert not np.isfinite(found.value("x")[-1]).any()
    assert KINDS[int(found.geometry.kind[-1])] == "lost" and np.isnan(found.geometry.newton[-1]).all()


# --- reading lines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.b",
        "a[0]",
        "lambda: 1",
        "f(a)",
        "a if b else c",
        "sqrt(a, out=b)",
        "'a'",
        "True and a",
        "a < b < c",
    ],
)
def test_a_line_is_arithmetic_or_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        parsed(text)


def test_a_line_sees_the_lines_before_it_and_the_coordinates_of_g() -> None:
    lines = [
        Line("a", "a", "2 * g"),
        Line("b", "b", ("g_y", "a_x + n")),
        Line("n", "n", "n ** 2"),
        Line("c", "c", "where(n >= 9, maximum(b, -1), sqrt(abs(g)))"),
    ]
    found = evaluate_lines(lines, {"g": np.array([[1.0, -4.0]]), "n": 3.0}, 1)
    np.testing.assert_array_equal(found[1], [[-4.0, 5.0]])
    np.testing.assert_array_equal(found[2], [[9.0]])
    np.testing.assert_array_equal(found[3], [[-1.0, 5.0]])
    with pytest.raises(KeyError):
        evaluate_lines([Line("a", "a", "nowhere")], {}, 1)


# --- the ground ---------------------------------------------------------------------------------------------


def ground(surface: Surface, points: np.ndarray) -> tuple[Geometry, np.ndarray]:
    loss = surface if isinstance(surface, Own) else switch(surface)
    gradient = np.stack([np.asarray(loss.value_and_grad(point)[1]) for point in points])
    return geometry(loss, points, gradient), gradient


def points_in(surface: Surface, count: int = 6) -> np.ndarray:
    x0, x1, y0, y1 = surface.window
    return np.random.default_rng(1).uniform((x0, y0), (x1, y1), (count, 2))


@pytest.mark.parametrize(
    "surface", (*ARENAS, Saddle(), Ravine(kappa=7.0, angle=30.0)), ids=lambda surface: surface.label
)
def test_curvatures_axes_and_the_newton_step_are_those_of_linear_algebra(surface: Surface) -> None:
    points = points_in(surface)
    found, gradient = ground(surface, points)
    for i, point in enumerate(points):
        curved = np.asarray(hessian(switch(surface), point))
        np.testing.assert_allclose(
            found.curvatures[i], curvatures(switch(surface), point), rtol=1e-10, atol=1e-10
        )
        np.testing.assert_allclose(
            curved @ found.axis[i], found.curvatures[i, 1] * found.axis[i], rtol=1e-9, atol=1e-9
        )
        np.testing.assert_allclose(
            [np.linalg.norm(found.axis[i]), found.condition[i]], [1, np.linalg.cond(curved)], rtol=1e-8
        )
        np.testing.assert_allclose(curved @ found.newton[i], -gradient[i], rtol=1e-9, atol=1e-9)
        signs = tuple(np.sign(np.linalg.eigvalsh(curved)))
        assert KINDS[int(found.kind[i])] == {(1, 1): "bowl", (-1, 1): "indefinite", (-1, -1): "dome"}[signs]
        assert found.axis[i, 0] >= 0


def test_an_indefinite_hessian_is_a_saddle_point_only_where_the_gradient_is_0() -> None:
    from_the_saddle, points = np.array([Saddle.saddles[0]]), np.array([[0.5, 0.2], [-2.0, 0.001]])
    at, gradient = ground(Saddle(), from_the_saddle)
    beside, slopes = ground(Saddle(), points)
    assert {KINDS[int(kind)] for kind in (*at.kind, *beside.kind)} == {"indefinite"}
    assert not gradient.any() and (np.linalg.norm(slopes, axis=1) > 0.5).all()
    np.testing.assert_allclose(at.newton, 0, atol=1e-12)
    assert "saddle point only if ∇f = 0" in GROUND["indefinite"] and GROUND.keys() == set(KINDS)


@pytest.mark.parametrize("cls", [cls for cls in SURFACES if cls.quadratic])
def test_on_a_quadratic_the_newton_step_ends_at_the_minimum_from_anywhere(cls: type[Surface]) -> None:
    surface = cls(angle=30.0) if cls is Ravine else cls()
    points = points_in(surface)
    found, _ = ground(surface, points)
    np.testing.assert_allclose(
        points + found.newton, np.broadcast_to(surface.minima()[0], points.shape), atol=1e-10
    )


def test_a_ravine_has_the_curvatures_condition_and_axes_that_it_declares() -> None:
    found, _ = ground(Ravine(kappa=9.0, scale=0.5, angle=30.0), points_in(Ravine()))
    np.testing.assert_allclose(found.curvatures, [[0.5, 4.5]] * 6, rtol=1e-12)
    np.testing.assert_allclose(found.condition, 9.0, rtol=1e-12)
    np.testing.assert_allclose(found.axis, [[0.5, -np.sqrt(0.75)]] * 6, atol=1e-12)


def test_where_the_hessian_has_no_inverse_there_is_no_newton_step() -> None:
    plane, _ = ground(KinkValley(), np.array([[1.0, 1.0]]))
    assert (
        KINDS[int(plane.kind[0])] == "plane" and np.isnan(plane.condition[0]) and np.isnan(plane.newton).all()
    )
    found, _ = ground(Own.read("x*x"), np.array([[1.0, 1.0]]))
    assert (
        KINDS[int(found.kind[0])] == "trough"
        and found.condition[0] == np.inf
        and np.isnan(found.newton).all()
    )
    lost, _ = ground(Bowl(), np.array([[np.nan, 1.0], [1.0, 2.0]]))
    np.testing.assert_array_equal(lost.newton[1], [-1.0, -2.0])
    assert KINDS[int(lost.kind[0])] in ("lost", "bowl") and np.isnan(lost.newton[0]).all()


def test_the_number_of_rows_is_that_of_the_run() -> None:
    for steps in (1, 7, MAX_STEPS):
        found = seen(replace(Newton(), damping=1.0), course(Himmelblau(), steps))
        assert {len(value) for value in found.values} == {steps + 1} == {len(found.geometry.newton)}
