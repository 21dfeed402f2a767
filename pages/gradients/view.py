"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import TASKS, Task, task
from dl_core.initializers import INITIALIZERS
from dl_core.network import NetConfig, Shape, Weights, initial_weights, net_config
from dl_core.optimizers import TRAINERS
from dl_core.optimizers.base import Optimizer, with_rate
from dl_core.params import Param, param, params, params_of
from kit.messages import _, listed
from kit.number_format import number
from kit.settings import Number, OneOf, Setting, SomeOf, View, slug
from kit.theme import ACTIVATION_COLOURS

PARTS = {
    "layers": _("Layer by layer"),
    "train": _("Training"),
    "centred": _("Why zero-centred?"),
    "dying": _("Dying ReLU"),
    "linear": _("Why a non-linearity?"),
    "loss": _("Why a loss?"),
    "numerical": _("Backpropagation or differences?"),
    "cost": _("What exp costs"),
}
LOSS_NAMES = {"cross": _("Cross entropy"), "squared": _("Squared error")}
USUAL = "usual"
# activations whose usual weights are He's; of the others LeCun's, which the book calls Xavier's
OF_HE = ("relu", "leaky", "elu", "gelu", "silu")
SAMPLES = 1000
WIDTHS = ("2", "5", "10", "20", "50", "100", "200")  # each is a program for each of the network's rooms
MAX_DEPTH = 30


@params
class Net:
    """The numbers of the nets that are compared."""

    depth: float = param(
        default=10.0,
        low=2.0,
        high=float(MAX_DEPTH),
        step=1.0,
        tex="L",
        about=_("hidden layers"),
        label=_("Depth"),
    )
    scale: float = param(
        default=1.0,
        low=0.05,
        high=20.0,
        log=True,
        tex="s",
        about=_("factor on every initial weight"),
        label=_("Weight scale"),
    )
    bias: float = param(
        default=0.0,
        low=-3.0,
        high=3.0,
        tex="b",
        about=_("initial bias of every hidden unit"),
        label=_("Bias"),
    )
    batchnorm: float = param(
        default=0.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about=_("normalise each unit over the batch, before the activation"),
        label=_("Batch norm"),
    )
    residual: float = param(
        default=0.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about=_("add each layer's input to its output"),
        label=_("Residual connections"),
    )
    seed: float = param(
        default=0.0,
        low=0.0,
        high=999.0,
        step=1.0,
        about=_("names the random numbers of weights and data"),
        label=_("Seed"),
    )
    layer: float = param(
        default=0.0,
        low=0.0,
        high=float(MAX_DEPTH),
        step=1.0,
        tex=r"\ell",
        about=_("whose z stand under the curves; 0: all"),
        label=_("Histogram (0 = all)"),
    )


@params
class Rate:
    """How the nets are trained."""

    lr: float = param(
        default=0.1,
        low=1e-4,
        high=10.0,
        log=True,
        tex=r"\eta",
        about=_("learning rate of every net"),
        label=_("Learning rate"),
    )


@params
class Unit:
    """Two weights of one unit."""

    step: float = param(
        default=0.5,
        low=0.01,
        high=3.0,
        log=True,
        tex=r"\eta",
        about=_("learning rate, one sample a step"),
        label=_("Learning rate"),
    )


@params
class Dying:
    """One hidden layer that may die."""

    dlr: float = param(
        default=0.5,
        low=1e-2,
        high=10.0,
        log=True,
        tex=r"\eta",
        about=_("learning rate"),
        label=_("Learning rate"),
    )
    dbias: float = param(
        default=0.0,
        low=-4.0,
        high=2.0,
        tex="b",
        about=_("initial bias of every hidden unit"),
        label=_("Initial bias"),
    )


@params
class Shift:
    """One unit on a line."""

    w: float = param(
        default=1.0, low=-5.0, high=5.0, tex="w", about=_("weight of the unit"), label=_("Weight")
    )
    b: float = param(
        default=0.0,
        low=-5.0,
        high=5.0,
        tex="b",
        about=_("bias: shifts the curve by −b/w"),
        label=_("Bias of the unit"),
    )


NUMBERS = (Net, Rate, Unit, Dying, Shift)


def _number(one: Param) -> Number:
    """A setting; that of a slider says what the tick on it is."""
    if (one.low, one.high) == (0.0, 1.0):
        return Number(one, one.label)
    about = _("{what}; the tick marks the default, {default}", what=one.about, default=number(one.default, 6))
    return Number(replace(one, about=about), one.label)


@cache
def _settings() -> dict[str, Setting]:
    names = {one.name: _(one.label) for one in ACTIVATIONS}
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "layers", _("Part"), _("what is looked at")),
        "nets": SomeOf(
            names,
            ("sigmoid", "relu"),
            _("Activations"),
            _("the nets side by side: same seed, same data"),
            {name: colour for name, (colour, _marker) in ACTIVATION_COLOURS.items()},
            {one.name: _(one.about) for one in ACTIVATIONS},
        ),
        "init": OneOf(
            {USUAL: _("usual: He or Xavier"), **{one.name: _(one.label) for one in INITIALIZERS}},
            USUAL,
            _("Initial weights"),
            _(
                "the law of the initial weights; usual: He for {activations}, Xavier for the others",
                activations=listed([names[one] for one in OF_HE], ", "),
            ),
        ),
        "task": OneOf(
            {name: _(name.capitalize()) for name in TASKS},
            "moons",
            _("Task"),
            _("1,000 points in the plane, two classes"),
        ),
        "width": OneOf(
            {width: width for width in WIDTHS}, "100", _("Width"), _("units in each hidden layer")
        ),
        "loss": OneOf(LOSS_NAMES, "cross", _("Loss"), _("of the sigmoid of the net's output")),
        "rule": OneOf(
            {slug(cls): _(cls.label) for cls in TRAINERS},
            "sgd",
            _("Optimizer"),
            _("with its usual numbers, but for the learning rate"),
        ),
    }
    for owner in NUMBERS:
        settings |= {name: _number(one) for name, one in params_of(owner)}
    return settings


@dataclass(frozen=True)
class Gradients(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    @property
    def activations(self) -> list[Activation]:
        """The activations that are compared."""
        return [one for one in ACTIVATIONS if one.name in self["nets"]]

    @property
    def task(self) -> Task:
        """The points."""
        return _task(self["task"], int(self["seed"]))

    @property
    def shape(self) -> Shape:
        """Of every net."""
        return Shape(2, int(self["width"]), int(self["depth"]))

    def scheme(self, activation: Activation) -> str:
        """The name of a net's initializer."""
        usual = "he" if activation.name in OF_HE else "xavier"
        return usual if self["init"] == USUAL else self["init"]

    def weights(self, activation: Activation) -> Weights:
        """A net's initial weights."""
        return initial_weights(
            self.shape, self.scheme(activation), int(self["seed"]), self["scale"], self["bias"]
        )

    def net_config(self, activation: Activation) -> NetConfig:
        """What a net does."""
        return net_config(
            int(self["depth"]), activation.name, bool(self["batchnorm"]), bool(self["residual"])
        )

    def rule(self) -> Optimizer:
        """The optimizer of the training."""
        return with_rate(next(cls for cls in TRAINERS if slug(cls) == self["rule"])(), self["lr"])


@lru_cache(maxsize=32)
def _task(name: str, seed: int) -> Task:
    return task(name, SAMPLES, seed)
