"""The pages Dropout and Regularization in a real browser."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.controls import chart, choice, command, field, link, preset, slider, tick

Visit = Callable[..., Page]
SMALL = "depth=2&width=16&epochs=600"


def done(page: Page) -> float:
    return page.locator("progress").evaluate("bar => bar.value")


def says(page: Page) -> str:
    return page.locator(".says").inner_text()


def paused(visit: Visit) -> Page:
    """The page Dropout with small nets that have learned for some epochs and stand still."""
    page = visit(f"/dropout?v=1&{SMALL}")
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value > 3")
    command(page, "pause").click()
    expect(command(page, "start")).to_be_visible()
    return page


def test_training_starts_draws_stops_and_stays_stopped(visit: Visit) -> None:
    page = paused(visit)
    page.wait_for_timeout(400)
    stopped = done(page)
    page.wait_for_timeout(900)
    assert done(page) == stopped < 600, "paused is paused"
    command(page, "step").click()
    page.wait_for_function("before => document.querySelector('progress').value === before + 1", arg=stopped)


def test_a_trained_net_is_taken_apart_and_coming_back_finds_the_curves(visit: Visit) -> None:
    page = visit("/dropout?v=1&depth=2&width=16&epochs=20")
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value === 20")
    before = says(page)
    choice(page, "part").select_option("wrong")
    expect(page.locator("figure[data-chart^=wrong]")).to_have_count(2)
    choice(page, "part").select_option("curves")
    page.wait_for_function("before => document.querySelector('.says').innerText === before", arg=before)


def test_another_setting_begins_anew_and_back_returns(visit: Visit) -> None:
    page = visit(f"/regularization?v=1&{SMALL}")
    slider(page, "b.l2").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => new URLSearchParams(location.search).has('b.l2')")
    page.go_back()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('b.l2')")
    expect(page.locator(".says")).to_contain_text("L2 0.02")


def test_a_table_of_ones_own_is_learned_and_a_bad_one_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    good, bad = tmp_path / "mine.csv", tmp_path / "bad.csv"
    rng = np.random.default_rng(0)
    good.write_text(
        "\n".join(f"{a:.3f},{b:.3f},{'yes' if a + b > 0 else 'no'}" for a, b in rng.normal(size=(200, 2)))
    )
    bad.write_text("=cmd(),<b>,[x](http://example.org)\n")
    page = visit(f"/dropout?v=1&data=own&{SMALL}")
    expect(page.locator(".says")).to_contain_text("Upload a table")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_role("alert").locator("a").count() == 0
    page.locator("input[type=file]").set_input_files(good)
    expect(
        page.get_by_text(
            "200 rows, 2 inputs, 2 classes: at most 101 rows to learn from, 33 to choose by, 66 for the test."
        )
    ).to_be_visible()
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value > 1")
    expect(page.locator("figure[data-chart^=plane]")).to_have_count(2)
    link(page, "regularization").click()
    expect(page.locator(".says")).to_contain_text("L2 0.02")
    page.go_back()
    expect(page.get_by_text("mine.csv: 200 rows, 2 inputs, 2 classes")).to_be_visible()
    expect(page.locator("figure[data-chart^=plane]")).to_have_count(2)


def test_charts_stand_still_while_nets_learn(visit: Visit) -> None:
    page = visit(f"/dropout?v=1&{SMALL}")
    top = "() => document.querySelector('[data-study] .charts').getBoundingClientRect().top"
    before = page.evaluate(top)
    command(page, "start").click()
    expect(page.locator(".says")).to_contain_text("Stopped early")
    assert page.evaluate(top) == before


def test_a_click_on_the_degrees_draws_fits_of_another(visit: Visit) -> None:
    page = visit("/regularization?v=1&part=biasvar")
    box = chart(page, "degree").locator("canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + 60, box["y"] + 40)  # the frame begins 50 px from the left, with degree 0
    expect(chart(page, "fits").locator("figcaption")).to_have_text("20 fits of degree 1")
    page.wait_for_function("() => new URLSearchParams(location.search).get('degree') === '1'")


def training(visit: Visit) -> Page:
    """The page Dropout while its nets learn."""
    page = visit("/dropout")
    command(page, "start").click()
    command(page, "pause").wait_for()
    return page


def test_a_slider_stays_under_the_hand_while_buttons_come_and_go(visit: Visit) -> None:
    page = training(visit)
    dropout = slider(page, "b.dropout")
    dropout.focus()
    before = int(dropout.input_value())
    for press in range(1, 7):
        page.keyboard.press("ArrowRight")
        assert int(dropout.input_value()) == before + press
        page.wait_for_timeout(60)


def test_what_is_being_typed_stays_while_nets_learn(visit: Visit) -> None:
    page = training(visit)
    dropout = field(page, "b.dropout")
    dropout.click()
    dropout.press("ControlOrMeta+a")
    for key in "0.45":
        page.keyboard.press(key)
        page.wait_for_timeout(400)  # pictures come five times a second
    expect(dropout).to_have_value("0.45")
    dropout.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('b.dropout') === '0.45'")


def test_a_tick_is_not_undone_by_the_answer_to_an_earlier_one(visit: Visit) -> None:
    box = tick(visit("/dropout"), "inverted")
    twice = """async box => {
      box.click(); box.click()
      const [seen, end] = [new Set(), performance.now() + 1500]
      while (performance.now() < end) { seen.add(box.checked); await new Promise(requestAnimationFrame) }
      return [...seen]
    }"""
    assert box.evaluate(twice) == [True]


def test_what_was_refused_stays_beside_the_reason(visit: Visit) -> None:
    page = training(visit)
    dropout = field(page, "b.dropout")
    dropout.fill("0.95")
    field(page, "seed").focus()
    before = done(page)
    # pictures have come
    page.wait_for_function("before => document.querySelector('progress').value > before + 1", arg=before)
    expect(dropout).to_have_value("0.95")
    expect(page.get_by_text("“0.95” does not fit")).to_be_visible()
    preset(page, "Too much").click()
    expect(dropout).to_have_value("0.5")
    expect(page.get_by_text("“0.95” does not fit")).to_be_hidden()


def test_nets_of_another_page_are_found_again(visit: Visit) -> None:
    page = paused(visit)
    there = says(page)
    link(page, "regularization").click()
    expect(page.locator(".says")).to_contain_text("L2 0.02")
    command(page, "step").click()
    expect(page.locator(".says")).to_contain_text("after epoch 1")
    page.go_back()
    page.wait_for_function("there => document.querySelector('.says')?.innerText === there", arg=there)
