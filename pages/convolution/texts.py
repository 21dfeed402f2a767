"""Pictures and numbers as they stand in a link: strictly read, and bounded."""

import re
from collections.abc import Sequence

from dl_core.digits import SIDE
from kit.messages import _
from kit.settings import Refused, shorten

PIXELS, GREYS = SIDE * SIDE, "0123456789abcdefg"  # 17 levels, as the digits have them
MOST, LONGEST = 400, 3600  # numbers, and characters of all of them
_NUMBER = re.compile(r"[+-]?(?:\d{1,2}(?:\.\d{1,4})?|\.\d{1,4})", re.ASCII)


def read_pixels(text: str) -> list[int]:
    """The grey levels of a picture, row by row, from 0 to 16; none for an empty text. Raises Refused."""
    wanted = text.strip(" ")
    if not wanted:
        return []
    if len(wanted) != PIXELS or not set(wanted) <= set(GREYS):
        raise Refused(
            _(
                "The drawn picture “{given}” is none: give {pixels} characters from 0 to 9 and a to g, one "
                "for each pixel, row by row.",
                given=shorten(wanted),
                pixels=PIXELS,
            )
        )
    return [GREYS.index(one) for one in wanted]


def spell_pixels(levels: Sequence[int]) -> str:
    """The text of grey levels."""
    return "".join(GREYS[int(one)] for one in levels)


def read_rows(text: str) -> list[list[float]]:
    """Rows of numbers, parted by semicolons, the numbers by commas; none for an empty text.
    Raises Refused."""
    wanted = text.strip(" ")
    if not wanted:
        return []
    rows = [[one.strip(" ") for one in row.split(",")] for row in wanted[: LONGEST + 1].split(";")]
    given = {"given": shorten(wanted), "most": MOST}
    if len(wanted) > LONGEST or sum(map(len, rows)) > MOST:
        raise Refused(_("“{given}” holds more than {most} numbers: give fewer.", **given))
    if any(not _NUMBER.fullmatch(one) for row in rows for one in row):
        raise Refused(
            _(
                "“{given}” is no table of numbers: give numbers below 100 with at most four decimal "
                "places, parted by commas, and rows by semicolons, as 1,0,-1;2,0,-2;1,0,-1.",
                **given,
            )
        )
    if len({len(row) for row in rows}) > 1:
        raise Refused(_("“{given}” has rows of two lengths: make them alike.", **given))
    return [[float(one) for one in row] for row in rows]
