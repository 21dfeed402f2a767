// Curves over the steps on a log axis, drawn on a canvas on the player's clock.
import { digits, fit, power, spread, theme } from "./draw.js"
import { say } from "./texts.js"

const LEFT = 46
const BOTTOM = 34
const TOP = 8
const [DOWN, UP] = [30, 10] // decades below and above the first values that the axis shows at most: one racer far out would press the others into one line
const shown = value => value > 0 && Number.isFinite(value)

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
  }

  destroy() { this.watch.disconnect() }

  show(scene, tab) {
    this.fresh = scene.panel && scene.panel.address !== this.address // a hand has let go, or a preset was chosen: a range that has become far too wide may shrink
    this.address = scene.panel?.address
    this.scene = scene
    this.tab = tab
  }

  seek(e, onSeek) {
    if (!this.scene) return
    const box = this.canvas.getBoundingClientRect()
    onSeek(Math.round(Math.min(1, Math.max(0, (e.clientX - box.left - LEFT) / (this.right - LEFT))) * this.scene.steps))
  }

  lines() {
    const wanted = this.scene.tabs.find(tab => tab.key === this.tab).lines
    return this.scene.runs.flatMap(run => wanted.map(({ array, dashed }) => ({ run, values: run[array], dashed: dashed || run.dashed })))
  }

  // Decades that hold every drawn value, if DOWN and UP let them; a range only grows while the same things are shown, so that nothing jumps under a slider.
  decades(lines) {
    let [low, high] = [Infinity, -Infinity]
    let [least, most] = [Infinity, -Infinity] // of the first values
    for (const { values } of lines) {
      const first = values.find(shown)
      if (first) { least = Math.min(least, first); most = Math.max(most, first) }
      for (const value of values) if (shown(value)) { low = Math.min(low, value); high = Math.max(high, value) }
    }
    if (low > high) [low, high, least, most] = [1e-1, 1, 1e-1, 1]
    const [floor, ceil] = [value => Math.floor(Math.log10(value)), value => Math.ceil(Math.log10(value) + 1e-9)]
    const fresh = [Math.max(floor(low), floor(least) - DOWN), Math.min(ceil(high), ceil(most) + UP)]
    const key = [this.scene.name, this.tab, ...this.scene.runs.map(run => run.label)].join("/")
    let kept = this.range[key] || fresh
    if (this.fresh && kept[1] - kept[0] > 1.5 * (fresh[1] - fresh[0]) + 2) kept = fresh
    this.fresh = false
    this.range = { ...this.range, [key]: [Math.min(kept[0], fresh[0]), Math.max(kept[1], fresh[1], fresh[0] + 1)] }
    return this.range[key]
  }

  paint(clock) {
    if (!this.scene || !this.box.clientWidth) return
    this.clock = clock
    const [width, height] = [this.box.clientWidth, this.box.clientHeight]
    const pen = fit(this.canvas, width, height)
    const look = theme(this.box)
    const lines = this.lines()
    const [low, high] = this.decades(lines)
    pen.font = `600 12px ${look.font}`
    this.right = width - 12 - Math.min(86, Math.max(0, ...this.scene.runs.map(run => pen.measureText(run.label).width)))
    const toX = t => LEFT + ((this.right - LEFT) * t) / this.scene.steps
    const toY = value => TOP + ((height - TOP - BOTTOM) * (high - Math.log10(Math.max(value, 0)))) / (high - low)
    const cut = [lines.some(({ values }) => values.some(value => shown(value) && value < 10 ** low)), lines.some(({ values }) => values.some(value => value > 10 ** high))]
    this.frame(pen, look, { width, height, low, high, cut, toX, toY })
    const labels = []
    pen.save()
    pen.beginPath(); pen.rect(LEFT, TOP, this.right - LEFT, height - TOP - BOTTOM); pen.clip()
    for (const line of lines) this.line(pen, look, line, { toX, toY }, labels)
    pen.restore()
    pen.strokeStyle = look.text
    pen.globalAlpha = 0.6
    pen.lineWidth = 1
    pen.beginPath(); pen.moveTo(toX(clock), TOP); pen.lineTo(toX(clock), height - BOTTOM); pen.stroke()
    pen.globalAlpha = 1
    pen.font = `600 12px ${look.font}`
    pen.textBaseline = "middle"
    for (const label of labels) { label.width = 90; label.x = this.right + 6 }
    Object.assign(pen, { lineWidth: 3.5, lineJoin: "round", strokeStyle: look.paper })
    for (const { x, y, at, text, value, colour } of spread(pen, labels, height - BOTTOM, TOP)) {
      pen.fillStyle = colour
      pen.textAlign = "left"
      pen.fillText(text, x, at)
      if (y > TOP - 1 && y < height - BOTTOM + 1) continue
      const said = `${digits(value)} ${y < TOP ? "↑" : "↓"}` // it ends beyond the axis: its value stands inside the edge
      pen.textAlign = "right"
      pen.strokeText(said, this.right - 5, at)
      pen.fillText(said, this.right - 5, at)
    }
    pen.textAlign = "left"
  }

  frame(pen, look, { height, low, high, cut, toX, toY }) {
    pen.font = `12px ${look.font}`
    pen.fillStyle = look.text
    pen.strokeStyle = look.text
    pen.lineWidth = 1
    const every = Math.ceil((high - low) / Math.max(2, Math.floor((height - TOP - BOTTOM) / 26)))
    pen.textAlign = "right"
    pen.textBaseline = "middle"
    for (let exponent = low; exponent <= high; exponent += every) {
      const y = toY(10 ** exponent)
      pen.globalAlpha = 0.13
      pen.beginPath(); pen.moveTo(LEFT, y); pen.lineTo(this.right, y); pen.stroke()
      pen.globalAlpha = 0.85
      pen.fillText(power(exponent), LEFT - 6, y)
    }
    pen.textAlign = "center"
    pen.textBaseline = "top"
    const raw = this.scene.steps / 5
    const unit = 10 ** Math.floor(Math.log10(Math.max(raw, 1)))
    const step = Math.max(1, [1, 2, 5, 10].map(k => k * unit).find(k => k >= raw) || 1)
    for (let t = 0; t <= this.scene.steps; t += step) pen.fillText(String(t), toX(t), height - BOTTOM + 5)
    pen.textAlign = "right"
    pen.fillText(say("step_axis"), this.right, height - 14)
    const { legend } = this.scene.tabs.find(tab => tab.key === this.tab)
    const ends = cut[0] && cut[1] ? say("axis_ends_twice", { low: power(low), high: power(high) }) : cut[0] || cut[1] ? say("axis_ends", { edge: power(cut[0] ? low : high) }) : ""
    const said = [legend, ends].filter(Boolean)
    pen.textAlign = "left"
    pen.fillText(said.join(" · "), LEFT, height - 14)
    pen.globalAlpha = 0.35
    pen.strokeRect(LEFT, TOP, this.right - LEFT, height - TOP - BOTTOM)
    pen.globalAlpha = 1
    pen.textAlign = "left"
  }

  line(pen, look, { run, values, dashed }, { toX, toY }, labels) {
    const strength = !this.focus || this.focus === run ? 1 : 0.25
    const whole = Math.floor(this.clock)
    const draw = (from, to) => {
      pen.beginPath()
      let on = false
      for (let t = from; t <= Math.min(to, values.length - 1); t++) {
        const fits = shown(values[t])
        if (fits) { on ? pen.lineTo(toX(t), toY(values[t])) : pen.moveTo(toX(t), toY(values[t])) }
        on = fits
      }
      pen.stroke()
    }
    pen.setLineDash(dashed ? [4, 3] : [])
    pen.strokeStyle = run.colour
    pen.lineWidth = 1.8
    pen.globalAlpha = 0.28 * strength
    draw(whole, this.scene.steps)
    pen.globalAlpha = strength
    draw(0, whole)
    pen.globalAlpha = 1
    pen.setLineDash([])
    const value = values.findLast(value => !Number.isNaN(value)) // 0 and ∞ are beyond every axis
    if (value !== undefined && !labels.some(label => label.text === run.label)) labels.push({ y: toY(value), text: run.label, value, colour: run.colour })
  }
}
