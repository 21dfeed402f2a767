"""Settings of the pages on which nets learn to generalise: data, net, and how they are taught."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from dl_core.activations import ACTIVATIONS
from dl_core.digits import CLASSES, MOST, SIDE, Data, digits
from dl_core.experiments.compare import Setting
from dl_core.experiments.learning import Care
from dl_core.network import Shape, kind
from dl_core.optimizers import TRAINERS
from dl_core.optimizers.base import Optimizer, with_rate
from dl_core.params import param, params, params_of
from dl_core.plane import plane
from dl_core.tables import split
from views.race import slug
from views.settings import Number, OneOf, View
from views.settings import Setting as Asked

DATA = {"digits": "Digits", "moons": "Moons", "circles": "Circles", "spirals": "Spirals", "blobs": "Blobs", "own": "Your own table"}
WIDTHS = ("16", "32", "50", "100", "200")
SIZES = ("10", "30", "100", "300")


@params
class Lesson:
    """What is learned, and by which net."""

    n: float = param(default=300.0, low=30.0, high=float(MOST), step=1.0, tex="n", about="samples to learn from", label="Training samples")
    wrong: float = param(
        default=0.3,
        low=0.0,
        high=0.6,
        about="share of the training labels, to the nearest whole label, that are replaced by a random other class",
        label="Wrong labels",
    )
    depth: float = param(default=6.0, low=1.0, high=8.0, step=1.0, tex="L", about="hidden layers; each depth is compiled at its first training", label="Depth")
    lr: float = param(default=0.05, low=1e-4, high=1.0, log=True, tex=r"\eta", about="of every net", label="Learning rate")
    epochs: float = param(default=300.0, low=20.0, high=600.0, step=1.0, about="times through all training samples, in a new order each time", label="Epochs")
    seed: float = param(default=0.0, low=0.0, high=999.0, step=1.0, about="the first of the five seeds", label="Seed")


@cache
def common() -> dict[str, Asked]:
    """The settings that all these pages share."""
    settings: dict[str, Asked] = {
        "data": OneOf(DATA, "digits", "Data", "what is learned: 8×8 digits, points in the plane, or a table that you upload"),
        "width": OneOf({name: name for name in WIDTHS}, "100", "Width", "units in each hidden layer; each width is compiled at its first training"),
        "activation": OneOf({one.name: one.label for one in ACTIVATIONS}, "relu", "Activation", "of every hidden layer"),
        "rule": OneOf({slug(cls): cls.label for cls in TRAINERS}, "sgd", "Optimizer", "with its usual numbers, but for the learning rate"),
        "size": OneOf({name: name for name in SIZES}, "100", "Batch", "samples of one update"),
    }
    for name, number in params_of(Lesson):
        settings[name] = Number(number, number.label)
    return settings


@dataclass(frozen=True)
class Learning(View):
    """What the views of these pages have in common."""

    def rule(self) -> Optimizer:
        """The optimizer of every net."""
        return with_rate(next(cls for cls in TRAINERS if slug(cls) == self["rule"])(), self["lr"])

    def rows(self, which: str) -> int:
        """How many samples setting "a" or "b" asks for to learn from."""
        return int(self["n"])

    def setting(self, care: Care, own: Any = None, *, n: int | None = None, size: int | None = None, batch_norm: bool = False) -> Setting:
        """How nets with this care are made and taught. own: the visitor's Table, for data "own"; n, size, batch_norm: where they are not the view's."""
        data, inputs, classes = self.source(own, n)
        depth, scheme = int(self["depth"]), "he" if self["activation"] in ("relu", "leaky", "elu", "gelu", "silu") else "xavier"
        shape = Shape(inputs, int(self["width"]), depth, classes)
        return Setting(self.rule(), care, shape, kind(depth, self["activation"], batch_norm), scheme, size or int(self["size"]), data)

    def source(self, own: Any = None, n: int | None = None) -> tuple[Callable[[int], Data], int, int]:
        """From a seed to the data; how many inputs and classes they have."""
        n, wrong = n or int(self["n"]), 0.0 if self["data"] == "own" else self["wrong"]  # a visitor's labels are taken as they are
        if self["data"] == "digits":
            return partial(_digits, n, wrong), SIDE * SIDE, CLASSES
        if self["data"] == "own":
            return partial(_split, own, n, wrong), own.x.shape[1], len(own.classes)
        return partial(_plane, self["data"], n, wrong), 2, 2


def _digits(n: int, wrong: float, seed: int) -> Data:
    return digits(n, seed, wrong)


def _plane(name: str, n: int, wrong: float, seed: int) -> Data:
    return plane(name, n, seed, wrong)


def _split(own: Any, n: int, wrong: float, seed: int) -> Data:
    return split(own, n, seed, wrong)
