"""The map under the paths: 16-bit levels, and the colours of the bands that are drawn between them."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from dl_core.experiments.race import GRID
from kit.theme import CONTOURS, GROUND
from pages.race.facts import Ground

FAR = 8e307  # no gap is drawn larger: it could overflow, and JSON has no infinity
TALL = 40.0  # a surface whose highest gap is this many times its median gap is drawn in logarithms in 3-D
GRAPHIC = 1e-30, 1e30  # what 3-D graphics can draw as it is: they count in float32
HOLE = 65535  # the level of a cell where the loss is not finite


class Drawn(NamedTuple):
    """What lies under the paths: header entries and 16-bit levels of log₁₀(gap + floor), (GRID, GRID): 0 to
    HOLE − 1 from `low` to `high`, or HOLE."""

    header: dict[str, Any]
    levels: bytes


@lru_cache(maxsize=64)
def drawn(ground: Ground) -> Drawn:
    """The contour map. Levels are even in the logarithm of the gap, so that a narrow valley shows."""
    surface, values = ground.surface, ground.values
    with np.errstate(over="ignore", invalid="ignore"):
        gap = np.minimum(np.maximum(values - ground.lowest, 0.0), FAR)
    there = np.isfinite(values)
    some = gap[there] if there.any() else np.zeros(1)
    top, middle = float(some.max()), float(np.median(some))
    # at most FAR: their sum is a number
    floor = max(float(np.quantile(some, 0.004)), min(1e-9 * top, middle or top), 1e-300)
    level = np.log10(np.where(there, gap, some.max()) + floor)
    low, high = float(level.min()), float(level.max())
    quantised = np.where(there, np.round((level - low) / (high - low or 1) * (HOLE - 1)), HOLE).astype("<u2")
    log = top > TALL * middle or top > GRAPHIC[1] or 0 < top < GRAPHIC[0]
    header = {
        "id": f"{surface!r}",
        "name": type(surface).__name__.lower(),
        "window": surface.window,
        "size": GRID,
        "low": low,
        "high": high,
        "floor": floor,
        "lowest": ground.lowest,
        "height": "log" if log else "linear",
        "top": top,
        "points": list(ground.points),
        "found": ground.found,
        "holes": ground.holes,
        "hole": HOLE,
        "scales": GROUND,
        "lines": CONTOURS,
    }
    return Drawn(header, quantised.tobytes())
