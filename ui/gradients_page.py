"""The parts of the page "Vanishing gradients": from a view to charts and sentences."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np

from dl_core.datasets import task
from dl_core.experiments import differences
from dl_core.experiments.backward import broken_layer, layers
from dl_core.experiments.centred import walk
from dl_core.experiments.cost import costs
from dl_core.experiments.depth import DEEPEST, trained
from dl_core.experiments.depth import SAMPLES as SAMPLES_OF_PLANE
from dl_core.experiments.differences import STEPS
from dl_core.experiments.dying import dying_map, fates
from dl_core.experiments.slices import slice_of
from figures import gradients_parts as parts
from figures.gradients import Measured, curve_under_histogram, factors, norms, picture, shares
from ui import gradients_training
from ui.live import live
from ui.parts import Part, commanded, measured, say
from views.gradients import Gradients


def layer_by_layer(view: Gradients) -> Part:
    """One forward and backward pass of every net."""
    nets = list(
        _SIDE_BY_SIDE.map(lambda one: Measured(one, layers(view.weights(one), view.kind(one), view["loss"], one.steepest, view.task)), view.activations)
    )
    layer = min(int(view["layer"]), int(view["depth"]))
    charts = [picture(nets), *norms(nets), *factors(nets), shares(nets), *(curve_under_histogram(one, layer) for one in nets)]
    says = [_verdict(one) for one in nets] or [say("Choose an activation.")]
    if layer < view["layer"]:
        says.append(say(f"There is no layer {view['layer']:.0f} in these nets: the histograms are of layer {layer}, the last."))
    return Part(charts, says, [])


def _verdict(one: Measured) -> dict[str, str]:
    found, label = one.layers, one.activation.label
    depth = len(found.post)
    if broken := broken_layer(found):
        way, layer = broken
        return say(f"{label}: not finite any more {way} {f'from layer {layer} on' if layer <= depth else 'at the readout'}.", "alarm")
    first, last, loss = float(found.weight[0]), float(found.weight[-2]), f"loss {float(found.loss):.3g}"
    if not found.weight[:-1].any():
        return say(f"{label}: not one hidden layer gets any gradient: it is exactly 0{_silent(one)}; {loss}.", "alarm")
    exactly = "" if first else _silent(one) or " (float32 has no smaller number)"
    beside = f"{first / last:.2g} of that of hidden layer {depth}" if last else f"that of hidden layer {depth} exactly 0"
    return say(f"{label}: the gradient of layer 1 is {first:.2g}{exactly}, {beside}; {loss}.")


def _silent(one: Measured) -> str:
    """Why a gradient is exactly 0 although float32 has smaller numbers, in brackets, or nothing: the first layer whose slopes let nothing through."""
    found, fires = one.layers, one.activation.name == "relu"  # whose slopes are 0 or 1: what does not pass is stopped, not rounded
    if (dead := np.flatnonzero(found.dead == 1)).size:
        return f" (no unit of layer {dead[0] + 1} fires)" if fires else f" (in layer {dead[0] + 1} float32 rounds every slope to 0)"
    stopped = np.flatnonzero((found.post > 0) & (found.pre == 0)) if fires else dead
    return f" (no unit of layer {stopped[0] + 1} that the gradient reaches fires)" if stopped.size else ""


def training(view: Gradients) -> Part:
    """The nets learn, while the page comes back by itself."""
    if why := gradients_training.refusal(view):
        return Part([], [say(why, "alarm")])
    run = live(gradients_training.key(view), lambda: gradients_training.trained(view), commanded())
    says = [say(*net.sentence()) for net in run.state] or [say("Choose an activation.")]
    charts = parts.training([(net.activation, net.loss, net.moved) for net in run.state], gradients_training.STEPS)
    step = max((net.progress.step for net in run.state), default=0)
    return Part(charts, says, run.commands, {"done": step, "total": gradients_training.STEPS})


def zero_centred(view: Gradients) -> Part:
    """Two weights, sigmoid and tanh inputs."""
    walks = {name: walk(name == "tanh", view["step"], int(view["seed"])) for name in ("sigmoid", "tanh")}
    charts = [
        parts.centred("sigmoid", "Inputs from sigmoids: all positive", walks["sigmoid"]),
        parts.centred("tanh", "Inputs from tanhs: around 0", walks["tanh"]),
    ]
    says = [
        say(f"{name}: {found.together:.0%} of the steps move both weights the same way; loss at the end {found.ends:.2g}.") for name, found in walks.items()
    ]
    return Part(charts, says, [])


def dying_relu(view: Gradients) -> Part:
    """Dead units over learning rate and bias."""
    seed, rate, bias = int(view["seed"]), view["dlr"], view["dbias"]
    series = [(name, fates(name, [rate], [bias], seed)) for name in ("relu", "leaky", "elu", "gelu")]
    charts = parts.dying(dying_map("relu", seed), [(name, found.dead[0]) for name, found in series], rate, bias)
    dead = float(series[0][1].dead[0, -1])
    right = ", ".join(f"{name} {float(found.accuracy[0]):.0%}" for name, found in series)
    return Part(charts, [say(f"Here {dead:.0%} of the ReLU units are dead after 200 steps. Accuracy: {right}.")], [])


def non_linearity(view: Gradients) -> Part:
    """A deep linear net and a ReLU net on the same points."""
    depth, seed = min(int(view["depth"]), DEEPEST), int(view["seed"])
    linear, relu = (trained(name, view["task"], depth, seed) for name in ("identity", "relu"))
    data = task(view["task"], SAMPLES_OF_PLANE, seed)
    charts = [
        parts.plane("linear", f"{depth} linear layers: {linear.accuracy:.0%} right", linear, data),
        parts.plane("relu", f"{depth} ReLU layers: {relu.accuracy:.0%} right", relu, data),
        parts.shifted(view["w"], view["b"]),
    ]
    w1, w2, b = linear.collapsed
    product = f"The product of the {depth + 1} linear layers is one matrix: logit = {w1:.3g} x₁ + {w2:.3g} x₂ + {b:.3g}"
    says = [say(f"{product} (largest difference to the net: {linear.apart:.1g}).".replace("+ -", "− ").replace("-", "−"))]
    if depth < view["depth"]:
        says.append(say(f"These two nets have at most {DEEPEST} layers: {depth} are shown, not {view['depth']:.0f}."))
    return Part(charts, says, [])


def why_a_loss(view: Gradients) -> Part:
    """Accuracy against losses, squared error against cross entropy."""
    found = slice_of(view["task"], int(view["depth"]), int(view["seed"]))
    stairs = int((np.diff(found.accuracy) != 0).sum())
    says = [say(f"Over 600 steps of this weight the accuracy changes at {stairs} and has slope 0 at all others. A sample that is sure and wrong (logit −10) "
                f"has slope {found.cross_slope[20]:.3g} under cross entropy and {found.squared_slope[20]:.1e} under squared error.")]  # fmt: skip
    return Part(parts.slices(found), says, [])


def numerical(view: Gradients) -> Part:
    """Differences against backpropagation."""
    seed = int(view["seed"])
    times = measured("times", differences.times)
    found = v_curves(seed)
    best = STEPS[int(np.nanargmin(found.central))]
    says = [say(f"Central differences are best at h ≈ {best:.1e}, off by {np.nanmin(found.central):.1e}; in float32 by {np.nanmin(found.central32):.1e}.")]
    return Part(parts.differences(found, times), says, [("measure", "Measure the times", "Both ways, nets of 8 to 512 parameters, on this machine")])


def cost_of_exp(view: Gradients) -> Part:
    """Times of the activations."""
    found = measured("costs", costs)
    says = [
        say("A million numbers through every activation, 21 times, taking turns." if found else "Press Measure: a million numbers through every activation.")
    ]
    return Part(parts.costs(found) if found else [], says, [("measure", "Measure", "Takes about a second")])


_SIDE_BY_SIDE = ThreadPoolExecutor(os.cpu_count())  # nets beside each other take half the time: XLA releases the GIL, and shares one small product badly
v_curves = lru_cache(maxsize=32)(differences.errors)

PARTS: dict[str, Any] = {
    "layers": layer_by_layer, "train": training, "centred": zero_centred, "dying": dying_relu, "linear": non_linearity, "loss": why_a_loss,
    "numerical": numerical, "cost": cost_of_exp,
}  # fmt: skip
