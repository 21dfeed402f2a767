// Ticks of axes: what stands where and how it is said, for all that has axes (charts, curves, the map).
import { digits, power } from "./draw.js"

const NEAR = 1e-9 // of a step: a limit that is a tick but for rounding is one

// The smallest of 1, 2, 5 times a power of ten that parts a span into at most so many pieces.
const niceStep = (span, most) => {
  const raw = span / most
  const unit = 10 ** Math.floor(Math.log10(raw))
  return [1, 2, 5, 10].map(k => k * unit).find(step => step >= raw * 0.999)
}

// A number without zeros at its end and without an e: 0.2, −3, 2·10⁻⁷. enough: digits that keep ticks apart.
const spelled = (value, enough) => {
  const text = String(Number(value.toPrecision(enough)))
  if (!text.includes("e")) return text.replace("-", "−")
  const [mantissa, exponent] = text.split("e")
  return `${mantissa.replace("-", "−")}·${power(Number(exponent))}`
}

// A number as a tick says it: 0.2, not 0.200.
export const plain = text => (/^−?\d+\.\d*$/.test(text) ? text.replace(/\.?0+$/, "") : text)

const countOf = ([first, last]) => Math.max(0, last - first + 1)

// [[value, text], …] of a linear axis, at most `most` steps apart; two at least, for one alone is no scale.
// whole: no fractions; percent: 1 is said as 100 %; every: how far ticks are apart, or twice, four times as
// far where there is no room.
export const linear = (low, high, most, { whole, percent, every } = {}) => {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return []
  const doubled = every && every * 2 ** Math.max(0, Math.ceil(Math.log2(span / every / most)))
  const stepOf = finer => doubled || Math.max(niceStep(span, finer * most), whole ? 1 : 0)
  const endsOf = step => [Math.ceil(low / step - NEAR), Math.floor(high / step + NEAR)]
  const step = [1, 2, 4].map(stepOf).find(step => countOf(endsOf(step)) > 1) ?? stepOf(1)
  const ends = endsOf(step)
  const size = Math.max(Math.abs(low), Math.abs(high)) / step
  const enough = Math.min(15, Math.max(6, 3 + Math.ceil(Math.log10(size))))
  const stride = Math.max(1, Math.ceil((countOf(ends) - 1) / most)) // more than 1 only where it is finer
  return Array.from({ length: Math.ceil(countOf(ends) / stride) }, (_, i) => {
    const value = (ends[0] + i * stride) * step
    return [value, percent ? `${spelled(100 * value, enough)} %` : spelled(value, enough)]
  })
}

// [[exponent, text], …] of an axis of powers of ten, at most `most` steps apart.
export const powers = (low, high, most) => {
  const every = Math.max(1, Math.ceil((high - low) / most))
  const many = Math.max(0, Math.floor((high - low) / every) + 1)
  return Array.from({ length: many }, (_, i) => [low + i * every, power(low + i * every)])
}

// [[value, text], …] of a logarithmic axis. whole: 1, 2 and 5 of every decade, written out, if they are few.
export const logarithmic = (low, high, most, { whole } = {}) => {
  const [first, last] = [Math.ceil(Math.log10(low) - NEAR), Math.floor(Math.log10(high) + NEAR)]
  const tens = Array.from({ length: Math.max(0, last - first + 2) }, (_, i) => 10 ** (first - 1 + i))
  const between = whole ? tens.flatMap(ten => [1, 2, 5].map(k => k * ten)) : []
  const shown = between.filter(value => value >= low && value <= high)
  if (shown.length && shown.length <= most) return shown.map(value => [value, plain(digits(value))])
  return powers(first, last, most).map(([exponent, text]) => [10 ** exponent, text])
}

// Of a scale: { low, high, log }. how: as above.
export const ticks = ({ low, high, log }, most, how) => (log ? logarithmic : linear)(low, high, most, how)
