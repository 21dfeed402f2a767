"""The control panel of the page "Regularization"."""

from dl_core.experiments.learning import Care
from dl_core.params import params_of
from ui.controls import Item, group, item
from views.regularization import Regularization

FIRST = {"compare": (), "choose": ("variant", "seed"), "biasvar": ("model", "seed"), "average": ("seed",)}


def regularization_panel(view: Regularization, commands: list[tuple[str, str, str]]) -> list[Item]:
    """What the part at hand can be asked. commands: buttons as (key, text, tooltip)."""
    groups = [group("", item(view, "part"), *(item(view, name) for name in FIRST[view["part"]]))]
    if view["part"] == "biasvar" and view["model"] == "poly":
        groups[0]["items"] += [item(view, "degree"), item(view, "ridge")]
    if commands:
        groups.append(group("", {"kind": "buttons", "key": "commands", "options": commands, "commands": True}))
    if view["part"] == "compare":
        groups += [_setting(view, which) for which in ("a", "b")]
        groups.append(
            group("Data", *(item(view, name) for name in ("data", "n", *([] if view["data"] == "own" else ["wrong"]), "seed")), folds=True, opened=True)
        )
        groups.append(group("Nets and learning", *(item(view, name) for name in ("depth", "width", "activation", "rule", "lr", "size", "epochs")), folds=True))
    groups.append(group("", {"kind": "buttons", "key": "buttons", "options": [("reset", "Reset the page", "Back to the defaults of everything")]}))
    return groups


def _setting(view: Regularization, which: str) -> Item:
    """All that setting "a" or "b" does, under its name."""
    names = [name for name, _ in params_of(Care) if name != "inverted"]
    if view["data"] != "digits":
        names.remove("shift")
    items = []
    for name in (*names, "norm", "size", "n"):
        setting = view.known[f"{which}.{name}"]
        spoken = setting.label
        items.append(item(view, f"{which}.{name}", spoken.removesuffix(f" of {which.upper()}")))
        items[-1]["spoken"] = spoken
    return group(f"Setting {which.upper()}", *items, folds=True, opened=which == "b")
