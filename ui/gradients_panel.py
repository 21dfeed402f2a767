"""The control panel of the page "Vanishing gradients"."""

from typing import Any

from dl_core.activations import ACTIVATIONS
from dl_core.numerals import number
from figures.theme import ACTIVATION_COLOURS
from ui.controls import Item, group, item
from views.gradients import USUAL, Gradients

PARTS_OF_NET = ("layers", "train")


def gradients_panel(view: Gradients, commands: list[tuple[str, str, str]]) -> list[Item]:
    """What the part at hand can be asked. commands: buttons as (key, text, tooltip)."""
    part = view["part"]
    groups = [group("", item(view, "part"), *_first(view, part))]
    if part == "linear":
        groups.append(group("One unit, f(w x + b)", _item(view, "w"), _item(view, "b")))
    if commands:
        groups.insert(1, group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    if part in PARTS_OF_NET:
        groups.append(group("Nets", _nets(view), item(view, "init", options=_laws(view)), item(view, "batchnorm"), item(view, "residual")))
        groups.append(group("Data", item(view, "task"), item(view, "loss"), item(view, "seed"), folds=part == "layers", opened=True))
    if part == "train":
        groups.insert(1, group("Learning", item(view, "rule"), _item(view, "lr")))
    groups.append(group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}))
    return groups


def _first(view: Gradients, part: str) -> list[Item]:
    names = {
        "layers": ("depth", "width", "scale", "bias", "layer"),
        "train": ("depth", "width", "scale", "bias"),
        "centred": ("step", "seed"),
        "dying": ("dlr", "dbias", "seed"),
        "linear": ("task", "depth", "seed"),
        "loss": ("task", "depth", "seed"),
        "numerical": ("seed",),
        "cost": (),
    }[part]
    return [_item(view, name) for name in names]


def _item(view: Gradients, name: str) -> Item:
    """A setting as a row; of a number the tooltip says where its default is, which a tick marks."""
    found = item(view, name, **({"label": "Histogram (0 = all)"} if name == "layer" else {}))
    return {**found, "about": f"{found['about']}; the tick marks the default, {number(found['default'], 6)}"} if found["kind"] == "slider" else found


def _laws(view: Gradients) -> list[tuple[str, str]]:
    return [(name, "usual: He or Xavier" if name == USUAL else label) for name, label in item(view, "init")["options"]]


def _nets(view: Gradients) -> Item:
    rows: list[dict[str, Any]] = [
        {"value": one.name, "label": one.label, "colour": ACTIVATION_COLOURS[one.name][0], "about": one.about, "lr": None, "more": [], "summary": ""}
        for one in ACTIVATIONS
    ]
    return {"kind": "racers", "key": "nets", "label": "Activations", "rows": rows, "values": list(view["nets"])}
