"""What the page "A net's landscape" can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from dl_core.datasets import TASKS
from dl_core.experiments import landscape as core
from dl_core.experiments.landscape import Course, Plane, plane_through, principal_plane, random_plane
from dl_core.optimizers import OPTIMIZERS
from dl_core.optimizers.base import GradientMethod, with_rate
from dl_core.params import param, params, params_of
from kit.messages import Message, _
from views.race import slug
from views.settings import Number, OneOf, Setting, SomeOf, View

TRAINERS: tuple[type[GradientMethod], ...] = tuple(cls for cls in OPTIMIZERS if issubclass(cls, GradientMethod))
DATA = {**{name: name.capitalize() for name in TASKS}, "digits": "Digits 3 and 8"}
BATCHES = {"all": f"all {core.SAMPLES}", "128": "128", "32": "32", "8": "8"}
PLANES = {"all": "Main directions of all paths", "one": "Main directions of one path", "random": "Two random directions", "ends": "Through three ends"}
CENTRES = {"mean": "the mean of its points", "end": "the rule's end"}
RATES = {"tuned": "Tuned", "own": "Own"}
RATES_ABOUT = f"tuned: the best of {core.RATES} for this net, task, seed and batch · own: each slider"
ENDS = 3  # make a plane
MEAN_ABOUT = "the last share of the steps whose weights are averaged: the ringed points"


@params
class Look:
    """The numbers that no rule has."""

    seed: float = param(default=0.0, low=0.0, high=999.0, step=1.0, about="names the random numbers of points, initial weights and batches", label="Seed")
    look: float = param(default=0.0, low=0.0, high=99.0, step=1.0, about="names the two random directions", label="Directions")
    late: float = param(default=core.LATE, low=0.01, high=1.0, about=MEAN_ABOUT, label="Averaged share")


class Case(NamedTuple):
    """What a run is a run of: names of the course (task, seed, width, activation, batch), the rule, and whether its rate is searched."""

    course: tuple[str, int, int, str, int | None]
    rule: GradientMethod
    tuned: bool


@cache
def _settings() -> dict[str, Setting]:
    rules = {slug(cls): cls.label for cls in TRAINERS}
    settings: dict[str, Setting] = {
        "task": OneOf(DATA, "moons", "Task", f"{core.SAMPLES} points in the plane, two classes; digits: their first two principal components"),
        "width": OneOf({str(width): str(width) for width in core.WIDTHS}, "16", "Width", "units in each of the two hidden layers; each width is compiled once"),
        "activation": OneOf(
            {"tanh": "tanh", "relu": "ReLU"}, "tanh", "Activation", "of both hidden layers; initial weights Xavier's with tanh, He's with ReLU"
        ),
        "batch": OneOf(BATCHES, "all", "Batch", "points of one step; the batches are the same for all rules"),
        "race": SomeOf(rules, ("sgd", "momentum", "adam"), "Rules", "which train the net"),
        "rates": OneOf(RATES, "tuned", "Rates", RATES_ABOUT),
        "plane": OneOf(PLANES, "all", "Plane", "two of the net's many directions: all that the map shows"),
        "of": OneOf(rules, "adam", "Rule", "whose path or end makes the plane"),
        "through": OneOf(CENTRES, "mean", "Through", "a point that the plane holds"),
    }
    for name, number in params_of(Look):
        settings[name] = Number(number, number.label)
    for cls in TRAINERS:
        settings |= {f"{slug(cls)}.{name}": Number(number, f"{cls.label}: {number.label}") for name, number in params_of(cls)}
    return settings


@dataclass(frozen=True)
class Landscape(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    def unused(self, name: str) -> Message | None:
        """Rates that the view does not use: see View.unused."""
        return _("It counts once rates are your own.") if name.endswith(".lr") and self["rates"] == "tuned" else None

    @property
    def course_of(self) -> tuple[str, int, int, str, int | None]:
        """What names the course."""
        batch = None if self["batch"] == "all" else int(self["batch"])
        return self["task"], int(self["seed"]), int(self["width"]), self["activation"], batch

    def course(self) -> Course:
        """What all runs share."""
        return core.course(*self.course_of)

    def cases(self) -> list[Case]:
        """The runs. With searched rates that of the slider is none of a run's numbers."""
        tuned = self["rates"] == "tuned"
        found = []
        for cls in TRAINERS:
            if slug(cls) in self["race"]:
                rule: Any = cls(**{name: self[f"{slug(cls)}.{name}"] for name, _ in params_of(cls)})
                found.append(Case(self.course_of, with_rate(rule, cls().lr) if tuned else rule, tuned))  # type: ignore[arg-type]
        return found

    def centre(self, rules: Sequence[GradientMethod]) -> int:
        """The place among these rules of the one whose path or end is meant: the first, if it is not there."""
        return next((i for i, rule in enumerate(rules) if slug(rule) == self["of"]), 0)

    def plane(self, paths: Sequence[Any], of: int) -> Plane:
        """The plane that is asked for, of these paths (rows, d); `of`: the place of the path that it is about. Raises ValueError where it takes more paths."""
        end = paths[of][-1]
        through = end if self["through"] == "end" else None
        if self["plane"] == "random":
            return random_plane(end, int(self["look"]))
        if self["plane"] == "ends":
            if len(paths) < ENDS:
                raise ValueError(f"{len(paths)} ends; {ENDS} make a plane")
            return plane_through(*(path[-1] for path in paths[:ENDS]))
        return principal_plane(paths if self["plane"] == "all" else [paths[of]], through)
