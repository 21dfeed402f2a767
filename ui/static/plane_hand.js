// A hand on a plane of points and centres: a click places or removes, what can be taken is dragged, and all
// of it goes by keys, too.
import { marker } from "./draw.js"
import { isInside } from "./frame.js"
import { say } from "./texts.js"

const NEAR = 14 // px
const FINGER = 1.5 // times as far for a finger
const STILL = 4 // px: less is a click
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const [STEP, LARGE] = [0.01, 0.05] // of the window, for a key

const fixed = value => Number(value.toFixed(3)) || 0
const textOf = places => places.map(place => place.map(fixed).join(",")).join(";")

export class PlaneHand {
  constructor(chart) {
    this.chart = chart
    const { box } = chart
    Object.assign(box, { tabIndex: 0, ariaLabel: say("plane_keys") })
    box.setAttribute("role", "application")
    const on = (name, use, options) => box.addEventListener(name, use, options)
    on("pointerdown", e => this.take(e))
    on("pointermove", e => this.drag(e))
    on("pointerup", e => this.release(e))
    on("pointercancel", () => (this.press = null))
    on("keydown", e => this.key(e))
    on("blur", () => this.choose(null))
    on("touchstart", e => { if (this.under(e.touches[0], FINGER)) e.preventDefault() }, { passive: false })
  }

  get declared() { return this.chart.spec.sets }

  // Where a hand has put them: the answer to it may still be on its way.
  places(kind) { return this.press?.places?.[kind] ?? this.declared[kind].places }

  pixel({ clientX, clientY }) {
    const box = this.chart.canvas.getBoundingClientRect()
    return [clientX - box.left, clientY - box.top]
  }

  under(e, wider = 1) { // the nearest that can be taken: { kind, i }
    const { at } = this.chart
    if (!at || !e) return null
    const [px, py] = this.pixel(e)
    let [found, least] = [null, NEAR * wider]
    for (const kind of ["centres", "points"]) this.places(kind).forEach(([x, y], i) => {
      const far = Math.hypot(at.x.to(x) - px, at.y.to(y) - py)
      if (far < least) [found, least] = [{ kind, i }, far]
    })
    return found
  }

  value(px, py) { // inside the window
    const { at, spec } = this.chart
    const within = (axis, value) => Math.min(axis.high, Math.max(axis.low, value))
    return [within(spec.x, at.x.back(px)), within(spec.y, at.y.back(py))]
  }

  take(e) {
    if (e.button || !e.isPrimary || !this.chart.at) return
    const [px, py] = this.pixel(e)
    if (!isInside(this.chart.plot, px, py)) return
    const own = this.under(e, e.pointerType === "touch" ? FINGER : 1)
    this.press = { px, py, own, moved: false }
    if (own) this.chart.box.setPointerCapture(e.pointerId)
  }

  drag(e) {
    const { press } = this
    if (press && !e.buttons) return void (this.press = null) // let go outside
    if (!press) {
      if (e.pointerType !== "touch") this.chart.box.style.cursor = this.under(e) ? "grab" : "crosshair"
      return
    }
    const [px, py] = this.pixel(e)
    if (Math.hypot(px - press.px, py - press.py) > STILL) press.moved = true
    if (!press.own || !press.moved) return
    this.chart.box.style.cursor = "grabbing"
    const { kind, i } = press.own
    press.places = { [kind]: this.places(kind).with(i, this.value(px, py)) }
    this.set(kind, press.places[kind], false)
  }

  release(e) {
    const { press } = this
    if (!press) return
    const moved = press.own && press.moved
    const places = moved && press.places[press.own.kind]
    this.press = null
    if (moved) return this.set(press.own.kind, places)
    if (press.moved) return
    const { click } = this.declared
    if (click === "remove") { if (press.own) this.remove(press.own) } else if (!press.own) {
      this.add(click, this.value(press.px, press.py))
    }
  }

  add(kind, place) {
    const { most } = this.declared[kind]
    const places = this.places(kind)
    if (places.length >= most) return void (this.chart.tip.textContent = say("plane_full", { most }))
    this.set(kind, [...places, place])
  }

  remove({ kind, i }) {
    const places = this.places(kind)
    if (kind === "centres" && places.length < 2) return
    this.set(kind, places.filter((_, j) => j !== i))
  }

  set(kind, places, commit = true) {
    const { setting, count, also } = this.declared[kind]
    const counted = count ? { [count]: String(places.length) } : {}
    this.chart.emit({ ...also, ...counted, [setting]: textOf(places) }, commit)
  }

  // --- keys: one of them is chosen, and moved ----------------------------------------------------
  choose(own) {
    this.chosen = own
    this.chart.paint()
    this.chart.tip.textContent = own ? this.said(own) : ""
  }

  said({ kind, i }) {
    const [x, y] = this.places(kind)[i].map(fixed)
    return say(kind === "points" ? "plane_point" : "plane_centre", { number: i + 1, x, y })
  }

  all() {
    return ["centres", "points"].flatMap(kind => this.places(kind).map((_, i) => ({ kind, i })))
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || !this.chart.at) return
    if (!this.pressed(e)) return
    e.preventDefault()
    e.stopPropagation()
  }

  pressed(e) {
    const all = this.all()
    const at = all.findIndex(({ kind, i }) => kind === this.chosen?.kind && i === this.chosen?.i)
    if (e.key === " " || e.key === "Enter") {
      if (all.length) this.choose(all[(at + (e.shiftKey ? all.length - 1 : 1)) % all.length])
      return true
    }
    if (e.key === "+") {
      const { x, y } = this.chart.spec
      const kind = this.declared.click === "centres" ? "centres" : "points"
      this.add(kind, [(x.low + x.high) / 2, (y.low + y.high) / 2])
      return true
    }
    if (at < 0) return Boolean(ARROWS[e.key]) && Boolean(all.length) && (this.choose(all[0]), true)
    if (e.key === "Delete" || e.key === "Backspace") {
      this.remove(all[at])
      this.choose(null)
      return true
    }
    return Boolean(ARROWS[e.key]) && this.push(all[at], ARROWS[e.key], e.shiftKey ? LARGE : STEP)
  }

  push({ kind, i }, [right, up], size) {
    const { spec: { x, y }, at } = this.chart
    const [from, to] = this.places(kind)[i]
    const place = [from + right * size * (x.high - x.low), to + up * size * (y.high - y.low)]
    const moved = this.places(kind).with(i, this.value(at.x.to(place[0]), at.y.to(place[1])))
    this.declared[kind].places = moved // the next key begins here
    this.set(kind, moved)
    this.choose({ kind, i })
    return true
  }

  mark(pen, { at, look }) { // a ring around what is chosen
    const place = this.chosen && this.places(this.chosen.kind)[this.chosen.i]
    if (!place) return
    marker(pen, "circle", at.x.to(place[0]), at.y.to(place[1]), 13)
    Object.assign(pen, { strokeStyle: look.text, lineWidth: 2, globalAlpha: 1 })
    pen.stroke()
  }
}
