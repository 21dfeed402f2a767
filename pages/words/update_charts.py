"""How one update is drawn: its numbers as grids, and the updates before it."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from kit import cells
from kit.charts import Spec, axis, chart, line, rule, words
from kit.messages import Message, _
from kit.theme import COLOURS
from pages.words.texts import as_typed
from pages.words.update import Update
from pages.words.view import UPDATES

INSIDE, OUTSIDE = COLOURS["Momentum"][0], COLOURS["SGD"][0]


def update(facts: Update) -> list[Spec]:
    """The way forward, the way back, the vectors, and how the loss came here."""
    return [_forward(facts), _backward(facts), _plane(facts), _losses(facts), _largest(facts)]


def _named(facts: Update, numbers: Iterable[Any]) -> list[Message]:
    return [as_typed(facts.words[int(one)]) for one in numbers]


def _column(values: object) -> np.ndarray:
    return np.asarray(values, float)[:, None]


def _forward(facts: Update) -> Spec:
    step, at, (w_in, w_out) = facts.course.step, facts.course.at, facts.course.before
    softmax = not facts.asked.samples
    once = facts.asked.forgets or not softmax
    inputs = cells.grid("inputs", _("inside"), w_in[list(at.inputs)], names=_named(facts, at.inputs))
    h = cells.grid("h", _("h: their mean") if len(at.inputs) > 1 else _("h"), step.h[None])
    u = cells.grid("u", _("outside, u"), w_out[step.word], names=_named(facts, step.word))
    score = cells.grid("score", _("u·h"), _column(step.score))
    share = cells.grid("share", _("softmax") if softmax else _("σ(u·h)"), _column(step.share), reach=1.0)
    label = cells.grid("label", _("count") if softmax else _("label"), _column(step.label), reach=2.0)
    error = cells.grid("error", _("∂L/∂(u·h)"), _column(step.error))
    times = cells.grid(
        "times", _("× softmax") if softmax else _("× σ"), [[1 if once else len(at.targets)]], reach=9.0
    )
    minus = cells.grid("minus", _("× count") if softmax else _("× label"), [[-1.0]], reach=9.0)
    whole = cells.grid("sum", _("Σ"), [[facts.error_sum]], reach=1.0)
    width = facts.asked.width
    totals = [
        cells.total("h", [("inputs", "")], (len(at.inputs), 1), kind="mean"),
        cells.total("score", [("u", "h")], (1, width), at=(0, 0)),
        cells.total("error", [("share", "times"), ("label", "minus")], (1, 1)),
        cells.total("sum", [("error", "")], (len(step.word), 1)),
    ]
    about = _(
        "Point at a number: below stands what it is the sum of. Each row is a word whose outside vector u is "
        "compared with h."
    )
    return cells.picture(
        "forward",
        _("Forward: from the vectors to the loss and its slope"),
        about,
        [("", [inputs, h]), ("·", [u]), ("=", [score, share, label]), ("→", [error, times, minus, whole])],
        totals,
    )


def _backward(facts: Update) -> Spec:
    step, at = facts.course.step, facts.course.at
    (w_in, w_out), (in_after, out_after) = facts.course.before, facts.course.after
    touched, moved = facts.touched, np.unique(at.inputs)
    summed = np.array([step.error[step.word == one].sum() for one in touched])
    named = _named(facts, touched)
    eta = cells.grid("eta", _("−η"), [[-facts.asked.rate]], reach=9.0)
    error = cells.grid("error", _("error"), _column(summed), names=named)
    h = cells.grid("h", _("h"), step.h[None])
    grad_u = cells.grid(
        "grad_u", _("∂L/∂u = error·h"), step.grad_out[touched], rows_of="error", columns_of="h"
    )
    u = cells.grid("u", _("u before"), w_out[touched], names=named)
    u_after = cells.grid("u_after", _("u after"), out_after[touched])
    grad_h = cells.grid("grad_h", _("∂L/∂h = Σ error·u"), step.grad_h[None])
    grad_w = cells.grid(
        "grad_w", _("its part for each input"), step.grad_in[moved], names=_named(facts, moved)
    )
    w = cells.grid("w", _("inside before"), w_in[moved])
    w_after = cells.grid("w_after", _("inside after"), in_after[moved])
    totals = [
        cells.total("grad_h", [("u", "error")], (len(touched), 1)),
        cells.total("u_after", [("u", ""), ("grad_u", "eta")], (1, 1), at=(0, 0)),
        cells.total("w_after", [("w", ""), ("grad_w", "eta")], (1, 1)),
    ]
    about = _(
        "Each vector moves against its gradient, times the learning rate. A word that stands in no row stays."
    )
    return cells.picture(
        "backward",
        _("Back: the gradients, and the vectors after the update"),
        about,
        [("", [error, h]), ("→", [grad_u, eta]), ("", [u, u_after]), ("", [grad_h, grad_w, w, w_after])],
        totals,
    )


def _plane(facts: Update) -> Spec:
    (w_in, w_out), (in_after, out_after) = facts.course.before, facts.course.after
    one = facts.asked.width == 1
    marks: list[Spec] = []
    for before, after, colour, marker in (
        (w_in, in_after, INSIDE, "circle"),
        (w_out, out_after, OUTSIDE, "square"),
    ):
        flat, then = (np.column_stack([x[:, 0], 0 * x[:, 0] if one else x[:, 1]]) for x in (before, after))
        marks.append(words(then[:, 0], then[:, 1], _named(facts, range(len(flat))), colour, marker=marker))
        marks += [
            line([a[0], b[0]], [a[1], b[1]], colour, faint=True)
            for a, b in zip(flat, then, strict=True)
            if np.abs(a - b).max() > 0
        ]
    finite = np.isfinite(in_after).all() and np.isfinite(out_after).all()
    about = _(
        "Circles: vectors inside, of words as inputs. Squares: outside, of words that are predicted. Lines: "
        "what the update moved. Of wider vectors the first two numbers."
    )
    far = max(1.0, 1.1 * facts.course.largest[-1]) if finite else 1.0
    x, y = axis(_("first number"), -far, far), axis(_("second number"), -far, far)
    return chart("plane", _("The vectors after the update"), about, x, y, marks, equal=True)


def _losses(facts: Update) -> Spec:
    losses = facts.whole.losses
    about = _(
        "The loss of each update's window, before it. Dotted: the update that is looked at. A click looks "
        "at another."
    )
    marks = [line(np.arange(1, len(losses) + 1), losses, INSIDE), _looked_at(facts)]
    x = axis(_("update"), 1, len(losses), whole=True)
    return chart(
        "losses",
        _("Loss at each update"),
        about,
        x,
        axis("", 0),
        marks,
        pick={"x": "update"},
        whole=["update"],
    )


def _largest(facts: Update) -> Spec:
    largest = facts.whole.largest
    about = _("The largest number in any vector, whatever its sign, after each update.")
    marks = [line(np.arange(len(largest)), largest, OUTSIDE), _looked_at(facts)]
    x = axis(_("update"), 0, len(largest) - 1, whole=True)
    return chart(
        "largest",
        _("Largest number of all vectors"),
        about,
        x,
        axis("", log=True),
        marks,
        pick={"x": "update"},
        limits={"update": (1, UPDATES)},
        whole=["update"],
    )


def _looked_at(facts: Update) -> Spec:
    return rule(float(facts.number), "", along="y")
