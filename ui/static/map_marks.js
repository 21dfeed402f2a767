// What a map shows above its ground: known points, paths with their names, the start. Each takes the pen,
// the look of the theme and the view (window ↔ pixels), and knows no canvas.
import { marker, spread, star } from "./draw.js"
import { strengthOf } from "./light.js"
import { say } from "./texts.js"

const FEW = 8 // found minima that are called so on the map; more, and the words would hide it
const FAR = 1e4 // px: a canvas draws larger numbers coarsely
const DOTTED = 60 // steps up to which every point of a path is marked
const NEAR = 7 // px from a path, or around a name, that mean it

const lowest = map => map.points.filter(([, , kind]) => kind === "global")

export const points = (pen, look, view, map) => {
  for (const [x, y, kind] of map.points) {
    const [px, py] = view.toPixel(x, y)
    Object.assign(pen, { lineWidth: 1.2, fillStyle: look.text })
    pen.strokeStyle = kind === "global" ? look.paper : look.text
    if (kind === "global") { star(pen, px, py, 9); pen.fill(); pen.stroke(); continue }
    if (kind === "saddle") { marker(pen, "cross", px, py, 4); pen.stroke(); continue }
    pen.globalAlpha = 0.75
    marker(pen, "circle", px, py, 2.6)
    pen.stroke()
    pen.globalAlpha = 1
  }
}

export const stars = (pen, look, view, map) => { // the edge once more, above the racers that have arrived
  for (const [x, y] of lowest(map)) for (const [width, ink] of [[3.2, look.paper], [1.4, look.text]]) {
    star(pen, ...view.toPixel(x, y), 10)
    Object.assign(pen, { lineWidth: width, strokeStyle: ink, lineJoin: "miter" })
    pen.stroke()
  }
}

export const found = (pen, look, view, map) => { // minima of one's own formula are not known: the map says so
  const some = map.found ? lowest(map) : []
  if (some.length > FEW) return
  Object.assign(pen, { font: `12px ${look.font}`, textBaseline: "middle", lineWidth: 3, lineJoin: "round" })
  Object.assign(pen, { strokeStyle: look.paper, fillStyle: look.text })
  pen.textAlign = "right" // runs that arrive have their names on the other side
  for (const [x, y] of some) {
    const [px, py] = view.toPixel(x, y)
    pen.strokeText(say("found"), px - 11, py + 11)
    pen.fillText(say("found"), px - 11, py + 11)
  }
  pen.textAlign = "left"
}

// The pixels of a run up to the clock, its last place between two steps included.
const trail = (view, run, clock) => {
  const last = Math.min(clock, run.last)
  const whole = Math.floor(last)
  const pixels = []
  for (let t = 0; t <= whole; t++) pixels.push(view.toPixel(run.x[t], run.y[t]))
  const share = last - whole
  if (!(share > 0) || whole >= run.last) return pixels
  const [a, b] = [pixels[whole], view.toPixel(run.x[whole + 1], run.y[whole + 1])]
  return [...pixels, [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]]
}

// The piece of a straight line that is less than FAR away, null if there is none.
const piece = (from, to) => {
  let [first, last] = [0, 1]
  for (const k of [0, 1]) {
    const way = to[k] - from[k]
    const [enters, leaves] = [-FAR, FAR].map(end => (end - from[k]) / way).sort((a, b) => a - b)
    if (way === 0 ? Math.abs(from[k]) > FAR : Number.isNaN(enters)) return null
    if (way !== 0) [first, last] = [Math.max(first, enters), Math.min(last, leaves)]
  }
  const at = share => [0, 1].map(k => from[k] + share * (to[k] - from[k]))
  return first < last ? [first === 0 ? from : at(first), last === 1 ? to : at(last)] : null
}

// Strokes a line through pixels, however far they are.
export const along = (pen, line) => {
  pen.beginPath()
  let end = null
  for (let i = 1; i < line.length; i++) {
    const near = piece(line[i - 1], line[i])
    if (near && near[0] !== end) pen.moveTo(...near[0])
    if (near) pen.lineTo(...near[1])
    end = near?.[1] ?? end
  }
  pen.stroke()
}

const path = (pen, look, run, line, dotted, strength) => {
  Object.assign(pen, { lineJoin: "round", strokeStyle: look.paper, lineWidth: 4.2 })
  pen.globalAlpha = 0.7 * strength
  pen.setLineDash([])
  along(pen, line)
  Object.assign(pen, { globalAlpha: strength, strokeStyle: run.colour, fillStyle: run.colour, lineWidth: 2 })
  pen.setLineDash(run.dashed ? [5, 4] : [])
  along(pen, line)
  pen.setLineDash([])
  if (dotted && !run.dashed) for (const [x, y] of line.slice(1)) {
    pen.beginPath()
    pen.arc(x, y, 2, 0, 2 * Math.PI)
    pen.fill()
  }
  marker(pen, run.marker, ...line.at(-1), 5)
  Object.assign(pen, { lineWidth: 1.6, strokeStyle: run.marker === "cross" ? run.colour : look.paper })
  pen.fill()
  pen.stroke()
  pen.globalAlpha = 1
}

// All paths up to the clock; lit: the key of the one racer that stands out, "" for none. Answers with the
// names for `names`.
export const paths = (pen, look, view, { runs, steps }, clock, lit) => {
  const labels = []
  const ordered = [...runs].sort((a, b) => strengthOf(a, lit) - strengthOf(b, lit))
  for (const run of ordered) { // what stands out lies above
    if (Math.min(clock, run.last) < 0) continue
    const line = trail(view, run, clock)
    const strength = strengthOf(run, lit)
    path(pen, look, run, line, steps <= DOTTED, strength)
    const [x, y] = line.at(-1)
    labels.push({ x: x + 13, y, text: run.label, colour: run.colour, key: run.key, strength })
  }
  return labels
}

export const start = (pen, look, view, [x, y]) => {
  pen.beginPath()
  pen.arc(...view.toPixel(x, y), 7, 0, 2 * Math.PI)
  for (const [width, ink] of [[4, look.paper], [2, look.text]]) {
    Object.assign(pen, { lineWidth: width, strokeStyle: ink })
    pen.stroke()
  }
}

// Names at the ends of paths, inside the frame, none on another. Answers with where they stand.
export const names = (pen, look, view, labels) => {
  Object.assign(pen, { font: `600 12px ${look.font}`, textBaseline: "middle" })
  Object.assign(pen, { lineWidth: 3.5, lineJoin: "round" })
  for (const label of labels) {
    label.width = pen.measureText(label.text).width
    label.x = Math.max(view.left + 4, Math.min(label.x, view.right - label.width - 4))
  }
  const placed = spread(pen, labels, view.bottom, view.top)
  for (const { x, at, text, colour, strength = 1 } of placed) {
    Object.assign(pen, { globalAlpha: strength, strokeStyle: look.paper, fillStyle: colour })
    pen.strokeText(text, x, at)
    pen.fillText(text, x, at)
  }
  pen.globalAlpha = 1
  return placed
}

const beside = ([px, py], [ax, ay], [bx, by]) => { // px from a point to a piece of a path
  const [dx, dy] = [bx - ax, by - ay]
  const part = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(px - ax - part * dx, py - ay - part * dy)
}

// The key of the racer whose name is at a pixel, else "". placed: what `names` answered.
export const named = (placed, px, py) =>
  placed.find(({ x, at, width }) => px > x - 3 && px < x + width + 3 && Math.abs(py - at) < NEAR)?.key ?? ""

// The key of the racer whose path is nearest to a pixel, "" if none is near.
export const passing = (view, runs, clock, px, py) => {
  let [best, least] = ["", NEAR]
  for (const run of runs) {
    if (Math.min(clock, run.last) < 0) continue
    const line = trail(view, run, clock)
    for (let i = 0; i < line.length; i++) {
      const far = beside([px, py], line[Math.max(0, i - 1)], line[i])
      if (far < least) [best, least] = [run.key, far]
    }
  }
  return best
}
