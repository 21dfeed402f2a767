"""The control panel of the page "Dropout"."""

from ui.controls import Item, group, item
from views.dropout import Dropout

FIRST = {"curves": (), "mask": ("step", "seed"), "vote": (), "coadapt": ("layer",), "doubt": (), "wrong": ()}


def dropout_panel(view: Dropout, commands: list[tuple[str, str, str]]) -> list[Item]:
    """What the part at hand can be asked. commands: buttons as (key, text, tooltip)."""
    part = view["part"]
    groups = [group("", item(view, "part"), item(view, "pa"), item(view, "pb"), item(view, "inverted"), *(item(view, name) for name in FIRST[part]))]
    if commands:
        groups.insert(1, group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    names = ["data", "n", *([] if view["data"] == "own" else ["wrong"]), *([] if part == "mask" else ["seed"])]
    groups.append(group("Data", *(item(view, name) for name in names)))
    groups.append(group("Nets and learning", *(item(view, name) for name in ("depth", "width", "activation", "rule", "lr", "size", "epochs")), folds=True))
    groups.append(group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}))
    return groups
