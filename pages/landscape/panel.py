"""What each control is for: the plane, and the nets."""

from collections.abc import Mapping

from dl_core.optimizers.base import GradientMethod
from dl_core.params import params_of
from kit.messages import _
from kit.page import Checklist, Group, Labelled, Row
from kit.settings import slug
from kit.theme import colour
from pages.landscape.training import rates_in_use
from pages.landscape.view import TRAINERS, Landscape

OF_PLANE = {"all": ("through",), "one": ("of", "through"), "random": ("of", "directions"), "ends": ()}


def whole(view: Landscape) -> tuple[Group, ...]:
    """The plane first, then the nets."""
    names = OF_PLANE[view["plane"]]
    more = ("of",) if view["plane"] == "all" and view["through"] == "end" else ()
    return Group(("plane", *names, *more, "average_last")), *nets(view)


def nets(view: Landscape) -> tuple[Group, ...]:
    """All that a training depends on."""
    rules = Checklist(
        "race", tuple(_row(view, cls) for cls in TRAINERS), _in_use, lambda view: {"rates": "own"}
    )
    return Group(("task", "batch", "width", "activation", "seed"), _("Net and data")), Group(
        (Labelled("rates", kind="segment"), rules), _("Rules")
    )


def _in_use(view: Landscape) -> Mapping[str, float]:
    """Where rates are searched for: what was found, and the slider's own where nothing is found yet."""
    if view["rates"] != "tuned":
        return {}
    found = rates_in_use(view.cases())
    return {
        f"{slug(cls)}.lr": found.get(cls.label, view[f"{slug(cls)}.lr"])
        for cls in TRAINERS
        if slug(cls) in view["race"]
    }


def _row(view: Landscape, cls: type[GradientMethod]) -> Row:
    row = Row(slug(cls), colour(cls.label), _(cls.words.idea))
    if row.option not in view["race"]:
        return row
    return row._replace(
        slider=f"{row.option}.lr",
        more=tuple(f"{row.option}.{name}" for name, _known in params_of(cls) if name != "lr"),
    )
