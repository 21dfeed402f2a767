// Panel and player as one component: one message a move.
import { direct } from "./now.js"
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
  const show = bytes => {
    if (labs.get(root)?.player !== player) return
    const scene = unpack(bytes)
    const send = hand => direct(scene.now, setTriggerValue, show, hand)
    player.show(scene, send(player)) // the picture first
    panel.update({ data: scene.panel, setTriggerValue: send(panel) })
  }
  show(data)
  return () => {
    panel.destroy()
    player.destroy()
    labs.delete(root)
  }
}
