"""A visitor types a formula: it is drawn, refused beside its field, and in the link."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import field, player
from tests.browser.map import MAP, colour, inside, place

Visit = Callable[..., Page]
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
GREY = (125, 133, 143, 102)
READY = 180_000  # ms: formulas are what the server warms up last


def own(visit: Visit, **query: str) -> Page:
    page = visit("/race")
    page.goto(urljoin(page.url, "/race?" + urlencode({"v": "1", "surface": "own", **query})))
    field(page, "formula").wait_for(timeout=READY)
    page.wait_for_selector(IDLE)
    page.wait_for_selector(f"{MAP}[data-window]")
    return page


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def type_formula(page: Page, text: str) -> None:
    field(page, "formula").fill(text)
    field(page, "formula").press("Enter")


def ground(page: Page) -> str:
    """What is drawn below the paths."""
    return str(page.evaluate("map => document.querySelector(`${map} .below`).toDataURL()", MAP))


def test_a_formula_is_drawn_and_written_into_the_address_as_it_was_typed(visit: Visit) -> None:
    page = own(visit)
    before = ground(page)
    type_formula(page, "(x**2 − 4)²/8 + y²")
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('formula') === '(x**2 − 4)²/8 + y²'"
    )
    expect(page.get_by_text("2 equally low minima and 0 higher found")).to_be_attached()
    expect(page.locator(".st-key-lab caption")).to_contain_text(
        "Minima are found numerically, there may be more"
    )
    assert ground(page) != before
    again = own(visit, **{name: value for name, value in query(page).items() if name not in ("v", "surface")})
    expect(field(again, "formula")).to_have_value("(x**2 − 4)²/8 + y²")
    assert ground(again) == ground(page)


def test_a_refused_formula_stays_in_its_field_with_a_sentence_beside_it(visit: Visit) -> None:
    page = own(visit, formula="x*x + y*y")
    before = ground(page)
    type_formula(page, "x**2 + __import__('os')")
    alert = page.get_by_role("alert").filter(has_text="cannot be used: write names and numbers without it")
    expect(alert).to_be_visible()
    formula = field(page, "formula")
    expect(formula).to_have_attribute("aria-invalid", "true")
    field(page, "steps").fill("60")
    field(page, "steps").press("Enter")
    page.wait_for_function("() => location.search.includes('steps=60')")
    expect(formula).to_have_value("x**2 + __import__('os')")  # also after the page has run again
    expect(alert).to_be_visible()
    assert query(page)["formula"] == "x*x + y*y" and ground(page) == before
    formula.press("Escape")
    expect(formula).to_have_value("x*x + y*y")
    expect(alert).to_be_hidden()


def test_an_example_and_the_way_back(visit: Visit) -> None:
    page = own(visit)
    page.locator('[data-example="sin(x)*y + exp(-r)"]').click()
    page.wait_for_function("() => location.search.includes('formula=')")
    expect(page.locator(".st-key-lab caption")).to_contain_text("No minimum was found")
    expect(page.locator(".st-key-lab tbody td").nth(2)).to_have_text("–")
    page.go_back()
    expect(field(page, "formula")).to_have_value("x**2/20 + y**2")


def test_holes_are_grey_and_said_and_drawn_in_three_dimensions(visit: Visit) -> None:
    page = own(visit, formula="y**2/4 - sqrt(20 - r**2)")
    expect(page.locator(".st-key-lab caption")).to_contain_text(
        "grey: there the loss has no finite real value"
    )
    page.wait_for_timeout(300)
    for corner in ((-4.5, 4.5), (4.5, -4.5)):
        assert colour(page, *inside(page, *corner)) == pytest.approx(GREY, abs=2)
    assert colour(page, *inside(page, 2, -3))[3] == 255
    page.mouse.move(*place(page, -4.5, 4.5))
    expect(page.locator(".st-key-lab .readout")).to_contain_text("no value here")
    player(page, "space").click()
    page.wait_for_selector(".st-key-lab .space canvas", state="attached")


def test_a_formula_without_any_value_breaks_nothing(visit: Visit) -> None:
    page = own(visit, formula="sqrt(-1 - r)")
    expect(page.locator(".st-key-lab caption")).to_contain_text("The whole map is a hole")
    player(page, "space").click()
    expect(page.locator(".st-key-lab .space")).to_contain_text("no finite value anywhere in the box")


def test_a_box_is_set_by_two_numbers_and_the_start_stays_inside(visit: Visit) -> None:
    page = own(visit, x="4")
    field(page, "own.x1").fill("3")
    field(page, "own.x1").press("Enter")
    page.wait_for_function("() => location.search.includes('own.x1=3')")
    assert "x" not in query(page)
    field(page, "own.x0").fill("7")
    field(page, "own.x0").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="give a number from -1000 to 2.9")).to_be_visible()


def test_a_formula_stays_in_its_field_when_the_panel_is_built_anew_around_it(visit: Visit) -> None:
    page = own(visit, formula="x*x + 3*y*y")
    field(page, "own.x1").fill("7")
    field(page, "formula").click()  # the box is taken when its field is left: sliders get other ends
    page.wait_for_function("() => new URLSearchParams(location.search).get('own.x1') === '7'")
    page.wait_for_timeout(500)
    expect(field(page, "formula")).to_have_value("x*x + 3*y*y")
