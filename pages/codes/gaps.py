"""What is computed for the parts "What lies in the gaps" and "Between two digits": pure."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import CLASSES
from dl_core.experiments.autoencoders import digits_apart
from pages.codes.methods import Method, methods, nearest, purity
from pages.codes.nets import Nets
from pages.codes.view import Codes

Floats = NDArray[Any]
DRAWN, SHOWN = 360, 10  # codes of each kind, and pictures of them
PLACES = 9  # of a walk, both ends among them
KINDS = ("tested", "fitted", "standard", "between")  # of codes


class Sampled(NamedTuple):
    """Codes of one kind, decoded. apart (n,): how far each is from the nearest training digit; pictures
    (SHOWN, 64): the first ones."""

    apart: Floats
    pictures: Floats


class Gaps(NamedTuple):
    """found: by kind of codes and by way; digits: of test digits themselves how far they are from the nearest
    training digit (n,)."""

    found: dict[str, dict[str, Sampled]]
    digits: Floats
    nets: Nets
    running: bool
    view: Codes


class OneWalk(NamedTuple):
    """A walk by one way. images (PLACES, 64); apart (PLACES,): from the nearest training digit; middles: of
    many pairs of test digits of two classes, the picture half-way: its mean distance, and purity (see
    `methods.purity`)."""

    images: Floats
    apart: Floats
    middles: float
    purity: float


class Walk(NamedTuple):
    """walks: by "pixels", which mixes the two pictures, and by way; ends: the classes of both digits."""

    walks: dict[str, OneWalk]
    ends: tuple[int, int]
    nets: Nets
    running: bool
    view: Codes


def _codes(own: Floats, tested: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """DRAWN codes of each kind. own, tested: the codes of training and of test digits."""
    width = own.shape[1]
    first, second = _pairs(DRAWN)
    spread = np.atleast_2d(np.cov(own, rowvar=False))
    return {
        "tested": tested,
        "fitted": rng.multivariate_normal(own.mean(axis=0), spread, DRAWN),
        "standard": rng.standard_normal((DRAWN, width)),
        "between": (tested[first] + tested[second]) / 2,
    }


@lru_cache(maxsize=4)
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """So many pairs of test digits of two classes."""
    y, rng = digits_apart()[1].y, np.random.default_rng((0, 47))
    first, second = rng.integers(0, len(y), (2, 4 * count))
    apart = y[first] != y[second]
    return first[apart][:count], second[apart][:count]


def gaps(view: Codes, nets: Nets, under_way: bool) -> Gaps:
    """Codes of several kinds, decoded, and how far from a digit that is."""
    train, test = digits_apart()
    found: dict[str, dict[str, Sampled]] = {kind: {} for kind in KINDS}
    for name, way in methods(nets).items():
        rng = np.random.default_rng((int(view["seed"]), 53))
        codes = _codes(way.encode(train.x), way.encode(test.x), rng)
        images = way.decode(np.vstack([codes[kind] for kind in KINDS]))
        apart = nearest(images)[0]
        for kind, pictures, far in zip(
            KINDS, np.split(images, len(KINDS)), np.split(apart, len(KINDS)), strict=True
        ):
            found[kind][name] = Sampled(far, pictures[:SHOWN])
    return Gaps(found, nearest(test.x)[0], nets, under_way, view)


def walk(view: Codes, nets: Nets, under_way: bool) -> Walk:
    """From one test digit to another, by each way."""
    test = digits_apart()[1]
    ends = test.x[[int(view["digit"]), int(view["other"])]]
    classes = test.y[[int(view["digit"]), int(view["other"])]]
    first, second = _pairs(DRAWN)
    walks = {}
    for name, way in {"pixels": None, **methods(nets)}.items():
        stops = _stops(way, ends, classes, view["path"])
        places = np.linspace(0, len(stops) - 1, PLACES)
        before = np.minimum(places.astype(int), len(stops) - 2)
        codes = stops[before] + (places - before)[:, None] * (stops[before + 1] - stops[before])
        middle = ((test.x if way is None else way.encode(test.x))[np.stack([first, second])]).mean(axis=0)
        images, middles = (one if way is None else way.decode(one) for one in (codes, middle))
        walks[name] = OneWalk(images, nearest(images)[0], float(nearest(middles)[0].mean()), purity(middles))
    return Walk(walks, (int(classes[0]), int(classes[1])), nets, under_way, view)


def _stops(way: Method | None, ends: Floats, classes: NDArray[np.int32], path: str) -> Floats:
    """The codes that a walk goes through: both ends, and between them the mean codes of their classes, if it
    goes through these; pixels where there is no way."""
    train = digits_apart()[0]
    codes = ends if way is None else way.encode(ends)
    if path == "straight":
        return codes
    own = train.x if way is None else way.encode(train.x)
    means = np.array([own[train.y == digit].mean(axis=0) for digit in range(CLASSES)])
    return np.stack([codes[0], means[classes[0]], means[classes[1]], codes[1]])
