"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.experiments.autoencoders import TEST
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, Text, View
from pages.codes.spots import read_spot
from pages.codes.training import settings as training

PARTS = {
    "plane": _("The plane of codes"),
    "variational": _("A variational one"),
    "gaps": _("What lies in the gaps"),
    "walk": _("Between two digits"),
    **training.PARTS,
}
GROUNDS = {"none": _("none"), "distance": _("distance to a digit")}
PATHS = {"straight": _("straight"), "means": _("through the means of both classes")}
WIDEST = 8  # numbers of a code in the parts that are no plane
STEPS = 4000


def _whole(default: float, low: float, high: float, label: str, about: str, tex: str = "") -> Any:
    return param(default=default, low=low, high=high, step=1.0, label=label, about=about, tex=tex)


@params
class Nets:
    """How the autoencoders learn."""

    beta: float = param(
        default=1.0,
        low=0.01,
        high=10.0,
        log=True,
        tex=r"\beta",
        label=_("Beta"),
        about=_("how much the KL divergence counts in the variational autoencoder's loss"),
    )
    variance: float = param(
        default=0.05,
        low=0.005,
        high=1.0,
        log=True,
        label=_("Decoder's variance"),
        about=_("of each pixel around what is decoded: the squared error is divided by twice this"),
    )
    steps: float = _whole(STEPS, 100, 8000, _("Steps"), _("of Adam, on 128 digits each"))
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers"))
    width: float = _whole(WIDEST, 1, WIDEST, _("Width"), _("how many numbers a code has"), "c")


@params
class Looked:
    """What is looked at."""

    digit: float = _whole(0, 0, TEST - 1, _("Digit"), _("which of the 360 test digits"))
    other: float = _whole(1, 0, TEST - 1, _("To the digit"), _("where the walk ends: another test digit"))


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "plane", _("Part"), _("what is looked at")),
        "ground": OneOf(
            GROUNDS, "none", _("Ground"), _("of each place: how far what it decodes to is from a digit")
        ),
        "path": OneOf(PATHS, "straight", _("Path"), _("of the codes between the two digits")),
        "spot": Text(
            "",
            _("Ring"),
            read_spot,
            _("a plane and a place in it; none: at the digit's own code"),
            ("plain,1.5,-2", "variational,0,0", "pca,-1,1"),
        ),
    }
    for owner in (Nets, Looked):
        settings |= {name: Number(one, one.label) for name, one in params_of(owner)}
    return {**settings, **training.settings()}


@dataclass(frozen=True)
class Codes(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()
