"""No page that is a declaration shows a word that could not be said in another language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from kit.messages import LEFT, MARKED, RIGHT, in_language
from kit.page import Meanwhile, Measured, Page
from pages import PAGES
from ui import headline
from ui.study_page import GO_ON, STOP, panel_of, shown

NO_WORDS = {  # what a browser never shows: names of things, colours, kinds of marks
    "key", "kind", "colour", "marker", "along", "tone", "value", "values", "name", "href", "scale", "symbol", "default", "stops", "pick", "whole", "limits",
    "ink", "data", "palette", "places", "map", "page", "changes", "examples", "reset", "settings", "sets", "with",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(r"\b(log|RMS|std)\b")


def texts(tree: Any) -> Iterator[str]:
    """Every text that is shown; of a list of choices (name, text) the text."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if name == "options":
                yield from (text for option in value for text in texts(list(option)[1:]))
            elif name not in NO_WORDS:
                yield from texts(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from texts(value)


def unmarked(text: str) -> str:
    """What of a text stands outside all marks."""
    while (inner := re.sub(rf"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}", "", text)) != text:
        text = inner
    return NAMES.sub("", text)


@pytest.mark.parametrize(("page", "name"), [(page, name) for page in PAGES for name in page.presets], ids=lambda one: getattr(one, "name", one))
def test_every_text_of_every_example_is_a_message(page: Page[Any], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(headline, "headline", lambda *data: sent.append(data[:3]))
    preset = page.presets[name]
    headline.headline_of(f"/{page.name}", page.presets, page.changed, preset.view, MARKED)
    part = page.part(preset.view)
    buttons = [STOP, GO_ON]
    if part.at_once(preset.view):
        found = shown(page, preset.view)
        charts, says = found.charts, found.says
    elif part.measure:
        assert part.facts
        bare = Measured(part.facts(part.seen(preset.view)))
        once = bare._replace(last=part.measure.run())
        charts, says = [], []
        for facts in (bare, once, once._replace(before=once.last)):
            charts, says = [*charts, *part.charts(facts)], [*says, *part.words(facts)]
        buttons = [("measure", part.measure.label, part.measure.about)]
    else:
        assert part.steps
        run, seen = part.steps(part.worked_on(preset.view)), part.seen(preset.view)
        charts, says = [], []
        for state in (next(run), next(run), *([part.glance(part.worked_on(preset.view))] if part.glance else [])):
            facts = part.joined(seen, state, True)
            for one in [Meanwhile(facts, None, False), Meanwhile(facts)] if part.is_empty and part.is_empty(facts) else [facts]:
                charts, says = [*charts, *part.charts(one)], [*says, *part.words(one), *part.status(one, True), *part.status(one, False)]
    panel = panel_of(page)(preset.view, buttons)
    every = in_language([charts, says, panel, list(part.how(preset.view)), [page.title, page.about, page.invites]], MARKED)
    assert [text for text in texts([every, sent]) if WORD.search(unmarked(text))] == []


def test_the_test_sees_a_text_that_is_no_message() -> None:
    assert [text for text in texts(in_language({"title": "Loss", "options": [("loss", "Loss")], "kind": "line"}, MARKED)) if WORD.search(unmarked(text))] == [
        "Loss", "Loss",
    ]  # fmt: skip
    assert unmarked(f"{LEFT}a {LEFT}word{RIGHT} more{RIGHT} left") == " left"
