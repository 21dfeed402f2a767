// Panel and player as one component: one message a move.
import { Panel } from "./panel.js"
import { Player, unpack } from "./player.js"

const labs = new WeakMap()

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-lab]")
  if (!root) return
  if (!labs.has(root)) {
    labs.set(root, { panel: new Panel(root.querySelector("[data-panel]")), player: new Player(root.querySelector("[data-player]")) })
    root.addEventListener("home", () => labs.get(root)?.player.home()) // the page is reset
  }
  const { panel, player } = labs.get(root)
  const scene = unpack(data)
  player.show(scene, setTriggerValue) // the picture first
  panel.update({ data: scene.panel, setTriggerValue })
  return () => {
    panel.destroy()
    player.destroy()
    labs.delete(root)
  }
}
