// The player binds one clock with the map, the 3-D view, the curves, the microscope, the table and the link.
// One message from the server holds the whole race; playing asks it nothing.
import { Clock } from "./clock.js"
import { LateSpace } from "./late_space.js"
import { Light } from "./light.js"
import { NOBODY, now, take, usual } from "./looks.js"
import { SurfaceMap } from "./map.js"
import { link } from "./miniature.js"
import { DRAG, PendingEdits, speak } from "./pending_edits.js"
import { Results } from "./results.js"
import { rest, roving, tabs } from "./roving.js"
import { offer } from "./save.js"
import { unpack } from "./scene.js"
import { Shown } from "./shown.js"
import { Side } from "./side.js"
import { furnish } from "./texts.js"
import { Transport } from "./transport.js"

export class Player {
  constructor(root, hand) {
    Object.assign(this, { root, hand })
    this.find = selector => root.querySelector(selector)
    furnish(root)
    this.asked = {} // what this player has asked for and not been shown yet; the panel has the same hand
    this.painted = 0
    this.focus = NOBODY
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.abort = new AbortController()
    const { signal } = this.abort
    const clock = new Clock({ onMove: () => this.paint(), onTurn: stopped => this.turned(stopped) })
    this.clock = clock
    this.looking = new Shown(live => now(this, live), looks => take(this, looks))
    Object.defineProperty(this.looking, "playing", { get: () => clock.playing })
    this.transport = new Transport(root, clock, signal)
    this.results = new Results(this.find("table"), key => this.pin(key), signal)
    this.space = new LateSpace(this.find(".space"), () => this.lit, () => this.looking.touch())
    this.side = new Side(this)
    this.light = new Light(root.closest("[data-lab]") ?? root, signal, () => this.shine())
    this.wire(signal)
  }

  wire(signal) {
    const click = (name, use) => this.find(`[data-do=${name}]`).addEventListener("click", use, { signal })
    click("nearer", () => this.map.zoom(0.5))
    click("farther", () => this.map.zoom(2))
    click("whole", () => this.map.whole())
    click("even", () => this.map.even())
    const tools = this.find(".tools")
    roving(tools, "[data-do]", { signal })
    rest(tools, "[data-do]")
    const turn = open => { this.dimension(open); this.looking.touch() }
    click("flat", () => turn(false))
    click("space", () => turn(true))
  }

  destroy() {
    this.looking.destroy()
    this.withdraw?.()
    this.clock.pause()
    this.abort.abort()
    for (const part of [this.map, this.space, this.side]) part?.destroy()
  }

  // --- from and to the server -------------------------------------------------------------------
  show(scene, moved) { // moved: the address is another one, and not by this hand
    const stale = this.scene
    const atEnd = this.clock.fit(scene.steps)
    // answered, or asked otherwise on the panel
    for (const key in this.asked) if (this.hand.live[key] !== this.asked[key]) delete this.asked[key]
    if (stale && this.asked.x) scene.start = stale.start // the hand is ahead of the server
    this.scene = scene
    this.root.dataset.mode = scene.mode
    this.find("[data-do=csv]").href = scene.csv || ""
    if (!stale) this.furnish(scene)
    if (scene.map) this.map.use(scene)
    this.side.hear(scene, stale, atEnd)
    if (scene.shown) this.looking.hear(scene.shown)
    if (stale && moved) this.side.widen()
    if (scene.shown && (!stale || moved)) take(this, (!stale && this.looking.inherit()) || scene.shown.now)
    if (!stale && scene.autoplay && !this.calm) {
      this.clock.loop = true
      this.clock.play()
    }
    this.results.show(scene, this.focus)
    this.side.show()
    this.fresh = true
    this.paint()
    this.space.show(this.seen())
  }

  furnish(scene) { // with what the first message has something for
    const still = scene.mode === "mini"
    if (scene.map) this.addMap(scene, still)
    if (scene.looks) this.side.addMicroscope()
    if (still) return
    this.side.addCurves(scene)
    if (scene.map) this.addViews()
    this.side.choose(this.side.tab)
  }

  addMap({ opens }, still) { // still: no hand on it
    this.map = new SurfaceMap(this.find("[data-map]"), {
      still,
      lit: () => this.lit,
      onStart: (x, y, commit) => this.start(x, y, commit),
      onPaint: () => this.ask(),
      onZoom: () => this.zoomed(),
      onWindow: () => this.looking.touch(),
      onPoint: key => this.light.point(key),
      onTap: key => this.pin(key),
    })
    const { stage } = this.map
    const place = still ? stage : this.find(".tools")
    this.withdraw = offer(stage, () => this.picture(), place, () => this.paper())
    rest(this.find(".tools"), "[data-do]")
    if (still && opens) link(stage, opens, () => this.hand.emit("open", true))
  }

  addViews() {
    const viewOf = ({ dataset }) => this.find(dataset.do === "space" ? ".space" : "[data-map]")
    this.markView = tabs(this.find(".tabs.view"), viewOf, this.abort.signal)
    this.markView(this.find("[data-do=flat]"))
  }

  edit(changes, commit = true, rest) {
    Object.assign(this.asked, changes)
    this.hand.edit(changes, commit, rest)
  }

  start(x, y, commit) {
    this.edit({ x: String(x), y: String(y) }, commit === true, commit === "later" ? undefined : DRAG)
  }

  // --- who stands out ----------------------------------------------------------------------------------
  // The key of the one racer: pointed at, else under the microscope, else in focus; "" for none.
  get lit() {
    const runs = key => this.scene.runs.some(run => run.key === key)
    return [this.light.key, this.side.looked, this.focus].find(key => key && runs(key)) || ""
  }

  shine() {
    this.results.light(this.light.key)
    this.ask()
  }

  pin(key) { if (key) this.focusOn(this.focus === key ? NOBODY : key) }

  focusOn(key) { // the racer that stands out while no hand points at another
    this.focus = key
    this.results.press(key)
    this.looking.touch()
    this.ask()
  }

  home() { // all as it is usual, and curves as wide as they are
    take(this, usual(this.scene))
    this.side.widen()
    this.ask()
  }

  // --- map and space --------------------------------------------------------------------------------
  zoomed() {
    this.find("[data-do=whole]").setAttribute("aria-disabled", this.map.isWhole())
    this.find("[data-do=even]").setAttribute("aria-pressed", this.map.isEven())
  }

  seen() { return { scene: this.scene, step: this.clock.step } }

  async dimension(open) {
    this.markView(this.find(open ? "[data-do=space]" : "[data-do=flat]"))
    this.map.stage.hidden = this.find(".zoom").hidden = open
    const coming = this.space.turn(open, () => this.seen())
    if (open) await coming
    rest(this.find(".tools"), "[data-do]")
    this.paint()
  }

  picture() { // see save.js
    return this.space.open ? this.space.picture(this.clock.step) : this.map.picture(this.clock.at)
  }

  paper() { // has the map, also instead of the 3-D view, which is of pixels of the screen
    const { clientWidth: width, clientHeight: height } = this.find(".space")
    const picture = this.map.picture(this.clock.at)
    return this.space.open ? { ...picture, width, height, instead: true } : picture
  }

  // --- drawing ---------------------------------------------------------------------------------------
  turned(stopped) {
    if (stopped) this.ask()
    this.looking.touch()
    if (this.scene) this.tell()
  }

  ask() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.paint() })
  }

  paint() {
    if (!this.scene || !this.root.isConnected) return
    const { step } = this.clock
    const at = this.calm ? step : this.clock.at
    this.side.paint(at, step)
    if (this.space.open) this.space.move(step)
    else this.map?.paint(at)
    this.tell()
    if (this.fresh) this.root.dataset.painted = String((this.painted += 1))
    this.fresh = false
  }

  tell() { // the step in numbers
    this.transport.show()
    this.results.paint(this.scene, this.clock.step)
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
