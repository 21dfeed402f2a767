"""The masks of one step, and what one unit receives under each of many."""

from typing import Any

import numpy as np

from dl_core.experiments.masking import Received
from kit.charts import Spec, axis, chart, dots, line, rule
from kit.learning.charts import COLOURS, LETTERS, A, B
from kit.messages import _
from kit.number_format import number
from pages.dropout.facts import Masked
from pages.dropout.words import label

DRAWN = 12  # units of a layer
TITLES = {
    "classic": _("Classic: a·mask, tested with a·(1−p)"),
    "inverted": _("Inverted: a·mask/(1−p), tested with a"),
}


def mask(facts: Masked) -> list[Spec]:
    """Both thinned nets, and what a unit receives with both forms."""
    rows = zip(LETTERS, facts.differences, COLOURS, facts.masks, strict=True)
    nets = [thinned_net(letter, label(letter, done), colour, one) for letter, done, colour, one in rows]
    return [*nets, *(expectation(form, one) for form, one in zip(TITLES, facts.received, strict=True))]


def thinned_net(letter: str, name: str, colour: str, mask: Any) -> Spec:
    """The net of setting `letter`, called so, with the units that this step drops; mask (layers, units): true
    stays."""
    units = mask.shape[1]
    about = _(
        (
            "The first {drawn} of {units} units of each hidden layer, for the first sample of the batch. "
            "Crosses: dropped in this step, with their connections."
        ),
        drawn=min(DRAWN, units),
        units=units,
    )
    title = _(
        "{setting}: {drawn} of {units} units a layer", setting=name, drawn=min(DRAWN, units), units=units
    )
    empty = axis("", 0, 1, bare=True)
    mark = {"kind": "thinned", "columns": np.asarray(mask)[:, :DRAWN].astype(int).tolist(), "colour": colour}
    return chart(f"net-{letter}", title, about, empty, empty, [mark])


def expectation(form: str, one: Received) -> Spec:
    """What one unit receives, mask by mask, with "classic" or "inverted" dropout."""
    x = np.arange(1, len(one.single) + 1)
    marks = [
        dots(x, one.single, B, size=1.4),
        line(x, one.running, A, _("mean")),
        rule(one.whole, _("without a mask")),
    ]
    about = _(
        "Dots: what the unit receives under each mask; line: their running mean; dotted: what it "
        "receives without a mask, after training. One unit with He's "
        "weights behind 100 activations. Standard deviation of the dots in theory: {deviation}.",
        deviation=number(one.spread, 2),
    )
    return chart(form, TITLES[form], about, axis(_("mask"), 0, len(x), whole=True), axis("Σ w·a"), marks)
