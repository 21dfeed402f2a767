// What the microscope draws on the map: the way on, the ellipse of curvature and the arrows of a step.
import { colourOf, named, stroke, STYLES } from "./arrow.js"
import { ellipse } from "./ellipse.js"
import { along } from "./map_marks.js"

// px: how long an arrow is drawn that only shows a direction; different, so that none hides another
const POINTER = { gradient: 56, noisy: 50, memory: 42 }
const FAR = 4000 // px: a canvas needs no longer arrows
const SHORT = 3 // px: an arrow shorter than this is not drawn

const wayOn = (pen, view, { run, step }) => { // faint: the path itself is drawn up to the clock
  const steps = Array.from({ length: Math.max(0, run.last - step + 1) }, (_, i) => step + i)
  Object.assign(pen, { strokeStyle: run.colour, lineWidth: 1.1, globalAlpha: 0.4, lineJoin: "round" })
  along(pen, steps.map(t => view.toPixel(run.x[t], run.y[t])))
  pen.globalAlpha = 1
}

// How far an arrow reaches, in px along x and y; null: it is not drawn.
const reach = (looked, arrow, unit) => {
  if (arrow.next && looked.isLast) return null
  const to = unit.map((size, k) => looked.at(arrow.slot, k) * arrow.sign * size)
  const length = Math.hypot(...to)
  if (!(length > 0) || !Number.isFinite(length) || (arrow.scaled && length < SHORT)) return null
  const share = arrow.scaled ? Math.min(1, FAR / length) : POINTER[arrow.style] / length
  return to.map(size => share * size)
}

// Answers with the letters of the arrows that are drawn; their names come to labels.
export const arrows = (pen, look, view, labels, looked) => {
  const { scope, run, step, steps } = looked
  const isThere = scope && run && step !== undefined && step <= steps && looked.isAt(step)
  if (!isThere) return []
  const from = view.toPixel(run.x[step], run.y[step])
  const [zero, one] = [view.toPixel(0, 0), view.toPixel(1, 1)]
  const unit = [one[0] - zero[0], one[1] - zero[1]]
  const frame = [view.left, view.top, view.right, view.bottom]
  pen.save()
  wayOn(pen, view, looked)
  ellipse(pen, look, from, unit, looked.pair("curvatures"), looked.pair("axis"))
  const drawn = scope.arrows.flatMap(arrow => {
    const way = reach(looked, arrow, unit)
    if (!way) return []
    const [tip, colour] = [[from[0] + way[0], from[1] + way[1]], colourOf(arrow, run, look.text)]
    labels.push(named(from, tip, frame, arrow.letter.replace("_", ""), colour))
    return [{ letter: arrow.letter, passes: stroke(pen, from, tip, STYLES[arrow.style], colour, look.paper) }]
  })
  // all edges first: where two arrows lie on each other, both show
  for (const pass of [0, 1]) for (const { passes } of drawn) passes[pass]()
  pen.restore()
  return drawn.map(({ letter }) => letter)
}
