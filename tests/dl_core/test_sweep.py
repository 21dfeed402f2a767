"""The batched sweep against optax, against one run per rate, and against what is known of a bowl."""

import dataclasses
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import optax
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.experiments.race import Course, Entry
from dl_core.experiments.sweep import LANES, RATES, Ends, ends, lowest_end, plan, sweep, sweep_rates, sweeps
from dl_core.experiments.tuning import candidate_rates, tuned_rate
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, SGD, Adam, Momentum, Nesterov, Optimizer, RMSProp
from dl_core.schedules import Constant, Cosine, Exponential
from surfaces import SURFACES, Bowl, Himmelblau, McCormick, Ravine, Rosenbrock, StyblinskiTang, Surface
from surfaces.switch import switch

RAVINE = Ravine(kappa=12.0, angle=-20.0)
BY_OPTAX: dict[type[Optimizer], Callable[[Any, Any], optax.GradientTransformation]] = {
    SGD: lambda rule, rate: optax.sgd(rate),
    Momentum: lambda rule, rate: optax.sgd(rate, momentum=rule.momentum),
    Nesterov: lambda rule, rate: optax.sgd(rate, momentum=rule.momentum, nesterov=True),
    RMSProp: lambda rule, rate: optax.rmsprop(rate, decay=rule.rho, eps=rule.eps, eps_in_sqrt=False),
    Adam: lambda rule, rate: optax.adam(rate, rule.b1, rule.b2, rule.eps),
}


def course(surface: Surface, steps: int = 60, **more: Any) -> Course:
    return Course(switch(surface), surface.start, surface.minima(), surface.window, steps, **more)


@pytest.mark.parametrize(
    "rule",
    [
        SGD(),
        Momentum(momentum=0.7),
        Nesterov(momentum=0.7),
        RMSProp(rho=0.8, eps=0.5),
        Adam(b1=0.7, b2=0.9, eps=0.5),
    ],
    ids=lambda r: r.label,
)
def test_a_column_of_the_sweep_is_what_optax_computes(rule: Optimizer) -> None:
    rates, steps, noise = sweep_rates(type(rule))[40::20], 60, Noise(0.3, 5.0)
    disturbances = noise.sample(steps, 2)

    @jax.jit
    @jax.vmap
    def end(rate: Any) -> Any:
        transformation = BY_OPTAX[type(rule)](rule, rate)

        def advance(carry: Any, disturbance: Any) -> Any:
            x, state = carry
            updates, state = transformation.update(jax.grad(RAVINE)(x) + disturbance, state, x)
            return (optax.apply_updates(x, updates), state), None

        start = jax.numpy.asarray(RAVINE.start, np.float64)
        (x, _), _ = jax.lax.scan(advance, (start, transformation.init(start)), disturbances)
        return x, RAVINE(x)

    with jax.numpy_dtype_promotion("standard"):  # which optax relies on
        x, loss = end(rates)
    found = ends(rule, rates, plan(course(RAVINE, steps, noise=noise)))
    np.testing.assert_allclose(found.x, x, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.gap, loss, rtol=1e-8, atol=1e-14)
    assert found.gap.dtype == np.float64 and found.gap.max() > 1e3 * found.gap.min()


def told(gap: np.ndarray, steps: int) -> tuple[float, float, float]:
    """settled, peak and pace of one run, from its gaps, step by step."""
    size = np.abs(gap)
    outside = [t for t in range(steps + 1) if not size[t] <= 0.01 * size[0]]
    settled = 0.0 if not outside else np.nan if outside[-1] == steps else outside[-1] + 1.0
    windows = [(0, 1)]  # first and last+1 step of each window, the earliest first
    for k in range(10, -1, -1):
        first, last = int(steps / 2 ** (k + 1)) + 1, int(steps / 2**k) + 1
        windows += [(first, last)] if last > first else []
    above = [i for i, window in enumerate(windows) if not size[slice(*window)].max() <= 1e-12 * size[0]]
    last, peak = above[-1], size[slice(*windows[-1])].max()
    if last == 0:
        return settled, peak, np.nan
    before, late = (np.log10(size[slice(*windows[i])].max()) for i in (last - 1, last))
    edge = 0 if before >= late else 1
    return settled, peak, float((before - late) / (windows[last][edge] - windows[last - 1][edge]))


@pytest.mark.parametrize("rule", RACERS)
def test_every_rate_is_the_run_with_that_rate(rule: type[Optimizer]) -> None:
    steps, noise, schedule = 90, Noise(0.2, 4.0), Exponential(k=0.02)
    rates = sweep_rates(rule)[::24]
    found = ends(rule(), rates, plan(course(RAVINE, steps, noise=noise), schedule))
    for i, rate in enumerate(rates):
        run = to_numpy(
            descend(
                dataclasses.replace(rule(), lr=rate), switch(RAVINE), RAVINE.start, schedule, noise, steps
            ),
            steps,
        )  # type: ignore[type-var]
        np.testing.assert_allclose(found.x[i], run.x[-1], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.gap[i], run.loss[-1], rtol=1e-9, atol=1e-15)
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(
                (found.settled[i], found.peak[i], found.pace[i]), told(run.loss, steps), rtol=1e-7, atol=1e-12
            )


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 400])
def test_on_a_bowl_gradient_descent_does_what_the_formula_says(steps: int) -> None:
    found = sweep(Entry(SGD(lr=1.5)), course(Bowl(), steps))
    shrink, first = (1 - found.rates) ** 2, 12.5
    with np.errstate(divide="ignore", over="ignore"):
        expected = first * shrink**steps
        seen = (expected > 1e-290) & (expected < 1e290)
        np.testing.assert_allclose(found.ends.gap[seen], expected[seen], rtol=1e-9)
        assert (
            seen.sum() > 200
            and not np.isfinite(found.ends.gap[expected > 1e308]).any()
            and (np.abs(found.ends.gap[expected < 1e-300]) < 1e-290).all()
        )
        needed = np.where(shrink < 1, np.ceil(np.log(0.01) / np.log(np.minimum(shrink, 0.9999999))), np.inf)
        needed = np.where(shrink == 0, 1, needed)
    np.testing.assert_array_equal(found.ends.settled, np.where(needed <= steps, needed, np.nan))
    with np.errstate(over="ignore"):
        sound = (shrink > 1e-12) & (shrink**steps < 1e250)
    assert np.isnan(found.ends.pace[shrink <= 1e-12]).all() and (shrink <= 1e-12).sum() == 1, (
        "from the start it was there at once"
    )
    np.testing.assert_allclose(found.ends.pace[sound], -np.log10(shrink[sound]), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.here.gap, first * 0.25**steps, rtol=1e-9)


def test_divergence_is_data() -> None:
    found = sweep(Entry(SGD()), course(Himmelblau(), 200))
    broken = ~np.isfinite(found.ends.gap)
    assert broken[-20:].all() and not broken[:20].any() and np.isnan(found.ends.settled[broken]).all()
    assert not (found.ends.peak[broken] <= 1e300).any()


@pytest.mark.parametrize("rule", RACERS)
def test_a_rate_of_0_goes_nowhere(rule: type[Optimizer]) -> None:
    prepared = plan(course(Himmelblau(), 40, noise=Noise(1.0)))
    found = ends(rule(), [0.0], prepared)
    np.testing.assert_array_equal(found.x[0], Himmelblau.start)
    assert (
        found.gap[0] == found.peak[0] == prepared.first
        and np.isnan(found.settled[0])
        and found.pace[0] == 0.0
    )


@pytest.mark.parametrize("rule", [Momentum, Adam], ids=lambda rule: rule.label)
def test_a_longer_run_settles_no_earlier_and_where_it_settles_in_time_at_the_same_step(
    rule: type[Optimizer],
) -> None:
    short, long = (sweep(Entry(rule()), course(RAVINE, steps)).ends.settled for steps in (80, 200))
    both = ~np.isnan(short) & ~np.isnan(long)
    assert (long[both] >= short[both]).all()
    in_time = long <= 80
    assert in_time.any() and (short[in_time] == long[in_time]).all() and (np.isnan(short) & (long > 80)).any()


def test_lower_than_the_lowest_known_is_as_far_off_as_it_is_low() -> None:
    wrong = course(Bowl(), 200)._replace(minima=np.array([[1.0, 1.0]]))
    found = ends(SGD(), [0.5], plan(wrong))
    assert (
        found.gap[0] == pytest.approx(-1.0)
        and found.peak[0] == pytest.approx(1.0)
        and np.isnan(found.settled[0])
    )


def test_gaps_are_over_the_lowest_loss() -> None:
    surface = StyblinskiTang()
    prepared = plan(course(surface, 30))
    assert prepared.lowest == pytest.approx(-78.33233140754282) and prepared.first == pytest.approx(
        float(surface(np.array(surface.start))) - prepared.lowest
    )


@pytest.mark.parametrize("rule", RACERS)
def test_every_fourth_rate_is_a_candidate_of_the_search(rule: type[Optimizer]) -> None:
    rates = sweep_rates(rule)
    assert len(rates) == RATES < LANES and (np.diff(rates) > 0).all()
    np.testing.assert_array_equal(rates[::4], candidate_rates(rule))


@pytest.mark.parametrize(
    "surface", [Himmelblau(), Rosenbrock(), McCormick()], ids=lambda surface: surface.label
)
def test_the_tuned_rate_can_be_read_off_the_sweep(surface: Surface) -> None:
    entries = [Entry(rule, Cosine()) for rule in (SGD(), Momentum(), Adam())]
    noisy = course(surface, 60, noise=Noise(0.5, 2.0))
    for found in sweeps(entries, noisy):
        rule = found.entry.optimizer
        for box in (surface.window, None):
            best = found.rates[::4][lowest_end(found.ends.gap[::4], found.ends.x[::4], box)]
            assert best == tuned_rate(rule, switch(surface), surface.start, 60, box, Cosine(), noisy.noise)


def test_the_lowest_end_is_finite_and_inside_if_any_is() -> None:
    x, box = np.array([[0.0, 0.0], [9.0, 0.0], [0.5, 0.5], [np.nan, 0.0], [0.5, 0.5]]), (-1.0, 1.0, -1.0, 1.0)
    gap = np.array([3.0, 1.0, 2.0, 0.0, 2.0])
    assert lowest_end(gap, x, None) == 1 and lowest_end(gap, x, box) == 2
    assert lowest_end(gap, x, (5.0, 6.0, 5.0, 6.0)) == 1 and lowest_end(np.full(5, np.nan), x, box) == 0


def test_more_runs_than_one_call_holds_are_runs_all_the_same() -> None:
    rates = np.geomspace(1e-3, 0.1, LANES + 44)
    prepared = plan(course(RAVINE, 30))
    every, part = ends(Momentum(), rates, prepared), ends(Momentum(), rates[LANES - 3 : LANES + 7], prepared)
    for one, other in zip(every, part, strict=True):
        assert len(one) == LANES + 44
        np.testing.assert_array_equal(one[LANES - 3 : LANES + 7], other)


def test_another_number_than_the_rate_can_be_swept() -> None:
    found = ends(Momentum(lr=0.05), [0.0, 0.5, 0.9], plan(course(RAVINE, 50)), "momentum")
    for i, mu in enumerate((0.0, 0.5, 0.9)):
        assert found.gap[i] == pytest.approx(
            ends(Momentum(lr=0.05, momentum=mu), [0.05], plan(course(RAVINE, 50))).gap[0], rel=1e-12
        )


@pytest.mark.parametrize("steps", [0, 1001])
def test_a_number_of_steps_that_no_run_has_is_refused_in_words(steps: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 steps"):
        plan(course(Bowl(), steps))


def test_nothing_that_moves_compiles(compilations: Callable[[], int]) -> None:
    sweep(Entry(Adam()), course(Bowl(), 20))
    tried: list[Ends] = []
    compilations()
    for surface in SURFACES:
        tried.append(
            sweep(Entry(Adam(lr=1, b1=0.5), Cosine()), course(surface(), 70, noise=Noise(0.1, 3.0))).ends
        )
    there = course(Himmelblau(), 1000)._replace(start=(1, 2))
    for schedule in (Constant(), Exponential()):
        tried.append(ends(Adam(lr=np.float32(0.1), eps=1), np.linspace(0.1, 2, 300), plan(there, schedule)))  # type: ignore[arg-type]
    assert compilations() == 0 and all(np.isfinite(found.gap).any() for found in tried)
