"""What is computed for the part "Pooling": of a view, pure."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from dl_core.digits import SIDE, load
from dl_core.nets.pooling import Kind, pool
from pages.convolution.view import GREY, Convolution

Floats = NDArray[Any]
MOST = 3  # pixels of a shift; so many empty columns stand right of the picture, so that nothing is lost
WAYS = ("pixels", "thinned", "max", "mean")


class Pooling(NamedTuple):
    """A picture on its canvas and moved to the right (rows, columns), and what pooling makes of both.

    shares, sizes: by way of WAYS, for shifts from 0 to MOST (MOST + 1,), over all digits: the share of the
    output's cells that change, and the length of the change over that of the output. "pixels": the picture
    itself; "thinned": its pixels at the stride alone. is_moved: whether the output is the same one, moved by
    a whole number of cells, wherever both have these; size, stride: of the windows."""

    kind: Kind
    x: Floats
    shifted: Floats
    y: Floats
    moved_y: Floats
    size: int
    stride: int
    shift: int
    shares: dict[str, Floats]
    sizes: dict[str, Floats]
    is_moved: bool
    view: Convolution

    @property
    def is_cut(self) -> bool:
        """Whether the output has lost something at its right edge, or got something at its left one."""
        cells = self.shift // self.stride
        return bool(cells and (self.y[:, -cells:].any() or self.moved_y[:, :cells].any()))

    @property
    def changed(self) -> list[int]:
        """The places of the output that the shift has changed."""
        return np.flatnonzero(self.y.ravel() != self.moved_y.ravel()).tolist()


def pooling(view: Convolution) -> Pooling:
    """Pooled before and after a shift."""
    kind: Kind = view["pool"]
    size, stride, shift = int(view["window"]), int(view["step"]), int(view["shift"])
    x, there = (canvas(view.image[None], by)[0] for by in (0, shift))
    y, moved = (pool(one[None], kind, size, stride).values[0] for one in (x, there))
    shares, sizes = measured(size, stride)
    cells, rest = divmod(shift, stride)
    is_moved = not rest and np.array_equal(moved[:, cells:], y[:, : y.shape[1] - cells])
    return Pooling(kind, x, there, y, moved, size, stride, shift, shares, sizes, is_moved, view)


def canvas(images: Floats, by: int) -> Floats:
    """Pictures (n, rows, columns) on a ground that is MOST columns wider, `by` columns from its left edge."""
    found = np.zeros((*images.shape[:2], images.shape[2] + MOST))
    found[:, :, by : by + images.shape[2]] = images
    return found


@lru_cache(maxsize=64)
def measured(size: int, stride: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """shares and sizes, as of `Pooling`, over all digits, each digit counting alike."""
    images = np.round(load()[0] * GREY).reshape(-1, SIDE, SIDE)
    shares: dict[str, list[float]] = {way: [] for way in WAYS}
    sizes: dict[str, list[float]] = {way: [] for way in WAYS}
    before = _all_ways(canvas(images, 0), size, stride)
    for by in range(MOST + 1):
        after = _all_ways(canvas(images, by), size, stride)
        for way in WAYS:
            apart = (after[way] - before[way]).reshape(len(images), -1)
            lengths = np.linalg.norm(before[way].reshape(len(images), -1), axis=1)
            shares[way].append(float((apart != 0).mean()))
            there = lengths > 0
            sizes[way].append(float((np.linalg.norm(apart, axis=1)[there] / lengths[there]).mean()))
    return (
        {way: np.array(row) for way, row in shares.items()},
        {way: np.array(row) for way, row in sizes.items()},
    )


def _all_ways(images: Floats, size: int, stride: int) -> dict[str, Floats]:
    """Of pictures (n, rows, columns). Largest and sum of a square are those of its rows' and then of its
    columns'; of whole numbers the sum is exact, so that equal means are equal."""
    rows = sliding_window_view(images, size, axis=1)[:, ::stride]

    def across(half: Floats) -> Floats:
        return sliding_window_view(half, size, axis=2)[:, :, ::stride]

    return {
        "pixels": images,
        "thinned": images[:, ::stride, ::stride],
        "max": across(rows.max(axis=-1)).max(axis=-1),
        "mean": across(rows.sum(axis=-1)).sum(axis=-1) / size**2,
    }
