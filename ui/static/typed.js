// Numbers as visitors type them. Settings are spelled with a decimal point; a comma is a decimal comma, too,
// and thousands may be grouped as people do it, wherever that has one reading only.
import { say } from "./texts.js"

const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i
const GROUPS = /^[+-]?[1-9]\d{0,2}([,.'’ _])\d{3}(\1\d{3})*((?!\1)[.,]\d*)?$/ // 1,000 or 1 000 000.5

export const show = value => {
  const size = Math.abs(value)
  const isFar = size !== 0 && (size < 1e-3 || size >= 1e5)
  return isFar ? Number(value.toPrecision(3)).toExponential() : String(Number(value.toPrecision(4)))
}

const grouped = text => {
  const mark = GROUPS.exec(text)?.[1]
  return mark ? Number(text.replaceAll(mark, "").replace(",", ".")) : NaN
}

// Why a whole number's commas do not part groups of thousands, as the name of the text that says it; or
// nothing where that is not the reason.
const aboutCommas = text => {
  const [, parted, end] = /^[+-]?([\d,]*,[\d,]*)(?:\.\d*)?(e[+-]?\d+)?$/i.exec(text) ?? []
  if (!parted) return null
  if (!/^[1-9]\d{0,2}(,\d{3})+$/.test(parted)) return "no_groups"
  return end ? "no_exponent" : null
}

// The number that a text means for a field {low, high, step}, or why it is refused: { value } or { why }, a
// sentence.
export const typed = (raw, { low, high, step }) => {
  const given = { text: raw.slice(0, 20), low: show(low), high: show(high) }
  const why = (name, places) => ({ why: say(name, { ...given, ...places }) })
  const narrow = wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)
  const text = raw.trim().replace(/\s/g, " ").replace(/[‐-―−]/g, "-").replace(/[！-～]/g, narrow)
  const point = POINT.test(text) ? Number(text) : NaN
  const comma = COMMA.test(text) ? Number(text.replace(",", ".")) : NaN
  const decimal = step || !Number.isNaN(point) ? point : comma
  const groups = step || Number.isNaN(point) ? grouped(text) : NaN
  if (!Number.isNaN(decimal) && !Number.isNaN(groups)) {
    const [one, other] = [String(groups), step ? String(decimal) : text.replace(",", ".")]
    return why(step ? "two_whole_numbers" : "two_numbers", { one, other })
  }
  const value = Number.isNaN(decimal) ? groups : decimal
  const fits = Number.isFinite(value) && value >= low && value <= high
  if (fits && !(step && value !== Math.round(value))) return { value }
  return why(step ? (Number.isNaN(groups) && aboutCommas(text)) || "no_whole_number" : "no_number")
}
