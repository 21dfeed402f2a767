"""Sizes of a convolution along its axes: paddings by the names that libraries give them, and the output."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Numbers = int | Sequence[int]
Pairs = int | Sequence[int | tuple[int, int]]
_WHOLE = int | np.integer
NAMES = ("valid", "same", "same_lower", "full", "causal")


class Axis(NamedTuple):
    """One axis of a convolution: the sizes of input and kernel, and how the kernel is moved. before, after:
    zeros that are put on either side."""

    n: int
    k: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def reach(self) -> int:
        """Places from the first that the kernel covers to the last, both among them: d(k−1) + 1."""
        return self.dilation * (self.k - 1) + 1

    @property
    def padded(self) -> int:
        """The size of the input with its zeros."""
        return self.n + self.before + self.after

    @property
    def places(self) -> int:
        """The size of the output: ⌊(n + before + after − d(k−1) − 1)/s⌋ + 1; below 1: the kernel does not
        fit."""
        return (self.padded - self.reach) // self.stride + 1

    @property
    def left_over(self) -> int:
        """Places of the padded input behind the last window, because the stride does not divide."""
        return (self.padded - self.reach) % self.stride


def axes(
    shape: Sequence[int],
    kernel: Sequence[int],
    stride: Numbers = 1,
    padding: Pairs = 0,
    dilation: Numbers = 1,
) -> tuple[Axis, ...]:
    """The axes of a convolution of an input of this shape, without channels, with a kernel of this one,
    without filters and channels. stride, dilation: a number for all axes, or one for each; padding: the same,
    or (before, after) for each. Raises ValueError for sizes that do not fit."""
    if len(shape) != len(kernel) or not 1 <= len(shape) <= 3:
        raise ValueError(
            f"an input of shape {tuple(shape)} and a kernel of shape {tuple(kernel)}: both need the same 1 "
            f"to 3 axes besides channels and filters"
        )
    if min(kernel) < 1:
        raise ValueError(f"a kernel of shape {tuple(kernel)}: give it a place at least along each axis")
    strides, dilations = each("stride", stride, len(shape)), each("dilation", dilation, len(shape))
    rows = zip(shape, kernel, strides, _pairs(padding, len(shape)), dilations, strict=True)
    found = tuple(Axis(n, k, s, before, after, d) for n, k, s, (before, after), d in rows)
    for at, one in enumerate(found):
        if one.places < 1:
            raise ValueError(
                f"axis {at}: a kernel that reaches over {one.reach} does not fit into {one.padded} places "
                f"({one.n} and {one.before} + {one.after} of padding): give a smaller kernel or dilation, or "
                f"more padding"
            )
    return found


def each(name: str, value: Numbers, many: int) -> tuple[int, ...]:
    """A whole number from 1 for each of so many axes, of one for all or of as many. Raises ValueError for
    anything else; name: what the number is called there."""
    given = tuple(value) if np.iterable(value) else (value,) * many
    if len(given) != many or not all(isinstance(one, _WHOLE) and one >= 1 for one in given):
        raise ValueError(f"{name}={value!r}: give a whole number from 1, or one for each of the {many} axes")
    return given


def _pairs(padding: Pairs, many: int) -> list[tuple[int, int]]:
    given = list(padding) if np.iterable(padding) else [padding] * many
    pairs = [tuple(one) if np.iterable(one) else (one, one) for one in given]
    numbers = [one for pair in pairs for one in pair]
    if [len(pair) for pair in pairs] != [2] * many or not all(
        isinstance(one, _WHOLE) and one >= 0 for one in numbers
    ):
        raise ValueError(
            f"padding={padding!r}: give a whole number from 0, or such a number or (before, after) for each "
            f"of the {many} axes"
        )
    return [(before, after) for before, after in pairs]


def padding_of(name: str, n: int, k: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """(before, after) of a padding that libraries know by name, along one axis.

    valid: none. same: so much that there are ⌈n/s⌉ outputs, the odd one after (JAX "SAME", Keras "same";
    PyTorch "same" for a stride of 1); same_lower: the odd one before (JAX "SAME_LOWER"). full: every window
    that touches the input (SciPy "full"). causal: as many as full, all before (Keras, one axis). Raises
    ValueError for another name.
    """
    reach = dilation * (k - 1) + 1
    needed = max((-(-n // stride) - 1) * stride + reach - n, 0)
    match name:
        case "valid":
            return 0, 0
        case "same":
            return needed // 2, needed - needed // 2
        case "same_lower":
            return needed - needed // 2, needed // 2
        case "full":
            return reach - 1, reach - 1
        case "causal":
            return reach - 1, 0
    raise ValueError(f"padding {name!r} is none of {', '.join(NAMES)}")


class Cost(NamedTuple):
    """What a layer takes, biases left aside: numbers that are learned, products that are added for one input,
    and bytes of its weights in float32."""

    weights: int
    multiply_adds: int

    @property
    def bytes(self) -> int:
        """Four for each weight."""
        return 4 * self.weights


def costs(channels: int, filters: int, along: Sequence[Axis]) -> dict[str, Cost]:
    """What three layers of the same shapes take: "convolution"; "local", whose weights are not shared, every
    place has its own; "dense", where every output has a weight for every input. Products with the zeros of
    the padding are counted."""
    inputs, window, places = 1, 1, 1
    for one in along:
        inputs, window, places = inputs * one.n, window * one.k, places * one.places
    each, products = filters * channels * window, filters * channels * window * places
    whole = channels * inputs * filters * places
    return {
        "convolution": Cost(each, products),
        "local": Cost(products, products),
        "dense": Cost(whole, whole),
    }
