// The line above a page: what to see, presets as real links that need no page load, and the link to what is
// shown.
import { runsWhole } from "./pending_edits.js"
import { heed, linkToIt, retake, settle, shown } from "./shown.js"
import { rest, roving } from "./roving.js"
import { furnish, say } from "./texts.js"
import { attend, newest } from "./told.js"

const furnished = new WeakSet()
const standing = new WeakMap() // of each headline that stands: what it says and shows now, and how it ends

// Streamlit mounts a component at each of its messages, and keeps the last way to end it: what a headline
// heeds it heeds once.
const stand = root => {
  const now = { say() {}, fit() {} }
  const watch = new ResizeObserver(() => now.fit())
  watch.observe(root.querySelector(".presets"))
  const [unheed, unattend] = [heed(() => now.say()), attend(() => now.say())]
  now.end = () => { watch.disconnect(); unheed(); unattend(); standing.delete(root) }
  standing.set(root, now)
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-headline]")
  if (!root) return
  if (!furnished.has(root)) {
    furnish(root)
    roving(root.querySelector(".presets"), "a", {})
  }
  furnished.add(root)
  if (!standing.has(root)) stand(root)
  const headline = standing.get(root)
  root.querySelector(".see").textContent = data.see
  const looked = () => {
    const [{ looks, said } = {}, now] = [data.reached ?? {}, shown()]
    const there = looks && Object.entries(looks).every(([name, text]) => (now[name] ?? null) === text)
    const texts = [data.try, there && said, newest(data.came)]
    root.querySelector(".try").textContent = texts.filter(Boolean).join(" ")
  }
  looked()
  headline.say = looked
  const links = root.querySelector(".presets")
  const shape = JSON.stringify(data.links)
  if (links.dataset.shape !== shape) {
    links.dataset.shape = shape
    const focused = links.contains(document.activeElement)
    links.replaceChildren(...data.links.map(({ name, label, href, about, current }) => {
      const link = document.createElement("a")
      Object.assign(link, { textContent: label, href, title: about })
      link.dataset.preset = name
      if (current) link.setAttribute("aria-current", "true")
      link.onclick = event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
        event.preventDefault()
        settle()
        retake(link.search)
        runsWhole.begin()
        setTimeout(() => setTriggerValue("follow", name))
      }
      return link
    }))
    const chosen = links.querySelector("[aria-current]")
    rest(links, "a", chosen)
    if (focused) (chosen ?? links.firstChild).focus({ preventScroll: true })
    const spare = chosen && links.clientWidth - chosen.offsetWidth
    if (chosen) links.scrollLeft = chosen.offsetLeft - links.offsetLeft - spare / 2
  }
  const strip = root.querySelector(".strip")
  const ends = () => {
    strip.toggleAttribute("data-before", links.scrollLeft > 1)
    strip.toggleAttribute("data-after", links.scrollLeft + links.clientWidth < links.scrollWidth - 1)
  }
  links.onscroll = ends
  for (const more of strip.querySelectorAll(".more")) {
    more.onclick = () => links.scrollBy({ left: more.dataset.way * 0.7 * links.clientWidth })
  }
  headline.fit = ends
  const copy = root.querySelector("button")
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(linkToIt())
      copy.textContent = say("copied")
    } catch {
      copy.textContent = say("copy_by_hand")
    }
    setTimeout(() => (copy.textContent = say("copy")), 1800)
  }
  return () => headline.end()
}
