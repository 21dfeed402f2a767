"""Why the gradient at all: random search and gradient descent on a bowl in many dimensions."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, RandomSearch

MAX_DIMENSIONS = 100


def _bowl(weights: jax.Array, x: jax.Array) -> jax.Array:
    return 0.5 * jnp.sum(weights * x * x)


class DimensionRace(NamedTuple):
    """Losses (steps+1,) of gradient descent and of random search with the same number of evaluations, both
    starting from loss 1."""

    gradient: NDArray[np.float64]
    search: NDArray[np.float64]


def race_in_dimensions(dimensions: int, steps: int, lr: float, width: float, seed: float) -> DimensionRace:
    """The bowl ½‖x‖² in `dimensions` (1 … MAX_DIMENSIONS) from a start of loss 1, every coordinate equal.

    Coordinates above `dimensions` weigh nothing, so that every number of dimensions is the same compiled
    program. Raises ValueError outside the range.
    """
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"dimensions={dimensions}; the bowl has 1 to {MAX_DIMENSIONS}")
    weights = (np.arange(MAX_DIMENSIONS) < dimensions).astype(np.float64)
    start = weights * np.sqrt(2 / dimensions)
    bowl: Any = jax.tree_util.Partial(_bowl, weights)
    runs = (
        to_numpy(descend(rule, bowl, start), steps).loss
        for rule in (SGD(lr=lr), RandomSearch(lr=width, seed=seed))
    )
    return DimensionRace(*runs)
