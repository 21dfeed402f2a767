// One map of several fills the room of all: by a button in its title's row, which also leads back, as Escape
// does.
import { say } from "./texts.js"

export const enlarge = (figure, head, key) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "enlarge" })
  let escape = null
  const set = large => {
    figure.toggleAttribute("data-enlarged", large)
    button.setAttribute("aria-pressed", String(large))
    button.title = say(large ? "all_maps" : "enlarge_about")
    escape?.abort()
    escape = large ? new AbortController() : null
    if (large) document.addEventListener("keydown", leave, { signal: escape.signal })
  }
  const leave = event => {
    if (!figure.isConnected) escape.abort()
    else if (event.key === "Escape") set(false)
  }
  button.onclick = () => set(!figure.hasAttribute("data-enlarged"))
  head.id = `title-${key}`
  button.id = `enlarge-${key}`
  button.setAttribute("aria-label", say("enlarge"))
  button.setAttribute("aria-labelledby", `${button.id} ${head.id}`)
  set(false)
  figure.append(button)
}
