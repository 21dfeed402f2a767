// A message of kit/player.py: a header of JSON, and behind it the runs, the numbers of the microscope and the
// ground.
import { keep } from "./same.js"

const ARRAYS = ["x", "y", "gap", "slope", "distance", "rateX", "rateY"]

const MOST = 4
const grounds = new Map() // the last ones unpacked, by name: most messages bring none, or the same again

// The last step at which a run has a place.
const lastOf = ({ x, y }) => {
  const gone = x.findIndex((value, t) => !Number.isFinite(value) || !Number.isFinite(y[t]))
  return gone < 0 ? x.length - 1 : gone - 1
}

// The rows of a ground, from 16 bits a place. hole: where there is no value.
const heights = ({ size, low, high, hole }, levels) => {
  const level = at => (levels[at] === hole ? NaN : low + ((high - low) * levels[at]) / (hole - 1))
  return Array.from({ length: size }, (_, i) => {
    const row = new Float32Array(size)
    for (let j = 0; j < size; j++) row[j] = level(i * size + j)
    return row
  })
}

// What a message draws: its header, in which runs have their arrays, the microscope its slots (slots[i][k]: a
// number at each step) and the map its rows. One of "same" is a header alone.
export const unpack = bytes => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getUint32(0, true)
  const scene = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)))
  if (scene.same) return scene
  const { buffer } = bytes.slice(4 + size) // a copy: arrays of float64 begin at a multiple of 8 bytes
  let at = 0
  const column = () => {
    const values = new Float64Array(buffer, at, scene.steps + 1)
    at += values.byteLength
    return values
  }
  for (const run of scene.runs) {
    for (const name of ARRAYS) run[name] = column()
    run.last = lastOf(run)
    run.key ||= run.label
  }
  if (scene.scope) scene.scope.slots = scene.scope.widths.map(length => Array.from({ length }, column))
  if (!scene.map) return scene
  const { id, size: n } = scene.map
  const rows = grounds.get(id) ?? heights(scene.map, new Uint16Array(buffer, at, n * n))
  keep(grounds, id, rows, MOST)
  scene.map.rows = rows
  return scene
}
