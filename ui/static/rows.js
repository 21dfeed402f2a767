// Marks that bring rows, pictures or units of their own: spans, ridges, small pictures, thinned nets.
import { digits, marker } from "./draw.js"
import { finite } from "./frame.js"
import { PALE } from "./marks.js"

const counted = value => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") // 2,304

// One row each: a bar from low to high, a tick at the middle, and the name beside the bar, on the side where
// there is room; if there is none, above it.
export const spans = (pen, { spec, look, at, left, right }, mark) => {
  mark.rows.forEach(({ label, colour, low, mid, high, beyond = high }, i) => {
    const y = at.y.to(mark.rows.length - 1 - i + 0.5)
    const ink = { fillStyle: colour || look.text, strokeStyle: colour || look.text }
    Object.assign(pen, { ...ink, textBaseline: "middle", textAlign: "left", font: `12px ${look.font}` })
    const strength = mark.pale ? PALE : 1
    pen.globalAlpha = 0.35 * strength
    pen.fillRect(at.x.to(low), y - 4, Math.max(1, at.x.to(high) - at.x.to(low)), 8)
    pen.globalAlpha = strength
    pen.fillRect(at.x.to(mid) - 1.5, y - 6, 3, 12)
    pen.globalAlpha = 1
    if (!label) return
    const said = spec.x.percent ? `${Math.round(100 * mid)} %` : spec.x.whole ? counted(mid) : digits(mid)
    const text = `${label} ${said}`
    const [wide, after] = [pen.measureText(text).width, at.x.to(Math.max(high, beyond)) + 6]
    const [fits, before] = [after + wide <= right, at.x.to(low) - 6 - wide]
    pen.fillText(text, fits ? after : Math.max(left + 2, before), fits || before > left ? y : y - 13)
  })
}

const LEAST = 13 // px; in lower rows bars take all the room, and the lines that they stand on step back

const rowOf = ({ top, base }, mark, i) => {
  const tall = (base - top) / mark.rows.length
  return { tall, foot: top + (i + 1) * tall - 1, roomy: tall >= LEAST }
}

// Histograms one below the other: each on its own scale upwards, all on the frame's axis.
export const ridge = (pen, plot, mark) => {
  const { spec, at, left, right } = plot
  mark.rows.forEach(({ low, high, y }, i) => {
    const { tall, foot, roomy } = rowOf(plot, mark, i)
    const most = roomy ? tall - 2 : tall
    const share = k => k / y.length
    const x = k => (spec.x.bare ? left + (right - left) * share(k) : at.x.to(low + (high - low) * share(k)))
    pen.beginPath()
    pen.moveTo(x(0), foot)
    y.forEach((part, k) => { pen.lineTo(x(k), foot - part * most); pen.lineTo(x(k + 1), foot - part * most) })
    pen.lineTo(x(y.length), foot)
    pen.closePath()
    Object.assign(pen, { fillStyle: mark.colour, strokeStyle: mark.colour })
    Object.assign(pen, { lineWidth: 1, globalAlpha: 0.75 })
    pen.fill()
    pen.globalAlpha = roomy ? 0.5 : 0.12
    pen.beginPath()
    pen.moveTo(left, foot)
    pen.lineTo(right, foot)
    pen.stroke()
    pen.globalAlpha = 1
  })
}

export const notesRoom = (pen, mark) => 8 + Math.max(...mark.rows.map(row => pen.measureText(row.note).width))

// Their names left of the frame, and notes right of it.
export const ridgeNames = (pen, plot, mark) => {
  const { look, left, right } = plot
  Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textBaseline: "middle" })
  mark.rows.forEach(({ label, note }, i) => {
    const { tall, foot, roomy } = rowOf(plot, mark, i)
    const y = foot - Math.min(tall / 2, 7)
    pen.textAlign = "right"
    pen.fillText(roomy || i === 0 || (i + 1) % 10 === 0 ? label : "", left - 5, y)
    pen.textAlign = "left"
    pen.fillText(roomy ? note : "", right + 5, y)
  })
}

// px left of the frame for the names of a grid's rows.
export const rowsRoom = (pen, { rows }) =>
  rows ? 10 + Math.max(...rows.map(name => pen.measureText(name).width)) : 0

export const rowNames = (pen, { look, left, top, base }, { rows = [] }) => {
  Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}` })
  Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
  rows.forEach((name, i) => pen.fillText(name, left - 6, top + ((base - top) * (i + 0.5)) / rows.length))
  pen.textAlign = "left"
}

// A grid of grey pictures over the frame, each in the middle of its place with a label under it. Ink is the
// text's colour: dark on light, light on dark.
export const images = (pen, { look, left, right, top, base }, { pictures, side, columns, pale }) => {
  const strength = pale ? PALE : 1
  const rows = Math.max(1, Math.ceil(pictures.length / columns))
  const [w, h] = [(right - left) / columns, (base - top) / rows]
  const labels = pictures.some(({ label }) => label)
  const pixel = Math.max(1, Math.floor(Math.min(w - 6, h - (labels ? 19 : 4)) / side))
  Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}` })
  Object.assign(pen, { textAlign: "center", textBaseline: "top" })
  pictures.forEach(({ pixels, label }, i) => {
    const middle = left + ((i % columns) + 0.5) * w
    const tall = side * pixel + (label ? 16 : 0)
    const above = Math.round(top + (Math.floor(i / columns) + 0.5) * h - tall / 2)
    const from = Math.round(middle - (side * pixel) / 2)
    const fill = (alpha, x, y, size) => {
      pen.globalAlpha = alpha * strength
      pen.fillRect(from + x, above + y, size, size)
    }
    fill(0.08, -1, -1, side * pixel + 2) // where the picture is, though its edge is empty
    pixels.forEach((value, k) => {
      if (!finite(value) || value <= 0) return
      fill(Math.min(1, value), (k % side) * pixel, Math.floor(k / side) * pixel, pixel)
    })
    pen.globalAlpha = 1
    pen.fillText(label, middle, above + side * pixel + 3, w - 8)
  })
  pen.textAlign = "left"
}

// Columns of units, 1 stays and 0 is dropped; connections between those that stay.
export const thinned = (pen, { look, left, right, top, base }, { columns, colour }) => {
  const x = column => left + ((right - left) * (column + 0.5)) / columns.length
  const y = (unit, of) => top + ((base - top) * (unit + 0.5)) / of
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 0.7, globalAlpha: 0.3 })
  pen.beginPath()
  columns.slice(1).forEach((units, i) => columns[i].forEach((from, a) => units.forEach((to, b) => {
    if (!from || !to) return
    pen.moveTo(x(i), y(a, columns[i].length))
    pen.lineTo(x(i + 1), y(b, units.length))
  })))
  pen.stroke()
  columns.forEach((units, i) => units.forEach((stays, a) => {
    const strokeStyle = stays ? colour : look.text
    Object.assign(pen, { globalAlpha: stays ? 1 : 0.6, strokeStyle, lineWidth: 1.2 })
    marker(pen, stays ? "circle" : "cross", x(i), y(a, units.length), 3.4)
    stays ? pen.fill() : pen.stroke()
  }))
  pen.globalAlpha = 1
}
