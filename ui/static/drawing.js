// A chart as a whole, as kit/charts.py declares it, drawn by a pen on any size: frame, marks, names.
import { cellsPicture } from "./cells.js"
import { codes, codesRoom, numerals } from "./codes.js"
import { clipped, frame, layout } from "./frame.js"
import { graph } from "./graph.js"
import { bar, barRoom, heat, pixels } from "./heat.js"
import { area, dots, isDrawable, line, region, rule } from "./marks.js"
import { names, namesAtEnds, namesRoom } from "./names.js"
import { nets } from "./nets.js"
import { images, notesRoom, ridge, ridgeNames, rowNames, rowsRoom, spans, thinned } from "./rows.js"
import { say } from "./texts.js"
import { written } from "./word_map.js"

const MARKS = {
  line, area, dots, region, rule, graph, heat, pixels, images, numerals, ridge, thinned, spans, words: dots,
}

export const markOf = (spec, kind) => spec.marks.find(mark => mark.kind === kind)

const nothing = (pen, { spec, look, at, left, right, top, base }) => {
  const ink = { fillStyle: look.text, font: `12px ${look.font}`, globalAlpha: 0.6 }
  Object.assign(pen, { ...ink, textAlign: "center", textBaseline: "middle" })
  const isEmpty = !spec.marks.some(mark => mark.y?.length)
  const text = say(isEmpty ? "nothing_yet" : at.y.log ? "nothing_above_0" : "nothing_finite")
  pen.fillText(text, (left + right) / 2, (top + base) / 2, right - left - 8)
  Object.assign(pen, { textAlign: "left", globalAlpha: 1 })
}

// kept: { keep, words, map, under }: ranges that only grow, places of words, the unpacked bytes of a map, the
// cell that is pointed at. Answers with the plot, where all stands (frame.js), or null for a picture without
// axes.
export const draw = (pen, look, width, height, spec, { keep, words, map, under }) => {
  if (spec.cells) return cellsPicture(pen, look, width, height, spec.cells, under)
  if (spec.net) return nets(pen, look, width, height, spec.net) ?? null
  const [warm, rows, grid] = ["heat", "ridge", "images"].map(kind => markOf(spec, kind))
  const named = spec.marks.filter(mark => mark.label && mark.kind === "line")
  pen.font = `600 12px ${look.font}`
  const beside = warm ? barRoom(pen, look, warm) : rows ? notesRoom(pen, rows) : namesRoom(pen, named)
  const room = spec.codes ? codesRoom(width, height, warm ? beside : 0) : { beside, height }
  pen.font = `12px ${look.font}`
  const before = grid ? rowsRoom(pen, grid) : 0
  const plot = { ...layout(spec, look, width, room.height, room.beside, keep, before), words, map }
  frame(pen, plot)
  clipped(pen, plot, () => { for (const mark of spec.marks) MARKS[mark.kind](pen, plot, mark) })
  if (!spec.marks.some(mark => isDrawable(plot, mark))) nothing(pen, plot)
  if (warm) {
    bar(pen, plot, warm)
    namesAtEnds(pen, plot, named, warm)
  } else names(pen, plot, named, beside)
  written(pen, plot)
  if (rows) ridgeNames(pen, plot, rows)
  if (grid) rowNames(pen, plot, grid)
  if (spec.codes) codes(pen, plot, room, height, under)
  return plot
}
