// Points with a word each. As many words are written as have room, those declared first before the others;
// every word is read under the hand.
import { finite } from "./frame.js"

const HIGH = 13 // px of a line of text
const GAP = 3 // px between a point and its word
const NEAR = 14 // px from a point where its word is read
const MANY = 300 // points: from there on words may cover them

const pointsOf = ({ spec, at }) => spec.marks.filter(({ kind }) => kind === "words").flatMap(mark =>
  mark.texts.map((text, i) => ({ text, mark, i, x: at.x.to(mark.x[i]), y: at.y.to(mark.y[i]) }))
    .filter(({ i }) => finite(mark.x[i]) && finite(mark.y[i])))

// Boxes in which a word may stand: right of its point, left, above, below.
const places = ({ x, y, mark }, wide) => {
  const beside = (mark.size || 2.4) * 1.1 + GAP
  const off = Math.max(beside, HIGH / 2)
  return [
    [x + beside, y - HIGH / 2], [x - beside - wide, y - HIGH / 2],
    [x - wide / 2, y - off - HIGH], [x - wide / 2, y + off],
  ].map(([left, top]) => ({ left, top, right: left + wide, base: top + HIGH }))
}

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.base && b.top < a.base

export const written = (pen, plot) => {
  const points = pointsOf(plot)
  if (!points.length) return
  const { look } = plot
  Object.assign(pen, { font: `12px ${look.font}`, textBaseline: "middle", textAlign: "left" })
  Object.assign(pen, { lineWidth: 3, lineJoin: "round", strokeStyle: look.paper, globalAlpha: 1 })
  const isInside = box =>
    box.left >= plot.left && box.right <= plot.right && box.top >= plot.top && box.base <= plot.base
  const taken = points.length > MANY ? [] : points.map(({ x, y, mark: { size = 2.4 } }) =>
    ({ left: x - size, right: x + size, top: y - size, base: y + size }))
  for (const point of points) {
    const box = places(point, pen.measureText(point.text).width)
      .find(one => isInside(one) && !taken.some(other => meet(one, other)))
    if (!box) continue
    taken.push(box)
    pen.fillStyle = point.mark.colour[look.name] || point.mark.colour || look.text
    for (const draws of ["strokeText", "fillText"]) pen[draws](point.text, box.left, (box.top + box.base) / 2)
  }
}

// The point under the hand, or undefined.
export const wordAt = (plot, px, py) => {
  const far = ({ x, y }) => Math.hypot(x - px, y - py)
  const [first] = pointsOf(plot).filter(point => far(point) <= NEAR).sort((a, b) => far(a) - far(b))
  return first
}
