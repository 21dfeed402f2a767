// What the map, the curves and the picture export share: colours of the theme, markers, numbers.

const darkness = new Map() // per colour: asking a canvas to read a colour costs more than a frame's drawing
const isDark = colour => {
  if (!darkness.has(colour)) {
    const probe = document.createElement("canvas").getContext("2d")
    probe.fillStyle = colour
    const [r, g, b] = [1, 3, 5].map(i => parseInt(probe.fillStyle.slice(i, i + 2), 16))
    darkness.set(colour, 0.3 * r + 0.59 * g + 0.11 * b < 128)
  }
  return darkness.get(colour)
}

// Until the task at hand ends: map, curves and charts ask one after the other, and each asking may lay out
// the page.
let read
export const theme = element => {
  if (!read) setTimeout(() => (read = null))
  return (read ??= readTheme(element))
}

const readTheme = element => {
  const style = getComputedStyle(element)
  const value = name => style.getPropertyValue(name).trim()
  const paper = value("--st-background-color") || "#fff"
  const dark = isDark(paper)
  const [text, font] = [value("--st-text-color") || "#222", value("--st-font") || "sans-serif"]
  return { dark, name: dark ? "dark" : "light", text, paper, font }
}

export const fit = (canvas, width, height) => {
  const ratio = window.devicePixelRatio || 1
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    canvas.style.width = width + "px"
    canvas.style.height = height + "px"
  }
  // drawn by the CPU: a few hundred strokes, no upload to a GPU and back
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  pen.reset() // what is drawn must not depend on what was drawn before
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  return pen
}

const POLYGONS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  up: [[0, -1.3], [1.2, 0.95], [-1.2, 0.95]],
  down: [[0, 1.3], [1.2, -0.95], [-1.2, -0.95]],
  right: [[1.3, 0], [-0.95, 1.2], [-0.95, -1.2]],
  left: [[-1.3, 0], [0.95, 1.2], [0.95, -1.2]],
}

export const marker = (pen, kind, x, y, size) => {
  pen.beginPath()
  if (kind === "cross") {
    pen.moveTo(x - size, y - size); pen.lineTo(x + size, y + size)
    pen.moveTo(x - size, y + size); pen.lineTo(x + size, y - size)
  } else if (POLYGONS[kind]) {
    for (const [dx, dy] of POLYGONS[kind]) pen.lineTo(x + dx * size, y + dy * size) // the first one begins
    pen.closePath()
  } else pen.arc(x, y, size * 1.1, 0, 2 * Math.PI)
}

export const star = (pen, x, y, size) => {
  pen.beginPath()
  for (let i = 0; i < 10; i++) {
    const radius = i % 2 ? size * 0.42 : size
    const angle = (i * Math.PI) / 5 - Math.PI / 2
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
  }
  pen.closePath()
}

const SUPERSCRIPT = {
  "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹",
}
export const power = exponent => {
  if (exponent === 0 || exponent === 1) return exponent ? "10" : "1"
  return "10" + [...String(exponent)].map(c => SUPERSCRIPT[c]).join("")
}

export const digits = value => {
  if (Number.isNaN(value)) return "–" // there is no value
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞"
  if (value === 0) return "0"
  const size = Math.abs(value)
  if (size < 1e4 && size >= 1e-3) {
    const text = value.toPrecision(3) // from 999.5 on with an e
    return (text.includes("e") ? String(Number(text)) : text).replace("-", "−")
  }
  // always two digits: numbers that change stay as wide
  const [mantissa, exponent] = value.toExponential(1).split("e")
  return `${mantissa.replace("-", "−")}·${power(Number(exponent))}`
}

// Labels at the ends of paths: moved until none lies on another, and never past one another. Half as far down
// as if all gave way downwards, half as far up as if all gave way upwards.
// places: [{x, y, text, colour, width}] in pixels; y may be infinite.
export const spread = (pen, places, height, top = 0) => {
  const gap = 14
  const inside = y => Math.min(Math.max(y, top + 8), height - 8)
  const meet = (a, b) => a.x + a.width >= b.x && b.x + b.width >= a.x
  const down = (at, i) => {
    for (let j = 0; j < i; j++) if (meet(places[i], places[j])) at[i] = Math.max(at[i], at[j] + gap)
  }
  const up = (at, i) => {
    for (let j = i + 1; j < at.length; j++) {
      if (meet(places[i], places[j])) at[i] = Math.min(at[i], at[j] - gap)
    }
  }
  const sink = at => { at.forEach((_, i) => down(at, i)); return at.map(inside) }
  const rise = at => { for (let i = at.length - 1; i >= 0; i--) up(at, i); return at.map(inside) }
  places.sort((a, b) => a.y - b.y || 0) // two that are both infinitely far stay as they came
  const ends = places.map(place => inside(place.y))
  const [low, high] = [rise(sink([...ends])), sink(rise([...ends]))]
  places.forEach((place, i) => (place.at = (low[i] + high[i]) / 2))
  return places
}
