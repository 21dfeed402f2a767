// A chart's frame: the room around it, its scales, its axes. A plot is what all of a chart's drawing is told:
// { spec, look, width, height, left, right, top, base, at: { x, y } }: edges in pixels, and scales.
import { ticks } from "./axes.js"

export const TOP = 8
export const ROOMS = { // px left of the frame and below it
  usual: { left: 50, bottom: 36 },
  small: { left: 28, bottom: 19 },
  bare: { left: 20, bottom: 36 },
  pictures: { left: 20, bottom: 12 },
}
const [ROW, COLUMN, LEAST] = [30, 48, 30] // px that a tick needs: of y, of x, of whole numbers along x

export const finite = value => value !== null && Number.isFinite(value)

// The range of an axis: as declared, else what the marks need. What is kept only grows: nothing jumps while
// a hand moves.
const range = (spec, name, keep) => {
  const axis = spec[name]
  if (axis.low !== undefined && axis.high !== undefined) return [axis.low, axis.high]
  let [low, high] = [Infinity, -Infinity]
  for (const mark of spec.marks) for (const value of mark.own ? [] : mark[name] || []) {
    if (!finite(value) || (axis.log && value <= 0)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return axis.log ? [axis.low ?? 0.1, axis.high ?? 1] : [axis.low ?? 0, axis.high ?? 1]
  const decade = (round, value, by) => 10 ** round(Math.log10(value) + by)
  if (axis.log) [low, high] = [decade(Math.floor, low, 1e-9), decade(Math.ceil, high, -1e-9)]
  if (low === high) [low, high] = axis.log ? [low / 10, high * 10] : [low - 0.5, high + 0.5]
  const id = `${spec.key}/${name}`
  const kept = keep[id] || [low, high]
  keep[id] = [Math.min(kept[0], low), Math.max(kept[1], high)]
  return [axis.low ?? keep[id][0], axis.high ?? keep[id][1]]
}

// to: the pixel of a value; back: the value at a pixel.
const scale = ({ log }, [low, high], from, to) => {
  const flat = log ? Math.log10 : value => value
  const [a, b] = [flat(low), flat(high)]
  const back = pixel => {
    const value = a + ((b - a) * (pixel - from)) / (to - from)
    return log ? 10 ** value : value
  }
  return { low, high, log, to: value => from + ((to - from) * (flat(value) - a)) / (b - a), back }
}

// Wider ranges of two axes that make a unit of both as long.
const equally = ([x0, x1], [y0, y1], wide, tall) => {
  const size = Math.min(wide / (x1 - x0), tall / (y1 - y0)) // px
  const widened = (low, high, room) => {
    const more = (room / size - (high - low)) / 2
    return [low - more, high + more]
  }
  return [widened(x0, x1, wide), widened(y0, y1, tall)]
}

const roomOf = ({ map, x, y, marks }) => {
  if (x.bare && y.bare && !x.label && !y.label) return ROOMS.pictures
  const rows = y.bare && marks.some(mark => mark.kind === "spans") // their names stand in the frame
  return ROOMS[rows ? "bare" : map] || ROOMS.usual
}

// beside: px that names or a bar of colours need right of the frame. keep: ranges so far, by chart and axis.
// before: px that names of rows need left of it.
export const layout = (spec, look, width, height, beside, keep, before = 0) => {
  const { left: usual, bottom } = roomOf(spec)
  const left = Math.max(usual, before)
  const [right, base] = [width - 10 - beside, height - bottom]
  const ranges = [range(spec, "x", keep), range(spec, "y", keep)]
  const [across, up] = spec.equal ? equally(...ranges, right - left, base - TOP) : ranges
  const x = scale(spec.x, across, left, right)
  const y = scale(spec.y, up, base, TOP)
  return { spec, look, width, height, left, right, top: TOP, base, at: { x, y } }
}

export const isInside = ({ left, right, top, base }, x, y) => x >= left && x <= right && y >= top && y <= base

export const clipped = (pen, { left, right, top, base }, draw) => {
  pen.save()
  pen.beginPath()
  pen.rect(left, top - 1, right - left, base - top + 2)
  pen.clip()
  draw()
  pen.restore()
}

const turned = (pen, text, x, y) => {
  pen.save()
  pen.translate(x, y)
  pen.rotate(-Math.PI / 2)
  pen.textBaseline = "middle"
  pen.fillText(text, 0, 0)
  pen.restore()
}

// Lines across at these ticks, and their texts left of the frame.
export const rungs = (pen, { left, right }, marks, place, gap, isSaid = () => true) => {
  Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
  for (const [value, text] of marks) {
    const y = place(value)
    pen.globalAlpha = 0.13
    pen.beginPath()
    pen.moveTo(left, y)
    pen.lineTo(right, y)
    pen.stroke()
    pen.globalAlpha = 0.85
    if (isSaid(y)) pen.fillText(text, left - gap, y)
  }
}

export const outline = (pen, { left, right, top, base }) => {
  pen.globalAlpha = 0.35
  pen.strokeRect(left, top, right - left, base - top)
  Object.assign(pen, { globalAlpha: 1, textAlign: "left" })
}

export const frame = (pen, plot) => {
  const { spec: { x, y, map }, look, width, height, left, right, top, base, at } = plot
  const small = map === "small" // the ends of its axes are for their names
  const ink = { fillStyle: look.text, strokeStyle: look.text }
  Object.assign(pen, { ...ink, font: `12px ${look.font}`, lineWidth: 1 })
  const most = (room, each) => Math.max(2, Math.floor(room / each))
  const shown = y.bare ? [] : ticks(at.y, most(base - top, ROW), y)
  rungs(pen, plot, shown, at.y.to, 5, row => !small || row > top + 14)
  Object.assign(pen, { textAlign: "center", textBaseline: "top" })
  const apart = x.whole ? Math.max(LEAST, 16 + pen.measureText(String(at.x.high)).width) : COLUMN
  for (const [value, text] of x.bare ? [] : ticks(at.x, most(right - left, apart), x)) {
    const place = at.x.to(value)
    if ((small && place >= right - 18) || value > x.until) continue
    pen.fillText(text, Math.min(place, width - pen.measureText(text).width / 2 - 1), base + 4)
  }
  if (small) {
    pen.fillText(x.label, right - 4, base + 4)
    pen.textAlign = "right"
    pen.fillText(y.label, left - 5, top - 4)
  } else {
    pen.fillText([x.label, x.of].filter(Boolean).join(": "), (left + right) / 2, height - 15)
    if (y.label) turned(pen, y.label, 11, (top + base) / 2)
  }
  outline(pen, plot)
}
