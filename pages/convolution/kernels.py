"""Kernels with a name, of every size, in one to three dimensions."""

from functools import cache, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kit.kept import arrays_of
from kit.messages import _

Floats = NDArray[np.float64]
KERNELS = {
    "sobel": _("Sobel, left to right"),
    "sobel-down": _("Sobel, down, or over time"),
    "edges": _("Edges: centre − neighbours"),
    "sharpen": _("Sharpen"),
    "blur": _("Blur: the mean"),
    "identity": _("Identity"),
    "random": _("Random"),
    "learned": _("Learned by a net"),
}
# the first layer (8, 1, 3, 3) of the net that the part `inside` opens with, and its name there
LEARNED = Path(__file__).parent / "training" / "kept.npz", "inside?/learned/now/0/weight"


def kernel(name: str, size: int, dims: int, seed: int = 0) -> Floats:
    """The kernel of this name (size, …), dims times. Sobel's is the difference along one axis, smoothed along
    the others by binomial weights; edges and sharpen sum up to 0 and to 1; of the learned ones the seed names
    one, 3×3 in the middle. Raises ValueError for another name."""
    shape, middle = (size,) * dims, (size - 1) // 2
    match name:
        case "sobel" | "sobel-down":
            along = dims - 1 if name == "sobel" else 0
            return reduce(
                np.multiply.outer, [_slope(size) if at == along else _smooth(size) for at in range(dims)]
            )
        case "blur":
            return np.full(shape, 1 / size**dims)
        case "identity":
            return _cross(size, dims, 0, 1)
        case "edges" | "sharpen":
            around = _cross(size, dims, -1, 0)
            around[(middle,) * dims] = -around.sum() + (name == "sharpen")
            return around
        case "random":
            return np.round(np.random.default_rng(seed).normal(size=shape), 1) + 0.0
        case "learned":
            return _learned(size, dims, seed)
    raise ValueError(f"kernel {name!r} is none of {', '.join(KERNELS)}")


def _smooth(size: int) -> Floats:
    return reduce(np.convolve, [np.ones(2)] * (size - 1), np.ones(1))


def _slope(size: int) -> Floats:
    return np.convolve(_smooth(size - 1), [-1.0, 1.0]) if size > 1 else np.ones(1)


@cache
def _filters() -> Floats:
    path, name = LEARNED
    return np.round(arrays_of(path)[name][:, 0].astype(float), 2) + 0.0


def _learned(size: int, dims: int, seed: int) -> Floats:
    """A filter of a trained net, with zeros around it or without its edge; along one axis its middle row."""
    filters = _filters()
    own = filters[seed % len(filters)]
    own = own[1] if dims == 1 else own if dims == 2 else np.stack([0 * own, own, 0 * own])
    padded = np.pad(own, size)
    return padded[
        tuple(slice(side // 2 - (size - 1) // 2, side // 2 - (size - 1) // 2 + size) for side in padded.shape)
    ]


def _cross(size: int, dims: int, beside: float, centre: float) -> Floats:
    """`centre` in the middle, `beside` next to it along every axis, where there is room."""
    found, middle = np.zeros((size,) * dims), (size - 1) // 2
    for axis in range(dims):
        for step in (-1, 1):
            place = [middle] * dims
            place[axis] += step
            if 0 <= place[axis] < size:
                found[tuple(place)] = beside
    found[(middle,) * dims] = centre
    return found


def fitted(rows: list[list[float]], name: str, shape: tuple[int, ...], seed: int = 0) -> Floats:
    """Kernels (filters, channels, *k) of rows of numbers, as they are typed: kernel by kernel, each with as
    many numbers along every axis as a row has. Too large ones lose their ends, too small ones and rows that
    are not there are filled with zeros, and those that were not typed are the one of this name; filter f the
    f-th from it on in the list."""
    filters, channels, *sides = shape
    dims, size = len(sides), sides[0]
    names = list(KERNELS)
    first = names.index(name)
    found = np.stack(
        [
            np.stack([kernel(names[(first + f) % len(names)], size, dims, seed + f)] * channels)
            for f in range(filters)
        ]
    )
    if rows:
        typed = len(rows[0])
        each = typed ** (dims - 1)
        kept = min(size, typed)
        for at in range(min(filters * channels, -(-len(rows) // each))):
            there = np.array(rows[at * each : (at + 1) * each])
            own = np.pad(there, ((0, each - len(there)), (0, 0))).reshape((typed,) * dims)
            within = (slice(kept),) * dims
            place = found[divmod(at, channels)]
            place[...] = 0
            place[within] = own[within]
    return found
