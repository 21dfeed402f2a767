// Lines of equal height over a lattice of numbers, by marching squares.
const SIDES = [ // of a cell, by which of its corners are high: pairs of sides that a line joins; 0 below, 1 right, 2 above, 3 left
  [], [3, 0], [0, 1], [3, 1], [1, 2], null, [0, 2], [3, 2], [2, 3], [0, 2], null, [1, 2], [1, 3], [0, 1], [3, 0], [],
]
const SADDLES = { 5: [[3, 2, 0, 1], [3, 0, 1, 2]], 10: [[3, 0, 1, 2], [3, 2, 0, 1]] } // where the middle is high, and where it is low

// levels: Float32Array of rows × columns, in units of the distance between two lines: they lie at 1, 2, … most.
// inside: which points have a number (Uint8Array), or null for all. Answers with chains: each a Float32Array of
// columns and rows, x₀, y₀, x₁, y₁, …
export const contours = (levels, columns, rows, most, inside = null) => {
  const from = Array.from({ length: most + 1 }, () => []) // pairs of edges of the lattice, by line
  for (let i = 0; i + 1 < rows; i++) for (let j = 0, at = i * columns; j + 1 < columns; j++, at++) {
    if (inside && !(inside[at] && inside[at + 1] && inside[at + columns] && inside[at + columns + 1])) continue
    const [a, b, c, d] = [levels[at], levels[at + 1], levels[at + columns + 1], levels[at + columns]]
    const [low, high] = [Math.min(a, b, c, d), Math.max(a, b, c, d)]
    for (let line = Math.max(1, Math.floor(low) + 1); line <= high && line <= most; line++) {
      const kind = (a >= line ? 1 : 0) + (b >= line ? 2 : 0) + (c >= line ? 4 : 0) + (d >= line ? 8 : 0)
      const sides = SIDES[kind] ?? SADDLES[kind][(a + b + c + d) / 4 >= line ? 0 : 1]
      for (const side of sides) from[line].push(edge(at, side, columns))
    }
  }
  const links = new Int32Array(4 * columns * rows).fill(-1) // of an edge: the two that a line joins it to
  return from.flatMap((pairs, line) => chained(pairs, links).map(edges => placed(edges, line, levels, columns)))
}

const edge = (at, side, columns) => [2 * at, 2 * (at + 1) + 1, 2 * (at + columns), 2 * at + 1][side] // even: along x

// Pairs of edges, each as one chain of edges after another.
const chained = (pairs, links) => {
  const join = (a, b) => { links[2 * a + (links[2 * a] < 0 ? 0 : 1)] = b }
  for (let k = 0; k < pairs.length; k += 2) { join(pairs[k], pairs[k + 1]); join(pairs[k + 1], pairs[k]) }
  const chains = []
  const walk = start => {
    const chain = [start]
    let [at, next] = [start, links[2 * start] >= 0 ? links[2 * start] : links[2 * start + 1]]
    while (next >= 0) {
      for (const [one, other] of [[at, next], [next, at]]) links[2 * one + (links[2 * one] === other ? 0 : 1)] = -1
      chain.push(next)
      at = next
      next = links[2 * at] >= 0 ? links[2 * at] : links[2 * at + 1]
    }
    if (chain.length > 1) chains.push(chain)
  }
  for (const one of pairs) if ((links[2 * one] < 0) !== (links[2 * one + 1] < 0)) walk(one) // from its end
  for (const one of pairs) if (links[2 * one] >= 0) walk(one) // the rest are closed
  return chains
}

const placed = (edges, line, levels, columns) => {
  const places = new Float32Array(2 * edges.length)
  edges.forEach((one, k) => {
    const at = one >> 1
    const other = one & 1 ? at + columns : at + 1
    const share = (line - levels[at]) / (levels[other] - levels[at])
    places[2 * k] = (at % columns) + (one & 1 ? 0 : share)
    places[2 * k + 1] = Math.floor(at / columns) + (one & 1 ? share : 0)
  })
  return places
}
