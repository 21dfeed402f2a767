"""In the pseudo-language a page shows nothing that could not be said in another language: no text, no
tooltip, no word on a canvas."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kit.messages import LEFT, RIGHT
from kit.page import Page as Declared
from kit.race.settings import EXAMPLES
from kit.settings import Text
from pages import PAGES
from pages.race.charts.microscope import CASES
from pages.words.text.settings import settings
from tests.browser.conftest import IDLE, PAINTED, WARM
from tests.browser.controls import command, player, preset, tab
from ui.texts import TEXTS

SCRIPT = Path(__file__).parent / "shown.js"
WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
# mathematics, libraries, units, numbers
NAMES = re.compile(r"\b(log|ln|RMS|std|nan|optax|PyTorch|ms|\d[\d.]*e[+-]?\d+)\b")
WORDS = {word for setting in settings().values() if isinstance(setting, Text) for word in setting.examples}
STREAMLITS = {"Skip to main content", "Copy to clipboard", "progress"}
A_MOMENT = 400  # ms
Visit = Callable[..., Page]


def unmarked(text: str) -> str:
    """What of a text stands outside all marks."""
    while (inner := re.sub(rf"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}", "", text)) != text:
        text = inner
    return NAMES.sub("", text)


def _braced(text: str) -> str:
    """The text as a pattern, with its places in braces as they are."""
    return re.escape(text).replace("\\{", "{").replace("\\}", "}")


def opened(visit: Visit, path: str, **options: Any) -> Page:
    return visit(path, lambda page: page.add_init_script(path=SCRIPT), locale="en-XA", **options)


def shown(page: Page) -> list[tuple[str, str]]:
    """Every text that the page has shown so far, and where."""
    return [(text, where) for text, where in page.evaluate("() => shown()") if text not in STREAMLITS]


def bare(page: Page) -> list[tuple[str, str]]:
    return [
        (text, where) for text, where in shown(page) if WORD.search(unmarked(text)) and not known(text, where)
    ]


def known(text: str, where: str) -> bool:
    """The index of a symbol, as in η_eff and H_xx; an example of a formula, or a word of the speeches; what
    stands between the places of a message whose places are drawn."""
    between = re.split(r"{\w+}", CASES)
    is_given = text in EXAMPLES or text in WORDS
    return " SUB." in where or is_given or (" TD.formula" in where and text in between)


def settled(page: Page) -> None:
    page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
    page.wait_for_selector(IDLE, timeout=WARM)
    page.wait_for_timeout(A_MOMENT)


def look_at_charts(page: Page) -> None:
    """The middle of each: what it says under the hand."""
    for figure in page.locator("figure[data-chart]").all():
        figure.scroll_into_view_if_needed()
        box = figure.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def open_all(page: Page) -> None:
    page.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true }")


def mistype(page: Page) -> None:
    """Numbers that a field refuses, each for another reason."""
    number = page.locator("input[type=text][data-name]:visible").first
    number.wait_for()
    for text in ("abc", "1,000", "1.000", "1,00", "1,000e2"):
        number.fill(text)
        number.press("Enter")
    number.press("Escape")


@pytest.mark.parametrize("declared", PAGES, ids=lambda page: page.name)
def test_every_text_of_a_page_is_marked(visit: Visit, declared: Declared[Any]) -> None:
    page = opened(visit, f"/{declared.name}")
    mistype(page)
    for example in declared.presets:
        preset(page, example).click()
        page.wait_for_selector(f'[data-preset="{example}"][aria-current]')
        settled(page)
        open_all(page)
        look_at_charts(page)
        for button in ("measure", "step", "start", "pause"):
            if command(page, button).count():
                command(page, button).evaluate("button => button.click()")  # nothing, where it is off
                page.wait_for_timeout(A_MOMENT)
    page.locator("[data-do=copy]").click()
    settled(page)
    assert (left := bare(page)) == [], left


def test_the_menu_of_a_narrow_screen_is_marked(visit: Visit) -> None:
    page = opened(visit, "/init", viewport={"width": 390, "height": 844})
    page.locator("[data-menu] .here").click()
    assert (left := bare(page)) == [], left


RACERS = [  # clicks that open what the player has to say
    lambda page: tab(page, "look"),
    lambda page: player(page, "next"),
    lambda page: player(page, "space"),
    lambda page: player(page, "flat"),
    lambda page: player(page, "play"),
    lambda page: player(page, "play"),
    lambda page: page.locator("[data-do=copy]"),
]


def test_what_components_say_is_marked_on_every_page(visit: Visit) -> None:
    """Of pages that still say texts of their own, those that are the browser's side's alone, where nothing
    else says the same."""
    page = opened(visit, "/race?v=1&surface=own&formula=log(x)%2By**2&look=sgd&race=sgd,adam")
    for click in RACERS:
        click(page).click()
        page.wait_for_timeout(A_MOMENT)
    box = page.locator(".st-key-lab [data-map]").bounding_box()
    assert box
    for share in (0.25, 0.75):  # a hole, and a loss
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.wait_for_timeout(A_MOMENT)
    mistype(page)
    texts = {text for text, _where in shown(page)}
    # the panel's and the tabs', too
    mine = {str(text) for text in TEXTS.values() if " " in text and "{" not in text} - {
        TEXTS["rates"],
        TEXTS["gap"],
    }
    assert not mine & texts
    said = [f"{LEFT}{re.sub('{.*?}', '.*?', _braced(text))}{RIGHT}" for text in TEXTS.values()]
    found = {pattern for pattern in said if any(re.fullmatch(pattern, text, re.DOTALL) for text in texts)}
    assert len(found) > 70, sorted(set(said) - found)
