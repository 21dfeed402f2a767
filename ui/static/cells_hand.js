// A hand on a picture made of grids: what it points at is lit at once; it draws, types numbers and chooses
// cells, by pointer, finger and keys.
import { short } from "./cells.js"
import { fieldOver, fixed } from "./cells_field.js"
import { cellAt, gridOf, gridsOf, placed } from "./cells_layout.js"
import { DRAG } from "./pending_edits.js"
import { say } from "./texts.js"

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

const inkText = flat => flat.map(value => value.toString(17)).join("")
const rowsText = (flat, columns) => {
  const rows = []
  for (let i = 0; i < flat.length; i += columns) rows.push(flat.slice(i, i + columns).join(","))
  return rows.join(";")
}

const textOf = ({ kind, columns }, flat) =>
  (kind === "ink" ? inkText(flat) : rowsText(flat.map(fixed), columns))

export class CellsHand {
  constructor(chart) {
    this.chart = chart
    const { box } = chart
    Object.assign(box, { tabIndex: 0, ariaLabel: say("cells_keys") })
    box.setAttribute("role", "application")
    const on = (name, use, options) => box.addEventListener(name, use, options)
    on("pointerdown", e => this.take(e))
    on("pointermove", e => this.move(e))
    on("pointerup", e => this.release(e))
    on("pointercancel", () => this.end())
    on("pointerleave", () => { if (!this.press) this.point(null) })
    on("keydown", e => this.key(e))
    on("focus", () => { if (!this.byPointer) this.point(this.cursor ?? this.first()) })
    on("blur", () => { if (!this.typing) this.point(null) })
    on("touchstart", e => { if (this.sets(this.hit(e.touches[0]))?.kind === "ink") e.preventDefault() },
      { passive: false })
  }

  get cells() { return this.chart.spec.cells }

  hit({ clientX, clientY }) {
    const { canvas, size, look, spec } = this.chart
    if (!size || !spec.cells) return null
    const [x, y] = [clientX, clientY].map((v, i) => v - canvas.getBoundingClientRect()[i ? "top" : "left"])
    return cellAt(placed(canvas.getContext("2d"), look, ...size, spec.cells), x, y)
  }

  sets(cell) { return cell && gridOf(this.cells, cell.grid)?.sets }

  first() {
    const grid = gridsOf(this.cells).find(grid => grid.sets)
    return grid && { grid: grid.key, at: 0 }
  }

  point(cell) {
    const { chart } = this
    if (JSON.stringify(cell) === JSON.stringify(chart.under ?? null)) return
    chart.under = cell
    chart.paint()
    chart.tip.textContent = cell ? this.said(cell) : ""
  }

  said({ grid: key, at }) {
    const grid = gridOf(this.cells, key)
    const value = grid.z[at]
    const places = { row: Math.floor(at / grid.columns) + 1, column: (at % grid.columns) + 1 }
    if (grid.made !== undefined || value === null) return ""
    const text = say("cells_cell", { grid: grid.label, ...places, value: short(value) })
    const shared = grid.shares?.[at]
    if (!(shared >= 0) || grid.rows * grid.columns < 30) return text
    const many = grid.shares.filter(weight => weight === shared).length
    return `${text}   ${say("cells_shared", { many })}`
  }

  // A setting's numbers, as the hand has left them: answers come later, one after the other.
  latest(sets) {
    const isOurs = this.sent?.setting === sets.setting && this.sent.texts.includes(textOf(sets, sets.flat))
    if (!isOurs) this.sent = null
    return [...(this.sent?.flat ?? sets.flat)]
  }

  send(sets, flat, commit, rest) {
    const before = this.sent?.texts ?? [textOf(sets, sets.flat)]
    const text = textOf(sets, flat)
    this.sent = { setting: sets.setting, flat, texts: [...before, text] }
    this.chart.emit({ ...sets.also, [sets.setting]: text }, commit, rest)
  }

  answered() { // the picture that is shown now may be what was sent last
    const isMine = ({ sets }) => sets?.setting === this.sent.setting
    const mine = this.sent && gridsOf(this.cells).find(isMine)?.sets
    if (mine && textOf(mine, mine.flat) === this.sent.texts.at(-1)) this.sent = null
    const { under, tip } = this.chart // its number may be another one now
    if (under && gridOf(this.cells, under.grid)?.z[under.at] !== undefined) tip.textContent = this.said(under)
  }

  // --- pointer ---------------------------------------------------------------------------------
  take(e) {
    if (e.button || this.typing?.contains(e.target)) return
    this.byPointer = true
    setTimeout(() => (this.byPointer = false))
    const cell = this.hit(e)
    this.point(cell)
    this.cursor = cell ?? this.cursor
    const sets = this.sets(cell)
    this.press = { cell, kind: sets?.kind }
    if (sets?.kind !== "ink") return
    const place = this.inner(cell)
    if (place === null) return
    this.stroke = { sets, flat: this.latest(sets), grid: cell.grid }
    this.stroke.value = this.stroke.flat[sets.at + place] >= sets.high / 2 ? 0 : sets.high
    this.chart.box.setPointerCapture(e.pointerId)
    this.draw(cell)
  }

  // The place of a cell without the padding around its grid, or null on the padding.
  inner({ grid: key, at }) {
    const { rows, columns, around } = gridOf(this.cells, key)
    const [[top, bottom], [left, right]] = around ?? [[0, 0], [0, 0]]
    const [row, column] = [Math.floor(at / columns), at % columns]
    if (row < top || row >= rows - bottom || column < left || column >= columns - right) return null
    return (row - top) * (columns - left - right) + column - left
  }

  draw(cell) {
    const { sets, flat, value, grid } = this.stroke
    const place = cell?.grid === grid ? this.inner(cell) : null
    if (place === null || flat[sets.at + place] === value) return
    flat[sets.at + place] = value
    this.send(sets, [...flat], false, DRAG) // one stroke is one entry of the history
  }

  move(e) {
    if (this.typing) return
    if (this.press && !e.buttons && e.pointerType === "mouse") this.end() // let go outside
    const cell = this.hit(e)
    if (this.stroke) this.draw(cell)
    if (e.pointerType !== "touch" || this.press) this.point(cell)
    const kind = this.sets(cell)?.kind
    this.chart.box.style.cursor = { ink: "crosshair", number: "text", place: "pointer" }[kind] ?? ""
  }

  release(e) {
    const { press, stroke } = this
    this.end()
    if (stroke) { this.chart.emit({}, true); return }
    const cell = this.hit(e)
    if (press?.cell && cell?.grid === press.cell.grid && cell.at === press.cell.at) this.act(cell)
  }

  end() { this.press = this.stroke = null }

  // --- what is done to a cell ------------------------------------------------------------------
  act(cell, typed = null) {
    const sets = this.sets(cell)
    if (!sets) return
    const place = sets.whole ? cell.at : this.inner(cell)
    if (sets.kind === "place" && place !== null) this.chart.emit({ [sets.setting]: String(sets.at + place) })
    if (sets.kind === "number") this.type(cell, typed)
    if (sets.kind === "ink" && place !== null) {
      this.put(cell, this.latest(sets)[sets.at + place] >= sets.high / 2 ? 0 : sets.high)
    }
  }

  put(cell, value, commit = true) {
    const sets = this.sets(cell)
    const place = this.inner(cell)
    if (place === null) return
    const flat = this.latest(sets)
    flat[sets.at + place] = sets.kind === "ink" ? Math.min(sets.high, Math.max(0, Math.round(value))) : value
    this.send(sets, flat, commit)
  }

  type(cell, typed) {
    const taken = value => this.put(cell, value)
    const left = () => (this.typing = null)
    this.typing = fieldOver(this.chart, cell, typed, taken, left)
    this.typing.focus()
    if (typed === null) this.typing.select()
  }

  // --- keys ------------------------------------------------------------------------------------
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const cell = this.cursor ?? this.first()
    if (!cell || !gridOf(this.cells, cell.grid)) return
    const used = MOVES[e.key] ? this.go(cell, MOVES[e.key]) : this.pressed(cell, e.key)
    if (!used) return
    e.preventDefault()
    e.stopPropagation()
  }

  go(cell, [down, right]) {
    const grids = gridsOf(this.cells).filter(grid => grid.sets)
    const here = grids.findIndex(grid => grid.key === cell.grid)
    if (here < 0) { this.cursor = this.first(); this.point(this.cursor); return true }
    const { rows, columns } = grids[here]
    const [row, column] = [Math.floor(cell.at / columns) + down, (cell.at % columns) + right]
    let next = { grid: cell.grid, at: row * columns + column }
    if (row < 0 || row >= rows || column < 0 || column >= columns) { // beyond its edge: another grid
      const other = grids[here + (down + right)]
      if (!other) return true
      const inside = Math.min(other.rows - 1, Math.max(0, Math.floor(cell.at / columns)))
      next = { grid: other.key, at: inside * other.columns + (down + right > 0 ? 0 : other.columns - 1) }
    }
    this.cursor = next
    this.point(next)
    return true
  }

  pressed(cell, key) {
    const sets = this.sets(cell)
    if (!sets) return false
    if (key === "Enter" || key === " ") { this.act(cell); return true }
    if (sets.kind === "number" && /^[\d.−-]$/.test(key)) { this.act(cell, key); return true }
    const step = { "+": 1, "-": -1 }[key]
    const place = this.inner(cell)
    if (!step || place === null || sets.kind === "place") return false
    this.put(cell, this.latest(sets)[sets.at + place] + step, false)
    return true
  }
}

