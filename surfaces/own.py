"""A surface from a formula that somebody typed: data for one interpreter (`surfaces.jets`), with minima that
are searched for (`surfaces.search`).

On a kink (|u|, min, max, r) the slope is the mean of both sides, as in `surfaces.valleys`; where a formula
has no real value it is nan or inf, as it is.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.params import Source
from surfaces.base import Surface
from surfaces.formula import Program, compiled, degree, fold, latex, parse
from surfaces.found import Found
from surfaces.jets import value, with_curvatures, with_slopes
from surfaces.lattice import Box, Floats, jets
from surfaces.refusals import Refused
from surfaces.search import search
from surfaces.spelling import in_one_line


def start_in(box: Box) -> tuple[float, float]:
    """Where a race begins unless told: one fifth into the box, from the left and from above."""
    x0, x1, y0, y1 = box
    return round(0.8 * x0 + 0.2 * x1, 9), round(0.2 * y0 + 0.8 * y1, 9)


@dataclass(frozen=True)
class Own(Surface):
    """The surface of a formula over a box. As a tree it is its program alone: in a jitted function its words
    are empty, and no formula compiles anything.

    Equal if text, window and start are. minima() and local_minima() are found, once, in well under a second;
    `found` has more to say.
    """

    program: Program = field(repr=False, compare=False)
    text: str = ""
    formula: str = field(default="", repr=False, compare=False)  # type: ignore[misc]  # here these belong to the value, not to the class
    window: Box = (-5.0, 5.0, -5.0, 5.0)  # type: ignore[misc]
    start: tuple[float, float] = (-4.0, 3.0)  # type: ignore[misc]
    quadratic: bool = field(default=False, repr=False, compare=False)  # type: ignore[misc]

    label = "Your own"
    source = Source("typed on this page", 2026)
    about = "Typed by hand: nothing is known of it beforehand, its minima are searched for."
    forwards = True  # its derivatives come from forward mode as they are: nothing needs to differentiate it

    @classmethod
    def read(
        cls, text: str, window: Box = (-5.0, 5.0, -5.0, 5.0), start: tuple[float, float] | None = None
    ) -> Self:
        """The surface of a stranger's formula. Raises Refused, with one sentence; start: one fifth into the
        box unless given."""
        x0, x1, y0, y1 = window
        if not all(math.isfinite(side) for side in window) or x0 >= x1 or y0 >= y1:
            raise Refused("box", box=window)
        tree = parse(text)
        program = compiled(tree)
        begin = start_in(window) if start is None else start
        return cls(
            program,
            in_one_line(text),
            latex(tree),
            window,
            begin,
            degree(fold(tree)) <= 2 and _is_bowl(program),
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        return value(self.program, x)[..., 0]

    def value_and_grad(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Loss () and gradient (2,) at x (2,)."""
        jet = with_slopes(self.program, x)
        return jet[..., 0], jet[..., 1:]

    def hessian(self, x: jax.Array) -> jax.Array:
        """Hessian (2, 2) at x (2,)."""
        jet = with_curvatures(self.program, x)
        return jnp.stack([jet[..., 3:5], jet[..., 4:6]], axis=-1)

    @property
    def found(self) -> Found:
        """What the search for minima found."""
        return _found(self)

    def minima(self) -> Floats:
        return self.found.lowest.copy()

    def local_minima(self) -> Floats:
        return self.found.others.copy()

    @property
    def reference(self) -> float:
        """What gaps are counted from, as `Found` has it."""
        return self.found.reference


jax.tree_util.register_pytree_with_keys(
    Own,
    lambda own: (((jax.tree_util.GetAttrKey("program"), own.program),), Own),
    lambda cls, children: cls(*children),
    lambda own: ((own.program,), Own),
)


@lru_cache(maxsize=64)
def _found(own: Own) -> Found:
    return search(own.program, own.window)


def _is_bowl(program: Program) -> bool:
    """Of a polynomial of degree 2 at most: it curves upwards somewhere and downwards nowhere, so that bounds
    of stability hold."""
    a, b, d = jets(program, np.zeros((1, 2)))[0, 3:]
    low, high = np.linalg.eigvalsh([[a, b], [b, d]])
    return bool(high > 0 and low >= -1e-12 * high)
