"""How the generated world is drawn."""

from collections.abc import Sequence

import numpy as np

from dl_core.experiments.word_world import CAR, NOUNS, OF_A_KIND, PEOPLE
from kit.charts import Spec, axis, chart, dots, line, rule, spans, words
from kit.messages import _
from kit.number_format import percent
from kit.theme import COLOURS
from pages.words.labels import LABELS, NAMES
from pages.words.world import World

MALE, FEMALE = COLOURS["Momentum"], COLOURS["SGD"]
VEHICLE, FRUIT = COLOURS["Nesterov"], COLOURS["AdaGrad"]
KINDS = (
    (MALE, [place for place, one in enumerate(PEOPLE) if not one[0]]),
    (FEMALE, [place for place, one in enumerate(PEOPLE) if one[0]]),
    (VEHICLE, list(range(CAR, CAR + OF_A_KIND))),
    (FRUIT, list(range(CAR + OF_A_KIND, NOUNS))),
)
BLUE, RED = MALE[0], FEMALE[0]


def world(facts: World) -> list[Spec]:
    """The map, the analogy, all analogies, the closed form, and the loss."""
    return [_map(facts), _answers(facts), _scores(facts), _closed(facts), _loss(facts)]


def labels(facts: World) -> tuple[str, ...]:
    """How the words are called."""
    return LABELS[facts.view["labels"]]


def _map(facts: World) -> Spec:
    said, places = labels(facts), facts.plane.places
    a, b, c = facts.question
    nearest = int(facts.candidates[0])
    pairs = [(a, b), *([(c, nearest)] if nearest < NOUNS else [])]
    marks = [line(places[list(pair), 0], places[list(pair), 1], dashed=True) for pair in pairs]
    for (colour, marker), group in KINDS:
        x, y = places[group].T
        named, names = [said[one] for one in group], [NAMES[one] for one in group]
        marks.append(words(x, y, named, colour, marker=marker, size=3.4, names=names))
    about = _(
        "PCA of the nouns' vectors, centred: a shadow in two of their directions, that hold {first} and "
        "{second} of the variance. Two words may be near here and far apart. Dashed: from a to b, and from "
        "c to the answer. A click on a word makes it c.",
        first=percent(facts.plane.shares[0]),
        second=percent(facts.plane.shares[1]),
    )
    first = _("first axis, {share} of the variance", share=percent(facts.plane.shares[0]))
    second = _("second axis, {share}", share=percent(facts.plane.shares[1]))
    far = 1.15 * float(np.abs(places).max()) or 1.0
    return chart(
        "map",
        _("A map of the nouns"),
        about,
        axis(first, -far, far),
        axis(second, -far, far),
        marks,
        tall=True,
        equal=True,
        pick={"word": "c"},
    )


def _bars(rows: Sequence[tuple[str, str, float]]) -> Spec:
    return spans([(label, colour, min(0.0, value), value, max(0.0, value)) for label, colour, value in rows])


def _answers(facts: World) -> Spec:
    said = labels(facts)
    a, b, c = facts.question
    rows = [
        (said[one], RED if one in facts.question else BLUE, float(near))
        for one, near in zip(facts.candidates.tolist(), facts.cosines, strict=True)
    ]
    about = _(
        "The words whose vectors have the largest cosine with the sum, of all words, nothing left out. In "
        "the other colour: words of the question."
    )
    title = _("Nearest to {b} − {a} + {c}", a=said[a], b=said[b], c=said[c])
    return chart(
        "answers",
        title,
        about,
        axis(_("cosine"), 0, 1.25, until=1.0),
        axis("", 0, len(rows), bare=True),
        [_bars(rows)],
    )


def _scores(facts: World) -> Spec:
    scores = facts.scores
    rows = [
        (_("nothing left out"), BLUE, float(scores.plain.mean())),
        (_("a, b and c left out"), BLUE, float(scores.without.mean())),
        (_("the word nearest to c"), RED, float(scores.nearest.mean())),
    ]
    about = _(
        "Of all {many} analogies between people, the share that is right. The last row does not look at a "
        "and b at all.",
        many=len(scores.plain),
    )
    x = axis(_("right"), 0, 1.9, percent=True, until=1.0)
    return chart("scores", _("All analogies"), about, x, axis("", 0, len(rows), bare=True), [_bars(rows)])


def _closed(facts: World) -> Spec:
    there = np.isfinite(facts.closed)
    exact, reached = facts.closed[there], (facts.vectors.w @ facts.vectors.c.T)[there]
    low, high = float(min(exact.min(), reached.min())), float(max(exact.max(), reached.max()))
    about = _(
        "A point for each pair of words that was seen: what w·c is in the closed form, and what it has "
        "become. On the line both are the same."
    )
    x, y = axis(_("log(count / (k·#w·P(c)))"), low, high), axis(_("w·c"), low, high)
    marks = [line([low, high], [low, high], RED), dots(exact, reached, BLUE, size=1.6)]
    return chart("closed", _("The closed form, and the vectors"), about, x, y, marks)


def _loss(facts: World) -> Spec:
    about = _("The exact loss a pair, over all pairs, and the lowest that there is. No vectors go below.")
    losses = facts.vectors.losses
    x = axis(_("step"), 0, float(facts.vectors.steps[-1]), whole=True)
    marks = [line(facts.vectors.steps, losses, BLUE), rule(facts.lowest, _("closed form"))]
    return chart("loss", _("Loss a pair"), about, x, axis("", 0.9 * facts.lowest), marks)
