"""What is computed for the part "Backward": of a view, pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.nets.convolution import (
    as_matrix,
    convolve,
    dilated,
    entries,
    flipped,
    input_gradient,
    kernel_gradient,
    padded,
    spread_gradient,
)
from dl_core.nets.pooling import pool, pooled_gradient
from dl_core.nets.sizes import Axis
from pages.convolution.facts import TooLarge, cell, fitting, moved
from pages.convolution.texts import read_rows
from pages.convolution.view import Convolution

Floats = NDArray[Any]


class Back(NamedTuple):
    """A backward pass of one channel and one filter. of: "input" or "kernel"; grad: ∂L/∂y (1, *m), spread: as
    the sum reads it: for the input dilated by the stride and with zeros around it, for the kernel dilated
    alone; source: what is gone over, (1, *), and by: what it is multiplied with (1, *); slope: the gradient
    that comes out; at: its place that is looked at; apart: its largest difference from the same by the
    matrix."""

    of: str
    x: Floats
    kernel: Floats
    grad: Floats
    spread: Floats
    slope: Floats
    along: tuple[Axis, ...]
    at: tuple[int, ...]
    apart: float
    view: Convolution


class Through(NamedTuple):
    """A backward pass through max pooling. x: (1, rows, columns); y, grad: (1, *m); slope: as x; winners: the
    places in x.ravel() that have won; size, stride: of the windows."""

    x: Floats
    y: Floats
    grad: Floats
    slope: Floats
    winners: list[int]
    size: int
    stride: int
    view: Convolution


def backward(view: Convolution) -> Back | Through | TooLarge:
    """The gradient of the input or of the kernel, or through max pooling, of the output's that was chosen."""
    if view["of"] == "pool":
        return _pooled(view)
    view = view.single
    fits = fitting(view)
    if isinstance(fits, TooLarge):
        return fits
    x, kernel, along = view.x, view.weights, fits
    stride, pads, dilation = moved(along)
    grad = chosen(view, tuple(one.places for one in along))[None]
    if view["of"] == "input":
        inside = input_gradient(grad, kernel, x.shape[1:], stride, pads, dilation)
        matrix = as_matrix(kernel, x.shape[1:], stride, pads, dilation)
        spread = spread_gradient(grad, along)
        slope = convolve(spread, flipped(kernel), dilation=dilation)
        apart = np.abs(matrix.T @ grad.ravel() - inside.ravel()).max()
    else:
        slope = kernel_gradient(x, grad, kernel.shape[2:], stride, pads, dilation)[0]
        spread = dilated(grad, stride)
        apart = np.abs(_by_the_matrix(x, grad, along) - slope.ravel()).max()
    loudest = int(np.abs(slope).argmax())
    at = cell(int(view["back"]) if view["back"] >= 0 else loudest, slope.shape)
    return Back(view["of"], padded(x, along), kernel, grad, spread, slope, along, at, float(apart), view)


def _by_the_matrix(x: Floats, grad: Floats, along: tuple[Axis, ...]) -> Floats:
    """∂L/∂kernel as sums over the matrix's entries that share a weight."""
    rows, columns, weights = entries(1, 1, along)
    found = np.zeros(int(np.prod([one.k for one in along])))
    np.add.at(found, weights, grad.ravel()[rows] * x.ravel()[columns])
    return found


def chosen(view: Convolution, shape: tuple[int, ...]) -> Floats:
    """∂L/∂y of this shape, as it was typed: what is missing is 0; nothing typed: 1 in the middle."""
    found = np.zeros(shape)
    rows = read_rows(view["gradient"])
    if not rows:
        found[tuple(size // 2 for size in shape)] = 1.0
        return found
    typed = np.array(rows)[0] if len(shape) == 1 else np.array(rows)
    within = tuple(slice(min(a, b)) for a, b in zip(typed.shape, shape, strict=True))
    found[within] = typed[within]
    return found


def _pooled(view: Convolution) -> Through:
    size, stride = int(view["window"]), int(view["step"])
    x = view.image[None]
    found = pool(x, "max", size, stride)
    grad = chosen(view, found.values.shape[1:])[None]
    slope = pooled_gradient(x, grad, "max", size, stride)
    rows, columns = np.indices(found.winners.shape[1:]) * stride
    down, right = np.divmod(found.winners[0], size)
    winners = np.unique((rows + down) * x.shape[2] + columns + right).tolist()
    return Through(x, found.values, grad, slope, winners, size, stride, view)
