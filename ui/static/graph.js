// A computation as a graph: what is computed from what, and along which arrows the gradient comes back.
import { stroke, STYLES } from "./arrow.js"
import { marker } from "./draw.js"

const [HIGH, PAD, GAP, ASIDE] = [24, 7, 4, 6] // px: of a box, around its text, before a box, between ways
const BACK = "#D6336C"

const boxOf = (pen, { at }, { x, y, text }) => {
  const wide = pen.measureText(text).width + 2 * PAD
  return { x: at.x.to(x), y: at.y.to(y), wide, high: HIGH }
}

// Where the way from the middle of a box to a place leaves the box.
const edge = ({ x, y, wide, high }, to) => {
  const [dx, dy] = [to.x - x, to.y - y]
  const far = 1 / Math.max(Math.abs(dx) / (wide / 2 + GAP), Math.abs(dy) / (high / 2 + GAP), 1e-9)
  return [x + dx * far, y + dy * far]
}

const aside = ([x, y], from, to, by) => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  return [x - ((to.y - from.y) / length) * by, y + ((to.x - from.x) / length) * by]
}

const arrow = (pen, look, from, to, style, colour, by) => {
  const [start, end] = [aside(edge(from, to), from, to, by), aside(edge(to, from), from, to, by)]
  for (const draw of stroke(pen, start, end, style, colour, look.paper)) draw()
  return [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]
}

const stopped = (pen, look, [x, y]) => { // the gradient does not pass here
  marker(pen, "cross", x, y, 6)
  for (const [strokeStyle, lineWidth] of [[look.paper, 6], [BACK, 3]]) {
    Object.assign(pen, { strokeStyle, lineWidth, globalAlpha: 1 })
    pen.stroke()
  }
}

export const graph = (pen, plot, { nodes, edges }) => {
  const { look } = plot
  pen.font = `13px ${look.font}`
  const boxes = nodes.map(node => boxOf(pen, plot, node))
  for (const { from, to, back } of edges) {
    arrow(pen, look, boxes[from], boxes[to], STYLES.step, look.text, back ? -ASIDE : 0)
    if (!back) continue
    const middle = arrow(pen, look, boxes[to], boxes[from], STYLES.gradient, BACK, -ASIDE)
    if (back < 0) stopped(pen, look, middle)
  }
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineWidth: 1.4 })
  nodes.forEach(({ text, random }, i) => {
    const { x, y, wide, high } = boxes[i]
    Object.assign(pen, { fillStyle: look.paper, strokeStyle: look.text, globalAlpha: 1 })
    pen.fillRect(x - wide / 2, y - high / 2, wide, high)
    pen.setLineDash(random ? [3, 3] : [])
    pen.strokeRect(x - wide / 2, y - high / 2, wide, high)
    pen.setLineDash([])
    pen.fillStyle = look.text
    pen.fillText(text, x, y + 1)
  })
  pen.textAlign = "left"
}
