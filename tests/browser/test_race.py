"""The race page in a real browser, used as people use it."""

import itertools
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB, choice, command, field, player, preset, saved, slider, tick
from tests.browser.map import inside, place, window, windowed

Visit = Callable[..., Page]


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def address_has(page: Page, *names: str) -> dict[str, str]:
    page.wait_for_function(
        "names => names.every(n => new URLSearchParams(location.search).has(n))", arg=list(names)
    )
    return query(page)


def painted(page: Page) -> int:
    return int(page.get_attribute(".st-key-lab [data-player]", "data-painted") or 0)


def repainted(page: Page, before: int) -> None:
    page.wait_for_function(
        "n => Number(document.querySelector('.st-key-lab [data-player]').dataset.painted) > n", arg=before
    )


def step(page: Page) -> int:
    return int(page.get_attribute(".st-key-lab [data-player]", "data-step") or 0)


def spot(page: Page, across: float, down: float) -> tuple[float, float]:
    stage = page.locator(".st-key-lab [data-map]")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def start_spot(page: Page) -> tuple[float, float]:
    """Where the start is drawn."""
    return place(page, *(float(field(page, name).input_value()) for name in "xy"))


def test_a_click_on_the_map_moves_the_start_and_the_address(visit: Visit) -> None:
    page = visit("/race")
    before = painted(page)
    page.mouse.click(*spot(page, 0.7, 0.3))
    repainted(page, before)
    asked = address_has(page, "x", "y")
    expect(field(page, "x")).to_have_value(str(float(f"{float(asked['x']):.4g}")))


def test_dragging_the_start_repaints_before_it_is_let_go(visit: Visit) -> None:
    page = visit("/race")
    x, y = start_spot(page)
    page.mouse.move(x, y)
    page.mouse.down()
    before, was = painted(page), field(page, "x").input_value()
    for k in range(1, 9):
        page.mouse.move(x + 12 * k, y + 6 * k)
        page.wait_for_timeout(60)
    repainted(page, before)
    expect(field(page, "x")).not_to_have_value(was)  # the panel follows the hand on the map
    assert "x" not in query(page)
    page.mouse.up()
    asked = address_has(page, "x", "y")
    assert float(asked["x"]) > -8


def test_a_key_on_a_learning_rate_repaints_takes_the_tuned_rates_over_and_reaches_the_address(
    visit: Visit,
) -> None:
    page = visit("/race")
    rate = slider(page, "sgd.lr")
    rate.focus()
    before = painted(page)
    page.keyboard.press("ArrowRight")
    repainted(page, before)
    asked = address_has(page, "sgd.lr", "rates")
    assert asked["rates"] == "own" and {"adam.lr", "lion.lr"} <= set(asked)
    expect(tick(page, "rates", "own")).to_be_checked()


def test_a_slider_drag_repaints_before_release_and_is_written_on_release(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own")
    box = slider(page, "sgd.lr").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    before = painted(page)
    for k in range(8):
        page.mouse.move(x - 3 * k, y)
        page.wait_for_timeout(60)
    repainted(page, before)
    assert "sgd.lr" not in query(page)
    page.mouse.move(x - 20, y + 300)  # the hand may let go anywhere
    page.mouse.up()
    address_has(page, "sgd.lr")


def test_a_number_out_of_range_is_refused_in_a_sentence(visit: Visit) -> None:
    page = visit("/race")
    number = field(page, "steps")
    number.fill("5000")
    number.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="from 1 to 1000")).to_be_visible()
    assert "steps" not in query(page)
    number.fill("150")
    number.press("Enter")
    assert address_has(page, "steps")["steps"] == "150"


def test_a_double_click_returns_to_the_default(visit: Visit) -> None:
    page = visit("/race?v=1&steps=300")
    slider(page, "steps").dblclick()
    expect(field(page, "steps")).to_have_value("100")
    page.wait_for_function("() => !location.search.includes('steps')")


def test_zoom_survives_a_slider(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own")
    whole = window(page)
    x, y = spot(page, 0.5, 0.4)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150, y + 120, steps=6)
    page.mouse.up()
    zoomed = windowed(page, narrower=whole)
    slider(page, "ravine.kappa").focus()
    before = painted(page)
    page.keyboard.press("ArrowRight")
    repainted(page, before)
    address_has(page, "ravine.kappa")
    assert window(page) == zoomed
    assert "x" not in query(page)  # a zoom is no click


def test_play_runs_to_the_end_and_stops(visit: Visit) -> None:
    page = visit("/race?v=1&steps=40")
    page.locator(".st-key-lab .speed").select_option("8")
    player(page, "play").click()
    page.wait_for_function(
        "() => document.querySelector('.st-key-lab [data-player]').dataset.playing === 'true'"
    )
    page.wait_for_function(
        "() => (p => p.playing === 'false' && p.step === '40')(document.querySelector('.st-key-lab "
        "[data-player]').dataset)"
    )


# How many frames the page asks for while ten pass.
FRAMES = """async play => {
  const ask = window.requestAnimationFrame.bind(window)
  const frames = async many => { for (let k = 0; k < many; k++) await new Promise(ask) }
  for (let k = 0; k < 3; k++) play.click()
  await frames(3)
  let asked = 0
  window.requestAnimationFrame = use => { asked += 1; return ask(use) }
  await frames(10)
  window.requestAnimationFrame = ask
  return asked
}"""


def test_play_pause_and_play_within_one_frame_play_once(visit: Visit) -> None:
    page = visit("/race?v=2&steps=1000")
    asked = player(page, "play").evaluate(FRAMES)
    assert page.locator(f"{LAB} [data-player]").get_attribute("data-playing") == "true"
    assert 8 <= asked <= 12


def test_the_keyboard_alone_plays_steps_scrubs_and_moves_the_start(visit: Visit) -> None:
    page = visit("/race")
    lab = page.locator(".st-key-lab")
    lab.locator(".scrub").focus()
    page.keyboard.press("Home")
    assert step(page) == 0
    page.keyboard.press("ArrowRight")
    assert step(page) == 1
    player(page, "on").focus()
    page.keyboard.press("Enter")
    assert step(page) == 2
    player(page, "back").focus()
    page.keyboard.press("Enter")
    assert step(page) == 1
    lab.locator("[data-map]").focus()
    page.keyboard.press(" ")
    page.wait_for_function(
        "() => Number(document.querySelector('.st-key-lab [data-player]').dataset.step) > 3"
    )
    page.keyboard.press(" ")
    assert page.get_attribute(".st-key-lab [data-player]", "data-playing") == "false"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    asked = address_has(page, "x", "y")
    assert (float(asked["x"]), float(asked["y"])) == pytest.approx((-7.8, 1.58))


def test_a_click_counts_though_the_panel_is_built_anew_between_press_and_release(visit: Visit) -> None:
    page = visit("/race")
    first, second = tick(page, "race", "lion"), tick(page, "race", "sgd")
    box = second.bounding_box()
    assert box and first.is_checked() and second.is_checked()
    rows = page.locator(".st-key-lab .checklist .row.slider.bare").count()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    first.evaluate("box => box.click()")  # as if a moment before: its rate's row will go
    page.wait_for_timeout(700)
    # not under a hand that presses
    assert page.locator(".st-key-lab .checklist .row.slider.bare").count() == rows
    page.mouse.up()
    expect(second).not_to_be_checked()
    expect(page.locator(".st-key-lab .checklist .row.slider.bare")).to_have_count(rows - 2)
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('race') === 'momentum,nesterov,adagrad,rmsprop,adam'"
    )


def test_back_and_forward_restore_what_they_show(visit: Visit) -> None:
    page = visit("/race")
    see = page.locator("[data-headline] .see")
    first = see.inner_text()
    preset(page, "A saddle").click()
    expect(see).not_to_have_text(first)
    second = see.inner_text()
    assert query(page)["surface"] == "saddle"
    page.go_back()
    expect(see).to_have_text(first)
    expect(choice(page, "surface")).to_have_value("ravine")
    page.go_forward()
    expect(see).to_have_text(second)
    expect(choice(page, "surface")).to_have_value("saddle")


def test_back_takes_a_slider_back(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own&sgd.lr=0.05")
    slider(page, "sgd.lr").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => new URLSearchParams(location.search).get('sgd.lr') !== '0.05'")
    page.go_back()
    expect(field(page, "sgd.lr")).to_have_value("0.05")


def test_a_link_shows_another_person_the_same_race(visit: Visit) -> None:
    path = "/race?v=1&surface=himmelblau&race=sgd,adam,randomsearch&rates=own&sgd.lr=0.01&adam.lr=0.2"
    path += "&sigma=0.5&seed=7&steps=80&x=1.5&y=-1"
    one, other = visit(path), visit(path)
    text = one.locator(".st-key-lab table").inner_text()
    assert "SGD" in text and "0.2" in text
    assert other.locator(".st-key-lab table").inner_text() == text
    assert field(other.locator(LAB), "seed").input_value() == "7"


def test_a_bad_link_says_what_it_could_not_honour_and_works(visit: Visit) -> None:
    page = visit("/race?v=1&surface=nowhere&steps=1e9&sgd.lr=nan&bogus=1")
    warning = page.get_by_test_id("stAlert")
    for word in ("nowhere", "1e9", "nan", "bogus"):
        expect(warning).to_contain_text(word)
    before = painted(page)
    page.mouse.click(*spot(page, 0.6, 0.6))
    repainted(page, before)


def test_choices_change_the_race_and_reset_takes_all_back(visit: Visit) -> None:
    page = visit("/race")
    choice(page, "surface").select_option("rosenbrock")
    assert address_has(page, "surface")["surface"] == "rosenbrock"
    expect(slider(page, "rosenbrock.b")).to_be_visible()
    page.locator("label[for=p-race-newton]").click()
    assert "newton" in address_has(page, "race")["race"]
    page.locator("label[for=p-rates-same]").click()
    address_has(page, "rates")
    expect(page.locator(".st-key-lab caption")).to_contain_text("the same rate")
    command(page, "reset").click()
    page.wait_for_function("() => location.search === ''")
    expect(choice(page, "surface")).to_have_value("ravine")


def test_the_camera_stays_when_a_slider_moves(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own")
    player(page, "space").click()
    page.wait_for_function("() => document.querySelector('.st-key-lab .space')._fullLayout?.scene?.camera")
    page.evaluate(
        "() => { const s = document.querySelector('.st-key-lab .space'); return "
        "window.Plotly.relayout(s, { 'scene.camera.eye': { x: 2, y: 0.5, z: 1 } }) }"
    )
    slider(page, "sgd.lr").focus()
    before = painted(page)
    page.keyboard.press("ArrowRight")
    repainted(page, before)
    eye = page.evaluate("() => document.querySelector('.st-key-lab .space')._fullLayout.scene.camera.eye")
    assert (eye["x"], eye["y"]) == (2, 0.5)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_map_can_be_taken_away_as_a_picture(visit: Visit, kind: str) -> None:
    page = visit("/race")
    data = saved(page, f"save_{kind}").read_bytes()
    assert data.startswith(b"\x89PNG") if kind == "png" else b"<svg" in data
    assert len(data) > 5_000


def test_the_runs_can_be_taken_away_as_a_table(visit: Visit) -> None:
    page = visit("/race?v=1&race=sgd,adam&steps=20")
    with page.expect_download() as coming:
        player(page, "csv").click()
    lines = coming.value.path().read_text().splitlines()
    assert lines[0].startswith("optimizer,step,x,y,loss") and len(lines) == 1 + 2 * 21


def test_a_tap_on_a_phone_moves_the_start_and_nothing_overflows(visit: Visit) -> None:
    page = visit("/race", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    before = painted(page)
    page.touchscreen.tap(*spot(page, 0.7, 0.75))  # where no racer's name is
    repainted(page, before)
    address_has(page, "x", "y")
    assert (
        page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - "
            "m.clientWidth }"
        )
        <= 1
    )
    choice(page, "surface").scroll_into_view_if_needed()
    expect(choice(page, "surface")).to_be_visible()


def test_the_bowl_in_many_dimensions_answers_its_slider(visit: Visit) -> None:
    page = visit("/race")
    chart = page.locator('[data-player][data-mode="curves"]')
    gap = chart.locator("tbody tr").nth(1).locator("td").nth(1)
    before = gap.inner_text()
    number = field(page, "dimensions")
    number.fill("100")
    number.press("Enter")
    expect(gap).not_to_have_text(before)
    assert address_has(page, "dimensions")["dimensions"] == "100"


def test_the_script_follows_the_address(visit: Visit) -> None:
    page = visit("/race?v=1&about=adam&library=PyTorch&rates=own&adam.lr=0.25")
    expect(page.locator("[data-code] pre")).to_contain_text("torch.optim.Adam")
    expect(page.locator("[data-code] pre")).to_contain_text("0.25")


def test_a_strangers_address_in_a_link_never_becomes_a_link_on_the_page(visit: Visit) -> None:
    for text in ("www.evil.example/login", "https://evil.example", "me@evil.example"):
        page = visit(f"/race?surface={text}")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("evil")
        assert alert.locator("a").count() == 0


WRITTEN = """() => { // what is written on the canvas of the curves: text, x, y and alignment
    const out = [], pen = CanvasRenderingContext2D.prototype, write = pen.fillText
    pen.fillText = function (text, x, y) { if (this.canvas.closest('.curves')) out.push([text, x, y,
      this.textAlign]); return write.call(this, text, x, y) }
    document.querySelector('.st-key-lab [data-do=first]').click()
    pen.fillText = write
    return out }"""


@pytest.mark.parametrize(
    ("racers", "edges"),
    [
        ("race=sgd,momentum,nesterov,adagrad,rmsprop,adam,lion", {"SGD": "∞ ↑"}),
        (
            "race=sgd,momentum,nesterov,adagrad,adadelta,rmsprop,adam,adamw,nadam,amsgrad,radam,lion,newton",
            {"SGD": "∞ ↑", "Newton": "0 ↓"},
        ),
        ("race=momentum,lion,newton&newton.lr=1.03", {"Newton": "3.3·10⁻³⁰⁴ ↓"}),
    ],
)
def test_one_racer_far_out_neither_flattens_the_others_nor_is_hidden(
    visit: Visit, racers: str, edges: dict[str, str]
) -> None:
    page = visit(f"/race?v=1&rates=own&sgd.lr=5&{racers}")
    table = page.locator(".st-key-lab .results tbody tr").evaluate_all(
        "rows => rows.map(row => row.querySelector('th').innerText.trim())"
    )
    gaps = page.evaluate(
        "() => [...document.querySelectorAll('.st-key-lab .results tbody tr')].map(row => "
        "row.querySelectorAll('td')[1].innerText)"
    )
    written = page.evaluate(WRITTEN)
    names = {text: y for text, _, y, align in written if align == "left" and text in table}
    assert set(names) == set(table)
    ranked = [
        name for _, name in sorted((-number_of(gap), name) for name, gap in zip(table, gaps, strict=True))
    ]
    assert sorted(names, key=lambda name: names[name]) == ranked
    heights = sorted(names.values())
    assert all(b - a >= 13.5 for a, b in itertools.pairwise(heights))
    assert {
        name: text
        for text, _, y, align in written
        for name in names
        if align == "right" and names[name] == y and text[-1] in "↑↓"
    } == edges
    assert any("curves go on" in text for text, *_ in written)
    assert heights[-1] - heights[0] > 100, "the others are told apart"


def number_of(text: str) -> float:
    """The number that the table spells."""
    if "·10" in text:
        mantissa, power = text.split("·10")
        return float(mantissa) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    return float(text.replace("∞", "inf"))


def test_in_three_dimensions_the_start_is_marked_and_a_path_that_leaves_the_box_breaks(visit: Visit) -> None:
    page = visit("/race?v=1&race=momentum,nesterov")
    player(page, "space").click()
    page.wait_for_function("() => document.querySelector('.st-key-lab .space')._fullLayout?.scene?.camera")
    read = (
        "() => document.querySelector('.st-key-lab .space').data.map(({ name, mode, x, y, z }) => ({ "
        "name, mode, x, y, z: [...z] }))"
    )
    *_, path, start = page.evaluate(read)
    assert (start["name"], start["mode"], start["x"], start["y"]) == (
        "start",
        "markers",
        [-8],
        [1.5],
    ) and start["z"][0] > 0
    outside = [not (-10 <= x <= 10 and -4 <= y <= 4) for x, y in zip(path["x"], path["y"], strict=True)]
    assert path["name"] == "Nesterov" and any(outside) and outside == [height is None for height in path["z"]]
    player(page, "first").click()
    page.wait_for_function("() => document.querySelector('.st-key-lab .space').data[1].x.length === 1")
    assert page.evaluate(read)[-1] == start


def test_a_zoom_takes_the_paths_with_it(visit: Visit) -> None:
    page = visit("/race")
    picture = "() => document.querySelector('.st-key-lab [data-map] .above').toDataURL()"
    page.wait_for_timeout(500)
    before = page.evaluate(picture)
    player(page, "nearer").click()
    page.wait_for_function(f"before => ({picture})() !== before", arg=before)
    zoomed = page.evaluate(picture)
    page.locator(".st-key-lab .scrub").focus()
    page.keyboard.press("End")
    assert page.evaluate(picture) == zoomed


def test_the_star_of_the_minimum_shows_though_all_have_arrived(visit: Visit) -> None:
    page = visit("/race")
    page.wait_for_timeout(500)
    tips = page.evaluate(
        """([x, y]) => { const canvas = document.querySelector('.st-key-lab [data-map] .above'),
          scale = canvas.width / canvas.clientWidth
        const corner = turn => [x + 9 * Math.cos(turn), y + 9 * Math.sin(turn)].map(place =>
          Math.round(place * scale) - 2)
        return [0, 1, 2, 3, 4].map(i =>
          [...canvas.getContext('2d').getImageData(...corner(2 * Math.PI * i / 5 - Math.PI / 2), 5,
          5).data]) }""",
        inside(page, 0, 0),
    )
    for tip in np.array(tips).reshape(5, 25, 4):
        assert ((tip[:, 3] > 200) & (tip[:, :3].max(axis=1) < 60)).any(), tip
