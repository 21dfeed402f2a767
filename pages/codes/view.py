"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, View

PARTS = {"plane": _("The plane of codes")}
WIDEST = 8  # numbers of a code in the parts that are no plane
DIGITS = 360  # of the test, by their place in it


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
        tex=r"\sigma^2",
        label=_("Decoder's variance"),
        about=_("of each pixel around what is decoded: the squared error is divided by twice this"),
    )
    steps: float = _whole(4000, 100, 8000, _("Steps"), _("of Adam, on 128 digits each"))
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers"))


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {"part": OneOf(PARTS, "plane", _("Part"), _("what is looked at"))}
    for owner in (Nets,):
        settings |= {name: Number(one, one.label) for name, one in params_of(owner)}
    return settings


@dataclass(frozen=True)
class Codes(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()
