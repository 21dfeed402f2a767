"""What the player draws, as a declaration: a header of texts and numbers, and behind it the arrays of its
lines and whatever else the header names."""

import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Line(NamedTuple):
    """One path or curve. arrays: seven of (steps+1,), in the order x, y, gap, slope, distance, rate of x,
    rate of y. rate, arrives, note: its row in the table; about: what the note means. key: of what stands out
    together, and by which a link knows it; "" for the label."""

    label: str
    colour: str
    marker: str
    arrays: Sequence[NDArray[np.float64]]
    dashed: bool = False
    rate: str = ""
    arrives: str = ""
    note: str = ""
    about: str = ""
    lost: bool = False
    key: str = ""


class Scene(NamedTuple):
    """A drawing. header: its texts may be messages; body: what stands behind it."""

    header: dict[str, Any]
    body: bytes


def curve(label: str, shade: str, values: NDArray[np.float64]) -> Line:
    """A line that has a loss (steps+1,) and no path."""
    nothing = np.full(len(values), np.nan)
    return Line(
        label,
        shade,
        "circle",
        [np.zeros(len(values)), np.zeros(len(values)), values, nothing, nothing, nothing, nothing],
    )


def scene(header: dict[str, Any], lines: Sequence[Line], *behind: bytes) -> Scene:
    """A drawing of lines. behind: more bytes that the header tells of, such as those of a map."""
    runs = [{key: value for key, value in line._asdict().items() if key != "arrays"} for line in lines]
    return Scene(
        {**header, "runs": runs},
        b"".join((np.array([line.arrays for line in lines], "<f8").tobytes(), *behind)),
    )


def packed(drawn: Scene) -> bytes:
    """The message: the length of the header (uint32), the header as JSON, the body."""
    text = json.dumps(drawn.header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + drawn.body
