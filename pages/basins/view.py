"""What the page can be asked: all that a race can, how many starts, and a closer look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dl_core.experiments.race import Course, Entry, tuned
from dl_core.experiments.tuning import Box
from dl_core.optimizers import OPTIMIZERS, Optimizer, RandomSearch
from dl_core.params import Param
from kit.messages import _
from kit.race.settings import Race, slug
from kit.settings import Number, OneOf, Setting
from surfaces import Himmelblau

SIDES = ("256", "512", "1024")
USUAL = SIDES[0]
MOST_LARGE = 4  # maps of more starts than usual
FOUR = ("sgd", "momentum", "adam", "newton")
ZOOM = Param(
    1.0,
    1.0,
    1000.0,
    log=True,
    about=_("a closer look: a part of the box around the start, so many times smaller"),
    label=_("Zoom"),
)
DEFAULTS: dict[str, Any] = {"surface": slug(Himmelblau), "race": FOUR, "rates": "own"}
STEPS = 300.0


@dataclass(frozen=True)
class BasinsView(Race):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings of a race, with defaults of this page's own, and two more."""
        surfaces = super().settings({})["surface"]
        assert isinstance(surfaces, OneOf)
        known = asked.get("surface") in surfaces.options
        race = dict(super().settings(asked if known else {**asked, "surface": DEFAULTS["surface"]}))
        for name, default in DEFAULTS.items():
            race[name] = replace(race[name], default=default)  # type: ignore[arg-type]
        race["surface"] = replace(surfaces, clears=(*surfaces.clears, "zoom"), default=DEFAULTS["surface"])
        steps = race["steps"]
        assert isinstance(steps, Number)
        race["steps"] = replace(steps, param=replace(steps.param, default=STEPS))
        sides = OneOf(
            {side: f"{side} × {side}" for side in SIDES},
            USUAL,
            _("Starts"),
            _("how many starts a map has; more take longer"),
        )
        return {"side": sides, "zoom": Number(ZOOM, ZOOM.label), **race}

    @property
    def side(self) -> int:
        """Starts along one side of a map."""
        return int(self["side"])

    @property
    def is_large(self) -> bool:
        """Whether the maps have more starts than usual."""
        return bool(self["side"] != USUAL)

    @property
    def needs_start(self) -> bool:
        """Whether the maps depend on the start: where rates are tuned at it, or where it is looked at
        closely."""
        return self["rates"] == "tuned" or self["zoom"] > 1

    @property
    def start(self) -> tuple[float, float]:
        """Where the diamond is."""
        return self["x"], self["y"]

    def maps_course(self) -> Course:
        """The course of the maps: that of a race without noise and average, from the start if the maps depend
        on it, else from the surface's."""
        return self.exact_course(self.start if self.needs_start else self.surface.start)

    @property
    def mapped(self) -> list[Optimizer]:
        """The rules that have a map, at the rates of the sliders: of large maps only the first few, and never
        random search."""
        rules = [self.rule(cls) for cls in OPTIMIZERS if slug(cls) in self["race"]]
        return rules[:MOST_LARGE] if self.is_large else rules

    def rules(self, course: Course) -> list[Optimizer]:
        """These rules, with rates tuned for the course if that is asked."""
        entries = [Entry(rule) for rule in self.mapped]
        return [
            entry.optimizer for entry in (tuned(entries, course) if self["rates"] == "tuned" else entries)
        ]

    def window(self, box: Box) -> Box:
        """The part of the box that is looked at: around the start, but never beyond the box."""
        if self["zoom"] <= 1:
            return box

        def part(low: float, high: float, middle: float) -> tuple[float, float]:
            wide = (high - low) / self["zoom"]
            first = float(np.clip(middle - wide / 2, low, high - wide))
            return first, first + wide

        return *part(box[0], box[1], self["x"]), *part(box[2], box[3], self["y"])

    def as_race(self) -> Race:
        """The race from the same start: every setting that a race has."""
        return Race({name: self[name] for name in self.known if name not in ("side", "zoom")})

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a race with these settings would have and no map has: "noise" (or a schedule), "search"
        (random search), "rules" (large maps of too many)."""
        constant = self["schedule"] == "constant" and all(
            self[f"{name}.schedule"] in ("alike", "constant") for name in self["race"]
        )
        many = self.is_large and len(set(self["race"]) - {slug(RandomSearch)}) > MOST_LARGE
        there = {
            "noise": bool(self["sigma"]) or not constant,
            "search": slug(RandomSearch) in self["race"],
            "rules": many,
        }
        return tuple(name for name, is_there in there.items() if is_there)
