"""How the facts are drawn: the loss on a plane with the paths' projections, and everything that says how far
to trust it."""

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.landscape import EVERY, ROWS, STEPS
from kit.charts import Spec, axis, chart, dots, heat, line, spans
from kit.messages import _
from kit.number_format import percent
from kit.page import Meanwhile
from kit.theme import CONTOURS, GROUND, colour, marker
from pages.landscape.facts import Seen, Shown, Trained

LEVELS = 12  # lines of equal loss, at most
TURN = 10  # kept points between two markers on a path
AT = np.arange(ROWS) * EVERY


def charts(facts: Seen | Meanwhile) -> list[Spec]:
    """All of them; while nets are trained, those of the nets before."""
    if isinstance(facts, Meanwhile):
        return charts(facts.before) if facts.before else []
    shown = facts.shown
    return [landscape(shown), losses(shown), distances(shown), held(shown)] if shown else []


def _percent(share: float) -> str:
    return percent(share, 0 if share >= 0.1 else 1)


def _frame(label: str, places: NDArray[np.float64]) -> Spec:
    half = (
        places[1] - places[0]
    ) / 2  # the outer cells' own halves: each cell's middle is where its loss was taken
    return axis(label, float(places[0] - half), float(places[-1] + half))


def _path(one: Trained) -> list[Spec]:
    ink, sign, seen = colour(one.label), marker(one.label), one.projection
    x, y = seen.place.T
    ends = np.flatnonzero(np.isfinite(x))[-1:]
    return [
        line(x, y, ink, _(one.label)),
        dots(x[::TURN], y[::TURN], ink, marker=sign, size=3),
        dots(x[ends], y[ends], ink, marker=sign, size=6),
        dots(seen.mean[:1], seen.mean[1:], "", size=6.5),
        dots(seen.mean[:1], seen.mean[1:], ink, size=4),
    ]


def _levels(low: float, high: float) -> list[float]:
    """Round numbers between the two, evenly spaced, at most LEVELS."""
    step = next(
        (step for step in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if high - low <= LEVELS * step),
        (high - low) / LEVELS,
    )
    return (
        [float(f"{k * step:.6g}") for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]
        if step
        else []
    )


def landscape(shown: Shown) -> Spec:
    """The map: log₁₀ loss on the plane, on it the projected paths, the start, the ends, and the tail averages
    (ringed)."""
    with np.errstate(divide="ignore"):
        z = np.log10(shown.ground.loss.astype(float))
    some = z[np.isfinite(z)]
    low, high = (float(some.min()), float(some.max())) if some.size else (0.0, 1.0)
    quiet = {mode: [shade for _stop, shade in stops] for mode, stops in GROUND.items()}
    marks = [
        {**heat(z, _("log₁₀ loss"), low, high), "stops": quiet, "levels": _levels(low, high), "ink": CONTOURS}
    ]
    for one in shown.rules:
        marks += _path(one)
    start = shown.rules[0].projection.place[0]
    marks.append(dots(start[:1], start[1:], "", marker="diamond", size=7))
    shares = [_percent(share) for share in shown.axes.tolist()]
    labels = [_("direction 1 ({share})", share=shares[0]), _("direction 2 ({share})", share=shares[1])]
    if shown.kind == "random":
        labels = [
            _("random direction 1 ({share})", share=shares[0]),
            _("random direction 2 ({share})", share=shares[1]),
        ]
    about = _(
        "The true loss of the nets in this plane. The paths are projections: their own losses are in "
        "the next chart. Large markers: ends after {steps} steps; "
        "ringed circles: means of the last weights (tail averages); diamond: the start. In the axes: "
        "the share of the paths' variance. Axes have scales of "
        "their own.",
        steps=STEPS,
    )
    x, y = (
        _frame(label, places) for label, places in zip(labels, (shown.ground.x, shown.ground.y), strict=True)
    )
    return chart("landscape", _("log₁₀ loss on a plane; ringed: averages"), about, x, y, marks, tall=True)


def losses(shown: Shown) -> Spec:
    """True losses beside those of the projections."""
    marks = []
    for one in shown.rules:
        ink = colour(one.label)
        marks += [line(AT, one.projection.loss, ink, dashed=True), line(AT, one.loss, ink, _(one.label))]
        marks += [dots([STEPS], [one.mean_loss], "", size=5.5), dots([STEPS], [one.mean_loss], ink, size=3.5)]
    about = _(
        "Solid: the loss of the net. Dashed: the loss of its projection, where the map draws it. "
        "Where they differ, the map does not show where the net is. "
        "Ringed: the mean of the last weights (tail average), its true loss."
    )
    return chart(
        "true",
        _("Loss: net solid, its projection dashed"),
        about,
        axis(_("steps"), 0, STEPS + 12, whole=True),
        axis(_("loss"), log=True),
        marks,
    )


def distances(shown: Shown) -> Spec:
    """How far each path is from the plane, beside how far it is from its start."""
    marks = []
    for one in shown.rules:
        ink = colour(one.label)
        marks += [
            line(AT, one.projection.moved, ink, dashed=True, faint=True),
            line(AT, one.projection.away, ink, _(one.label)),
        ]
    about = _(
        "Solid: from the net to the nearest point of the plane. Dashed: from the net to the start. "
        "Euclidean, over all weights and biases."
    )
    return chart(
        "away",
        _("Distance: to plane solid, start dashed"),
        about,
        axis(_("steps"), 0, STEPS + 12, whole=True),
        axis(_("distance"), 0),
        marks,
    )


def held(shown: Shown) -> Spec:
    """The share of the variance that the plane holds, of all paths together and of each; diamonds: of random
    walks."""
    found = [
        (_("all"), "", shown.share, shown.walk),
        *((_(one.label), colour(one.label), one.share, one.walk) for one in shown.rules),
    ]
    drawn, names = [], []
    for label, ink, share, walk in found:
        drawn.append(("", ink, 0.0, share, share))
        # the name stands beyond the bar and the diamond
        beyond = max(share, walk + 0.01 if walk > share else share)
        names.append((label, ink, beyond, share, beyond))
    about = _(
        "Of {weights} weights and biases; variance around the mean of all points, or of the path's "
        "own. Diamonds: random walks of the same step lengths, in a "
        "plane made from them in the same way. A large share does not say that training is two-dimensional.",
        weights=shown.weights,
    )
    x, y = axis(_("share of variance"), -0.03, 1.35, until=1.0), axis("", 0, len(drawn), bare=True)
    heights, walked = np.arange(len(drawn))[::-1] + 0.5, [walk for *_row, walk in found]
    marks = [spans(drawn), spans(names), dots(walked, heights, "", marker="diamond", size=3.6)]
    return chart("held", _("Variance in the plane (◆ random walks)"), about, x, y, marks)
