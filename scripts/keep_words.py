"""What is kept of the vectors of the speeches (`pages.words.text`): the vectors with which the page opens,
and what each number of their training does. A quarter of an hour on two cores."""

from typing import Any

import numpy as np

from dl_core import speeches
from dl_core.experiments import skipgram
from dl_core.experiments.skipgram import Recipe
from pages.words.text import knobs, vectors
from pages.words.text.look import scores_of
from pages.words.text.settings import METHODS
from pages.words.view import Words


def _trained(recipe: Recipe, seed: int) -> Any:
    text = speeches.load()
    *_before, last = skipgram.train(text.ids, text.counts, recipe, seed)
    return last.w.astype(np.float32)


def keep_vectors() -> None:
    """Write the file of vectors, of each method with its usual numbers."""
    arrays: dict[str, Any] = {}
    for method in METHODS:
        *_before, last = vectors.made_anew(Words({"method": method}))
        arrays[method], arrays[f"{method}.scale"] = vectors.packed(last.w.astype(np.float32))
    np.savez_compressed(vectors.KEPT, **arrays)


def keep_knobs() -> None:
    """Write the file of what the numbers do."""
    text, found = speeches.load(), {}
    kinds: list[str] = []
    for recipe in knobs.recipes():
        rows, near = [], []
        for seed in range(knobs.SEEDS):
            w = _trained(recipe, seed)
            near.append(knobs.near_of(w))
            rows.append(knobs.row_of(w, text, near[-1]))
            kinds = kinds or list(scores_of(w[:2], text.words[:2])[0])
        found[recipe] = rows, near
        print(knobs.key_of(recipe), np.round([row[[0, -4, -3]] for row in rows], 3).tolist(), flush=True)
    np.savez_compressed(knobs.FILE, **knobs.to_keep(found, kinds))


def keep() -> None:
    """Both files."""
    keep_vectors()
    keep_knobs()
