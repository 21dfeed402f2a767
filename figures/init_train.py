"""The charts of the part "Does it train?" of the page "Initial weights", and the colours of the schemes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dl_core.digits import CLASSES
from dl_core.experiments.schemes import EVERY, UPDATES, Comparison
from dl_core.initializers import INITIALIZERS
from figures.charts import Spec, axis, chart, line, rule

# Mid-tones, contrast at least 3 on white and on #0f1720; neighbours in the list, and the page's first four, stay apart for colour-blind eyes, too.
SCHEME_COLOURS: dict[str, tuple[str, str]] = {
    "zeros": ("#808A94", "circle"),
    "constant": ("#11A642", "square"),
    "unit": ("#D936BE", "up"),
    "small": ("#3F8C73", "down"),
    "xavier": ("#A417EB", "diamond"),
    "glorot": ("#BF8613", "left"),
    "glorot-uniform": ("#6A7FEB", "right"),
    "lecun-uniform": ("#A64B87", "cross"),
    "he": ("#D91616", "circle"),
    "he-uniform": ("#1698D9", "square"),
    "orthogonal": ("#D91657", "up"),
}


def _band(curves: Mapping[str, Any]) -> list[Spec]:
    """For each scheme the mean over its seeds, and faint the lowest and the highest; none where a seed is not finite."""
    labels = {one.name: one.label for one in INITIALIZERS}
    marks = []
    for name, values in curves.items():
        colour, marker = SCHEME_COLOURS[name]
        steps = EVERY * np.arange(values.shape[1])
        marks += [line(steps, edge, colour, faint=True) for edge in (values.min(axis=0), values.max(axis=0))]
        marks.append(line(steps, values.mean(axis=0), colour, labels[name], marker=marker))
    return marks


def compared(found: Comparison) -> list[Spec]:
    """Training loss and validation accuracy over the updates."""
    x, seeds = axis("update", 0, UPDATES, whole=True), "Line: mean of 5 seeds; faint: the lowest and the highest of them."
    chance = rule(float(np.log(CLASSES)), f"ln {CLASSES}: knows nothing")
    return [
        chart("loss", "Training loss, all 897 images", f"{seeds} Mean cross entropy.", x, axis("", log=True), [*_band(found.loss), chance]),
        chart("accuracy", "Validation accuracy, 300 images", seeds, x, axis("", 0.0, 1.0, percent=True), _band(found.accuracy)),
    ]
