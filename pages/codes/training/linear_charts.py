"""How the linear autoencoder is drawn."""

from collections.abc import Sequence

import numpy as np

from dl_core.experiments.linear_codes import STEPS
from kit.charts import Spec, axis, chart, dots, heat, images, line, rule
from kit.messages import _
from kit.theme import COLOURS
from pages.codes.training.linear import LEAST_ANGLE, Floats, Linear

BLUE, ORANGE, GREEN = (COLOURS[name][0] for name in ("Momentum", "SGD", "Nesterov"))
BEYOND = 2  # axes that are shown beside those of the code
LEAST = 1e-9  # of an error above PCA's that is drawn


def linear(facts: Linear) -> list[Spec]:
    """Error and angle while it learns, how long each direction is, the axes as images, and what is one."""
    return [
        _excess(facts),
        _angle(facts),
        _lengths(facts),
        _variances(facts),
        _pictures(facts),
        _cosines("units", _("Units and PCA's axes"), _("unit"), facts.of_units),
        _cosines("directions", _("Singular vectors and axes"), _("singular vector"), facts.of_directions),
    ]


def _steps() -> Spec:
    return axis(_("step"), 1, STEPS, log=True)


def _excess(facts: Linear) -> Spec:
    course = facts.course
    above = np.maximum(course.error - facts.pca, LEAST)
    marks = [line(course.steps, above, BLUE, _("above PCA"))]
    if (least := facts.least - facts.pca) > LEAST:
        marks.append(rule(least, _("with this L2, at best")))
    about = _(
        "The mean over the digits of Σ(x − x̂)², less that of PCA with as many axes: no linear map through "
        "so few numbers can be lower. Lowest value that is drawn: 10⁻⁹."
    )
    return chart("excess", _("Error above PCA's"), about, _steps(), axis("", LEAST, 10, log=True), marks)


def _angle(facts: Linear) -> Spec:
    course = facts.course
    marks = [line(course.steps, np.maximum(course.angle, LEAST_ANGLE), ORANGE, _("degrees"))]
    about = _(
        "The largest principal angle between the decoder's subspace and that of as many of PCA's axes; with "
        "L2, of the axes that are left."
    )
    y = axis("", LEAST_ANGLE, 90, log=True)
    return chart("angle", _("Largest angle to PCA's subspace, degrees"), about, _steps(), y, marks)


def _pictures(facts: Linear) -> Spec:
    decoder = facts.course.pair.decoder
    rows = [facts.axes, facts.directions[0], decoder / np.maximum(np.linalg.norm(decoder, axis=0), 1e-12)]
    turned = [one * _signs(one, facts.axes) for one in rows[1:]]
    pixels = np.hstack([facts.axes, *turned]).T
    loud = np.abs(pixels).max() or 1.0
    names = (_("axes"), _("vectors"), _("units"))
    labels = [str(n) for n in range(1, facts.units + 1)] * len(names)
    about = _(
        "First row: PCA's axes. Second: the decoder's singular vectors, the longest first. Third: its units, "
        "one column of weights each, all drawn with length 1. Grey: 0."
    )
    none = axis("", bare=True)
    grid = images(0.5 + pixels / (2 * loud), labels, facts.units, names)
    return chart("pictures", _("Axes, singular vectors and units"), about, none, none, [grid], double=True)


def _signs(columns: Floats, axes: Floats) -> Floats:
    """The sign of each column for which it is nearer to its axis than to the opposite."""
    return np.where((columns * axes).sum(axis=0) < 0, -1.0, 1.0)


def _cosines(key: str, title: str, of: str, found: Floats) -> Spec:
    about = _(
        "Row by row |cos| of the angle to each of PCA's axes: 1 on the diagonal, and 0 beside it, where each "
        "is one of them."
    )
    many = len(found) + 0.5
    x, y = axis(_("PCA's axis"), 0.5, many, whole=True), axis(of, 0.5, many, whole=True)
    return chart(key, title, about, x, y, [heat(found, _("|cos|"), 0.0, 1.0)])


def _lengths(facts: Linear) -> Spec:
    at, sizes = np.arange(1, facts.units + 1), facts.directions[1]
    marks = [dots(at, sizes, BLUE, size=4.0)]
    if facts.task.decay > 0 and not facts.task.prefixes:
        marks.insert(0, line(at, facts.expected, GREEN, _("√(1 − λ/σ²)"), marker="diamond"))
    about = _(
        "The decoder's singular values, the longest first. With L2 the lowest loss has √(1 − λ/σ²) along an "
        "axis of variance σ², and 0 where σ² is below λ; without it any lengths have the same loss."
    )
    x, y = _axes(facts.units), axis("", 0.0, max(1.05, 1.05 * float(sizes.max())))
    return chart("lengths", _("How long each direction is"), about, x, y, marks)


def _axes(many: int) -> Spec:
    return axis(_("direction"), 0.5, many + 0.5, whole=True)


def _variances(facts: Linear) -> Spec:
    many = facts.units + BEYOND
    shown, decay = facts.variances[:many], facts.task.decay
    kept = np.arange(many) < facts.left
    marks = _dots(shown, kept, BLUE, "circle") + _dots(shown, ~kept, ORANGE, "cross")
    if decay > 0:
        marks.append(rule(decay, _("λ")))
    about = _(
        "Variance of the digits along PCA's axes. Blue circles: what the code can hold at the lowest loss; "
        "orange crosses: beyond its units, or below λ."
    )
    x = axis(_("PCA's axis"), 0.5, many + 0.5, whole=True)
    y = axis("", 0.0, 1.08 * max(decay, float(shown.max())))
    return chart("variances", _("Variance along each axis, and λ"), about, x, y, marks)


def _dots(values: Floats, which: Sequence[bool] | np.ndarray, colour: str, marker: str) -> list[Spec]:
    at = np.flatnonzero(which)
    return [dots(at + 1, values[at], colour, marker=marker, size=4.0)] if len(at) else []
