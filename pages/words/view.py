"""What the page can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting, Text, View
from pages.words.labels import LANGUAGES, NOUN_NAMES
from pages.words.text import settings as text
from pages.words.texts import MOST, read_sentence

PARTS = {"world": _("A small world"), "update": _("One update"), "nearer": _("Woman or car?"), **text.PARTS}


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
    width: float = _whole(16, 1, 64, _("Width"), _("numbers in a vector"), "d")
    steps: float = _whole(1000, 40, 4000, _("Steps"), _("of Adam, on all pairs at once"), "t")
    negatives: float = _whole(5, 1, 20, _("Negatives"), _("drawn words for each pair that was seen"), "k")
    shared: float = param(
        default=0.0,
        low=0.0,
        high=1.0,
        label=_("Shared"),
        about=_("share of the sentences about men or vehicles that use the words of both"),
    )
    seed: float = _whole(0, 0, 999, _("Seed"), _("names the random numbers"))


MODELS = {"skipgram": _("skip-gram: the words around"), "cbow": _("CBOW: the word in the middle")}
OUTPUTS = {"softmax": _("full softmax"), "negative": _("negative samples")}
ORDERS = {"stay": _("the same window again"), "walk": _("the next place each time")}
SENTENCE = "the old king rules and the young queen rules"
UPDATES = 500


@params
class Update:
    """One update, and those before it."""

    update: float = _whole(
        1, 1, UPDATES, _("Update"), _("which one is looked at; those before it are made, too"), "t"
    )
    place: float = _whole(
        3, 1, MOST, _("Place"), _("of the word in the middle of the first window; at most the last word")
    )
    reach: float = _whole(2, 1, 2, _("Window"), _("words to each side, where there are as many"))
    samples: float = _whole(2, 1, 4, _("Samples"), _("negatives drawn for each word that is predicted"), "k")
    numbers: float = _whole(2, 1, 4, _("Numbers in a vector"), _("of every word, inside and outside"), "d")
    eta: float = param(
        default=0.5,
        low=0.01,
        high=5.0,
        log=True,
        label=_("Learning rate"),
        about=_("of every update"),
        tex=r"\eta",
    )
    forgets: float = _whole(
        0, 0, 1, _("Forget how many words"), _("a known mistake: softmax is taken off once, not once a word")
    )


@cache
def _settings() -> dict[str, Setting]:
    settings: dict[str, Setting] = {
        "part": OneOf(PARTS, "world", _("Part"), _("what is looked at")),
        "labels": OneOf(LANGUAGES, "en", _("Labels"), _("how the words are called; no number depends on it")),
        "model": OneOf(MODELS, "skipgram", _("Predicts"), _("what is predicted from what")),
        "output": OneOf(OUTPUTS, "softmax", _("Output"), _("over all words, or over a few that are drawn")),
        "order": OneOf(ORDERS, "walk", _("Then comes"), _("where the next update is made")),
        "sentence": Text(
            SENTENCE,
            _("Sentence"),
            read_sentence,
            _("2 to 12 words, parted by spaces"),
            (_(SENTENCE), _("one fish two fish red fish blue fish"), "왕이 웃고 여왕이 웃고 공주가 노래한다"),
        ),
        "a": OneOf(NOUN_NAMES, "man", _("From"), _("the analogy: from this word …")),
        "b": OneOf(NOUN_NAMES, "woman", _("to"), _("… to this one …")),
        "c": OneOf(NOUN_NAMES, "king", _("as from"), _("… as from this one to which?")),
    }
    for owner in (World, Update):
        settings |= {name: Number(one, one.label) for name, one in params_of(owner)}
    settings |= text.settings()
    return settings


@dataclass(frozen=True)
class Words(View):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings; none depends on another."""
        return _settings()
