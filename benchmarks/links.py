"""Every example of every page, and every rule on each: what a class of curious people opens in a day."""

from collections.abc import Iterator
from typing import Any

from dl_core.optimizers import OPTIMIZERS
from kit.page import Page
from kit.settings import OneOf, SomeOf, View, slug
from pages import PAGES

RULES = frozenset(map(slug, OPTIMIZERS))


def examples(page: Page[Any]) -> Iterator[View]:
    """The views of a page's presets."""
    return (preset.view for preset in page.presets.values())


def ruled(page: Page[Any]) -> Iterator[View]:
    """A view for each rule that a setting of a page can name, in each part that reads the setting."""
    names = [part.name for part in page.parts]
    there: list[View] = [page.view({"part": name}) for name in names] if len(names) > 1 else [page.view()]
    for view in there:
        parts = (page.part(view), *page.beside, *page.below)
        for name in sorted(frozenset().union(*(part.reads(view) for part in parts))):
            setting = view.known[name]
            if isinstance(setting, OneOf | SomeOf):
                for option in setting.options:
                    if option in RULES:
                        yield view.edited({name: option})[0]


def everything() -> Iterator[tuple[str, View]]:
    """Each with the name of its page; what two of these have in common comes twice."""
    for page in PAGES:
        for view in (*examples(page), *ruled(page)):
            yield page.name, view
