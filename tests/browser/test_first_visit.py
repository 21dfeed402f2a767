"""A first visit: what travels, and what stands there until the rest has come."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from scripts.serving import Served
from tests.browser.conftest import SOON
from tests.browser.controls import LAB, link, player
from ui.contents import CONTENTS
from ui.document import NO_SCRIPT
from ui.texts import TEXTS

MEGABYTE = 1_000_000
MAP, SPACE = f"{LAB} [data-map]", f"{LAB} .space"
Visit = Callable[..., Page]
# window.read: what stands there first, and whether the app does; window.twice: whether both were painted at
# once (both in two frames, for what is read first never comes back)
WATCH = """
let both = false
const look = () => {
  const first = document.getElementById("first")
  const app = Boolean(document.querySelector("[data-testid=stApp]"))
  if (first) window.read ??= { text: first.innerText, app }
  const parts = [...document.querySelectorAll("[data-testid=stMain] [data-testid=stElementContainer]")]
  const now = Boolean(first) && parts.some(part => !part.closest(".st-key-menu") && part.innerText.trim())
  window.twice ||= both && now
  both = now
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""
SIGN = """box => {
  const { content, visibility } = getComputedStyle(box, "::after")
  return { content, visibility }
}"""


def test_a_race_needs_less_than_a_megabyte_of_scripts_no_highlighter_and_no_plotly_until_3d(
    visit: Visit,
) -> None:
    came: dict[str, int] = {}
    asked: dict[str, str] = {}

    def count(page: Page) -> None:
        line = page.context.new_cdp_session(page)
        line.on("Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]}))
        line.on("Network.loadingFinished", lambda e: came.update({e["requestId"]: e["encodedDataLength"]}))
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})

    page = visit("/race?v=1&about=adam&library=optax", count)
    expect(page.locator("[data-code] pre")).to_contain_text("optax.adam")  # what is below has come, too
    scripts = {
        where: came.get(one, 0) for one, where in asked.items() if where.endswith((".js", ".css", ".mjs"))
    }
    assert [where for where in asked.values() if "Highlighter" in where] == []
    assert len([where for where in scripts if "/static/" in where]) > 50
    assert sum(scripts.values()) < MEGABYTE and not [where for where in scripts if "plotly" in where]
    player(page, "space").click()
    expect(page.locator(f"{SPACE} canvas").first).to_be_attached()
    assert len([where for where in asked.values() if "plotly" in where]) == 1


@pytest.mark.parametrize("path", ["/race", "/init", "/"])
def test_there_is_something_to_read_until_the_app_has_come_and_never_both(visit: Visit, path: str) -> None:
    (entry,) = [one for one in CONTENTS if path == f"/{one.name}"]

    def before(page: Page) -> None:
        page.add_init_script(WATCH)

        def later(route: Route) -> None:
            page.wait_for_function("() => window.read", timeout=SOON)
            route.continue_()

        page.route("**/static/js/index.*.js", later)  # Streamlit's app

    page = visit(path, before)
    read = page.evaluate("() => window.read")
    assert entry.about in read["text"] and not read["app"]
    expect(page.locator("#first")).to_have_count(0)
    expect(link(page, "race")).to_be_visible()
    assert page.evaluate("() => window.twice") is False


def test_without_scripts_the_page_says_why_it_is_empty(browser: Browser, server: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(server + "/init")
        assert NO_SCRIPT in page.locator("#first").inner_text()
        expect(page.locator("#first .loading")).to_be_hidden()
    finally:
        context.close()


def test_the_box_of_the_3d_view_says_that_it_is_being_drawn(visit: Visit) -> None:
    seen: list[dict[str, Any]] = []

    def before(page: Page) -> None:
        def later(route: Route) -> None:
            box = page.locator(SPACE)
            expect(box).to_have_attribute("data-coming", TEXTS["being_drawn"])
            page.wait_for_function(
                f"() => ({SIGN})(document.querySelector('{SPACE}')).visibility === 'visible'"
            )
            seen.append(box.evaluate(SIGN))
            route.continue_()

        page.route("**/plotly.min.js", later)

    page = visit("/race", before)
    assert seen == []
    player(page, "space").click()
    expect(page.locator(f"{SPACE} canvas").first).to_be_attached()
    assert [one["content"] for one in seen] == [f'"{TEXTS["being_drawn"]}"']
    expect(page.locator("[data-coming]")).to_have_count(0)
    assert page.locator(SPACE).evaluate(SIGN)["content"] in ("none", "normal")


def test_the_sign_waits_a_moment_so_that_it_does_not_flicker(visit: Visit) -> None:
    page = visit("/race")
    assert (
        page.locator(MAP).evaluate(f"box => (box.dataset.coming = 'x', ({SIGN})(box).visibility)") == "hidden"
    )


def test_a_script_is_copied_by_a_button(visit: Visit) -> None:
    page = visit("/race?v=1&about=adam&library=PyTorch", permissions=["clipboard-read", "clipboard-write"])
    code = page.locator("[data-code]")
    expect(code.locator("pre")).to_contain_text("torch.optim.Adam")
    code.get_by_role("button").click()
    expect(code.get_by_role("button")).to_have_text(TEXTS["copied"])
    assert page.evaluate("() => navigator.clipboard.readText()") == code.locator("pre").text_content()


def test_where_there_is_no_clipboard_the_script_is_selected(visit: Visit) -> None:
    def before(page: Page) -> None:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")

    page = visit("/race?v=1&about=adam&library=PyTorch", before)
    code = page.locator("[data-code]")
    code.get_by_role("button").click()
    expect(code.get_by_role("button")).to_have_text(TEXTS["copy_selected"])
    selected = page.evaluate("() => String(getSelection())")
    assert selected.strip() == code.locator("pre").inner_text().strip()
