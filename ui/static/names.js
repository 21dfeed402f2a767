// The names of lines: beside the frame at the height of their ends, or over a map at the ends of paths.
import { spread } from "./draw.js"
import { finite } from "./frame.js"
import { stroke } from "./marks.js"

const SAMPLE = 14 // px of the line itself before its name
const MOST = 120 // px that names take at most beside the frame

// Of two lines in one colour the names say which is dashed: px for a piece of the line before each.
const sample = (mark, named) => {
  const isTwin = other => other.colour === mark.colour && other.dashed !== mark.dashed
  return named.some(isTwin) ? SAMPLE + 4 : 0
}

export const namesRoom = (pen, named) => {
  const widths = named.map(mark => sample(mark, named) + pen.measureText(mark.label).width)
  return named.length ? Math.min(MOST, 8 + Math.max(...widths)) : 0
}

const lastOf = (mark, isThere) => {
  let i = mark.y.length - 1
  while (i >= 0 && !isThere(i)) i--
  return i
}

export const names = (pen, { look, at, right, top, base }, named, room) => {
  const places = named.flatMap(mark => {
    const i = lastOf(mark, i => finite(mark.y[i]) && (!at.y.log || mark.y[i] > 0))
    if (i < 0) return []
    const y = Math.min(base, Math.max(top, at.y.to(mark.y[i])))
    const how = { text: mark.label, colour: mark.colour || look.text, dashed: mark.dashed }
    return [{ x: right + 5, y, width: room, before: sample(mark, named), ...how }]
  })
  Object.assign(pen, { font: `600 12px ${look.font}`, lineWidth: 2 })
  Object.assign(pen, { textBaseline: "middle", textAlign: "left" })
  for (const { x, at: y, text, colour, dashed, before } of spread(pen, places, base + 6, top)) {
    Object.assign(pen, { fillStyle: colour, strokeStyle: colour })
    pen.fillText(text, x + before, y)
    if (before) stroke(pen, dashed, [[x, y], [x + SAMPLE, y]])
  }
}

// Over a map, each in a halo of the map's own colour.
export const namesAtEnds = (pen, { look, at, left, right, top, base }, named, { stops }) => {
  pen.font = `600 12px ${look.font}`
  const places = named.flatMap(mark => {
    const i = lastOf(mark, i => finite(mark.x[i]) && finite(mark.y[i]))
    if (i < 0) return []
    const [x, width] = [at.x.to(mark.x[i]), pen.measureText(mark.label).width]
    const beside = x + 12 + width <= right ? x + 12 : Math.max(left + 4, x - 12 - width)
    return [{ x: beside, y: at.y.to(mark.y[i]), text: mark.label, colour: mark.colour || look.text, width }]
  })
  const halo = { lineWidth: 4, lineJoin: "round", strokeStyle: stops[look.name].at(-1), globalAlpha: 1 }
  Object.assign(pen, { ...halo, textBaseline: "middle", textAlign: "left" })
  for (const { x, at: y, text, colour } of spread(pen, places, base, top)) {
    pen.strokeText(text, x, y)
    pen.fillStyle = colour
    pen.fillText(text, x, y)
  }
}
