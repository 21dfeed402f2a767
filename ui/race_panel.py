"""The control panel of the race page."""

from collections.abc import Sequence
from typing import Any

from dl_core.experiments.race import Entry
from dl_core.numerals import number
from dl_core.optimizers import RACERS
from dl_core.params import params_of
from dl_core.schedules import SCHEDULES
from figures.theme import colour
from surfaces.own import Own
from ui.controls import Item, group, item, span
from views.race import RATES, RATES_ABOUT, Race, slug


def race_panel(view: Race, entries: Sequence[Entry], microscope: bool = False) -> list[Item]:
    """Everything that a race can be asked, the first things first. `entries` hold the rates in use: in *tuned*, moving one takes all of them over.
    `microscope`: whether the page has one."""
    surface = slug(view.surface)
    numbers = [item(view, f"{surface}.{name}") for name, _ in params_of(view.surface)]
    if surface == slug(Own):
        numbers = [item(view, "formula"), *(span(view, f"own.{along}0", f"own.{along}1", f"Box in {along}") for along in "xy")]
    rates: Item = {
        "kind": "segment",
        "key": "rates",
        "label": "Rates",
        "about": RATES_ABOUT,
        "options": list(RATES.items()),
        "value": view["rates"],
    }
    common = [item(view, "lr")] if view["rates"] == "same" else []
    return [
        group("", item(view, "surface"), *numbers, item(view, "x"), item(view, "y"), item(view, "steps")),
        group("Racers", rates, *common, _racers(view, entries), *([item(view, "look")] if microscope else [])),
        group(
            "Schedule", item(view, "schedule", "For all"), *_schedule_numbers(view), *_own_schedules(view), folds=True, opened=view["schedule"] != "constant"
        ),
        group(
            "Noise and averaging", item(view, "sigma"), item(view, "seed"), item(view, "average"), folds=True, opened=view["sigma"] > 0 or view["average"] > 0
        ),
        group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}),
    ]


def _rates_of(entries: Sequence[Entry]) -> dict[str, float]:
    return {slug(entry.optimizer): float(entry.optimizer.lr) for entry in entries}


def taken_over(view: Race, entries: Sequence[Entry]) -> dict[str, str]:
    """What is set besides when a hand moves one of several tuned rates: all of them become own ones, at the values in use."""
    return {"rates": "own", **{f"{name}.lr": repr(rate) for name, rate in _rates_of(entries).items()}} if view["rates"] == "tuned" else {}


def _racers(view: Race, entries: Sequence[Entry]) -> Item:
    used, taken = _rates_of(entries), taken_over(view, entries)
    rows = [_racer(view, cls, used.get(slug(cls)), taken) for cls in RACERS]
    return {"kind": "racers", "key": "race", "label": "Racers", "rows": rows, "values": list(view["race"])}


def _racer(view: Race, cls: Any, rate: float | None, taken: dict[str, str]) -> Item:
    name = slug(cls)
    row: Item = {"value": name, "label": cls.label, "colour": colour(cls.label), "about": cls.words.idea, "lr": None, "more": [], "summary": ""}
    if rate is None:
        return row
    others = [field for field, _ in params_of(cls) if field != "lr"]
    if view["rates"] != "same":
        row["lr"] = item(view, f"{name}.lr", spoken=f"Learning rate of {cls.label}", value=rate) | {"with": taken}
    row["more"] = [item(view, f"{name}.{field}", spoken=f"{dict(params_of(cls))[field].label} of {cls.label}") for field in others]
    row["summary"] = ", ".join(f"{more['symbol'] if more.get('symbol') else more['label'].lower()} {number(more['value'], 6)}" for more in row["more"])
    return row


def _schedule_numbers(view: Race) -> list[Item]:
    used = {view["schedule"], *(view[f"{name}.schedule"] for name in view["race"])}
    return [item(view, f"{slug(cls)}.{name}") for cls in SCHEDULES if slug(cls) in used for name, _ in params_of(cls)]


def _own_schedules(view: Race) -> list[Item]:
    return [item(view, f"{slug(cls)}.schedule", cls.label) for cls in RACERS if slug(cls) in view["race"]]
