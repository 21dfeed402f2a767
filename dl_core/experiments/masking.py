"""One unit behind a layer with dropout: what it receives while training, mask by mask, and what the whole net
gives it after training."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.learning import Regularizers, at_test, factors_of, masks_of
from dl_core.initializers import initial
from dl_core.programs import Bounded

MASKS, UNITS = 400, 100
MOST = 480_000  # activations of one step that have a mask: 8 layers of 200 units, 300 samples
_all = Bounded.jit(masks_of, static_argnames="shape")


class Received(NamedTuple):
    """Of Σ w·a·factor at one unit: under each of MASKS masks (MASKS,), their running mean (MASKS,), the whole
    net's after training, and theory's standard deviation √(Σ (w a)² p(1−p)), over 1−p if inverted."""

    single: NDArray[np.float64]
    running: NDArray[np.float64]
    whole: float
    spread: float


def received(ratio: float, inverted: bool, seed: int) -> Received:
    """For activations max(0, N(0, 1)) of UNITS units and He's weights, named by the seed; one mask for each
    step, of one sample."""
    regularizers = Regularizers(dropout=ratio, inverted=float(inverted))
    a = np.maximum(np.random.default_rng((seed, 31)).standard_normal(UNITS), 0)
    parts = a * initial("he", UNITS, 1, seed, 1)[:, 0].astype(float)
    masks = _masks(ratio, seed, 0, (1, MASKS, UNITS))[0]
    single = np.asarray(factors_of(regularizers, masks), float) @ parts
    spread = float(np.sqrt((parts**2).sum() * ratio * (1 - ratio)))
    return Received(
        single,
        np.cumsum(single) / np.arange(1, MASKS + 1),
        float(at_test(regularizers)) * parts.sum(),
        spread / (1 - ratio) if inverted else spread,
    )


def mask_at(ratio: float, seed: int, step: int, shape: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Which units of the first sample of a batch stay at this step of a training, (layers, units); shape:
    layers, samples of a batch, units. Raises ValueError for more than MOST activations."""
    return _masks(ratio, seed, step, shape)[:, 0] > 0


def _masks(ratio: float, seed: int, step: int, shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """`masks_of`, by one program for every shape: a mask begins with the same numbers, however many there
    are."""
    if (count := math.prod(shape)) > MOST:
        raise ValueError(
            f"shape {shape} has {count} activations; at most {MOST} are masked: take fewer layers, "
            f"samples or units"
        )
    every = np.asarray(_all(np.int32(seed), np.int32(step), np.float32(ratio), shape=(1, 1, MOST)))
    return every.ravel()[:count].reshape(shape)
