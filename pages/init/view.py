"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dl_core.activations import ACTIVATIONS, Activation, activation
from dl_core.initializers import INITIALIZERS, Initializer
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, SomeOf, View
from kit.theme import SCHEME_COLOURS

PARTS = {
    "hist": _("Histograms"),
    "signal": _("What histograms hide"),
    "map": _("Weight scale × depth"),
    "symmetry": _("Symmetry"),
    "train": _("Does it train?"),
    "norm": _("Batch norm, one layer"),
    "scales": _("Batch norm, 16 scales"),
    "test": _("Batch norm after training"),
}
KINDS = {
    "post": _("Activations"),
    "pre": _("Before the activation"),
    "weights": _("Weights"),
    "grad": _("Gradients on the way back"),
}
FRAMES = {
    "book": _("0 to 1, as in the book"),
    "whole": _("all values, one axis per chart"),
    "own": _("all values, each layer its own"),
}
MAX_DEPTH = 50
WIDTHS = ("10", "20", "50", "100", "200", "500", "1000")
SAMPLES = ("100", "300", "1000", "3000", "10000")
MOST_WORK = 5e10  # layers × width² × samples: what two cores do in about two seconds
MOST_KEPT = 5e7  # layers × width × samples: 200 MB of float32


@params
class Net:
    """The nets that are compared."""

    depth: float = param(
        default=5.0,
        low=2.0,
        high=float(MAX_DEPTH),
        step=1.0,
        tex="L",
        about=_("hidden layers"),
        label=_("Depth"),
    )
    scale: float = param(
        default=1.0,
        low=0.01,
        high=100.0,
        log=True,
        tex="s",
        about=_("factor on every initial weight"),
        label=_("Weight scale"),
    )
    batchnorm: float = param(
        default=0.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about=_("normalise each unit over the batch, before the activation"),
        label=_("Batch norm"),
    )
    seed: float = param(
        default=0.0,
        low=0.0,
        high=999.0,
        step=1.0,
        about=_("names the random numbers of weights and data"),
        label=_("Seed"),
    )


@params
class Steps:
    """How far a small net has learned."""

    step: float = param(
        default=50.0,
        low=0.0,
        high=200.0,
        step=1.0,
        tex="t",
        about=_("steps of the training that are shown"),
        label=_("Step"),
    )


@params
class Normed:
    """One layer of batch norm."""

    mean: float = param(
        default=3.0, low=-5.0, high=5.0, about=_("mean of what comes in"), label=_("Mean of the input")
    )
    spread: float = param(
        default=2.0,
        low=0.05,
        high=10.0,
        log=True,
        about=_("standard deviation of what comes in"),
        label=_("Standard deviation of the input"),
    )
    gamma: float = param(
        default=1.0,
        low=0.0,
        high=4.0,
        tex=r"\gamma",
        about=_("learned: the standard deviation of what comes out"),
        label=_("Gain"),
    )
    beta: float = param(
        default=0.0,
        low=-4.0,
        high=4.0,
        tex=r"\beta",
        about=_("learned: the mean of what comes out"),
        label=_("Shift"),
    )
    batch: float = param(
        default=100.0,
        low=1.0,
        high=1000.0,
        log=True,
        step=1.0,
        about=_("samples that share one mean and one variance"),
        label=_("Batch"),
    )


NUMBERS = (Net, Steps, Normed)


@cache
def _settings() -> dict[str, Setting]:
    schemes = {one.name: _(one.label) for one in INITIALIZERS}
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "hist", _("Part"), _("what is looked at")),
        "schemes": SomeOf(
            schemes,
            ("unit", "small", "xavier", "he"),
            _("Initial weights"),
            _("the nets side by side: same seed, same data"),
            {name: colour for name, (colour, _marker) in SCHEME_COLOURS.items()},
            {one.name: _(one.about) for one in INITIALIZERS},
        ),
        "activation": OneOf(
            {one.name: _(one.label) for one in ACTIVATIONS},
            "sigmoid",
            _("Activation"),
            _("of every hidden layer"),
        ),
        "width": OneOf(
            {name: name for name in WIDTHS},
            "100",
            _("Width"),
            _("units in each layer, and inputs; each is a program of its own, hence the choice"),
        ),
        "samples": OneOf(
            {name: f"{int(name):,}" for name in SAMPLES},
            "1000",
            _("Samples"),
            _("inputs, drawn from N(0, 1)"),
        ),
        "kinds": SomeOf(
            KINDS,
            ("post",),
            _("Show"),
            _("of which numbers there is a histogram"),
            dict.fromkeys(KINDS, "transparent"),
            KINDS,
        ),
        "frame": OneOf(
            FRAMES, "book", _("Frame"), _("what the histograms' axes span; the share outside is printed")
        ),
        "direction": OneOf(
            {"forward": _("Activations, forward"), "backward": _("Gradients, backward")},
            "forward",
            _("Signal"),
            _("whose size the map shows"),
        ),
        "same": OneOf(
            {name: schemes[name] for name in ("zeros", "constant", "xavier")},
            "constant",
            _("Initial weights"),
            _("of the small net"),
        ),
    }
    for owner in NUMBERS:
        settings |= {name: Number(number, number.label) for name, number in params_of(owner)}
    return settings


def _within_0_and_1(asked: Mapping[str, Any]) -> bool:
    """Whether all that has a histogram lies between 0 and 1: a sigmoid's outputs."""
    kinds = asked.get("kinds", ("post",))
    return asked.get("activation", "sigmoid") == "sigmoid" and kinds in ("post", ("post",))


@dataclass(frozen=True)
class Init(View):
    """The page's whole state."""

    renamed = {"way": "direction", "at": "step"}

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings. Histograms share the frame 0 to 1 by themselves where it holds all values: on an axis
        of its own each would look as wide as the others."""
        settings = _settings()
        frame = settings["frame"]
        assert isinstance(frame, OneOf)
        return settings if _within_0_and_1(asked) else {**settings, "frame": replace(frame, default="whole")}

    @property
    def schemes(self) -> list[Initializer]:
        """The initializers that are compared."""
        return [one for one in INITIALIZERS if one.name in self["schemes"]]

    @property
    def activation(self) -> Activation:
        """Of every hidden layer."""
        return activation(self["activation"])
