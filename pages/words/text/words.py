"""What is said of the vectors of a text: whole sentences, in one place."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.word_vectors import Near, Score
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.words.text.charts import GRAMMAR, KINDS, of_kinds
from pages.words.text.knobs import Knob, usual_scores
from pages.words.text.look import (
    ALL,
    Arithmetic,
    Asked,
    Atlas,
    Empty,
    Missing,
    Neighbours,
    OffTheMap,
    Seen,
    Unknown,
)
from pages.words.text.settings import KNOBS, OWN
from pages.words.text.vectors import NoText, Vectors
from pages.words.view import Words

Say = Callable[[Any], list[Sentence]]
NO_TEXT = _("Bring a text above: it stays in your session and is in no link.")
BEGINNING = _("Beginning: a program is made first, which takes a second or two, once.")
COUNTING = _("The text is counted; its singular vectors take some seconds.")
PRESS = _("There are no vectors with these numbers yet. Press Train: they are made here, while you look.")


def _beginning(view: Words) -> Message:
    """What is done before there is anything to see."""
    return COUNTING if view["method"] == "counts" else BEGINNING


def _where_it_stands(found: Vectors, view: Words, under_way: bool = False) -> Message:
    """Whether the vectors are kept, under way or made."""
    if found.is_kept and under_way:
        return _beginning(view)
    if found.is_kept:
        return {
            "sgns": _(
                "These vectors are kept from an earlier training of five epochs. Press Train: they are made "
                "anew here, in some seconds, while you look."
            ),
            "counts": _(
                "These vectors are kept: the leading 64 singular vectors of PPMI. Press Train: they are "
                "counted anew here."
            ),
            "exact": _(
                "These vectors are kept, of the 1,000 commonest words alone. Press Train: they are made anew "
                "here, by the exact gradient over all pairs, with nothing drawn but the start."
            ),
        }[view["method"]]
    if view["method"] == "counts":
        return _("Counted here: no gradient is followed.")
    given = {"done": number(found.done, 2), "total": number(found.total)}
    loss = number(found.losses[-1], 4) if len(found.losses) else "–"
    if view["method"] == "exact":
        return _("Trained here, step {done} of {total}: loss {loss} a pair, exact.", loss=loss, **given)
    return _("Trained here, epoch {done} of {total}: loss {loss} a pair.", loss=loss, **given)


def _unknown(one: Unknown, among: int) -> Sentence:
    given = {"word": one.word, "close": one.close, "many": f"{among:,}"}
    if one.close:
        return say(
            _(
                "“{word}” is not among the {many} words of these vectors. The nearest spelling: {close}.",
                **given,
            ),
            "alarm",
        )
    return say(
        _("“{word}” is not among the {many} words of these vectors, and no spelling is near.", **given),
        "alarm",
    )


def _of_vectors(tell: Callable[[Any], list[Sentence]]) -> Say:
    """What a part says, behind what there is to say where there is nothing to look at."""

    def told(facts: Any) -> list[Sentence]:
        if isinstance(facts, NoText):
            return [say(NO_TEXT)]
        if isinstance(facts, Empty):
            if facts.found.done < 0:
                return [say(_beginning(facts.view) if facts.under_way else PRESS)]
            return [say(COUNTING)]
        if isinstance(facts, Missing):
            stands = say(_where_it_stands(facts.found, facts.view))
            return [*(_unknown(one, facts.among) for one in facts.words), stands]
        seen = facts.seen
        return [*tell(facts), say(_where_it_stands(seen.found, seen.view, seen.under_way))]

    return told


def _names(near: Near, seen: Seen, most: int = 4) -> str:
    return ", ".join(seen.words[at] for at in near.at[:most].tolist())


@_of_vectors
def near(facts: Neighbours) -> list[Sentence]:
    """The nearest, how near the other word is, and how much the methods agree."""
    seen = facts.seen
    word, beside = seen.words[facts.word], seen.words[facts.beside]
    counts = [f"{int(seen.counts[at]):,}" for at in (facts.word, facts.beside)]
    says = [
        say(
            _(
                "{word} (seen {count} times): nearest are {names}.",
                word=word,
                count=counts[0],
                names=_names(facts.near, seen),
            )
        )
    ]
    if facts.word != facts.beside:
        says.append(
            say(
                _(
                    "{word} and {beside} (seen {count} times): cosine {cosine}; {beside} is number {rank} "
                    "of its {all} neighbours.",
                    word=word,
                    beside=beside,
                    count=counts[1],
                    cosine=number(facts.cosine, 2),
                    rank=f"{facts.rank:,}",
                    all=f"{len(seen.words) - 1:,}",
                )
            )
        )
    if facts.other is not None:
        says.append(
            say(
                _(
                    "Gradients and counting have {both} of the ten nearest in common.",
                    both=round(10 * facts.shared),
                )
            )
        )
    if seen.counts[facts.word] < 50:
        says.append(say(_("A word that is seen seldom has neighbours by chance.")))
    return says


@_of_vectors
def arithmetic(facts: Arithmetic) -> list[Sentence]:
    """What is nearest with and without the words of the question, and without arithmetic."""
    seen, asked = facts.seen, (facts.a, facts.b, facts.c)
    a, b, c = (seen.words[at] for at in asked)
    everything, left, alone = (int(one.at[0]) for one in (facts.all_in, facts.left_out, facts.alone))
    given = {
        "a": a,
        "b": b,
        "c": c,
        "found": seen.words[everything],
        "cosine": number(facts.all_in.cosines[0], 2),
    }
    says = [
        say(
            _(
                "{a} is to {b} as {c} is to? Nothing left out, the nearest to {b} − {a} + {c} is {found} "
                "({cosine}): a word of the question itself.",
                **given,
            )
            if everything in asked
            else _(
                "{a} is to {b} as {c} is to? Nothing left out, the nearest to {b} − {a} + {c} is {found} "
                "({cosine}).",
                **given,
            )
        ),
        say(
            _("With the three words left out, as it is usually shown, it is {found}.", found=seen.words[left])
        ),
    ]
    if alone == left:
        says.append(
            say(_("That is also the nearest to {c} alone: the arithmetic has done nothing.", c=c), "alarm")
        )
    else:
        says.append(say(_("Nearest to {c} alone is {found}.", c=c, found=seen.words[alone])))
    return says


@_of_vectors
def atlas(facts: Atlas | OffTheMap) -> list[Sentence]:
    """What the plane shows of the variance, and what it hides of the neighbours."""
    one = facts.map
    says = [
        say(
            _(
                "The two directions hold {first} and {second} of the variance: the other {rest} are not in "
                "the picture.",
                first=percent(one.shares[0], 1),
                second=percent(one.shares[1], 1),
                rest=percent(1 - one.shares.sum(), 1),
            )
        ),
        say(
            _(
                "Of the ten nearest words in the map, {kept} are among the ten nearest in truth, over all "
                "its words; of ten drawn by chance {chance} would be.",
                kept=percent(one.kept, 1),
                chance=percent(one.by_chance, 1),
            )
        ),
    ]
    if isinstance(facts, OffTheMap):
        return [
            say(
                _("{word} is not among the {many} commonest.", word=facts.word, many=f"{len(one.places):,}"),
                "alarm",
            ),
            *says,
        ]
    both = len(np.intersect1d(facts.near, facts.here))
    says.append(
        say(
            _(
                "The ten nearest to {word} in the map hold {both} of the ten nearest in truth.",
                word=facts.seen.words[facts.word],
                both=both,
            )
        )
    )
    return says


@_of_vectors
def asked(facts: Asked) -> list[Sentence]:
    """The score both ways, beside that of no arithmetic and of counting."""
    one, many = facts.scores[ALL], facts.numbers[ALL]
    if not many:
        return [say(_("No question of the set can be asked: this text does not have its words."))]
    says = [
        say(
            _(
                "Of {many} questions {left} are answered rightly with the three words left out, {all} with "
                "nothing left out: then {echoed} of the answers are a word of the question itself.",
                many=many,
                left=percent(one.left_out, 1),
                all=percent(one.all_in, 1),
                echoed=percent(one.echoed),
            )
        ),
        say(
            _(
                "The nearest to c alone, without any arithmetic, is right in {alone}: of “{kind}” in {most}.",
                alone=percent(one.alone, 1),
                kind=KINDS["opposite"],
                most=percent(facts.scores["opposite"].alone),
            )
        ),
    ]
    if facts.beside and facts.seen.view["method"] == "sgns":
        says.append(
            say(
                _(
                    "Counting, PPMI and SVD, without any training, answers {counts}.",
                    counts=percent(facts.beside[ALL].left_out, 1),
                )
            )
        )
    if facts.seen.view["text"] != OWN:
        says.append(say(_over_seeds(usual_scores())))
    return says


def _over_seeds(scores: Sequence[Score]) -> Message:
    left, whole = ([getattr(one, way) for one in scores] for way in ("left_out", "all_in"))
    return _(
        "word2vec over {seeds} seeds that were kept: {low} to {high} with the words left out, {least} to "
        "{most} with nothing left out.",
        seeds=len(scores),
        low=percent(min(left), 1),
        high=percent(max(left), 1),
        least=percent(min(whole), 1),
        most=percent(max(whole), 1),
    )


# --- knobs --------------------------------------------------------------------------------------------------


def _ordered(rows: np.ndarray) -> int:
    """Of what is measured at the first and the last value (values, seeds): 1: every seed of the last is above
    every seed of the first; −1: below; 0: neither."""
    first, last = rows[0], rows[-1]
    return int(last.min() > first.max()) - int(last.max() < first.min())


def _shows(label: Message, rows: np.ndarray, places: int = 1) -> Message:
    first, last = (
        f"{percent(one.min(), places)} to {percent(one.max(), places)}" for one in (rows[0], rows[-1])
    )
    given = {"what": label, "first": first, "last": last}
    return {
        1: _("{what}: from {first} up to {last}.", **given),
        -1: _("{what}: from {first} down to {last}.", **given),
        0: _("{what}: {first} and {last}; the seeds overlap, so nothing is shown.", **given),
    }[_ordered(rows)]


def knob(facts: Knob) -> list[Sentence]:
    """What shows from the first value to the last, beyond the seeds."""
    meaning = [kind for kind in KINDS if kind not in (*GRAMMAR, ALL)]
    first, last = number(facts.values[0]), number(facts.values[-1])
    rows = (
        (_("Questions of all kinds"), of_kinds(facts, (ALL,))),
        (_("Grammar alone"), of_kinds(facts, GRAMMAR)),
        (_("Meaning alone"), of_kinds(facts, meaning)),
        (_("Neighbours that end alike"), np.array([one.endings for one in facts.measured])),
    )
    given = {"knob": KNOBS[facts.name], "first": first, "last": last}
    intro = (
        _(
            "{knob} from {first} to {last}, lowest and highest of three seeds, all else as usual; measured "
            "once and kept.",
            **given,
        )
        if facts.name == "epochs"
        else _(
            "{knob} from {first} to {last}, lowest and highest of three seeds, all else as usual but two "
            "epochs; measured once and kept.",
            **given,
        )
    )
    return [say(intro), *(say(_shows(*row)) for row in rows), *map(say, _claims(facts))]


def _claims(facts: Knob) -> list[Message]:
    """What is often said of this knob, and whether it shows here."""
    shows = {True: _("it shows here."), False: _("it does not show here.")}
    return [listed([claim, shows[holds]], " ") for claim, holds in _held(facts)]


def _held(facts: Knob) -> list[tuple[Message, bool]]:
    """What is said, and whether it holds for all seeds."""
    everything = _ordered(of_kinds(facts, (ALL,)))
    match facts.name:
        case "window":
            meaning = [kind for kind in KINDS if kind not in (*GRAMMAR, ALL)]
            endings = _ordered(np.array([one.endings for one in facts.measured]))
            return [
                (_("“Small windows bring words of one grammar together”, by their ends:"), endings < 0),
                (
                    _("“Small windows answer grammar”, by the questions:"),
                    _ordered(of_kinds(facts, GRAMMAR)) < 0,
                ),
                (
                    _("“Wide windows answer meaning”, by the questions:"),
                    _ordered(of_kinds(facts, meaning)) > 0,
                ),
            ]
        case "power":
            return [
                (_("“The exponent 0.75 is better than 1”:"), _is_above(facts, 0.75, 1)),
                (_("“… and better than 0”:"), _is_above(facts, 0.75, 0)),
            ]
        case "sample":
            return [(_("“Thinning out common words helps”, 0.001 beside none:"), _is_above(facts, 1e-3, 0))]
        case "negatives":
            return [(_("“A small text needs many negatives”:"), everything > 0)]
        case "dims":
            return [(_("“Wider is better”:"), everything > 0)]
        case _:
            return [(_("“More epochs are better”:"), everything > 0)]


def _is_above(facts: Knob, one: float, other: float) -> bool:
    """Whether every seed at one value answers more questions than every seed at the other."""
    rows = of_kinds(facts, (ALL,))
    return bool(rows[facts.values.index(one)].min() > rows[facts.values.index(other)].max())


# --- what came of a try -------------------------------------------------------------------------------------


def came_near(before: Any, now: Any) -> list[Message]:
    """The nearest words now and before."""
    if not isinstance(now, Neighbours):
        return []
    said_now = _(
        "Nearest to {word}: {names}.", word=now.seen.words[now.word], names=_names(now.near, now.seen)
    )
    if not isinstance(before, Neighbours):
        return [said_now]
    pairs = [
        _(
            "{word} and {beside}: {cosine}",
            word=one.seen.words[one.word],
            beside=one.seen.words[one.beside],
            cosine=number(one.cosine, 2),
        )
        for one in (now, before)
    ]
    return [said_now, _("Cosine of {now} instead of {before}.", now=pairs[0], before=pairs[1])]


def came_arithmetic(before: Any, now: Any) -> list[Message]:
    """The answers now."""
    if not isinstance(now, Arithmetic):
        return []
    answers = [
        _("{word} ({cosine})", word=now.seen.words[int(one.at[0])], cosine=number(one.cosines[0], 2))
        for one in (now.all_in, now.left_out)
    ]
    return [_("Nothing left out: {all}; the three left out: {left}.", all=answers[0], left=answers[1])]


def came_map(before: Any, now: Any) -> list[Message]:
    """What is kept of the neighbours."""
    if not isinstance(now, Atlas):
        return []
    both = len(np.intersect1d(now.near, now.here))
    return [
        _(
            "The ten nearest to {word} in the map hold {both} of the ten nearest in truth.",
            word=now.seen.words[now.word],
            both=both,
        )
    ]


def came_asked(before: Any, now: Any) -> list[Message]:
    """The score now and before."""
    if not isinstance(now, Asked):
        return []
    scores = [one.scores[ALL] for one in (now, before) if isinstance(one, Asked)]
    shares = [percent(one.left_out, 1) for one in scores]
    if len(shares) < 2:
        return [_("The three left out: {now}.", now=shares[0])]
    return [_("The three left out: {now} instead of {before}.", now=shares[0], before=shares[1])]


def came_knob(before: Knob, now: Knob) -> list[Message]:
    """How much the knob that is now turned does, and what is often said of it."""
    return [_shows(_("Questions of all kinds"), of_kinds(now, (ALL,))), *_claims(now)]
