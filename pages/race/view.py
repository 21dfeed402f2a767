"""What the page can be asked: a race, and how it is looked at."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from dl_core.experiments.descent import MAX_STEPS
from dl_core.params import Param
from kit.messages import _
from kit.number_format import number
from kit.race.settings import NOBODY, Race, or_default
from kit.settings import Number, OneOf, Refused, Setting, SomeOf, Text, shorten
from surfaces.lattice import Box

CURVES = {
    "gap": _("Loss gap"),
    "slope": _("Gradient"),
    "distance": _("Distance"),
    "rate": _("Effective rate"),
}
VIEWS = {"flat": _("Map"), "space": _("3-D")}
# what a hand can reach, too: map_view.js, camera.js
SMALLEST, LARGEST = 1e-9, 10.0  # times the box: what the map can show
ROUNDING = 1e-6  # of these: ends are written in decimals
LONGEST = 120  # characters of the numbers of one setting
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"  # as JavaScript reads it, too
NUMBERS = re.compile(rf" *{NUMBER} *(?:, *{NUMBER} *)*", re.ASCII)
ASIDE = 2.0  # how far from the middle of the 3-D view its camera looks along each axis
NEAREST, FARTHEST = 0.2, 8.0  # from what it looks at to the camera


@dataclass(frozen=True)
class RaceView(Race):
    """The page's whole state."""

    shown: ClassVar[tuple[str, ...]] = ("step", "tab", "view", "window", "camera", "focus", "bowl.step")
    governing: ClassVar[tuple[str, ...] | None] = (
        *(Race.governing or ()),
        "microscope",
        "race",
        "steps",
        "tries",
    )

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings of a race, and how it is looked at: it opens at its end, one that is looked at through
        the microscope at its first step."""
        known = super().settings(asked)
        racers, steps, tries, x, y = (known[name] for name in ("race", "steps", "tries", "x", "y"))
        assert isinstance(racers, SomeOf) and isinstance(steps, Number) and isinstance(tries, Number)
        assert isinstance(x, Number) and isinstance(y, Number)
        looked = asked.get("microscope", NOBODY) in _names(asked.get("race", racers.default))
        box = (x.param.low, x.param.high, y.param.low, y.param.high)
        return {
            **known,
            "step": _step(
                0.0 if looked else or_default(steps, asked.get("steps")),
                _("Step shown"),
                _("where the race stands"),
            ),
            "tab": OneOf(CURVES, "gap", _("Curves"), _("which curves are shown")),
            "view": OneOf(VIEWS, "flat", _("View"), _("the surface from above or in three dimensions")),
            "window": Text("", _("Part of the map"), _in(box), _("what the map shows; nothing: all of it")),
            "camera": Text(
                "",
                _("Camera"),
                lambda text: text.strip(" ") and camera_of(text),
                _("from where the 3-D view is seen; nothing: as it opens"),
            ),
            "focus": OneOf(
                {NOBODY: _("nobody"), **racers.options},
                NOBODY,
                _("In focus"),
                _("the racer that stands out from the others"),
            ),
            "bowl.step": _step(
                or_default(tries, asked.get("tries")),
                _("Evaluation shown"),
                _("where the race in many dimensions stands"),
            ),
        }


def _step(default: float, label: str, about: str) -> Number:
    """A step of a race; one beyond its end is its last."""
    return Number(Param(default, 0.0, float(MAX_STEPS), step=1.0, about=about), label)


def _names(racers: str | Sequence[str]) -> Sequence[str]:
    return racers.split(",") if isinstance(racers, str) else racers


def _numbers(text: str, count: int) -> list[float]:
    """The finite numbers that a text lists with commas between them; none at all unless there are as many."""
    if len(text) > LONGEST or not NUMBERS.fullmatch(text):
        return []
    found = [float(piece) for piece in text.split(",")]
    return found if len(found) == count and all(map(math.isfinite, found)) else []


def part_of_map(text: str, box: Box) -> Box:
    """The part of the plane around a box that a text names: left, right, lower and upper end. Raises Refused
    unless these are four numbers, each pair in order, from SMALLEST to LARGEST times the box apart, and not
    outside of LARGEST times the box around its middle."""
    x0, x1, y0, y1 = box
    if found := _numbers(text, 4):
        left, right, low, high = found
        if _lies_in(left, right, x0, x1) and _lies_in(low, high, y0, y1):
            return left, right, low, high
    around = (*_around(x0, x1), *_around(y0, y1))
    raise Refused(
        _(
            "Part of the map “{given}” cannot be shown. It takes four numbers with commas between them: left "
            "and right from {x0} to {x1}, lower and upper end from {y0} to {y1}, each pair in this order and "
            "at least a billionth of the map apart.",
            given=shorten(text),
            **{name: number(end, 6) for name, end in zip(("x0", "x1", "y0", "y1"), around, strict=True)},
        )
    )


def _around(first: float, last: float) -> tuple[float, float]:
    """Where a part of the map may lie along one axis."""
    middle, reach = (first + last) / 2, LARGEST * (last - first) / 2
    return middle - reach, middle + reach


def _lies_in(low: float, high: float, first: float, last: float) -> bool:
    (least, most), smallest = _around(first, last), SMALLEST * (last - first)
    slack = ROUNDING * (most - least)
    return least - slack <= low and high <= most + slack and high - low >= (1 - ROUNDING) * smallest


def camera_of(text: str) -> tuple[list[float], list[float]]:
    """Where the camera of the 3-D view stands and what it looks at, x, y, z of each, in Plotly's units: the
    ground is 1.2 wide and long and its middle is 0. Raises Refused unless these are six numbers, the last
    three of at most ASIDE and the camera NEAREST to FARTHEST away from there."""
    found = _numbers(text, 6)
    eye, centre = found[:3], found[3:]
    if found and max(map(abs, centre)) <= ASIDE and NEAREST <= math.dist(eye, centre) <= FARTHEST:
        return eye, centre
    raise Refused(
        _(
            "Camera “{given}” cannot be used. It takes six numbers with commas between them: where it stands "
            "(x, y, z) and what it looks at (x, y, z from −{aside} to {aside}). One is from {nearest} to "
            "{farthest} away from the other.",
            given=shorten(text),
            aside=number(ASIDE),
            nearest=number(NEAREST),
            farthest=number(FARTHEST),
        )
    )


def _in(box: Box) -> Callable[[str], object]:
    return lambda text: text.strip(" ") and part_of_map(text, box)
