"""Histograms of every layer, and the numbers that they hide, of the page "Initial weights"."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dl_core.experiments.signal import Histogram, Signal
from dl_core.numerals import number, percent
from figures.charts import Spec, axis, chart, line, ridge
from figures.init_train import SCHEME_COLOURS

KIND_WORDS = {"post": "a", "pre": "z", "weights": "W", "grad": "∂L/∂a"}
SAYS = {
    "post": "Activations a of all samples and units", "pre": "Pre-activations z of all samples and units", "weights": "All weights of the layer",
    "grad": "Gradients ∂L/∂a of all samples and units, when numbers from N(0, 1) are sent back from the last layer",
}  # fmt: skip


class Followed(NamedTuple):
    """One net of the comparison: the scheme's name and label, and what became of its signal."""

    name: str
    label: str
    signal: Signal


def histograms(one: Followed, kind: str, frame: str) -> Spec:
    """A ridge of one kind of numbers; the standard deviation of each layer beside its row, or with frames of their own the frame."""
    found: Histogram = one.signal.histograms[kind]
    colour, _ = SCHEME_COLOURS[one.name]
    spread = {"post": one.signal.post.pooled, "pre": one.signal.pre.pooled, "grad": one.signal.gradient, "weights": None}[kind]
    rows = []
    for i, (low, high) in enumerate(found.frame):
        note = f"{number(low, 2)} … {number(high, 2)}" if frame == "own" else f"σ {number(spread[i], 2)}" if spread is not None else ""
        rows.append((str(i + 1), note, low, high, found.shares[i]))
    low, high = float(found.frame[:, 0].min()), float(found.frame[:, 1].max())
    outside = float(found.outside.mean())
    out = f", {percent(outside, 1)} outside" if outside else ""
    about = f"{SAYS[kind]}, one row for each layer, layer 1 above. Each row's highest bar is as high as the row; σ: standard deviation. "
    about += f"{percent(outside, 2)} lie outside."
    x = axis("" if frame == "own" else KIND_WORDS[kind], low, high, bare=frame == "own")
    return chart(f"{kind}-{one.name}", f"{one.label}: {KIND_WORDS[kind]}{out}", about, x, axis("", 0, 1, bare=True), [ridge(rows, colour)])


def _lines(key: str, title: str, about: str, y: Spec, nets: Sequence[Followed], rows: Sequence[tuple[Any, bool]]) -> Spec:
    marks = []
    for values_of, dashed in rows:
        for one in nets:
            values, (colour, marker) = values_of(one.signal), SCHEME_COLOURS[one.name]
            x = np.arange(1, len(values) + 1)
            marks.append(line(x, values, colour, "" if dashed else one.label, dashed=dashed, marker="" if dashed else marker))
    deepest = max((len(one.signal.saturated) for one in nets), default=2)
    return chart(key, title, about, axis("layer", 1, deepest, whole=True), y, marks)


def numbers_of(nets: Sequence[Followed]) -> list[Spec]:
    """What the histograms hide, layer by layer."""
    log = axis("", log=True)
    return [
        _lines(
            "spread", "Spread of a: pooled, within a unit (dashed)",
            "Solid: standard deviation of all activations of a layer, which the histogram shows. Dashed: across the samples within a unit, which is what "
            "the next layer can learn from. Where the dashed line falls away, units differ from each other, but each says the same whatever comes in. It "
            "ends where float32 cannot tell.",
            log, nets, [(lambda s: s.post.pooled, False), (lambda s: s.post.within, True)],
        ),
        _lines(
            "cosine", "Cosine of two inputs on their way",
            "Mean over pairs of samples of the cosine between their activations. Two inputs of N(0, 1) begin near 0; at 1 the net cannot tell them apart.",
            axis("", -0.1, 1.02), nets, [(lambda s: s.post.cosine, False)],
        ),
        _lines(
            "gradient", "Gradient on the way back, σ of ∂L/∂a",
            "Numbers from N(0, 1) are sent back from the last layer's activations: what reaches each layer.", log, nets, [(lambda s: s.gradient, False)],
        ),
        _lines(
            "saturated", "Saturated", "Share of (sample, unit) whose slope is under 5 % of the activation's steepest.", axis("", -0.02, 1.02, percent=True),
            nets, [(lambda s: s.saturated, False)],
        ),
    ]  # fmt: skip
