"""The one message that the player gets: a JSON header, the runs as float64, the ground as 16-bit levels."""

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dl_core.experiments.race import Course, Run, Track, lowest_loss, values_on_grid
from figures.theme import CONTOURS, GROUND, colour, marker

GRID = 101
LEVELS = 22
TALL = 40.0  # a surface whose highest gap is this many times its median gap is drawn in logarithms in 3-D

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


def number(value: float) -> str:
    """Three significant digits, as short as they can be said."""
    return f"{value:.3g}"


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
    """What lies under the paths: header entries and 16-bit levels of log₁₀(gap + floor), (GRID, GRID)."""

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
    valley shows."""
    loss = same.loss
    minima = surface.minima()
    lowest = lowest_loss(loss, minima)
    gap = np.maximum(values_on_grid(loss, surface.window, GRID) - lowest, 0.0)
    floor = max(float(np.quantile(gap, 0.004)), 1e-9 * float(gap.max()), 1e-300)
    level = np.log10(gap + floor)
    low, high = float(level.min()), float(level.max())
    quantised = np.round((level - low) / (high - low or 1) * 65535).astype("<u2")
    points = [(float(x), float(y), kind) for kind, many in _points(surface) for x, y in many]
    header = {
        "id": f"{surface!r}", "name": type(surface).__name__.lower(), "window": surface.window, "size": GRID, "low": low, "high": high, "floor": floor,
        "lowest": lowest, "height": "log" if gap.max() > TALL * np.median(gap) else "linear", "top": float(gap.max()), "points": points,
        "scales": GROUND, "lines": CONTOURS, "plot": _plot(surface.window, low, high, type(surface).__name__),
    }  # fmt: skip
    return Ground(header, quantised.tobytes())


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


def pack(header: dict[str, Any], lines: Sequence[Line], floor: Ground | None) -> bytes:
    """Length of the header (uint32), header, seven float64 arrays per line, the levels of the ground."""
    runs = [{key: value for key, value in line._asdict().items() if key != "arrays"} for line in lines]
    full = {**header, "runs": runs, **({"map": floor.header} if floor else {})}
    text = json.dumps(full, ensure_ascii=False, separators=(",", ":")).encode()
    body = np.array([line.arrays for line in lines], "<f8").tobytes()
    return struct.pack("<I", len(text)) + text + body + (floor.levels if floor else b"")


def race_scene(surface: Any, course: Course, lines: Sequence[Line], caption: str, **more: Any) -> bytes:
    """The race on its map."""
    header = {"mode": "full", "name": type(surface).__name__.lower(), "steps": course.steps, "start": course.start, "tabs": TABS, "caption": caption, **more}
    return pack(header, lines, ground(surface, Same(course.loss)))


def curves_scene(name: str, lines: Sequence[Line], caption: str, **more: Any) -> bytes:
    """Curves alone, with no map."""
    steps = len(lines[0].arrays[2]) - 1
    return pack({"mode": "curves", "name": name, "steps": steps, "start": (0, 0), "tabs": TABS[:1], "caption": caption, **more}, lines, None)
