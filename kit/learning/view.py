"""Settings of the pages on which nets learn to generalise: data, net, and how they are taught."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from dl_core.activations import ACTIVATIONS
from dl_core.digits import CLASSES, MOST, SIDE, Data, digits
from dl_core.experiments.compare import Setup
from dl_core.experiments.learning import Regularizers
from dl_core.network import Shape, net_config
from dl_core.optimizers import TRAINERS
from dl_core.optimizers.base import Optimizer, with_rate
from dl_core.params import param, params, params_of
from dl_core.plane import plane
from kit.messages import _
from kit.page import Group
from kit.settings import Number, OneOf, Setting, View, slug
from kit.tables import Table, split

OWN = "own"
DATA = {
    "digits": _("Digits"),
    "moons": _("Moons"),
    "circles": _("Circles"),
    "spirals": _("Spirals"),
    "blobs": _("Blobs"),
    OWN: _("Your own table"),
}
WIDTHS = ("16", "32", "50", "100", "200")
BATCHES = ("10", "30", "100", "300")
SETTINGS = ("a", "b")
OF_HE = ("relu", "leaky", "elu", "gelu", "silu")  # activations whose usual weights are He's


@params
class TaskSettings:
    """What is learned, and by which net."""

    n: float = param(
        default=300.0,
        low=30.0,
        high=float(MOST),
        step=1.0,
        tex="n",
        about=_("samples to learn from"),
        label=_("Training samples"),
    )
    label_noise: float = param(
        default=0.3,
        low=0.0,
        high=0.6,
        about=_(
            "share of the training labels, to the nearest whole label, that are replaced by a random "
            "other class"
        ),
        label=_("Label noise"),
    )
    depth: float = param(
        default=6.0,
        low=1.0,
        high=8.0,
        step=1.0,
        tex="L",
        about=_("hidden layers; each depth is compiled at its first training"),
        label=_("Depth"),
    )
    lr: float = param(
        default=0.05,
        low=1e-4,
        high=1.0,
        log=True,
        tex=r"\eta",
        about=_("of every net"),
        label=_("Learning rate"),
    )
    epochs: float = param(
        default=300.0,
        low=20.0,
        high=600.0,
        step=1.0,
        about=_("times through all training samples, in a new order each time"),
        label=_("Epochs"),
    )
    seed: float = param(
        default=0.0, low=0.0, high=999.0, step=1.0, about=_("the first of the five seeds"), label=_("Seed")
    )


@cache
def common() -> dict[str, Setting]:
    """The settings that all these pages share."""
    settings: dict[str, Setting] = {
        "data": OneOf(
            DATA,
            "digits",
            _("Data"),
            _("what is learned: 8×8 digits, points in the plane, or a table that you upload"),
        ),
        "width": OneOf(
            {name: name for name in WIDTHS},
            "100",
            _("Width"),
            _("units in each hidden layer; each width is compiled at its first training"),
        ),
        "activation": OneOf(
            {one.name: _(one.label) for one in ACTIVATIONS},
            "relu",
            _("Activation"),
            _("of every hidden layer"),
        ),
        "rule": OneOf(
            {slug(cls): _(cls.label) for cls in TRAINERS},
            "sgd",
            _("Optimizer"),
            _("with its usual numbers, but for the learning rate"),
        ),
        "batch_size": OneOf(
            {name: name for name in BATCHES}, "100", _("Batch size"), _("samples of one update")
        ),
    }
    for name, number in params_of(TaskSettings):
        settings[name] = Number(number, number.label)
    return settings


@dataclass(frozen=True)
class Learning(View):
    """What the views of these pages have in common."""

    renamed = {"wrong": "label_noise", "size": "batch_size"}

    @property
    def table(self) -> Table | None:
        """The visitor's, for data OWN, if there is one."""
        return self.brought.value if self.brought else None

    def rule(self) -> Optimizer:
        """The optimizer of every net."""
        return with_rate(next(cls for cls in TRAINERS if slug(cls) == self["rule"])(), self["lr"])

    def rows(self, which: str) -> int:
        """How many samples setting "a" or "b" asks for to learn from."""
        return int(self["n"])

    def pair(self) -> tuple[Setup, Setup]:
        """A and B. Raises ValueError for data OWN without a table."""
        raise NotImplementedError

    def differences(self, which: str) -> Mapping[str, float]:
        """What setting "a" or "b" does that the page does not do by itself, by the names of settings."""
        raise NotImplementedError

    def setting(
        self,
        regularizers: Regularizers,
        *,
        n: int | None = None,
        batch_size: int | None = None,
        batch_norm: bool = False,
    ) -> Setup:
        """How nets with these regularizers are made and taught. n, batch_size, batch_norm: where they are not
        the view's."""
        data, inputs, classes = self._source(n or int(self["n"]))
        depth, scheme = int(self["depth"]), "he" if self["activation"] in OF_HE else "xavier"
        shape = Shape(inputs, int(self["width"]), depth, classes)
        return Setup(
            self.rule(),
            regularizers,
            shape,
            net_config(depth, self["activation"], batch_norm),
            scheme,
            batch_size or int(self["batch_size"]),
            data,
        )

    def _source(self, n: int) -> tuple[Callable[[int], Data], int, int]:
        """From a seed to the data; how many inputs and classes they have."""
        if self["data"] == OWN:  # a visitor's labels are taken as they are
            if self.table is None:
                raise ValueError(
                    "there is no table; the nets of data “own” learn from a visitor's: upload one"
                )
            return partial(_split, self.table, n), self.table.x.shape[1], len(self.table.classes)
        if self["data"] == "digits":
            return partial(_digits, n, self["label_noise"]), SIDE * SIDE, CLASSES
        return partial(_plane, self["data"], n, self["label_noise"]), 2, 2


def _digits(n: int, wrong: float, seed: int) -> Data:
    return digits(n, seed, wrong)


def _plane(name: str, n: int, wrong: float, seed: int) -> Data:
    return plane(name, n, seed, wrong)


def _split(table: Table, n: int, seed: int) -> Data:
    return split(table, n, seed)


def data_group(view: Learning, *, folds: bool = False) -> Group:
    """The data, how many samples, which of their labels are wrong, the seed."""
    noise = () if view["data"] == OWN else ("label_noise",)
    return Group(("data", "n", *noise, "seed"), _("Data"), folds=folds, opened=folds)


NETS = Group(
    ("depth", "width", "activation", "rule", "lr", "batch_size", "epochs"), _("Nets and learning"), folds=True
)
