"""What pages on which nets learn epoch by epoch share: curves of several seeds, and the button for one
epoch."""

from typing import Any

import numpy as np

from kit.charts import Spec, axis, line, piece, thinned
from kit.messages import _
from kit.page import Command

EPOCH = Command("step", _("One epoch"), _("Every net learns for one epoch"))
POINTS = 150  # of a curve that is drawn anew five times a second


def over(epochs: int) -> Spec:
    """An axis of so many epochs, which says so where not all of them are drawn."""
    size = piece(epochs + 1, POINTS)
    of = None if size == 1 else _("lowest and highest of every {epochs}", epochs=size)
    return axis(_("epoch"), 0, epochs, whole=True, of=of)


def band(
    values: Any, epochs: int, colour: str, label: str, *, dashed: bool = False, ahead: Any = None
) -> list[Spec]:
    """The mean of the seeds (seeds, points) as a line, the lowest and the highest of them thin beside it.

    If some are not finite, all are thin, and the mean ends where the first one does. ahead: the same (seeds,
    more points) of a whole run: what is still to come of it is pale.
    """
    done = np.shape(values)[-1]
    coming = (
        []
        if ahead is None
        else _coming(np.asarray(ahead, float).mean(axis=0), done, epochs, colour, label, dashed)
    )
    named = "" if coming else label  # at the end of the curve, which is the pale one's while there is one
    if not done:
        return [*coming, line([], [], colour, named, dashed=dashed)]
    y = np.asarray(values, float)
    beside = (y.min(axis=0), y.max(axis=0)) if np.isfinite(y).all() else y
    sides = [line(*_thinned(side, epochs), colour, dashed=dashed, faint=True) for side in beside]
    mean = line(*_thinned(y.mean(axis=0), epochs), colour, named, dashed=dashed)
    return [*coming, *(sides if len(y) > 1 else []), mean | ({"read": label} if coming else {})]


def _thinned(row: Any, epochs: int) -> tuple[Any, Any]:
    return thinned(row, epochs + 1, POINTS)


def _coming(mean: Any, done: int, epochs: int, colour: str, label: str, dashed: bool) -> list[Spec]:
    """The points of a mean that are not done yet, from the last one that is."""
    first, (x, _values) = max(done - 1, 0), _thinned(mean, epochs)
    left = np.array([first, *x[x > first]])
    return [line(left, mean[left], colour, label, dashed=dashed, pale=True)] if len(left) > 1 else []
