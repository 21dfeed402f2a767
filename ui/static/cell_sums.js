// How the cells of a picture made of grids hang together: the window of an output, its products and their
// sum; the entries that share a weight; the row and the column of a matrix. Nothing here is drawn.

import { SUM } from "./cells_layout.js"

const at = (grid, row, column) => row * grid.columns + column

// The terms of one cell of y: [{ pair, tap, x, value, weight }, …]
const termsOf = (grids, { pairs, size, stride, dilation }, [row, column]) =>
  pairs.flatMap(([x, kernel], pair) => {
    const [from, by] = [grids.get(x), grids.get(kernel)]
    return Array.from({ length: size[0] * size[1] }, (_, tap) => {
      const [i, j] = [Math.floor(tap / size[1]), tap % size[1]]
      const place = at(from, row * stride[0] + i * dilation[0], column * stride[1] + j * dilation[1])
      return { pair, tap, key: x, by: kernel, place, value: from.z[place], weight: by ? by.z[tap] : null }
    })
  })

const resultOf = ({ kind }, terms) => {
  const values = terms.map(({ value }) => value ?? 0)
  if (kind === "max") return Math.max(...values)
  if (kind === "mean") return values.reduce((a, b) => a + b, 0) / values.length
  return terms.reduce((sum, { by, value, weight }) => sum + (value ?? 0) * (by ? weight ?? 0 : 1), 0)
}

const light = (lit, key, place, strength = 1) => {
  if (!lit.has(key)) lit.set(key, new Map())
  lit.get(key).set(place, Math.max(strength, lit.get(key).get(place) ?? 0))
}

// The sum that is looked at: of the output under the hand, else the chosen one.
const lookedAt = (cells, grids, under) => {
  const same = under && (grids.get(under.grid).like ?? under.grid)
  const over = under && cells.totals.find(({ y }) => y === under.grid || y === same)
  if (over) {
    const { columns } = grids.get(over.y)
    return [over, [Math.floor(under.at / columns), under.at % columns]]
  }
  const chosen = cells.totals.find(({ place }) => place)
  return chosen ? [chosen, chosen.place] : [null, null]
}

// What is seen while the hand points at a cell ({ grid, at }, or null): lit, by grid and place, and how
// strongly; values of the grids that the browser fills; and the sum: its terms, result and place.
export const focus = (cells, under) => {
  const grids = new Map(cells.blocks.flatMap(({ grids }) => grids).map(grid => [grid.key, grid]))
  const [lit, values] = [new Map(), new Map()]
  if (!(under?.at < grids.get(under?.grid)?.z.length)) under = null // another picture has come meanwhile
  const [sum, place] = lookedAt(cells, grids, under)
  const terms = sum && termsOf(grids, sum, place)
  const result = sum && resultOf(sum, terms)
  for (const grid of grids.values()) for (const i of grid.lit ?? []) light(lit, grid.key, i)
  if (sum) {
    light(lit, sum.y, at(grids.get(sum.y), ...place), 2)
    for (const { key, place } of terms) light(lit, key, place)
    for (const grid of grids.values()) {
      if (grid.made === undefined) continue
      const own = terms.filter(({ pair }) => pair === grid.made)
      values.set(grid.key, grid.made < 0 ? [result] : own.map(term => term.value * term.weight))
    }
    if (sum.kind === "max") { // the first of the largest has won
      const winner = terms.find(({ value }) => value === result)
      for (const grid of grids.values()) {
        if (grid.key === winner.key || grid.like === winner.key) light(lit, grid.key, winner.place, 2)
      }
    }
  }
  if (under) pointed(grids, lit, under, terms)
  return { lit, values, terms, result, sum, place }
}

const pointed = (grids, lit, under, terms) => {
  const grid = grids.get(under.grid)
  light(lit, under.grid, under.at, 2)
  for (const term of terms ?? []) { // the same term in window, kernel and products
    const [isIn, isBy] = [term.key === under.grid && term.place === under.at, term.by === under.grid]
    const isMade = grid.made === term.pair && term.tap === under.at
    if (!isIn && !(isBy && term.tap === under.at) && !isMade) continue
    light(lit, term.key, term.place, 2)
    if (term.by) light(lit, term.by, term.tap, 2)
    for (const other of grids.values()) if (other.made === term.pair) light(lit, other.key, term.tap, 2)
  }
  const own = grid.like ?? grid.key
  for (const other of grids.values()) { // cells that stand for each other
    if ((other.like ?? other.key) === own) light(lit, other.key, under.at, 2)
  }
  const shared = grid.shares?.[under.at]
  if (shared >= 0) for (const other of grids.values()) {
    other.shares?.forEach((weight, i) => { if (weight === shared) light(lit, other.key, i) })
  }
  const [row, column] = [Math.floor(under.at / grid.columns), under.at % grid.columns]
  if (grid.rows_of) light(lit, grid.rows_of, row, 2)
  if (grid.columns_of) light(lit, grid.columns_of, column, 2)
  for (const other of grids.values()) { // a row or a column of a matrix
    if (other.rows_of === under.grid) {
      for (let i = 0; i < other.columns; i++) {
        const place = under.at * other.columns + i
        if (other.z[place] !== null) light(lit, other.key, place)
      }
    }
    if (other.columns_of === under.grid) {
      for (let i = 0; i < other.rows; i++) {
        const place = i * other.columns + under.at
        if (other.z[place] !== null) light(lit, other.key, place)
      }
    }
  }
}

// The sum in a line: the products that are not 0, as far as there is room.
export const spoken = ({ sum, terms, result, place }, short, say) => {
  const given = { row: place[0] + 1, column: place[1] + 1, result: short(result) }
  const number = value => (value < 0 ? `(${short(value)})` : short(value))
  if (sum.kind === "max") {
    const list = terms.map(({ value }) => short(value ?? 0)).join(", ")
    return say("cells_max", { ...given, list })
  }
  const there = terms.filter(({ value, weight }) => value && (weight === null || weight))
  const products = there.slice(0, SUM.most).map(({ value, weight }) =>
    (weight === null ? number(value) : `${number(value)}·${number(weight)}`))
  if (sum.kind === "mean") {
    return say("cells_mean", { ...given, list: products.join(" + ") || "0", many: terms.length })
  }
  if (!there.length) return say("cells_zero", { ...given, many: terms.length })
  const list = products.join(" + ")
  const more = there.length - products.length
  if (more) return say("cells_more", { ...given, list, more })
  const many = terms.length - there.length
  return many ? say("cells_sum", { ...given, list, many }) : say("cells_all", { ...given, list })
}
