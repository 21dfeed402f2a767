// One arrow of the microscope: how its kind looks, its strokes on the map, and where its letter stands.
export const STYLES = { // told apart without colour: dash, head and width
  gradient: { dash: [7, 4], head: "open", width: 1.8 },
  noisy: { dash: [2, 3], head: "open", width: 1.8 },
  memory: { dash: [10, 3, 2, 3], head: "hollow", width: 2 },
  step: { dash: [], head: "full", width: 3 },
  newton: { dash: [2, 4], head: "diamond", width: 2 },
}
const COLOURS = { newton: "#5C7CFA", memory: "#E03177" }

// text: the colour of the theme's text.
export const colourOf = ({ style }, run, text) => (style === "step" && run?.colour) || COLOURS[style] || text

// Its edge and its ink, each drawn when called: [edge, ink].
export const stroke = (pen, [x, y], [tx, ty], { dash, head, width }, colour, paper) => {
  const angle = Math.atan2(ty - y, tx - x)
  const size = Math.min(10, Math.max(5, Math.hypot(tx - x, ty - y) / 2))
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const at = (back, side) => [tx - back * cos - side * sin, ty - back * sin + side * cos]
  const arrow = [at(size, -size / 2), [tx, ty], at(size, size / 2)]
  const rhomb = [at(size, 0), at(size / 2, -size / 2), [tx, ty], at(size / 2, size / 2)]
  const trace = () => {
    pen.beginPath()
    for (const place of head === "diamond" ? rhomb : arrow) pen.lineTo(...place) // the first one begins
    if (head !== "open") pen.closePath()
  }
  const line = () => {
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(...(head === "open" ? [tx, ty] : at(size, 0)))
    pen.stroke()
  }
  const edge = () => {
    Object.assign(pen, { globalAlpha: 0.8, strokeStyle: paper, lineWidth: width + 3, lineJoin: "round" })
    pen.setLineDash([]); line(); trace(); pen.stroke()
  }
  const ink = () => {
    const fillStyle = head === "hollow" ? paper : colour
    Object.assign(pen, { globalAlpha: 1, strokeStyle: colour, fillStyle, lineWidth: width })
    pen.setLineDash(dash); line()
    pen.setLineDash([]); trace()
    if (head !== "open") pen.fill()
    if (head !== "full") { pen.lineWidth = Math.min(width, 2); pen.stroke() }
  }
  return [edge, ink]
}

// The letter of an arrow stands at its tip, or where it leaves the map.
export const named = (from, tip, [left, top, right, bottom], text, colour) => {
  const way = [tip[0] - from[0], tip[1] - from[1]]
  let share = 1
  for (const [k, low, high] of [[0, left + 14, right - 26], [1, top + 10, bottom - 10]]) {
    if (way[k] > 0) share = Math.min(share, Math.max(0, (high - from[k]) / way[k]))
    if (way[k] < 0) share = Math.min(share, Math.max(0, (low - from[k]) / way[k]))
  }
  const length = Math.hypot(...way) || 1
  const out = [way[0] / length, way[1] / length]
  const aside = out[0] < -0.3 ? 18 : out[0] > 0.3 ? 0 : 8
  const [x, y] = [from[0] + share * way[0] + 9 * out[0] - aside, from[1] + share * way[1] + 11 * out[1]]
  return { x, y, text, colour }
}
