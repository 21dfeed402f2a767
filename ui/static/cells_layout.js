// Where the grids of a picture stand: the arrangement with the largest cells for the room that there is.

const [LABEL, GAP, SIGN] = [21, 16, 26] // px: over a grid, between grids, for a sign
export const SUM = { first: 30, line: 19, lead: 170, term: 66, most: 14, lines: 4 } // px; of the sum below
const [LARGEST, LEAST, SMALLEST] = [46, 24, 1] // px of a cell; LEAST: where the page gives room for it
export const NAMES = 110 // px that names of rows take at most
const FEW = 4 // rows of grids that need little room
const LESS = 0.86 // what cells are worth in one more line
const TINY = 4.5 // px of a cell of a grid of very many

export const gridsOf = cells => cells.blocks.flatMap(block => block.grids)
export const gridOf = (cells, key) => gridsOf(cells).find(grid => grid.key === key)

const isTiny = cells => gridsOf(cells).some(grid => grid.rows * grid.columns > 500)

// Grids that stay together, from 0, 0 on: their boxes, and the size of the whole. Side by side they go on
// below where there is no more room across.
const block = (grids, unit, isStacked, widths, room) => {
  let [x, y, width, height] = [0, 0, 0, 0]
  const inside = grids.map(grid => {
    const size = unit * (grid.scale ?? 1)
    const { label, before } = widths.get(grid.key)
    const wide = Math.max(grid.columns * size, label)
    if (!isStacked && x && x + before + wide > room - SIGN) [x, y] = [0, height + GAP / 2]
    const box = { grid, left: x + before, top: y + LABEL, size, wide }
    width = Math.max(width, x + before + wide)
    height = Math.max(height, y + LABEL + grid.rows * size)
    if (isStacked) y += LABEL + grid.rows * size + GAP / 2
    else x += before + wide + GAP
    return box
  })
  return { inside, width, height }
}

const lineOf = (line, size, isStacked, widths, room) =>
  line.map(({ grids }) => block(grids, size, isStacked, widths, room))

const wideOf = (line, stands) =>
  line.reduce((wide, { sign }, i) => wide + (sign ? SIGN : 0) + stands[i].width + GAP, -GAP)

// A line of few columns beside one of many: its cells grow as far as there is room, up to a finger's.
const grown = (line, size, isStacked, widths, room) => {
  let stands = lineOf(line, size, isStacked, widths, room)
  const most = LEAST / Math.max(...line.flatMap(({ grids }) => grids.map(({ scale }) => scale ?? 1)))
  for (let larger = size + 1; larger <= most; larger++) {
    const next = lineOf(line, larger, isStacked, widths, room)
    if (wideOf(line, next) > room) break
    stands = next
  }
  return stands
}

// Where all grids stand if blocks stand in these lines on this room across, with cells of this size, or
// (grows) larger ones in lines that leave some of it: the size of the whole, and each grid's box.
const arranged = (lines, size, isStacked, widths, room, grows) => {
  const boxes = new Map()
  const signs = []
  let [top, wide] = [0, 0]
  for (const line of lines) {
    const stands = (grows ? grown : lineOf)(line, size, isStacked, widths, room)
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
    wide = Math.max(wide, wideOf(line, stands))
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

// px that each grid's label needs, and the names of its rows before them.
const labels = (pen, look, cells) => new Map(gridsOf(cells).map(grid => {
  pen.font = `600 13px ${look.font}`
  const label = Math.min(210, pen.measureText(grid.label).width + 4)
  pen.font = `12px ${look.font}`
  const widest = Math.max(0, ...(grid.names ?? []).map(name => pen.measureText(name).width))
  return [grid.key, { label, before: widest ? Math.min(NAMES, widest + 6) : 0 }]
}))

// The arrangement with the largest cells that fits. One of more lines has to have cells that are larger by a
// good deal.
const best = (cells, widths, width, height, most) => {
  const ways = waysOf(cells)
  let [found, score] = [arranged(ways.at(-1), SMALLEST, true, widths, width, false), 0]
  for (const lines of ways) for (const isStacked of [true, false]) for (const grows of [true, false]) {
    const worth = LESS ** (lines.length - 1)
    for (let size = most; size * worth > score; size -= size > 12 ? 1 : 0.5) {
      const one = arranged(lines, size, isStacked, widths, width, grows)
      if (one.width > width || one.height > height) continue
      found = one
      score = size * worth
    }
  }
  return found
}

// How many lines the sum takes at the most on this width, whichever cell is pointed at: nothing moves then.
export const sumLines = (cells, width) => {
  const terms = Math.max(0, ...cells.totals.map(({ pairs, size }) => pairs.length * size[0] * size[1]))
  const long = SUM.lead + SUM.term * Math.min(SUM.most, terms)
  return Math.min(SUM.lines, Math.ceil(long / Math.max(1, width)))
}

const foot = (cells, width) =>
  (cells.totals.length ? SUM.first + SUM.line * (sumLines(cells, width) - 1) : 0)

export const placed = (pen, look, width, height, cells) => {
  const kept = places.get(cells)
  if (kept && kept.room === `${width} ${height}`) return kept
  const found = best(cells, labels(pen, look, cells), width - 8, height - foot(cells, width) - 4, LARGEST)
  const left = Math.max(4, (width - found.width) / 2)
  const top = 2
  for (const one of [...found.boxes.values(), ...found.signs]) {
    one.left += left
    one.top += top
  }
  Object.assign(found, { room: `${width} ${height}`, foot: top + found.height + SUM.first / 2 + 2 })
  places.set(cells, found)
  return found
}

// px from top to bottom that a picture needs on this width, so that its numbers can be read: { least }, and
// most, beyond which it would be empty, if it has but few rows.
export const heightsFor = (pen, look, width, cells) => {
  const widths = labels(pen, look, cells)
  const ways = waysOf(cells).flatMap(lines => [true, false].map(isStacked => [lines, isStacked]))
  const lowest = size => {
    const all = ways.map(([lines, isStacked]) => arranged(lines, size, isStacked, widths, width - 8, true))
    const those = all.filter(one => one.width <= width - 8)
    return those.length ? Math.min(...those.map(one => one.height)) : null
  }
  let size = isTiny(cells) ? TINY : LEAST
  while (size > SMALLEST && lowest(size) === null) size -= 1
  const isLow = gridsOf(cells).every(grid => grid.rows < FEW)
  const [around, high] = [foot(cells, width) + 6, best(cells, widths, width - 8, Infinity, LARGEST).height]
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
