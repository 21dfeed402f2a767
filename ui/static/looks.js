// How a player is looked at, in texts that a link holds (shown.js): step, tab, view, part of the map, camera,
// focus.
export const NOBODY = "off" // is in focus

const DIGITS = 8 // of the size of the part of the map
const MOST = 17 // digits of a number

// A part far from 0 needs more digits than its size has.
const spelled = ([x0, x1, y0, y1]) => [[x0, x1], [y0, y1]].flatMap(([low, high]) => {
  const more = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)))
  return [low, high].map(end => Number(end.toPrecision(Math.min(MOST, DIGITS + Math.max(0, more)))))
}).join()

const part = map => (!map || map.isWhole() ? "" : spelled(map.shown()))

// live: while it plays, too; otherwise the step from which it plays.
export const now = ({ scene, clock, side, space, map, focus }, live) => ({
  step: String(live ? clock.step : clock.rested),
  tab: side.curve,
  view: space.open ? "space" : "flat",
  window: part(map),
  camera: space.camera,
  focus: scene?.runs.some(({ key }) => key === focus) ? focus : NOBODY, // one that has left is not there
})

export const usual = ({ steps }) =>
  ({ step: String(steps), tab: "gap", view: "flat", window: "", camera: "", focus: NOBODY })

// Shows what texts say, as far as it is another than now.
export const take = (player, { step, tab, view, window, camera, focus }) => {
  const { clock, side, map, space } = player
  const before = now(player, false)
  if (step !== before.step) {
    clock.pause()
    clock.set(Math.floor(Number(step)) || 0)
  }
  if (tab !== before.tab) side.turn(tab)
  if (focus !== before.focus) player.focusOn(focus)
  if (map && window !== before.window) map.show(window ? window.split(",").map(Number) : null)
  if (camera !== undefined && camera !== before.camera) space.aim(camera)
  if (player.markView && view !== before.view) player.dimension(view === "space")
  player.looking.touch()
  player.ask()
}
