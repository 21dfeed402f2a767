"""The parts of the page "Vanishing gradients": from a view to charts and sentences."""

from typing import Any, NamedTuple

from dl_core.experiments.backward import broken_layer, layers
from figures.charts import Spec
from figures.gradients import Measured, curve_under_histogram, factors, norms, picture, shares
from views.gradients import Gradients

Says = list[dict[str, str]]


class Part(NamedTuple):
    """What a part shows: charts, sentences (text, tone), and the buttons it adds to the panel."""

    charts: list[Spec]
    says: Says
    commands: list[tuple[str, str, str]]


def say(text: str, tone: str = "") -> dict[str, str]:
    """A sentence; tone "alarm" stands out."""
    return {"text": text, "tone": tone}


def layer_by_layer(view: Gradients) -> Part:
    """One forward and backward pass of every net."""
    nets = [Measured(one, layers(view.weights(one), view.kind(one), view["loss"], one.steepest, view.task)) for one in view.activations]
    layer = min(int(view["layer"]), int(view["depth"]))
    charts = [picture(nets), *norms(nets), *factors(nets), shares(nets), *(curve_under_histogram(one, layer) for one in nets)]
    return Part(charts, [_verdict(one) for one in nets] or [say("Choose an activation.")], [])


def _verdict(one: Measured) -> dict[str, str]:
    found, label = one.layers, one.activation.label
    if broken := broken_layer(found):
        return say(f"{label}: not finite any more {broken[0]} from layer {broken[1]} on.", "alarm")
    first, last = float(found.weight[0]), float(found.weight[-2])
    ratio = first / last if last else float("nan")
    said = f"{label}: the gradient of layer 1 is {first:.2g}, {ratio:.2g} of that of hidden layer {len(found.post)}; loss {float(found.loss):.3g}."
    return say(said + (" It is exactly 0 in float32." if first == 0 else ""))


PARTS: dict[str, Any] = {"layers": layer_by_layer}
