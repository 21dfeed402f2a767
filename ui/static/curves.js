// Curves over the steps on the player's clock: their canvas and the hands on it; drawn_curves.js draws.
import { fit, theme } from "./draw.js"
import { curves, decades, linesOf, numbersOf } from "./drawn_curves.js"
import { offer, pageName } from "./save.js"
import { say } from "./texts.js"

export class Curves {
  constructor(box, onSeek) {
    this.box = box
    this.canvas = box.querySelector("canvas")
    this.range = {}
    box.addEventListener("pointerdown", e => this.seek(e, onSeek))
    box.addEventListener("pointermove", e => { if (e.buttons) this.seek(e, onSeek) })
    box.addEventListener("dblclick", () => { this.range = {}; this.paint(this.clock) })
    this.watch = new ResizeObserver(() => this.paint(this.clock))
    this.watch.observe(box)
    this.withdraw = offer(box, () => this.picture())
  }

  destroy() {
    this.watch.disconnect()
    this.withdraw()
  }

  show(scene, tab) {
    // a hand has let go, or a preset was chosen: a range that has become far too wide may shrink
    this.fresh = scene.panel && scene.panel.address !== this.address
    this.address = scene.panel?.address
    this.scene = scene
    this.tab = scene.tabs.find(one => one.key === tab)
  }

  seek(e, onSeek) {
    if (!this.plot) return
    const { left, right } = this.plot
    const along = (e.clientX - this.canvas.getBoundingClientRect().left - left) / (right - left)
    onSeek(Math.round(Math.min(1, Math.max(0, along)) * this.scene.steps))
  }

  // Decades that hold what is drawn; a range only grows while the same things are shown, so that nothing
  // jumps under a slider.
  decades(lines) {
    const needed = decades(lines)
    const key = [this.scene.name, this.tab.key, ...this.scene.runs.map(run => run.label)].join("/")
    let kept = this.range[key] || needed
    if (this.fresh && kept[1] - kept[0] > 1.5 * (needed[1] - needed[0]) + 2) kept = needed
    this.fresh = false
    const range = [Math.min(kept[0], needed[0]), Math.max(kept[1], needed[1], needed[0] + 1)]
    this.range = { ...this.range, [key]: range }
    return range
  }

  picture() { // see save.js
    if (!this.drawn) return null
    const { drawn, box } = this
    const [step, steps] = [Math.floor(drawn.clock + 1e-9), drawn.scene.steps]
    return {
      name: `${pageName()}-${drawn.tab.key}-step-${step}`,
      title: say("curves_at", { what: drawn.tab.label, step, steps }),
      width: box.clientWidth, height: box.clientHeight,
      draw: (pen, look, width, height) => curves(pen, look, width, height, drawn),
      numbers: () => numbersOf(drawn),
    }
  }

  paint(clock) {
    if (!this.scene || !this.box.clientWidth) return
    this.clock = clock
    const [width, height] = [this.box.clientWidth, this.box.clientHeight]
    const lines = linesOf(this.scene, this.tab)
    const { scene, tab } = this
    this.drawn = { scene, tab, lines, range: this.decades(lines), clock, lit: this.lit?.() }
    const pen = fit(this.canvas, width, height)
    pen.save()
    this.plot = curves(pen, theme(this.box), width, height, this.drawn)
    pen.restore()
  }
}
