"""The inside of a net, for the image at hand, before and after its training: pure, in NumPy."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import SIDE
from dl_core.experiments.against_dense import CONV
from dl_core.experiments.places import STEPS, pasted
from dl_core.nets.convnet import Layers, Maps, initial, looked_into
from pages.convolution.training.facts import READ_BY_NET, SHELF, Net
from pages.convolution.view import GREY, Convolution

Floats = NDArray[Any]


class Unit(NamedTuple):
    """One number of a map, taken apart. layer, channel: from 0; at: its row and column; windows, kernels,
    products (c, 3, 3): of each channel that the convolution sees; sums (c,): of the products; bias; value:
    their sum, before ReLU; map (rows, columns): all numbers of the channel, after ReLU."""

    layer: int
    channel: int
    at: tuple[int, int]
    windows: Floats
    kernels: Floats
    products: Floats
    sums: Floats
    bias: float
    value: float
    map: Floats


class Inside(NamedTuple):
    """A net and an image in it. image (rows, columns), from 0 to 1; before, now: all that it computes,
    untrained and as it is; unit: of the net as it is; done: epochs, −1: none yet; epochs: to do; is_kept:
    whether it is a net that was kept; view: what it is of; accuracy: on test digits anywhere, nan: not
    known."""

    image: Floats
    before: Maps
    now: Maps
    unit: Unit
    done: int
    epochs: int
    is_kept: bool
    accuracy: float
    view: Convolution


def joined(view: Convolution, found: Net, under_way: bool) -> Inside:
    """The image of a view in the net as far as it has come; until something is known of it, in the one that
    was kept, if there is one, else in the untrained one: whether a hand moves, or the net begins."""
    ends, seed = view["ending"] == "global", int(view["seed"])
    untrained = _untrained(seed, ends)
    kept = kept_net(view) if found.done < 0 else ()
    now = found.learned.now or kept or untrained
    place = np.array([int(view["down"]) * STEPS + int(view["right"])], np.int32)
    image = pasted((view.image / GREY).astype(np.float32).reshape(1, SIDE * SIDE), place)[0].astype(
        np.float32
    )
    before, after = looked_into(untrained, CONV, image, ends), looked_into(now, CONV, image, ends)
    accuracy = float(found.learned.accuracy[0, -1, 1]) if found.done >= 0 else np.nan
    unit = _unit(view, now, image, after)
    return Inside(
        image.reshape(CONV.space), before, after, unit, found.done, found.epochs, bool(kept), accuracy, view
    )


def kept_net(view: Convolution) -> Layers:
    """The layers of the net that was kept for a view; none if it is not kept."""
    known: Net | None = SHELF.facts("inside", Convolution({name: view[name] for name in READ_BY_NET}))
    return known.learned.now if known else ()


@lru_cache(maxsize=16)
def _untrained(seed: int, ends: bool) -> Layers:
    return initial(CONV, seed, ends)


def _unit(view: Convolution, layers: Layers, image: Floats, maps: Maps) -> Unit:
    layer = int(view["layer"]) - 1
    channel = min(int(view["channel"]), CONV.channels[layer]) - 1
    given = image.reshape(1, *CONV.space) if layer == 0 else maps.pooled[layer - 1]
    kernels, bias = layers[layer].weight[channel], float(layers[layer].bias[channel])
    active = maps.after[layer][channel]
    place = int(view["unit"])
    row, column = np.unravel_index(
        int(active.argmax()) if place < 0 else min(place, active.size - 1), active.shape
    )
    around = CONV.side // 2
    filled = np.pad(given, ((0, 0), (around, around), (around, around)))
    windows = filled[:, row : row + CONV.side, column : column + CONV.side]
    products = windows * kernels
    sums = products.sum(axis=(1, 2))
    at = (int(row), int(column))
    return Unit(layer, channel, at, windows, kernels, products, sums, bias, float(sums.sum()) + bias, active)
