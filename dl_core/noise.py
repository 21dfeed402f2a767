"""Gradient noise: what makes gradient descent stochastic."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dl_core.params import param, params


@lru_cache(maxsize=64)
def _normals(seed: int, shape: tuple[int, int]) -> NDArray[np.float64]:
    normals = np.random.default_rng(seed).standard_normal(shape)
    normals.flags.writeable = False
    return normals


@params
class Noise:
    """g + σz, z ~ N(0, I). The same seed gives every rule the same z at the same step."""

    sigma: float = param(
        default=0.0,
        low=0.0,
        high=100.0,
        tex=r"\sigma",
        about="standard deviation of the noise on every gradient",
        label="Gradient noise",
    )
    seed: float = param(
        default=0.0,
        low=0.0,
        high=9999.0,
        step=1.0,
        tex="s",
        about="which noise: the same for every racer",
        label="Seed",
    )

    def sample(self, steps: int, dimension: int) -> NDArray[np.float64]:
        """σz for steps 0 … steps−1: (steps, dimension)."""
        return self.sigma * _normals(int(self.seed), (steps, dimension))
