"""How one update is drawn: its numbers as grids, the vectors, and the updates around it."""

import numpy as np

from kit.charts import Spec, axis, chart, line, rule, words
from kit.messages import _
from kit.theme import COLOURS
from pages.words.update import Update
from pages.words.update_grids import backward, forward, named
from pages.words.view import UPDATES

LARGE = 1e4  # from there on the numbers of an axis would be cut
INSIDE, OUTSIDE = COLOURS["Momentum"][0], COLOURS["SGD"][0]


def update(facts: Update) -> list[Spec]:
    """The way forward, the way back, the vectors, and how the loss came here."""
    return [forward(facts), backward(facts), _plane(facts), _losses(facts), _largest(facts)]


def _plane(facts: Update) -> Spec:
    (w_in, w_out), (in_after, out_after) = facts.course.before, facts.course.after
    one = facts.asked.width == 1
    marks: list[Spec] = []
    for before, after, colour, marker in (
        (w_in, in_after, INSIDE, "circle"),
        (w_out, out_after, OUTSIDE, "square"),
    ):
        flat, then = (np.column_stack([x[:, 0], 0 * x[:, 0] if one else x[:, 1]]) for x in (before, after))
        marks.append(words(then[:, 0], then[:, 1], named(facts, range(len(flat))), colour, marker=marker))
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
    bare = far > LARGE
    x, y = (axis(name, -far, far, bare=bare) for name in (_("first number"), _("second number")))
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
