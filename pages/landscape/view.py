"""What the page can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, NamedTuple

from dl_core.datasets import TASKS
from dl_core.experiments import landscape as core
from dl_core.experiments.landscape import Course, Plane, plane_through, principal_plane, random_plane
from dl_core.optimizers import OPTIMIZERS
from dl_core.optimizers.base import GradientMethod, with_rate
from dl_core.params import Param, param, params, params_of
from kit.messages import Message, _
from kit.settings import Number, OneOf, Setting, SomeOf, View, of_rates, slug

TRAINERS: tuple[type[GradientMethod], ...] = tuple(
    cls for cls in OPTIMIZERS if issubclass(cls, GradientMethod)
)
DATA = {**{name: _(name.capitalize()) for name in TASKS}, "digits": _("Digits 3 and 8")}
BATCHES = {"all": _("all {samples}", samples=core.SAMPLES), "128": "128", "32": "32", "8": "8"}
PLANES = {
    "all": _("Main directions of all paths"),
    "one": _("Main directions of one path"),
    "random": _("Two random directions"),
    "ends": _("Through three ends"),
}
CENTRES = {"mean": _("the mean of its points"), "end": _("the rule's end")}
RATES = {"tuned": _("Tuned"), "own": _("Own")}
ENDS = 3  # make a plane


@params
class Numbers:
    """The numbers that no rule has."""

    seed: float = param(
        default=0.0,
        low=0.0,
        high=999.0,
        step=1.0,
        about=_("names the random numbers of points, initial weights and batches"),
        label=_("Seed"),
    )
    directions: float = param(
        default=0.0,
        low=0.0,
        high=99.0,
        step=1.0,
        about=_("names the two random directions"),
        label=_("Directions"),
    )
    average_last: float = param(
        default=core.LATE,
        low=0.01,
        high=1.0,
        about=_("the last share of the steps whose weights are averaged: the ringed points"),
        label=_("Averaged share"),
    )


class Case(NamedTuple):
    """What a run is known by: names of the course (task, seed, width, activation, batch), the rule, and
    whether its rate is searched."""

    course: tuple[str, int, int, str, int | None]
    rule: GradientMethod
    tuned: bool


class Choice(NamedTuple):
    """Which plane is meant. kind: of PLANES; of: the rule whose path or end makes it, "" where none is asked
    for; at_end: whether it goes through that rule's end; directions: the seed of random ones."""

    kind: str
    of: str
    at_end: bool
    directions: int


def _number(known: Param, owner: str) -> Number:
    """The setting of a number of a rule, in words that can be translated."""
    label = _(known.label)
    return Number(
        replace(known, about=_(known.about), label=label),
        _("{owner}: {number}", owner=_(owner), number=label),
    )


@cache
def _settings() -> dict[str, Setting]:
    rules = {slug(cls): _(cls.label) for cls in TRAINERS}
    widths = {str(width): str(width) for width in core.WIDTHS}
    settings: dict[str, Setting] = {
        "task": OneOf(
            DATA,
            "moons",
            _("Task"),
            _(
                "{samples} points in the plane, two classes; digits: their first two principal components",
                samples=core.SAMPLES,
            ),
        ),
        "width": OneOf(
            widths, "16", _("Width"), _("units in each of the two hidden layers; each width is compiled once")
        ),
        "activation": OneOf(
            {"tanh": _("tanh"), "relu": _("ReLU")},
            "tanh",
            _("Activation"),
            _("of both hidden layers; initial weights Xavier's with tanh, He's with ReLU"),
        ),
        "batch": OneOf(
            BATCHES, "all", _("Batch"), _("points of one step; the batches are the same for all rules")
        ),
        "race": SomeOf(rules, ("sgd", "momentum", "adam"), _("Rules"), _("which train the net")),
        "rates": OneOf(
            RATES,
            "tuned",
            _("Rates"),
            _(
                ("tuned: the best of {rates} for this net, task, seed and batch · own: each slider"),
                rates=core.RATES,
            ),
        ),
        "plane": OneOf(
            PLANES, "all", _("Plane"), _("two of the net's many directions: all that the map shows")
        ),
        "of": OneOf(rules, "adam", _("Rule"), _("whose path or end makes the plane")),
        "through": OneOf(CENTRES, "mean", _("Through"), _("a point that the plane holds")),
    }
    settings |= {name: Number(number, number.label) for name, number in params_of(Numbers)}
    for cls in TRAINERS:
        settings |= {f"{slug(cls)}.{name}": _number(number, cls.label) for name, number in params_of(cls)}
    return settings


@dataclass(frozen=True)
class Landscape(View):
    """The page's whole state."""

    renamed: ClassVar[Mapping[str, str]] = {"late": "average_last", "look": "directions"}

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    def follows(self, changes: Mapping[str, str]) -> Message | None:
        """That tuned rates have become own ones: see View.follows."""
        return of_rates(self["rates"], changes)

    def unused(self, name: str) -> Message | None:
        """Rates that the view does not use: see View.unused."""
        return (
            _("It counts once rates are your own.")
            if name.endswith(".lr") and self["rates"] == "tuned"
            else None
        )

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
                rule: Any = cls(**{name: self[f"{slug(cls)}.{name}"] for name, _known in params_of(cls)})
                found.append(Case(self.course_of, with_rate(rule, cls().lr) if tuned else rule, tuned))  # type: ignore[arg-type]
        return found

    @property
    def choice(self) -> Choice:
        """Which plane is asked for: nothing in it that this kind of plane does not depend on."""
        kind = self["plane"]
        at_end = kind in ("all", "one") and self["through"] == "end"
        return Choice(
            kind,
            self["of"] if kind in ("one", "random") or at_end else "",
            at_end,
            int(self["directions"]) if kind == "random" else 0,
        )


def plane_of(choice: Choice, paths: Sequence[Any], of: int) -> Plane:
    """The plane that is chosen, of these paths (rows, d); `of`: the place of the path that it is about.
    Raises ValueError where it takes more paths."""
    end = paths[of][-1]
    if choice.kind == "random":
        return random_plane(end, choice.directions)
    if choice.kind == "ends":
        if len(paths) < ENDS:
            raise ValueError(f"{len(paths)} ends; {ENDS} make a plane")
        return plane_through(*(path[-1] for path in paths[:ENDS]))
    return principal_plane(paths if choice.kind == "all" else [paths[of]], end if choice.at_end else None)
