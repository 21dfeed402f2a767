"""The pictures of pooling."""

import numpy as np

from kit import cells
from kit.charts import Spec, axis, chart, line
from kit.messages import _
from kit.theme import COLOURS
from pages.convolution.charts import parts
from pages.convolution.charts.parts import size
from pages.convolution.pooling import MOST, WAYS, Pooling
from pages.convolution.view import GREY

LOOKS = {
    "pixels": (_("pixels"), *COLOURS["Random search"]),
    "thinned": (_("stride alone"), *COLOURS["AdaGrad"]),
    "max": (_("max"), *COLOURS["SGD"]),
    "mean": (_("mean"), *COLOURS["Momentum"]),
}


def charts(facts: Pooling) -> list[Spec]:
    """Both pictures pooled; how much changes with the shift, over all digits."""
    return [_picture(facts), *_measured(facts)]


def _picture(facts: Pooling) -> Spec:
    canvas = [[0, 0], [0, MOST]]
    two, stride = (facts.size, facts.size), (facts.stride, facts.stride)
    shape, shade = size(facts.y.shape), {"ink": float(GREY)}
    x = cells.grid("x", _("Picture"), facts.x, sets=parts.drawn(facts.view), around=canvas, **shade)
    there = cells.grid("x2", _("Moved by {shift}", shift=facts.shift), facts.shifted, **shade)
    y = cells.grid("y", _("Pooled, {size}", size=shape), facts.y, **shade)
    label = _("Pooled, {many} of {all} differ", many=len(facts.changed), all=facts.y.size)
    moved = cells.grid("y2", label, facts.moved_y, marked=facts.changed, **shade)
    at = tuple(one // 2 for one in facts.y.shape)
    totals = [
        cells.total("y", [("x", "")], two, stride, kind=facts.kind, at=at),
        cells.total("y2", [("x2", "")], two, stride, kind=facts.kind),
    ]
    about = _(
        "Cells of the second output that differ from the first have a marked corner. Point at a cell of an "
        "output: its window is lit. Draw on the first picture. Three empty columns beside it, so that "
        "nothing is lost."
    )
    return cells.picture(
        "pooling",
        _("Before and after the shift"),
        about,
        [("", [x]), ("→", [y]), ("", [there]), ("→", [moved])],
        totals,
    )


def _measured(facts: Pooling) -> list[Spec]:
    shifts = np.arange(MOST + 1)
    x = axis(_("shift in pixels"), 0, MOST, whole=True)

    def one(key: str, title: str, about: str, rows: dict[str, np.ndarray], most: float) -> Spec:
        drawn = []
        for way in WAYS:
            label, colour, marker = LOOKS[way]
            drawn.append(line(shifts, rows[way], colour, label, marker=marker))
        return chart(key, title, about, x, axis("", 0, most, percent=True), drawn)

    most = max(1.0, *(float(row.max()) for row in facts.sizes.values()))
    return [
        one(
            "shares",
            _("Cells that change, all digits"),
            _(
                "The mean share of cells that are another number after the shift, over all 1,797 digits: of "
                "the pixels, of every s-th pixel, and pooled."
            ),
            facts.shares,
            1.0,
        ),
        one(
            "sizes",
            _("How much changes, all digits"),
            _("The length of the change over the length of what was there, the mean over all 1,797 digits."),
            facts.sizes,
            float(np.ceil(10 * most) / 10),
        ),
    ]
