"""What is said of the generated world."""

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.words.labels import LABELS
from pages.words.world import World


def world(facts: World) -> list[Sentence]:
    """What the text looks like, the analogies, and how near the vectors come to the closed form."""
    return [
        say(_text(facts)),
        say(_answer(facts)),
        say(_scores(facts)),
        say(_reached(facts)),
        say(_unseen(facts)),
    ]


def _text(facts: World) -> Message:
    said = LABELS[facts.view["labels"]]
    shown = [listed([said[one] for one in row], " ") for row in facts.sentences.tolist()]
    return _("The text is generated: {sentences} …", sentences=listed(shown, " / "))


def _answer(facts: World) -> Message:
    said = LABELS[facts.view["labels"]]
    a, b, c = facts.question
    given = {"a": said[a], "b": said[b], "c": said[c], "found": said[int(facts.candidates[0])]}
    given["cosine"] = number(facts.cosines[0], 2)
    if int(facts.candidates[0]) in facts.question:
        return _("{b} − {a} + {c} is nearest to {found}, a word of the question (cosine {cosine}).", **given)
    return _("{b} − {a} + {c} is nearest to {found} (cosine {cosine}), nothing left out.", **given)


def _scores(facts: World) -> Message:
    scores = facts.scores
    return _(
        "Of {many} analogies between people {plain} are right with nothing left out, {without} if a, b and "
        "c are left out, and {nearest} by the word nearest to c alone.",
        many=len(scores.plain),
        plain=int(scores.plain.sum()),
        without=int(scores.without.sum()),
        nearest=int(scores.nearest.sum()),
    )


def _reached(facts: World) -> Message:
    return _(
        "Loss a pair after {steps} steps: {loss}; the closed form has {lowest}, {apart} less. The map shows "
        "{share} of the nouns' variance.",
        steps=int(facts.vectors.steps[-1]),
        loss=number(facts.vectors.losses[-1], 5),
        lowest=number(facts.lowest, 5),
        apart=number(facts.vectors.losses[-1] - facts.lowest, 2),
        share=percent(facts.plane.shares.sum()),
    )


def _unseen(facts: World) -> Message:
    return _(
        "Of {pairs} pairs of words {unseen} never stand in one sentence: their w·c should be −∞, and is on "
        "its way.",
        pairs=facts.closed.size,
        unseen=int(np.isneginf(facts.closed).sum()),
    )
