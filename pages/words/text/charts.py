"""How vectors of a text are drawn."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dl_core.experiments.word_vectors import Near, Score
from kit.charts import Spec, axis, chart, dots, line, spans, words
from kit.messages import Message, _
from kit.number_format import number
from kit.theme import BETWEEN, COLOURS
from pages.words.text.knobs import Knob
from pages.words.text.look import ALL, Arithmetic, Asked, Atlas, Empty, Missing, Neighbours, OffTheMap, Seen
from pages.words.text.settings import KNOBS
from pages.words.text.vectors import NoText, Vectors

RED, BLUE, GREEN, VIOLET, GREY = (
    COLOURS[name][0] for name in ("SGD", "Momentum", "Nesterov", "AdaGrad", "NAdam")
)
KINDS: dict[str, Message] = {
    "plural": _("year : years"),
    "past": _("is : was"),
    "adverb": _("equal : equally"),
    "people": _("france : french"),
    "opposite": _("war : peace"),
    ALL: _("all kinds"),
}
GRAMMAR = ("plural", "past", "adverb")
NAMED = 250  # words of the map that have their name, where there is room
TEACHERS = {"sgns": _("word2vec"), "counts": _("PPMI + SVD"), "exact": _("all pairs")}
Draw = Callable[[Any], list[Spec]]


def said(word: str) -> Message:
    """A word of the text, as a label."""
    return _("{word}", word=word)


def _rows(near: Near, seen: Seen, colours: Sequence[str]) -> Spec:
    found = zip(near.at.tolist(), near.cosines.tolist(), colours, strict=True)
    return spans(
        (said(seen.words[at]), colour, min(0.0, cosine), cosine, max(0.0, cosine))
        for at, cosine, colour in found
    )


def _listed(key: str, title: str, about: str, near: Near, seen: Seen, colours: Sequence[str]) -> Spec:
    """The nearest words, the nearest above."""
    low = min(0.0, float(near.cosines.min(initial=0.0)))
    x, y = axis(_("cosine"), low, 1.0), axis("", 0, len(near.at), bare=True)
    return chart(key, title, about, x, y, [_rows(near, seen, colours)])


def _learning(found: Vectors) -> list[Spec]:
    """The loss so far, where there is one."""
    if not len(found.losses):
        return []
    about = _("Of a pair that was seen and its negatives; each point is the mean since the one before.")
    label = _("epoch") if found.total < 50 else _("step")
    x = axis(label, 0.0, found.total, whole=True)
    return [chart("loss", _("Loss a pair"), about, x, axis(""), [line(found.at, found.losses, BLUE)])]


def _where_there_is_something(draw: Draw) -> Draw:
    def drawn(facts: Any) -> list[Spec]:
        if isinstance(facts, NoText):
            return []
        if isinstance(facts, Empty | Missing):
            return _learning(facts.found)
        return [*draw(facts), *_learning(facts.seen.found)]

    return drawn


@_where_there_is_something
def near(facts: Neighbours) -> list[Spec]:
    """The ten nearest, and those that another method finds."""
    seen, both = facts.seen, set() if facts.other is None else {*facts.other.at.tolist()}
    colours = [GREEN if at in both else BLUE for at in facts.near.at.tolist()]
    method = seen.view["method"]
    about = _("By the cosine of their vectors. Green: found by both methods.")
    word = seen.words[facts.word]
    title = _("Nearest to {word}: {method}", word=word, method=TEACHERS[method])
    charts = [_listed("near", title, about, facts.near, seen, colours)]
    if facts.other is not None:
        other = "sgns" if method == "counts" else "counts"
        own = {*facts.near.at.tolist()}
        colours = [GREEN if at in own else VIOLET for at in facts.other.at.tolist()]
        title = _("Nearest to {word}: {method}", word=word, method=TEACHERS[other])
        about = _("The same of other vectors of the same text, which are kept. Green: found by both methods.")
        charts.append(_listed("other", title, about, facts.other, seen, colours))
    return charts


@_where_there_is_something
def arithmetic(facts: Arithmetic) -> list[Spec]:
    """Three lists beside each other."""
    seen, asked = facts.seen, (facts.a, facts.b, facts.c)
    a, b, c = (seen.words[at] for at in asked)
    lists = (
        (
            "all",
            _("{b} − {a} + {c}, nothing left out", a=a, b=b, c=c),
            _("Orange: a word of the question itself."),
            facts.all_in,
        ),
        ("left", _("The same, the three words left out"), _("What is usually shown."), facts.left_out),
        (
            "alone",
            _("Nearest to {c} alone, the three left out", c=c),
            _("No arithmetic at all: what the question says of {a} and {b} is not used.", a=a, b=b),
            facts.alone,
        ),
    )
    first = facts.left_out.at[0]
    return [
        _listed(
            key,
            title,
            about,
            found,
            seen,
            [RED if at in asked else GREEN if at == first else BLUE for at in found.at.tolist()],
        )
        for key, title, about, found in lists
    ]


@_where_there_is_something
def atlas(facts: Atlas | OffTheMap) -> list[Spec]:
    """All of the commonest words as points, the word and its neighbours with their names."""
    x, y = facts.map.places.T
    known = facts.seen.words
    others = np.arange(len(x))
    marks: list[Spec] = []
    if isinstance(facts, Atlas):
        both = np.intersect1d(facts.near, facts.here)
        groups = (
            (np.array([facts.word]), RED, "circle"),
            (both, GREEN, "diamond"),
            (np.setdiff1d(facts.near, both), BLUE, "square"),
            (np.setdiff1d(facts.here, both), VIOLET, "circle"),
        )
        marks += [_named(x, y, at, known, colour, marker) for at, colour, marker in groups]
        others = np.setdiff1d(others, np.concatenate([at for at, *_look in groups]))
    named, rest = others[:NAMED], others[NAMED:]
    marks.append(_named(x, y, named, known, BETWEEN, "circle", 2.0))
    marks.append(dots(x[rest], y[rest], dict(BETWEEN), size=1.2))
    about = _(
        "The {many} commonest words along the two directions in which their centred vectors differ most. "
        "Orange: the word; squares: its neighbours by cosine; violet: its neighbours in this picture; "
        "diamonds: both. A click on a word chooses it.",
        many=f"{len(x):,}",
    )
    axes = _around(_("first direction"), x), _around(_("second direction"), y)
    looks: dict[str, Any] = {"wide": True, "tall": True, "equal": True, "pick": {"word": "word"}}
    return [chart("map", _("A map of the vectors"), about, *axes, marks, **looks)]


def _around(name: Message, values: Any) -> Spec:
    """An axis that leaves some room at both ends: no point is cut."""
    room = 0.04 * float(np.ptp(values)) or 1.0
    return axis(name, float(values.min()) - room, float(values.max()) + room)


def _named(
    x: Any, y: Any, at: Any, known: Sequence[str], colour: Any, marker: str, size: float = 3.2
) -> Spec:
    names = [known[one] for one in at.tolist()]
    return words(x[at], y[at], list(map(said, names)), colour, marker=marker, size=size, names=names)


WAYS = ("left_out", "all_in", "alone")


def _scores(key: str, title: str, about: str, scores: dict[str, Score], way: str, colour: str) -> Spec:
    rows = [(KINDS[kind], colour, 0.0, getattr(one, way), getattr(one, way)) for kind, one in scores.items()]
    rows = [row for row in rows if np.isfinite(row[3])]
    return chart(
        key,
        title,
        about,
        axis(_("answered rightly"), 0.0, 0.6, percent=True),
        axis("", 0, max(1, len(rows)), bare=True),
        [spans(rows)],
    )


@_where_there_is_something
def asked(facts: Asked) -> list[Spec]:
    """The score of each kind, three ways, and that of counting."""
    about = _("A kind of question by one of its pairs; every pair asks with every other one.")
    titles = (_("The three words left out"), _("Nothing left out"), _("Nearest to c alone"))
    charts = [
        _scores(way, title, about, facts.scores, way, colour)
        for way, title, colour in zip(WAYS, titles, (BLUE, RED, GREY), strict=True)
    ]
    if facts.beside and facts.seen.view["method"] != "counts":
        title = _("PPMI + SVD, the three left out")
        charts.append(_scores("counts", title, about, facts.beside, "left_out", VIOLET))
    return charts


# --- knobs --------------------------------------------------------------------------------------------------


def _curve(values: Any, at: np.ndarray, colour: str, label: str) -> list[Spec]:
    """The mean over seeds (values, seeds) with the lowest and highest, thin."""
    rows = np.array(values, float)
    sides = [line(at, side, colour, faint=True) for side in (rows.min(axis=1), rows.max(axis=1))]
    return [*sides, line(at, rows.mean(axis=1), colour, label, marker="circle")]


def of_kinds(knob: Knob, kinds: Sequence[str]) -> np.ndarray:
    """The mean share of these kinds that is right, the three left out (values, seeds)."""
    return np.array(
        [
            np.mean([[one.left_out for one in found.scores[kind]] for kind in kinds], axis=0)
            for found in knob.measured
        ]
    )


def knob(facts: Knob) -> list[Spec]:
    """Questions, neighbours and endings at each value."""
    at = np.arange(len(facts.values))
    about = _("Mean of three seeds; thin: the lowest and the highest of them.")
    x = axis(_("{knob}: {values}", knob=KNOBS[facts.name], values=values_of(facts)), 0, at[-1], bare=True)
    meaning = [kind for kind in KINDS if kind not in (*GRAMMAR, ALL)]
    questions = [
        *_curve(of_kinds(facts, (ALL,)), at, RED, _("all")),
        *_curve(of_kinds(facts, GRAMMAR), at, BLUE, _("grammar")),
        *_curve(of_kinds(facts, meaning), at, GREEN, _("meaning")),
    ]
    near = [
        *_curve([one.usual for one in facts.measured], at, BLUE, _("the usual's")),
        *_curve([one.itself for one in facts.measured], at, VIOLET, _("other seed's")),
    ]
    endings = _curve([one.endings for one in facts.measured], at, GREEN, "")
    y = axis("", 0.0, percent=True)
    return [
        chart("questions", _("Questions answered, the three left out"), about, x, y, questions),
        chart("near", _("Ten neighbours shared"), about, x, axis("", 0.0, 1.0, percent=True), near),
        chart("endings", _("Neighbours that end as the word does"), about, x, y, endings),
    ]


def values_of(facts: Knob) -> str:
    """All values of a knob, in words of one line."""
    return " · ".join(number(value) for value in facts.values)
