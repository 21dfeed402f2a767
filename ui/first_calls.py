"""What each page compiles, as first calls, so that no hand ever waits for a compiler; and last, the nets with which pages on learning open.

A call is one piece of work for one thread. Pages that share a call name the same one: it is made once.
"""

from functools import partial
from typing import NamedTuple

from dl_core.experiments.compare import Setting, updates_of
from dl_core.experiments.learning import begin as begin_learning
from dl_core.experiments.learning import epoch
from dl_core.network import initial_weights
from pages import PAGES
from ui import dropout_page, regularization_page
from ui.learning_page import make_ahead
from views.dropout import Dropout
from views.dropout_presets import PRESETS as OF_DROPOUT
from views.racing import Calls
from views.regularization import Regularization
from views.regularization_presets import PRESETS as OF_REGULARIZATION


class Stage(NamedTuple):
    """The first calls of a page. opening: what its default view needs; others: what else a hand can reach; pressed: what its buttons begin and what it does
    by itself in the end, made when somebody has opened the page; unasked: whether the server makes opening and others by itself."""

    opening: Calls = ()
    others: Calls = ()
    pressed: Calls = ()
    unasked: bool = True


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
    **DECLARED,
    "learning": _learning(),
    **{page.seldom.stage: Stage(page.seldom.warm, page.seldom.later, page.seldom.pressed, unasked=False) for page in PAGES if page.seldom},
}
AHEAD: Calls = (_ahead,)
