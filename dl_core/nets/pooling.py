"""Pooling: the largest or the mean of every window, and where its gradient goes."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from dl_core.nets.sizes import Axis, Numbers, Pairs, axes, each

Array = NDArray[Any]
Kind = Literal["max", "mean"]
KINDS: tuple[Kind, ...] = ("max", "mean")


class Pooled(NamedTuple):
    """The output (c, *m), and of each output the place in its window (c, *m), row by row, that has the
    largest value: the first one of several."""

    values: Array
    winners: NDArray[np.intp]


def _windows(x: Array, along: Sequence[Axis], empty: float) -> Array:
    """(c, *m, window) of x (c, *n), with `empty` around it."""
    around = np.pad(x, [(0, 0), *((one.before, one.after) for one in along)], constant_values=empty)
    windows = sliding_window_view(around, [one.k for one in along], axis=tuple(range(1, x.ndim)))
    windows = windows[(slice(None), *(slice(None, None, one.stride) for one in along))]
    return windows.reshape(*windows.shape[: x.ndim], -1)


def _along(x: Array, size: Numbers, stride: Numbers | None, padding: Pairs) -> tuple[Axis, ...]:
    sizes = each("size", size, x.ndim - 1)
    along = axes(x.shape[1:], sizes, sizes if stride is None else stride, padding)
    if any(2 * max(one.before, one.after) > one.k for one in along):
        raise ValueError(
            f"padding={padding!r} for windows of {sizes}: give at most half of the window, so that each "
            f"holds some of the input"
        )
    return along


def pool(
    x: ArrayLike, kind: Kind, size: Numbers, stride: Numbers | None = None, padding: Pairs = 0
) -> Pooled:
    """Every window of x (c, *n) as one number, its largest or its mean. stride: as large as the window unless
    said. Padding is at most half of the window, never wins a maximum, and counts as zeros in a mean, as in
    PyTorch. Raises ValueError for sizes that do not fit, or another kind."""
    given = np.asarray(x, float)
    along = _along(given, size, stride, padding)
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    windows = _windows(given, along, -np.inf if kind == "max" else 0.0)
    values = windows.max(axis=-1) if kind == "max" else windows.mean(axis=-1)
    return Pooled(values, windows.argmax(axis=-1))


def pooled_gradient(
    x: ArrayLike,
    grad: ArrayLike,
    kind: Kind,
    size: Numbers,
    stride: Numbers | None = None,
    padding: Pairs = 0,
) -> Array:
    """∂L/∂x (c, *n) of ∂L/∂y (c, *m). A maximum sends its gradient to the winner of its window alone, a mean
    the same share to every place of it; windows that overlap add up."""
    given, slope = np.asarray(x, float), np.asarray(grad, float)
    along = _along(given, size, stride, padding)
    found = pool(given, kind, size, stride, padding)
    if slope.shape != found.values.shape:
        raise ValueError(
            f"the output's gradient has shape {slope.shape}; the output has {found.values.shape}"
        )
    into = np.zeros((given.shape[0], *(one.padded for one in along)))
    starts = np.meshgrid(*(np.arange(one.places) * one.stride for one in along), indexing="ij")
    window = np.indices([one.k for one in along]).reshape(len(along), -1)
    channels = np.arange(given.shape[0]).reshape(-1, *(1,) * len(along))
    for tap in range(window.shape[1]):
        part = np.where(found.winners == tap, slope, 0.0) if kind == "max" else slope / window.shape[1]
        np.add.at(
            into, (channels, *(start + at for start, at in zip(starts, window[:, tap], strict=True))), part
        )
    return into[(slice(None), *(slice(one.before, one.before + one.n) for one in along))]
