"""What a surface is: a frozen value of numbers, callable at a point of the plane, that knows its minima."""

from abc import ABC, abstractmethod
from typing import ClassVar

import jax
import numpy as np
from numpy.typing import NDArray

from dl_core.params import Source

Points = tuple[tuple[float, float], ...]


class Surface(ABC):
    """A loss over the plane.

    label, formula (LaTeX), source, about: class constants. window (x0, x1, y0, y1): the box to plot, inside
    which the minima hold. start: a good point to begin. quadratic: the Hessian is the same everywhere, so the
    stability bounds are exact. `__call__` uses nothing but arithmetic, its own parameters and functions that
    jax.numpy and torch both have: exported scripts quote it.
    """

    label: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[Source]
    about: ClassVar[str]
    window: ClassVar[tuple[float, float, float, float]]
    start: ClassVar[tuple[float, float]]
    quadratic: ClassVar[bool] = False
    lowest: ClassVar[Points]
    others: ClassVar[Points] = ()
    saddles: ClassVar[Points] = ()

    @abstractmethod
    def __call__(self, x: jax.Array) -> jax.Array:
        """The loss at x (2,)."""

    def minima(self) -> NDArray[np.float64]:
        """All global minima in the window, (n, 2)."""
        return np.array(self.lowest, np.float64).reshape(-1, 2)

    def local_minima(self) -> NDArray[np.float64]:
        """All other minima in the window, (n, 2), n may be 0."""
        return np.array(self.others, np.float64).reshape(-1, 2)
