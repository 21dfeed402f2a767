"""The numbers of one update as grids, and how each is the sum of others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from kit import cells
from kit.charts import Spec
from kit.messages import Message, _
from pages.words.texts import as_typed
from pages.words.update import Update

# keys of grids: vectors w and u, h their mean, s scores, p shares, t targets, e errors, d… their gradients
FACTOR = 9.0  # the number that has the loudest colour among factors


def named(facts: Update, numbers: Iterable[Any]) -> list[Message]:
    """Words by their numbers, as they were typed."""
    return [as_typed(facts.words[int(one)]) for one in numbers]


def _column(values: object) -> np.ndarray:
    return np.asarray(values, float)[:, None]


def forward(facts: Update) -> Spec:
    """From the vectors to the slopes of the scores."""
    step, at, (w_in, w_out) = facts.course.step, facts.course.at, facts.course.before
    inputs = cells.grid("w", _("inside"), w_in[list(at.inputs)], names=named(facts, at.inputs))
    h = cells.grid("h", _("h: their mean") if len(at.inputs) > 1 else _("h"), step.h[None])
    u = cells.grid("u", _("outside, u"), w_out[step.word], names=named(facts, step.word))
    totals = [
        cells.total("h", [("w", "")], (len(at.inputs), 1), kind="mean"),
        cells.total("s", [("u", "h")], (1, facts.asked.width), at=(0, 0)),
        cells.total("e", [("p", "C"), ("t", "m")], (1, 1)),
        cells.total("S", [("e", "")], (len(step.word), 1)),
        cells.total("L", [("l", "" if facts.asked.samples else "t")], (len(step.word), 1)),
    ]
    about = _(
        "Point at a number: below stands what it is the sum of. Each row is a word whose outside vector u is "
        "compared with h."
    )
    scores, slopes = _rows(facts)
    blocks = [("", [inputs, h]), ("·", [u]), ("=", scores), ("→", slopes)]
    return cells.picture(
        "forward", _("Forward: from the vectors to the loss and its slope"), about, blocks, totals
    )


def _rows(facts: Update) -> tuple[list[Spec], list[Spec]]:
    """Score, share, label and term of each row, and the loss; its slope, what that is made with, and the sum
    of all."""
    step, softmax = facts.course.step, not facts.asked.samples
    times = len(facts.course.at.targets) if softmax and not facts.asked.forgets else 1
    share, label = (_("softmax"), _("count")) if softmax else (_("σ"), _("label"))
    scores = [
        cells.grid("s", _("u·h"), _column(step.score)),
        cells.grid("p", share, _column(step.share), reach=1.0),
        cells.grid("t", label, _column(step.label), reach=2.0),
        cells.grid("l", _("−log"), _column(step.term)),
        cells.grid("L", _("L"), [[step.loss]]),
    ]
    slopes = [
        cells.grid("e", _("∂L/∂(u·h)"), _column(step.error)),
        cells.grid("C", _("× {what}", what=share), [[times]], reach=FACTOR),
        cells.grid("m", _("× {what}", what=label), [[-1.0]], reach=FACTOR),
        cells.grid("S", _("Σ"), [[facts.error_sum]], reach=1.0),
    ]
    return scores, slopes


def backward(facts: Update) -> Spec:
    """From the slopes of the scores to the vectors after the update."""
    touched = len(facts.touched)
    totals = [
        cells.total("dh", [("u", "e")], (touched, 1)),
        cells.total("u1", [("u", ""), ("du", "n")], (1, 1), at=(0, 0)),
        cells.total("w1", [("w", ""), ("dw", "n")], (1, 1)),
    ]
    about = _(
        "Each vector moves against its gradient, times the learning rate. A word that stands in no row stays."
    )
    outside, inside = _outside(facts), _inside(facts)
    blocks = [("", outside[:2]), ("→", outside[2:4]), ("", outside[4:]), ("", inside)]
    return cells.picture(
        "backward", _("Back: the gradients, and the vectors after the update"), about, blocks, totals
    )


def _outside(facts: Update) -> list[Spec]:
    """Errors, summed by word, and h; the gradients, and the rate; the vectors before and after."""
    step, touched, names = facts.course.step, facts.touched, named(facts, facts.touched)
    summed = _column([step.error[step.word == one].sum() for one in touched])
    grads = step.grad_out[touched]
    return [
        cells.grid("e", _("error"), summed, names=names),
        cells.grid("h", _("h"), step.h[None]),
        cells.grid("du", _("∂L/∂u = error·h"), grads, rows_of="e", columns_of="h"),
        cells.grid("n", _("−η"), [[-facts.asked.rate]], reach=FACTOR),
        cells.grid("u", _("u before"), facts.course.before[1][touched], names=names),
        cells.grid("u1", _("u after"), facts.course.after[1][touched]),
    ]


def _inside(facts: Update) -> list[Spec]:
    """The gradient of h, that of each input, and the inputs' vectors before and after."""
    step, moved = facts.course.step, np.unique(facts.course.at.inputs)
    return [
        cells.grid("dh", _("∂L/∂h = Σ error·u"), step.grad_h[None]),
        cells.grid("dw", _("of each input"), step.grad_in[moved], names=named(facts, moved)),
        cells.grid("w", _("inside before"), facts.course.before[0][moved]),
        cells.grid("w1", _("inside after"), facts.course.after[0][moved]),
    ]
