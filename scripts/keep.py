"""`python -m scripts.keep`: train the nets of all examples that open with kept curves, once, and keep where
they led (`kit.learning.kept`). A few minutes on two cores."""

from collections.abc import Iterator
from typing import Any

from kit.learning import kept
from kit.learning.facts import Training
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
                if (name := kept.name_of(view)) not in seen:
                    seen.add(name)
                    yield view


def _trained() -> Iterator[tuple[Learning, Training]]:
    for page in PAGES:
        for view in examples(page):
            *_before, last = page.parts[0].steps(view)  # type: ignore[misc]
            yield view, last


if __name__ == "__main__":
    kept.keep(_trained())
