"""The charts of the parts on batch norm of the page "Initial weights"."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import TEST
from dl_core.experiments.batchnorm import LATER, POINTS, SCALES, UPDATES, OneLayer, Sixteen, Trained
from dl_core.numerals import number
from figures.charts import Spec, area, axis, chart, dots, line, rule, spans
from figures.theme import COLOURS

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
    return chart(key, title, f"{about} All values, {BINS} bins.", x, axis("samples", 0, 1.05 * float(heights.max())), [bars, rule(mean, "mean", along="y")])


def _slope(key: str, title: str, about: str, hat: NDArray[np.float64], grad: NDArray[np.float64], colour: str) -> Spec:
    with np.errstate(invalid="ignore"):
        fit = grad.mean() + (hat @ grad) / np.float64(hat @ hat) * hat[[hat.argmin(), hat.argmax()]]
    return chart(key, title, about, axis("x̂"), axis(""), [dots(hat, grad, colour), line([hat.min(), hat.max()], fit, colour)])


def one_layer(found: OneLayer, gain: float, shift: float) -> list[Spec]:
    """Three histograms, where they lie on one axis, and the gradient before and after it went back through the layer."""
    stages = [("x", found.x, RED), ("x̂", found.hat, BLUE), ("y", found.y, GREEN)]
    means = [round(float(values.mean()), 9) + 0.0 for _, values, _ in stages]  # what is left of 0 in float64 is no number to read
    rows = [(label, colour, mean - float(values.std()), mean, mean + float(values.std())) for (label, values, colour), mean in zip(stages, means, strict=True)]
    low, high = min(0.0, *(row[2] for row in rows)), max(0.0, *(row[4] for row in rows))
    room = 0.05 * (high - low) or 0.5
    line_of = axis("", low - room, high + 8 * room)
    scaled = f"y = γ x̂ + β, γ = {number(gain)}, β = {number(shift)}."
    return [
        _histogram("before", "x: what comes in", "One unit, over the batch.", found.x, RED),
        _histogram("hat", "x̂: normalised", "x̂ = (x − μ) / √(σ² + ε): the same shape, other numbers below it.", found.hat, BLUE),
        _histogram("after", "y: what comes out", scaled, found.y, GREEN),
        chart("axis", "All three on one axis", "Tick: mean; bar: a standard deviation to each side.", line_of, axis("", 0, 3, bare=True), [spans(rows)]),
        _slope("into", "∂L/∂y, as drawn", "1 + x̂ + N(0, 1), one dot a sample; line: its mean and its slope along x̂.", found.hat, found.grad_y, RED),
        _slope("out", "∂L/∂x: mean and slope are gone", "By automatic differentiation; the line lies at 0, but for ε.", found.hat, found.grad_x, BLUE),
    ]


def sixteen(found: Sixteen) -> list[Spec]:
    """A chart for each weight scale."""
    x, y = axis("update", 0, POINTS * UPDATES, whole=True), axis("", -0.02, 1.02, percent=True)
    updates = np.arange(POINTS + 1) * UPDATES
    about = "Share of the training images that is right; a line ends where outputs are not finite any more."
    return [
        chart(f"scale{i}", f"s = {number(scale, 2)}", about, x, y,
              [line(updates, found.accuracy[1, i], BLUE, "with"), line(updates, found.accuracy[0, i], RED, "without", dashed=True)])
        for i, scale in enumerate(SCALES.tolist())
    ]  # fmt: skip


def _followed(key: str, what: str, found: Trained, column: int) -> Spec:
    x = axis("update", 0, LATER * UPDATES, whole=True)
    about = "Unit 1 of layer 5, before batch norm. Faint: of each step's batch, variances unbiased. The running one keeps 0.9 of itself at each step."
    steps = np.arange(len(found.running))
    marks = [line(steps[1:], found.batch[:, column], RED, "batch", faint=True), line(steps, found.running[:, column], BLUE, "running")]
    return chart(key, f"Running {what}", about, x, axis(""), marks)


def after_training(found: Trained, sizes: Sequence[int], right: Sequence[float], size: int, here: float) -> list[Spec]:
    """Accuracy over the size of test batches, the size at hand marked; the running statistics; and how far they are behind."""
    running = float(found.accuracy[-1, 0])
    x, share = axis("test batch", 1, TEST, log=True), axis("", -0.02, 1.02, percent=True)
    points = np.arange(1, LATER + 1) * UPDATES
    about = f"{TEST} test images in batches of this size, each normalised by its own mean and variance. Diamond: the setting Batch, at most {TEST}."
    late = "All test images, with the running statistics or with their own."
    return [
        chart("sizes", "Accuracy at test time", about, x, share, [
            line(sizes, right, RED, "batch", marker="circle"), line([1, TEST], [running, running], BLUE, "running", dashed=True),
            dots([size], [here], RED, marker="diamond", size=7),
        ]),
        chart("late", "Accuracy while it learns", late, axis("update", 0, LATER * UPDATES, whole=True), share, [
            line(points, found.accuracy[:, 1], RED, "batch"), line(points, found.accuracy[:, 0], BLUE, "running"),
        ]),
        _followed("mean", "mean", found, 0), _followed("variance", "variance", found, 1),
    ]  # fmt: skip
