"""What a search for minima found, in numbers, and what is told of it, in whole sentences."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number
from surfaces.lattice import STARTS, Floats

MANY = 200  # at most so many single minima are marked
FOUND_NONE: Floats = np.empty((0, 2))


class Counts(NamedTuple):
    """How many minima: single ones, the lowest and higher ones, and points of flat places that are marked, of
    the lowest and of higher ones."""

    lowest: int
    higher: int
    points: int
    above: int


class Found(NamedTuple):
    """What a search found. lowest, others (n, 2): minima inside the box, all equally low, and higher ones,
    those that are marked. seen: x, y and value of the lowest finite point met in the box, minimum or not, or
    None if there is none. reference: what gaps are counted from, the lowest value on the map or met elsewhere
    in the box, but not beside a pole, where the search meets lower ones without end; nan if there is none.
    counts: of the minima, None where there are none. level: that all values are the same. at_border: where
    the lowest point met lies on the border of the box; deeper: that it lies below all minima. near: how well
    the place of a lowest minimum on a kink is known, 0 for as well as usual. too_fine: that the surface
    wiggles more finely than the search looks."""

    lowest: Floats
    others: Floats
    seen: tuple[float, float, float] | None
    reference: float = math.nan
    counts: Counts | None = None
    level: bool = False
    at_border: bool = False
    deeper: bool = False
    near: float = 0.0
    too_fine: bool = False

    @property
    def words(self) -> Message:
        """What to tell the reader."""
        return listed(list(_sentences(self)), " ")


def _sentences(found: Found) -> Iterator[Message]:
    if found.level:
        yield _(
            "The surface is level: {value} at all places that were tried in the box.",
            value=number(found.reference, 4),
        )
    elif found.seen is None:
        yield _("The formula has no finite value at any of the places that were tried in the box.")
    elif found.counts is None:
        yield _no_minimum(*found.seen, found.at_border)
    else:
        yield from _counted(found.counts)
        if found.near:
            yield _(
                "The lowest lies on a kink: its place is known to about {near} only.",
                near=number(found.near, 1),
            )
        if found.deeper:
            yield _deeper(*found.seen, found.at_border)
    if found.too_fine:
        yield _("The surface wiggles more finely than the search looks: lower places may lie between.")


def _counted(counts: Counts) -> Iterator[Message]:
    """How many minima were found, lowest and higher, single and of flat places, and how many of them are
    marked where that is not all."""
    lowest, higher = _many(counts.lowest), _many(counts.higher)
    if counts.points:
        yield _((
            "Searched from {starts} starts, there may be more: a flat place of minima was found, {points} "
            "points of it are marked."
        ),
                starts=STARTS, points=counts.points)  # fmt: skip
        if counts.lowest == 1:
            yield _("Besides, 1 equally low single minimum was found.")
        elif counts.lowest:
            yield _("Besides, {lowest} equally low single minima were found.", lowest=lowest)
        if counts.higher:
            yield _("Higher minima found: {higher}.", higher=higher)
    elif counts.lowest == 1:
        yield _(
            "Searched from {starts} starts, there may be more: 1 minimum and {higher} higher found.",
            starts=STARTS,
            higher=higher,
        )
    else:
        yield _((
            "Searched from {starts} starts, there may be more: {lowest} equally low minima and {higher} "
            "higher found."
        ),
                starts=STARTS, lowest=lowest, higher=higher)  # fmt: skip
    if counts.lowest > MANY:
        yield _("Of the lowest, {many} are marked.", many=MANY)
    if counts.higher > MANY:
        yield _("Of the higher ones, {many} are marked.", many=MANY)
    if counts.above:
        yield _("There are higher flat places, too: {above} points of them are marked.", above=counts.above)


def _many(count: int) -> Message | int:
    return _("more than {many}", many=MANY) if count > MANY else count


def _no_minimum(x: float, y: float, value: float, at_border: bool) -> Message:
    at = {"value": number(value, 4), "x": number(x, 4), "y": number(y, 4)}
    if at_border:
        return _(
            "No minimum was found inside the box: the lowest value met, {value}, is at ({x}, {y}), on "
                "the border of the box, beyond which the surface may fall "
            "on.", **at,
        )  # fmt: skip
    return _(
        "No minimum was found inside the box: the lowest value met, {value}, is at ({x}, {y}), where "
            "the surface falls without a bottom, breaks off, bends in "
        "a kink or wiggles too finely for the search.", **at,
    )  # fmt: skip


def _deeper(x: float, y: float, value: float, at_border: bool) -> Message:
    at = {"value": number(value, 4), "x": number(x, 4), "y": number(y, 4)}
    if at_border:
        return _(
            (
                "But the lowest value met, {value}, is at ({x}, {y}), on the border of the box, beyond "
                "which the surface may fall on."
            ),
            **at,
        )
    return _(
        "But the lowest value met, {value}, is at ({x}, {y}), where the surface falls without a "
            "bottom, breaks off, bends in a kink or wiggles too finely for "
        "the search.", **at,
    )  # fmt: skip
