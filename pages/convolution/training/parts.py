"""The parts of the page in which nets learn."""

from functools import partial

from dl_core.experiments import against_dense
from kit.messages import _
from kit.page import EPOCH, Group, Part, plainly
from pages.convolution.training import charts, facts, how, inside, inside_charts, words
from pages.convolution.view import Convolution

LEARNING = ("epochs", "seed")
ANYWHERE = facts.first_calls(against_dense.where(False))


def _inside(view: Convolution) -> tuple[Group, ...]:
    digit = () if view["picture"] == "drawn" else ("digit",)
    shown = (
        Group(("layer", "channel")),
        Group(("picture", *digit, "down", "right"), _("The digit")),
        Group(facts.READ_BY_NET, _("Net"), folds=True),
    )
    unseen = ("unit", "drawn", *(() if digit else ("digit",)))
    return (*shown, Group(unseen, shown=False))


def _first(*nets: str) -> tuple[Group, ...]:
    return (Group((*nets, *LEARNING)),)


PARTS: tuple[Part[Convolution], ...] = (
    Part(
        name="where",
        panel=_first("learned_from"),
        steps=facts.where,
        kept=partial(facts.SHELF.facts, "where"),
        progress=facts.progress,
        step=EPOCH,
        enough=facts.doubled,
        charts=charts.where,
        words=words.where,
        came=words.came,
        room=words.ROOM,
        how=plainly(how.WHERE),
        pressed=ANYWHERE,
    ),
    Part(
        name="order",
        panel=_first("data"),
        steps=facts.order,
        kept=partial(facts.SHELF.facts, "order"),
        progress=facts.progress,
        step=EPOCH,
        enough=facts.doubled,
        charts=charts.order,
        words=words.order,
        came=words.came,
        room=words.ROOM,
        how=plainly(how.ORDER),
        pressed=facts.first_calls(against_dense.order("digits"), against_dense.order("signals")),
    ),
    Part(
        name="filters",
        panel=_first("nets"),
        steps=facts.filters,
        kept=partial(facts.SHELF.facts, "filters"),
        progress=facts.progress,
        step=EPOCH,
        enough=facts.doubled,
        charts=charts.filters,
        words=words.filters,
        came=words.came,
        room=3,
        how=plainly(how.FILTERS),
        pressed=facts.first_calls(against_dense.filters("book")),
    ),
    Part(
        name="inside",
        panel=_inside,
        work=(Group(facts.READ_BY_NET),),
        steps=facts.net,
        joined=inside.joined,
        progress=facts.progress,
        step=EPOCH,
        enough=facts.doubled,
        charts=inside_charts.charts,
        words=words.inside,
        came=words.came_inside,
        room=4,
        how=plainly(how.INSIDE),
        pressed=ANYWHERE[-1:],  # of the convolutional net
    ),
)
