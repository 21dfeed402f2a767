"""What the panels of pages with racers are made of: the surface, the racers with their numbers, schedules and
noise."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dl_core.experiments.race import Entry
from dl_core.optimizers import RACERS, Optimizer
from dl_core.params import params_of
from dl_core.schedules import SCHEDULES
from kit.messages import _
from kit.page import Checklist, Control, Group, Labelled, Row, Span
from kit.race.settings import Race, slug
from kit.theme import colour
from surfaces.own import Own

Entries = Callable[[Any], Sequence[Entry]]  # of a view: its racers at the rates in use


def surface_group(view: Race, start: bool = True) -> Group:
    """The surface with its numbers, the start, the steps."""
    surface = view["surface"]
    numbers: tuple[Control, ...] = (
        tuple(f"{surface}.{name}" for name, _known in params_of(view.surface))
        if surface != slug(Own)
        else (
            "formula",
            *(Span(f"own.{along}0", f"own.{along}1", _("Box in {along}", along=along)) for along in "xy"),
        )
    )
    return Group(("surface", *numbers, *(("x", "y") if start else ()), "steps"))


def racers_group(
    view: Race, entries: Entries, *more: Control, rules: Sequence[type[Optimizer]] = RACERS
) -> Group:
    """How rates are chosen, and the racers. more: what stands below them; rules: of which the list is."""

    def in_use(view: Race) -> Mapping[str, float]:
        return rates_of(entries(view)) if view["rates"] == "tuned" else {}

    common = ("lr",) if view["rates"] == "same" else ()
    rows = tuple(_racer(view, cls) for cls in rules)
    return Group(
        (
            Labelled("rates", kind="segment"),
            *common,
            Checklist("race", rows, in_use, lambda view: {"rates": "own"}),
            *more,
        ),
        _("Racers"),
    )


def _racer(view: Race, cls: type[Optimizer]) -> Row:
    row = Row(slug(cls), colour(cls.label), _(cls.words.idea))
    if row.option not in view["race"]:
        return row
    return row._replace(slider="" if view["rates"] == "same" else f"{row.option}.lr", more=others_of(cls))


def others_of(cls: type[Optimizer]) -> tuple[str, ...]:
    """The settings of a rule's numbers but its rate."""
    return tuple(f"{slug(cls)}.{name}" for name, _known in params_of(cls) if name != "lr")


def schedules_group(view: Race, rules: Sequence[str]) -> Group:
    """The schedule of all, the numbers of those in use, and the own ones of these rules."""
    used = {view["schedule"], *(view[f"{rule}.schedule"] for rule in rules)}
    numbers = (
        f"{slug(cls)}.{name}" for cls in SCHEDULES if slug(cls) in used for name, _known in params_of(cls)
    )
    own = (Labelled(f"{slug(cls)}.schedule", _(cls.label)) for cls in RACERS if slug(cls) in rules)
    return Group(
        (Labelled("schedule", _("For all")), *numbers, *own),
        _("Schedule"),
        folds=True,
        opened=view["schedule"] != "constant",
    )


def noise_group(view: Race) -> Group:
    """The noise on gradients."""
    return Group(("sigma", "seed"), _("Noise"), folds=True, opened=view["sigma"] > 0)


def averaging_group(view: Race) -> Group:
    """The noise, and the average of the path."""
    return Group(
        ("sigma", "seed", "average"),
        _("Noise and averaging"),
        folds=True,
        opened=view["sigma"] > 0 or view["average"] > 0,
    )


def rates_of(entries: Sequence[Entry]) -> dict[str, float]:
    """The rate of each racer, by the name of its setting."""
    return {f"{slug(entry.optimizer)}.lr": float(entry.optimizer.lr) for entry in entries}


def taken_over(view: Race, entries: Sequence[Entry]) -> dict[str, str]:
    """What is set besides when a hand moves one of several tuned rates: all of them become own ones, at the
    values in use."""
    return (
        {"rates": "own", **{name: repr(rate) for name, rate in rates_of(entries).items()}}
        if view["rates"] == "tuned"
        else {}
    )
