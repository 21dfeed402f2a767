"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, View
from pages.words.labels import LANGUAGES, NOUN_NAMES

PARTS = {"world": _("A small world")}


def _whole(default: float, low: float, high: float, label: str, about: str, tex: str = "") -> Any:
    return param(default=default, low=low, high=high, step=1.0, label=label, about=about, tex=tex)


@params
class World:
    """The generated text, and the vectors that are trained on it."""

    sentences: float = param(
        default=2000.0,
        low=100.0,
        high=20000.0,
        log=True,
        step=1.0,
        label=_("Sentences"),
        about=_("of the generated text"),
        tex="n",
    )
    width: float = _whole(16, 1, 32, _("Width"), _("numbers in a vector"), "d")
    negatives: float = _whole(5, 1, 20, _("Negatives"), _("drawn words for each pair that was seen"), "k")
    shared: float = param(
        default=0.0,
        low=0.0,
        high=1.0,
        label=_("Shared"),
        about=_("share of the sentences about men or vehicles that use the words of both"),
    )
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers"))


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "world", _("Part"), _("what is looked at")),
        "labels": OneOf(LANGUAGES, "en", _("Labels"), _("how the words are called; no number depends on it")),
        "a": OneOf(NOUN_NAMES, "man", _("From"), _("the analogy: from this word …")),
        "b": OneOf(NOUN_NAMES, "woman", _("to"), _("… to this one …")),
        "c": OneOf(NOUN_NAMES, "king", _("as from"), _("… as from this one to which?")),
    }
    settings |= {name: Number(one, one.label) for name, one in params_of(World)}
    return settings


@dataclass(frozen=True)
class Words(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()
