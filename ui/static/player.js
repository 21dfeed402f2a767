// The player: one clock for the map, the 3-D view, the curves and the table. One message from the server holds the whole race; playing asks it nothing.
import { Curves } from "./curves.js"
import { digits } from "./draw.js"
import { DRAG, PendingEdits, runsWhole, speak } from "./pending_edits.js"
import { Light } from "./light.js"
import { SurfaceMap } from "./map.js"
import { Microscope, unpackScope } from "./microscope.js"
import { Shown } from "./shown.js"
import { rest, roving, tabs } from "./roving.js"
import { offer } from "./save.js"
import { furnish, say } from "./texts.js"

const LENGTH = 6 // seconds of a race at speed 1
const SLOWEST = 4 // steps a second
const NOBODY = "off"
const ONE_STEP = { key: "look", label: say("microscope"), about: say("microscope_about") }
const ARRAYS = ["x", "y", "gap", "slope", "distance", "rateX", "rateY"]

let ground // the last one unpacked: most messages bring the same again
const coming = async (box, picture) => { // an empty box says so until its picture is there (player.css: after a moment)
  if (box) box.dataset.coming = say("being_drawn")
  try { return await picture } finally { if (box) delete box.dataset.coming }
}

export const unpack = bytes => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getUint32(0, true)
  const scene = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)))
  const body = bytes.slice(4 + size)
  const rows = scene.steps + 1
  const floats = new Float64Array(body.buffer, 0, scene.runs.length * ARRAYS.length * rows)
  scene.runs.forEach((run, i) => {
    ARRAYS.forEach((name, j) => (run[name] = floats.subarray((i * ARRAYS.length + j) * rows, (i * ARRAYS.length + j + 1) * rows)))
    run.last = scene.steps
    run.key ||= run.label
    for (let t = 0; t <= scene.steps; t++) if (!Number.isFinite(run.x[t]) || !Number.isFinite(run.y[t])) { run.last = t - 1; break }
  })
  const scoped = unpackScope(scene, body.buffer, floats.byteLength, rows)
  if (scene.map && scene.map.id === ground?.id) scene.map.rows = ground.rows
  else if (scene.map) {
    const { size: n, low, high, id, hole } = scene.map
    const levels = new Uint16Array(body.buffer, floats.byteLength + scoped, n * n)
    const level = at => (levels[at] === hole ? NaN : low + ((high - low) * levels[at]) / (hole - 1))
    scene.map.rows = Array.from({ length: n }, (_, i) => { const row = new Float32Array(n); for (let j = 0; j < n; j++) row[j] = level(i * n + j); return row })
    ground = { id, rows: scene.map.rows }
  }
  return scene
}

export class Player {
  constructor(root, hand) {
    this.root = root
    this.hand = hand
    this.asked = {} // what this player has asked for and not been shown yet; the panel has the same hand
    this.find = selector => root.querySelector(selector)
    furnish(root)
    this.clock = 0
    this.speed = 1
    this.painted = 0
    this.tab = this.curve = "gap" // the tab that is open, and the last one of curves
    this.focus = NOBODY
    this.looking = new Shown(live => this.now(live), looks => this.take(looks))
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.abort = new AbortController()
    this.light = new Light(root.closest("[data-lab]") ?? root, this.abort.signal, () => this.shine())
    this.wire()
  }

  destroy() {
    this.looking.destroy()
    this.withdraw?.()
    this.pause()
    this.abort.abort()
    for (const part of [this.map, this.space, this.curves, this.scope]) part?.destroy()
  }

  // --- from and to the server -------------------------------------------------------------------
  show(scene, moved) { // moved: the address is another one, and not by this hand
    const atEnd = !this.scene || this.clock >= this.scene.steps
    const stale = this.scene
    for (const key in this.asked) if (this.hand.live[key] !== this.asked[key]) delete this.asked[key] // answered, or asked otherwise on the panel
    if (stale && this.asked.x) scene.start = stale.start // the hand is ahead of the server
    this.scene = scene
    this.nowhere = scene.map && !scene.map.points.some(([, , kind]) => kind === "global") // no minimum is known: there is no distance
    this.root.dataset.mode = scene.mode
    this.find("[data-do=csv]").href = scene.csv || ""
    if (!stale) this.furnish(scene)
    if (scene.map) {
      scene.mini = scene.mode === "mini"
      this.map.use(scene)
    }
    if (atEnd || this.clock > scene.steps) this.clock = scene.steps
    this.look(scene, stale, atEnd)
    if (scene.shown) this.looking.hear(scene.shown)
    if (stale && moved && this.curves) this.curves.range = {}
    if (scene.shown && (!stale || moved)) this.take((!stale && this.looking.inherit()) || scene.shown.now)
    if (!stale && scene.autoplay && !this.calm) { this.clock = 0; this.loop = true; this.play() }
    this.table()
    this.curves?.show(scene, this.curve)
    this.fresh = true
    if (this.fresh) this.paint()
    if (this.space3d) this.space?.show(scene, Math.floor(this.clock))
  }

  furnish(scene) {
    if (scene.map) {
      const still = scene.mode === "mini"
      this.map = new SurfaceMap(this.find("[data-map]"), {
        still,
        onStart: (x, y, commit) => this.start(x, y, commit),
        onPaint: () => this.ask(),
        onZoom: () => this.zoomed(),
        onWindow: () => this.looking.touch(),
        onPoint: key => this.light.point(key),
        onTap: key => this.pin(key),
      })
      this.map.lit = () => this.lit
      this.withdraw = offer(this.map.stage, () => this.picture(), still ? this.map.stage : this.find(".tools"))
      if (still && scene.opens) this.link(scene.opens)
    }
    if (scene.looks) {
      this.scope = new Microscope(this.find(".scope"), { onLook: look => this.edit({ microscope: look }), onStep: by => this.seek((by < 0 ? Math.ceil(this.clock) : Math.floor(this.clock)) + by) })
      this.map.extra = (pen, look, view, labels) => {
        if (this.tab === "look") this.find("[data-map]").dataset.arrows = this.scope.draw(view, pen, look, labels).join(" ")
      }
    }
    if (scene.mode !== "mini") {
      this.curves = new Curves(this.find(".curves"), t => this.seek(t))
      this.curves.lit = () => this.lit
      const list = this.find(".tabs.which")
      list.replaceChildren(...[...scene.tabs, ...(scene.looks ? [ONE_STEP] : [])].map(tab => {
        const button = document.createElement("button")
        Object.assign(button, { type: "button", textContent: tab.label, title: tab.about })
        button.dataset.tab = tab.key
        button.onclick = () => this.open(tab.key)
        return button
      }))
      this.mark = tabs(list, tab => this.find(tab.dataset.tab === "look" ? ".scope" : ".curves"), this.abort.signal)
      if (scene.map) this.markView = tabs(this.find(".tabs.view"), tab => this.find(tab.dataset.do === "space" ? ".space" : "[data-map]"), this.abort.signal)
      this.markView?.(this.find("[data-do=flat]"))
      this.choose(this.tab)
    }
  }

  // --- the microscope: its tab is open exactly while a rule is looked at ------------------------------
  look(scene, stale, atEnd) {
    if (!this.scope) return
    if (scene.look) this.looked = scene.look
    this.scope.show(scene)
    if (stale && scene.scope && !stale.scope && !this.playing && atEnd) { // where no step follows, the last is looked at
      this.clock = Math.max(0, Math.min(scene.steps, this.scope.run?.last ?? 0) - 1)
    }
    if (!this.asked.microscope && scene.look !== (stale?.look ?? "")) this.choose(scene.look ? "look" : this.curve)
  }

  open(tab) {
    const was = this.tab
    this.choose(tab)
    this.looking.touch()
    const { looks, look } = this.scene
    if (tab === "look" && was !== "look" && !look && looks.length) this.edit({ microscope: looks.some(([key]) => key === this.looked) ? this.looked : looks[0][0] })
    if (tab !== "look" && was === "look") this.edit({ microscope: "off" })
  }

  // The key of the one racer that stands out: pointed at, else under the microscope, else in focus; "" for none.
  get lit() {
    const runs = key => this.scene.runs.some(run => run.key === key)
    const looked = this.tab === "look" && this.scope?.run?.key
    return [this.light.key, looked, this.focus].find(key => key && runs(key)) || ""
  }

  zoomed() {
    this.find("[data-do=whole]").setAttribute("aria-disabled", this.map.isWhole())
    this.find("[data-do=even]").setAttribute("aria-pressed", this.map.isEven())
  }

  link({ href, label }) { // the miniature is a link to the race that it shows
    const stage = this.find("[data-map]")
    for (const name of ["tabindex", "role", "aria-label"]) stage.removeAttribute(name)
    const link = Object.assign(document.createElement("a"), { className: "opens", href, title: label, ariaLabel: label })
    link.onclick = event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
      event.preventDefault()
      runsWhole.begin()
      setTimeout(() => this.hand.emit("open", true))
    }
    stage.append(link)
  }

  home() { // all as it is usual, and curves as wide as they are
    this.take({ step: String(this.scene.steps), tab: "gap", view: "flat", window: "", focus: NOBODY })
    if (this.curves) this.curves.range = {}
    this.ask()
  }

  // --- how the race is looked at (shown.js) ------------------------------------------------------------
  now(live) {
    const step = live || !this.playing ? Math.floor(this.clock + 1e-9) : this.rested
    return { step: String(step), tab: this.curve, view: this.space3d ? "space" : "flat", window: this.part(), focus: this.focus }
  }

  part() { // of the map
    return !this.map || this.map.isWhole() ? "" : this.map.shown().map(end => Number(end.toPrecision(8))).join()
  }

  take({ step, tab, view, window, focus }) {
    const now = this.now(false)
    if (step !== now.step) {
      this.pause()
      this.clock = Math.min(this.scene.steps, Math.max(0, Math.floor(Number(step)) || 0))
    }
    if (tab !== now.tab && this.scene.tabs?.some(({ key }) => key === tab)) this.tab === "look" ? (this.curve = tab) : this.choose(tab)
    if (focus !== now.focus) this.focusOn(focus)
    if (this.map && window !== now.window) this.map.show(window ? window.split(",").map(Number) : null)
    if (this.markView && view !== now.view) this.dimension(view === "space")
    this.looking.touch()
    this.ask()
  }

  pin(key) { if (key) this.focusOn(this.focus === key ? NOBODY : key) }

  focusOn(key) { // the racer that stands out while no hand points at another
    this.focus = key
    for (const [i, run] of this.scene.runs.entries()) this.cells?.[i]?.name?.setAttribute("aria-pressed", run.key === key)
    this.looking.touch()
    this.ask()
  }

  edit(changes, commit = true, rest) {
    Object.assign(this.asked, changes)
    this.hand.edit(changes, commit, rest)
  }

  start(x, y, commit) {
    this.edit({ x: String(x), y: String(y) }, commit === true, commit === "later" ? undefined : DRAG)
  }

  // --- the clock ---------------------------------------------------------------------------------
  wire() {
    const click = (selector, action) => this.find(selector)?.addEventListener("click", action, { signal: this.abort.signal })
    click("[data-do=play]", () => (this.playing ? this.pause() : this.play()))
    click("[data-do=back]", () => this.seek(Math.ceil(this.clock) - 1))
    click("[data-do=on]", () => this.seek(Math.floor(this.clock) + 1))
    click("[data-do=first]", () => this.seek(0))
    click("[data-do=loop]", e => { this.loop = !this.loop; e.currentTarget.setAttribute("aria-pressed", this.loop) })
    for (const [name, share] of [["nearer", 0.5], ["farther", 2]]) click(`[data-do=${name}]`, () => this.map.zoom(share))
    click("[data-do=whole]", () => this.map.whole())
    click("[data-do=even]", () => this.map.even())
    if (this.find("tbody")) roving(this.find("tbody"), "button", { signal: this.abort.signal })
    const tools = this.find(".tools")
    roving(tools, "[data-do]", { signal: this.abort.signal })
    rest(tools, "[data-do]")
    for (const [name, space] of [["flat", false], ["space", true]]) click(`[data-do=${name}]`, () => { this.dimension(space); this.looking.touch() })
    this.find(".scrub")?.addEventListener("input", e => this.seek(Number(e.target.value)))
    this.find(".speed")?.addEventListener("change", e => (this.speed = Number(e.target.value)))
    this.root.addEventListener("keydown", e => {
      if (e.key !== " " || !e.target.matches("[data-map], .curves")) return
      e.preventDefault()
      this.playing ? this.pause() : this.play()
    }, { signal: this.abort.signal })
  }

  picture() { // see save.js
    if (!this.space3d) return this.map.picture(this.clock)
    return this.space?.drawn ? this.space.picture(this.clock) : null // it is still being drawn
  }

  play() {
    if (!this.playing) this.rested = Math.floor(this.clock + 1e-9)
    if (this.clock >= this.scene.steps) this.clock = 0
    this.playing = this.looking.playing = true
    this.transport()
    let before = performance.now()
    const frame = now => {
      if (!this.playing) return
      const pace = Math.max(SLOWEST, this.scene.steps / LENGTH) * this.speed
      this.clock += ((now - before) / 1000) * pace
      before = now
      if (this.clock >= this.scene.steps) {
        if (this.loop) this.clock %= Math.max(1, this.scene.steps)
        else { this.clock = this.scene.steps; this.pause() }
      }
      this.paint()
      if (this.playing) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  }

  pause() { // between two steps there is nothing to point at: it stands at the last one that it has reached
    if (this.playing) { this.clock = Math.floor(this.clock + 1e-9); this.ask() }
    this.playing = this.looking.playing = false
    this.looking.touch()
    if (this.scene) this.transport()
  }

  seek(step) {
    this.pause()
    this.clock = Math.min(this.scene.steps, Math.max(0, step))
    this.paint()
  }

  // --- drawing ---------------------------------------------------------------------------------------
  ask() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.paint() })
  }

  paint() {
    if (!this.scene || !this.root.isConnected) return
    const clock = this.calm ? Math.floor(this.clock) : this.clock
    if (this.tab === "look") this.scope?.paint(Math.floor(this.clock + 1e-9))
    if (this.map && !this.space3d) this.map.paint(clock)
    if (this.space3d && this.space?.drawn) this.space.move(Math.floor(clock))
    this.curves?.paint(clock)
    this.transport()
    if (this.fresh) { this.fresh = false; this.root.dataset.painted = String((this.painted += 1)) }
  }

  transport() {
    const { steps } = this.scene
    const step = Math.floor(this.clock + 1e-9)
    const play = this.find("[data-do=play]")
    if (!play) return
    play.textContent = say(this.playing ? "pause" : "play")
    play.setAttribute("aria-label", play.textContent)
    play.dataset.icon = this.playing ? "❚❚" : "▶"
    const scrub = this.find(".scrub")
    scrub.max = steps
    scrub.value = step
    scrub.setAttribute("aria-valuetext", say("step_spoken", { step, steps }))
    this.find(".step").textContent = say("step_shown", { step, steps })
    this.root.dataset.step = step
    this.root.dataset.playing = Boolean(this.playing)
    for (const [i, run] of this.scene.runs.entries()) {
      const cells = this.cells?.[i]
      if (!cells) continue
      cells.gap.textContent = digits(run.gap[step])
      cells.distance.textContent = this.nowhere ? "–" : digits(run.distance[step])
    }
  }

  table() {
    const body = this.find("tbody")
    if (!body) return
    const caption = this.find("caption")
    if (caption) caption.textContent = (this.scene.says ?? []).map(({ text }) => text).join(" ")
    const cell = (text, kind = "td", title) => {
      const node = document.createElement(kind)
      node.textContent = text
      if (title) Object.assign(node, { title, tabIndex: 0 }) // see explain.js
      return node
    }
    const said = JSON.stringify(this.scene.runs.map(run => [run.key, run.label, run.colour, run.dashed, run.rate, run.arrives, run.note]))
    if (said === this.said) return
    this.said = said
    this.cells = []
    body.replaceChildren(...this.scene.runs.map(run => {
      const row = document.createElement("tr")
      row.dataset.racer = run.key
      const head = cell(run.label, "th")
      head.scope = "row"
      const swatch = document.createElement("i")
      swatch.className = run.dashed ? "swatch dashed" : "swatch"
      swatch.style.setProperty("--colour", run.colour)
      head.prepend(swatch)
      const name = this.map && !run.dashed && this.nameOf(run, head)
      const [gap, distance] = [cell(""), cell("")]
      this.cells.push({ gap, distance, name })
      const note = cell(run.note, "td", run.about)
      if (run.lost) note.className = "lost"
      row.append(head, cell(run.rate), gap, distance, cell(run.arrives), note)
      return row
    }))
    rest(body, "button")
  }

  nameOf(run, head) { // a racer's name puts it in focus, and takes it out again
    const name = document.createElement("button")
    Object.assign(name, { type: "button", title: say("focus_about"), onclick: () => this.pin(run.key) })
    name.setAttribute("aria-pressed", run.key === this.focus)
    name.append(...head.childNodes)
    head.append(name)
    return name
  }

  shine() {
    for (const row of this.root.querySelectorAll("[data-racer]")) row.toggleAttribute("data-lit", row.dataset.racer === this.light.key)
    this.ask()
  }

  choose(key) {
    this.tab = key
    if (key !== "look") this.curve = key
    this.root.dataset.tab = key
    this.mark(this.find(`[data-tab="${key}"]`))
    this.curves?.show(this.scene, this.curve)
    this.paint()
  }

  async dimension(space) {
    this.space3d = space
    this.markView(this.find(space ? "[data-do=space]" : "[data-do=flat]"))
    this.find("[data-map]").hidden = this.find(".zoom").hidden = space
    const box = this.find(".space")
    box.hidden = !space
    if (space) {
      this.space ??= await coming(box, this.opening ??= import("./space.js").then(({ opened }) => opened(box, this.scene.plotly)))
      this.space.lit = () => this.lit
      if (this.space3d) await this.space.show(this.scene, Math.floor(this.clock))
    }
    rest(this.find(".tools"), "[data-do]")
    this.paint()
  }
}

const players = new WeakMap()

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-player]")
  if (!root) return
  if (!players.has(root)) players.set(root, new Player(root, new PendingEdits(root)))
  const [player, scene] = [players.get(root), unpack(data)]
  player.hand.hear(scene, speak(setTriggerValue))
  player.show(scene)
  return () => { player.hand.destroy(); player.destroy(); players.delete(root) }
}
