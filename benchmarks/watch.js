// Inside the page: the time from a key or a pointer going down to the first frame after the page shows something new.
// What is shown is read off one attribute or the text of one element; two animation frames after it changed, it is on the screen.
({ selector, attribute }) => {
  const read = () => {
    const node = document.querySelector(selector)
    return node && (attribute ? node.getAttribute(attribute) : node.textContent)
  }
  const watch = {} // began, released, changed, took: the press, the release, the first change, the frame that shows it; changes: all of them
  let shown
  watch.reset = () => {
    shown = read()
    Object.assign(watch, { began: null, released: null, changed: null, took: null, changes: [] })
  }
  const look = () => {
    const now = read()
    if (now === null || now === shown) return
    shown = now
    watch.changes.push(performance.now())
    if (watch.began === null || watch.changed !== null) return
    watch.changed = performance.now() - watch.began
    requestAnimationFrame(() => requestAnimationFrame(() => (watch.took = performance.now() - watch.began)))
  }
  const on = (kinds, action) => kinds.forEach(kind => window.addEventListener(kind, action, { capture: true }))
  on(["keydown", "pointerdown", "mousedown"], () => (watch.began ??= performance.now()))
  on(["keyup", "pointerup"], () => (watch.released ??= performance.now() - watch.began))
  const what = attribute ? { attributes: true, attributeFilter: [attribute] } : { childList: true, characterData: true }
  new MutationObserver(look).observe(document.body, { subtree: true, ...what })
  watch.reset()
  window.stopwatch = watch
}
