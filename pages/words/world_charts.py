"""How the generated world is drawn."""

import numpy as np

from kit.charts import Spec, axis, chart, dots, line, rule
from kit.messages import _
from kit.theme import COLOURS
from pages.words.world import World

BLUE, RED = COLOURS["Momentum"][0], COLOURS["SGD"][0]


def world(facts: World) -> list[Spec]:
    """The closed form against the vectors, and the loss."""
    return [_closed(facts), _loss(facts)]


def _closed(facts: World) -> Spec:
    there = np.isfinite(facts.closed)
    exact, reached = facts.closed[there], (facts.vectors.w @ facts.vectors.c.T)[there]
    low, high = float(min(exact.min(), reached.min())), float(max(exact.max(), reached.max()))
    about = _("A point for each pair that was seen: what w·c should be, and what it has become.")
    x, y = axis(_("log(count / (k·#w·P(c)))"), low, high), axis(_("w·c"), low, high)
    marks = [line([low, high], [low, high], RED), dots(exact, reached, BLUE, size=1.8)]
    return chart("closed", _("What the vectors tend to"), about, x, y, marks)


def _loss(facts: World) -> Spec:
    about = _("The exact loss a pair, and the lowest that there is.")
    losses = facts.vectors.losses
    x = axis(_("step"), 0, float(facts.vectors.steps[-1]), whole=True)
    marks = [line(facts.vectors.steps, losses, BLUE), rule(facts.lowest, _("closed form"))]
    return chart("loss", _("Loss a pair"), about, x, axis("", 0.9 * facts.lowest), marks)
