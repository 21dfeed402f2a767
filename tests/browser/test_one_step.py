"""One step under the microscope, in a real browser."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import LAB, choice, player, preset, tab
from tests.browser.map import colour, inside

Visit = Callable[..., Page]
ADAM = "/race?v=1&surface=bowl&race=sgd,adam&rates=own&adam.lr=0.3&adam.b1=0.8&adam.b2=0.9&steps=20&x=3&y=-2"


def value(page: Page, name: str) -> list[float]:
    """The numbers behind the line whose formula begins with `name`."""
    found = page.evaluate(
        """name => { const rows = [...document.querySelectorAll('.st-key-lab .sums tr')], out = []
        const at = rows.findIndex(row => row.innerText.startsWith(name + ' ←'))
        for (const row of rows.slice(at + 1)) { if (row.querySelector('.formula')) break;
          out.push(row.querySelector('.value').innerText) }
        return out }""",
        name,
    )
    return [float(text.replace("−", "-")) for text in found]


def looks_at(page: Page, rule: str | None) -> None:
    page.wait_for_function(
        "rule => (new URLSearchParams(location.search).get('microscope')) === rule", arg=rule
    )


def adam_on_a_bowl(steps: int) -> dict[str, np.ndarray]:
    """The textbook, on f = |x|²/2, whose gradient is x."""
    x, m, v = np.array([3.0, -2.0]), np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        m, v = 0.8 * m + 0.2 * x, 0.9 * v + 0.1 * x**2
        step = -0.3 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-8)
        before, x = x, x + step
    return {"g": before, "m": m, "v": v, "m̂": m / (1 - 0.8**steps), "Δ": step, "x": x}


def test_a_rule_is_chosen_and_its_numbers_are_those_of_the_textbook_step_by_step(visit: Visit) -> None:
    page = visit(ADAM)
    tab(page, "look").click()
    looks_at(page, "sgd")
    player(page, "rule").select_option("adam")
    looks_at(page, "adam")
    # the clock stood at the end: the last step that was made
    expect(page.locator(f"{LAB} .lens .where")).to_have_text("step 19 → 20")
    page.locator(f"{LAB} .scrub").focus()
    page.keyboard.press("Home")
    expect(page.locator(f"{LAB} .sums")).to_contain_text("corrected")
    for steps in (1, 2, 3):
        for name, expected in adam_on_a_bowl(steps).items():
            np.testing.assert_allclose(
                value(page, name), expected, rtol=2e-3, err_msg=f"{name}, step {steps}"
            )
        player(page, "next").click()
    player(page, "previous").click()
    np.testing.assert_allclose(value(page, "x"), adam_on_a_bowl(3)["x"], rtol=2e-3)
    assert page.get_attribute(f"{LAB} [data-player]", "data-step") == "2", "the same clock as the player's"
    page.locator(f"{LAB} .scrub").focus()
    page.keyboard.press("Home")
    np.testing.assert_allclose(value(page, "x"), adam_on_a_bowl(1)["x"], rtol=2e-3)


def test_the_ground_is_described_and_nothing_moves_when_the_step_changes(visit: Visit) -> None:
    page = visit(
        "/race?v=1&surface=ravine&ravine.kappa=9&ravine.angle=0&race=sgd&rates=own&steps=20&x=4&y=1&look=sgd&sgd.lr=0.05"
    )
    facts = page.locator(f"{LAB} .ground .value")
    expect(facts).to_have_text(["1, 9", "(0, 1)", "9", "(−4, −1) downhill", "(0, 0)"])
    expect(page.locator(f"{LAB} .kind")).to_contain_text("bowl")
    boxes = """() => [...document.querySelectorAll(
        '.st-key-lab .scope :is(td.value, td.formula, .lens button, p)')]
      .map(node => node.getBoundingClientRect()).map(box => [box.x, box.y, box.width, box.height])"""
    before = page.evaluate(boxes)
    for _ in range(4):
        player(page, "next").click()
    assert page.evaluate(boxes) == before


def test_arrows_are_drawn_at_the_point_and_leave_with_the_tab(visit: Visit) -> None:
    page = visit(
        "/race?v=1&ravine.kappa=9&ravine.angle=0&race=momentum&rates=own&momentum.lr=0.2&steps=20&x=4&y=1&look=momentum"
    )
    player(page, "next").click()
    stage = page.locator(f"{LAB} [data-map]")
    assert (stage.get_attribute("data-arrows") or "").split() == ["−∇f", "μv", "Δ", "N"]
    way = inside(page, 3.2 + 0.6 * -1.36, -0.8 + 0.6 * -0.18)
    blue = colour(page, *way, "above")  # on the way from x₁ to x₂, where no path has come yet
    assert blue[3] > 200 and np.abs(np.array(blue[:3]) - [0x1C, 0x7E, 0xD6]).max() < 60
    tab(page, "gap").click()
    looks_at(page, None)
    assert colour(page, *way, "above")[3] == 0
    expect(page.locator(f"{LAB} .results")).to_be_visible()


def test_the_last_step_and_a_rule_that_does_not_race_are_said_in_words(visit: Visit) -> None:
    page = visit(ADAM + "&look=adam")
    page.locator(f"{LAB} .scrub").focus()
    page.keyboard.press("End")
    expect(page.locator(f"{LAB} .scope .says")).to_contain_text("no step follows")
    expect(page.locator(f"{LAB} .sums td.value").first).to_have_text("–")
    assert (page.locator(f"{LAB} [data-map]").get_attribute("data-arrows") or "").split() == ["−∇f", "N"]
    page.locator("label[for=p-race-adam]").click()
    expect(page.locator(f"{LAB} .scope .says")).to_contain_text("does not race")
    choice(page, "microscope").select_option("off")
    looks_at(page, None)
    expect(page.locator(f"{LAB} .curves")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_every_line_fits_in_its_column(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(
        "/race?v=1&race=radam&rates=own&look=radam&sigma=1&schedule=cosine",
        viewport={"width": size[0], "height": size[1]},
    )
    for _ in range(6):
        player(page, "next").click()
        assert (
            page.evaluate(
                "() => { const s = document.querySelector('.st-key-lab .scope'); return s.scrollWidth "
                "- s.clientWidth }"
            )
            <= 0
        )
    assert (
        page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - "
            "m.clientWidth }"
        )
        <= 1
    )


def test_at_the_end_of_a_race_the_last_step_is_looked_at_and_the_race_stays_where_it_is(visit: Visit) -> None:
    page = visit("/race")
    tab(page, "look").click()
    looks_at(page, "sgd")
    expect(page.locator(f"{LAB} .lens .where")).to_have_text("step 99 → 100")
    tab(page, "gap").click()
    looks_at(page, None)
    assert page.get_attribute(f"{LAB} [data-player]", "data-step") == "99"
    preset(page, "Adam's first step").click()
    expect(page.locator(f"{LAB} .lens .where")).to_have_text("step 0 → 1")
