// Fingers on the map: one scrolls the page (touch-action in player.css) or, on the start's mark, takes it
// along; two zoom about what is between them. Plotly sees no finger: it would take a swipe for a zoom.
const GHOSTS = ["mousedown", "mousemove", "mouseup", "click", "dblclick"]
const LATER = 700 // ms: browsers send what a mouse would have done behind a tap
const middle = ([a, b]) => [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2]
const apart = ([a, b]) => Math.max(20, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)) // px

// map: a SurfaceMap.
export const fingers = (map, signal) => {
  let pinch = null
  let latest = 0 // ms, when a finger was last seen
  const options = { signal, capture: true, passive: false }
  const listen = (name, use) => map.stage.addEventListener(name, use, options)
  listen("touchstart", event => {
    latest = event.timeStamp
    event.stopPropagation()
    if (event.touches.length !== 2 || !map.axes()) { pinch = null; return }
    map.press = null
    const at = middle(event.touches)
    pinch = { apart: apart(event.touches), view: map.view(), at, point: map.toPoint(...at) }
  })
  listen("touchmove", event => {
    event.stopPropagation()
    if ((pinch || map.press?.grabbed) && event.cancelable) event.preventDefault() // the page stands still
    if (!pinch || event.touches.length !== 2) return
    const share = pinch.apart / apart(event.touches)
    const [x, y] = middle(event.touches)
    map.about(pinch.view, pinch.point, share, [x - pinch.at[0], y - pinch.at[1]])
  })
  for (const name of ["touchend", "touchcancel"]) listen(name, event => {
    latest = event.timeStamp
    if (event.touches.length < 2) pinch = null
  })
  const stop = event => { if (event.timeStamp - latest < LATER) event.stopPropagation() }
  for (const name of GHOSTS) listen(name, stop)
}
