// A hand on a plane of codes: what it points at is decoded at once; it drags the ring and chooses points, by
// pointer, finger and keys.
import { digits } from "./draw.js"
import { isInside } from "./frame.js"
import { reading } from "./reading.js"
import { say } from "./texts.js"

const [NEAR, ON, STILL] = [14, 7, 4] // px: of the ring, of a numeral; less is a click
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const [STEP, LARGE] = [0.01, 0.05] // of the window, for a key

const fixed = value => Number(value.toFixed(3)) || 0

export class CodesHand {
  constructor(chart) {
    this.chart = chart
    const { box } = chart
    Object.assign(box, { tabIndex: 0, ariaLabel: say("codes_keys") })
    box.setAttribute("role", "application")
    const on = (name, use, options) => box.addEventListener(name, use, options)
    on("pointerdown", e => this.take(e))
    on("pointermove", e => this.move(e))
    on("pointerup", e => this.release(e))
    on("pointercancel", () => this.end())
    on("pointerleave", () => { if (!this.press) this.point(null) })
    on("keydown", e => this.key(e))
    on("touchstart", e => { if (this.isOnRing(this.pixel(e.touches[0]))) e.preventDefault() },
      { passive: false })
  }

  get declared() { return this.chart.spec.codes }
  get ring() { return this.put ?? this.declared.ring }

  answered() { // the picture says where the ring is
    if (this.press) return
    this.put = null
    if (this.chart.under) this.chart.under = { ...this.chart.under, ring: null }
  }

  pixel({ clientX, clientY }) {
    const box = this.chart.canvas.getBoundingClientRect()
    return [clientX - box.left, clientY - box.top]
  }

  value([px, py]) { // inside the frame
    const { at } = this.chart
    const within = ({ low, high }, value) => Math.min(high, Math.max(low, value))
    return [within(at.x, at.x.back(px)), within(at.y, at.y.back(py))]
  }

  apart([x, y], [px, py]) {
    const { at } = this.chart
    return Math.hypot(at.x.to(x) - px, at.y.to(y) - py)
  }

  isOnRing(pixel) { return Boolean(this.chart.at) && this.apart(this.ring, pixel) < NEAR }

  nearest(pixel, reach) { // the number of the nearest point within so many px; −1: none
    const { at } = this.declared
    let [found, least] = [-1, reach]
    for (let i = 0; 2 * i < at.length; i++) {
      const far = this.apart([at[2 * i], at[2 * i + 1]], pixel)
      if (far < least) [found, least] = [i, far]
    }
    return found
  }

  point(place) { // draws the picture of a place, and says where it is
    const { chart } = this
    chart.under = { at: place, ring: this.put ?? null }
    chart.paint()
    const at = place ?? this.put
    chart.tip.textContent = at ? this.said(at) : ""
  }

  said([x, y]) {
    const { at, plot } = this.chart
    const more = reading(plot, at.x.to(x), at.y.to(y))
    return more || say("codes_place", { x: digits(x), y: digits(y) })
  }

  take(e) {
    const pixel = this.pixel(e)
    if (e.button || !e.isPrimary || !this.chart.at || !isInside(this.chart.plot, ...pixel)) return
    this.press = { from: pixel, held: this.isOnRing(pixel), moved: false }
    if (this.press.held) this.chart.box.setPointerCapture(e.pointerId)
    if (e.pointerType === "touch") this.point(this.value(pixel)) // a finger does not hover
  }

  move(e) {
    const { press, chart } = this
    if (!chart.at) return
    if (press && !e.buttons) return this.end() // let go outside
    const pixel = this.pixel(e)
    if (press) {
      if (Math.hypot(pixel[0] - press.from[0], pixel[1] - press.from[1]) > STILL) press.moved = true
      if (!press.held || !press.moved) return
      this.put = this.value(pixel)
      chart.box.style.cursor = "grabbing"
      return this.point(null)
    }
    if (e.pointerType === "touch") return
    const isThere = isInside(chart.plot, ...pixel)
    chart.box.style.cursor = !isThere ? "" : this.isOnRing(pixel) ? "grab" : "crosshair"
    this.point(isThere ? this.value(pixel) : null)
  }

  release(e) {
    const { press } = this
    this.press = null
    if (!press || (press.moved && !press.held)) return
    const pixel = this.pixel(e)
    const chosen = press.moved ? -1 : this.nearest(pixel, ON)
    chosen >= 0 ? this.choose(chosen) : this.place(press.moved ? this.put : this.value(pixel))
  }

  end() {
    Object.assign(this, { press: null, put: null })
    if (this.chart.plot) this.point(null)
  }

  choose(number) {
    const [digit, place] = this.declared.sets
    this.put = null
    this.chart.emit({ [digit]: String(number), [place]: "" })
  }

  place(place) {
    this.put = place.map(fixed)
    this.point(null)
    this.chart.emit({ [this.declared.sets[1]]: [this.declared.name, ...this.put].join(",") })
  }

  key(e) {
    const { chart } = this
    if (e.ctrlKey || e.metaKey || e.altKey || !chart.at) return
    const { at } = chart
    const here = [at.x.to(this.ring[0]), at.y.to(this.ring[1])]
    if (e.key === "Enter" || e.key === " ") this.choose(this.nearest(here, Infinity))
    else if (ARROWS[e.key]) {
      const [right, up] = ARROWS[e.key]
      const size = (e.shiftKey ? LARGE : STEP) * (at.x.high - at.x.low)
      this.place(this.value([at.x.to(this.ring[0] + right * size), at.y.to(this.ring[1] + up * size)]))
    } else return
    e.preventDefault()
    e.stopPropagation()
  }
}
