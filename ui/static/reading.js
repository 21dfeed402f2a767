// What stands under a hand on a chart, in words, and which settings a click there means.
import { digits } from "./draw.js"
import { markOf } from "./drawing.js"
import { finite, isInside } from "./frame.js"
import { told } from "./heat.js"
import { wordAt } from "./word_map.js"

const REACH = 14 // px beyond a line's ends where it is still read

// Row from below and column of a place in the frame.
const cell = ({ left, right, top, base }, { rows, columns }, px, py) => {
  const inside = (share, many) => Math.min(many - 1, Math.max(0, Math.floor(share * many)))
  return [inside((base - py) / (base - top), rows), inside((px - left) / (right - left), columns)]
}

const lines = ({ spec, at }, px) => {
  const x = at.x.back(px)
  const isNear = mark => {
    const places = mark.x.map(at.x.to)
    return px >= Math.min(...places) - REACH && px <= Math.max(...places) + REACH
  }
  const read = spec.marks.filter(mark => mark.kind === "line" && (mark.read || mark.label) && mark.x.length)
  return read.filter(isNear).map(mark => {
    const closer = (best, value, k) => (Math.abs(value - x) < Math.abs(mark.x[best] - x) ? k : best)
    const y = mark.y[mark.x.reduce(closer, 0)]
    const said = y === null ? "–" : spec.y.percent ? `${digits(100 * y)}\u00a0%` : digits(y)
    return `${mark.read || mark.label}\u00a0${said}`
  })
}

// Over a map, what is under the hand is the map. map: its bytes, if it has any and they are there.
export const reading = (plot, px, py, map) => {
  const { spec, at } = plot
  if (!isInside(plot, px, py) || markOf(spec, "images")) return ""
  const word = wordAt(plot, px, py)
  if (word) return word.text
  const [warm, bytes] = [markOf(spec, "heat"), markOf(spec, "pixels")]
  const said = warm ? [] : lines(plot, px)
  const height = `${spec.y.label} ${digits(at.y.back(py))}`
  if (warm) {
    const [row, column] = cell(plot, warm, px, py)
    const value = warm.z[row * warm.columns + column]
    said.push(height, `${warm.means}: ${finite(value) ? told(warm, value) : "–"}`)
  }
  if (bytes && map) said.push(height, `→ ${map.say(bytes, ...cell(plot, bytes, px, py))}`)
  const where = spec.x.whole ? Math.round(at.x.back(px)) : digits(at.x.back(px))
  return said.length ? [`${spec.x.label}\u00a0${where}`, ...said].join("   ") : ""
}

// The settings that a click means, or null. On a map of starts: the middle of the pixel, the very start whose
// colour it is. On a map of words: the word's value.
export const picked = (plot, px, py) => {
  const { spec: { pick, limits = {}, whole = [], also = {} }, spec, at } = plot
  if (!pick || !isInside(plot, px, py)) return null
  if (pick.word) {
    const found = wordAt(plot, px, py)
    return found ? { ...also, [pick.word]: found.mark.values[found.i] } : null
  }
  const map = markOf(spec, "pixels")
  const [row, column] = map ? cell(plot, map, px, py) : []
  const middle = map && { x: (column + 0.5) / map.columns, y: (row + 0.5) / map.rows }
  const changes = { ...also }
  for (const [axis, pixel] of [["x", px], ["y", py]]) {
    const name = pick[axis]
    if (!name) continue
    const { low: from, high: to } = at[axis]
    const value = map ? Number((from + (to - from) * middle[axis]).toPrecision(8)) : at[axis].back(pixel)
    const [low, high] = limits[name] || [-Infinity, Infinity]
    const rounded = whole.includes(name) ? Math.round(value) : map ? value : Number(value.toPrecision(3))
    changes[name] = String(Math.min(high, Math.max(low, rounded)))
  }
  return changes
}
