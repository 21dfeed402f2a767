"""The link is the state: how a race is looked at is in its address, and whoever opens it sees the same."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import IDLE
from tests.browser.controls import LAB, command, link, player, preset, slider, tab
from tests.browser.map import window, windowed

Visit = Callable[..., Page]
PLAYER = f"{LAB} [data-player]"
ALLOWED = {"permissions": ["clipboard-read", "clipboard-write"]}
REST = 1200  # ms: longer than the browser waits until a hand rests


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def rests(page: Page, **wanted: str | None) -> None:
    """Waits until the address says so, None: says nothing."""
    page.wait_for_function(
        "wanted => { const query = new URLSearchParams(location.search)\n"
        "  return Object.entries(wanted).every(([name, text]) => query.get(name) === text) }",
        arg=wanted,
    )


def stands(page: Page, step: int) -> None:
    expect(page.locator(PLAYER)).to_have_attribute("data-step", str(step))


def seek(page: Page, step: int) -> None:
    page.locator(f"{PLAYER} .scrub").fill(str(step))
    stands(page, step)


def copied(page: Page) -> str:
    page.locator('[data-headline] [data-do="copy"]').click()
    address: str = page.evaluate("() => navigator.clipboard.readText()")
    return address[len(page.evaluate("() => location.origin")) :]


def picture(page: Page) -> np.ndarray:
    """The player as it is once two pictures in a row are the same."""
    page.mouse.move(2, 2)
    before = None
    for _ in range(40):
        page.wait_for_timeout(400)
        now = page.locator(PLAYER).screenshot(animations="disabled", caret="hide")
        if now == before:
            return np.asarray(Image.open(BytesIO(now)).convert("RGB")).astype(int)
        before = now
    raise AssertionError("the picture does not come to rest")


def playing_to(page: Page, step: int) -> None:
    """Plays slowly, and pauses at about this step."""
    speed = page.locator(f"{PLAYER} .speed")
    speed.select_option("0.25")
    player(page, "play").click()
    page.wait_for_function(
        f"() => {{ const d = document.querySelector('{PLAYER}').dataset; return Number(d.step) >= {step} "
        f"&& Number(d.step) < 100 }}"
    )
    player(page, "play").click()
    speed.select_option("1")


def zoomed(page: Page) -> None:
    whole = window(page)
    player(page, "nearer").click()
    windowed(page, narrower=whole)


def in_space(page: Page) -> None:
    player(page, "space").click()
    page.locator(f"{PLAYER} .space canvas").first.wait_for()


def camera(page: Page) -> list[float]:
    """Where the camera of the 3-D view stands and what it looks at: x, y, z of each."""
    found: list[float] = page.evaluate(
        """space => {
          const { eye, center } = document.querySelector(space)._fullLayout.scene._scene.getCamera()
          return [eye.x, eye.y, eye.z, center.x, center.y, center.z] }""",
        f"{PLAYER} .space",
    )
    return found


def turned(page: Page) -> None:
    """Turns the 3-D view by hand, and waits until the address says so."""
    in_space(page)
    x, y = (middle(page.locator(f"{PLAYER} .space").bounding_box())[k] for k in (0, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 8, steps=3)
    page.mouse.up()
    page.wait_for_function("() => new URLSearchParams(location.search).has('camera')")


def middle(box: Any) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


STATES: dict[str, tuple[str, Callable[[Page], object], str]] = {
    "step": ("/race", lambda page: playing_to(page, 17), "step"),
    "3-D": ("/race", in_space, "view"),
    "camera": ("/race", turned, "camera"),
    "window": ("/race", zoomed, "window"),
    "1:1": ("/race", lambda page: player(page, "even").click(), "window"),
    "farther": ("/race", lambda page: player(page, "farther").click(), "window"),
    "deep": ("/race", lambda page: [player(page, "nearer").click() for _ in range(14)], "window"),
    "tab": ("/race", lambda page: tab(page, "rate").click(), "tab"),
    "microscope": (
        "/race?v=2&microscope=adam&race=sgd,adam",
        lambda page: player(page, "next").click(),
        "step",
    ),
    "focus": ("/race", lambda page: page.locator(f"{PLAYER} tbody button").nth(3).click(), "focus"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_copied_link_shows_another_visitor_the_same_pixels(visit: Visit, state: str) -> None:
    path, reach, name = STATES[state]
    page = visit(path, **ALLOWED)
    opened = picture(page)
    reach(page)
    address = copied(page)
    assert name in dict(parse_qsl(urlsplit(address).query))
    page.evaluate("() => document.activeElement?.blur()")
    mine = picture(page)
    assert (mine != opened).any()  # there is something to be seen of it
    there = visit(address)
    other = picture(there)
    assert mine.shape == other.shape
    apart = np.argwhere((mine != other).any(axis=2))
    assert not len(apart), f"from {apart.min(axis=0)} to {apart.max(axis=0)}"


def test_a_link_with_a_camera_opens_at_it_a_hand_writes_another_and_reset_takes_it_back(visit: Visit) -> None:
    asked = [1.5, -2, 0.25, 0.1, 0, -0.2]
    page = visit("/race?v=2&view=space&camera=1.5,-2,0.25,0.1,0,-0.2")
    page.locator(f"{PLAYER} .space canvas").first.wait_for()
    assert camera(page) == pytest.approx(asked, abs=1e-9)
    turned(page)
    page.wait_for_function("() => !location.search.includes('camera=1.5,')")
    written = [float(text) for text in query(page)["camera"].split(",")]
    page.wait_for_timeout(REST)
    assert camera(page) == pytest.approx(written, abs=1e-9) and query(page)["view"] == "space"
    assert np.linalg.norm(np.subtract(written, asked)) > 0.05 and written[3:] == asked[3:]
    command(page, "reset").click()
    page.wait_for_function("() => location.search === ''")
    player(page, "space").click()
    page.wait_for_timeout(REST)
    assert camera(page) == pytest.approx([-1.15, -1.85, 1.55, 0, 0, -0.16], abs=1e-9)


@pytest.mark.parametrize("way", [-400, 400])
def test_however_far_a_wheel_takes_the_camera_its_link_is_taken(visit: Visit, way: int) -> None:
    page = visit("/race")
    in_space(page)
    page.mouse.move(*middle(page.locator(f"{PLAYER} .space").bounding_box()))
    for _turn in range(60):
        page.mouse.wheel(0, way)
    page.wait_for_timeout(2 * REST)
    found = camera(page)
    far = float(np.linalg.norm(np.subtract(found[:3], found[3:])))
    assert far == pytest.approx(8 if way > 0 else 0.2, abs=0.01)
    there = visit("/race?" + urlsplit(page.url).query)
    expect(there.get_by_test_id("stAlert")).to_have_count(0)
    there.locator(f"{PLAYER} .space canvas").first.wait_for()
    assert camera(there) == pytest.approx(found, abs=1e-9)


def test_while_it_plays_nothing_is_written_and_at_rest_the_step_is_a_whole_number(visit: Visit) -> None:
    def watch(page: Page) -> None:
        page.add_init_script(
            "window.written = []; for (const name of ['pushState', 'replaceState']) { const made = "
            "history[name].bind(history); history[name] = (state, title, to) => "
            "{ window.written.push(String(to)); made(state, title, to) } }"
        )

    page = visit("/race?v=2&steps=1000", before=watch)
    visits = page.evaluate("() => history.length")
    page.evaluate("() => (window.written = [])")
    page.locator(f"{PLAYER} .speed").select_option("0.25")
    player(page, "play").click()
    page.wait_for_timeout(2 * REST)
    assert page.evaluate("() => window.written") == [] and query(page) == {"v": "2", "steps": "1000"}
    player(page, "play").click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('step')")
    assert query(page)["step"] == page.get_attribute(PLAYER, "data-step")
    assert page.evaluate("() => history.length") == visits, "the address is replaced, not added to"


def test_what_is_shown_stays_through_a_hand_that_changes_the_experiment_and_back_restores_it(
    visit: Visit,
) -> None:
    page = visit("/race")
    seek(page, 17)
    tab(page, "distance").click()
    zoomed(page)
    rests(page, step="17", tab="distance", window="-5,5,-2,2")
    first = query(page)
    slider(page, "ravine.kappa").focus()
    page.keyboard.press("ArrowRight")
    rests(page, step="17", tab="distance", window=first["window"])
    page.wait_for_function("() => new URLSearchParams(location.search).has('ravine.kappa')")
    assert query(page) == {**first, "ravine.kappa": query(page)["ravine.kappa"]}
    seek(page, 40)
    rests(page, step="40")
    page.go_back()
    stands(page, 17)
    assert query(page) == first
    page.go_forward()
    stands(page, 40)
    assert query(page)["tab"] == "distance"


def test_a_preset_stays_that_preset_while_one_looks_and_reset_takes_it_all_back(visit: Visit) -> None:
    page = visit("/race")
    preset(page, "A saddle").click()
    current = page.locator("[data-headline] [aria-current]")
    expect(current).to_have_text("A saddle")
    seek(page, 17)
    tab(page, "slope").click()
    zoomed(page)
    in_space(page)
    rests(page, step="17", tab="slope", view="space")
    expect(current).to_have_text("A saddle")
    command(page, "reset").click()
    page.wait_for_function("() => location.search === ''")
    stands(page, 100)
    expect(tab(page, "gap")).to_have_attribute("aria-selected", "true")
    expect(player(page, "flat")).to_have_attribute("aria-selected", "true")
    expect(player(page, "whole")).to_have_attribute("aria-disabled", "true")


def test_reset_takes_back_what_is_shown_where_nothing_else_has_changed(visit: Visit) -> None:
    page = visit("/race?v=2&step=17&tab=rate&bowl.step=20")
    stands(page, 17)
    below = page.locator("[data-player][data-mode=curves]")
    expect(below).to_have_attribute("data-step", "20")
    command(page, "reset").click()
    stands(page, 100)
    expect(below).not_to_have_attribute("data-step", "20")
    rests(page, step=None, tab=None, v=None, **{"bowl.step": None})


def test_past_the_bottom_opens_at_step_8_and_once_more_when_it_is_chosen_again(visit: Visit) -> None:
    page = visit("/race")
    preset(page, "Past the bottom").click()
    stands(page, 8)
    player(page, "on").click()
    stands(page, 9)
    rests(page, step="9")
    preset(page, "Past the bottom").click()
    stands(page, 8)
    rests(page, step="8")


def test_a_step_beyond_the_race_is_its_last_and_nonsense_is_said_and_leaves_the_address(visit: Visit) -> None:
    page = visit("/race?v=2&steps=40&step=90&tab=nowhere")
    stands(page, 40)
    expect(page.get_by_test_id("stAlert")).to_contain_text("nowhere")
    rests(page, step=None, tab=None, steps="40")


def test_another_page_takes_nothing_along_and_back_finds_the_race_as_it_was_left(visit: Visit) -> None:
    page = visit("/race")
    seek(page, 17)
    link(page, "basins").click()
    page.locator("[data-study]").wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(REST)
    assert urlsplit(page.url)[2:4] == ("/basins", "")
    page.go_back()
    page.locator(PLAYER).wait_for()
    stands(page, 17)
    assert query(page) == {"v": "2", "step": "17"}
    link(page, "race").click()
    stands(page, 100)


def test_a_name_is_put_in_focus_though_averages_which_have_none_race_beside_it(visit: Visit) -> None:
    page = visit("/race?v=2&average=20")
    names = page.locator(f"{PLAYER} tbody button")
    rows = page.locator(f"{PLAYER} tbody tr")
    assert rows.count() > names.count() > 2
    names.nth(1).click()
    expect(names.nth(1)).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => new URLSearchParams(location.search).has('focus')")
    there = visit(urlsplit(page.url)._replace(scheme="", netloc="").geturl())
    expect(there.locator(f"{PLAYER} tbody button").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(there.locator(f"{PLAYER} tbody button[aria-pressed=true]")).to_have_count(1)


def test_a_tab_that_is_to_be_looked_at_is_reached_when_it_is_open(visit: Visit) -> None:
    page = visit("/race")
    preset(page, "AdaGrad stalls").click()
    tried = page.locator("[data-headline] .try")
    expect(tried).to_contain_text("RMSProp")
    expect(tried).not_to_contain_text("This is it.")
    tab(page, "rate").click()
    expect(tried).to_contain_text("This is it.")
    rests(page, tab="rate")
    page.reload()
    expect(tried).to_contain_text("This is it.")
    tab(page, "gap").click()
    expect(tried).not_to_contain_text("This is it.")
