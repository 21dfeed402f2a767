"""What a race can be asked: the settings that the pages on races share, and the race itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, ClassVar, Self

from dl_core.experiments.descent import MAX_STEPS
from dl_core.experiments.dimensions import MAX_DIMENSIONS
from dl_core.experiments.race import Course, Entry
from dl_core.noise import Noise
from dl_core.optimizers import RACERS, Optimizer
from dl_core.params import Param, param, params, params_of
from dl_core.schedules import SCHEDULES, Schedule
from kit import settings
from kit.messages import Message, _
from kit.settings import Number, OneOf, Refused, Setting, SomeOf, Text, Value, View
from surfaces import SURFACES, Ravine, Surface
from surfaces.formula import parse
from surfaces.lattice import Box
from surfaces.own import Own, start_in
from surfaces.spelling import ALLOWED
from surfaces.switch import switch

RATES = {"own": _("Own"), "same": _("Same for all"), "tuned": _("Tuned")}
LIBRARIES = ("optax", "PyTorch")
RATES_ABOUT = _(
    "own: each slider · same: one for all · tuned: the best of 61 for this surface, start, schedule, "
    "noise and number of steps"
)
ALIKE = "alike"
NOBODY = "off"
MICROSCOPE_ABOUT = _("one step of this rule in numbers: its formula term by term, with arrows on the map")
BOX = ("own.x0", "own.x1", "own.y0", "own.y1")
# of one's own box: further out or nearer by, 3-D graphics, which count in float32, draw steps
FARTHEST, NARROWEST = (1000.0, 0.1)
EXAMPLES = ("x**2/20 + y**2", "sin(x)*y + exp(-r)", "y**2/4 - sqrt(20 - r**2)", "abs(x) + abs(y - x**2)/4")
FIRST_SEVEN = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lion")

slug = settings.slug  # the name in links of a rule, schedule or surface


@params
class Common:
    """The numbers of a race that belong to no rule."""

    lr: float = param(
        default=0.1,
        low=1e-5,
        high=10.0,
        log=True,
        tex=r"\eta",
        about=_("the same learning rate for every racer"),
        label=_("Learning rate"),
    )
    steps: float = param(
        default=100.0,
        low=1.0,
        high=float(MAX_STEPS),
        step=1.0,
        log=True,
        tex="T",
        about=_("length of the race"),
        label=_("Steps"),
    )
    average: float = param(
        default=0.0,
        low=0.0,
        high=float(MAX_STEPS),
        step=1.0,
        tex="t_0",
        label=_("Average from step"),
        about=_("draw the running mean of the path from this step on (Polyak–Ruppert); 0 draws none"),
    )


@params
class Dimensions:
    """The bowl in many dimensions."""

    dimensions: float = param(
        default=10.0,
        low=1.0,
        high=float(MAX_DIMENSIONS),
        step=1.0,
        log=True,
        tex="d",
        about=_("number of coordinates of the bowl"),
        label=_("Dimensions"),
    )
    tries: float = param(
        default=300.0,
        low=10.0,
        high=float(MAX_STEPS),
        step=1.0,
        log=True,
        tex="T",
        about=_("evaluations for each of the two"),
        label=_("Evaluations"),
    )
    rate: float = param(
        default=0.1,
        low=1e-3,
        high=1.9,
        log=True,
        tex=r"\eta",
        about=_("learning rate of gradient descent"),
        label=_("Gradient step"),
    )
    width: float = param(
        default=0.2,
        low=1e-3,
        high=3.0,
        log=True,
        tex=r"\sigma",
        about=_("width of the random proposals"),
        label=_("Proposal width"),
    )


SCHEDULE_OPTIONS = {slug(cls): _(cls.label) for cls in SCHEDULES}


def _number(known: Param, owner: str = "") -> Number:
    """The setting of a number of the core, in words that can be translated; owner: whose it is, where that
    has to be said."""
    label = _(known.label)
    return Number(
        replace(known, about=_(known.about), label=label),
        _("{owner}: {number}", owner=_(owner), number=label) if owner else label,
    )


@cache
def _fixed() -> dict[str, Setting]:
    """Every setting that does not depend on the surface."""
    settings: dict[str, Setting] = {
        "surface": OneOf(
            {slug(cls): _(cls.label) for cls in SURFACES} | {slug(Own): _("Your own formula")},
            slug(Ravine),
            _("Surface"),
            _("what is descended"),
            clears=("x", "y"),
        ),
        "formula": Text(
            EXAMPLES[0], _("Formula"), parse, _("f(x, y), made of {allowed}", allowed=_(ALLOWED)), EXAMPLES
        ),
        "race": SomeOf(
            {slug(cls): _(cls.label) for cls in RACERS}, FIRST_SEVEN, _("Racers"), _("which optimizers race")
        ),
        "rates": OneOf(RATES, "tuned", _("Rates"), RATES_ABOUT),
        "about": OneOf(
            {slug(cls): _(cls.label) for cls in RACERS},
            "sgd",
            _("Rule"),
            _("which rule the words and the script below are about"),
        ),
        "microscope": OneOf(
            {NOBODY: _("off"), **{slug(cls): _(cls.label) for cls in RACERS if cls.lines}},
            NOBODY,
            _("Microscope"),
            MICROSCOPE_ABOUT,
        ),
        "library": OneOf(
            {library: library for library in LIBRARIES}, LIBRARIES[0], _("Library"), _("whose script")
        ),
        "schedule": OneOf(
            SCHEDULE_OPTIONS,
            "constant",
            _("Schedule"),
            _("a factor on every learning rate as the race goes on"),
        ),
    }
    for rule in RACERS:
        settings[f"{slug(rule)}.schedule"] = OneOf(
            {ALIKE: _("as all"), **SCHEDULE_OPTIONS},
            ALIKE,
            _("{rule}: schedule", rule=_(rule.label)),
            _("this racer's own schedule"),
        )
    for owner in (Common, Noise, Dimensions):
        settings |= {name: _number(known) for name, known in params_of(owner)}
    owners: tuple[Any, ...] = (*SURFACES, *SCHEDULES, *RACERS)
    for cls in owners:
        settings |= {f"{slug(cls)}.{name}": _number(known, cls.label) for name, known in params_of(cls)}
    # lying along an axis it would flatter every rule that has a rate per coordinate
    turned = replace(dict(params_of(Ravine))["angle"], default=-20.0)
    return settings | {"ravine.angle": _number(turned, Ravine.label)}


def _box(asked: Mapping[str, Any]) -> dict[str, Number]:
    """The sides of one's own box: at least NARROWEST apart, at most FARTHEST from 0."""
    sides: dict[str, Number] = {}
    for along in ("x", "y"):
        about = _(
            "the box in {along}: what is drawn, searched for minima, and where the start may lie", along=along
        )
        low = Number(
            Param(-5.0, -FARTHEST, FARTHEST - NARROWEST, about=about),
            _("Box: {along} from", along=along),
            (f"own.{along}1", along),
        )
        from_there = or_default(low, asked.get(f"own.{along}0"))
        least = round(from_there + NARROWEST, 9)
        usual = 5.0 if least < 5 else min(from_there + 10, FARTHEST)
        high = Number(Param(usual, least, FARTHEST, about=about), _("Box: {along} to", along=along), (along,))
        sides |= {f"own.{along}0": low, f"own.{along}1": high}
    return sides


def or_default(setting: Number, asked: Any) -> float:
    """What is asked of a setting, as text or as a number, or its default."""
    try:
        return setting.default if asked is None else setting.read(str(asked))
    except Refused:
        return setting.default


@lru_cache(maxsize=64)
def own_surface(formula: str, box: Box) -> Own:
    """The surface of a formula that has been checked."""
    return Own.read(formula, box)


@dataclass(frozen=True)
class Race(View):
    """The race page's whole state."""

    ways: ClassVar[tuple[str, ...]] = ("microscope", "about", "library")
    governing: ClassVar[tuple[str, ...] | None] = ("surface", "own.x0", "own.x1", "own.y0", "own.y1")
    renamed: ClassVar[Mapping[str, str]] = {"look": "microscope"}

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; the range of the start is the box of the surface that is asked for."""
        surface = next((one for one in SURFACES if slug(one) == asked.get("surface")), Ravine)
        (x0, x1, y0, y1), (x, y), box = surface.window, surface.start, _box(asked)
        if asked.get("surface") == slug(Own):
            x0, x1, y0, y1 = (or_default(side, asked.get(name)) for name, side in box.items())
            x, y = start_in((x0, x1, y0, y1))
        return (
            _fixed()
            | box
            | {
                "x": Number(Param(x, x0, x1, tex="x_0", about=_("where every racer starts")), _("Start x")),
                "y": Number(Param(y, y0, y1, tex="y_0", about=_("where every racer starts")), _("Start y")),
            }
        )

    @classmethod
    def of(
        cls,
        surface: Surface,
        racers: Sequence[Optimizer],
        start: tuple[float, float] | None = None,
        *values: Any,
        **more: Value,
    ) -> Self:
        """The race that these objects describe: `values` are schedules, noise or Common whose numbers matter,
        `more` settings by name."""
        asked: dict[str, Value] = {
            "surface": slug(surface),
            "race": tuple(slug(rule) for rule in racers),
            **more,
        }
        if isinstance(surface, Own):
            asked |= {"formula": surface.text, **dict(zip(BOX, surface.window, strict=True))}
        for owner in (surface, *racers, *values):
            bare = isinstance(owner, (Common, Noise, Dimensions))
            asked |= {
                name if bare else f"{slug(owner)}.{name}": float(getattr(owner, name))
                for name, _ in params_of(owner)
            }
        if start is not None:
            asked |= {"x": float(start[0]), "y": float(start[1])}
        return cls(asked)

    def built(self, cls: type[Any]) -> Any:
        """The rule, schedule or surface of this class with the view's numbers."""
        return cls(**{name: self[f"{slug(cls)}.{name}"] for name, _ in params_of(cls)})

    def follows(self, changes: Mapping[str, str]) -> Message | None:
        """That tuned rates have become own ones: see View.follows."""
        return settings.of_rates(self["rates"], changes)

    def unused(self, name: str) -> Message | None:
        """Rates that the view does not use: see View.unused."""
        if name == "lr":
            return None if self["rates"] == "same" else _("It counts once one rate is the same for all.")
        return (
            _("It counts once rates are your own.")
            if name.endswith(".lr") and self["rates"] != "own"
            else None
        )

    @property
    def surface(self) -> Surface:
        """The surface with its parameters."""
        if self["surface"] == slug(Own):
            return own_surface(self["formula"], tuple(self[side] for side in BOX))  # type: ignore[arg-type]
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

    def rule(self, cls: type[Optimizer]) -> Optimizer:
        """A rule with its own rate, or with that of all if so asked."""
        numbers = {name: self[f"{slug(cls)}.{name}"] for name, _known in params_of(cls) if name != "lr"}
        return cls(lr=self["lr" if self["rates"] == "same" else f"{slug(cls)}.lr"], **numbers)  # type: ignore[call-arg]

    def entry(self, cls: type[Optimizer]) -> Entry:
        """The rule and its schedule."""
        return Entry(self.rule(cls), self.schedule_of(cls))

    def entries(self) -> list[Entry]:
        """The racers."""
        return [self.entry(cls) for cls in RACERS if slug(cls) in self["race"]]

    @property
    def looked_at(self) -> type[Optimizer] | None:
        """The rule under the microscope, if there is one and it races."""
        return next(
            (cls for cls in RACERS if slug(cls) == self["microscope"] and slug(cls) in self["race"]), None
        )

    def exact_course(self, start: tuple[float, float]) -> Course:
        """What all racers share, from a start, without noise and average."""
        surface = self.surface
        loss, lowest = (surface, surface.reference) if isinstance(surface, Own) else (switch(surface), None)
        return Course(loss, start, surface.minima(), surface.window, self.steps, lowest=lowest)

    def course_from(self, start: tuple[float, float]) -> Course:
        """What all racers share, from a start, without an average."""
        return self.exact_course(start)._replace(noise=Noise(self["sigma"], self["seed"]))

    def course(self) -> Course:
        """What all racers share."""
        return self.course_from((self["x"], self["y"]))._replace(average_from=int(self["average"]) or None)


def is_own(view: Race) -> bool:
    """Whether the surface is a formula that was typed."""
    return bool(view["surface"] == slug(Own))
