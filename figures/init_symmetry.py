"""The charts of the part "Symmetry" of the page "Initial weights"."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments.symmetry import STEPS, UNITS, Run
from dl_core.numerals import power_of_ten
from figures.charts import Spec, axis, chart, heat, line, rule
from figures.init_train import SCHEME_COLOURS

UNIT = axis("unit", 0.5, UNITS + 0.5, whole=True)


def _map(key: str, title: str, about: str, means: str, rows: str, values: ArrayLike) -> Spec:
    """A map of numbers; colours span ± the largest. The title takes a power of ten out of small ones, so that they fit beside the colours."""
    z = np.asarray(values, float)
    most = float(np.abs(z).max())
    power = -int(np.floor(np.log10(most))) if 0 < most < 0.1 else 0
    factor = f"{power_of_ten(power)} " if power else ""
    most = most * 10.0**power or 1.0
    return chart(key, factor + title, about, UNIT, axis(rows, 0.5, len(z) + 0.5, whole=True), [heat(z * 10.0**power, factor + means, -most, most)])


def maps(run: Run, at: int) -> list[Spec]:
    """Both layers' weights, and their gradients, after `at` steps: units along x, what they hear along y."""
    charts = []
    for layer, name, rows in ((1, "W₁", "input"), (2, "W₂", "unit of layer 1")):
        about = f"One column for each of the {UNITS} units of layer {layer}. Columns of one colour are the same numbers. The colours span ± the largest."
        for key, title, net in ((f"w{layer}", name, run.net), (f"g{layer}", f"∂L/∂{name}", run.grad)):
            charts.append(_map(key, f"{title} at step {at}", about, title, rows, getattr(net, f"w{layer}")[at]))
    return charts


def curves(runs: Mapping[str, tuple[str, Run]], at: int) -> list[Spec]:
    """Loss and difference between units over the steps, of (label, run) by scheme."""
    steps, x = np.arange(STEPS + 1), axis("step", 0, STEPS, whole=True)
    here = rule(at, "", along="y")
    loss = [line(steps, run.loss, SCHEME_COLOURS[name][0], label) for name, (label, run) in runs.items()]
    apart = [
        line(steps, run.apart[:, layer], SCHEME_COLOURS[name][0], label if layer == 0 else "", dashed=layer == 1)
        for name, (label, run) in runs.items()
        for layer in (0, 1)
    ]
    about = "Largest distance between two units of a layer (weights in, bias, weights out) over the longest; 0: all alike. Dashed: layer 2."
    return [
        chart("loss", "Loss", "Mean cross entropy over all points.", x, axis("", 0), [*loss, here]),
        chart("apart", "Difference between units", about, x, axis("", -0.1, 2.1), [*apart, here]),
    ]
