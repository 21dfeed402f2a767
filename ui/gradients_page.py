"""The parts of the page "Vanishing gradients": from a view to charts and sentences."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from dl_core.activations import activation
from dl_core.datasets import task
from dl_core.experiments import differences
from dl_core.experiments.backward import broken_layer, layers
from dl_core.experiments.centred import Unit, unit
from dl_core.experiments.cost import Cost, costs
from dl_core.experiments.depth import DEEPEST, trained
from dl_core.experiments.depth import SAMPLES as SAMPLES_OF_PLANE
from dl_core.experiments.differences import STEPS
from dl_core.experiments.dying import dying_map, fates
from dl_core.experiments.slices import POINTS, slice_of
from dl_core.experiments.slices import WIDTH as WIDTH_OF_SLICE
from dl_core.numerals import number, percent
from figures import gradients_parts as parts
from figures.gradients import Measured, curve_under_histogram, factors, norms, picture, shares
from ui import gradients_training
from ui.live import live
from ui.parts import Part, commanded, measured, say
from views.gradients import Gradients

NO_NETS = Part([], [say("Choose an activation.")])
FLAT = 0.05  # a loss that changes by less over the whole range of a weight is a flat line in its chart


def layer_by_layer(view: Gradients) -> Part:
    """One forward and backward pass of every net."""
    if not view.activations:
        return NO_NETS
    nets = list(
        _SIDE_BY_SIDE.map(lambda one: Measured(one, layers(view.weights(one), view.kind(one), view["loss"], one.steepest, view.task)), view.activations)
    )
    layer = min(int(view["layer"]), int(view["depth"]))
    charts = [picture(nets), *norms(nets), *factors(nets), shares(nets), *(curve_under_histogram(one, layer) for one in nets)]
    says = _verdicts(nets)
    if layer < view["layer"]:
        says.append(say(f"There is no layer {view['layer']:.0f} in these nets: the histograms are of layer {layer}, the last."))
    return Part(charts, says, [])


def _verdicts(nets: list[Measured]) -> list[dict[str, str]]:
    """A sentence for each of a few nets; one for all of many, and another for those that have no number to compare."""
    if len(nets) <= gradients_training.FEW:
        return [_verdict(one) for one in nets]
    depth = len(nets[0].layers.post)
    silent = [one for one in nets if broken_layer(one.layers) or not (one.layers.post[-1] > 0 and one.layers.weight[:-1].any())]
    ratios = ", ".join(f"{one.activation.label} {number(float(one.layers.post[0] / one.layers.post[-1]), 2)}" for one in nets if one not in silent)
    says = [say(f"The gradient that reaches layer 1, ‖∂L/∂a‖, over that of hidden layer {depth}: {ratios}.")] if ratios else []
    return says + [_verdict(one) for one in silent]


def _verdict(one: Measured) -> dict[str, str]:
    found, label = one.layers, one.activation.label
    depth = len(found.post)
    if broken := broken_layer(found):
        way, layer = broken
        return say(f"{label}: not finite any more {way} {f'from layer {layer} on' if layer <= depth else 'at the readout'}.", "alarm")
    first, last, loss = float(found.post[0]), float(found.post[-1]), f"loss {number(float(found.loss))}"
    nothing = np.flatnonzero(found.weight[:-1] == 0) + 1
    why = _silent(one) or (" (float32 has no smaller number)" if found.post[-1] > 0 else "")
    if len(nothing) == depth:
        return say(f"{label}: not one hidden layer's weights get any gradient: it is exactly 0{why}; {loss}. Logarithmic charts cannot show a 0.", "alarm")
    beside = f": {number(first / last, 2)} times that of hidden layer {depth}" if first and last else f", beside {number(last, 2)} at hidden layer {depth}"
    without = f"; the weights of {_these(nothing)} get exactly 0{why}" if nothing.size else ""
    return say(f"{label}: the gradient that reaches layer 1, ‖∂L/∂a‖, is {number(first, 2)}{beside}{without}; {loss}.")


def _these(numbers: Any) -> str:
    """Layers in words: "layer 3", "layers 2 to 8", "5 layers"."""
    first, last = int(numbers[0]), int(numbers[-1])
    if first == last:
        return f"layer {first}"
    return f"layers {first} to {last}" if last - first + 1 == len(numbers) else f"{len(numbers)} layers"


def _silent(one: Measured) -> str:
    """Why a gradient is exactly 0 although float32 has smaller numbers, in brackets, or nothing: the first layer whose slopes let nothing through."""
    found, fires = one.layers, one.activation.name == "relu"  # whose slopes are 0 or 1: what does not pass is stopped, not rounded
    if (dead := np.flatnonzero(found.dead == 1)).size:
        return f" (no unit of layer {dead[0] + 1} fires)" if fires else f" (in layer {dead[0] + 1} float32 rounds every slope to 0)"
    stopped = np.flatnonzero((found.post > 0) & (found.pre == 0)) if fires else dead
    return f" (no unit of layer {stopped[0] + 1} that the gradient reaches fires)" if stopped.size else ""


def training(view: Gradients) -> Part:
    """The nets learn while they are looked at."""
    if why := gradients_training.refusal(view):
        return Part([], [say(why, "alarm")])
    if not view.activations:
        return NO_NETS
    run = live(gradients_training.key(view), lambda: gradients_training.trained(view), commanded())
    says = [say(*sentence) for sentence in gradients_training.sentences(run.state, run.running)]
    charts = parts.training([(net.activation, net.loss, net.moved) for net in run.state], gradients_training.STEPS)
    step = max((net.progress.step for net in run.state), default=0)
    room = 1 + (len(run.state) if len(run.state) <= gradients_training.FEW else 1)  # a line for each net, and one before they begin
    return Part(charts, says, run.commands, {"done": step, "total": gradients_training.STEPS}, room)


CENTRED = {
    "sigmoid": "Sigmoid: positive, badly conditioned",
    "mixed": "Both signs, conditioned as sigmoid",
    "taking turns": "Positive, well conditioned",
    "tanh": "tanh: both signs, well conditioned",
}


def zero_centred(view: Gradients) -> Part:
    """Two weights on four kinds of inputs: signs and conditioning apart."""
    units = [(kind, title, unit(kind, view["step"], int(view["seed"]))) for kind, title in CENTRED.items()]
    says = [say("Line: one sample a step. Dashed: all samples at each step. Curvatures are those of the mean loss, the eigenvalues of E[aaᵀ].")]
    return Part(parts.centred(units), [*says, *(_of_unit(title.partition(":")[0], one, view["step"]) for _, title, one in units)], [])


def _of_unit(label: str, one: Unit, rate: float) -> dict[str, str]:
    low, high, ahead = (number(value, 2) for value in (*one.curvatures, one.ahead))
    together = f"{percent(one.one.together)} of the steps on one sample move both weights the same way, {percent(one.whole.together)} of those on all"
    ends = f"loss at the end {number(one.one.ends, 2)} and {number(one.whole.ends, 2)}"
    size = rate * one.square
    limit = f" η‖a‖² is {number(size, 2)} on average, over 2: a step makes the error of its own sample larger." if size > 2 else ""
    return say(f"{label}: curvatures {low} and {high}, {ahead} towards the goal. {together}; {ends}.{limit}", "alarm" if limit else "")


def dying_relu(view: Gradients) -> Part:
    """Dead units over learning rate and bias."""
    seed, rate, bias = int(view["seed"]), view["dlr"], view["dbias"]
    series = [(name, fates(name, [rate], [bias], seed)) for name in ("relu", "leaky", "elu", "gelu")]
    charts = parts.dying(dying_map("relu", seed), [(name, found.dead[0]) for name, found in series], rate, bias)
    dead = float(series[0][1].dead[0, -1])
    begun = float(series[0][1].dead[0, 0])
    right = ", ".join(f"{activation(name).label} {percent(float(found.accuracy[0]))}" for name, found in series)
    return Part(charts, [say(f"Here {percent(begun)} of the ReLU units are dead after the first step, {percent(dead)} after 200. Accuracy then: {right}.")], [])


def non_linearity(view: Gradients) -> Part:
    """A deep linear net and a ReLU net on the same points."""
    depth, seed = min(int(view["depth"]), DEEPEST), int(view["seed"])
    linear, relu = (trained(name, view["task"], depth, seed) for name in ("identity", "relu"))
    data = task(view["task"], SAMPLES_OF_PLANE, seed)
    charts = [
        parts.plane("linear", f"{depth} linear + readout: {percent(linear.accuracy)} right", linear, data),
        parts.plane("relu", f"{depth} ReLU + readout: {percent(relu.accuracy)} right", relu, data),
        parts.shifted(view["w"], view["b"]),
    ]
    w1, w2, b = linear.collapsed
    product = f"The {depth} linear hidden layers and the readout multiply to one matrix: logit = {number(w1)} x₁ + {number(w2)} x₂ + {number(b)}"
    says = [say(f"{product} (largest difference to the net: {number(linear.apart, 1)}).".replace("+ −", "− "))]
    if depth < view["depth"]:
        says.append(say(f"These two nets have at most {DEEPEST} layers: {depth} are shown, not {view['depth']:.0f}."))
    return Part(charts, says, [])


def why_a_loss(view: Gradients) -> Part:
    """Accuracy against losses, squared error against cross entropy."""
    found = slice_of(view["task"], int(view["depth"]), int(view["seed"]))
    stairs = int((np.diff(found.accuracy) != 0).sum())
    cross, squared = number(found.cross_slope[20]), number(found.squared_slope[20], 2)
    says = [
        say(
            f"From one to the next of {POINTS} positions of this weight the accuracy changes {stairs} time{'s' if stairs != 1 else ''}; everywhere else its "
            f"slope is 0. At a sample that is sure and wrong (logit −10) the slope is {cross} under cross entropy and {squared} under squared error."
        )
    ]
    if np.ptp(found.cross) < FLAT:
        says.append(
            say(f"At this depth hardly any signal is left in so narrow a net ({WIDTH_OF_SLICE} units), so the losses look flat: 2 to 5 layers show more.")
        )
    return Part(parts.slices(found), says, [])


def numerical(view: Gradients) -> Part:
    """Differences against backpropagation."""
    seed = int(view["seed"])
    times = measured("times", differences.times)
    found = v_curves(seed)
    best = STEPS[int(np.nanargmin(found.central))]
    off, off32 = (number(np.nanmin(errors), 2) for errors in (found.central, found.central32))
    says = [say(f"Central differences are best at h ≈ {number(best, 2)}, off by {off}; in float32 by {off32}.")]
    return Part(parts.differences(found, times), says, [("measure", "Measure the times", "Both ways, nets of 8 to 512 parameters, on this machine")])


def cost_of_exp(view: Gradients) -> Part:
    """Times of the activations."""
    last: list[Cost] | None = st.session_state.get("costs")
    found: list[Cost] | None = measured("costs", costs)
    if last and found is not last:
        st.session_state["costs before"] = last
    before = st.session_state.get("costs before")
    says = [say(f"Forward, from fast to slow: {_order(found)}" if found else "Press Measure: a million numbers through every activation.")]
    if before:
        says.append(say(f"The measurement before: {_order(before)}"))
    return Part(parts.costs(found) if found else [], says, [("measure", "Measure", "Takes about a second")])


def _order(found: list[Cost]) -> str:
    return f"{', '.join(one.activation.label for one in sorted(found, key=lambda one: one.forward[0]))}."


_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # nets beside each other take half the time: XLA releases the GIL, and shares one small product badly
v_curves = lru_cache(maxsize=32)(differences.errors)

PARTS: dict[str, Any] = {
    "layers": layer_by_layer, "train": training, "centred": zero_centred, "dying": dying_relu, "linear": non_linearity, "loss": why_a_loss,
    "numerical": numerical, "cost": cost_of_exp,
}  # fmt: skip
