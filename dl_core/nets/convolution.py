"""Convolution in one to three dimensions, as a sum over windows and as one sparse matrix; and its backward
pass, which is made of convolutions again.

As in deep learning, "convolution" is the cross-correlation: the kernel is not flipped unless asked.
Source: V. Dumoulin & F. Visin, A guide to convolution arithmetic for deep learning, 2016,
https://arxiv.org/abs/1603.07285.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from dl_core.nets.sizes import Axis, Numbers, Pairs, axes

Array = NDArray[Any]


def convolve(
    x: ArrayLike,
    kernel: ArrayLike,
    stride: Numbers = 1,
    padding: Pairs = 0,
    dilation: Numbers = 1,
    *,
    flip: bool = False,
) -> Array:
    """y[f, p] = Σ over channels c and places j of kernel[f, c, j] · x[c, s·p + d·j], with x padded by zeros.

    x: (c, *n), kernel: (filters, c, *k), with one to three axes n → (filters, *m). stride, dilation: a number
    or one for each axis; padding: a number, or one or (before, after) for each axis. flip: the kernel is
    flipped along all its axes: convolution as mathematics has it. Raises ValueError for shapes that do not
    fit."""
    given, weights = _both(x, kernel)
    along = axes(given.shape[1:], weights.shape[2:], stride, padding, dilation)
    return _correlate(padded(given, along), flipped(weights) if flip else weights, along)


def _both(x: ArrayLike, kernel: ArrayLike) -> tuple[Array, Array]:
    given, weights = _wide(x), _wide(kernel)
    if given.ndim < 2 or weights.ndim != given.ndim + 1 or weights.shape[1] != given.shape[0]:
        raise ValueError(
            f"x of shape {given.shape}, kernel of shape {weights.shape}: give x as (channels, …) and the "
            f"kernel as (filters, the same channels, …), with the same 1 to 3 axes behind"
        )
    return given, weights


def _wide(values: ArrayLike) -> Array:
    """As an array; whole numbers and truth values in 64 bits, so that their sums do not run over."""
    found = np.asarray(values)
    return found.astype(np.int64) if found.dtype.kind in "biu" else found


def _correlate(x: Array, kernel: Array, along: Sequence[Axis]) -> Array:
    """The sum over windows of an input that has its padding already."""
    inner = tuple(range(1, x.ndim))
    windows = sliding_window_view(x, [one.reach for one in along], axis=inner)  # (c, *places, *reach)
    steps = (slice(None, None, one.stride) for one in along)
    taps = (slice(None, None, one.dilation) for one in along)
    windows = windows[(slice(None), *steps, *taps)]
    last = [0, *range(x.ndim, 2 * x.ndim - 1)]
    return np.tensordot(kernel, windows, axes=(list(range(1, kernel.ndim)), last))


def padded(x: Array, along: Sequence[Axis]) -> Array:
    """(c, *n) with its zeros around it."""
    return np.pad(x, [(0, 0), *((one.before, one.after) for one in along)])


def flipped(kernel: Array) -> Array:
    """(filters, c, *k), turned around along every axis of k."""
    return np.flip(kernel, tuple(range(2, kernel.ndim)))


def dilated(x: Array, by: Sequence[int]) -> Array:
    """(c, *m) with by − 1 zeros between neighbours along each axis: (c, *(m−1)·by+1)."""
    spread = np.zeros((x.shape[0], *((m - 1) * b + 1 for m, b in zip(x.shape[1:], by, strict=True))), x.dtype)
    spread[(slice(None), *(slice(None, None, b) for b in by))] = x
    return spread


# --- the same as a matrix -----------------------------------------------------------------------------------


def entries(
    channels: int, filters: int, along: Sequence[Axis], *, flip: bool = False
) -> tuple[Array, Array, Array]:
    """Which weight stands where in the matrix of a convolution: rows, columns and the weights' places in
    `kernel.ravel()`, one for each entry that is not zero by its place."""
    sizes = [tuple(getattr(one, name) for one in along) for name in ("n", "k", "places")]
    inner, taps, places = (
        np.indices(size).reshape(len(along), -1) for size in (sizes[0], sizes[1], sizes[2])
    )
    stride, dilation, before = (
        np.array([[getattr(one, name)] for one in along]) for name in ("stride", "dilation", "before")
    )
    at = (stride * places)[:, :, None] + (dilation * taps)[:, None, :] - before[:, :, None]
    there = np.all((at >= 0) & (at < np.array(sizes[0])[:, None, None]), axis=0)
    place, tap = np.nonzero(there)
    column = np.ravel_multi_index(tuple(at[:, place, tap]), sizes[0])
    weight = taps.shape[1] - 1 - tap if flip else tap
    f, c = (part.ravel()[:, None] for part in np.indices((filters, channels)))
    rows = f * places.shape[1] + place
    columns = c * inner.shape[1] + column
    weights = (f * channels + c) * taps.shape[1] + weight
    return rows.ravel(), columns.ravel(), weights.ravel()


def as_matrix(
    kernel: ArrayLike,
    shape: Sequence[int],
    stride: Numbers = 1,
    padding: Pairs = 0,
    dilation: Numbers = 1,
    *,
    flip: bool = False,
) -> csr_array:
    """The sparse matrix (filters·m, c·n) whose product with x.ravel() is `convolve`'s output, ravelled, for x
    of (c, *shape). Raises ValueError for shapes that do not fit."""
    weights = _wide(kernel)
    along = axes(shape, weights.shape[2:], stride, padding, dilation)
    rows, columns, places = entries(weights.shape[1], weights.shape[0], along, flip=flip)
    outputs, inputs = (int(np.prod([getattr(one, name) for one in along])) for name in ("places", "n"))
    size = (weights.shape[0] * outputs, weights.shape[1] * inputs)
    return csr_array((weights.ravel()[places], (rows, columns)), shape=size)


# --- backward -----------------------------------------------------------------------------------------------


def spread_gradient(grad: Array, along: Sequence[Axis]) -> Array:
    """The gradient of the output (filters, *m) as the full convolution reads it: dilated by the stride, with
    d(k−1) zeros on either side, and behind them one for each place that no window has reached."""
    around = [(one.reach - 1, one.reach - 1 + one.left_over) for one in along]
    return np.pad(dilated(grad, [one.stride for one in along]), [(0, 0), *around])


def input_gradient(
    grad: ArrayLike,
    kernel: ArrayLike,
    shape: Sequence[int],
    stride: Numbers = 1,
    padding: Pairs = 0,
    dilation: Numbers = 1,
    *,
    flip: bool = False,
) -> Array:
    """∂L/∂x (c, *shape) of ∂L/∂y (filters, *m): the full convolution of the output's gradient, dilated by the
    stride, with the kernel flipped and its filters and channels exchanged ("transposed convolution"). Raises
    ValueError for shapes that do not fit."""
    weights = np.asarray(kernel)
    along = axes(shape, weights.shape[2:], stride, padding, dilation)
    spread = spread_gradient(_fits(np.asarray(grad), len(weights), along), along)
    turned = np.swapaxes(weights if flip else flipped(weights), 0, 1)
    found = convolve(spread, turned, dilation=[one.dilation for one in along])
    return found[(slice(None), *(slice(one.before, one.before + one.n) for one in along))]


def kernel_gradient(
    x: ArrayLike,
    grad: ArrayLike,
    size: Sequence[int],
    stride: Numbers = 1,
    padding: Pairs = 0,
    dilation: Numbers = 1,
    *,
    flip: bool = False,
) -> Array:
    """∂L/∂kernel (filters, c, *size) of x (c, *n) and ∂L/∂y (filters, *m): each channel correlated with the
    gradient of each filter's output; stride and dilation exchange their places. Raises ValueError for
    shapes that do not fit."""
    given, slope = np.asarray(x), np.asarray(grad)
    along = axes(given.shape[1:], size, stride, padding, dilation)
    _fits(slope, len(slope) if slope.ndim else 0, along)
    inside, kernels = padded(given, along), slope[:, None]
    exchanged = [one.dilation for one in along], 0, [one.stride for one in along]
    each = [convolve(channel[None], kernels, *exchanged) for channel in inside]
    found = np.stack(each, axis=1)[(slice(None), slice(None), *(slice(one.k) for one in along))]
    return flipped(found) if flip else found


def _fits(grad: Array, filters: int, along: Sequence[Axis]) -> Array:
    wanted = (filters, *(one.places for one in along))
    if grad.shape != wanted:
        raise ValueError(f"the output's gradient has shape {grad.shape}; the output has {wanted}: give that")
    return grad
