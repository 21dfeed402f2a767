"""How many programs there come to be: whoever has seen every example compiles nothing by seeing them all
again."""

from collections.abc import Callable, Mapping
from typing import Any

from pages import PAGES
from tests.pages.visiting import visitor

PRESETS: dict[str, Mapping[str, Any]] = {
    **{page.name: page.presets for page in PAGES},
}  # fmt: skip


def open_all() -> None:
    for page, presets in PRESETS.items():
        for preset in presets.values():
            assert not visitor(page, preset.view.query()).run().exception


def test_opening_every_example_again_compiles_nothing(compilations: Callable[[], int]) -> None:
    open_all()
    compilations()
    open_all()
    assert compilations() == 0
