"""Bias and variance: the decomposition, its closed forms, and what nets on digits show."""

from itertools import islice

import numpy as np
import pytest
from numpy.polynomial import Legendre
from scipy.optimize import minimize
from sklearn.linear_model import Ridge

from dl_core.digits import MOST, digits
from dl_core.experiments.bias_variance import (
    FAMILIES,
    GRID,
    IMAGES,
    POINTS,
    RIDGE_DEGREE,
    RUNS,
    SETS,
    SIGMA,
    WIDE,
    Family,
    Nets,
    Parts,
    begun,
    decompose,
    exact,
    fits,
    fitting,
    further,
    legendres,
    matched,
    middles,
    nets,
    polynomials,
    probabilities,
    resampled,
    sets,
    sine,
    waves,
    wide,
)
from pages.regularization import bias_variance_charts as charts
from pages.regularization import facts
from pages.regularization.how import BIASVAR
from pages.regularization.view import Regularization


def test_bias_and_variance_add_up_to_the_error_exactly() -> None:
    rng = np.random.default_rng(0)
    for shape in ((2, 5), (7, 4, 3), (200, 11)):
        found, truth = rng.standard_normal(shape), rng.standard_normal(shape[1:])
        assert sum(decompose(found, truth)) == pytest.approx(((found - truth) ** 2).mean(), rel=1e-13)


def test_estimates_from_few_sets_are_right_on_average() -> None:
    rng = np.random.default_rng(1)
    found = np.array([decompose(0.3 + 2 * rng.standard_normal((3, 50)), 0.0) for _ in range(4000)])
    error = found.std(axis=0) / 4000**0.5
    assert (np.abs(found.mean(axis=0) - [0.09, 4.0]) < 4 * error).all()
    assert found[:, 0].min() < 0, "nothing is cut off at 0"


@pytest.mark.parametrize("degree", [0, 1, 5, 12])
def test_fits_are_those_of_numpy(degree: int) -> None:
    y, found = sets(POINTS, SIGMA, 4), fits(degree, 0.0, 4)
    for one in (0, 57, 199):
        np.testing.assert_allclose(
            found[one], Legendre.fit(middles(POINTS), y[one], degree, domain=[0, 1])(GRID), atol=1e-9
        )


@pytest.mark.parametrize("ridge", [1e-4, 0.03, 5.0])
def test_a_fit_minimises_the_ridge_loss_that_the_words_write_down(ridge: float) -> None:
    basis, y = legendres(middles(POINTS), 5), sets(POINTS, SIGMA, 1)[0]

    def loss(w: np.ndarray) -> float:
        return float(((y - basis @ w) ** 2).sum() / POINTS + ridge * (w[1:] ** 2).sum())

    found = fitting(basis, ridge) @ y
    np.testing.assert_allclose(
        found, minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-9}).x, atol=1e-5
    )
    assert r"\tfrac1n \sum_i (y_i - f(x_i))^2 + \lambda \sum_{j \ge 1}" in BIASVAR
    spread = legendres(np.linspace(0, 1, 20_001), 5)
    np.testing.assert_allclose((spread**2).mean(axis=0), 1, atol=2e-3, err_msg="scaled to mean square 1")


@pytest.mark.parametrize("ridge", [1e-4, 0.03, 5.0])
def test_ridge_fits_are_those_of_scikit_learn(ridge: float) -> None:
    """Whose penalty is α‖w‖² beside the *sum* of squares, so α = nλ, and whose intercept is not penalised."""
    y, found = sets(POINTS, SIGMA, 1), fits(15, ridge, 1)
    theirs = Ridge(alpha=POINTS * ridge, solver="svd").fit(legendres(middles(POINTS), 15)[:, 1:], y[3])
    np.testing.assert_allclose(found[3], theirs.predict(legendres(GRID, 15)[:, 1:]), atol=1e-8)


def test_of_many_fits_through_all_points_the_shortest_is_taken() -> None:
    basis, y = legendres(middles(8), 30), sets(8, 1.0, 0)[0]
    w = fitting(basis, 0.0) @ y
    np.testing.assert_allclose(basis @ w, y, atol=1e-10)
    np.testing.assert_allclose(w, np.linalg.lstsq(basis, y, rcond=None)[0], atol=1e-10)


def test_both_bases_are_of_mean_square_one_and_orthogonal() -> None:
    x, weights = np.polynomial.legendre.leggauss(40)
    for basis in (legendres((x + 1) / 2, 9), waves((x + 1) / 2, 4)):
        np.testing.assert_allclose(basis.T * (weights / 2) @ basis, np.eye(basis.shape[1]), atol=1e-10)


def test_closed_forms_of_models_that_are_simple_enough() -> None:
    for n in (5, 20, 57):
        constant = exact(n, 0)
        assert constant.bias2 == pytest.approx(0.5) and constant.variance == pytest.approx(SIGMA**2 / n)
        wave = exact(n, 1, basis=waves)
        assert wave.bias2 == pytest.approx(0, abs=1e-25) and wave.variance == pytest.approx(3 * SIGMA**2 / n)
    # Σ(x − ½)² = n(1 − 1/n²)/12 over middles
    slope = 12 / 20 * (sine(middles(20)) @ (middles(20) - 0.5)) / (1 - 1 / 400)
    assert exact(20, 1).bias2 == pytest.approx(((slope * (GRID - 0.5) - sine(GRID)) ** 2).mean())
    assert exact(20, 4, ridge=1e9).bias2 == pytest.approx(0.5, abs=1e-6) and exact(
        20, 4, ridge=1e9
    ).variance == pytest.approx(SIGMA**2 / 20, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_measured_is_what_theory_says_and_adds_up_to_the_test_error(seed: int) -> None:
    *_, found = polynomials(seed)
    assert [len(rows) for rows in found[:3]] == [16, 22, 13] and found.share == 1
    for row in (*found.degrees, *found.ridges, *found.numbers):
        total = row.exact.bias2 + row.exact.variance
        assert row.measured.variance == pytest.approx(row.exact.variance, rel=0.5), (
            "200 sets; far out a few directions decide"
        )
        assert abs(row.measured.bias2 - row.exact.bias2) < 5 * total / SETS**0.5
        assert row.error == pytest.approx(sum(row.measured) + SIGMA**2, rel=0.03)


def test_more_sets_come_nearer_to_theory() -> None:
    found, known = decompose(fits(9, 0.0, 0, count=20000), sine(GRID)), exact(POINTS, 9)
    assert found.variance == pytest.approx(known.variance, rel=0.02) and abs(found.bias2 - known.bias2) < 5e-5


def test_bias_falls_and_variance_rises_with_the_degree_and_the_other_way_with_ridge() -> None:
    *_, found = polynomials(0)
    by_degree, by_ridge = (np.array([row.exact for row in rows]).T for rows in (found.degrees, found.ridges))
    assert (np.diff(by_degree[1]) > 0).all() and (np.diff(by_degree[0][::2]) < 0).all()
    assert (np.diff(by_ridge[1]) < 0).all() and (np.diff(by_ridge[0]) > 0).all()


def test_they_are_not_simply_inversely_proportional() -> None:
    wave, cubic = exact(POINTS, 1, basis=waves), exact(POINTS, 3)
    assert wave.bias2 < cubic.bias2 and wave.variance < cubic.variance, "a model that fits"
    degrees, parts = zip(*matched(), strict=True)
    bias2, variance = np.array(parts).T
    assert (
        degrees[-1] > degrees[0]
        and bias2[-1] < 0.01 * bias2[0]
        and variance[-1] < 0.05 * variance[0]
        and (np.diff(bias2) < 1e-9).all()
    )
    more = {degree: one for degree, one in zip(WIDE, wide(), strict=True)}
    assert more[19].variance > 1e6 and 1 > more[30].variance > more[100].variance, (
        "beyond as many coefficients as points variance falls"
    )
    fixed = np.array([exact(n, 3) for n in (40, 80, 160, 320)]).T
    np.testing.assert_allclose(fixed[1] * [40, 80, 160, 320], 4 * SIGMA**2, rtol=0.01)
    np.testing.assert_allclose(fixed[0], fixed[0][-1], rtol=1e-3)


# --- nets ---


@pytest.mark.parametrize("wrong", [0.0, 0.3, 0.45])
def test_a_run_has_its_own_part_of_the_training_images_and_its_own_label_noise(wrong: float) -> None:
    whole = digits(MOST, 0)
    true = {x.tobytes(): int(y) for x, y in zip(whole.train.x, whole.train.y, strict=True)}
    found = [resampled(run, 0, wrong) for run in range(6)]
    for data in found:
        assert (
            data.train.n == IMAGES and data.train.x.shape == whole.train.x.shape and data.test is whole.test
        )
        assert sorted(x.tobytes() for x in data.train.x) == sorted(x.tobytes() for x in whole.train.x)
        false = np.array([true[x.tobytes()] != y for x, y in zip(data.train.x, data.train.y, strict=True)])
        np.testing.assert_array_equal(false, data.wrong)
        assert false[:IMAGES].sum() == false.sum() == round(wrong * IMAGES)
    assert not np.array_equal(found[0].train.x[:IMAGES], found[1].train.x[:IMAGES])
    assert not wrong or not np.array_equal(found[0].wrong, found[1].wrong)


def test_the_brier_score_falls_into_its_parts_and_the_jackknife_is_the_textbook_one() -> None:
    rng = np.random.default_rng(0)
    p, labels = rng.dirichlet(np.ones(10), (6, 40)).astype(np.float32), rng.integers(0, 10, 40)
    found = Nets({"small": p}, np.eye(10)[labels], 1.0)
    by_hand = np.array(
        [[sum((p[r, i, c] - (labels[i] == c)) ** 2 for c in range(10)) for i in range(40)] for r in range(6)]
    ).mean(axis=1)
    np.testing.assert_allclose(found.brier("small"), by_hand, rtol=1e-5)
    parts, errors = found.parts("small"), found.errors("small")
    assert parts and errors and sum(parts) == pytest.approx(by_hand.mean(), rel=1e-6)
    assert parts.variance == pytest.approx(p.astype(float).var(axis=0, ddof=1).sum(axis=1).mean())
    total = np.array(
        [sum(found._replace(found={"small": np.delete(p, run, 0)}).parts("small") or ()) for run in range(6)]
    )
    by_jackknife = np.sqrt(5 / 6 * ((total - total.mean()) ** 2).sum())
    assert by_jackknife == pytest.approx(by_hand.std(ddof=1) / 6**0.5, rel=1e-4), (
        "of a mean, the jackknife's error is s/√n"
    )
    without = np.array(
        [found._replace(found={"small": np.delete(p, run, 0)}).parts("small") for run in range(6)], float
    )
    np.testing.assert_allclose(errors, np.sqrt(5 / 6 * ((without - without.mean(axis=0)) ** 2).sum(axis=0)))
    assert found.parts("large") is None and found._replace(found={"small": p[:2]}).errors("small") is None


def test_pieces_of_work_make_the_same_nets_as_one() -> None:
    *_, last = (found for found in islice(nets(0, runs=2, updates=70), 3))
    assert last.share == 1 / len(FAMILIES) and last.found["small"].shape == (2, 600, 10)
    small = FAMILIES[0]
    alone = probabilities(further(begun(small, 1, 0), 1, small, 0, 0.3, 70), small, 0)
    np.testing.assert_allclose(last.found["small"][1], alone, atol=1e-6)
    np.testing.assert_allclose(last.found["small"].sum(axis=2), 1, atol=1e-5)
    assert Family("x", "x", 2, 32, 0.2).regularizers.dropout == 0.2


def test_dropout_about_halves_the_variance_and_helps_the_large_net_only() -> None:
    *_, found = nets(0)
    parts, sums = (
        {family.name: f(family.name) for family in FAMILIES}
        for f in (found.parts, lambda name: found.brier(name).mean())
    )
    for name in ("small", "large"):
        plain, dropped = parts[name], parts[f"{name}-dropout"]
        assert plain and dropped and 0.4 < dropped.variance / plain.variance < 0.65
    small, large = ((parts[f"{name}-dropout"], parts[name]) for name in ("small", "large"))
    assert (
        small[0].bias2 - small[1].bias2 > small[1].variance - small[0].variance
        and sums["small-dropout"] > sums["small"]
    )
    assert (
        large[0].bias2 - large[1].bias2 < 0.25 * (large[1].variance - large[0].variance)
        and sums["large-dropout"] < 0.8 * sums["large"]
    )


def test_charts_from_the_first_state_on() -> None:
    for found in islice(polynomials(0), 0, 60, 17):
        for degree, ridge, uprights in (
            (4, 1e-6, [[4], [], []]),
            (15, 1e-3, [[], [1e-3], []]),
            (15, 1e-6, [[15], [1e-6], []]),
            (4, 1e-3, [[], [], []]),
        ):
            drawn = charts.measured(facts.polynomials(degree, ridge, 0, found))
            assert [(one["key"], one.get("pick")) for one in drawn] == [
                ("degree", {"x": "degree"}),
                ("ridge", {"x": "ridge"}),
                ("numbers", None),
            ]
            assert [
                [mark["value"] for mark in one["marks"] if mark["kind"] == "rule" and mark["along"] == "y"]
                for one in drawn
            ] == uprights
    clicked = Regularization({"part": "biasvar"}).edited({**drawn[1]["also"], "ridge": "0.01"})
    assert (
        clicked[1] == []
        and clicked[0]["degree"] == RIDGE_DEGREE
        and Regularization().edited(drawn[0]["also"])[0]["ridge"] == 1e-6
    )
    assert [one["key"] for one in charts.both_fall(facts.polynomials(3, 0.0, 0, found))] == [
        "matched",
        "wide",
        "plane",
    ]
    assert charts.fits(facts.polynomials(3, 0.0, 0, found))["key"] == "fits"
    p = np.random.default_rng(0).dirichlet(np.ones(10), (RUNS, 600)).astype(np.float32)
    for given, rows in (({}, 0), ({"small": p[:-1]}, 0), ({"small": p, "large": p}, 2)):
        drawn = charts.nets(facts.families(Nets(given, np.eye(10)[np.zeros(600, int)], 0.5)))
        assert [one["key"] for one in drawn] == ["bias2", "variance", "brier"] and all(
            len((one["marks"] or [{"rows": []}])[0]["rows"]) == rows for one in drawn
        )
    bias2 = charts.nets(facts.families(Nets({"small": p}, np.eye(10)[np.zeros(600, int)], 0.5)))[0]["marks"][
        0
    ]["rows"][0]
    assert bias2["low"] < bias2["mid"] < bias2["high"] and isinstance(exact(5, 1), Parts)
