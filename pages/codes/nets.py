"""The nets of the page: a plain and a variational autoencoder that learn beside each other, bit by bit."""

from collections.abc import Iterator
from typing import NamedTuple

from dl_core.experiments.autoencoders import Goal, Learned, Recipe, digits_apart, train_all
from dl_core.nets.autoencoder import Plan
from kit.page import Progress
from pages.codes.view import WIDEST, Codes

PLAN = Plan(room=WIDEST)  # one program for all widths
PLANE = 2  # numbers of a code in the plane
TIMES = 10.0


class Nets(NamedTuple):
    """plain, variational: how far each has come of `steps` steps; width: numbers of their codes; twin: a
    variational one whose decoder has TIMES the variance, and a KL that counts 1/TIMES, where the part asks
    for it; is_kept: whether they were kept, and not trained now."""

    plain: Learned
    variational: Learned
    steps: int
    width: int
    twin: Learned | None = None
    is_kept: bool = False

    @property
    def done(self) -> int:
        """Steps; 0: none yet."""
        return int(self.plain.steps[-1]) if len(self.plain.steps) else 0


def width_of(view: Codes) -> int:
    """Numbers of a code of the view's nets: two where no part asks for a width."""
    return int(view["width"]) if "width" in view.known else PLANE


def product(view: Codes) -> float:
    """What counts of the two numbers: the loss times 2·variance is the squared error + product·KL."""
    return float(2 * view["variance"] * view["beta"])


def recipes(view: Codes, twins: bool = False) -> tuple[Recipe, ...]:
    """The plain and the variational autoencoder of a view with nothing in it but what a part reads; twins:
    and the second's twin."""
    seed, width = int(view["seed"]), width_of(view)
    goal = Goal(variance=view["variance"], beta=view["beta"], variational=1.0)
    twin = goal._replace(variance=TIMES * view["variance"], beta=view["beta"] / TIMES)
    made = Recipe(PLAN, width, seed=seed), Recipe(PLAN, width, goal, seed), Recipe(PLAN, width, twin, seed)
    return made if twins else made[:2]


def trained(view: Codes, twins: bool = False) -> Iterator[Nets]:
    """All nets, piece by piece."""
    steps = int(view["steps"])
    for plain, variational, *twin in train_all(recipes(view, twins), *digits_apart(), steps):
        yield Nets(plain, variational, steps, width_of(view), twin[0] if twins else None)


def trained_twins(view: Codes) -> Iterator[Nets]:
    """All nets and the twin, piece by piece."""
    return trained(view, twins=True)


def progress(found: Nets) -> Progress:
    """Steps done and to do."""
    return Progress(found.done, found.steps)


def first_call() -> object:
    """The program of all nets of the page."""
    return [None for _found in train_all([Recipe(PLAN, PLANE)], *digits_apart(), 1)]
