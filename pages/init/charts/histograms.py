"""Histograms of every layer, and the numbers that they hide."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.signal import KINDS, Histogram, Signal
from kit.charts import Spec, axis, chart, line, ridge
from kit.messages import _
from kit.number_format import number, percent
from kit.theme import SCHEME_COLOURS
from pages.init.facts import Followed, Nets, TooLarge

SYMBOLS = {"post": "a", "pre": "z", "weights": "W", "grad": "∂L/∂a"}
ABOUT = {
    "post": _("Activations a of all samples and units, one row for each layer, layer 1 above."),
    "pre": _("Pre-activations z of all samples and units, one row for each layer, layer 1 above."),
    "weights": _("All weights of the layer, one row for each layer, layer 1 above."),
    "grad": _(
        "Gradients ∂L/∂a of all samples and units, when numbers from N(0, 1) are sent back from the last "
        "layer; one row for each layer, layer 1 above."
    ),
}


def histograms(facts: Nets | TooLarge) -> list[Spec]:
    """One chart for each net and each kind of numbers that is asked for."""
    if isinstance(facts, TooLarge):
        return []
    return [_histogram(one, kind, facts.frame) for kind in KINDS if kind in facts.kinds for one in facts.done]


def _histogram(one: Followed, kind: str, frame: str) -> Spec:
    """A ridge of one kind of numbers; the standard deviation of each layer beside its row, or with frames of
    their own the frame."""
    found: Histogram = one.signal.histograms[kind]
    colour, _marker = SCHEME_COLOURS[one.name]
    deviation = {
        "post": one.signal.post.pooled,
        "pre": one.signal.pre.pooled,
        "grad": one.signal.gradient,
        "weights": None,
    }[kind]
    rows = []
    for i, (low, high) in enumerate(found.frame):
        note = (
            f"{number(low, 2)} … {number(high, 2)}"
            if frame == "own"
            else f"σ {number(deviation[i], 2)}"
            if deviation is not None
            else ""
        )
        rows.append((str(i + 1), note, low, high, found.shares[i]))
    low, high = float(found.frame[:, 0].min()), float(found.frame[:, 1].max())
    outside = float(found.outside.mean())
    title = _("{scheme}: {symbol}", scheme=_(one.label), symbol=SYMBOLS[kind])
    if outside:
        title = _(
            "{scheme}: {symbol}, {share} outside",
            scheme=_(one.label),
            symbol=SYMBOLS[kind],
            share=percent(outside, 1),
        )
    about = _(
        "{what} Each row's highest bar is as high as the row; σ: standard deviation. {share} lie outside.",
        what=ABOUT[kind],
        share=percent(outside, 2),
    )
    x = axis("" if frame == "own" else SYMBOLS[kind], low, high, bare=frame == "own")
    return chart(f"{kind}-{one.name}", title, about, x, axis("", 0, 1, bare=True), [ridge(rows, colour)])


def _lines(
    key: str,
    title: str,
    about: str,
    y: Spec,
    nets: Sequence[Followed],
    rows: Sequence[tuple[Callable[[Signal], Any], bool]],
) -> Spec:
    marks = []
    for values_of, dashed in rows:
        for one in nets:
            values, (colour, marker) = values_of(one.signal), SCHEME_COLOURS[one.name]
            x = np.arange(1, len(values) + 1)
            marks.append(
                line(
                    x,
                    values,
                    colour,
                    "" if dashed else _(one.label),
                    dashed=dashed,
                    marker="" if dashed else marker,
                )
            )
    deepest = max((len(one.signal.saturated) for one in nets), default=2)
    return chart(key, title, about, axis(_("layer"), 1, deepest, whole=True), y, marks)


def hidden(facts: Nets | TooLarge) -> list[Spec]:
    """What the histograms hide, layer by layer."""
    if isinstance(facts, TooLarge) or not facts.done:
        return []
    nets, log = facts.done, axis("", log=True)
    return [
        _lines(
            "spread",
            _("Standard deviation of a: pooled, within a unit (dashed)"),
            _(
                "Solid: standard deviation of all activations of a layer, which the histogram shows. "
                "Dashed: across the samples within a unit, which is what "
                "the next layer can learn from. Where the dashed line falls away, units differ from "
                "each other, but each says the same whatever comes in. It "
                "ends where float32 cannot tell."
            ),
            log,
            nets,
            [(lambda s: s.post.pooled, False), (lambda s: s.post.within, True)],
        ),
        _lines(
            "cosine",
            _("Cosine of two inputs on their way"),
            _(
                "Mean over pairs of samples of the cosine between their activations. Two inputs of N(0, "
                "1) begin near 0; at 1 the net cannot tell them apart."
            ),
            axis("", -0.1, 1.02),
            nets,
            [(lambda s: s.post.cosine, False)],
        ),
        _lines(
            "gradient",
            _("Gradient on the way back, σ of ∂L/∂a"),
            _(
                "Numbers from N(0, 1) are sent back from the last layer's activations: what reaches each "
                "layer."
            ),
            log,
            nets,
            [(lambda s: s.gradient, False)],
        ),
        _lines(
            "saturated",
            _("Saturated"),
            _("Share of (sample, unit) whose slope is under 5 % of the activation's steepest."),
            axis("", -0.02, 1.02, percent=True),
            nets,
            [(lambda s: s.saturated, False)],
        ),
    ]
