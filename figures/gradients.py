"""The charts of the page "Vanishing gradients"."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from dl_core.activations import Activation
from dl_core.experiments.backward import BINS, FLAT, RANGE, Layers
from dl_core.numerals import number, percent
from figures.charts import Spec, area, axis, chart, line, net, numbers, rule
from figures.theme import ACTIVATION_COLOURS

EDGES = np.linspace(-RANGE, RANGE, BINS + 1)


class Measured(NamedTuple):
    """One net of the comparison: its activation and what its passes said."""

    activation: Activation
    layers: Layers


def look(activation: Activation) -> tuple[str, str]:
    """Colour and marker of an activation."""
    return ACTIVATION_COLOURS[activation.name]


@cache
def _curve(activation: Activation) -> list[Spec]:
    colour, _ = look(activation)
    z = np.linspace(-RANGE, RANGE, 161)
    f, slope = activation.curve(z)
    return [line(z, f, colour, "f"), line(z, slope, colour, "f′", dashed=True)]


def curve_under_histogram(one: Measured, layer: int) -> Spec:
    """f and f′ over the live distribution of the pre-activations of one layer, or of all (0)."""
    colour, _ = look(one.activation)
    rows = slice(None) if layer == 0 else slice(layer - 1, layer)
    shares, outside = one.layers.histogram[rows].mean(axis=0), float(one.layers.outside[rows].mean())
    spread, within = (float(np.sqrt((sizes[rows].astype(float) ** 2).mean())) for sizes in (one.layers.spread, one.layers.within))
    where, mean = ("all hidden layers", " (root mean squares over the layers)") if layer == 0 else (f"layer {layer}", "")
    about = (
        f"Line: f; dashed: its slope f′; filled: where the pre-activations z of {where} lie; {percent(outside, 1)} of them beyond ±{number(RANGE)}, left or "
        f"right of the frame. Standard deviation of all z of a layer: {number(spread)}; of one unit's z over the samples, which is what tells samples apart: "
        f"{number(within)}{mean}."
    )
    marks = [area(EDGES, shares, colour), *_curve(one.activation)]
    title = f"{one.activation.label}: z ±{number(spread, 2)}, in one unit ±{number(within, 2)}"
    return chart(f"f-{one.activation.name}", title, about, axis("z", -RANGE, RANGE), axis("f", -1.5, 2.5), marks)


def _per_layer(key: str, title: str, about: str, y: Spec, rows: Sequence[tuple[Measured, Any, bool]], marks: Sequence[Spec] = (), first: int = 1) -> Spec:
    """A line per net over its layers; (net, values, dashed). Only solid lines carry a name."""
    drawn = []
    for one, values, dashed in rows:
        colour, shape = look(one.activation)
        x = np.arange(first, first + len(values))
        drawn.append(line(x, values, colour, "" if dashed else one.activation.label, dashed=dashed, marker="" if dashed else shape))
    deepest = max((len(values) for _, values, _ in rows), default=1)
    return chart(key, title, about, axis("layer", first, max(deepest + first - 1, first + 1), whole=True), y, [*drawn, *marks])


def norms(nets: Sequence[Measured]) -> list[Spec]:
    """Gradients of weights and of activations, layer by layer."""
    weights = [(one, one.layers.weight, False) for one in nets]
    posts = [(one, one.layers.post, False) for one in nets]
    return [
        _per_layer(
            "weight", "Gradient of the weights, ‖∂L/∂W‖",
            "Length of the gradient of each layer's weights; layer 1 is next to the input, the last is the readout. Hence the kinks at both ends: layer 1 has "
            "2 inputs instead of a layer's width, and the readout 1 output, so that their matrices have fewer numbers. Exactly 0 has no place on this axis.",
            axis("", log=True), weights,
        ),
        _per_layer(
            "post", "Gradient of the activations, ‖∂L/∂a‖", "Length of the gradient of each hidden layer's outputs, over the whole batch: "
            "what the way back brings to the layer. Exactly 0 has no place on this axis.", axis("", log=True), posts,
        ),
    ]  # fmt: skip


def factors(nets: Sequence[Measured]) -> list[Spec]:
    """The chain rule's factors apart: what the slopes let through, what the weights make of it."""
    both = [(one, one.layers.slope, False) for one in nets] + [(one, one.layers.passed, True) for one in nets]
    products = [(one, np.cumprod(one.layers.slope[::-1].astype(float))[::-1], False) for one in nets]
    ceilings = []
    for one in nets:
        if one.activation.steepest < 1:
            depth = len(one.layers.slope)
            ceiling = one.activation.steepest ** np.arange(depth, 0.0, -1)
            ceilings.append(line(np.arange(1, depth + 1), ceiling, look(one.activation)[0], "ceiling ¼ᵏ", dashed=True, faint=True))
    return [
        _per_layer(
            "factors", "Slopes solid, weights dashed",
            "At each layer the gradient's length is multiplied by what the slopes let through, ‖∂L/∂z‖/‖∂L/∂a‖, and by what the weights (with batch norm and "
            "residual connections, if on) make of it. At most the steepest slope: ¼ for sigmoid.", axis("", log=True), both,
            [rule(0.25, "¼, sigmoid's ceiling")] if any(one.activation.name == "sigmoid" for one in nets) else [],
        ),
        _per_layer(
            "product", "Product of the slopes alone",
            "The slope factors multiplied from the output back to each layer; faint and dashed: ¼ᵏ, sigmoid's ceiling over the k layers from the output back "
            "to this one. The weights are not in it. Exactly 0 has no place on this axis.",
            axis("", log=True), products, ceilings,
        ),
    ]  # fmt: skip


def shares(nets: Sequence[Measured]) -> Spec:
    """Saturated and dead, layer by layer."""
    rows = [(one, one.layers.saturated, False) for one in nets] + [(one, one.layers.dead, True) for one in nets]
    return _per_layer(
        "shares", "Saturated (solid), dead (dashed)",
        f"Saturated: share of (sample, unit) with a slope under {percent(FLAT)} of the steepest. Dead: share of units whose slope is 0 on "
        "every sample; a sigmoid's is never 0, but float32 may round it to 0. A line ends where z is not finite.",
        axis("", 0, 1, percent=True), rows,
    )  # fmt: skip


def _exponents(weight: Any) -> Any:
    """log₁₀ of gradients: −inf for exactly 0, nan for what is not finite."""
    sizes = np.asarray(weight, float)
    fits = np.isfinite(sizes) & (sizes > 0)
    return np.where(fits, np.log10(sizes, where=fits, out=np.full(sizes.shape, -np.inf)), np.where(sizes == 0, -np.inf, np.nan))


def picture(nets: Sequence[Measured]) -> Spec:
    """The nets with their connections coloured by the weights' gradient; one of exactly 0 in the faintest colour."""
    exponents = [_exponents(one.layers.weight) for one in nets]
    high = max((int(np.ceil(e[np.isfinite(e)].max())) for e in exponents if np.isfinite(e).any()), default=0)
    low = min(high - 6, -6)
    drawn = [
        {"label": one.activation.label, "colour": look(one.activation)[0], "values": numbers(np.where(e == -np.inf, low, e))}
        for one, e in zip(nets, exponents, strict=True)
    ]
    about = (
        "Each layer's connections in the colour of ‖∂L/∂W‖; four units stand for all. Red and dotted: not finite. ‖∂L/∂W‖ grows with what came forward, a, and "
        "with what comes back, ∂L/∂z: where one grows from layer to layer as fast as the other shrinks, all layers have one colour."
    )
    return net("net", "The way back: from the readout (right) to the input (left)", about, "‖∂L/∂W‖", drawn, low, high)
