"""The map of basins as bytes and a palette: which minimum is the hue, how many steps its strength, and what it says in per cent."""

import base64
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.basins import DIVERGED, HOLE, PENDING, UNDECIDED, Basins
from dl_core.numerals import number
from figures import theme
from figures.charts import Spec, axis, chart, dots, line

# Found by search: apart for normal sight and for the three kinds of colour-blindness (24 in CIELAB or more), and none is the colour of a rule.
HUES = ("#4248cc", "#d4cb10", "#b60802", "#5cdac5", "#e798fd", "#9bd595", "#924aa9", "#943d45")
NAMES = ("indigo", "yellow", "red", "turquoise", "pink", "green", "purple", "wine")
GROUND = {"light": "#ffffff", "dark": "#10161f"}
ELSE = {UNDECIDED: {"light": "#eceff3", "dark": "#262d38"}, DIVERGED: theme.DIVERGED}  # nearly the ground; the grey of divergence
LEVELS = 31  # shades of one hue, 0 the fewest steps
FAINTEST = 0.45  # share of the hue in the last of them, the rest is ground
AFTER = {UNDECIDED: len(HUES) * LEVELS, DIVERGED: len(HUES) * LEVELS + 1, PENDING: len(HUES) * LEVELS + 2, HOLE: len(HUES) * LEVELS + 3}  # bytes
STRIPES = {"light": ("#aab1bb", "#ffffff"), "dark": ("#4a535f", "#10161f")}  # of a hole: its byte and the next
STRIPED = 40  # stripes along a side, of either colour
CALM = 0.99  # an agreement of the two precisions below which the page says that precision decides
SHOWN = 6  # minima that have a row of a legend


class Picture(NamedTuple):
    """A map for painting. indices (side, side) uint8, row 0 below, into palette[theme], a list of "#rrggbb" ("" is no paint); edges (LEVELS + 1,): level k of
    a hue is edges[k] ≤ steps < edges[k + 1]."""

    indices: NDArray[np.uint8]
    palette: dict[str, list[str]]
    edges: list[int]


def _mixed(hue: str, ground: str, share: float) -> str:
    channels = (round(share * int(hue[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def palette() -> dict[str, list[str]]:
    """For each theme LEVELS shades of every hue, towards the ground, then undecided, diverged, pending, and the two of a hole."""
    shares = np.linspace(1, FAINTEST, LEVELS)
    return {
        theme: [*(_mixed(hue, ground, float(share)) for hue in HUES for share in shares), ELSE[UNDECIDED][theme], ELSE[DIVERGED][theme], "", *STRIPES[theme]]
        for theme, ground in GROUND.items()
    }


def edges(steps: int) -> list[int]:
    """Where the levels begin, the last one ending behind `steps`: wider as steps grow (by the square), for most starts need few. Some are empty in a short
    run."""
    return np.ceil((steps + 1) * (np.arange(LEVELS + 1) / LEVELS) ** 2).astype(int).tolist()


def picture(found: Basins, steps: int) -> Picture:
    """The bytes of a map of `steps` steps. Minimum k has hue k modulo len(HUES); without counted steps all of it is level 0."""
    bounds = edges(steps)
    level = np.searchsorted(bounds, np.maximum(found.steps_needed, 0), side="right") - 1
    indices = (found.place.astype(int) % len(HUES)) * LEVELS + level
    for place, byte in AFTER.items():
        indices[found.place == place] = byte
    row, column = np.nonzero(found.place == HOLE)
    indices[row, column] += (row + column) // max(1, len(indices) // STRIPED) % 2
    return Picture(indices.astype(np.uint8), palette(), bounds)


def percent(share: float) -> str:
    """A share in words; what is there but rounds to nothing is said to be there."""
    if np.isnan(share):
        return "–"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def named(minimum: Sequence[float]) -> str:
    """A minimum by where it is, to three digits."""
    return f"({number(minimum[0])}, {number(minimum[1])})"


def legend(found: Basins) -> list[Spec]:
    """A row for each class that has any start, {"index": byte of its colour, "label": words}: minima by share, at most SHOWN and then the rest together, then
    the diverged, the undecided, and those in a hole."""
    *of_minima, undecided, diverged = found.shares.tolist()
    order = [k for k in np.argsort(np.negative(of_minima), kind="stable").tolist() if of_minima[k] > 0]
    rows = [{"index": k % len(HUES) * LEVELS, "label": f"{named(found.minima[k])}: {percent(of_minima[k])}"} for k in order[:SHOWN]]
    if rest := order[SHOWN:]:
        rows.append({"index": AFTER[PENDING], "label": f"{len(rest)} more: {percent(sum(of_minima[k] for k in rest))}"})
    others = ((diverged, DIVERGED, "diverged"), (undecided, UNDECIDED, "undecided"), (found.holes, HOLE, "striped, in a hole"))
    return rows + [{"index": AFTER[place], "label": f"{word}: {percent(share)}"} for share, place, word in others if share > 0]


def _packed(values: NDArray[Any]) -> str:
    return base64.b64encode(zlib.compress(values.tobytes(), 1)).decode()


def pixels(found: Basins, steps: int) -> Spec:
    """The mark "pixels": `data` is base64 of zlib's deflate of rows × columns bytes, row 0 below, each an index into `palette[theme]`.

    To be said of a pixel with byte b < hues × levels: names[k], in steps[b % levels] to steps[b % levels + 1] − 1 steps (nothing of steps unless `counted`);
    k is b // levels, or where there are more minima than hues, the same pixel's byte in `places` (packed alike). Of another: others[b − hues × levels].
    """
    drawn = picture(found, steps)
    rows, columns = drawn.indices.shape
    return {
        "kind": "pixels", "rows": rows, "columns": columns, "data": _packed(drawn.indices), "palette": drawn.palette,
        "places": _packed(found.place) if len(found.minima) > len(HUES) else "", "hues": len(HUES), "levels": LEVELS, "steps": drawn.edges,
        "counted": bool((found.steps_needed >= 0).any()), "names": [named(minimum) for minimum in found.minima],
        "others": ["undecided", "diverged", "not computed yet", *["in a hole: no value here"] * 2], "legend": legend(found),
    }  # fmt: skip


class Seen(NamedTuple):
    """What is drawn over a map. minima (n, 2) and a path (m, 2) from a start, which is its first row."""

    minima: NDArray[np.float64]
    path: NDArray[np.float64]


def basin_map(key: str, title: str, about: str, mark: Spec, window: Sequence[float], seen: Seen, **more: object) -> Spec:
    """The chart of a mark that `pixels` made: the map over the window, a dot on every minimum in it, the path, a diamond where it starts.

    more: as in `chart`; pick={"x": …, "y": …} makes a click set the start to the middle of the pixel.
    """
    x0, x1, y0, y1 = window
    inside = [(x, y) for x, y in seen.minima.tolist() if x0 <= x <= x1 and y0 <= y <= y1]
    marks = [mark, *([dots([x for x, _ in inside], [y for _, y in inside], "", size=2.5)] if inside else [])]
    marks += [line(seen.path[:, 0], seen.path[:, 1]), dots(seen.path[:1, 0], seen.path[:1, 1], "", marker="diamond", size=6)]
    return chart(key, title, about, axis("x", x0, x1), axis("y", y0, y1), marks, **more)


def nothing_yet(minima: NDArray[np.float64], steps: int) -> Spec:
    """The mark of a map of which nothing is computed yet: one pixel of bare ground."""
    return pixels(Basins(np.full((1, 1), PENDING, np.int8), np.full((1, 1), -1, np.int16), np.zeros((1, 1, 2), np.float32), minima), steps)


def every(found: Basins, stride: int, mark: Spec, steps: int) -> Spec:
    """The mark of every stride-th start along each side of a map; what its legend says is of all of them, as in the whole `mark`."""
    part = slice(stride // 2, None, stride)
    few = found._replace(place=found.place[part, part], steps_needed=found.steps_needed[part, part])
    return {**pixels(few, steps), "legend": mark["legend"], "counted": mark["counted"]}


def crowded(columns: int, rows: int, side: int) -> list[str]:
    """That neighbouring pixels are one start, if only so many columns and rows of `side` differ."""
    few = [f"{count} of {side} {name}" for count, name in ((columns, "columns"), (rows, "rows")) if count < side]
    if not few:
        return []
    return [f"So close, float32 tells only {' and '.join(few)} of starts apart: neighbouring pixels are the same start, which no comparison of ends shows."]


def _list(parts: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in parts)


def sentences(maps: Sequence[tuple[str, Basins, float | None]], lowest: int) -> list[str]:
    """What maps say in words, (name, map, what `agreement` measured or None) each. lowest: the first so many of the minima are global."""
    if not maps:
        return []
    first = maps[0][1]
    if not len(first.minima):
        return ["No minimum of this surface is known, so no start has a place to arrive at: what stays in sight is undecided."]
    goal = "the lowest minimum" if lowest == 1 else "one of the lowest minima" if lowest < len(first.minima) else "a minimum"
    words = [f"Starts that end at {goal}: {_list([(name, percent(float(found.shares[:lowest].sum()))) for name, found, _ in maps])}."]
    if len(first.minima) > len(HUES):
        words.append(f"{len(first.minima)} minima share {len(HUES)} colours: neighbours of one colour may be two.")
    return [*words, _precision([(name, agree) for name, _, agree in maps])]


def _precision(measured: Sequence[tuple[str, float | None]]) -> str:
    """How far to trust a pixel; a sentence even if nothing is known yet, so that what stands below keeps its place."""
    known = [(name, agree) for name, agree in measured if agree is not None]
    if not known:
        return "How many starts end alike in float32 and float64: not compared yet."
    said = f"Of a coarse grid of starts, so many end alike in float32 and float64: {_list([(name, percent(agree)) for name, agree in known])}."
    dust = [name for name, agree in known if agree < CALM]
    return f"{said} {' and '.join(dust)}: where they differ, precision decides, and a pixel is no fact." if dust else said
