"""What can be asked of vectors of a real text."""

from collections.abc import Mapping

from dl_core.experiments.skipgram import WIDEST, WIDTHS
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import LONGEST, Number, OneOf, Refused, Setting, Text, shorten

PARTS = {
    "near": _("Neighbours"),
    "arithmetic": _("Arithmetic"),
    "map": _("A map"),
    "questions": _("A question set"),
    "knobs": _("What the knobs do"),
}
OWN = "own"
TEXTS = {"speeches": _("State of the Union, 1790–2021"), OWN: _("a text of your own")}
METHODS = {
    "sgns": _("word2vec (SGNS)"),
    "counts": _("counting (PPMI + SVD)"),
    "exact": _("SGNS on all pairs, 1,000 words"),
}
SAMPLES = {"0": _("none"), "1e-2": "0.01", "1e-3": "0.001", "1e-4": "0.0001"}
KNOBS = {
    "window": _("Window"),
    "negatives": _("Negatives"),
    "sample": _("Thinning out"),
    "power": _("Exponent"),
    "dims": _("Width"),
    "epochs": _("Epochs"),
}
LONGEST_WORD = 40


@params
class Training:
    """How vectors are trained."""

    window: float = param(
        default=5.0,
        low=1.0,
        high=float(WIDEST),
        step=1.0,
        label=_("Window"),
        about=_("words on each side of a word, at most; the reach of each window is drawn up to it"),
    )
    power: float = param(
        default=0.75,
        low=0.0,
        high=1.0,
        label=_("Exponent"),
        about=_("of the counts by which negatives are drawn; 1: as often as they are spoken, 0: all alike"),
    )
    dims: float = param(
        default=64.0,
        low=2.0,
        high=float(WIDTHS[0]),
        step=1.0,
        label=_("Width"),
        about=_("numbers in a vector"),
        tex="d",
    )
    epochs: float = param(
        default=5.0, low=1.0, high=15.0, step=1.0, label=_("Epochs"), about=_("times through the whole text")
    )


def read_word(text: str) -> str:
    """A word as it stands in the list of words: in lower case, with a straight apostrophe. Raises Refused for
    what is longer than any, or more than one."""
    word = text.strip().lower().replace("’", "'").replace("‘", "'")
    if len(text) > LONGEST or len(word) > LONGEST_WORD:
        raise Refused(
            _(
                "“{given}” is longer than {most} characters: type one word.",
                given=shorten(text),
                most=LONGEST_WORD,
            )
        )
    if not word.isprintable() or len(word.split()) != 1:
        raise Refused(_("“{given}” is not one word: type one.", given=shorten(text)))
    return word


def _word(default: str, label: str, about: str, *examples: str) -> Text:
    return Text(default, label, read_word, about, examples)


def settings() -> Mapping[str, Setting]:
    """All of them, by name."""
    return {
        "text": OneOf(TEXTS, "speeches", _("Text"), _("what the vectors are made of")),
        "method": OneOf(METHODS, "sgns", _("Vectors"), _("how they are made")),
        "sample": OneOf(
            SAMPLES,
            "1e-3",
            _("Thinning out"),
            _("words with a larger share of the text are left out at times"),
        ),
        "knob": OneOf(KNOBS, "window", _("Knob"), _("which number of the training is turned")),
        "word": _word("man", _("Word"), _("whose neighbours are looked for"), "gold", "freedom", "king"),
        "beside": _word("woman", _("Beside it"), _("a word that it is compared with"), "car", "money"),
        "first": _word("he", _("From"), _("the first word of the question"), "man", "year"),
        "second": _word("she", _("to"), _("what it becomes"), "woman", "years"),
        "third": _word("his", _("as from"), _("the word that should become the answer"), "king", "day"),
        **{name: Number(one, one.label) for name, one in params_of(Training)},
    }
