"""A map of basins as bytes: which minimum is the hue, how many steps its strength."""

import base64
import zlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.basins import DIVERGED, HOLE, PENDING, UNDECIDED, Basins

HUES = 8  # of minima; more of them share hues
LEVELS = 31  # shades of one hue, 0 the fewest steps
# bytes; a hole has the next one, too
AFTER = {
    UNDECIDED: HUES * LEVELS,
    DIVERGED: HUES * LEVELS + 1,
    PENDING: HUES * LEVELS + 2,
    HOLE: HUES * LEVELS + 3,
}
STRIPED = 40  # stripes along a side of a hole, of either byte


class Picture(NamedTuple):
    """A map for painting. data: base64 of zlib's deflate of rows × columns bytes, row 0 below: minimum k at
    level l is (k mod HUES) · LEVELS + l, all else as in AFTER. places: packed alike, of each start the index
    of its minimum, where there are more of them than hues, else "". edges (LEVELS + 1,): level l means
    edges[l] ≤ steps < edges[l + 1]. counted: whether steps were counted."""

    rows: int
    columns: int
    data: str
    places: str
    edges: list[int]
    counted: bool


def edges(steps: int) -> list[int]:
    """Where the levels begin, the last one ending behind `steps`: wider as steps grow (by the square), for
    most starts need few. Some are empty in a short run."""
    return np.ceil((steps + 1) * (np.arange(LEVELS + 1) / LEVELS) ** 2).astype(int).tolist()


def indices(found: Basins, steps: int) -> NDArray[np.uint8]:
    """The bytes of a map of `steps` steps (side, side); without counted steps all of a hue is level 0."""
    level = np.searchsorted(edges(steps), np.maximum(found.steps_needed, 0), side="right") - 1
    drawn = (found.place.astype(int) % HUES) * LEVELS + level
    for place, byte in AFTER.items():
        drawn[found.place == place] = byte
    row, column = np.nonzero(found.place == HOLE)
    drawn[row, column] += (row + column) // max(1, len(drawn) // STRIPED) % 2
    return drawn.astype(np.uint8)


def packed(values: NDArray[Any]) -> str:
    """The bytes of an array: base64 of zlib's deflate."""
    return base64.b64encode(zlib.compress(values.tobytes(), 1)).decode()


def picture(found: Basins, steps: int, every: int = 1) -> Picture:
    """The map of `steps` steps, or every few of its starts along each side."""
    part = slice(every // 2, None, every)
    few = found._replace(place=found.place[part, part], steps_needed=found.steps_needed[part, part])
    drawn = indices(few, steps)
    places = packed(few.place) if len(found.minima) > HUES else ""
    rows, columns = drawn.shape
    return Picture(rows, columns, packed(drawn), places, edges(steps), bool((found.steps_needed >= 0).any()))
