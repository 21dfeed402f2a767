"""What the page "Basins" can be asked: all that a race can, how many starts, and a closer look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dl_core.experiments.race import Course, Entry, tuned
from dl_core.experiments.tuning import Box
from dl_core.noise import Noise
from dl_core.optimizers import Optimizer, RandomSearch
from dl_core.params import Param
from surfaces import Himmelblau
from views.race import Race, slug
from views.settings import Number, OneOf, Setting

SIDES = ("256", "512", "1024")
USUAL = SIDES[0]
MOST_LARGE = 4  # maps of more starts than usual
FOUR = ("sgd", "momentum", "adam", "newton")
ZOOM = Param(1.0, 1.0, 1000.0, log=True, about="a closer look: a part of the box around the start, so many times smaller", label="Zoom")
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
        sides = {side: f"{side} × {side}" for side in SIDES}
        return {"side": OneOf(sides, USUAL, "Starts", "how many starts a map has; more take longer"), "zoom": Number(ZOOM, "Zoom"), **race}

    @property
    def side(self) -> int:
        """Starts along one side of a map."""
        return int(self["side"])

    def course(self) -> Course:
        """As of a race, but for what no map has: noise, and the mean of a path."""
        return super().course()._replace(noise=Noise(), average_from=None)

    @property
    def mapped(self) -> list[Entry]:
        """The racers that have a map, at constant rates."""
        entries = [Entry(entry.optimizer) for entry in self.entries() if not isinstance(entry.optimizer, RandomSearch)]
        return entries if self["side"] == USUAL else entries[:MOST_LARGE]

    def rules(self, course: Course) -> list[Optimizer]:
        """Their rules, with rates tuned for the course if that is asked."""
        return [entry.optimizer for entry in (tuned(self.mapped, course) if self["rates"] == "tuned" else self.mapped)]

    def window(self, box: Box) -> Box:
        """The part of the box that is looked at: around the start, but never beyond the box."""

        def part(low: float, high: float, middle: float) -> tuple[float, float]:
            wide = (high - low) / self["zoom"]
            first = float(np.clip(middle - wide / 2, low, high - wide))
            return first, first + wide

        return *part(box[0], box[1], self["x"]), *part(box[2], box[3], self["y"])

    def as_race(self) -> Race:
        """The race from the same start: every setting that a race has."""
        return Race({name: self[name] for name in self.known if name not in ("side", "zoom")})

    @property
    def left_out(self) -> list[str]:
        """What a race with these settings would have and no map has, in words."""
        said = []
        constant = self["schedule"] == "constant" and all(self[f"{name}.schedule"] in ("alike", "constant") for name in self["race"])
        if self["sigma"] or not constant:
            said.append("Noise and schedules are left out: a map is of the rule itself, at a constant rate.")
        if slug(RandomSearch) in self["race"]:
            said.append("Random search is left out: all starts would share its random numbers, and another seed would be another map.")
        if self["side"] != USUAL and len(set(self["race"]) - {slug(RandomSearch)}) > MOST_LARGE:
            said.append(f"Only the first {MOST_LARGE} rules: large maps of all take too long.")
        return said
