// A moving hand is answered at an address of its own, without a run of the page; what is not answered there, and every commit, goes the page's way.
export const direct = (url, send, show) => (name, value) => {
  if (!url || name !== "edit" || value.commit) return send(name, value)
  const instead = () => send(name, value)
  const body = JSON.stringify({ query: location.search.slice(1), n: value.n, changes: value.changes })
  fetch(new URL(url, location.origin), { method: "POST", headers: { "Content-Type": "application/json" }, body })
    .then(answer => (answer.status === 200 ? answer.arrayBuffer() : null))
    .then(bytes => (bytes ? show(new Uint8Array(bytes)) : instead()), instead)
}
