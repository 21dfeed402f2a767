"""The nets of the page: a plain and a variational autoencoder that learn beside each other, bit by bit."""

from collections.abc import Iterator
from typing import NamedTuple

from dl_core.experiments.autoencoders import Goal, Learned, Recipe, digits_apart, train_all
from dl_core.nets.autoencoder import Plan
from kit.page import Progress
from pages.codes.view import WIDEST, Codes

PLAN = Plan(room=WIDEST)  # one program for all widths
WIDTH = 2  # of the plane


class Nets(NamedTuple):
    """plain, variational: how far each has come of `steps` steps; width: numbers of their codes; is_kept:
    whether they were kept, and not trained now."""

    plain: Learned
    variational: Learned
    steps: int
    width: int
    is_kept: bool = False

    @property
    def done(self) -> int:
        """Steps; 0: none yet."""
        return int(self.plain.steps[-1]) if len(self.plain.steps) else 0


def recipes(view: Codes, width: int) -> tuple[Recipe, Recipe]:
    """The plain and the variational autoencoder of a view."""
    seed = int(view["seed"])
    goal = Goal(variance=view["variance"], beta=view["beta"], variational=1.0)
    return Recipe(PLAN, width, seed=seed), Recipe(PLAN, width, goal, seed)


def trained(view: Codes, width: int) -> Iterator[Nets]:
    """Both nets, piece by piece."""
    steps = int(view["steps"])
    for plain, variational in train_all(recipes(view, width), *digits_apart(), steps):
        yield Nets(plain, variational, steps, width)


def in_the_plane(view: Codes) -> Iterator[Nets]:
    """Nets with codes of two numbers."""
    return trained(view, WIDTH)


def progress(found: Nets) -> Progress:
    """Steps done and to do."""
    return Progress(found.done, found.steps)


def first_call() -> object:
    """The program of all nets of the page."""
    return [None for _found in train_all([Recipe(PLAN, WIDTH)], *digits_apart(), 1)]
