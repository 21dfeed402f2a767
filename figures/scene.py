"""The one message that the player gets: a JSON header, the runs as float64, the ground as 16-bit levels."""

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dl_core.experiments.race import GRID, Course, Run, Track, lowest_loss, values_on_grid
from dl_core.numerals import number, percent
from figures.microscope import Scope, packed
from figures.theme import CONTOURS, GROUND, colour, marker

FAR = 8e307  # no gap is drawn larger: it could overflow, and JSON has no infinity
LEVELS = 22
TALL = 40.0  # a surface whose highest gap is this many times its median gap is drawn in logarithms in 3-D
GRAPHIC = 1e-30, 1e30  # what 3-D graphics can draw as it is: they count in float32
HOLE = 65535  # the level of a cell where the loss is not finite

TABS = [
    {"key": "gap", "label": "Loss gap", "about": "loss minus the lowest loss of the surface", "lines": [{"array": "gap", "dashed": False}]},
    {"key": "slope", "label": "Gradient", "about": "length of the gradient", "lines": [{"array": "slope", "dashed": False}]},
    {"key": "distance", "label": "Distance", "about": "to the nearest global minimum", "lines": [{"array": "distance", "dashed": False}]},
    {
        "key": "rate",
        "label": "Effective rate",
        "about": "what the rule multiplies the gradient (or its average) by: x solid, y dashed",
        "legend": "solid: x, dashed: y",
        "lines": [{"array": "rateX", "dashed": False}, {"array": "rateY", "dashed": True}],
    },
]


class Line(NamedTuple):
    """One path or curve of the player. arrays: seven of (steps+1,), in the order x, y, gap, slope, distance, rate of x, rate of y."""

    label: str
    colour: str
    marker: str
    arrays: Sequence[NDArray[np.float64]]
    dashed: bool = False
    rate: str = ""
    arrives: str = ""
    note: str = ""
    lost: bool = False


def line_of(run: Run, bound: float | None = None) -> Line:
    """How a run is drawn and what the table says of it."""
    label = type(run.entry.optimizer).label
    rates = run.descent.rates
    notes = [f"diverged at step {run.track.lost}"] if run.track.lost is not None else []
    if bound is not None:
        notes.append(f"stable below {number(bound)}")
    return Line(
        label, colour(label), marker(label), [*_arrays(run.track), rates[:, 0], rates[:, 1]], False,
        number(float(run.entry.optimizer.lr)), _step(run.track.arrived), ", ".join(notes), run.track.lost is not None,
    )  # fmt: skip


def line_of_average(run: Run, track: Track) -> Line:
    """The averaged iterate of a run: dashed, in the run's colour."""
    label = type(run.entry.optimizer).label
    nothing = np.full(len(track.x), np.nan)
    return Line(f"{label} mean", colour(label), marker(label), [*_arrays(track), nothing, nothing], True, "", _step(track.arrived))


def curve(label: str, shade: str, values: NDArray[np.float64]) -> Line:
    """A line that has a loss and no path."""
    nothing = np.full(len(values), np.nan)
    return Line(label, shade, "circle", [np.zeros(len(values)), np.zeros(len(values)), values, nothing, nothing, nothing, nothing])


def _arrays(track: Track) -> list[NDArray[np.float64]]:
    return [track.x[:, 0], track.x[:, 1], track.gap, track.slope, track.distance]


def _step(step: int | None) -> str:
    return "–" if step is None else f"step {step}"


class Ground(NamedTuple):
    """What lies under the paths: header entries and 16-bit levels of log₁₀(gap + floor), (GRID, GRID): 0 to HOLE − 1 from `low` to `high`, or HOLE."""

    header: dict[str, Any]
    levels: bytes


class Same:
    """A loss beside the surface that it is: the surface is the key of the cache, the loss is how to compute it without compiling."""

    def __init__(self, loss: Any) -> None:
        self.loss = loss

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same)


@lru_cache(maxsize=64)
def ground(surface: Any, same: Same) -> Ground:
    """The contour map of a surface (a frozen value with window, minima() and the like). Levels are even in the logarithm of the gap, so that a narrow
    valley shows. Where the minima are only `found`, the gap is counted from the surface's `reference`."""
    loss = same.loss
    values = values_on_grid(loss, surface.window, GRID)
    found = getattr(surface, "found", None)
    lowest = lowest_loss(loss, surface.minima()) if found is None else _lowest_met(values, surface.reference)
    with np.errstate(over="ignore", invalid="ignore"):
        gap = np.minimum(np.maximum(values - lowest, 0.0), FAR)
    there = np.isfinite(values)
    some = gap[there] if there.any() else np.zeros(1)
    top, middle = float(some.max()), float(np.median(some))
    floor = max(float(np.quantile(some, 0.004)), min(1e-9 * top, middle or top), 1e-300)  # at most FAR: their sum is a number
    level = np.log10(np.where(there, gap, some.max()) + floor)
    low, high = float(level.min()), float(level.max())
    quantised = np.where(there, np.round((level - low) / (high - low or 1) * (HOLE - 1)), HOLE).astype("<u2")
    points = [(float(x), float(y), kind) for kind, many in _points(surface) for x, y in many]
    log = top > TALL * middle or top > GRAPHIC[1] or 0 < top < GRAPHIC[0]
    header = {
        "id": f"{surface!r}", "name": type(surface).__name__.lower(), "window": surface.window, "size": GRID, "low": low, "high": high, "floor": floor,
        "lowest": lowest, "height": "log" if log else "linear", "top": top, "points": points, "found": found is not None,
        "holes": 1 - float(there.mean()), "hole": HOLE, "scales": GROUND, "lines": CONTOURS,
        "plot": _plot(surface.window, low, high, f"{type(surface).__name__} {surface.window}"),
    }  # fmt: skip
    return Ground(header, quantised.tobytes())


def _lowest_met(values: NDArray[np.float64], seen: float) -> float:
    """The lowest finite value of a grid and of a search; 0 if there is none."""
    met = np.append(values, seen)
    return float(np.min(met[np.isfinite(met)])) if np.isfinite(met).any() else 0.0


def _points(surface: Any) -> list[tuple[str, Any]]:
    return [("local", surface.local_minima()), ("saddle", surface.saddles), ("global", surface.minima())]


def _plot(window: tuple[float, float, float, float], low: float, high: float, name: str) -> dict[str, Any]:
    x0, x1, y0, y1 = window
    trace = go.Contour(
        x0=x0, dx=(x1 - x0) / (GRID - 1), y0=y0, dy=(y1 - y0) / (GRID - 1), zmin=low, zmax=high, autocontour=False, showscale=False, hoverinfo="skip",
        contours={"start": low, "end": high, "size": (high - low or 1) / LEVELS}, line={"width": 0.7, "smoothing": 0.9},
    )  # fmt: skip
    layout = go.Layout(
        xaxis={"range": [x0, x1], "title": {"text": "x", "standoff": 2}}, yaxis={"range": [y0, y1], "title": {"text": "y", "standoff": 2}},
        margin={"l": 46, "r": 8, "t": 8, "b": 36}, uirevision=name, hovermode=False, dragmode="zoom", showlegend=False, autosize=True,
    )  # fmt: skip
    config = {
        "displaylogo": False, "showSendToCloud": False, "responsive": False, "doubleClick": "reset", "showTips": False,
        "modeBarButtonsToRemove": ["toImage", "select2d", "lasso2d", "autoScale2d", "sendDataToCloud"],
    }  # fmt: skip
    return {"trace": trace.to_plotly_json(), "layout": layout.to_plotly_json(), "config": config}


def pack(header: dict[str, Any], lines: Sequence[Line], floor: Ground | None, scope: Scope | None = None) -> bytes:
    """Length of the header (uint32), header, seven float64 arrays per line, those of the microscope if there is one, the levels of the ground."""
    runs = [{key: value for key, value in line._asdict().items() if key != "arrays"} for line in lines]
    full = {**header, "runs": runs, **({"map": floor.header} if floor else {}), **({"scope": scope.header} if scope else {})}
    text = json.dumps(full, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    body = np.array([line.arrays for line in lines], "<f8").tobytes() + (packed(scope) if scope else b"")
    return struct.pack("<I", len(text)) + text + body + (floor.levels if floor else b"")


def race_scene(surface: Any, course: Course, lines: Sequence[Line], caption: str, scope: Scope | None = None, **more: Any) -> bytes:
    """The race on its map, one of its runs under the microscope if asked."""
    floor = ground(surface, Same(course.loss))
    if holes := floor.header["holes"]:
        share = "The whole map is a hole" if holes == 1 else f"Holes in the map ({percent(holes, 1)})".replace("(0.0 %)", "(under 0.1 %)")
        caption = f"{caption} {share}, grey: there the loss has no finite real value."
    header = {"mode": "full", "name": type(surface).__name__.lower(), "steps": course.steps, "start": course.start, "tabs": TABS, "caption": caption, **more}
    return pack(header, lines, floor, scope)


def curves_scene(name: str, lines: Sequence[Line], caption: str, **more: Any) -> bytes:
    """Curves alone, with no map."""
    steps = len(lines[0].arrays[2]) - 1
    return pack({"mode": "curves", "name": name, "steps": steps, "start": (0, 0), "tabs": TABS[:1], "caption": caption, **more}, lines, None)
