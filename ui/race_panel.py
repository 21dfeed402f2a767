"""The control panel of the race page."""

from collections.abc import Sequence

from dl_core.experiments.race import Entry
from kit.messages import _
from kit.races import averaging_group, racers_group, schedules_group, surface_group
from ui.controls import Item, drawn, group
from views.race import Race


def race_panel(view: Race, entries: Sequence[Entry], microscope: bool = False) -> list[Item]:
    """Everything that a race can be asked, the first things first. `entries` hold the rates in use: in *tuned*, moving one takes all of them over.
    `microscope`: whether the page has one."""
    groups = [
        surface_group(view), racers_group(view, lambda _view: entries, *(["microscope"] if microscope else [])), schedules_group(view, view["race"]),
        averaging_group(view),
    ]  # fmt: skip
    reset = ("reset", _("Reset the page"), _("Back to the defaults of everything"))
    return [*drawn(view, groups), group("", {"kind": "buttons", "key": "buttons", "options": [reset]})]
