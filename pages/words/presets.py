"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.words.view import Words

PRESETS: dict[str, Preset[Words]] = {
    _("A world that is known"): Preset(
        Words(),
        _(
            "A generated text about people, vehicles and fruit: woman − man + king is nearest to queen, and "
            "no word is left out. Its analogies are right because a word beside a person depends on sex, "
            "age and rank."
        ),
        _("Move Width to 4: too few numbers for what there is to tell apart."),
        {"width": "4"},
    ),
    _("What the vectors tend to"): Preset(
        Words({"width": 60.0}),
        _(
            "As wide as there are words, the vectors come within 0.0001 of the lowest loss, which the "
            "closed form has: w·c is the logarithm of how much more often two words stand together than "
            "they are drawn as negatives."
        ),
        _("Move Width to 8: the points leave the line."),
        {"width": "8"},
    ),
    _("Too little text"): Preset(
        Words({"sentences": 200.0}),
        _(
            "From 200 sentences less than half of the analogies are right. Leaving out a, b and c, as is "
            "usual, makes the same vectors look better: ask what was left out when analogies are shown."
        ),
        _("Move Sentences to 2,000: what was noise is gone."),
        {"sentences": "2000"},
    ),
    _("A map hides the rest"): Preset(
        Words({"width": 4.0}),
        _(
            "Four numbers a word: the map shows more than 80 % of the variance, and looks as orderly as "
            "ever; but less than half of the analogies are right."
        ),
        _("Move Width to 16: the map shows about half of the variance, and nearly all analogies are right."),
        {"width": "16"},
    ),
    _("Korean labels"): Preset(
        Words({"labels": "ko"}),
        _(
            "The same world with Korean labels: every number is the same, for a word is a number to the "
            "vectors. No free everyday Korean text of enough size was found; this one is generated."
        ),
        _("Choose English labels: only the names change."),
        {"labels": "en"},
    ),
    _("One update of skip-gram"): Preset(
        Words({"part": "update"}),
        _(
            "From king its four neighbours are predicted. Each of them takes the softmax off once, so the "
            "slopes of all scores sum up to 0. Point at a number to see what it is the sum of."
        ),
        _("Tick Forget how many words: the slopes sum up to −3."),
        {"forgets": "1"},
    ),
    _("A known mistake"): Preset(
        Words({"part": "update", "forgets": 1.0, "update": 300.0}),
        _(
            "Softmax is taken off once, however many words are predicted: scores are pushed up on the whole "
            "at every update, and after 300 of them the largest number has more than ten digits. A "
            "well-known classroom tool does so."
        ),
        _("Take the tick away: the numbers stay small."),
        {"forgets": "0"},
    ),
    _("Negative samples"): Preset(
        Words({"part": "update", "output": "negative"}),
        _(
            "Instead of a softmax over all words each predicted word is told apart from two that are drawn. "
            "A word may be drawn twice, or be the predicted word itself: each row counts, and the slopes "
            "need not sum up to 0."
        ),
        _("Move Samples to 4: more rows, nothing else."),
        {"samples": "4"},
    ),
    _("CBOW: the other way round"): Preset(
        Words({"part": "update", "model": "cbow"}),
        _(
            "From the mean of the four neighbours king is predicted. Only one word is: the softmax is taken "
            "off once, and each neighbour gets a quarter of the gradient."
        ),
        _("Move Window to 1: two neighbours, a half each."),
        {"reach": "1"},
    ),
    _("Woman or car?"): Preset(
        Words({"part": "nearer"}),
        _(
            "Is man nearer to woman or to car? While man and car share no words but those that fit "
            "everything, to woman, for every seed. That is a fact about this text."
        ),
        _("Move Shared to 0.8: most sentences about men or vehicles use the words of both."),
        {"shared": "0.8"},
    ),
}

CHANGED = Preset(
    Words(),
    _("Your own world: every number is computed."),
    _("Copy the link: whoever opens it sees the same."),
)
