"""`python -m scripts.keep`: train the nets of all examples that open with kept curves, once, and keep where
they led (`kit.learning.facts.kept`). A few minutes on two cores."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from kit.learning.facts import KEPT, PIECES, Training, name_of
from kit.learning.view import Learning
from kit.page import Page
from pages import PAGES


def examples(page: Page[Any]) -> Iterator[Learning]:
    """What the training of each example reads that is kept and not made ahead, each once."""
    seen = set()
    for part in page.parts:
        for preset in page.presets.values():
            if part.kept and page.part(preset.view) is part and preset.view not in part.ahead:
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


if __name__ == "__main__":
    keep(_trained())
