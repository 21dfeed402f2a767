// What tooltips say, for fingers and keys: where Tab stops or a finger taps, the same text stands beside, until Escape, another tap, a slider that moves,
// or a text that is written. What is explained and no control is a stop of Tab of its own.
const PLACES = "[data-panel] [title], [data-player] [title], [data-study] [title]"
const SOON = 500 // ms: a focus that follows a press is none of a key
const [GAP, EDGE, STILL] = [6, 8, 10] // px; STILL: a finger that moves farther does not tap

const explained = node => {
  const label = node.id ? node.closest("[data-panel]")?.querySelector(`label[for="${CSS.escape(node.id)}"][title]`) : null
  const place = node.closest("[title]") ?? label
  return place?.matches(PLACES) && place.title ? place : null
}

export const explain = signal => {
  const tip = document.createElement("div")
  Object.assign(tip, { className: "explains", ariaHidden: "true" }) // a title is already read out
  tip.hidden = true
  document.body.append(tip)
  signal.addEventListener("abort", () => tip.remove())
  let down = null // where a finger is
  let pressed = -Infinity // ms, when anything was pressed last
  let tapped = false // whether a finger asked last
  let shown = null // what is explained now
  const hide = () => { shown = null; tip.hidden = true }
  const show = place => {
    shown = place
    tip.textContent = place.title
    tip.hidden = false
    const [at, size] = [place.getBoundingClientRect(), tip.getBoundingClientRect()]
    const above = at.top - GAP - size.height
    tip.style.top = `${above > EDGE ? above : Math.min(at.bottom + GAP, innerHeight - size.height - EDGE)}px`
    tip.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - size.width - EDGE))}px`
  }
  const listen = (name, use) => document.addEventListener(name, use, { signal, capture: true, passive: true })
  listen("focusin", event => {
    const place = !tapped && event.target.matches(":focus-visible") && event.timeStamp - pressed > SOON ? explained(event.target) : null
    if (place) show(place)
  })
  listen("focusout", () => { if (!tapped) hide() }) // a tap may move the focus, and build the panel anew
  listen("pointerdown", event => { pressed = event.timeStamp; tapped = false; down = event.pointerType === "mouse" ? null : [event.clientX, event.clientY]; hide() })
  listen("pointercancel", () => (down = null))
  listen("pointerup", event => {
    tapped = down && Math.hypot(event.clientX - down[0], event.clientY - down[1]) < STILL
    down = null
    const place = tapped && !event.target.closest("a") ? explained(event.target) : null
    if (place) show(place)
  })
  listen("keydown", event => { tapped = false; if (event.key === "Escape") hide() })
  listen("input", event => { if (!["checkbox", "radio"].includes(event.target.type)) hide() }) // it would cover what the hand does
  listen("scroll", () => { if (shown?.isConnected) show(shown) })
}
