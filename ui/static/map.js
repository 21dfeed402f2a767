// The map: the ground on a canvas below, paths on one above; what is in sight of it, and the start.
import { digits, fit, theme } from "./draw.js"
import { frame } from "./map_frame.js"
import { Ground } from "./ground.js"
import { hand } from "./map_hand.js"
import { found, named, names, passing, paths, points, stars, start } from "./map_marks.js"
import { described } from "./race_picture.js"
import { say } from "./texts.js"
import { fingers } from "./touch.js"
import { held, isSame, View } from "./map_view.js"

const SLOW = 100 // ms
const RESTS = 300 // ms after which a hand that has changed the window rests
const SHARP = 2 // pixels a px in a picture that is saved, at least

export class SurfaceMap {
  // onStart(x, y, commit); onPaint(): a picture is wanted; onZoom(): another window; onWindow(): a hand has
  // chosen it and rests; onPoint(key), onTap(key): at a racer, "" at none; lit(): the key of the one that
  // stands out; still: no hand on it
  constructor(stage, { still, ...calls }) {
    Object.assign(this, { stage, onPoint() {}, onTap() {}, onWindow() {}, onZoom() {}, ...calls })
    ;[this.below, this.canvas] = stage.querySelectorAll("canvas")
    this.readout = stage.querySelector(".readout")
    this.abort = new AbortController()
    this.ground = new Ground()
    this.named = []
    if (!still) { hand(this, this.abort.signal); fingers(this, this.abort.signal) }
    this.watch = new ResizeObserver(() => this.onPaint())
    this.watch.observe(stage)
  }

  destroy() {
    this.abort.abort()
    this.watch.disconnect()
    clearTimeout(this.rest)
  }

  use(scene) { // another surface, or another box of it, is seen whole
    const seen = JSON.stringify([scene.map.name, scene.map.window])
    this.scene = scene
    if (seen !== this.seen) this.show(null)
    this.seen = seen
  }

  // --- what is in sight: [x0, x1, y0, y1] ---------------------------------------------------------
  shown() { return this.window ?? this.scene.map.window }
  isWhole() { return isSame(this.shown(), this.scene.map.window) }
  isEven() { return isSame(this.view.even(this.scene.map.window), this.shown()) }
  get view() { return new View(this.shown(), this.stage.clientWidth, this.stage.clientHeight) }

  show(window) { // null: all of it
    this.window = window && held(window, this.scene.map.window)
    this.onZoom()
    this.onPaint()
  }

  turn(window) { // by a hand
    if (!this.scene) return
    this.show(window)
    clearTimeout(this.rest)
    this.rest = setTimeout(() => (this.press ? this.turn(this.window) : this.onWindow()), RESTS)
  }

  whole() { this.turn(null) }
  zoom(share) { this.turn(this.view.zoomed(share, this.view.centre())) }
  even() { this.turn(this.isEven() ? null : this.view.even(this.scene.map.window)) }

  toPixel(x, y) { return this.view.toPixel(x, y) }
  toPoint(clientX, clientY) { return this.view.toPoint(...this.pixel(clientX, clientY)) }
  pixel(clientX, clientY) {
    const box = this.stage.getBoundingClientRect()
    return [clientX - box.left, clientY - box.top]
  }

  // --- the start and what the hand points at --------------------------------------------------------
  place(point, commit) {
    const [x0, x1, y0, y1] = this.scene.map.window
    const [left, right, bottom, top] = this.shown()
    const within = (value, low, high, seen) => {
      const unit = 10 ** (Math.floor(Math.log10(seen)) - 4) // more digits than a pixel has are of no use
      return Math.min(high, Math.max(low, Number((Math.round(value / unit) * unit).toPrecision(12))))
    }
    this.scene.start = [within(point.x, x0, x1, right - left), within(point.y, y0, y1, top - bottom)]
    this.onStart(...this.scene.start, commit)
    const { scene } = this
    // the question goes out first; a quick answer spares this picture
    setTimeout(() => { if (this.scene === scene) this.onPaint() }, commit === true ? SLOW : 0)
  }

  hover(event) { // null: the hand has left
    if (!this.scene) return
    const [px, py] = event ? this.pixel(event.clientX, event.clientY) : [-1, -1]
    const at = this.view.toPoint(px, py)
    const racer = () => named(this.named, px, py) || passing(this.view, this.scene.runs, this.clock, px, py)
    this.onPoint(at.inside ? racer() : "")
    this.readout.textContent = at.inside ? this.told(at) : ""
  }

  told({ x, y }) { // the loss at the nearest point of the grid
    const { window: [x0, x1, y0, y1], rows, floor, lowest } = this.scene.map
    const near = (value, low, high, many) => Math.round(((value - low) / (high - low)) * (many - 1))
    const level = rows[near(y, y0, y1, rows.length)]?.[near(x, x0, x1, rows[0].length)]
    if (level === undefined) return ""
    const place = { x: digits(x), y: digits(y) }
    if (Number.isNaN(level)) return say("no_value_here", place)
    return say("loss_here", { ...place, loss: digits(10 ** level - floor + lowest) })
  }

  tap(px, py) { // whether a finger's tap was on a name
    const key = named(this.named, px, py)
    if (key) this.onTap(key)
    return Boolean(key)
  }

  // --- drawing ----------------------------------------------------------------------------------------
  paint(clock) {
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight]
    if (!this.scene || !width || !height) return
    const [look, view] = [theme(this.stage), this.view]
    const ratio = window.devicePixelRatio || 1
    this.clock = clock
    const ground = [this.scene.map.id, ...view.window, width, height, ratio, ...Object.values(look)].join()
    if (ground !== this.drawn) this.base(fit(this.below, width, height), look, view, this.ground, ratio)
    this.drawn = ground
    const pen = fit(this.canvas, width, height)
    this.named = this.above(pen, look, view, clock)
    if (this.press?.to) this.box(pen, look, view)
    this.stage.dataset.window = view.window.join(" ")
    const seen = [...view.window, width, height].join()
    if (seen !== this.lastSeen) this.onZoom() // of another size, too, it may be 1:1 or not
    this.lastSeen = seen
  }

  base(pen, look, view, ground, ratio) {
    ground.draw(pen, look, view, this.scene.map, ratio)
    frame(pen, look, view)
  }

  above(pen, look, view, clock) {
    const { scene } = this
    pen.save()
    pen.beginPath()
    pen.rect(view.left, view.top, view.width, view.height)
    pen.clip()
    points(pen, look, view, scene.map)
    const labels = paths(pen, look, view, scene, clock, this.lit?.() ?? "")
    stars(pen, look, view, scene.map)
    found(pen, look, view, scene.map)
    start(pen, look, view, scene.start)
    const more = []
    this.extra?.(pen, look, view, more)
    pen.restore()
    const kept = more.length ? labels.filter(({ strength }) => strength === 1) : labels
    return names(pen, look, view, [...kept, ...more])
  }

  box(pen, look, view) { // what a drag would zoom to
    const [at, to] = [this.press.at, this.press.to]
    pen.save()
    pen.beginPath()
    pen.rect(view.left, view.top, view.width, view.height)
    pen.clip()
    Object.assign(pen, { fillStyle: look.text, strokeStyle: look.text, lineWidth: 1, globalAlpha: 0.1 })
    const sides = [0, 1].map(k => Math.min(at[k], to[k])).concat([0, 1].map(k => Math.abs(to[k] - at[k])))
    pen.fillRect(...sides)
    pen.globalAlpha = 0.7
    pen.setLineDash([4, 3])
    pen.strokeRect(...sides)
    pen.restore()
  }

  // --- what is saved: as it is seen at this step --------------------------------------------------------
  picture(clock) {
    const [scene, window, ground] = [this.scene, this.shown(), new Ground()]
    return {
      ...described(scene, clock),
      name: `race-${scene.name}`,
      width: this.stage.clientWidth,
      height: this.stage.clientHeight,
      draw: (pen, look, width, height) => {
        const view = new View(window, width, height)
        this.base(pen, look, view, ground, Math.max(SHARP, globalThis.devicePixelRatio || 1))
        this.above(pen, look, view, clock)
      },
    }
  }
}
