// The ground's curvature as an ellipse: the lower the loss stays along an axis, the longer it is.
const REACH = 54 // px: the longest half axis
const LEAST = 6 // px: the shortest half axis

// At a pixel. curvatures: the two; axis: the direction of the second; kx, ky: px of one unit.
export const ellipse = (pen, look, [x, y], [kx, ky], curvatures, [ex, ey]) => {
  if (!curvatures.every(Number.isFinite) || curvatures.every(value => value === 0)) return
  const least = 1e-12 * Math.max(...curvatures.map(Math.abs))
  const sizes = curvatures.map(value => 1 / Math.sqrt(Math.max(Math.abs(value), least)))
  const halves = [[-ey, ex], [ex, ey]].map(([a, b], i) => [a * kx * sizes[i], b * ky * sizes[i]])
  const scale = REACH / Math.max(...halves.map(half => Math.hypot(...half)))
  const [u, v] = halves.map(([a, b]) => {
    const size = scale * Math.hypot(a, b)
    const grow = (scale * Math.max(size, LEAST)) / size
    return [a * grow, b * grow]
  })
  const twice = paint => {
    Object.assign(pen, { strokeStyle: look.paper, lineWidth: 3.4, globalAlpha: 0.55 })
    paint()
    Object.assign(pen, { strokeStyle: look.text, lineWidth: 1, globalAlpha: 0.75 })
    paint()
  }
  ;[u, v].forEach(([a, b], i) => twice(() => {
    pen.setLineDash(curvatures[i] < 0 ? [3, 3] : [])
    pen.beginPath(); pen.moveTo(x - a, y - b); pen.lineTo(x + a, y + b); pen.stroke()
  }))
  pen.setLineDash([])
  if (curvatures[0] * curvatures[1] > 0) twice(() => {
    pen.beginPath()
    for (let i = 0; i <= 48; i++) {
      const [cos, sin] = [Math.cos((i * Math.PI) / 24), Math.sin((i * Math.PI) / 24)]
      pen.lineTo(x + u[0] * cos + v[0] * sin, y + u[1] * cos + v[1] * sin)
    }
    pen.stroke()
  })
  pen.globalAlpha = 1
}
