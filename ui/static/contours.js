// Lines of equal height over a lattice of numbers, by marching squares.

// The sides of a cell that a line joins, by which of its corners are high. Sides: 0 below, 1 right, 2
// above, 3 left; corners: 1 below left, 2 below right, 4 above right, 8 above left.
const JOINS = [
  [], [3, 0], [0, 1], [3, 1], [1, 2], null, [0, 2], [3, 2],
  [2, 3], [0, 2], null, [1, 2], [1, 3], [0, 1], [3, 0], [],
]
// Two opposite corners are high: where the middle is high too, and where it is low.
const SADDLES = { 5: [[3, 2, 0, 1], [3, 0, 1, 2]], 10: [[3, 0, 1, 2], [3, 2, 0, 1]] }

// Lines at levels, which ascend. values: rows × columns of numbers; inside: which of them count (true or 1),
// or null for all. Answers with chains, each a Float32Array of a column and a row by turns.
export const contours = (values, columns, rows, levels, inside = null) => {
  const pairs = levels.map(() => []) // of edges of the lattice that a line joins
  const isInside = at => inside[at] && inside[at + 1] && inside[at + columns] && inside[at + columns + 1]
  let first = 0 // the lowest level above a cell's lowest corner: neighbours have nearly the same
  for (let i = 0; i + 1 < rows; i++) for (let j = 0, at = i * columns; j + 1 < columns; j++, at++) {
    if (inside && !isInside(at)) continue
    const [a, b, c, d] = [values[at], values[at + 1], values[at + columns + 1], values[at + columns]]
    const [least, most] = [Math.min(a, b, c, d), Math.max(a, b, c, d)]
    while (first > 0 && levels[first - 1] > least) first--
    while (levels[first] <= least) first++
    for (let k = first; levels[k] <= most; k++) {
      const line = levels[k]
      const kind = (a >= line ? 1 : 0) + (b >= line ? 2 : 0) + (c >= line ? 4 : 0) + (d >= line ? 8 : 0)
      const sides = JOINS[kind] ?? SADDLES[kind][(a + b + c + d) / 4 >= line ? 0 : 1]
      for (const side of sides) pairs[k].push(edge(at, side, columns))
    }
  }
  const links = new Int32Array(4 * columns * rows).fill(-1) // of an edge: the two that a line joins it to
  return pairs.flatMap((some, k) =>
    chained(some, links).map(edges => placed(edges, levels[k], values, columns)))
}

const edge = (at, side, columns) => { // even: along a row
  if (side === 0) return 2 * at
  if (side === 1) return 2 * at + 3
  return side === 2 ? 2 * (at + columns) : 2 * at + 1
}

// Pairs of edges put together to chains. links: all −1 before and after.
const chained = (pairs, links) => {
  const join = (one, other) => { links[2 * one + (links[2 * one] < 0 ? 0 : 1)] = other }
  const part = (one, other) => { links[2 * one + (links[2 * one] === other ? 0 : 1)] = -1 }
  const onward = one => (links[2 * one] < 0 ? links[2 * one + 1] : links[2 * one])
  for (let k = 0; k < pairs.length; k += 2) { join(pairs[k], pairs[k + 1]); join(pairs[k + 1], pairs[k]) }
  const walk = start => {
    const chain = [start]
    for (let at = start, next = onward(at); next >= 0; at = next, next = onward(at)) {
      part(at, next)
      part(next, at)
      chain.push(next)
    }
    return chain
  }
  const isEnd = one => links[2 * one] < 0 !== links[2 * one + 1] < 0
  const chains = []
  for (const one of pairs) if (isEnd(one)) chains.push(walk(one))
  for (const one of pairs) if (onward(one) >= 0) chains.push(walk(one)) // the rest are closed
  return chains
}

// Where on its edges a line crosses.
const placed = (edges, line, values, columns) => {
  const places = new Float32Array(2 * edges.length)
  edges.forEach((one, k) => {
    const at = one >> 1
    const upwards = one & 1
    const share = (line - values[at]) / (values[upwards ? at + columns : at + 1] - values[at])
    places[2 * k] = (at % columns) + (upwards ? 0 : share)
    places[2 * k + 1] = Math.floor(at / columns) + (upwards ? share : 0)
  })
  return places
}

// Strokes chains; to: the pixels of a column and a row.
export const trace = (pen, chains, to) => {
  pen.beginPath()
  for (const chain of chains) for (let k = 0; k < chain.length; k += 2) {
    const [x, y] = to(chain[k], chain[k + 1])
    k ? pen.lineTo(x, y) : pen.moveTo(x, y)
  }
  pen.stroke()
}
