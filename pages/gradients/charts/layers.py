"""The charts of the nets, layer by layer."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from dl_core.activations import activation
from dl_core.experiments.backward import BINS, FLAT, RANGE
from kit.charts import Spec, area, axis, chart, line, net, numbers, rule
from kit.messages import _
from kit.number_format import number, percent
from kit.theme import ACTIVATION_COLOURS
from pages.gradients.facts import Followed, Passes, label

EDGES = np.linspace(-RANGE, RANGE, BINS + 1)
LOG = axis("", log=True)
ZERO = _("Exactly 0 has no place on this axis.")


def charts(facts: Passes) -> list[Spec]:
    """The nets as a picture, gradients, the chain rule's factors, shares of units, and the activations above
    their histograms."""
    nets = facts.nets
    return (
        [
            picture(nets),
            *norms(nets),
            *factors(nets),
            shares(nets),
            *(curve_above_histogram(one, facts.layer) for one in nets),
        ]
        if nets
        else []
    )


def curve_above_histogram(one: Followed, layer: int) -> Spec:
    """f and f′ above where the pre-activations of one layer lie, or of all (0)."""
    colour, _marker = ACTIVATION_COLOURS[one.name]
    found, given = one.under, {"outside": percent(one.under.outside, 1), "edge": number(RANGE)}
    given |= {"deviation": number(found.deviation), "within": number(found.within)}
    about = _(
        "Line: f; dashed: its slope f′; filled: where the pre-activations z of layer {layer} lie; "
        "{outside} of them beyond ±{edge}, left or right of the "
        "frame. Standard deviation of all z of the layer: {deviation}; of one unit's z over the "
        "samples, which is what tells samples apart: {within}.",
        layer=layer,
        **given,
    )
    if layer == 0:
        about = _(
            "Line: f; dashed: its slope f′; filled: where the pre-activations z of all hidden layers "
            "lie; {outside} of them beyond ±{edge}, left or right of "
            "the frame. Standard deviation of all z of a layer: {deviation}; of one unit's z over the "
            "samples, which is what tells samples apart: {within} "
            "(root mean squares over the layers).",
            **given,
        )
    curve = [
        line(one.curve.x, one.curve.f, colour, "f"),
        line(one.curve.x, one.curve.slope, colour, "f′", dashed=True),
    ]
    named = _(label(one.name))
    title = (
        _(
            "{activation}: z ±{deviation}, in one unit ±{within}",
            activation=named,
            deviation=number(found.deviation, 2),
            within=number(found.within, 2),
        )
        if isfinite(found.deviation)
        else _("{activation}: z is not finite", activation=named)
    )
    return chart(
        f"f-{one.name}",
        title,
        about,
        axis("z", -RANGE, RANGE),
        axis("f", -1.5, 2.5),
        [area(EDGES, found.shares, colour), *curve],
    )


def _per_layer(
    key: str,
    title: str,
    about: str,
    y: Spec,
    rows: Sequence[tuple[Followed, Any, bool]],
    marks: Sequence[Spec] = (),
) -> Spec:
    """A line per net over its layers; (net, values, dashed). Only solid lines carry a name."""
    drawn = []
    for one, values, dashed in rows:
        colour, shape = ACTIVATION_COLOURS[one.name]
        drawn.append(
            line(
                np.arange(1, 1 + len(values)),
                values,
                colour,
                "" if dashed else _(label(one.name)),
                dashed=dashed,
                marker="" if dashed else shape,
            )
        )
    deepest = max((len(values) for _net, values, _dashed in rows), default=1)
    return chart(key, title, about, axis(_("layer"), 1, max(deepest, 2), whole=True), y, [*drawn, *marks])


def norms(nets: Sequence[Followed]) -> list[Spec]:
    """Gradients of weights and of activations, layer by layer."""
    return [
        _per_layer(
            "weight",
            _("Gradient of the weights, ‖∂L/∂W‖"),
            _(
                "Length of the gradient of each layer's weights; layer 1 is next to the input, the last "
                "is the output layer. Hence the kinks at both ends: layer "
                "1 has 2 inputs instead of a layer's width, and the output layer 1 output, so that "
                "their matrices have fewer numbers. {zero}",
                zero=ZERO,
            ),
            LOG,
            [(one, one.layers.weight, False) for one in nets],
        ),
        _per_layer(
            "post",
            _("Gradient of the activations, ‖∂L/∂a‖"),
            _(
                (
                    "Length of the gradient of each hidden layer's outputs, over the whole batch: what the "
                    "way back brings to the layer. {zero}"
                ),
                zero=ZERO,
            ),
            LOG,
            [(one, one.layers.post, False) for one in nets],
        ),
    ]


def factors(nets: Sequence[Followed]) -> list[Spec]:
    """The chain rule's factors apart: what the slopes let through, what the weights make of it."""
    both = [(one, one.layers.slope, False) for one in nets] + [(one, one.layers.passed, True) for one in nets]
    ceilings = [
        line(
            np.arange(1, 1 + len(one.ceiling)),
            one.ceiling,
            ACTIVATION_COLOURS[one.name][0],
            _("ceiling ¼ᵏ"),
            dashed=True,
            faint=True,
        )
        for one in nets
        if activation(one.name).steepest < 1
    ]
    return [
        _per_layer(
            "factors",
            _("Slopes solid, weights dashed"),
            _(
                "At each layer the gradient's length is multiplied by what the slopes let through, "
                "‖∂L/∂z‖/‖∂L/∂a‖, and by what the weights (with batch norm and "
                "residual connections, if on) make of it. At most the steepest slope: ¼ for sigmoid."
            ),
            LOG,
            both,
            [rule(0.25, _("¼, sigmoid's ceiling"))] if any(one.name == "sigmoid" for one in nets) else [],
        ),
        _per_layer(
            "product",
            _("Product of the slopes alone"),
            _(
                "The slope factors multiplied from the output back to each layer; faint and dashed: ¼ᵏ, "
                "sigmoid's ceiling over the k layers from the output back "
                "to this one. The weights are not in it. {zero}",
                zero=ZERO,
            ),
            LOG,
            [(one, one.product, False) for one in nets],
            ceilings,
        ),
    ]


def shares(nets: Sequence[Followed]) -> Spec:
    """Saturated and dead, layer by layer."""
    rows = [(one, one.layers.saturated, False) for one in nets] + [
        (one, one.layers.dead, True) for one in nets
    ]
    return _per_layer(
        "shares",
        _("Saturated (solid), dead (dashed)"),
        _(
            "Saturated (of ReLU: inactive): share of (sample, unit) with a slope under {flat} of the "
            "steepest. Dead: share of units whose slope is 0 on every "
            "sample; a sigmoid's is never 0, but float32 may round it to 0. A line ends where z is "
            "not finite.",
            flat=percent(FLAT),
        ),
        axis("", 0, 1, percent=True),
        rows,
    )


def _exponents(weight: Any) -> Any:
    """log₁₀ of gradients: −inf for exactly 0, nan for what is not finite."""
    sizes = np.asarray(weight, float)
    fits = np.isfinite(sizes) & (sizes > 0)
    return np.where(
        fits,
        np.log10(sizes, where=fits, out=np.full(sizes.shape, -np.inf)),
        np.where(sizes == 0, -np.inf, np.nan),
    )


def picture(nets: Sequence[Followed]) -> Spec:
    """The nets with their connections coloured by the weights' gradient; one of exactly 0 in the faintest
    colour."""
    exponents = [_exponents(one.layers.weight) for one in nets]
    high = max((int(np.ceil(e[np.isfinite(e)].max())) for e in exponents if np.isfinite(e).any()), default=0)
    low = min(high - 6, -6)
    drawn = [
        {
            "label": _(label(one.name)),
            "colour": ACTIVATION_COLOURS[one.name][0],
            "values": numbers(np.where(e == -np.inf, low, e)),
        }
        for one, e in zip(nets, exponents, strict=True)
    ]
    about = _(
        "Each layer's connections in the colour of ‖∂L/∂W‖; four units stand for all. Red and dotted: "
        "not finite. ‖∂L/∂W‖ grows with what came forward, a, and "
        "with what comes back, ∂L/∂z: where one grows from layer to layer as fast as the other "
        "shrinks, all layers have one colour."
    )
    return net(
        "net",
        _("The way back: from the output layer (right) to the input (left)"),
        about,
        "‖∂L/∂W‖",
        drawn,
        low,
        high,
    )
