// How a player is looked at, in texts that a link holds (shown.js): step, tab, view, part of the map, focus.
export const NOBODY = "off" // is in focus

const part = map => (!map || map.isWhole() ? "" : map.shown().map(end => Number(end.toPrecision(8))).join())

// live: while it plays, too; otherwise the step from which it plays.
export const now = ({ clock, side, space, map, focus }, live) => ({
  step: String(live ? clock.step : clock.rested),
  tab: side.curve,
  view: space.open ? "space" : "flat",
  window: part(map),
  focus,
})

export const usual = ({ steps }) =>
  ({ step: String(steps), tab: "gap", view: "flat", window: "", focus: NOBODY })

// Shows what texts say, as far as it is another than now.
export const take = (player, { step, tab, view, window, focus }) => {
  const { clock, side, map } = player
  const before = now(player, false)
  if (step !== before.step) {
    clock.pause()
    clock.set(Math.floor(Number(step)) || 0)
  }
  if (tab !== before.tab) side.turn(tab)
  if (focus !== before.focus) player.focusOn(focus)
  if (map && window !== before.window) map.show(window ? window.split(",").map(Number) : null)
  if (player.markView && view !== before.view) player.dimension(view === "space")
  player.looking.touch()
  player.ask()
}
