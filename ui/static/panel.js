// The control panel: draws what the view declares, and gives the hand what is moved, typed and pressed.
import { buttons } from "./buttons.js"
import { checklist } from "./checklist.js"
import { check, segment, select } from "./choices.js"
import { el } from "./element.js"
import { text } from "./formula.js"
import { DRAG, PendingEdits, speak } from "./pending_edits.js"
import { slider } from "./slider.js"
import { span } from "./span.js"
import { say } from "./texts.js"

// A kind of control, (panel, item) to { node, refresh }: its row, and what puts a later item into it.
const KINDS = { buttons, check, checklist, segment, select, slider, span, text }

const REFRESHED = ["value", "values", "with"] // what of an item may change and leave its row as it is

export class Panel {
  constructor(root, hand) {
    this.root = root
    this.hand = hand
    this.rows = new Map() // what refreshes the row of a setting, by its key
    this.abort = new AbortController()
    const { signal } = this.abort
    root.addEventListener("pointerdown", e => (this.pressed = e.button === 0), { signal, capture: true })
    // the hand may let go anywhere, also where nobody says so: over a list's menu
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => this.release(), { signal })
    }
    const unsaid = e => { if (this.pressed && !e.buttons) this.release() }
    window.addEventListener("pointermove", unsaid, { signal })
  }

  update(groups) {
    const shape = JSON.stringify(groups, (name, value) => (REFRESHED.includes(name) ? undefined : value))
    if (shape !== this.shape && this.pressed) { // a click ends on what it began on, or it is none
      this.postponed = groups
      return
    }
    this.postponed = null
    this.built = shape !== this.shape
    if (this.built) this.build(groups)
    this.shape = shape
    if (this.built) this.hand.inherit(key => this.rows.has(key))
    for (const group of groups) for (const item of group.items) this.refresh(item)
    this.built = false
  }

  refresh(item) { this.rows.get(item.key)?.(item) }

  edit(changes, commit) { this.hand.edit(changes, commit, this.dragging ? DRAG : undefined) }

  release() {
    this.pressed = false
    if (this.postponed) { // after the click that follows
      setTimeout(() => { if (this.postponed) this.update(this.postponed) })
    }
    if (!this.dragging) return
    this.dragging = false
    if (!this.hand.idle) this.edit({}, true)
  }

  // Whether a row stands where the hand that is on it has put it, unless it has just been built. mine: what
  // it sent last.
  ahead(key, mine) { return mine !== undefined && this.hand.live[key] === mine && !this.built }

  // Whether a field is being typed into. shown: what was written into it last.
  typing(input, shown) {
    return !this.built && input === input.ownerDocument.activeElement && input.value !== shown
  }

  at(key, value) { return this.hand.live[key] ?? value }

  destroy() { this.abort.abort() }

  // --- drawing ---------------------------------------------------------------------------------
  build(groups) {
    const focused = this.root.ownerDocument.activeElement
    const { id: focusId, dataset } = this.root.contains(focused) ? focused : {}
    const open = new Map([...this.root.querySelectorAll("details")].map(d => [d.dataset.fold, d.open]))
    this.rows.clear()
    this.root.replaceChildren(...groups.map(group => this.group(group, open)))
    if (focusId) this.root.querySelector("#" + CSS.escape(focusId))?.focus()
    else if (dataset?.command) this.command(dataset.command)?.focus()
  }

  command(name) { // its button; the first, if that was pressed and is gone
    const there = [...this.root.querySelectorAll("[data-command]:not([disabled])")]
    return there.find(button => button.dataset.command === name) ?? there[0]
  }

  group({ title, items, folds, open }, wasOpen) {
    const rows = items.map(item => this.item(item))
    if (!folds) {
      const attributes = { class: "group", "aria-label": title || say("first_group") }
      return el("section", attributes, title && el("h3", { text: title }), ...rows)
    }
    const isOpen = wasOpen.has(title) ? wasOpen.get(title) : open
    const attributes = { class: "group", "data-fold": title, open: isOpen }
    return el("details", attributes, el("summary", { text: title }), ...rows)
  }

  item(item) {
    const { node, refresh } = KINDS[item.kind](this, item)
    this.rows.set(item.key, refresh)
    return node
  }
}

const panels = new WeakMap()

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-panel]")
  if (!root) return
  if (!panels.has(root)) panels.set(root, new Panel(root, new PendingEdits(root.parentElement)))
  const panel = panels.get(root)
  panel.hand.hear(data, speak(setTriggerValue))
  panel.update(data.groups)
  return () => { panel.hand.destroy(); panel.destroy(); panels.delete(root) }
}
