"""What each page compiles, as first calls, so that no hand ever waits for a compiler; and last, the nets with which pages on learning open."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import task
from dl_core.experiments.backward import layers
from dl_core.experiments.basins import basins, holes
from dl_core.experiments.compare import Setting, updates_of
from dl_core.experiments.depth import DEEPEST, trained
from dl_core.experiments.descent import loss_along
from dl_core.experiments.differences import errors
from dl_core.experiments.dimensions import race_in_dimensions
from dl_core.experiments.dying import dying_map, fates
from dl_core.experiments.learning import begin as begin_learning
from dl_core.experiments.learning import epoch, score
from dl_core.experiments.microscope import microscope
from dl_core.experiments.race import Course, Entry, curvatures, lowest_loss, race, values_on_grid
from dl_core.experiments.slices import slice_of
from dl_core.experiments.training import advance, begin
from dl_core.experiments.tuning import tuned_rate
from dl_core.network import ROOMS, initial_weights, kind, stack
from dl_core.optimizers import OPTIMIZERS, RACERS, Optimizer
from figures.scene import GRID
from pages import PAGES
from surfaces import Ravine
from surfaces.own import Own
from surfaces.switch import switch
from ui import dropout_page, regularization_page
from ui.landscape_page import look
from ui.landscape_train import trained as landscape_trained
from ui.landscape_train import trainings as landscape_trainings
from ui.learning_page import make_ahead
from views.basins import BasinsView
from views.dropout import Dropout
from views.dropout_presets import PRESETS as OF_DROPOUT
from views.gradients import MAX_DEPTH, Gradients
from views.gradients_presets import PRESETS
from views.landscape import TRAINERS as LANDSCAPE_TRAINERS
from views.landscape import Landscape
from views.landscape_presets import PRESETS as OF_LANDSCAPES
from views.race import Race, slug
from views.regularization import Regularization
from views.regularization_presets import PRESETS as OF_REGULARIZATION

Calls = list[Callable[[], object]]


def _race() -> Calls:
    """What home and the race need."""
    loss, start, box = switch(Ravine()), Ravine.start, Ravine.window
    shared: Calls = [
        lambda: values_on_grid(loss, box, GRID),
        lambda: lowest_loss(loss, [start]),
        lambda: curvatures(loss, start),
        lambda: loss_along(loss, np.zeros((1001, 2))),
        lambda: race_in_dimensions(10, 10, 0.1, 0.1, 0.0),
    ]

    course = Course(loss, start, Ravine().minima(), box, 10)

    def first_calls(cls: type[Optimizer]) -> Calls:
        return [lambda: microscope(race([Entry(cls())], course)[0], course), lambda: tuned_rate(cls(), loss, start, 10, box)]

    return shared + [task for cls in RACERS for task in first_calls(cls)]


@cache
def _own_course() -> Course:
    return Race({"surface": slug(Own), "steps": 10.0, "average": 5.0}).course()


def _own() -> Calls:
    """What a race down a formula that was typed needs: the interpreter of formulas inside every rule's programs."""

    def shown() -> object:
        course = _own_course()
        return [values_on_grid(course.loss, course.box, GRID), lowest_loss(course.loss, [course.start]), curvatures(course.loss, course.start)]

    def first_calls(cls: type[Optimizer]) -> Calls:
        return [
            lambda: microscope(race([Entry(cls())], _own_course())[0], _own_course()),
            lambda: tuned_rate(cls(), _own_course().loss, _own_course().start, 10, _own_course().box),
        ]

    return [shown, *(call for cls in RACERS for call in first_calls(cls))]


def _maps(view: BasinsView) -> Calls:
    """Every gradient rule's map of the view's kind of loss, in both precisions."""

    def first(cls: type[Optimizer], dtype: Any) -> object:
        course = view.course()
        return basins(cls(), course.loss, course.box, 8, 1, course.minima, dtype=dtype)

    return [partial(first, cls, dtype) for cls in OPTIMIZERS for dtype in (np.float32, np.float64)]


def _basins() -> Calls:
    """The maps of all surfaces."""
    return _maps(BasinsView())


def _own_basins() -> Calls:
    """The maps of a formula that was typed."""
    view = BasinsView({"surface": slug(Own)})
    return [*_maps(view), lambda: holes(view.course().loss, view.course().box, 8)]


def _landscape() -> Calls:
    """Every rule on the usual net of the page on a net's landscape, then the nets of its presets, and its planes."""
    usual = Landscape({"race": tuple(slug(cls) for cls in LANDSCAPE_TRAINERS), "rates": "own"})
    views = [preset.view for preset in OF_LANDSCAPES.values()]
    seen = Landscape({"race": ("sgd", "momentum", "adam"), "rates": "own", "late": 0.5})  # another mean is a program of its own
    return [
        *(partial(landscape_trained, case) for case in usual.cases()),
        lambda: [look(seen, nets) for nets in landscape_trainings(seen.cases()) if nets.complete],
        *(partial(landscape_trained, case) for case in dict.fromkeys(case for view in views for case in view.cases())),
    ]


def _gradients() -> Calls:
    """What the page on gradients opens with, then all that its presets and its other parts run, every program once."""
    usual, points = Gradients(), task("moons", 1000, 0)
    shape = usual.shape

    def passes(depth: int) -> object:
        weights = initial_weights(shape._replace(depth=depth), "he", 0)
        return layers(weights, kind(depth, "relu"), "cross", 1.0, points)

    rooms = [room for room in ROOMS if room <= MAX_DEPTH]
    return [
        *(partial(passes, room) for room in sorted(rooms, key=lambda room: room != shape.depth)), *_trainings(),
        *(partial(trained, "relu", "moons", room, 0) for room in ROOMS if room <= DEEPEST),
        lambda: slice_of("moons", 3, 0), lambda: dying_map("relu", 0), lambda: fates("relu", [1.0], [0.0], 0), lambda: errors(0),
        lambda: ACTIVATIONS[0].curve(np.linspace(-1.0, 1.0, 161)), 
    ]  # fmt: skip


def _learning() -> Calls:
    """The first epoch of every net that the presets of the pages on dropout and regularization train, every program once."""

    def first(setting: Setting) -> object:
        data = setting.data(0)
        net = begin_learning(setting.optimizer, initial_weights(setting.shape, setting.scheme, 0), setting.kind)
        score(net, tuple(int(part) for part in setting.kind), setting.care, data)
        return epoch(setting.optimizer, setting.care, net, setting.kind, data, 0, updates_of(setting, data), setting.size)

    settings = [one for preset in OF_DROPOUT.values() for one in preset.view.pair()]
    settings += [one for preset in OF_REGULARIZATION.values() for one in preset.view.pair()]
    programs = {(one.shape, *map(int, one.kind), one.size, type(one.optimizer)): partial(first, one) for one in settings}
    return list(programs.values())


def _trainings() -> Calls:
    """A first chunk of every net that the part "Training" and the presets train: every plan is a program."""

    def first(view: Gradients, one: Activation) -> object:
        rule, what = view.rule(), view.kind(one)
        return advance(rule, begin(rule, stack(view.weights(one), what)), what, view["loss"], view.task, 0)

    views = [Gradients({"part": "train"}), *(preset.view for preset in PRESETS.values() if preset.view["part"] == "train")]
    plans = {(view.shape, *view.kind(one), view["loss"], view["rule"]): partial(first, view, one) for view in views for one in view.activations}
    return list(plans.values())


def _ahead() -> Calls:
    """The nets with which pages on learning open, one page after the other: they take the place of one visitor."""

    def one_by_one() -> None:
        make_ahead(Dropout(), Dropout().pair(), dropout_page.UNSEEN)
        make_ahead(Regularization(), Regularization().pair(), regularization_page.UNSEEN)

    return [one_by_one]


DECLARED: dict[str, Callable[[], Calls]] = {page.name: partial(list, page.warm) for page in PAGES}
COMPILED = "own_basins"  # the last stage that compiles
STAGES: dict[str, Callable[[], Calls]] = {
    "race": _race,
    "sweep": DECLARED["sweep"],
    "landscape": _landscape,
    "gradients": _gradients,
    **DECLARED,
    "learning": _learning,
    "basins": _basins,
    "own": _own,
    **{page.later.stage: partial(list, page.later.warm) for page in PAGES if page.later},
    "own_basins": _own_basins,
    "ahead": _ahead,
}
