"""What each page compiles, as first calls, so that no hand ever waits for a compiler; and last, the nets with which pages on learning open.

A call is one piece of work for one thread. Pages that share a call name the same one: it is made once.
"""

from functools import partial
from typing import NamedTuple

from dl_core.experiments.basins import agreement, basins, holes
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.optimizers import OPTIMIZERS, SGD, Optimizer
from pages import PAGES
from surfaces.own import Own
from ui.ahead import make
from ui.landscape_page import look
from ui.landscape_train import trained as landscape_trained
from ui.landscape_train import trainings as landscape_trainings
from views.basins import BasinsView
from views.landscape import TRAINERS as LANDSCAPE_TRAINERS
from views.landscape import Landscape
from views.landscape_presets import PRESETS as OF_LANDSCAPES
from views.race import slug
from views.racing import NAMED, TYPED, Call, Calls, Racing


class Stage(NamedTuple):
    """The first calls of a page. opening: what its default view needs; others: what else a hand can reach; pressed: what its buttons begin and what it does
    by itself in the end, made when somebody has opened the page; unasked: whether the server makes opening and others by itself."""

    opening: Calls = ()
    others: Calls = ()
    pressed: Calls = ()
    unasked: bool = True


def _race() -> Stage:
    """What home and the race need."""
    of = NAMED
    opening = (of.rates, of.curvatures, of.descent, of.ground, of.lowest, lambda: race_in_dimensions(10, 10, 0.1, 0.1, 0.0))
    return Stage(opening, (*of.taken_apart, of.along))


def _own() -> Stage:
    """What a race down a formula that was typed needs: the interpreter of formulas inside the same programs."""
    of = TYPED
    return Stage((of.rates, of.descent, of.ground, of.lowest, of.curvatures, of.along), of.taken_apart, unasked=False)


def _basins(of: Racing, view: BasinsView, unasked: bool) -> Stage:
    """A map for every gradient rule in float32, those of the view first; then the one program of all rules in float64, with which they are compared."""

    def first(cls: type[Optimizer]) -> object:
        course = view.course()
        return basins(cls(), course.loss, course.box, 8, 1, course.minima)

    shown = [cls for cls in OPTIMIZERS if slug(cls) in view["race"]]
    maps: dict[type[Optimizer], Call] = {cls: partial(first, cls) for cls in OPTIMIZERS}
    empty: Calls = (lambda: holes(view.course().loss, view.course().box, 8),) if view["surface"] == slug(Own) else ()
    opening: Calls = (of.rates, of.descent, of.lowest, *empty, *(maps.pop(cls) for cls in shown))

    def compared() -> object:
        course = view.course()
        return agreement(SGD(), course.loss, course.box, 1, course.minima, course.box)

    return Stage(opening, tuple(maps.values()), (compared,), unasked)


def _landscape() -> Stage:
    """The nets with which the page opens and its plane; then every rule on the usual net, and the nets of the presets."""
    usual = Landscape()
    every = Landscape({"race": tuple(slug(cls) for cls in LANDSCAPE_TRAINERS), "rates": "own"})
    views = [preset.view for preset in OF_LANDSCAPES.values()]

    def seen(view: Landscape) -> object:
        return [look(view, nets) for nets in landscape_trainings(view.cases()) if nets.complete]

    others = (*every.cases(), *(case for view in views for case in view.cases()))
    opening: Calls = (*(partial(landscape_trained, case) for case in usual.cases()), partial(seen, usual))
    return Stage(opening, tuple(partial(landscape_trained, case) for case in dict.fromkeys(others) if case not in usual.cases()))


def _ahead() -> None:
    """The runs that pages have made ahead, one after the other: they take the place of one visitor."""
    for page in PAGES:
        for part in page.parts:
            for view in part.ahead:
                assert part.steps is not None
                make(part.key(view), part.steps(part.seen(view)))


DECLARED = {page.name: Stage(page.opening, page.others, page.pressed) for page in PAGES}
STAGES: dict[str, Stage] = {
    "race": _race(),
    "sweep": DECLARED["sweep"],
    "basins": _basins(NAMED, BasinsView(), True),
    "landscape": _landscape(),
    **DECLARED,
    "own": _own(),
    **{page.seldom.stage: Stage(page.seldom.warm, unasked=False) for page in PAGES if page.seldom},
    "own_basins": _basins(TYPED, BasinsView({"surface": slug(Own)}), False),
}
AHEAD: Calls = (_ahead,)
