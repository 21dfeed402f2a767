"""A server that was killed and comes back, and a connection that is cut: every tab goes on by itself."""

import os
import signal

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from scripts.serving import Served, free_port, serve
from tests.browser.conftest import IDLE, PAINTED, SOON, WARM
from tests.browser.controls import command, slider
from tests.browser.test_learning import done

LEARNING = "/dropout?v=2&depth=2&width=16&epochs=600"


def opened(page: Page, address: str) -> Page:
    page.set_default_timeout(SOON)
    page.goto(address)
    page.wait_for_selector(PAINTED, timeout=WARM, state="attached")
    page.wait_for_selector(IDLE, timeout=WARM)
    return page


def moved(page: Page, setting: str) -> None:
    """A key on a slider is written into the address."""
    slider(page, setting).first.press("ArrowRight")
    page.wait_for_function("name => new URLSearchParams(location.search).has(name)", arg=setting)


def test_a_server_that_was_killed_comes_back_and_so_does_every_tab(browser: Browser) -> None:
    port = free_port()
    with serve("app.py", port, server="uvicorn") as base:
        race, learning, flow = (
            opened(browser.new_context(viewport={"width": 1440, "height": 900}).new_page(), base + path)
            for path in ("/race?v=2&rates=own&sgd.lr=0.05", LEARNING, "/gradients?v=2&scale=2")
        )
        command(learning, "start").click()
        learning.wait_for_function("() => document.querySelector('progress').value > 3")
        os.kill(base.pid, signal.SIGKILL)
        race.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    slider(race, "steps").first.press("ArrowRight")  # while nobody is there
    with serve("app.py", port, server="uvicorn") as base:
        for page in (race, learning, flow):
            page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
        # its run is gone with the server, which it is told: it stands at its beginning, and can begin again
        expect(learning.get_by_text("has to be started again")).to_be_visible()
        command(learning, "start").click()
        learning.wait_for_function("() => document.querySelector('progress').value > 3")
        race.wait_for_function("() => new URLSearchParams(location.search).has('steps')")
        moved(race, "x")
        moved(flow, "depth")
        assert "sgd.lr=0.05" in race.url and "scale=2" in flow.url
        assert not [line for line in base.lines() if "Traceback" in line]
    for page in (race, learning, flow):
        page.context.close()


def test_a_training_goes_on_when_the_connection_was_cut(browser: Browser, server: Served) -> None:
    sockets: list[WebSocketRoute] = []

    def relayed(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.route_web_socket("**/_stcore/stream", relayed)
    opened(page, server + LEARNING)
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value > 3")
    sockets[-1].close(code=1011)
    page.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    before = done(page)
    page.wait_for_function("before => document.querySelector('progress')?.value > before + 20", arg=before)
    command(page, "pause").click()
    assert len(sockets) == 2
    page.context.close()
