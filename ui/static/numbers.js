// The numbers of a chart as rows of a table, heads first: as they came, not as they are drawn.
import { focus } from "./cell_sums.js"
import { say } from "./texts.js"

const exact = value => Number(value.toPrecision(12)) // without what rounding has left

// A line without a name of its own belongs to the one of its colour that has one.
const nameOf = (mark, i, marks) => {
  const own = mark.label || mark.read || mark.text
  if (own) return own
  const isTwin = other => other.label && other.colour === mark.colour && other.dashed !== mark.dashed
  const twin = mark.kind === "line" && marks.find(isTwin)
  return twin ? say("csv_dashed", { name: twin.label }) : say("csv_part", { number: i + 1 })
}
const labelOf = ({ label }, name) => label || name
const isLevel = ({ kind, along }) => kind === "rule" && along === "x"

// Lines over the same x stand side by side, a column each.
const beside = (spec, marks) => {
  const { x } = marks.find(mark => mark.x)
  const heads = [labelOf(spec.x, "x"), ...marks.map(nameOf)]
  const at = i => marks.map(mark => (isLevel(mark) ? mark.value : mark.y[i]))
  return [heads, ...x.map((value, i) => [value, ...at(i)])]
}

// Else one point a row, with the name of what it belongs to; of a histogram, also where its bar ends.
const below = (spec, marks) => {
  const isWide = marks.some(({ kind }) => kind === "area")
  const [x, y] = [labelOf(spec.x, "x"), labelOf(spec.y, "y")]
  const rows = marks.flatMap((mark, i) => {
    const name = nameOf(mark, i, marks)
    if (isLevel(mark)) return [[name, null, null, mark.value]]
    if (mark.kind === "rule") return [[name, mark.value, null, null]]
    const end = k => (mark.kind === "area" ? mark.x[k + 1] : null)
    return mark.y.map((value, k) => [mark.texts?.[k] ?? name, mark.x[k], end(k), value])
  })
  const cut = ([name, from, to, value]) => (isWide ? [name, from, to, value] : [name, from, value])
  return [cut([say("csv_name"), x, say("csv_to", { name: x }), y]), ...rows.map(cut)]
}

// A map has one cell a row, by its middle.
const middles = ({ low, high, log }, many) => {
  const [a, b] = log ? [Math.log10(low), Math.log10(high)] : [low, high]
  const at = i => a + ((b - a) * (i + 0.5)) / many
  return Array.from({ length: many }, (_, i) => exact(log ? 10 ** at(i) : at(i)))
}

const cells = (spec, { rows, columns }, { x, y }, means, valueOf) => { // valueOf: of a row and a column
  const [across, up] = [middles(x, columns), middles(y, rows)]
  const heads = [labelOf(spec.x, "x"), labelOf(spec.y, "y"), means]
  return [heads, ...up.flatMap((b, row) => across.map((a, column) => [a, b, valueOf(row, column)]))]
}

const KINDS = { // those that are no points: (spec, mark, scales, bytes of a map)
  heat: (spec, mark, at) =>
    cells(spec, mark, at, mark.means, (row, column) => mark.z[row * mark.columns + column]),
  pixels: (spec, mark, at, map) =>
    cells(spec, mark, at, say("csv_place"), (row, column) => map.say(mark, row, column)),
  spans: (spec, { rows }) => [
    [say("csv_name"), say("csv_low"), labelOf(spec.x, say("csv_middle")), say("csv_high")],
    ...rows.map(({ label, low, mid, high }) => [label, low, mid, high]),
  ],
  ridge: (spec, { rows }) => {
    const x = labelOf(spec.x, "x")
    const bars = ({ label, note, low, high, y }) => {
      const edge = k => exact(low + ((high - low) * k) / y.length)
      return y.map((share, k) => [label, note, edge(k), edge(k + 1), share])
    }
    const heads = [say("csv_name"), say("csv_note"), x, say("csv_to", { name: x }), say("csv_share")]
    return [heads, ...rows.flatMap(bars)]
  },
  images: (spec, { pictures, side }) => [
    [say("csv_name"), say("csv_row"), say("csv_column"), say("csv_ink")],
    ...pictures.flatMap(({ pixels, label }) =>
      pixels.map((ink, k) => [label, Math.floor(k / side) + 1, (k % side) + 1, ink])),
  ],
  graph: (spec, { nodes, edges }) => [
    [say("csv_from"), say("csv_into"), say("csv_gradient")],
    ...edges.map(({ from, to, back }) => [nodes[from].text, nodes[to].text, back > 0 ? 1 : 0]),
  ],
  thinned: (spec, { columns }) => [
    [say("csv_layer"), say("csv_unit"), say("csv_stays")],
    ...columns.flatMap((units, i) => units.map((stays, a) => [i + 1, a + 1, stays])),
  ],
}

const isSame = (a, b) => a.length === b.length && a.every((value, i) => value === b[i])

const ofPoints = (spec, marks) => {
  const lines = marks.filter(mark => !isLevel(mark))
  const isOver = ({ kind, x }) => (kind === "line" || kind === "dots") && isSame(x, lines[0].x)
  return lines.length && lines.every(isOver) ? beside(spec, marks) : below(spec, marks)
}

// Of grids one cell a row, with the name of its grid, row and column from 1.
const ofGrids = ({ cells }) => {
  const { values } = focus(cells, null)
  const rows = ({ key, label, columns, z, names }) => (values.get(key) ?? z).map((value, i) => {
    const row = Math.floor(i / columns)
    return [label, names?.[row] ?? row + 1, (i % columns) + 1, value]
  })
  const heads = [say("csv_name"), say("csv_row"), say("csv_column"), say("csv_value")]
  return [heads, ...cells.blocks.flatMap(({ grids }) => grids.flatMap(rows))]
}

// at: the scales of the chart as it is shown; map: its bytes, if it is of bytes. What is no points comes
// first, then an empty row, then the points.
export const numbersOf = (spec, at, map) => {
  if (spec.cells) return ofGrids(spec)
  if (spec.net) {
    const heads = [say("csv_name"), say("csv_layer"), `log₁₀ ${spec.net.label}`]
    const layers = ({ label, values }) => values.map((value, i) => [label, i + 1, value])
    return [heads, ...spec.net.nets.flatMap(layers)]
  }
  const others = spec.marks.filter(mark => KINDS[mark.kind])
  const blocks = others.map(mark => KINDS[mark.kind](spec, mark, at, map))
  const points = spec.marks.filter(mark => !KINDS[mark.kind])
  if (points.length) blocks.push(ofPoints(spec, points))
  return blocks.flatMap((block, i) => (i ? [[], ...block] : block))
}
