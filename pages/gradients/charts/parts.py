"""The charts of the shorter parts."""

from typing import Any

import numpy as np

from dl_core.experiments.centred import REACH as W_REACH
from dl_core.experiments.centred import Unit
from dl_core.experiments.cost import Cost
from dl_core.experiments.depth import REACH, Trained
from dl_core.experiments.differences import STEPS
from dl_core.experiments.dying import BIASES, RATES
from dl_core.experiments.slices import LOGITS, SCALES
from kit.charts import Spec, axis, chart, dots, heat, line, over_pale, piece, spans, thinned
from kit.kept import on_its_end
from kit.messages import _
from kit.number_format import percent
from kit.page import Measured, Run
from kit.theme import ACTIVATION_COLOURS, BETWEEN, CLASSES, COLOURS, SIDES
from pages.gradients import training as trained
from pages.gradients.facts import Centred, Dying, Losses, NonLinear, X, label

BLUE, RED, GREEN = COLOURS["Momentum"][0], COLOURS["SGD"][0], COLOURS["Nesterov"][0]
SHARE = 0.0, 1.0
POINTS = 500  # of a curve that is drawn anew five times a second
ELSEWHERE = _("Pale: measured on another machine when this example was made.")
INPUTS = {
    "sigmoid": _("Sigmoid: positive, badly conditioned"),
    "mixed": _("Both signs, conditioned as sigmoid"),
    "taking turns": _("Positive, well conditioned"),
    "tanh": _("tanh: both signs, well conditioned"),
}


def _as_percent(map_: Spec) -> Spec:
    """A map of shares whose scale is in percent."""
    return {**map_, "percent": True}


def training(run: Run | trained.Training | trained.TooMany) -> list[Spec]:
    """Loss and the way of the first layer; of what is no run, since there is nothing to train, nothing."""
    if not isinstance(run, Run):
        return []
    return on_its_end(_trained, trained.progress, run)


def _trained(facts: trained.Training) -> list[Spec]:
    """About POINTS of the steps are drawn."""
    of = _("lowest and highest of every {steps}", steps=piece(trained.STEPS, POINTS))
    loss = _("Before the step, on 100 samples drawn anew.")
    moved = _("‖W₁ − W₁ at the start‖ / ‖W₁ at the start‖; not divided if that is 0.")
    x, y = axis(_("step"), 0, trained.STEPS, whole=True, of=of), axis("", log=True)

    def lines(what: str) -> list[Spec]:
        rows = [(net.name, getattr(net, what)) for net in facts.nets]
        return [
            line(1 + at, drawn, ACTIVATION_COLOURS[name][0], _(label(name)))
            for name, (at, drawn) in ((name, thinned(row, trained.STEPS, POINTS)) for name, row in rows)
        ]

    return [
        chart("loss", _("Loss of each step's batch"), loss, x, y, lines("loss")),
        chart("moved", _("How far the first layer has come"), moved, x, y, lines("moved")),
    ]


def centred(facts: Centred) -> list[Spec]:
    """Paths over the losses of two weights, in the same colours."""
    logs = {kind: np.log10(one.loss + 1e-3) for kind, one in facts.units.items()}
    low, high = min(float(log.min()) for log in logs.values()), max(float(log.max()) for log in logs.values())
    return [
        _paths(kind, INPUTS[kind], one, heat(logs[kind], _("log₁₀ loss"), low, high))
        for kind, one in facts.units.items()
    ]


def _paths(name: str, title: str, one: Unit, ground: Spec) -> Spec:
    marks = [ground]
    for walk, colour, dashed in ((one.one, RED, False), (one.whole, "#ffffff", True)):
        x, y = walk.path.T
        marks += [
            line(x, y, colour, dashed=dashed),
            dots(x[:1], y[:1], colour, size=5),
            dots(x[-1:], y[-1:], colour, marker="diamond", size=5),
        ]
    about = _(
        "Colour: logarithm of the mean loss. Lines, from the circle to the diamond: gradient descent "
        "on one sample a step; dashed: on all samples."
    )
    return chart(name, title, about, axis("w₁", -W_REACH, W_REACH), axis("w₂", -W_REACH, W_REACH), marks)


def _half_cells(values: Any, *, log: bool) -> tuple[float, float]:
    steps = np.log(values) if log else values
    half = (steps[1] - steps[0]) / 2
    low, high = steps[0] - half, steps[-1] + half
    return (float(np.exp(low)), float(np.exp(high))) if log else (float(low), float(high))


def dying(facts: Dying) -> list[Spec]:
    """The map of dead units and that of wrong points, both loud where it is bad, the setting at hand marked;
    and the dead share of several activations there, step by step."""
    x, y = (
        axis(_("learning rate"), *_half_cells(RATES, log=True), log=True),
        axis(_("initial bias"), *_half_cells(BIASES, log=False)),
    )
    # cells reach half a cell beyond the settings
    click = {
        "pick": {"x": "dlr", "y": "dbias"},
        "limits": {
            "dlr": (float(RATES[0]), float(RATES[-1])),
            "dbias": (float(BIASES[0]), float(BIASES[-1])),
        },
    }
    here = dots([facts.rate], [facts.bias], "#ffffff", marker="diamond", size=7)
    rows = [(name, fate.dead[0]) for name, fate in facts.here.items()]
    lines = [
        line(np.arange(1, len(dead) + 1), dead, ACTIVATION_COLOURS[name][0], _(label(name)))
        for name, dead in rows
    ]
    wrong = 1 - facts.map.accuracy.astype(float)
    left, right = (
        _as_percent(heat(facts.map.dead, _("dead"), *SHARE)),
        _as_percent(heat(wrong, _("wrong"), 0.0, max(0.5, float(wrong.max())))),
    )
    return [
        chart(
            "dead", _("ReLU units dead after 200 steps"), _("Click to go there."), x, y, [left, here], **click
        ),
        chart(
            "wrong",
            _("Points that the same nets have wrong"),
            _("Click to go there. Half of them is guessing."),
            x,
            y,
            [right, here],
            **click,
        ),
        chart(
            "steps",
            _("Dead units at the diamond"),
            _("Share of units that are dead: their slope is 0 on every sample."),
            axis(_("step"), 0, len(rows[0][1]), whole=True),
            axis("", -0.02, 1.02, percent=True),
            lines,
        ),
    ]


def linear(facts: NonLinear) -> list[Spec]:
    """Both nets on the plane, and one unit."""
    titles = (
        {"depth": facts.depth, "share": percent(facts.linear.accuracy)},
        {"depth": facts.depth, "share": percent(facts.relu.accuracy)},
    )
    return [
        _plane("linear", _("{depth} linear + output: {share} right", **titles[0]), facts.linear, facts),
        _plane("relu", _("{depth} ReLU + output: {share} right", **titles[1]), facts.relu, facts),
        _shifted(facts),
    ]


def _plane(name: str, title: str, net: Trained, facts: NonLinear) -> Spec:
    """Where a net says class 1, and the points."""
    x, t = facts.data
    points = [dots(x[t == kind, 0], x[t == kind, 1], CLASSES[kind]) for kind in (0, 1)]
    marks = [
        _as_percent(heat(net.chance, _("p(class 1)"), *SHARE))
        | {"stops": SIDES, "levels": [0.5], "ink": BETWEEN},
        *points,
    ]
    about = _("Colour: the net's probability of class 1; line: where it is a half.")
    return chart(name, title, about, axis("x₁", -REACH, REACH), axis("x₂", -REACH, REACH), marks)


def _shifted(facts: NonLinear) -> Spec:
    """What a bias does to one unit."""
    marks = []
    for name, (moved, plain) in facts.shifted.items():
        colour, _marker = ACTIVATION_COLOURS[name]
        marks += [line(X, plain, colour, dashed=True, faint=True), line(X, moved, colour, _(label(name)))]
    return chart(
        "shift",
        _("One unit, f(w x + b)"),
        _("Faint and dashed: without the bias."),
        axis("x", -4, 4),
        axis("", -1.5, 3),
        marks,
    )


def _losses(x: Any, cross: Any, squared: Any) -> list[Spec]:
    return [line(x, cross, BLUE, _("cross entropy")), line(x, squared, RED, _("squared"))]


def slices(facts: Losses) -> list[Spec]:
    """Accuracy against losses along one weight; slopes at one logit; gradients of a net that is confident and
    wrong."""
    found = facts.found
    x = axis(_("one weight of the output layer"), float(found.w[0]), float(found.w[-1]))
    logit = axis(_("logit of a sample of class 1"), float(LOGITS[0]), float(LOGITS[-1]))
    scale = axis(_("factor on the output layer"), float(SCALES[0]), float(SCALES[-1]), log=True)
    flat = _("Its slope is 0 wherever it has one: nothing says which way to go.")
    curved = _(
        "The same net, the same weight. A loss has slope 0 at its minimum, and nearly 0 where the net "
        "is confident on every sample."
    )
    wrong = _(
        "Left: confident and wrong. There squared error's slope vanishes with sigmoid's, cross "
        "entropy's is 1."
    )
    through = _(
        "‖∂L/∂W₁‖ over the points that the net has wrong, divided by the factor: how much of it the "
        "loss lets through."
    )
    return [
        chart(
            "accuracy",
            _("Accuracy: a staircase"),
            flat,
            x,
            axis(_("accuracy"), percent=True),
            [line(found.w, found.accuracy, RED)],
        ),
        chart(
            "losses",
            _("Losses: slopes nearly everywhere"),
            curved,
            x,
            axis(_("loss")),
            _losses(found.w, found.cross, found.squared),
        ),
        chart(
            "slopes",
            _("Slope of the loss at the logit"),
            wrong,
            logit,
            axis(_("|∂L/∂logit|"), log=True),
            _losses(LOGITS, found.cross_slope, found.squared_slope),
        ),
        chart(
            "norms",
            _("Gradient of layer 1, wrong points only"),
            through,
            scale,
            axis(_("‖∂L/∂W₁‖ / factor"), log=True),
            _losses(SCALES, found.cross_norm, found.squared_norm),
        ),
    ]


def differences(facts: Measured) -> list[Spec]:
    """The V-shaped curves and, once measured, the times."""
    found, times = facts.facts.errors, facts.last
    marks = [
        line(STEPS, found.central, BLUE, _("central")),
        line(STEPS, found.forward, RED, _("forward")),
        line(STEPS, found.central32, GREEN, _("float32"), dashed=True),
    ]
    about = _(
        "Relative to backpropagation. Right: the curve is not a line (h or h²). Left: the digits "
        "cancel (1/h). Dashed: central, in float32."
    )
    charts = [
        chart(
            "v",
            _("Error of the difference quotient"),
            about,
            axis("h", 1e-15, 1.0, log=True),
            axis(_("relative error"), log=True),
            marks,
        )
    ]
    if times:
        lines = [
            line(times.parameters, times.backward, BLUE, _("backprop"), marker="circle"),
            line(times.parameters, times.numerical, RED, _("differences"), marker="square"),
        ]
        x = axis(_("parameters"), float(times.parameters[0]), float(times.parameters[-1]), log=True)
        charts.append(
            chart(
                "times",
                _("Time of one gradient, seconds"),
                _("Medians of 9 on this server, compiled."),
                x,
                axis("s", log=True),
                lines,
            )
        )
    return charts


def costs(facts: Measured) -> list[Spec]:
    """Nanoseconds per element of every activation; pale those that were kept, before any are measured."""
    return _costs(facts.last) if facts.last else over_pale([], _costs(facts.facts), ELSEWHERE)


def _costs(found: list[Cost]) -> list[Spec]:
    forward = _("f, compiled alone. Tick: median of 21; bar: 10 to 90 %; a million float32 numbers.")
    both = _(
        "f and its gradient, compiled together. Tick: median of 21; bar: 10 to 90 %; a million "
        "float32 numbers."
    )
    x = axis(_("nanoseconds per number"), 0, 1.5 * max(one.both[2] for one in found))
    charts = []
    for key, title, about in (("forward", _("Forward"), forward), ("both", _("Forward and backward"), both)):
        rows = []
        for one in found:
            mid, low, high = getattr(one, key)
            rows.append((_(one.activation.label), ACTIVATION_COLOURS[one.activation.name][0], low, mid, high))
        charts.append(chart(key, title, about, x, axis("", 0, len(rows), bare=True), [spans(rows)]))
    return charts
