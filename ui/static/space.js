// The race in three dimensions, drawn by Plotly, which is loaded with it and by nothing else.
import { isSame, read, spelled } from "./camera.js"
import { theme } from "./draw.js"
import { strengthOf } from "./light.js"
import { described } from "./race_picture.js"
import { say } from "./texts.js"

const LIFT = 0.012 // of the height: the paths lie so far above the surface, or it would hide them
const CLEAR = "rgba(0,0,0,0)"
const RESTS = 300 // ms after which a hand that has turned the view rests
const SHARP = 2 // pixels a px of a picture
const STILL = { displaylogo: false, displayModeBar: false, showSendToCloud: false }

const along = (low, high, n) => Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1))

// WebGL cannot draw a scene without a single height.
const nothing = look => ({
  paper_bgcolor: CLEAR, plot_bgcolor: CLEAR, xaxis: { visible: false }, yaxis: { visible: false },
  annotations: [
    { text: say("no_value_anywhere"), x: 0.5, y: 0.5, xref: "paper", yref: "paper", showarrow: false },
  ],
  font: { color: look.text, family: look.font, size: 13 },
})

class SurfaceScene {
  // camera: see camera.js; onCamera(text): a hand has chosen another
  constructor(box, Plotly, camera, onCamera) {
    Object.assign(this, { box, Plotly, camera, onCamera, abort: new AbortController() })
    const { signal } = this.abort
    box.addEventListener("pointerdown", () => (this.pressed = true), { signal })
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => (this.pressed = false), { signal, capture: true })
    }
    this.watch = new ResizeObserver(() => { if (this.drawn && box.clientWidth) Plotly.Plots.resize(box) })
    this.watch.observe(box)
  }

  destroy() {
    clearTimeout(this.rest)
    this.abort.abort()
    this.watch.disconnect()
    if (this.drawn) this.Plotly.purge(this.box)
  }

  height(gap) {
    const { floor, height, top, high, low } = this.scene.map
    const log = height === "log"
    const flat = log ? Math.log10(Math.max(gap, 0) + floor) : Math.min(gap, 4 * top)
    return flat + LIFT * (log ? high - low : top)
  }

  lines(clock) {
    const [x0, x1, y0, y1] = this.scene.map.window
    const shown = this.scene.runs.map(run => {
      const upTo = values => [...values.subarray(0, Math.floor(Math.min(clock, run.last)) + 1)]
      const inside = t => run.x[t] >= x0 && run.x[t] <= x1 && run.y[t] >= y0 && run.y[t] <= y1
      const z = upTo(run.gap).map((gap, t) => (inside(t) ? this.height(gap) : null)) // null breaks the line
      return { x: upTo(run.x), y: upTo(run.y), z }
    })
    const [x, y] = this.scene.start
    const gap = this.scene.runs.map(run => run.gap[0]).find(Number.isFinite) // none if nobody races
    const all = [...shown, { x: [x], y: [y], z: [gap === undefined ? null : this.height(gap)] }]
    const lit = this.lit?.() // the key of the one that stands out
    const opacity = [...this.scene.runs.map(run => strengthOf(run, lit)), 1]
    return { x: all.map(one => one.x), y: all.map(one => one.y), z: all.map(one => one.z), opacity }
  }

  async show(scene, clock) {
    this.scene = scene
    const look = theme(this.box)
    const id = JSON.stringify([scene.map.id, look.name, scene.runs.map(run => [run.label, run.dashed])])
    if (id === this.drawn) return this.move(clock)
    this.drawn = id
    const { react } = this.Plotly
    if (scene.map.holes === 1) return react(this.box, [], nothing(look), { ...STILL, staticPlot: true })
    await react(this.box, this.traces(look, this.lines(clock)), this.layout(look), STILL)
    if (!this.heard) this.box.on("plotly_relayout", () => this.turned())
    this.heard = true
  }

  // --- the camera --------------------------------------------------------------------------------------
  turned() { // by a hand, or as it was asked to
    const camera = this.box.layout.scene?.camera
    if (!camera || isSame(camera, read(this.camera))) return
    this.camera = spelled(camera)
    this.onCamera(this.camera)
    this.settle()
  }

  settle() { // what is seen is what a link shows: rounded and in range
    clearTimeout(this.rest)
    this.rest = setTimeout(() => (this.pressed ? this.settle() : this.aim(this.camera)), RESTS)
  }

  async aim(camera) {
    this.camera = camera
    if (this.box.layout?.scene) await this.Plotly.relayout(this.box, { "scene.camera": read(camera) })
  }

  traces(look, at) {
    const { map, runs } = this.scene
    const { window: [x0, x1, y0, y1], rows, height, floor, scales, lines } = map
    const surface = {
      type: "surface", x: along(x0, x1, rows[0].length), y: along(y0, y1, rows.length),
      z: height === "log" ? rows : rows.map(row => Array.from(row, level => 10 ** level - floor)),
      showscale: false, opacity: 0.82, colorscale: scales[look.name], hoverinfo: "skip",
      contours: { z: { show: true, usecolormap: false, color: lines[look.name], width: 1 } },
    }
    const place = i => ({ type: "scatter3d", x: at.x[i], y: at.y[i], z: at.z[i], hoverinfo: "name" })
    const paths = runs.map((run, i) => {
      const line = { color: run.colour, width: 6 }
      return { ...place(i), mode: "lines", name: run.label, line, opacity: at.opacity[i] }
    })
    const ring = { symbol: "circle-open", color: look.text, size: 9, line: { width: 3 } }
    const start = { ...place(runs.length), mode: "markers", name: say("start"), marker: ring }
    return [surface, ...paths, { ...start, showlegend: false }]
  }

  layout(look) {
    const colours = { color: look.text, gridcolor: "rgba(128,128,128,.25)", backgroundcolor: CLEAR }
    const axis = title => ({ title: { text: title }, ...colours })
    const { map } = this.scene
    return {
      scene: {
        xaxis: axis("x"), yaxis: axis("y"), zaxis: axis(say(map.height === "log" ? "log_height" : "height")),
        aspectratio: { x: 1.2, y: 1.2, z: 0.8 }, camera: read(this.camera), uirevision: 0,
      },
      uirevision: map.name, margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: CLEAR,
      font: { color: look.text, family: look.font, size: 12 }, showlegend: true,
      legend: { orientation: "h", y: 1, yanchor: "top", x: 0 },
    }
  }

  async move(clock) {
    if (this.scene.map.holes === 1) return
    if (this.busy) { this.later = clock; return }
    this.busy = true
    const at = this.lines(clock)
    try { await this.Plotly.restyle(this.box, at, at.x.map((_, i) => i + 1)) } finally { this.busy = false }
    const next = this.later
    this.later = undefined
    if (next !== undefined) this.move(next)
  }

  // What is saved. WebGL draws pixels alone: in an SVG, too, this is a picture, of twice as many as are seen.
  async picture(clock) {
    const [width, height] = [this.box.clientWidth, this.box.clientHeight]
    const image = new Image()
    image.src = await this.Plotly.toImage(this.box, { format: "png", width, height, scale: SHARP })
    await image.decode()
    const size = { width: image.width, height: image.height }
    const canvas = Object.assign(document.createElement("canvas"), size)
    canvas.getContext("2d").drawImage(image, 0, 0)
    return {
      ...described(this.scene, clock), name: `race-${this.scene.name}-3d`, width, height,
      draw: (pen, _look, wide, high) => { // whole, in the middle
        const scale = Math.min(wide / width, high / height)
        const [w, h] = [scale * width, scale * height]
        pen.drawImage(canvas, (wide - w) / 2, (high - h) / 2, w, h)
      },
    }
  }
}

// The scene of a box. plotly: where the library is.
export const opened = async (box, plotly, ...more) => {
  await import(plotly)
  return new SurfaceScene(box, window.Plotly, ...more)
}
