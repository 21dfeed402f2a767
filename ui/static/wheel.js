// The wheel over a map looks closer or from farther, around the pointer: while Ctrl or ⌘ is held, or after a
// click on the map. Else it scrolls the page.
const NOTCH = 100 // px of a wheel's notch
const STEP = 1.5 // how many times closer a notch looks
const REST = 150 // ms without a notch, then the page is asked
const LINES = [1, 16, 400] // px of what `deltaMode` counts

// The settings with which what is at a place stays there while all around it grows by `factor`; null: nothing
// changes.
export const nearer = ({ now, most }, factor, scales, place, limits) => {
  const zoom = Math.min(most, Math.max(1, now * factor))
  if (zoom === now) return null
  if (zoom === 1) return { zoom: "1" }
  const middles = Object.entries(scales).map(([name, { low, high }]) => {
    const middle = place[name] + (((low + high) / 2 - place[name]) * now) / zoom
    const [least, largest] = limits[name]
    return [name, String(Number(Math.min(largest, Math.max(least, middle)).toPrecision(8)))]
  })
  return { ...Object.fromEntries(middles), zoom: String(Number(zoom.toPrecision(5))) }
}

export const wheel = chart => {
  const { box } = chart
  let [factor, place, timer] = [1, null, 0]
  box.tabIndex = -1 // a click gives it the wheel
  const ask = () => {
    const { spec, at } = chart
    const changes = nearer(spec.closer, factor, { x: at.x, y: at.y }, place, spec.limits)
    ;[factor, place] = [1, null]
    if (changes) chart.emit(changes)
  }
  box.addEventListener("wheel", event => {
    const { spec, at } = chart
    if (!spec?.closer || !at || !(event.ctrlKey || event.metaKey || box.matches(":focus"))) return
    event.preventDefault()
    const { left, top } = chart.canvas.getBoundingClientRect()
    place ??= { x: at.x.back(event.clientX - left), y: at.y.back(event.clientY - top) }
    factor *= STEP ** ((-event.deltaY * LINES[event.deltaMode]) / NOTCH)
    clearTimeout(timer)
    timer = setTimeout(ask, REST)
  }, { passive: false })
}
