"""How it is drawn what man is nearer to."""

import numpy as np

from kit.charts import Spec, axis, chart, line, rule, spans
from kit.messages import _
from kit.theme import COLOURS
from pages.words.nearer import SEEDS, SHARES, Nearer

WOMAN, CAR = COLOURS["SGD"][0], COLOURS["Nesterov"][0]
PAIRS = ((_("man and woman"), WOMAN), (_("man and car"), CAR))


def nearer(facts: Nearer) -> list[Spec]:
    """Both cosines along the dial, and at it seed by seed."""
    return [_along(facts), _now(facts)]


def _along(facts: Nearer) -> Spec:
    marks: list[Spec] = []
    for at, (name, colour) in enumerate(PAIRS):
        band = facts.band[:, :, at]
        if band.shape[1]:
            marks.append(line(SHARES, band.mean(axis=1), colour, name))
            marks += [line(SHARES, side, colour, faint=True) for side in (band.min(axis=1), band.max(axis=1))]
        marks.append(line(SHARES, facts.counted[:, at], colour, _("counted"), dashed=True))
    marks.append(rule(facts.view["shared"], _("the dial"), along="y"))
    about = _(
        "Cosines of the vectors of man and woman, and of man and car: mean over {seeds} seeds of text and "
        "start, thin the lowest and the highest. Dashed: the same of rows of the positive PMI, from the "
        "exact chances, without vectors. A click sets the dial.",
        seeds=SEEDS,
    )
    x = axis(_("share of the sentences about men or vehicles that use the words of both"), 0, 1)
    return chart(
        "along",
        _("Nearer to woman, or to car?"),
        about,
        x,
        axis(_("cosine"), -0.2, 1),
        marks,
        wide=True,
        tall=True,
        pick={"x": "shared"},
    )


def _now(facts: Nearer) -> Spec:
    rows = [
        (name, colour, float(found.min()), float(found.mean()), float(found.max()))
        for (name, colour), found in zip(PAIRS, facts.now.T, strict=True)
    ]
    about = _("At the dial: from the lowest to the highest of {seeds} seeds, and their mean.", seeds=SEEDS)
    low = min(0.0, float(np.min(facts.now)))
    return chart(
        "now",
        _("At the dial"),
        about,
        axis(_("cosine"), low, 1.6, until=1.0),
        axis("", 0, 2, bare=True),
        [spans(rows)],
    )
