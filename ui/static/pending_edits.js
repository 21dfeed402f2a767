// What a hand has begun: edits that the address does not hold yet, and commands. One message of a component
// is on its way at a time: Streamlit forgets one that waits for its turn when the same component sends
// another. What changed is shown first, and written into the address after that.
import { settle, shown } from "./shown.js"

export const DRAG = 4000 // ms of rest under a hand that has not let go
const COMMIT_AFTER = 450 // ms of rest after the last key
const SHOW = 50 // ms, a few frames
const LONG = 300 // ms of waiting that are shown
const PATIENCE = 4000 // ms that a move waits for its answer
const LOST = 10_000 // ms after which a commit or a command that has no answer is taken for lost
const WHOLE = 1000 // ms that a run of the whole page may take
const RETURN = 5000 // ms in which a component that was taken away comes back

let left = null // by a component that was taken away: what a hand had begun on it
let leaving = null // the address that a link leads away from, and since when
const hands = new Set() // of all components that stand
let away = false // whether there is no connection
let whole = -Infinity // when another control last asked for the page as a whole

// From the click on a link until the other page is there.
export const leave = () => { settle(); leaving = { from: location.pathname, at: performance.now() } }

// From the click of another control until the page has run as a whole. Its message goes off a moment later:
// Streamlit puts those of one moment together, and with a question for a part among them only that part would
// run. What a hand has begun is over: sent after it, it would change what was chosen.
export const runsWhole = {
  begin() {
    whole = performance.now()
    for (const hand of hands) hand.forget()
  },
  get yet() { return performance.now() - whole < WHOLE },
}

// While there is no connection, and until the page has run again on the one that comes, nothing is sent; what
// was on its way goes again.
export const hold = held => {
  if (held === away) return
  away = held
  for (const hand of hands) held ? hand.cut() : hand.resume()
}

// How a component speaks to its page: not any more when that page is being left. Streamlit 1.67 answers a
// question to a part of a page that was left with an empty page.
export const speak = send => {
  const here = location.pathname
  if (leaving?.from !== here) leaving = null
  const isLeft = () => location.pathname !== here || (leaving && performance.now() - leaving.at < LOST)
  return (name, value) => { if (!isLeft()) send(name, value) }
}

export class PendingEdits {
  constructor(root) { // root: shown as busy when an answer is long in coming
    this.root = root
    this.live = {} // edits that the address does not hold yet
    this.drafts = new Map() // what was typed and not taken: text, and why
    // of the last message: it must not look like one of before a reload, or of another component
    this.number = Math.floor(1000 * (Date.now() + Math.random()))
    this.queued = null
    this.waiting = false
    hands.add(this)
  }

  get idle() { return !Object.keys(this.live).length }

  // Answers with whether the address has moved on: Back, a preset, another control.
  hear({ address, ack, refused }, emit) {
    this.emit = emit
    const moved = address !== this.address && !this.ours
    if (moved) this.forget()
    if (address !== this.address) this.ours = false
    this.address = address
    for (const [key, { text, why }] of Object.entries(refused || {})) this.refuse(key, text, why)
    if (this.waiting && ack === this.number) { this.ours = false; this.answered() }
    return moved
  }

  edit(changes, commit, rest = COMMIT_AFTER) { // rest: ms after which it is committed all the same
    if (this.idle) settle() // this visit ends here
    Object.assign(this.live, changes)
    if (Object.keys(changes).length) this.unshown = true
    clearTimeout(this.timer)
    if (!commit) this.timer = setTimeout(() => this.edit({}, true), rest)
    this.queued = { commit: commit || this.queued?.commit || false }
    if (!this.waiting) this.flush()
  }

  command(name) { // what was typed or moved before it goes first
    this.ordered = name
    if (!this.idle) this.edit({}, true)
    this.order()
  }

  forget() {
    this.live = {}
    this.drafts.clear()
    this.queued = null
    this.ours = false // another address is now somebody else's
    clearTimeout(this.timer)
  }

  refuse(key, text, why) { // it stays in its field, and is not written into the address
    if (this.live[key] !== text) return
    delete this.live[key]
    this.drafts.set(key, { text, why })
    if (this.idle) this.queued = null
  }

  cut() {
    if (!this.waiting) return
    clearTimeout(this.patience)
    this.waiting = false
    if (this.ordering) return void (this.ordered ??= this.ordering)
    this.unshown = true
    this.queued = { commit: this.committing || this.queued?.commit || false }
  }

  resume() {
    if (this.queued && !this.waiting) this.flush()
    this.order()
  }

  flush() { // writing the address runs the whole page
    if (away) return
    this.ordering = null
    const commit = this.queued.commit && !this.unshown
    this.queued = this.queued.commit && this.unshown ? { commit: true } : null
    this.unshown = false
    this.ours ||= commit
    this.committing = commit
    this.sent = { ...this.live }
    this.wait(commit ? LOST : PATIENCE)
    this.long ??= setTimeout(() => this.root.setAttribute("aria-busy", "true"), LONG)
    this.emit("edit", { n: this.number, changes: this.sent, commit, ...(commit && this.done()) })
  }

  done() { return { shown: shown(), has: this.has?.().picture } } // what a finished edit tells besides

  again() { // the last question found no turn
    this.unshown = true
    this.queued ??= { commit: false }
    this.answered()
  }

  order() {
    if (!this.ordered || this.waiting || this.queued || away) return
    this.committing = false
    this.ordering = this.ordered
    this.wait(LOST)
    this.emit("command", { n: this.number, do: this.ordered })
    this.ordered = null
  }

  wait(patience) {
    this.waiting = true
    this.number += 1
    clearTimeout(this.patience)
    this.patience = setTimeout(() => this.answered(), patience)
  }

  answered() {
    this.waiting = false
    clearTimeout(this.patience)
    const written = this.committing ? Object.entries(this.sent) : []
    for (const [key, value] of written) if (this.live[key] === value) delete this.live[key]
    if (this.queued) this.unshown ? this.flush() : this.later()
    if (this.waiting) return
    this.long = clearTimeout(this.long)
    this.root.removeAttribute("aria-busy")
    this.order()
  }

  later() { // let the picture reach the screen before the address is written
    clearTimeout(this.writing)
    this.writing = setTimeout(() => { if (this.queued && !this.waiting) this.flush() }, SHOW)
  }

  destroy() {
    this.gone = true
    hands.delete(this)
    for (const timer of [this.timer, this.patience, this.writing, this.long]) clearTimeout(timer)
    const { live, ordered } = this
    if (!this.idle || ordered) left = { live, ordered, path: location.pathname, at: performance.now() }
  }

  // Streamlit may forget to send a part of the page, take it away and bring it back: what a hand had begun
  // goes on. has: whether a setting is here.
  inherit(has) {
    const { live, ordered, path, at } = left ?? {}
    if (path !== location.pathname || performance.now() - at > RETURN || !Object.keys(live).every(has)) return
    left = null
    this.ordered ??= ordered
    if (Object.keys(live).length) this.edit({ ...live, ...this.live }, true)
    this.order()
  }
}
