"""How many programs there come to be: whoever has seen every example and every rule compiles nothing by
seeing them all again."""

from collections.abc import Callable

from benchmarks.links import examples, ruled
from pages import PAGES
from tests.pages.visiting import visitor


def open_all() -> None:
    """Examples as a visitor sees them; of the rules what their parts show at once, or at first."""
    for page in PAGES:
        for view in examples(page):
            assert not visitor(page.name, view.query()).run().exception
        for view in ruled(page):
            for part in (page.part(view), *page.beside, *page.below):
                if part.at_once(view):
                    assert part.facts
                    part.facts(part.seen(view))
                elif part.steps:
                    next(iter(part.steps(part.worked_on(view))))


def test_opening_every_example_and_every_rule_again_compiles_nothing(compilations: Callable[[], int]) -> None:
    open_all()
    compilations()
    open_all()
    assert compilations() == 0
