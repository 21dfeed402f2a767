"""How the facts of each part are drawn."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import grouping
from dl_core.experiments.cluster_runs import expected_lowest
from dl_core.experiments.grouping import Gap
from kit.charts import Spec, axis, chart, dots, line, region, ridge, rule
from kit.messages import _
from kit.number_format import percent
from kit.theme import BETWEEN, COLOURS
from pages.clusters.facts import NoPoints, Plane
from pages.clusters.places import MOST
from pages.clusters.runs import RUNS, Elbow, Starts, TooFew
from pages.clusters.view import HALVES, LARGEST, WAYS

LOOKS = tuple(COLOURS.values())[:LARGEST]  # colour and marker of each cluster
RED, BLUE, GREEN = (LOOKS[place][0] for place in range(3))
WAY_COLOURS = dict(zip(WAYS, (RED, BLUE, GREEN), strict=True))
HANDS = _(
    "Click to place a point or a centre; drag what you placed, and any centre. By keys: Tab to the picture, "
    "Space for the next, arrows to move it, Plus to add one, Delete to remove it."
)
BARS = 40


def steps(facts: Plane | NoPoints) -> list[Spec]:
    """The plane, and the inertia after each half step."""
    if isinstance(facts, NoPoints):
        return [_plane([], facts.view, np.empty((0, 2)))]
    marks = [*_cells(facts), *_points(facts), *_paths(facts), *_centres(facts)]
    return [_plane(marks, facts.view, facts.centres), _inertia(facts)]


def _plane(marks: Iterable[Spec], view: Any, centres: NDArray[np.float64]) -> Spec:
    x0, x1, y0, y1 = view.window
    is_stretched = view["stretch"] != 1
    half = {"half": "1"} if view["half"] > 1 else {}
    hand = {
        "click": view["click"],
        "points": {"setting": "added", "places": view.placed.tolist(), "most": MOST, "also": {}},
        "centres": {
            "setting": "centres",
            "places": centres.round(3).tolist(),
            "most": LARGEST,
            "also": half,
            "count": "k",
        },
    }
    return chart(
        "plane",
        _("Points, centres and their cells"),
        HANDS,
        axis(_("first axis"), x0, x1, every=None if is_stretched else 1),
        axis(_("second axis"), y0, y1, every=1),
        marks,
        tall=True,
        equal=not is_stretched,
        sets=hand,
    )


def _cells(facts: Plane) -> list[Spec]:
    found = zip(facts.cells, LOOKS, strict=False)
    return [region(one[:, 0], one[:, 1], colour) for one, (colour, _marker) in found if len(one)]


def _points(facts: Plane) -> list[Spec]:
    x, many = facts.sample.x, len(facts.sample.x)
    placed = np.arange(many) >= many - len(facts.view.placed)
    found = []
    for own, size in ((False, 2.4), (True, 4.0)):
        rows = x[(facts.labels < 0) & (placed == own)]
        if len(rows):
            found.append(dots(rows[:, 0], rows[:, 1], dict(BETWEEN), size=size))
        for label, (colour, marker) in enumerate(LOOKS):
            rows = x[(facts.labels == label) & (placed == own)]
            if len(rows):
                found.append(dots(rows[:, 0], rows[:, 1], colour, marker=marker, size=size))
    return found


def _paths(facts: Plane) -> list[Spec]:
    return [
        line(facts.path[:, place, 0], facts.path[:, place, 1], colour, faint=True)
        for place, (colour, _marker) in enumerate(LOOKS[: len(facts.centres)])
        if len(facts.path) > 1
    ]


def _centres(facts: Plane) -> list[Spec]:
    return [
        dots([x], [y], colour, marker=marker, size=7.5)
        for (x, y), (colour, marker) in zip(facts.centres, LOOKS, strict=False)
    ]


def _inertia(facts: Plane) -> Spec:
    after = np.arange(1, HALVES + 1)
    until = HALVES if facts.settled is None else min(HALVES, facts.settled + 4)
    marks = [
        line(after[:until], facts.inertia[:until], BLUE, _("inertia"), marker="circle"),
        rule(float(facts.half), "", along="y"),
    ]
    if facts.settled is not None:
        marks.append(rule(float(facts.settled), _("at rest"), along="y"))
    about = _(
        "The sum of squared distances of all points to their centre, after each assignment (odd) and each "
        "move of the centres (even). A click goes to that half step."
    )
    return chart(
        "inertia",
        _("Inertia after each half step"),
        about,
        axis(_("half step"), 0, until, whole=True),
        axis("", 0, 1.2 * float(facts.inertia.max()) or 1.0),  # room for the words above
        marks,
        pick={"x": "half"},
        whole=["half"],
    )


def starts(facts: Starts | TooFew) -> list[Spec]:
    """Where the starts of each way end, and how many are worth it."""
    if isinstance(facts, TooFew) or not facts.inertias:
        return [_ends([], 0.0, 1.0), _worth([])]
    ends = np.concatenate(list(facts.inertias.values()))
    low, high = float(ends.min()), float(ends.max())
    high = max(high, low * 1.02) or 1.0
    rows = [
        (percent(facts.share(way)), WAYS[way], low, high, np.histogram(found, BARS, (low, high))[0])
        for way, found in facts.inertias.items()
    ]
    curves = [
        line(np.arange(1, RUNS + 1), expected_lowest(found) / facts.best - 1, WAY_COLOURS[way], WAYS[way])
        for way, found in facts.inertias.items()
        if facts.best  # of 0 nothing is a multiple
    ]
    return [_ends([ridge(rows, BLUE)], low, high), _worth(curves)]


def _ends(marks: Iterable[Spec], low: float, high: float) -> Spec:
    about = _(
        "One count for each of {runs} starts: the inertia at which it comes to rest. Left: the share of them "
        "within 1 % of the lowest of all.",
        runs=RUNS,
    )
    title = _("Where {runs} starts of each kind end", runs=RUNS)
    return chart("ends", title, about, axis(_("inertia"), low, high), axis("", bare=True), marks)


def _worth(marks: Iterable[Spec]) -> Spec:
    about = _(
        "How far the lowest inertia of so many starts lies above the lowest of all, on average over all "
        "choices of them."
    )
    x = axis(_("starts"), 1, RUNS, log=True)
    return chart("worth", _("The best of so many starts"), about, x, axis("", 0.0, percent=True), marks)


def elbow(facts: Elbow | TooFew) -> list[Spec]:
    """Inertia against k, and the gap."""
    data, uniform = ([], []) if isinstance(facts, TooFew) else (facts.data, facts.uniform)
    rows = ((data, RED, _("the data")), (uniform, BLUE, _("uniform")))
    curves = [
        line(
            [one.k for one in gaps],
            np.exp([one.own - gaps[0].own for one in gaps]),
            colour,
            label,
            marker="circle",
        )
        for gaps, colour, label in rows
        if gaps
    ]
    x = axis(_("clusters"), 0.6, LARGEST + 0.4, whole=True)
    about = _("The lowest inertia for each number of clusters, as a share of that of one cluster.")
    gap_about = _(
        "How much lower the logarithm of the inertia is than that of uniform samples in the same box. The "
        "gap statistic takes the first number whose gap is at least the next one's less its error (dashed)."
    )
    return [
        chart("elbow", _("Inertia against the number of clusters"), about, x, axis("", 0, 1.05), curves),
        chart("gap", _("Gap statistic"), gap_about, x, axis("", *_high(rows)), [*_gaps(rows), *_taken(data)]),
    ]


def _high(rows: Iterable[tuple[list[Gap], str, str]]) -> tuple[float, float]:
    values = [
        value for gaps, _colour, _label in rows for one in gaps for value in (one.gap, one.gap - one.error)
    ]
    return around(np.array(values or [0.0, 1.0]))


def _gaps(rows: Iterable[tuple[list[Gap], str, str]]) -> list[Spec]:
    found = []
    for gaps, colour, label in rows:
        if gaps:
            k = [one.k for one in gaps]
            found.append(line(k, [one.gap for one in gaps], colour, label, marker="circle"))
            found.append(line(k, [one.gap - one.error for one in gaps], colour, dashed=True, faint=True))
    return found


def _taken(gaps: list[Gap]) -> list[Spec]:
    k = grouping.chosen(gaps)
    return [] if k is None else [rule(float(k), _("taken"), along="y", colour=RED)]


def around(values: NDArray[np.float64]) -> tuple[float, float]:
    """A range with room for markers at both ends."""
    low, high = float(values.min()), float(values.max())
    more = 0.05 * (high - low) or 0.01 * abs(high) or 0.01
    return low - more, high + more
