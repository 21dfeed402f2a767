// How a page is looked at: step, tab, part of the map. The browser writes it into the address itself, when
// the hand rests; the server hears of it with the next edit that is finished. See kit/settings.py
// (View.shown).
const REST = 500 // ms

const lookers = new Set()
let timer
let written = "" // the experiment in the address when it was last looked at

const differing = live => [...lookers].flatMap(looker => looker.differing(live))

// Streamlit's own parameters, of a page that stands in a frame: they stay in the address, are no part of the
// experiment, and are in no link that is copied, which is opened elsewhere. See kit/settings.py (FRAMING).
const isFraming = name => ["embed", "embed_options"].includes(name.toLowerCase())
const framing = () => [...new URLSearchParams(location.search)].filter(([name]) => isFraming(name))

// The parameters of an address without how it is looked at.
const bare = search => {
  const query = new URLSearchParams(search)
  for (const name of [...query.keys()].filter(isFraming)) query.delete(name)
  for (const { names } of lookers) for (const name of Object.values(names)) query.delete(name)
  return [...query.keys()].some(name => name !== "v") ? query : new URLSearchParams()
}

// The experiment that the address holds.
export const experiment = () => bare(location.search).toString()

// What differs from how the page usually opens, by setting.
export const shown = () => Object.fromEntries(differing(false))

// The address of what is on the screen. live: while it plays, too; more: parameters besides.
export const linkToIt = (live = true, more = []) => {
  const [query, looks] = [bare(location.search), differing(live)]
  if (looks.length && !query.has("v")) query.set("v", [...lookers][0].version)
  for (const [name, text] of looks) query.set(name, text)
  for (const [name, text] of more) query.append(name, text)
  const search = query.toString().replaceAll("%2C", ",")
  return location.origin + location.pathname + (search && "?" + search) + location.hash
}

// Writes it now, unless something plays.
export const settle = () => {
  clearTimeout(timer)
  if ([...lookers].some(looker => looker.playing || looker.path !== location.pathname)) return
  written = experiment()
  const query = new URLSearchParams(location.search)
  const names = [...lookers].flatMap(looker => Object.values(looker.names)).filter(name => query.has(name))
  const there = JSON.stringify(names.map(name => [name, query.get(name)]))
  if (there !== JSON.stringify(differing(false))) {
    history.replaceState(history.state, "", linkToIt(true, framing()))
  }
}

const heeding = new Set()

// Calls when how the page is looked at may be another. Returns how to stop it.
export const heed = listener => {
  heeding.add(listener)
  return () => heeding.delete(listener)
}

const tell = () => { for (const listener of heeding) listener() }

const touch = () => { clearTimeout(timer); timer = setTimeout(settle, REST); tell() }

// Shows the experiment at hand as an address says, if it is of that experiment.
export const retake = search => {
  if (bare(search).toString() !== experiment()) return
  const query = new URLSearchParams(search)
  for (const looker of lookers) looker.take(looker.named(query))
}

window.addEventListener("popstate", () => {
  clearTimeout(timer) // the address is another visit's now
  if (experiment() === written) retake(location.search)
})

// Every picture as it usually opens: the page is reset.
export const asUsual = () => { for (const looker of lookers) looker.take({ ...looker.usual }) }

const left = new Map() // by pictures that were taken away, by name: what each showed, in which address

// One for each picture. now(live): what it shows, as texts by its own names; take(texts): shows that.
export class Shown {
  constructor(now, take) {
    Object.assign(this, { now, take, names: {}, usual: {}, path: location.pathname })
  }

  hear({ names, usual, version }) { // with every message
    Object.assign(this, { names, usual, version })
    lookers.add(this)
    written = experiment()
    tell()
  }

  differing(live) {
    const now = this.now(live)
    const differ = Object.entries(this.names).filter(([key]) => now[key] !== this.usual[key])
    return differ.map(([key, name]) => [name, now[key]])
  }

  named(query) {
    const named = Object.entries(this.names).map(([key, name]) => [key, query.get(name) ?? this.usual[key]])
    return Object.fromEntries(named)
  }

  // What a picture that Streamlit took away and brought back showed.
  inherit() {
    const found = left.get(this.names.step)
    left.delete(this.names.step)
    return found?.address === location.href ? found.now : null
  }

  touch() { touch() }

  destroy() {
    lookers.delete(this)
    left.set(this.names.step, { now: this.now(false), address: location.href })
  }
}
