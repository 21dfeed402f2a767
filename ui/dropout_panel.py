"""The control panel of the page "Dropout"."""

from ui.controls import Item, group, item
from views.dropout import Dropout

FIRST = {"mask": ("step", "seed"), "coadapt": ("inverted", "layer")}  # else only how a net is trained
SHAPES = ("depth", "width", "size")  # what a mask depends on


def dropout_panel(view: Dropout, commands: list[tuple[str, str, str]]) -> list[Item]:
    """What the part at hand can be asked. commands: buttons as (key, text, tooltip)."""
    part = view["part"]
    groups = [group("", item(view, "part"), item(view, "pa"), item(view, "pb"), *(item(view, name) for name in FIRST.get(part, ("inverted",))))]
    if commands:
        groups.insert(1, group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    if part == "mask":
        groups.append(group("Nets", *(item(view, name) for name in SHAPES)))
    else:
        groups.append(group("Data", *(item(view, name) for name in ("data", "n", *([] if view["data"] == "own" else ["wrong"]), "seed"))))
        groups.append(group("Nets and learning", *(item(view, name) for name in ("depth", "width", "activation", "rule", "lr", "size", "epochs")), folds=True))
    groups.append(group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}))
    return groups
