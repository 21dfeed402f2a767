"""Does it train? Training loss and validation accuracy of every scheme."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dl_core.digits import CLASSES
from dl_core.experiments.schemes import EVERY, SEEDS, UPDATES
from dl_core.initializers import initializer
from kit.charts import Spec, axis, chart, line, rule
from kit.kept import on_its_end
from kit.messages import _
from kit.page import Run
from kit.theme import SCHEME_COLOURS
from pages.init.facts import Training, trained


def _band(curves: Mapping[str, Any]) -> list[Spec]:
    """For each scheme the mean over its seeds, and faint the lowest and the highest; none where a seed is not
    finite."""
    marks = []
    for name, values in curves.items():
        colour, marker = SCHEME_COLOURS[name]
        steps = EVERY * np.arange(values.shape[1])
        marks += [line(steps, edge, colour, faint=True) for edge in (values.min(axis=0), values.max(axis=0))]
        marks.append(line(steps, values.mean(axis=0), colour, _(initializer(name).label), marker=marker))
    return marks


def charts(run: Run | Training) -> list[Spec]:
    """Over the updates; of what is no run, since no scheme is chosen, nothing."""
    if isinstance(run, Training):
        return []
    return on_its_end(_drawn, trained, run)


def _drawn(facts: Training) -> list[Spec]:
    found, x = facts.found, axis(_("update"), 0, UPDATES, whole=True)
    loss = _(
        "Mean cross entropy. Line: mean of {seeds} seeds; faint: the lowest and the highest of them.",
        seeds=SEEDS,
    )
    right = _(
        (
            "Share of the validation images that is read right. Line: mean of {seeds} seeds; faint: the "
            "lowest and the highest of them."
        ),
        seeds=SEEDS,
    )
    chance = rule(float(np.log(CLASSES)), _("ln {classes}: knows nothing", classes=CLASSES))
    return [
        chart(
            "loss",
            _("Training loss, all 897 images"),
            loss,
            x,
            axis("", log=True),
            [*_band(found.loss), chance],
        ),
        chart(
            "accuracy",
            _("Validation accuracy, 300 images"),
            right,
            x,
            axis("", 0.0, 1.0, percent=True),
            _band(found.accuracy),
        ),
    ]
