// What components have drawn, by their place on the page and by tag: the server does not send a picture again
// that a browser has, only what is asked for it now.
const MOST = 4
const drawn = new Map() // of each place the last ones

const placeOf = root => /\bst-key-[\w-]+/.exec(root.closest('[class*="st-key-"]')?.className)?.[0] ?? ""

// Keep the last `most` values that were used.
export const keep = (map, key, value, most) => {
  map.delete(key)
  map.set(key, value)
  if (map.size > most) map.delete(map.keys().next().value)
}

// A message as it is, or the picture that it says to be the same, as it is asked for now; null if that is not
// here any more.
export const whole = (root, told) => {
  if (!told.same) return told
  const before = drawn.get(placeOf(root))?.get(told.tag)
  return before ? { ...before, ...told, panel: { ...before.panel, ...told.panel } } : null
}

// This has been drawn.
export const note = (root, data) => {
  const place = placeOf(root)
  if (!drawn.has(place)) drawn.set(place, new Map())
  if (data.tag) keep(drawn.get(place), data.tag, data, MOST)
}
