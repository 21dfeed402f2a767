"""The page on a net's landscape in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.controls import chart, choice, field, slider, tick

Visit = Callable[..., Page]
SAID = "before => document.querySelector('.says').innerText !== before"


def says(page: Page) -> str:
    return page.locator(".says").inner_text()


def test_another_random_plane_comes_at_once_and_is_in_the_address(visit: Visit) -> None:
    page = visit("/landscape?v=2&plane=random")
    before = says(page)
    slider(page, "directions").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SAID, arg=before)
    page.wait_for_function("() => new URLSearchParams(location.search).get('directions') === '1'")
    assert not page.locator("progress").is_visible() and page.locator("figure canvas").count() == 4
    page.go_back()
    page.wait_for_function("before => document.querySelector('.says').innerText === before", arg=before)


def test_another_plane_keeps_the_nets_and_asks_for_what_it_needs(visit: Visit) -> None:
    page = visit("/landscape")
    ends = says(page).splitlines()[0]
    choice(page, "plane").select_option("ends")
    expect(page.locator(".says")).to_contain_text("All ends lie in this plane")
    assert says(page).splitlines()[0] == ends
    tick(page, "race", "lion").check()
    expect(page.locator(".says")).to_contain_text("Lion")
    for rule in ("sgd", "momentum", "lion"):
        tick(page, "race", rule).uncheck()
    expect(page.locator(".says")).to_contain_text("choose 3 rules")


def test_another_seed_is_trained_while_the_charts_stand(visit: Visit) -> None:
    page = visit("/landscape")
    before = says(page)
    field(page, "seed").fill("7")
    page.keyboard.press("Enter")
    page.wait_for_function(
        (
            "before => !['', before].includes(document.querySelector('.says').innerText) && /^Loss "
            "after/.test(document.querySelector('.says').innerText)"
        ),
        arg=before,
    )
    assert page.locator("figure[data-chart]").count() == 4 and "seed=7" in page.url


def test_moving_a_tuned_rate_takes_all_rates_over(visit: Visit) -> None:
    page = visit("/landscape")
    slider(page, "sgd.lr").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => new URLSearchParams(location.search).get('rates') === 'own'")
    page.wait_for_function(
        "() => ['sgd', 'momentum', 'adam'].every(rule => new "
        "URLSearchParams(location.search).has(rule + '.lr'))"
    )
    expect(page.locator(".says")).to_contain_text("Momentum 0.026 (rate 1), Adam 0.0161 (rate 0.1)")


def test_over_the_map_the_hand_reads_the_loss_and_no_path(visit: Visit) -> None:
    page = visit("/landscape")
    chart(page, "landscape").locator("canvas").hover()
    read = chart(page, "landscape").locator("output")
    expect(read).to_contain_text("log₁₀ loss:")
    assert "SGD" not in read.inner_text()
