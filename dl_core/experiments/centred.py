"""Why zero-centred inputs help: one linear unit with two weights, fed by sigmoids or by tanhs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLES, STEPS = 200, 120
START, GOAL = (-1.5, 1.5), (1.5, -1.5)
REACH, GRID = 2.5, 41
LINE = REACH * (2 * np.arange(GRID) + 1 - GRID) / GRID  # the middles of GRID cells that fill ±REACH


class Walk(NamedTuple):
    """path (STEPS+1, 2); loss in the middles of the cells, LINE × LINE (GRID, GRID), row = w₂; together: share of steps that moved both weights the same
    way; ends: last loss; square: mean of ‖a‖² over the samples."""

    path: Floats
    loss: Floats
    together: float
    ends: float
    square: float


def walk(centred: bool, lr: float, seed: int) -> Walk:
    """Stochastic gradient descent on ½(w·a − t)², one sample a step, from START towards GOAL. Inputs a: tanh of normal numbers if centred, else their sigmoid.

    With all inputs positive ∂L/∂w = (w·a − t) a has one sign in both components: every step leads up-right or down-left. The mean over a
    batch is a sum of such vectors of both signs, and may point anywhere.

    A step multiplies the error w·a − t of its own sample by 1 − lr ‖a‖²: beyond ‖a‖² = 2/lr it makes it larger.
    """
    rng = np.random.default_rng((seed, 3))
    u = 1.5 * rng.standard_normal((SAMPLES, 2))
    a = np.tanh(u) if centred else 1 / (1 + np.exp(-u))
    t = a @ np.array(GOAL)
    path = np.empty((STEPS + 1, 2))
    path[0] = START
    with np.errstate(over="ignore", invalid="ignore"):
        for step, i in enumerate(rng.integers(0, SAMPLES, STEPS)):
            path[step + 1] = path[step] - lr * (path[step] @ a[i] - t[i]) * a[i]
        moves = np.sign(np.diff(path, axis=0)).prod(axis=1)
        w = np.stack(np.meshgrid(LINE, LINE), axis=-1)
        loss = (0.5 * (w @ a.T - t) ** 2).mean(axis=-1)
        ends = float((0.5 * (path[-1] @ a.T - t) ** 2).mean())
    return Walk(path, loss, float((moves > 0).sum() / max((moves != 0).sum(), 1)), ends, float((a * a).sum(axis=1).mean()))
