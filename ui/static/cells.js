// Pictures made of grids of numbers, as kit/cells.py declares them: their cells and numbers, and what is lit
// while a hand points at one.
import { focus, spoken } from "./cell_sums.js"
import { NAMES, placed, SUM, sumLines } from "./cells_layout.js"
import { digits } from "./draw.js"
import { finite } from "./frame.js"
import { mix } from "./heat.js"
import { say } from "./texts.js"

const [PRINTED, SMALL] = [9, 5] // px of letters below which no number is printed; of cells without lines
const LARGE = 1e5 // from there on a number is said with a power of ten
const NAMED = 11 // px of a row below which its name is not printed

// A number as a cell says it: three digits at most where there is a point.
export const short = value => {
  const size = Math.abs(value)
  if (size >= LARGE) return digits(value)
  const text = size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1) : value.toFixed(2)
  const plain = text.includes(".") ? text.replace(/\.?0+$/, "") : text
  return (plain === "-0" ? "0" : plain).replace("-", "−")
}

const brightness = colour => {
  const [r, g, b] = colour.match(/\d+/g).map(Number)
  return (0.3 * r + 0.59 * g + 0.11 * b) / 255
}

const isPadding = ({ around, rows, columns }, i) => {
  if (!around) return false
  const [[top, bottom], [left, right]] = around
  const [row, column] = [Math.floor(i / columns), i % columns]
  return row < top || row >= rows - bottom || column < left || column >= columns - right
}

const numbersIn = (pen, look, { grid, left, top, size }, values, colours) => {
  if (grid.plain || size < SMALL * 2) return
  const texts = values.map(value => (finite(value) ? short(value) : ""))
  const longest = Math.max(1, ...texts.map(text => text.length))
  const letters = Math.min(0.5 * size, 20, (size - 3) / (0.58 * longest))
  if (letters < PRINTED) return
  Object.assign(pen, { font: `${letters}px ${look.font}`, textAlign: "center", textBaseline: "middle" })
  texts.forEach((text, i) => {
    if (!text) return
    const [row, column] = [Math.floor(i / grid.columns), i % grid.columns]
    pen.globalAlpha = isPadding(grid, i) ? 0.55 : 1
    pen.fillStyle = brightness(colours[i]) > 0.5 ? "#10161d" : "#ffffff"
    pen.fillText(text, left + (column + 0.5) * size, top + (row + 0.53) * size)
  })
  pen.globalAlpha = 1
}

// The names of a grid's rows, left of them, where rows are high enough.
const namesOf = (pen, look, { grid, left, top, size }) => {
  if (!grid.names || size < NAMED) return
  Object.assign(pen, { font: `12px ${look.font}`, textAlign: "right", textBaseline: "middle" })
  pen.fillStyle = look.text
  grid.names.forEach((name, row) => pen.fillText(name, left - 5, top + (row + 0.5) * size, NAMES - 5))
  pen.textAlign = "left"
}

const drawGrid = (pen, look, box, values) => {
  const { grid, left, top, size } = box
  const stops = grid.stops[look.name]
  Object.assign(pen, { fillStyle: look.text, font: `600 13px ${look.font}` })
  Object.assign(pen, { textAlign: "left", textBaseline: "alphabetic", globalAlpha: 1 })
  pen.fillText(grid.label, left, top - 6, Math.max(box.wide, 60))
  const high = grid.made === undefined ? grid.high : Math.max(1e-9, ...values.map(v => Math.abs(v ?? 0)))
  const low = grid.made === undefined ? grid.low : -high
  const colours = values.map(value => mix(stops, finite(value) ? (value - low) / (high - low || 1) : 0.5))
  const gap = size < SMALL ? 0 : 0.5
  values.forEach((value, i) => {
    const [x, y] = [left + (i % grid.columns) * size, top + Math.floor(i / grid.columns) * size]
    if (finite(value)) {
      pen.fillStyle = colours[i]
      pen.fillRect(x + gap, y + gap, size - 2 * gap, size - 2 * gap)
    }
    if (size < SMALL * 2) return
    Object.assign(pen, { strokeStyle: look.text, lineWidth: 1, globalAlpha: isPadding(grid, i) ? 0.3 : 0.22 })
    pen.setLineDash(isPadding(grid, i) ? [2, 2] : [])
    pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1)
    pen.globalAlpha = 1
  })
  pen.setLineDash([])
  Object.assign(pen, { strokeStyle: look.text, lineWidth: 1, globalAlpha: 0.5 })
  pen.strokeRect(left, top, grid.columns * size, grid.rows * size)
  pen.globalAlpha = 1
  numbersIn(pen, look, box, values, colours)
  namesOf(pen, look, box)
}

const outline = (pen, colour, { grid, left, top, size }, lit) => {
  for (const [i, strength] of lit) {
    const [x, y] = [left + (i % grid.columns) * size, top + Math.floor(i / grid.columns) * size]
    const width = strength > 1 ? Math.min(4, size / 4) : Math.min(2.2, size / 5)
    Object.assign(pen, { strokeStyle: colour, lineWidth: Math.max(1, width), lineJoin: "miter" })
    pen.strokeRect(x + width / 2, y + width / 2, size - width, size - width)
  }
}

// A text in lines that are no wider than that, as far as there are lines; what is left is the last one's.
const inLines = (pen, text, width, most) => {
  const lines = [""]
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word
    if (lines.length < most && lines.at(-1) && pen.measureText(longer).width > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

// A corner of each of these cells: frames are for what the hand points at.
const corners = (pen, colour, { grid, left, top, size }) => {
  pen.fillStyle = colour
  for (const i of grid.marked ?? []) {
    const [x, y] = [left + (i % grid.columns + 1) * size - 1, top + Math.floor(i / grid.columns) * size + 1]
    const side = Math.max(4, size * 0.3)
    pen.beginPath()
    pen.moveTo(x - side, y)
    pen.lineTo(x, y)
    pen.lineTo(x, y + side)
    pen.fill()
  }
}

// under: the cell that is pointed at ({ grid, at }), if any. Answers with null: there are no axes.
export const cellsPicture = (pen, look, width, height, cells, under = null) => {
  const found = placed(pen, look, width, height, cells)
  const seen = focus(cells, under)
  for (const box of found.boxes.values()) {
    drawGrid(pen, look, box, seen.values.get(box.grid.key) ?? box.grid.z)
  }
  const colour = cells.lit[look.name]
  for (const box of found.boxes.values()) corners(pen, colour, box)
  for (const [key, lit] of seen.lit) if (found.boxes.has(key)) outline(pen, colour, found.boxes.get(key), lit)
  Object.assign(pen, { fillStyle: look.text, font: `600 20px ${look.font}` })
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
  for (const { sign, left, top } of found.signs) pen.fillText(sign, left, top)
  if (seen.terms) {
    Object.assign(pen, { font: `600 15px ${look.font}` })
    const lines = inLines(pen, spoken(seen, short, say), width - 12, sumLines(cells, width))
    lines.forEach((line, i) => pen.fillText(line, width / 2, found.foot + i * SUM.line, width - 12))
  }
  pen.textAlign = "left"
  return null
}
