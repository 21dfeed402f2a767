"""What the words about a rule claim, computed: each claim holds where the words say it, and not where they do
not."""

import re
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.stats import ncx2

from dl_core.experiments.descent import Descent, descend, to_numpy
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.noise import Noise
from dl_core.optimizers import (
    OPTIMIZERS,
    RACERS,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    Lion,
    Momentum,
    NAdam,
    Nesterov,
    Newton,
    Optimizer,
    RAdam,
    RandomSearch,
)
from dl_core.params import params_of
from dl_core.theory import best_gradient_descent, best_heavy_ball
from surfaces import Booth, Bowl, Himmelblau, KinkValley, Ravine, Rosenbrock, StyblinskiTang, Surface
from surfaces.switch import switch

STEPS = 1000


def run(
    rule: Optimizer,
    surface: Surface,
    steps: int = STEPS,
    start: tuple[float, float] | None = None,
    **more: Any,
) -> Descent:
    return to_numpy(descend(rule, switch(surface), start or surface.start, **more), steps)


def off(rule: Optimizer, surface: Surface, **more: Any) -> float:
    """How far from the nearest minimum a run ends."""
    return float(np.linalg.norm(surface.minima() - run(rule, surface, **more).x[-1], axis=1).min())


# --- symbols ------------------------------------------------------------------------------------------------


def atoms(latex: str) -> set[str]:
    """The quantities of a LaTeX text, each with its hat and its index; operators, words and layout are
    none."""
    latex = re.sub(
        r"\\(text|operatorname|begin|end)\{[^}]*\}|\\(mathcal|left|right|max(?!\}))\b|\\[,!\\]", " ", latex
    )
    latex = re.sub(r"\^\{?(-1|t\+1)\}?", " ", latex)
    found = re.findall(r"((?:\\hat )?(?:\\[A-Za-z]+|[A-Za-z])'?(?:_(?:\{[^}]*\}|\\[A-Za-z]+|\w))?)", latex)
    commands = {
        rf"\{name}"
        for name in ("frac", "dfrac", "sqrt", "leftarrow", "quad", "qquad", "cdot", "ge", "sim", "infty")
    }
    return {one for one in found if one not in commands}


def before(latex: str, *signs: str) -> set[str]:
    """The quantities that stand directly before one of these signs."""
    return {
        one
        for one in atoms(latex)
        for sign in signs
        if re.search(rf"(?<![_\\\w]){re.escape(one)} {re.escape(sign)}", latex)
    }


@pytest.mark.parametrize("rule", RACERS)
def test_every_symbol_of_a_formula_is_a_hyper_parameter_or_defined_in_it_or_said(
    rule: type[Optimizer],
) -> None:
    # the point; the normal law, drawn with seed s
    given = {known.tex for _, known in params_of(rule)} | {"x", "N_s"}
    said = {one for part in re.findall(r"\$([^$]+)\$", rule.symbols) for one in atoms(part)}
    assert atoms(rule.formula) - given - before(rule.formula, r"\leftarrow", "=", r"\sim") - said == set()


@pytest.mark.parametrize("rule", RACERS)
def test_every_memory_of_a_formula_is_0_before_the_first_step_and_said_to_be(rule: type[Optimizer]) -> None:
    state = rule().init(np.ones(2))
    assert all((np.asarray(leaf) == 0).all() for leaf in jax.tree.leaves(state))
    zeros = {one for part in re.findall(r"\$([^$]+)= 0\$", rule.symbols) for one in atoms(part)}
    assert before(rule.formula, r"\leftarrow") - {"x"} == zeros


@pytest.mark.parametrize(
    "rule", [rule for rule in OPTIMIZERS if "t" in getattr(rule().init(np.ones(2)), "_fields", ())]
)
def test_the_first_step_has_the_number_1(rule: type[Optimizer]) -> None:
    _, state = rule().step(jnp.sum, np.ones(2), np.ones(()), np.ones(2), rule().init(np.ones(2)))
    assert "$t = 1$" in rule.symbols and float(state.t) == 1.0


@pytest.mark.parametrize("rule", [rule for rule in OPTIMIZERS if rule is not Newton])
def test_squares_roots_and_signs_are_taken_for_each_coordinate_where_that_is_said(
    rule: type[Optimizer],
) -> None:
    lone = np.diff(run(rule(), Ravine(kappa=20.0), 12, (-8.0, 0.0)).x[:, 0])
    beside = np.diff(run(rule(), Ravine(kappa=20.0), 12, (-8.0, 1.5)).x[:, 0])
    np.testing.assert_allclose(beside, lone, rtol=1e-12)  # along the axes no coordinate hears of the other

    def turned(angle: float) -> np.ndarray:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        return run(rule(), Ravine(kappa=20.0, angle=angle), 12, (-8 * c - 1.5 * s, -8 * s + 1.5 * c)).loss

    # but who goes by coordinates minds a turn
    assert np.allclose(turned(0.0), turned(30.0), rtol=1e-9) != ("each coordinate by itself" in rule.symbols)


# --- whose form ---------------------------------------------------------------------------------------------


def by_optax(transformation: optax.GradientTransformation, gradients: np.ndarray) -> np.ndarray:
    state, steps = transformation.init(np.zeros(2)), []
    for g in gradients:
        step, state = transformation.update(g, state, np.zeros(2))
        steps.append(step)
    return np.array(steps)


def steps_of(rule: Optimizer, gradients: np.ndarray) -> np.ndarray:
    state, steps = rule.init(np.zeros(2)), []
    for g in gradients:
        step, state = rule.step(jnp.sum, np.zeros(2), np.zeros(()), g, state)
        steps.append(step)
    return np.array(steps)


def amsgrad_of_the_paper(
    gradients: np.ndarray, lr: float = 0.05, b1: float = 0.9, b2: float = 0.999
) -> np.ndarray:
    m, v, most, steps = np.zeros(2), np.zeros(2), np.zeros(2), []
    for g in gradients:
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        most = np.maximum(most, v)
        steps.append(-lr * m / (np.sqrt(most) + 1e-8))
    return np.array(steps)


def nadam_of_the_paper(
    gradients: np.ndarray, lr: float = 0.05, b1: float = 0.9, b2: float = 0.999
) -> np.ndarray:
    m, v, product, steps = np.zeros(2), np.zeros(2), 1.0, []
    for t, g in enumerate(gradients, 1):
        now, ahead = (b1 * (1 - 0.5 * 0.96 ** (0.004 * at)) for at in (t, t + 1))
        m, v, product = now * m + (1 - now) * g, b2 * v + (1 - b2) * g * g, product * now
        m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        steps.append(-lr * m_hat / (np.sqrt(v / (1 - b2**t)) + 1e-8))
    return np.array(steps)


@pytest.mark.parametrize(
    ("rule", "optaxs", "papers"),
    [
        (AMSGrad(), optax.amsgrad(0.05), amsgrad_of_the_paper),
        (NAdam(), optax.nadam(0.05), nadam_of_the_paper),
    ],
    ids=["AMSGrad", "NAdam"],
)
def test_a_rule_in_optaxs_form_says_so_because_the_papers_is_another(
    rule: Optimizer, optaxs: Any, papers: Any
) -> None:
    gradients = np.array([[2.0, -1.0], [0.1, 3.0], [-0.5, 0.2], [0.3, 0.3], [0.01, -0.2]])
    ours = steps_of(rule, gradients)
    with jax.numpy_dtype_promotion("standard"):  # which optax relies on
        theirs = by_optax(optaxs, gradients)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    assert np.abs(papers(gradients) / ours - 1).max() > 0.05 and "In optax's form" in rule.words.idea


def test_a_rule_is_named_after_who_had_it_first() -> None:
    assert "Cauchy, 1847" in SGD.source.who and (
        RandomSearch.source.who.split()[0],
        RandomSearch.source.year,
    ) == ("Matyas", 1965)


# --- what helps and what fails ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rule", "surface", "noise", "moves"),
    [
        ("", Adam(lr=0.3), Bowl(), 0.0, False),
        ("", Adam(lr=0.3), Himmelblau(), 0.0, False),
        ("With noise", Adam(lr=0.3), Bowl(), 1.0, True),
        ("on a kink", Adam(lr=0.3), KinkValley(), 0.0, True),
        ("β₂ = 0.9", Adam(lr=0.3, b2=0.9), Bowl(), 0.0, True),
    ],
)
def test_a_constant_rate_keeps_adam_moving_only_where_that_is_said(
    name: str, rule: Adam, surface: Surface, noise: float, moves: bool
) -> None:
    found = run(rule, surface, noise=Noise(sigma=noise))
    last = np.abs(np.diff(found.x[-100:], axis=0)).max()
    assert (
        (last > 1e-3 and found.loss[-100:].max() > 1e-5)
        if moves
        else (last < 1e-12 and found.loss[-1] < 1e-40)
    )
    assert name in Adam.words.fails and "a constant η keeps it moving" in Adam.words.fails


def test_adagrad_may_stall_and_may_arrive() -> None:
    ends = {
        surface.label: float(run(AdaGrad(lr=0.3), surface).loss[-1])
        for surface in (Bowl(), Himmelblau(), Rosenbrock())
    }
    arrives, stalls = max(ends["Bowl"], ends["Himmelblau"]) < 1e-15, ends["Rosenbrock"] > 1
    assert arrives and stalls and "may stall" in AdaGrad.words.fails


def test_adamw_misses_a_minimum_only_where_it_is_not_the_origin() -> None:
    beside, at = (off(AdamW(lr=0.3, weight_decay=0.1), surface) for surface in (Booth(), Bowl()))
    assert beside == pytest.approx(0.079, abs=0.001) and at < 1e-30
    assert off(AdamW(lr=0.3, weight_decay=0.0), Booth()) < 1e-12, "it is the decay that does it"
    assert "Where the minimum is not the origin" in AdamW.words.fails


def largest_rate(rule: type[Momentum | Nesterov | SGD], **more: float) -> float:
    """The largest rate at which 1,000 steps do not grow on a ravine of curvatures 1 and 50, by bisection to a
    thousandth."""
    low, high = 1e-3, 0.2
    while high / low > 1.001:
        middle = np.sqrt(low * high)
        loss = run(rule(lr=middle, **more), Ravine(kappa=50.0), start=(-8.0, 1.5)).loss
        low, high = (middle, high) if loss[-1] < loss[0] else (low, middle)
    return low


def test_momentum_bears_one_plus_mu_times_the_rate_of_gradient_descent_and_no_more() -> None:
    for mu in (0.5, 0.9):
        assert largest_rate(Momentum, momentum=mu) / largest_rate(SGD) == pytest.approx(1 + mu, rel=0.01)
        assert largest_rate(Nesterov, momentum=mu) < largest_rate(Momentum, momentum=mu), (
            "smaller than Momentum's, not larger"
        )
    assert (
        "(1+μ) times that of gradient descent" in Momentum.words.fails
        and "smaller than Momentum's" in Nesterov.words.fails
    )
    with np.errstate(over="ignore", invalid="ignore"):
        lost, found = (
            run(rule, Ravine(kappa=50.0), 300, (-8.0, 1.5)).loss for rule in (SGD(lr=0.06), Momentum(lr=0.06))
        )
    assert not lost[-1] < 1e100 and found[-1] < 1e-12, (
        "a rate that is too large for gradient descent need not be for Momentum"
    )


def steps_to(rule: Optimizer, surface: Surface, share: float = 1e-8) -> int:
    loss = run(rule, surface, start=(-8.0, 1.5)).loss
    near = loss <= share * loss[0]
    return int(np.argmax(near)) if near.any() else STEPS + 1


def test_the_root_of_kappa_needs_the_best_rate_and_the_best_mu() -> None:
    kappas = (16.0, 64.0)
    descent = [steps_to(SGD(lr=best_gradient_descent(1.0, kappa)), Ravine(kappa=kappa)) for kappa in kappas]
    ball = [
        steps_to(Momentum(lr=lr, momentum=mu), Ravine(kappa=kappa))
        for kappa in kappas
        for lr, mu in [best_heavy_ball(1.0, kappa)]
    ]
    assert descent[1] / descent[0] == pytest.approx(4, rel=0.1) and ball[1] / ball[0] == pytest.approx(
        2, rel=0.15
    )
    assert "the number of steps grows in proportion to κ" in SGD.words.fails
    # μ stays at 0.9
    held = [steps_to(Momentum(lr=best_heavy_ball(1.0, kappa)[0]), Ravine(kappa=kappa)) for kappa in kappas]
    assert max(held) / min(held) < 1.3 and held[0] > 2 * ball[0], "one μ for all κ has no such law"
    assert "here both η and μ" in Momentum.words.helps


def beside(surface: Surface) -> tuple[float, float]:
    x, y = surface.minima()[0]
    return float(x) + 0.02, float(y) + 0.03


def away(rule: Optimizer, surface: Surface) -> np.ndarray:
    """The distances from the minimum of four steps that begin beside it."""
    return np.linalg.norm(run(rule, surface, 4, beside(surface)).x - surface.minima()[0], axis=1)


def test_newtons_error_is_squared_at_each_step_and_no_other_rules() -> None:
    for surface in (Himmelblau(), StyblinskiTang()):
        errors = away(Newton(damping=0.0), surface)
        errors = errors[errors > 1e-9]  # what is less is rounding of the minimum
        assert (
            len(errors) >= 2
            and (errors[1:] < 3 * errors[:-1] ** 2).all()
            and away(Newton(damping=0.0), surface)[-1] < 1e-9
        )
    assert away(Newton(damping=0.0), Rosenbrock())[-1] < 1e-10, (
        "however narrow: the condition number there is 2,500"
    )
    for rule in OPTIMIZERS:
        if rule is not Newton:
            assert all(
                away(rule(), surface)[-1] > 1e-4 for surface in (Himmelblau(), StyblinskiTang(), Rosenbrock())
            ), rule.label
    assert away(Newton(damping=1.0), Rosenbrock())[-1] > 1e-4, "nor with damping"
    flat = jax.tree_util.Partial(lambda x: jnp.sum(x**4))
    path = to_numpy(descend(Newton(damping=0.0), flat, np.array([1.0, 2.0])), 30).x
    np.testing.assert_allclose(
        path[1:] / path[:-1],
        2 / 3,
        rtol=1e-9,
        err_msg="where the Hessian has no inverse at the minimum it is not squared",
    )
    assert "with an invertible Hessian" in Newton.words.helps and "λ = 0" in Newton.words.helps


def test_lion_moves_by_its_rate_or_not_at_all_only_without_decay() -> None:
    free = np.abs(np.diff(run(Lion(lr=0.05), Bowl(), 200).x, axis=0))
    np.testing.assert_allclose(free, 0.05, rtol=1e-9)
    still = np.abs(np.diff(run(Lion(lr=0.05), Bowl(), 20, (-3.0, 0.0)).x, axis=0))
    assert (still[:, 1] == 0).all() and np.allclose(still[:, 0], 0.05)
    decayed = np.abs(np.diff(run(Lion(lr=0.05, weight_decay=0.1), Bowl(), 20).x, axis=0))
    assert np.abs(decayed / 0.05 - 1).min() > 0.01
    assert all("With λ = 0" in text or "with λ = 0" in text for text in Lion.words)


def test_without_decay_lion_has_eight_directions_and_never_rests_and_steepness_plays_no_part() -> None:
    for surface in (Bowl(), Himmelblau(), Ravine(), Rosenbrock()):
        steps = np.diff(run(Lion(lr=0.05), surface).x, axis=0)
        assert (np.abs(steps[-100:]).max(axis=1) > 0.049).all(), surface.label
    steeper = run(Lion(lr=0.05), Ravine(scale=7.0), 200).x
    np.testing.assert_allclose(steeper, run(Lion(lr=0.05), Ravine(), 200).x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("b2", [0.9, 0.99, 0.999])
def test_radams_length_is_that_of_a_plain_mean_as_old_on_average(b2: float) -> None:
    lines = {line.name: line for line in RAdam.lines}
    for t in (1, 2, 10, 100, 1000):
        ages = np.arange(t)  # of the gradients that v has seen, the latest first
        weights = b2**ages / (b2**ages).sum()
        age = float((weights * ages).sum())
        longest = 2 / (1 - b2) - 1
        # a plain mean of n has the mean age (n − 1)/2
        assert longest - 2 * t * b2**t / (1 - b2**t) == pytest.approx(2 * age + 1, rel=1e-6)
        assert t < 3 or 2 * age + 1 < t, "not the number of gradients that v has seen"
    assert (
        "a plain mean whose gradients are as old on average" in lines["length"].about
        and lines["length"].text == "longest - 2 * t * b2**t / (1 - b2**t)"
    )


# --- random search ------------------------------------------------------------------------------------------

WIDTH = 0.2


def chance(dimensions: int, width: float = WIDTH) -> float:
    """That x + σz is lower than x on ½‖x‖², ‖x‖² = 2: ‖x/σ + z‖² < 2/σ², where the left side has a noncentral
    χ² law."""
    return float(ncx2.cdf(2 / width**2, dimensions, 2 / width**2))


@pytest.mark.parametrize("dimensions", [2, 10])
def test_the_chance_that_a_proposal_is_lower_is_that_of_the_search_itself(dimensions: int) -> None:
    tries = 200
    kept = sum(
        float(np.diff(race_in_dimensions(dimensions, 1, 0.1, WIDTH, float(seed)).search)[0]) < 0
        for seed in range(tries)
    )
    p = chance(dimensions)
    assert abs(kept / tries - p) < 4 * np.sqrt(p * (1 - p) / tries)


def test_half_of_all_directions_lead_down_in_any_dimension_and_a_fixed_width_shrinks_the_chance() -> None:
    dice = np.random.default_rng(0)
    for dimensions in (2, 10, 100):
        x = np.full(dimensions, np.sqrt(2 / dimensions))
        z = dice.standard_normal((20_000, dimensions))
        assert ((z @ x) < 0).mean() == pytest.approx(0.5, abs=0.02), "downhill is a half-space"
        assert (((x + 1e-4 * z) ** 2).sum(axis=1) < 2).mean() == pytest.approx(0.5, abs=0.02), (
            "a short enough proposal is lower as often"
        )
    assert [round(chance(d), 2) for d in (2, 10, 100)] == [0.47, 0.26, 0.0]

    def progress(dimensions: int) -> float:
        x = np.full(dimensions, np.sqrt(2 / dimensions))
        after = 0.5 * ((x + WIDTH * dice.standard_normal((50_000, dimensions))) ** 2).sum(axis=1)
        return float(np.maximum(0, 1 - after).mean())

    gains = [progress(d) for d in (1, 2, 5, 10, 30)]
    assert gains == sorted(gains, reverse=True)
    assert RandomSearch.words.fails.startswith("Half of all directions lead down, in any dimension.")
