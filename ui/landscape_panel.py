"""The control panel of the page "A net's landscape"."""

from collections.abc import Mapping, Sequence
from typing import Any

from dl_core.numerals import number
from dl_core.params import params_of
from figures.theme import colour
from ui.controls import Item, group, item
from views.landscape import RATES, RATES_ABOUT, TRAINERS, Landscape
from views.race import slug

OF_PLANE = {"all": ("through",), "one": ("of", "through"), "random": ("of", "look"), "ends": ()}


Command = tuple[str, str, str]


def landscape_panel(view: Landscape, both: Sequence[Command], commands: Sequence[Command], used: Mapping[str, float]) -> list[Item]:
    """What can be asked. both: the buttons, commands: those of them that can be pressed; used: the rates in use, by rule; where they are searched, moving one
    takes all of them over."""
    names = list(OF_PLANE[view["plane"]])
    if view["plane"] == "all" and view["through"] == "end":
        names.append("of")
    rates: Item = {"kind": "segment", "key": "rates", "label": "Rates", "about": RATES_ABOUT, "options": list(RATES.items()), "value": view["rates"]}
    buttons = {"kind": "buttons", "key": "commands", "options": list(both), "commands": True, "values": [name for name, *_ in commands]}
    return [
        group("", item(view, "plane"), *(item(view, name) for name in names), item(view, "late")),
        group("Net and data", *(item(view, name) for name in ("task", "batch", "width", "activation", "seed"))),
        group("Rules", rates, _rules(view, used)),
        group("", buttons, {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}),
    ]


def _rules(view: Landscape, used: Mapping[str, float]) -> Item:
    taken = {"rates": "own", **{f"{name}.lr": repr(rate) for name, rate in used.items()}} if view["rates"] == "tuned" else {}
    rows = [_row(view, cls, used.get(slug(cls)), taken) for cls in TRAINERS]
    return {"kind": "checklist", "key": "race", "label": "Rules", "rows": rows, "values": list(view["race"])}


def _row(view: Landscape, cls: Any, rate: float | None, taken: dict[str, str]) -> Item:
    name = slug(cls)
    row: Item = {"value": name, "label": cls.label, "colour": colour(cls.label), "about": cls.words.idea, "lr": None, "more": [], "summary": ""}
    if rate is None:
        return row
    row["lr"] = item(view, f"{name}.lr", spoken=f"Learning rate of {cls.label}", value=rate) | {"with": taken}
    row["more"] = [item(view, f"{name}.{field}", spoken=f"{known.label} of {cls.label}") for field, known in params_of(cls) if field != "lr"]
    row["summary"] = ", ".join(f"{more['symbol'] if more.get('symbol') else more['label'].lower()} {number(more['value'], 6)}" for more in row["more"])
    return row
