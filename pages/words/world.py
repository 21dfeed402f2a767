"""What is computed for the part "A small world": of a view, pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments import word_world
from dl_core.experiments.words import Vectors, closed_form, lowest_loss, train
from pages.words.view import Words

Floats = NDArray[Any]
SHOWN = 5  # sentences


class World(NamedTuple):
    """Vectors of the generated world. sentences: the first ones (SHOWN, words); counts: (v, v); vectors:
    after training; closed: the w·c of lowest loss (v, v); lowest: that loss."""

    sentences: NDArray[np.intp]
    counts: Floats
    vectors: Vectors
    closed: Floats
    lowest: float
    view: Words


def world(view: Words) -> World:
    """The text, and the vectors trained on it."""
    seed, negatives = int(view["seed"]), view["negatives"]
    found = word_world.sentences(int(view["sentences"]), view["shared"], seed)
    counts = word_world.pair_counts(found)
    vectors = train(counts, int(view["width"]), negatives, seed)
    return World(
        found[:SHOWN], counts, vectors, closed_form(counts, negatives), lowest_loss(counts, negatives), view
    )
