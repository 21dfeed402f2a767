// A map of bytes, each an index into a palette: unpacked, painted one pixel a byte, told in words.
import { say } from "./texts.js"

const unpack = async text => {
  if (!text) return new Uint8Array(0)
  const packed = new Blob([Uint8Array.from(atob(text), c => c.charCodeAt(0))])
  const plain = packed.stream().pipeThrough(new DecompressionStream("deflate"))
  return new Uint8Array(await new Response(plain).arrayBuffer())
}

// Red, green, blue and how opaque: of #rrggbb, or of nothing, which is clear.
const channels = colour =>
  colour ? [...[1, 3, 5].map(k => parseInt(colour.slice(k, k + 2), 16)), 255] : [0, 0, 0, 0]

export class Pixels {
  // The map of this mark is there; if not it is being unpacked, and `then` is called when it is.
  ready(mark, then) {
    if (this.data === mark.data) return true
    if (this.coming !== mark.data) {
      this.coming = mark.data
      Promise.all([unpack(mark.data), unpack(mark.places)]).then(([bytes, places]) => {
        if (this.coming !== mark.data) return // another one has overtaken it
        Object.assign(this, { data: mark.data, bytes, places, painted: null })
        then()
      })
    }
    return false
  }

  // The canvas of one pixel a byte, painted once for each theme; row 0 of the bytes is its last.
  picture({ rows, columns, palette }, name) {
    if (this.painted === name) return this.canvas
    this.canvas ??= document.createElement("canvas")
    Object.assign(this.canvas, { width: columns, height: rows })
    const pen = this.canvas.getContext("2d")
    const image = pen.createImageData(columns, rows)
    const colours = new Uint8Array(palette[name].flatMap(channels))
    const [from, to] = [new Uint32Array(colours.buffer), new Uint32Array(image.data.buffer)]
    for (let row = 0; row < rows; row++) {
      const [above, own] = [(rows - 1 - row) * columns, row * columns]
      for (let column = 0; column < columns; column++) to[above + column] = from[this.bytes[own + column]]
    }
    pen.putImageData(image, 0, 0)
    this.painted = name
    return this.canvas
  }

  // What a pixel says: which minimum after how many steps, or which other end.
  say({ columns, hues, levels, steps, counted, names, others }, row, column) {
    const byte = this.bytes[row * columns + column]
    if (byte >= hues * levels) return others[byte - hues * levels]
    const place = names[this.places.length ? this.places[row * columns + column] : Math.floor(byte / levels)]
    const [first, last] = [steps[byte % levels], steps[(byte % levels) + 1] - 1]
    if (!counted) return place
    if (first === last) return say("place_in", { place, steps: first })
    return say("place_in_range", { place, first, last })
  }
}

// The rows of a legend as a list: a patch of the colour and the words.
export const legend = (list, mark, name) => {
  const shown = JSON.stringify([mark.legend, name])
  if (list.dataset.shown === shown) return
  list.dataset.shown = shown
  list.replaceChildren(...mark.legend.map(({ index, label }) => {
    const [row, patch] = [document.createElement("li"), document.createElement("i")]
    patch.style.background = mark.palette[name][index]
    patch.setAttribute("aria-hidden", "true")
    row.append(...(mark.palette[name][index] ? [patch] : []), label)
    return row
  }))
}

const [ROW, PATCH, GAP] = [18, 11, 12] // px of the legend in a picture

// Where the words of a legend stand in a picture so wide: from left to right, row by row.
const placed = (pen, look, mark, width) => {
  pen.font = `12px ${look.font}`
  let [x, row] = [2, 0]
  return mark.legend.map(({ index, label }) => {
    const colour = mark.palette[look.name][index]
    const wide = (colour ? PATCH + 5 : 0) + pen.measureText(label).width
    if (x > 2 && x + wide > width) [x, row] = [2, row + 1]
    const place = { x, row, colour, label }
    x += wide + GAP
    return place
  })
}

export const legendHeight = (pen, look, mark, width) => {
  const { row } = placed(pen, look, mark, width).at(-1) ?? { row: -1 }
  return (row + 1) * ROW + 4
}

export const drawLegend = (pen, look, mark, width, top) => {
  for (const { x, row, colour, label } of placed(pen, look, mark, width)) {
    const y = top + 4 + row * ROW
    Object.assign(pen, { fillStyle: colour || look.text, textAlign: "left", textBaseline: "top" })
    if (colour) pen.fillRect(x, y, PATCH, PATCH)
    pen.fillStyle = look.text
    pen.fillText(label, x + (colour ? PATCH + 5 : 0), y)
  }
}
