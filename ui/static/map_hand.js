// Mouse and keys on a map: a click or a drag of its mark sets the start, a drag elsewhere draws the box to
// zoom to; with Shift or the middle button it moves the window. The wheel zooms with Ctrl or ⌘, or when the
// map has the focus.
const GRAB = 16 // px around the start marker that catch a drag
const FINGER = 1.6 // times as far for a finger
const STILL = 5 // px: less is a click
const THIN = 12 // px: a side of the zoom box that is shorter is left as it is
const TWICE = 400 // ms between the clicks of a double click
const NOTCH = 0.0016 // of the wheel: e to this power a px
const STRIPE = 16 // px of a line of a wheel that counts in lines
const PINCH = 4 // times as fast for a pinch on a pad
const SMALL = 50 // px: less is no wheel's, but a pinch's
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

// map: a SurfaceMap.
export const hand = (map, signal) => {
  const { stage } = map
  const on = (target, name, use, more) => target.addEventListener(name, use, { signal, ...more })
  const far = e => Math.hypot(e.clientX - map.press.x, e.clientY - map.press.y)
  let click = null // the last one: where, when, and the start before it

  on(stage, "pointerdown", e => {
    if (!map.scene || e.target !== map.canvas) return
    if (!e.isPrimary) { map.press = null; return }
    const mine = e.button === 0 || e.button === 1
    const [px, py] = map.pixel(e.clientX, e.clientY)
    if (!mine || !map.view.toPoint(px, py).inside) return
    const [sx, sy] = map.view.toPixel(...map.scene.start)
    const touch = e.pointerType === "touch"
    const reach = touch ? FINGER * GRAB : GRAB
    const moves = e.button === 1 || e.shiftKey
    const kind = moves ? "move" : Math.hypot(px - sx, py - sy) < reach ? "start" : "box"
    map.press = { kind, touch, x: e.clientX, y: e.clientY, at: [px, py], view: map.view }
    if (e.button === 1) e.preventDefault() // no scrolling by the wheel that was pressed
    if (!touch) map.canvas.setPointerCapture(e.pointerId)
  })

  on(window, "pointermove", e => {
    const { press } = map
    if (!press) return
    if (!e.buttons) { map.press = null; return } // let go where nobody said so
    press.moved ||= far(e) > STILL
    if (!press.moved) return
    if (press.kind === "start") map.place(map.toPoint(e.clientX, e.clientY), false)
    else if (press.touch) return // a swipe scrolls
    else if (press.kind === "move") map.turn(press.view.moved(e.clientX - press.x, e.clientY - press.y))
    else { press.to = map.pixel(e.clientX, e.clientY); map.onPaint() }
  })

  on(window, "pointerup", e => {
    const { press } = map
    map.press = null
    if (!press) return
    if (!press.moved) { if (press.kind !== "move") clicked(e, press) }
    else if (press.kind === "start") map.place(map.toPoint(e.clientX, e.clientY), true)
    else if (press.to) zoomTo(press)
  }, { capture: true })
  on(window, "pointercancel", () => { map.press = null; map.onPaint() })

  const clicked = (e, press) => {
    const near = click && Math.hypot(e.clientX - click.x, e.clientY - click.y) < STILL
    const again = near && e.timeStamp - click.time < TWICE
    if (again && !map.isWhole()) { // a double click: back to the whole map, and the start where it was
      map.place({ x: click.start[0], y: click.start[1] }, true)
      click = null
      return map.whole()
    }
    click = { time: e.timeStamp, x: e.clientX, y: e.clientY, start: [...map.scene.start] }
    if (press.touch && map.tap(...press.at)) return
    if (press.kind === "box") map.place(map.toPoint(e.clientX, e.clientY), true)
  }

  const zoomTo = ({ at, to, view }) => {
    const between = (px, low, high) => Math.max(low, Math.min(high, px))
    const sides = (a, b, low, high) => [a, b].map(px => between(px, low, high)).sort((p, q) => p - q)
    const [[left, right], [top, bottom]] = [
      sides(at[0], to[0], view.left, view.right), sides(at[1], to[1], view.top, view.bottom),
    ]
    const [one, other] = [view.toPoint(left, bottom), view.toPoint(right, top)]
    const [wide, high] = [right - left >= THIN, bottom - top >= THIN]
    const [x0, x1, y0, y1] = view.window
    if (!wide && !high) return map.onPaint()
    map.turn([...(wide ? [one.x, other.x] : [x0, x1]), ...(high ? [one.y, other.y] : [y0, y1])])
  }

  on(stage, "wheel", e => {
    if (!map.scene || !(e.ctrlKey || e.metaKey || document.activeElement === stage)) return
    e.preventDefault()
    const slow = e.ctrlKey && Math.abs(e.deltaY) < SMALL
    const turned = e.deltaY * (e.deltaMode ? STRIPE : 1) * (slow ? PINCH : 1)
    map.turn(map.view.zoomed(Math.exp(NOTCH * turned), map.toPoint(e.clientX, e.clientY)))
  }, { passive: false })

  on(stage, "pointermove", e => { if (e.pointerType !== "touch" && !map.press) map.hover(e) })
  on(stage, "pointerleave", () => map.hover(null))

  on(stage, "keydown", e => {
    const direction = ARROWS[e.key]
    if (!direction || e.target !== stage || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    const [x0, x1, y0, y1] = map.shown()
    const size = e.shiftKey ? 0.05 : 0.01
    const [x, y] = map.scene.start
    const [right, up] = direction
    map.place({ x: x + right * size * (x1 - x0), y: y + up * size * (y1 - y0) }, "later")
  })
}
