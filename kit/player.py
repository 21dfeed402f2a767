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
    """A drawing. header: its texts may be messages; body: what stands behind it; ground: what stands last,
    and is left out for who has that of the map's "id" in the header already."""

    header: dict[str, Any]
    body: bytes
    ground: bytes = b""


def curve(label: str, shade: str, values: NDArray[np.float64]) -> Line:
    """A line that has a loss (steps+1,) and no path."""
    nothing = np.full(len(values), np.nan)
    return Line(
        label,
        shade,
        "circle",
        [np.zeros(len(values)), np.zeros(len(values)), values, nothing, nothing, nothing, nothing],
    )


def scene(header: dict[str, Any], lines: Sequence[Line], behind: bytes = b"", ground: bytes = b"") -> Scene:
    """A drawing of lines. behind: more bytes that the header tells of; ground: those of a map."""
    runs = [{key: value for key, value in line._asdict().items() if key != "arrays"} for line in lines]
    return Scene(
        {**header, "runs": runs}, np.array([line.arrays for line in lines], "<f8").tobytes() + behind, ground
    )


def spelled(header: dict[str, Any]) -> str:
    """The entries of a header as JSON, without the braces around them."""
    return json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":"))[1:-1]


def packed(header: str, *behind: bytes) -> bytes:
    """The message: the length of the header (uint32), the header, of entries that are `spelled`, and what
    stands behind it."""
    text = f"{{{header}}}".encode()
    return b"".join((struct.pack("<I", len(text)), text, *behind))
