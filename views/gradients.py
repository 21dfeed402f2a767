"""What the page "Vanishing gradients" can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import TASKS, Task, task
from dl_core.initializers import INITIALIZERS
from dl_core.network import Kind, Shape, Weights, initial_weights, kind
from dl_core.optimizers import OPTIMIZERS, Newton, Optimizer
from dl_core.optimizers.base import with_rate
from dl_core.params import param, params, params_of
from views.race import slug
from views.settings import Number, OneOf, Setting, SomeOf, View

PARTS = {
    "layers": "Layer by layer",
    "train": "Training",
    "centred": "Why zero-centred?",
    "dying": "Dying ReLU",
    "linear": "Why a non-linearity?",
    "loss": "Why a loss?",
    "numerical": "Backpropagation or differences?",
    "cost": "What exp costs",
}
LOSS_NAMES = {"cross": "Cross entropy", "squared": "Squared error"}
USUAL = "usual"
OF_HE = ("relu", "leaky", "elu", "gelu", "silu")  # activations whose usual weights are He's; of the others LeCun's, which the book calls Xavier's
TRAINERS: tuple[type[Optimizer], ...] = tuple(cls for cls in OPTIMIZERS if cls is not Newton)
SAMPLES = 1000
WIDTHS = ("2", "5", "10", "20", "50", "100", "200")  # each is a program for each of the network's rooms
MAX_DEPTH = 30


@params
class Net:
    """The numbers of the nets that are compared."""

    depth: float = param(default=10.0, low=2.0, high=float(MAX_DEPTH), step=1.0, tex="L", about="hidden layers", label="Depth")
    scale: float = param(default=1.0, low=0.05, high=20.0, log=True, tex="s", about="factor on every initial weight", label="Weight scale")
    bias: float = param(default=0.0, low=-3.0, high=3.0, tex="b", about="initial bias of every hidden unit", label="Bias")
    batchnorm: float = param(default=0.0, low=0.0, high=1.0, step=1.0, about="normalise each unit over the batch, before the activation", label="Batch norm")
    residual: float = param(default=0.0, low=0.0, high=1.0, step=1.0, about="add each layer's input to its output", label="Residual connections")
    seed: float = param(default=0.0, low=0.0, high=999.0, step=1.0, about="names the random numbers of weights and data", label="Seed")
    layer: float = param(
        default=0.0, low=0.0, high=float(MAX_DEPTH), step=1.0, tex=r"\ell", about="whose z stand under the curves; 0: all", label="Histogram of layer"
    )  # fmt: skip


@params
class Learning:
    """How the nets are trained."""

    lr: float = param(default=0.1, low=1e-4, high=10.0, log=True, tex=r"\eta", about="learning rate of every net", label="Learning rate")


@params
class Unit:
    """Two weights of one unit."""

    step: float = param(default=0.5, low=0.01, high=3.0, log=True, tex=r"\eta", about="learning rate, one sample a step", label="Learning rate")


@params
class Dying:
    """One hidden layer that may die."""

    dlr: float = param(default=0.5, low=1e-2, high=10.0, log=True, tex=r"\eta", about="learning rate", label="Learning rate")
    dbias: float = param(default=0.0, low=-4.0, high=2.0, tex="b", about="initial bias of every hidden unit", label="Initial bias")


@params
class Shift:
    """One unit on a line."""

    w: float = param(default=1.0, low=-5.0, high=5.0, tex="w", about="weight of the unit", label="Weight")
    b: float = param(default=0.0, low=-5.0, high=5.0, tex="b", about="bias: shifts the curve by −b/w", label="Bias of the unit")


NUMBERS = (Net, Learning, Unit, Dying, Shift)


@cache
def _settings() -> dict[str, Setting]:
    names = {one.name: one.label for one in ACTIVATIONS}
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "layers", "Part", "what is looked at"),
        "nets": SomeOf(names, ("sigmoid", "relu"), "Activations", "the nets side by side: same seed, same data"),
        "init": OneOf(
            {USUAL: "usual of each", **{one.name: one.label for one in INITIALIZERS}}, USUAL, "Initial weights",
            f"the law of the initial weights; usual: He for {', '.join(names[one] for one in OF_HE)}, Xavier for the others",
        ),
        "task": OneOf({name: name.capitalize() for name in TASKS}, "moons", "Task", "1,000 points in the plane, two classes"),
        "width": OneOf({width: width for width in WIDTHS}, "100", "Width", "units in each hidden layer"),
        "loss": OneOf(LOSS_NAMES, "cross", "Loss", "of the sigmoid of the net's output"),
        "rule": OneOf({slug(cls): cls.label for cls in TRAINERS}, "sgd", "Optimizer", "with its usual numbers, but for the learning rate"),
    }  # fmt: skip
    for owner in NUMBERS:
        settings |= {name: Number(number, number.label) for name, number in params_of(owner)}
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
        return initial_weights(self.shape, self.scheme(activation), int(self["seed"]), self["scale"], self["bias"])

    def kind(self, activation: Activation) -> Kind:
        """What a net does."""
        return kind(int(self["depth"]), activation.name, bool(self["batchnorm"]), bool(self["residual"]))

    def rule(self) -> Optimizer:
        """The optimizer of the training."""
        return with_rate(next(cls for cls in TRAINERS if slug(cls) == self["rule"])(), self["lr"])


@lru_cache(maxsize=32)
def _task(name: str, seed: int) -> Task:
    return task(name, SAMPLES, seed)
