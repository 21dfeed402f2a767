"""What is grouped beside the truth: digits or a visitor's table, as they are or as codes."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.digits import load, points
from dl_core.experiments.autoencoders import ROOMY, STEPS, Recipe, digits_apart, train_all
from dl_core.experiments.codes import pca
from dl_core.nets.autoencoder import decode, encode
from dl_core.plane import standardised
from pages.clusters.view import OWN, Clusters

Floats = NDArray[np.floating]


class Samples(NamedTuple):
    """x (n, d) float32; truth (n,): the class of each, which is used only to judge; classes: their names;
    are_digits: x are images."""

    x: NDArray[np.float32]
    truth: NDArray[np.int32]
    classes: tuple[str, ...]
    are_digits: bool


class Coded(NamedTuple):
    """points (n, w) float32 that are grouped; decode: of centres (k, w) among them, values as of a sample
    (k, d)."""

    points: NDArray[np.float32]
    decode: Callable[[Floats], Floats]


class NoTable(NamedTuple):
    """There is no table yet."""


def has_no_table(view: Clusters) -> bool:
    """Whether there is nothing to group."""
    return bool(view["samples"] == OWN and view.brought is None)


def no_table(view: Clusters) -> NoTable:
    """What there is of such a view."""
    return NoTable()


def samples(view: Clusters) -> Samples:
    """The digits, or the visitor's table with each column minus its mean and over its standard deviation.
    Raises ValueError without a table."""
    if view["samples"] != OWN:
        x, labels = load()
        return Samples(x, labels, tuple(map(str, range(10))), True)
    if view.brought is None:
        raise ValueError("there is no table; samples “own” are a visitor's: upload one")
    table = view.brought.value
    (standard,) = standardised(len(table.x), table.x)
    return Samples(standard.astype(np.float32), table.y, table.classes, False)


def coded(view: Clusters, given: Samples, kind: str) -> Iterator[Coded | None]:
    """The codes of this kind: None as long as a net learns them, last the codes. Their width is what is asked
    for, or what the samples have."""
    if kind == "pixels":
        yield Coded(given.x, lambda centres: centres)
        return
    width = min(int(view["axes"]), *given.x.shape)
    if kind == "pca":
        axes = pca(given.x, width)
        yield Coded(axes.encode(given.x).astype(np.float32), axes.decode)
        return
    own = points(given.x, given.truth)
    apart = digits_apart() if given.are_digits else (own, own)
    plan = ROOMY._replace(values=given.x.shape[1])
    recipe = Recipe(plan, width, seed=int(view["seed"]))
    for learned in train_all([recipe], *apart, STEPS):
        layers = learned[0].layers
        yield None

    def decoded(centres: Floats) -> Floats:
        wide = np.zeros((len(centres), plan.room), np.float32)
        wide[:, :width] = centres
        return np.asarray(decode(layers, plan, wide))

    yield Coded(np.asarray(encode(layers, plan, given.x)[0])[:, :width], decoded)
