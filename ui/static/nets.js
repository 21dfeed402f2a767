// Nets, one below the other: between two columns of units, the connections in the colour of their layer's
// number.
import { power } from "./draw.js"
import { finite } from "./frame.js"
import { mix } from "./heat.js"

const UNITS = 4 // drawn of every hidden layer; two inputs, one output
const [NAME, END, FOOT, BAR] = [74, 14, 22, 150] // px: left and right of the columns, below them; the bar
const BROKEN = "#d2413f" // a layer whose number is not finite

const of = (column, columns) => (column === 0 ? 2 : column === columns - 1 ? 1 : UNITS)
const place = (unit, column, columns) => (column === 0 ? unit + 1 : column === columns - 1 ? 1.5 : unit)

export const nets = (pen, look, width, height, { nets: rows, low, high, stops, label: means }) => {
  const tall = (height - FOOT) / rows.length
  Object.assign(pen, { font: `600 12px ${look.font}`, textBaseline: "middle", textAlign: "left" })
  rows.forEach(({ label, colour, values }, row) => {
    const [top, columns] = [row * tall + 6, values.length + 1]
    const x = column => NAME + ((width - NAME - END) * column) / (columns - 1)
    const y = (unit, column) => top + ((tall - 14) * (place(unit, column, columns) + 0.5)) / UNITS
    pen.fillStyle = colour
    pen.fillText(label, 2, top + tall / 2 - 7)
    values.forEach((value, column) => {
      const [there, share] = [finite(value), finite(value) ? (value - low) / (high - low || 1) : 0]
      pen.strokeStyle = there ? mix(stops[look.name], share) : BROKEN
      pen.lineWidth = there ? 0.6 + 1.8 * Math.max(0, share) : 1
      pen.setLineDash(there ? [] : [2, 3])
      pen.beginPath()
      for (let a = 0; a < of(column, columns); a++) for (let b = 0; b < of(column + 1, columns); b++) {
        pen.moveTo(x(column), y(a, column))
        pen.lineTo(x(column + 1), y(b, column + 1))
      }
      pen.stroke()
    })
    pen.setLineDash([])
    pen.fillStyle = look.text
    for (let column = 0; column < columns; column++) for (let a = 0; a < of(column, columns); a++) {
      pen.beginPath()
      pen.arc(x(column), y(a, column), columns > 18 ? 1.6 : 2.4, 0, 7)
      pen.fill()
    }
  })
  for (let i = 0; i < BAR; i++) {
    pen.fillStyle = mix(stops[look.name], i / BAR)
    pen.fillRect(NAME + i, height - 14, 1.5, 8)
  }
  Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textAlign: "right" })
  pen.fillText(`≤ ${power(low)}`, NAME - 4, height - 10)
  pen.textAlign = "left"
  pen.fillText(`${power(high)}   ${means}`, NAME + BAR + 6, height - 10)
}
