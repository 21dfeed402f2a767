// Marks that stand at points: lines, histograms, dots, and rules across the frame. Each is told
// (pen, plot, mark); see frame.js for a plot.
import { marker } from "./draw.js"
import { finite } from "./frame.js"

const DASHES = [5, 4]
export const PALE = 0.35
const MANY = 16 // points of a line; where there are more, its markers are smaller

const isSeen = ({ at }, x, y) => finite(x) && finite(y) && (!at.x.log || x > 0) && (!at.y.log || y > 0)

// Whether anything of a mark can be seen; kinds that are not points always count.
export const isDrawable = (plot, mark) => {
  if (["line", "dots", "words"].includes(mark.kind)) return mark.x.some((x, i) => isSeen(plot, x, mark.y[i]))
  if (mark.kind === "area") return mark.y.some(finite)
  if (mark.kind === "heat") return mark.z.some(finite)
  return mark.kind !== "rule"
}

export const stroke = (pen, dashed, points) => {
  pen.setLineDash(dashed ? DASHES : [])
  pen.beginPath()
  for (const point of points) pen.lineTo(...point)
  pen.stroke()
  pen.setLineDash([])
}

export const line = (pen, plot, mark) => {
  const { at, look } = plot
  const [colour, lineWidth] = [mark.colour || look.text, mark.faint ? 1.2 : 2]
  const globalAlpha = mark.pale ? PALE : mark.faint ? 0.55 : 1
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth, lineJoin: "round", globalAlpha })
  pen.setLineDash(mark.dashed ? DASHES : [])
  pen.beginPath()
  let on = false
  mark.x.forEach((x, i) => {
    const fits = finite(mark.y[i]) && (!at.y.log || mark.y[i] > 0) && (!at.x.log || x > 0)
    const point = [at.x.to(x), at.y.to(mark.y[i])]
    if (fits) on ? pen.lineTo(...point) : pen.moveTo(...point)
    on = fits
  })
  pen.stroke()
  pen.setLineDash([])
  if (mark.marker) mark.x.forEach((x, i) => {
    if (!finite(mark.y[i]) || (at.y.log && mark.y[i] <= 0)) return
    marker(pen, mark.marker, at.x.to(x), at.y.to(mark.y[i]), mark.x.length > MANY ? 2.6 : 3.6)
    pen.lineWidth = 1.4
    mark.marker === "cross" ? pen.stroke() : pen.fill()
  })
  pen.globalAlpha = 1
}

// A histogram: n heights between n + 1 edges; with `own` a scale of its own, 40 % of the frame.
export const area = (pen, { at, look, top, base }, mark) => {
  const most = Math.max(...mark.y.filter(finite), 1e-12)
  const y = value => (mark.own ? base - 0.4 * (base - top) * (value / most) : at.y.to(value))
  pen.beginPath()
  pen.moveTo(at.x.to(mark.x[0]), base)
  mark.y.forEach((value, i) => {
    pen.lineTo(at.x.to(mark.x[i]), y(value))
    pen.lineTo(at.x.to(mark.x[i + 1]), y(value))
  })
  pen.lineTo(at.x.to(mark.x[mark.x.length - 1]), base)
  pen.closePath()
  Object.assign(pen, { fillStyle: mark.colour || look.text, globalAlpha: 0.28 })
  pen.fill()
  pen.globalAlpha = 1
}

// The height of a dot: one that a hand can take stands on the edge of the frame if its place lies beyond.
export const level = ({ y: { to, low, high } }, { y, sets, size = 2.4 }, i) =>
  (sets ? Math.min(to(low) - size - 1, Math.max(to(high) + size + 1, to(y[i]))) : to(y[i]))

export const dots = (pen, { at, look }, mark) => {
  const ink = mark.colour[look.name] || mark.colour || look.text
  const edge = { strokeStyle: look.paper, lineWidth: 1 }
  Object.assign(pen, { fillStyle: ink, ...edge, globalAlpha: mark.pale ? PALE : 1 })
  mark.x.forEach((x, i) => {
    if (!finite(mark.y[i])) return
    marker(pen, mark.marker || "circle", at.x.to(x), level(at, mark, i), mark.size || 2.4)
    if (mark.marker !== "cross") { pen.fill(); pen.stroke(); return }
    for (const [strokeStyle, lineWidth] of [[look.paper, 4.4], [ink, 2.4]]) { // nothing in it to fill
      Object.assign(pen, { strokeStyle, lineWidth })
      pen.stroke()
    }
    Object.assign(pen, edge)
  })
  pen.globalAlpha = 1
}

// A convex part of the plane, in its colour.
export const region = (pen, { at }, { x, y, colour }) => {
  pen.beginPath()
  x.forEach((value, i) => pen.lineTo(at.x.to(value), at.y.to(y[i])))
  pen.closePath()
  Object.assign(pen, { fillStyle: colour, strokeStyle: colour, lineWidth: 1.2, globalAlpha: 0.13 })
  pen.fill()
  pen.globalAlpha = 0.55
  pen.stroke()
  pen.globalAlpha = 1
}

// Where words on a line at y cover the fewest points: above it or below, at its beginning, middle or end.
// They stay where they are (words: by text) while they cover none.
const free = ({ spec, at, left, right, top, base, words }, y, text, wide) => {
  const lefts = [left + 5, (left + right - wide) / 2, right - 5 - wide]
  const places = [y - 2, y + 16].flatMap(bottom => lefts.map(from => [from, bottom]))
  const points = spec.marks.filter(({ kind }) => kind === "line" || kind === "dots")
    .flatMap(mark => mark.x.map((x, i) => [at.x.to(x), at.y.to(mark.y[i])]))
  const covered = places.map(([from, bottom]) => {
    if (bottom - 14 < top || bottom > base) return Infinity
    const isUnder = ([px, py]) => px > from - 6 && px < from + wide + 6 && py > bottom - 18 && py < bottom + 2
    return points.filter(isUnder).length
  })
  if (covered[words[text] ?? 0] > 0) words[text] = covered.indexOf(Math.min(...covered))
  return places[words[text] ?? 0]
}

// A dotted line across the frame at one x or one y, with a word on it.
export const rule = (pen, plot, { value, along, colour, text = "" }) => {
  const { at, look, left, right, top } = plot
  const place = along === "x" ? at.y.to(value) : at.x.to(value)
  const ink = { strokeStyle: colour || look.text, fillStyle: look.text }
  Object.assign(pen, { ...ink, lineWidth: 1.2, globalAlpha: 0.75 })
  pen.setLineDash([2, 3])
  pen.beginPath()
  pen.moveTo(...(along === "x" ? [left, place] : [place, at.y.to(at.y.low)]))
  pen.lineTo(...(along === "x" ? [right, place] : [place, at.y.to(at.y.high)]))
  pen.stroke()
  pen.setLineDash([])
  Object.assign(pen, { font: `12px ${look.font}`, textBaseline: "bottom", textAlign: "left" })
  const wide = pen.measureText(text).width
  const [x, y] = along === "x" ? free(plot, place, text, wide) : [place + 4, top + 15]
  // a halo: no curve strikes the words through
  Object.assign(pen, { strokeStyle: look.paper, lineWidth: 4, globalAlpha: 1 })
  pen.strokeText(text, x, y)
  pen.fillText(text, x, y)
}
