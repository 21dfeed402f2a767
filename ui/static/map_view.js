// The part of the plane that a map shows, and where it lies on the screen. A window is [x0, x1, y0, y1].
const MARGIN = { left: 46, right: 8, top: 8, bottom: 36 } // px around the frame: ticks and titles
const LARGEST = 10 // times the box of the surface
const LEAST = 1e-9 // of it
const SAME = 1e-6 // of a window: rounding is no other window

const middle = (low, high) => (low + high) / 2
const clamp = (value, low, high) => Math.min(high, Math.max(low, value))

// The window where it may lie: neither larger nor smaller, and in the largest one, whose middle is the box's.
export const held = ([x0, x1, y0, y1], [left, right, bottom, top]) => {
  const along = (low, high, first, last) => {
    const whole = last - first
    const size = clamp(Math.abs(high - low), LEAST * whole, LARGEST * whole)
    const reach = (LARGEST * whole - size) / 2
    const at = clamp(middle(low, high), middle(first, last) - reach, middle(first, last) + reach)
    return [at - size / 2, at + size / 2]
  }
  const given = [x0, x1, y0, y1].every(Number.isFinite)
  return given ? [...along(x0, x1, left, right), ...along(y0, y1, bottom, top)] : [left, right, bottom, top]
}

export const isSame = (one, other) => {
  const near = i => SAME * Math.abs(other[i < 2 ? 1 : 3] - other[i < 2 ? 0 : 2])
  return one.every((end, i) => Math.abs(end - other[i]) <= near(i))
}

export class View {
  constructor(window, width, height) {
    this.window = window
    const { left, right, top, bottom } = MARGIN
    this.left = left
    this.top = top
    this.width = Math.max(1, width - left - right)
    this.height = Math.max(1, height - top - bottom)
  }

  get right() { return this.left + this.width }
  get bottom() { return this.top + this.height }

  toPixel(x, y) {
    const [x0, x1, y0, y1] = this.window
    const [right, down] = [(x - x0) / (x1 - x0), (y1 - y) / (y1 - y0)]
    return [this.left + right * this.width, this.top + down * this.height]
  }

  toPoint(px, py) {
    const [x0, x1, y0, y1] = this.window
    const [right, down] = [(px - this.left) / this.width, (py - this.top) / this.height]
    const inside = right >= 0 && down >= 0 && right <= 1 && down <= 1
    return { x: x0 + right * (x1 - x0), y: y1 - down * (y1 - y0), inside }
  }

  // A share of the window about a point that stays where it is, moved along by pixels.
  zoomed(share, { x, y }, [right, down] = [0, 0]) {
    const [x0, x1, y0, y1] = this.window
    const [dx, dy] = [(-share * right * (x1 - x0)) / this.width, (share * down * (y1 - y0)) / this.height]
    const [left, bottom] = [x - share * (x - x0) + dx, y - share * (y - y0) + dy]
    return [left, left + share * (x1 - x0), bottom, bottom + share * (y1 - y0)]
  }

  moved(right, down) { return this.zoomed(1, this.centre(), [right, down]) }

  centre() {
    const [x0, x1, y0, y1] = this.window
    return { x: middle(x0, x1), y: middle(y0, y1) }
  }

  // The smallest window around this one in which one unit of x is as long as one of y; no larger than
  // allowed.
  even([left, right, bottom, top]) {
    const [x0, x1, y0, y1] = this.window
    const wanted = Math.max((x1 - x0) / this.width, (y1 - y0) / this.height) // of the plane, a pixel
    const most = LARGEST * Math.min((right - left) / this.width, (top - bottom) / this.height)
    const unit = Math.min(wanted, most)
    const { x, y } = this.centre()
    const [rx, ry] = [(unit * this.width) / 2, (unit * this.height) / 2]
    return [x - rx, x + rx, y - ry, y + ry]
  }
}
