"""What is looked at in vectors, as far as they have come: pure, in NumPy, quick enough for a moving hand."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.word_vectors import Map, Near, Score, mapped, nearest, questions, score, shared, unit
from pages.words.text.settings import OWN, read_word
from pages.words.text.vectors import Vectors, kept, text_of
from pages.words.view import Words

Floats = NDArray[Any]
ON_THE_MAP = 1000  # commonest words of which a map is made
CLOSE = 0.6  # of spellings: difflib's ratio
ALL = "all"  # questions of all kinds


class Unknown(NamedTuple):
    """A word that the text does not have, or seldom, and the nearest spelling of one that it has, "" if none
    is near."""

    word: str
    close: str


class Empty(NamedTuple):
    """There are no vectors yet. under_way: whether there will be."""

    found: Vectors
    view: Words
    under_way: bool = False


class Missing(NamedTuple):
    """Words that are asked for and not there."""

    words: tuple[Unknown, ...]
    among: int
    found: Vectors
    view: Words


class Seen(NamedTuple):
    """Vectors to look into. units (v, d): of length 1; words (v,), counts (v,): which, how often; found:
    where the making stands."""

    units: NDArray[np.float32]
    words: tuple[str, ...]
    counts: NDArray[np.intp]
    found: Vectors
    view: Words
    under_way: bool = False


def _seen(view: Words, found: Vectors) -> Seen:
    text, many = text_of(view), len(found.w)
    units = _kept_units(view["method"]) if found.is_kept else unit(found.w)
    return Seen(units, text.words[:many], text.counts[:many], found, view)


@lru_cache(maxsize=4)
def _kept_units(method: str) -> NDArray[np.float32]:
    return unit(kept(method))


@lru_cache(maxsize=8)
def _places(words: tuple[str, ...]) -> dict[str, int]:
    return {word: at for at, word in enumerate(words)}


@lru_cache(maxsize=256)
def closest(word: str, words: tuple[str, ...]) -> str:
    """The nearest spelling, or "". Only words that are about as long and have two thirds of its letters are
    compared: all of them would take a tenth of a second."""
    letters, near = set(word), len(set(word)) * 2 / 3
    some = [one for one in words if abs(len(one) - len(word)) <= 2 and len(letters.intersection(one)) >= near]
    return next(iter(get_close_matches(word, some, 1, CLOSE)), "")


def _find(seen: Seen, *names: str) -> tuple[int, ...] | Missing:
    """The places of the words that these settings ask for."""
    asked, place = [read_word(seen.view[name]) for name in names], _places(seen.words)
    lacking = tuple(Unknown(word, closest(word, seen.words)) for word in asked if word not in place)
    if lacking:
        return Missing(lacking, len(seen.words), seen.found, seen.view)
    return tuple(place[word] for word in asked)


Looked = Callable[[Words, Vectors, bool], Any]


def _of_vectors(look: Callable[[Seen], Any]) -> Looked:
    """What a part shows of a view and of the steps so far."""

    def looked(view: Words, found: Vectors, under_way: bool) -> Any:
        if not len(found.w):
            return Empty(found, view, under_way)
        return look(_seen(view, found)._replace(under_way=under_way))

    return looked


# --- neighbours ---------------------------------------------------------------------------------------------


class Neighbours(NamedTuple):
    """word, beside: places; near: of word, itself left out; cosine: of both; rank: of beside among the
    neighbours of word, from 1; other: the neighbours in the kept vectors of another method, if they are known
    of this text, and the share of `near` that is among them."""

    word: int
    beside: int
    near: Near
    cosine: float
    rank: int
    other: Near | None
    shared: float
    seen: Seen


@_of_vectors
def near(seen: Seen) -> Neighbours | Missing:
    """The neighbours of a word, and how near another one is."""
    places = _find(seen, "word", "beside")
    if isinstance(places, Missing):
        return places
    word, beside = places
    cosines = seen.units @ seen.units[word]
    rank = int((np.delete(cosines, word) > cosines[beside]).sum()) + 1
    found, other = nearest(seen.units, seen.units[word], (word,)), None
    if seen.view["text"] != OWN:
        rows = _kept_units("sgns" if seen.view["method"] == "counts" else "counts")[: len(seen.words)]
        other = nearest(rows, rows[word], (word,))
    both = np.nan if other is None else shared(found.at[None], other.at[None])
    return Neighbours(word, beside, found, float(cosines[beside]), rank, other, both, seen)


# --- arithmetic ---------------------------------------------------------------------------------------------


class Arithmetic(NamedTuple):
    """a, b, c: places; all_in: nearest to b − a + c, nothing left out; left_out: the three left out; alone:
    nearest to c, the three left out."""

    a: int
    b: int
    c: int
    all_in: Near
    left_out: Near
    alone: Near
    seen: Seen


@_of_vectors
def arithmetic(seen: Seen) -> Arithmetic | Missing:
    """a is to b as c is to which."""
    places = _find(seen, "first", "second", "third")
    if isinstance(places, Missing):
        return places
    a, b, c = places
    direction = seen.units[b] - seen.units[a] + seen.units[c]
    all_in = nearest(seen.units, direction)
    left_out, alone = (nearest(seen.units, to, places) for to in (direction, seen.units[c]))
    return Arithmetic(a, b, c, all_in, left_out, alone, seen)


# --- a map --------------------------------------------------------------------------------------------------


class Atlas(NamedTuple):
    """map: of the ON_THE_MAP commonest words; word: its place, or None if it is not among them; near: the
    words among them that are nearest to it in truth; here: those that are nearest in the map."""

    map: Map
    word: int
    near: NDArray[np.intp]
    here: NDArray[np.intp]
    seen: Seen


class OffTheMap(NamedTuple):
    """The word is not among the commonest."""

    word: str
    map: Map
    seen: Seen


@_of_vectors
def atlas(seen: Seen) -> Atlas | OffTheMap | Missing:
    """The plane in which vectors differ most, and what it hides of the neighbours of a word."""
    places = _find(seen, "word")
    if isinstance(places, Missing):
        return places
    (word,) = places
    if seen.found.is_kept:
        found = _kept_map(seen.view["method"])
    else:
        found = mapped(seen.found.w[:ON_THE_MAP].astype(np.float32))
    if word >= ON_THE_MAP:
        return OffTheMap(seen.words[word], found, seen)
    truth = nearest(seen.units[:ON_THE_MAP], seen.units[word], (word,)).at
    apart = ((found.places - found.places[word]) ** 2).sum(axis=1)
    apart[word] = np.inf
    return Atlas(found, word, truth, np.argsort(apart, kind="stable")[: len(truth)], seen)


@lru_cache(maxsize=4)
def _kept_map(method: str) -> Map:
    return mapped(kept(method)[:ON_THE_MAP].astype(np.float32))


# --- a question set -----------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """scores: by kind, and of all; numbers: of questions; beside: the same of the kept vectors by counting,
    if this text has any."""

    scores: dict[str, Score]
    numbers: dict[str, int]
    beside: dict[str, Score]
    seen: Seen


def scores_of(units: Floats, words: tuple[str, ...]) -> tuple[dict[str, Score], dict[str, int]]:
    """By kind, and of all: the scores, and how many questions there are."""
    kinds = dict(questions(words))
    kinds[ALL] = np.concatenate(list(kinds.values()))
    return {kind: score(units, one) for kind, one in kinds.items()}, {k: len(one) for k, one in kinds.items()}


@lru_cache(maxsize=4)
def _kept_scores(method: str) -> tuple[dict[str, Score], dict[str, int]]:
    units = _kept_units(method)
    return scores_of(units, text_of(Words()).words[: len(units)])


@_of_vectors
def asked(seen: Seen) -> Asked:
    """All questions, answered by the vectors."""
    if seen.found.is_kept:
        scores, numbers = _kept_scores(seen.view["method"])
    else:
        scores, numbers = scores_of(seen.units, seen.words)
    beside = {} if seen.view["text"] == OWN else _kept_scores("counts")[0]
    return Asked(scores, numbers, beside, seen)
