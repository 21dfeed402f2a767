// A number: a slider, linear or logarithmic, and a field to type it into.
import { el, markRefused, refusal } from "./element.js"
import { say } from "./texts.js"
import { show, typed } from "./typed.js"

const POSITIONS = 500
const UP = ["ArrowRight", "ArrowUp"]
const DOWN = ["ArrowLeft", "ArrowDown"]

const clamp = (value, low, high) => Math.min(high, Math.max(low, value))
const round = (value, { step }) => (step ? Math.round(value) : Number(value.toPrecision(3)))
const toPosition = (value, { low, high, log }) =>
  POSITIONS * (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low))
const toValue = (position, item) => {
  const { low, high, log } = item
  const share = position / POSITIONS
  return clamp(round(log ? low * (high / low) ** share : low + share * (high - low), item), low, high)
}

// A step of the range may be smaller than one unit of a whole number: a key moves by one unit then.
const nudge = (event, { key, step, low, high }, current, use) => {
  if (!step || ![...UP, ...DOWN].includes(event.key)) return
  event.preventDefault()
  use(clamp(current() + (UP.includes(event.key) ? 1 : -1), low, high))
}

export const slider = (panel, item) => {
  const { key } = item
  const id = "p-" + key
  const name = item.spoken || item.label
  const { hand } = panel
  const { drafts } = hand // of what was refused, until there is another number, or the address has moved on
  let now = item
  let shown // in the field
  let mine // what this row sent last
  const error = refusal(key)
  const accept = () => {
    drafts.delete(key)
    error.hidden = true
    markRefused(number, false)
  }
  const refuse = (text, why) => {
    error.textContent = why
    error.hidden = false
    markRefused(number, true)
    drafts.set(key, { text, why })
  }
  const send = (value, commit) => {
    accept()
    mine = String(value)
    const isNew = !commit || mine !== String(now.value) || key in hand.live
    if (isNew) panel.edit({ ...now.with, [key]: mine }, commit)
  }
  const write = value => { number.value = shown = show(value) }
  const put = (value, sliding) => {
    if (!sliding) range.value = toPosition(value, item)
    if (number !== number.ownerDocument.activeElement || sliding || number.value === "") write(value)
    range.setAttribute("aria-valuetext", show(value))
  }
  const current = () => (key in hand.live ? Number(hand.live[key]) : toValue(Number(range.value), item))
  const range = el("input", {
    type: "range", id, "data-name": key, min: 0, max: POSITIONS, step: 1, "aria-label": name,
    title: say("slider_about", { about: item.about || item.label, value: show(item.default) }),
    onpointerdown: () => (panel.dragging = true),
    oninput: () => {
      const value = toValue(Number(range.value), item)
      put(value, true)
      send(value, false)
    },
    ondblclick: () => { put(item.default); send(item.default, true) },
    onkeydown: e => nudge(e, item, current, value => { put(value); send(value, false) }),
  })
  const number = el("input", {
    type: "text", inputmode: "decimal", id: id + "-n", "data-name": key,
    "aria-label": say("value_of", { name }), "aria-describedby": error.id, autocomplete: "off",
    onchange: () => {
      const { value, why } = typed(number.value, item)
      if (why) return refuse(number.value, why)
      shown = number.value
      put(value)
      send(value, true)
    },
    onkeydown: e => { if (e.key === "Escape") { accept(); put(now.value); write(now.value) } },
  })
  const refresh = fresh => {
    now = fresh
    if (!error.hidden && drafts.has(key)) return // what was refused stays beside the reason
    if (panel.ahead(key, mine) || panel.typing(number, shown)) return
    accept()
    const value = Number(panel.at(key, fresh.value))
    put(value)
    write(value)
  }
  const left = `left:${(100 * toPosition(item.default, item)) / POSITIONS}%`
  const mark = el("i", { class: "default", style: left, "aria-hidden": "true" })
  const symbol = item.symbol && el("span", { class: "symbol", text: item.symbol })
  const words = [item.label, symbol ? " " : null, symbol]
  const label = item.bare ? null : el("label", { for: id, title: item.about }, ...words)
  const track = el("span", { class: "track" }, mark, range)
  const node = el("div", { class: item.bare ? "row slider bare" : "row slider" }, label, track, number, error)
  return { node, refresh }
}
