// Fingers on the map: one scrolls the page (touch-action in player.css) or, on the start's mark, takes it
// along; two zoom about what is between them.
const middle = ([a, b]) => [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2]
const apart = ([a, b]) => Math.max(20, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)) // px

// map: a SurfaceMap.
export const fingers = (map, signal) => {
  let pinch = null
  const how = { signal, capture: true, passive: false }
  const listen = (name, use) => map.stage.addEventListener(name, use, how)
  listen("touchstart", event => {
    if (event.touches.length !== 2 || !map.scene) { pinch = null; return }
    map.press = null
    const at = middle(event.touches)
    pinch = { apart: apart(event.touches), view: map.view, at, point: map.toPoint(...at) }
  })
  listen("touchmove", event => {
    if ((pinch || map.press?.kind === "start") && event.cancelable) event.preventDefault() // the page stays
    if (!pinch || event.touches.length !== 2) return
    const [x, y] = middle(event.touches)
    const way = [x - pinch.at[0], y - pinch.at[1]]
    map.turn(pinch.view.zoomed(pinch.apart / apart(event.touches), pinch.point, way))
  })
  const ends = event => { if (event.touches.length < 2) pinch = null }
  for (const name of ["touchend", "touchcancel"]) listen(name, ends)
}
