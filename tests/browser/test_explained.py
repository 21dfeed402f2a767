"""What a tooltip explains is read by fingers and by keys; a phone shows the picture beside what is set."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB, player, slider
from tests.browser.test_touch import PHONE

Visit = Callable[..., Page]
RACE = [
    f"{LAB} th[data-say=distance]",
    f"{LAB} td[title]",
    f"{LAB} input[type=range][data-name='ravine.kappa']",
    f"{LAB} label[for=p-race-adam]",
]


def explained(page: Page, place: str) -> None:
    """That the text of the tooltip stands there, whole, and Escape hides it."""
    said = page.locator(".explains")
    expect(said).to_have_text(page.locator(place).first.get_attribute("title") or "nothing")
    expect(said).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()


@pytest.mark.parametrize("place", RACE)
def test_a_tap_shows_what_a_tooltip_says(visit: Visit, place: str) -> None:
    page = visit("/race", **PHONE)
    page.locator(place).first.tap()
    explained(page, place)


@pytest.mark.parametrize("place", RACE)
def test_focus_shows_what_a_tooltip_says(visit: Visit, place: str) -> None:
    page = visit("/race")
    reached = page.locator(place).first
    control = page.locator("#p-race-adam") if place == RACE[-1] else reached
    control.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(control).to_be_focused()
    explained(page, place)


def test_a_moving_slider_is_not_covered(visit: Visit) -> None:
    page = visit("/race")
    slider(page, "ravine.kappa").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".explains")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".explains")).to_be_hidden()


def test_charts_are_explained_by_focus_and_tap(visit: Visit) -> None:
    page = visit("/sweep", **PHONE)
    place = "figure[data-chart] figcaption[title]:not([title=''])"
    page.locator(place).first.tap()
    explained(page, place)
    assert page.locator(place).first.get_attribute("tabindex") == "0"


def test_an_explanation_has_the_colours_of_the_theme(visit: Visit) -> None:
    page = visit("/race", color_scheme="dark")
    page.locator(f"{LAB} th[data-say=rate]").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".explains")).to_be_visible()
    ground = "one => getComputedStyle(one).backgroundColor"
    assert page.locator(".explains").evaluate(ground) == page.locator("[data-testid=stApp]").evaluate(ground)


def test_an_explanation_goes_with_what_it_explains(visit: Visit) -> None:
    page = visit("/race", **PHONE)
    page.locator(RACE[-1]).tap()
    page.wait_for_function(
        """selector => {
          const [tip, place] = [".explains", selector]
            .map(one => document.querySelector(one).getBoundingClientRect())
          const apart = Math.max(tip.top - place.bottom, place.top - tip.bottom)
          const isOff = !document.querySelector("#p-race-adam").checked
          return isOff && tip.height > 0 && apart >= 0 && apart < 12
        }""",
        arg=RACE[-1],
    )
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollBy(0, 3000)")
    expect(page.locator(".explains")).to_be_hidden()


def test_examples_are_explained_where_the_focus_is(visit: Visit) -> None:
    page = visit("/race")
    page.locator("[data-headline] .presets a").first.focus()
    page.keyboard.press("ArrowRight")
    explained(page, "[data-headline] .presets a:nth-child(2)")


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (320, 800)])
def test_on_a_phone_the_map_is_in_sight_while_a_slider_is_moved(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/race", **{**PHONE, "viewport": {"width": size[0], "height": size[1]}})
    for name in ("ravine.angle", "steps"):
        slider(page, name).evaluate(
            "one => { one.scrollIntoView({ block: 'end' }); "
            "document.querySelector('[data-testid=stMain]').scrollBy(0, 30) }"
        )
        expect(slider(page, name)).to_be_in_viewport(ratio=1)
        expect(page.locator(f"{LAB} [data-map]")).to_be_in_viewport(ratio=1)
        expect(player(page, "play")).to_be_in_viewport(ratio=1)
        menu, map_ = (page.locator(one).bounding_box() for one in ("[data-menu]", f"{LAB} [data-map]"))
        assert menu and map_ and map_["y"] >= menu["y"] + menu["height"] - 1
        over = slider(page, name).evaluate(
            "one => { const b = one.getBoundingClientRect(); "
            "return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === one }"
        )
        assert over


@pytest.mark.parametrize("rule", ["adam", "radam"])
def test_no_formula_is_cut(visit: Visit, rule: str) -> None:
    page = visit(f"/race?v=2&about={rule}", viewport={"width": 1280, "height": 720})
    page.locator(".katex-display").first.wait_for()
    assert page.evaluate(
        "() => [...document.querySelectorAll('.katex-display')]"
        ".map(one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight])"
    ) == [[0, 0], [0, 0]]
