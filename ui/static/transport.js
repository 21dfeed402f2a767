// The bar below a picture: play, one step back or on, the scrub bar, the speed, the loop. The space bar
// plays, too, on the map and on the curves.
import { say } from "./texts.js"

export class Transport {
  constructor(root, clock, signal) {
    const find = selector => root.querySelector(selector)
    Object.assign(this, { root, clock })
    this.play = find("[data-do=play]")
    this.loop = find("[data-do=loop]")
    this.scrub = find(".scrub")
    this.told = find(".step")
    const on = (node, name, use) => node.addEventListener(name, use, { signal })
    on(this.play, "click", () => clock.toggle())
    on(find("[data-do=back]"), "click", () => clock.by(-1))
    on(find("[data-do=on]"), "click", () => clock.by(1))
    on(find("[data-do=first]"), "click", () => clock.seek(0))
    on(this.loop, "click", () => {
      clock.loop = !clock.loop
      this.loop.setAttribute("aria-pressed", clock.loop)
    })
    on(this.scrub, "input", () => clock.seek(Number(this.scrub.value)))
    on(find(".speed"), "change", event => (clock.speed = Number(event.target.value)))
    on(root, "keydown", event => {
      if (event.key !== " " || !event.target.matches("[data-map], .curves")) return
      event.preventDefault()
      clock.toggle()
    })
  }

  show() {
    const { step, steps, playing } = this.clock
    this.play.textContent = say(playing ? "pause" : "play")
    this.play.setAttribute("aria-label", this.play.textContent)
    this.play.dataset.icon = playing ? "❚❚" : "▶"
    this.scrub.max = steps
    this.scrub.value = step
    this.scrub.setAttribute("aria-valuetext", say("step_spoken", { step, steps }))
    this.told.textContent = say("step_shown", { step, steps })
    this.root.dataset.step = step
    this.root.dataset.playing = playing
  }
}
