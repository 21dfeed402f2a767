"""The map of basins as bytes and a palette: which minimum is the hue, how many steps its strength, and what it says in per cent."""

import base64
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.basins import DIVERGED, PENDING, UNDECIDED, Basins
from figures.charts import Spec, axis, chart, dots

# Found by search: apart for normal sight and for the three kinds of colour-blindness (24 in CIELAB or more), and none is the colour of a rule.
HUES = ("#4248cc", "#d4cb10", "#b60802", "#5cdac5", "#e798fd", "#9bd595", "#924aa9", "#943d45")
NAMES = ("indigo", "yellow", "red", "turquoise", "pink", "green", "purple", "wine")
GROUND = {"light": "#ffffff", "dark": "#10161f"}
ELSE = {UNDECIDED: {"light": "#eceff3", "dark": "#262d38"}, DIVERGED: {"light": "#7d858f", "dark": "#6b7480"}}  # nearly the ground; the grey of divergence
LEVELS = 31  # shades of one hue, 0 the fewest steps
FAINTEST = 0.45  # share of the hue in the last of them, the rest is ground
AFTER = {UNDECIDED: len(HUES) * LEVELS, DIVERGED: len(HUES) * LEVELS + 1, PENDING: len(HUES) * LEVELS + 2}  # bytes; PENDING has no colour
SHOWN = 12  # rows of a legend


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
    """For each theme LEVELS shades of every hue, towards the ground, then undecided, diverged, pending."""
    shares = np.linspace(1, FAINTEST, LEVELS)
    return {
        theme: [*(_mixed(hue, ground, float(share)) for hue in HUES for share in shares), ELSE[UNDECIDED][theme], ELSE[DIVERGED][theme], ""]
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
    return Picture(indices.astype(np.uint8), palette(), bounds)


def percent(share: float) -> str:
    """A share in words; what is there but rounds to nothing is said to be there."""
    if np.isnan(share):
        return "–"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def named(minimum: Sequence[float]) -> str:
    """A minimum by where it is, to three digits."""
    return f"({minimum[0]:.3g}, {minimum[1]:.3g})".replace("-", "−")


def legend(found: Basins) -> list[Spec]:
    """A row for each class that has any start, {"index": byte of its colour, "label": words}: minima by share, at most SHOWN and then the rest together, then
    the diverged and the undecided."""
    *of_minima, undecided, diverged = found.shares.tolist()
    order = [k for k in np.argsort(np.negative(of_minima), kind="stable").tolist() if of_minima[k] > 0]
    rows = [{"index": k % len(HUES) * LEVELS, "label": f"{named(found.minima[k])}: {percent(of_minima[k])}"} for k in order[:SHOWN]]
    if rest := order[SHOWN:]:
        rows.append({"index": AFTER[PENDING], "label": f"{len(rest)} more: {percent(sum(of_minima[k] for k in rest))}"})
    others = ((diverged, DIVERGED, "diverged"), (undecided, UNDECIDED, "undecided"))
    return rows + [{"index": AFTER[place], "label": f"{word}: {percent(share)}"} for share, place, word in others if share > 0]


def pixels(found: Basins, steps: int) -> Spec:
    """The mark "pixels": `data` is base64 of rows × columns bytes, row 0 below, each an index into `palette[theme]`.

    To be said of a pixel with byte b < hues × levels: names[k], in steps[b % levels] to steps[b % levels + 1] − 1 steps (nothing of steps unless `counted`);
    k is b // levels, or where there are more minima than hues, the same pixel's byte in `places`. Of another: others[b − hues × levels].
    """
    drawn = picture(found, steps)
    rows, columns = drawn.indices.shape
    places = found.place.tobytes() if len(found.minima) > len(HUES) else b""
    return {
        "kind": "pixels", "rows": rows, "columns": columns, "data": base64.b64encode(drawn.indices.tobytes()).decode(), "palette": drawn.palette,
        "places": base64.b64encode(places).decode(), "hues": len(HUES), "levels": LEVELS, "steps": drawn.edges,
        "counted": bool((found.steps_needed >= 0).any()), "names": [named(minimum) for minimum in found.minima],
        "others": ["undecided", "diverged", "not computed yet"], "legend": legend(found),
    }  # fmt: skip


def basin_map(key: str, title: str, about: str, found: Basins, window: Sequence[float], steps: int, **more: object) -> Spec:
    """The chart: the map over the window, a dot on every minimum in it. more: as in `chart`, pick={"x": …, "y": …} makes a click set the start."""
    x0, x1, y0, y1 = window
    inside = [(x, y) for x, y in found.minima.tolist() if x0 <= x <= x1 and y0 <= y <= y1]
    marks = [pixels(found, steps), *([dots([x for x, _ in inside], [y for _, y in inside], "", size=2.5)] if inside else [])]
    return chart(key, title, about, axis("x", x0, x1), axis("y", y0, y1), marks, **more)


def sentences(found: Basins, lowest: int, agree: float | None = None) -> list[str]:
    """What the map says in words. lowest: the first so many of the minima are global; agree: what `agreement` measured, if it was."""
    *of_minima, undecided, diverged = found.shares.tolist()
    said = [f"{percent(sum(of_minima[:lowest]))} of the starts end at {'the lowest minimum' if lowest == 1 else 'a lowest minimum'}"]
    if len(of_minima) > lowest:
        said.append(f"{percent(sum(of_minima[lowest:]))} at another one")
    said += [f"{percent(share)} {word}" for share, word in ((undecided, "are not within reach of any yet"), (diverged, "diverge")) if share > 0]
    words = [", ".join(said) + "."]
    if len(of_minima) > len(HUES):
        words.append(f"{len(of_minima)} minima share {len(HUES)} colours: two that look alike may be two.")
    if agree is not None:
        rest = "" if agree >= 0.99 else ": of the rest, rounding decides"
        words.append(f"float32 and float64 send {percent(agree)} of a coarse grid of starts to the same place{rest}.")
    return words
