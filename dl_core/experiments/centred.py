"""Why zero-centred inputs help: one linear unit with two weights on four kinds of inputs, which differ in
their signs and in the curvatures of the loss.

Both arguments are in LeCun, Bottou, Orr & Müller 1998, section 4.3,
https://doi.org/10.1007/978-3-642-35289-8_3; that of the curvatures is from LeCun, Kanter & Solla 1991,
https://doi.org/10.1103/PhysRevLett.66.2396.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLES, STEPS, GAIN = 200, 120, 4.0
START, GOAL = (-1.5, 1.5), (1.5, -1.5)
REACH, GRID = 2.5, 41
LINE = REACH * (2 * np.arange(GRID) + 1 - GRID) / GRID  # the middles of GRID cells that fill ±REACH
KINDS = ("sigmoid", "mixed", "taking turns", "tanh")


class Walk(NamedTuple):
    """path (STEPS+1, 2); together: share of the steps that moved both weights the same way, of those that
    moved both; ends: mean loss after the last."""

    path: Floats
    together: float
    ends: float


class Unit(NamedTuple):
    """What one kind of inputs does to the unit. a (SAMPLES, 2); curvatures: eigenvalues of E[aaᵀ], the
    Hessian of the mean loss, the smaller first (2,); ahead: the curvature along the straight way to the goal;
    square: mean of ‖a‖², which is the sum of both; loss in the middles of the cells, LINE × LINE (GRID,
    GRID), row = w₂; one: gradient descent on one sample a step; whole: on the mean over all of them."""

    a: Floats
    curvatures: Floats
    ahead: float
    square: float
    loss: Floats
    one: Walk
    whole: Walk


def second_moment(a: Floats) -> Floats:
    """E[aaᵀ] over the samples, (2, 2): their covariance and the outer product of their mean."""
    return a.T @ a / len(a)


def _power(matrix: Floats, exponent: float) -> Floats:
    """Of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def inputs(kind: str, u: Floats) -> Floats:
    """The inputs (n, 2) that are made of numbers u (n, 2). Raises ValueError for another kind.

    sigmoid: σ(u), positive. tanh: tanh u, of both signs. mixed: tanh u, transformed so that E[aaᵀ] is that of
    σ(u). taking turns: σ(GAIN u₁) and σ(−GAIN u₁), positive, one mostly near 1 where the other is near 0, so
    that they hardly overlap.
    """
    if kind not in KINDS:
        raise ValueError(f"kind={kind!r}; there are {', '.join(KINDS)}")
    if kind == "taking turns":
        return 1 / (1 + np.exp(-GAIN * u[:, :1] * np.array([1.0, -1.0])))
    sigmoid, tanh = 1 / (1 + np.exp(-u)), np.tanh(u)
    if kind == "mixed":
        return np.asarray(tanh @ _power(second_moment(tanh), -0.5) @ _power(second_moment(sigmoid), 0.5))
    return sigmoid if kind == "sigmoid" else tanh


def _walk(a: Floats, batches: NDArray[np.intp], lr: float) -> Walk:
    """From START, a step for each row of `batches`: gradient descent on the mean of ½(w·a − t)² over its
    samples, where t = GOAL·a."""
    goal, path = np.array(GOAL), np.empty((len(batches) + 1, 2))
    path[0] = START
    with np.errstate(over="ignore", invalid="ignore"):
        for step, chosen in enumerate(batches):
            path[step + 1] = path[step] - lr * (a[chosen] @ (path[step] - goal)) @ a[chosen] / len(chosen)
        moves = np.sign(np.diff(path, axis=0)).prod(axis=1)
        ends = float((0.5 * (a @ (path[-1] - goal)) ** 2).mean())
    return Walk(path, float((moves > 0).sum() / max((moves != 0).sum(), 1)), ends)


def unit(kind: str, lr: float, seed: int) -> Unit:
    """STEPS steps from START towards GOAL on SAMPLES inputs of a kind, made of the same normal numbers (σ
    1.5) for all; single samples in the same order.

    The gradient of one sample is (w·a − t) a. If all inputs are positive it has one sign in both components;
    the mean over all samples need not. A step on the mean makes the error w − GOAL smaller by the factor 1 −
    lr λ along each axis of E[aaᵀ], so lr has to stay below 2/λ for the larger λ; a step on one sample makes
    its own w·a − t smaller by 1 − lr ‖a‖².
    """
    rng = np.random.default_rng((seed, 3))
    a = inputs(kind, 1.5 * rng.standard_normal((SAMPLES, 2)))
    single, whole = rng.integers(0, SAMPLES, (STEPS, 1)), np.tile(np.arange(SAMPLES), (STEPS, 1))
    moment, way = second_moment(a), np.subtract(GOAL, START)
    off = np.stack(np.meshgrid(LINE, LINE), axis=-1) - np.array(GOAL)
    loss = np.asarray(0.5 * np.einsum("ijk,kl,ijl->ij", off, moment, off), np.float64)
    ahead = float(way @ moment @ way / (way @ way))
    return Unit(
        a,
        np.asarray(np.linalg.eigvalsh(moment), np.float64),
        ahead,
        float(moment.trace()),
        loss,
        _walk(a, single, lr),
        _walk(a, whole, lr),
    )
