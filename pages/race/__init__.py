"""Optimizer race: optimizers running down a surface, step by step."""

from exports.table import runs_csv
from kit.messages import _
from kit.page import Group, Labelled, Page, Part, Seldom
from kit.race.facts import entries
from kit.race.panel import (
    averaging_group,
    noise_group,
    others_of,
    racers_group,
    schedules_group,
    surface_group,
)
from kit.race.programs import NAMED, TYPED
from kit.race.settings import Race, is_own, slug
from pages.race import charts, facts, how, words
from pages.race.facts import Races, rule_of
from pages.race.presets import CHANGED, PRESETS
from pages.race.view import RaceView


def _table(found: Races) -> str:
    return runs_csv({racer.rule.label: racer.run.descent for racer in found.racers})


def _race(view: Race) -> tuple[Group, ...]:
    """All of the race."""
    return (
        surface_group(view),
        racers_group(view, entries, "microscope"),
        schedules_group(view, view["race"]),
        averaging_group(view),
    )


def _rule(view: Race) -> tuple[Group, ...]:
    """Which rule, and for which library; its run is that of the race."""
    cls = rule_of(view)
    numbers = Group(("rates", "lr", f"{slug(cls)}.lr", *others_of(cls)))
    read = (surface_group(view), numbers, schedules_group(view, (slug(cls),)), noise_group(view))
    shown = Group(("about", Labelled("library", kind="segment")), _("A rule, and the same run as a script"))
    return shown, *(group._replace(shown=False) for group in read)


_BOWL = (Group(("dimensions", "tries", "rate", "width")), Group(("seed",), shown=False))

PAGE: Page[RaceView] = Page(
    name="race",
    title=_("Optimizer race"),
    icon="timeline",
    about=_("Optimizers racing down a surface, step by step."),
    invites=_("click a start, drag a slider, press play"),
    chapter="surfaces",
    view=RaceView,
    presets=PRESETS,
    changed=CHANGED,
    seldom=Seldom(
        "own",
        is_own,
        (TYPED.rates, TYPED.descent, TYPED.ground, TYPED.lowest, TYPED.curvatures, TYPED.along),
        _("The first formula since the server started: {done} of {total} programs compiled."),
        later=TYPED.taken_apart,
        at_hand=True,
    ),
    parts=(
        Part(
            name="race",
            panel=_race,
            facts=facts.races,
            scene=charts.race,
            looks={name: name for name in ("step", "tab", "view", "window", "camera", "focus")},
            words=words.race,
            came=words.came,
            table=_table,
            how=how.race,
            warm=(NAMED.rates, NAMED.curvatures, NAMED.descent, NAMED.ground, NAMED.lowest),
            later=(*NAMED.taken_apart, NAMED.along),
        ),
    ),
    beside=(
        Part(
            name="rule",
            panel=_rule,
            facts=facts.scripted,
            code=lambda found: found.script,
            words=words.refused,
            how=how.rule,
        ),
    ),
    below=(
        Part(
            name="dimensions",
            panel=_BOWL,
            facts=facts.bowl,
            scene=charts.bowl,
            looks={"step": "bowl.step"},
            words=words.bowl,
            came=words.came_of_bowl,
            how=how.bowl,
            warm=(lambda: facts.bowl(Race({"tries": 10.0})),),
        ),
    ),
)
