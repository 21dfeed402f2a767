"""The panel of each part: what stands in it of a view. What stands in none is read all the same."""

from kit.messages import _
from kit.page import Group, Labelled
from pages.clusters.view import Clusters

SAMPLE = ("data", "points", "stretch", "seed", "added")
PLACED = _("Placed by hand")


def _data(view: Clusters) -> tuple[str, ...]:
    return ("data",) if view["data"] == "none" else ("data", "points", "stretch")


def _hidden(*names: str) -> Group:
    return Group(names, shown=False)


def steps(view: Clusters) -> tuple[Group, ...]:
    """Of the part "Step by step"."""
    data = _data(view)
    return (
        Group(("half", "k", Labelled("click", kind="segment"), *data)),
        Group(("start", "target", "empty", "seed"), _("How")),
        Group(("added", "centres"), PLACED, folds=True),
        _hidden(*(name for name in SAMPLE if name not in (*data, "added", "seed"))),
    )


def starts(view: Clusters) -> tuple[Group, ...]:
    """Of the part "A hundred starts"."""
    if view["of"] == "digits":
        return (Group(("of", "groups", "seed")),)
    data = _data(view)
    return (
        Group(("of", "k", Labelled("data", _("Points from")), *data[1:], "seed")),
        Group(("added",), PLACED, folds=True),
        _hidden(*(name for name in SAMPLE if name not in (*data, "added", "seed"))),
    )


def truth(view: Clusters) -> tuple[Group, ...]:
    """Of the part "Beside the truth"."""
    more = () if view["codes"] == "pixels" else ("axes",)
    hidden = () if more else (_hidden("axes"),)
    return (Group(("samples", "codes", *more, "groups", "target", "start", "seed")), *hidden)


CODES = (Group(("samples", "axes", "groups", "start", "seed")),)


def elbow(view: Clusters) -> tuple[Group, ...]:
    """Of the part "How many clusters"."""
    data = _data(view)
    return (
        Group((*data, "seed")),
        Group(("added",), PLACED, folds=True),
        _hidden(*(name for name in SAMPLE if name not in (*data, "added", "seed"))),
    )
