"""Averaging nets: over the epochs; accuracy and Brier score against the number of nets."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dl_core.experiments.averaging import EVERY, LOOKS, NETS, TRAINING
from kit.charts import Spec, axis, chart, dots, line
from kit.kept import on_its_end
from kit.messages import _
from kit.page import Run
from kit.theme import COLOURS
from pages.regularization.facts import BATCH, Averaging, progress

RED, BLUE, GREEN, GREY = (COLOURS[name][0] for name in ("SGD", "Momentum", "Nesterov", "Random search"))


def averaging(run: Run) -> list[Spec]:
    """All three."""
    return on_its_end(_all, progress, run)


def _all(facts: Averaging) -> list[Spec]:
    return [_epochs(facts), *_counts(facts)]


def _between(
    x: ArrayLike, low: Any, mean: Any, high: Any, colour: str, label: str, marker: str
) -> list[Spec]:
    """A mean, and faint the lowest and the highest."""
    return [
        *(line(x, edge, colour, faint=True) for edge in (low, high)),
        line(x, mean, colour, label, marker=marker),
    ]


def _epochs(facts: Averaging) -> Spec:
    x, single = facts.epochs, facts.single
    marks = _between(
        x, single.min(axis=0), single.mean(axis=0), single.max(axis=0), RED, _("single"), "circle"
    )
    marks += [
        line(x, facts.together, BLUE, _("{nets} nets", nets=NETS), marker="square"),
        line(x, facts.late, GREEN, _("late weights"), marker="diamond"),
        line(x, facts.weights, GREY, _("all weights"), marker="cross"),
    ]
    about = _(
        (
            "{nets} nets; faint: worst and best. Square: mean probabilities. Diamond: weights averaged "
            "over late epochs. Cross: over nets."
        ),
        nets=NETS,
    )
    along = axis(_("epoch"), 0, LOOKS * EVERY * BATCH / TRAINING, whole=True)
    return chart(
        "epochs", _("Test accuracy while they learn"), about, along, axis("", 0.0, 1.0, percent=True), marks
    )


def _counts(facts: Averaging) -> list[Spec]:
    m, x, now, stopped = (
        1 + np.arange(NETS),
        axis(_("nets averaged, M"), 1, NETS, whole=True),
        facts.now,
        facts.stopped,
    )
    marks = _between(m, now.worst, now.accuracy, now.best, BLUE, _("now"), "square")
    marks.append(line(m, stopped.accuracy, GREEN, _("stopped"), marker="diamond"))
    if len(facts.mixed):
        marks.append(line(m, facts.mixed, GREY, _("weights"), marker="cross"))
    about = _(
        "Mean over orders of the nets; faint: worst and best order. Stopped: each net at its best "
        "epoch by validation. Weights: one net of mean weights."
    )
    brier = [
        dots(m, now.brier, BLUE, marker="square", size=4),
        line(m, now.expected, BLUE, _("now")),
        dots(m, stopped.brier, GREEN, marker="diamond", size=4),
        line(m, stopped.expected, GREEN, _("stopped")),
    ]
    law = _(
        "Dots: means over orders. Lines: single − (1 − 1/M) s², s² the variance between the nets: "
        "exact over all choices of M of them."
    )
    return [
        chart(
            "count", _("Test accuracy of M nets together"), about, x, axis("", 0.0, 1.0, percent=True), marks
        ),
        chart("brier", _("Brier score of M nets together"), law, x, axis("", 0.0), brier),
    ]
