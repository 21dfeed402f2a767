// The player's clock: at which step a race is seen, and how fast it plays. It knows nothing of what is drawn.
const LENGTH = 6 // seconds of a race at speed 1
const SLOWEST = 4 // steps a second
const ROUNDING = 1e-9 // of a step

export class Clock {
  // onMove(): it is at another step; onTurn(stopped): it plays, or stands; stopped: it played until now
  constructor(calls) {
    Object.assign(this, calls, { at: 0, steps: 0, speed: 1, loop: false, playing: false })
  }

  get step() { return Math.floor(this.at + ROUNDING) } // the last one that it has reached
  get rested() { return this.playing ? this.from : this.step } // the last one at which it stood

  // To a race of so many steps: seen at its end if the one before was. Answers with whether it was.
  fit(steps) {
    const atEnd = this.at >= this.steps
    this.steps = steps
    if (atEnd || this.at > steps) this.at = steps
    return atEnd
  }

  set(at) { this.at = Math.min(this.steps, Math.max(0, at)) }

  seek(at) {
    this.pause()
    this.set(at)
    this.onMove()
  }

  by(way) { this.seek((way < 0 ? Math.ceil(this.at) : Math.floor(this.at)) + way) } // −1: back, 1: on

  toggle() { this.playing ? this.pause() : this.play() }

  play() {
    if (!this.playing) this.from = this.step
    if (this.at >= this.steps) this.at = 0
    this.playing = true
    this.onTurn(false)
    this.tick(performance.now())
  }

  pause() { // between two steps there is nothing to point at: it stands at the last one that it has reached
    cancelAnimationFrame(this.frame)
    const stopped = this.playing
    if (stopped) this.at = this.step
    this.playing = false
    this.onTurn(stopped)
  }

  tick(before) {
    cancelAnimationFrame(this.frame) // one frame after the other, however often it is told to play
    this.frame = requestAnimationFrame(now => {
      const pace = Math.max(SLOWEST, this.steps / LENGTH) * this.speed
      this.at += (Math.max(0, now - before) / 1000) * pace // a frame may bear a time from before the click
      if (this.at >= this.steps) this.turn()
      this.onMove()
      if (this.playing) this.tick(now)
    })
  }

  turn() { // at the end: from the start again, or it stands
    if (this.loop) this.at %= Math.max(1, this.steps)
    else {
      this.at = this.steps
      this.pause()
    }
  }
}
