"""What the race page can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self

from dl_core.experiments.descent import MAX_STEPS
from dl_core.experiments.dimensions import MAX_DIMENSIONS
from dl_core.experiments.race import Course, Entry
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, Optimizer
from dl_core.optimizers.base import with_rate
from dl_core.params import Param, param, params, params_of
from dl_core.schedules import SCHEDULES, Schedule
from surfaces import SURFACES, Ravine, Surface
from surfaces.switch import switch
from views.settings import Number, OneOf, Setting, SomeOf, Value, View

RATES = {"own": "Own", "same": "Same for all", "tuned": "Tuned"}
LIBRARIES = ("optax", "PyTorch")
RATES_ABOUT = "own: each slider · same: one for all · tuned: the best of 61 for this surface, start and number of steps"
ALIKE = "alike"
FIRST_SEVEN = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lion")


def slug(owned: Any) -> str:
    """The name in links of a rule, schedule or surface (class or value)."""
    return (owned if isinstance(owned, type) else type(owned)).__name__.lower()


@params
class Common:
    """The numbers of a race that belong to no rule."""

    lr: float = param(default=0.1, low=1e-5, high=10.0, log=True, tex=r"\eta", about="the same learning rate for every racer", label="Learning rate")
    steps: float = param(default=100.0, low=1.0, high=float(MAX_STEPS), step=1.0, log=True, tex="T", about="length of the race", label="Steps")
    average: float = param(
        default=0.0, low=0.0, high=float(MAX_STEPS), step=1.0, tex="t_0", label="Average from step",
        about="draw the running mean of the path from this step on (Polyak–Ruppert); 0 draws none",
    )  # fmt: skip


@params
class Dimensions:
    """The bowl in many dimensions."""

    dimensions: float = param(
        default=10.0, low=1.0, high=float(MAX_DIMENSIONS), step=1.0, log=True, tex="d", about="number of coordinates of the bowl", label="Dimensions"
    )
    tries: float = param(
        default=300.0, low=10.0, high=float(MAX_STEPS), step=1.0, log=True, tex="T", about="evaluations for each of the two", label="Evaluations"
    )
    rate: float = param(default=0.1, low=1e-3, high=1.9, log=True, tex=r"\eta", about="learning rate of gradient descent", label="Gradient step")
    width: float = param(default=0.2, low=1e-3, high=3.0, log=True, tex=r"\sigma", about="width of the random proposals", label="Proposal width")


SCHEDULE_OPTIONS = {slug(cls): cls.label for cls in SCHEDULES}


@cache
def _fixed() -> dict[str, Setting]:
    """Every setting that does not depend on the surface."""
    settings: dict[str, Setting] = {
        "surface": OneOf({slug(cls): cls.label for cls in SURFACES}, slug(Ravine), "Surface", "what is descended", clears=("x", "y")),
        "race": SomeOf({slug(cls): cls.label for cls in RACERS}, FIRST_SEVEN, "Racers", "which optimizers race"),
        "rates": OneOf(RATES, "tuned", "Rates", RATES_ABOUT),
        "about": OneOf({slug(cls): cls.label for cls in RACERS}, "sgd", "Rule", "which rule the words and the script below are about"),
        "library": OneOf({library: library for library in LIBRARIES}, LIBRARIES[0], "Library", "whose script"),
        "schedule": OneOf(SCHEDULE_OPTIONS, "constant", "Schedule", "a factor on every learning rate as the race goes on"),
    }
    for rule in RACERS:
        settings[f"{slug(rule)}.schedule"] = OneOf({ALIKE: "as all", **SCHEDULE_OPTIONS}, ALIKE, f"{rule.label}: schedule", "this racer's own schedule")
    for owner in (Common, Noise, Dimensions):
        settings |= {name: Number(number, number.label) for name, number in params_of(owner)}
    owners: tuple[Any, ...] = (*SURFACES, *SCHEDULES, *RACERS)
    for cls in owners:
        settings |= {f"{slug(cls)}.{name}": Number(number, f"{cls.label}: {number.label}") for name, number in params_of(cls)}
    turned = replace(dict(params_of(Ravine))["angle"], default=-20.0)  # lying along an axis it would flatter every rule that has a rate per coordinate
    return settings | {"ravine.angle": Number(turned, f"{Ravine.label}: {turned.label}")}


@dataclass(frozen=True)
class Race(View):
    """The race page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; the range of the start is the box of the surface that is asked for."""
        surface = next((one for one in SURFACES if slug(one) == asked.get("surface")), Ravine)
        x0, x1, y0, y1 = surface.window
        x, y = surface.start
        return _fixed() | {
            "x": Number(Param(x, x0, x1, tex="x_0", about="where every racer starts"), "Start x"),
            "y": Number(Param(y, y0, y1, tex="y_0", about="where every racer starts"), "Start y"),
        }

    @classmethod
    def of(cls, surface: Surface, racers: Sequence[Optimizer], start: tuple[float, float] | None = None, *values: Any, **more: Value) -> Self:
        """The race that these objects describe: `values` are schedules, noise or Common whose numbers matter, `more` settings by name."""
        asked: dict[str, Value] = {"surface": slug(surface), "race": tuple(slug(rule) for rule in racers), **more}
        for owner in (surface, *racers, *values):
            bare = isinstance(owner, (Common, Noise, Dimensions))
            asked |= {name if bare else f"{slug(owner)}.{name}": float(getattr(owner, name)) for name, _ in params_of(owner)}
        if start is not None:
            asked |= {"x": float(start[0]), "y": float(start[1])}
        return cls(asked)

    def built(self, cls: type[Any]) -> Any:
        """The rule, schedule or surface of this class with the view's numbers."""
        return cls(**{name: self[f"{slug(cls)}.{name}"] for name, _ in params_of(cls)})

    @property
    def surface(self) -> Surface:
        """The surface with its parameters."""
        return self.built(next(cls for cls in SURFACES if slug(cls) == self["surface"]))

    @property
    def steps(self) -> int:
        """Length of the race."""
        return int(self["steps"])

    def schedule_of(self, rule: type[Optimizer]) -> Schedule:
        """The schedule of one racer: its own, or that of all."""
        own = self[f"{slug(rule)}.schedule"]
        name = self["schedule"] if own == ALIKE else own
        return self.built(next(cls for cls in SCHEDULES if slug(cls) == name))

    def entry(self, cls: type[Optimizer]) -> Entry:
        """A rule with its own rate, or with that of all if so asked, and its schedule."""
        rule = self.built(cls)
        return Entry(with_rate(rule, self["lr"]) if self["rates"] == "same" else rule, self.schedule_of(cls))

    def entries(self) -> list[Entry]:
        """The racers."""
        return [self.entry(cls) for cls in RACERS if slug(cls) in self["race"]]

    def course(self) -> Course:
        """What all racers share."""
        surface = self.surface
        noise = Noise(self["sigma"], self["seed"])
        first = int(self["average"]) or None
        return Course(switch(surface), (self["x"], self["y"]), surface.minima(), surface.window, self.steps, noise, first)
