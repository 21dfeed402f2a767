import { experiment } from "./shown.js"

// A moving hand is answered at an address of its own, without a run of the page; what is not answered there,
// and every commit, goes the page's way. A late answer is none: its hand has asked for something else since,
// or the address has moved on.
export const direct = (url, send, show, hand) => (name, value) => {
  if (!url || name !== "edit" || value.commit) return send(name, value)
  const asked = experiment()
  const unlessLate = use => {
    if (hand.number !== value.n || hand.gone) return
    experiment() === asked ? use() : hand.answered()
  }
  const instead = () => unlessLate(() => send(name, value))
  const body = JSON.stringify({ query: asked, n: value.n, changes: value.changes })
  const headers = { "Content-Type": "application/json" }
  fetch(new URL(url, location.origin), { method: "POST", headers, body })
    .then(answer => (answer.status === 200 ? answer.arrayBuffer() : null))
    .then(bytes => (bytes ? unlessLate(() => show(new Uint8Array(bytes))) : instead()), instead)
}
