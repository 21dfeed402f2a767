"""What is computed for the part "Woman or car?": of a view, pure, and bit by bit."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import word_world
from dl_core.experiments.word_analogies import answers, cosines
from dl_core.experiments.word_world import CAR, MAN, WOMAN
from dl_core.experiments.words import closed_form, train
from kit.page import Progress
from pages.words.view import Words

Floats = NDArray[Any]
SEEDS, STEPS = 8, 400
SHARES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


class Band(NamedTuple):
    """Cosines of man with woman and with car (SHARES, seeds, 2), as far as they have come."""

    cosines: Floats


class Nearer(NamedTuple):
    """Two cosines, of man with woman and of man with car, of several seeds of text and start. now (SEEDS, 2):
    at the dial; right (SEEDS,): which share of the analogies is right there; band: along the dial; counted
    (SHARES, 2): of rows of the positive PMI, from the exact chances of all pairs: no vectors, no seeds."""

    now: Floats
    right: Floats
    band: Floats
    counted: Floats
    view: Words


@lru_cache(maxsize=256)
def _trained(
    sentences: int, width: int, negatives: float, share: float, seed: int
) -> tuple[float, float, float]:
    """The two cosines, and the share of the analogies that are right."""
    counts = word_world.pair_counts(word_world.sentences(sentences, share, seed))
    w = train(counts, width, negatives, seed, steps=STEPS).w
    to_woman, to_car = cosines(w[[WOMAN, CAR]], w[[MAN]])[0]
    asked = word_world.questions()
    right = (answers(w, asked, leaves_out=False) == asked[:, 3]).mean()
    return float(to_woman), float(to_car), float(right)


def _at(view: Words, share: float, number: int) -> tuple[float, float, float]:
    """Of the seed of this number, from 0 on."""
    width, negatives = int(view["width"]), float(view["negatives"])
    return _trained(int(view["sentences"]), width, negatives, share, int(view["seed"]) + number)


def band(view: Words) -> Iterator[Band]:
    """All of `SHARES`, seed by seed."""
    found = np.empty((len(SHARES), 0, 2))
    yield Band(found)
    for number in range(SEEDS):
        one = np.array([_at(view, share, number)[:2] for share in SHARES])
        found = np.concatenate([found, one[:, None]], axis=1)
        yield Band(found)


def seeds_done(found: Band | Nearer) -> Progress:
    """How many seeds are done."""
    cosines_so_far = found.cosines if isinstance(found, Band) else found.band
    return Progress(cosines_so_far.shape[1], SEEDS)


def nearer(view: Words, found: Band, under_way: bool) -> Nearer:
    """What was found along the dial, and what is at it."""
    now = np.array([_at(view, view["shared"], number) for number in range(SEEDS)])
    return Nearer(now[:, :2], now[:, 2], found.cosines, counted(), view)


@lru_cache(maxsize=1)
def counted() -> Floats:
    """(SHARES, 2), from exact chances."""
    found = []
    for share in SHARES:
        rows = np.maximum(closed_form(word_world.expected_counts(share), 1), 0)
        found.append(cosines(rows[[WOMAN, CAR]], rows[[MAN]])[0])
    return np.array(found)
