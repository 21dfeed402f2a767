"""The planes of codes under a hand: what is decoded there, by pointer, finger and keys."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jax
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from dl_core.nets.autoencoder import decode
from pages.codes import PAGE
from pages.codes.nets import PLAN
from pages.codes.spots import PLANES, read_spot
from pages.codes.view import Codes
from tests.browser.controls import chart, choice, field

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
MODULES = """const known = performance.getEntriesByType("resource").map(entry => entry.name)
  const root = known.find(name => /\\/lab\\/\\w+\\/[\\w.]+\\.js$/.test(name)).replace(/[^/]*$/, "")"""
# where a place of the plane stands in its box, and a decoder's answers: the served modules say it
PLACED = f"""async ([spec, places]) => {{
  {MODULES}
  const {{ layout }} = await import(`${{root}}frame.js`)
  const {{ codesRoom }} = await import(`${{root}}codes.js`)
  const box = document.querySelector(`figure[data-chart="${{spec.key}}"] > div`)
  const room = codesRoom(box.clientWidth, box.clientHeight, 0)
  const {{ at }} = layout(spec, {{ name: "light" }}, box.clientWidth, room.height, room.beside, {{}})
  return places.map(([x, y]) => [at.x.to(x), at.y.to(y)])
}}"""
DECODED = f"""async ([decoder, places]) => {{
  {MODULES}
  const {{ decode }} = await import(`${{root}}codes.js`)
  return places.map(place => [...decode(decoder, place)])
}}"""
PICTURE = """name => {
  const canvas = document.querySelector(`figure[data-chart="${name}"] canvas`)
  return canvas.toDataURL()
}"""


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


def facts_of(page: Page) -> Any:
    view, complaints = Codes.read(query(page))
    assert complaints == []
    part = PAGE.part(view)
    assert part.facts
    return part.facts(part.seen(view))


def pixels(page: Page, name: str, *places: Any) -> list[tuple[float, float]]:
    """Places of a plane in pixels of the window."""
    spec = next(one for one in PAGE.parts[0].charts(facts_of(page)) if one["key"] == name)
    box = chart(page, name).locator("> div")
    box.scroll_into_view_if_needed()
    found = page.evaluate(PLACED, [spec, [[float(value) for value in one] for one in places]])
    at = box.bounding_box()
    assert at
    return [(at["x"] + x, at["y"] + y) for x, y in found]


def address_has(page: Page, *names: str) -> None:
    page.wait_for_function(
        "names => names.every(name => new URLSearchParams(location.search).has(name))", arg=list(names)
    )


def test_the_browser_decodes_as_the_net_does_at_random_places(visit: Visit) -> None:
    page = visit("/codes")
    facts = facts_of(page)
    places = np.random.default_rng(4).uniform(-facts.reach, facts.reach, (200, 2))
    room = np.pad(places, ((0, 0), (0, PLAN.room - 2))).astype(np.float32)
    for name, spec in zip(PLANES, PAGE.parts[0].charts(facts), strict=True):
        found = np.array(page.evaluate(DECODED, [spec["codes"]["decoder"], places.tolist()]))
        own = facts.planes[name].method
        if own.layers is None:
            np.testing.assert_allclose(found, own.axes.decode(places), atol=1e-5)
        else:
            exact = jax.jit(decode, static_argnums=1)(own.layers, PLAN, room)
            np.testing.assert_allclose(found, np.asarray(exact), atol=1e-5)


def test_what_is_pointed_at_is_decoded_without_asking_the_server(visit: Visit) -> None:
    page = visit("/codes")
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = [page.evaluate(PICTURE, "plain")]
    for place in pixels(page, "plain", (-2, 1), (2, -2.5), (0, 0)):
        page.mouse.move(*place)
        expect(chart(page, "plain").locator("output")).to_contain_text("code (")
        seen.append(page.evaluate(PICTURE, "plain"))
    assert len(set(seen)) == len(seen), "another place, another picture"
    page.mouse.move(5, 5)
    page.wait_for_function(f"([name, was]) => ({PICTURE})(name) === was", arg=["plain", seen[0]])
    assert [one for one in asked if "/lab/now" in one] == []


def test_the_ring_is_dragged_and_where_it_is_is_in_the_link(visit: Visit) -> None:
    page = visit("/codes")
    start, end = pixels(page, "variational", facts_of(page).planes["variational"].ring, (1.5, -1.0))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()
    address_has(page, "spot")
    spot = read_spot(query(page)["spot"])
    assert spot and spot.name == "variational"
    assert (spot.x, spot.y) == pytest.approx((1.5, -1.0), abs=0.1)
    page.go_back()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('spot')")


def test_a_click_on_a_numeral_chooses_that_digit(visit: Visit) -> None:
    page = visit("/codes?v=2&spot=plain,2,2")
    facts = facts_of(page)
    codes = facts.planes["plain"].codes
    far = np.linalg.norm(codes[:, None] - codes[None], axis=-1) + 99 * np.eye(len(codes))
    chosen = int(far.min(axis=1).argmax())  # the loneliest
    page.mouse.click(*pixels(page, "plain", codes[chosen])[0])
    page.wait_for_function("() => !new URLSearchParams(location.search).has('spot')")
    expect(field(page, "digit")).to_have_value(str(chosen))


def test_all_of_it_is_reached_by_keys(visit: Visit) -> None:
    page = visit("/codes")
    facts = facts_of(page)
    box = chart(page, "pca").locator("> div")
    box.focus()
    page.keyboard.press("ArrowRight")
    address_has(page, "spot")
    spot, before = read_spot(query(page)["spot"]), facts.planes["pca"].ring
    assert spot and spot.name == "pca"
    assert (spot.x, spot.y) == pytest.approx((before[0] + facts.reach / 50, before[1]), abs=2e-3)
    expect(chart(page, "pca").locator("output")).to_contain_text("code (")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_function(
        "was => new URLSearchParams(location.search).get('spot') !== was", arg=query(page)["spot"]
    )
    page.keyboard.press("Enter")
    page.wait_for_function("() => !new URLSearchParams(location.search).has('spot')")
    expect(box).to_be_focused()


def test_a_finger_sees_what_it_taps_and_drags_the_ring(visit: Visit) -> None:
    page = visit("/codes", **PHONE)
    ring = facts_of(page).planes["pca"].ring
    start, end = pixels(page, "pca", ring, (2.0, 2.0))
    scrolled = page.evaluate(SCROLLED)
    hand = page.context.new_cdp_session(page)
    for i in range(7):
        x, y = (a + (b - a) * i / 6 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if i else "touchStart"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(20)
    assert page.evaluate(SCROLLED) == scrolled
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    address_has(page, "spot")
    spot = read_spot(query(page)["spot"])
    assert spot and (spot.x, spot.y) == pytest.approx((2.0, 2.0), abs=0.4)


def test_the_ground_says_how_far_what_is_decoded_there_is(visit: Visit) -> None:
    page = visit("/codes")
    choice(page, "ground").select_option("distance")
    address_has(page, "ground")
    page.mouse.move(*pixels(page, "plain", (0, 0))[0])
    expect(chart(page, "plain").locator("output")).to_contain_text("distance: ")


def test_another_seed_learns_while_it_is_looked_at(visit: Visit) -> None:
    page = visit("/codes")
    field(page, "seed").fill("5")
    field(page, "seed").press("Enter")
    expect(page.locator("[data-study] .says")).to_contain_text("have learned for 4000 steps", timeout=60_000)
