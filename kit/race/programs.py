"""What the pages on races compile, as first calls that they share: each is made once."""

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from dl_core.experiments.descent import loss_along
from dl_core.experiments.microscope import microscope
from dl_core.experiments.race import GRID, Course, Entry, curvatures, lowest_loss, race, tuned, values_on_grid
from dl_core.optimizers import RACERS, SGD, Optimizer
from kit.race.settings import Race, slug
from surfaces import Ravine
from surfaces.own import Own
from surfaces.switch import switch

Call = Callable[[], object]
Calls = tuple[Call, ...]


class Racing(NamedTuple):
    """The first calls of the programs of descents on one kind of loss; rules are data in them. course: of ten
    steps on it; ground: of the map; lowest, curvatures: of a point; descent: of one run; rates: of the search
    for the best; along: of losses along a path; taken_apart: of the microscope."""

    course: Callable[[], Course]
    ground: Call
    lowest: Call
    curvatures: Call
    descent: Call
    rates: Call
    along: Call
    taken_apart: Calls


def racing(course: Callable[[], Course]) -> Racing:
    """The first calls on a course."""

    def taken_apart(cls: type[Optimizer]) -> object:
        return microscope(race([Entry(cls())], course())[0], course())

    looks: list[type[Optimizer]] = [SGD, *(cls for cls in RACERS if cls.seen is not Optimizer.seen)]
    return Racing(
        course,
        lambda: values_on_grid(course().loss, course().box, GRID),
        lambda: lowest_loss(course().loss, [course().start]),
        lambda: curvatures(course().loss, course().start),
        lambda: race([Entry(SGD())], course()),
        lambda: tuned([Entry(SGD())], course()),
        lambda: loss_along(course().loss, np.zeros((1001, 2))),
        tuple(partial(taken_apart, cls) for cls in looks),
    )


def _named() -> Course:
    return Course(switch(Ravine()), Ravine.start, Ravine().minima(), Ravine.window, 10)


@cache
def _typed() -> Course:
    return Race({"surface": slug(Own), "steps": 10.0}).course()


NAMED, TYPED = racing(_named), racing(_typed)
