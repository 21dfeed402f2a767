"""Convolutions drawn at random."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st


class Case(NamedTuple):
    """A convolution: x (c, *n), kernel (f, c, *k), and how it is moved along each axis."""

    x: Any
    kernel: Any
    stride: list[int]
    padding: list[tuple[int, int]]
    dilation: list[int]

    @property
    def moved(self) -> tuple[Any, Any, Any]:
        return self.stride, self.padding, self.dilation


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """In one to three dimensions, with one to three channels and filters."""
    dims, channels, filters = (draw(st.integers(1, 3)) for _ in range(3))
    sizes = {1: 20, 2: 9, 3: 6}
    k = [draw(st.integers(1, 4)) for _ in range(dims)]
    dilation = [draw(st.integers(1, 3)) for _ in range(dims)]
    padding = [(draw(st.integers(0, 4)), draw(st.integers(0, 4))) for _ in range(dims)]
    least = [max(1, d * (one - 1) + 1 - sum(pair)) for d, one, pair in zip(dilation, k, padding, strict=True)]
    n = [draw(st.integers(low, low + sizes[dims])) for low in least]
    stride = [draw(st.integers(1, 4)) for _ in range(dims)]
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    return Case(
        dice.normal(size=(channels, *n)), dice.normal(size=(filters, channels, *k)), stride, padding, dilation
    )
