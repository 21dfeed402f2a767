"""What each page compiles, as first calls, so that no hand ever waits for a compiler; and last, the nets with which pages on learning open.

A call is one piece of work for one thread. Pages that share a call name the same one: it is made once.
"""

from functools import partial
from typing import NamedTuple

from dl_core.experiments.basins import agreement, basins, holes
from dl_core.experiments.compare import Setting, updates_of
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.learning import begin as begin_learning
from dl_core.experiments.learning import epoch
from dl_core.network import initial_weights
from dl_core.optimizers import OPTIMIZERS, SGD, Optimizer
from pages import PAGES
from surfaces.own import Own
from ui import dropout_page, regularization_page
from ui.learning_page import make_ahead
from views.basins import BasinsView
from views.dropout import Dropout
from views.dropout_presets import PRESETS as OF_DROPOUT
from views.race import slug
from views.racing import NAMED, TYPED, Call, Calls, Racing
from views.regularization import Regularization
from views.regularization_presets import PRESETS as OF_REGULARIZATION


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


def _learning() -> Stage:
    """The first epoch of every net that the presets of the pages on dropout and regularization train, every program once. Opening them compiles nothing."""

    def first(setting: Setting) -> object:
        data = setting.data(0)
        net = begin_learning(setting.optimizer, initial_weights(setting.shape, setting.scheme, 0), setting.kind)
        return epoch(setting.optimizer, setting.care, net, setting.kind, data, 0, updates_of(setting, data), setting.size)

    settings = [one for preset in OF_DROPOUT.values() for one in preset.view.pair()]
    settings += [one for preset in OF_REGULARIZATION.values() for one in preset.view.pair()]
    programs = {(one.shape, *map(int, one.kind), one.size, type(one.optimizer)): partial(first, one) for one in settings}
    return Stage(pressed=tuple(programs.values()))


def _ahead() -> None:
    """The nets with which pages on learning open, one page after the other: they take the place of one visitor."""
    make_ahead(Dropout(), Dropout().pair(), dropout_page.UNSEEN)
    make_ahead(Regularization(), Regularization().pair(), regularization_page.UNSEEN)


DECLARED = {page.name: Stage(page.opening, page.others, page.pressed) for page in PAGES}
STAGES: dict[str, Stage] = {
    "race": _race(),
    "sweep": DECLARED["sweep"],
    "basins": _basins(NAMED, BasinsView(), True),
    **DECLARED,
    "learning": _learning(),
    "own": _own(),
    **{page.seldom.stage: Stage(page.seldom.warm, page.seldom.later, page.seldom.pressed, unasked=False) for page in PAGES if page.seldom},
    "own_basins": _basins(TYPED, BasinsView({"surface": slug(Own)}), False),
}
AHEAD: Calls = (_ahead,)
