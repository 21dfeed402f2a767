"""The control panel of the page "Initial weights"."""

from typing import Any

from dl_core.initializers import INITIALIZERS
from figures.init_train import SCHEME_COLOURS
from ui.controls import Item, group, item
from views.init import KINDS, Init

FIRST = {
    "hist": ("activation", "scale", "depth", "frame"),
    "signal": ("activation", "scale", "depth"),
    "map": ("activation", "way", "scale", "depth", "seed"),
    "symmetry": ("same", "activation", "at", "seed"),
    "train": ("activation", "scale", "batchnorm", "seed"),
    "norm": ("mean", "spread", "gamma", "beta", "batch", "seed"),
    "scales": ("activation", "seed"),
    "test": ("activation", "batch", "seed"),
}
OF_NETS = ("hist", "signal", "train")  # parts that compare schemes


def init_panel(view: Init, commands: list[tuple[str, str, str]]) -> list[Item]:
    """What the part at hand can be asked. commands: buttons as (key, text, tooltip)."""
    part = view["part"]
    groups = [group("", item(view, "part"), *(item(view, name) for name in FIRST[part]))]
    if commands:
        groups.insert(1, group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    if part in OF_NETS:
        groups.append(group("Initial weights", _schemes(view)))
    if part == "hist":
        groups.append(group("Show", _kinds(view)))
    if part in ("hist", "signal"):
        groups.append(group("Net and data", *(item(view, name) for name in ("batchnorm", "width", "samples", "seed"))))
    groups.append(group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}))
    return groups


def _list(key: str, label: str, rows: list[tuple[str, str, str, str]], values: list[str]) -> Item:
    drawn: list[dict[str, Any]] = [
        {"value": value, "label": text, "colour": colour, "about": about, "lr": None, "more": [], "summary": ""} for value, text, colour, about in rows
    ]
    return {"kind": "racers", "key": key, "label": label, "rows": drawn, "values": values}


def _schemes(view: Init) -> Item:
    rows = [(one.name, one.label, SCHEME_COLOURS[one.name][0], one.about) for one in INITIALIZERS]
    return _list("schemes", "Initial weights", rows, list(view["schemes"]))


def _kinds(view: Init) -> Item:
    return _list("kinds", "Show", [(name, text, "transparent", text) for name, text in KINDS.items()], list(view["kinds"]))
