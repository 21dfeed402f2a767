"""What each number of the training does to the vectors of the speeches: measured once over SEEDS seeds, by
`python -m scripts.keep words`, and kept."""

from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.skipgram import Recipe
from dl_core.experiments.word_vectors import Score, neighbours, shared, unit
from dl_core.speeches import Text
from kit.kept import arrays_of
from pages.words.text.look import ALL, scores_of
from pages.words.view import Words

Floats = NDArray[Any]
FILE = Path(__file__).parent / "knobs.npz"
SEEDS = 3
PROBES = np.arange(100, 2100, 10)  # words, by rank, whose neighbours are compared
FULL = Recipe()  # the page's own training
USUAL = FULL._replace(epochs=2)  # what is turned: with fewer epochs, for the time that it takes
VALUES: dict[str, tuple[float, ...]] = {
    "window": (1, 5, 10),
    "power": (0, 0.75, 1),
    "sample": (1e-4, 1e-3, 0),
    "negatives": (1, 5, 20),
    "epochs": (1, 2, 5),
    "dims": (16, 64),
}
FIELDS = {"dims": "width"}  # of a recipe, where it is called otherwise
ENDING = 2  # letters


class Measures(NamedTuple):
    """What is measured of vectors over the seeds (seeds,): endings, the share of neighbours that end as the
    word does, in two letters; usual: the share of neighbours that the usual numbers find, too, with another
    seed; itself: that two seeds of these numbers have in common (pairs of seeds,). scores: by kind, and of
    all."""

    endings: Floats
    usual: Floats
    itself: Floats
    scores: dict[str, list[Score]]


class Knob(NamedTuple):
    """A number that is turned. values: of it; measured: at each; usual: its place among the values."""

    name: str
    values: tuple[float, ...]
    measured: tuple[Measures, ...]
    usual: int


def recipes() -> dict[Recipe, None]:
    """All that are trained, each once, the usual one first."""
    return dict.fromkeys((USUAL, FULL, *(_recipe(name, one) for name, row in VALUES.items() for one in row)))


def _recipe(name: str, value: float) -> Recipe:
    field = FIELDS.get(name, name)
    return USUAL._replace(**{field: type(getattr(USUAL, field))(value)})


def ending_share(words: tuple[str, ...], near: Floats) -> float:
    """The share of neighbours (PROBES, n) that end as their word does."""
    ends = np.array([word[-ENDING:] for word in words])
    return float((ends[near] == ends[PROBES][:, None]).mean())


def row_of(w: Floats, text: Text, near: Floats) -> Floats:
    """What is kept of the vectors of one seed: the share of endings, and all scores, kind by kind."""
    scores, _numbers = scores_of(unit(w), text.words)
    return np.array([ending_share(text.words, near), *(one for kind in scores.values() for one in kind)])


def near_of(w: Floats) -> NDArray[np.intp]:
    """The neighbours of the PROBES."""
    return neighbours(unit(w), PROBES)


def key_of(recipe: Recipe) -> str:
    """What a recipe's rows are kept by."""
    return " ".join(map(str, recipe))


def to_keep(found: dict[Recipe, tuple[list[Floats], list[Floats]]], kinds: list[str]) -> dict[str, Any]:
    """What is kept, by name. found: of each recipe, of each seed, `row_of` and `near_of`."""
    usual = found[USUAL][1]
    arrays: dict[str, Any] = {"kinds": np.array(kinds)}
    for recipe, (rows, near) in found.items():
        arrays[key_of(recipe)] = np.array(rows, np.float32)
        others = [
            np.mean([shared(one, other) for at, other in enumerate(usual) if at != seed])
            for seed, one in enumerate(near)
        ]
        arrays[f"{key_of(recipe)} usual"] = np.array(others, np.float32)
        itself = [shared(one, other) for one, other in combinations(near, 2)]
        arrays[f"{key_of(recipe)} itself"] = np.array(itself, np.float32)
    return arrays


def measures(recipe: Recipe) -> Measures:
    """What was measured of a recipe."""
    file, name = arrays_of(FILE), key_of(recipe)
    rows = file[name].astype(float)
    many = len(Score._fields)
    scores = {
        str(kind): [Score(*row[1 + many * at : 1 + many * (at + 1)].tolist()) for row in rows]
        for at, kind in enumerate(file["kinds"])
    }
    return Measures(
        rows[:, 0], file[f"{name} usual"].astype(float), file[f"{name} itself"].astype(float), scores
    )


def knob(view: Words) -> Knob:
    """The knob of a view, measured."""
    name = view["knob"]
    values = VALUES[name]
    usual = getattr(USUAL, FIELDS.get(name, name))
    found = tuple(measures(_recipe(name, value)) for value in values)
    return Knob(name, values, found, values.index(usual))


def usual_scores() -> list[Score]:
    """Of all questions, seed by seed, of the page's own training."""
    return measures(FULL).scores[ALL]
