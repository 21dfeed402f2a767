"""What is said of one update."""

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number
from kit.page import Sentence, say
from pages.words.texts import as_typed
from pages.words.update import Update


def update(facts: Update) -> list[Sentence]:
    """What is predicted from what, the loss term by term, what its slopes sum up to, and what came of it."""
    says = [say(_window(facts)), say(_loss(facts)), *_sum(facts)]
    if repeated := _repeated(facts):
        says.append(say(repeated))
    if not np.isfinite(facts.course.largest[-1]):
        says.append(say(_("The vectors are no longer finite."), "alarm"))
    return says


def _said(facts: Update, numbers: object) -> Message:
    return listed([as_typed(facts.words[int(one)]) for one in numbers], ", ")  # type: ignore[attr-defined]


def _window(facts: Update) -> Message:
    given = {
        "number": facts.number,
        "place": facts.course.place + 1,
        "inputs": _said(facts, facts.course.at.inputs),
        "targets": _said(facts, facts.course.at.targets),
    }
    if facts.asked.model == "skipgram":
        return _(
            "Update {number}, at place {place}: from “{inputs}” each of its neighbours is predicted "
            "({targets}).",
            **given,
        )
    return _(
        "Update {number}, at place {place}: from the mean of its neighbours ({inputs}) “{targets}” is "
        "predicted.",
        **given,
    )


def _loss(facts: Update) -> Message:
    step, at = facts.course.step, facts.course.at
    given = {"loss": number(step.loss, 4)}
    if not facts.asked.samples:
        parts = listed([number(step.term[one]) for one in at.targets], " + ")
        return _("L = {parts} = {loss}: −log softmax of each predicted word.", parts=parts, **given)
    parts = listed([number(one) for one in step.term], " + ")
    return _(
        "L = {parts} = {loss}: −log σ(u·h) of each predicted word, −log(1 − σ(u·h)) of each negative.",
        parts=parts,
        **given,
    )


def _sum(facts: Update) -> list[Sentence]:
    many = len(facts.course.at.targets)
    if facts.asked.samples:
        return [
            say(
                _(
                    "The slopes of the scores need not sum up to 0: each σ stands for itself. Here they sum "
                    "up to {sum}.",
                    sum=number(facts.error_sum),
                )
            )
        ]
    if facts.asked.forgets:
        return [
            say(
                _(
                    "The slopes sum up to {sum}, not to 0: softmax is taken once for {many} predicted "
                    "words. So scores are pushed up on the whole at every update, and nothing holds the "
                    "vectors. The largest number is {largest}.",
                    sum=number(round(facts.error_sum, 9)),
                    many=many,
                    largest=number(facts.course.largest[-1]),
                ),
                "alarm",
            )
        ]
    if many == 1:
        return [
            say(_("The slopes of the scores sum up to 0: softmax sums up to 1, and one word is predicted."))
        ]
    return [
        say(
            _(
                "The slopes of the scores sum up to 0: softmax is taken {many} times, once for each "
                "predicted word, and sums up to 1 each time.",
                many=many,
            )
        )
    ]


def _repeated(facts: Update) -> Message | None:
    """Negatives that were drawn twice, or that are the predicted word itself."""
    if not facts.asked.samples:
        return None
    rows = facts.course.step.word.reshape(-1, 1 + facts.asked.samples)
    itself = sum(int(one in row[1:]) for row in rows for one in row[:1])
    twice = sum(len(row[1:]) - len(set(row[1:].tolist())) for row in rows)
    if not itself and not twice:
        return None
    return _(
        "Among the negatives: drawn again for the same word {twice}, the predicted word itself {itself}. "
        "Each counts. word2vec's own program leaves the second kind out.",
        twice=twice,
        itself=itself,
    )
