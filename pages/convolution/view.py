"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import SIDE, TOTAL, load
from dl_core.nets.sizes import Axis, padding_of
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, Text, View
from pages.convolution.kernels import KERNELS, fitted
from pages.convolution.texts import read_pixels, read_rows
from pages.convolution.training import settings as training

PARTS = {
    "window": _("One window"),
    "matrix": _("The same as a matrix"),
    "backward": _("Backward"),
    "pooling": _("Pooling"),
    **training.PARTS,
}
DIMS = {"1": _("a row (1-D)"), "2": _("a picture (2-D)"), "3": _("four frames (3-D)")}
PICTURES = {"digit": _("a digit"), "drawn": _("drawn by hand")}
PADDINGS = {
    "valid": _("none (VALID)"),
    "same": _("SAME: odd one after"),
    "same_lower": _("SAME_LOWER: odd one before"),
    "full": _("full: all that touch"),
    "causal": _("causal: all before"),
    "own": _("own numbers"),
}
SLOPES = {"input": _("of the input"), "kernel": _("of the kernel"), "pool": _("through max pooling")}
POOLS = {"max": _("max"), "mean": _("mean")}
OWN = "own"  # the kernel whose weights are typed
FRAMES = 4
GREY = 16
FIRST = 8  # the digit that the page opens with: an eight
PLACES = 9999


def _whole(default: float, low: float, high: float, label: str, about: str, tex: str = "") -> Any:
    return param(default=default, low=low, high=high, step=1.0, label=label, about=about, tex=tex)


@params
class Picture:
    """What is convolved."""

    digit: float = _whole(
        FIRST, 0, TOTAL - 1, _("Digit"), _("which of the 1,797 digits, 8×8 pixels from 0 to 16")
    )
    row: float = _whole(4, 1, SIDE, _("Row"), _("the row of the picture that is the signal"))
    channels: float = _whole(
        1, 1, 3, _("Channels"), _("of the input: its ink; half of the ink; what is not ink"), "c"
    )
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers, or the learned filter"))


@params
class Moved:
    """How the kernel is moved."""

    size: float = _whole(3, 1, 5, _("Kernel size"), _("weights along each axis"), "k")
    stride: float = _whole(1, 1, 4, _("Stride"), _("places from one window to the next"), "s")
    dilation: float = _whole(1, 1, 3, _("Dilation"), _("places from one weight to the next"), "d")
    before: float = _whole(0, 0, 4, _("Padding before"), _("zeros above and left of the input"))
    after: float = _whole(1, 0, 4, _("Padding after"), _("zeros below and right of the input"))
    filters: float = _whole(1, 1, 4, _("Filters"), _("kernels side by side: the channels of the output"), "o")


@params
class Looked:
    """What is looked at, and what is switched on."""

    at: float = _whole(
        -1, -1, PLACES, _("Window"), _("the output's cell that is looked at; -1: in the middle")
    )
    back: float = _whole(
        -1, -1, PLACES, _("Cell"), _("the gradient's cell that is looked at; -1: the largest")
    )
    flip: float = _whole(
        0, 0, 1, _("Flip the kernel"), _("true convolution; libraries compute the cross-correlation")
    )
    trained: float = _whole(
        0, 0, 1, _("One free training step"), _("every entry of the matrix learns for itself, once")
    )


@params
class Pool:
    """How the picture is pooled and shifted."""

    window: float = _whole(2, 1, 4, _("Window size"), _("pixels along each axis that become one"), "k")
    step: float = _whole(2, 1, 4, _("Stride"), _("places from one window to the next"), "s")
    shift: float = _whole(1, 0, 3, _("Shift"), _("pixels that the picture is moved to the right"))


NUMBERS = (Picture, Moved, Looked, Pool)


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "window", _("Part"), _("what is looked at")),
        "dims": OneOf(DIMS, "2", _("Input"), _("how many axes the kernel moves along")),
        "picture": OneOf(PICTURES, "digit", _("Picture"), _("click the pixels to draw: it becomes yours")),
        "drawn": Text("", _("Drawn picture"), read_pixels, _("64 grey levels from 0 to g, row by row")),
        "kernel": OneOf(
            {**KERNELS, OWN: _("own weights")}, "sobel", _("Kernel"), _("click a weight to change it")
        ),
        "weights": Text(
            "",
            _("Own weights"),
            read_rows,
            _("numbers, parted by commas, and rows by semicolons; none: Sobel's"),
            ("1,0,-1;2,0,-2;1,0,-1", "0,1,0;1,-4,1;0,1,0"),
        ),
        "padding": OneOf(PADDINGS, "valid", _("Padding"), _("zeros around the input")),
        "of": OneOf(SLOPES, "input", _("Gradient"), _("of what the loss is differentiated")),
        "gradient": Text("", _("Gradient of the output"), read_rows, _("as many numbers as the output has")),
        "pool": OneOf(POOLS, "max", _("Pooling"), _("what becomes of each window")),
    }
    settings |= training.settings()
    for owner in NUMBERS:
        settings |= {name: Number(one, one.label) for name, one in params_of(owner)}
    return settings


@dataclass(frozen=True)
class Convolution(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    @property
    def image(self) -> NDArray[np.float64]:
        """The picture (8, 8), grey levels from 0 to 16."""
        if self["picture"] == "drawn" and (drawn := read_pixels(self["drawn"])):
            return np.array(drawn, float).reshape(SIDE, SIDE)
        return np.round(load()[0][int(self["digit"])] * GREY).astype(float).reshape(SIDE, SIDE)

    @property
    def dims(self) -> int:
        """How many axes the kernel moves along."""
        return int(self["dims"])

    @property
    def x(self) -> NDArray[np.float64]:
        """The input (c, *n): a row of the picture, the picture, or frames in which it moves to the right, one
        pixel each."""
        image = self.image
        match self.dims:
            case 1:
                one = image[int(self["row"]) - 1]
            case 2:
                one = image
            case _:
                return np.stack([shifted(image, by) for by in range(FRAMES)])[None]
        return np.stack([one, np.floor(one / 2), GREY - one][: int(self["channels"])])

    @property
    def weights(self) -> NDArray[np.float64]:
        """The kernel (filters, channels, *k); of frames one of each."""
        many = (int(self["filters"]), int(self["channels"])) if self.dims < 3 else (1, 1)
        shape = (*many, *(int(self["size"]),) * self.dims)
        own = self["kernel"] == OWN
        rows = read_rows(self["weights"]) if own else []
        return fitted(rows, "sobel" if own else self["kernel"], shape, int(self["seed"]))

    @property
    def single(self) -> "Convolution":
        """The same of one channel and one filter, and of a picture instead of frames."""
        fewer = {"dims": "2"} if self.dims > 2 else {}
        return type(self)({**self.asked, "channels": 1.0, "filters": 1.0, **fewer})

    @property
    def others(self) -> NDArray[np.float64]:
        """All digits as inputs (1797, n) of one channel."""
        images = np.round(load()[0] * GREY).astype(float)
        row = int(self["row"]) - 1
        return images if self.dims > 1 else images[:, row * SIDE : (row + 1) * SIDE]

    @property
    def along(self) -> tuple[Axis, ...]:
        """The axes of the convolution, whether the kernel fits or not."""
        k, s, d = (int(self[name]) for name in ("size", "stride", "dilation"))
        return tuple(Axis(n, k, s, *self.sides(n), d) for n in self.x.shape[1:])

    def sides(self, n: int) -> tuple[int, int]:
        """(before, after) of the padding along an axis of n places."""
        if self["padding"] == "own":
            return int(self["before"]), int(self["after"])
        return padding_of(self["padding"], n, int(self["size"]), int(self["stride"]), int(self["dilation"]))


def shifted(image: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    """A picture (rows, columns) moved to the right by so many pixels; what leaves it is lost."""
    found = np.zeros_like(image)
    found[:, by:] = image[:, : image.shape[1] - by]
    return found
