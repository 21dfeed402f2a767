// Inside the page: the time from a key or a pointer going down to the first frame after the page shows something new.
// What is shown is read off one attribute or the text of one element; two animation frames after it changed, it is on the screen.
({ selector, attribute }) => {
  const read = () => {
    const node = document.querySelector(selector)
    return node && (attribute ? node.getAttribute(attribute) : node.textContent)
  }
  const watch = { began: null, took: null, changes: [] }
  let shown = read()
  const begin = () => {
    if (watch.began === null) { shown = read(); watch.began = performance.now() }
  }
  const look = () => {
    const now = read()
    if (now === null || now === shown) return
    shown = now
    watch.changes.push(performance.now())
    if (watch.began === null || watch.pending || watch.took !== null) return
    watch.pending = true
    requestAnimationFrame(() => requestAnimationFrame(() => { watch.took = performance.now() - watch.began }))
  }
  watch.reset = () => Object.assign(watch, { began: null, took: null, pending: false, changes: [] })
  for (const kind of ["keydown", "pointerdown", "mousedown"]) window.addEventListener(kind, begin, { capture: true })
  const what = attribute ? { attributes: true, attributeFilter: [attribute] } : { childList: true, characterData: true }
  new MutationObserver(look).observe(document.body, { subtree: true, ...what })
  window.stopwatch = watch
}
