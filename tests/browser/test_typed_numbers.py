"""Numbers as visitors type them: groups of thousands and decimal commas, where they have one reading only;
else a sentence beside the field."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.serving import Served
from tests.browser.controls import field
from ui import assets

Visit = Callable[..., Page]
Reader = Callable[[Iterable[str], dict[str, int]], dict[str, Any]]
STEPS = {"low": 1, "high": 1000, "step": 1}
WHOLE = {"low": -2_000_000, "high": 2_000_000, "step": 1}
FRACTIONAL = WHOLE | {"step": 0}


@pytest.fixture
def read(browser: Browser, server: Served) -> Iterator[Reader]:
    """What a field makes of texts: {"value": …} or {"why": …} for each."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server + assets.url("typed.js"))  # a page of this server, and nothing to wait for
    call = (
        "async ([url, texts, field]) => { const { typed } = await import(url); return texts.map(text => "
        "typed(text, field)) }"
    )
    yield lambda texts, field: dict(
        zip(texts, page.evaluate(call, [assets.url("typed.js"), list(texts), field]), strict=True)
    )
    context.close()


def test_a_whole_number_may_be_typed_in_groups_of_three(read: Reader) -> None:
    plain = {
        "7": 7,
        "+5": 5,
        "5.": 5,
        "5.0": 5,
        " 100 ": 100,
        "1e3": 1000,
        "1E+3": 1000,
        "−12": -12,
        "-0": 0,
        "007": 7,
        "１００": 100,
        "0.000": 0,
        "1.0000": 1,
    }
    commas = {
        "1,000": 1000,
        "10,000": 10_000,
        "−1,000": -1000,
        "1,000,000": 1_000_000,
        "999,999": 999_999,
        "1,000.0": 1000,
        "１，０００": 1000,
    }
    spaces = {"1 000": 1000, "1\u00a0000": 1000, "1\u2009000": 1000, "1\u202f000\u202f000": 1_000_000}
    others = {"1.000.000": 1_000_000, "1'000": 1000, "1’000’000": 1_000_000, "1_000": 1000}
    expected = plain | commas | spaces | others
    assert read(expected, WHOLE) == {text: {"value": value} for text, value in expected.items()}


def test_a_fractional_number_may_have_a_decimal_comma(read: Reader) -> None:
    commas = {
        "0,05": 0.05,
        ",05": 0.05,
        "5,": 5,
        "0,050": 0.05,
        "-0,125": -0.125,
        "1,5": 1.5,
        "1,50": 1.5,
        "1,0000": 1,
        "1234,567": 1234.567,
        "1,5e3": 1500,
    }
    points = {
        ".05": 0.05,
        "0.05": 0.05,
        "5.": 5,
        "1.000": 1,
        "1.234": 1.234,
        "1e-3": 0.001,
        "1e3": 1000,
        "−2,5": -2.5,
        "０，０５": 0.05,
    }
    groups = {
        "1,000.5": 1000.5,
        "1.000,5": 1000.5,
        "1,000,000": 1_000_000,
        "1.000.000": 1_000_000,
        "1 000": 1000,
        "1\u00a0000,5": 1000.5,
        "1'234.5": 1234.5,
    }
    expected = commas | points | groups
    assert read(expected, FRACTIONAL) == {text: {"value": value} for text, value in expected.items()}


@pytest.mark.parametrize("field", [WHOLE, FRACTIONAL], ids=["whole", "fractional"])
def test_what_is_no_number_is_refused_with_what_is_allowed(read: Reader, field: dict[str, int]) -> None:
    texts = [
        "",
        " ",
        "abc",
        "1,00,000",
        "1,000,00",
        "1,0000,000",
        "1,000 000",
        "1 00",
        "1 0000",
        "1,,000",
        ",000,000",
        "0,000,000",
        "1e",
        "--5",
        "0x10",
        "Infinity",
    ]
    texts += [
        "NaN",
        "1e999",
        "٣",
        "½",
        "10²",
        "1/2",
        "5 %",
        "1,000e3,",
        "1\u200b000",
        "1;000",
        "1.2.3",
        "5-",
        "1 000 00",
        "$5",
        "1k",
    ]
    for text, found in read(texts, field).items():
        assert (
            found.keys() == {"why"}
            and found["why"].startswith(f"“{text}” does not fit: ")
            and found["why"].endswith("from -2e+6 to 2e+6.")
        ), text


def test_a_number_with_two_readings_is_refused_and_both_are_named(read: Reader) -> None:
    commas = {
        "1,000": ("1000", "1.000"),
        "-12,345": ("-12345", "-12.345"),
        "1,050": ("1050", "1.050"),
        "１，０００": ("1000", "1.000"),
    }
    points = {"1.000": ("1000", "1"), "10.000": ("10000", "10"), "1.234": ("1234", "1.234")}
    for texts, kind in ((commas, FRACTIONAL), (points, WHOLE)):
        for text, found in read(texts, kind).items():
            assert f"“{text}” can be read as {texts[text][0]} or as {texts[text][1]}: " in found["why"]


def test_a_whole_number_is_refused_with_the_reason(read: Reader) -> None:
    allowed = "give a whole number from 1 to 1000."
    groups = "commas part groups of three digits, the first of one to three without a leading 0"
    ill_parted = (
        "1,00",
        "1,0000",
        "1,5",
        "100,0",
        ",5",
        "0,100",
        "01,000",
        "12,34,567",
        "1234,567",
        "1,000,",
        "0,000,001",
        "00,100",
        "1,00e3",
        "-,100",
        ",",
    )
    for text, found in read(ill_parted, STEPS).items():
        assert found["why"] == f"“{text}” does not fit: {groups}; {allowed}"
    for text, found in read(("1,000e1", "1,000E-1", "12,345.6e+2"), STEPS).items():
        assert found["why"] == f"“{text}” does not fit: a number with commas takes no exponent; {allowed}"
    for text, found in read(
        ("10,000", "1,000,000", "1 001", "0", "1.5", "1,000.5", "$1,000", "one,two", "1,000.5.2", "0100.5"),
        STEPS,
    ).items():
        assert found["why"] == f"“{text}” does not fit: {allowed}"


def test_every_dash_is_a_minus(read: Reader) -> None:
    texts = (
        {f"{dash}{size}": -size for dash in "-−–‐‑‒—" for size in (1.5, 2)}
        | {f"1e{dash}3": 0.001 for dash in "-−–"}
        | {"–1e−2": -0.01, "–1,5": -1.5}
    )
    assert read(texts, FRACTIONAL) == {text: {"value": value} for text, value in texts.items()}
    assert read(["–12", "—1,000"], WHOLE) == {"–12": {"value": -12}, "—1,000": {"value": -1000}}


def asked(page: Page, name: str) -> str | None:
    return parse_qs(urlsplit(page.url).query).get(name, [None])[0]


def test_typed_thousands_are_thousands_and_what_is_refused_stays_beside_its_reason(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    steps = field(page, "steps")
    for text in ("10,000", "1,00", "1.000"):
        steps.fill(text)
        steps.press("Enter")
        expect(page.get_by_role("alert").filter(has_text=f"“{text}”")).to_be_visible()
        expect(steps).to_have_value(text)
        expect(steps).to_have_attribute("aria-invalid", "true")
        assert asked(page, "steps") is None
    for text in ("1,000", "1 000"):
        steps.fill("50")
        steps.press("Enter")
        page.wait_for_function("() => new URLSearchParams(location.search).get('steps') === '50'")
        expect(page.get_by_role("alert").filter(has_text="whole number")).to_be_hidden()
        steps.fill(text)
        steps.press("Enter")
        page.wait_for_function("() => new URLSearchParams(location.search).get('steps') === '1000'")
        steps.blur()
        expect(steps).to_have_value("1000")


def test_a_decimal_comma_is_one_and_a_doubtful_comma_is_asked_about(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own&race=sgd")
    rate = field(page, "sgd.lr")
    rate.fill("0,05")
    rate.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('sgd.lr') === '0.05'")
    rate.fill("1,000")
    rate.press("Enter")
    expect(
        page.get_by_role("alert").filter(has_text="“1,000” can be read as 1000 or as 1.000")
    ).to_be_visible()
    expect(rate).to_have_value("1,000")
    assert asked(page, "sgd.lr") == "0.05"
    field(page, "steps").fill("60")
    field(page, "steps").press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('steps') === '60'")
    expect(rate).to_have_value("1,000")
    rate.press("Escape")
    expect(rate).to_have_value("0.05")


def test_the_two_fields_of_a_box_read_numbers_alike(visit: Visit) -> None:
    page = visit("/race?v=1&surface=own&own.f=x*x%2By*y")
    side = field(page, "own.x1")
    side.fill("1,000")
    side.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="can be read as 1000 or as 1.000")).to_be_visible()
    side.fill("3,5")
    side.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('own.x1') === '3.5'")
