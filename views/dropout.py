"""What the page "Dropout" can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.experiments.compare import Setting
from dl_core.experiments.learning import Care
from dl_core.numerals import number
from dl_core.params import param, params, params_of
from views.learning import Learning, common
from views.settings import Number, OneOf
from views.settings import Setting as Asked

PARTS = {
    "curves": "Training",
    "mask": "The mask",
    "vote": "The vote of thinned nets",
    "coadapt": "Co-adaptation",
    "doubt": "Uncertainty",
    "wrong": "What it gets wrong",
}


@params
class Dropped:
    """The two settings, and what is looked at."""

    pa: float = param(default=0.0, low=0.0, high=0.9, tex="p", about="share of the hidden activations that each step of A drops", label="Dropout of A")
    pb: float = param(default=0.2, low=0.0, high=0.9, tex="p", about="share of the hidden activations that each step of B drops", label="Dropout of B")
    inverted: float = param(
        default=1.0, low=0.0, high=1.0, step=1.0, about="divide by 1−p while training; else multiply by 1−p at test time, as the book does", label="Inverted"
    )
    step: float = param(default=0.0, low=0.0, high=200.0, step=1.0, tex="t", about="whose mask is drawn", label="Step")
    layer: float = param(default=1.0, low=1.0, high=8.0, step=1.0, tex=r"\ell", about="whose units are looked at", label="Layer")


@cache
def _settings() -> dict[str, Asked]:
    settings: dict[str, Asked] = {"part": OneOf(PARTS, "curves", "Part", "what is looked at"), **common()}
    for name, known in params_of(Dropped):
        settings[name] = Number(known, known.label)
    return settings


@dataclass(frozen=True)
class Dropout(Learning):
    """The page's whole state."""

    ways = ("layer", "step")

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Asked]:
        """All settings; none depends on another."""
        return _settings()

    def care(self, which: str) -> Care:
        """Of setting "a" or "b"."""
        return Care(dropout=self[f"p{which}"], inverted=self["inverted"])

    def label(self, which: str) -> str:
        """Of setting "a" or "b": "A: no dropout", "B: dropout 0.2"."""
        ratio = self[f"p{which}"]
        return f"{which.upper()}: dropout {number(ratio)}" if ratio else f"{which.upper()}: no dropout"

    def pair(self, own: Any = None) -> list[Setting]:
        """A and B."""
        return [self.setting(self.care(which), own) for which in ("a", "b")]
