"""What the page "Regularization" can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dl_core.digits import MOST
from dl_core.experiments.choosing import VARIANTS
from dl_core.experiments.compare import Setting
from dl_core.experiments.learning import Care
from dl_core.numerals import number
from dl_core.params import Param, param, params, params_of
from views.learning import SIZES, Learning, common
from views.settings import Number, OneOf
from views.settings import Setting as Asked

PARTS = {
    "compare": "Two settings, side by side",
    "choose": "Choosing on the test set",
    "biasvar": "Bias and variance",
    "average": "Averaging several nets",
}
SAME = "same"
OFTEN = {"l2": 0.1, "decay": 1.0, "noise": 1.0, "smoothing": 0.5}  # sliders' ends
NORM = Param(0.0, 0.0, 1.0, step=1.0, about="normalise each unit over the batch, before the activation", label="Batch norm")
MORE = Param(0.0, 0.0, float(MOST), step=1.0, tex="n", about="training samples of this setting; 0: as many as the data say", label="Samples (0: as the page's)")


MODELS = {"poly": "Polynomials on a line", "nets": "Nets on digits"}


@params
class Model:
    """One polynomial of the part on bias and variance."""

    degree: float = param(default=3.0, low=0.0, high=15.0, step=1.0, tex="d", about="of the polynomials that are drawn", label="Degree")
    ridge: float = param(default=1e-6, low=1e-6, high=10.0, log=True, tex=r"\lambda", about="factor of the squared coefficients in the loss", label="Ridge")


@cache
def _settings() -> dict[str, Asked]:
    settings: dict[str, Asked] = {"part": OneOf(PARTS, "compare", "Part", "what is looked at"), **common()}
    settings["variant"] = OneOf(VARIANTS, "search", "Candidates", "what the 40 nets differ in")
    settings["model"] = OneOf(MODELS, "poly", "Model", "whose bias and variance are measured")
    for name, known in params_of(Model):
        settings[name] = Number(known, known.label)
    for which in ("a", "b"):
        own = {"b": {"l2": 0.02}}.get(which, {})
        for name, usual in params_of(Care):
            known = replace(usual, default=own.get(name, usual.default), high=OFTEN.get(name, usual.high))
            settings[f"{which}.{name}"] = Number(known, f"{usual.label} of {which.upper()}")
        settings[f"{which}.norm"] = Number(NORM, f"Batch norm of {which.upper()}")
        settings[f"{which}.n"] = Number(MORE, f"Samples (0: as the page's) of {which.upper()}")
        settings[f"{which}.size"] = OneOf({SAME: "as the page's", **{name: name for name in SIZES}}, SAME, f"Batch of {which.upper()}", "samples of one update")
    return settings


@dataclass(frozen=True)
class Regularization(Learning):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Asked]:
        """All settings; none depends on another."""
        return _settings()

    def care(self, which: str) -> Care:
        """Of setting "a" or "b"."""
        return Care(**{name: self.asked_of(which, name) for name, _ in params_of(Care)})

    def asked_of(self, which: str, name: str) -> float:
        """A number of Care; only digits can be shifted."""
        return 0.0 if name == "shift" and self["data"] != "digits" else float(self[f"{which}.{name}"])

    def label(self, which: str) -> str:
        """Of setting "a" or "b": what is done in it, in words."""
        done = []
        for name, known in params_of(Care):
            if name != "inverted" and (value := self.asked_of(which, name)):
                done.append(known.label if known.step else f"{known.label} {number(value)}")
        done += ["Batch norm"] if self[f"{which}.norm"] else []
        done += [f"batch {self[f'{which}.size']}"] if self[f"{which}.size"] != SAME else []
        done += [f"{self[f'{which}.n']:.0f} samples"] if self[f"{which}.n"] else []
        return f"{which.upper()}: {', '.join(done) or 'nothing'}"

    def rows(self, which: str) -> int:
        """How many samples setting "a" or "b" asks for to learn from: its own number, or the page's."""
        return int(self[f"{which}.n"]) or super().rows(which)

    def one(self, which: str, own: Any = None) -> Setting:
        """Setting "a" or "b"."""
        size = self[f"{which}.size"]
        return self.setting(self.care(which), own, n=self.rows(which), size=None if size == SAME else int(size), batch_norm=bool(self[f"{which}.norm"]))

    def pair(self, own: Any = None) -> list[Setting]:
        """A and B."""
        return [self.one(which, own) for which in ("a", "b")]
