"""What the panel sends, and when: Streamlit keeps one message of a component that waits for its turn, and may
take a panel away for a moment."""

from collections import deque
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import IDLE, PAINTED
from tests.browser.controls import command, field, preset, slider

Visit = Callable[..., Page]

# A panel of its own beside the page: `sent` by it, and answered by hand.
BENCH = """async () => {
  const file = name => performance.getEntriesByType('resource').map(entry => entry.name).find(url =>
    url.includes(`/${name}`))
  const [{ Panel }, { PendingEdits }] = await Promise.all([import(file('panel')),
    import(file('pending_edits'))])
  const tick = (key, value) => ({ kind: 'check', key, label: key, value })
  const bench = {
    sent: [],
    fresh: () => {
      const root = document.body.appendChild(document.createElement('div'))
      const hand = new PendingEdits(root)
      return Object.assign(hand, { panel: new Panel(root.appendChild(document.createElement('div')), hand) })
    },
    send: (name, { n, ...rest }) => bench.sent.push([name, rest]),
    answer: (hand, ack, value = '0', address = 'v=1') => {
      hand.hear({ ack, address }, bench.send)
      hand.panel.update([{ title: '', items: [tick('a', value), tick('b', '0')] }])
    },
    rest: ms => new Promise(done => setTimeout(done, ms)),
  }
  return await (PLAY)(bench)
}"""


def play(page: Page, script: str) -> object:
    """What the script, an async function of the bench, returns."""
    return page.evaluate(BENCH.replace("PLAY", script))


def test_a_button_goes_after_what_was_moved_before_it_and_one_message_is_on_its_way(visit: Visit) -> None:
    found = play(visit("/dropout"), """async ({ sent, fresh, answer, rest }) => {
      const [hand, names] = [fresh(), []]
      const look = () => names.push(sent.map(([name, { commit }]) => name + (commit ? '!' : '')).join(' '))
      answer(hand, 0)
      hand.edit({ a: '1' }, false)
      hand.command('start')
      look()
      answer(hand, hand.number, '1')
      await rest(200)
      look()
      answer(hand, hand.number, '1', 'v=1&a=1')
      look()
      hand.edit({ b: '1' }, true)
      look()
      answer(hand, hand.number, '1', 'v=1&a=1')
      look()
      return names
    }""")  # fmt: skip
    assert found == [
        "edit",
        "edit edit!",
        "edit edit! command",
        "edit edit! command",
        "edit edit! command edit",
    ]


def test_a_panel_that_is_taken_away_and_comes_back_goes_on_with_what_the_hand_had_begun(visit: Visit) -> None:
    found = play(visit("/dropout"), """async ({ sent, fresh, answer }) => {
      const [hand, other, later] = [fresh(), fresh(), fresh()]
      answer(hand, 0)
      hand.edit({ a: '1' }, true)
      hand.edit({ a: '1', b: '1' }, true)
      hand.destroy()
      sent.length = 0
      answer(other, 0)
      const ticked = [...other.root.querySelectorAll('input')].map(input => input.checked)
      other.live = {}
      other.destroy()
      answer(later, 0)
      return [sent, ticked]
    }""")  # fmt: skip
    assert found == [[["edit", {"changes": {"a": "1", "b": "1"}, "commit": False}]], [True, True]]


def test_a_number_that_was_typed_just_before_counts_for_the_training(visit: Visit) -> None:
    page = visit("/dropout?v=1&depth=2&width=16&epochs=23")
    field(page, "b.dropout").fill("0.35")
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value === 23")
    assert "b.dropout=0.35" in page.url


def test_a_page_whose_work_is_over_asks_for_nothing(visit: Visit) -> None:
    page = visit("/dropout?v=1&depth=2&width=16&epochs=23")
    page.evaluate("""() => { window.asked = 0; const send = WebSocket.prototype.send
      WebSocket.prototype.send = function (...message) { window.asked += 1; return send.apply(this,
        message) } }""")
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value === 23")
    expect(command(page, "again")).to_be_enabled()
    before = page.evaluate("() => window.asked")
    page.wait_for_timeout(1000)
    assert page.evaluate("() => window.asked") == before > 1


def test_a_click_on_the_map_right_after_a_key_on_a_slider_keeps_both(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own")
    box = page.locator(".st-key-lab [data-map]").bounding_box()
    assert box
    slider(page, "sgd.lr").focus()
    page.keyboard.press("ArrowRight")
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    page.wait_for_function(
        "() => ['sgd.lr', 'x', 'y'].every(name => new URLSearchParams(location.search).has(name))"
    )
    expect(field(page, "x")).not_to_have_value("")
    assert (
        field(page, "x").input_value()
        == f"{float(page.evaluate('() => new URLSearchParams(location.search).get(`x`)')):.4g}"
    )


class Between:
    """Between the page and its server: knows what the page said, and can hold back what the server says."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.held: deque[bytes] = deque()
        self.holds, self.hold_from = False, ""
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        server, self.socket = socket.connect_to_server(), socket

        def up(message: bytes | str) -> None:
            text = message.decode(errors="replace") if isinstance(message, bytes) else message
            self.said += [name for name in ("more", "go", "follow", "edit") if f'"event":"{name}"' in text]
            self.holds |= bool(self.hold_from) and self.said[-1:] == [self.hold_from]
            server.send(message)

        socket.on_message(up)
        server.on_message(
            lambda message: (
                self.held.append(message)
                if self.holds and isinstance(message, bytes)
                else socket.send(message)
            )
        )

    @property
    def has_a_picture(self) -> bool:
        return any(
            ForwardMsg.FromString(message).delta.new_element.WhichOneof("type") == "bidi_component"
            for message in self.held
        )

    def pass_on(self, messages: int) -> None:
        for _ in range(messages):
            self.socket.send(self.held.popleft())


def test_an_example_that_is_followed_takes_the_place_of_a_number_that_was_typed_just_before(
    visit: Visit,
) -> None:
    """The number's picture comes after the click, and before the page of the example."""
    lines: list[Between] = []
    moves: list[Route] = []

    def hold(move: Route) -> None:
        moves.append(move)

    def before(page: Page) -> None:
        lines.append(Between(page))
        page.route("**/lab/now/**", hold)

    page = visit("/race", before=before)
    (line,) = lines
    field(page, "steps").fill("77")
    field(page, "steps").press("Enter")
    while not moves:
        page.wait_for_timeout(10)
    line.hold_from = "follow"
    preset(page, "The book's race").click()
    while "follow" not in line.said:
        page.wait_for_timeout(10)
    for move in moves:
        move.continue_()
    page.wait_for_timeout(1500)  # more than a commit rests
    assert line.said[-1] == "follow"
    line.holds, line.hold_from = False, ""
    line.pass_on(len(line.held))
    preset(page, "The book's race").and_(page.locator("[aria-current]")).wait_for()
    assert "steps=77" not in page.url
    expect(field(page, "steps")).not_to_have_value("77")


@pytest.mark.parametrize(
    ("link", "then"), [("[data-page=race]", "/race"), ("[data-preset='Too much']", "/dropout")]
)
def test_a_page_that_is_about_to_run_as_a_whole_asks_for_no_part(visit: Visit, link: str, then: str) -> None:
    """Streamlit would run the part after it, and show nothing of another page, or take the panel away for a
    moment."""
    lines: list[Between] = []
    page = visit("/dropout?v=1&depth=2&width=16", before=lambda page: lines.append(Between(page)))
    (line,) = lines
    command(page, "start").click()
    page.wait_for_function("() => document.querySelector('progress').value > 3")
    line.hold_from = "more"
    while not line.has_a_picture:
        page.wait_for_timeout(10)
    picture = len(line.held)
    page.locator(link).click()
    page.evaluate("""() => {
      const study = document.querySelector("[data-study]")
      const look = () => (window.taken ||= !study.isConnected && location.pathname === "/dropout")
      new MutationObserver(look).observe(document, { subtree: true, childList: true })
    }""")
    line.pass_on(picture)
    page.wait_for_timeout(600)  # less than the run of a page may take: pending_edits.js, WHOLE
    if then != "/dropout":
        slider(page, "b.dropout").press("ArrowRight")
        page.wait_for_timeout(1000)
    assert line.said[-1] in ("go", "follow")
    line.holds, line.hold_from = False, ""
    line.pass_on(len(line.held))
    page.wait_for_function(
        (
            "then => location.pathname === then && location.pathname + location.search !== "
            "'/dropout?v=1&depth=2&width=16'"
        ),
        arg=then,
    )
    page.wait_for_selector(PAINTED, state="attached")
    page.wait_for_selector(IDLE)
    assert then != "/dropout" or not page.evaluate("window.taken")
