"""What each part reads, as its panel groups it."""

from kit.messages import _
from kit.page import Group
from kit.race.facts import entries
from kit.race.panel import noise_group, others_of, racers_group, schedules_group, surface_group
from pages.sweep.view import SweepView


def racing(view: SweepView) -> tuple[Group, ...]:
    """All racers from the start."""
    return (
        Group(()),
        surface_group(view),
        racers_group(view, entries),
        schedules_group(view, view["race"]),
        noise_group(view),
    )


def fair(view: SweepView) -> tuple[Group, ...]:
    """All racers from other starts: that of the panel counts for tuned rates alone."""
    first, surface, *others = racing(view)
    return first, surface if view["rates"] == "tuned" else surface_group(view, start=False), *others


def two(view: SweepView) -> tuple[Group, ...]:
    """One rule: its two numbers first, those that the map is not over in a group that folds."""
    rule, by = view["rule"], f"{view['rule']}.{view['by']}"
    others = tuple(name for name in others_of(view.mapped) if name != by)
    folded = (Group(others, _("Its other numbers"), folds=True),) if others else ()
    return (
        Group(("rule", "by", f"{rule}.lr", by)),
        surface_group(view),
        *folded,
        schedules_group(view, (rule,)),
        noise_group(view),
    )
