// Planes of codes, as kit/codes.py declares them: points as numerals, and beside the frame the picture that
// is encoded and the one that the place at hand is decoded to.
import { marker } from "./draw.js"
import { ROOMS, TOP } from "./frame.js"
import { say } from "./texts.js"

const [BESIDE, BELOW] = [92, 106] // px that the pictures need beside the frame, or below it
const [PIXEL, FOOT, GAP] = [9, 24, 24] // px of a picture's pixel, below a picture, and between two
const ACTIVE = { tanh: Math.tanh, relu: value => Math.max(0, value), linear: value => value }

const unpacked = new WeakMap() // by declaration
const floats = text => new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer)
const layersOf = decoder => {
  if (!unpacked.has(decoder)) {
    const layers = decoder.layers.map(([ins, outs, weight, bias]) =>
      ({ ins, outs, weight: floats(weight), bias: floats(bias) }))
    unpacked.set(decoder, layers)
  }
  return unpacked.get(decoder)
}

// How much of a chart is for its frame, which is square, and where the pictures stand: { beside, height,
// left, top, across }. beside: px that a bar of colours needs.
export const codesRoom = (width, height, beside) => {
  const { left, bottom } = ROOMS.usual
  const across = height > width
  const [wide, tall] = [width - left - 10 - beside, height - TOP - bottom]
  const side = Math.max(40, Math.min(wide - (across ? 0 : BESIDE), tall - (across ? BELOW : 0)))
  const [right, base] = [left + side, TOP + side]
  const place = across ? [left, base + bottom + 8] : [right + beside + 14, TOP + 1]
  return { beside: wide - side + beside, height: base + bottom, left: place[0], top: place[1], across }
}

// What a code is decoded to: an array of numbers.
export const decode = (decoder, code) => {
  const layers = layersOf(decoder)
  const active = ACTIVE[decoder.activation]
  return layers.reduce((values, { ins, outs, weight, bias }, i) => {
    const sums = Float64Array.from(bias)
    for (let a = 0; a < ins; a++) for (let b = 0; b < outs; b++) sums[b] += values[a] * weight[a * outs + b]
    return i + 1 < layers.length ? sums.map(active) : sums
  }, code)
}

export const numerals = (pen, { at, look }, { x, y, text, colour }) => {
  Object.assign(pen, { font: `600 12px ${look.font}`, fillStyle: colour })
  Object.assign(pen, { strokeStyle: look.paper, lineWidth: 2, lineJoin: "round" })
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
  x.forEach((value, i) => {
    const place = [at.x.to(value), at.y.to(y[i])]
    pen.globalAlpha = 0.6 // a halo: one stands out from the next, and from what is below
    pen.strokeText(text, ...place)
    pen.globalAlpha = 1
    pen.fillText(text, ...place)
  })
  pen.textAlign = "left"
}

const ring = (pen, look, x, y, size) => {
  marker(pen, "circle", x, y, size)
  for (const [strokeStyle, lineWidth] of [[look.paper, 5], [look.text, 2]]) {
    Object.assign(pen, { strokeStyle, lineWidth, globalAlpha: 1 })
    pen.stroke()
  }
}

const picture = (pen, look, left, top, pixel, values, label) => {
  const side = Math.round(Math.sqrt(values.length))
  Object.assign(pen, { fillStyle: look.text, globalAlpha: 0.08 })
  pen.fillRect(left - 1, top - 1, side * pixel + 2, side * pixel + 2)
  values.forEach((value, k) => {
    if (!(value > 0)) return
    pen.globalAlpha = Math.min(1, value)
    pen.fillRect(left + (k % side) * pixel, top + Math.floor(k / side) * pixel, pixel, pixel)
  })
  Object.assign(pen, { globalAlpha: 1, font: `12px ${look.font}`, textAlign: "left", textBaseline: "top" })
  pen.fillText(label, left, top + side * pixel + 4, side * pixel + GAP - 4)
}

// under: { at, ring }: the place that is pointed at, and where a hand has put the ring, null each if there is
// none. room: see above; height: of the whole chart.
export const codes = (pen, { spec, look, at }, room, height, under) => {
  const declared = spec.codes
  const place = under?.ring ?? declared.ring
  ring(pen, look, at.x.to(place[0]), at.y.to(place[1]), 9)
  if (under?.at) ring(pen, look, at.x.to(under.at[0]), at.y.to(under.at[1]), 3)
  const { pixels, label } = declared.original
  const side = Math.round(Math.sqrt(pixels.length))
  const tall = (height - room.top) / (room.across ? 1 : 2) - FOOT
  const pixel = Math.max(3, Math.min(PIXEL, Math.floor(tall / side)))
  const next = side * pixel + (room.across ? GAP : FOOT)
  const { left, top, across } = room
  picture(pen, look, left, top, pixel, pixels, label)
  const said = say(under?.at ? "codes_pointed" : "codes_ring")
  const decoded = decode(declared.decoder, under?.at ?? place)
  picture(pen, look, left + (across ? next : 0), top + (across ? 0 : next), pixel, decoded, said)
}
