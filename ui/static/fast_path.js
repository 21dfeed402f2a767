import { experiment } from "./shown.js"

const LATER = 202 // the server has no turn left
const AGAIN = 100 // ms until it is asked again then

// A moving hand is answered at an address of its own, without a run of the page; what is not answered there,
// and every commit, goes the page's way. A late answer is none: its hand has asked for something else since,
// or the address has moved on. Where there was no turn, the hand asks again with all that it has moved since.
export const direct = (url, send, show, hand) => (name, value) => {
  if (!url || name !== "edit" || value.commit) return send(name, value)
  const asked = experiment()
  const unlessLate = use => {
    if (hand.number !== value.n || hand.gone) return
    experiment() === asked ? use() : hand.answered()
  }
  const instead = () => unlessLate(() => send(name, value))
  const has = hand.has?.()
  const body = JSON.stringify({ query: asked, n: value.n, changes: value.changes, has })
  const headers = { "Content-Type": "application/json" }
  fetch(new URL(url, location.origin), { method: "POST", headers, body })
    .then(async answer => {
      if (answer.status === LATER) return setTimeout(() => unlessLate(() => hand.again()), AGAIN)
      const bytes = answer.status === 200 && (await answer.arrayBuffer())
      return bytes ? unlessLate(() => show(new Uint8Array(bytes))) : instead()
    })
    .catch(instead)
}
