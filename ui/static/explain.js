// What tooltips say, for fingers and keys: where Tab stops or a finger taps, the same text stands beside,
// until Escape, another tap, a slider that moves, a text that is written, or until what it explains is out of
// sight.
// What is explained and no control is a stop of Tab of its own.
const PLACES = ["panel", "player", "study", "headline"].map(part => `[data-${part}] [title]`).join()
const SOON = 500 // ms: a focus that follows a press is none of a key
const [GAP, EDGE, STILL] = [6, 8, 10] // px; STILL: a finger that moves farther does not tap
const COLOURS = ["--st-background-color", "--st-text-color", "--st-font"]

const labelOf = id =>
  id ? document.querySelector(`[data-panel] label[for="${CSS.escape(id)}"][title]`) : null

const explained = node => {
  const place = node.closest("[title]") ?? labelOf(node.id)
  return place?.matches(PLACES) && place.title ? place : null
}

// What stands outside of every component gets the colours that the theme gives to those inside.
export const dress = (node, within) => {
  const style = within && getComputedStyle(within)
  for (const name of COLOURS) node.style.setProperty(name, style?.getPropertyValue(name) ?? "")
}

// Whether the middle of a place is to be seen: neither scrolled away nor under what stays in sight.
const isSeen = place => {
  const { left, top, width, height } = place.getBoundingClientRect()
  const there = document.elementFromPoint(left + width / 2, top + height / 2)
  return Boolean(there && (place.contains(there) || there.contains(place)))
}

export const explain = signal => {
  const tip = document.createElement("div")
  Object.assign(tip, { className: "explains", ariaHidden: "true" }) // a title is already read out
  tip.hidden = true
  document.body.append(tip)
  let down = null // where a finger is
  let pressed = -Infinity // ms, when anything was pressed last
  let tapped = false // whether a finger asked last
  let shown = null // what is explained now
  const changes = new MutationObserver(() => follow())
  signal.addEventListener("abort", () => { changes.disconnect(); tip.remove() })
  const hide = () => {
    shown = null
    tip.hidden = true
    changes.disconnect()
  }
  const put = () => {
    const [at, size] = [shown.getBoundingClientRect(), tip.getBoundingClientRect()]
    const above = at.top - GAP - size.height
    tip.style.top = `${above > EDGE ? above : Math.min(at.bottom + GAP, innerHeight - size.height - EDGE)}px`
    tip.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - size.width - EDGE))}px`
  }
  const show = place => {
    hide()
    shown = place
    tip.textContent = place.title
    dress(tip, place)
    tip.hidden = false
    put()
    const part = place.closest("[data-panel], tbody, .charts") // what may be built anew
    if (part) changes.observe(part, { childList: true, subtree: part.matches("[data-panel]") })
  }
  const follow = () => { // a panel that is built anew has another label of the same control
    if (shown && !shown.isConnected) shown = labelOf(shown.htmlFor)
    shown && isSeen(shown) ? put() : hide()
  }
  const listen = (name, use) => document.addEventListener(name, use, { signal, capture: true, passive: true })
  listen("focusin", ({ target, timeStamp }) => {
    const byKey = !tapped && target.matches(":focus-visible") && timeStamp - pressed > SOON
    const place = byKey ? explained(target) : null
    if (place) show(place)
  })
  listen("focusout", () => { if (!tapped) hide() }) // a tap may move the focus, and build the panel anew
  listen("pointerdown", ({ pointerType, timeStamp, clientX, clientY }) => {
    pressed = timeStamp
    tapped = false
    down = pointerType === "mouse" ? null : [clientX, clientY]
    hide()
  })
  listen("pointercancel", () => (down = null))
  listen("pointerup", ({ target, clientX, clientY }) => {
    tapped = down && Math.hypot(clientX - down[0], clientY - down[1]) < STILL
    down = null
    const place = tapped && !target.closest("a") ? explained(target) : null
    if (place) show(place)
  })
  listen("keydown", ({ key }) => {
    tapped = false
    if (key === "Escape") hide()
  })
  listen("input", ({ target }) => { // it would cover what the hand does
    if (!["checkbox", "radio"].includes(target.type)) hide()
  })
  listen("scroll", () => { if (shown) follow() })
}
