"""Small charts as plain declarations, which ui/static/drawing.js draws: axes, and marks on them."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.messages import _, listed
from kit.theme import HEAT

Spec = dict[str, Any]
POINTS = 150  # of a curve that is drawn anew five times a second


def numbers(values: ArrayLike) -> list[float | None]:
    """Four significant digits each; None for what is not finite, which no chart can place."""
    return [
        float(f"{value:.4g}") if isfinite(value) else None
        for value in np.asarray(values, float).ravel().tolist()
    ]


def axis(
    label: str,
    low: float | None = None,
    high: float | None = None,
    *,
    log: bool = False,
    whole: bool = False,
    percent: bool = False,
    bare: bool = False,
    until: float | None = None,
    every: float | None = None,
    of: str | None = None,
) -> Spec:
    """An axis; a limit that is not given follows the marks; a bare one has no ticks. until: no ticks beyond;
    there is room for names. of: what its curves show of it, said behind its label. every: how far ticks are
    apart, or twice, four times as far where there is no room."""
    limits = {
        name: float(value)  # of NumPy's numbers JSON knows float64 alone
        for name, value in (("low", low), ("high", high), ("until", until), ("every", every))
        if value is not None
    }
    said = {} if of is None else {"of": of}
    return {
        "label": label,
        "log": log,
        "whole": whole,
        "percent": percent,
        "bare": bool(bare),
        **limits,
        **said,
    }


def chart(key: str, title: str, about: str, x: Spec, y: Spec, marks: Iterable[Spec], **more: Any) -> Spec:
    """A chart. about: the sentence of its tooltip. more: wide=True; double=True: as wide as two;
    pick={"x": setting, "y": setting}: a click sets these settings to where it was, limits={setting: (low,
    high)}: but to nothing beyond these;
    whole=[setting]: to the nearest whole number; also={setting: text}: and these, too; closer={"now",
    "most"}: the wheel sets the axes' settings and "zoom", from 1 to `most` and now `now`, so that what is
    under the pointer stays there; pick={"word": setting}: a click on one of `words` sets this to its name;
    equal=True: a unit of both axes is as long, and one shows more than it declares; sets={"click", "points",
    "centres"}: points and centres of the plane that are placed by hand (see ui/static/plane_hand.js):
    {"setting", "places", "most", "also", "count"} each, click: what a click there does: "points", "centres"
    or "remove"."""
    return {"key": key, "title": title, "about": about, "x": x, "y": y, "marks": list(marks), **more}


def region(x: ArrayLike, y: ArrayLike, colour: str) -> Spec:
    """A convex part of the plane, by its corners."""
    return {"kind": "region", "x": numbers(x), "y": numbers(y), "colour": colour}


def line(
    x: ArrayLike,
    y: ArrayLike,
    colour: str = "",
    label: str = "",
    *,
    dashed: bool = False,
    marker: str = "",
    faint: bool = False,
    pale: bool = False,
) -> Spec:
    """A line, its name at its end; faint: thin; pale: as thick as usual, but a third as strong."""
    look = {
        "colour": colour,
        "label": label,
        "dashed": dashed,
        "marker": marker,
        "faint": faint,
        "pale": pale,
    }
    return {"kind": "line", "x": numbers(x), "y": numbers(y), **look}


def area(edges: ArrayLike, heights: ArrayLike, colour: str, *, own: bool = True) -> Spec:
    """A histogram of n heights between n+1 edges; own: on a scale of its own, its highest bar at 40 % of the
    frame."""
    return {"kind": "area", "x": numbers(edges), "y": numbers(heights), "colour": colour, "own": own}


def dots(
    x: ArrayLike, y: ArrayLike, colour: str | dict[str, str], *, marker: str = "circle", size: float = 2.4
) -> Spec:
    """Points; colour: one, or one for each theme."""
    return {
        "kind": "dots",
        "x": numbers(x),
        "y": numbers(y),
        "colour": colour,
        "marker": marker,
        "size": size,
    }


def words(
    x: ArrayLike,
    y: ArrayLike,
    texts: Sequence[str],
    colour: str | dict[str, str],
    *,
    marker: str = "circle",
    size: float = 3.0,
    names: Sequence[str] = (),
) -> Spec:
    """Points with a word each, written where there is room, those of marks declared first before others.
    names: what a click there sets the chart's pick["word"] to, one for each word."""
    return dots(x, y, colour, marker=marker, size=size) | {
        "kind": "words",
        "texts": list(texts),
        "values": list(names),
    }


def rule(value: float, text: str, *, along: str = "x", colour: str = "") -> Spec:
    """A dotted line at y = value (along "x") or x = value (along "y"), with a word on it."""
    return {"kind": "rule", "value": value, "text": text, "along": along, "colour": colour}


def spans(rows: Iterable[tuple[str, str, float, float, float]], beyond: Sequence[float] = ()) -> Spec:
    """One row for each (label, colour, low, middle, high) along x, the first above. beyond: for each row what
    its label stands behind, where that is more than high."""
    keys = ("label", "colour", "low", "mid", "high")
    drawn = [dict(zip(keys, row, strict=True)) for row in rows]
    for row, end in zip(drawn, beyond, strict=False):
        row["beyond"] = end
    return {"kind": "spans", "rows": drawn}


def ridge(rows: Iterable[tuple[str, str, float, float, ArrayLike]], colour: str) -> Spec:
    """Histograms one below the other, the first above: (label, note, low, high, heights) each; a bar's height
    is its share of the row's highest."""
    drawn = []
    for label, note, low, high, heights in rows:
        shares = np.asarray(heights, float) / (np.max(heights) or 1.0)
        drawn.append(
            {
                "label": label,
                "note": note,
                "low": float(low),
                "high": float(high),
                "y": [round(share, 3) for share in shares.tolist()],
            }
        )
    return {"kind": "ridge", "rows": drawn, "colour": colour}


def heat(z: ArrayLike, means: str, low: float, high: float, **more: Any) -> Spec:
    """A map of numbers (rows, columns) that fills the frame, row 0 below; nan is a hole. low has the faintest
    colour, high the loudest, also if low > high.

    more: ticks=[…]: the numbers at the bar of colours, where there is room, the first ones first, if not low
    and high; power=True: z is the logarithm (base 10) of a whole number, and that is what is read;
    percent=True."""
    z = np.asarray(z)
    return {
        "kind": "heat",
        "rows": z.shape[0],
        "columns": z.shape[1],
        "z": numbers(z),
        "means": means,
        "low": low,
        "high": high,
        "stops": HEAT,
        **more,
    }


def graph(nodes: Sequence[tuple[float, float, str, bool]], edges: Sequence[tuple[int, int, int]]) -> Spec:
    """A computation as a graph. nodes: (x, y, text, whether it is drawn at random); edges: (from, to, whether
    the gradient comes back there: 1, −1 where it would have to and cannot, 0 where none is asked for)."""
    return {
        "kind": "graph",
        "nodes": [{"x": x, "y": y, "text": text, "random": random} for x, y, text, random in nodes],
        "edges": [{"from": one, "to": other, "back": back} for one, other, back in edges],
    }


def images(pictures: ArrayLike, labels: Sequence[str], columns: int, rows: Sequence[str] = ()) -> Spec:
    """Square grey pictures (n, side²) in a grid, row by row from above, a label under each; pixels from 0,
    the page's ground, to 1, its ink. rows: a name left of each row."""
    pixels = np.asarray(pictures, float)
    side = round(pixels.shape[1] ** 0.5)
    drawn = [{"pixels": numbers(row), "label": label} for row, label in zip(pixels, labels, strict=True)]
    named = {"rows": list(rows)} if rows else {}
    return {"kind": "images", "pictures": drawn, "side": side, "columns": columns, **named}


def net(key: str, title: str, about: str, label: str, nets: Sequence[Spec], low: int, high: int) -> Spec:
    """Nets drawn as nets: connections in the colour of their layer's exponent between 10^low and 10^high."""
    empty = axis("")
    picture = {"nets": nets, "low": low, "high": high, "label": label, "stops": HEAT}
    return {
        "key": key,
        "title": title,
        "about": about,
        "x": empty,
        "y": empty,
        "marks": [],
        "wide": True,
        "net": picture,
    }


def over_pale(charts: Sequence[Spec], ahead: Sequence[Spec], said: str) -> list[Spec]:
    """Charts over those of the same names to which they lead: these are pale, and give frames and names as
    long as nothing is drawn over them. said: what the tooltip says of what is pale."""
    now = {one["key"]: [mark for mark in one["marks"] if mark["kind"] != "rule"] for one in charts}
    found = []
    for one in ahead:
        marks = now.get(one["key"], [])
        quiet = {"label": ""} if any(mark.get("x") or mark.get("rows") for mark in marks) else {}
        over = {mark["kind"] for mark in marks if mark.get("pictures")}  # these lie where the pale ones do
        pale = [
            mark | {"pale": True} | (quiet if "label" in mark else {})
            for mark in one["marks"]
            if mark["kind"] not in over
        ]
        found.append({**one, "about": listed([one["about"], said], " "), "marks": [*pale, *marks]})
    return found


def piece(total: int, most: int) -> int:
    """How many values of a curve of `total` values make a piece, of which the lowest and the highest are
    drawn, so that these are about `most`; 1: all are drawn. It depends on no value, so that what has been
    drawn stays while the curve goes on."""
    return 1 if total <= most else -(-2 * total // most)


def thinned(values: Any, total: int, most: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """What is drawn of the values (n,) of a curve that will have `total`: places and values, in order. Of
    each `piece` the lowest and the highest finite value, and the first that is not finite; the first of all
    and the last."""
    row, size = np.asarray(values), piece(total, most)
    n = len(row)
    if size == 1 or n == 0:
        return np.arange(n), row
    starts = np.arange(0, n, size)
    pieces = np.full((len(starts), size), np.nan)
    pieces.ravel()[:n] = row
    there = np.isfinite(pieces)
    gaps = ~there & (np.arange(pieces.size) < n).reshape(pieces.shape)
    some, broken = there.any(axis=1), gaps.any(axis=1)
    lowest = (starts + np.where(there, pieces, np.inf).argmin(axis=1))[some]
    highest = (starts + np.where(there, pieces, -np.inf).argmax(axis=1))[some]
    missing = (starts + gaps.argmax(axis=1))[broken]
    places = np.unique(np.concatenate([[0, n - 1], lowest, highest, missing]))
    return places, row[places]


# --- curves of several seeds, epoch by epoch ----------------------------------------------------------------


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
