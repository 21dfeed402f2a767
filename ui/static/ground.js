// The ground of a map: bands of colour between even levels, thin lines between them, grey where there is no
// value. The levels come on a grid; what is in sight of them is brought onto a finer lattice, smooth at
// every zoom.
import { contours, trace } from "./contours.js"

const BANDS = 22
const EDGES = Array.from({ length: BANDS - 1 }, (_, k) => k + 1) // between them
const PITCH = 4 // px between points of the lattice
const GREY = [125, 133, 143, 102] // of holes: red, green, blue, alpha
const LINE = 0.7 // px
const SOLID = 0.5 // of the way to a point without a value there is ground

const channels = colour => [1, 3, 5].map(k => parseInt(colour.slice(k, k + 2), 16))

// The colour of every band, that of its middle, packed as ImageData is. A scale is [[share, "#rrggbb"], …].
const bandColours = scale => Uint32Array.from({ length: BANDS }, (_, k) => {
  const share = (k + 0.5) / BANDS
  const i = Math.max(1, scale.findIndex(([stop]) => stop >= share))
  const part = (share - scale[i - 1][0]) / (scale[i][0] - scale[i - 1][0])
  const [from, to] = [channels(scale[i - 1][1]), channels(scale[i][1])]
  return packed(...from.map((low, c) => Math.round(low + part * (to[c] - low))), 255)
})

const packed = (red, green, blue, alpha) => new Uint32Array(Uint8Array.of(red, green, blue, alpha).buffer)[0]

// Levels of the grid in bands above the lowest, row by row. What has no value gets that of its neighbours, so
// that the ground beside it can be computed; there: 1 where there is one, else 0, or null for all.
const grid = ({ rows, low, high }) => {
  const [many, size] = [rows[0].length, (high - low || 1) / BANDS]
  const levels = new Float32Array(rows.length * many)
  rows.forEach((row, i) => { for (let j = 0; j < many; j++) levels[i * many + j] = (row[j] - low) / size })
  const there = levels.map(level => (Number.isNaN(level) ? 0 : 1))
  if (there.every(Boolean)) return { levels, there: null, many, size: rows.length }
  for (let pass = 0; pass < 2; pass++) spreadInto(levels, many)
  return { levels: levels.map(level => level || 0), there, many, size: rows.length }
}

const spreadInto = (levels, many) => {
  const before = levels.slice()
  before.forEach((level, at) => {
    if (!Number.isNaN(level)) return
    const [row, column] = [Math.floor(at / many), at % many]
    const around = []
    for (const i of [row - 1, row, row + 1]) for (const j of [column - 1, column, column + 1]) {
      if (j >= 0 && j < many && Number.isFinite(before[i * many + j])) around.push(before[i * many + j])
    }
    if (around.length) levels[at] = around.reduce((a, b) => a + b) / around.length
  })
}

// A value between b and c: a cubic through four neighbours (Catmull-Rom), held between the lowest and the
// highest.
const cubic = (a, b, c, d, t) => {
  const value = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  return Math.min(Math.max(value, Math.min(a, b, c, d)), Math.max(a, b, c, d))
}
const straight = (_a, b, c, _d, t) => b + t * (c - b)

// Values at `places` (in steps of the grid) of lines of `many` numbers, one line after the other. Answers
// with the lines of all first places, then those of all second ones: done twice, rows are rows again.
const resampled = (values, lines, many, between, places) => {
  const out = new Float32Array(places.length * lines)
  places.forEach((place, k) => {
    const i = Math.min(many - 2, Math.max(0, Math.floor(place)))
    const t = place - i
    for (let line = 0, at = i; line < lines; line++, at += many) {
      const [b, c] = [values[at], values[at + 1]]
      const a = i ? values[at - 1] : 2 * b - c
      const d = i + 2 < many ? values[at + 2] : 2 * c - b
      out[k * lines + line] = between(a, b, c, d, t)
    }
  })
  return out
}

const even = (from, to, count) =>
  Float64Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1))

export class Ground {
  // What is in sight of it: the lattice, the picture of the bands, the lines.
  make(map, look, view, ratio) {
    const key = [map.id, look.name, ratio, view.width, view.height, ...view.window].join()
    if (key === this.key) return
    this.key = key
    this.image = null
    const [x0, x1, y0, y1] = view.window
    const [left, right, bottom, top] = map.window
    const part = [Math.max(x0, left), Math.min(x1, right), Math.max(y0, bottom), Math.min(y1, top)]
    if (!(part[0] < part[1] && part[2] < part[3])) return
    const [from, to] = [view.toPixel(part[0], part[3]), view.toPixel(part[1], part[2])]
    this.box = [...from, to[0] - from[0], to[1] - from[1]]
    if (this.of !== map.id) this.grid = grid(map)
    this.of = map.id
    const { levels, there, many, size } = this.grid
    const count = pixels => Math.max(2, Math.ceil(pixels / PITCH) + 1)
    const [columns, rows] = [count(this.box[2]), count(this.box[3])]
    const across = even(...[part[0], part[1]].map(x => ((many - 1) * (x - left)) / (right - left)), columns)
    const along = even(...[part[2], part[3]].map(y => ((size - 1) * (y - bottom)) / (top - bottom)), rows)
    const on = (values, between) => {
      const turned = resampled(values, size, many, between, across)
      return resampled(turned, columns, size, between, along)
    }
    const lattice = { levels: on(levels, cubic), there: there && on(there, straight), columns, rows }
    const [width, height] = [this.box[2], this.box[3]].map(px => Math.max(1, Math.round(px * ratio)))
    this.image = picture(lattice, bandColours(map.scales[look.name]), width, height)
    const inside = lattice.there && Uint8Array.from(lattice.there, share => (share >= SOLID ? 1 : 0))
    this.lines = contours(lattice.levels, columns, rows, EDGES, inside)
    this.pitch = [this.box[2] / (columns - 1), this.box[3] / (rows - 1)]
  }

  draw(pen, look, view, map, ratio) {
    this.make(map, look, view, ratio)
    if (!this.image) return
    const [left, top, width, height] = this.box
    pen.drawImage(this.image, left, top, width, height)
    const [right, up] = this.pitch
    Object.assign(pen, { strokeStyle: map.lines[look.name], lineWidth: LINE, lineJoin: "round" })
    trace(pen, this.lines, (column, row) => [left + right * column, top + height - up * row])
  }
}

// A canvas of the bands: every pixel has the colour of the level there, between four points of the lattice.
const picture = ({ levels, there, columns, rows }, colours, width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height })
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  const image = pen.createImageData(width, height)
  const out = new Uint32Array(image.data.buffer)
  const grey = packed(...GREY)
  const [line, shares] = [new Float32Array(columns), new Float32Array(columns)]
  const step = (columns - 1) / width
  for (let row = 0, to = 0; row < height; row++) {
    const v = (rows - 1) * (1 - (row + 0.5) / height)
    const i = Math.min(rows - 2, Math.floor(v))
    const part = v - i
    const blend = (of, into) => {
      const at = i * columns
      for (let j = 0; j < columns; j++) into[j] = of[at + j] + part * (of[at + columns + j] - of[at + j])
    }
    blend(levels, line)
    if (there) blend(there, shares)
    for (let column = 0, u = step / 2; column < width; column++, u += step) {
      const j = u | 0
      const t = u - j
      const level = line[j] + t * (line[j + 1] - line[j])
      const band = level < 0 ? 0 : level >= BANDS ? BANDS - 1 : level | 0
      out[to++] = there && shares[j] + t * (shares[j + 1] - shares[j]) < SOLID ? grey : colours[band]
    }
  }
  pen.putImageData(image, 0, 0)
  return canvas
}
