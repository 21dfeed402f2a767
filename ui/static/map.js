// The map: a Plotly contour below, paths on a canvas above; and the same scene in three dimensions.
import { digits, fit, marker, spread, star, theme } from "./draw.js"
import { say } from "./texts.js"
import { fingers } from "./touch.js"

const GRAB = 16 // px around the start marker that catch a drag
const STILL = 5 // px: less is a click
const SLOW = 100 // ms
const GREY = "rgba(125,133,143,.4)"
const MOST = 1e4 // the whole map over the smallest part of it that can be shown
const FEW = 8 // found minima that are called so on the map; more, and the words would hide it

const EMPTY = { // WebGL cannot draw a scene without a single height
  paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", xaxis: { visible: false }, yaxis: { visible: false },
  annotations: [{ text: say("no_value_anywhere"), x: 0.5, y: 0.5, xref: "paper", yref: "paper", showarrow: false }],
}
const holes = ({ rows, plot: { trace } }) => ({ // grey under the contours: no value there
  type: "heatmap", x0: trace.x0, dx: trace.dx, y0: trace.y0, dy: trace.dy, z: rows.map(row => Array.from(row, level => (Number.isNaN(level) ? 1 : null))),
  zmin: 0, zmax: 1, colorscale: [[0, GREY], [1, GREY]], showscale: false, hoverinfo: "skip",
})

export class SurfaceMap {
  constructor(stage, { onStart, onPaint, onZoom, onWindow, still }) {
    this.stage = stage
    this.onStart = onStart
    this.onPaint = onPaint
    this.onZoom = onZoom
    this.onWindow = onWindow
    this.plot = stage.querySelector(".plot")
    this.canvas = stage.querySelector("canvas")
    this.readout = stage.querySelector(".readout")
    this.abort = new AbortController()
    if (!still) this.listen()
    this.watch = new ResizeObserver(() => this.resize())
    this.watch.observe(stage)
  }

  destroy() {
    this.abort.abort()
    this.watch.disconnect()
    if (this.drawn) this.Plotly.purge(this.plot)
  }

  resize() {
    if (!this.drawn || !this.plot.clientWidth) return
    this.Plotly.Plots.resize(this.plot)
  }

  stands(scene) {
    return this.drawn === scene.map.id + theme(this.stage).name
  }

  async base(Plotly, scene) {
    this.Plotly = Plotly
    const look = theme(this.stage)
    const first = !this.drawn
    const { uirevision } = scene.map.plot.layout
    const kept = this.axes() && this.kept === uirevision ? this.view() : null // of itself only what a hand has zoomed stays
    this.kept = uirevision
    this.scene = scene
    this.drawn = scene.map.id + look.name
    const { layout, trace } = scene.map.plot
    const ink = look.text
    const axis = { color: ink, gridcolor: "rgba(0,0,0,0)", zeroline: false, linecolor: ink, tickfont: { color: ink } }
    const full = {
      ...layout, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: ink, family: look.font, size: 12 },
      xaxis: { ...layout.xaxis, ...axis }, yaxis: { ...layout.yaxis, ...axis },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: ink, activecolor: ink },
    }
    if (kept) [full.xaxis.range, full.yaxis.range] = kept
    const contour = { ...trace, z: scene.map.rows, colorscale: scene.map.scales[look.name], line: { ...trace.line, color: scene.map.lines[look.name] } }
    await Plotly.react(this.plot, scene.map.holes ? [holes(scene.map), contour] : [contour], full, scene.map.plot.config)
    if (first) this.plot.on("plotly_afterplot", () => this.onZoom?.(this.isZoomed()))
    if (first) this.plot.on("plotly_relayout", () => this.onWindow?.())
    if (first) for (const event of ["plotly_relayouting", "plotly_afterplot"]) this.plot.on(event, () => this.onPaint())
  }

  home() {
    if (!this.drawn) return
    const { xaxis, yaxis } = this.scene.map.plot.layout
    this.turn([xaxis.range, yaxis.range])
  }

  // --- the part of the surface that is shown: [[x0, x1], [y0, y1]] -------------------------------
  view() {
    const { xaxis, yaxis } = this.axes()
    return [xaxis, yaxis].map(({ range }) => range.map(Number))
  }

  shown() { return this.view().flat() } // [x0, x1, y0, y1]

  isWhole() { return !this.isZoomed() }

  show(part) { // [x0, x1, y0, y1]; null: all of it
    if (part) this.turn([part.slice(0, 2), part.slice(2)])
    else this.home()
  }

  isZoomed() {
    const { xaxis, yaxis } = this.scene.map.plot.layout
    return this.view().some((range, i) => range.some((end, j) => Math.abs(end - [xaxis, yaxis][i].range[j]) > 1e-6 * Math.abs(range[1] - range[0])))
  }

  zoom(share) { // about the middle
    if (!this.drawn || !this.axes()) return
    const view = this.view()
    const [x, y] = view.map(([low, high]) => (low + high) / 2)
    this.about(view, { x, y }, share, [0, 0])
  }

  // A share of a view about a point, moved by pixels; never more than the surface is drawn for.
  about(view, point, share, [right, down]) {
    const { xaxis, yaxis } = this.axes()
    const { xaxis: { range: wholeX }, yaxis: { range: wholeY } } = this.scene.map.plot.layout
    const part = ([low, high], at, move, [first, last]) => {
      const size = Math.min(last - first, Math.max((last - first) / MOST, share * (high - low)))
      const begins = at - ((at - low) * size) / (high - low) - move * size
      const held = Math.min(last - size, Math.max(first, begins))
      return [held, held + size]
    }
    this.turn([part(view[0], point.x, right / xaxis._length, wholeX), part(view[1], point.y, -down / yaxis._length, wholeY)])
  }

  async turn([x, y]) { // one after the other: while one is drawn the latest waits
    this.wanted = { "xaxis.range": [...x], "yaxis.range": [...y] }
    if (this.turning) return
    this.turning = true
    while (this.wanted) {
      const wanted = this.wanted
      this.wanted = null
      await this.Plotly.relayout(this.plot, wanted)
    }
    this.turning = false
  }

  axes() {
    const layout = this.plot._fullLayout
    return layout?.xaxis && layout?.yaxis ? layout : null
  }

  toPixel(x, y) {
    const { xaxis, yaxis } = this.axes()
    return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)]
  }

  toPoint(clientX, clientY) {
    const { xaxis, yaxis } = this.axes()
    const box = this.plot.getBoundingClientRect()
    const [px, py] = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset]
    const inside = px >= 0 && py >= 0 && px <= xaxis._length && py <= yaxis._length
    return { x: xaxis.p2l(px), y: yaxis.p2l(py), inside }
  }

  inWindow({ x, y }) {
    const [x0, x1, y0, y1] = this.scene.map.window
    return [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))]
  }

  // --- the start: click, drag, arrow keys -----------------------------------------------------
  listen() {
    const options = { signal: this.abort.signal }
    const capture = { ...options, capture: true }
    this.stage.addEventListener("pointerdown", e => this.down(e), capture)
    this.stage.addEventListener("pointermove", e => this.hover(e), options)
    this.stage.addEventListener("pointerleave", () => (this.readout.textContent = ""), options)
    window.addEventListener("pointermove", e => this.move(e), options)
    window.addEventListener("pointerup", e => this.up(e), capture) // Plotly covers the page while dragging
    window.addEventListener("pointercancel", () => (this.press = null), options)
    this.stage.addEventListener("keydown", e => this.key(e), options)
    // a press on the start is ours: Plotly must not zoom
    this.stage.addEventListener("mousedown", e => { if (this.press?.grabbed) e.stopPropagation() }, capture)
    fingers(this, this.abort.signal)
  }

  down(e) {
    if (!this.axes() || !this.scene || e.button) return
    if (!e.isPrimary) { this.press = null; return }
    const at = this.toPoint(e.clientX, e.clientY)
    if (!at.inside) return
    const [sx, sy] = this.toPixel(...this.scene.start)
    const box = this.plot.getBoundingClientRect()
    const grabbed = Math.hypot(e.clientX - box.left - sx, e.clientY - box.top - sy) < (e.pointerType === "touch" ? 1.6 * GRAB : GRAB)
    this.press = { x: e.clientX, y: e.clientY, grabbed, moved: false }
  }

  move(e) {
    if (!this.press) return
    if (Math.hypot(e.clientX - this.press.x, e.clientY - this.press.y) > STILL) this.press.moved = true
    if (this.press.grabbed && this.press.moved) { e.preventDefault(); this.place(this.toPoint(e.clientX, e.clientY), false) }
  }

  up(e) {
    const press = this.press
    this.press = null
    if (press && (press.grabbed ? press.moved : !press.moved)) this.place(this.toPoint(e.clientX, e.clientY), true)
  }

  key(e) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key]
    if (!direction || e.target !== this.stage) return
    e.preventDefault()
    const [x0, x1, y0, y1] = this.scene.map.window
    const size = e.shiftKey ? 0.05 : 0.01
    const [x, y] = this.scene.start
    this.place({ x: x + direction[0] * size * (x1 - x0), y: y + direction[1] * size * (y1 - y0) }, "later")
  }

  place(point, commit) {
    const [x0, x1, y0, y1] = this.scene.map.window
    const step = (low, high) => 10 ** (Math.floor(Math.log10(high - low)) - 4) // more digits than a pixel has are no use in a link
    const round = (value, unit) => Number((Math.round(value / unit) * unit).toPrecision(8))
    const [x, y] = this.inWindow(point)
    this.scene.start = [Math.min(x1, Math.max(x0, round(x, step(x0, x1)))), Math.min(y1, Math.max(y0, round(y, step(y0, y1))))]
    this.onStart(...this.scene.start, commit)
    const scene = this.scene
    setTimeout(() => { if (this.scene === scene) this.onPaint() }, commit === true ? SLOW : 0) // the question goes out first; a quick answer spares this picture
  }

  hover(e) {
    if (!this.axes() || !this.scene?.map.rows || e.pointerType === "touch") return
    const at = this.toPoint(e.clientX, e.clientY)
    const { window: [x0, x1, y0, y1], rows, floor, lowest } = this.scene.map
    const [i, j] = [Math.round(((at.y - y0) / (y1 - y0)) * (rows.length - 1)), Math.round(((at.x - x0) / (x1 - x0)) * (rows[0].length - 1))]
    const level = rows[i]?.[j]
    if (at.inside && Number.isNaN(level)) this.readout.textContent = say("no_value_here", { x: digits(at.x), y: digits(at.y) })
    else this.readout.textContent = at.inside && level !== undefined ? say("loss_here", { x: digits(at.x), y: digits(at.y), loss: digits(10 ** level - floor + lowest) }) : ""
  }

  // --- the canvas ------------------------------------------------------------------------------
  paint(clock) {
    const layout = this.axes()
    if (!layout || !this.scene) return
    const pen = fit(this.canvas, this.plot.clientWidth, this.plot.clientHeight)
    const look = theme(this.stage)
    const { xaxis, yaxis } = layout
    pen.save()
    pen.beginPath()
    pen.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length)
    pen.clip()
    this.points(pen, look)
    const labels = []
    const focus = this.focus?.() // the one run that stands out, if any
    for (const run of this.scene.runs) this.path(pen, look, run, clock, !focus || focus === run ? labels : [], !focus || focus === run ? 1 : 0.25)
    this.stars(pen, look)
    this.found(pen, look)
    this.startMark(pen, look)
    this.extra?.(pen, look, labels)
    pen.restore()
    if (!this.scene.mini) this.labels(pen, look, labels, xaxis._offset, xaxis._offset + xaxis._length, yaxis._offset, yaxis._offset + yaxis._length)
  }

  found(pen, look) { // minima of one's own formula are not known: the map says so
    const { found, points } = this.scene.map
    const lowest = found ? points.filter(([, , kind]) => kind === "global") : []
    if (lowest.length > FEW) return
    Object.assign(pen, { font: `12px ${look.font}`, textBaseline: "middle", lineWidth: 3, lineJoin: "round", strokeStyle: look.paper, fillStyle: look.text })
    pen.textAlign = "right" // runs that arrive have their names on the other side
    for (const [x, y] of lowest) {
      const [px, py] = this.toPixel(x, y)
      pen.strokeText(say("found"), px - 11, py + 11)
      pen.fillText(say("found"), px - 11, py + 11)
    }
    pen.textAlign = "left"
  }

  points(pen, look) {
    for (const [x, y, kind] of this.scene.map.points) {
      const [px, py] = this.toPixel(x, y)
      pen.lineWidth = 1.2
      pen.strokeStyle = look.paper
      pen.fillStyle = look.text
      if (kind === "global") { star(pen, px, py, 9); pen.fill(); pen.stroke() }
      else if (kind === "saddle") { pen.strokeStyle = look.text; marker(pen, "cross", px, py, 4); pen.stroke() }
      else { pen.strokeStyle = look.text; pen.globalAlpha = 0.75; marker(pen, "circle", px, py, 2.6); pen.stroke(); pen.globalAlpha = 1 }
    }
  }

  stars(pen, look) { // the edge once more, above the racers that have arrived
    for (const [x, y] of this.scene.map.points.filter(([, , kind]) => kind === "global")) for (const [width, ink] of [[3.2, look.paper], [1.4, look.text]]) {
      star(pen, ...this.toPixel(x, y), 10)
      Object.assign(pen, { lineWidth: width, strokeStyle: ink, lineJoin: "miter" })
      pen.stroke()
    }
  }

  path(pen, look, run, clock, labels, strength = 1) {
    const last = Math.min(clock, run.last)
    if (last < 0) return
    const whole = Math.floor(last)
    const pixels = []
    for (let t = 0; t <= whole; t++) pixels.push(this.toPixel(run.x[t], run.y[t]))
    const share = last - whole
    if (share > 0 && whole < run.last) {
      const [a, b] = [pixels[whole], this.toPixel(run.x[whole + 1], run.y[whole + 1])]
      pixels.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])])
    }
    const far = 1e5
    const line = pixels.map(([x, y]) => [Math.max(-far, Math.min(far, x)), Math.max(-far, Math.min(far, y))]) // a canvas takes no larger numbers
    const trace = () => { pen.beginPath(); line.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y))) }
    pen.lineJoin = "round"
    pen.setLineDash([])
    pen.globalAlpha = 0.7 * strength
    pen.strokeStyle = look.paper
    pen.lineWidth = 4.2
    trace(); pen.stroke()
    pen.globalAlpha = strength
    pen.strokeStyle = run.colour
    pen.fillStyle = run.colour
    pen.lineWidth = 2
    pen.setLineDash(run.dashed ? [5, 4] : [])
    trace(); pen.stroke()
    pen.setLineDash([])
    if (this.scene.steps <= 60 && !run.dashed) for (const [x, y] of line.slice(1)) { pen.beginPath(); pen.arc(x, y, 2, 0, 2 * Math.PI); pen.fill() }
    const [x, y] = line[line.length - 1]
    marker(pen, run.marker, x, y, 5)
    pen.lineWidth = 1.6
    pen.strokeStyle = run.marker === "cross" ? run.colour : look.paper
    pen.fill(); pen.stroke()
    pen.globalAlpha = 1
    labels.push({ x: x + 13, y, text: run.label, colour: run.colour })
  }

  startMark(pen, look) {
    const [x, y] = this.toPixel(...this.scene.start)
    pen.beginPath(); pen.arc(x, y, 7, 0, 2 * Math.PI)
    pen.lineWidth = 4; pen.strokeStyle = look.paper; pen.stroke()
    pen.lineWidth = 2; pen.strokeStyle = look.text; pen.stroke()
  }

  labels(pen, look, labels, left, right, top, bottom) {
    pen.font = `600 12px ${look.font}`
    pen.textBaseline = "middle"
    for (const label of labels) {
      label.width = pen.measureText(label.text).width
      label.x = Math.max(left + 4, Math.min(label.x, right - label.width - 4))
    }
    for (const { x, at, text, colour } of spread(pen, labels, bottom, top)) {
      pen.lineWidth = 3.5
      pen.lineJoin = "round"
      pen.strokeStyle = look.paper
      pen.strokeText(text, x, at)
      pen.fillStyle = colour
      pen.fillText(text, x, at)
    }
  }

  // --- the picture to take away: the canvas is not in Plotly's own, so the paths become traces --------
  picture(format, name) {
    if (!this.axes()) return undefined
    const look = theme(this.stage)
    const paths = this.scene.runs.map(run => ({
      type: "scatter", mode: "lines", name: run.label, x: [...run.x.slice(0, run.last + 1)], y: [...run.y.slice(0, run.last + 1)],
      line: { color: run.colour, width: 2, dash: run.dashed ? "dash" : "solid" },
    }))
    const minima = this.scene.map.points.filter(([, , kind]) => kind === "global")
    const stars = { type: "scatter", mode: "markers", name: say(this.scene.map.found ? "minimum_found" : "minimum"), x: minima.map(p => p[0]), y: minima.map(p => p[1]), marker: { symbol: "star", size: 12, color: look.text } }
    const layout = { ...this.plot.layout, paper_bgcolor: look.paper, plot_bgcolor: look.paper, showlegend: true, legend: { orientation: "h", y: -0.12 }, margin: { l: 50, r: 20, t: 20, b: 60 } }
    return this.Plotly.downloadImage({ data: [...this.plot.data, ...paths, stars], layout }, { format, width: 1200, height: 800, filename: name })
  }
}

export class SurfaceScene {
  constructor(box) {
    this.box = box
    this.watch = new ResizeObserver(() => { if (this.drawn && box.clientWidth) this.Plotly.Plots.resize(box) })
    this.watch.observe(box)
  }

  destroy() {
    this.watch.disconnect()
    if (this.drawn) this.Plotly.purge(this.box)
  }

  height(gap) {
    const { floor, height, top } = this.scene.map
    const [flat, span] = height === "log" ? [Math.log10(Math.max(gap, 0) + floor), this.scene.map.high - this.scene.map.low] : [Math.min(gap, 4 * top), top]
    return flat + 0.012 * span // a little above the surface, or it would hide the path that lies on it
  }

  lines(clock) {
    const shown = this.scene.runs.map(run => {
      const [x0, x1, y0, y1] = this.scene.map.window
      const [x, y, z] = [[], [], []]
      for (let t = 0; t <= Math.min(clock, run.last); t++) {
        const inside = run.x[t] >= x0 && run.x[t] <= x1 && run.y[t] >= y0 && run.y[t] <= y1
        x.push(run.x[t]); y.push(run.y[t]); z.push(inside ? this.height(run.gap[t]) : null) // null: the line breaks where the path is out of the box
      }
      return { x, y, z }
    })
    const [x, y] = this.scene.start
    const gap = this.scene.runs.map(run => run.gap[0]).find(Number.isFinite) // none if nobody races
    const points = [...shown, { x: [x], y: [y], z: [gap === undefined ? null : this.height(gap)] }]
    return { x: points.map(point => point.x), y: points.map(point => point.y), z: points.map(point => point.z) }
  }

  async show(Plotly, scene, clock) {
    this.Plotly = Plotly
    this.scene = scene
    const look = theme(this.box)
    const id = JSON.stringify([scene.map.id, look.name, scene.runs.map(run => [run.label, run.dashed])])
    const at = this.lines(clock)
    if (id === this.drawn) return this.move(clock)
    this.drawn = id
    const { window: [x0, x1, y0, y1], rows, height, floor, scales } = scene.map
    const along = (low, high, n) => Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1))
    if (scene.map.holes === 1) return Plotly.react(this.box, [], { ...EMPTY, font: { color: look.text, family: look.font, size: 13 } }, { displayModeBar: false, staticPlot: true })
    const z = height === "log" ? rows : rows.map(row => Array.from(row, level => 10 ** level - floor))
    const surface = { type: "surface", x: along(x0, x1, rows[0].length), y: along(y0, y1, rows.length), z, showscale: false, opacity: 0.82, colorscale: scales[look.name], hoverinfo: "skip",
      contours: { z: { show: true, usecolormap: false, color: scene.map.lines[look.name], width: 1 } } }
    const paths = scene.runs.map((run, i) => ({ type: "scatter3d", mode: "lines", name: run.label, x: at.x[i], y: at.y[i], z: at.z[i], hoverinfo: "name", line: { color: run.colour, width: 6 } }))
    const i = scene.runs.length
    const start = { type: "scatter3d", mode: "markers", name: say("start"), x: at.x[i], y: at.y[i], z: at.z[i], hoverinfo: "name", showlegend: false, marker: { symbol: "circle-open", color: look.text, size: 9, line: { width: 3 } } }
    const axis = title => ({ title: { text: title }, color: look.text, gridcolor: "rgba(128,128,128,.25)", backgroundcolor: "rgba(0,0,0,0)" })
    await Plotly.react(this.box, [surface, ...paths, start], {
      scene: { xaxis: axis("x"), yaxis: axis("y"), zaxis: axis(say(height === "log" ? "log_height" : "height")), aspectratio: { x: 1.2, y: 1.2, z: 0.8 }, camera: { eye: { x: -1.1, y: -1.75, z: 1.7 }, center: { x: 0, y: 0, z: -0.12 } } },
      uirevision: scene.map.name, margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", font: { color: look.text, family: look.font, size: 11 }, showlegend: true, legend: { orientation: "h", y: 1, yanchor: "top", x: 0 },
    }, { displaylogo: false, displayModeBar: false, showSendToCloud: false })
  }

  async move(clock) {
    if (this.scene.map.holes === 1) return
    if (this.busy) { this.later = clock; return }
    this.busy = true
    const at = this.lines(clock)
    await this.Plotly.restyle(this.box, at, at.x.map((_, i) => i + 1))
    this.busy = false
    if (this.later !== undefined) { const next = this.later; this.later = undefined; this.move(next) }
  }
}
