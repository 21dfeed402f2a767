// Planes of codes, as kit/codes.py declares them: points as numerals, and beside the frame the picture that is
// encoded and the one that the place at hand is decoded to.
import { marker } from "./draw.js"
import { say } from "./texts.js"

export const STRIP = 92 // px beside the frame
const [PIXEL, FOOT] = [9, 24] // px of a picture's pixel, and below a picture
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
  Object.assign(pen, { font: `600 12px ${look.font}`, fillStyle: colour, globalAlpha: 0.85 })
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
  x.forEach((value, i) => pen.fillText(text, at.x.to(value), at.y.to(y[i])))
  Object.assign(pen, { textAlign: "left", globalAlpha: 1 })
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
  pen.fillText(label, left, top + side * pixel + 4, side * pixel + 8)
}

// under: { at, ring }: the place that is pointed at, and where a hand has put the ring, null each if there is
// none.
export const codes = (pen, { spec, look, at, width, top, base }, under) => {
  const declared = spec.codes
  const place = under?.ring ?? declared.ring
  ring(pen, look, at.x.to(place[0]), at.y.to(place[1]), 9)
  if (under?.at) ring(pen, look, at.x.to(under.at[0]), at.y.to(under.at[1]), 3)
  const { pixels, label } = declared.original
  const side = Math.round(Math.sqrt(pixels.length))
  const pixel = Math.max(3, Math.min(PIXEL, Math.floor(((base - top) / 2 - FOOT) / side)))
  const left = width - STRIP + 12
  picture(pen, look, left, top + 1, pixel, pixels, label)
  const said = say(under?.at ? "codes_pointed" : "codes_ring")
  const decoded = decode(declared.decoder, under?.at ?? place)
  picture(pen, look, left, top + 1 + side * pixel + FOOT, pixel, decoded, said)
}
