"""What is computed for the part "A small world": of a view, pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import word_world
from dl_core.experiments.word_analogies import Plane, answers, completed, cosines, nearest_to_c, plane
from dl_core.experiments.word_world import NOUNS
from dl_core.experiments.words import Vectors, closed_form, lowest_loss, train
from pages.words.labels import PLACES
from pages.words.view import Words

Floats = NDArray[Any]
SHOWN = 3  # sentences
CANDIDATES = 5


class Scores(NamedTuple):
    """Which of the analogies between people are right (192,): nothing left out, a, b and c left out, and the
    word nearest to c alone."""

    plain: NDArray[np.bool_]
    without: NDArray[np.bool_]
    nearest: NDArray[np.bool_]


class World(NamedTuple):
    """Vectors of the generated world. sentences: the first ones (SHOWN, words); counts: (v, v); vectors:
    after training; closed: the w·c of lowest loss (v, v); lowest: that loss; question: the nouns a, b, c;
    candidates: the words nearest to b − a + c, nothing left out, and their cosines; scores: of all analogies;
    plane: the nouns on a map."""

    sentences: NDArray[np.intp]
    counts: Floats
    vectors: Vectors
    closed: Floats
    lowest: float
    question: tuple[int, int, int]
    candidates: NDArray[np.intp]
    cosines: Floats
    scores: Scores
    plane: Plane
    view: Words


def trained(view: Words) -> tuple[NDArray[np.intp], Floats, Vectors]:
    """The view's sentences, their counts, and the vectors trained on these."""
    found = word_world.sentences(int(view["sentences"]), view["shared"], int(view["seed"]))
    counts = word_world.pair_counts(found)
    vectors = train(
        counts, int(view["width"]), view["negatives"], int(view["seed"]), steps=int(view["steps"])
    )
    return found, counts, vectors


def score(w: Floats) -> Scores:
    """Of all analogies between people."""
    asked = word_world.questions()
    right = asked[:, 3]
    return Scores(
        answers(w, asked, leaves_out=False) == right,
        answers(w, asked, leaves_out=True) == right,
        nearest_to_c(w, asked) == right,
    )


def world(view: Words) -> World:
    """The text, the vectors, and what is asked of them."""
    found, counts, vectors = trained(view)
    a, b, c = (PLACES[view[name]] for name in "abc")
    near = cosines(vectors.w, completed(vectors.w, [[a, b, c]]))[0]
    candidates = np.argsort(-near)[:CANDIDATES]
    return World(
        found[:SHOWN],
        counts,
        vectors,
        closed_form(counts, view["negatives"]),
        lowest_loss(counts, view["negatives"]),
        (a, b, c),
        candidates,
        near[candidates],
        score(vectors.w),
        plane(vectors.w[:NOUNS]),
        view,
    )
