// What a picture of a race is called and what its numbers are, on the map and in three dimensions.
import { say } from "./texts.js"

export const described = ({ title, steps, runs }, clock) => {
  const step = Math.floor(Math.min(clock, steps))
  const row = (run, t) => [run.label, t, run.x[t], run.y[t], run.gap[t]]
  return {
    title: say("map_title", { surface: title, step, steps }),
    numbers: () => [
      [say("racer"), say("scrub"), "x", "y", say("gap")],
      ...runs.flatMap(run => Array.from({ length: step + 1 }, (_, t) => row(run, t))),
    ],
  }
}
