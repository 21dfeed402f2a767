"""What must be known of a library to write a script for it."""

from collections.abc import Mapping
from typing import NamedTuple

from dl_core.optimizers import Optimizer


class Rule(NamedTuple):
    """How the library says one of our rules. make: the constructor, with {lr} and the rule's own fields in
    braces; note: a comment above it."""

    make: str
    note: str = ""


class No(NamedTuple):
    """The library cannot say the rule in our form. why: a sentence."""

    why: str


class Fixed(NamedTuple):
    """A field that the library does not let one choose, the only value that it knows, and a sentence that
    says why not another."""

    field: str
    value: float
    why: str


class Dialect(NamedTuple):
    """A library's way of saying a descent.

    numpy: its name for NumPy's functions. constant: a surface's {value}. rate: what is given as learning rate
    {lr} where there is a schedule `factor(t)`. rules: our rules; scheduled: those that read differently under
    a schedule; fixed: fields that cannot be chosen. gradient: the line that takes the gradient of `loss` at
    x; forward: the same in forward mode, which asks how fast each part changes, for formulas that need
    `steep`, a function's twin whose infinite slope counts as 0 where its argument does not change; size: |u|
    with slope 0 at 0, empty if that is the library's own. layout: the whole script, its parts in braces;
    scheduler, advance: two more parts of it, empty without a schedule.
    """

    name: str
    numpy: str
    constant: str
    rate: str
    rules: Mapping[type[Optimizer], Rule | No]
    scheduled: Mapping[type[Optimizer], Rule | No]
    fixed: Mapping[type[Optimizer], Fixed]
    layout: str
    gradient: str
    forward: str
    steep: str
    size: str = ""
    scheduler: str = ""
    advance: str = ""
