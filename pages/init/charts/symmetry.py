"""A small net whose units start alike: weights, gradients, and how far units come apart."""

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments.symmetry import STEPS, UNITS, Run
from kit.charts import Spec, axis, chart, heat, line, rule
from kit.messages import _
from kit.number_format import power_of_ten
from kit.theme import SCHEME_COLOURS
from pages.init.facts import RANDOM, Alike, labels

UNIT = axis(_("unit"), 0.5, UNITS + 0.5, whole=True)


def _map(key: str, title: str, about: str, means: str, rows: str, values: ArrayLike) -> Spec:
    """A map of numbers; colours span ± the largest. The title takes a power of ten out of small ones, so that
    they fit beside the colours."""
    z = np.asarray(values, float)
    most = float(np.abs(z).max())
    power = -int(np.floor(np.log10(most))) if 0 < most < 0.1 else 0
    most = most * 10.0**power or 1.0
    if power:
        title, means = (
            _("{factor} {what}", factor=power_of_ten(power), what=what) for what in (title, means)
        )
    return chart(
        key,
        title,
        about,
        UNIT,
        axis(rows, 0.5, len(z) + 0.5, whole=True),
        [heat(z * 10.0**power, means, -most, most)],
    )


def charts(facts: Alike) -> list[Spec]:
    """Both layers' weights and their gradients at the step looked at; loss, and difference between units,
    over the steps."""
    return [
        *_maps(facts.asked, facts.step),
        *_curves(
            dict.fromkeys((facts.scheme, RANDOM)) | {RANDOM: facts.random, facts.scheme: facts.asked},
            facts.step,
        ),
    ]


def _maps(run: Run, step: int) -> list[Spec]:
    """Units along x, what they hear along y."""
    charts = []
    for layer, name, rows in ((1, "W₁", _("input")), (2, "W₂", _("unit of layer 1"))):
        about = _(
            (
                "One column for each of the {units} units of layer {layer}. Columns of one colour are the "
                "same numbers. The colours span ± the largest."
            ),
            units=UNITS,
            layer=layer,
        )
        for key, symbol, net in ((f"w{layer}", name, run.net), (f"g{layer}", f"∂L/∂{name}", run.grad)):
            charts.append(
                _map(
                    key,
                    _("{symbol} at step {step}", symbol=symbol, step=step),
                    about,
                    symbol,
                    rows,
                    getattr(net, f"w{layer}")[step],
                )
            )
    return charts


def _curves(runs: dict[str, Run], step: int) -> list[Spec]:
    """Of runs by scheme."""
    steps, x = np.arange(STEPS + 1), axis(_("step"), 0, STEPS, whole=True)
    here, called = rule(step, "", along="y"), dict(zip(runs, map(_, labels(list(runs))), strict=True))
    loss = [line(steps, run.loss, SCHEME_COLOURS[name][0], called[name]) for name, run in runs.items()]
    apart = [
        line(
            steps,
            run.apart[:, layer],
            SCHEME_COLOURS[name][0],
            called[name] if layer == 0 else "",
            dashed=layer == 1,
        )
        for name, run in runs.items()
        for layer in (0, 1)
    ]
    about = _(
        "Largest distance between two units of a layer (weights in, bias, weights out) over the "
        "longest; 0: all alike. Dashed: layer 2."
    )
    return [
        chart("loss", _("Loss"), _("Mean cross entropy over all points."), x, axis("", 0), [*loss, here]),
        chart("apart", _("Difference between units"), about, x, axis("", -0.1, 2.1), [*apart, here]),
    ]
