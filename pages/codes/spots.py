"""A place in one of the planes, as it stands in a link: strictly read."""

import re
from typing import NamedTuple

from kit.messages import _
from kit.settings import Refused, shorten

PLANES = ("pca", "plain", "variational")
_SPOT = re.compile(
    rf"({'|'.join(PLANES)}),(-?\d{{1,2}}(?:\.\d{{1,4}})?),(-?\d{{1,2}}(?:\.\d{{1,4}})?)", re.ASCII
)


class Spot(NamedTuple):
    """A place in a plane. name: one of PLANES."""

    name: str
    x: float
    y: float


def read_spot(text: str) -> Spot | None:
    """The place that a text says; None for an empty one. Raises Refused."""
    wanted = text.strip(" ")
    if not wanted:
        return None
    found = _SPOT.fullmatch(wanted) if len(wanted) < 40 else None
    if not found:
        raise Refused(
            _(
                "“{given}” is no place in a plane: give one of {planes}, and two numbers below 100 with at "
                "most four decimal places, parted by commas, as plain,1.5,-2.",
                given=shorten(wanted),
                planes=", ".join(PLANES),
            )
        )
    return Spot(found[1], float(found[2]), float(found[3]))
