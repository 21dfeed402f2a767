"""The charts that take a net with dropout apart, for one net or for two side by side, each given as (label, colour, what was found)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from dl_core.digits import CLASSES
from dl_core.experiments.coadaptation import Alike, Removal, alike
from dl_core.experiments.uncertainty import Curves, Mistakes
from dl_core.experiments.vote import Votes
from dl_core.numerals import percent
from figures.charts import Spec, axis, chart, dots, heat, images, line, rule

WITHOUT, WITH = "#E8590C", "#1C7ED6"
SHARE = axis("", -0.02, 1.02, percent=True)
SHOWN, COLUMNS = 16, 4  # pictures of mistakes


def votes(nets: Sequence[tuple[str, str, Votes]]) -> list[Spec]:
    """Accuracy against the number of thinned nets, a chart for each net."""
    about = (
        "Dots: single thinned nets. Solid: majority of the first k (equally many votes: the lower digit). Dashed: the mean of their probabilities. "
        "Dotted: the whole net with scaled weights. 600 test digits; a thinned net's mask is the same for all of them."
    )
    charts = []
    for label, colour, found in nets:
        k = np.arange(1, len(found.single) + 1)
        marks = [
            dots(k, found.single, colour, size=1.8), rule(found.whole, "whole net"), line(k, found.mean, colour, "mean", dashed=True),
            line(k, found.vote, colour, "vote"),
        ]  # fmt: skip
        x = axis("thinned nets", 1, len(k), whole=True)
        charts.append(chart(f"votes {label}", f"Test accuracy, {label}", about, x, SHARE, marks))
    return charts


def correlations(nets: Sequence[tuple[str, str, ArrayLike]], layer: int) -> list[Spec]:
    """|correlation| of the units of layer `layer` (counted from 1 here), a map for each net."""
    charts = []
    for label, _, found in nets:
        matrix = np.asarray(found, float)
        one = axis("unit", 0.5, len(matrix) + 0.5, whole=True)
        mean, silent = alike(matrix)
        about = f"|ρ| of every two units of layer {layer} over the test digits: its sign is not shown. Holes: units that never vary ({silent})."
        title = f"|ρ|, {label}: mean {mean:.2f}"
        charts.append(chart(f"alike {label}", title, about, one, one, [heat(np.abs(matrix), "|ρ|", 0.0, 1.0)]))
    return charts


def profile(nets: Sequence[tuple[str, str, Sequence[Alike]]]) -> Spec:
    """The mean |correlation| of every layer, all nets in one chart."""
    depth = max(len(layers) for _, _, layers in nets)
    marks = [line(np.arange(1, len(layers) + 1), [one.mean for one in layers], colour, label, marker="circle") for label, colour, layers in nets]
    most = max((one.mean for _, _, layers in nets for one in layers if np.isfinite(one.mean)), default=1.0)
    about = "Mean |ρ| of two different units of a layer over the test digits; units that never vary are left out."
    return chart("profile", "Mean |correlation| in each layer", about, axis("layer", 0.8, depth + 0.2, whole=True), axis("", 0, 1.1 * most or 1.0), marks)


def removal(nets: Sequence[tuple[str, str, Removal]], where: str) -> Spec:
    """Test accuracy as units are removed, all nets in one chart. where: "layer 3", "every layer"."""
    marks = []
    for label, colour, found in nets:
        k = np.arange(found.accuracy.shape[1])
        if len(found.accuracy):
            marks += [line(k, edge, colour, faint=True) for edge in (found.low, found.high)] + [line(k, found.mean, colour, label)]
    orders = max(len(found.accuracy) for _, _, found in nets)
    about = f"Units are set to 0 in a random order, and the others are not scaled up. Line: mean of {orders} orders; faint: the worst and the best at each k."
    width = max(found.accuracy.shape[1] for _, _, found in nets) - 1
    return chart("removal", f"Test accuracy, units of {where} removed", about, axis("units removed", 0, width, whole=True), SHARE, marks)


def _both(nets: Sequence[tuple[str, str, Curves]], left_on: str, whole: str) -> list[Spec]:
    """For each net the mean over passes as a line, and the whole net's value dashed; an empty name: none."""
    marks = []
    for label, colour, found in nets:
        if whole:
            marks.append(line(found.by, getattr(found, whole), colour, "" if left_on else label[0], dashed=True))
        if left_on:
            marks.append(line(found.by, getattr(found, left_on), colour, label[0]))
    return marks


def uncertain(nets: Sequence[tuple[str, str, Curves]], what: str) -> list[Spec]:
    """Accuracy, entropy, mutual information and how sure the whole net is, against what is done to the digits. what: "angle, degrees" or "σ of the noise"."""
    by = nets[0][2].by
    name = what.split(",", maxsplit=1)[0]
    x = axis(what, float(by[0]), float(by[-1]), every=45 if name == "angle" else None)
    lines = "Solid: dropout left on, mean of the passes. Dashed: the whole net with scaled weights."
    most = rule(float(np.log(CLASSES)), f"ln {CLASSES}")
    nats = axis("nats", 0, 2.6)
    disagree = (
        "How much the masks matter: entropy of the mean of the thinned nets, less the mean entropy of the passes (BALD). "
        "High: thinned nets are sure and disagree."
    )
    kind = "turned" if name == "angle" else "noisy"
    return [
        chart(f"{name} accuracy", f"Test accuracy, {kind}", lines, x, SHARE, _both(nets, "accuracy", "plain_accuracy")),
        chart(
            f"{name} entropy",
            f"Mean entropy, {kind}",
            f"{lines} Dotted: all {CLASSES} digits alike.",
            x,
            nats,
            [*_both(nets, "entropy", "plain_entropy"), most],
        ),
        chart(f"{name} information", f"Disagreement, {kind}", disagree, x, nats, _both(nets, "information", "")),
        chart(f"{name} sure", f"Sureness, whole net, {kind}", "Mean largest probability, whether right or wrong.", x, SHARE, _both(nets, "", "sure")),
    ]


def mistakes(nets: Sequence[tuple[str, str, Mistakes]], pictures: ArrayLike) -> list[Spec]:
    """The wrong test digits that each net is surest of, out of all test images `pictures` (n, 64)."""
    pictures, bare, charts = np.asarray(pictures), axis("", 0, 1, bare=True), []
    for label, _, found in nets:
        first = np.argsort(-found.sure, kind="stable")[:SHOWN]
        said = [f"{found.true[i]} → {found.said[i]}, {percent(found.sure[i])}" for i in first]
        about = f"The {len(first)} that the whole net is surest of: digit → what it said, and its probability of that."
        title = f"{len(found.at)} of {len(pictures)} wrong, {label}"
        charts.append(chart(f"wrong {label}", title, about, bare, bare, [images(pictures[found.at[first]], said, COLUMNS)]))
    return charts
