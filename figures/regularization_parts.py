"""The charts of three parts of the page "Regularization": choosing on the test set, bias and variance, averaging nets."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments import bias_variance as bv
from dl_core.experiments.averaging import EVERY, LOOKS, NETS, TRAINING, Averaging, ensembles, expected_brier
from dl_core.experiments.choosing import SMALL, Choosing, by_chance, chosen, shares
from dl_core.intervals import t_of
from figures.charts import Spec, axis, chart, dots, line, rule, spans
from figures.theme import COLOURS

RED, BLUE, GREEN, GOLD, GREY = (COLOURS[name][0] for name in ("SGD", "Momentum", "Nesterov", "Adam", "Random search"))
BATCH = 100  # images of a batch
DRAWN = 20  # fits of all
BIAS, VARIANCE = "bias²", "variance"


# --- choosing on the test set ---


def choosing(found: Choosing, seed: int) -> list[Spec]:
    """One division of the images; what is claimed and what is true of the best of k; the difference."""
    by_test, by_validation = chosen(found.right, seed)
    ks = 1 + np.arange(len(found.right))
    x = axis("candidates compared, k", 1, len(found.candidates), whole=True)
    about = f"Means over many divisions into {SMALL} test, {SMALL} validation images and the rest (the truth), and orders of the same nets."
    claims = [
        line(ks, by_test.claim.mean(axis=0), RED, "test: claim"), line(ks, by_test.truth.mean(axis=0), RED, "true", dashed=True),
        line(ks, by_validation.claim.mean(axis=0), BLUE, "valid.: claim"), line(ks, by_validation.truth.mean(axis=0), BLUE, "true", dashed=True),
    ]  # fmt: skip
    return [
        _division(found, seed),
        chart("claims", "The best of k: claimed and true", f"{about} Dashed: true.", x, axis("", percent=True), claims),
        chart("optimism", "Claimed − true", f"{about} {BAND}", x, axis("", percent=True), _optimism(found, by_test, by_validation, ks)),
    ]


BAND = "Faint: middle 90 % for choosing on the test set. Dashed: closed form for equally good nets whose mistakes are independent."


def _optimism(found: Choosing, by_test: Any, by_validation: Any, ks: Any) -> list[Spec]:
    marks = [line(ks, edge, RED, faint=True) for edge in by_test.band()]
    marks += [line(ks, by_test.optimism.mean(axis=0), RED, "on the test"), line(ks, by_validation.optimism.mean(axis=0), BLUE, "on validation")]
    same = len({(one.lr, one.l2) for one in found.candidates}) == 1  # else the candidates are not equally good
    if same and len(ks):
        marks.append(line(ks, by_chance(len(ks), float(found.right.mean())), GREY, "chance", dashed=True))
    return [*marks, rule(0.0, "honest")]


def _division(found: Choosing, seed: int) -> Spec:
    """The first of the draws: each candidate's accuracy on its small test set against the truth."""
    test, validation, truth = shares(found.right, seed, draws=1)[:, 0]
    marks = [line([0, 1], [0, 1], GREY, dashed=True), dots(test, truth, GREY)]
    if len(test):
        marks += [
            dots([test[at]], [truth[at]], hue, marker=shape, size=6)
            for at, hue, shape in ((validation.argmax(), BLUE, "square"), (test.argmax(), RED, "diamond"))
        ]
    low = float(min(test.min(initial=1), truth.min(initial=1))) - 0.02
    about = (
        "Its test set may be easy or hard as a whole: then all dots lie on one side. Diamond: chosen on the test set; square: on validation. "
        "Right of the line: too good."
    )
    return chart(
        "division",
        f"One division: each net on {SMALL} images and in truth",
        about,
        axis("on the small test set", low, 1.0, percent=True),
        axis("in truth", low, 1.0, percent=True),
        marks,
    )


# --- bias and variance ---


def _rows(at: Any, exact_parts: Sequence[Any], measured: Sequence[bv.Row], noise: float) -> list[Spec]:
    """Lines: exact; dots: measured over the sets."""
    bias2, variance = np.array(exact_parts).reshape(-1, 2).T
    marks = [line(at, bias2, BLUE, BIAS), line(at, variance, RED, VARIANCE), line(at, bias2 + variance + noise, GOLD, "error")]
    x = [row.at for row in measured]
    marks += [dots(x, [getattr(row.measured, name) for row in measured], hue) for name, hue in (("bias2", BLUE), ("variance", RED))]
    return [*marks, dots(x, [row.error for row in measured], GOLD)] if measured else marks


def polynomials(found: bv.Polynomials, degree: int, ridge: float, n: int = bv.POINTS, sigma: float = bv.SIGMA) -> list[Spec]:
    """Against the degree, the ridge strength, and the number of points. The model that is drawn is marked where a chart measures it; a click moves it there."""
    y, noise, charts = axis("", 1e-5, 100.0, log=True), sigma**2, []
    about = "Lines: in closed form. Dots: measured over 200 training sets (a bias² ≤ 0 has no place here). Error: their sum and the noise."
    lines = (
        ("degree", f"Degree, λ = 0, {n} points", found.degrees, axis("degree", 0, 15, whole=True)),
        ("ridge", f"Ridge, degree {bv.RIDGE_DEGREE}, {n} points", found.ridges, axis("λ", 1e-6, 10.0, log=True)),
        ("numbers", f"Number of points, degree {bv.DEGREE}", found.numbers, axis("points", bv.NUMBERS[0], bv.NUMBERS[-1], log=True)),
    )
    least = bv.RIDGES[0]  # hardly any
    here = {"degree": degree if ridge <= least else None, "ridge": ridge if degree == bv.RIDGE_DEGREE else None}
    along = {"degree": {"ridge": repr(float(least))}, "ridge": {"degree": str(bv.RIDGE_DEGREE)}}
    for key, title, rows, x in lines:
        marks = [*_rows([row.at for row in rows], [row.exact for row in rows], rows, noise), rule(noise, "noise")]
        if key not in along:
            charts.append(chart(key, title, about, x, y, marks))
            continue
        marks += [rule(value, "", along="y") for value in [here[key]] if value is not None]
        more = f"{about} A click draws the fits that are measured there; upright: where those that are drawn lie."
        charts.append(chart(key, title, more, x, y, marks, pick={"x": key}, whole=["degree"], also=along[key]))
    return charts


def both_fall(sigma: float = bv.SIGMA) -> list[Spec]:
    """Where a change lowers both, or moves them in the other way than is said: more points, a model that fits, more coefficients than points."""
    best, models = bv.matched(sigma=sigma), bv.wide(sigma=sigma)
    x, y = axis("points", bv.NUMBERS[0], bv.NUMBERS[-1], log=True), axis("", 1e-5, 1.0, log=True)
    about = "In closed form. The degree of the least sum is chosen for each number."
    numbers = chart("matched", "The best degree for each number of points", about, x, y, _rows(bv.NUMBERS, [parts for _, parts in best], (), sigma**2))
    x, y = axis("degree", 0, bv.WIDE[-1], whole=True), axis("", 1e-5, 1e7, log=True)
    about = "In closed form, no ridge; of many fits through all points the shortest is taken."
    through = rule(bv.POINTS - 1, "fits all points", along="y")
    wider = chart("wide", f"More coefficients than the {bv.POINTS} points", about, x, y, [*_rows(bv.WIDE, models, (), sigma**2), through])
    return [numbers, wider, _plane(best, sigma)]


def _plane(best: Sequence[Any], sigma: float) -> Spec:
    """Bias² against variance: were they inversely proportional, all points would lie on one falling line."""
    degrees = np.array([bv.exact(bv.POINTS, degree, sigma=sigma) for degree in range(9)]).T
    more, wave = np.array([parts for _, parts in best]).T, bv.exact(bv.POINTS, 1, sigma=sigma, basis=bv.waves)
    marks = [
        line(degrees[1], degrees[0], RED, "degree 0…8", marker="circle"), line(more[1], more[0], BLUE, "more points", marker="square"),
        rule(wave.variance, "sines: no bias", along="y"),
    ]  # fmt: skip
    about = (
        f"In closed form. Red: polynomials on {bv.POINTS} points. Blue: the best degree for 5 to 320 points. Dotted: 1, sin 2πx, cos 2πx on {bv.POINTS} points."
    )
    return chart("plane", "Bias² against variance", about, axis("variance", 1e-3, 1.0, log=True), axis("bias²", 1e-8, 1.0, log=True), marks)


def curves(degree: int, ridge: float, seed: int, n: int = bv.POINTS, sigma: float = bv.SIGMA) -> Spec:
    """Some of the fits, their mean, the truth and the first training set."""
    found, y = bv.fits(degree, ridge, seed, n, sigma), bv.sets(n, sigma, seed)
    marks = [line(bv.GRID[::2], one[::2], RED, faint=True) for one in found[:DRAWN]]
    marks += [
        line(bv.GRID, found.mean(axis=0), BLUE, "mean"),
        line(bv.GRID, bv.sine(bv.GRID), "", "truth", dashed=True),
        dots(bv.middles(n), y[0], GOLD, size=3),
    ]
    about = (
        f"Faint: the fits to the first {DRAWN} of 200 training sets; dots: the first set. How far they lie apart is variance, how far the mean is off is bias."
    )
    return chart("fits", f"{DRAWN} fits of degree {degree}", about, axis("x", 0.0, 1.0), axis("", -2.0, 2.0), marks)


def nets(found: bv.Nets) -> list[Spec]:
    """Bias², variance and their sum for each family whose nets are all there."""
    about = (
        f"Of the Brier score on 600 test images. Tick: estimate from {bv.RUNS} nets, each with its own 200 images, weights and batches; bar: 95 %, jackknife."
    )
    rows: dict[str, list[Any]] = {"bias2": [], "variance": [], "sum": []}
    reach = t_of(bv.RUNS)
    for family, hue in zip(bv.FAMILIES, (BLUE, GREEN, RED, GOLD), strict=True):
        parts, errors = found.parts(family.name), found.errors(family.name)
        if parts is None or errors is None or len(found.found[family.name]) < bv.RUNS:  # the interval is for all of them
            continue
        scores = found.brier(family.name)
        values = (
            ("bias2", parts.bias2, errors.bias2),
            ("variance", parts.variance, errors.variance),
            ("sum", scores.mean(), scores.std(ddof=1) / len(scores) ** 0.5),
        )
        for name, value, error in values:
            rows[name].append((family.label, hue, value - reach * error, value, value + reach * error))
    titles = {"bias2": "Bias²", "variance": "Variance", "sum": "Brier score: the sum"}
    most = max((row[4] for of in rows.values() for row in of), default=0.5)
    x = axis("per image", 0.0, 2.2 * most)  # room for the names
    return [chart(name, titles[name], about, x, axis("", 0, len(bv.FAMILIES), bare=True), [spans(of)] if of else []) for name, of in rows.items()]


# --- averaging nets ---


def averaging(found: Averaging, seed: int) -> list[Spec]:
    """Over the epochs; against the number of nets: accuracy and Brier score."""
    return [_epochs(found), *_counts(found, seed)]


def _between(x: ArrayLike, values: Any, hue: str, label: str, marker: str) -> list[Spec]:
    """The mean over rows, and faint the lowest and the highest."""
    return [*(line(x, edge, hue, faint=True) for edge in (values.min(axis=0), values.max(axis=0))), line(x, values.mean(axis=0), hue, label, marker=marker)]


def _epochs(found: Averaging) -> Spec:
    x = np.arange(found.single.shape[1]) * EVERY * BATCH / TRAINING
    marks = _between(x, found.single, RED, "single", "circle")
    marks += [
        line(x, found.together, BLUE, f"{NETS} nets", marker="square"), line(x, found.late.mean(axis=0), GREEN, "late weights", marker="diamond"),
        line(x, found.weights, GREY, "all weights", marker="cross"),
    ]  # fmt: skip
    about = f"{NETS} nets; faint: worst and best. Square: mean probabilities. Diamond: weights averaged over late epochs. Cross: over nets."
    return chart(
        "epochs",
        "Test accuracy while they learn",
        about,
        axis("epoch", 0, LOOKS * EVERY * BATCH / TRAINING, whole=True),
        axis("", 0.0, 1.0, percent=True),
        marks,
    )


def _counts(found: Averaging, seed: int) -> list[Spec]:
    m, x = 1 + np.arange(NETS), axis("nets averaged, M", 1, NETS, whole=True)
    at_end, stopped = (ensembles(given, found.y, seed) for given in (found.now, found.stopped))
    marks = _between(m, at_end.accuracy, BLUE, "now", "square")
    marks.append(line(m, stopped.accuracy.mean(axis=0), GREEN, "stopped", marker="diamond"))
    if len(found.mixed):
        marks.append(line(m, found.mixed.mean(axis=0), GREY, "weights", marker="cross"))
    about = "Mean over orders of the nets; faint: worst and best order. Stopped: each net at its best epoch by validation. Weights: one net of mean weights."
    brier = [
        dots(m, at_end.brier.mean(axis=0), BLUE, marker="square", size=4), line(m, expected_brier(found.now, found.y), BLUE, "now"),
        dots(m, stopped.brier.mean(axis=0), GREEN, marker="diamond", size=4), line(m, expected_brier(found.stopped, found.y), GREEN, "stopped"),
    ]  # fmt: skip
    law = "Dots: means over orders. Lines: single − (1 − 1/M) s², s² the variance between the nets: exact over all choices of M of them."
    return [
        chart("count", "Test accuracy of M nets together", about, x, axis("", 0.0, 1.0, percent=True), marks),
        chart("brier", "Brier score of M nets together", law, x, axis("", 0.0), brier),
    ]
