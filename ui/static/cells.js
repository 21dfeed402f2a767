// Pictures made of grids of numbers, as kit/cells.py declares them: where each grid stands, its cells and
// their numbers, and what is lit while a hand points at one.
import { finite } from "./frame.js"
import { mix } from "./heat.js"
import { focus, spoken } from "./cell_sums.js"
import { say } from "./texts.js"

const [LABEL, GAP, SIGN, FOOT] = [21, 16, 26, 30] // px: over a grid, between grids, for a sign, for the sum
const [LARGEST, LEAST, SMALLEST] = [46, 24, 1] // px of a cell; LEAST: where the page gives room for it
const FEW = 4 // rows of grids that need little room
const LESS = 0.86 // what cells are worth in one more line
const TINY = 4.5 // px of a cell of a grid of very many
const [PRINTED, SMALL] = [9, 5] // px of letters below which no number is printed; of cells without lines

export const gridsOf = cells => cells.blocks.flatMap(block => block.grids)
export const gridOf = (cells, key) => gridsOf(cells).find(grid => grid.key === key)

// A number as a cell says it: three digits at most where there is a point.
export const short = value => {
  const size = Math.abs(value)
  const text = size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1) : value.toFixed(2)
  const plain = text.includes(".") ? text.replace(/\.?0+$/, "") : text
  return (plain === "-0" ? "0" : plain).replace("-", "−")
}

const isTiny = cells => gridsOf(cells).some(grid => grid.rows * grid.columns > 500)

// Grids that stay together, from 0, 0 on: their boxes, and the size of the whole.
const block = (grids, unit, isStacked, widths) => {
  let [x, y, width, height] = [0, 0, 0, 0]
  const inside = grids.map(grid => {
    const size = unit * (grid.scale ?? 1)
    const wide = Math.max(grid.columns * size, widths.get(grid.key))
    const box = { grid, left: x, top: y + LABEL, size, wide }
    width = Math.max(width, x + wide)
    height = Math.max(height, y + LABEL + grid.rows * size)
    if (isStacked) y += LABEL + grid.rows * size + GAP / 2
    else x += wide + GAP
    return box
  })
  return { inside, width, height }
}

// Where all grids stand if blocks stand in these lines, with cells of this size: the size of the whole, and
// each grid's box.
const arranged = (lines, size, isStacked, widths) => {
  const boxes = new Map()
  const signs = []
  let [top, wide] = [0, 0]
  for (const line of lines) {
    const stands = line.map(({ grids }) => block(grids, size, isStacked, widths))
    const tall = Math.max(...stands.map(({ height }) => height))
    let left = 0
    line.forEach(({ sign }, i) => {
      if (sign) signs.push({ sign, left: left + SIGN / 2 - 4, top: top + LABEL / 2 + tall / 2 })
      left += sign ? SIGN : 0
      const { inside, width, height } = stands[i]
      for (const box of inside) { // in the middle of its line
        box.left += left
        box.top += top + (tall - height) / 2
        boxes.set(box.grid.key, box)
      }
      left += width + GAP
    })
    wide = Math.max(wide, left - GAP)
    top += tall + GAP / 2
  }
  return { boxes, signs, size, width: wide, height: top - GAP / 2 }
}

const linesOf = (blocks, breaks) => {
  const lines = [[]]
  blocks.forEach((block, i) => {
    if (i && (breaks >> (i - 1)) & 1) lines.push([])
    lines.at(-1).push(block)
  })
  return lines
}

const waysOf = ({ blocks }) =>
  Array.from({ length: 2 ** (blocks.length - 1) }, (_, breaks) => linesOf(blocks, breaks))

const places = new WeakMap() // the last layout of a picture

const labels = (pen, look, cells) => {
  pen.font = `600 13px ${look.font}`
  return new Map(gridsOf(cells).map(grid => [grid.key, Math.min(210, pen.measureText(grid.label).width + 4)]))
}

// The arrangement with the largest cells that fits. One of more lines has to have cells that are larger by a
// good deal.
const best = (cells, widths, width, height, most) => {
  const ways = waysOf(cells)
  let [found, score] = [arranged(ways.at(-1), SMALLEST, true, widths), 0]
  for (const lines of ways) for (const isStacked of [true, false]) {
    const worth = LESS ** (lines.length - 1)
    for (let size = most; size * worth > score; size -= size > 12 ? 1 : 0.5) {
      const one = arranged(lines, size, isStacked, widths)
      if (one.width > width || one.height > height) continue
      found = one
      score = size * worth
    }
  }
  return found
}

const foot = cells => (cells.totals.length ? FOOT : 0)

export const placed = (pen, look, width, height, cells) => {
  const kept = places.get(cells)
  if (kept && kept.room === `${width} ${height}`) return kept
  const found = best(cells, labels(pen, look, cells), width - 8, height - foot(cells) - 4, LARGEST)
  const left = Math.max(4, (width - found.width) / 2)
  const top = 2
  for (const one of [...found.boxes.values(), ...found.signs]) {
    one.left += left
    one.top += top
  }
  Object.assign(found, { room: `${width} ${height}`, foot: top + found.height + FOOT / 2 + 2 })
  places.set(cells, found)
  return found
}

// px from top to bottom that a picture needs on this width, so that its numbers can be read: { least }, and
// most, beyond which it would be empty, if it has but few rows.
export const heightsFor = (pen, look, width, cells) => {
  const widths = labels(pen, look, cells)
  const ways = waysOf(cells).flatMap(lines => [true, false].map(isStacked => [lines, isStacked]))
  const lowest = size => {
    const all = ways.map(([lines, isStacked]) => arranged(lines, size, isStacked, widths))
    const those = all.filter(one => one.width <= width - 8)
    return those.length ? Math.min(...those.map(one => one.height)) : null
  }
  let size = isTiny(cells) ? TINY : LEAST
  while (size > SMALLEST && lowest(size) === null) size -= 1
  const isLow = gridsOf(cells).every(grid => grid.rows < FEW)
  const [around, high] = [foot(cells) + 6, best(cells, widths, width - 8, Infinity, LARGEST).height]
  const least = Math.ceil(lowest(size) ?? high) + around
  return { least, most: isLow ? Math.max(least, Math.ceil(high) + around) : null }
}

// The cell at a place: { grid, at }, or null.
export const cellAt = (found, px, py) => {
  for (const { grid, left, top, size } of found?.boxes.values() ?? []) {
    const [row, column] = [Math.floor((py - top) / size), Math.floor((px - left) / size)]
    if (row < 0 || column < 0 || row >= grid.rows || column >= grid.columns) continue
    return { grid: grid.key, at: row * grid.columns + column }
  }
  return null
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
}

const outline = (pen, colour, { grid, left, top, size }, lit) => {
  for (const [i, strength] of lit) {
    const [x, y] = [left + (i % grid.columns) * size, top + Math.floor(i / grid.columns) * size]
    const width = strength > 1 ? Math.min(4, size / 4) : Math.min(2.2, size / 5)
    Object.assign(pen, { strokeStyle: colour, lineWidth: Math.max(1, width), lineJoin: "miter" })
    pen.strokeRect(x + width / 2, y + width / 2, size - width, size - width)
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
  for (const [key, lit] of seen.lit) if (found.boxes.has(key)) outline(pen, colour, found.boxes.get(key), lit)
  Object.assign(pen, { fillStyle: look.text, font: `600 20px ${look.font}` })
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
  for (const { sign, left, top } of found.signs) pen.fillText(sign, left, top)
  if (seen.terms) {
    Object.assign(pen, { font: `600 15px ${look.font}` })
    pen.fillText(spoken(seen, short, say), width / 2, found.foot, width - 12)
  }
  pen.textAlign = "left"
  return null
}
