"""Places in the plane as they stand in a link: strictly read, and bounded."""

import re

from kit.messages import _
from kit.settings import Refused, shorten

MOST, REACH = 60, 100  # places; each coordinate is below REACH
LONGEST = 20 * MOST  # characters
_PLACE = re.compile(r"([+-]?\d{1,2}(?:\.\d{1,4})?),([+-]?\d{1,2}(?:\.\d{1,4})?)", re.ASCII)


def read_places(text: str) -> list[tuple[float, float]]:
    """Places (x, y), parted by semicolons; none for an empty text. Raises Refused."""
    wanted = text.strip(" ")
    if not wanted:
        return []
    rows = wanted[: LONGEST + 1].split(";")
    given = {"given": shorten(wanted), "most": MOST}
    if len(wanted) > LONGEST or len(rows) > MOST:
        raise Refused(_("“{given}” holds more than {most} places: give fewer.", **given))
    found = [_PLACE.fullmatch(row.strip(" ")) for row in rows]
    if not all(found):
        raise Refused(
            _(
                "“{given}” is no list of places: give two numbers below 100 each with at most four decimal "
                "places, parted by a comma, and places parted by semicolons, as 1.5,-2;0,3.",
                **given,
            )
        )
    return [(float(one[1]), float(one[2])) for one in found if one]
