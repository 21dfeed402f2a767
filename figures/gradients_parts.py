"""The charts of the shorter parts of the page "Vanishing gradients"."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import Task
from dl_core.experiments.centred import REACH as W_REACH
from dl_core.experiments.centred import Unit
from dl_core.experiments.cost import Cost
from dl_core.experiments.depth import REACH, Trained
from dl_core.experiments.differences import STEPS, Errors, Times
from dl_core.experiments.dying import BIASES, RATES, Fate
from dl_core.experiments.slices import LOGITS, SCALES, Slice
from figures.charts import Spec, axis, chart, dots, heat, line, spans
from figures.theme import ACTIVATION_COLOURS, BETWEEN, CLASSES, COLOURS, SIDES

BLUE, RED, GREEN = COLOURS["Momentum"][0], COLOURS["SGD"][0], COLOURS["Nesterov"][0]
SHARE = 0.0, 1.0
POINTS = 500  # of a curve that is drawn anew five times a second


def _as_percent(map_: Spec) -> Spec:
    """A map of shares whose scale is in percent."""
    return {**map_, "percent": True}


def training(nets: Sequence[tuple[Activation, Sequence[float], Sequence[float]]], steps: int) -> list[Spec]:
    """Loss and the way of the first layer: (activation, loss of every step, way after it). At most POINTS of them are drawn."""
    every = 1 + max((len(losses) for _, losses, _ in nets), default=0) // POINTS

    def of(place: int) -> list[Spec]:
        rows = [(net[0], np.asarray(net[place])) for net in nets]
        return [line(1 + np.arange(len(y))[::every], y[::every], ACTIVATION_COLOURS[one.name][0], one.label) for one, y in rows]

    x = axis("step", 0, steps, whole=True)
    drawn = f" Every {every}th step is drawn." if every > 1 else ""
    moved = "‖W₁ − W₁ at the start‖ / ‖W₁ at the start‖; not divided if that is 0."
    if not nets:
        return []
    return [
        chart("loss", "Loss of each step's batch", f"Before the step, on 100 samples drawn anew.{drawn}", x, axis("", log=True), of(1)),
        chart("moved", "How far the first layer has come", moved, x, axis("", log=True), of(2)),
    ]


def centred(units: Sequence[tuple[str, str, Unit]]) -> list[Spec]:
    """Paths over the losses of two weights, (key, title, unit), in the same colours."""
    logs = [np.log10(one.loss + 1e-3) for _, _, one in units]
    low, high = float(np.min(logs)), float(np.max(logs))
    return [_paths(name, title, one, heat(log, "log₁₀ loss", low, high)) for (name, title, one), log in zip(units, logs, strict=True)]


def _paths(name: str, title: str, one: Unit, ground: Spec) -> Spec:
    marks = [ground]
    for walk, colour, dashed in ((one.one, RED, False), (one.whole, "#ffffff", True)):
        x, y = walk.path.T
        marks += [line(x, y, colour, dashed=dashed), dots(x[:1], y[:1], colour, size=5), dots(x[-1:], y[-1:], colour, marker="diamond", size=5)]
    about = "Colour: logarithm of the mean loss. Lines, from the circle to the diamond: gradient descent on one sample a step; dashed: on all samples."
    return chart(name, title, about, axis("w₁", -W_REACH, W_REACH), axis("w₂", -W_REACH, W_REACH), marks)


def _half_cells(values: Any, *, log: bool) -> tuple[float, float]:
    steps = np.log(values) if log else values
    half = (steps[1] - steps[0]) / 2
    low, high = steps[0] - half, steps[-1] + half
    return (float(np.exp(low)), float(np.exp(high))) if log else (float(low), float(high))


def dying(fate: Fate, series: Sequence[tuple[str, Any]], rate: float, bias: float) -> list[Spec]:
    """The map of dead units and that of wrong points, both loud where it is bad, the setting at hand marked; and the dead share of several activations
    there, step by step."""
    x, y = axis("learning rate", *_half_cells(RATES, log=True), log=True), axis("initial bias", *_half_cells(BIASES, log=False))
    # cells reach half a cell beyond the settings
    click = {"pick": {"x": "dlr", "y": "dbias"}, "limits": {"dlr": (float(RATES[0]), float(RATES[-1])), "dbias": (float(BIASES[0]), float(BIASES[-1]))}}
    here = dots([rate], [bias], "#ffffff", marker="diamond", size=7)
    names = {one.name: one.label for one in ACTIVATIONS}
    lines = [line(np.arange(1, len(dead) + 1), dead, ACTIVATION_COLOURS[name][0], names[name]) for name, dead in series]
    wrong = 1 - fate.accuracy.astype(float)
    left, right = _as_percent(heat(fate.dead, "dead", *SHARE)), _as_percent(heat(wrong, "wrong", 0.0, max(0.5, float(wrong.max()))))
    return [
        chart("dead", "ReLU units dead after 200 steps", "Click to go there.", x, y, [left, here], **click),
        chart("wrong", "Points that the same nets have wrong", "Click to go there. Half of them is guessing.", x, y, [right, here], **click),
        chart(
            "steps", "Dead units at the diamond", "Share of units that are dead: their slope is 0 on every sample.",
            axis("step", 0, len(series[0][1]), whole=True), axis("", -0.02, 1.02, percent=True), lines,
        ),
    ]  # fmt: skip


def plane(name: str, title: str, trained: Trained, data: Task) -> Spec:
    """Where a net says class 1, and the points."""
    points = [dots(data.x[data.t == kind, 0], data.x[data.t == kind, 1], CLASSES[kind]) for kind in (0, 1)]
    marks = [_as_percent(heat(trained.chance, "p(class 1)", *SHARE)) | {"stops": SIDES, "levels": [0.5], "ink": BETWEEN}, *points]
    about = "Colour: the net's probability of class 1; line: where it is a half."
    return chart(name, title, about, axis("x₁", -REACH, REACH), axis("x₂", -REACH, REACH), marks)


def shifted(w: float, b: float) -> Spec:
    """What a bias does to one unit."""
    x = np.linspace(-4, 4, 161)
    marks = []
    for one in ACTIVATIONS[:3]:
        colour, f = ACTIVATION_COLOURS[one.name][0], one.curve
        marks += [line(x, f(w * x)[0], colour, dashed=True, faint=True), line(x, f(w * x + b)[0], colour, one.label)]
    return chart("shift", "One unit, f(w x + b)", "Faint and dashed: without the bias.", axis("x", -4, 4), axis("", -1.5, 3), marks)


def _losses(x: Any, cross: Any, squared: Any) -> list[Spec]:
    return [line(x, cross, BLUE, "cross entropy"), line(x, squared, RED, "squared")]


def slices(found: Slice) -> list[Spec]:
    """Accuracy against losses along one weight; slopes at one logit; gradients of a net that is sure and wrong."""
    x = axis("one weight of the readout", float(found.w[0]), float(found.w[-1]))
    logit = axis("logit of a sample of class 1", float(LOGITS[0]), float(LOGITS[-1]))
    scale = axis("factor on the readout", float(SCALES[0]), float(SCALES[-1]), log=True)
    flat = "Its slope is 0 wherever it has one: nothing says which way to go."
    curved = "The same net, the same weight. A loss has slope 0 at its minimum, and hardly any where every sample is sure."
    wrong = "Left: sure and wrong. There squared error's slope vanishes with sigmoid's, cross entropy's is 1."
    through = "‖∂L/∂W₁‖ over the points that the net has wrong, divided by the factor: how much of it the loss lets through."
    return [
        chart("accuracy", "Accuracy: a staircase", flat, x, axis("accuracy", percent=True), [line(found.w, found.accuracy, RED)]),
        chart("losses", "Losses: slopes nearly everywhere", curved, x, axis("loss"), _losses(found.w, found.cross, found.squared)),
        chart("slopes", "Slope of the loss at the logit", wrong, logit, axis("|∂L/∂logit|", log=True), _losses(LOGITS, found.cross_slope, found.squared_slope)),
        chart(
            "norms",
            "Gradient of layer 1, wrong points only",
            through,
            scale,
            axis("‖∂L/∂W₁‖ / factor", log=True),
            _losses(SCALES, found.cross_norm, found.squared_norm),
        ),
    ]


def differences(found: Errors, times: Times | None) -> list[Spec]:
    """The V-shaped curves and, once measured, the times."""
    marks = [
        line(STEPS, found.central, BLUE, "central"), line(STEPS, found.forward, RED, "forward"),
        line(STEPS, found.central32, GREEN, "float32", dashed=True),
    ]  # fmt: skip
    title, about = (
        "Error of the difference quotient",
        ("Relative to backpropagation. Right: the curve is not a line (h or h²). Left: the digits cancel (1/h). Dashed: central, in float32."),
    )
    charts = [chart("v", title, about, axis("h", 1e-15, 1.0, log=True), axis("relative error", log=True), marks)]
    if times:
        lines = [
            line(times.parameters, times.backward, BLUE, "backprop", marker="circle"),
            line(times.parameters, times.numerical, RED, "differences", marker="square"),
        ]
        x = axis("parameters", float(times.parameters[0]), float(times.parameters[-1]), log=True)
        charts.append(chart("times", "Time of one gradient, seconds", "Medians of 9 on this machine, compiled.", x, axis("s", log=True), lines))
    return charts


def costs(found: Sequence[Cost]) -> list[Spec]:
    """Nanoseconds per element of every activation."""
    most = max(one.both[2] for one in found)
    charts = []
    for key, title, what in (("forward", "Forward", "f, compiled alone."), ("both", "Forward and backward", "f and its gradient, compiled together.")):
        rows = []
        for one in found:
            mid, low, high = getattr(one, key)
            rows.append((one.activation.label, ACTIVATION_COLOURS[one.activation.name][0], low, mid, high))
        about = f"{what} Tick: median of 21; bar: 10 to 90 %; a million float32 numbers."
        charts.append(chart(key, title, about, axis("nanoseconds per number", 0, 1.5 * most), axis("", 0, len(rows), bare=True), [spans(rows)]))
    return charts
