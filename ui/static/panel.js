// The control panel: draws what the view declares, and gives the hand what is moved, typed and pressed.
import { DRAG, PendingEdits, speak } from "./pending_edits.js"
import { show, typed } from "./typed.js"
import { say } from "./texts.js"

const POSITIONS = 500
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name === "text") node.textContent = value
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? "" : value)
  }
  node.append(...children.filter(Boolean))
  return node
}

const round = (value, item) => (item.step ? Math.round(value) : Number(value.toPrecision(3)))
const clamp = (value, low, high) => Math.min(high, Math.max(low, value))
const toPosition = (value, { low, high, log }) =>
  POSITIONS * (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low))
const toValue = (position, item) => {
  const share = position / POSITIONS
  const raw = item.log ? item.low * (item.high / item.low) ** share : item.low + share * (item.high - item.low)
  return clamp(round(raw, item), item.low, item.high)
}

export class Panel {
  constructor(root, hand) {
    this.root = root
    this.hand = hand
    this.rows = new Map()
    this.abort = new AbortController()
    root.addEventListener("pointerdown", e => (this.pressed = e.button === 0), { signal: this.abort.signal, capture: true })
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => this.release(), { signal: this.abort.signal }) // the hand may let go anywhere
    window.addEventListener("pointermove", e => { if (this.pressed && !e.buttons) this.release() }, { signal: this.abort.signal }) // also where nobody says so: over a list's menu
  }

  update(groups) {
    const shape = JSON.stringify(groups, (name, value) => (["value", "values", "with"].includes(name) ? undefined : value))
    if (shape !== this.shape && this.pressed) { this.postponed = groups; return } // a click ends on what it began on, or it is none
    this.postponed = null
    this.built = shape !== this.shape
    if (this.built) this.build(groups)
    this.shape = shape
    if (this.built) this.hand.inherit(key => this.rows.has(key))
    for (const group of groups) for (const item of group.items) this.refresh(item)
    this.built = false
  }

  edit(changes, commit) { this.hand.edit(changes, commit, this.dragging ? DRAG : undefined) }

  release() {
    this.pressed = false
    if (this.postponed) setTimeout(() => { if (this.postponed) this.update(this.postponed) }) // after the click that follows
    if (!this.dragging) return
    this.dragging = false
    if (!this.hand.idle) this.edit({}, true)
  }

  // Whether a row stands where the hand that is on it has put it (mine: what it sent last), unless it has just been built.
  ahead(key, mine) { return mine !== undefined && this.hand.live[key] === mine && !this.built }

  typing(input, shown) { return !this.built && input === input.ownerDocument.activeElement && input.value !== shown } // shown: what was written into it last

  at(key, value) { return this.hand.live[key] ?? value }

  destroy() { this.abort.abort() }

  // --- drawing ---------------------------------------------------------------------------------
  build(groups) {
    const focused = this.root.ownerDocument.activeElement
    const focusId = this.root.contains(focused) ? focused.id : null
    const open = new Map([...this.root.querySelectorAll("details")].map(d => [d.dataset.fold, d.open]))
    this.rows.clear()
    this.root.replaceChildren(...groups.map(group => this.group(group, open)))
    if (focusId) this.root.querySelector("#" + CSS.escape(focusId))?.focus()
  }

  group(group, open) {
    const items = group.items.map(item => this.item(item))
    if (!group.folds) return el("section", { class: "group", "aria-label": group.title || say("first_group") }, group.title && el("h3", { text: group.title }), ...items)
    const isOpen = open.has(group.title) ? open.get(group.title) : group.open
    return el("details", { class: "group", "data-fold": group.title, open: isOpen }, el("summary", { text: group.title }), ...items)
  }

  item(item) {
    return this[item.kind](item)
  }

  select(item) {
    const id = "p-" + item.key
    const input = el("select", { id, "data-name": item.key, onchange: e => this.edit({ [item.key]: e.target.value }, true) },
      ...item.options.map(([value, text]) => el("option", { value, text })))
    this.rows.set(item.key, { refresh: now => { input.value = this.at(item.key, now.value) } })
    return el("div", { class: "row choice", title: item.about }, el("label", { for: id, text: item.label }), input)
  }

  segment(item) {
    const group = el("div", { class: "segments", role: "radiogroup", "aria-label": item.label, title: item.about })
    for (const [value, text] of item.options) {
      const id = `p-${item.key}-${value}`
      group.append(el("input", { type: "radio", id, name: item.key, "data-name": item.key, value, onchange: () => this.edit({ [item.key]: value }, true) }), el("label", { for: id, text }))
    }
    this.rows.set(item.key, { refresh: now => { for (const r of group.querySelectorAll("input")) r.checked = r.value === this.at(item.key, now.value) } })
    return el("div", { class: "row choice", title: item.about }, el("span", { class: "label", text: item.label }), group)
  }

  check(item) {
    const id = "p-" + item.key
    const input = el("input", { type: "checkbox", id, "data-name": item.key, onchange: e => this.edit({ [item.key]: e.target.checked ? "1" : "0" }, true) })
    this.rows.set(item.key, { refresh: now => { input.checked = String(this.at(item.key, now.value)) === "1" } })
    return el("div", { class: "row tick", title: item.about }, input, el("label", { for: id, text: item.label }))
  }

  slider(item) {
    const id = "p-" + item.key
    const name = item.spoken || item.label
    let now = item
    let shown // in the field
    let mine // what this row sent last
    const error = el("p", { class: "refusal", role: "alert", id: id + "-why", hidden: true })
    const { drafts } = this.hand // of what was refused, until there is another number, or the address has moved on
    const accept = () => { drafts.delete(item.key); error.hidden = true; number.removeAttribute("aria-invalid") }
    const send = (value, commit) => {
      accept()
      mine = String(value)
      if (!commit || mine !== String(now.value) || item.key in this.hand.live) this.edit({ ...now.with, [item.key]: mine }, commit)
    }
    const range = el("input", {
      type: "range", id, "data-name": item.key, min: 0, max: POSITIONS, step: 1, "aria-label": name, title: say("slider_about", { about: item.about || item.label, value: show(item.default) }),
      onpointerdown: () => (this.dragging = true),
      oninput: () => { const value = toValue(Number(range.value), item); put(value, true); send(value, false) },
      ondblclick: () => { put(item.default); send(item.default, true) },
      onkeydown: e => this.nudge(e, item, range, value => { put(value); send(value, false) }),
    })
    const number = el("input", {
      type: "text", inputmode: "decimal", id: id + "-n", "data-name": item.key, "aria-label": say("value_of", { name }), "aria-describedby": id + "-why", autocomplete: "off",
      onchange: () => {
        const { value, why } = typed(number.value, item)
        if (why) {
          error.textContent = why
          error.hidden = false
          number.setAttribute("aria-invalid", "true")
          drafts.set(item.key, { text: number.value, why })
        } else { shown = number.value; put(value); send(value, true) }
      },
      onkeydown: e => { if (e.key === "Escape") { accept(); put(now.value); write(now.value) } },
    })
    const write = value => { number.value = shown = show(value) }
    const put = (value, sliding) => {
      if (!sliding) range.value = toPosition(value, item)
      if (number !== number.ownerDocument.activeElement || sliding || number.value === "") write(value)
      range.setAttribute("aria-valuetext", show(value))
    }
    const mark = el("i", { class: "default", style: `left:${(100 * toPosition(item.default, item)) / POSITIONS}%`, "aria-hidden": "true" })
    this.rows.set(item.key, {
      refresh: fresh => {
        now = fresh
        if (!error.hidden && drafts.has(item.key)) return // what was refused stays beside the reason
        if (this.ahead(item.key, mine) || this.typing(number, shown)) return
        accept()
        const value = Number(this.at(item.key, fresh.value))
        put(value)
        write(value)
      },
    })
    const symbol = item.symbol && el("span", { class: "symbol", text: item.symbol })
    const label = item.bare ? null : el("label", { for: id, title: item.about }, item.label, symbol ? " " : null, symbol)
    return el("div", { class: item.bare ? "row slider bare" : "row slider" }, label, el("span", { class: "track" }, mark, range), number, error)
  }

  nudge(event, item, range, use) {
    // a step of the range may be smaller than one unit of a whole number: move by one unit then
    if (!item.step || !["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].includes(event.key)) return
    event.preventDefault()
    const before = toValue(Number(range.value), item)
    const current = item.key in this.hand.live ? Number(this.hand.live[item.key]) : before
    use(clamp(current + (["ArrowRight", "ArrowUp"].includes(event.key) ? 1 : -1), item.low, item.high))
  }

  text(item) { // a formula: taken with Enter or when the field is left; a refused one stays as it was typed
    const id = "p-" + item.key
    const error = el("p", { class: "refusal", role: "alert", id: id + "-why", hidden: true })
    let now = item
    let mine
    const input = el("textarea", { id, "data-name": item.key, rows: 1, spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-describedby": id + "-why", title: item.about,
      oninput: () => fit(),
      onchange: () => send(input.value),
      onkeydown: e => {
        if (e.key === "Escape") { this.hand.drafts.delete(item.key); refresh(now); put(now.value) }
        if (e.key !== "Enter" || e.isComposing) return
        e.preventDefault()
        send(input.value)
      },
    })
    const fit = () => { input.style.height = ""; if (input.scrollHeight) input.style.height = input.scrollHeight + 2 + "px" }
    const put = value => { if (input.value !== value) input.value = value; fit() }
    const send = raw => {
      const text = raw.replace(/[\r\n]+/g, " ")
      if (text === (this.hand.live[item.key] ?? this.hand.drafts.get(item.key)?.text ?? now.value)) return
      this.hand.drafts.delete(item.key)
      mine = text
      put(text)
      refresh(now)
      if (text !== now.value) this.edit({ [item.key]: text }, true)
    }
    const refresh = fresh => {
      const draft = this.hand.drafts.get(item.key)
      const typing = this.typing(input, now.value)
      now = fresh
      error.hidden = !draft
      error.textContent = draft ? draft.why : ""
      draft ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid")
      if (draft) put(draft.text)
      else if (!this.ahead(item.key, mine) && !typing) put(this.at(item.key, fresh.value))
      requestAnimationFrame(fit)
    }
    this.rows.set(item.key, { refresh })
    const examples = el("div", { class: "examples", role: "group", "aria-label": say("examples") }, ...(item.examples || []).map(example =>
      el("button", { type: "button", text: example, "data-example": example, title: say("take_example"), onclick: () => { input.value = example; send(example) } })))
    return el("div", { class: "row text", title: item.about }, el("label", { for: id, text: item.label }), input, error, examples)
  }

  span(item) { // two numbers, from and to
    let now = item
    const error = el("p", { class: "refusal", role: "alert", id: `p-${item.key}-why`, hidden: true })
    const [shown, mine] = [[], []] // of each field: what was written into it, and what it sent last
    const write = (i, value) => { inputs[i].value = shown[i] = show(value) }
    const inputs = item.sides.map((side, i) => {
      const input = el("input", { type: "text", inputmode: "decimal", id: "p-" + side.key, "data-name": side.key, "aria-label": side.spoken, "aria-describedby": error.id, autocomplete: "off",
        onchange: () => {
          const { value, why } = typed(input.value, now.sides[i])
          const fits = !why
          error.hidden = fits
          if (!fits) error.textContent = why
          fits ? input.removeAttribute("aria-invalid") : input.setAttribute("aria-invalid", "true")
          if (fits) { shown[i] = input.value; mine[i] = String(value) }
          if (fits && value !== now.sides[i].value) this.edit({ [side.key]: mine[i] }, true)
        },
        onkeydown: e => { if (e.key === "Escape") { error.hidden = true; input.removeAttribute("aria-invalid"); write(i, now.sides[i].value) } },
      })
      return input
    })
    this.rows.set(item.key, {
      refresh: fresh => {
        now = fresh
        fresh.sides.forEach((side, i) => {
          if (this.ahead(side.key, mine[i]) || this.typing(inputs[i], shown[i]) || inputs[i].hasAttribute("aria-invalid")) return
          write(i, Number(this.at(side.key, side.value)))
        })
      },
    })
    return el("div", { class: "row span", title: item.about, role: "group", "aria-label": item.label }, el("span", { class: "label", text: item.label }),
      inputs[0], el("span", { text: say("to") }), inputs[1], error)
  }

  checklist(item) {
    const list = el("div", { class: "checklist", role: "group", "aria-label": item.label })
    const boxes = new Map()
    const chosen = () => [...boxes].filter(([, box]) => box.checked).map(([value]) => value).join(",") || "none"
    if (item.rows.some(row => row.lr)) list.append(el("div", { class: "heads", "aria-hidden": "true" }, el("span", { text: say("rates") }), el("span", { class: "symbol", text: "η" })))
    for (const row of item.rows) {
      const id = `p-${item.key}-${row.value}`
      const box = el("input", { type: "checkbox", id, "data-name": item.key, value: row.value, onchange: () => this.edit({ [item.key]: chosen() }, true) })
      boxes.set(row.value, box)
      const swatch = el("i", { class: "swatch", style: `background:${row.colour}`, "aria-hidden": "true" })
      const head = el("div", { class: "racer" }, el("span", { class: "who" }, box, el("label", { for: id, title: row.about }, swatch, row.label)), row.lr && this.slider({ ...row.lr, bare: true }))
      list.append(head)
      if (row.more.length) {
        const inner = row.more.map(more => this.item(more))
        list.append(el("details", { class: "more", "data-fold": row.value }, el("summary", { text: row.summary, "aria-label": say("more_of", { row: row.label }) }), ...inner))
      }
    }
    this.rows.set(item.key, {
      refresh: now => {
        const values = this.hand.live[item.key]?.split(",") ?? now.values // an answer to an earlier click must not undo a later one
        for (const [value, box] of boxes) box.checked = values.includes(value)
        for (const row of now.rows) for (const inner of [row.lr, ...row.more]) if (inner) this.refresh(inner)
      },
    })
    return list
  }

  buttons(item) {
    this.rows.set(item.key, { refresh: now => { // values, if given: the commands that can be given now
      for (const button of row.children) { button.removeAttribute("aria-busy"); button.disabled = Boolean(now.values && !now.values.includes(button.dataset.command)) }
    } })
    const row = el("div", { class: "row buttons" }, ...item.options.map(([key, text, about]) =>
      el("button", { type: "button", text, title: about, "data-command": key, onclick: e => {
        if (item.commands) {
          e.currentTarget.setAttribute("aria-busy", "true") // until the server has answered
          return this.hand.command(key)
        }
        this.hand.forget()
        this.root.dispatchEvent(new CustomEvent("home", { bubbles: true }))
        this.edit({ [key]: "1" }, true)
      } })))
    return row
  }

  refresh(item) {
    this.rows.get(item.key)?.refresh(item)
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
