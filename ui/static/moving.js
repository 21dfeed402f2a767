// Dots that a hand can take along their line: each sets one number, that along x. A click beside a line
// brings its dot there.
import { digits, marker } from "./draw.js"
import { level } from "./marks.js"

const NEAR = 14 // px
const STILL = 4 // px: less is a click
const LINGERS = 700 // ms that a moved dot's shadow stays, at most: the answer draws it anew

// The height of a line, in pixels, at a pixel of x; null where it is not drawn.
const between = (line, at, px) => {
  for (let i = 0; i + 1 < line.x.length; i++) {
    const [a, b] = [at.x.to(line.x[i]), at.x.to(line.x[i + 1])]
    if (px < a || px > b || line.y[i] === null || line.y[i + 1] === null) continue
    return at.y.to(line.y[i]) + ((px - a) / (b - a || 1)) * (at.y.to(line.y[i + 1]) - at.y.to(line.y[i]))
  }
  return null
}

export class Moving {
  constructor(chart) {
    this.chart = chart
    const { box } = chart
    box.addEventListener("pointerdown", e => this.take(e))
    box.addEventListener("pointermove", e => this.drag(e))
    box.addEventListener("pointerup", e => this.release(e))
    box.addEventListener("pointercancel", () => this.drop())
  }

  place(e) {
    const box = this.chart.canvas.getBoundingClientRect()
    return [e.clientX - box.left, e.clientY - box.top]
  }

  of(kind) { return this.chart.spec?.marks.filter(mark => mark.kind === kind && mark.sets) || [] }

  dot(px, py) { // the nearest dot within reach
    const { at } = this.chart
    const apart = mark => Math.hypot(at.x.to(mark.x[0]) - px, level(at, mark, 0) - py)
    const far = mark => (mark.y[0] === null ? Infinity : apart(mark))
    return this.nearest(this.of("dots"), far)
  }

  line(px, py) { // the dot of the nearest line within reach
    const far = line => {
      const y = between(line, this.chart.at, px)
      return y === null ? Infinity : Math.abs(y - py)
    }
    const found = this.nearest(this.of("line"), far)
    return found && this.of("dots").find(dot => dot.label === found.label)
  }

  nearest(marks, far) {
    const nearer = ([best, least], mark) => (far(mark) < least ? [mark, far(mark)] : [best, least])
    return marks.reduce(nearer, [null, NEAR])[0]
  }

  take(e) {
    if (!this.chart.at || e.button) return
    const [px, py] = this.place(e)
    const dot = this.dot(px, py)
    this.press = { px, py, dot, moved: false }
    if (dot) this.chart.box.setPointerCapture(e.pointerId)
  }

  drag(e) {
    const [px, py] = this.place(e)
    if (this.press && !e.buttons) this.press = null // let go outside
    if (!this.press) {
      if (this.chart.at && e.pointerType !== "touch") this.chart.box.style.cursor = this.cursor(px, py)
      return
    }
    if (Math.hypot(px - this.press.px, py - this.press.py) > STILL) this.press.moved = true
    if (this.press.dot && this.press.moved) this.ghost(this.press.dot, px)
  }

  cursor(px, py) {
    if (this.dot(px, py)) return "ew-resize"
    return this.line(px, py) ? "pointer" : ""
  }

  release(e) {
    const press = this.press
    this.press = null
    if (!press) return
    const [px, py] = this.place(e)
    const dot = press.dot ? press.moved && press.dot : !press.moved && this.line(px, py)
    if (press.dot && press.moved) setTimeout(() => this.chart.paint(), LINGERS)
    if (dot) this.chart.emit({ ...dot.with, [dot.sets]: String(this.value(dot, px)) })
  }

  drop() {
    this.press = null
    this.chart.paint()
  }

  value({ low, high }, px) {
    const value = Number(this.chart.at.x.back(px).toPrecision(3))
    return Math.min(high, Math.max(low, value))
  }

  ghost(dot, px) { // where the dot would go: on its line, with the number said
    const { at, canvas, look, tip } = this.chart
    this.chart.paint()
    const pen = canvas.getContext("2d")
    const value = this.value(dot, px)
    const x = at.x.to(value)
    const line = this.of("line").find(line => line.label === dot.label)
    const y = line && between(line, at, x)
    Object.assign(pen, { strokeStyle: dot.colour, fillStyle: dot.colour, lineWidth: 1.2, globalAlpha: 0.9 })
    pen.setLineDash([3, 3])
    pen.beginPath(); pen.moveTo(x, at.y.to(at.y.low)); pen.lineTo(x, at.y.to(at.y.high)); pen.stroke()
    pen.setLineDash([])
    if (y !== null && y !== undefined) {
      marker(pen, dot.marker, x, y, 6)
      Object.assign(pen, { strokeStyle: look.paper, lineWidth: 1.5 })
      pen.fill()
      pen.stroke()
    }
    pen.globalAlpha = 1
    tip.textContent = `${dot.label} ${digits(value)}`
  }
}
