"""What is computed of the nets: pure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import digits_apart
from dl_core.experiments.codes import pca
from dl_core.nets.autoencoder import Layers, encode
from pages.codes.nets import PLAN, WIDTH, Nets
from pages.codes.view import Codes

Floats = NDArray[np.floating]


class Plane(NamedTuple):
    """The planes of codes. codes: of each method, of the digits shown (n, 2); classes (n,); nets: as far as
    they have come."""

    codes: dict[str, Floats]
    classes: NDArray[np.int32]
    nets: Nets
    running: bool
    view: Codes


def _means(layers: Layers, x: Floats) -> Floats:
    return np.asarray(encode(layers, PLAN, x)[0])[:, :WIDTH]


def plane(view: Codes, nets: Nets, under_way: bool) -> Plane:
    """The test digits in each plane."""
    train, test = digits_apart()
    codes = {
        "pca": pca(train.x, WIDTH).encode(test.x),
        "plain": _means(nets.plain.layers, test.x),
        "variational": _means(nets.variational.layers, test.x),
    }
    return Plane(codes, test.y, nets, under_way, view)
