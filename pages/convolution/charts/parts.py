"""What several pictures of the page have in common: the grids of input, kernel and output."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import SIDE
from dl_core.nets.sizes import Axis
from kit import cells
from kit.charts import Spec
from kit.messages import Message, _
from pages.convolution.view import FRAMES, OWN, Convolution

Floats = NDArray[Any]
CHANNELS = (_("ink"), _("half of the ink"), _("not ink"))


def size(shape: Sequence[int]) -> str:
    """8×8."""
    return "×".join(map(str, shape))


def flat(x: Floats) -> Floats:
    """A row (n,) as a table of one row; a table (rows, columns) as it is."""
    return x[None] if x.ndim == 1 else x


def ring(along: Sequence[Axis]) -> list[list[int]]:
    """How many rows and columns at the edges of a padded table are padding."""
    rows, columns = (([0, 0], *((one.before, one.after) for one in along)))[-2:]
    return [list(rows), list(columns)]


def sheets(x: Floats) -> list[Floats]:
    """The tables of an array (channels, *n), channel by channel, and of each its frames if it has some."""
    return [flat(one) for one in x.reshape(-1, *x.shape[2:])] if x.ndim > 3 else [flat(one) for one in x]


def drawn(view: Convolution, at: int = 0) -> Spec:
    """What a hand on the input does: it draws."""
    return cells.ink("drawn", view.image.ravel().tolist(), at, {"picture": "drawn"})


def first_of(view: Convolution) -> int:
    """Where the input's first pixel is in the picture."""
    return (int(view["row"]) - 1) * SIDE if view.dims == 1 else 0


def typed(kernel: Floats, sheet: int) -> dict[str, Any]:
    """What a hand on one table of the kernel (o, c, *k) does: it types weights."""
    many = int(np.prod(flat(kernel[0, 0]).shape[-2:]))
    own = {"kernel": OWN}
    return {"sets": cells.weights("weights", kernel.ravel().tolist(), kernel.shape[-1], sheet * many, own)}


def input_label(number: int, many: int, along: Sequence[Axis], dims: int) -> Message:
    """Over a table of the input."""
    shape = size([one.padded for one in along[-2:]])
    if dims > 2:
        within = 0 <= number < FRAMES
        return _("Frame {number}", number=number + 1) if within else _("Zeros, a padded frame")
    if many > 1:
        return _("Channel {number}: {what}", number=number + 1, what=CHANNELS[number])
    if any(one.before or one.after for one in along):
        return _("Input, padded to {size}", size=shape)
    return _("Input, {size}", size=shape)
