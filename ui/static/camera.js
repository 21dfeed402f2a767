// Where the 3-D view is seen from, as a link has it: where the camera stands and what it looks at, x, y, z of
// each. The ranges are those of pages/race/view.py.
const USUAL = { eye: { x: -1.15, y: -1.85, z: 1.55 }, center: { x: 0, y: 0, z: -0.16 } }
const ASIDE = 2 // how far from the middle it looks, along each axis
const [NEAREST, FARTHEST] = [0.2, 8] // from there to the camera
const DECIMALS = 3
const ROUNDING = 0.002 // of the distance between two places in these decimals, at most
const ASLANT = 0.01 // of the way to it, sideways at least: from right above, nothing says which side is up
const AXES = ["x", "y", "z"]

const clamp = (value, low, high) => Math.min(high, Math.max(low, value))
const triple = place => AXES.map(axis => place[axis])
const place = values => Object.fromEntries(AXES.map((axis, i) => [axis, values[i]]))

const text = (eye, center) => [...eye, ...center].map(value => Number(value.toFixed(DECIMALS))).join()
const usual = text(triple(USUAL.eye), triple(USUAL.center))

// A way that is not upright.
const aslant = ([x, y, z]) => {
  const [far, side] = [Math.hypot(x, y, z), Math.hypot(x, y)]
  if (side >= ASLANT * far) return [x, y, z]
  return side ? [...[x, y].map(value => (value * ASLANT * far) / side), z] : [0, -ASLANT * far, z]
}

// The text of a camera of Plotly's, held in range; "" for the one with which the view opens.
export const spelled = ({ eye, center }) => {
  const middle = triple(center).map(value => clamp(value, -ASIDE, ASIDE))
  const way = aslant(triple(eye).map((value, i) => value - center[AXES[i]]))
  const far = Math.hypot(...way)
  const share = clamp(far, NEAREST + ROUNDING, FARTHEST - ROUNDING) / far
  if (![...middle, share].every(Number.isFinite)) return ""
  const found = text(way.map((value, i) => middle[i] + share * value), middle)
  return found === usual ? "" : found
}

// The camera of a text, as Plotly takes it.
export const read = text => {
  const values = (text || usual).split(",").map(Number)
  return { eye: place(values), center: place(values.slice(3)) }
}

export const isSame = (one, other) =>
  AXES.every(axis => one.eye[axis] === other.eye[axis] && one.center[axis] === other.center[axis])
