// When a visitor sees the first words, the curves and the map of a race: window.seen, ms since the address was entered, by name.
window.seen = {}
{
  const drawn = canvas => canvas?.width && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)
  const there = {
    "something to read": () => /\p{L}{3}/u.test(document.body?.innerText ?? ""),
    curves: () => drawn(document.querySelector(".st-key-lab .curves canvas")),
    map: () => document.querySelector(".st-key-lab [data-painted]:not([data-painted='0'])"),
  }
  let looked = -Infinity
  const look = now => { // in a frame: a page that is not painted yet has none
    if (now - looked > 50) {
      looked = now
      for (const name in there) if (!(name in window.seen) && there[name]()) window.seen[name] = performance.now()
    }
    if (Object.keys(window.seen).length < Object.keys(there).length) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
