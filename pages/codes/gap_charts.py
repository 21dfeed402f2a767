"""How the gaps between codes, and walks through them, are drawn."""

from typing import Any

import numpy as np

from kit.charts import Spec, axis, chart, images, line, rule, spans
from kit.messages import _
from kit.number_format import number
from pages.codes.gaps import KINDS, PLACES, Gaps, Walk
from pages.codes.ways import COLOURS, TITLES, WAYS

SAID = {
    "tested": _("test digits' codes"),
    "fitted": _("drawn like the codes"),
    "standard": _("drawn from N(0, 1)"),
    "between": _("half-way between two digits"),
}
BARE = axis("", bare=True)


def gaps(facts: Gaps) -> list[Spec]:
    """Distances of every kind, and what some codes are decoded to."""
    rows = [_quartiles(_("test digits themselves"), "", facts.digits)]
    for kind in KINDS:
        for name, found in facts.found[kind].items():
            rows.append(
                _quartiles(_("{kind}, {way}", kind=SAID[kind], way=WAYS[name]), COLOURS[name], found.apart)
            )
    about = _(
        "From the lower to the upper quartile, with the median: how far a picture is from the training digit "
        "that is nearest to it, as the root of the sum of squared differences of its pixels, from 0 to 1."
    )
    x, y = (
        axis(_("distance to the nearest training digit"), 0, 1.05 * max(row[-1] for row in rows)),
        axis("", 0, len(rows), bare=True),
    )
    first = chart("distances", _("How far from a digit"), about, x, y, [spans(rows)], tall=True)
    kind = "standard"
    seen = [
        _pictures(
            f"drawn-{name}", _("{way}: codes from N(0, 1)", way=TITLES[name]), one.pictures, one.apart, 5
        )
        for name, one in facts.found[kind].items()
    ]
    return [first, *seen]


def _quartiles(label: Any, colour: str, apart: Any) -> tuple[Any, str, float, float, float]:
    low, middle, high = np.quantile(apart, (0.25, 0.5, 0.75))
    return _("{what}:", what=label), colour, float(low), float(middle), float(high)


def _pictures(key: str, title: Any, pictures: Any, apart: Any, columns: int) -> Spec:
    about = _("Below each picture: how far it is from the nearest training digit.")
    labels = [number(one, 2) for one in apart[: len(pictures)]]
    return chart(key, title, about, BARE, BARE, [images(np.clip(pictures, 0, 1), labels, columns)])


def walk(facts: Walk) -> list[Spec]:
    """The pictures on each way, and how far each is from a digit."""
    along = np.arange(PLACES) / (PLACES - 1)
    walks = facts.walks.values()
    about = _(
        "Row by row: pixels, PCA, autoencoder, variational autoencoder. Below each picture: how far it is "
        "from the nearest training digit."
    )
    title = _("From {a} to {b}", a=facts.ends[0], b=facts.ends[1])
    rows = np.clip(np.vstack([one.images for one in walks]), 0, 1)
    labels = [number(far, 2) for one in walks for far in one.apart]
    names = [WAYS[name] for name in facts.walks]
    pictures = chart("walk", title, about, BARE, BARE, [images(rows, labels, PLACES, names)])
    lines = [
        line(along, one.apart, COLOURS[name], WAYS[name], marker="circle")
        for name, one in facts.walks.items()
    ]
    about = _("How far each picture of a walk is from the nearest training digit. Dotted: half of the way.")
    farthest = max(float(one.apart.max()) for one in walks)
    x, y = axis(_("share of the way"), 0, 1, percent=True), axis("", 0, 1.05 * farthest)
    title = _("Distance to the nearest training digit")
    return [pictures, chart("apart", title, about, x, y, [*lines, rule(0.5, "", along="y")])]
