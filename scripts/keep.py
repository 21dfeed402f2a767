"""`python -m scripts.keep`: make the runs of all examples that open with kept curves, once, and keep where
they led (`kit.learning.facts.kept`, `kit.kept`, `pages.codes.kept`). A few minutes on two cores. With names
of pages, "learning" for the first: only theirs."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from kit.kept import Shelf
from kit.learning.facts import KEPT, PIECES, Training, kept, name_of
from kit.learning.view import Learning
from kit.page import Page
from kit.settings import View
from pages import PAGES
from pages.codes import PAGE as CODES
from pages.codes import kept as codes
from pages.codes.training import widths
from pages.convolution.training import facts as convolution
from pages.gradients import facts as gradients
from pages.init import facts as init
from pages.regularization import facts as regularization
from pages.words import PAGE as WORDS
from scripts import keep_words

LEARNING = "learning"
SHELVES = {
    "convolution": convolution.SHELF,
    "gradients": gradients.SHELF,
    "init": init.SHELF,
    "regularization": regularization.SHELF,
    "codes": widths.SHELF,
}


def examples(page: Page[Any]) -> Iterator[Learning]:
    """What the training of each example reads that is kept, each once."""
    seen = set()
    for part in page.parts:
        for preset in page.presets.values():
            if part.kept is kept and page.part(preset.view) is part:
                view = part.worked_on(preset.view)
                if (name := name_of(view)) not in seen:
                    seen.add(name)
                    yield view


def _trained() -> Iterator[tuple[Learning, Training]]:
    for page in PAGES:
        for view in examples(page):
            *_before, last = page.parts[0].steps(view)  # type: ignore[misc]
            yield view, last


def keep(trainings: Iterable[tuple[Learning, Training]]) -> None:
    """Write the file: for each view the last facts of its training."""
    arrays: dict[str, Any] = {}
    names = []
    for place, (view, found) in enumerate(trainings):
        names.append(name_of(view))
        accuracy, loss = (
            np.array([getattr(one, piece).mean(axis=0) for one in found.curves]) for piece in PIECES[:2]
        )
        chance = np.array([one.chance for one in found.planes])
        for piece, values in zip(PIECES, (accuracy, loss, chance), strict=True):
            arrays[f"{piece}{place}"] = values.astype(np.float16)
    np.savez_compressed(KEPT, names=np.array(names), **arrays)


def runs(page: Page[Any], shelf: Shelf) -> Iterator[tuple[str, View, Any]]:
    """The runs of a page's parts, and what is measured in one that has none."""
    for name, views in shelf.views.items():
        part = page.named(name)
        for view in map(part.worked_on, views):
            if part.measure:
                yield name, view, part.measure.run()
                continue
            assert part.steps
            *_before, last = part.steps(view)
            yield name, view, last


def keep_codes() -> None:
    """Write the file of the nets that Codes opens with."""
    arrays: dict[str, Any] = {}
    for view in codes.VIEWS:
        part = CODES.part(view)
        arrays |= codes.to_keep(part.worked_on(view), part.name == "variational")
    np.savez_compressed(codes.KEPT, **arrays)


if __name__ == "__main__":
    known = [LEARNING, *SHELVES, WORDS.name]
    chosen = sys.argv[1:] or known
    if unknown := [name for name in chosen if name not in known]:
        sys.exit(f"Nothing is kept of {', '.join(unknown)}; there are {', '.join(known)}.")
    if CODES.name in chosen:
        keep_codes()
    if WORDS.name in chosen:
        keep_words.keep()
    for page in PAGES:
        if page.name in chosen and page.name in SHELVES:
            SHELVES[page.name].keep(runs(page, SHELVES[page.name]))
    if LEARNING in chosen:
        keep(_trained())
