"""`python -m scripts.keep`: train the nets of all examples that open with kept curves, once, and keep where
they led (`kit.learning.facts.kept`, `pages.regularization.kept_runs`). A few minutes on two cores."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from kit.learning.facts import KEPT, PIECES, Training, kept, name_of
from kit.learning.view import Learning
from kit.page import Page
from pages import PAGES
from pages.regularization import PAGE as REGULARIZATION
from pages.regularization import kept_runs
from pages.regularization.view import Regularization


def examples(page: Page[Any]) -> Iterator[Learning]:
    """What the training of each example reads that is kept and not made ahead, each once."""
    seen = set()
    for part in page.parts:
        for preset in page.presets.values():
            if part.kept is kept and page.part(preset.view) is part and preset.view not in part.ahead:
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


def _parts() -> Iterator[tuple[str, Regularization, Any]]:
    """The runs of the parts that train other nets."""
    for name, views in kept_runs.VIEWS.items():
        part = REGULARIZATION.named(name)
        for view in views:
            assert part.steps
            *_before, last = part.steps(part.worked_on(view))
            yield name, view, last


if __name__ == "__main__":
    kept_runs.keep(_parts())
    keep(_trained())
