"""Examples of vectors of a real text: each a link with a claim."""

from kit.messages import _
from kit.presets import Preset
from pages.words.view import Words

PRESETS: dict[str, Preset[Words]] = {
    _("Man, woman, car"): Preset(
        Words({"part": "near"}),
        _(
            "In two centuries of speeches man is much nearer to woman than to car. That is a fact about this "
            "text: in another one it may be otherwise."
        ),
        _("Type car beside man."),
        {"beside": "car"},
    ),
    _("Counting does it, too"): Preset(
        Words({"part": "near", "word": "gold", "beside": "silver"}),
        _(
            "Nearest to gold are coin and silver, whether vectors are trained or counted: most of the ten "
            "are found both ways. Counting, PPMI and SVD, follows no gradient at all."
        ),
        _("Type war: of its ten nearest, the two ways share fewer."),
        {"word": "war"},
    ),
    _("What is left out"): Preset(
        Words({"part": "arithmetic", "first": "mexico", "second": "mexican", "third": "france"}),
        _(
            "mexico is to mexican as france is to french: right, but only with the question's own words left "
            "out, as it is usually shown. Nothing left out, the nearest is mexican."
        ),
        _("Type russia as the third word: then it is wrong both ways."),
        {"third": "russia"},
    ),
    _("King, man, woman"): Preset(
        Words({"part": "arithmetic", "first": "man", "second": "woman", "third": "king"}),
        _(
            "The famous one: nothing left out, the nearest to woman − man + king is king. With the three "
            "words left out it is not queen either: this text has her thirteen times."
        ),
        _("Type he, she and his: her is nearest, with nothing left out."),
        {"first": "he", "second": "she", "third": "his"},
    ),
    _("What a map hides"): Preset(
        Words({"part": "map", "word": "gold"}),
        _(
            "The best plane holds about an eighth of the variance. Of the ten words nearest in the map, less "
            "than one, on average, is among the ten nearest in truth."
        ),
        _("Click another word, or type one."),
        {"word": None},
    ),
    _("The score"): Preset(
        Words({"part": "questions"}),
        _(
            "970 questions made for this text: about one in five is answered rightly with the question's "
            "words left out, about one in twenty with nothing left out, for then the answer is mostly one "
            "of them."
        ),
        _("Choose counting: it answers as many."),
        {"method": "counts"},
    ),
    _("Turn a knob"): Preset(
        Words({"part": "knobs"}),
        _(
            "What is said of each number of the training, measured with three seeds. Where the seeds differ "
            "as much as the values do, nothing is shown."
        ),
        _("Choose another knob."),
        {"knob": None},
    ),
}
