"""No page that is a declaration shows a word that could not be said in another language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from kit.controls import drawn
from kit.messages import LEFT, MARKED, RIGHT, _, in_language
from kit.page import Meanwhile, Measured, Page, Part, Run
from kit.player import Scene
from pages import PAGES
from ui import contents, headline, home_page
from ui.study_page import GO_ON, STOP, panel_of, shown

NO_WORDS = {  # what a browser never shows: names of things, colours, kinds of marks
    "key",
    "kind",
    "colour",
    "marker",
    "along",
    "tone",
    "value",
    "values",
    "name",
    "href",
    "scale",
    "symbol",
    "default",
    "stops",
    "pick",
    "whole",
    "limits",
    "ink",
    "data",
    "decoder",
    "palette",
    "places",
    "map",
    "page",
    "changes",
    "examples",
    "reset",
    "settings",
    "sets",
    "with",
    "like",
}
WORD = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(r"\b(log|RMS|std|max|optax|PyTorch)\b")


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


def drawn_texts(drawn: Scene) -> Any:
    """What the player shows of a drawing: not how Plotly draws the ground, nor the lines of the tabs and the
    names of a run's symbols, which are no words."""
    header = {
        name: value for name, value in drawn.header.items() if name not in ("mode", "map", "look", "scope")
    }
    tabs = [{name: text for name, text in tab.items() if name != "lines"} for tab in header.pop("tabs")]
    looks = [label for _name, label in header.pop("looks", [])]
    scope = drawn.header.get("scope", {})
    lines = [[line["about"], line["formula"], line["numbers"]] for line in scope.get("lines", [])]
    arrows = [arrow["about"] for arrow in scope.get("arrows", [])]
    return [header, tabs, looks, lines, arrows, scope.get("words", []), scope.get("label", "")]


@pytest.mark.parametrize(
    ("page", "name"),
    [pytest.param(page, name, id=f"{page.name}: {name}") for page in PAGES for name in page.presets],
)
def test_every_text_of_every_example_is_a_message(
    page: Page[Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        headline, "headline", lambda *data: sent.append([*data[:3], (data[3] or {}).get("said", "")])
    )
    preset = page.presets[name]
    headline.headline_of(page, preset.view, MARKED)
    part = page.part(preset.view)
    buttons = [STOP, GO_ON]
    if part.scene and part.facts:
        facts = part.facts(part.seen(preset.view))
        charts, says = [drawn_texts(part.scene(facts))], part.words(facts)
    elif part.at_once(preset.view):
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
        of = page.named(part.after.part) if part.after else part
        assert of.steps
        work, seen = of.worked_on(preset.view), of.seen(preset.view)
        run = of.steps(work)
        states = [next(run), next(run), *([of.glance(work)] if of.glance else [])]
        found = [of.joined(seen, state, True) for state in states]
        facts: list[Any] = []
        for one in found:
            facts += (
                [Meanwhile(one, None, False), Meanwhile(one)] if of.is_empty and of.is_empty(one) else [one]
            )
        if of.ahead or of.kept:
            whole = next(one for one in run if (progress := of.progress(one)) and progress.done > 0)
            facts = [
                Run(one, goes_on, ahead)
                for one in found
                for goes_on in (True, False)
                for ahead in (None, whole)
            ]
            facts += [Run(whole)] if part is of else []
        if part.after:
            facts += list(part.after.steps(part.seen(preset.view), whole, True))
        charts, says = [], []
        for one in facts:
            charts, says = [*charts, *part.charts(one)], [*says, *part.words(one)]
        says += [
            sentence for one in found for goes_on in (True, False) for sentence in of.status(one, goes_on)
        ]
    panel = panel_of(page)(preset.view, buttons)
    every = in_language(
        [charts, says, panel, list(part.how(preset.view)), [page.title, page.about, page.invites]], MARKED
    )
    assert [text for text in texts([every, sent]) if WORD.search(unmarked(text))] == []


@pytest.mark.parametrize(
    ("page", "part"),
    [(page, part) for page in PAGES for part in (*page.beside, *page.below)],
    ids=lambda one: one.name,
)
def test_every_text_of_a_part_beside_or_below_is_a_message(page: Page[Any], part: Part[Any]) -> None:
    assert part.facts
    for preset in page.presets.values():
        view = preset.view
        facts = part.facts(part.seen(view))
        drawing = drawn_texts(part.scene(facts)) if part.scene else []
        every = in_language(
            [drawing, part.words(facts), drawn(view, part.groups(view)), list(part.how(view))], MARKED
        )
        assert [text for text in texts(every) if WORD.search(unmarked(text))] == []


def test_every_text_of_the_home_page_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    for name in ("title", "markdown", "page_link", "caption"):
        monkeypatch.setattr(
            home_page.st,
            name,
            lambda *text, **more: shown.append((text[1:] if hasattr(text[0], "url_path") else text, more)),
        )
    monkeypatch.setattr(home_page, "player", lambda scene, key: None)
    declared = [page for page in contents.CONTENTS if page.name in {one.name for one in PAGES}]
    home_page.welcome(_("An app"), declared, MARKED)
    home_page.miniature(declared, MARKED)
    said = [(text, more.get("label"), more.get("help")) for text, more in shown]
    assert len(said) == 4 + len(declared) + len(home_page.FIRST)
    assert [text for text in texts(said) if WORD.search(unmarked(text))] == []


def test_the_test_sees_a_text_that_is_no_message() -> None:
    assert [
        text
        for text in texts(
            in_language({"title": "Loss", "options": [("loss", "Loss")], "kind": "line"}, MARKED)
        )
        if WORD.search(unmarked(text))
    ] == ["Loss", "Loss"]
    assert unmarked(f"{LEFT}a {LEFT}word{RIGHT} more{RIGHT} left") == " left"
