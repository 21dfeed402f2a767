"""What is computed for the parts "One window" and "The same as a matrix": of a view, pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.nets.convolution import as_matrix, convolve, entries, flipped, padded
from dl_core.nets.sizes import Axis, Cost, costs
from pages.convolution.view import Convolution

Floats = NDArray[Any]


class TooLarge(NamedTuple):
    """A kernel that does not fit: the input (c, *n), the kernel (o, c, *k), and the axes, on one of which
    there is no place for it."""

    x: Floats
    kernel: Floats
    along: tuple[Axis, ...]
    view: Convolution


class Window(NamedTuple):
    """A convolution. x: (c, *n); padded: with its zeros; kernel: (o, c, *k) as it is moved; y: (o, *m);
    along: its axes; at: (filter, *place) that is looked at; costs: by kind of layer; view: what it is of."""

    x: Floats
    padded: Floats
    kernel: Floats
    y: Floats
    along: tuple[Axis, ...]
    at: tuple[int, ...]
    costs: dict[str, Cost]
    view: Convolution

    @property
    def rounded_down(self) -> bool:
        """Whether a stride does not divide, so that places at the end are in no window."""
        return any(one.left_over for one in self.along)


def window(view: Convolution) -> Window | TooLarge:
    """The output, its size and its costs."""
    x, kernel, along = view.x, view.weights, fitting(view)
    if isinstance(along, TooLarge):
        return along
    turned = flipped(kernel) if view["flip"] else kernel
    y = convolve(x, turned, *moved(along))
    place = cell(int(view["at"]), y.shape)
    counted = costs(x.shape[0], kernel.shape[0], along)
    return Window(x, padded(x, along), turned, y, along, place, counted, view)


def moved(along: tuple[Axis, ...]) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """Stride, padding and dilation along each axis."""
    return (
        [one.stride for one in along],
        [(one.before, one.after) for one in along],
        [one.dilation for one in along],
    )


def fitting(view: Convolution) -> tuple[Axis, ...] | TooLarge:
    """The axes of the view's convolution, if its kernel fits."""
    along = view.along
    return TooLarge(view.x, view.weights, along, view) if any(one.places < 1 for one in along) else along


def cell(number: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The place of the cell of this number in an array of this shape, the last one for too large a number;
    below 0: the one in the middle of the first of the first axis."""
    if number < 0:
        return (0, *(size // 2 for size in shape[1:]))
    return tuple(int(at) for at in np.unravel_index(min(number, int(np.prod(shape)) - 1), shape))


# --- the same as a matrix -----------------------------------------------------------------------------------


class Step(NamedTuple):
    """What one step along the gradient of ½‖y − t‖² has made, for the target t that another kernel gives.
    matrix: after it (m, n); distinct: different numbers in it besides the zeros by place; here: ‖y − t‖ over
    what it was, on this picture; others: the same on other digits, the root of the mean square."""

    matrix: Floats
    distinct: int
    here: float
    others: float


class Matrix(NamedTuple):
    """A convolution of one channel with one filter, as a matrix. x: (1, *n); kernel: (1, 1, *k); y: (1, *m);
    dense: (m, n); places: of each entry the number of the weight that stands there (m, n), -1 for none;
    apart: the largest difference between matrix and convolution; steps: "shared", "local" and "free"."""

    x: Floats
    kernel: Floats
    y: Floats
    along: tuple[Axis, ...]
    dense: Floats
    places: NDArray[np.intp]
    apart: float
    steps: dict[str, Step]
    view: Convolution

    @property
    def entries(self) -> int:
        """Those that are not zero by their place."""
        return int((self.places >= 0).sum())

    @property
    def weights(self) -> int:
        """How many of the kernel's weights stand somewhere: the others meet nothing but padding."""
        return len(np.unique(self.places[self.places >= 0]))


OTHERS = 200  # digits, the first ones, on which a step is tried that was made on one picture


def matrix(view: Convolution) -> Matrix | TooLarge:
    """The matrix of one channel and one filter, and one training step with and without sharing."""
    view = view.single
    x, kernel, along = view.x, view.weights, fitting(view)
    if isinstance(along, TooLarge):
        return along
    y = convolve(x, kernel, *moved(along))
    sparse = as_matrix(kernel, x.shape[1:], *moved(along))
    rows, columns, weights = entries(1, 1, along)
    places = np.full(sparse.shape, -1)
    places[rows, columns] = weights
    dense = sparse.toarray()
    single = dense.astype(np.float32) @ x.ravel().astype(np.float32)
    apart = float(np.abs(single - y.ravel()).max())
    steps = _steps(dense, places, x.ravel(), view.others[:OTHERS])
    return Matrix(x, kernel, y, along, dense, places, apart, steps, view)


def _steps(dense: Floats, places: NDArray[np.intp], x: Floats, others: Floats) -> dict[str, Step]:
    """One step of steepest descent from the kernel's matrix towards the output of another kernel, each as
    long as lowers its own loss most: a step for each weight of the kernel, for each entry that is not zero by
    its place, and for every entry. x: (n,); others: (samples, n)."""
    there = places >= 0
    missing = _target(places) - dense
    error = -missing @ x
    free = np.outer(error, x)  # ∂L/∂matrix
    shared = np.zeros(int(places.max()) + 1)
    np.add.at(shared, places[there], free[there])
    slopes = {
        "shared": np.where(there, shared[places], 0.0),
        "local": np.where(there, free, 0.0),
        "free": free,
    }
    return {name: _stepped(dense, slope, missing, there, x, others) for name, slope in slopes.items()}


def _stepped(
    dense: Floats, slope: Floats, missing: Floats, there: NDArray[np.bool_], x: Floats, others: Floats
) -> Step:
    change, error = slope @ x, -missing @ x
    length = float(error @ change / (change @ change)) if change.any() else 0.0
    after, left = dense - length * slope, missing + length * slope
    entries = after if slope[~there].any() else after[there]
    return Step(
        after,
        len(np.unique(np.round(entries, 9))),
        _share(left @ x, error),
        _share(others @ left.T, others @ missing.T),
    )


def _share(now: Floats, before: Floats) -> float:
    return float(np.linalg.norm(now) / np.linalg.norm(before)) if before.any() else 0.0


def _target(places: NDArray[np.intp]) -> Floats:
    """The matrix of the kernel whose output is to be learned: its last weight is 1, so that it moves the
    picture, and all others are 0; the last one that stands anywhere."""
    return np.where(places == places.max(), 1.0, 0.0)
