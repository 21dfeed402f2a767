"""The headline keeps a claim while one tries it, and says what came of a run, in a real browser."""

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from pages.dropout.presets import PRESETS
from tests.browser.controls import choice, command, preset

NAME = "A boundary you can see"
VALUE = "() => document.querySelector('progress').value"


def test_what_came_of_a_run_stands_in_the_headline_when_it_stands_still_and_goes_with_its_example(
    visit: Callable[..., Page],
) -> None:
    page = visit(f"/dropout?{urlencode(PRESETS[NAME].view.query())}")
    tried = page.locator("[data-headline] .try")
    expect(tried).to_have_text(PRESETS[NAME].attempt)
    choice(page, "data").select_option("spirals")
    expect(tried).to_contain_text("This is it. Press Train: what comes of it will stand here.")
    command(page, "start").click()
    expect(tried).to_contain_text(
        "This is it. What comes of it will stand here when the training stands still."
    )
    page.wait_for_function(f"{VALUE} > 3")
    command(page, "pause").click()
    expect(tried).to_contain_text("This is it. Test accuracy after epoch ")
    epoch = int(page.evaluate(VALUE))
    expect(tried).to_contain_text(f"after epoch {epoch}, mean of 5 seeds (lowest to highest): A ")
    expect(tried).to_contain_text(f"In the example, after epoch {epoch}, the mean is: A ")
    expect(page.locator("[data-headline] .see")).to_contain_text(PRESETS[NAME].see)
    preset(page, NAME).click()
    expect(tried).to_have_text(PRESETS[NAME].attempt)
    page.go_back()
    expect(tried).to_contain_text(f"after epoch {epoch}, mean of 5 seeds")
