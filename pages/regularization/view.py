"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dl_core.digits import MOST
from dl_core.experiments.choosing import VARIANTS
from dl_core.experiments.compare import Setup
from dl_core.experiments.learning import Regularizers
from dl_core.params import Param, param, params, params_of
from kit.learning.view import BATCHES, SETTINGS, Learning, common
from kit.messages import _
from kit.settings import Number, OneOf, Setting

PARTS = {
    "compare": _("Two settings, side by side"),
    "choose": _("Choosing on the test set"),
    "biasvar": _("Bias and variance"),
    "average": _("Averaging several nets"),
}
SAME = "same"
OFTEN = {"l2": 0.1, "decay": 1.0, "noise": 1.0, "smoothing": 0.5}  # sliders' ends
# what A and B can do; dropout is always inverted here
TERMS = tuple(name for name, _number in params_of(Regularizers) if name != "inverted")
OF_B = {"l2": 0.02}  # by itself
NORM = Param(
    0.0,
    0.0,
    1.0,
    step=1.0,
    about=_("normalise each unit over the batch, before the activation"),
    label=_("Batch norm"),
)
ROWS = Param(
    0.0,
    0.0,
    float(MOST),
    step=1.0,
    tex="n",
    about=_("training samples of this setting; 0: as many as the data say"),
    label=_("Samples (0: as the page's)"),
)
BATCH_SIZE = _("Batch size")
MODELS = {"poly": _("Polynomials on a line"), "nets": _("Nets on digits")}


@params
class Model:
    """One polynomial of the part on bias and variance."""

    degree: float = param(
        default=3.0,
        low=0.0,
        high=15.0,
        step=1.0,
        tex="d",
        about=_("of the polynomials that are drawn"),
        label=_("Degree"),
    )
    ridge: float = param(
        default=1e-6,
        low=1e-6,
        high=10.0,
        log=True,
        tex=r"\lambda",
        about=_("factor of the squared coefficients in the loss"),
        label=_("Ridge"),
    )


def of_setting(which: str, label: str) -> str:
    """A setting of A or B, where its own label alone would be that of both."""
    return _("{number} of {row}", number=label, row=which.upper())


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "compare", _("Part"), _("what is looked at")),
        **common(),
    }
    settings["variant"] = OneOf(
        {name: _(text) for name, text in VARIANTS.items()},
        "search",
        _("Candidates"),
        _("what the 40 nets differ in"),
    )
    settings["model"] = OneOf(MODELS, "poly", _("Model"), _("whose bias and variance are measured"))
    for name, known in params_of(Model):
        settings[name] = Number(known, known.label)
    numbers = dict(params_of(Regularizers))
    for which in SETTINGS:
        own = OF_B if which == "b" else {}
        for name in TERMS:
            usual = numbers[name]
            known = replace(
                usual,
                default=own.get(name, usual.default),
                high=OFTEN.get(name, usual.high),
                about=_(usual.about),
                label=_(usual.label),
            )
            settings[f"{which}.{name}"] = Number(known, of_setting(which, known.label))
        settings[f"{which}.norm"] = Number(NORM, of_setting(which, NORM.label))
        settings[f"{which}.n"] = Number(ROWS, of_setting(which, ROWS.label))
        sizes = {SAME: _("as the page's"), **{name: name for name in BATCHES}}
        settings[f"{which}.batch_size"] = OneOf(
            sizes, SAME, of_setting(which, BATCH_SIZE), _("samples of one update")
        )
    return settings


@dataclass(frozen=True)
class Regularization(Learning):
    """The page's whole state."""

    renamed = {**Learning.renamed, "a.size": "a.batch_size", "b.size": "b.batch_size"}

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()

    def regularizers(self, which: str) -> Regularizers:
        """Of setting "a" or "b"."""
        return Regularizers(**{name: self[f"{which}.{name}"] for name in self.terms()})

    def terms(self) -> tuple[str, ...]:
        """What A and B can do; only digits can be shifted."""
        return tuple(name for name in TERMS if name != "shift" or self["data"] == "digits")

    def differences(self, which: str) -> Mapping[str, float]:
        """What setting "a" or "b" does, in the order in which it is said, by the names of settings."""
        terms = {name: float(self[f"{which}.{name}"]) for name in self.terms()}
        batch_size = self[f"{which}.batch_size"]
        more = {
            "norm": self[f"{which}.norm"],
            "batch_size": 0.0 if batch_size == SAME else float(batch_size),
            "n": self[f"{which}.n"],
        }
        return {name: value for name, value in (terms | more).items() if value}

    def rows(self, which: str) -> int:
        """How many samples setting "a" or "b" asks for to learn from: its own number, or the page's."""
        return int(self[f"{which}.n"]) or super().rows(which)

    def one(self, which: str) -> Setup:
        """Setup "a" or "b"."""
        batch_size = self[f"{which}.batch_size"]
        own = None if batch_size == SAME else int(batch_size)
        return self.setting(
            self.regularizers(which),
            n=self.rows(which),
            batch_size=own,
            batch_norm=bool(self[f"{which}.norm"]),
        )

    def pair(self) -> tuple[Setup, Setup]:
        """A and B."""
        return self.one("a"), self.one("b")
