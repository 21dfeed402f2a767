// The table of contents: real links, followed without loading the page anew. On a narrow screen they fold
// behind the name of the page.
import { explain } from "./explain.js"
import { leave } from "./pending_edits.js"
import { reconnects } from "./reconnect.js"
import { rest, roving } from "./roving.js"
import { retake } from "./shown.js"
import { mind } from "./skip.js"
import { furnish, say } from "./texts.js"

const wired = new WeakMap()
const speak = new WeakMap() // of each menu how it speaks now

// Streamlit empties the address before it goes to another page, which the browser would keep as a visit of
// its own: Back would find the page without its settings. So the next entry is not made if it only does that.
const pushOnce = () => {
  const { pushState } = history
  history.pushState = (state, title, to) => {
    history.pushState = pushState
    const { pathname, search } = new URL(to ?? location.href, location.href)
    if (search || pathname !== location.pathname) history.pushState(state, title, to)
  }
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-menu]")
  if (!root) return
  if (!wired.has(root)) furnish(root)
  speak.set(root, setTriggerValue)
  const button = root.querySelector(".here")
  const unfold = open => { root.classList.toggle("open", open); button.setAttribute("aria-expanded", open) }
  const links = root.querySelector(".pages")
  const shape = JSON.stringify(data)
  if (links.dataset.shape !== shape) {
    links.dataset.shape = shape
    unfold(false)
    const here = data.pages.find(page => page.name === data.here)
    button.querySelector("span").textContent = here?.title ?? say("pages")
    const focused = links.contains(document.activeElement)
    links.replaceChildren(...data.pages.map(({ name, title, icon, about, part }, i) => {
      const link = document.createElement("a")
      const sign = document.createElement("i")
      Object.assign(sign, { className: "icon", textContent: icon, translate: false, ariaHidden: "true" })
      Object.assign(link, { href: "/" + name, title: about })
      link.dataset.page = name
      link.append(sign, title)
      if (i && part !== data.pages[i - 1].part) link.classList.add("part")
      if (name === data.here) link.setAttribute("aria-current", "page")
      link.onclick = event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
        event.preventDefault()
        unfold(false)
        if (name === data.here) retake("")
        else { pushOnce(); leave() }
        setTimeout(() => setTriggerValue("go", name)) // see runsWhole
      }
      return link
    }))
    rest(links, "a", links.querySelector("[aria-current]"))
    if (focused) links.querySelector("[aria-current]")?.focus()
  }
  button.onclick = () => unfold(!root.classList.contains("open"))
  if (!wired.has(root)) {
    const gone = new AbortController()
    const { signal } = gone
    wired.set(root, gone)
    roving(links, "a", { signal })
    mind(signal)
    explain(signal)
    reconnects(() => speak.get(root)("again", Date.now()), signal)
    const print = async () => (await import("./print.js")).prints(signal) // when all else has come
    window.requestIdleCallback ? requestIdleCallback(print, { timeout: 2000 }) : setTimeout(print, 2000)
    root.addEventListener("keydown", event => {
      if (event.key === "Escape" && root.classList.contains("open")) { unfold(false); button.focus() }
    }, { signal })
    window.addEventListener("pointerdown", event => {
      if (!root.contains(event.target)) unfold(false)
    }, { signal })
  }
  return () => { wired.get(root)?.abort(); wired.delete(root) }
}
