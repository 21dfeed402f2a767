"""What the maps read, and what is shown around them."""

from collections.abc import Sequence

from dl_core.experiments.race import Entry
from dl_core.optimizers import OPTIMIZERS
from kit.page import Group, names_of
from kit.race.panel import racers_group, surface_group
from pages.basins.view import BasinsView


def _entries(view: BasinsView) -> Sequence[Entry]:
    return [Entry(rule) for rule in view.rules(view.maps_course())]


def _groups(view: BasinsView, start: bool) -> tuple[Group, ...]:
    return Group((*surface_group(view, start).settings, "side", "zoom")), racers_group(
        view, _entries, rules=OPTIMIZERS
    )


def work(view: BasinsView) -> tuple[Group, ...]:
    """All that the maps depend on: the start only where they do."""
    return _groups(view, view.needs_start)


def whole(view: BasinsView) -> tuple[Group, ...]:
    """Surface, start and racers; no map has the rest of a race's settings, but the race from the same start
    has them."""
    shown = _groups(view, start=True)
    names = {name for one in shown for control in one.settings for name in names_of(control)}
    return *shown, Group(tuple(name for name in view.known if name not in names), shown=False)
