"""`python -m scripts.keep`: train the nets of all examples that open with kept curves, once, and keep where
they led (`kit.learning.facts.kept`, `pages.regularization.facts.kept`,
`pages.convolution.training.kept`). A few minutes on two cores."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from kit.learning.facts import KEPT, PIECES, Training, kept, name_of
from kit.learning.view import Learning
from kit.page import Page
from pages import PAGES
from pages.convolution import PAGE as CONVOLUTION
from pages.convolution.training import kept as convolution
from pages.regularization import PAGE as REGULARIZATION
from pages.regularization import facts as parts
from pages.regularization.view import Regularization


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


def _parts() -> Iterator[tuple[str, Regularization, Any]]:
    """The runs of the parts that train other nets."""
    for name, views in parts.RUNS.items():
        part = REGULARIZATION.named(name)
        for view in views:
            assert part.steps
            *_before, last = part.steps(part.worked_on(view))
            yield name, view, last


def keep_parts(runs: Iterable[tuple[str, Regularization, Any]]) -> None:
    """Write the file of the parts: the last facts of each run."""
    arrays: dict[str, Any] = {}
    for part, view, found in runs:
        name = parts.name_of(part, view)
        if isinstance(found, parts.Nets):
            rows = [
                [getattr(one, of) for of in parts.PARTS] for _place, one in sorted(found.families.items())
            ]
            arrays[f"{name}.families"] = np.array(rows, np.float32)
        else:
            arrays |= _flat(found, name)
    np.savez_compressed(parts.KEPT, **arrays)


def _flat(found: Any, name: str) -> dict[str, Any]:
    """All numbers of a named tuple by their names; of None none."""
    if hasattr(found, "_fields"):
        pieces = (_flat(getattr(found, field), f"{name}.{field}") for field in found._fields)
        return {one: values for piece in pieces for one, values in piece.items()}
    values = np.asarray(found)
    return {} if found is None else {name: values.astype(np.float32) if values.dtype.kind == "f" else values}


def keep_convolution() -> None:
    """Write the file of the nets that learn on Convolution: the last facts of each training."""
    arrays: dict[str, Any] = {}
    for name, views in convolution.RUNS.items():
        part = CONVOLUTION.named(name)
        for view in views:
            assert part.steps
            *_before, last = part.steps(part.worked_on(view))
            arrays |= convolution.arrays_of(name, view, last)
    np.savez_compressed(convolution.KEPT, **arrays)


if __name__ == "__main__":
    keep_convolution()
    keep_parts(_parts())
    keep(_trained())
