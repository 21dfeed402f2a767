"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.experiments.compare import Setup
from dl_core.experiments.learning import Regularizers
from dl_core.params import Param, param, params, params_of
from kit.learning.view import Learning, common
from kit.messages import _
from kit.settings import Number, OneOf, Setting

PARTS = {
    "curves": _("Training"),
    "mask": _("The mask"),
    "vote": _("The vote of thinned nets"),
    "coadapt": _("Co-adaptation"),
    "doubt": _("Uncertainty"),
    "wrong": _("What it gets wrong"),
}
OF_A = Param(
    0.0,
    0.0,
    0.9,
    tex="p",
    about=_("share of the hidden activations that each step of A drops"),
    label=_("Dropout of A"),
)
OF_B = Param(
    0.2,
    0.0,
    0.9,
    tex="p",
    about=_("share of the hidden activations that each step of B drops"),
    label=_("Dropout of B"),
)


@params
class Dropped:
    """How is dropped, and what is looked at."""

    inverted: float = param(
        default=1.0,
        low=0.0,
        high=1.0,
        step=1.0,
        about=_("divide by 1−p while training; else multiply by 1−p at test time, as the book does"),
        label=_("Inverted"),
    )
    step: float = param(
        default=0.0, low=0.0, high=200.0, step=1.0, tex="t", about=_("whose mask is drawn"), label=_("Step")
    )
    layer: float = param(
        default=1.0,
        low=1.0,
        high=8.0,
        step=1.0,
        tex=r"\ell",
        about=_("whose units are looked at"),
        label=_("Layer"),
    )


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "curves", _("Part"), _("what is looked at")),
        **common(),
    }
    settings |= {f"{which}.dropout": Number(one, one.label) for which, one in (("a", OF_A), ("b", OF_B))}
    for name, known in params_of(Dropped):
        settings[name] = Number(known, known.label)
    return settings


@dataclass(frozen=True)
class Dropout(Learning):
    """The page's whole state."""

    ways = ("layer", "step")
    renamed = {**Learning.renamed, "pa": "a.dropout", "pb": "b.dropout"}

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    def regularizers(self, which: str) -> Regularizers:
        """Of setting "a" or "b"."""
        return Regularizers(dropout=self[f"{which}.dropout"], inverted=self["inverted"])

    def differences(self, which: str) -> Mapping[str, float]:
        """The ratio of setting "a" or "b"."""
        return {"dropout": self[f"{which}.dropout"]}

    def pair(self) -> tuple[Setup, Setup]:
        """A and B."""
        return self.setting(self.regularizers("a")), self.setting(self.regularizers("b"))
