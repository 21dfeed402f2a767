"""Batch norm: one layer, sixteen scales, and after training."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import TEST
from dl_core.experiments.batchnorm import LATER, POINTS, SCALES, SIZES, UPDATES, Sixteen, Trained
from kit.charts import Spec, area, axis, chart, dots, line, rule, spans
from kit.kept import on_its_end
from kit.messages import _
from kit.number_format import number
from kit.page import Run
from kit.theme import COLOURS
from pages.init.facts import Later, Layer, scaled

BLUE, RED, GREEN = COLOURS["Momentum"][0], COLOURS["SGD"][0], COLOURS["Nesterov"][0]
BINS = 30
NARROWEST = 1e-9  # of all values to their size: below, they are one value


def _bins(values: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[Any]]:
    low, high = float(values.min()), float(values.max())
    if high - low <= NARROWEST * max(1.0, abs(low), abs(high)):
        return np.array([values.size]), np.array([low - 0.5, high + 0.5])
    return np.histogram(values, BINS)


def _histogram(key: str, title: str, about: str, values: NDArray[np.float64], colour: str) -> Spec:
    heights, edges = _bins(values)
    x, mean = axis("", float(edges[0]), float(edges[-1])), float(values.mean())
    bars = area(edges, heights, colour, own=False)
    return chart(
        key,
        title,
        about,
        x,
        axis(_("samples"), 0, 1.05 * float(heights.max())),
        [bars, rule(mean, _("mean"), along="y")],
    )


def _slope(
    key: str, title: str, about: str, hat: NDArray[np.float64], grad: NDArray[np.float64], colour: str
) -> Spec:
    with np.errstate(invalid="ignore"):
        fit = grad.mean() + (hat @ grad) / np.float64(hat @ hat) * hat[[hat.argmin(), hat.argmax()]]
    return chart(
        key,
        title,
        about,
        axis("x̂"),
        axis(""),
        [dots(hat, grad, colour), line([hat.min(), hat.max()], fit, colour)],
    )


def one_layer(facts: Layer) -> list[Spec]:
    """Three histograms, where they lie on one axis, and the gradient before and after it went back through
    the layer."""
    found, gain, shift = facts
    stages = [("x", found.x, RED), ("x̂", found.hat, BLUE), ("y", found.y, GREEN)]
    # what is left of 0 in float64 is no number to read
    means = [round(float(values.mean()), 9) + 0.0 for _name, values, _colour in stages]
    rows = [
        (label, colour, mean - float(values.std()), mean, mean + float(values.std()))
        for (label, values, colour), mean in zip(stages, means, strict=True)
    ]
    low, high = min(0.0, *(row[2] for row in rows)), max(0.0, *(row[4] for row in rows))
    room = 0.05 * (high - low) or 0.5
    line_of = axis("", low - room, high + 8 * room)
    scaled = _(
        "y = γ x̂ + β, γ = {gain}, β = {shift}. All values, {bins} bins.",
        gain=number(gain),
        shift=number(shift),
        bins=BINS,
    )
    normed = _(
        "x̂ = (x − μ) / √(σ² + ε): the same shape, other numbers below it. All values, {bins} bins.", bins=BINS
    )
    drawn = _("1 + x̂ + N(0, 1), one dot a sample; line: its mean and its slope along x̂.")
    gone = _("By automatic differentiation; the line lies at 0, but for ε.")
    return [
        _histogram(
            "before",
            _("x: what comes in"),
            _("One unit, over the batch. All values, {bins} bins.", bins=BINS),
            found.x,
            RED,
        ),
        _histogram("hat", _("x̂: normalised"), normed, found.hat, BLUE),
        _histogram("after", _("y: what comes out"), scaled, found.y, GREEN),
        chart(
            "axis",
            _("All three on one axis"),
            _("Tick: mean; bar: a standard deviation to each side."),
            line_of,
            axis("", 0, 3, bare=True),
            [spans(rows)],
        ),
        _slope("into", _("∂L/∂y, as drawn"), drawn, found.hat, found.grad_y, RED),
        _slope("out", _("∂L/∂x: mean and slope are gone"), gone, found.hat, found.grad_x, BLUE),
    ]


def sixteen(run: Run) -> list[Spec]:
    """A chart for each weight scale."""
    return on_its_end(_scales, scaled, run)


def _scales(found: Sixteen) -> list[Spec]:
    x, y = axis(_("update"), 0, POINTS * UPDATES, whole=True), axis("", -0.02, 1.02, percent=True)
    updates, about = (
        np.arange(POINTS + 1) * UPDATES,
        _("Share of the training images that is right; a line ends where outputs are not finite any more."),
    )
    return [
        chart(
            f"scale{i}",
            _("s = {scale}", scale=number(scale, 2)),
            about,
            x,
            y,
            [
                line(updates, found.accuracy[1, i], BLUE, _("with")),
                line(updates, found.accuracy[0, i], RED, _("without"), dashed=True),
            ],
        )
        for i, scale in enumerate(SCALES.tolist())
    ]


def _followed(key: str, title: str, found: Trained, column: int) -> Spec:
    x = axis(_("update"), 0, LATER * UPDATES, whole=True)
    about = _(
        "Unit 1 of layer 5, before batch norm. Faint: of each step's batch, variances unbiased. The "
        "running one keeps 0.9 of itself at each step."
    )
    steps = np.arange(len(found.running))
    marks = [
        line(steps[1:], found.batch[:, column], RED, _("batch"), faint=True),
        line(steps, found.running[:, column], BLUE, _("running")),
    ]
    return chart(key, title, about, x, axis(""), marks)


def after_training(facts: Later) -> list[Spec]:
    """Accuracy over the size of test batches, the size at hand marked; the running statistics; and how far
    they are behind."""
    found = facts.found
    running = float(found.accuracy[-1, 0])
    x, share = axis(_("test batch"), 1, TEST, log=True), axis("", -0.02, 1.02, percent=True)
    points = np.arange(1, LATER + 1) * UPDATES
    about = _(
        (
            "{test} test images in batches of this size, each normalised by its own mean and variance. "
            "Diamond: the setting Batch, at most {test}."
        ),
        test=TEST,
    )
    late = _("All test images, with the running statistics or with their own.")
    return [
        chart(
            "sizes",
            _("Accuracy at test time"),
            about,
            x,
            share,
            [
                line(SIZES, facts.right, RED, _("batch"), marker="circle"),
                line([1, TEST], [running, running], BLUE, _("running"), dashed=True),
                dots([facts.size], [facts.here], RED, marker="diamond", size=7),
            ],
        ),
        chart(
            "late",
            _("Accuracy while it learns"),
            late,
            axis(_("update"), 0, LATER * UPDATES, whole=True),
            share,
            [
                line(points, found.accuracy[:, 1], RED, _("batch")),
                line(points, found.accuracy[:, 0], BLUE, _("running")),
            ],
        ),
        _followed("mean", _("Running mean"), found, 0),
        _followed("variance", _("Running variance"), found, 1),
    ]
