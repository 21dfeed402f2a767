"""What the panel sends, and when: Streamlit keeps one message of a component that waits for its turn, and may take a panel away for a moment."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]

# A panel of its own beside the page: `sent` by it, and answered by hand.
BENCH = """async () => {
  const file = name => performance.getEntriesByType('resource').map(entry => entry.name).find(url => url.includes(`/${name}`))
  const [{ Panel }, { Hand }] = await Promise.all([import(file('panel')), import(file('hand'))])
  const tick = (key, value) => ({ kind: 'check', key, label: key, value })
  const bench = {
    sent: [],
    fresh: () => {
      const root = document.body.appendChild(document.createElement('div'))
      const hand = new Hand(root)
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
    assert found == ["edit", "edit edit!", "edit edit! command", "edit edit! command", "edit edit! command edit"]


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
    page.get_by_role("textbox", name="Dropout of B, value", exact=True).fill("0.35")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => document.querySelector('progress').value === 23")
    assert "pb=0.35" in page.url


def test_a_page_whose_work_is_over_asks_for_nothing(visit: Visit) -> None:
    page = visit("/dropout?v=1&depth=2&width=16&epochs=23")
    page.evaluate("""() => { window.asked = 0; const send = WebSocket.prototype.send
      WebSocket.prototype.send = function (...message) { window.asked += 1; return send.apply(this, message) } }""")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => document.querySelector('progress').value === 23")
    expect(page.get_by_role("button", name="Start over", exact=True)).to_be_enabled()
    before = page.evaluate("() => window.asked")
    page.wait_for_timeout(1000)
    assert page.evaluate("() => window.asked") == before > 1


def test_a_click_on_the_map_right_after_a_key_on_a_slider_keeps_both(visit: Visit) -> None:
    page = visit("/race?v=1&rates=own")
    box = page.locator(".st-key-lab [data-map]").bounding_box()
    assert box
    page.get_by_role("slider", name="Learning rate of SGD", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    page.wait_for_function("() => ['sgd.lr', 'x', 'y'].every(name => new URLSearchParams(location.search).has(name))")
    expect(page.locator("#p-x-n")).not_to_have_value("")
    assert page.locator("#p-x-n").input_value() == f"{float(page.evaluate('() => new URLSearchParams(location.search).get(`x`)')):.4g}"
