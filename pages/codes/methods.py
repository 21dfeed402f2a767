"""The three ways from digits to codes and back, of nets as far as they have come: NumPy only, so that looking
compiles nothing."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import CLASSES
from dl_core.experiments.autoencoders import digits_apart
from dl_core.experiments.codes import Axes, pca
from dl_core.nets.autoencoder import Layers, decode, encode
from pages.codes.nets import PLAN, Nets
from pages.codes.spots import PLANES

Floats = NDArray[Any]
NEIGHBOURS = 5


class Method(NamedTuple):
    """One way. layers: of a net; None: PCA, whose axes are used; width: numbers of a code."""

    layers: Layers | None
    axes: Axes
    width: int

    def encode(self, x: Floats) -> Floats:
        """The codes (n, width) of digits (n, 64): of a variational autoencoder their means."""
        if self.layers is None:
            return self.axes.encode(x)
        return np.asarray(encode(self.layers, PLAN, x)[0])[:, : self.width]

    def decode(self, codes: Floats) -> Floats:
        """The images (n, 64) of codes (n, width)."""
        if self.layers is None:
            return self.axes.decode(codes)
        room = np.zeros((len(codes), PLAN.room), np.float32)
        room[:, : self.width] = codes
        return np.asarray(decode(self.layers, PLAN, room))

    @property
    def decoder(self) -> tuple[list[tuple[Floats, Floats]], str]:
        """Weight and bias of each layer of the decoder, and the activation between them."""
        if self.layers is None:
            return [(self.axes.axes, self.axes.mean)], "linear"
        first, *rest = self.layers.out
        narrow = (np.asarray(first.weight)[: self.width], np.asarray(first.bias))
        return [narrow, *((np.asarray(one.weight), np.asarray(one.bias)) for one in rest)], PLAN.activation


@cache
def axes_of(width: int) -> Axes:
    """PCA's of the training digits."""
    return pca(digits_apart()[0].x, width)


def methods(nets: Nets) -> dict[str, Method]:
    """All three, by the name of their plane."""
    layers = (None, nets.plain.layers, nets.variational.layers)
    return {
        name: Method(one, axes_of(nets.width), nets.width) for name, one in zip(PLANES, layers, strict=True)
    }


@cache
def _squares() -> Floats:
    return np.asarray((digits_apart()[0].x ** 2).sum(axis=1))


def nearest(images: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Of images (n, 64) the distance to the nearest training digit (n,), in pixels from 0 to 1, and which it
    is."""
    x = digits_apart()[0].x
    far = _squares() - 2 * images.astype(np.float32) @ x.T
    found = far.argmin(axis=1)
    apart = np.linalg.norm(images - x[found], axis=1)
    return apart, found


def purity(images: Floats) -> float:
    """Of images (n, 64), the mean share of the five nearest training digits that are of their most frequent
    class: 1, where all are of one."""
    train = digits_apart()[0]
    far = _squares() - 2 * images.astype(np.float32) @ train.x.T
    labels = train.y[np.argpartition(far, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]]
    counts = (labels[:, :, None] == np.arange(CLASSES)).sum(axis=1)
    return float(counts.max(axis=1).mean() / NEIGHBOURS)
