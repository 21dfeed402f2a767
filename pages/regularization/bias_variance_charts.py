"""Bias and variance: of polynomials against degree, ridge and number of points; of nets."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dl_core.experiments import bias_variance as bv
from kit.charts import Spec, axis, chart, dots, line, rule, spans
from kit.kept import on_its_end
from kit.messages import _
from kit.page import Run
from kit.theme import COLOURS
from pages.regularization.facts import DRAWN, Nets, Polynomials, progress

RED, BLUE, GREEN, GOLD = (COLOURS[name][0] for name in ("SGD", "Momentum", "Nesterov", "Adam"))
BIAS, VARIANCE = _("bias²"), _("variance")
NOISE = bv.SIGMA**2
PICK = _(
    "Lines: in closed form. Dots: measured over 200 training sets (a bias² ≤ 0 has no place here). "
    "Error: their sum and the noise. A click draws the fits that "
    "are measured there; upright: where those that are drawn lie."
)
NUMBERS = _(
    "Lines: in closed form. Dots: measured over 200 training sets (a bias² ≤ 0 has no place here). "
    "Error: their sum and the noise."
)
TITLES = {"bias2": _("Bias²"), "variance": _("Variance"), "brier": _("Brier score: the sum")}


def charts(facts: Polynomials | Run) -> list[Spec]:
    """Of polynomials, or of a run of nets: as long as no family is done, of where it led."""
    if isinstance(facts, Run):
        return nets(facts.facts) if facts.facts.families else on_its_end(nets, progress, facts)
    return [fits(facts), *measured(facts), *both_fall(facts)]


def fits(facts: Polynomials) -> Spec:
    """Some of the fits, their mean, the truth and the first training set."""
    marks = [line(bv.GRID[::2], one[::2], RED, faint=True) for one in facts.fits]
    marks += [
        line(bv.GRID, facts.mean, BLUE, _("mean")),
        line(bv.GRID, bv.sine(bv.GRID), "", _("truth"), dashed=True),
        dots(facts.points, facts.targets, GOLD, size=3),
    ]
    about = _(
        "Faint: the fits to the first {drawn} of {sets} training sets; dots: the first set. How far "
        "they lie apart is variance, how far the mean is off is "
        "bias.",
        drawn=DRAWN,
        sets=bv.SETS,
    )
    return chart(
        "fits",
        _("{drawn} fits of degree {degree}", drawn=DRAWN, degree=facts.degree),
        about,
        axis("x", 0.0, 1.0),
        axis("", -2.0, 2.0),
        marks,
    )


def measured(facts: Polynomials) -> list[Spec]:
    """Against the degree, the ridge strength, and the number of points. The model that is drawn is marked
    where a chart measures it; a click moves it there."""
    y, least = axis("", 1e-5, 100.0, log=True), float(bv.RIDGES[0])  # hardly any ridge
    at_degree = [rule(float(facts.degree), "", along="y")] if facts.ridge <= least else []
    at_ridge = [rule(facts.ridge, "", along="y")] if facts.degree == bv.RIDGE_DEGREE else []
    degrees, ridges, numbers = (
        [*_measured_rows(rows), rule(NOISE, _("noise"))]
        for rows in (facts.rows.degrees, facts.rows.ridges, facts.rows.numbers)
    )
    x_degree, x_ridge = axis(_("degree"), 0, 15, whole=True), axis("λ", 1e-6, 10.0, log=True)
    return [
        chart(
            "degree",
            _("Degree, λ = 0, {points} points", points=bv.POINTS),
            PICK,
            x_degree,
            y,
            [*degrees, *at_degree],
            pick={"x": "degree"},
            whole=["degree"],
            also={"ridge": repr(least)},
        ),
        chart(
            "ridge",
            _("Ridge, degree {degree}, {points} points", degree=bv.RIDGE_DEGREE, points=bv.POINTS),
            PICK,
            x_ridge,
            y,
            [*ridges, *at_ridge],
            pick={"x": "ridge"},
            whole=["degree"],
            also={"degree": str(bv.RIDGE_DEGREE)},
        ),
        chart(
            "numbers",
            _("Number of points, degree {degree}", degree=bv.DEGREE),
            NUMBERS,
            _points(),
            y,
            numbers,
        ),
    ]


def both_fall(facts: Polynomials) -> list[Spec]:
    """Where a change lowers both, or moves them in the other way than is said: more points, a model that
    fits, more coefficients than points."""
    about = _("In closed form. The degree of the least sum is chosen for each number.")
    y, marks = axis("", 1e-5, 1.0, log=True), _rows(bv.NUMBERS, facts.matched)
    numbers = chart("matched", _("The best degree for each number of points"), about, _points(), y, marks)
    through = rule(bv.POINTS - 1, _("fits all points"), along="y")
    about = _("In closed form, no ridge; of many fits through all points the shortest is taken.")
    x, y = axis(_("degree"), 0, bv.WIDE[-1], whole=True), axis("", 1e-5, 1e7, log=True)
    wider = chart(
        "wide",
        _("More coefficients than the {points} points", points=bv.POINTS),
        about,
        x,
        y,
        [*_rows(bv.WIDE, facts.wide), through],
    )
    return [numbers, wider, _plane(facts)]


def _points() -> Spec:
    return axis(_("points"), bv.NUMBERS[0], bv.NUMBERS[-1], log=True)


def _rows(at: Any, parts: Sequence[bv.Parts]) -> list[Spec]:
    """Bias², variance and the error, exact."""
    bias2, variance = np.array(parts).reshape(-1, 2).T
    return [
        line(at, bias2, BLUE, BIAS),
        line(at, variance, RED, VARIANCE),
        line(at, bias2 + variance + NOISE, GOLD, _("error")),
    ]


def _measured_rows(rows: Sequence[bv.Row]) -> list[Spec]:
    """Lines: exact; dots: measured over the sets."""
    x, lines = [row.at for row in rows], _rows([row.at for row in rows], [row.exact for row in rows])
    points = (
        ([row.measured.bias2 for row in rows], BLUE),
        ([row.measured.variance for row in rows], RED),
        ([row.error for row in rows], GOLD),
    )
    return [*lines, *(dots(x, values, colour) for values, colour in points)] if rows else lines


def _plane(facts: Polynomials) -> Spec:
    """Bias² against variance: were they inversely proportional, all points would lie on one falling line."""
    marks = [
        line(facts.lines[:, 1], facts.lines[:, 0], RED, _("degree 0…8"), marker="circle"),
        line(facts.more[:, 1], facts.more[:, 0], BLUE, _("more points"), marker="square"),
        rule(facts.waves.variance, _("sines: no bias"), along="y"),
    ]
    about = _(
        "In closed form. Red: polynomials on {points} points. Blue: the best degree for {few} to "
        "{many} points. Dotted: 1, sin 2πx, cos 2πx on {points} "
        "points.",
        points=bv.POINTS,
        few=bv.NUMBERS[0],
        many=bv.NUMBERS[-1],
    )
    return chart(
        "plane",
        _("Bias² against variance"),
        about,
        axis(VARIANCE, 1e-3, 1.0, log=True),
        axis(BIAS, 1e-8, 1.0, log=True),
        marks,
    )


def nets(facts: Nets) -> list[Spec]:
    """Bias², variance and their sum for each family."""
    about = _(
        "Of the Brier score on {images} test images. Tick: estimate from {runs} nets, each with its "
        "own {own} images, weights and batches; bar: 95 %, "
        "jackknife.",
        images=600,
        runs=bv.RUNS,
        own=bv.IMAGES,
    )
    colours = (BLUE, GREEN, RED, GOLD)
    values = {
        name: [(_(one.label), colours[place], *getattr(one, name)) for place, one in facts.families.items()]
        for name in TITLES
    }
    rows = {
        name: [(label, colour, mid - half, mid, mid + half) for label, colour, mid, half in of]
        for name, of in values.items()
    }
    most = max((row[4] for of in rows.values() for row in of), default=0.5)
    # room for the names
    x, y = (axis(_("per image"), 0.0, 2.2 * most), axis("", 0, len(bv.FAMILIES), bare=True))
    return [chart(name, TITLES[name], about, x, y, [spans(of)] if of else []) for name, of in rows.items()]
